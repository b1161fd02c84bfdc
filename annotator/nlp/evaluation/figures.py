"""The figures of a report, each with its interval, and how counts per article become them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt

Counts = dict[str, float]
"""What one article adds to each named count; a name that is missing adds nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with the bounds of its 95% bootstrap interval; all None where there was nothing to measure."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class PrecisionRecall:
    """Precision, recall and F1 in 0..1 with the counts they rest on."""

    gold: int
    predicted: int
    matched: int
    precision: Figure
    recall: Figure
    f1: Figure


@dataclass(frozen=True, slots=True)
class SpanScore:
    """How well the spans of one label are found, by four measures of being the same. `normalised` is the headline."""

    strict: PrecisionRecall
    normalised: PrecisionRecall
    overlap_50: PrecisionRecall
    overlap_80: PrecisionRecall


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The suggestions with a score from `low` up to `high`: how many, their mean score, the share that was right."""

    low: float
    high: float
    count: int
    mean_score: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether a score of 0.9 means right nine times in ten: the expected calibration error, and its bins."""

    ece: Figure
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """Which entity labels are taken for which, where gold and suggested spans overlap.

    `counts[i][j]` spans are `labels[i]` in the gold and `labels[j]` as suggested; the last column are gold spans that
    nothing suggested overlaps, the last row suggested ones that overlap nothing.
    """

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class SourceScore:
    """The headlines over the articles of one source."""

    articles: int
    overall: SpanScore
    entities: SpanScore
    quotes: SpanScore
    who_said_what: PrecisionRecall


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one evaluation. Shares are 0..1; `nonquotes_highlighted` is per 100, edits are per article.

    `sources` by the article's source, "" for articles that name none.
    """

    articles: int
    labels: Mapping[str, SpanScore]
    entities: SpanScore
    overall: SpanScore
    quote_types: Mapping[str, SpanScore]
    quote_tokens: PrecisionRecall
    type_accuracy: Figure
    closed_accuracy: Figure
    speaker_mention_accuracy: Figure
    resolved_speaker_accuracy: Figure
    pronouns_resolved: Figure
    who_said_what: PrecisionRecall
    nonquotes_highlighted: Figure
    in_zones: int
    calibration: Calibration
    calibration_by: Mapping[str, Calibration]
    edits: Figure
    edits_from_nothing: Figure
    sources: Mapping[str, SourceScore]
    confusion: Confusion
    resamples: int = 0
    seed: int = 0
    kept_back: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return plain dictionaries and lists, numbers rounded to four places."""
        return {key: _plain(value) for key, value in asdict(self).items()}


class Bootstrap:
    """Counts per article, and figures over them with intervals from resampling whole articles.

    The same `seed` draws the same articles, so that two systems on the same gold are compared on the same draws.
    Over a single article there is no interval: every draw would be that article.
    """

    def __init__(self, articles: Sequence[Counts], resamples: int, seed: int) -> None:
        import numpy as np

        self._articles = articles
        count = len(articles)
        random = np.random.default_rng(seed)
        shares = np.full(count, 1 / count) if count else np.empty(0)
        self._draws: npt.NDArray[Any] = (
            random.multinomial(count, shares, size=resamples) if count > 1 and resamples else np.zeros((0, count))
        )

    def ratio(self, above: str, below: str, *, scale: float = 1.0) -> Figure:
        """Return the sum of `above` over the sum of `below`, times `scale`."""
        top, tops = self._sums(above)
        bottom, bottoms = self._sums(below)
        return self._figure(_divide(top * scale, bottom), [
            _divide(t * scale, b) for t, b in zip(tops, bottoms, strict=True)
        ])  # fmt: skip

    def mean(self, name: str) -> Figure:
        """Return the mean of `name` over the articles."""
        top, tops = self._sums(name)
        count = len(self._articles)
        return self._figure(_divide(top, count), [_divide(t, count) for t in tops])

    def precision_recall(self, name: str) -> PrecisionRecall:
        """Return the measures over `name/matched`, `name/predicted` and `name/gold`."""
        matched, matches = self._sums(f"{name}/matched")
        predicted, predictions = self._sums(f"{name}/predicted")
        gold, golds = self._sums(f"{name}/gold")
        f1s = [_divide(2 * m, p + g) for m, p, g in zip(matches, predictions, golds, strict=True)]
        return PrecisionRecall(
            round(gold), round(predicted), round(matched),
            self.ratio(f"{name}/matched", f"{name}/predicted"),
            self.ratio(f"{name}/matched", f"{name}/gold"),
            self._figure(_divide(2 * matched, predicted + gold), f1s),
        )  # fmt: skip

    def calibration(self, bins: int, name: str = "bin") -> Calibration:
        """Return the calibration over the counts `<name>/<i>/count`, `.../score` and `.../right`."""
        import numpy as np

        parts = [[self._sums(f"{name}/{i}/{part}") for part in ("count", "score", "right")] for i in range(bins)]
        total = sum(part[0][0] for part in parts)
        off = sum(abs(part[1][0] - part[2][0]) for part in parts)
        totals = np.sum([part[0][1] for part in parts], axis=0)
        offs = np.sum([np.abs(part[1][1] - part[2][1]) for part in parts], axis=0)
        ece = self._figure(_divide(off, total), [_divide(o, t) for o, t in zip(offs, totals, strict=True)])
        return Calibration(ece, tuple(
            CalibrationBin(i / bins, (i + 1) / bins, round(count), score / count, right / count)
            for i, ((count, _), (score, _), (right, _)) in enumerate(parts) if count
        ))  # fmt: skip

    def total(self, name: str) -> int:
        """Return the sum of `name`."""
        return round(self._sums(name)[0])

    def _sums(self, name: str) -> tuple[float, npt.NDArray[Any]]:
        import numpy as np

        column = np.array([counts.get(name, 0.0) for counts in self._articles])
        return float(column.sum()), self._draws @ column

    @staticmethod
    def _figure(value: float | None, resampled: Sequence[float | None]) -> Figure:
        import numpy as np

        known = [draw for draw in resampled if draw is not None]
        if value is None or not known:
            return Figure(value)
        low, high = np.percentile(known, [2.5, 97.5])
        return Figure(value, float(low), float(high))


def _divide(above: float, below: float) -> float | None:
    return float(above / below) if below else None


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
