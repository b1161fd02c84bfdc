"""Label sets: the newer of what ships and what is stored is in force, and it is kept."""

from __future__ import annotations

import pytest

from annotator.domain.errors import UserError
from annotator.domain.schema import Schema
from annotator.services.labels import LabelSets
from tests.fakes import FakeDatabase


def parse(source: str) -> Schema:
    name, version = source.split()
    return Schema(name, version, {}, ())


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "berita.toml").write_text("berita 1.2")
    (tmp_path / "conll.toml").write_text("conll 1.0")
    return tmp_path


def test_new_database_starts_with_what_ships_and_keeps_it(folder):
    database = FakeDatabase()

    assert LabelSets(database, parse, folder).current().version == "1.2"
    assert database.state.schemas == [("berita", "1.2", "berita 1.2")]


def test_same_version_is_not_written_again(folder):
    database = FakeDatabase()
    labels = LabelSets(database, parse, folder)
    labels.current()
    labels.current()

    assert database.commits == 1


@pytest.mark.parametrize(("stored", "in_force"), [("1.1", "1.2"), ("1.10", "1.10"), ("2", "2")])
def test_newer_one_is_in_force(folder, stored, in_force):
    database = FakeDatabase()
    database.state.schemas.append(("berita", stored, f"berita {stored}"))

    assert LabelSets(database, parse, folder).current().version == in_force


def test_unknown_one_is_refused_with_those_there_are(folder):
    with pytest.raises(UserError, match=r'no label set called "x".*Choose one of: berita, conll'):
        LabelSets(FakeDatabase(), parse, folder).current("x")
