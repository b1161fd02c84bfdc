"""Takes the window's picture once there is something to see on it. Knows the window only as a widget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.errors import N_, UserError

_PATIENCE_MS = 120_000


class Photographer(QObject):
    """Saves a picture of `window` to `target` after `press`, and says `done` with True where that worked.

    `pose` is called right before, to bring what matters into view. The picture is taken without suggestions where
    they do not come in two minutes.
    """

    done = Signal(bool)

    def __init__(self, window: QWidget, target: Path, pose: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._target = target
        self._pose = pose
        self._is_pressed = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self.press)
        self._patience.start(_PATIENCE_MS)

    def press(self) -> None:
        """Take the picture, after everything that is already on its way has arrived. Once only."""
        if not self._is_pressed:
            self._is_pressed = True
            self._patience.stop()
            QTimer.singleShot(0, self, self._take)

    def _take(self) -> None:
        self._pose()
        for _turn in range(2):  # the panels follow the text one turn later, and show new fields in the next
            QApplication.processEvents()
        self.done.emit(self._window.grab().save(str(self._target), "PNG"))


def check_target(target: Path) -> None:
    """Raise UserError where no picture can be written, before the work of making it."""
    if not target.absolute().parent.is_dir():
        raise UserError(
            N_("The folder for the picture does not exist."), N_("Make it, or choose another."), file=str(target)
        )
