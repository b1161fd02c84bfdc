"""The card beside a span the pointer rests on: what it is, how sure, whose, and the quote it belongs to.

Everything on it also stands in the inspector, for those who use no mouse.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from annotator.domain.quotes import Quote
from annotator.domain.spans import OriginKind, Span
from annotator.gui.canvas.describe import ORIGINS, describe, state_of
from annotator.gui.words import attribute_name, decimal, value_name
from annotator.i18n import _

Fact = tuple[str, str]
"""What is said about a span: its name and its value, in the language spoken."""

WIDEST = 360
_LONGEST = 60


class HoverCard(QFrame):
    """A card over the text that takes no clicks and goes with the pointer."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.span_id: str | None = None
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.RichText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self._words)
        self.hide()

    @property
    def text(self) -> str:
        """What the card says, as HTML; empty while it does not show."""
        return self._words.text() if self.isVisible() else ""

    def show_span(self, span: Span, title: str, facts: Sequence[Fact], under: Sequence[str], near: QRect) -> None:
        """Say `facts` about `span` below `near`, above it where there is no room; `under` are the spans beneath."""
        rows = "".join(f"<tr><td>{escape(name)}&nbsp;&nbsp;</td><td>{escape(value)}</td></tr>" for name, value in facts)
        also = "".join(f"<br>{escape(words)}" for words in under)
        self._words.setText(f"<b>{escape(span.label)}</b> · {escape(title)}<table>{rows}</table>{also}")
        self.span_id = span.id
        room = self._page.rect().adjusted(4, 4, -4, -4)
        self._words.setWordWrap(False)
        self._words.setFixedWidth(min(self._words.sizeHint().width(), WIDEST, room.width() - 24))
        self._words.setWordWrap(True)
        self.adjustSize()
        top = near.bottom() + 8
        if top + self.height() > room.bottom():
            top = near.top() - 8 - self.height()
        left = max(room.left(), min(near.left(), room.right() - self.width()))
        self.move(QPoint(left, max(room.top(), top)))
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Take the card away."""
        self.span_id = None
        self.hide()


def facts_of(span: Span, quote: Quote | None, text: str) -> list[Fact]:
    """Return what is to be said of `span`: score, origin, and the quote it is part of."""
    facts: list[Fact] = []
    origin = span.origin
    if origin.score is not None:
        facts.append((_("score"), decimal(origin.score)))
    if origin.kind is not OriginKind.HUMAN:
        named = " ".join(part for part in (origin.name, origin.version.partition("+")[0]) if part)
        facts.append((_("origin"), f"{_(ORIGINS[origin.kind])} · {named}" if named else _(ORIGINS[origin.kind])))
    if quote is None:
        return facts
    if quote.speaker is not None or quote.resolved:
        words = _quoted(text, quote.speaker)
        names = ", ".join(quote.resolved)
        facts.append((_("speaker"), f"{words} → {names}" if names and names != words else words))
    else:
        facts.append((_("speaker"), _("not known yet")))
    if quote.cue is not None:
        facts.append((_("cue"), _quoted(text, quote.cue)))
    if quote.kind:
        facts.append((attribute_name("type"), value_name(quote.kind)))
    return facts


def title_of(span: Span, text: str) -> str:
    """Return the first line after the label: the state and the words."""
    return f"{state_of(span)} · {_quoted(text, span)}"


def described(spans: Sequence[Span]) -> list[str]:
    """Return the spans that lie beneath, in a line each."""
    return [describe(span) for span in spans]


def _quoted(text: str, span: Span | None) -> str:
    if span is None:
        return "–"
    words = " ".join(text[span.start : min(span.end, span.start + 4 * _LONGEST)].split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"
