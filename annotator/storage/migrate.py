"""Brings a database to the newest form, after a backup, and refuses what is not ours to touch.

Alembic is imported only where there is something to do: a program start finds the database up to date.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from annotator.domain.errors import N_, UserError
from annotator.storage.backend import Backend

HEAD = "0003"
"""The revision this program works with: the newest in migrations/versions, which a test holds it to."""

_VERSION_TABLE = "alembic_version"


@dataclass(frozen=True, slots=True)
class Migrations:
    """The revisions in `folder`, of which `head` is the newest."""

    folder: Path = Path(__file__).parent / "migrations"
    head: str = HEAD

    def bring_up_to_date(self, engine: Engine, backend: Backend, backup_folder: Path | None) -> None:
        """Migrate to `head`, all or nothing. Raises UserError for a newer or a foreign database, and touches neither.

        A database that has something in it is backed up first.
        """
        with engine.connect() as connection:
            found = current_revision(connection, backend)
            if found == self.head:
                return
            self._refuse_newer(found, backend)
            backend.begin_migration(connection)
            found = current_revision(connection, backend)  # another Kutip may have been quicker
            if found == self.head:
                return
            self._refuse_newer(found, backend)
            if found is not None:
                backend.back_up(backup_folder, found)
            self._upgrade(connection)
            backend.end_migration(connection)

    def revisions(self) -> list[str]:
        """Return every revision there is, newest first."""
        from alembic.script import ScriptDirectory

        return [script.revision for script in ScriptDirectory(str(self.folder)).walk_revisions()]

    def _refuse_newer(self, found: str | None, backend: Backend) -> None:
        if found is not None and found not in self.revisions():
            raise UserError(
                N_("This database was made by a newer Kutip (its form is {found}, this program knows {head})."),
                N_("Install the newest Kutip, or choose another database with --db."),
                file=backend.name,
                found=found,
                head=self.head,
            )

    def _upgrade(self, connection: Connection) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(self.folder).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, self.head)


def current_revision(connection: Connection, backend: Backend) -> str | None:
    """Return the revision a database is at, None where it is empty. Raises UserError where it is someone else's."""
    tables = inspect(connection).get_table_names()
    if _VERSION_TABLE in tables:
        revision = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608
        if revision is not None:
            return str(revision)
    if set(tables) - {_VERSION_TABLE}:
        raise UserError(
            N_("This database belongs to another program."),
            N_("Choose another file, or an empty database, with --db."),
            file=backend.name,
        )
    return None
