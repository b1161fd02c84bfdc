"""Where the caret goes: by token, by line, by what a reader takes for one character. Changes nothing itself."""

from __future__ import annotations

from PySide6.QtGui import QTextLayout

from annotator.domain.text import TokenIndex
from annotator.gui.canvas.layout import Flow
from annotator.gui.canvas.offsets import OffsetMap


class Tokens:
    """The token edges of an article, read block by block when first asked: no wait on a long article.

    Exact, because blocks end where no token runs on: at line breaks, and at white space in very long lines.
    """

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._read: dict[int, TokenIndex] = {}

    def next_start(self, offset: int) -> int:
        """Return the first token start after `offset`, or the end of the text."""
        return self._forward(offset, starts=True)

    def next_end(self, offset: int) -> int:
        """Return the first token end after `offset`, or the end of the text."""
        return self._forward(offset, starts=False)

    def previous_start(self, offset: int) -> int:
        """Return the last token start before `offset`, or 0."""
        return self._backward(offset, starts=True)

    def previous_end(self, offset: int) -> int:
        """Return the last token end before `offset`, or 0."""
        return self._backward(offset, starts=False)

    def snap(self, start: int, end: int) -> tuple[int, int]:
        """Widen `[start, end)` to whole tokens, white space at the edges trimmed; an empty range to the one it touches.

        Returns it unchanged where there is no token to snap to.
        """
        flow = self._flow
        first, last = flow.index_at(start), flow.index_at(end)
        if first == last:
            base = flow.blocks[first].start
            new_start, new_end = self._tokens(first).snap(start - base, end - base)
            return base + new_start, base + new_end
        snapped_start = self.next_end(start)
        snapped_start = self.previous_start(snapped_start)
        snapped_end = self.next_end(self.previous_start(end))
        return (snapped_start, snapped_end) if snapped_start < snapped_end else (start, end)

    def _tokens(self, index: int) -> TokenIndex:
        if index not in self._read:
            block = self._flow.blocks[index]
            self._read[index] = TokenIndex(self._flow.text[block.start : block.end])
        return self._read[index]

    def _forward(self, offset: int, *, starts: bool) -> int:
        blocks = self._flow.blocks
        first = self._flow.index_at(offset)
        for index in range(first, len(blocks)):
            base = blocks[index].start
            local = offset - base if index == first else -1
            tokens = self._tokens(index)
            found = tokens.next_start(local) if starts else tokens.next_end(local)
            if found != local:
                return base + found
        return len(self._flow.text)

    def _backward(self, offset: int, *, starts: bool) -> int:
        blocks = self._flow.blocks
        first = self._flow.index_at(offset)
        for index in range(first, -1, -1):
            base = blocks[index].start
            local = offset - base if index == first else blocks[index].end - base + 1
            tokens = self._tokens(index)
            found = tokens.previous_start(local) if starts else tokens.previous_end(local)
            if found != local:
                return base + found
        return 0


class CaretMoves:
    """Answers where a key takes the caret from an offset."""

    def __init__(self, flow: Flow, tokens: Tokens) -> None:
        self._flow = flow
        self._tokens = tokens

    def right(self, offset: int) -> int:
        """Go to the next token's start."""
        return self._tokens.next_start(offset)

    def left(self, offset: int) -> int:
        """Go to the start of this token, or of the one before."""
        return self._tokens.previous_start(offset)

    def extend_right(self, anchor: int, offset: int) -> int:
        """Take one more token in on the right, or leave one out where the selection lies left of its anchor."""
        if offset >= anchor:
            return self._tokens.next_end(offset)
        return min(self._tokens.next_start(offset), anchor)

    def extend_left(self, anchor: int, offset: int) -> int:
        """Take one more token in on the left, or leave one out where the selection lies right of its anchor."""
        if offset <= anchor:
            return self._tokens.previous_start(offset)
        return max(self._tokens.previous_end(offset), anchor)

    def character_right(self, offset: int) -> int:
        """Go past one grapheme: a letter with its marks, a family of joined emoji."""
        index = self._flow.index_at(offset)
        block = self._flow.blocks[index]
        if offset >= block.end:
            return min(offset + 1, len(self._flow.text))
        layout, offsets = self._layout(index)
        return block.start + offsets.to_offset(layout.nextCursorPosition(offsets.to_qt(offset - block.start)))

    def character_left(self, offset: int) -> int:
        """Go back one grapheme."""
        if offset == 0:
            return 0
        index = self._flow.index_at(offset)
        if offset == self._flow.blocks[index].start:
            index -= 1
            if offset > self._flow.blocks[index].end:
                return offset - 1
        block = self._flow.blocks[index]
        layout, offsets = self._layout(index)
        return block.start + offsets.to_offset(layout.previousCursorPosition(offsets.to_qt(offset - block.start)))

    def line_start(self, offset: int) -> int:
        """Go to where the visual line starts."""
        return self._flow.line_of(offset)[1].start

    def line_end(self, offset: int) -> int:
        """Go to where the visual line ends, before the space of a soft break."""
        block, line, _ = self._flow.line_of(offset)
        return self._flow.last_on(block, line)

    def by_lines(self, offset: int, x: float, count: int) -> int:
        """Go `count` visual lines down (up where negative), to the place nearest `x`."""
        flow = self._flow
        index = flow.index_at(offset)
        block = flow.laid_out(index)
        line = block.lines.index(block.line_at(min(offset, block.end))) + count
        while line < 0 and index > 0:
            index -= 1
            block = flow.laid_out(index)
            line += len(block.lines)
        while line >= len(block.lines) and index < len(flow.blocks) - 1:
            line -= len(block.lines)
            index += 1
            block = flow.laid_out(index)
        if line < 0:
            return 0
        if line >= len(block.lines):
            return len(flow.text)
        return flow.offset_on(block, block.lines[line], x)

    def _layout(self, index: int) -> tuple[QTextLayout, OffsetMap]:
        block = self._flow.laid_out(index)
        if block.layout is None or block.offsets is None:  # laid_out has just made both
            raise AssertionError(index)
        return block.layout, block.offsets
