"""Stretches of text kept apart and in order, so that asking what lies where stays quick in any article."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar


class Extent(Protocol):
    """Anything with a start and an end."""

    @property
    def start(self) -> int: ...  # noqa: D102 - the names say it
    @property
    def end(self) -> int: ...  # noqa: D102


AnyExtent = TypeVar("AnyExtent", bound=Extent)


@dataclass(slots=True)
class Extents:
    """Half-open stretches, ascending, never overlapping: what overlaps one already there is not taken."""

    _starts: list[int] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)

    def add(self, start: int, end: int) -> bool:
        """Take `[start, end)`; False where it is empty or overlaps what is there."""
        at = bisect_right(self._ends, start)
        if end <= start or (at < len(self._starts) and self._starts[at] < end):
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True

    def remove(self, start: int, end: int) -> None:
        """Give `[start, end)` back; nothing else may have been taken of it."""
        at = bisect_left(self._starts, start)
        if at < len(self._starts) and (self._starts[at], self._ends[at]) == (start, end):
            del self._starts[at], self._ends[at]

    def overlap(self, start: int, end: int) -> bool:
        """True where something in `[start, end)` is taken."""
        at = bisect_right(self._ends, start)
        return at < len(self._starts) and self._starts[at] < end

    def within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield what overlaps `[start, end)`, ascending."""
        at = bisect_right(self._ends, start)
        while at < len(self._starts) and self._starts[at] < end:
            yield self._starts[at], self._ends[at]
            at += 1


def overlapping(items: Sequence[AnyExtent], start: int, end: int) -> Sequence[AnyExtent]:
    """Return those of `items` (ascending, apart) that share something with `[start, end)`."""
    first = bisect_right(items, start, key=lambda item: item.end)
    last = bisect_left(items, end, lo=first, key=lambda item: item.start)
    return items[first:last]


def sign_before(text: str, offset: int, floor: int) -> str:
    """Return the last character before `offset` that is no white space, or nothing down to `floor`."""
    at = offset - 1
    while at >= floor and text[at].isspace():
        at -= 1
    return text[at] if at >= floor else ""
