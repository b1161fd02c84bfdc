"""All that was done to the open article, day by day, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.edits import Change, Delta
from annotator.domain.errors import N_, Message
from annotator.domain.history import sentence
from annotator.domain.spans import Span, Status
from annotator.gui.words import attribute_name, shown_date
from annotator.i18n import _
from annotator.services.annotate import Session
from annotator.services.ports import JournalEntry, JournalKind

SEQ = Qt.ItemDataRole.UserRole
"""The role under which the number of a row's journal entry is found; None on the name of a day."""
TOUCHED = Qt.ItemDataRole.UserRole + 1
"""The role under which the id of a span is found that the step changed, empty where it is gone."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    tip: str = ""
    seq: int | None = None
    span_id: str = ""


class HistoryModel(QAbstractListModel):
    """Names of days, and under each a sentence for every step in the journal."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []

    def rowCount(self, parent: _Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Qt's: the name of a day is no step."""
        if index.isValid() and self._rows[index.row()].seq is None:
            return Qt.ItemFlag.ItemNeverHasChildren
        return super().flags(index)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: the sentence; SEQ and TOUCHED."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        return {
            int(Qt.ItemDataRole.DisplayRole): row.text,
            int(Qt.ItemDataRole.ToolTipRole): row.tip or None,
            int(SEQ): row.seq,
            int(TOUCHED): row.span_id,
        }.get(int(role))

    def show(self, session: Session | None) -> None:
        """Show another article, or the same one changed."""
        self.beginResetModel()
        self._rows = _rows(session) if session is not None else []
        self.endResetModel()


def _rows(session: Session) -> list[_Row]:
    entries = list(session.history())
    by_seq = {entry.head.seq: entry for entry in entries}
    suggested = {span.id: span for span in session.suggestions.spans} if session.suggestions is not None else {}
    spans = suggested | dict(session.layer.spans)
    by_seq = {seq: replace(entry, delta=_as_seen(entry.delta, suggested)) for seq, entry in by_seq.items()}
    rows: list[_Row] = []
    day = None
    for entry in reversed(entries):
        here = entry.at.astimezone()
        if here.date() != day:
            day = here.date()
            rows.append(_Row(shown_date(day.isoformat())))
        what = _message(by_seq[entry.head.seq], by_seq, session.article.text, spans).said(_)
        text = _("{time}  {name} {what}").format(time=here.strftime("%H:%M"), name=session.layer.annotator, what=what)
        rows.append(_Row(text, f"{here:%H:%M:%S} · {what}", entry.head.seq, _first_id(entry.delta)))
    return rows


def _message(entry: JournalEntry, by_seq: dict[int, JournalEntry], text: str, spans: dict[str, Span]) -> Message:
    """Return what a step did; taking back or repeating another is told by that other."""
    about = by_seq.get(entry.head.target or 0, entry)
    what = sentence(entry.head.name, about.delta, text, spans, attribute_name)
    match entry.head.kind:
        case JournalKind.EDIT:
            return what
        case JournalKind.UNDO:
            return Message(N_("took back: {what}"), {"what": what})
        case JournalKind.REDO:
            return Message(N_("repeated: {what}"), {"what": what})


def _as_seen(delta: Delta, suggested: Mapping[str, Span]) -> Delta:
    """Return the delta with what a corrected suggestion was before: it stood in the text, though in no layer."""
    return replace(delta, spans=tuple(_change_as_seen(change, suggested) for change in delta.spans))


def _change_as_seen(change: Change[Span], suggested: Mapping[str, Span]) -> Change[Span]:
    after = change.after
    if change.before is not None or after is None or after.status is not Status.CORRECTED:
        return change
    before = suggested.get(after.id)
    is_changed = before is not None and (before.label, before.extent, before.attrs) != (
        after.label, after.extent, after.attrs,
    )  # fmt: skip
    return Change(before, after) if is_changed else change


def _first_id(delta: Delta) -> str:
    live = (change.after for change in delta.spans)
    return next((span.id for span in live if span is not None and span.is_live), "")
