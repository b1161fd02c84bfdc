"""Opens a database and hands out units of work; ties the stores, the bulk door and the check together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError

from annotator.domain.errors import N_, UserError
from annotator.services.ports import (
    FINISHED_LAYERS,
    AnnotatorStore,
    ArticleStore,
    BulkResult,
    DatabaseReport,
    IgnoredStore,
    IncomingRecord,
    LayerStore,
    OutgoingChoice,
    OutgoingRecord,
    RefusalStore,
    SchemaStore,
    SuggestionStore,
)
from annotator.storage.articles import SqlArticles
from annotator.storage.backend import Backend
from annotator.storage.bulk import add_batch
from annotator.storage.check import report
from annotator.storage.ignored import SqlIgnored
from annotator.storage.label_sets import SqlSchemas
from annotator.storage.layers import SqlLayers
from annotator.storage.migrate import Migrations
from annotator.storage.outgoing import outgoing
from annotator.storage.people import SqlAnnotators
from annotator.storage.refusals import SqlRefusals
from annotator.storage.sqlite import SqliteBackend
from annotator.storage.suggestions import SqlSuggestions
from annotator.storage.transaction import Transaction

_PATIENCE = 5.0
_TRIES = 3


def open_database(
    target: str | Path,
    *,
    backup_folder: Path | None = None,
    patience: float = _PATIENCE,
    migrations: Migrations | None = None,
) -> SqlDatabase:
    """Open the database at `target`, a file path or an SQLAlchemy URL, made or migrated where that is needed.

    `backup_folder` is where a file is copied before a migration, "backups" beside it by default; `patience` is how
    many seconds a write waits for another program's. Raises UserError, naming the database, for anything that is
    in the way: a folder that cannot be written, a file that is no database, is damaged, locked, or newer than this
    program. What was refused is left as it was.
    """
    backend = _backend(target, patience)
    engine = backend.create_engine()
    try:
        (migrations or Migrations()).bring_up_to_date(engine, backend, backup_folder)
        with engine.connect() as connection:
            backend.prepare(connection)
    except BaseException:
        engine.dispose()
        raise
    return SqlDatabase(engine, backend)


class SqlUnitOfWork:
    """Implements `services.ports.UnitOfWork`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.articles: ArticleStore = SqlArticles(transaction)
        self.layers: LayerStore = SqlLayers(transaction)
        self.suggestions: SuggestionStore = SqlSuggestions(transaction)
        self.refusals: RefusalStore = SqlRefusals(transaction)
        self.annotators: AnnotatorStore = SqlAnnotators(transaction)
        self.ignored: IgnoredStore = SqlIgnored(transaction)
        self.schemas: SchemaStore = SqlSchemas(transaction)

    def commit(self) -> None:
        """Make it last: when this returns, a crash or a power cut loses nothing of it. Raises UserError."""
        self._transaction.commit()


class SqlDatabase:
    """Implements `services.ports.Database`. Safe to use from several threads; a unit of work belongs to one."""

    def __init__(self, engine: Engine, backend: Backend) -> None:
        self._engine = engine
        self._backend = backend

    @property
    def name(self) -> str:
        """The database as messages name it: the file, or the address without its password."""
        return self._backend.name

    @contextmanager
    def unit_of_work(self) -> Iterator[SqlUnitOfWork]:
        """Begin a transaction; leaving the block without `commit` rolls back."""
        with self._engine.connect() as connection:
            yield SqlUnitOfWork(Transaction(connection, self._backend))

    def bulk_add(self, records: Sequence[IncomingRecord], importer: str, at: datetime) -> BulkResult:
        """Write one batch in a transaction of its own, through Core. All of it or nothing. Raises UserError.

        A record without annotator goes to `importer`'s layer. `at` stamps the journal rows (one a layer).
        """
        for tries_left in reversed(range(_TRIES)):
            try:
                with self._engine.connect() as connection:
                    self._backend.begin_bulk(connection)
                    result = add_batch(connection, records, importer, at)
                    connection.commit()
                    return result
            except IntegrityError:
                # On a server someone added one of these articles between our look and our insert; now we see it.
                if tries_left == 0:
                    raise
        raise AssertionError("the last try returns or raises")

    def outgoing(self, choice: OutgoingChoice = FINISHED_LAYERS) -> Iterator[OutgoingRecord]:
        """Yield what an export writes, ordered by article hash then annotator, all of one moment, in flat memory."""
        with self._engine.connect() as connection:
            self._backend.begin_snapshot(connection)
            yield from outgoing(connection, choice)

    def check(self) -> DatabaseReport:
        """Check integrity; slow on a big database."""
        with self._engine.connect() as connection:
            return report(connection, self._backend)

    def close(self) -> None:
        """Give the files back."""
        self._engine.dispose()


def _backend(target: str | Path, patience: float) -> Backend:
    """Return the backend for a path or a URL."""
    if isinstance(target, Path) or "://" not in target:
        return SqliteBackend(Path(target).expanduser().absolute(), patience)
    try:
        url = make_url(target)
    except ArgumentError as error:
        raise UserError(
            N_("{target} is not a database address."),
            N_("Give a file path, or an address such as postgresql://name@server/database."),
            target=target,
        ) from error
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return SqliteBackend(Path(url.database).expanduser().absolute(), patience)
    if kind == "postgresql":
        return Backend(url.set(drivername="postgresql+psycopg"))
    raise UserError(
        N_("Kutip keeps its data in a SQLite file or a PostgreSQL server, not in {kind}."),
        N_("Give a file path, or an address such as postgresql://name@server/database."),
        kind=kind,
    )
