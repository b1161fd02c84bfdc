"""Every store test runs on SQLite and on PostgreSQL: `target` names a database, `database` is it, open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from annotator.storage import SqlDatabase, open_database
from tests.storage import postgres


class Ticks:
    """A clock that moves on by a second each time it is asked."""

    def __init__(self) -> None:
        self.now = datetime(2024, 6, 19, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Ticks:
    return Ticks()


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    if postgres.programs() is None:
        pytest.skip("PostgreSQL's programs are not installed")
    with postgres.running_server() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "berita.db")
    return request.getfixturevalue("server").clean_database()


@pytest.fixture
def database(target: str) -> Iterator[SqlDatabase]:
    database = open_database(target)
    yield database
    database.close()
