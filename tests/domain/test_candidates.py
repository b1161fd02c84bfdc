"""Who is offered as the speaker of a quote, and in which order."""

from __future__ import annotations

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
