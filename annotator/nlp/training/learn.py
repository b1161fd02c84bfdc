"""The way back through the network: from how wrong the tags are to how every weight should change.

`forward` is `network.Network` with notes taken and parts left out at random (dropout); `back` walks the same path in
the other direction. `Updates` are Adam's, with a running average of the weights beside them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.nlp.network.arrays import Doubles, Flags, Floats, Places, Weights, as_floats
from annotator.nlp.network.chain import ALLOWED, AT, TAGS, Chain
from annotator.nlp.network.layers import LetterNotes, MaxoutNotes, letters, noted_maxout, windows
from annotator.nlp.network.network import TABLES, Lines, depth, look_up
from annotator.nlp.network.words import LETTERS, Inventory, Sight
from annotator.nlp.training.corpus import Sentence


@dataclass(frozen=True, slots=True)
class Sizes:
    """How wide and deep a network is."""

    width: int = 96
    depth: int = 4
    pieces: int = 3
    words: int = 64
    affixes: int = 16
    shapes: int = 16
    letters: int = 24
    filters: int = 48


@dataclass(frozen=True, slots=True)
class Drops:
    """What a network is not shown while it learns, as shares: so it cannot lean on any one thing.

    A word is hidden with the share `words`, and the more so the rarer it is (`rare`): what is left of it is what there
    is to see of a name never met before.
    """

    units: float = 0.25
    words: float = 0.25
    rare: float = 1.0
    vectors: float = 0.1
    lists: float = 0.2
    marks: float = 0.1


def new_weights(sizes: Sizes, inventory: Inventory, vector_width: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Return weights that know nothing yet."""

    def table(rows: int, width: int, scale: float = 0.1) -> Floats:
        return as_floats(rng.standard_normal((rows, width)) * scale)

    def linear(into: int, out: int) -> Floats:
        return as_floats(rng.standard_normal((into, out)) * math.sqrt(2 / (into + out)))

    width = sizes.width
    weights = {
        "words": table(len(inventory.words) + 1, sizes.words),
        "beginnings": table(len(inventory.beginnings) + 1, sizes.affixes),
        "endings": table(len(inventory.endings) + 1, sizes.affixes),
        "shapes": table(len(inventory.shapes) + 1, sizes.shapes),
        "letters": table(len(LETTERS) + 2, sizes.letters, 0.3),
        "filters.weight": linear(3 * sizes.letters, sizes.filters),
        "filters.bias": np.zeros(sizes.filters, dtype=np.float32),
        "case": table(2, width),
        "tags.weight": np.zeros((width, len(TAGS)), dtype=np.float32),
        "tags.bias": np.zeros(len(TAGS), dtype=np.float32),
        "transitions": np.zeros((len(TAGS), len(TAGS)), dtype=np.float32),
    }
    seen = sizes.words + 2 * sizes.affixes + sizes.shapes + sizes.filters + vector_width + len(inventory.lists)
    for name, into in (("mix", seen), *((f"layer{i}", 3 * width) for i in range(sizes.depth))):
        weights[f"{name}.weight"] = linear(into, sizes.pieces * width)
        weights[f"{name}.bias"] = np.zeros(sizes.pieces * width, dtype=np.float32)
        weights[f"{name}.gain"] = np.ones(width, dtype=np.float32)
        weights[f"{name}.shift"] = np.zeros(width, dtype=np.float32)
    return weights


@dataclass(frozen=True, slots=True)
class Notes:
    """What the way back needs of the way there."""

    sight: Sight
    lines: Lines
    letters: LetterNotes
    mix: MaxoutNotes
    layers: tuple[MaxoutNotes, ...]
    last: Floats
    masks: tuple[Floats, ...]


