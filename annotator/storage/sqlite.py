"""Everything that is SQLite's alone: pragmas, locks, backup, integrity check, and what its errors mean."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from annotator.domain.errors import N_, UserError
from annotator.storage.backend import Backend

_MAGIC = b"SQLite format 3\x00"
_BEGIN = "kutip_begin"
_BACKUPS_KEPT = 5


class SqliteBackend(Backend):
    """A SQLite file. `patience` is how many seconds to wait for another program's write."""

    def __init__(self, path: Path, patience: float) -> None:
        super().__init__(URL.create("sqlite", database=str(path)))
        self.path = path
        self._patience = patience

    @property
    def name(self) -> str:
        """The file as messages name it."""
        return str(self.path)

    def create_engine(self) -> Engine:
        """Make the folder where there is none and return an engine with its pragmas set."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._look_at_file()
        except OSError as error:
            raise UserError(
                N_("The database cannot lie here: {reason}."),
                N_("Choose another place with --db."),
                file=self.name,
                reason=error.strerror or str(error),
            ) from error
        engine = create_engine(self.url, connect_args={"timeout": self._patience})
        self._explain_errors(engine)

        @event.listens_for(engine, "connect")
        def connected(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
            del entry
            connection.isolation_level = None  # the driver begins nothing by itself; `begun` does
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")

        @event.listens_for(engine, "begin")
        def begun(connection: Connection) -> None:
            connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get(_BEGIN, 'DEFERRED')}")

        return engine

    def prepare(self, connection: Connection) -> None:
        """Write ahead from now on: readers and the one writer do not wait for each other."""
        connection.rollback()
        try:
            _driver(connection).execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error as error:
            explained = self.explain(error)
            if explained is None:
                raise
            raise explained from error

    def begin_writing(self, connection: Connection) -> None:
        """End the snapshot read so far and take the one write lock.

        A transaction that reads first and writes later would be refused at once, whatever the patience, when
        anyone else wrote in between.
        """
        self._begin(connection, "IMMEDIATE")

    def begin_bulk(self, connection: Connection) -> None:
        """Take the one write lock."""
        self._begin(connection, "IMMEDIATE")

    def begin_snapshot(self, connection: Connection) -> None:
        """Nothing to do: a transaction sees the moment of its first read throughout."""

    def begin_migration(self, connection: Connection) -> None:
        """Take the one write lock, with foreign keys off: changing a table means making it anew and dropping it."""
        connection.rollback()
        _driver(connection).execute("PRAGMA foreign_keys = OFF")
        self._begin(connection, "IMMEDIATE")

    def end_migration(self, connection: Connection) -> None:
        """See that every foreign key still holds, and mind them again."""
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} rows that point nowhere")
        connection.commit()
        _driver(connection).execute("PRAGMA foreign_keys = ON")

    def _begin(self, connection: Connection, mode: str) -> None:
        if connection.in_transaction():
            connection.rollback()
        connection.execution_options(**{_BEGIN: mode})
        try:
            connection.begin()
        finally:
            connection.execution_options(**{_BEGIN: "DEFERRED"})

    def back_up(self, folder: Path | None, revision: str) -> Path | None:
        """Copy the file into `folder` ("backups" beside it by default) with SQLite's own backup; keep the last few.

        The copy appears under its name only when it is whole. Raises UserError where it cannot be made.
        """
        folder = folder or self.path.parent / "backups"
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        copy = folder / f"{self.path.stem}-{stamp}-{revision}.db"
        part = copy.with_suffix(".part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(part)) as target:
                source.backup(target)
            part.replace(copy)
            for old in sorted(folder.glob(f"{self.path.stem}-*.db"))[:-_BACKUPS_KEPT]:
                old.unlink()
        except (OSError, sqlite3.Error) as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise UserError(
                N_("The database has to be brought up to date, but the backup before it cannot be made: {reason}"),
                N_("Make room or make the folder writable, then start again; the database is unchanged."),
                file=str(copy),
                reason=str(error),
            ) from error
        return copy

    def integrity_problems(self, connection: Connection) -> Sequence[str]:
        """Return what `integrity_check` and `foreign_key_check` find, at most a hundred lines each."""
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(100)")]
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(100)
        return [
            *(line for line in found if line != "ok"),
            *(f"row {rowid} of {table} points to a missing row of {parent}" for table, rowid, parent, _ in broken),
        ]

    def details(self, connection: Connection) -> dict[str, str]:
        """Return version, settings and size."""
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        return {
            "sqlite": sqlite3.sqlite_version,
            "journal_mode": str(mode),
            "synchronous": {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}.get(synchronous, str(synchronous)),
            "bytes": str(self.path.stat().st_size if self.path.exists() else 0),
        }

    def explain(self, error: BaseException) -> UserError | None:
        """Return what to tell a person about an error of SQLite, None where it is a bug in this program."""
        if not isinstance(error, sqlite3.Error):
            return None
        match getattr(error, "sqlite_errorcode", 0) & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
                return self._error(
                    N_("Another program is busy writing to the database, so this was not done."),
                    N_("Close the other program or wait for it, then try again."),
                )
            case sqlite3.SQLITE_FULL:
                return self._error(
                    N_("The disk is full, so this was not saved."),
                    N_("Make room and try again; what was saved before is intact."),
                )
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
                return self._error(
                    N_("The database cannot be written to, so this was not saved."),
                    N_("Make the file and its folder writable, or choose another database with --db."),
                )
            case sqlite3.SQLITE_CANTOPEN:
                return self._error(
                    N_("The database cannot be opened or made here."),
                    N_("Check that the folder exists and is writable, or choose another database with --db."),
                )
            case sqlite3.SQLITE_NOTADB:
                return self._not_a_database()
            case sqlite3.SQLITE_CORRUPT:
                return self._error(
                    N_("The database is damaged."),
                    N_("Restore a copy from the backups, or choose another database with --db."),
                )
            case sqlite3.SQLITE_IOERR:
                return self._error(
                    N_("The disk gave an error, so this was not saved."),
                    N_("Check the disk and its free space and try again; what was saved before is intact."),
                )
            case sqlite3.SQLITE_TOOBIG:
                return self._error(N_("This text is too long for the database."), N_("Split it into smaller articles."))
            case _:
                return None

    def _look_at_file(self) -> None:
        """Refuse a file that SQLite would refuse late, or not at all: it takes a very short file for an empty one.

        Not writable is said now rather than at the first edit. The folder matters too: SQLite makes files there.
        """
        if not os.access(self.path.parent, os.W_OK) or (self.path.exists() and not os.access(self.path, os.W_OK)):
            raise self._error(
                N_("The database, or the folder it lies in, cannot be written to."),
                N_("Make the file and its folder writable, or choose another database with --db."),
            )
        if self.path.is_file():
            with self.path.open("rb") as file:
                if file.read(len(_MAGIC)) not in (b"", _MAGIC):
                    raise self._not_a_database()

    def _not_a_database(self) -> UserError:
        return self._error(N_("This file is not a database."), N_("Choose the right file, or a new name, with --db."))

    def _error(self, what: str, todo: str) -> UserError:
        return UserError(what, todo, file=self.name)


def _driver(connection: Connection) -> sqlite3.Connection:
    """Return the driver's connection, for pragmas that must stand outside any transaction."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - tells mypy which driver this is
    return driver
