"""Arcs stay in the gutter and in the gaps between lines: none crosses text."""

from dataclasses import replace
from itertools import pairwise

import pytest

from annotator.domain.quotes import quotes
from annotator.domain.spans import Status
from annotator.gui.canvas.arcs import Router, bundles, bundles_after, relations_of
from annotator.gui.canvas.layout import Flow
from annotator.gui.canvas.style import CanvasStyle
from tests.gui.canvas.conftest import SCHEMA, Maker, seed_view

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("width", [300.0, 460.0, 650.0])
def test_no_arc_of_the_seed_article_crosses_text(seed_text: str, width: float) -> None:
    view = seed_view(seed_text)
    flow = Flow(seed_text, CanvasStyle.build(SCHEMA), 1.0, width)
    flow.set_spans(view.spans)
    flow.look_at(0, 1e9)
    words = list(flow.boxes(0, len(seed_text), range(len(flow.blocks))))
    drawn = 0
    for quote in quotes(view.spans, view.relations):
        for arc in Router(flow).arcs(view, relations_of(view, quote.content.id, quote)):
            drawn += 1
            for one, other in pairwise(arc.points):
                low, high = sorted((one.y(), other.y()))
                left, right = sorted((one.x(), other.x()))
                for box in words:
                    beside = right <= box.left() or left >= box.right()
                    assert beside or high <= box.top() + 2 or low >= box.bottom() - 0.5
    assert drawn == 18


def test_an_arc_ends_on_the_chip_of_its_target(seed_text: str) -> None:
    view = seed_view(seed_text)
    flow = Flow(seed_text, CanvasStyle.build(SCHEMA), 1.0, 600.0)
    flow.set_spans(view.spans)
    quote = quotes(view.spans, view.relations)[0]
    for arc in Router(flow).arcs(view, relations_of(view, quote.content.id, quote)):
        block, line, top = flow.line_of(arc.target.start)
        chip = next(chip for chip in line.chips if chip.span is not None and chip.span.id == arc.target.id)
        box = line.chip_rect(chip, flow.metrics).translated(0, top)
        assert arc.points[-1].y() == box.top()
        assert box.left() <= arc.points[-1].x() <= box.right()
        assert block.start <= arc.target.start


def test_bundles_that_overlap_run_on_different_tracks() -> None:
    text = "satu dua tiga empat lima"
    maker = Maker(text)
    for content, speaker in (("satu", "empat"), ("dua", "lima"), ("tiga", "empat")):
        maker.link("said_by", maker.span("QUOTE", content), maker.span("SPEAKER", speaker))
    view = maker.view()
    tracks = [bundle.track for bundle in bundles(quotes(view.spans, view.relations))]
    assert len(set(tracks)) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.ACCEPTED},
        {"start": 0},
        {"end": 24},
    ],
)
def test_bundles_brought_up_to_date_are_those_made_anew(change: dict[str, object]) -> None:
    text = "satu dua tiga empat lima"
    maker = Maker(text)
    for content, speaker in (("satu", "empat"), ("dua", "lima"), ("tiga", "empat")):
        maker.link("said_by", maker.span("QUOTE", content), maker.span("SPEAKER", speaker))
    view = maker.view()
    before = bundles(quotes(view.spans, view.relations))
    for span in view.spans.values():
        changed = {**view.spans, span.id: replace(span, **change)}
        now = quotes(changed, view.relations)
        assert list(bundles_after(before, now)) == bundles(now)
    for gone in view.relations:
        fewer = quotes(view.spans, {link_id: link for link_id, link in view.relations.items() if link_id != gone})
        assert list(bundles_after(before, fewer)) == bundles(fewer)
        assert list(bundles_after(bundles(fewer), quotes(view.spans, view.relations))) == before


def test_a_quote_without_speaker_or_cue_has_no_bundle() -> None:
    maker = Maker("satu dua")
    maker.span("QUOTE", "satu")
    view = maker.view()
    assert bundles(quotes(view.spans, view.relations)) == []


def test_many_ties_to_one_name_run_together() -> None:
    text = "Putin satu\ndua\ntiga\nempat"
    maker = Maker(text)
    person = maker.span("PER", "Putin")
    for words in ("dua", "tiga", "empat"):
        maker.link("refers_to", maker.span("SPEAKER", words), person)
    view = maker.view()
    flow = Flow(text, CanvasStyle.build(SCHEMA), 1.0, 600.0)
    flow.set_spans(view.spans)
    arcs = Router(flow).arcs(view, relations_of(view, person.id, None))
    assert len(arcs) == 3
    assert len({arc.points[2].x() for arc in arcs}) == 1, "one line down the gutter"


def test_arcs_to_what_does_not_show_lay_nothing_out_and_are_one_line() -> None:
    text = "Putin\n" + "\n".join(f"kata {number}" for number in range(400))
    maker = Maker(text)
    person = maker.span("PER", "Putin")
    for number in range(400):
        maker.link("refers_to", maker.span("SPEAKER", f"kata {number}"), person)
    view = maker.view()
    flow = Flow(text, CanvasStyle.build(SCHEMA), 1.0, 600.0)
    flow.set_spans(view.spans)
    shown = flow.look_at(0, 300)
    arcs = Router(flow, shown).arcs(view, relations_of(view, person.id, None))
    assert len(arcs) <= len(shown) + 1
    assert sum(block.is_decorated for block in flow.blocks) == len(shown)
    far = flow.look_at(flow.height / 2, flow.height / 2 + 300)
    passing = Router(flow, far).arcs(view, relations_of(view, person.id, None))
    assert len(passing) == len(far) + 1, "one a name that shows, and one that goes by"


def test_a_focused_quote_lights_whom_its_speaker_refers_to(seed_text: str) -> None:
    from annotator.domain.quotes import frame_of
    from annotator.gui.canvas.arcs import lit_with, relations_of

    maker = Maker(seed_text)
    quote = maker.span("QUOTE", "“Dokumen kemitraan")
    speaker, cue = maker.span("SPEAKER", "Putin", 2), maker.span("CUE", "kata")
    name = maker.span("PER", "Vladimir Putin")
    other = maker.span("PER", "Kim Jong Un")
    maker.link("said_by", quote, speaker)
    maker.link("cued_by", quote, cue)
    refers = maker.link("refers_to", speaker, name)
    frame = frame_of(maker.view(), quote.id)
    assert frame is not None
    assert lit_with(maker.view(), frame) == {quote.id, speaker.id, cue.id, name.id}
    assert refers in relations_of(maker.view(), quote.id, frame)
    assert other.id not in lit_with(maker.view(), frame)
