"""What the network sees of a word: rows of tables for its letters, affixes and shape, its vector, the lists it is in.

All of it belongs to the word and not to its place, so that a word is looked up once however often it stands in a text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from annotator.nlp.network.arrays import Floats, Places, as_floats

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.'&/,:\"()!?%+"
_ROW_OF_LETTER = {letter: row for row, letter in enumerate(LETTERS, start=2)}  # 0 is no letter, 1 is any other
LONGEST_WORD = 16  # rows of letters; the first stays empty, so that the beginning of a word can be told
_HEAD, _TAIL = 8, 6  # of a longer word, the letters that are kept
_AFFIX = 3
_LONGEST_SHAPE = 8
_REPEATED = re.compile(r"(.)\1+")

VectorsOf = Callable[[Sequence[str]], Floats]
"""Answers with a row of numbers for each word, in small letters."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Some words as the network sees them, a row each. Row 0 of a table is for what it does not know."""

    words: Places
    beginnings: Places
    endings: Places
    shapes: Places
    letters: Places
    vectors: Floats
    marks: Floats


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the network has numbers for. `lexicon` says of words in which `lists` they are, as a sum of powers of 2."""

    words: Mapping[str, int]
    beginnings: Mapping[str, int]
    endings: Mapping[str, int]
    shapes: Mapping[str, int]
    lists: tuple[str, ...]
    lexicon: Mapping[str, int]

    @classmethod
    def read(cls, path: Path) -> Inventory:
        """Read what `write` wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        tables = {name: numbered(stored[name]) for name in ("words", "beginnings", "endings", "shapes")}
        return cls(**tables, lists=tuple(stored["lists"]), lexicon=stored["lexicon"])

    def write(self, path: Path) -> None:
        """Write it to `path`, the same bytes from the same inventory."""
        tables = {name: list(getattr(self, name)) for name in ("words", "beginnings", "endings", "shapes")}
        stored = {**tables, "lists": self.lists, "lexicon": dict(sorted(self.lexicon.items()))}
        path.write_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")

    def sight(self, words: Sequence[str], vectors: VectorsOf) -> Sight:
        """Return what there is to see of `words`."""
        small = [word.lower() for word in words]
        bits = np.array([self.lexicon.get(word, 0) for word in small], dtype=np.int64)
        return Sight(
            words=_rows(self.words.get(word, 0) for word in small),
            beginnings=_rows(self.beginnings.get(beginning(word), 0) for word in words),
            endings=_rows(self.endings.get(ending(word), 0) for word in words),
            shapes=_rows(self.shapes.get(shape(word), 0) for word in words),
            letters=np.array([letter_rows(word) for word in words], dtype=np.intp),
            vectors=vectors(small),
            marks=as_floats(bits[:, None] >> np.arange(len(self.lists)) & 1),
        )


def numbered(entries: Sequence[str]) -> dict[str, int]:
    """Return the rows of `entries` in a table whose row 0 is for everything else."""
    return {entry: row for row, entry in enumerate(entries, start=1)}


def beginning(word: str) -> str:
    """Return what the network tells beginnings by."""
    return word.lower()[:_AFFIX]


def ending(word: str) -> str:
    """Return what the network tells endings by."""
    return word.lower()[-_AFFIX:]


def shape(word: str) -> str:
    """Return the kinds of characters `word` is made of, the same in a row once: "Xx" of Jakarta, "X-d" of KA-12."""
    kinds = "".join(_kind(character) for character in word)
    return (_REPEATED.sub(r"\1", kinds) if len(word) > 2 else kinds)[:_LONGEST_SHAPE]


def _kind(character: str) -> str:
    if character.isupper():
        return "X"
    if character.islower():
        return "x"
    return "d" if character.isdigit() else character


def letter_rows(word: str) -> list[int]:
    """Return the rows of the letters of `word`, accents left out and the middle of a long word too."""
    plain = word
    if not word.isascii():
        plain = "".join(part for part in unicodedata.normalize("NFKD", word) if not unicodedata.combining(part))
    if len(plain) > _HEAD + _TAIL:
        plain = plain[:_HEAD] + plain[-_TAIL:]
    rows = [0, *(_ROW_OF_LETTER.get(letter, 1) for letter in plain)]
    return rows + [0] * (LONGEST_WORD - len(rows))


def is_without_case(line: Sequence[str]) -> bool:
    """True of a line whose capitals say nothing: a headline all in capitals, a post all in small letters."""
    if not any(word[0].isupper() for word in line):
        return True
    words = [word for word in line if len(word) > 1 and word.isalpha()]
    return any(map(str.isupper, words)) and not any(map(str.islower, words))


def _rows(rows: Iterable[int]) -> Places:
    return np.array(list(rows), dtype=np.intp)
