"""The findings of the consistency check as a list: those of the open article first, then those elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.errors import N_
from annotator.domain.lint import Severity
from annotator.i18n import _
from annotator.services.lint import Complaint

COMPLAINT = Qt.ItemDataRole.UserRole
"""The role under which the Complaint itself is found."""

_SEVERITIES = {Severity.ERROR: N_("Error"), Severity.WARNING: N_("Likely wrong"), Severity.INFO: N_("Have a look")}
_Index = QModelIndex | QPersistentModelIndex


class FindingModel(QAbstractListModel):
    """Complaints in the order given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._complaints: Sequence[Complaint] = ()
        self._here: int | None = None

    def rowCount(self, parent: _Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(self._complaints)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: how much it matters and the sentence, with the title of another article; COMPLAINT."""
        if not index.isValid():
            return None
        complaint = self._complaints[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            finding = complaint.finding
            text = f"{_(_SEVERITIES[finding.severity])}: {finding.message.said(_)}"
            return text if complaint.article_id == self._here else f"{text}\n{complaint.title}"
        return complaint if role == COMPLAINT else None

    def show(self, complaints: Sequence[Complaint], here: int | None) -> None:
        """List other complaints; those of the article `here` need no title."""
        self.beginResetModel()
        self._complaints, self._here = complaints, here
        self.endResetModel()
