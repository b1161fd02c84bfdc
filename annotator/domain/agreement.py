"""How far annotators agree on where what stands: F1 of one against the other, which needs no count of true negatives.

With exact spans it equals what kappa tends to when nearly every stretch of text is unlabelled (Hripcsak & Rothschild
2005).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import Self

from annotator.domain.spans import Span

_Place = tuple[str, int, int]


@dataclass(slots=True)
class PairwiseAgreement:
    """Adds up, over articles, how many spans each pair of annotators has in common.

    `f1` is over all pairs (micro-averaged); None until two have annotated one article.
    """

    articles: int = 0
    _common: int = 0
    _all: int = 0

    def add(self, layers: Iterable[Iterable[Span]]) -> None:
        """Take in one article with the live spans of each of its annotators."""
        places: list[AbstractSet[_Place]] = [
            {(span.label, span.start, span.end) for span in spans if span.is_live} for spans in layers
        ]
        if len(places) < 2:
            return
        self.articles += 1
        for one, other in combinations(places, 2):
            self._common += len(one & other)
            self._all += len(one) + len(other)

    def take_in(self, other: Self) -> None:
        """Add what `other` has counted, of other articles."""
        self.articles += other.articles
        self._common += other._common
        self._all += other._all

    @property
    def f1(self) -> float | None:
        """Return twice what is in common over what there is, in 0..1."""
        return 2 * self._common / self._all if self._all else None
