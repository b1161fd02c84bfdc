"""All spans of the open article, and all that was done to it, as table models."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.edits import Delta
from annotator.domain.errors import N_
from annotator.domain.spans import Span
from annotator.gui.words import decimal, shown_date
from annotator.i18n import _
from annotator.services.annotate import Session
from annotator.services.ports import JournalEntry, JournalKind

SPAN_ID = Qt.ItemDataRole.UserRole
"""The role under which a row's span id is found."""

_Index = QModelIndex | QPersistentModelIndex

EDIT_NAMES = {
    "AddSpan": N_("Added"),
    "RemoveSpan": N_("Deleted"),
    "Resize": N_("Boundary moved"),
    "SetMarks": N_("Quotation marks moved"),
    "Merge": N_("Merged"),
    "Split": N_("Split"),
    "Relabel": N_("Relabelled"),
    "SetAttribute": N_("Attribute set"),
    "Link": N_("Linked"),
    "Unlink": N_("Unlinked"),
    "Accept": N_("Accepted"),
    "Reject": N_("Rejected"),
    "Propagate": N_("Carried over"),
    "Finish": N_("Finished"),
    "Reopen": N_("Reopened"),
    "Flag": N_("Flag"),
    "SetComment": N_("Note"),
    "Batch": N_("Several changes"),
}
"""The kinds of edit as people read them; the keys are the class names in the journal."""


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


class HistoryModel(_Table):
    """Every step in the journal, the newest first."""

    headers = (N_("time"), N_("what"), N_("words"))

    def show(self, session: Session | None) -> None:
        """Show another article, or the same one changed."""
        if session is None:
            self._fill([], [])
            return
        entries = list(session.history())[::-1]
        text = session.article.text
        self._fill([_history_row(entry, text) for entry in entries], [_first_id(entry.delta) for entry in entries])


def _span_row(span: Span, text: str) -> tuple[str, ...]:
    mark = "◌ " if span.is_open else ""
    score = "" if span.origin.score is None else decimal(span.origin.score)
    return mark + span.label, " ".join(text[span.start : min(span.end, span.start + 80)].split()), score


def _history_row(entry: JournalEntry, text: str) -> tuple[str, ...]:
    name = _(EDIT_NAMES.get(_kind(entry), entry.head.name))
    if entry.head.kind is JournalKind.UNDO:
        name = _("Undo: {name}").format(name=name)
    elif entry.head.kind is JournalKind.REDO:
        name = _("Redo: {name}").format(name=name)
    return _when(entry.at), name, _words(entry.delta, text)


def _kind(entry: JournalEntry) -> str:
    """Return the kind of edit; several changes that end with an answer are what finishing is."""
    standing = entry.delta.standing
    answers = {one.answer for one in (standing.before, standing.after) if one is not None} if standing else set()
    return "Finish" if entry.head.name == "Batch" and len(answers) > 1 else entry.head.name


def _when(at: datetime) -> str:
    """Return the time of day, or the day where that is not today."""
    here = at.astimezone()
    is_today = here.date() == datetime.now(here.tzinfo).date()
    return here.strftime("%H:%M:%S") if is_today else shown_date(here.date().isoformat())


def _words(delta: Delta, text: str) -> str:
    found = []
    for change in delta.spans[:4]:
        span = change.after or change.before
        if span is not None:
            found.append(f"{span.label} {' '.join(text[span.start : min(span.end, span.start + 40)].split())}")
    if len(delta.spans) > len(found):
        found.append("…")
    return ", ".join(found)


def _first_id(delta: Delta) -> str:
    live = (change.after for change in delta.spans)
    return next((span.id for span in live if span is not None and span.is_live), "")
