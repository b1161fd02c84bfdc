"""Who may have said a quote, and which word of saying may go with it: what the window offers, best first.

The one ranking of speakers, for quotes a model found and for quotes a person made. It ranks what stands in the view:
whom a model resolved a mention to is taken from there, so the model's own answer comes first and needs no second list.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.annotations import View
from annotator.domain.quotes import CUE, SPEAKER, Quote, quotes
from annotator.domain.spans import Span
from annotator.domain.text import paragraphs

PERSON, ORGANISATION, ROLE = "PER", "ORG", "ROLE"

_KINDS = {PERSON: "name", ORGANISATION: "organisation", ROLE: "role"}
_ROLE_GAP = 60
_PARTS = frozenset('.?!,;"“”\n')
_PRONOUN = re.compile(r"\b(?:ia|dia|beliau|mereka|keduanya|ketiganya|pihaknya)\b", re.IGNORECASE)


class Reason(StrEnum):
    """Why a candidate is offered."""

    AT_CUE = "at_cue"
    LAST_SOURCE = "last_source"
    EARLIER_SOURCE = "earlier_source"
    IN_PARAGRAPH = "in_paragraph"
    NAMED = "named"
    SELECTED = "selected"


@dataclass(frozen=True, slots=True)
class SpeakerCandidate:
    """Someone who may have said the quote.

    `start`..`end` is the mention to link, None where the article has no mention at this quote: then only the
    name goes on the quote. `span` is the span that stands there already (a SPEAKER, or a PER to make one from).
    `paragraphs_up` tells of a source how far above the quote they last spoke.
    """

    start: int | None
    end: int | None
    kind: str
    resolves_to: tuple[str, ...]
    reason: Reason
    span: Span | None = None
    paragraphs_up: int | None = None


def speaker_candidates(text: str, view: View, quote: Quote, limit: int = 5) -> list[SpeakerCandidate]:
    """Return who may have said `quote`, best first, one candidate a mention or name, at most `limit`.

    Mentions around the cue first, then the sources of the quotes above (nearest first), then whoever else the
    paragraph or the article names. Words inside a quote are never offered. Pure; safe on any thread.
    """
    found: list[SpeakerCandidate] = []
    places: set[tuple[int | None, int | None]] = set()
    names: set[tuple[str, ...]] = set()
    for candidate in _ranked(text, view, quote):
        place = (candidate.start, candidate.end)
        is_mere_name = candidate.reason in (Reason.LAST_SOURCE, Reason.EARLIER_SOURCE, Reason.NAMED)
        if (place != (None, None) and place in places) or (is_mere_name and candidate.resolves_to in names):
            continue
        places.add(place)
        names.add(candidate.resolves_to)
        found.append(candidate)
        if len(found) == limit:
            break
    return found


def candidate_at(text: str, view: View, start: int, end: int) -> SpeakerCandidate:
    """Return the words `[start, end)`, which a person pointed at, as a candidate: resolved where they are a name."""
    there = [span for span in view.spans.values() if span.extent == (start, end)]
    for span in there:
        if span.label == SPEAKER:
            return _as_speaker(span, Reason.SELECTED)
    for span in there:
        if span.label in (PERSON, ORGANISATION):
            names = (full_name(text, view, span),)
            return SpeakerCandidate(start, end, _KINDS[span.label], names, Reason.SELECTED, span)
    kind = "role" if any(span.label == ROLE for span in there) else "name"
    kind = "pronoun" if _PRONOUN.fullmatch(text, start, end) else kind
    return SpeakerCandidate(start, end, kind, (), Reason.SELECTED)


def cue_candidates(text: str, view: View, quote: Quote, limit: int = 5) -> list[Span]:
    """Return the CUE spans of the quote's own and its neighbouring paragraphs, nearest first."""
    first, last = _paragraph(text, quote.content.start), _paragraph(text, quote.content.end - 1)
    near = [s for s in view.spans.values() if s.label == CUE and first[0] <= s.start and s.end <= last[1]]
    return sorted(near, key=lambda span: _distance(span.extent, quote.content.extent))[:limit]


def full_name(text: str, view: View, mention: Span) -> str:
    """Return the fullest name of the same label whose words include the mention's, else the mention itself."""
    return _Names(text, view).full(mention)


class _Names:
    """The names of an article, each taken apart once: thousands of mentions share a few dozen."""

    def __init__(self, text: str, view: View) -> None:
        self._text = text
        self._words: dict[str, dict[str, frozenset[str]]] = {}
        self._full: dict[tuple[str, str], str] = {}
        self._resolved: dict[str, str] = {}
        for span in view.spans.values():
            if span.label in _KINDS:
                known = self._words.setdefault(span.label, {})
                name = text[span.start : span.end]
                if name not in known:
                    known[name] = frozenset(name.casefold().split())
            elif span.label == SPEAKER and span.attrs.get("kind") in (_KINDS[PERSON], _KINDS[ORGANISATION]):
                resolved = span.attrs.get("resolves_to")
                if isinstance(resolved, list) and len(resolved) == 1:
                    self._resolved[text[span.start : span.end]] = str(resolved[0])

    def full(self, mention: Span) -> str:
        name = self._text[mention.start : mention.end]
        key = (mention.label, name)
        if key not in self._full:
            self._full[key] = self._resolved.get(name) or self._fullest(mention.label, name)
        return self._full[key]

    def _fullest(self, label: str, name: str) -> str:
        best, words = name, frozenset(name.casefold().split())
        count = len(words)
        for other, known in self._words.get(label, {}).items():
            if len(known) > count and words <= known:
                best, count = other, len(known)
        return best


