"""Where gold and suggestions differ, article by article: what a person looks at after the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.annotations import Article
from annotator.domain.quotes import Quote
from annotator.domain.spans import Span
from annotator.nlp.evaluation.matching import best_pairs, overlap
from annotator.nlp.evaluation.mending import differences, partners
from annotator.nlp.evaluation.scored import Pair, Record


class Difference(StrEnum):
    """How a span differs from the other side: not at all, in extent or label, or it stands on one side only."""

    NONE = "none"
    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Marked:
    """A span of one side, and what is different about it."""

    span: Span
    difference: Difference


@dataclass(frozen=True, slots=True)
class ArticleDifferences:
    """One article's two sides. `quotes` are those found on both sides that say something else of who or how."""

    article: Article
    edits: int
    gold: tuple[Marked, ...]
    suggested: tuple[Marked, ...]
    quotes: tuple[tuple[Quote, Quote], ...]


def worst(pairs: Sequence[tuple[Record, Record]], count: int) -> list[ArticleDifferences]:
    """Return the `count` articles that need the most edits, the worst first; those that need none are left out."""
    needed = [(len(differences(gold, suggested)), i) for i, (gold, suggested) in enumerate(pairs)]
    chosen = sorted((-edits, i) for edits, i in needed if edits)[:count]
    return [_differences(*pairs[i], -edits) for edits, i in chosen]


def _differences(gold: Record, suggested: Record, edits: int) -> ArticleDifferences:
    pair = Pair.of(gold, suggested)
    partner = partners(pair.gold, pair.predicted)
    kinds = {
        (i, j): Difference.NONE if _same(pair.gold[i], pair.predicted[j]) else Difference.CHANGED
        for i, j in partner.items()
    }
    on_left = {i: kind for (i, _), kind in kinds.items()}
    on_right = {j: kind for (_, j), kind in kinds.items()}
    return ArticleDifferences(
        gold.article,
        edits,
        tuple(Marked(span, on_left.get(i, Difference.MISSING)) for i, span in enumerate(pair.gold)),
        (
            *(Marked(span, on_right.get(j, Difference.EXTRA)) for j, span in enumerate(pair.predicted)),
            *(Marked(span, Difference.EXTRA) for span in pair.in_zone),
        ),
        tuple(_quotes(pair)),
    )


def _same(one: Span, other: Span) -> bool:
    return (one.label, one.extent) == (other.label, other.extent)


def _quotes(pair: Pair) -> Iterator[tuple[Quote, Quote]]:
    def likeness(one: Quote, other: Quote) -> float:
        return overlap(one.content.extent, other.content.extent)

    for i, j in best_pairs(pair.gold_quotes, pair.predicted_quotes, likeness, 0.5):
        one, other = pair.gold_quotes[i], pair.predicted_quotes[j]
        if said(one, pair.text) != said(other, pair.text):
            yield one, other


def said(quote: Quote, text: str) -> tuple[str, str, str]:
    """Return what a quote says of itself: its type, the words that name the speaker, and who that is."""
    speaker = text[quote.speaker.start : quote.speaker.end] if quote.speaker else ""
    return quote.kind, speaker, ", ".join(quote.resolved)
