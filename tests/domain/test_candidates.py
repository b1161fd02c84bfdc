"""Who the program offers as the speaker of a quote, and which cue."""

from __future__ import annotations

import time

import pytest

from annotator.domain.annotations import View
from annotator.domain.candidates import Reason, cue_candidates, full_name, speaker_candidates
from annotator.domain.quotes import Quote, frame_of
from annotator.domain.spans import LayerName, Relation, Span, in_document_order

TEXT = """\
Presiden Rusia Vladimir Putin bertemu Kim Jong Un di Pyongyang.
“Kerja sama ini penting,” kata Putin, Rabu.
"Kami siap membantu," tambahnya.
“Sanksi itu tidak adil,” ujar ia kepada Dewan Keamanan PBB.
Kim Jong Un setuju."""

LAYERS = {"QUOTE": LayerName.QUOTE, "SPEAKER": LayerName.QUOTE, "CUE": LayerName.QUOTE}


class Scene:
    """Spans marked by their words in the text above, and links between them."""

    def __init__(self) -> None:
        self.spans: dict[str, Span] = {}
        self.links: dict[str, Relation] = {}

    def mark(self, words: str, label: str, nth: int = 0, **attrs) -> Span:
        start = -1
        for _ in range(nth + 1):
            start = TEXT.index(words, start + 1)
        layer = LAYERS.get(label, LayerName.ENTITY)
        span = Span(f"{label}{start}", start, start + len(words), label, layer, attrs)
        self.spans[span.id] = span
        return span

    def link(self, label: str, head: Span, child: Span) -> None:
        self.links[f"{label}{head.id}"] = Relation(f"{label}{head.id}", label, head.id, child.id)

    @property
    def view(self) -> View:
        return View({span.id: span for span in in_document_order(self.spans.values())}, self.links)

    def quote(self, span: Span) -> Quote:
        return frame_of(self.view, span.id)


@pytest.fixture
def scene() -> Scene:
    scene = Scene()
    scene.mark("Vladimir Putin", "PER")
    scene.mark("Kim Jong Un", "PER")
    scene.mark("Kim Jong Un", "PER", nth=1)
    scene.mark("Dewan Keamanan PBB", "ORG")
    return scene


def offered(scene: Scene, quote: Span, **options):
    return [
        (None if c.start is None else TEXT[c.start : c.end], c.resolves_to, c.reason)
        for c in speaker_candidates(TEXT, scene.view, scene.quote(quote), **options)
    ]


def test_the_name_at_the_cue_comes_first_with_its_full_form(scene):
    content = scene.mark("“Kerja sama ini penting,”", "QUOTE")
    scene.link("cued_by", content, scene.mark("kata", "CUE"))
    scene.mark("Putin", "PER", nth=1)
    assert offered(scene, content)[0] == ("Putin", ("Vladimir Putin",), Reason.AT_CUE)


def test_a_speaker_marked_already_brings_its_resolution(scene):
    content = scene.mark("“Kerja sama ini penting,”", "QUOTE")
    scene.mark("Putin", "SPEAKER", nth=1, kind="name", resolves_to=["Vladimir Putin"])
    assert offered(scene, content)[0] == ("Putin", ("Vladimir Putin",), Reason.AT_CUE)


def test_nya_takes_the_last_source_on_the_cue_itself(scene):
    first = scene.mark("“Kerja sama ini penting,”", "QUOTE")
    scene.link("said_by", first, scene.mark("Putin", "SPEAKER", nth=1, resolves_to=["Vladimir Putin"]))
    second = scene.mark('"Kami siap membantu,"', "QUOTE")
    scene.link("cued_by", second, scene.mark("tambahnya", "CUE"))
    best = speaker_candidates(TEXT, scene.view, scene.quote(second))[0]
    assert (TEXT[best.start : best.end], best.kind, best.resolves_to) == ("tambahnya", "clitic", ("Vladimir Putin",))


def test_a_pronoun_stands_for_the_last_source(scene):
    first = scene.mark("“Kerja sama ini penting,”", "QUOTE", resolves_to=["Vladimir Putin"])
    assert scene.quote(first).is_complete
    third = scene.mark("“Sanksi itu tidak adil,”", "QUOTE")
    scene.link("cued_by", third, scene.mark("ujar", "CUE"))
    assert ("ia", ("Vladimir Putin",), Reason.IN_PARAGRAPH) in offered(scene, third)


def test_names_elsewhere_in_the_article_come_last_and_once(scene):
    third = scene.mark("“Sanksi itu tidak adil,”", "QUOTE")
    found = offered(scene, third)
    assert [c[1] for c in found if c[2] is Reason.NAMED] == [("Kim Jong Un",), ("Vladimir Putin",)]
    assert all(reason is not Reason.NAMED for _, _, reason in found[:1])


def test_nobody_named_inside_a_quote_is_offered(scene):
    content = scene.mark("“Kerja sama ini penting,”", "QUOTE")
    scene.mark("Kerja", "PER")
    assert all("Kerja" not in name for _, names, _ in offered(scene, content) for name in names)


def test_no_more_are_offered_than_asked_for(scene):
    content = scene.mark("“Sanksi itu tidak adil,”", "QUOTE")
    assert len(offered(scene, content, limit=2)) == 2


def test_cues_of_the_quote_s_paragraph_come_nearest_first(scene):
    content = scene.mark("“Kerja sama ini penting,”", "QUOTE")
    cue, far = scene.mark("kata", "CUE"), scene.mark("Rabu", "CUE")
    scene.mark("ujar", "CUE")
    assert cue_candidates(TEXT, scene.view, scene.quote(content)) == [cue, far]


def test_full_name_is_the_longest_of_the_same_label_that_has_all_the_words(scene):
    short = scene.mark("Putin", "PER", nth=1)
    assert full_name(TEXT, scene.view, short) == "Vladimir Putin"
    kim = scene.mark("Kim", "PER")
    assert full_name(TEXT, scene.view, kim) == "Kim Jong Un"
    pbb = scene.mark("PBB", "PER")
    assert full_name(TEXT, scene.view, pbb) == "PBB"


def test_everyone_of_a_very_long_article_is_found_before_a_person_notices():
    paragraph = "“Ya,” kata Putin kepada Vladimir Putin dan Kim Jong Un.\n"
    text, spans = paragraph * 1500, {}
    for number in range(1500):
        at = number * len(paragraph)
        for start, end, label in ((0, 5, "QUOTE"), (11, 16, "PER"), (24, 38, "PER"), (43, 54, "PER")):
            layer = LAYERS.get(label, LayerName.ENTITY)
            spans[f"{number}.{start}"] = Span(f"{number}.{start}", at + start, at + end, label, layer)
    view = View(spans, {})
    quote = frame_of(view, "700.0")
    began = time.perf_counter()
    found = speaker_candidates(text, view, quote, limit=1000)
    assert time.perf_counter() - began < 1
    assert {candidate.resolves_to for candidate in found} == {("Vladimir Putin",), ("Kim Jong Un",)}
