"""One trained network: words in, a score for every tag of every word out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.nlp.network.arrays import Flags, Floats, Places, Weights
from annotator.nlp.network.layers import letters, maxout, windows
from annotator.nlp.network.words import Sight, is_without_case

TABLES = ("words", "beginnings", "endings", "shapes")


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines laid end to end: which of the `words` stands at each place, and where lines begin and end.

    A line without case is read in small letters, and marked: in capitals or not, it is the same line.
    """

    words: tuple[str, ...]
    at: Places
    without_case: Places
    lengths: Places
    firsts: Flags
    lasts: Flags

    @classmethod
    def of(cls, lines: Sequence[Sequence[str]]) -> Lines:
        """Take lines of which none is empty."""
        known: dict[str, int] = {}
        at: list[int] = []
        bare = [is_without_case(line) for line in lines]
        for line, is_bare in zip(lines, bare, strict=True):
            at += [known.setdefault(word.lower() if is_bare else word, len(known)) for word in line]
        lengths = np.array([len(line) for line in lines], dtype=np.intp)
        ends = np.cumsum(lengths)
        firsts, lasts = np.zeros(len(at), dtype=np.bool_), np.zeros(len(at), dtype=np.bool_)
        firsts[ends - lengths] = True
        lasts[ends - 1] = True
        without_case = np.repeat(np.array(bare, dtype=np.intp), lengths)
        return cls(tuple(known), np.array(at, dtype=np.intp), without_case, lengths, firsts, lasts)


class Network:
    """Reads lines by its weights. It keeps nothing of them."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._layers = depth(weights)

    @property
    def transitions(self) -> Floats:
        """How much speaks for each tag after each."""
        return self._weights["transitions"]

    def words(self, sight: Sight) -> Floats:
        """Return what becomes of words wherever they stand, a row each."""
        inputs = look_up(sight, self._weights, letters(sight.letters, self._weights)[0])
        return maxout(inputs, self._weights, "mix")

    def scores(self, rows: Floats, lines: Lines) -> Floats:
        """Return a score a tag for every place of `lines`, whose words have become `rows`, a row a place."""
        rows = rows + self._weights["case"][lines.without_case]
        for i in range(self._layers):
            rows += maxout(windows(rows, lines.firsts, lines.lasts), self._weights, f"layer{i}")
        scores: Floats = rows @ self._weights["tags.weight"] + self._weights["tags.bias"]
        return scores


def look_up(sight: Sight, weights: Weights, found: Floats) -> Floats:
    """Return all there is to see of words side by side; `found` is what the layer over letters made of them."""
    rows = [weights[name][getattr(sight, name)] for name in TABLES]
    return np.concatenate([*rows, found, sight.vectors, sight.marks], axis=1)


def depth(weights: Weights) -> int:
    """Return how many layers over neighbouring words there are."""
    return sum(name.startswith("layer") and name.endswith(".gain") for name in weights)
