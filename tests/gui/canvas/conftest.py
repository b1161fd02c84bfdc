"""A small label set and the seed article with spans made by hand, for the canvas alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.domain.annotations import View
from annotator.domain.schema import LabelDef, RelationDef, Schema
from annotator.domain.spans import LayerName, Origin, OriginKind, Relation, Span, Status, in_document_order
from annotator.domain.text import normalise

SEED = Path(__file__).parents[3] / "seeds" / "articles" / "tribunnews-putin-kim.txt"
LABELS = (
    ("PER", LayerName.ENTITY, "1", "#9a5b00", "#e0a458"),
    ("ORG", LayerName.ENTITY, "2", "#2461c4", "#86b2ff"),
    ("LOC", LayerName.ENTITY, "3", "#1a7f3c", "#6fcf8b"),
    ("DATE", LayerName.ENTITY, "4", "#7b6a00", "#cbb94d"),
    ("EVENT", LayerName.ENTITY, "5", "#00798c", "#5cc9da"),
    ("ROLE", LayerName.ENTITY, "6", "#8b5066", "#dba0b5"),
    ("QUOTE", LayerName.QUOTE, "q", "#6a4bc4", "#b7a0ff"),
    ("SPEAKER", LayerName.QUOTE, "s", "#b3412e", "#ff9d8a"),
    ("CUE", LayerName.QUOTE, "c", "#a8327e", "#f39ad0"),
    ("ZONE", LayerName.ZONE, "z", "#6b7079", "#8f949e"),
)
SCHEMA = Schema(
    "berita-test",
    "1",
    {"en": "News"},
    tuple(LabelDef(name, layer, key, light, dark) for name, layer, key, light, dark in LABELS),
    (
        RelationDef("said_by", ("QUOTE",), ("SPEAKER",), is_single=True),
        RelationDef("cued_by", ("QUOTE",), ("CUE",), is_single=True),
        RelationDef("refers_to", ("SPEAKER",), ("PER", "ORG"), is_single=True),
        RelationDef("affiliated", ("ROLE",), ("ORG", "LOC")),
    ),
)
PLACES = (
    "Semenanjung Korea|Korea (?:Utara|Selatan)|Asia Barat Laut|Eropa Barat|Uni Soviet|Rusia|Moskow|Pyongyang|Ukraina"
)
LAYER = {name: layer for name, layer, *_ in LABELS}


class Maker:
    """Builds a view over a text by naming words: `maker.span("PER", "Putin", nth=2)`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: dict[str, Span] = {}
        self.relations: dict[str, Relation] = {}

    def span(self, label: str, words: str, nth: int = 1, status: Status = Status.ACCEPTED, score=0.9, **attrs) -> Span:
        start = -1
        for _ in range(nth):
            start = self.text.index(words, start + 1)
        return self.at(label, start, start + len(words), status, score, **attrs)

    def at(self, label: str, start: int, end: int, status: Status = Status.ACCEPTED, score=0.9, **attrs) -> Span:
        origin = Origin(OriginKind.RULE, "test", "1", score)
        span = Span(f"s{len(self.spans) + 1}", start, end, label, LAYER[label], attrs, status, origin)
        self.spans[span.id] = span
        return span

    def link(self, label: str, head: Span, child: Span, status: Status = Status.ACCEPTED) -> Relation:
        link = Relation(f"r{len(self.relations) + 1}", label, head.id, child.id, status)
        self.relations[link.id] = link
        return link

    def view(self) -> View:
        return View({span.id: span for span in in_document_order(self.spans.values())}, dict(self.relations))


def seed_view(text: str, status_of=lambda number: Status.SUGGESTED) -> View:
    """The seed article with about 120 spans, as the pipeline and an annotator might leave it."""
    maker = Maker(text)
    numbers = iter(range(10_000))
    taken: list[tuple[int, int]] = []

    def status() -> Status:
        return status_of(next(numbers))

    for label, words in (
        ("ORG", "TRIBUNNEWS.COM|Dewan Keamanan PBB|TASS|\\bAP\\b"),
        ("PER", "Vladimir Putin|Kim Jong Un|Putin|Yunita Rahmayanti"),
        ("EVENT", "perang saudara Korea"),
        (
            "LOC",
            PLACES + r"|DPRK|\bAS\b|\bBarat\b",
        ),
        ("DATE", "Rabu \\(19/6/2024\\)"),
        ("ROLE", "Presiden|Pemimpin"),
    ):
        for match in re.finditer(words, text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                score = 0.55 + (match.start() * 7 % 45) / 100
                maker.at(label, *match.span(), status(), score)

    def quote(content: str, cue: str, speaker: str | None, kind: str, resolved: str, after: str = "") -> None:
        start = text.index(content)
        end = start + len(content) if not after else text.index(after, start) + len(after)
        held = maker.at("QUOTE", start, end, status(), 0.93, type=kind)
        near = end if kind == "direct" else text.rfind("\n", 0, start) + 1
        cue_at = text.index(cue, near)
        said = maker.at("CUE", cue_at, cue_at + len(cue), status(), 0.95)
        maker.link("cued_by", held, said, Status.SUGGESTED)
        if speaker is None:
            spoken = maker.at(
                "SPEAKER", cue_at, cue_at + len(cue), status(), 0.8, kind="clitic", resolves_to=[resolved]
            )
        else:
            at = text.index(speaker, near)
            spoken = maker.at("SPEAKER", at, at + len(speaker), status(), 0.9, kind="name", resolves_to=[resolved])
        maker.link("said_by", held, spoken, Status.SUGGESTED)

    full = "Vladimir Putin"
    quote("“Dokumen kemitraan", "kata", "Putin", "direct", full, "peserta,”")
    quote('"Moskow mendukung', "tambahnya", None, "direct", full, "hak mereka,")
    quote("Korea Utara menganggap AS", "mengatakan", "Putin", "indirect", full, "Semenanjung Korea")
    quote("“Propaganda Barat", "kata", "Putin", "direct", full, "Asia Barat Laut,”")
    quote("negara-negara Barat", "mencatat", "Putin", "indirect", full, "menyerang Rusia")
    quote('"Dalam kondisi', "katanya", None, "direct", full, 'hari ini,"')
    quote('"Pyongyang memiliki', "kata", "Putin", "direct", full, 'Korea Utara,"')
    quote("Rusia dan Korea Utara memiliki", "mengklaim", "Putin", "indirect", full, "Eropa Barat")
    quote("“Kami akan terus", "kata", "Putin", "direct", full, "lainnya,”")
    for words, kind in (
        ("TRIBUNNEWS.COM -", "dateline"),
        ("Baca juga: Karpet Merah dan Konser Gala dari Kim Jong Un untuk Vladimir Putin", "related_link"),
        ("(Tribunnews.com/Yunita Rahmayanti)", "byline"),
    ):
        maker.span("ZONE", words, 1, Status.SUGGESTED, 1.0, kind=kind)
    return maker.view()


@pytest.fixture
def schema() -> Schema:
    return SCHEMA


@pytest.fixture
def seed_text() -> str:
    return normalise(SEED.read_text(encoding="utf-8"))
