"""The trained recogniser of PER, ORG and LOC: names with the probability that they are right.

spaCy's own decoder keeps the best action at each word and forgets how sure it was. Its states are simple enough to do
better: what the network sees at word i is i alone outside a name, and i with the name's first word inside one. So the
probability of every possible name is a product of a few actions, and the best division of a line into names, and the
share of all divisions that hold a given name, follow exactly and in time linear in the text. No beam is needed.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_LONGEST = 12  # words
_LEAST = 1e-3  # what is less likely is not followed up
_BATCH = 2000  # words at a time; the network needs some 5 KB for each
_LIKELY = 0.4  # what is less likely is kept back: half the F1 to be reached, which is where F1 is best

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Guess:
    """A name over the words `first` to `last` of its line, the last excluded, and how likely it is."""

    first: int
    last: int
    label: str
    probability: float


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
CURVES = "scores.json"


def read_curves(folder: Path) -> Curves:
    """Read the curves stored with a model, a label each; none where it has none."""
    path = folder / CURVES
    if not path.is_file():
        return {}
    return {label: Curve(**numbers) for label, numbers in json.loads(path.read_text(encoding="utf-8")).items()}


class Recogniser:
    """Finds names in lines of words. Not for several threads at once."""

    def __init__(self, nlp: Language, curves: Curves | None = None, least: float = _LIKELY) -> None:
        self._least = least
        self._curves = {} if curves is None else curves
        self._vocab = nlp.vocab
        self._networks = [_Network(nlp.get_pipe(name)) for name in nlp.component_names if name.startswith("ner")]

    def names(self, lines: Sequence[Sequence[str]]) -> list[list[Guess]]:
        """Return the names of each line, in its order and apart. An empty line has none."""
        answers: list[list[Guess]] = [[] for _ in lines]
        for batch in _batches(lines):
            for i, guesses in zip(batch, self._batch([lines[i] for i in batch]), strict=True):
                answers[i] = guesses
        return answers

    def _batch(self, lines: Sequence[Sequence[str]]) -> Iterator[list[Guess]]:
        from spacy.tokens import Doc

        docs = [Doc(self._vocab, words=list(line)) for line in lines]
        readings = [network.read(docs) for network in self._networks]
        lattice = _Lattice(readings, self._networks[0].labels, [len(line) for line in lines])
        at = 0
        for line in lines:
            guesses = (self._as_share(guess) for guess in lattice.best(at, at + len(line)))
            yield [guess for guess in guesses if guess.probability >= self._least]
            at += len(line)

    def _as_share(self, guess: Guess) -> Guess:
        curve = self._curves.get(guess.label)
        return guess if curve is None else replace(guess, probability=curve(guess.probability))


def _batches(lines: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Yield the places of the lines that are not empty, as many at a time as the memory should bear."""
    batch: list[int] = []
    size = 0
    for i, line in enumerate(lines):
        if batch and size + len(line) > _BATCH:
            yield batch
            batch, size = [], 0
        if line:
            batch.append(i)
            size += len(line)
    if batch:
        yield batch


class _Network:
    """One trained component: a network and what its columns mean."""

    def __init__(self, ner: Any) -> None:  # noqa: ANN401 - spaCy types no component
        self._model = ner.model
        moves = [ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]
        self.labels = sorted({move[2:] for move in moves if move.startswith("B-")})
        self._outside = [moves.index("O"), *(moves.index(f"{kind}-{label}") for kind in "UB" for label in self.labels)]
        self._inside = [moves.index(f"{kind}-{label}") for kind in "LI" for label in self.labels]

    def read(self, docs: Sequence[Doc]) -> _Reading:
        """Return what the network makes of `docs`, laid end to end."""
        return _Reading(self._model.predict(docs), self._outside, self._inside)


