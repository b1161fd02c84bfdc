"""When two spans are the same: trimming, overlap, and the best one-to-one matching."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from annotator.domain.spans import Span

Extent = tuple[int, int]
T = TypeVar("T")

_EDGE = frozenset(" \t\n\u00a0\u2028\"“”„‟«»″'‘’‚‛.,;:!?…-–—()[]{}*")
_BAHWA = re.compile(r"bahwa\b", re.IGNORECASE)
_UNIT = re.compile(r"(?:tahun|bulan|tanggal|hari)\s+", re.IGNORECASE)


def overlap(one: Extent, other: Extent) -> float:
    """Return the character intersection over union of two non-empty extents."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    if shared <= 0:
        return 0.0
    return shared / (one[1] - one[0] + other[1] - other[0] - shared)


def strict(text: str, span: Span) -> Extent:
    """Return the extent a strict comparison uses: as marked, but DATE without a leading tahun, bulan, tanggal, hari."""
    if span.label != "DATE":
        return span.extent
    unit = _UNIT.match(text, span.start, span.end)
    return (unit.end(), span.end) if unit and unit.end() < span.end else span.extent


def normalised(text: str, span: Span) -> Extent:
    """Return the extent without outer quote marks, punctuation, spaces and a leading *bahwa*.

    A span of nothing else stays as it is.
    """
    start, end = strict(text, span)
    while True:
        while start < end and text[start] in _EDGE:
            start += 1
        while start < end and text[end - 1] in _EDGE:
            end -= 1
        bahwa = _BAHWA.match(text, start, end)
        if bahwa is None:
            break
        start = bahwa.end()
    return (start, end) if start < end else strict(text, span)


def best_pairs(
    ones: Sequence[T], others: Sequence[T], likeness: Callable[[T, T], float], at_least: float
) -> list[tuple[int, int]]:
    """Match one to one so that as many pairs as possible are `at_least` alike, and among those the likest.

    Returns index pairs, ascending. Pairs of likeness 0 are never matched.
    """
    if not ones or not others:
        return []
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    worth = np.zeros((len(ones), len(others)))
    for i, one in enumerate(ones):
        for j, other in enumerate(others):
            like = likeness(one, other)
            if like > 0 and like >= at_least:
                worth[i, j] = len(ones) + len(others) + like
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if worth[i, j] > 0]
