"""Which spans a person means when they say "merge": those in the selection, or the focused one with its neighbour."""

from __future__ import annotations

from collections import Counter

from annotator.domain.annotations import View
from annotator.domain.quotes import QUOTE
from annotator.domain.spans import Span

_PARAGRAPH_BREAKS = {True: 1, False: 0}
"""How many paragraphs on a neighbour may begin: the next for a quote, its own for anything else."""


def partners(text: str, view: View, focused: Span) -> tuple[Span, ...]:
    """Return the spans to merge with `focused`: those of its label it overlaps, else the next one; empty without any.

    The next one begins in the same paragraph; a quote's may begin in the paragraph after (scheme, rule 12).
    """
    alike = [
        span
        for span in view.spans.values()
        if (span.layer, span.label) == (focused.layer, focused.label) and span.id != focused.id
    ]
    if crossing := tuple(span for span in alike if span.overlaps(*focused.extent)):
        return crossing
    following = next((span for span in alike if span.start >= focused.end), None)
    if following is None:
        return ()
    breaks = sum(not line.strip() for line in text[focused.end : following.start].split("\n")[1:-1])
    crossed = text.count("\n", focused.end, following.start) - breaks
    return (following,) if crossed <= _PARAGRAPH_BREAKS[focused.label == QUOTE] else ()


def selected_alike(view: View, start: int, end: int) -> tuple[Span, ...]:
    """Return the spans in the selection that are of one label, the most frequent one; empty where no two are."""
    inside = view.at(start, end)
    counts = Counter((span.layer, span.label) for span in inside)
    if not counts or counts.most_common(1)[0][1] < 2:
        return ()
    kind = counts.most_common(1)[0][0]
    return tuple(span for span in inside if (span.layer, span.label) == kind)
