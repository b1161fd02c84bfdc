"""Which entity labels are taken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.domain.spans import LayerName, Span
from annotator.nlp.evaluation.figures import Confusion
from annotator.nlp.evaluation.matching import best_pairs, overlap
from annotator.nlp.evaluation.scored import Pair

_NONE = ""


def confusion(pairs: Sequence[Pair]) -> Confusion:
    """Count the labels of entities that overlap, each span with its best partner; see `Confusion`."""
    counts: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        gold, suggested = _entities(pair.gold), _entities(pair.predicted)
        partner = dict(best_pairs(gold, suggested, _likeness, 0.0))
        found = set(partner.values())
        counts.update((span.label, suggested[partner[i]].label) for i, span in enumerate(gold) if i in partner)
        counts.update((span.label, _NONE) for i, span in enumerate(gold) if i not in partner)
        counts.update((_NONE, span.label) for j, span in enumerate(suggested) if j not in found)
    labels = tuple(sorted({label for pair in counts for label in pair} - {_NONE}))
    sides = (*labels, _NONE)
    return Confusion(labels, tuple(tuple(counts[row, column] for column in sides) for row in sides))


def _likeness(one: Span, other: Span) -> float:
    """The overlap; of two as good, the one with the same label."""
    shared = overlap(one.extent, other.extent)
    return shared + (1e-6 if shared and one.label == other.label else 0.0)


def _entities(spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if span.layer is LayerName.ENTITY]
