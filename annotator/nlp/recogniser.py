"""The trained recogniser of PER, ORG and LOC: names with the probability that they are right.

Several networks read the same lines; their scores are averaged, and one chain of tags over the average gives every
possible name its probability (`network.chain`). A curve a label turns that into how often such a name is right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from annotator.nlp.network.arrays import Floats, Weights, as_floats
from annotator.nlp.network.chain import Candidate, Chain, division
from annotator.nlp.network.network import Lines, Network
from annotator.nlp.network.words import Inventory, VectorsOf

if TYPE_CHECKING:
    from spacy.vocab import Vocab

LIKELY = 0.4
"""What is less likely is kept back: about half the F1 to be reached, which is where F1 is best."""

_WORTH_A_THOUGHT = 0.02  # before the curves
_BATCH = 20_000  # words whose ways to be tagged are summed at a time; some 1 KB for each
_PART = 512  # words the networks read at a time; what they need for these fits a processor's cache
_REMEMBERED = 10_000  # words whose rows are kept; some 2 KB for each
_LONG_LINE, _LONGEST_LINE = 500, 1000  # words
_STOPS = frozenset(".?!")

_CURVES, _INVENTORY, _WEIGHTS = "curves.json", "inventory.json", "weights-{}.npz"


@dataclass(frozen=True, slots=True)
class Curve:
    """How often a name of some probability is right: a logistic curve over the log odds (Platt)."""

    slope: float = 1.0
    shift: float = 0.0

    def __call__(self, probability: float) -> float:
        """Return the share to expect, never quite 0 or 1."""
        inside = min(max(probability, 1e-6), 1 - 1e-6)
        return 1 / (1 + math.exp(-(self.slope * math.log(inside / (1 - inside)) + self.shift)))


Curves = Mapping[str, Curve]


class Recogniser:
    """Finds names in lines of words. Not for several threads at once."""

    def __init__(
        self, networks: Sequence[Weights], inventory: Inventory, vectors: VectorsOf, curves: Curves | None = None
    ) -> None:
        self._weights = networks
        self._networks = [Network(weights) for weights in networks]
        self._inventory = inventory
        self._curves: Curves = {} if curves is None else curves
        self._memory = _Memory(self._networks, inventory, vectors)
        self._transitions = as_floats(np.mean([network.transitions for network in self._networks], axis=0))

    @classmethod
    def read(cls, folder: Path, vectors: VectorsOf) -> Recogniser:
        """Read what `write` wrote."""
        stored = json.loads((folder / _CURVES).read_text(encoding="utf-8"))
        curves = {label: Curve(**numbers) for label, numbers in stored.items()}
        networks: list[Weights] = []
        while (path := folder / _WEIGHTS.format(len(networks) + 1)).is_file():
            with np.load(path) as arrays:
                networks.append({name: as_floats(arrays[name]) for name in arrays.files})
        return cls(networks, Inventory.read(folder / _INVENTORY), vectors, curves)

    def write(self, folder: Path) -> None:
        """Write it to `folder`. Weights take half the room they have in memory: they lose nothing that counts."""
        folder.mkdir(parents=True, exist_ok=True)
        curves = {label: asdict(curve) for label, curve in sorted(self._curves.items())}
        (folder / _CURVES).write_text(json.dumps(curves, indent=2) + "\n", encoding="utf-8")
        self._inventory.write(folder / _INVENTORY)
        for number, weights in enumerate(self._weights, start=1):
            with (folder / _WEIGHTS.format(number)).open("wb") as file:
                stored = {name: values.astype(np.float16) for name, values in sorted(weights.items())}
                np.savez(file, allow_pickle=False, **stored)

    def with_curves(self, curves: Curves) -> Recogniser:
        """Return the same with other curves."""
        return Recogniser(self._weights, self._inventory, self._memory.vectors, curves)

    def names(self, lines: Sequence[Sequence[str]], least: float = LIKELY) -> list[list[Candidate]]:
        """Return the names of each line, in its order and apart. An empty line has none."""
        return [
            division(possible, len(line), least)
            for line, possible in zip(lines, self.candidates(lines), strict=True)
        ]  # fmt: skip

    def candidates(self, lines: Sequence[Sequence[str]]) -> list[list[Candidate]]:
        """Return all names of each line that are worth a thought, some of which overlap."""
        answers: list[list[Candidate]] = [[] for _ in lines]
        for batch in _batches(lines):
            for i, possible in zip(batch, self._read([lines[i] for i in batch]), strict=True):
                answers[i] = [self._as_share(one) for one in possible]
        return answers

    def _read(self, lines: Sequence[Sequence[str]]) -> list[list[Candidate]]:
        scores = [self._scores([lines[i] for i in part]) for part in _parts(lines, _PART)]
        lengths = np.array([len(line) for line in lines], dtype=np.intp)
        return Chain(np.concatenate(scores), self._transitions, lengths).candidates(_WORTH_A_THOUGHT)

    def _scores(self, lines: Sequence[Sequence[str]]) -> Floats:
        """Return what the networks say on average, a row a word."""
        laid = Lines.of(lines)
        rows = self._memory.rows(laid.words)
        scores = self._networks[0].scores(rows[0][laid.at], laid)
        for network, own in zip(self._networks[1:], rows[1:], strict=True):
            scores += network.scores(own[laid.at], laid)
        scores /= len(self._networks)
        return scores

    def _as_share(self, one: Candidate) -> Candidate:
        curve = self._curves.get(one.label)
        return one if curve is None else replace(one, probability=curve(one.probability))


class _Memory:
    """What each network makes of words wherever they stand, worked out once a word; forgotten when it is too much."""

    def __init__(self, networks: Sequence[Network], inventory: Inventory, vectors: VectorsOf) -> None:
        self.vectors = vectors
        self._networks = networks
        self._inventory = inventory
        self._at: dict[str, int] = {}
        self._rows: list[Floats] = []

    def rows(self, words: Sequence[str]) -> list[Floats]:
        """Return a row a word for each network."""
        new = [word for word in words if word not in self._at]
        if len(self._at) + len(new) > _REMEMBERED:
            self._at.clear()
            new = list(words)
        if new:
            sight = self._inventory.sight(new, self.vectors)
            first = len(self._at)
            for i, network in enumerate(self._networks):
                made = network.words(sight)
                if i == len(self._rows):
                    self._rows.append(np.empty((_REMEMBERED, made.shape[1]), dtype=np.float32))
                self._rows[i][first : first + len(new)] = made
            self._at.update((word, first + i) for i, word in enumerate(new))
        places = [self._at[word] for word in words]
        return [rows[places] for rows in self._rows]


def vectors_of(vocab: Vocab) -> VectorsOf:
    """Return the vectors of a spaCy vocabulary, which has one for every word (floret)."""

    def vectors(words: Sequence[str]) -> Floats:
        return as_floats(vocab.vectors.get_batch(list(words)))

    return vectors


def lines_of(words: Sequence[str]) -> Iterator[list[int]]:
    """Yield the places of the words of each line, white space left out. A very long line is cut, best at a stop."""
    line: list[int] = []
    for i, word in enumerate(words):
        if not word.isspace():
            line.append(i)
        is_full = len(line) >= _LONGEST_LINE or (len(line) >= _LONG_LINE and word in _STOPS)
        if line and (is_full or (word.isspace() and "\n" in word)):
            yield line
            line = []
    if line:
        yield line


def _batches(lines: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Yield the places of the lines that are not empty, as many as memory should bear, those of a length together."""
    places = sorted((i for i, line in enumerate(lines) if line), key=lambda i: len(lines[i]))
    for part in _parts([lines[i] for i in places], _BATCH, is_padded=True):
        yield [places[i] for i in part]


def _parts(lines: Sequence[Sequence[str]], most: int, *, is_padded: bool = False) -> Iterator[range]:
    """Yield the places of `lines`, in order and of at most `most` words together; a longer line stands alone.

    Padded, every line is as long as the longest: the last, where they ascend.
    """
    first = size = 0
    for i, line in enumerate(lines):
        size = (i + 1 - first) * len(line) if is_padded else size + len(line)
        if size > most and i > first:
            yield range(first, i)
            first, size = i, len(line)
    if first < len(lines):
        yield range(first, len(lines))
