"""Which suggestions are right: what their scores are held against."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.domain.quotes import SPEAKER
from annotator.domain.spans import Relation, Span
from annotator.nlp.evaluation.matching import Extent, normalised, overlap
from annotator.nlp.evaluation.scored import Pair


def judged_spans(pair: Pair) -> Iterator[tuple[Span, bool]]:
    """Yield every suggested span that counts, and whether the gold has it.

    Extents are compared as the headline does; a speaker is right where it names the same words as one of the gold
    (`is_same_mention`), since role and name are marked in some articles and the bare name in others.
    """
    right = {(span.label, normalised(pair.text, span)) for span in pair.gold}
    speakers = [span.extent for span in pair.gold if span.label == SPEAKER]
    for span in pair.predicted:
        if span.label == SPEAKER:
            yield span, any(is_same_mention(span.extent, extent) for extent in speakers)
        else:
            yield span, (span.label, normalised(pair.text, span)) in right


def judged_relations(pair: Pair) -> Iterator[tuple[Relation, bool]]:
    """Yield suggested relations between spans that count, and whether the gold ties the same two spans so.

    Of a relation that the article's gold nowhere has, nobody knows whether it was looked for.
    """
    gold = {span.id: span for span in pair.gold}
    found = {span.id: span for span in pair.predicted}
    known = [(link.label, gold[link.head], gold[link.child]) for link in pair.gold_links]
    asked = {label for label, _head, _child in known}
    for link in (link for link in pair.predicted_links if link.label in asked):
        head, child = found[link.head], found[link.child]
        yield (
            link,
            any(
                link.label == label and _is_same(pair.text, head, one) and _is_same(pair.text, child, other)
                for label, one, other in known
            ),
        )


def is_same_mention(one: Extent, other: Extent) -> bool:
    """True where both mark the same words; role + name and the bare name inside it are the same mention."""
    is_part = (one[0] <= other[0] and other[1] <= one[1]) or (other[0] <= one[0] and one[1] <= other[1])
    return is_part or overlap(one, other) >= 0.5


def _is_same(text: str, one: Span, other: Span) -> bool:
    if one.label == other.label == SPEAKER:
        return is_same_mention(one.extent, other.extent)
    return one.label == other.label and normalised(text, one) == normalised(text, other)
