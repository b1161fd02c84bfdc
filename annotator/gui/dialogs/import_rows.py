"""The first rows of what is to be imported: cells with their columns, or articles with what is marked in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from annotator.domain.errors import N_
from annotator.i18n import _
from annotator.services.articles import ImportPreview
from annotator.services.ports import IncomingRecord

_ROLES = {
    "text": N_("text"), "title": N_("title"), "date": N_("date"), "source": N_("source"), "url": N_("address"),
}  # fmt: skip
_CELL = 120
_WIDEST, _NARROWEST = 220, 60


class FirstRows(QTableWidget):
    """A table to read."""

    def __init__(self) -> None:
        super().__init__()
        self._is_filled = False
        self.setAccessibleName(_("First rows"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    @property
    def headers(self) -> list[str]:
        """What stands over the columns."""
        return [item.text() if (item := self.horizontalHeaderItem(at)) else "" for at in range(self.columnCount())]

    def show_preview(self, preview: ImportPreview, roles: Mapping[str, str]) -> None:
        """Show cells where the files have any, the column of each role marked with it; else articles."""
        table = next((file.table for file in preview.files if file.table is not None), None)
        if table is not None:
            named = {column: role for role, column in roles.items() if column}
            heads = [_headed(column, named.get(column)) for column in table.columns]
            self._fill(heads, table.rows)
        else:
            heads = [_("title"), _("date"), _("source"), _("annotations"), _("text")]
            rows = [_row(record) for record in preview.records]
            kept = [at for at in range(len(heads)) if any(row[at] and (at or not _is_start(row)) for row in rows)]
            self._fill([heads[at] for at in kept], [[row[at] for at in kept] for row in rows])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: where there is no row, say so."""
        super().paintEvent(event)
        if not self.rowCount() and self._is_filled:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            room = self.viewport().rect().adjusted(16, 16, -16, -16)
            wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(room, wrapped, self.accessibleDescription())

    def _fill(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.setAccessibleDescription("" if rows else _("No row can be read this way. The reasons are below."))
        self._is_filled = True
        self.setUpdatesEnabled(False)
        self.clear()
        self.setColumnCount(len(heads))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(list(heads))
        for at, row in enumerate(rows):
            for place, cell in enumerate(row[: len(heads)]):
                words = " ".join(cell.split())
                item = QTableWidgetItem(words[:_CELL])
                item.setToolTip(f"<p>{escape(words)}</p>")  # it wraps, and what a file says is not taken for markup
                self.setItem(at, place, item)
        self.resizeColumnsToContents()
        for at in range(len(heads)):
            self.setColumnWidth(at, min(max(self.columnWidth(at), _NARROWEST), _WIDEST))
        self.setUpdatesEnabled(True)


def _is_start(row: Sequence[str]) -> bool:
    """True where the title is only how the text begins, so that there is none of its own."""
    title, *_between, text = row
    return text.startswith(title.rstrip("…"))


def _headed(column: str, role: str | None) -> str:
    if role is None:
        return column
    return _("{column} → {role}").format(column=column, role=_(_ROLES.get(role, role)))


def _row(record: IncomingRecord) -> tuple[str, ...]:
    article = record.article
    counts = Counter(span.label for span in record.spans)
    marked = ", ".join(f"{label} {count}" for label, count in counts.most_common())
    return article.title, article.date, article.source, marked, article.text[: _CELL * 2]