class Learner:
    """A network that learns: its weights, and the chance it is left to."""

    def __init__(self, weights: dict[str, Floats], drops: Drops, rng: np.random.Generator) -> None:
        self.weights = weights
        self._drops = drops
        self._rng = rng

    def forward(self, sight: Sight, lines: Lines) -> tuple[Floats, Notes]:
        """Return the scores of `lines`, whose words are seen as `sight`, and the notes."""
        weights = self.weights
        found, letter_notes = letters(sight.letters, weights)
        masks: list[Floats] = []
        rows, mix = noted_maxout(self._dropped(look_up(sight, weights, found), masks), weights, "mix")
        rows = self._dropped(rows[lines.at] + weights["case"][lines.without_case], masks)
        layers: list[MaxoutNotes] = []
        for i in range(depth(weights)):
            more, notes = noted_maxout(windows(rows, lines.firsts, lines.lasts), weights, f"layer{i}")
            rows = rows + self._dropped(more, masks)
            layers.append(notes)
        rows = self._dropped(rows, masks)
        scores: Floats = rows @ weights["tags.weight"] + weights["tags.bias"]
        return scores, Notes(sight, lines, letter_notes, mix, tuple(layers), rows, tuple(masks))

    def back(self, wrong: Floats, notes: Notes) -> dict[str, Floats]:
        """Return how the loss grows with each weight, given how it grows with the scores."""
        weights, lines = self.weights, notes.lines
        width = notes.last.shape[1]
        slopes = {"tags.weight": notes.last.T @ wrong, "tags.bias": wrong.sum(axis=0)}
        by_input, by_place, *by_layer, by_last = notes.masks
        rows = (wrong @ weights["tags.weight"].T) * by_last
        for i in range(len(notes.layers) - 1, -1, -1):
            wide = _maxout_back(rows * by_layer[i], notes.layers[i], weights, f"layer{i}", slopes)
            wide[lines.firsts, :width] = 0
            wide[lines.lasts, 2 * width :] = 0
            rows = rows + wide[:, width : 2 * width]
            rows[:-1] += wide[1:, :width]
            rows[1:] += wide[:-1, 2 * width :]
        rows = rows * by_place
        slopes["case"] = _gathered(rows, lines.without_case, len(weights["case"]))
        words = _gathered(rows, lines.at, len(lines.words))
        self._look_up_back(_maxout_back(words, notes.mix, weights, "mix", slopes) * by_input, notes, slopes)
        return slopes

    def _look_up_back(self, inputs: Floats, notes: Notes, slopes: dict[str, Floats]) -> None:
        at = 0
        for name in TABLES:
            table = self.weights[name]
            slopes[name] = _gathered(inputs[:, at : at + table.shape[1]], getattr(notes.sight, name), len(table))
            at += table.shape[1]
        filters = self.weights["filters.weight"]
        _letters_back(inputs[:, at : at + filters.shape[1]], notes, self.weights, slopes)

    def hidden(self, sight: Sight, counts: Floats) -> Sight:
        """Return `sight` with things hidden; `counts` are how often each row of the table of words was met."""
        drops, rng, size = self._drops, self._rng, len(sight.words)
        share = drops.words + (1 - drops.words) * drops.rare / (drops.rare + counts[sight.words])
        words = np.where(rng.random(size) < share, 0, sight.words)
        shown = (rng.random((size, 1)) >= drops.lists) & (rng.random(sight.marks.shape) >= drops.marks)
        vectors = sight.vectors * (rng.random((size, 1)) >= drops.vectors)
        return Sight(
            words, sight.beginnings, sight.endings, sight.shapes, sight.letters, as_floats(vectors),
            as_floats(sight.marks * shown),
        )  # fmt: skip

    def _dropped(self, rows: Floats, masks: list[Floats]) -> Floats:
        share = self._drops.units
        mask = as_floats(self._rng.random(rows.shape, dtype=np.float32) >= share) / np.float32(1 - share)
        masks.append(mask)
        return rows * mask


def loss_of(
    scores: Floats, transitions: Floats, lines: Lines, sentences: Sequence[Sentence]
) -> tuple[float, Doubles, Doubles]:
    """Return how unlikely the right tags are (negative log), and how that grows with the scores and the transitions."""
    right = np.concatenate([tags_of(sentence) for sentence in sentences])
    chain = Chain(scores, transitions, lines.lengths)
    places = np.arange(len(right))
    wrong = chain.tags()
    wrong[places, right] -= 1
    after = np.nonzero(~lines.firsts)[0]
    steps = chain.pairs()
    np.add.at(steps, (right[after - 1], right[after]), -1)
    likely = float(scores[places, right].sum(dtype=np.float64) + transitions[right[after - 1], right[after]].sum())
    return chain.log_total - likely, wrong, steps * ALLOWED


def tags_of(sentence: Sentence) -> Places:
    """Return the places in TAGS of the tags of `sentence`."""
    tags = np.full(len(sentence.words), AT["O"], dtype=np.intp)
    for name in sentence.names:
        if name.last - name.first == 1:
            tags[name.first] = AT[f"S-{name.label}"]
        else:
            tags[name.first : name.last] = AT[f"I-{name.label}"]
            tags[name.first], tags[name.last - 1] = AT[f"B-{name.label}"], AT[f"E-{name.label}"]
    return tags