def _ranked(text: str, view: View, quote: Quote) -> Iterator[SpeakerCandidate]:
    everyone = quotes(view.spans, view.relations)
    contents = _merged([other.content.extent for other in everyone])
    names = _Names(text, view)
    sources = _sources_above(text, everyone, quote)
    cue = quote.cue or next(iter(_free_cues(text, view, everyone, quote)), None)
    anchor = cue.extent if cue is not None else quote.content.extent
    here = _paragraph(text, anchor[0])
    mentions = [c for c in _mentions(text, view, names, here, sources) if not _is_inside(c, contents)]
    mentions.sort(key=lambda c: (_distance((c.start or 0, c.end or 0), anchor), c.kind != "name"))
    if cue is not None:
        yield from (c for c in mentions if _distance((c.start or 0, c.end or 0), anchor) <= 40)
    word = text[anchor[0] : anchor[1]].casefold() if cue is not None else ""
    reason = Reason.LAST_SOURCE
    for name, up in sources.items():
        if word.endswith("nya"):
            yield SpeakerCandidate(anchor[0], anchor[1], "clitic", name, reason, paragraphs_up=up)
        else:
            yield SpeakerCandidate(None, None, "name", name, reason, paragraphs_up=up)
        reason = Reason.EARLIER_SOURCE
    yield from mentions
    for span in sorted(view.spans.values(), key=lambda s: _distance(s.extent, anchor)):
        if span.label == PERSON and not _is_within(span.start, span.end, contents):
            yield SpeakerCandidate(None, None, "name", (names.full(span),), Reason.NAMED)


def _free_cues(text: str, view: View, everyone: list[Quote], quote: Quote) -> list[Span]:
    """Return the cues of the quote's paragraph that no quote has yet, nearest first."""
    taken = {other.cue.id for other in everyone if other.cue is not None}
    here = _paragraph(text, quote.content.end - 1)
    near = cue_candidates(text, view, quote, limit=len(view.spans))
    return [span for span in near if span.id not in taken and here[0] <= span.start and span.end <= here[1]]


def _mentions(
    text: str, view: View, names: _Names, here: tuple[int, int], sources: Mapping[tuple[str, ...], int]
) -> Iterator[SpeakerCandidate]:
    inside = [s for s in view.spans.values() if here[0] <= s.start and s.end <= here[1]]
    last = next(iter(sources), ())
    people = [span.start for span in inside if span.label == PERSON]
    for span in inside:
        if span.label == SPEAKER:
            yield _as_speaker(span, Reason.AT_CUE)
    for span in inside:
        if span.label in (PERSON, ORGANISATION):
            resolved = (names.full(span),)
            yield SpeakerCandidate(span.start, span.end, _KINDS[span.label], resolved, Reason.AT_CUE, span)
        elif span.label == ROLE and not _leads_to_name(text, span.end, people):
            yield SpeakerCandidate(span.start, span.end, _KINDS[ROLE], last, Reason.IN_PARAGRAPH, span)
    for match in _PRONOUN.finditer(text, here[0], here[1]):
        yield SpeakerCandidate(match.start(), match.end(), "pronoun", last, Reason.IN_PARAGRAPH)


def _as_speaker(span: Span, reason: Reason) -> SpeakerCandidate:
    value = span.attrs.get("resolves_to")
    names = tuple(value) if isinstance(value, list) else ()
    return SpeakerCandidate(span.start, span.end, str(span.attrs.get("kind") or "name"), names, reason, span)


def _leads_to_name(text: str, end: int, people: list[int]) -> bool:
    """True for the role in "kata *Hakim Ketua* Afrizal Hady": the name behind it is the mention."""
    return any(0 <= start - end <= _ROLE_GAP and not set(text[end:start]) & _PARTS for start in people)


def _sources_above(text: str, everyone: list[Quote], quote: Quote) -> dict[tuple[str, ...], int]:
    """Return who spoke above the quote, the last one first, with how many paragraphs up that was."""
    above = [q for q in everyone if q.content.start < quote.content.start and q.resolved]
    starts = [start for start, _ in paragraphs(text)]
    here = bisect_right(starts, quote.content.start)
    found: dict[tuple[str, ...], int] = {}
    for source in sorted(above, key=lambda q: -q.content.start):
        found.setdefault(source.resolved, here - bisect_right(starts, source.content.start))
    return found


def _paragraph(text: str, offset: int) -> tuple[int, int]:
    return next((p for p in paragraphs(text) if p[0] <= offset <= p[1]), (0, len(text)))


def _is_inside(candidate: SpeakerCandidate, contents: list[tuple[int, int]]) -> bool:
    return _is_within(candidate.start or 0, candidate.end or 0, contents)


def _is_within(start: int, end: int, contents: list[tuple[int, int]]) -> bool:
    index = bisect_right(contents, start, key=lambda extent: extent[0]) - 1
    return index >= 0 and end <= contents[index][1]


def _merged(extents: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the same places as ascending ranges that do not overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(extents):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _distance(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)
