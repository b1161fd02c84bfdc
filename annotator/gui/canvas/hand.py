"""The mouse on the canvas: turns presses, moves and clicks into gestures, focus and selection.

Knows which gesture begins where and when the view has to follow; what a gesture does it leaves to the gesture.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.domain.spans import Span
from annotator.domain.text import paragraphs
from annotator.gui.canvas.gestures import Gesture, LinkGesture, ResizeGesture, SelectGesture, Surface

AUTOSCROLL_MILLISECONDS = 30
FASTEST_AUTOSCROLL = 60.0


class Sheet(Surface, Protocol):
    """What the hand may ask of the canvas, besides what its gestures ask."""

    @property
    def focused_span(self) -> Span | None:
        """The focused span."""

    @property
    def selection(self) -> tuple[int, int] | None:
        """What is selected."""

    @property
    def caret(self) -> int:
        """Where the caret stands."""

    @property
    def anchor(self) -> int:
        """Where a selection is extended from."""

    @property
    def view_height(self) -> int:
        """How many pixels of the article show."""

    def to_article(self, pos: QPointF) -> QPointF:
        """Return a point of the viewport in article coordinates."""

    def handle_at(self, point: QPointF) -> str | None:
        """Return "start" or "end" where a point of the article is on a handle."""

    def link_head_at(self, point: QPointF) -> Span | None:
        """Return the span a link may start at here."""

    def focus_span(self, span_id: str | None, scroll: bool = True) -> None:  # noqa: FBT001, FBT002
        """Focus a span, or none."""

    def place_caret(self, offset: int) -> None:
        """Put the caret somewhere that shows already, with nothing selected."""

    def scroll_by(self, pixels: int) -> None:
        """Move the view."""


class Hand:
    """One pointer over one canvas."""

    def __init__(self, sheet: Sheet, parent: QObject) -> None:
        self._sheet = sheet
        self._gesture: Gesture | None = None
        self._pending: Gesture | None = None
        self._pressed = QPointF()
        self._at = QPointF()
        self._clicked_at = QPointF(-99, -99)
        self._since_double = QElapsedTimer()
        self._autoscroll = QTimer(parent)
        self._autoscroll.setInterval(AUTOSCROLL_MILLISECONDS)
        self._autoscroll.timeout.connect(self._follow)

    @property
    def is_busy(self) -> bool:
        """True from pressing the button to letting it go."""
        return self._gesture is not None or self._pending is not None

    def press(self, event: QMouseEvent) -> None:
        """Begin what may become a click or a gesture."""
        if self._gesture is not None:
            return
        pos = event.position()
        point = self._sheet.to_article(pos)
        if self._is_third_click(pos):
            self._select_paragraph(point)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._extend_to(point)
        else:
            self._pressed = pos
            self._pending = self._gesture_at(point)

    def move(self, event: QMouseEvent) -> None:
        """Follow a gesture, or begin one once the pointer has really moved."""
        self._at = event.position()
        point = self._sheet.to_article(self._at)
        if self._gesture is None and self._pending is not None and _is_far(self._at, self._pressed):
            self._gesture, self._pending = self._pending, None
            self._gesture.start(self._sheet.to_article(self._pressed), event.modifiers())
        if self._gesture is not None:
            self._gesture.move(point, event.modifiers())
            if self._overshoot() and not self._autoscroll.isActive():
                self._autoscroll.start()

    def release(self, event: QMouseEvent) -> None:
        """Finish the gesture, or take it as a click."""
        gesture, self._gesture = self._gesture, None
        pending, self._pending = self._pending, None
        self._autoscroll.stop()
        if gesture is not None:
            gesture.finish()
        elif pending is not None:
            self._click(event.position())

    def double_click(self, event: QMouseEvent) -> None:
        """Select the token under the pointer."""
        self._pending = None
        self._since_double.restart()
        self._clicked_at = event.position()
        offset = self._sheet.flow.offset_at(self._sheet.to_article(event.position()))
        start, end = self._sheet.tokens.snap(offset, offset)
        if start < end:
            self._sheet.show_selection(start, end)

    def cancel(self) -> bool:
        """Leave everything as it was before the button went down; False where it was not down."""
        was_busy = self.is_busy
        self._autoscroll.stop()
        self._pending = None
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()
        return was_busy

    def _gesture_at(self, point: QPointF) -> Gesture:
        sheet = self._sheet
        span, handle = sheet.focused_span, sheet.handle_at(point)
        if span is not None and handle is not None:
            return ResizeGesture(sheet, span, is_start=handle == "start")
        if (head := sheet.link_head_at(point)) is not None:
            return LinkGesture(sheet, head)
        return SelectGesture(sheet, sheet.selection, sheet.caret)

    def _click(self, pos: QPointF) -> None:
        """Focus what is under the pointer; again at the same place, the next of what lies there."""
        sheet = self._sheet
        point = sheet.to_article(pos)
        if sheet.handle_at(point) is not None:
            return
        under = [span.id for span in sheet.flow.spans_at(point)]
        chosen = under[0] if under else None
        focused = sheet.focused_span
        if focused is not None and focused.id in under and not _is_far(pos, self._clicked_at):
            chosen = under[(under.index(focused.id) + 1) % len(under)]
        self._clicked_at = pos
        sheet.focus_span(chosen, scroll=False)
        sheet.place_caret(sheet.flow.offset_at(point))

    def _extend_to(self, point: QPointF) -> None:
        anchor = self._sheet.anchor
        offset = self._sheet.flow.offset_at(point)
        start, end = self._sheet.tokens.snap(min(anchor, offset), max(anchor, offset))
        self._sheet.show_selection(*((end, start) if offset < anchor else (start, end)))

    def _is_third_click(self, pos: QPointF) -> bool:
        if not self._since_double.isValid():
            return False
        is_soon = self._since_double.elapsed() <= QApplication.doubleClickInterval()
        self._since_double.invalidate()
        return is_soon and not _is_far(pos, self._clicked_at)

    def _select_paragraph(self, point: QPointF) -> None:
        offset = self._sheet.flow.offset_at(point)
        for start, end in paragraphs(self._sheet.flow.text):
            if start <= offset <= end:
                self._sheet.show_selection(start, end)
                return

    def _overshoot(self) -> float:
        """Return how far the pointer is beyond the quiet middle of the view, upwards negative."""
        edge = self._sheet.flow.metrics.unit * 4
        y, height = self._at.y(), self._sheet.view_height
        return min(0.0, y - edge) + max(0.0, y - (height - edge))

    def _follow(self) -> None:
        overshoot = self._overshoot()
        if self._gesture is None or not overshoot:
            self._autoscroll.stop()
            return
        self._sheet.scroll_by(round(max(-FASTEST_AUTOSCROLL, min(FASTEST_AUTOSCROLL, overshoot))))
        self._gesture.move(self._sheet.to_article(self._at), QApplication.keyboardModifiers())


def _is_far(one: QPointF, other: QPointF) -> bool:
    return (one - other).manhattanLength() >= QApplication.startDragDistance()
