"""The curves, and the error that is left: found by leaving each text out of the fit it is measured with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from annotator.nlp.calibration.judge import Text
from annotator.nlp.recogniser import Curves
from annotator.nlp.training.calibrate import Judged, calibration_error, curves

_PARTS = 13  # the articles are few enough to leave out one at a time
_CAUTION = 3.0
"""The rules were written with these articles in sight, so that other articles will not be as kind to them: this holds
a curve back that would say so, and a kind of suggestion seen a dozen times hardly moves."""


@dataclass(frozen=True, slots=True)
class Errors:
    """The calibration error of `count` suggestions, as the components say it and by curves fitted without the text."""

    count: int
    before: float
    after: float


def fitted(texts: Iterable[Text]) -> Curves:
    """Return a curve a kind of suggestion, spans and relations, fitted on all of `texts`."""
    return curves((one for text in texts for one in (*text.judged, *text.relations)), _CAUTION)


def errors(measured: Sequence[Text], besides: Sequence[Text]) -> Errors:
    """Measure the error on the spans of `measured`, each text with curves from the rest of them and all `besides`."""
    before: list[Judged] = []
    after: list[Judged] = []
    parts = min(_PARTS, len(measured))
    for part in range(parts):
        left_out = measured[part::parts]
        rest = [text for i, text in enumerate(measured) if i % parts != part]
        found = fitted([*rest, *besides])
        for text in left_out:
            before += text.judged
            after += (_shown(found, one) for one in text.judged)
    return Errors(len(before), calibration_error(before), calibration_error(after))


def _shown(found: Curves, one: Judged) -> Judged:
    curve: Callable[[float], float] | None = found.get(one.label)
    return one if curve is None else Judged(one.label, curve(one.probability), one.is_right, one.weight)
