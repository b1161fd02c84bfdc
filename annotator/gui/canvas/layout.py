"""The article as blocks of lines down one column, laid out only where someone looks.

Knows text, spans and sizes; paints nothing. A block is a line of text, or a piece of one so long that laying it
out whole would be felt; spans are bucketed by block, so that a change touches only the blocks it lies in. Offsets
are code points of the article; x counts from the column's left edge, y from the top of the article.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import cast
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QTextLayout, QTextLine, QTextOption

from annotator.domain.spans import LayerName, Span, Status, document_order
from annotator.gui.canvas.lines import Chip, Line, Piece, WantedChip, lanes, place_chips
from annotator.gui.canvas.offsets import OffsetMap
from annotator.gui.canvas.style import CanvasStyle, Metrics
from annotator.gui.words import value_name

LONGEST_BLOCK = 3000
"""A line of text longer than this becomes several blocks, cut at white space: 50,000 words in one paragraph are
then as quick to change as 50,000 words in many."""

_MOST, _FEW = 2, 100
FIRST_RIGHT_TO_LEFT = "\u0590"


@dataclass(slots=True, eq=False)
class Block:
    """A stretch of the article that is laid out as one. `lines` is empty until someone looks at it.

    `number` is the paragraph's, from 1, on the block it begins with; 0 on every other.
    """

    start: int
    end: int
    ends_paragraph: bool
    number: int = 0
    height: float = 0.0
    spans: dict[str, Span] = field(default_factory=dict)
    offsets: OffsetMap | None = None
    layout: QTextLayout | None = None
    lines: list[Line] = field(default_factory=list)
    is_mixed: bool = False
    is_decorated: bool = False
    _open_shares: tuple[float, ...] | None = None
    _has_open: bool | None = None

    @property
    def has_open(self) -> bool:
        """True where a suggestion on it is open."""
        if self._has_open is None:
            self._has_open = any(span.is_open for span in self.spans.values())
        return self._has_open

    @property
    def open_shares(self) -> tuple[float, ...]:
        """Where open suggestions begin, as shares of the block's length, ascending."""
        if self._open_shares is None:
            length = max(self.end - self.start, 1)
            starts = (max(span.start - self.start, 0) for span in self.spans.values() if span.is_open)
            self._open_shares = tuple(sorted(start / length for start in starts))
        return self._open_shares

    def take(self, span: Span) -> None:
        """Hold a span, new or changed."""
        self.spans[span.id] = span
        self._forget()

    def drop(self, span_id: str) -> None:
        """Hold a span no longer."""
        self.spans.pop(span_id, None)
        self._forget()

    def take_all(self, spans: dict[str, Span]) -> None:
        """Hold these spans and no others."""
        if spans or self.spans:
            self.spans = spans
            self._forget()

    def _forget(self) -> None:
        self.is_decorated, self._open_shares, self._has_open = False, None, None

    def line_at(self, offset: int) -> Line:
        """Return the line `offset` stands on; at a soft break, the line after it."""
        index = bisect_right(self.lines, offset, key=lambda line: line.start) - 1
        return self.lines[max(index, 0)]

    def line_at_y(self, y: float) -> Line:
        """Return the line at `y` from the block's top, the nearest one outside."""
        index = bisect_right(self.lines, y, key=lambda line: line.top) - 1
        return self.lines[max(index, 0)]


