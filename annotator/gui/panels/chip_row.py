"""A row of chips that can each be taken away, by mouse and by keyboard; knows nothing of what they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from annotator.i18n import _

_GAP = 4
_TAKE_AWAY = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Chip(QToolButton):
    def event(self, event: QEvent) -> bool:
        """Qt's: Delete on a chip takes the chip away, also where the window's keys mean something else by it."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            is_held = event.modifiers() != Qt.KeyboardModifier.NoModifier
            if event.key() in _TAKE_AWAY and not is_held:
                event.accept()
                return True
        return super().event(event)


class ChipRow(QWidget):
    """Chips in as many lines as they need. Arrows go from one to the next; Delete, Enter or a click takes one away.

    `removed(int)` carries the place of the chip.
    """

    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chips: list[QToolButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """The chips on show."""
        return [chip.text().removesuffix("  ×") for chip in self._chips]

    def show_chips(self, texts: Sequence[str]) -> None:
        """Show other chips; the row hides where there are none."""
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(at, text) for at, text in enumerate(texts)]
        self.setVisible(bool(texts))
        self._place(self.width())
        self.updateGeometry()

    def take_focus(self) -> bool:
        """Put the focus on the last chip; False where there is none."""
        if self._chips:
            self._chips[-1].setFocus()
        return bool(self._chips)

    def hasHeightForWidth(self) -> bool:
        """Qt's: lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt's."""
        return self._place(width, is_real=False)

    def sizeHint(self) -> QSize:
        """Qt's."""
        return QSize(120, self._place(max(self.width(), 120), is_real=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: break the lines anew."""
        super().resizeEvent(event)
        self._place(self.width())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: keys that a chip has no use for come here."""
        at = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), None)
        if at is not None and event.key() in _TAKE_AWAY:
            self.removed.emit(at)
        elif at is not None and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._chips[(at + step) % len(self._chips)].setFocus()
        else:
            super().keyPressEvent(event)

    def _chip(self, at: int, text: str) -> QToolButton:
        chip = _Chip(self)
        chip.setObjectName("chip")
        chip.setText(f"{text}  ×")
        chip.setToolTip(_("Take this filter away (Delete)"))
        chip.setAccessibleName(_("Filter: {name}").format(name=text))
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        chip.clicked.connect(lambda: self.removed.emit(at))
        chip.show()
        return chip

    def _place(self, width: int, *, is_real: bool = True) -> int:
        """Put the chips into lines of `width`, or only count; return the height."""
        left = top = tall = 0
        for chip in self._chips:
            hint = chip.sizeHint()
            wide = min(hint.width(), width)
            if left and left + wide > width:
                left, top = 0, top + tall + _GAP
            if is_real:
                chip.setGeometry(left, top, wide, hint.height())
            left, tall = left + wide + _GAP, hint.height()
        return top + tall
