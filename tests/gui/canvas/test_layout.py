"""The flow: every code point has a place, places lead back to it, and only what is looked at is laid out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from annotator.domain.annotations import View
from annotator.domain.spans import LayerName, Span, Status
from annotator.domain.text import normalise
from annotator.gui.canvas.layout import LONGEST_BLOCK, Flow, chip_text, cut
from annotator.gui.canvas.style import CanvasStyle
from tests.gui.canvas.conftest import SCHEMA, Maker, seed_view
from tests.gui.canvas.test_offsets import PIECES, TEXTS

pytestmark = pytest.mark.usefixtures("qapp")


def flow_of(text: str, view: View | None = None, width: float = 600.0) -> Flow:
    flow = Flow(text, CanvasStyle.build(SCHEMA), 1.0, width)
    if view is not None:
        flow.set_spans(view.spans)
    return flow


@given(TEXTS | st.text(alphabet="ab \n", max_size=9000))
def test_blocks_cover_the_text_without_gap_or_overlap(text: str) -> None:
    text = normalise(text)
    blocks = cut(text)
    assert "".join(text[block.start : block.end] + "\n" * block.ends_paragraph for block in blocks) == text + "\n"
    assert all(block.end - block.start <= LONGEST_BLOCK for block in blocks)


@given(TEXTS)
@settings(max_examples=60)
def test_lines_cover_their_block_in_code_points(text: str) -> None:
    flow = flow_of(text, width=120.0)
    for index in range(len(flow.blocks)):
        block = flow.laid_out(index)
        if block.lines:
            assert block.lines[0].start == block.start
            assert block.lines[-1].end == block.end
            assert all(one.end == other.start for one, other in zip(block.lines, block.lines[1:], strict=False))


@given(st.lists(PIECES, max_size=30).map("".join).map(normalise))
@settings(max_examples=60)
def test_a_click_where_the_caret_stands_finds_the_same_offset_on_that_line(text: str) -> None:
    text = text.replace("\U0001f1ee", "").replace("\U0001f1e9", "")  # Qt lets the caret into a flag, the pointer not
    flow = flow_of(text, width=200.0)
    for offset in range(len(text) + 1):
        box = flow.caret_rect(offset)
        found = flow.offset_at(QPointF(box.left(), box.center().y()))
        again = flow.caret_rect(found)
        assert again.top() == pytest.approx(box.top())
        block, line, _ = flow.line_of(offset)
        assert block.layout is not None
        assert block.offsets is not None
        is_stop = block.layout.isValidCursorPosition(block.offsets.to_qt(offset - block.start))
        hangs_over = not text[offset : line.end].strip("\ufe0f\u2028\u00a0 \t")  # Qt jumps over these at a line's end
        if is_stop and not block.is_mixed and offset < line.end and not hangs_over:
            assert again.left() == pytest.approx(box.left(), abs=1.0)


def test_emoji_and_joined_letters_keep_their_offsets() -> None:
    text = "Tes 😀 👨\u200d👩\u200d👧 e\u0301 Putin"
    at = text.index("Putin")
    flow = flow_of(text)
    left = flow.caret_rect(at).left()
    assert flow.offset_at(QPointF(left + 0.5, flow.caret_rect(at).center().y())) == at
    assert left > flow.caret_rect(at - 1).left()


def test_a_line_separator_breaks_the_line_and_moves_no_offset() -> None:
    text = "satu\u2028dua"
    flow = flow_of(text)
    block = flow.laid_out(0)
    assert [(line.start, line.end) for line in block.lines] == [(0, 5), (5, 8)]


def test_every_span_of_the_seed_article_is_hit_in_the_middle_of_its_words(seed_text: str) -> None:
    view = seed_view(seed_text)
    flow = flow_of(seed_text, view)
    flow.look_at(0, 1e9)
    for span in view.spans.values():
        box = next(flow.boxes(span.start, span.end, range(len(flow.blocks))))
        assert span.id in [found.id for found in flow.spans_at(box.center())]


def test_the_innermost_span_is_hit_first(seed_text: str) -> None:
    view = seed_view(seed_text)
    flow = flow_of(seed_text, view)
    moscow = next(span for span in view.spans.values() if seed_text[span.start : span.end] == "Moskow")
    flow.look_at(0, 1e9)
    found = flow.spans_at(next(flow.boxes(moscow.start, moscow.end, range(len(flow.blocks)))).center())
    assert [span.label for span in found] == ["LOC", "QUOTE"]


def test_every_chip_of_the_seed_article_is_hit_and_none_collides(seed_text: str) -> None:
    view = seed_view(seed_text)
    for width in (300.0, 450.0, 640.0):
        flow = flow_of(seed_text, view, width)
        seen = set()
        for index in flow.look_at(0, 1e9):
            block, top = flow.blocks[index], flow.tops()[index]
            for line in block.lines:
                boxes = [line.chip_rect(chip, flow.metrics).translated(0, top) for chip in line.chips]
                for number, chip in enumerate(line.chips):
                    assert not any(boxes[number].intersects(other) for other in boxes[number + 1 :])
                    assert boxes[number].top() >= top + line.top
                    if chip.span is not None:
                        seen.add(chip.span.id)
                        assert [span.id for span in flow.spans_at(boxes[number].center())] == [chip.span.id]
        assert seen == set(view.spans)


def test_lines_never_overlap_and_lanes_stay_inside_them(seed_text: str) -> None:
    flow = flow_of(seed_text, seed_view(seed_text), 420.0)
    bottom = 0.0
    for index in flow.look_at(0, 1e9):
        top = flow.tops()[index]
        for line in flow.blocks[index].lines:
            assert top + line.top >= bottom
            for piece in line.pieces:
                assert line.lane_y(piece.depth, flow.metrics) <= line.bottom
            bottom = top + line.bottom


def test_only_what_is_looked_at_is_laid_out() -> None:
    flow = flow_of("\n".join("kata Putin di Moskow " * 20 for _ in range(500)))
    seen = flow.look_at(0, 700)
    assert len(seen) < 10
    assert sum(block.layout is not None for block in flow.blocks) == len(seen)


def test_estimates_are_near_the_truth() -> None:
    flow = flow_of("\n".join("kata Putin di Moskow " * 20 for _ in range(50)))
    guessed = flow.height
    flow.look_at(0, 1e9)
    assert guessed == pytest.approx(flow.height, rel=0.35)


def test_one_more_span_touches_only_its_own_block() -> None:
    text = "Putin di Moskow\nKim di Pyongyang\nTASS"
    maker = Maker(text)
    maker.span("PER", "Putin")
    flow = flow_of(text, maker.view())
    flow.look_at(0, 1e9)
    more = maker.span("PER", "Kim")
    flow.set_spans(maker.view().spans, [more.id])
    assert [block.is_decorated for block in flow.blocks] == [True, False, True]
    assert [piece.span.id for piece in flow.laid_out(1).lines[0].pieces] == [more.id]


def test_a_moved_span_leaves_its_old_block() -> None:
    text = "Putin\nKim"
    flow = flow_of(text)
    flow.set_spans({"s": Span("s", 0, 5, "PER", LayerName.ENTITY)})
    flow.set_spans({"s": Span("s", 6, 9, "PER", LayerName.ENTITY)}, ["s"])
    flow.look_at(0, 1e9)
    assert [len(block.spans) for block in flow.blocks] == [0, 1]
    flow.set_spans({}, ["s"])
    assert not any(block.spans for block in flow.blocks)


def test_a_span_over_a_soft_break_has_a_piece_on_each_line_and_one_chip() -> None:
    text = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh"
    flow = flow_of(text, width=150.0)
    flow.set_spans({"s": Span("s", 0, len(text), "QUOTE", LayerName.QUOTE)})
    lines = flow.laid_out(0).lines
    assert len(lines) > 2
    assert [piece.is_first for line in lines for piece in line.pieces] == [True] + [False] * (len(lines) - 1)
    assert [piece.is_last for line in lines for piece in line.pieces] == [False] * (len(lines) - 1) + [True]
    assert sum(len(line.chips) for line in lines) == 1


def test_arabic_words_have_a_box_from_their_first_to_their_last_letter() -> None:
    text = "Menurut محمد بن سلمان di Riyadh"
    name = "محمد بن سلمان"
    start = text.index(name)
    flow = flow_of(text)
    block = flow.laid_out(0)
    ((left, right),) = flow.stretches(block, block.lines[0], start, start + len(name))
    assert left == pytest.approx(flow.caret_rect(start - 1).left(), abs=flow.metrics.average_width)
    assert right == pytest.approx(flow.caret_rect(text.index("di")).left(), abs=flow.metrics.average_width)


def test_a_chip_has_room_for_the_dot_of_an_added_span() -> None:
    flow = flow_of("Putin Putin")
    by_hand = Span("a", 0, 5, "PER", LayerName.ENTITY, status=Status.ADDED)
    flow.set_spans({"a": by_hand, "b": Span("b", 6, 11, "PER", LayerName.ENTITY, status=Status.ACCEPTED)})
    added, accepted = flow.laid_out(0).lines[0].chips
    assert added.width - accepted.width == flow.metrics.chip_dot


def test_a_zone_says_its_kind() -> None:
    assert chip_text(Span("z", 0, 1, "ZONE", LayerName.ZONE, {"kind": "related_link"})) == "related link"


def test_a_paragraph_of_fifty_thousand_words_is_cut_where_nobody_sees_and_laid_out_in_part() -> None:
    text = "kata Putin di Moskow " * 12_500
    flow = flow_of(text.strip())
    assert len(flow.look_at(0, 800)) == 1
    assert sum(block.layout is not None for block in flow.blocks) == 1
    assert all(flow.text[block.end - 1] == " " for block in flow.blocks[:-1])
    assert not any(block.ends_paragraph for block in flow.blocks[:-1])


def test_a_span_over_the_cut_of_a_long_paragraph_shows_on_both_sides() -> None:
    flow = flow_of("kata Putin di Moskow " * 500)
    cut_at = flow.blocks[0].end
    flow.set_spans({"s": Span("s", cut_at - 10, cut_at + 10, "QUOTE", LayerName.QUOTE)})
    flow.look_at(0, 1e9)
    first, second = flow.blocks[0].lines[-1].pieces[0], flow.blocks[1].lines[0].pieces[0]
    assert (first.is_first, first.is_last, second.is_first, second.is_last) == (True, False, False, True)
    assert not flow.blocks[1].lines[0].chips