def cut(text: str) -> list[Block]:
    """Cut `text` into blocks: one a line, empty lines too, and several where a line is very long."""
    blocks: list[Block] = []
    start = paragraphs = 0
    for line in text.split("\n"):
        end = start + len(line)
        first = len(blocks)
        while end - start > LONGEST_BLOCK:
            at = text.rfind(" ", start + LONGEST_BLOCK // 2, start + LONGEST_BLOCK)
            at = at + 1 if at >= 0 else start + LONGEST_BLOCK
            blocks.append(Block(start, at, ends_paragraph=False))
            start = at
        blocks.append(Block(start, end, ends_paragraph=True))
        if line and not line.isspace():
            paragraphs += 1
            blocks[first].number = paragraphs
        start = end + 1
    return blocks


class Flow:
    """The blocks of one article at one width and zoom, with the spans on them."""

    def __init__(self, text: str, style: CanvasStyle, zoom: float, width: float) -> None:
        self.text = text
        self.style = style
        self.metrics: Metrics = style.metrics(zoom)
        self.width = max(width, self.metrics.average_width * 8)
        self.blocks = cut(text)
        self._starts = [block.start for block in self.blocks]
        self._tops: list[float] | None = None
        self._spans: dict[str, Span] = {}
        self._chip_widths: dict[str, float] = {}
        for block in self.blocks:
            block.height = self._estimate(block)

    # Spans -----------------------------------------------------------------------------------------------------

    def set_spans(self, spans: Mapping[str, Span], changed: Collection[str] | None = None) -> None:
        """Show `spans`; with `changed`, only those ids are looked at and only their blocks placed anew.

        Where most have changed, as when an article comes to the screen, all are shared out anew: that is quicker.
        """
        if changed is None or _MOST * len(changed) > len(spans) > _FEW:
            self._spans = dict(spans)
            for block, own in zip(self.blocks, self._shared_out(spans), strict=True):
                block.take_all(own)
            return
        for span_id in changed:
            before, after = self._spans.pop(span_id, None), spans.get(span_id)
            if before is not None:
                for block in self.blocks_in(before.start, before.end):
                    block.drop(span_id)
            if after is not None:
                self._spans[span_id] = after
                for block in self.blocks_in(after.start, after.end):
                    block.take(after)

    def _shared_out(self, spans: Mapping[str, Span]) -> list[dict[str, Span]]:
        """Return the spans of every block; written for thousands of spans, most of them in one block."""
        starts, found = self._starts, [dict[str, Span]() for _ in self.blocks]
        last = len(starts)
        for span_id, span in spans.items():
            after = bisect_right(starts, span.start)
            found[after - 1][span_id] = span
            while after < last and span.end > starts[after]:
                found[after][span_id] = span
                after += 1
        return found

    def set_size(self, style: CanvasStyle, zoom: float, width: float) -> None:
        """Take another style, zoom or width: every block is laid out anew when next looked at."""
        self.style = style
        self.metrics = style.metrics(zoom)
        self.width = max(width, self.metrics.average_width * 8)
        self._tops = None
        self._chip_widths = {}
        for block in self.blocks:
            block.layout, block.lines, block.is_decorated = None, [], False
            block.height = self._estimate(block)

    # Blocks ----------------------------------------------------------------------------------------------------

    def index_at(self, offset: int) -> int:
        """Return the index of the block `offset` lies in; the line break after a block belongs to it."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def blocks_in(self, start: int, end: int) -> list[Block]:
        """Return the blocks that share a code point with `[start, end)`."""
        first = self.index_at(start)
        after = first + 1
        if after < len(self._starts) and end > self._starts[after]:  # seldom: most spans lie in one block
            after = self.index_at(end - 1) + 1
        return self.blocks[first:after]

    def tops(self) -> list[float]:
        """Return where each block begins, and at the end where the article does."""
        if self._tops is None:
            self._tops = list(
                accumulate((block.height for block in self.blocks), initial=float(round(self.metrics.unit * 4)))
            )
        return self._tops

    @property
    def height(self) -> float:
        """The height of the article, exact where it has been looked at and estimated elsewhere."""
        return self.tops()[-1] + self.metrics.unit * 8

    def index_at_y(self, y: float) -> int:
        """Return the index of the block at `y`, the nearest one outside."""
        return min(max(bisect_right(self.tops(), y) - 1, 0), len(self.blocks) - 1)

    def look_at(self, top: float, bottom: float) -> range:
        """Lay out what lies between two y and return the indices of its blocks."""
        first = self.index_at_y(top)
        y = self.tops()[first]
        last = first
        for last in range(first, len(self.blocks)):
            y += self.laid_out(last).height
            if y >= bottom:
                break
        return range(first, last + 1)

    def laid_out(self, index: int) -> Block:
        """Return the block at `index` with its lines broken and its spans placed."""
        block = self.blocks[index]
        if block.layout is None:
            self._break_lines(block)
        if not block.is_decorated:
            height = self._decorate(block)
            if height != block.height:
                block.height = height
                self._tops = None
        return block

    def _estimate(self, block: Block) -> float:
        """Return about how high a block will be, in whole pixels: a view that is kept in its place must not creep."""
        lines = max(1, round((block.end - block.start) * self.metrics.average_width * 1.04 / self.width + 0.45))
        if block.start == block.end:
            return float(round(self.metrics.unit * 5))
        return round(lines * self.metrics.line_pitch * 1.2) + (
            self.metrics.paragraph_gap if block.ends_paragraph else 0.0
        )

    def _break_lines(self, block: Block) -> None:
        text = self.text[block.start : block.end]
        offsets = block.offsets = block.offsets or OffsetMap(text)
        block.is_mixed = not text.isascii() and _has_right_to_left(text)
        layout = QTextLayout(text, self.metrics.text_font)
        option = QTextOption(Qt.AlignmentFlag.AlignLeading)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTabStopDistance(self.metrics.average_width * 4)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        block.lines = []
        while (qt_line := layout.createLine()).isValid():
            qt_line.setLineWidth(self.width)
            qt_start = qt_line.textStart()
            natural = qt_line.naturalTextRect()
            block.lines.append(
                Line(
                    block.start + offsets.to_offset(qt_start),
                    block.start + offsets.to_offset(qt_start + qt_line.textLength()),
                    qt_line,
                    natural.left(),
                    natural.right(),
                )
            )
        layout.endLayout()
        block.layout = layout
        block.is_decorated = False

    def _decorate(self, block: Block) -> float:
        """Place the block's spans on its lines and the lines below each other; return the block's height."""
        spans = sorted(block.spans.values(), key=document_order)
        washes = [span for span in spans if self.style.is_wash(span)]
        lined = [span for span in spans if span.layer is not LayerName.ZONE and not self.style.is_wash(span)]
        depth_of = {**lanes(washes, outer_first=True), **lanes(lined)}
        wanted: dict[int, list[WantedChip]] = {}
        for line in block.lines:
            line.pieces, line.chips, line.lanes, line.chip_rows = [], [], 0, 0
        for span in spans:
            first = max(bisect_right(block.lines, span.start, key=lambda line: line.start) - 1, 0)
            for index in range(first, len(block.lines)):
                line = block.lines[index]
                if line.start >= span.end:
                    break
                stretches = self.stretches(block, line, span.start, span.end)
                if not stretches:
                    continue
                is_wash = self.style.is_wash(span)
                depth = depth_of.get(span.id, 0)
                if span.layer is not LayerName.ZONE and not is_wash:
                    line.lanes = max(line.lanes, depth + 1)
                starts_here, ends_here = span.start >= line.start, span.end <= line.end
                for number, (left, right) in enumerate(stretches):
                    is_first, is_last = starts_here and not number, ends_here and number == len(stretches) - 1
                    line.pieces.append(
                        Piece(span, left, right, is_first, is_last, starts_here, ends_here, depth, is_wash)
                    )
                if starts_here:
                    wanted.setdefault(index, []).append(self._chip(span, stretches[0][0]))
        y = 0.0
        room = self.width + self.metrics.margin * 0.5
        for index, line in enumerate(block.lines):
            # One chip row for every line once any has chips: even leading, and the next label moves no text.
            line.chip_rows = 1 if wanted else 0
            if index in wanted:
                line.chips = place_chips(wanted[index], self.chip_width, room, self.metrics)
                line.chip_rows = 1 + max(chip.row for chip in line.chips)
            line.place(y, self.metrics)
            y = line.bottom
        block.is_decorated = True
        if block.start == block.end:
            for line in block.lines:
                line.place_bare(0.0)
                y = line.bottom
            return y
        return y + (self.metrics.paragraph_gap if block.ends_paragraph else 0.0)

    def _chip(self, span: Span, x: float) -> WantedChip:
        text = chip_text(span)
        dot = self.metrics.chip_dot if span.status is Status.ADDED else 0.0
        return WantedChip(x, span, text, self.chip_width(text) + dot)

    def chip_width(self, text: str) -> float:
        """Return how wide a chip with `text` is."""
        width = self._chip_widths.get(text)
        if width is None:
            measure = QFontMetricsF(self.metrics.chip_font)
            width = self._chip_widths[text] = round(measure.horizontalAdvance(text) + 2 * self.metrics.chip_padding)
        return width

    # Geometry --------------------------------------------------------------------------------------------------

    def stretches(self, block: Block, line: Line, start: int, end: int) -> list[tuple[float, float]]:
        """Return where `[start, end)` lies on `line`, as ascending x ranges; more than one only in mixed directions.

        White space that hangs over the column's edge is left out; a range of nothing else has no stretch.
        """
        start, end = max(start, line.start), min(end, line.end)
        if start >= end or block.offsets is None:
            return []
        first, last = block.offsets.to_qt(start - block.start), block.offsets.to_qt(end - block.start)
        if not block.is_mixed:
            left, right = x_of(line.qt_line, first), min(x_of(line.qt_line, last), line.right)
            return [(left, right)] if right - left > 0.25 else []
        boxes = [run.boundingRect() for run in line.qt_line.glyphRuns(first, last - first)]
        edges = [(max(box.left(), line.left), min(box.right(), line.right)) for box in boxes]
        merged: list[tuple[float, float]] = []
        for left, right in sorted(edge for edge in edges if edge[1] > edge[0]):
            if merged and left <= merged[-1][1] + self.metrics.average_width:
                merged[-1] = (merged[-1][0], max(merged[-1][1], right))
            else:
                merged.append((left, right))
        return merged

    def line_of(self, offset: int) -> tuple[Block, Line, float]:
        """Lay out and return the block and line `offset` stands on, and the y of the block's top."""
        index = self.index_at(offset)
        block = self.laid_out(index)
        return block, block.line_at(min(offset, block.end)), self.tops()[index]

    def caret_rect(self, offset: int) -> QRectF:
        """Return the caret's box before the code point `offset`."""
        block, line, top = self.line_of(offset)
        return QRectF(self.x_at(block, line, offset), top + line.text_top, 1.0, line.text_bottom - line.text_top)

    def x_at(self, block: Block, line: Line, offset: int) -> float:
        """Return the x before the code point `offset` on its line."""
        offsets = block.offsets or OffsetMap(self.text[block.start : block.end])
        return x_of(line.qt_line, offsets.to_qt(min(offset, block.end) - block.start))

    def offset_at(self, point: QPointF) -> int:
        """Return the offset nearest to `point`, wherever it is."""
        index = self.index_at_y(point.y())
        block = self.laid_out(index)
        line = block.line_at_y(point.y() - self.tops()[index])
        return self.offset_on(block, line, point.x())

    def offset_on(self, block: Block, line: Line, x: float) -> int:
        """Return the offset on `line` nearest to `x`; never the far side of a soft break."""
        if block.offsets is None:
            return block.start
        offset = block.start + block.offsets.to_offset(line.qt_line.xToCursor(x))
        if line is not block.lines[-1] and offset >= line.end:
            return self.last_on(block, line)
        return offset

    def last_on(self, block: Block, line: Line) -> int:
        """Return the last offset that still stands on `line`: before the space of a soft break."""
        if line is block.lines[-1]:
            return line.end
        return max(line.start, line.end - 1)

    def boxes(self, start: int, end: int, among: Iterable[int]) -> Iterator[QRectF]:
        """Yield the text boxes of `[start, end)` in the laid-out blocks `among`, line by line."""
        for index in among:
            block = self.blocks[index]
            if block.start >= end or block.end < start:
                continue
            top = self.tops()[index]
            for line in block.lines:
                for left, right in self.stretches(block, line, start, end):
                    yield QRectF(left, top + line.text_top, right - left, line.text_bottom - line.text_top)

    def spans_at(self, point: QPointF) -> list[Span]:
        """Return the spans whose chip or words are at `point`: the chip's alone, else the innermost first."""
        index = self.index_at_y(point.y())
        block = self.laid_out(index)
        y = point.y() - self.tops()[index]
        line = block.line_at_y(y)
        chip = self.chip_at(line, point.x(), y)
        if chip is not None:
            return [chip.span] if chip.span is not None else []
        if not line.text_top - 2 <= y <= line.bottom:
            return []
        found = [piece for piece in line.pieces if piece.left - 1 <= point.x() <= piece.right + 1]
        found.sort(key=lambda piece: (piece.span.layer is LayerName.ZONE, piece.is_wash, piece.depth))
        if y > line.text_bottom:
            lane = int((y - line.text_bottom) // self.metrics.lane_pitch)
            found.sort(key=lambda piece: piece.is_wash or piece.depth != lane)
        return list({piece.span.id: piece.span for piece in found}.values())

    def chip_at(self, line: Line, x: float, y: float) -> Chip | None:
        """Return the chip at a point from the block's top, or None."""
        for chip in line.chips:
            if line.chip_rect(chip, self.metrics).contains(x, y):
                return chip
        return None


def chip_text(span: Span) -> str:
    """Return what a span's chip says: its label, or the kind of zone."""
    kind = span.attrs.get("kind")
    if span.layer is LayerName.ZONE and isinstance(kind, str) and kind:
        return value_name(kind)
    return span.label


def x_of(line: QTextLine, qt_pos: int) -> float:
    """Return the x of a cursor position (PySide6 answers with the position as well)."""
    return cast("tuple[float, int]", line.cursorToX(qt_pos))[0]


def _has_right_to_left(text: str) -> bool:
    return any(char >= FIRST_RIGHT_TO_LEFT and bidirectional(char) in ("R", "AL", "AN") for char in text)
