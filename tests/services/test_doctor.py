"""The doctor: what is sound is said with its value, what is not with what to do."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from annotator.domain.errors import UserError
from annotator.nlp.wordlist_copies import OwnLists
from annotator.paths import resources
from annotator.services import doctor as module
from annotator.services.doctor import Doctor, Patient
from tests.fakes import FakeDatabase
from tests.services.fakes import FakeSuggester, article


@pytest.fixture
def database():
    return FakeDatabase(article())


@pytest.fixture
def patient(tmp_path, database):
    @contextmanager
    def model():
        yield FakeSuggester()

    target = tmp_path / "berita.db"
    target.touch()
    return Patient(
        "0.1.0", ("SQLAlchemy",), {"log": tmp_path / "log"}, (tmp_path,), target, lambda: database, model, "id",
        OwnLists(resources(), tmp_path / "word-lists"),
    )  # fmt: skip


def refuse():
    raise UserError("It is locked.", "Close the other program.")


def checks(patient, **options):
    return {(check.group, check.name): check for check in Doctor(patient).run(**options)}


def problems(patient):
    return [str(check.problem) for check in Doctor(patient).run() if check.problem is not None]


def test_sound_one_has_no_problems(patient, database):
    found = checks(patient)

    assert problems(patient) == []
    assert found["versions", "SQLAlchemy"].value[0].isdigit()
    assert found["database", "articles"].value == "1"
    assert found["database", "integrity"].value == "ok"
    assert found["model", "id_berita"].value == "0.1.0"
    assert found["system", "language"].value == "id"
    assert database.is_closed


def test_missing_package_is_named(patient):
    assert problems(replace(patient, packages=("no-such-package",))) == [
        "The package no-such-package is not installed. Install Kutip again."
    ]


def test_missing_part_of_the_program_is_named(patient, tmp_path):
    assert (
        "lexicons: A part of the program is missing." in problems(replace(patient, brought=(tmp_path / "lexicons",)))[0]
    )


def test_damaged_database_is_said_and_the_rest_looked_at(patient, database):
    database.damage = ("row 7 missing from index.",)

    assert "fake.db: The database is damaged: row 7 missing from index." in problems(patient)[0]
    assert ("model", "id_berita") in checks(patient)


def test_locked_database_is_said_and_the_rest_looked_at(patient):
    locked = replace(patient, open_database=refuse)

    assert problems(locked) == ["It is locked. Close the other program."]
    assert ("model", "id_berita") in checks(locked)


def test_model_that_does_not_start_is_said(patient):
    assert problems(replace(patient, start_model=refuse)) == ["It is locked. Close the other program."]


def test_database_that_is_not_there_is_not_made(patient, tmp_path):
    found = checks(replace(patient, target=tmp_path / "none.db", open_database=refuse))

    assert "not made yet" in found["database", "url"].value
    assert found["database", "url"].problem is None


def test_little_room_is_said(patient, monkeypatch):
    monkeypatch.setattr(module, "ENOUGH_SPACE", 1 << 60)

    assert "MB left where the database lies" in problems(patient)[0]


def test_quick_one_starts_nothing_and_checks_no_integrity(patient):
    found = checks(replace(patient, start_model=refuse), quick=True)

    assert ("database", "integrity") not in found
    assert not any(group == "model" for group, _ in found)


def test_the_folder_of_word_lists_is_named_before_it_is_there(patient, tmp_path):
    assert checks(patient)["word lists", "folder"].value == f"{tmp_path / 'word-lists'} (not made yet)"
    assert not (tmp_path / "word-lists").exists()


def test_own_words_are_counted_and_refused_lines_named(patient, tmp_path):
    patient.word_lists.prepare()
    (tmp_path / "word-lists" / "cues.tsv").write_text("cuit\troot\n-kata\nkicau\tburung\n", "utf-8")

    assert checks(patient)["word lists", "cues.tsv"].value == "+1 −1"
    (problem,) = problems(patient)
    assert problem.startswith(f'{tmp_path / "word-lists" / "cues.tsv"}:3: The class of "kicau" is none of')
