"""Who works here."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from annotator.storage import tables as t
from annotator.storage.rows import new_id
from annotator.storage.transaction import Transaction


class SqlAnnotators:
    """Implements `services.ports.AnnotatorStore`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def names(self) -> list[str]:
        """Return the annotators' names, in the order they came."""
        rows = self._transaction.reading().execute(select(t.annotator.c.name).order_by(t.annotator.c.id))
        return list(rows.scalars())

    def ensure(self, name: str) -> None:
        """Add the annotator where they are new."""
        if annotator_id(self._transaction.reading(), name) is None:
            ensure_annotator(self._transaction.writing(), name)


def annotator_id(connection: Connection, name: str) -> int | None:
    """Return the id of the annotator called `name`, None where nobody is."""
    return connection.execute(select(t.annotator.c.id).where(t.annotator.c.name == name)).scalar_one_or_none()


def ensure_annotator(connection: Connection, name: str) -> int:
    """Return the id of the annotator called `name`, who is added where they are new."""
    known = annotator_id(connection, name)
    if known is not None:
        return known
    try:
        with connection.begin_nested():
            result = connection.execute(t.annotator.insert().values(name=name))
    except IntegrityError:  # a server's other client was quicker
        known = annotator_id(connection, name)
        if known is None:
            raise
        return known
    return new_id(result)
