"""The plainest pieces, those that a window without any panel is built of already."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLayout, QSizePolicy

LEAST_LEFT, LEAST_RIGHT = 180, 232
"""How narrow the panels at the sides of the window may become, in pixels."""


def label(text: str = "", name: str = "", *, wraps: bool = False) -> QLabel:
    """Return a label of plain text; `name` is what the style sheet calls it."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setObjectName(name)
    made.setWordWrap(wraps)
    if wraps:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def empty(layout: QLayout) -> None:
    """Take everything out of `layout`."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
