"""How good suggestions are: gold and predictions brought together by their texts, and scored."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.jobs import Report
from annotator.domain.schema import Schema
from annotator.domain.suggestions import ModelInfo
from annotator.services.articles import Source
from annotator.services.ports import IncomingRecord, OutgoingRecord, ReadJob, Suggester
from annotator.services.progress import Meter, never, unreported

Figures = Mapping[str, Any]
"""The figures of the annotation scheme ("How quality is scored"), as plain dictionaries and numbers."""


class Scorer(Protocol):
    """Compares pairs of gold and prediction over the same text."""

    def __call__(self, pairs: Sequence[tuple[OutgoingRecord, OutgoingRecord]]) -> Figures:
        """Return the figures."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures, what they are about, and what could not be compared.

    `missing` gold articles have no prediction and count as nothing found; `extra` predictions have no gold and do not
    count. `problems` are rows that were refused. `model` is None where the predictions came from a file. `pairs` are
    what was compared, gold first.
    """

    figures: Figures
    articles: int
    missing: int = 0
    extra: int = 0
    model: ModelInfo | None = None
    problems: tuple[Problem, ...] = ()
    pairs: tuple[tuple[OutgoingRecord, OutgoingRecord], ...] = ()


@dataclass(slots=True)
class _Pile:
    """Records by the hash of their text; of several about one text the first counts."""

    records: dict[str, OutgoingRecord] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Evaluate:
    """Scores predictions against gold."""

    def __init__(self, source: Source, schema: Schema, scorer: Scorer) -> None:
        self._source = source
        self._schema = schema
        self._scorer = scorer

    def gold(self, paths: Sequence[Path]) -> tuple[tuple[OutgoingRecord, ...], tuple[Problem, ...]]:
        """Return the annotated articles in `paths`, and the rows refused. Raises UserError where there is no gold."""
        pile = self._gold(paths)
        return tuple(pile.records.values()), tuple(pile.problems)

    def against_file(self, gold: Sequence[Path], predicted: Sequence[Path]) -> Evaluation:
        """Score the spans and relations in `predicted`, decided or suggested. Raises UserError without gold."""
        right, found = self._gold(gold), self._read(predicted)
        extra = len(found.records.keys() - right.records.keys())
        return self._scored(right, found, None, extra)

    def against_model(self, gold: Sequence[Path], suggester: Suggester, *, report: Report = unreported) -> Evaluation:
        """Let the model suggest for the gold's texts and score that. Raises UserError without gold or model."""
        right = self._gold(gold)
        found = _Pile()
        meter = Meter(len(right.records), report, never)
        waiting = deque(right.records.items())
        for answer in suggester.suggest(record.article.text for record in right.records.values()):
            sha256, record = waiting.popleft()
            if isinstance(answer, Problem):
                found.problems.append(Problem(answer.what, answer.todo, answer.file or record.article.title))
            else:
                found.records[sha256] = OutgoingRecord(record.article, None, None, answer.spans, answer.relations)
            meter.advance()
        return self._scored(right, found, suggester.model, 0)

    def _scored(self, gold: _Pile, found: _Pile, model: ModelInfo | None, extra: int) -> Evaluation:
        pairs = [
            (record, found.records.get(sha256) or OutgoingRecord(record.article, None, None, (), ()))
            for sha256, record in gold.records.items()
        ]
        missing = len(gold.records.keys() - found.records.keys())
        problems = (*gold.problems, *found.problems)
        return Evaluation(self._scorer(pairs), len(pairs), missing, extra, model, problems, tuple(pairs))

    def _gold(self, paths: Sequence[Path]) -> _Pile:
        pile = self._read(paths)
        if not any(record.spans for record in pile.records.values()):
            why = pile.problems[0].what if pile.problems else Message(N_("No article in it has an annotation."))
            raise UserError(
                N_("There is no gold to score against: {reason}"),
                N_("Name a Kutip JSONL file with annotated articles."),
                file=", ".join(map(str, paths)),
                reason=why,
            )
        return pile

    def _read(self, paths: Sequence[Path]) -> _Pile:
        pile = _Pile()
        for item in self._source.read(paths, ReadJob(self._schema)):
            if not isinstance(item, Problem):
                pile.records.setdefault(item.article.sha256, _whole(item))
            elif item.is_refusal:
                pile.problems.append(item)
        return pile


def _whole(record: IncomingRecord) -> OutgoingRecord:
    """Return the record with its suggestions among its annotations; the scorer passes over rejected ones."""
    suggested = record.suggested
    spans = record.spans + (suggested.spans if suggested else ())
    relations = record.relations + (suggested.relations if suggested else ())
    return OutgoingRecord(record.article, record.annotator, record.answer, spans, relations)
