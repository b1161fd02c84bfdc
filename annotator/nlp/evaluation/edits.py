"""How many edits an ideal annotator needs to turn suggestions into the gold: the price of a model's mistakes."""

from __future__ import annotations

from annotator.domain.quotes import CUED_BY, QUOTE, SAID_BY, SPEAKER
from annotator.domain.spans import Relation, Span
from annotator.nlp.evaluation.matching import best_pairs, overlap
from annotator.nlp.evaluation.scored import Pair

_ATTRIBUTES = {QUOTE: ("type", "closed", "resolves_to"), SPEAKER: ("resolves_to",)}
_DEFAULTS: dict[str, object] = {"closed": True, "resolves_to": []}
_LINKS = (SAID_BY, CUED_BY)


def edits_needed(pair: Pair) -> int:
    """Return the least edits: accepting is free ("accept all and finish" is one key for the whole article).

    One edit each: reject a span, add one, resize or relabel one, set an attribute, link, unlink, link to another.
    """
    partner = partners(pair.gold, pair.predicted)
    spans = sum(_mending(pair.gold[i], pair.predicted[j]) for i, j in partner.items())
    spans += len(pair.gold) - len(partner) + len(pair.predicted) - len(partner)
    return spans + _attributes_of_new(pair, partner) + _links(pair, partner)


def edits_from_nothing(pair: Pair) -> int:
    """Return the edits the same annotator needs without any suggestion: what the model saves is the difference."""
    return len(pair.gold) + _attributes_of_new(pair, {}) + len(_linked(pair.gold_links))


def partners(gold: tuple[Span, ...], predicted: tuple[Span, ...]) -> dict[int, int]:
    """Say which suggestion becomes which gold span, by their positions."""

    def likeness(one: Span, other: Span) -> float:
        if one.layer is not other.layer:
            return 0.0
        if one.label == other.label:
            return 1 + overlap(one.extent, other.extent) if one.overlaps(*other.extent) else 0.0
        return 1.0 if one.extent == other.extent else 0.0

    return dict(best_pairs(gold, predicted, likeness, 0.0))


def _mending(gold: Span, predicted: Span) -> int:
    wrong = sum(_value(gold, name) != _value(predicted, name) for name in _ATTRIBUTES.get(gold.label, ()))
    return (gold.label != predicted.label) + (gold.extent != predicted.extent) + wrong


def _attributes_of_new(pair: Pair, partner: dict[int, int]) -> int:
    return sum(
        _value(span, name) != _DEFAULTS.get(name)
        for i, span in enumerate(pair.gold)
        if i not in partner
        for name in _ATTRIBUTES.get(span.label, ())
    )


def _links(pair: Pair, partner: dict[int, int]) -> int:
    becomes = {pair.predicted[j].id: pair.gold[i].id for i, j in partner.items()}
    wanted = {(link.label, link.head): link.child for link in _linked(pair.gold_links)}
    made = {
        (link.label, becomes[link.head]): becomes[link.child]
        for link in _linked(pair.predicted_links)
        if link.head in becomes and link.child in becomes  # with a rejected end the link goes by itself
    }
    return sum(wanted.get(key) != made.get(key) for key in wanted.keys() | made.keys())


def _linked(links: tuple[Relation, ...]) -> list[Relation]:
    return [link for link in links if link.label in _LINKS]


def _value(span: Span, name: str) -> object:
    value = span.attrs.get(name)
    if value is None:
        return _DEFAULTS.get(name)
    return sorted(value) if isinstance(value, list) else value
