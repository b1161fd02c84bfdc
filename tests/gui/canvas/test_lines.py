"""Lanes never hide a span behind another and chips never collide."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import LayerName, Span
from annotator.gui.canvas.lines import MAX_CHIP_ROWS, WantedChip, lanes, place_chips
from annotator.gui.canvas.style import CanvasStyle
from tests.gui.canvas.conftest import SCHEMA

EXTENTS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 40)), max_size=25)
ROOM = 400.0


def spans(extents: list[tuple[int, int]]) -> list[Span]:
    return [
        Span(f"s{number}", start, start + length, "PER", LayerName.ENTITY)
        for number, (start, length) in enumerate(extents)
    ]


@given(EXTENTS)
def test_overlapping_spans_never_share_a_lane(extents: list[tuple[int, int]]) -> None:
    found = spans(extents)
    lane_of = lanes(found)
    for one, other in combinations(found, 2):
        if one.overlaps(*other.extent):
            assert lane_of[one.id] != lane_of[other.id]


@given(EXTENTS)
def test_lanes_are_as_few_as_the_deepest_pile_of_nested_spans(extents: list[tuple[int, int]]) -> None:
    found = spans(extents)
    lane_of = lanes(found)
    assert set(lane_of.values()) == set(range(len(set(lane_of.values()))))


def test_the_inner_span_lies_next_to_the_text() -> None:
    outer, inner = Span("o", 0, 20, "ROLE", LayerName.ENTITY), Span("i", 5, 9, "LOC", LayerName.ENTITY)
    assert lanes([outer, inner]) == {"i": 0, "o": 1}


def test_over_the_same_words_the_name_lies_inside_the_speaker() -> None:
    speaker, name = Span("s", 0, 5, "SPEAKER", LayerName.QUOTE), Span("p", 0, 5, "PER", LayerName.ENTITY)
    assert lanes([speaker, name]) == {"p": 0, "s": 1}


def test_neighbours_that_touch_share_a_lane() -> None:
    assert lanes(spans([(0, 5), (5, 5)])) == {"s0": 0, "s1": 0}


@given(st.lists(st.tuples(st.floats(0, ROOM), st.sampled_from(["PER", "SPEAKER", "Q"])), max_size=60))
def test_chips_never_collide_and_never_leave_the_column(wanted: list[tuple[float, str]]) -> None:
    metrics = CanvasStyle.build(SCHEMA).metrics(1.0)
    span = Span("s", 0, 1, "PER", LayerName.ENTITY)
    chips = place_chips(
        [WantedChip(x, span, text, 8.0 * len(text)) for x, text in wanted], lambda text: 8.0 * len(text), ROOM, metrics
    )
    for one, other in combinations(chips, 2):
        assert one.row != other.row or one.right <= other.left or other.right <= one.left
    assert all(chip.left >= 0 and chip.right <= ROOM and chip.row < MAX_CHIP_ROWS for chip in chips)
    hidden = sum(int(chip.text) for chip in chips if chip.span is None)
    assert sum(chip.span is not None for chip in chips) + hidden == len(wanted)


def test_a_lonely_chip_stands_above_its_words() -> None:
    metrics = CanvasStyle.build(SCHEMA).metrics(1.0)
    span = Span("s", 0, 1, "PER", LayerName.ENTITY)
    (chip,) = place_chips([WantedChip(120.0, span, "PER", 24.0)], lambda _: 24.0, ROOM, metrics)
    assert (chip.left, chip.row) == (120.0, 0)
