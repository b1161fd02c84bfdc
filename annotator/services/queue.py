"""The queue: the articles as one annotator works through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.services.ports import Database, QueueRow

ORDERS = ("added", "newest", "open")


@dataclass(frozen=True, slots=True)
class QueueProgress:
    """How many articles have an answer, of how many."""

    finished: int
    total: int


class Queue:
    """Lists articles and finds the next one to do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, annotator: str, order: str = "added") -> list[QueueRow]:
        """Return every article as `annotator` sees it; `order` is one of `ORDERS`."""
        with self._database.unit_of_work() as work:
            return work.articles.queue(annotator, order=order)

    def progress(self, annotator: str) -> QueueProgress:
        """Return how far `annotator` is."""
        return progress_of(self.rows(annotator))

    def next_unfinished(self, annotator: str, after: int | None = None, order: str = "added") -> int | None:
        """Return the article to do after `after`; None where all are finished."""
        return next_unfinished(self.rows(annotator, order), after)

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


def progress_of(rows: Sequence[QueueRow]) -> QueueProgress:
    """Return how many of `rows` have an answer."""
    return QueueProgress(sum(row.answer is not None for row in rows), len(rows))


def next_unfinished(rows: Sequence[QueueRow], after: int | None = None) -> int | None:
    """Return the id of the first article without an answer below `after`, going on from the top.

    `after` itself comes last; None, or an article that is not listed, starts at the top.
    """
    ids = [row.article_id for row in rows]
    start = ids.index(after) + 1 if after in ids else 0
    return next((row.article_id for row in (*rows[start:], *rows[:start]) if row.answer is None), None)
