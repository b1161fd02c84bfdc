"""An article, and one annotator's layer over it: the current state that edits change."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, compress
from operator import attrgetter, is_not
from typing import Self

from annotator.domain import text as texts
from annotator.domain.spans import Relation, Span, document_order, in_document_order
from annotator.domain.suggestions import Suggestions

_ID, _START = attrgetter("id"), attrgetter("start")


KEY_LENGTH = 16
"""Hex digits of the hash in an article's public id."""


@dataclass(frozen=True, slots=True)
class Article:
    """A news article. `text` never changes after `normalise`; `sha256` names it.

    `date` is an ISO calendar date or empty. `meta` keeps whatever else the source said. `id` is the
    database's and is 0 before the article is stored.
    """

    text: str
    sha256: str
    title: str = ""
    source: str = ""
    url: str = ""
    date: str = ""
    meta: Mapping[str, object] = field(default_factory=dict)
    id: int = 0

    @classmethod
    def from_raw(
        cls,
        raw: str,
        *,
        title: str = "",
        source: str = "",
        url: str = "",
        date: str = "",
        meta: Mapping[str, object] | None = None,
    ) -> Self:
        """Normalise `raw` and name it. The title defaults to the first line after a dateline, to 120 code points.

        Raises UnicodeEncodeError for a lone surrogate; readers check for that before they call.
        """
        text = texts.normalise(raw)
        return cls(text, texts.sha256(text), title or first_line(without_dateline(text)), source, url, date, meta or {})

    @property
    def key(self) -> str:
        """The public id of the article: the first hex digits of its hash (formats, section 1)."""
        return self.sha256[:KEY_LENGTH]


_DATELINE = re.compile(
    r"""\s*(?: [A-Z]{5,}\b (?:[ ,./()] [\w ,./()]{0,50}?)?                      # JAKARTA, KOMPAS.com
          | [\w.,/() ]{0,40}? \.(?i:com|co\.id|id|net|org) \b [\w ,./()]{0,40}?   # detik.com, Bandung
          | [A-Z][\w .]{1,40}? [ ] \([A-Z]{3}[\w. ]{0,20}\)                      # Denpasar (ANTARA)
        ) [ ](?:-{1,2}|\u2013|\u2014)\s+ (?=[\w"“‘'(])""",
    re.VERBOSE,
)


def without_dateline(text: str) -> str:
    """Return `text` from where its story begins: a title made of "JAKARTA, KOMPAS.com - " would say nothing."""
    match = _DATELINE.match(text)
    return text[match.end() :] if match else text


def first_line(text: str, limit: int = 120) -> str:
    """Return the first line of `text` that says something, cut to `limit` code points, after a word if it can be."""
    line = next((line.strip() for line in text.split("\n") if line.strip()), "")
    if len(line) <= limit:
        return line
    words = line[:limit].rpartition(" ")[0].rstrip()
    return (words or line[: limit - 1]) + "…"


class Answer(StrEnum):
    """How an annotator left an article (formats, section 1: `answer`)."""

    ACCEPT = "accept"
    REJECT = "reject"
    IGNORE = "ignore"


