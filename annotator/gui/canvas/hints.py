"""Letters over every word in sight: type them and the caret is there. Knows offsets and boxes, and edits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from annotator.gui.canvas.style import CanvasStyle
from annotator.i18n import _

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""Those under the fingers first."""
_VEIL = 0.62


@dataclass(frozen=True, slots=True)
class Place:
    """One word: where it starts in the article, and the caret's box there in the viewport."""

    offset: int
    box: QRectF


def codes(count: int, letters: str = LETTERS) -> list[str]:
    """Return `count` codes of which none begins another, the shortest first, as few long ones as there must be.

    One letter each while they last; else the first letters begin longer codes instead.
    """
    made, used = [""], 0
    while used == 0 or len(made) - used < count:
        made += [made[used] + letter for letter in letters]
        used += 1
    return made[used : used + count]


class Hints(QWidget):
    """Lies over the canvas's viewport while someone chooses, until Esc or a lost focus. `chosen(offset, extends)`."""

    chosen = Signal(int, bool)

    def __init__(self, canvas: QWidget, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._canvas = canvas
        self._typed = ""
        self._places: dict[str, Place] = {}
        self._style: CanvasStyle | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Type the letters over a word to go there"))
        self.hide()

    @property
    def places(self) -> dict[str, Place]:
        """What can still be chosen, by code."""
        return {code: place for code, place in self._places.items() if code.startswith(self._typed)}

    def ask(self, places: Sequence[Place], caret: int, style: CanvasStyle) -> None:
        """Show letters over `places`; those near the caret have the shortest."""
        near = sorted(places, key=lambda place: abs(place.offset - caret))
        self._places = dict(zip(codes(len(near)), near, strict=True))
        self._typed = ""
        self._style = style
        parent = self.parentWidget()
        if not self._places or parent is None:
            return
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_hints(self) -> None:
        """Take the letters away and give the keyboard back."""
        if self.isHidden():
            return
        had_focus = self.hasFocus()
        self.hide()
        if had_focus:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: letters narrow down and choose, Backspace takes one back, Esc leaves; nothing goes past."""
        event.accept()
        letter = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.close_hints()
        elif event.key() == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
            self.update()
        elif letter.casefold() in LETTERS and len(letter) == 1:
            self._type(letter)

    def _type(self, letter: str) -> None:
        typed = self._typed + letter.casefold()
        if (place := self._places.get(typed)) is not None:
            self.close_hints()
            self.chosen.emit(place.offset, letter.isupper())
        elif any(code.startswith(typed) for code in self._places):
            self._typed = typed
            self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's: whatever took the keyboard away goes on without letters over the text."""
        super().focusOutEvent(event)
        self.hide()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's: what scrolls away from under the letters takes them with it."""
        self.close_hints()
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's: a click leaves."""
        self.close_hints()
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's: dim the text, and write the letters where the words begin."""
        if self._style is None:
            return
        palette = self._style.palette
        qp = QPainter(self)
        qp.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(palette.page)
        veil.setAlphaF(_VEIL)
        qp.fillRect(self.rect(), veil)
        font = QFont(self.font())
        font.setBold(True)
        qp.setFont(font)
        metrics = QFontMetricsF(font)
        for code, place in self.places.items():
            rest = code[len(self._typed) :]
            width = metrics.horizontalAdvance(rest) + 6
            height = metrics.height()
            chip = QRectF(place.box.left() - 2, place.box.center().y() - height / 2, width, height)
            qp.setPen(QPen(QColor(palette.text), 1))
            qp.setBrush(QColor(palette.page))
            qp.drawRoundedRect(chip, 3, 3)
            qp.drawText(chip, Qt.AlignmentFlag.AlignCenter, rest)
