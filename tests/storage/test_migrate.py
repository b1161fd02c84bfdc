"""Migrations: they make what the tables say, keep what was there, and refuse what they do not know."""

from __future__ import annotations

import re
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select

from annotator.domain.edits import Accept, AddSpan
from annotator.domain.errors import UserError
from annotator.services.annotate import Session
from annotator.storage import SqlDatabase, migrate, open_database, tables
from annotator.storage.migrate import HEAD, Migrations
from tests.storage.material import add_article, person, place, save_suggestions, suggestions

NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None

def upgrade():
    op.add_column("article", sa.Column("colour", sa.Text(), nullable=True))
    {then}
"""


@pytest.fixture
def tomorrow(tmp_path: Path) -> Migrations:
    """Return the migrations of a later program."""
    return later(tmp_path, "pass")


def later(tmp_path: Path, then: str) -> Migrations:
    folder = tmp_path / "migrations 100%"
    shutil.copytree(Migrations().folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_later.py").write_text(NEXT.format(head=HEAD, then=then), encoding="utf-8")
    return Migrations(folder, "9999")


def columns_of(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    names = [row[1] for row in connection.execute("PRAGMA table_info(article)")]
    connection.close()
    return names


def test_head_is_the_newest_revision() -> None:
    assert Migrations().revisions()[0] == HEAD


def test_a_migrated_database_is_what_the_tables_say(database: SqlDatabase) -> None:
    with database._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert compare_metadata(context, tables.metadata) == []


def test_every_check_and_key_has_the_same_words_in_migrations_and_tables(tmp_path: Path) -> None:
    open_database(tmp_path / "migrated.db").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    tables.metadata.create_all(engine)
    engine.dispose()

    def definitions(path: Path) -> dict[str, list[str]]:
        connection = sqlite3.connect(path)
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        connection.close()
        return {
            name: sorted(
                part.strip() for part in re.split(r",\s*(?![^()]*\))", sql[sql.index("(") + 1 :].rpartition(")")[0])
            )
            for name, sql in rows
            if name != "alembic_version"
        }

    assert definitions(tmp_path / "migrated.db") == definitions(tmp_path / "made.db")


@pytest.mark.postgres
def test_an_empty_database_is_brought_up_to_date(server) -> None:
    database = open_database(server.new_empty_database())

    assert database.check().revision == HEAD
    database.close()


def test_an_older_database_is_backed_up_then_migrated_and_keeps_everything(
    tmp_path: Path, clock, tomorrow: Migrations
) -> None:
    path = tmp_path / "berita.db"
    database = open_database(path)
    one = add_article(database)
    layer = Session(database, clock, one.id, "ani")
    layer.apply(AddSpan(person()))

    migrated = open_database(path, backup_folder=tmp_path / "salinan", migrations=tomorrow)

    assert Session(migrated, clock, one.id, "ani").layer == layer.layer
    assert migrated.check().revision == "9999"
    migrated.close()
    database.close()
    assert "colour" in columns_of(path)
    (backup,) = (tmp_path / "salinan").iterdir()
    assert "colour" not in columns_of(backup)
    restored = open_database(backup)
    assert Session(restored, clock, one.id, "ani").layer == layer.layer
    restored.close()


def test_a_new_database_needs_no_backup(tmp_path: Path) -> None:
    open_database(tmp_path / "berita.db").close()
    open_database(tmp_path / "berita.db").close()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["berita.db"]


def test_only_the_last_few_backups_are_kept(tmp_path: Path, tomorrow: Migrations) -> None:
    for number in range(7):
        path = tmp_path / "berita.db"
        path.unlink(missing_ok=True)
        database = open_database(path)
        for extra in range(number + 1):
            with database.unit_of_work() as work:
                work.annotators.ensure(f"a{extra}")
                work.commit()
        database.close()
        open_database(path, migrations=tomorrow).close()

    backups = sorted((tmp_path / "backups").iterdir())
    assert len(backups) == 5
    newest = sqlite3.connect(backups[-1])
    assert newest.execute("SELECT count(*) FROM annotator").fetchone() == (7,)
    newest.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "berita.db"
    open_database(path).close()

    with pytest.raises(ZeroDivisionError):
        open_database(path, migrations=later(tmp_path, "1 / 0"))

    assert "colour" not in columns_of(path)
    open_database(path).close()


def test_a_migration_without_room_for_its_backup_is_refused(tmp_path: Path, tomorrow: Migrations) -> None:
    path = tmp_path / "berita.db"
    open_database(path).close()
    (tmp_path / "salinan").write_text("in the way", encoding="utf-8")

    with pytest.raises(UserError, match="backup before it cannot be made"):
        open_database(path, backup_folder=tmp_path / "salinan", migrations=tomorrow)

    assert "colour" not in columns_of(path)


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path, tomorrow: Migrations) -> None:
    path = tmp_path / "berita.db"
    open_database(path, migrations=tomorrow).close()
    before = path.read_bytes()

    with pytest.raises(UserError, match=r"berita\.db: This database was made by a newer Kutip") as refused:
        open_database(path)

    assert "Install the newest Kutip" in str(refused.value)
    assert path.read_bytes() == before
    assert not (tmp_path / "backups").exists()


@pytest.mark.postgres
def test_a_newer_database_on_a_server_is_refused(server, tomorrow: Migrations) -> None:
    url = server.new_empty_database()
    open_database(url, migrations=tomorrow).close()

    with pytest.raises(UserError, match="newer Kutip"):
        open_database(url)


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "lain.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.commit()
    connection.close()
    before = path.read_bytes()

    with pytest.raises(UserError, match="belongs to another program"):
        open_database(path)

    assert path.read_bytes() == before


def test_many_programs_may_open_a_new_database_at_once(target_of_nothing: str) -> None:
    failures: list[BaseException] = []
    together = threading.Barrier(4)

    def start() -> None:
        together.wait()
        try:
            open_database(target_of_nothing).close()
        except BaseException as error:  # noqa: BLE001 - the test shows it
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target_of_nothing(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "new" / "berita.db")
    return request.getfixturevalue("server").new_empty_database()


def test_a_database_that_is_up_to_date_opens_without_alembic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_database(tmp_path / "berita.db").close()
    monkeypatch.setattr(migrate.Migrations, "_upgrade", None)
    monkeypatch.setattr(migrate.Migrations, "revisions", None)

    database = open_database(tmp_path / "berita.db")

    assert inspect(database._engine).has_table("article")
    database.close()


def test_an_older_database_learns_how_doubtful_its_suggestions_are(tmp_path: Path, clock) -> None:
    path = tmp_path / "berita.db"
    database = open_database(path)
    one = add_article(database)
    given = suggestions(one, person(), place())
    save_suggestions(database, one, given)
    Session(database, clock, one.id, "ani").apply(Accept((given.spans[0].id,)))
    database.close()
    connection = sqlite3.connect(path)
    for statement in (
        "ALTER TABLE layer DROP COLUMN open_doubt",
        "ALTER TABLE suggestion_run DROP COLUMN doubt",
        "DROP TABLE ignored_finding",
        "UPDATE alembic_version SET version_num = '0002'",
    ):
        connection.execute(statement)
    connection.commit()
    connection.close()

    upgraded = open_database(path)

    assert upgraded.check().problems == ()
    with upgraded._engine.connect() as found:
        assert found.execute(select(tables.layer.c.open_doubt)).scalar_one() == 30
        assert found.execute(select(tables.suggestion_run.c.doubt)).scalar_one() == 60
    upgraded.close()