SKIP_NOTE = "skip"
"""The id of the note on an article that says why it was skipped."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A note on a span, or on the whole article where `span_id` is None."""

    id: str
    text: str
    span_id: str | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One annotator's decided spans and relations over one article, with their answer, flag and comments.

    Immutable: `edits.apply` returns the next one. Rejected suggestions stay in it with status REJECTED, so
    that they are not suggested again and the history can show them. Treat the mappings as read-only.
    """

    article_id: int
    annotator: str
    spans: Mapping[str, Span] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)
    comments: Mapping[str, Comment] = field(default_factory=dict)
    answer: Answer | None = None
    is_flagged: bool = False

    @property
    def is_finished(self) -> bool:
        """True once the annotator gave an answer."""
        return self.answer is not None


@dataclass(frozen=True, slots=True)
class View:
    """What an annotator sees: their layer with the open suggestions laid over it, live spans only.

    Spans by id in document order. A relation is in it when both its ends are.
    """

    spans: Mapping[str, Span]
    relations: Mapping[str, Relation]

    @property
    def open_count(self) -> int:
        """How many spans still wait for a decision."""
        return sum(span.is_open for span in self.spans.values())

    def at(self, start: int, end: int) -> list[Span]:
        """Return the spans that overlap `[start, end)`, in document order."""
        return [span for span in self.spans.values() if span.overlaps(start, end)]


def differing(before: View, after: View) -> frozenset[str]:
    """Return the ids of the spans that appeared, changed or went between two views of one article."""
    was, now = before.spans, after.spans
    # By identity first, and without a loop in Python: of thousands of spans nearly all are the very same objects.
    others = compress(now, map(is_not, map(was.get, now), now.values()))
    changed = {span_id for span_id in others if span_id not in was or was[span_id] != now[span_id]}
    changed.update(was.keys() - now.keys())
    return frozenset(changed)


def open_spans(layer: Layer, suggestions: Suggestions | None) -> dict[str, Span]:
    """Return the suggested spans the annotator has not decided about, by id.

    A suggestion is decided when its id is in the layer, or when the layer has the same label on the same words.
    """
    return {} if suggestions is None else _open_among(suggestions.spans, layer)


def open_relations(layer: Layer, suggestions: Suggestions | None) -> dict[str, Relation]:
    """Return the suggested relations the annotator has not decided about, by id, whatever their ends."""
    if suggestions is None:
        return {}
    taken = {(link.label, link.head, link.child) for link in layer.relations.values()}
    return {
        link.id: link
        for link in suggestions.relations
        if link.id not in layer.relations and (link.label, link.head, link.child) not in taken
    }


def view(layer: Layer, suggestions: Suggestions | None) -> View:
    """Lay the open suggestions over the annotator's layer."""
    spans = {span.id: span for span in layer.spans.values() if span.is_live}
    spans.update(open_spans(layer, suggestions))
    ordered = {span.id: span for span in in_document_order(spans.values())}
    return View(ordered, _relations_between(ordered, layer, suggestions))


def view_after(
    seen: View, before: Layer, after: Layer, suggestions: Suggestions | None, changed: Collection[str]
) -> View:
    """Return `view(after, suggestions)`, quicker: `seen` is that of `before`, which differs in the spans `changed`.

    In a long article one edit changes one span of thousands, and may open or close the suggestions around it.
    """
    starts = {span.start for layer in (before, after) for span in map(layer.spans.get, changed) if span is not None}
    suggested = suggestions.spans if suggestions is not None else ()
    # What is looked at for every span is looked at without a loop in Python, as in `differing`.
    close_by = compress(suggested, map(starts.__contains__, map(_START, suggested)))
    themselves = compress(suggested, map(frozenset(changed).__contains__, map(_ID, suggested)))
    near = {span.id: span for span in chain(close_by, themselves)}
    unsure = {*changed, *near}
    decided = [span for span in map(after.spans.get, unsure) if span is not None and span.is_live]
    spans = list(seen.spans.values())
    for span in filter(None, map(seen.spans.get, unsure)):
        del spans[bisect_left(spans, document_order(span), key=document_order)]
    for span in (*decided, *_open_among(tuple(near.values()), after).values()):
        insort(spans, span, key=document_order)
    ordered = dict(zip(map(_ID, spans), spans, strict=True))
    if after.relations == before.relations and ordered.keys() == seen.spans.keys():
        return View(ordered, seen.relations)
    return View(ordered, _relations_between(ordered, after, suggestions))


def _open_among(suggested: Sequence[Span], layer: Layer) -> dict[str, Span]:
    starts = {span.start for span in suggested}
    own = layer.spans.values()
    taken = {span.place for span in compress(own, map(starts.__contains__, map(_START, own)))}
    return {span.id: span for span in suggested if span.id not in layer.spans and span.place not in taken}


def _relations_between(spans: Mapping[str, Span], layer: Layer, suggestions: Suggestions | None) -> dict[str, Relation]:
    relations = {link.id: link for link in layer.relations.values() if link.is_live}
    relations.update(open_relations(layer, suggestions))
    return {link.id: link for link in relations.values() if link.head in spans and link.child in spans}
