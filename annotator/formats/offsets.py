"""Offsets that count in a text as it came, moved to the text as it is kept."""

from __future__ import annotations

from bisect import bisect_left

from annotator.domain.text import BOM, normalise


class OffsetMap:
    """Maps code point offsets of `raw` to offsets of `normalise(raw)`.

    Normalising only ever takes code points away (a leading byte order mark, the CR of a CRLF), so an offset moves
    left by as many as were taken before it.
    """

    __slots__ = ("_removed", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._removed: list[int] = []
        if raw != normalise(raw):
            self._removed = [0] if raw.startswith(BOM) else []
            at = raw.find("\r\n")
            while at >= 0:
                self._removed.append(at)
                at = raw.find("\r\n", at + 2)

    @property
    def is_identity(self) -> bool:
        """True where no offset moves."""
        return not self._removed

    def __call__(self, offset: int) -> int:
        """Return where `offset` lies in the kept text."""
        return offset - bisect_left(self._removed, offset) if self._removed else offset


def counted_otherwise(raw: str, start: int, end: int, words: str) -> str | None:
    """Return what `start` and `end` seem to count ("UTF-16 units", "bytes") where that finds `words`, else None.

    Tools written in JavaScript or C count so; saying it saves the person an hour.
    """
    for unit, encoding, width in (("UTF-16 units", "utf-16-le", 2), ("bytes", "utf-8", 1)):
        found = raw.encode(encoding)[start * width : end * width]
        if found == words.encode(encoding, "surrogatepass"):
            return unit
    return None
