"""What a hand does on the canvas: each gesture is an object with start, move, finish and cancel.

A gesture never edits. It shows what it would do through the surface it is given and, when finished, reports.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from annotator.domain.spans import Span
from annotator.gui.canvas.caret import Tokens
from annotator.gui.canvas.layout import Flow


class Surface(Protocol):
    """What a gesture may ask of the canvas. Points are in article coordinates."""

    @property
    def flow(self) -> Flow:
        """Where everything lies."""

    @property
    def tokens(self) -> Tokens:
        """The token edges of the article."""

    def show_selection(self, anchor: int, caret: int) -> None:
        """Select between two offsets, either way round, without moving the view."""

    def restore_selection(self, selection: tuple[int, int] | None, caret: int) -> None:
        """Put selection and caret back as they were."""

    def show_resize(self, extent: tuple[int, int] | None) -> None:
        """Show where the focused span would lie, or no longer."""

    def show_link(self, line: tuple[QPointF, QPointF, str | None] | None) -> None:
        """Show a line from the head to the pointer, and the span it would link to, or no longer."""

    def report_resize(self, span_id: str, start: int, end: int) -> None:
        """Say that the hand asked to move a span's boundaries."""

    def report_link(self, head: str, target: str) -> None:
        """Say that the hand asked to link two spans."""


class Gesture(Protocol):
    """One thing a hand does, from pressing to letting go."""

    def start(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Begin at `point`."""

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Follow the pointer."""

    def finish(self) -> None:
        """Report what was done."""

    def cancel(self) -> None:
        """Leave everything as it was."""


class SelectGesture:
    """Drag over words: snaps to tokens; with Alt, to characters as a reader sees them."""

    def __init__(self, surface: Surface, selection: tuple[int, int] | None, caret: int) -> None:
        self._surface = surface
        self._before = selection, caret
        self._anchor = 0

    def start(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:  # noqa: ARG002 - the protocol's shape
        """Remember where the drag began."""
        self._anchor = self._surface.flow.offset_at(point)

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select from where it began to `point`."""
        offset = self._surface.flow.offset_at(point)
        start, end = sorted((self._anchor, offset))
        if not modifiers & Qt.KeyboardModifier.AltModifier and start < end:
            start, end = self._surface.tokens.snap(start, end)
        if offset < self._anchor:
            start, end = end, start
        self._surface.show_selection(start, end)

    def finish(self) -> None:
        """Keep what is selected: it was reported while it grew."""

    def cancel(self) -> None:
        """Put the earlier selection back."""
        self._surface.restore_selection(*self._before)


class ResizeGesture:
    """Drag an edge handle of the focused span: snaps to token edges; with Alt, to characters."""

    def __init__(self, surface: Surface, span: Span, *, is_start: bool) -> None:
        self._surface = surface
        self._span = span
        self._is_start = is_start
        self._extent = span.extent

    def start(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:  # noqa: ARG002 - the protocol's shape
        """Show the span as it stands."""
        self._surface.show_resize(self._extent)

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Move the edge to `point`, but never past the other one."""
        offset = self._surface.flow.offset_at(point)
        is_exact = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        tokens = self._surface.tokens
        start, end = self._span.extent
        if self._is_start:
            if not is_exact:
                offset = tokens.snap(offset, end)[0] if offset < end else tokens.previous_start(end)
            start = min(offset, end - 1)
        else:
            if not is_exact:
                offset = tokens.snap(start, offset)[1] if offset > start else tokens.next_end(start)
            end = max(offset, start + 1)
        self._extent = start, end
        self._surface.show_resize(self._extent)

    def finish(self) -> None:
        """Ask for the new boundaries where they are new."""
        self._surface.show_resize(None)
        if self._extent != self._span.extent:
            self._surface.report_resize(self._span.id, *self._extent)

    def cancel(self) -> None:
        """Leave the span alone."""
        self._surface.show_resize(None)


class LinkGesture:
    """Drag from a quote's chip or bracket to another span."""

    def __init__(self, surface: Surface, head: Span) -> None:
        self._surface = surface
        self._head = head
        self._from = QPointF()
        self._target: str | None = None

    def start(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:  # noqa: ARG002 - the protocol's shape
        """Remember where the line begins."""
        self._from = point

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:  # noqa: ARG002 - the protocol's shape
        """Find the span under the pointer: the innermost that is not the head itself."""
        under = (span.id for span in self._surface.flow.spans_at(point) if span.id != self._head.id)
        self._target = next(under, None)
        self._surface.show_link((self._from, point, self._target))

    def finish(self) -> None:
        """Ask for the link where the pointer stands on a span."""
        self._surface.show_link(None)
        if self._target is not None:
            self._surface.report_link(self._head.id, self._target)

    def cancel(self) -> None:
        """Link nothing."""
        self._surface.show_link(None)
