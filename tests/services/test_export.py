"""Exporting: which layers go out, by which writer, and stopping halfway."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Answer, Layer
from annotator.domain.errors import UserError
from annotator.domain.jobs import Cancelled
from annotator.formats.staging import Shelf
from annotator.services.export import ExportAnnotations
from annotator.services.ports import FormatInfo
from tests.fakes import FakeDatabase
from tests.formats.material import berita
from tests.services.fakes import article, stop_after


class FakeWriter:
    info = FormatInfo("kutip", "Kutip", (".jsonl",))

    def __init__(self):
        self.written = []

    def write(self, records, path, job):
        path.touch()
        self.written = [(record.article.text, record.annotator) for record in records]
        return len(self.written)


@pytest.fixture
def database():
    found = FakeDatabase(article("Satu."), article("Dua."))
    found.hold(Layer(1, "ani", answer=Answer.ACCEPT))
    found.hold(Layer(2, "ani"))
    return found


def exporter(database, **writers):
    return ExportAnnotations(database, writers, Shelf(), berita())


def test_finished_layers_are_written(database, tmp_path):
    writer = FakeWriter()
    done = exporter(database, kutip=writer).run("kutip", tmp_path / "out")

    assert writer.written == [("Satu.", "ani")]
    assert (done.records, done.format, done.path) == (1, "kutip", tmp_path / "out")


def test_unfinished_layers_are_written_on_request(database, tmp_path):
    assert exporter(database, kutip=FakeWriter()).run("kutip", tmp_path / "out", finished_only=False).records == 2


def test_unknown_format_is_refused_with_those_there_are(database, tmp_path):
    export = exporter(database, kutip=FakeWriter(), brat=FakeWriter())
    with pytest.raises(UserError, match=r'no format called "conll".*Choose one of: kutip, brat'):
        export.run("conll", tmp_path / "out")


def test_stopping_reaches_the_writer_before_it_is_done(database, tmp_path):
    writer = FakeWriter()
    with pytest.raises(Cancelled):
        exporter(database, kutip=writer).run("kutip", tmp_path / "out", finished_only=False, cancelled=stop_after(1))

    assert writer.written == []
