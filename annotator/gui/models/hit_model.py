"""The hits of a search as a list that grows while the search goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.services.search import Hit

HIT = Qt.ItemDataRole.UserRole
"""The role under which the Hit itself is found."""

_Index = QModelIndex | QPersistentModelIndex


class HitModel(QAbstractListModel):
    """Hits in the order they came."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []

    def rowCount(self, parent: _Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(self._hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: the words with their surroundings; the hit under HIT."""
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{hit.place.before}{hit.place.words}{hit.place.after} · {hit.title}"
        return hit if role == HIT else None

    def clear(self) -> None:
        """Forget every hit."""
        self.beginResetModel()
        self._hits = []
        self.endResetModel()

    def add(self, hits: Sequence[Hit]) -> None:
        """Put more hits at the end."""
        self.beginInsertRows(QModelIndex(), len(self._hits), len(self._hits) + len(hits) - 1)
        self._hits.extend(hits)
        self.endInsertRows()
