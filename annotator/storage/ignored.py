"""Which findings of the consistency check an annotator has set aside."""

from __future__ import annotations

from sqlalchemy import select

from annotator.storage import tables as t
from annotator.storage.people import ensure_annotator
from annotator.storage.transaction import Transaction


class SqlIgnored:
    """Implements `services.ports.IgnoredStore`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def keys(self, article_id: int, annotator: str) -> frozenset[str]:
        """Return the keys of the findings that `annotator` has set aside in the article."""
        ignored = t.ignored_finding.c
        query = (
            select(ignored.key)
            .join(t.annotator, t.annotator.c.id == ignored.annotator_id)
            .where(ignored.article_id == article_id, t.annotator.c.name == annotator)
        )
        return frozenset(self._transaction.reading().execute(query).scalars())

    def add(self, article_id: int, annotator: str, key: str) -> None:
        """Set a finding aside; once is enough."""
        if key not in self.keys(article_id, annotator):
            connection = self._transaction.writing()
            connection.execute(
                t.ignored_finding.insert().values(
                    article_id=article_id, annotator_id=ensure_annotator(connection, annotator), key=key
                )
            )
