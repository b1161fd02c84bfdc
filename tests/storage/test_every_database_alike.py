"""The use cases on a server: import, suggestions, edits and undo give the same export as on a file, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator import bootstrap
from annotator.domain.annotations import Answer
from annotator.domain.edits import Accept, AddSpan, Batch, Finish, Link, Reject, Resize, SetAttribute
from annotator.domain.spans import LayerName, Relation, Span
from annotator.services.annotate import Session
from annotator.services.export import ExportChoice
from annotator.services.ports import Which
from tests.benchmarks.generate import write_articles
from tests.services.fakes import FakeSuggester
from tests.storage import postgres

TEXT = "Putin tiba. “Kami siap 🇮🇩,” kata Śri Ürün di Pyongyang.\nRabu\u2028ini ia pulang.\n"


def the_whole_way(target: str | Path, source: Path, out: Path) -> bytes:
    """Import `source` into an empty database, have it suggested for, correct it by hand, and return the export."""
    with bootstrap.opened(target) as services:
        imported = services.importer.run([source], "Ani")
        assert (imported.added, imported.layers, imported.refused) == (31, 30, 0)
        assert services.suggester.run(FakeSuggester()).stored == 31
        rows = services.queue.rows("Ani")
        text = next(row for row in rows if row.title.startswith("Putin"))
        correct(services.annotate.open(text.article_id, "Ani"))
        others = services.annotate.open(next(row.article_id for row in rows if row is not text), "Budi")
        others.apply(Reject(tuple(others.view.spans)))
        exported = services.exporter.run(ExportChoice("kutip", Which.ALL, include_suggested=True), out)
        assert exported.records >= 31
        assert services.database.check().problems == ()
    return out.read_bytes()


def correct(session: Session) -> None:
    (person,) = session.view.spans
    quote = Span("h1", 12, 26, "QUOTE", LayerName.QUOTE, {"type": "direct", "closed": True})
    speaker = Span("h2", 32, 40, "SPEAKER", LayerName.QUOTE, {"resolves_to": ["Śri Ürün"]})
    for edit in (
        Batch((Accept((person,)), AddSpan(quote), AddSpan(speaker))),
        Resize("h1", 12, 27),
        Link(Relation("l1", "said_by", "h1", "h2")),
        SetAttribute("h1", "closed", value=False),
        Finish(Answer.ACCEPT),
    ):
        session.apply(edit)
    for _ in range(3):
        session.undo()
    session.redo()
    session.apply(Finish(Answer.IGNORE))


@pytest.mark.postgres
def test_a_server_and_a_file_export_the_same_bytes(server: postgres.Server, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write_articles(source / "articles.jsonl", 30)
    (source / "putin.txt").write_text(TEXT, "utf-8")

    on_file = the_whole_way(tmp_path / "berita.db", source, tmp_path / "file.jsonl")
    on_server = the_whole_way(server.clean_database(), source, tmp_path / "server.jsonl")

    assert on_file == on_server
    assert on_file.count(b"\n") >= 31
