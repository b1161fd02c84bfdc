"""Where annotators said that a decision does not hold: those places are not offered again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from annotator.storage import tables as t
from annotator.storage.people import ensure_annotator
from annotator.storage.transaction import Transaction


class SqlRefusals:
    """Implements `services.ports.RefusalStore`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of(self, annotator: str, decision: str) -> set[tuple[int, int, int]]:
        """Return the places, article and extent, at which the decision was refused."""
        column = t.refusal.c
        rows = self._transaction.reading().execute(
            select(column.article_id, column.start, column.end)
            .join_from(t.refusal, t.annotator)
            .where(column.decision == decision, t.annotator.c.name == annotator)
        )
        return {(article_id, start, end) for article_id, start, end in rows}

    def add(self, annotator: str, decision: str, places: Sequence[tuple[int, int, int]]) -> None:
        """Remember that the decision was refused at `places`; a place twice is there once."""
        connection = self._transaction.writing()
        new = sorted(set(places) - self.of(annotator, decision))
        if new:
            annotator_id = ensure_annotator(connection, annotator)
            connection.execute(
                t.refusal.insert(),
                [
                    {"annotator_id": annotator_id, "decision": decision, "article_id": of, "start": start, "end": end}
                    for of, start, end in new
                ],
            )
