"""Hands that may only press keys: real key events on the real window, each counted and timed."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.gui.main_window import MainWindow

_POINTER = frozenset({
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel, QEvent.Type.TabletPress, QEvent.Type.TouchBegin,
})  # fmt: skip
_NOTHING_HELD = Qt.KeyboardModifier.NoModifier


class Hands(QObject):
    """Presses keys on `window` and keeps count.

    `keys` pressed so far, `milliseconds` of every press from the event to the painted frame,
    `pointer_events` that reached the program while the hands were at work.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.keys = 0
        self.milliseconds: list[float] = []
        self.pointer_events = 0
        window.windowHandle().installEventFilter(self)  # every pointer event of the window comes in here first

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's shape
        """Count what a pointer did."""
        if event.type() in _POINTER:
            self.pointer_events += 1
        return False

    def act(self, action_id: str, times: int = 1) -> None:
        """Press the first key of an action. Raises ValueError where it has none."""
        keys = self._window.actions_.rows[action_id].keys
        if not keys:
            raise ValueError(f"{action_id} has no key")
        for _ in range(times):
            self._press_key(keys[0])

    def answer(self, letters: str) -> None:
        """Press letters that something on the screen asks for: hints, a list of candidates; capitals with Shift."""
        for letter in letters:
            self._press(partial(_type, letter))

    def confirm(self) -> None:
        """Press Enter in what lies over the text."""
        self._press_key("Return")

    def step_down(self, times: int) -> None:
        """Press the down arrow in a list that lies over the text."""
        for _ in range(times):
            self._press_key("Down")

    def escape(self) -> None:
        """Press Esc."""
        self._press_key("Esc")

    def _press_key(self, key: str) -> None:
        self._press(partial(_type if len(key) == 1 and not key.isalnum() else _click, key))

    def _press(self, press: Callable[[QWidget], object]) -> None:
        target = QApplication.focusWidget() or self._window
        began = time.perf_counter()
        press(target)
        QCoreApplication.processEvents()  # the frame is painted in here
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        self.keys += 1


def _click(key: str, target: QWidget) -> None:
    combination = QKeySequence(key)[0]  # type: ignore[index]
    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())


def _type(letter: str, target: QWidget) -> None:
    if not letter.isascii():
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):  # QTest knows no keyboard that has it
            QCoreApplication.sendEvent(target, QKeyEvent(kind, Qt.Key.Key_unknown, _NOTHING_HELD, letter))
        return
    held = Qt.KeyboardModifier.ShiftModifier if letter.isupper() else _NOTHING_HELD
    QTest.keyClicks(target, letter, held)


def wait_until(holds: Callable[[], bool], seconds: float = 120.0) -> bool:
    """Let the program work until `holds`; False where it never did."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            return False
        QTest.qWait(2)
    return True
