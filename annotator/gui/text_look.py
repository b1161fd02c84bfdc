"""How the article looks: size, font, spacing, line numbers, letters and layers; the settings keep all of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from annotator.domain.schema import Schema
from annotator.gui.canvas import Canvas
from annotator.gui.canvas.canvas import HIDEABLE
from annotator.gui.canvas.style import TEXT_FACES, CanvasStyle, Typography
from annotator.settings import (
    COLUMN_WIDTH,
    HIDDEN_LAYERS,
    LETTERS,
    LINE_NUMBERS,
    LINE_SPACING,
    MOTION,
    TEXT_FONT,
    TEXT_SIZE,
    Setting,
    Settings,
)

_SIZES = (9, 10, 11, 12, 13, 14, 16, 18, 20, 24, 28, 32, 40)
_OURS = (TEXT_FONT, TEXT_SIZE, LINE_SPACING, COLUMN_WIDTH, LINE_NUMBERS, MOTION, LETTERS)


class TextLook(QObject):
    """Puts on the canvas what the settings say about text, and what the View menu changes of it.

    `changed` after any of it, for the ticks in the menus and the status line.
    """

    changed = Signal()

    def __init__(self, settings: Settings, schema: Schema, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._schema = schema
        self._canvas = canvas
        self._is_dark = False
        canvas.zoom_changed.connect(self._keep_zoom)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {
            "view.zoom_in": partial(self._resize, 1),
            "view.zoom_out": partial(self._resize, -1),
            "view.zoom_reset": partial(self._set_size, TEXT_SIZE.default),
            **{f"view.layer_{layer}": partial(self._toggle_layer, layer) for layer in HIDEABLE},
            "view.layers_all": self._show_all_layers,
            "view.numbers": partial(self._toggle, LINE_NUMBERS),
            "caret.jumps": partial(self._toggle, LETTERS),
        }

    def ticks(self) -> dict[str, bool]:
        """Return which of the actions that are on or off are on."""
        hidden = self._hidden()
        return {
            **{f"view.layer_{layer}": layer not in hidden for layer in HIDEABLE},
            "view.numbers": self._settings.get(LINE_NUMBERS),
            "caret.jumps": self._settings.get(LETTERS),
        }

    def apply(self) -> None:
        """Show the article as the settings say now."""
        self.wear(is_dark=self._is_dark)
        self._canvas.set_zoom(self._settings.get(TEXT_SIZE) / TEXT_SIZE.default)
        self._canvas.set_numbers(self._settings.get(LINE_NUMBERS))
        self._canvas.set_motion(self._settings.get(MOTION))
        self._canvas.letters.set_on(self._settings.get(LETTERS))
        self._canvas.set_hidden(self._hidden())
        self.changed.emit()

    def wear(self, *, is_dark: bool) -> None:
        """Draw the article in the colours of the light or the dark theme."""
        self._is_dark = is_dark
        chosen = self._settings.get(TEXT_FONT)
        typography = Typography(
            float(TEXT_SIZE.default),
            (chosen, *TEXT_FACES) if chosen else TEXT_FACES,
            self._settings.get(LINE_SPACING),
            self._settings.get(COLUMN_WIDTH),
            self._settings.get(LETTERS),
        )
        self._canvas.set_style(CanvasStyle.build(self._schema, is_dark, typography))

    def take(self, row: object) -> None:
        """Show what was set in the settings, where it is about the text."""
        if row in _OURS:
            self.apply()

    # --- inside ----------------------------------------------------------------------------------------------

    def _resize(self, step: int) -> None:
        size = self._settings.get(TEXT_SIZE)
        bigger = [one for one in _SIZES if one > size]
        smaller = [one for one in _SIZES if one < size]
        if (step > 0 and bigger) or (step < 0 and smaller):
            self._set_size(bigger[0] if step > 0 else smaller[-1])

    def _set_size(self, size: int) -> None:
        self._settings.set(TEXT_SIZE, size)
        self._canvas.set_zoom(size / TEXT_SIZE.default)

    def _keep_zoom(self, zoom: float) -> None:
        """Remember the size that Ctrl and the wheel chose, in whole points."""
        size = round(zoom * TEXT_SIZE.default)
        if TEXT_SIZE.accepts(size):
            self._settings.set(TEXT_SIZE, size)

    def _hidden(self) -> frozenset[str]:
        return frozenset(self._settings.get(HIDDEN_LAYERS).split(",")).intersection(HIDEABLE)

    def _toggle_layer(self, layer: str) -> None:
        hidden = self._hidden() ^ {layer}
        self._settings.set(HIDDEN_LAYERS, ",".join(name for name in HIDEABLE if name in hidden))
        self.apply()

    def _show_all_layers(self) -> None:
        self._settings.reset(HIDDEN_LAYERS)
        self.apply()

    def _toggle(self, setting: Setting[bool]) -> None:
        self._settings.set(setting, not self._settings.get(setting))
        self.apply()
