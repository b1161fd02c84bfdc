"""What there is to say about an export: its manifest and its data card are written from this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.domain.agreement import PairwiseAgreement
from annotator.domain.annotations import Answer, Article
from annotator.domain.losses import LossGroup
from annotator.domain.schema import Schema
from annotator.domain.spans import OriginKind, Relation, Span
from annotator.domain.stories import Split

_MACHINES = frozenset((OriginKind.MODEL, OriginKind.RULE, OriginKind.GAZETTEER))


@dataclass(frozen=True, slots=True)
class PartFacts:
    """What a part of a split holds, or all of an export where there is none. Filled while it is written.

    `written` is how many records the format has of them, which are fewer where it leaves any out.
    """

    written: int = 0
    articles: set[str] = field(default_factory=set)
    annotators: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    models: set[tuple[str, str, str]] = field(default_factory=set)
    dates: list[str] = field(default_factory=list)
    agreement: PairwiseAgreement = field(default_factory=PairwiseAgreement)

    def count(
        self,
        article: Article,
        annotator: str | None,
        answer: Answer | None,
        spans: Sequence[Span],
        relations: Iterable[Relation],
    ) -> None:
        """Take in a record."""
        if article.key not in self.articles:
            self.articles.add(article.key)
            self.sources[article.source] += 1
            if article.date:
                self.dates[:] = [min([*self.dates[:1], article.date]), max([*self.dates[1:], article.date])]
        if annotator is not None:
            self.annotators[annotator] += 1
        self.answers[answer.value if answer else ""] += 1
        self.labels.update(span.label for span in spans if span.is_live)
        # Thousands of spans share a few origins, and hashing one takes longer than all else here.
        for origin in {id(span.origin): span.origin for span in spans}.values():
            if origin.kind in _MACHINES:
                self.models.add((origin.kind.value, origin.name, origin.version))
        self.relations.update(link.label for link in relations if link.is_live)

    def to_json(self) -> dict[str, object]:
        """Return the counts, keys in order."""
        return {
            "articles": len(self.articles),
            "records": self.written,
            "annotators": dict(sorted(self.annotators.items())),
            "answers": {answer or "unfinished": count for answer, count in sorted(self.answers.items())},
            "spans": dict(sorted(self.labels.items())),
            "relations": dict(sorted(self.relations.items())),
        }


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What there is to say about an export, for its manifest and its data card. `parts` by train, dev and test."""

    format: str
    version: str
    schema: Schema
    parts: Mapping[str, PartFacts]
    losses: tuple[LossGroup, ...] = ()
    split: Split | None = None
    licence: str = ""
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def models(self) -> list[tuple[str, str, str]]:
        """Kind, name and version of everything that suggested any of it, in order."""
        return sorted(set().union(*(part.models for part in self.parts.values())))
