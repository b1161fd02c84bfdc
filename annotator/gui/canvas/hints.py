"""Letters at every word in sight: type them and the caret is there. Knows offsets and boxes, and edits nothing.

Either they lie over the text once and have the keyboard until one is chosen (`ask`), or they stand below the words
while the keyboard stays in the text (`stand`); `letters` says when those come and go.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
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

from annotator.gui.canvas.style import CanvasStyle, Palette
from annotator.i18n import _

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""Those under the fingers first."""
_VEIL = 0.62


@dataclass(frozen=True, slots=True)
class Place:
    """One word: where it starts in the article, and the caret's box there in the viewport.

    `doubt`, 0 to 1, is how unsure the model is of what it suggests there; 0 where it suggests nothing. `below` is the y
    under the word and its underlines. `is_waiting`: an open suggestion or a name without a label starts there.
    """

    offset: int
    box: QRectF
    doubt: float = 0.0
    below: float = 0.0
    is_waiting: bool = False


def codes(count: int, letters: str = LETTERS) -> list[str]:
    """Return `count` codes of which none begins another, the shortest first, as few long ones as there must be.

    One letter each while they last; else the first letters begin longer codes instead.
    """
    made, used = [""], 0
    while used == 0 or len(made) - used < count:
        made += [made[used] + letter for letter in letters]
        used += 1
    return made[used : used + count]


def coded(places: Sequence[Place], caret: int) -> dict[str, Place]:
    """Return the places by their codes, shortest first: for the most doubtful, then what waits, then what is near.

    A correction is far likelier where something waits for a decision than at any other word.
    """
    near = sorted(places, key=lambda place: (-place.doubt, not place.is_waiting, abs(place.offset - caret)))
    return dict(zip(codes(len(near)), near, strict=True))


class Hints(QWidget):
    """Lies over the canvas's viewport. `chosen(offset, extends)` when the letters of a place are typed."""

    chosen = Signal(int, bool)

    def __init__(self, canvas: QWidget, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._canvas = canvas
        self._typed = ""
        self._places: dict[str, Place] = {}
        self._style: CanvasStyle | None = None
        self._stands = False
        self._font_below = QFont()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Type the letters over a word to go there"))
        self.hide()

    @property
    def places(self) -> dict[str, Place]:
        """What can still be chosen, by code."""
        return {code: place for code, place in self._places.items() if code.startswith(self._typed)}

    @property
    def typed(self) -> str:
        """What was typed of a code so far."""
        return self._typed

    @property
    def asks(self) -> bool:
        """True while the letters lie over the text and have the keyboard."""
        return not self.isHidden() and not self._stands

    @property
    def is_standing(self) -> bool:
        """True while letters stand below the words."""
        return not self.isHidden() and self._stands and bool(self._places)

    def ask(self, places: Sequence[Place], caret: int, style: CanvasStyle) -> None:
        """Show letters over `places` and take the keyboard until one is chosen, Esc, or a lost focus."""
        if self._lay(places, caret, style, stands=False):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def stand(self, places: Sequence[Place], caret: int, style: CanvasStyle, font: QFont) -> None:
        """Show letters in `font` below `places` and leave the keyboard and the pointer to the text."""
        self._font_below = font
        self._lay(places, caret, style, stands=True)

    def _lay(self, places: Sequence[Place], caret: int, style: CanvasStyle, *, stands: bool) -> bool:
        self._places = coded(places, caret)
        self._typed = ""
        self._style = style
        self._stands = stands
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, stands)
        parent = self.parentWidget()
        if not self._places or parent is None:
            self.hide()
            return False
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.update()
        return True

    def close_hints(self) -> None:
        """Take the letters away and give the keyboard back."""
        if self.isHidden():
            return
        if self._stands:  # the sheet stays: hiding and showing it would paint the page twice
            self._places = {}
            self.update()
            return
        had_focus = self.hasFocus()
        self.hide()
        if had_focus:
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: letters narrow down and choose, Backspace takes one back, Esc leaves; nothing goes past."""
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.close_hints()
        elif event.key() == Qt.Key.Key_Backspace:
            self.take_back()
        elif is_letter(event):
            self.type_letter(event.text())

    def take_back(self) -> None:
        """Forget the last letter typed."""
        self._typed = self._typed[:-1]
        self.update()

    def type_letter(self, letter: str) -> None:
        """Narrow down to the codes that go on with `letter`, or choose; a capital extends the selection."""
        typed = self._typed + letter.casefold()
        if (place := self._places.get(typed)) is not None:
            self.close_hints()
            self.chosen.emit(place.offset, letter.isupper())
        elif any(code.startswith(typed) for code in self._places):
            self._typed = typed
            self.update()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, ARG002, FBT001 - Qt's shape
        """Qt's: Tab is a key like the others here."""
        return False

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
        """Qt's: write the letters where the words begin; over the text, dim it first."""
        if self._style is None:
            return
        qp = QPainter(self)
        qp.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._stands:
            self._paint_below(qp, self._style.palette)
        else:
            self._paint_over(qp, self._style.palette)

    def _paint_over(self, qp: QPainter, palette: Palette) -> None:
        veil = QColor(palette.page)
        veil.setAlphaF(_VEIL)
        qp.fillRect(self.rect(), veil)
        font = QFont(self.font())
        font.setBold(True)
        qp.setFont(font)
        for chip, rest in self.chips(QFontMetricsF(font)):
            qp.setPen(QPen(QColor(palette.text), 1))
            qp.setBrush(QColor(palette.page))
            qp.drawRoundedRect(chip, 3, 3)
            qp.drawText(chip, Qt.AlignmentFlag.AlignCenter, rest)

    def chips(self, metrics: QFontMetricsF) -> list[tuple[QRectF, str]]:
        """Return where letters lie over the text, and what of them is still to be typed; none hides another."""
        chips: list[tuple[QRectF, str]] = []
        line, free = 0.0, 0.0
        for code, place in sorted(self.places.items(), key=lambda one: one[1].offset):
            rest = code[len(self._typed) :]
            middle = place.box.center().y()
            if middle != line:
                line, free = middle, -math.inf
            left = max(place.box.left() - 2, free)  # a quotation mark is narrower than its letters
            chip = QRectF(left, middle - metrics.height() / 2, metrics.horizontalAdvance(rest) + 6, metrics.height())
            free = chip.right() + 1
            chips.append((chip, rest))
        return chips

    def _paint_below(self, qp: QPainter, palette: Palette) -> None:
        """Write them under the words, quieter where more than one is to be typed."""
        font = self._font_below
        quiet = QFont(font)
        quiet.setWeight(QFont.Weight.Normal)
        ascent = QFontMetricsF(font).ascent()
        line, free = 0.0, 0.0
        for code, place in sorted(self.places.items(), key=lambda one: one[1].offset):
            rest = code[len(self._typed) :]
            is_next = len(rest) == 1
            if place.below != line:
                line, free = place.below, 0.0
            left = max(place.box.left(), free)  # a quotation mark is narrower than its letters
            face = font if is_next else quiet
            free = left + QFontMetricsF(face).horizontalAdvance(rest) + 3
            qp.setFont(face)
            qp.setPen(palette.text if is_next else palette.muted)
            qp.drawText(QPointF(left, place.below + ascent), rest)


def is_letter(event: QKeyEvent) -> bool:
    """True for a plain letter that codes are made of, or its capital."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    letter = event.text()
    return held == Qt.KeyboardModifier.NoModifier and len(letter) == 1 and letter.casefold() in LETTERS
