"""Icons of one family: SVG files drawn in the colour that is current, sharp at every scale."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SIZES = (16, 20, 24, 32, 48)


class Icons:
    """Draws the SVG files of a folder in `colour`; a missing file is an empty icon, never a failure."""

    def __init__(self, folder: Path, colour: str) -> None:
        self._folder = folder
        self.colour = colour
        self._drawn: dict[tuple[str, str], QIcon] = {}

    def __call__(self, name: str) -> QIcon:
        """Return the icon called `name`; drawn once in every colour, for the window asks twice as it opens."""
        asked = name, self.colour
        if asked not in self._drawn:
            self._drawn[asked] = self._draw(name)
        return self._drawn[asked]

    def _draw(self, name: str) -> QIcon:
        icon = QIcon()
        path = self._folder / f"{name}.svg"
        if not path.is_file():
            return icon
        drawing = path.read_text("utf-8").replace("currentColor", self.colour)
        renderer = QSvgRenderer(QByteArray(drawing.encode("utf-8")))
        for size in _SIZES:
            pixmap = QPixmap(size, size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter)
            painter.end()
            icon.addPixmap(pixmap)
        return icon
