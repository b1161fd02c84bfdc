"""All spans of the open article as a table model."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.errors import N_
from annotator.domain.spans import Span
from annotator.gui.words import decimal
from annotator.i18n import _
from annotator.services.annotate import Session

SPAN_ID = Qt.ItemDataRole.UserRole
"""The role under which a row's span id is found."""

_Index = QModelIndex | QPersistentModelIndex


class _Table(QAbstractTableModel):
    """Rows of texts with a span id each."""

    headers: tuple[str, ...] = ()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, ...]] = []
        self._ids: list[str] = []

    def rowCount(self, parent: _Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(self.headers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: the cell's text, the row's span id under SPAN_ID."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        return self._ids[index.row()] if role == SPAN_ID else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(self.headers[section])
        return None

    def place(self, span_id: str) -> int | None:
        """Return the row of the span, None where it is not listed."""
        return self._ids.index(span_id) if span_id in self._ids else None

    def _fill(self, rows: list[tuple[str, ...]], ids: list[str]) -> None:
        self.beginResetModel()
        self._rows, self._ids = rows, ids
        self.endResetModel()


class SpanTableModel(_Table):
    """Every live span in document order."""

    headers = (N_("label"), N_("words"), N_("score"))

    def show(self, session: Session | None) -> None:
        """Show another article, or the same one changed."""
        if session is None:
            self._fill([], [])
            return
        text = session.article.text
        spans = list(session.view.spans.values())
        self._fill([_span_row(span, text) for span in spans], [span.id for span in spans])


def _span_row(span: Span, text: str) -> tuple[str, ...]:
    mark = "◌ " if span.is_open else ""
    score = "" if span.origin.score is None else decimal(span.origin.score)
    return mark + span.label, " ".join(text[span.start : min(span.end, span.start + 80)].split()), score
