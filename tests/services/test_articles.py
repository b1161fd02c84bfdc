"""Importing: batches, what is refused and noticed, stopping and going on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.annotations import Answer
from annotator.domain.errors import Message, Problem, UserError
from annotator.domain.jobs import Cancelled, Progress
from annotator.domain.schema import Schema
from annotator.formats.files import Files
from annotator.formats.leftovers import Leftovers
from annotator.formats.registry import READERS, Formats
from annotator.services import articles as module
from annotator.services.articles import ImportArticles, ImportChoice
from annotator.services.ports import IncomingRecord
from tests.fakes import FakeDatabase
from tests.formats.material import berita
from tests.services.fakes import FakeSource, article, clock, stop_after

SCHEMA = Schema("berita", "1", {}, ())


class Unkept:
    def __init__(self):
        self.rows = []

    def add(self, problem):
        self.rows.append(problem.row)

    def close(self, lines):
        return ()


def incoming(number: int, **changes: object) -> IncomingRecord:
    return IncomingRecord(article(f"Artikel {number}."), **changes)


def problem(number: int, *, is_refusal: bool = True) -> Problem:
    return Problem(Message("Bad."), Message("Mend it."), "in.jsonl", number, is_refusal=is_refusal)


def importer(database: FakeDatabase, *items: IncomingRecord | Problem) -> ImportArticles:
    return ImportArticles(database, FakeSource(*items), SCHEMA, clock, lambda at: Unkept())


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


# --- what is refused is kept -------------------------------------------------------------------------------------


def test_refused_rows_can_be_mended_where_they_are_kept_and_imported_again(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "Satu."}\n{"text": 2}\n{"text": "Tiga.", "spans": [{"start": 0, "end": 99}]}\n')
    database = FakeDatabase()
    real = ImportArticles(database, Files(Formats(READERS)), berita(), clock, lambda at: Leftovers(tmp_path / "kept"))
    done = real.run([source], "ani")
    report, rows = done.kept

    assert (done.added, done.refused) == (1, 2)
    assert rows.read_text() == '{"text": 2}\n{"text": "Tiga.", "spans": [{"start": 0, "end": 99}]}\n'
    assert f"{source}:2: " in report.read_text()
    rows.write_text(rows.read_text().replace("2}", '"Dua."}').replace('{"start": 0, "end": 99}', ""))
    assert real.run([rows], "ani").added == 2


REFUSED = {
    "a.jsonl": '{"text": "Kim tiba.", "label": [[0, 3, "X"]]}\n{"text": "Ani tiba.", "label": [[0, 3, "X"]]}\n',
    "a.conll": "Kim B-X\ntiba O\n\nAni B-X\ntiba O\n",
    "a.txt": "Kim B-X\ntiba O\n\nAni B-X\ntiba O\n",
    "a.json": json.dumps([
        {"data": {"text": f"{name} tiba."}, "annotations": [{"result": [
            {"id": "a", "type": "labels", "value": {"start": 0, "end": 3, "labels": ["X"]}}]}]}
        for name in ("Kim", "Ani")
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_all_rows_that_were_refused_come_in_from_the_file_they_are_kept_in(tmp_path, name):
    (tmp_path / name).write_text(REFUSED[name])
    files = Files(Formats(READERS))
    real = ImportArticles(FakeDatabase(), files, berita(), clock, lambda at: Leftovers(tmp_path / "kept"))
    refused = real.run([tmp_path / name], "ani")
    mended = real.run(refused.kept[1:], "ani", ImportChoice(labels={"X": "PER"}))

    assert (refused.layers, refused.refused) == (0, 2)
    assert (mended.layers, mended.refused) == (2, 0)


def test_nothing_is_kept_where_nothing_was_refused(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "Satu."}\n')
    files = Files(Formats(READERS))
    done = ImportArticles(FakeDatabase(), files, berita(), clock, lambda at: Leftovers(tmp_path / "kept")).run(
        [source], "ani"
    )

    assert done.kept == ()
    assert not (tmp_path / "kept").exists()


# --- the preview -------------------------------------------------------------------------------------------------


def foreign(tmp_path):
    source = tmp_path / "in.jsonl"
    rows = [
        {"text": "Putin tiba.", "spans": [{"start": 0, "end": 5, "label": "PERSON"}]},
        {
            "text": "Di Moskow.",
            "spans": [{"start": 3, "end": 9, "label": "GPE"}, {"start": 0, "end": 2, "label": "XYZ"}],
        },
    ]  # fmt: skip
    source.write_text("\n".join(map(json.dumps, rows)) + "\n")
    real = ImportArticles(
        FakeDatabase(), Files(Formats(READERS)), berita(), clock, lambda at: Leftovers(tmp_path / "kept")
    )
    return source, real


def test_preview_says_whose_labels_there_are_what_they_mean_and_what_would_be_refused(tmp_path):
    source, real = foreign(tmp_path)
    seen = real.preview([source])

    assert seen.labels == {"PERSON": 1, "GPE": 1, "XYZ": 1}, "those behind the one a row is refused for too"
    assert seen.guesses == {"PERSON": "PER", "GPE": "LOC"}
    assert (seen.looked_at, seen.coming, seen.refused, seen.is_whole) == (2, 0, 2, True)
    assert not (tmp_path / "kept").exists()


def test_mapped_labels_come_in_as_ours_and_a_label_mapped_to_nothing_is_left_out(tmp_path):
    source, real = foreign(tmp_path)
    choice = ImportChoice(labels={"PERSON": "PER", "GPE": "LOC", "XYZ": ""})
    seen = real.preview([source], choice)

    assert [[span.label for span in record.spans] for record in seen.records] == [["PER"], ["LOC"]]
    assert seen.refused == 0
    assert real.run([source], "ani", choice).layers == 2


def test_preview_looks_at_the_beginning_only(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LOOKED_AT", 2)
    source = tmp_path / "in.jsonl"
    source.write_text('{"text": "Satu."}\n{"text": "Dua."}\n{"text": "Tiga."}\n')
    real = ImportArticles(FakeDatabase(), Files(Formats(READERS)), berita(), clock, lambda at: Unkept())
    seen = real.preview([source])

    assert (seen.looked_at, seen.is_whole) == (2, False)


def test_an_option_that_no_reader_has_is_refused_before_anything_is_read(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("judul,isi\nSatu,Putin tiba.\n")
    database = FakeDatabase()
    real = ImportArticles(database, Files(Formats(READERS)), berita(), clock, lambda at: Unkept())
    for act in (real.preview, lambda paths, choice: real.run(paths, "ani", choice)):
        with pytest.raises(UserError, match=r'No format that is read has an option "colour".*text, title'):
            act([source], ImportChoice(options={"colour": "red"}))
        with pytest.raises(UserError, match='The format doccano has no option "text"'):
            act([source], ImportChoice("doccano", options={"text": "isi"}))

    assert database.batches == []
    assert real.run([source], "ani", ImportChoice(options={"text": "judul"})).added == 1


# --- whether to ask ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "asked"),
    [
        ("a.txt", "Putin tiba.", False),
        ("empty.txt", "", False),
        ("a.html", "<p>Putin tiba.</p>", False),
        ("a.jsonl", '{"schema": "kutip/1", "text": "Kim.", "spans": [{"start": 0, "end": 3, "label": "PER"}]}', False),
        ("theirs.jsonl", '{"text": "Putin.", "spans": [{"start": 0, "end": 5, "label": "PERSON"}]}', True),
        ("broken.jsonl", '{"text": "Putin."}\n{"text":\n', True),
        ("doccano.jsonl", '{"text": "Putin.", "label": [[0, 5, "PER"]]}', True),
        ("a.csv", "judul,isi\nSatu,Putin tiba.\n", True),
        ("a.pdf", "%PDF", False),
    ],
)  # fmt: skip
def test_only_what_leaves_something_to_decide_asks_first(tmp_path, name, data, asked):
    source = tmp_path / name
    source.write_text(data)
    real = ImportArticles(FakeDatabase(), Files(Formats(READERS)), berita(), clock, lambda at: Unkept())

    assert real.asks([source]) is asked
    assert real.asks([tmp_path]) is asked
