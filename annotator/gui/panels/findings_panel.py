"""The findings of the consistency check, to be gone through by keyboard: go there, fix, ignore."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from annotator.gui.models.finding_model import COMPLAINT, FindingModel
from annotator.gui.panels.pieces import sentence_list
from annotator.gui.panels.plain import label
from annotator.i18n import _, ngettext
from annotator.services.lint import Complaint


class FindingsPanel(QWidget):
    """Lists; `chosen`, `fix_asked` and `ignore_asked` carry the Complaint of the marked row.

    `corpus_asked` when every article is to be checked, `left` on Esc, `shown` when the list comes to sight.
    """

    chosen = Signal(object)
    fix_asked = Signal(object)
    ignore_asked = Signal(object)
    corpus_asked = Signal()
    left = Signal()
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FindingModel(self)
        self.list = sentence_list(self.model, _("Findings"))
        self.list.doubleClicked.connect(lambda _index: self._ask(self.chosen))
        self.list.installEventFilter(self)
        self.list.selectionModel().currentChanged.connect(lambda *_args: self._check())
        self._count = label("", "muted", wraps=True)
        self._count.setContentsMargins(4, 0, 4, 0)
        self._go = QPushButton(_("Go there (Enter)"))
        self._go.clicked.connect(lambda: self._ask(self.chosen))
        self._fix = QPushButton(_("Fix (f)"))
        self._fix.clicked.connect(lambda: self._ask(self.fix_asked))
        self._ignore = QPushButton(_("Ignore (i)"))
        self._ignore.setToolTip(_("Never show this finding again"))
        self._ignore.clicked.connect(lambda: self._ask(self.ignore_asked))
        self._all = QPushButton(_("All articles (a)"))
        self._all.setToolTip(_("Look for findings in your annotations of every article"))
        self._all.clicked.connect(self.corpus_asked)
        buttons = QGridLayout()
        buttons.setSpacing(6)
        for at, button in enumerate((self._go, self._fix, self._ignore, self._all)):
            buttons.addWidget(button, at // 2, at % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self._count)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.show_complaints([], None)

    @property
    def texts(self) -> list[str]:
        """The rows on show."""
        return [str(self.model.index(at).data()) for at in range(self.model.rowCount())]

    @property
    def count_text(self) -> str:
        """What is said about how many there are."""
        return self._count.text()

    def show_complaints(self, complaints: Sequence[Complaint], here: int | None) -> None:
        """List what was found; the mark stays in its row, so that the next one comes under it."""
        row = max(self.list.currentIndex().row(), 0)
        self.model.show(complaints, here)
        if complaints:
            self.list.setCurrentIndex(self.model.index(min(row, len(complaints) - 1)))
        in_sight = sum(complaint.article_id == here for complaint in complaints)
        said = (
            ngettext("{count} finding in this article", "{count} findings in this article", in_sight)
            if in_sight
            else _("Nothing in this article contradicts itself")
        )
        parts = [said.format(count=in_sight)]
        if beyond := len(complaints) - in_sight:
            others = ngettext("{count} in other articles", "{count} in other articles", beyond)
            parts.append(others.format(count=beyond))
        self._count.setText(", ".join(parts) + ".")
        self._check()

    def show_checking(self) -> None:
        """Say that what is listed of this article is of before, and that it is being checked anew."""
        self._count.setText(_("Checking this article…"))

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: what was not looked at while nobody saw it is looked at now."""
        super().showEvent(event)
        self.shown.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: Enter goes there, f fixes, i ignores, a looks in every article, Esc goes back to the text."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not event.modifiers():
            match event.key():
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._ask(self.chosen)
                case Qt.Key.Key_F:
                    self._ask(self.fix_asked)
                case Qt.Key.Key_I:
                    self._ask(self.ignore_asked)
                case Qt.Key.Key_A:
                    self.corpus_asked.emit()
                case Qt.Key.Key_Escape:
                    self.left.emit()
                case _:
                    return super().eventFilter(watched, event)
            return True
        return super().eventFilter(watched, event)

    def _ask(self, signal: object) -> None:
        complaint = self.list.currentIndex().data(COMPLAINT)
        if complaint is not None:
            signal.emit(complaint)  # type: ignore[attr-defined]

    def _check(self) -> None:
        complaint = self.list.currentIndex().data(COMPLAINT)
        self._go.setEnabled(complaint is not None)
        self._ignore.setEnabled(complaint is not None)
        self._fix.setEnabled(complaint is not None and complaint.finding.fix is not None)
