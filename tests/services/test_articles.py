"""Importing: batches, what is refused and noticed, stopping and going on."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.annotations import Answer
from annotator.domain.errors import Message, Problem, UserError
from annotator.domain.jobs import Cancelled, Progress
from annotator.domain.schema import Schema
from annotator.services import articles as module
from annotator.services.articles import ImportArticles
from annotator.services.ports import IncomingRecord
from tests.fakes import FakeDatabase
from tests.services.fakes import FakeSource, article, clock, stop_after

SCHEMA = Schema("berita", "1", {}, ())


def incoming(number: int, **changes: object) -> IncomingRecord:
    return IncomingRecord(article(f"Artikel {number}."), **changes)


def problem(number: int, *, is_refusal: bool = True) -> Problem:
    return Problem(Message("Bad."), Message("Mend it."), "in.jsonl", number, is_refusal=is_refusal)


def importer(database: FakeDatabase, *items: IncomingRecord | Problem) -> ImportArticles:
    return ImportArticles(database, FakeSource(*items), SCHEMA, clock)


def test_articles_layers_and_refusals_are_counted():
    database = FakeDatabase(article("Artikel 2."))
    done = importer(
        database, problem(1, is_refusal=False), incoming(1), incoming(2), problem(4), incoming(3, answer=Answer.ACCEPT)
    ).run([], "ani")

    assert (done.added, done.known, done.layers, done.refused, done.noticed) == (2, 1, 1, 1, 1)
    assert [found.line for found in done.problems] == [4]
    assert [found.line for found in done.notices] == [1]
    assert done.first_id == 2


def test_layer_of_nobody_goes_to_the_importer():
    database = FakeDatabase()
    importer(database, incoming(1, answer=Answer.ACCEPT), incoming(2, answer=Answer.ACCEPT, annotator="budi")).run(
        [], "ani"
    )

    assert sorted(database.state.layers) == [(1, "ani"), (2, "budi")]


def test_layer_with_work_in_it_is_kept_and_counted():
    database = FakeDatabase()
    work = importer(database, incoming(1, answer=Answer.ACCEPT))
    work.run([], "ani")
    again = work.run([], "ani")

    assert (again.added, again.known, again.layers, again.kept_layers) == (0, 1, 0, 1)


def test_batch_is_full_at_a_number_of_records(monkeypatch):
    monkeypatch.setattr(module, "BATCH_RECORDS", 2)
    database = FakeDatabase()
    importer(database, *map(incoming, range(5))).run([], "ani")

    assert database.batches == [2, 2, 1]


def test_batch_is_full_at_a_length_of_text(monkeypatch):
    monkeypatch.setattr(module, "BATCH_CHARACTERS", 15)
    database = FakeDatabase()
    importer(database, *map(incoming, range(5))).run([], "ani")

    assert database.batches == [2, 2, 1]


def test_only_the_first_thousand_problems_are_kept_and_all_are_counted():
    done = importer(FakeDatabase(), *map(problem, range(1, 2001))).run([], "ani")

    assert done.refused == 2000
    assert [found.line for found in done.problems] == list(range(1, 1001))


def test_progress_reaches_the_total_even_where_rows_were_refused(monkeypatch):
    monkeypatch.setattr(module, "BATCH_RECORDS", 2)
    heard: list[Progress] = []
    importer(FakeDatabase(), incoming(1), incoming(2), incoming(3), problem(4)).run([], "ani", report=heard.append)

    assert [(progress.done, progress.total) for progress in heard] == [(0, 4), (2, 4), (4, 4), (4, 4)]


def test_stopping_keeps_the_batches_before(monkeypatch):
    monkeypatch.setattr(module, "BATCH_RECORDS", 2)
    database = FakeDatabase()
    with pytest.raises(Cancelled):
        importer(database, *map(incoming, range(9))).run([], "ani", cancelled=stop_after(2))

    assert len(database.state.articles) == 4


def test_full_disk_keeps_the_batches_before(monkeypatch):
    monkeypatch.setattr(module, "BATCH_RECORDS", 2)
    database = FakeDatabase(fails_after=1)
    with pytest.raises(UserError, match="disk is full"):
        importer(database, *map(incoming, range(9))).run([Path("x")], "ani")

    assert len(database.state.articles) == 2
