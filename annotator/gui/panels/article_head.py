"""What stands over the text: the article's title, where it comes from, and how far it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.annotations import Answer
from annotator.gui.panels.pieces import ShortText
from annotator.gui.panels.plain import label
from annotator.gui.words import shown_date
from annotator.i18n import _, ngettext
from annotator.services.annotate import Session


class ArticleHead(QFrame):
    """Title and counts; below, what to do once nothing is open, and the note on the article."""

    def __init__(self, key_of: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key_of = key_of
        self.setObjectName("head")
        self._title = ShortText(lines=2)
        self._source = label("", "muted", wraps=True)
        self._standing = label("", "good", wraps=True)
        self._note = ShortText(lines=2)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.05)
        font.setBold(True)
        self._title.setFont(font)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(2)
        layout.addWidget(self._title)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._source, 1)
        layout.addLayout(row)
        layout.addWidget(self._standing)
        layout.addWidget(self._note)

    @property
    def standing_text(self) -> str:
        """What the head says about how far the article is."""
        return self._standing.text() if not self._standing.isHidden() else ""

    @property
    def note_text(self) -> str:
        """The note on the article, empty where there is none."""
        return self._note.text()

    @property
    def counts_text(self) -> str:
        """The line with source, date and counts."""
        return self._source.text()

    def show_session(self, session: Session | None, open_count: int = 0, *, gets_suggestions: bool = True) -> None:
        """Show the article and its counts; nothing where no article is open."""
        self.setVisible(session is not None)
        if session is None:
            return
        article, layer = session.article, session.layer
        decided = len(layer.spans)
        parts = [article.source, shown_date(article.date)]
        if session.suggestions is None and not decided:
            parts.append(_("no suggestions yet") if gets_suggestions else _("no suggestions for this article"))
        else:
            parts.append(ngettext("{count} open", "{count} open", open_count).format(count=open_count))
            parts.append(ngettext("{count} decided", "{count} decided", decided).format(count=decided))
        if layer.is_flagged:
            parts.append(_("flagged"))
        note = next((comment.text for comment in layer.comments.values() if comment.span_id is None), "")
        self._note.setText(_("Note: {text}").format(text=note) if note else "")
        self._note.setVisible(bool(note))
        self._title.setText(article.title)
        self._source.setText(" · ".join(part for part in parts if part))
        self._standing.setText(self._said_of(session, open_count))
        self._standing.setVisible(bool(self._standing.text()))

    def _said_of(self, session: Session, open_count: int) -> str:
        if session.layer.answer is Answer.ACCEPT:
            return _("Finished. Next article: {key}").format(key=self._key_of("article.next"))
        if session.layer.answer is not None:
            return _("Skipped. Next article: {key}").format(key=self._key_of("article.next"))
        if session.layer.spans and not open_count:
            return _("All done: next article {key}").format(key=self._key_of("article.finish"))
        return ""
