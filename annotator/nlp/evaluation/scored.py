"""One article as the scoring sees it: what counts, what is optional, and what lies in a zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from annotator.domain.annotations import Article
from annotator.domain.quotes import CUE, CUED_BY, QUOTE, SAID_BY, SPEAKER, Quote, quotes
from annotator.domain.spans import LayerName, Relation, Span, in_document_order
from annotator.nlp.evaluation.matching import Extent, overlap

OPTIONAL_AT = 0.5
"""A prediction that covers an optional item this well (character IoU) counts neither way."""


class Record(Protocol):
    """What is scored: `services.ports.OutgoingRecord` is one, and so is `Scored`."""

    @property
    def article(self) -> Article:
        """The article, the same on both sides."""

    @property
    def spans(self) -> Sequence[Span]:
        """Its spans, in any order; rejected ones are passed over."""

    @property
    def relations(self) -> Sequence[Relation]:
        """Its relations."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The smallest `Record`."""

    article: Article
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """One article's gold and predicted spans that count, by document order, and what was set aside.

    `in_zone` are predictions that reach into a gold zone. Relations are those between spans that count.
    """

    text: str
    gold: tuple[Span, ...]
    predicted: tuple[Span, ...]
    gold_links: tuple[Relation, ...]
    predicted_links: tuple[Relation, ...]
    gold_quotes: tuple[Quote, ...]
    predicted_quotes: tuple[Quote, ...]
    optional: tuple[Span, ...]
    zones: tuple[Extent, ...]
    in_zone: tuple[Span, ...]

    @classmethod
    def of(cls, gold: Record, predicted: Record) -> Pair:
        """Sort out what counts. Raises ValueError where the two are about different texts."""
        if gold.article.sha256 != predicted.article.sha256:
            raise ValueError(f"article {gold.article.key} was compared with article {predicted.article.key}")
        gold_live = _live(gold.spans)
        predicted_live = _live(predicted.spans)
        zones = tuple(span.extent for span in gold_live.values() if span.layer is LayerName.ZONE)

        counted = {i: s for i, s in gold_live.items() if s.layer is not LayerName.ZONE and not _within(s, zones)}
        optional = _with_frame(
            {i: s for i, s in counted.items() if s.attrs.get("optional") is True}, counted, gold.relations
        )
        required = {i: s for i, s in counted.items() if i not in optional}

        shown = {i: s for i, s in predicted_live.items() if s.layer is not LayerName.ZONE}
        allowed = {i: s for i, s in shown.items() if s.attrs.get("optional") is True}
        allowed = _with_frame(allowed, shown, predicted.relations) if allowed else {}
        shown = {i: s for i, s in shown.items() if i not in allowed}
        in_zone = {i: s for i, s in shown.items() if _within(s, zones)}
        outside = {i: s for i, s in shown.items() if i not in in_zone}
        needed = {(s.label, s.start, s.end) for s in required.values()}
        excused = {
            i: s
            for i, s in outside.items()
            if (s.label, s.start, s.end) not in needed
            and any(s.label == o.label and overlap(s.extent, o.extent) >= OPTIONAL_AT for o in optional.values())
            and not any(s.label == r.label and overlap(s.extent, r.extent) >= OPTIONAL_AT for r in required.values())
        }
        excused = _with_frame(excused, outside, predicted.relations)
        kept = {i: s for i, s in outside.items() if i not in excused}
        return cls(
            text=gold.article.text,
            gold=tuple(in_document_order(required.values())),
            predicted=tuple(in_document_order(kept.values())),
            gold_links=_between(gold.relations, required),
            predicted_links=_between(predicted.relations, kept),
            gold_quotes=tuple(quotes(required, {link.id: link for link in gold.relations})),
            predicted_quotes=tuple(quotes(kept, {link.id: link for link in predicted.relations})),
            optional=tuple(in_document_order(optional.values())),
            zones=zones,
            in_zone=tuple(in_document_order(in_zone.values())),
        )


def _live(spans: Sequence[Span]) -> dict[str, Span]:
    return {span.id: span for span in spans if span.is_live}


def _within(span: Span, zones: Sequence[Extent]) -> bool:
    return any(span.overlaps(*zone) for zone in zones)


def _with_frame(
    chosen: Mapping[str, Span], spans: Mapping[str, Span], relations: Sequence[Relation]
) -> dict[str, Span]:
    """Add the speakers and cues that belong to `chosen` quotes and to no other quote."""
    heads: dict[str, list[str]] = {}
    for link in relations:
        if link.is_live and link.label in (SAID_BY, CUED_BY) and link.head in spans:
            heads.setdefault(link.child, []).append(link.head)
    frame = {
        child: spans[child]
        for child, quoting in heads.items()
        if child in spans
        and spans[child].label in (SPEAKER, CUE)
        and all(head in chosen and spans[head].label == QUOTE for head in quoting)
    }
    return {**chosen, **frame}


def _between(relations: Sequence[Relation], spans: Mapping[str, Span]) -> tuple[Relation, ...]:
    return tuple(link for link in relations if link.is_live and link.head in spans and link.child in spans)
