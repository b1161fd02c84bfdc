"""The layers of the network, and the notes they take for the way back. Widths follow from the weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.nlp.network.arrays import Flags, Floats, Places, Weights, as_floats

_TINY = np.float32(1e-5)


@dataclass(frozen=True, slots=True)
class MaxoutNotes:
    """What a maxout layer saw: its inputs, which piece was highest, and the output before gain and shift."""

    inputs: Floats
    winners: npt.NDArray[np.int8]
    even: Floats
    spread: Floats


def maxout(inputs: Floats, weights: Weights, name: str) -> Floats:
    """Return the highest of several linear pieces at each place, evened out over its row (layer normalisation)."""
    gain = weights[f"{name}.gain"]
    width = len(gain)
    flat: Floats = inputs @ weights[f"{name}.weight"]
    flat += weights[f"{name}.bias"]
    rows = flat[:, :width].copy()
    for start in range(width, flat.shape[1], width):
        np.maximum(rows, flat[:, start : start + width], out=rows)
    # In place, and sums as products: most of the time that suggestions take is spent here.
    share = np.full(width, 1 / width, dtype=np.float32)
    rows -= (rows @ share)[:, None]
    rows *= 1 / np.sqrt(np.einsum("ij,ij->i", rows, rows)[:, None] / np.float32(width) + _TINY)
    rows *= gain
    rows += weights[f"{name}.shift"]
    return rows


def noted_maxout(inputs: Floats, weights: Weights, name: str) -> tuple[Floats, MaxoutNotes]:
    """Return the same with what the way back needs."""
    pieces = _pieces(inputs, weights, name)
    winners = pieces.argmax(axis=0).astype(np.int8)
    even, spread = _evened(pieces.max(axis=0))
    return even * weights[f"{name}.gain"] + weights[f"{name}.shift"], MaxoutNotes(inputs, winners, even, spread)


def _pieces(inputs: Floats, weights: Weights, name: str) -> Floats:
    """Return the linear pieces, a table each."""
    flat = inputs @ weights[f"{name}.weight"]
    flat += weights[f"{name}.bias"]
    return flat.reshape(len(inputs), -1, len(weights[f"{name}.gain"])).swapaxes(0, 1)


def _evened(rows: Floats) -> tuple[Floats, Floats]:
    """Return rows of mean 0 and variance 1, and what they were multiplied by."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    spread = 1 / np.sqrt(np.einsum("ij,ij->i", rows, rows)[:, None] / rows.shape[1] + _TINY)
    return rows * spread, spread


def windows(rows: Floats, firsts: Flags, lasts: Flags) -> Floats:
    """Return each row between its neighbours on the line; zeros stand before the first and after the last."""
    width = rows.shape[1]
    wide = np.empty((len(rows), 3 * width), dtype=np.float32)
    wide[1:, :width] = rows[:-1]
    wide[firsts, :width] = 0
    wide[:, width : 2 * width] = rows
    wide[:-1, 2 * width :] = rows[1:]
    wide[lasts, 2 * width :] = 0
    return wide


@dataclass(frozen=True, slots=True)
class LetterNotes:
    """What the layer over letters saw: windows of letters, where each filter was highest, and how high."""

    wide: Floats
    places: Places
    highest: Floats


def letters(rows: Places, weights: Weights) -> tuple[Floats, LetterNotes]:
    """Return what filters over three letters at a time find in each word at most, nothing below 0."""
    table = weights["letters"]
    known = table[rows]
    known[rows == 0] = 0
    edge = np.zeros((len(rows), 1, table.shape[1]), dtype=np.float32)
    wide = np.concatenate(
        [np.concatenate([edge, known[:, :-1]], axis=1), known, np.concatenate([known[:, 1:], edge], axis=1)], axis=2
    )
    found = (wide.reshape(-1, wide.shape[2]) @ weights["filters.weight"] + weights["filters.bias"]).reshape(
        len(rows), rows.shape[1], -1
    )
    places = found.argmax(axis=1)
    highest = np.take_along_axis(found, places[:, None], axis=1)[:, 0]
    return np.maximum(highest, as_floats(0)), LetterNotes(wide, places, highest)
