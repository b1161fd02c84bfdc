"""The queue of articles as a list model; knows states and counts, not how they look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.domain.annotations import SKIP_NOTE, Answer, Layer
from annotator.domain.errors import N_, UserError
from annotator.i18n import _, ngettext
from annotator.services.ports import QueueRow
from annotator.services.queue import Listing, next_unfinished

ROW = Qt.ItemDataRole.UserRole
"""The role under which the QueueRow itself is found."""

_ROLES = frozenset((ROW, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole))
_PAGE = 100
_KEPT = 5000
"""Rows read at a time, and kept at most: enough for scrolling back and forth, whatever the size of the database."""

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
    """The articles in the order asked for; `fetch` reads the rows of a page when one of them is first looked at.

    `failed(Problem)` when the database does not give them.
    """

    failed = Signal(object)

    def __init__(self, fetch: Callable[[Sequence[int]], Sequence[QueueRow]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._ids: Sequence[int] = ()
        self._places: dict[int, int] = {}
        self._rows: dict[int, QueueRow] = {}
        self._finished: set[int] = set()
        self._total = 0

    @property
    def finished(self) -> int:
        """How many articles have an answer, of all there are."""
        return len(self._finished)

    @property
    def total(self) -> int:
        """How many articles there are, listed or not."""
        return self._total

    def rowCount(self, parent: _Index | None = None) -> int:
        """Qt's: how many articles are listed."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's: the title to show, the whole row under ROW."""
        if not index.isValid() or role not in _ROLES:
            return None
        row = self._row(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        state = state_of(row)
        is_reasoned = state is ArticleState.SKIPPED and row.skip_reason  # one that was taken up again is kept
        said = f"{_(state.value)}: {row.skip_reason}" if is_reasoned else _(state.value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.title}\n{said} · {counts_of(row)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            flag = ", " + _("flagged") if row.is_flagged else ""
            return f"{row.title}, {said}{flag}, {counts_of(row)}"
        return row

    def show(self, listing: Listing) -> None:
        """Show other articles."""
        self.beginResetModel()
        self._ids = listing.ids
        self._places = {article_id: at for at, article_id in enumerate(listing.ids)}
        self._rows.clear()
        self._finished = set(listing.finished)
        self._total = listing.total
        self.endResetModel()

    def update_layer(self, layer: Layer, open_count: int, *, has_suggestions: bool) -> None:
        """Bring one article's row up to date after an edit, without reading the database."""
        (self._finished.discard if layer.answer is None else self._finished.add)(layer.article_id)
        row = self._rows.get(layer.article_id)
        reason = layer.comments.get(SKIP_NOTE)
        if row is not None:
            self._rows[layer.article_id] = replace(
                row,
                answer=layer.answer,
                is_flagged=layer.is_flagged,
                open_count=open_count,
                decided_count=len(layer.spans),
                has_suggestions=has_suggestions,
                skip_reason=reason.text if reason is not None else "",
            )
        at = self._places.get(layer.article_id, 0)
        self.dataChanged.emit(self.index(at), self.index(at))

    def place(self, article_id: int | None) -> int | None:
        """Return the row of the article, None where it is not listed."""
        return self._places.get(article_id) if article_id is not None else None

    def neighbour(self, article_id: int | None, step: int) -> int | None:
        """Return the article `step` rows further, None beyond the ends."""
        at = self.place(article_id)
        if at is None:
            return self._ids[0] if self._ids else None
        return self._ids[at + step] if 0 <= at + step < len(self._ids) else None

    def next_unfinished(self, after: int | None) -> int | None:
        """Return the next article without an answer, going on from the top; None where there is no other."""
        at = self.place(after)
        target = next_unfinished(self._ids, self._finished, 0 if at is None else at + 1)
        return None if target == after else target

    def _row(self, at: int) -> QueueRow | None:
        article_id = self._ids[at]
        if article_id not in self._rows:
            first = at - at % _PAGE
            if len(self._rows) >= _KEPT:
                self._rows.clear()
            try:
                page = self._fetch(self._ids[first : first + _PAGE])
            except UserError as error:
                self.failed.emit(error.problem)
                return None
            self._rows.update((row.article_id, row) for row in page)
        return self._rows.get(article_id)
