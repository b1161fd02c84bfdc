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
_HELD = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)


@dataclass(frozen=True, slots=True)
class Place:
    """One word: where it starts in the article, and the caret's box there in the viewport.

    `doubt`, 0 to 1, is how unsure the model is of what it suggests there; 0 where it suggests nothing.
    """

    offset: int
    box: QRectF
    doubt: float = 0.0


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
    """Return the places by their codes: the shortest for the most doubtful, then for those near the caret."""
    near = sorted(places, key=lambda place: (-place.doubt, abs(place.offset - caret)))
    return dict(zip(codes(len(near)), near, strict=True))


class Hints(QWidget):
    """Lies over the canvas's viewport while someone chooses, until Esc or a lost focus.

    `chosen(offset, extends)`; `passed(QKeyEvent)` with a key that is no letter while the hints are to come back.
    """

    chosen = Signal(int, bool)
    passed = Signal(object)

    def __init__(self, canvas: QWidget, viewport: QWidget) -> None:
        super().__init__(viewport)
        self._canvas = canvas
        self._typed = ""
        self._places: dict[str, Place] = {}
        self._style: CanvasStyle | None = None
        self.comes_back = False
        """Whether the letters are shown again after each correction, until Esc."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Type the letters over a word to go there"))
        self.hide()

    @property
    def places(self) -> dict[str, Place]:
        """What can still be chosen, by code."""
        return {code: place for code, place in self._places.items() if code.startswith(self._typed)}

    def ask(self, places: Sequence[Place], caret: int, style: CanvasStyle) -> None:
        """Show letters over `places`."""
        self._places = coded(places, caret)
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
        """Qt's: letters narrow down and choose, Backspace takes one back, Esc leaves.

        Nothing goes past, save what is no letter while the letters are to come back: Tab, digits, Alt with the arrows.
        """
        event.accept()
        letter = event.text()
        if event.key() == Qt.Key.Key_Escape:
            self.comes_back = False
            self.close_hints()
        elif event.key() == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
            self.update()
        elif letter.casefold() in LETTERS and len(letter) == 1:
            self._type(letter)
        elif self.comes_back and event.key() not in _HELD:
            self.close_hints()
            self.passed.emit(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, ARG002, FBT001 - Qt's shape
        """Qt's: Tab is a key like the others here."""
        return False

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
