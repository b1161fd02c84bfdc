"""Make the recogniser's probabilities mean what they say, and measure whether they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.nlp.network.chain import Candidate
from annotator.nlp.recogniser import Curve, Curves, Recogniser
from annotator.nlp.training.corpus import Name, Sentence


@dataclass(frozen=True, slots=True)
class Judged:
    """A possible name, how likely it was said to be, whether it is right, and how much that is to count."""

    label: str
    probability: float
    is_right: bool
    weight: float = 1.0


def judge(recogniser: Recogniser, sentences: Sequence[Sentence]) -> list[Judged]:
    """Return every possible name of `sentences` that is worth a thought, held against the names they have."""
    return _judged(recogniser.candidates([sentence.words for sentence in sentences]), sentences)


def _judged(answers: Sequence[Sequence[Candidate]], sentences: Sequence[Sentence]) -> list[Judged]:
    return [
        Judged(one.label, one.probability, Name(one.first, one.last, one.label) in sentence.names)
        for sentence, possible in zip(sentences, answers, strict=True)
        for one in possible
    ]


def errors(bare: Recogniser, sentences: Sequence[Sentence]) -> tuple[float, float]:
    """Return the calibration error of the names proposed, without and with curves.

    Curves are fitted on one half of the sentences and held against the other, in turn.
    """
    raw: list[Judged] = []
    shown: list[Judged] = []
    halves = sentences[::2], sentences[1::2]
    for fitted_on, tried_on in (halves, halves[::-1]):
        lines = [sentence.words for sentence in tried_on]
        fitted = bare.with_curves(curves(judge(bare, fitted_on)))
        raw += _judged(bare.names(lines), tried_on)
        shown += _judged(fitted.names(lines), tried_on)
    return calibration_error(raw), calibration_error(shown)


def curves(judged: Iterable[Judged], caution: float = 1.0) -> Curves:
    """Fit a curve for each label; with few proposals, and the more the `caution`, it stays near no change at all."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.label].append(one)
    return {label: _fitted(group, caution) for label, group in sorted(groups.items())}


def _fitted(group: Sequence[Judged], caution: float) -> Curve:
    from scipy.optimize import minimize

    said = np.clip([one.probability for one in group], 1e-6, 1 - 1e-6)
    odds = np.log(said / (1 - said))
    right = np.array([one.is_right for one in group])
    weights = np.array([one.weight for one in group])

    def loss(numbers: npt.NDArray[np.float64]) -> float:
        slope, shift = float(numbers[0]), float(numbers[1])
        margins = (slope * odds + shift) * np.where(right, 1, -1)
        return float(weights @ np.logaddexp(0, -margins) + caution * ((slope - 1) ** 2 + shift**2))

    slope, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return Curve(round(max(float(slope), 0.0), 4), round(float(shift), 4))


def calibration_error(judged: Sequence[Judged], bins: int = 10) -> float:
    """Return by how much, on the average, what was said differs from what was right (ECE, bins of equal width)."""
    groups: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[min(int(one.probability * bins), bins - 1)].append(one)
    return sum(
        abs(sum(one.probability for one in group) - sum(one.is_right for one in group)) for group in groups.values()
    ) / max(1, len(judged))
