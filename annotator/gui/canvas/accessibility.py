"""The canvas for screen readers: its text and caret, and in words the spans where the caret stands.

PySide6 lets Python answer for text and caret but not for selection and text attributes
(`QAccessibleTextInterface.selection` and `attributes` cannot be overridden), so no selection is offered here: selected
words and spans are named in the description, and a span is announced when it gets the focus. Positions are UTF-16, as
everywhere in Qt.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPoint, QRect, QRectF
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import VoidPtr, isValid

from annotator.domain.spans import Span
from annotator.gui.announce import announce
from annotator.gui.canvas.describe import describe
from annotator.gui.canvas.offsets import OffsetMap
from annotator.i18n import _


class Readable(Protocol):
    """What a screen reader may ask of the canvas. Offsets are code points of the article."""

    @property
    def text(self) -> str:
        """The article."""

    @property
    def caret(self) -> int:
        """Where the caret stands."""

    def set_caret(self, offset: int) -> None:
        """Put the caret somewhere."""

    def show_range(self, start: int, end: int) -> None:
        """Scroll there."""

    def box_on_screen(self, offset: int) -> QRect:
        """Return the box of the character at `offset`, in screen coordinates."""

    def offset_on_screen(self, where: QPoint) -> int:
        """Return the offset at a point of the screen."""

    @property
    def selection(self) -> tuple[int, int] | None:
        """What is selected."""

    def spans_here(self) -> list[Span]:
        """Return the spans the caret stands in, or the focused one alone."""


class SpokenText(QAccessibleTextInterface):
    """Text and caret of one canvas."""

    def __init__(self, canvas: Readable) -> None:
        super().__init__()
        self._canvas = canvas
        self._text = ""  # asked for when something is: the canvas may not stand yet
        self._offsets = OffsetMap("")

    def _map(self) -> OffsetMap:
        if self._text is not self._canvas.text:
            self._text = self._canvas.text
            self._offsets = OffsetMap(self._text)
        return self._offsets

    def text(self, startOffset: int, endOffset: int, /) -> str:  # noqa: N803 - Qt's names
        """Return what stands between two positions."""
        offsets = self._map()
        return self._text[offsets.to_offset(startOffset) : offsets.to_offset(endOffset)]

    def characterCount(self) -> int:
        """Return the length of the article."""
        return self._map().qt_length

    def cursorPosition(self) -> int:
        """Return where the caret stands."""
        return self._map().to_qt(self._canvas.caret)

    def setCursorPosition(self, position: int, /) -> None:
        """Put the caret somewhere."""
        self._canvas.set_caret(self._map().to_offset(position))

    def characterRect(self, offset: int, /) -> QRect:
        """Return the box of a character on the screen."""
        return self._canvas.box_on_screen(self._map().to_offset(offset))

    def offsetAtPoint(self, point: QPoint, /) -> int:
        """Return the position at a point of the screen."""
        return self._map().to_qt(self._canvas.offset_on_screen(point))

    def scrollToSubstring(self, startIndex: int, endIndex: int, /) -> None:  # noqa: N803 - Qt's names
        """Bring a stretch into view."""
        offsets = self._map()
        self._canvas.show_range(offsets.to_offset(startIndex), offsets.to_offset(endIndex))

    def selectionCount(self) -> int:
        """Return 0: see the module's first lines."""
        return 0

    def addSelection(self, startOffset: int, endOffset: int, /) -> None:  # noqa: N803 - Qt's names
        """Select nothing."""

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int, /) -> None:  # noqa: N803
        """Select nothing."""

    def removeSelection(self, selectionIndex: int, /) -> None:  # noqa: N803 - Qt's names
        """Leave the selection alone."""


class SpokenCanvas(QAccessibleWidget):
    """The canvas as a text nobody can type into."""

    def __init__(self, widget: QWidget, canvas: Readable) -> None:
        super().__init__(widget, QAccessible.Role.EditableText)
        self._canvas = canvas
        self._spoken = SpokenText(canvas)

    def state(self) -> QAccessible.State:
        """Say that it is read only and has many lines."""
        state = super().state()
        state.readOnly = 1
        state.multiLine = 1
        return state

    def text(self, kind: QAccessible.Text, /) -> str:
        """Return the name, or as the description the selected words and the spans at the caret."""
        if kind is QAccessible.Text.Description:
            return "; ".join((*_selected(self._canvas), *map(describe, self._canvas.spans_here())))
        return super().text(kind)

    def interface_cast(self, kind: QAccessible.InterfaceType, /) -> Any:  # noqa: ANN401 - a void pointer in Qt
        """Return the text interface (the object itself: PySide6 makes the pointer).

        What there is not is a null pointer: a None from here ends the program.
        """
        if kind is QAccessible.InterfaceType.TextInterface:
            return self._spoken
        found: object = super().interface_cast(kind)
        return VoidPtr(0) if found is None else found


@cache
def install() -> None:
    """Teach Qt, once, to ask a canvas itself how it wants to be read."""
    QAccessible.installFactory(_interface_for)


def tell_caret(canvas: QWidget, offset: int, text: str) -> None:
    """Tell a listening screen reader that the caret moved."""
    if QAccessible.isActive():
        position = OffsetMap(text).to_qt(offset)
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(canvas, position))


def tell_focus(canvas: QWidget, span: Span, words: str) -> None:
    """Have a listening screen reader say which span got the focus."""
    announce(canvas, f"{words}: {describe(span)}")


def screen_box(widget: QWidget, box: QRectF) -> QRect:
    """Return a box of `widget` in screen coordinates."""
    return QRect(widget.mapToGlobal(box.topLeft().toPoint()), box.size().toSize())


def _selected(canvas: Readable) -> list[str]:
    if canvas.selection is None:
        return []
    return [_("selected: {words}").format(words=" ".join(canvas.text[slice(*canvas.selection)].split()))]


def _interface_for(_key: str, thing: QObject | None) -> QAccessibleInterface | None:
    make = getattr(thing, "make_accessible", None)
    return make() if thing is not None and isValid(thing) and make is not None else None
