"""Which spans a person means when they say "merge": those in the selection, or the focused one with its neighbour."""

from __future__ import annotations

from collections import Counter

from annotator.domain.annotations import View
from annotator.domain.quotes import QUOTE
from annotator.domain.spans import Span

_WORDS_BETWEEN = 5
"""So many words may lie between two parts of one name; what is farther away is another name."""


def partners(text: str, view: View, focused: Span) -> tuple[Span, ...]:
    """Return the spans to merge with `focused`: those of its label it overlaps, else the next one; empty without any.

    The next part of a quote may begin in the paragraph after (scheme, rule 12); that of a name begins a few words on in
    its own, with no other span of the layer between, which would be swallowed.
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
    if focused.label != QUOTE:
        between = text[focused.end : following.start]
        is_near = "\n" not in between and len(between.split()) <= _WORDS_BETWEEN
        is_free = not any(
            span.layer is focused.layer and focused.end <= span.start < following.start for span in view.spans.values()
        )
        return (following,) if is_near and is_free else ()
    breaks = sum(not line.strip() for line in text[focused.end : following.start].split("\n")[1:-1])
    crossed = text.count("\n", focused.end, following.start) - breaks
    return (following,) if crossed <= 1 else ()


def selected_alike(view: View, start: int, end: int) -> tuple[Span, ...]:
    """Return the spans in the selection that are of one label, the most frequent one; empty where no two are."""
    inside = view.at(start, end)
    counts = Counter((span.layer, span.label) for span in inside)
    if not counts or counts.most_common(1)[0][1] < 2:
        return ()
    kind = counts.most_common(1)[0][0]
    return tuple(span for span in inside if (span.layer, span.label) == kind)
