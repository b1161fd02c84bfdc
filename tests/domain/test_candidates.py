"""Who is offered as the speaker of a quote, and in which order."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import View
from annotator.domain.candidates import Reason, candidate_at, cue_candidates, full_name, speaker_candidates
from annotator.domain.quotes import frame_of
from annotator.domain.spans import LayerName, Relation, Span, in_document_order

TEXT = """Presiden Rusia Vladimir Putin bertemu Kim Jong Un.
“Kami siap,” kata Putin.
"Kuat," katanya.
“Saya senang,” ujar dia kepada Sri Mulyani."""


def span(label: str, words: str, *, after: int = 0, **attrs: str | list[str]) -> Span:
    start = TEXT.index(words, after)
    layer = LayerName.QUOTE if label in ("QUOTE", "SPEAKER", "CUE") else LayerName.ENTITY
    return Span(f"{label}{start}", start, start + len(words), label, layer, attrs)


FULL = span("PER", "Vladimir Putin")
KIM = span("PER", "Kim Jong Un")
FIRST = span("QUOTE", "“Kami siap,”")
PUTIN = span("PER", "Putin", after=FIRST.end)
SPEAKER = span("SPEAKER", "Putin", after=FIRST.end, kind="name", resolves_to=["Vladimir Putin"])
CUE = span("CUE", "kata", after=FIRST.end)
SECOND = span("QUOTE", '"Kuat,"')
CUE_NYA = span("CUE", "katanya")
THIRD = span("QUOTE", "“Saya senang,”")
CUE_3 = span("CUE", "ujar")
SRI = span("PER", "Sri Mulyani")

SPANS = (FULL, KIM, FIRST, PUTIN, SPEAKER, CUE, SECOND, CUE_NYA, THIRD, CUE_3, SRI)
LINKS = (
    Relation("r1", "said_by", FIRST.id, SPEAKER.id),
    Relation("r2", "cued_by", FIRST.id, CUE.id),
    Relation("r3", "cued_by", SECOND.id, CUE_NYA.id),
    Relation("r4", "cued_by", THIRD.id, CUE_3.id),
)


def view(*without: Span) -> View:
    spans = {s.id: s for s in in_document_order(SPANS) if s not in without}
    return View(spans, {link.id: link for link in LINKS if link.head in spans and link.child in spans})


def offered(quote: Span, *without: Span) -> list[tuple[str | None, tuple[str, ...], Reason]]:
    seen = view(*without)
    frame = frame_of(seen, quote.id)
    assert frame is not None
    return [
        (TEXT[c.start : c.end] if c.start is not None else None, c.resolves_to, c.reason)
        for c in speaker_candidates(TEXT, seen, frame)
    ]


def test_the_mention_at_the_cue_comes_first_resolved_to_its_full_name() -> None:
    assert offered(FIRST)[0] == ("Putin", ("Vladimir Putin",), Reason.AT_CUE)
    assert offered(FIRST, SPEAKER)[0] == ("Putin", ("Vladimir Putin",), Reason.AT_CUE)


def test_a_nya_cue_offers_the_last_source_as_a_clitic() -> None:
    assert offered(SECOND)[0] == ("katanya", ("Vladimir Putin",), Reason.LAST_SOURCE)


def test_a_pronoun_at_the_cue_stands_for_the_last_source() -> None:
    first, second = offered(THIRD)[:2]
    assert first == ("dia", ("Vladimir Putin",), Reason.IN_PARAGRAPH)
    assert second[:2] == ("Sri Mulyani", ("Sri Mulyani",))


def test_whoever_is_named_in_the_article_is_offered_last_and_once() -> None:
    names = [names for _words, names, _reason in offered(FIRST)]
    assert ("Kim Jong Un",) in names
    assert len(names) == len(set(names))


def test_words_inside_a_quote_are_never_offered() -> None:
    inside = Span("x", FIRST.start + 1, FIRST.start + 5, "PER", LayerName.ENTITY)
    seen = View({**view().spans, inside.id: inside}, view().relations)
    frame = frame_of(seen, FIRST.id)
    assert frame is not None
    assert all(c.span is None or c.span.id != "x" for c in speaker_candidates(TEXT, seen, frame))


def test_the_fullest_name_with_the_same_words_is_the_full_name() -> None:
    assert full_name(TEXT, view(), PUTIN) == "Vladimir Putin"
    assert full_name(TEXT, view(), SRI) == "Sri Mulyani"


def test_cues_of_the_paragraph_are_offered_nearest_first() -> None:
    frame = frame_of(view(), SECOND.id)
    assert frame is not None
    assert cue_candidates(TEXT, view(), frame) == [CUE_NYA]


def test_words_pointed_at_are_resolved_where_they_are_a_name() -> None:
    assert candidate_at(TEXT, view(SPEAKER), *PUTIN.extent).resolves_to == ("Vladimir Putin",)
    start = TEXT.index("dia kepada")
    assert candidate_at(TEXT, view(), start, start + 3).kind == "pronoun"
    assert candidate_at(TEXT, view(), start, start + 10).resolves_to == ()


@pytest.mark.parametrize("word", ["Pihaknya", "ketiganya"])
def test_a_body_and_three_people_have_pronouns_of_their_own(word: str) -> None:
    text = f"{word} menegaskan, harga naik."
    assert candidate_at(text, View({}, {}), 0, len(word)).kind == "pronoun"


def test_a_source_says_how_many_paragraphs_up_it_spoke() -> None:
    frame = frame_of(view(), SECOND.id)
    assert frame is not None
    ups = {c.resolves_to: c.paragraphs_up for c in speaker_candidates(TEXT, view(), frame)}
    assert ups["Vladimir Putin",] == 1


def test_only_the_nearest_source_is_the_last_one() -> None:
    second = Span("s2", *CUE_NYA.extent, "SPEAKER", LayerName.QUOTE, {"kind": "clitic", "resolves_to": ["Kim Jong Un"]})
    link = Relation("r5", "said_by", SECOND.id, second.id)
    seen = view(CUE_3)
    seen = View({**seen.spans, second.id: second}, {**seen.relations, link.id: link})
    frame = frame_of(seen, THIRD.id)
    assert frame is not None
    sources = [(c.resolves_to, c.reason) for c in speaker_candidates(TEXT, seen, frame) if c.paragraphs_up is not None]
    assert sources == [(("Kim Jong Un",), Reason.LAST_SOURCE), (("Vladimir Putin",), Reason.EARLIER_SOURCE)]


def test_a_role_gives_way_to_the_name_behind_it() -> None:
    text = "“Kami siap,” kata Menteri Keuangan Sri Mulyani."
    start = text.index("Menteri")
    spans = [
        Span("q", 0, 12, "QUOTE", LayerName.QUOTE),
        Span("r", start, start + 16, "ROLE", LayerName.ENTITY),
        Span("p", start + 17, start + 28, "PER", LayerName.ENTITY),
    ]
    seen = View({s.id: s for s in spans}, {})
    frame = frame_of(seen, "q")
    assert frame is not None
    assert [c.kind for c in speaker_candidates(text, seen, frame)] == ["name"]


def test_a_name_is_resolved_as_the_model_resolved_it_elsewhere() -> None:
    there = TEXT.index("Sri Mulyani")
    alias = Span("a", there, there + 11, "SPEAKER", LayerName.QUOTE, {"kind": "name", "resolves_to": ["Sri Mulyani I"]})
    seen = View({**view().spans, alias.id: alias}, view().relations)
    assert full_name(TEXT, seen, SRI) == "Sri Mulyani I"