class _Reading:
    """A network that has read some words and can be asked for actions: O, U, B outside a name, and L, I inside one."""

    def __init__(self, step: Any, outside: Sequence[int], inside: Sequence[int]) -> None:  # noqa: ANN401 - nor this
        self._step = step
        self._outside = outside
        self._inside = inside

    def outside(self, words: Places) -> Floats:
        """Return a row of O, then U and B a label, for each of `words`, as scores."""
        nothing = np.full(len(words), -1)
        return self._scores([words, nothing, nothing], self._outside)

    def inside(self, words: Places, firsts: Places) -> Floats:
        """Return a row of L, then I a label, for each of `words`, as scores, of names begun at `firsts`."""
        return self._scores([words, firsts, words - 1], self._inside)

    def _scores(self, states: Sequence[Places], columns: Sequence[int]) -> Floats:
        vectors = self._step.state2vec.predict(np.ascontiguousarray(np.stack(states, axis=1), dtype=np.int32))
        return np.asarray(self._step.vec2scores.predict(vectors), dtype=np.float64)[:, columns]


class _Lattice:
    """All names worth a thought in some lines laid end to end, with their probabilities given what precedes them."""

    def __init__(self, readings: Sequence[_Reading], labels: Sequence[str], lengths: Sequence[int]) -> None:
        ends = np.cumsum(lengths)
        words = np.arange(int(ends[-1]))
        end_of_line = np.repeat(ends, lengths)
        kinds = len(labels)
        self._labels = labels
        # From where to (end, label, probability).
        self._names: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        is_last = end_of_line == words + 1
        chances = _mean([_outside(reading.outside(words), is_last, kinds) for reading in readings])
        self._outside: list[float] = chances[:, 0].tolist()
        for at, kind in zip(*np.nonzero(chances[:, 1 : 1 + kinds] > _LEAST), strict=True):
            self._names[int(at)].append((int(at) + 1, int(kind), float(chances[at, 1 + kind])))
        begun = chances[:, 1 + kinds :]
        firsts = np.nonzero(begun.max(axis=1) > _LEAST)[0]
        open_ = begun[firsts]
        for length in range(1, _LONGEST):
            if not len(firsts):
                break
            at = firsts + length
            ends_here = end_of_line[firsts] == at + 1
            closes = _mean([_closes(reading.inside(at, firsts), ends_here, kinds) for reading in readings])
            whole = open_ * closes
            for row, kind in zip(*np.nonzero(whole > _LEAST), strict=True):
                self._names[int(firsts[row])].append((int(at[row]) + 1, int(kind), float(whole[row, kind])))
            open_ = open_ * (1 - closes)
            alive = (open_.max(axis=1) > _LEAST) & ~ends_here
            firsts, open_ = firsts[alive], open_[alive]

    def best(self, first: int, last: int) -> Iterator[Guess]:
        """Yield the names of the likeliest division of the words `first` to `last`, counted from `first`."""
        size = last - first
        reached = [0.0] * (size + 1)  # the share of all divisions with no name across this place
        reached[0] = 1.0
        score = [-math.inf] * (size + 1)
        score[0] = 0.0
        back: list[tuple[int, int, float]] = [(0, -1, 0.0)] * (size + 1)
        for i in range(size):
            ways = [(i + 1, -1, self._outside[first + i])]
            ways += [(end - first, kind, chance) for end, kind, chance in self._names.get(first + i, ())]
            for end, kind, chance in ways:
                reached[end] += reached[i] * chance
                value = score[i] + math.log(chance + 1e-12)
                if value > score[end]:
                    score[end] = value
                    back[end] = (i, kind, reached[i] * chance)
        found: list[Guess] = []
        at = size
        while at > 0:
            before, kind, probability = back[at]
            if kind >= 0:
                found.append(Guess(before, at, self._labels[kind], min(1.0, probability)))
            at = before
        yield from reversed(found)


def _outside(scores: Floats, is_last: npt.NDArray[np.bool_], kinds: int) -> Floats:
    """Return the scores as probabilities; no name of several words begins at the last of a line."""
    scores[is_last, 1 + kinds :] = -np.inf
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return _as_floats(powers / powers.sum(axis=1, keepdims=True))


def _closes(scores: Floats, is_last: npt.NDArray[np.bool_], kinds: int) -> Floats:
    """Return the probability that a name ends here and does not go on; it must at the end of its line."""
    closes = 1 / (1 + np.exp(np.clip(scores[:, kinds:] - scores[:, :kinds], -500, 500)))
    closes[is_last] = 1.0
    return _as_floats(closes)


def _mean(parts: Sequence[Floats]) -> Floats:
    return parts[0] if len(parts) == 1 else _as_floats(np.mean(parts, axis=0))


def _as_floats(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)
