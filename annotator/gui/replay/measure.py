"""Measures what an annotation costs in keys: every gold article with the model's suggestions, and from a blank page.

Opens nothing itself: it is handed windows that stand open, and steps through their queues with the keys a person has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from annotator.domain.annotations import Article, View
from annotator.domain.effort import Difference, Lack
from annotator.domain.errors import N_, UserError
from annotator.domain.jobs import Report
from annotator.domain.schema import Schema
from annotator.gui.main_window import MainWindow
from annotator.gui.replay.hands import Hands, wait_until
from annotator.gui.replay.ideal import Correction, IdealAnnotator
from annotator.services.ports import OutgoingRecord
from annotator.services.progress import Meter, never

Compare = Callable[[OutgoingRecord, OutgoingRecord], list[Difference]]
"""What still differs between gold (first) and an annotation of the same text."""


@dataclass(frozen=True, slots=True)
class ArticleEffort:
    """What one article took. `spent` are the keys of each correction, those of finding the place among them.

    `is_equal`: what lies in the database afterwards differs from gold in nothing that counts. `is_undone`: undo to
    the start gave the first state back, and redo to the end the last.
    """

    key: str
    title: str
    corrections: int
    keys: int
    spent: tuple[Correction, ...]
    left: tuple[Difference, ...]
    is_undone: bool

    @property
    def is_equal(self) -> bool:
        """True where nothing is left to mend."""
        return not self.left


@dataclass(frozen=True, slots=True)
class _Visit:
    """What one article took, before anyone looked at what came of it; `first` is how it looked at the start."""

    article_id: int
    first: View
    corrections: int
    keys: int
    spent: tuple[Correction, ...]


@dataclass(slots=True)
class Effort:
    """The figures of one replay (key map, "Budget")."""

    suggested: list[ArticleEffort] = field(default_factory=list)
    blank: list[ArticleEffort] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    pointer_events: int = 0

    def to_json(self) -> dict[str, object]:
        """Return the figures as plain values; times in milliseconds.

        `keys` are all that were pressed: those for corrections, finding the place among them, one an article to finish
        it, and `keys_before`: one to have letters below the words from then on, one an article whose sure suggestions
        are accepted first. Keys a correction leave the last two out.
        """
        keys, keys_blank = (sum(one.keys for one in way) for way in (self.suggested, self.blank))
        spent = [correction.keys for one in self.suggested for correction in one.spent]
        return {
            "articles": len(self.suggested),
            "corrections": sum(one.corrections for one in self.suggested),
            "keys": keys,
            "keys_blank": keys_blank,
            "keys_before": keys - round(sum(spent)) - len(self.suggested),
            "ratio": round(keys / keys_blank, 4) if keys_blank else None,
            "keys_per_correction_median": round(median(spent), 2) if spent else None,
            "keys_per_correction_mean": round(sum(spent) / len(spent), 2) if spent else None,
            "keys_by_kind": self._by_kind(),
            "pointer_events": self.pointer_events,
            "latency_p50_ms": _percentile(self.milliseconds, 50),
            "latency_p95_ms": _percentile(self.milliseconds, 95),
            "unequal": sum(not one.is_equal for one in self.suggested),
            "unequal_blank": sum(not one.is_equal for one in self.blank),
            "not_undone": sum(not one.is_undone for one in (*self.suggested, *self.blank)),
            "by_article": [
                {
                    "id": one.key,
                    "title": one.title,
                    "corrections": one.corrections,
                    "keys": one.keys,
                    "keys_blank": blank.keys,
                    "left": [str(difference.lack) for difference in one.left],
                }
                for one, blank in zip(self.suggested, self.blank, strict=True)
            ],
        }

    def _by_kind(self) -> dict[str, dict[str, object]]:
        """Return how many corrections of each kind there were, and what they took."""
        found: dict[Lack, list[float]] = {}
        for correction in (correction for one in self.suggested for correction in one.spent):
            found.setdefault(correction.lack, []).append(correction.keys)
        return {
            lack.value: {"corrections": len(found[lack]), "median": round(median(found[lack]), 2),
                         "mean": round(sum(found[lack]) / len(found[lack]), 2)}
            for lack in Lack if lack in found
        }  # fmt: skip


class Measure:
    """One replay over the articles of `gold`. Runs on the thread of the window and lets its events through."""

    def __init__(self, gold: Sequence[OutgoingRecord], compare: Compare, schema: Schema) -> None:
        self._gold: Mapping[str, OutgoingRecord] = {record.article.sha256: record for record in gold}
        self._compare = compare
        self._schema = schema

    @property
    def articles(self) -> tuple[Article, ...]:
        """What has to lie in the window's database, without annotations."""
        return tuple(record.article for record in self._gold.values())

    def run(self, window: MainWindow, effort: Effort, *, has_model: bool, report: Report) -> None:
        """Annotate every article at `window` and add what it took to `effort`, with a model or from a blank page.

        Raises UserError where an article never opens or never gets its suggestions.
        """
        meter = Meter(len(self._gold), report, never)
        hands = Hands(window)
        found: dict[str, _Visit] = {}
        while len(found) < len(self._gold):
            record = self._next(window, found, has_model=has_model)
            found[record.article.sha256] = self._annotate(window, hands, record)
            meter.advance()
        if has_model:
            effort.milliseconds.extend(hands.milliseconds)
        there_and_back = Hands(window)  # going back is no part of the effort
        for sha256, record in self._gold.items():
            one = self._looked_over(window, there_and_back, record, found[sha256])
            (effort.suggested if has_model else effort.blank).append(one)
        effort.pointer_events += hands.pointer_events + there_and_back.pointer_events

    def _next(self, window: MainWindow, found: Mapping[str, _Visit], *, has_model: bool) -> OutgoingRecord:
        """Return the gold of the article that lies open, once it is ready to be worked on."""
        desk = window.desk
        if not wait_until(lambda: desk.session is not None and desk.session.article.sha256 not in found):
            raise UserError(N_("The next article did not open."), N_("Try again with fewer articles."))
        if has_model and not wait_until(lambda: desk.session is not None and desk.session.suggestions is not None):
            raise UserError(N_("The model gave no suggestions."), N_("Look at kutip doctor."))
        session = desk.session
        if session is None or session.article.sha256 not in self._gold:
            raise UserError(N_("An article opened that is not in the gold."), N_("Try again."))
        return self._gold[session.article.sha256]

    def _annotate(self, window: MainWindow, hands: Hands, gold: OutgoingRecord) -> _Visit:
        session = window.desk.session
        if session is None:
            raise AssertionError("no article is open")

        def lacking(view: View) -> list[Difference]:
            return self._differences(gold, view)

        article_id, first = session.article.id, session.view
        corrections = len(lacking(first))
        began = hands.keys
        spent = IdealAnnotator(window, hands, self._schema, lacking).correct()
        hands.act("article.finish")
        return _Visit(article_id, first, corrections, hands.keys - began, tuple(spent))

    def _looked_over(self, window: MainWindow, hands: Hands, gold: OutgoingRecord, visit: _Visit) -> ArticleEffort:
        """Read what is in the database, undo it to the start and redo it to the end."""
        window.walk.open(visit.article_id)
        last = window.desk.view
        left = self._differences(gold, last)
        while _can(window, "edit.undo"):
            hands.act("edit.undo")
        is_first = window.desk.view == visit.first
        while _can(window, "edit.redo"):
            hands.act("edit.redo")
        return ArticleEffort(
            gold.article.key, gold.article.title, visit.corrections, visit.keys, visit.spent, tuple(left),
            is_undone=is_first and window.desk.view == last,
        )  # fmt: skip

    def _differences(self, gold: OutgoingRecord, view: View) -> list[Difference]:
        current = OutgoingRecord(gold.article, None, None, tuple(view.spans.values()), tuple(view.relations.values()))
        return self._compare(gold, current)


def _can(window: MainWindow, action_id: str) -> bool:
    return window.actions_[action_id].isEnabled()


def _percentile(values: Sequence[float], share: int) -> float | None:
    return round(quantiles(values, n=100, method="inclusive")[share - 1], 1) if len(values) > 1 else None
