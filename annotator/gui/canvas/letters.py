"""The mode in which letters stand below the words: when they come, when they go, and which keys are theirs.

They show while the next thing to say is where: when an article opens, after a correction, after a page is turned. They
go as soon as a place is taken, by letters or in any other way, since from there on every letter is an action's again.
While they show, a to z and Esc are theirs, and every other key does what it always does.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from annotator.gui.canvas.hints import Hints, is_letter

_SETTLED = 60
"""Milliseconds without a movement after which the letters stand where the words are now."""


class StandingLetters(QObject):
    """`show` lays the letters below the words as they are now."""

    _through = Signal()

    def __init__(self, text: QWidget, hints: Hints, show: Callable[[], None]) -> None:
        super().__init__(text)
        self._text = text
        self._hints = hints
        self._show = show
        self._is_on = False
        self._waits = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self._appear)
        self._through.connect(self._appear, Qt.ConnectionType.QueuedConnection)  # still before the next frame
        text.installEventFilter(self)

    @property
    def is_on(self) -> bool:
        """Whether letters stand below the words at all."""
        return self._is_on

    @property
    def is_due(self) -> bool:
        """True while letters are on their way: the page has not settled yet."""
        return self._is_on and self._settling.isActive()

    def set_on(self, is_on: bool) -> None:  # noqa: FBT001 - a Qt setter
        """Turn the mode on or off."""
        if is_on == self._is_on:
            return
        self._is_on = is_on
        if is_on:
            self.come()
        else:
            self.leave()
            self._hints.hide()

    def come(self) -> None:
        """Show the letters now, or as soon as the keyboard is in the text."""
        if self._is_on:
            self._waits = True
            self._appear()

    def expect(self) -> None:
        """Show them once what goes on now is through, unless that takes a place."""
        if self._is_on:
            self._waits = True
            self._through.emit()

    def leave(self) -> None:
        """Take them away until something asks for a place again."""
        self._waits = False
        self._settling.stop()
        self._vanish()

    def settle(self) -> None:
        """Take them off words that move, and show them again where those have come to rest."""
        self._vanish()
        if self._is_on and self._waits:
            self._settling.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt's: see what comes to the text while letters show."""
        if isinstance(event, QFocusEvent):
            if event.gotFocus() and self._waits:
                self._settling.start()
            elif event.lostFocus():
                self._vanish()
        elif isinstance(event, QKeyEvent) and self._hints.is_standing and self._is_ours(event):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self._answer(event)
                return True
        return False

    def _is_ours(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Backspace:
            return bool(self._hints.typed)
        return event.key() == Qt.Key.Key_Escape or is_letter(event)

    def _answer(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() == Qt.Key.Key_Backspace:
            self._hints.take_back()
        else:
            self._hints.type_letter(event.text())

    def _appear(self) -> None:
        if self._is_on and self._waits and self._text.hasFocus():
            self._show()
        self._settling.stop()  # also where showing them brought the page to rest

    def _vanish(self) -> None:
        if self._hints.is_standing:
            self._hints.close_hints()
