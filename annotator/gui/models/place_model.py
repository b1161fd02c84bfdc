"""The places a decision would be put on, with a tick each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.domain.errors import N_
from annotator.domain.propagation import Change
from annotator.i18n import _
from annotator.services.propagate import Place

PLACE = Qt.ItemDataRole.UserRole
"""The role under which a row's Place is found."""
TICK, CONTEXT, CHANGE, ARTICLE = range(4)

_Index = QModelIndex | QPersistentModelIndex

CHANGES = {
    Change.ADD: N_("add"),
    Change.ACCEPT: N_("accept"),
    Change.RELABEL: N_("relabel from {label}"),
    Change.REJECT: N_("reject"),
    Change.RESOLVE: N_("give the full name"),
}


class PlaceModel(QAbstractTableModel):
    """All places are ticked at first; `ticked_changed` when a tick was set or taken away."""

    ticked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places: tuple[Place, ...] = ()
        self._ticked: list[bool] = []

    def show(self, places: Sequence[Place]) -> None:
        """Show other places."""
        self.beginResetModel()
        self._places, self._ticked = tuple(places), [True] * len(places)
        self.endResetModel()
        self.ticked_changed.emit()

    @property
    def ticked(self) -> list[Place]:
        """The places with a tick."""
        return [place for place, is_ticked in zip(self._places, self._ticked, strict=True) if is_ticked]

    @property
    def unticked(self) -> list[Place]:
        """The places without."""
        return [place for place, is_ticked in zip(self._places, self._ticked, strict=True) if not is_ticked]

    def toggle(self, row: int) -> None:
        """Set the tick of a row, or take it away."""
        if 0 <= row < len(self._places):
            self._ticked[row] = not self._ticked[row]
            self._changed(row, row)

    def tick_all(self, *, ticked: bool) -> None:
        """Set every tick, or take every one away."""
        if self._places:
            self._ticked = [ticked] * len(self._places)
            self._changed(0, len(self._places) - 1)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(self._places)

    def columnCount(self, parent: _Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else 4

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's."""
        place = self._places[index.row()]
        if role == PLACE:
            return place
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == TICK:
            return Qt.CheckState.Checked if self._ticked[index.row()] else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(place, index.column())
        return None

    def _text(self, place: Place, column: int) -> str:
        match column:
            case 1:
                return " ".join(f"{place.before}[{place.words}]{place.after}".split())
            case 2:
                return _(CHANGES[place.proposal.change]).format(label=place.proposal.was)
            case 3:
                return place.title
            case _:
                return ""

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, TICK), self.index(last, ARTICLE))
        self.ticked_changed.emit()
