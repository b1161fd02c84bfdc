"""The queue: the articles as one annotator works through them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import chain

from annotator.services.ports import EVERYTHING, Database, QueueFilter, QueueOrder, QueueRow


@dataclass(frozen=True, slots=True)
class Listing:
    """Which articles the queue shows, in their order, and how far the annotator is with all there are.

    A hundred thousand of them are a list of numbers: what is to be seen of an article is read page by page.
    """

    ids: tuple[int, ...]
    finished: frozenset[int]
    total: int


class Queue:
    """Lists articles and finds the next one to do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listing(
        self, annotator: str, order: QueueOrder = QueueOrder.ADDED, wanted: QueueFilter = EVERYTHING
    ) -> Listing:
        """Return the articles that fit `wanted`, in `order`."""
        with self._database.unit_of_work() as work:
            ids = work.articles.queue_ids(annotator, order, wanted)
            total = len(ids) if wanted.is_empty else work.articles.count()
            return Listing(tuple(ids), frozenset(work.articles.finished_ids(annotator)), total)

    def rows(self, annotator: str, ids: Sequence[int] | None = None) -> list[QueueRow]:
        """Return articles as `annotator` sees them: those of a page of a listing, or all as they were added."""
        with self._database.unit_of_work() as work:
            return work.articles.queue(annotator, ids)

    def titled(self, words: str, limit: int) -> list[tuple[int, str]]:
        """Return id and title of articles whose title holds all of `words`."""
        with self._database.unit_of_work() as work:
            return work.articles.titled(words.split(), limit)

    def annotators(self) -> list[str]:
        """Return the names of everyone who works here, in the order they came."""
        with self._database.unit_of_work() as work:
            return work.annotators.names()

    def join(self, annotator: str) -> None:
        """Make `annotator` known here. Raises UserError where the database refuses."""
        with self._database.unit_of_work() as work:
            if annotator not in work.annotators.names():  # no write, so no lock, for someone known
                work.annotators.ensure(annotator)
                work.commit()


def next_unfinished(ids: Sequence[int], finished: Collection[int], start: int = 0) -> int | None:
    """Return the first of `ids` from place `start` on that is not `finished`, going on from the top."""
    places = chain(range(start, len(ids)), range(min(start, len(ids))))
    return next((ids[at] for at in places if ids[at] not in finished), None)
