"""Starts the program as `main.py` does, and writes how soon its window had painted: `... .start REPORT`.

In a module of its own, which imports nothing before the program does: the order of imports is part of the time.
"""

from __future__ import annotations

import sys
import time

from annotator import app  # first, as main.py does

# isort: split
import json
from pathlib import Path

import psutil
from PySide6.QtCore import QEvent, QObject, QTimer

from annotator import paths
from annotator.gui.main_window import MainWindow
from annotator.settings import ANNOTATOR, Settings


class _Watch(QObject):
    """Notes the first painting of a window, and closes it once that is on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, float] = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.UpdateRequest and not self.found:
            watched.removeEventFilter(self)
            watched.event(event)
            self.found = {"seconds": time.time() - psutil.Process().create_time(), "cpu": time.process_time()}
            QTimer.singleShot(0, watched, watched.close)
            return True
        return False


def main(report: Path) -> None:
    """Start, wait for the window's first frame, and write the seconds since the process began."""
    Settings(paths.settings_file()).set(ANNOTATOR, "Ani")
    watch, show = _Watch(), MainWindow.showEvent

    def shown(window: MainWindow, event: object) -> None:
        show(window, event)
        window.installEventFilter(watch)

    MainWindow.showEvent = shown
    app._has_screen = lambda: True
    app.main([])
    report.write_text(json.dumps(watch.found), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
