"""One visual line and what stands on it: pieces of spans in lanes, and label chips that do not collide.

Pure placing, no painting: given where spans begin and end on a line it says which lane and which chip row each
one gets. All x are from the left edge of the column, all y from the top of the block.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextLine

from annotator.domain.spans import Span
from annotator.gui.canvas.style import Metrics

MAX_CHIP_ROWS = 4
CHIP_RISE = 2.0
"""How far chips stand above the words: right on the upper edge of the focus ring."""


@dataclass(slots=True)
class Piece:
    """The part of a span that lies on one visual line. `depth` is its lane: 0 is next to the text.

    `on_first` and `on_last` say that the span starts or ends on this line; `is_first` and `is_last` that it does so
    in this very piece (a line of mixed directions may hold several pieces of one span).
    """

    span: Span
    left: float
    right: float
    is_first: bool
    is_last: bool
    on_first: bool
    on_last: bool
    depth: int
    is_wash: bool


@dataclass(slots=True)
class Chip:
    """A label above the start of its span. Row 0 is next to the text. `span` is None on a "+3" chip."""

    span: Span | None
    text: str
    left: float
    width: float
    row: int

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


@dataclass(slots=True)
class Line:
    """One visual line of a block, from `top` to `bottom`; the text box is `text_top` to `text_bottom`.

    `start` and `end` are code points of the article; white space at a soft break belongs to the line before it.
    """

    start: int
    end: int
    qt_line: QTextLine
    left: float
    right: float
    top: float = 0.0
    text_top: float = 0.0
    text_bottom: float = 0.0
    bottom: float = 0.0
    lanes: int = 0
    chip_rows: int = 0
    pieces: list[Piece] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)

    def place(self, top: float, metrics: Metrics) -> None:
        """Give the line its height from what stands on it: room for chips where the block has any."""
        self.top = top
        above = metrics.arc_gap
        if self.chip_rows:
            above += (self.chip_rows - 1) * metrics.chip_pitch + metrics.chip_height + CHIP_RISE
        below = 2.0 + max(self.lanes, 1) * metrics.lane_pitch + metrics.letter_room
        height = self.qt_line.height()
        spare = metrics.line_pitch - (above + height + below)
        if spare > 0:
            above += round(spare / 2)
            below += spare - round(spare / 2)
        self.text_top = top + above
        self.text_bottom = self.text_top + height
        self.bottom = round(self.text_bottom + below)

    def place_bare(self, top: float) -> None:
        """Give an empty line just its own height."""
        self.top = self.text_top = top
        self.text_bottom = top + self.qt_line.height()
        self.bottom = round(self.text_bottom + 1.0)

    def lane_y(self, lane: int, metrics: Metrics) -> float:
        """Return the middle of the underline in `lane`."""
        return round(self.text_bottom + lane * metrics.lane_pitch) + metrics.lane_width / 2

    def below_lanes(self, metrics: Metrics) -> float:
        """Return the y under all the underlines."""
        return self.text_bottom + max(self.lanes, 1) * metrics.lane_pitch

    def chip_rect(self, chip: Chip, metrics: Metrics) -> QRectF:
        """Return the chip's box, from the top of the block."""
        bottom = self.text_top - CHIP_RISE - chip.row * metrics.chip_pitch
        return QRectF(chip.left, round(bottom - metrics.chip_height), chip.width, metrics.chip_height)


def lanes(spans: Iterable[Span], *, outer_first: bool = False) -> dict[str, int]:
    """Give each span the lowest lane where it overlaps no other, shorter spans first, so that inner ones lie inside.

    With `outer_first`, longer spans first. Of two spans over the same words the entity comes first. Touching spans
    do not overlap.
    """
    sign = -1 if outer_first else 1
    in_turn = sorted(
        spans, key=lambda span: (sign * (span.end - span.start), span.layer.value, span.start, span.label, span.id)
    )
    return pack((span.id, span.start, span.end) for span in in_turn)


def pack(ranges: Iterable[tuple[str, int, int]]) -> dict[str, int]:
    """Give each `(id, start, end)`, in the order given, the lowest lane where it overlaps none before it."""
    taken: list[list[tuple[int, int]]] = []
    found: dict[str, int] = {}
    for range_id, start, end in ranges:
        lane = next((index for index, used in enumerate(taken) if _is_free(used, start, end)), len(taken))
        if lane == len(taken):
            taken.append([])
        insort(taken[lane], (start, end))
        found[range_id] = lane
    return found


def _is_free(used: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_left(used, (start, end))
    if index < len(used) and used[index][0] < end:
        return False
    return index == 0 or used[index - 1][1] <= start


@dataclass(frozen=True, slots=True)
class WantedChip:
    """A chip before it has a place: what it says, how wide that is, and the x its span starts at."""

    x: float
    span: Span
    text: str
    width: float


def place_chips(
    wanted: Iterable[WantedChip], width_of: Callable[[str], float], room: float, metrics: Metrics
) -> list[Chip]:
    """Place each chip above the start of its span, pushed right a little or else a row higher.

    No two overlap and none reaches beyond `room`. What does not fit in `MAX_CHIP_ROWS` rows becomes one "+n".
    """
    gap = max(2.0, round(metrics.unit * 0.75))
    slack = metrics.unit * 14
    ends = [-gap] * MAX_CHIP_ROWS
    placed: list[Chip] = []
    left_over = 0
    for chip in sorted(wanted, key=lambda chip: chip.x):
        at_most = max(0.0, room - chip.width)
        for row in range(MAX_CHIP_ROWS):
            left = max(min(chip.x, at_most), ends[row] + gap)
            if left <= at_most and left - chip.x <= slack:
                placed.append(Chip(chip.span, chip.text, left, chip.width, row))
                ends[row] = left + chip.width
                break
        else:
            left_over += 1
    if left_over:
        top = MAX_CHIP_ROWS - 1
        while placed and ends[top] + gap + width_of(f"+{left_over}") > room:
            placed.remove(max((chip for chip in placed if chip.row == top), key=lambda chip: chip.left))
            left_over += 1
            ends[top] = max((chip.right for chip in placed if chip.row == top), default=-gap)
        text = f"+{left_over}"
        placed.append(Chip(None, text, ends[top] + gap, width_of(text), top))
    return placed
