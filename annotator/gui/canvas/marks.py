"""The strip beside the scroll bar: where in the whole article open suggestions, search hits and notes are.

Told apart by place and shape, not by colour alone: open suggestions are lines on the left, hits lines over the whole
width, notes diamonds on the right; the focused span has a triangle. A click goes there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from annotator.domain.spans import Span
from annotator.gui.canvas.layout import Flow
from annotator.i18n import _

WIDTH = 12
_CROWDED = 0.3
"""The share of the strip's rows with open suggestions above which they are drawn quieter: no second scroll bar."""
PATIENCE_MILLISECONDS = 120
"""The strip follows a moment after the text: a key is to be seen in the text first."""


class Marked(Protocol):
    """What the strip asks of the canvas."""

    @property
    def flow(self) -> Flow:
        """Where everything lies."""

    @property
    def focused_span(self) -> Span | None:
        """The focused span."""

    @property
    def noted(self) -> list[Span]:
        """The spans that have a note."""

    @property
    def hits(self) -> list[tuple[int, int]]:
        """What find found."""


class ScrollMarks(QWidget):
    """Shows; `asked(y)` with a y of the article when someone clicks."""

    asked = Signal(float)

    def __init__(self, canvas: Marked, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("Left: open suggestions. Across: search hits. Right: notes. Click to go there."))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PATIENCE_MILLISECONDS)
        self._later.timeout.connect(self.update)

    def refresh(self) -> None:
        """Paint the marks anew, soon."""
        if not self._later.isActive():
            self._later.start()

    def sizeHint(self) -> QSize:
        """Qt's."""
        return QSize(WIDTH, WIDTH)

    def open_ys(self) -> list[float]:
        """Return where open suggestions are, top down, at most one a pixel row."""
        return self._thinned(self._open_places())

    def hit_ys(self) -> list[float]:
        """Return where search hits are."""
        return self._thinned(self._at(start) for start, _end in self._canvas.hits)

    def note_ys(self) -> list[float]:
        """Return where spans with a note are."""
        return self._thinned(self._at(span.start) for span in self._canvas.noted)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's: the marks."""
        palette = self._canvas.flow.style.palette
        qp = QPainter(self)
        qp.fillRect(self.rect(), palette.page)
        width = float(self.width())
        qp.setPen(Qt.PenStyle.NoPen)
        open_ys = self.open_ys()
        colour = QColor(palette.mark_open)
        if len(open_ys) > self.height() * _CROWDED:
            colour.setAlphaF(0.4)
        qp.setBrush(colour)
        qp.drawRects([QRectF(1.0, y, width / 2 - 1.0, 2.0) for y in open_ys])
        qp.setBrush(palette.mark_hit)
        qp.drawRects([QRectF(1.0, y, width - 2.0, 2.0) for y in self.hit_ys()])
        qp.setRenderHint(QPainter.RenderHint.Antialiasing)
        qp.setBrush(palette.mark_note)
        for y in self.note_ys():
            x = width - 4.0
            qp.drawPolygon(QPolygonF([QPointF(x, y - 3), QPointF(x + 3, y), QPointF(x, y + 3), QPointF(x - 3, y)]))
        if (span := self._canvas.focused_span) is not None:
            y = self._at(span.start) + 1.0
            qp.setBrush(palette.ring)
            qp.drawPolygon(QPolygonF([QPointF(0.0, y - 4), QPointF(6.0, y), QPointF(0.0, y + 4)]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's: go there."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt's: follow the pointer while the button is down."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt's: the click is the strip's alone."""
        event.accept()

    def _go(self, event: QMouseEvent) -> None:
        self.asked.emit(event.position().y() / self._scale())

    def _scale(self) -> float:
        return self.height() / max(self._canvas.flow.height, float(self.height()), 1.0)

    def _at(self, offset: int) -> float:
        flow = self._canvas.flow
        index = flow.index_at(offset)
        block = flow.blocks[index]
        share = (offset - block.start) / max(block.end - block.start, 1)
        return (flow.tops()[index] + share * block.height) * self._scale()

    def _open_places(self) -> list[float]:
        flow, scale = self._canvas.flow, self._scale()
        flat = 2.0 / scale  # so high is what two pixel rows stand for: less has one mark, however much is open
        found = [(top, block) for block, top in zip(flow.blocks, flow.tops(), strict=False) if block.has_open]
        places: list[float] = []
        for top, block in found:
            if block.height < flat:
                places.append(top * scale)
            else:
                places += [(top + share * block.height) * scale for share in block.open_shares]
        return places

    @staticmethod
    def _thinned(places: Iterable[float]) -> list[float]:
        return [float(row) for row in sorted({round(y) for y in places})]