class Updates:
    """Changes weights in place by their slopes (Adam), and keeps their running average."""

    def __init__(self, weights: dict[str, Floats], *, decay: float, longest: float, memory: float) -> None:
        self._weights = weights
        self._decay = decay
        self._longest = longest
        self._memory = memory
        self._mean = {name: np.zeros_like(values) for name, values in weights.items()}
        self._square = {name: np.zeros_like(values) for name, values in weights.items()}
        self._count = 0
        self.average: Weights = {name: values.copy() for name, values in weights.items()}

    def step(self, slopes: Weights, rate: float) -> None:
        """Take a step of `rate` against `slopes`; what is longer than `longest` all in all is cut to that."""
        self._count += 1
        length = math.sqrt(sum(float(np.vdot(slope, slope)) for slope in slopes.values()))
        scale = np.float32(min(1.0, self._longest / (length + 1e-9)))
        kept = min(self._memory, (1 + self._count) / (10 + self._count))
        of_mean, of_square = np.float32(1 - 0.9**self._count), np.float32(1 - 0.999**self._count)
        for name, values in self._weights.items():
            slope = slopes[name] * scale
            mean, square, average = self._mean[name], self._square[name], self.average[name]
            mean += np.float32(0.1) * (slope - mean)
            square += np.float32(0.001) * (slope * slope - square)
            change = np.float32(rate) * (mean / of_mean) / (np.sqrt(square / of_square) + np.float32(1e-8))
            if values.ndim > 1 and name != "transitions":
                change += np.float32(rate * self._decay) * values
            np.subtract(values, change, out=values)
            average += np.float32(1 - kept) * (values - average)


def _maxout_back(rows: Floats, notes: MaxoutNotes, weights: Weights, name: str, slopes: dict[str, Floats]) -> Floats:
    width = rows.shape[1]
    slopes[f"{name}.gain"] = (rows * notes.even).sum(axis=0)
    slopes[f"{name}.shift"] = rows.sum(axis=0)
    even = rows * weights[f"{name}.gain"]
    shared = notes.even * (even * notes.even).mean(axis=1, keepdims=True)
    highest = notes.spread * (even - even.mean(axis=1, keepdims=True) - shared)
    weight = weights[f"{name}.weight"]
    pieces = np.empty((len(rows), weight.shape[1]), dtype=np.float32)
    for piece in range(weight.shape[1] // width):
        pieces[:, piece * width : (piece + 1) * width] = highest * (notes.winners == piece)
    slopes[f"{name}.weight"] = notes.inputs.T @ pieces
    slopes[f"{name}.bias"] = pieces.sum(axis=0)
    inputs: Floats = pieces @ weight.T
    return inputs


def _letters_back(found: Floats, notes: Notes, weights: Weights, slopes: dict[str, Floats]) -> None:
    rows = notes.sight.letters
    wide, places, highest = notes.letters.wide, notes.letters.places, notes.letters.highest
    count, longest = rows.shape
    width = weights["letters"].shape[1]
    spread = np.zeros((count, longest, found.shape[1]), dtype=np.float32)
    np.put_along_axis(spread, places[:, None], (found * (highest > 0))[:, None], axis=1)
    flat = spread.reshape(count * longest, -1)
    slopes["filters.weight"] = wide.reshape(count * longest, -1).T @ flat
    slopes["filters.bias"] = flat.sum(axis=0)
    windows_ = (flat @ weights["filters.weight"].T).reshape(count, longest, 3 * width)
    known = windows_[:, :, width : 2 * width].copy()
    known[:, :-1] += windows_[:, 1:, :width]
    known[:, 1:] += windows_[:, :-1, 2 * width :]
    known[rows == 0] = 0
    slopes["letters"] = _gathered(known.reshape(-1, width), rows.ravel(), len(weights["letters"]))


def _gathered(rows: Floats, at: Places, count: int) -> Floats:
    """Return the sums of the rows that belong to each of `count` places."""
    sums = np.zeros((count, rows.shape[1]), dtype=np.float32)
    order = np.argsort(at, kind="stable")
    sorted_ = at[order]
    starts: Flags = np.concatenate([[True], sorted_[1:] != sorted_[:-1]])
    sums[sorted_[starts]] = np.add.reduceat(rows[order], np.nonzero(starts)[0], axis=0)
    return sums
