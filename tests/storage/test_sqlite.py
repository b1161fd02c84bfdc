"""The file on disk: full, locked, damaged, not writable, not a database; each one clear sentence, nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.domain.annotations import Article
from annotator.domain.edits import AddSpan
from annotator.domain.errors import UserError
from annotator.services.annotate import Session
from annotator.services.ports import IncomingRecord, OutgoingChoice, Which
from annotator.storage import SqlDatabase, open_database
from tests.storage.material import AT, TEXT, add_article, article, person, place

IMPATIENT = 0.05


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "berita.db"


@pytest.fixture
def house(path: Path) -> Iterator[SqlDatabase]:
    database = open_database(path, patience=IMPATIENT)
    yield database
    database.close()


@contextmanager
def refused(what: str, todo: str, file: Path) -> Iterator[None]:
    """Expect one UserError that names the file, says `what` happened and what `todo`."""
    with pytest.raises(UserError, match=what) as caught:
        yield
    assert caught.value.problem.file == str(file)
    assert todo in str(caught.value.problem.todo)


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Go without root's right to write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_a_connection_minds_foreign_keys_and_forces_every_commit_to_the_disk(house: SqlDatabase) -> None:
    with house._engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 50}


def test_the_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "baru sekali" / "100%" / "berita #1?.db"

    open_database(path).close()

    assert path.is_file()


@pytest.mark.parametrize("prefix", ["", "sqlite:///"])
def test_a_file_is_named_by_path_or_url(path: Path, prefix: str) -> None:
    database = open_database(f"{prefix}{path}")

    assert (database.name, path.is_file()) == (str(path), True)
    database.close()


@pytest.mark.parametrize("target", ["mysql://a@b/c", "sqlite://", "sqlite:///:memory:", "://"])
def test_an_address_of_anything_else_is_refused(target: str) -> None:
    with pytest.raises(UserError, match="not") as caught:
        open_database(target)
    assert "Give a file path" in str(caught.value)


@pytest.mark.postgres
def test_a_server_that_does_not_answer_is_one_sentence_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not answer") as caught:
        open_database(f"postgresql://ani:rahasia@/berita?host={tmp_path}")
    assert "rahasia" not in str(caught.value)


@pytest.mark.parametrize("content", [b"Ini bukan basis data, hanya teks biasa.\n" * 99, b"PK\x03\x04" * 40, b"x"])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with refused("not a database", "Choose the right file", path):
        open_database(path)

    assert path.read_bytes() == content


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()

    database = open_database(path)

    assert database.check().problems == ()
    database.close()


def test_a_folder_in_the_place_of_the_file_is_refused(path: Path) -> None:
    path.mkdir()

    with refused("cannot be opened or made", "another database", path):
        open_database(path)


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    with refused("database cannot lie here", "Choose another place", tmp_path / "data" / "berita.db"):
        open_database(tmp_path / "data" / "berita.db")


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 300)

    with refused("database cannot lie here", "Choose another place", path):
        open_database(path)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that an ordinary user can reach; pytest's own is closed to others when root runs it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="needs Unix users")
def test_a_folder_that_cannot_be_written_is_refused(open_folder: Path) -> None:
    inside = open_folder / "inside"
    inside.mkdir(mode=0o555)
    with as_ordinary_user(), refused("cannot be written to", "Make the file and its folder", inside / "berita.db"):
        open_database(inside / "berita.db")
    inside.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "setresuid"), reason="needs Unix users")
def test_a_file_that_cannot_be_written_is_refused(open_folder: Path) -> None:
    path = open_folder / "berita.db"
    open_database(path).close()
    path.chmod(0o444)
    open_folder.chmod(0o777)
    with as_ordinary_user(), refused("cannot be written to", "Make the file and its folder", path):
        open_database(path)


def test_a_damaged_header_is_refused(path: Path) -> None:
    open_database(path).close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 300)

    with refused("damaged", "Restore a copy", path):
        open_database(path)


def test_damage_further_on_is_reported_by_check_and_named_when_met(path: Path) -> None:
    database = open_database(path)
    for number in range(800):
        add_article(database, article(number))
    database.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\x00\xff" * (size // 5))

    database = open_database(path)

    assert database.check().problems
    with refused("damaged", "Restore a copy", path):
        list(database.outgoing(OutgoingChoice(Which.ALL, include_suggested=True)))
    database.close()


def test_a_locked_database_is_named_and_opens_later(path: Path) -> None:
    open_database(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO annotator (name) VALUES ('budi')")
        with refused("Another program is busy", "try again", path):
            open_database(path, patience=IMPATIENT)
        other.execute("ROLLBACK")

    open_database(path, patience=IMPATIENT).close()


def test_an_edit_while_another_program_writes_is_refused_and_can_be_repeated(
    house: SqlDatabase, path: Path, clock
) -> None:
    session = Session(house, clock, add_article(house).id, "ani")
    session.apply(AddSpan(person()))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with refused("Another program is busy", "try again", path):
            session.apply(AddSpan(place()))
        assert list(session.layer.spans) == ["s1"]
        other.execute("ROLLBACK")

    session.apply(AddSpan(place()))

    assert sorted(Session(house, clock, session.article.id, "ani").layer.spans) == ["s1", "s2"]


def test_someone_writing_between_a_read_and_a_write_does_not_hurt(house: SqlDatabase, path: Path) -> None:
    other = open_database(path)
    with house.unit_of_work() as work:
        assert work.articles.count() == 0
        add_article(other, article(1))
        stored, is_new = work.articles.add(article(1))
        work.annotators.ensure("ani")
        work.commit()

    assert (stored.id, is_new) == (1, False)
    with house.unit_of_work() as work:
        assert work.annotators.names() == ["ani"]
    other.close()


def test_when_the_file_may_not_grow_the_edit_is_refused_and_the_next_one_works(house: SqlDatabase, path, clock) -> None:
    session = Session(house, clock, add_article(house).id, "ani")
    session.apply(AddSpan(person()))
    before = session.layer
    with house._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    big = IncomingRecord(Article.from_raw("kata " * 200_000))
    with refused("disk is full", "Make room", path):
        house.bulk_add([big], "ani", AT)
    with refused("disk is full", "Make room", path):
        for number in range(10_000):
            session.apply(AddSpan(person(f"n{number}", (number % 40, 41))))
            before = session.layer

    assert session.layer == before
    with house._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    session.apply(AddSpan(place()))
    assert Session(house, clock, session.article.id, "ani").layer == session.layer
    assert house.check().problems == ()


def test_a_commit_the_disk_refuses_leaves_everything_before_it(house: SqlDatabase, path: Path, clock) -> None:
    resource = pytest.importorskip("resource")
    session = Session(house, clock, add_article(house).id, "ani")
    session.apply(AddSpan(person()))
    before = session.layer
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.with_name("berita.db-wal").stat().st_size, hard))
    try:
        with refused("disk gave an error", "Check the disk", path):
            session.apply(AddSpan(place()))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert session.layer == before
    session.apply(AddSpan(place()))
    assert Session(house, clock, session.article.id, "ani").layer == session.layer
    assert house.check().problems == ()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 600 kB, where this machine lets us make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("cannot mount a small disk here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_refuses_the_edit_and_takes_it_once_there_is_room(small_disk: Path, clock) -> None:
    path = small_disk / "berita.db"
    database = open_database(path)
    session = Session(database, clock, add_article(database).id, "ani")
    session.apply(AddSpan(person()))
    before = session.layer
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space"):
        filler.write_bytes(b"x" * 600_000)

    with refused("disk is full", "Make room", path):
        for number in range(1000):
            session.apply(AddSpan(person(f"n{number}", (number % 40, 41))))
            before = session.layer

    assert session.layer == before
    filler.unlink()
    session.apply(AddSpan(place()))
    database.close()
    database = open_database(path)
    assert Session(database, clock, session.article.id, "ani").layer == session.layer
    assert database.check().problems == ()
    database.close()


def test_text_with_a_nul_is_kept(house: SqlDatabase) -> None:
    stored = add_article(house, Article.from_raw(TEXT + "\x00akhir"))

    with house.unit_of_work() as work:
        assert work.articles.get(stored.id).text.endswith("\x00akhir")
