"""Code points to Qt's UTF-16 positions and back: the one place where the two units meet.

Everything in Kutip counts code points (`start`, `end`, `offset`); everything Qt calls a cursor position counts
UTF-16 code units (`qt_pos`). They differ by one for each character beyond U+FFFF that lies before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

LAST_OF_BMP = "\uffff"


class OffsetMap:
    """The offsets of one text in both units. Building it costs one pass; asking costs one bisection.

    Costs nothing to ask where the text holds no character beyond U+FFFF, which is nearly every paragraph.
    """

    __slots__ = ("_astral", "_astral_qt", "length", "qt_length")

    def __init__(self, text: str) -> None:
        astral: Sequence[int] = ()
        if not text.isascii() and max(text) > LAST_OF_BMP:
            astral = [offset for offset, char in enumerate(text) if char > LAST_OF_BMP]
        self._astral = astral
        self._astral_qt = [offset + index for index, offset in enumerate(astral)]
        self.length = len(text)
        self.qt_length = len(text) + len(astral)

    def to_qt(self, offset: int) -> int:
        """Return the UTF-16 position of the code point `offset`; the text's length maps to its UTF-16 length."""
        return offset + bisect_left(self._astral, offset) if self._astral else offset

    def to_offset(self, qt_pos: int) -> int:
        """Return the code point at the UTF-16 position; a position inside a surrogate pair is that pair's start."""
        if not self._astral:
            return qt_pos
        index = bisect_left(self._astral_qt, qt_pos)
        if index and self._astral_qt[index - 1] == qt_pos - 1:
            return self._astral[index - 1]
        return qt_pos - index
