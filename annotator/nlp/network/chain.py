"""Tags that follow one another: how likely every possible name is, given what the network makes of each word.

A linear chain (CRF) over the tags outside, begin, inside, end and single. All its sums are exact: the probability of a
name is the share of all ways to tag the line that hold it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from annotator.nlp.network.arrays import Doubles, Flags, Floats, Places

LABELS = ("PER", "ORG", "LOC")
TAGS = ("O", *(f"{kind}-{label}" for label in LABELS for kind in "BIES"))
AT = {tag: place for place, tag in enumerate(TAGS)}

_OPEN = frozenset("BI")  # a name goes on after these


def _may_follow(before: str, after: str) -> bool:
    goes_on = after[0] in "IE"
    return (goes_on and before[2:] == after[2:]) if before[0] in _OPEN else not goes_on


ALLOWED = np.array([[_may_follow(before, after) for after in TAGS] for before in TAGS])
_FIRST = np.array([_may_follow("O", tag) for tag in TAGS], dtype=np.float64)
_LAST = np.array([tag[0] not in _OPEN for tag in TAGS], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name over the words `first` to `last` of a line, the last excluded."""

    first: int
    last: int
    label: str
    probability: float


class Chain:
    """The sums over all ways to tag some lines. Arrays go by word, line and tag; shorter lines are padded."""

    def __init__(self, scores: Floats, transitions: Floats, lengths: Places) -> None:
        """Take a row of `scores` a word, the lines laid end to end, none of them empty."""
        longest, count = int(lengths.max()), len(lengths)
        self._lengths = lengths
        self.is_word: Flags = np.arange(longest)[:, None] < lengths[None]
        self._rows: Places = np.where(
            self.is_word, (np.cumsum(lengths) - lengths)[None] + np.arange(longest)[:, None], 0
        )
        padded = scores[self._rows].astype(np.float64)
        highest = padded.max(axis=2, keepdims=True)
        self._words: Doubles = np.exp(padded - highest)
        self._steps: Doubles = np.where(ALLOWED, np.exp(transitions.astype(np.float64)), 0.0)
        self._scale = np.ones((longest, count))
        self._ahead = np.empty((longest, count, len(TAGS)))
        self._back = np.empty_like(self._ahead)
        self._sum_ahead()
        total = (self._ahead[-1] * _LAST).sum(axis=1)
        self._sum_back(total)
        self.log_total = float((np.log(self._scale) + np.where(self.is_word, highest[:, :, 0], 0.0)).sum())
        self.log_total += float(np.log(total).sum())

    def _sum_ahead(self) -> None:
        here = self._words[0] * _FIRST
        self._scale[0] = here.sum(axis=1)
        self._ahead[0] = here / self._scale[0][:, None]
        for i in range(1, len(self._words)):
            here = (self._ahead[i - 1] @ self._steps) * self._words[i]
            total = here.sum(axis=1)
            self._scale[i] = np.where(self.is_word[i], total, 1.0)
            self._ahead[i] = np.where(self.is_word[i][:, None], here / total[:, None], self._ahead[i - 1])

    def _sum_back(self, total: Doubles) -> None:
        self._back[-1] = _LAST / total[:, None]
        for i in range(len(self._words) - 2, -1, -1):
            there = (self._back[i + 1] * self._words[i + 1]) @ self._steps.T / self._scale[i + 1][:, None]
            self._back[i] = np.where(self.is_word[i + 1][:, None], there, self._back[i + 1])

    def tags(self) -> Doubles:
        """Return the probability of every tag at every word, a row a word, the lines end to end."""
        shares = np.empty((int(self._lengths.sum()), len(TAGS)))
        shares[self._rows[self.is_word]] = (self._ahead * self._back)[self.is_word]
        return shares

    def pairs(self) -> Doubles:
        """Return how often each tag is expected after each, over all lines."""
        after = self._back[1:] * self._words[1:] / self._scale[1:, :, None]
        after[~self.is_word[1:]] = 0.0
        counts: Doubles = np.einsum("wli,wlj->ij", self._ahead[:-1], after, optimize=True) * self._steps
        return counts

    def candidates(self, least: float) -> list[list[Candidate]]:
        """Return every name of at least the probability `least`, line by line."""
        found: list[list[Candidate]] = [[] for _ in self._lengths]
        for label in LABELS:
            single = self._share(AT[f"S-{label}"])
            for word, line in zip(*np.nonzero((single > least) & self.is_word), strict=True):
                found[line].append(Candidate(int(word), int(word) + 1, label, float(single[word, line])))
            for first, last, line, share in self._longer(label, least):
                found[line].append(Candidate(first, last, label, share))
        return found

    def _longer(self, label: str, least: float) -> Iterator[tuple[int, int, int, float]]:
        begin, inside, end = (AT[f"{kind}-{label}"] for kind in "BIE")
        begun = self._share(begin)
        firsts, lines = np.nonzero((begun > least) & self.is_word)
        shares, words = begun[firsts, lines], firsts
        at = begin
        while len(firsts):
            words = words + 1  # a name just begun or going on never stands at the end of its line
            ends = shares * self._goes(at, end, words, lines)
            for i in np.nonzero(ends > least)[0]:
                yield int(firsts[i]), int(words[i]) + 1, int(lines[i]), float(ends[i])
            shares = shares * self._goes(at, inside, words, lines)
            at = inside
            kept = shares > least
            firsts, lines, words, shares = firsts[kept], lines[kept], words[kept], shares[kept]

    def _share(self, tag: int) -> Doubles:
        return self._ahead[:, :, tag] * self._back[:, :, tag]

    def _goes(self, before: int, after: int, words: Places, lines: Places) -> Doubles:
        """Return how likely `after` is at `words` where `before` stands at the words before them."""
        there = self._words[words, lines, after] * self._back[words, lines, after] * self._steps[before, after]
        here = self._scale[words, lines] * self._back[words - 1, lines, before]
        chances: Doubles = there / here
        return chances


def division(candidates: Iterable[Candidate], size: int, least: float) -> list[Candidate]:
    """Return the candidates of a line of `size` words that stand apart and are most worth it together.

    Each is worth what its probability is above `least`: the sum of that is what a name more or less does to F1.
    """
    ending: dict[int, list[Candidate]] = defaultdict(list)
    for one in candidates:
        if one.probability > least:
            ending[one.last].append(one)
    if not ending:
        return []
    worth = [0.0] * (size + 1)
    chosen: list[Candidate | None] = [None] * (size + 1)
    for end in range(1, size + 1):
        worth[end] = worth[end - 1]
        for one in ending.get(end, ()):
            value = worth[one.first] + one.probability - least
            if value > worth[end]:
                worth[end], chosen[end] = value, one
    found: list[Candidate] = []
    at = size
    while at > 0:
        name = chosen[at]
        if name is None:
            at -= 1
        else:
            found.append(name)
            at = name.first
    return found[::-1]
