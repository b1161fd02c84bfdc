"""Starts the program as `main.py` does, and writes how soon its window had painted and was filled: `... .start REPORT`.

`... .start REPORT bare` starts Qt with an empty window instead: what no program can go below. In a module of its own,
which imports nothing that the program would not: imports are most of the time.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def main(report: Path, *, is_bare: bool) -> None:
    """Start, wait for the window, and write the seconds since the process began."""
    moments: dict[str, tuple[float, float]] = {}
    (_bare if is_bare else _program)(lambda name: moments.update({name: (time.time(), time.process_time())}))

    import psutil

    began = psutil.Process().create_time()
    found = {name: {"seconds": at - began, "cpu": cpu} for name, (at, cpu) in moments.items()}
    report.write_text(json.dumps(found), "utf-8")


def _program(note: Callable[[str], None]) -> None:
    """Run the program until its window is filled; the annotator is somebody already."""
    from annotator import app

    # isort: split
    from annotator import paths
    from annotator.gui.main_window import MainWindow
    from annotator.settings import ANNOTATOR, Settings

    if not Settings(paths.settings_file()).get(ANNOTATOR):
        Settings(paths.settings_file()).set(ANNOTATOR, "Ani")
    start, fill = app.Opening.start, MainWindow.fill

    def noted_start(opening: app.Opening) -> None:
        note("painted")
        start(opening)

    def noted_fill(window: MainWindow, context: object) -> None:
        fill(window, context)  # type: ignore[arg-type]
        window.repaint()
        note("filled")
        window.close()

    app.Opening.start, MainWindow.fill = noted_start, noted_fill  # type: ignore[method-assign]
    app._has_screen = lambda: True
    app.main([])


def _bare(note: Callable[[str], None]) -> None:
    """Show an empty window of the same size."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
            super().paintEvent(event)  # type: ignore[arg-type]
            QTimer.singleShot(0, self, self._leave)

        def _leave(self) -> None:
            note("painted")
            self.close()

    app = QApplication(sys.argv[:1])
    window = Window()
    window.resize(1440, 900)
    window.show()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), is_bare=sys.argv[2:] == ["bare"])
