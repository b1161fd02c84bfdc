"""What differs from one kind of database to the next; this is the way of a server (PostgreSQL).

`sqlite.py` has the other way. Nothing else in this package asks which database it talks to.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext

from annotator.domain.errors import N_, UserError

# Any numbers, as long as every Kutip takes the same.
_MIGRATION_LOCK = 4_157_700
_BULK_LOCK = 4_157_701
_PATIENCE = 10  # seconds


class Backend:
    """A PostgreSQL server named by `url`."""

    def __init__(self, url: URL) -> None:
        self.url = url

    @property
    def name(self) -> str:
        """The database as messages name it, without its password."""
        return self.url.render_as_string(hide_password=True)

    def create_engine(self) -> Engine:
        """Return an engine that raises UserError wherever the world, not the program, is at fault."""
        try:
            engine = create_engine(self.url, pool_pre_ping=True, connect_args=self._waiting())
        except ModuleNotFoundError as error:
            raise UserError(
                N_("This installation cannot talk to PostgreSQL."),
                N_("Install it with: pip install 'kutip[team]'."),
                file=self.name,
            ) from error
        self._explain_errors(engine)
        return engine

    def _waiting(self) -> dict[str, int]:
        """Return how long to wait for a server that does not answer: libpq would for minutes, and so would a window."""
        return {} if "connect_timeout" in self.url.query else {"connect_timeout": _PATIENCE}

    def prepare(self, connection: Connection) -> None:
        """Set up what lasts, once the database is known to be ours."""

    def begin_writing(self, connection: Connection) -> None:
        """Make sure that what this transaction reads from here on, nobody else changes under its feet.

        Stores lock the rows they decide on (`FOR UPDATE`), which is all a server needs.
        """

    def begin_bulk(self, connection: Connection) -> None:
        """Begin a transaction that keeps other imports waiting: two at once would add the same articles twice."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _BULK_LOCK})

    def begin_snapshot(self, connection: Connection) -> None:
        """Begin a transaction whose reads all see one moment."""
        connection.execution_options(isolation_level="REPEATABLE READ")

    def begin_migration(self, connection: Connection) -> None:
        """Begin a transaction that keeps every other Kutip from migrating at the same time."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})

    def end_migration(self, connection: Connection) -> None:
        """Make the migration last."""
        connection.commit()

    def back_up(self, folder: Path | None, revision: str) -> Path | None:
        """Copy the database before a migration; None where that is the server administrator's business."""
        del folder, revision
        return None

    def integrity_problems(self, connection: Connection) -> Sequence[str]:
        """Return what the database itself finds wrong with its files."""
        del connection
        return ()

    def details(self, connection: Connection) -> dict[str, str]:
        """Return facts for a report."""
        return {"server": str(connection.execute(text("SELECT version()")).scalar_one())}

    def explain(self, error: BaseException) -> UserError | None:
        """Return what to tell a person about a driver's error, None where it is a bug in this program."""
        code = str(getattr(error, "sqlstate", None) or "")
        if code.startswith("53"):
            return UserError(
                N_("The database server has no room left, so this was not saved."),
                N_("Ask whoever runs it to make room; what was saved before is intact."),
                file=self.name,
            )
        if code in ("55P03", "40001", "40P01", "57014"):
            return UserError(
                N_("Someone else was changing the same thing, so this was not saved."), N_("Try again."), file=self.name
            )
        if code in ("25006", "42501"):
            return UserError(
                N_("The database does not let you write."),
                N_("Ask whoever runs it for the right to change tables."),
                file=self.name,
            )
        if code == "22P05" or type(error).__name__ in ("DataError", "UntranslatableCharacter"):
            return UserError(
                N_("The database cannot hold a character of this text (probably NUL)."),
                N_("Remove the character, or use a database file instead of a server."),
                file=self.name,
            )
        if type(error).__name__ == "OperationalError" or code.startswith(("08", "28", "3D", "57")):
            reason = next(iter(str(error).strip().splitlines()), "")
            return UserError(
                N_("The database server does not answer: {reason}"),
                N_("Check that it runs and that the address, name and password are right, then try again."),
                file=self.name,
                reason=reason,
            )
        return None

    def _explain_errors(self, engine: Engine) -> None:
        """Put `explain` where every error of a driver passes: connect, execute, fetch and commit alike."""

        @event.listens_for(engine, "handle_error")
        def explained(context: ExceptionContext) -> UserError | None:
            return self.explain(context.original_exception)
