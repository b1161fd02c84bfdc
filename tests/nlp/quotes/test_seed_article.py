"""The article in seeds/ against its annotation by hand (tests/reference)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.codec import relation_from_json, span_from_json
from annotator.domain.quotes import Quote, quotes
from annotator.domain.spans import LayerName, Relation, Span
from annotator.domain.text import sha256
from tests.nlp.quotes.markup import analyser, links

ROOT = Path(__file__).parents[3]
RECORD: dict[str, Any] = json.loads((ROOT / "tests/reference/tribunnews-putin-kim.jsonl").read_text(encoding="utf-8"))
TEXT: str = RECORD["text"]
GOLD = {span.id: span for span in map(span_from_json, RECORD["spans"])}
GOLD_LINKS = {relation.id: relation for relation in map(relation_from_json, RECORD["relations"])}


@pytest.fixture(scope="module")
def found() -> tuple[list[Span], list[Relation]]:
    entities = [span for span in GOLD.values() if span.layer is LayerName.ENTITY]
    return analyser().analyse(TEXT, entities)


def _frames(spans: list[Span], relations: list[Relation]) -> list[Quote]:
    return quotes({span.id: span for span in spans}, {relation.id: relation for relation in relations})


def _core(kind: str) -> list[Quote]:
    return [
        quote for quote in quotes(GOLD, GOLD_LINKS) if not quote.content.attrs.get("optional") and quote.kind == kind
    ]


def _told(quote: Quote) -> tuple[object, ...]:
    """Return what makes two quotes the same: extents, type, closed, via, who and by which word."""
    speaker = quote.speaker
    return (
        quote.content.extent,
        dict(quote.content.attrs),
        speaker and (speaker.extent, dict(speaker.attrs)),
        quote.cue and quote.cue.extent,
    )


def test_the_reference_holds_the_article_and_every_text_stands_at_its_offsets() -> None:
    assert (ROOT / "seeds/articles/tribunnews-putin-kim.txt").read_text(encoding="utf-8") == TEXT
    assert RECORD["id"] == sha256(TEXT)[:16]
    for span in RECORD["spans"]:
        assert TEXT[span["start"] : span["end"]] == span["text"]


def test_the_reference_is_in_order_and_its_links_stand() -> None:
    keys = [(s["start"], -s["end"], s["layer"], s["label"]) for s in RECORD["spans"]]
    assert keys == sorted(keys)
    assert all(link.head in GOLD and link.child in GOLD for link in GOLD_LINKS.values())


def test_all_six_direct_quotes_with_speaker_cue_and_outlet(found: tuple[list[Span], list[Relation]]) -> None:
    direct = [_told(quote) for quote in _frames(*found) if quote.kind == "direct"]
    assert len(direct) == 6
    assert direct == [_told(quote) for quote in _core("direct")]


def test_the_four_core_indirect_quotes_and_no_other(found: tuple[list[Span], list[Relation]]) -> None:
    indirect = [_told(quote) for quote in _frames(*found) if quote.kind == "indirect"]
    assert len(indirect) == 4
    assert indirect == [_told(quote) for quote in _core("indirect")]


def test_the_zones_and_nothing_in_them(found: tuple[list[Span], list[Relation]]) -> None:
    spans, _ = found
    zones = [span for span in spans if span.label == "ZONE"]
    assert [(z.extent, z.attrs["kind"]) for z in zones] == [
        (z.extent, z.attrs["kind"]) for z in GOLD.values() if z.label == "ZONE"
    ]
    assert not any(span.overlaps(z.start, z.end) for span in spans if span.label != "ZONE" for z in zones)


def test_every_speaker_refers_to_the_first_full_mention(found: tuple[list[Span], list[Relation]]) -> None:
    spans, relations = found
    first = next(span for span in GOLD.values() if span.label == "PER")
    speakers = [span for span in spans if span.label == "SPEAKER"]
    assert {r.child for r in relations if r.label == "refers_to"} == {first.id}
    assert len(links(TEXT, spans, relations, "refers_to")) == len(speakers) == 10


def test_without_a_recogniser_the_same_quotes_and_people_are_found(found: tuple[list[Span], list[Relation]]) -> None:
    alone = analyser().analyse(TEXT)
    assert [_told(quote) for quote in _frames(*alone)] == [_told(quote) for quote in _frames(*found)]
    assert not any(relation.label == "refers_to" for relation in alone[1])
