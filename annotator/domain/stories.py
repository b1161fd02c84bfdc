"""Which articles tell the same story, and which part of a split a story falls into.

News agencies' texts come back nearly word for word in many papers. Split by article, a model would be tested on what it
was trained on; so near-duplicates stay together. Likeness is the Jaccard similarity of all runs of three words,
estimated by one-permutation MinHash (Li, Owen & Zhang 2012) and looked up by bands (locality-sensitive hashing).
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from zlib import crc32

ALIKE = 0.6
"""Estimated similarity from which two articles tell the same story."""

_BINS = 32
_ROWS = 4  # bins in a band: with eight bands a pair at 0.8 is looked at in 98 of 100 cases, one at 0.3 in 6
_WORD = re.compile(r"\w+")
_EMPTY = (1 << 32) - 1
_SPREAD = 0x9E3779B97F4A7C15

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Split:
    """How to part the stories: `shares` of train, dev and test add up to 100, and `seed` deals them anew."""

    shares: tuple[int, int, int]
    seed: int = 0

    def part(self, story: str) -> str:
        """Return "train", "dev" or "test" for a story: always the same, whatever other stories there are."""
        digest = hashlib.sha256(f"{self.seed}|{story}".encode()).digest()
        drawn = int.from_bytes(digest[:8], "big") * sum(self.shares) >> 64
        train, dev, _ = self.shares
        return SPLITS[0] if drawn < train else SPLITS[1] if drawn < train + dev else SPLITS[2]


def parse_split(said: str) -> tuple[int, int, int] | None:
    """Return the shares in "80/10/10" or "80/20" (no dev); None where it is no such thing or not 100 in all."""
    parts = said.split("/")
    if len(parts) not in (2, 3) or not all(part.strip().isascii() and part.strip().isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    train, dev, test = numbers if len(numbers) == 3 else (numbers[0], 0, numbers[1])
    return (train, dev, test) if train + dev + test == 100 else None


@dataclass(slots=True)
class Stories:
    """Groups articles by story as they come, in any order; 200 bytes an article."""

    _keys: list[str] = field(default_factory=list)
    _marks: array[int] = field(default_factory=lambda: array("I"))
    _bands: list[dict[int, int]] = field(default_factory=lambda: [{} for _ in range(_BINS // _ROWS)])
    _leaders: list[int] = field(default_factory=list)

    def add(self, key: str, text: str) -> None:
        """Take in an article. `key` is its public id."""
        marks = signature(text)
        index = len(self._keys)
        self._keys.append(key)
        self._marks.extend(marks)
        self._leaders.append(index)
        for number, band in enumerate(self._bands):
            some = tuple(marks[number * _ROWS : (number + 1) * _ROWS])
            # The last with these marks leads on to those before it: chains of near-duplicates are one story.
            other = band.get(hash(some))
            if other is not None and self._are_alike(index, other):
                self._join(index, other)
            band[hash(some)] = index

    def by_article(self) -> Mapping[str, str]:
        """Return each article's story by the article's key.

        A story is named after the mark that most of its articles have as their smallest, the smallest of those in a
        tie. So the name hangs on what the articles say, not on the order they came in, and an article that joins a
        story hardly ever renames it.
        """
        groups: dict[int, list[int]] = {}
        for index in range(len(self._keys)):
            groups.setdefault(self._leader(index), []).append(index)
        names: dict[str, str] = {}
        for members in groups.values():
            smallest = Counter(min(self._of(index)) for index in members)
            most = max(smallest.values())
            name = f"{min(mark for mark, count in smallest.items() if count == most):08x}"
            names.update((self._keys[index], name) for index in members)
        return names

    def _of(self, index: int) -> array[int]:
        return self._marks[index * _BINS : (index + 1) * _BINS]

    def _are_alike(self, one: int, other: int) -> bool:
        same = sum(a == b for a, b in zip(self._of(one), self._of(other), strict=True))
        return same >= ALIKE * _BINS

    def _leader(self, index: int) -> int:
        while self._leaders[index] != index:
            self._leaders[index] = self._leaders[self._leaders[index]]
            index = self._leaders[index]
        return index

    def _join(self, one: int, other: int) -> None:
        one, other = self._leader(one), self._leader(other)
        self._leaders[max(one, other)] = min(one, other)


def signature(text: str) -> list[int]:
    """Return 32 marks of 32 bits: of the hashes of all three words in a row, the smallest in each of 32 bins.

    A bin that nothing fell into borrows from the next that has something (Shrivastava & Li 2014), so that short texts
    compare too.
    """
    words = [crc32(word.encode()) for word in _WORD.findall(text.casefold())]
    words += [0] * (3 - len(words))
    marks = [_EMPTY] * _BINS
    for one, two, three in zip(words, words[1:], words[2:], strict=False):
        drawn = (one * 3 + two * 5 + three * 7) * _SPREAD & 0xFFFF_FFFF_FFFF_FFFF
        mark, place = drawn >> 32, drawn >> 27 & (_BINS - 1)
        marks[place] = min(marks[place], mark)
    for place in range(_BINS - 1, -_BINS - 1, -1):
        if marks[place] == _EMPTY:
            marks[place] = marks[(place + 1) % _BINS]
    return marks
