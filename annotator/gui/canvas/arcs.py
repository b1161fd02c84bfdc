"""Relations as lines in the left gutter: thin and bundled, or in full for the focused frame. None crosses text.

A full arc leaves the gutter only in the gap above a line's chips, runs along it and comes down on its chip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF

from annotator.domain.annotations import View
from annotator.domain.quotes import REFERS_TO, Quote
from annotator.domain.spans import Relation, Span
from annotator.gui.canvas.layout import Flow
from annotator.gui.canvas.lines import pack

MAX_TRACKS = 5


@dataclass(frozen=True, slots=True)
class Bundle:
    """A quote with the spans linked to it, and its track in the gutter: 0 is next to the column."""

    quote: Quote
    start: int
    end: int
    track: int


@dataclass(frozen=True, slots=True)
class Arc:
    """One relation drawn in full: its way as points, the last one at the target's chip."""

    relation: Relation
    target: Span
    points: tuple[QPointF, ...]


def bundles(quotes: Iterable[Quote]) -> list[Bundle]:
    """Return the linked quotes with a track each, short ones nearest the column."""
    linked = [(quote, *_reach(quote)) for quote in quotes if quote.speaker is not None or quote.cue is not None]
    tracks = pack(
        (quote.content.id, start, end) for quote, start, end in sorted(linked, key=lambda one: one[2] - one[1])
    )
    return [Bundle(quote, start, end, tracks[quote.content.id] % MAX_TRACKS) for quote, start, end in linked]


def bundles_after(before: Sequence[Bundle], quotes: Iterable[Quote]) -> Sequence[Bundle]:
    """Return `bundles(quotes)`, quicker where the same quotes reach as far as in `before`: a decision moves no line."""
    linked = [quote for quote in quotes if quote.speaker is not None or quote.cue is not None]
    if len(linked) != len(before):
        return bundles(linked)
    found = list(before)
    for at, (quote, bundle) in enumerate(zip(linked, before, strict=True)):
        if quote is bundle.quote:
            continue
        if quote.content.id != bundle.quote.content.id or _reach(quote) != (bundle.start, bundle.end):
            return bundles(linked)
        found[at] = replace(bundle, quote=quote)
    return found


def _reach(quote: Quote) -> tuple[int, int]:
    first = last = quote.content.start
    for member in (quote.speaker, quote.cue):
        if member is not None:
            first, last = min(first, member.start), max(last, member.start)
    return first, last + 1


def relations_of(view: View, focused: str, frame: Quote | None) -> list[Relation]:
    """Return the relations to draw in full: the frame's, its speaker's, and any that touches the focused span."""
    ours = (
        {member.id for member in (frame.content, frame.speaker) if member is not None} if frame is not None else set()
    )
    return [link for link in view.relations.values() if link.head in ours or focused in (link.head, link.child)]


def lit_with(view: View, frame: Quote) -> frozenset[str]:
    """Return what a focused quote lights: its parts, and the mentions that its speaker refers to."""
    lit = {member.id for member in frame.members}
    if frame.speaker is not None:
        of = frame.speaker.id
        lit.update(link.child for link in view.relations.values() if link.head == of and link.label == REFERS_TO)
    return frozenset(lit)


class Router:
    """Finds the way of full arcs over one flow.

    With `blocks`, those that show and are laid out, an arc to anywhere else just leaves the picture: painting must
    lay out nothing, since that would move what is painted already.
    """

    def __init__(self, flow: Flow, blocks: range | None = None) -> None:
        self._flow = flow
        self._blocks = blocks

    def track_x(self, track: int) -> float:
        """Return the x of a track in the gutter, left of the column."""
        unit = self._flow.metrics.unit
        return -unit * 3.5 - track * unit * 1.25

    def arcs(self, view: View, relations: Iterable[Relation]) -> list[Arc]:
        """Return the arcs of `relations`; those of one kind to the same span run together as one line."""
        found: dict[tuple[tuple[float, float], ...], Arc] = {}
        tracks: dict[tuple[str, str], int] = {}
        for link in relations:
            head, child = view.spans.get(link.head), view.spans.get(link.child)
            if head is None or child is None or self._side(head) == self._side(child) != 0:
                continue
            track = tracks.setdefault((link.label, link.child), len(tracks))
            points = tuple(self._way(head, child, track))
            found.setdefault(tuple(point.toTuple() for point in points), Arc(link, child, points))
        return list(found.values())

    def anchor(self, span: Span) -> tuple[float, float, float]:
        """Return where an arc meets `span`: x of its chip, y of the chip's top, y of the gap above its line."""
        flow = self._flow
        if self._blocks is not None and (side := self._side(span)):
            outside = self._blocks.start if side < 0 else self._blocks.stop
            y = flow.tops()[outside] + side * flow.metrics.line_pitch
            return 0.0, y, y
        block, line, top = flow.line_of(span.start)
        for chip in line.chips:
            if chip.span is not None and chip.span.id == span.id:
                rect = line.chip_rect(chip, flow.metrics)
                return rect.left() + min(rect.width() / 2, flow.metrics.unit * 2), top + rect.top(), top + line.top
        x = flow.x_at(block, line, span.start) + flow.metrics.unit
        return x, top + line.text_top, top + line.top

    def _side(self, span: Span) -> int:
        """Return -1 for a span above the blocks that show, 1 for one below, 0 among them."""
        index = self._flow.index_at(span.start)
        if self._blocks is None or index in self._blocks:
            return 0
        return -1 if index < self._blocks.start else 1

    def _way(self, head: Span, child: Span, index: int) -> Iterable[QPointF]:
        step = self._flow.metrics.arc_gap / 3
        shift = step * (1 + index % 2)
        from_x, from_y, from_gap = self.anchor(head)
        to_x, to_y, to_gap = self.anchor(child)
        yield QPointF(from_x, from_y)
        yield QPointF(from_x, from_gap + shift)
        if from_gap != to_gap:
            x = self.track_x(0) - (index % MAX_TRACKS) * step * 1.5
            yield QPointF(x, from_gap + shift)
            yield QPointF(x, to_gap + shift)
        yield QPointF(to_x, to_gap + shift)
        yield QPointF(to_x, to_y)
