"""The queue of articles as a list model; knows states and counts, not how they look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.annotations import Answer, Layer
from annotator.domain.errors import N_
from annotator.i18n import _, ngettext
from annotator.services.ports import QueueRow
from annotator.services.queue import next_unfinished

ROW = Qt.ItemDataRole.UserRole
"""The role under which the QueueRow itself is found."""

_Index = QModelIndex | QPersistentModelIndex


class ArticleState(Enum):
    """How far an article is; the value is what a screen reader says."""

    UNSEEN = N_("no suggestions yet")
    WAITING = N_("suggestions wait")
    BEGUN = N_("begun")
    FINISHED = N_("finished")
    SKIPPED = N_("skipped")


def state_of(row: QueueRow) -> ArticleState:
    """Return how far the article is for its annotator."""
    if row.answer is Answer.ACCEPT:
        return ArticleState.FINISHED
    if row.answer is not None:
        return ArticleState.SKIPPED
    if row.decided_count:
        return ArticleState.BEGUN
    return ArticleState.WAITING if row.has_suggestions else ArticleState.UNSEEN


def counts_of(row: QueueRow) -> str:
    """Return the second line of a row: what is open and what is decided."""
    if not row.has_suggestions and not row.decided_count:
        return _("no suggestions yet")
    opened = ngettext("{count} open", "{count} open", row.open_count).format(count=row.open_count)
    decided = ngettext("{count} decided", "{count} decided", row.decided_count).format(count=row.decided_count)
    return f"{opened} · {decided}"


class QueueModel(QAbstractListModel):
    """The articles in the order asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[QueueRow] = []
        self._places: dict[int, int] = {}
        self.finished = 0
        """How many articles have an answer; counted along, since a queue may hold a hundred thousand."""

    def rowCount(self, parent: _Index | None = None) -> int:
        """Qt's: how many articles there are."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: the title to show, the whole row under ROW."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.title}\n{_(state_of(row).value)} · {counts_of(row)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            flag = ", " + _("flagged") if row.is_flagged else ""
            return f"{row.title}, {_(state_of(row).value)}{flag}, {counts_of(row)}"
        return row if role == ROW else None

    def show(self, rows: Sequence[QueueRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.finished = sum(row.answer is not None for row in self._rows)
        self._places = {row.article_id: at for at, row in enumerate(self._rows)}
        self.endResetModel()

    def update_layer(self, layer: Layer, open_count: int, *, has_suggestions: bool) -> None:
        """Bring one article's row up to date after an edit, without reading the database."""
        at = self._places.get(layer.article_id)
        if at is None:
            return
        self.finished += (layer.answer is not None) - (self._rows[at].answer is not None)
        self._rows[at] = replace(
            self._rows[at],
            answer=layer.answer,
            is_flagged=layer.is_flagged,
            open_count=open_count,
            decided_count=len(layer.spans),
            has_suggestions=has_suggestions,
        )
        self.dataChanged.emit(self.index(at), self.index(at))

    def place(self, article_id: int | None) -> int | None:
        """Return the row of the article, None where it is not listed."""
        return self._places.get(article_id) if article_id is not None else None

    def neighbour(self, article_id: int | None, step: int) -> int | None:
        """Return the article `step` rows further, None beyond the ends."""
        at = self.place(article_id)
        if at is None:
            return self._rows[0].article_id if self._rows else None
        return self._rows[at + step].article_id if 0 <= at + step < len(self._rows) else None

    def next_unfinished(self, after: int | None) -> int | None:
        """Return the next article without an answer, going on from the top; None where there is no other."""
        target = next_unfinished(self._rows, after)
        return None if target == after else target

    def search(self, words: str, limit: int) -> list[QueueRow]:
        """Return the articles whose title holds all of `words`."""
        wanted = words.casefold().split()
        found = []
        for row in self._rows:
            title = row.title.casefold()
            if all(word in title for word in wanted):
                found.append(row)
                if len(found) == limit:
                    break
        return found
