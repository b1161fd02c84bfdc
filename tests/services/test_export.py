"""Exporting: which layers go out, by which writer, and stopping halfway."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.annotations import Answer, Layer
from annotator.domain.errors import UserError
from annotator.domain.jobs import Cancelled
from annotator.services.export import ExportAnnotations
from tests.fakes import FakeDatabase
from tests.services.fakes import article, stop_after

OUT = Path("out")


class FakeWriter:
    def __init__(self):
        self.written = []

    def write(self, records, path):
        self.written = [(record.article.text, record.annotator) for record in records]
        return len(self.written)


@pytest.fixture
def database():
    found = FakeDatabase(article("Satu."), article("Dua."))
    found.hold(Layer(1, "ani", answer=Answer.ACCEPT))
    found.hold(Layer(2, "ani"))
    return found


def test_finished_layers_are_written(database):
    writer = FakeWriter()
    done = ExportAnnotations(database, {"kutip": writer}).run("kutip", OUT)

    assert writer.written == [("Satu.", "ani")]
    assert (done.records, done.format, done.path) == (1, "kutip", OUT)


def test_unfinished_layers_are_written_on_request(database):
    assert ExportAnnotations(database, {"kutip": FakeWriter()}).run("kutip", OUT, finished_only=False).records == 2


def test_unknown_format_is_refused_with_those_there_are(database):
    export = ExportAnnotations(database, {"kutip": FakeWriter(), "brat": FakeWriter()})
    with pytest.raises(UserError, match=r'no format called "conll".*Choose one of: kutip, brat'):
        export.run("conll", OUT)


def test_stopping_reaches_the_writer_before_it_is_done(database):
    writer = FakeWriter()
    with pytest.raises(Cancelled):
        ExportAnnotations(database, {"kutip": writer}).run("kutip", OUT, finished_only=False, cancelled=stop_after(1))

    assert writer.written == []
