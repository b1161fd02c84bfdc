"""A quote as a person thinks of it: content, who said it, the cue; a view over spans and relations."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import compress
from operator import attrgetter, is_not

from annotator.domain.annotations import View
from annotator.domain.spans import Relation, Span, document_order

_MANY = 3
"""Where more than one span in so many changed, everything is put together anew: that is quicker then."""
_HEAD, _CHILD = attrgetter("head"), attrgetter("child")

QUOTE, SPEAKER, CUE = "QUOTE", "SPEAKER", "CUE"
SAID_BY, CUED_BY, REFERS_TO = "said_by", "cued_by", "refers_to"


@dataclass(frozen=True, slots=True)
class Quote:
    """One QUOTE span with what is linked to it; `speaker`, `cue` and their links are None where missing."""

    content: Span
    speaker: Span | None = None
    cue: Span | None = None
    said_by: Relation | None = None
    cued_by: Relation | None = None

    @property
    def kind(self) -> str:
        """`direct`, `indirect`, `mixed`, or empty where nobody said."""
        return str(self.content.attrs.get("type") or "")

    @property
    def is_closed(self) -> bool:
        """False where the closing or opening mark is missing; indirect quotes count as closed."""
        return self.content.attrs.get("closed") is not False

    @property
    def resolved(self) -> tuple[str, ...]:
        """The full names the speaker resolves to; on a floating quote they stand on the QUOTE itself."""
        for span in (self.speaker, self.content):
            value = span.attrs.get("resolves_to") if span is not None else None
            if isinstance(value, list) and value:
                return tuple(value)
            if isinstance(value, str) and value:
                return (value,)
        return ()

    @property
    def is_complete(self) -> bool:
        """True where someone is known to have said it."""
        return self.speaker is not None or bool(self.resolved)

    @property
    def members(self) -> tuple[Span, ...]:
        """The spans of the frame: content, then speaker and cue where there are any."""
        return tuple(span for span in (self.content, self.speaker, self.cue) if span is not None)


def quotes(spans: Mapping[str, Span], relations: Mapping[str, Relation]) -> list[Quote]:
    """Return the quotes among `spans`, in document order.

    Only live relations count. Where a head has several of a kind, a decided one goes before a suggested one, then the
    id decides, so that the answer does not depend on the order the relations came in.
    """
    first: dict[str, dict[str, Relation]] = {SAID_BY: {}, CUED_BY: {}}
    for link in relations.values():
        if (known := first.get(link.label)) is None or link.child not in spans or not link.is_live:
            continue
        other = known.get(link.head)
        if other is None or (link.is_open, link.id) < (other.is_open, other.id):
            known[link.head] = link
    said_by, cued_by = first[SAID_BY], first[CUED_BY]
    found = []
    for span in sorted((s for s in spans.values() if s.label == QUOTE and s.is_live), key=document_order):
        said, cued = said_by.get(span.id), cued_by.get(span.id)
        found.append(Quote(span, spans[said.child] if said else None, spans[cued.child] if cued else None, said, cued))
    return found


@dataclass(frozen=True, slots=True)
class Frames:
    """The quotes of one view in document order, and the first that each span is content, speaker or cue of."""

    quotes: tuple[Quote, ...]
    by_member: Mapping[str, Quote]

    @classmethod
    def of(cls, view: View) -> Frames:
        """Put the quotes of `view` together."""
        found = quotes(view.spans, view.relations)
        by_member: dict[str, Quote] = {}
        _note_members(by_member, found)
        return cls(tuple(found), by_member)

    def after(self, before: View, after: View, changed: Collection[str]) -> Frames:
        """Return `Frames.of(after)`, quicker: these are of `before`, which differs in the spans `changed`.

        After an edit of a few spans, the same object where nothing of a quote changed; and a quote that did not change
        is the same object.
        """
        if _MANY * len(changed) > len(after.spans):
            return Frames.of(after)
        heads = self._touched(before, after, changed)
        if not heads:
            return self
        links = after.relations.values()
        own = {link.id: link for link in compress(links, map(heads.__contains__, map(_HEAD, links)))}
        spans = {span_id: after.spans[span_id] for link in own.values() if (span_id := link.child) in after.spans}
        spans.update((head, after.spans[head]) for head in heads if head in after.spans)
        anew = [quote for quote in quotes(spans, own) if quote.content.id in heads]
        kept = [quote for quote in self.quotes if quote.content.id not in heads]
        gone = [quote for quote in self.quotes if quote.content.id in heads]
        if not anew and not gone:
            return self
        for quote in anew:
            insort(kept, quote, key=_place)
        unsure = {member.id for quote in (*gone, *anew) for member in quote.members}
        by_member = dict(self.by_member)
        for span_id in unsure:
            by_member.pop(span_id, None)
        _note_members(by_member, kept, unsure)
        return Frames(tuple(kept), by_member)

    @staticmethod
    def _touched(before: View, after: View, changed: Collection[str]) -> frozenset[str]:
        """Return the spans whose quote, where they head one, may be another in `after`."""
        was, now = before.relations, after.relations
        ids = frozenset(changed)
        heads = set(map(_HEAD, compress(now.values(), map(ids.__contains__, map(_CHILD, now.values())))))
        if was is not now:
            others = list(compress(now, map(is_not, map(was.get, now), now.values())))
            gone = was.keys() - now.keys()
            heads.update(link.head for key in (*others, *gone) for link in (was.get(key), now.get(key)) if link)
        heads.update(
            span_id
            for span_id in ids
            if any((span := view.spans.get(span_id)) is not None and span.label == QUOTE for view in (before, after))
        )
        return frozenset(heads)


def _place(quote: Quote) -> tuple[int, int, str, str, str]:
    return document_order(quote.content)


def _note_members(by_member: dict[str, Quote], found: Iterable[Quote], wanted: Collection[str] | None = None) -> None:
    """Note for each span, or for each `wanted` one, the first of `found` that it is a part of."""
    for quote in found:
        for member in (quote.content, quote.speaker, quote.cue):
            if member is not None and (wanted is None or member.id in wanted):
                by_member.setdefault(member.id, quote)


def frame_of(view: View, span_id: str) -> Quote | None:
    """Return the quote that `span_id` is the content, speaker or cue of; the first in document order."""
    for quote in quotes(view.spans, view.relations):
        if any(member.id == span_id for member in quote.members):
            return quote
    return None
