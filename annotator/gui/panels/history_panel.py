"""What was done to the open article, and the way back to any point of it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from annotator.gui.models.history_model import SEQ, TOUCHED, HistoryModel
from annotator.gui.panels.pieces import sentence_list
from annotator.gui.panels.plain import label
from annotator.i18n import _
from annotator.services.annotate import Session


class HistoryPanel(QWidget):
    """Lists the steps. `span_chosen(str)` on a click, `step_back_asked(int)` with the step to go back to."""

    span_chosen = Signal(str)
    step_back_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = HistoryModel(self)
        self.list = sentence_list(self.model, _("What was done to the article"))
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._step_back)
        self._back = QPushButton(_("Back to this point (Enter)"))
        self._back.setToolTip(_("Make the article what it was after the marked step; Undo takes that back"))
        self._back.clicked.connect(lambda: self._step_back(self.list.currentIndex()))
        self._nothing = label(_("Nothing was done to this article yet."), "muted", wraps=True)
        self._nothing.setContentsMargins(8, 8, 8, 8)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 8)
        layout.setSpacing(8)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self._back, 0, Qt.AlignmentFlag.AlignHCenter)
        self.list.selectionModel().currentChanged.connect(lambda *_args: self._check())
        self.show_session(None)

    @property
    def texts(self) -> list[str]:
        """The rows on show."""
        return [str(self.model.index(at).data()) for at in range(self.model.rowCount())]

    def show_session(self, session: Session | None) -> None:
        """Show the steps of another article, or of the same one changed."""
        self.model.show(session)
        is_empty = self.model.rowCount() == 0
        self.list.setVisible(not is_empty)
        self._nothing.setVisible(is_empty)
        self._back.setVisible(not is_empty)
        if not is_empty:
            self.list.setCurrentIndex(self.model.index(1))  # below the name of the day
        self._check()

    def _check(self) -> None:
        self._back.setEnabled(self.list.currentIndex().data(SEQ) is not None)

    def _choose(self, index: QModelIndex) -> None:
        if span_id := index.data(TOUCHED):
            self.span_chosen.emit(span_id)

    def _step_back(self, index: QModelIndex) -> None:
        seq = index.data(SEQ)
        if seq is not None:
            self.step_back_asked.emit(seq)
