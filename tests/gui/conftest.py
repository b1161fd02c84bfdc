"""A short article with suggestions made by hand, and a driver of a real window over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.spans import (
    AttrValue,
    LayerName,
    Origin,
    OriginKind,
    Relation,
    Span,
    Status,
    in_document_order,
    suggested_relation_id,
    suggested_span_id,
)
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.domain.text import sha256
from tests.stories.driver import Driver, FakeProcess

MODEL = ModelInfo("fake", "1")
ARTICLE = """Presiden Rusia Vladimir Putin berkunjung ke Korea Utara.
“Kami siap bekerja sama,” kata Putin di Pyongyang.
"Hubungan kami kuat," katanya.
Kim Jong Un menyambut tamunya dengan hangat."""

_PLACES: tuple[tuple[str, LayerName, str, int, float, dict[str, AttrValue]], ...] = (
    ("ROLE", LayerName.ENTITY, "Presiden", 0, 0.97, {}),
    ("LOC", LayerName.ENTITY, "Rusia", 0, 0.96, {}),
    ("PER", LayerName.ENTITY, "Vladimir Putin", 0, 0.99, {}),
    ("LOC", LayerName.ENTITY, "Korea", 0, 0.55, {}),
    ("QUOTE", LayerName.QUOTE, "“Kami siap bekerja sama,”", 0, 0.98, {"type": "direct", "closed": True}),
    ("CUE", LayerName.QUOTE, "kata", 0, 0.98, {}),
    ("SPEAKER", LayerName.QUOTE, "Putin", 1, 0.95, {"kind": "name", "resolves_to": ["Vladimir Putin"]}),
    ("PER", LayerName.ENTITY, "Putin", 1, 0.9, {}),
    ("LOC", LayerName.ENTITY, "Pyongyang", 0, 0.4, {}),
    ("QUOTE", LayerName.QUOTE, '"Hubungan kami kuat,"', 0, 0.8, {"type": "direct", "closed": True}),
    ("CUE", LayerName.QUOTE, "katanya", 0, 0.9, {}),
    ("PER", LayerName.ENTITY, "Kim Jong Un", 0, 0.97, {}),
)


def suggest(text: str) -> Suggestions:
    """Say what a model would about `text`: the article's spans, nothing about any other text."""
    spans: list[Span] = []
    for label, layer, words, occurrence, score, attrs in _PLACES if text == ARTICLE else ():
        start = -1
        for _ in range(occurrence + 1):
            start = text.index(words, start + 1)
        end = start + len(words)
        origin = Origin(OriginKind.RULE, "hand", "1", score)
        span_id = suggested_span_id(layer, label, start, end)
        spans.append(Span(span_id, start, end, label, layer, attrs, Status.SUGGESTED, origin))
    by_label: dict[str, list[Span]] = {}
    for span in spans:
        by_label.setdefault(span.label, []).append(span)
    relations = []
    if spans:
        quote = by_label["QUOTE"][0]
        for name, child in (("said_by", by_label["SPEAKER"][0]), ("cued_by", by_label["CUE"][0])):
            link_id = suggested_relation_id(name, quote.id, child.id)
            origin = Origin(OriginKind.RULE, "hand", "1", 0.9)
            relations.append(Relation(link_id, name, quote.id, child.id, Status.SUGGESTED, origin))
    return Suggestions(sha256(text), MODEL, tuple(in_document_order(spans)), tuple(relations))


@pytest.fixture
def model() -> FakeProcess:
    """A model process that answers at once."""
    return FakeProcess(suggest, MODEL)


@pytest.fixture
def kutip(qapp: object, tmp_path: Path, model: FakeProcess) -> Iterator[Driver]:
    """A window on the article, suggested for, with two articles after it."""
    with Driver(tmp_path, model=lambda: model) as driver:
        files = [
            driver.write("1.txt", ARTICLE),
            driver.write("2.txt", "Harga emas naik."),
            driver.write("3.txt", "Banjir."),
        ]
        driver.bring_in(*files)
        driver.window.messages.clear()
        yield driver
