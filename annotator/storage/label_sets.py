"""Label sets as their TOML source, every version kept."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from annotator.storage import tables as t
from annotator.storage.transaction import Transaction


class SqlSchemas:
    """Implements `services.ports.SchemaStore`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def save(self, name: str, version: str, source: str) -> None:
        """Keep the label set's TOML `source`; the same name and version again replaces nothing."""
        column = t.label_set.c
        same = select(column.id).where(column.name == name, column.version == version)
        if self._transaction.reading().execute(same).first() is not None:
            return
        connection = self._transaction.writing()
        if connection.execute(same).first() is not None:
            return
        try:
            with connection.begin_nested():
                connection.execute(t.label_set.insert().values(name=name, version=version, source=source))
        except IntegrityError:  # a server's other client was quicker
            if connection.execute(same).first() is None:
                raise

    def newest(self, name: str) -> str | None:
        """Return the TOML source saved last under `name`, or None."""
        column = t.label_set.c
        return (
            self._transaction.reading()
            .execute(select(column.source).where(column.name == name).order_by(column.id.desc()).limit(1))
            .scalar_one_or_none()
        )
