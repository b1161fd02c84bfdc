"""One transaction: reads from one moment until it first writes, alone with the write lock from then on."""

from __future__ import annotations

from sqlalchemy import Connection

from annotator.storage.backend import Backend


class Transaction:
    """What the stores of one unit of work share. Belongs to one thread."""

    def __init__(self, connection: Connection, backend: Backend) -> None:
        self._connection = connection
        self._backend = backend
        self._is_writing = False

    def reading(self) -> Connection:
        """Return the connection, to read with."""
        return self._connection

    def writing(self) -> Connection:
        """Return the connection, to write with or to read what a write depends on. Raises UserError."""
        if not self._is_writing:
            self._backend.begin_writing(self._connection)
            self._is_writing = True
        return self._connection

    def commit(self) -> None:
        """Make what was written last. Raises UserError, and then nothing of it is there."""
        self._connection.commit()
        self._is_writing = False
