"""Make the recogniser's probabilities mean what they say, and measure whether they do."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.nlp.recogniser import Curve, Curves, Recogniser
from annotator.nlp.training.corpus import Name, Sentence


@dataclass(frozen=True, slots=True)
class Judged:
    """A name that was proposed, how likely it was said to be, and whether it is right."""

    label: str
    probability: float
    is_right: bool


def judge(recogniser: Recogniser, sentences: Sequence[Sentence]) -> list[Judged]:
    """Return every name proposed for `sentences`, held against the names they have."""
    answers = recogniser.names([sentence.words for sentence in sentences])
    return [
        Judged(guess.label, guess.probability, Name(guess.first, guess.last, guess.label) in sentence.names)
        for sentence, guesses in zip(sentences, answers, strict=True)
        for guess in guesses
    ]


def curves(judged: Iterable[Judged]) -> Curves:
    """Fit a curve for each label; with few proposals it stays near no change at all."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.label].append(one)
    return {label: _fitted(group) for label, group in sorted(groups.items())}


def _fitted(group: Sequence[Judged]) -> Curve:
    from scipy.optimize import minimize

    def loss(numbers: npt.NDArray[np.float64]) -> float:
        slope, shift = float(numbers[0]), float(numbers[1])
        curve = Curve(slope, shift)
        missed = sum(
            math.log(max(1e-12, share if one.is_right else 1 - share))
            for one in group
            for share in (curve(one.probability),)
        )
        return -missed + (slope - 1) ** 2 + shift**2

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return Curve(round(float(slope), 4), round(float(shift), 4))


def calibration_error(judged: Sequence[Judged], bins: int = 10) -> float:
    """Return by how much, on the average, what was said differs from what was right (ECE, bins of equal width)."""
    groups: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[min(int(one.probability * bins), bins - 1)].append(one)
    return sum(
        abs(sum(one.probability for one in group) - sum(one.is_right for one in group)) for group in groups.values()
    ) / max(1, len(judged))
