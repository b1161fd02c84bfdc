"""The consistency check: what in an annotated article contradicts itself, its text or the label set.

Every rule is a pure function over one view; `Labels` collects over many articles which words have which labels. Only
what a person decided is held against them: suggestions that are still open are looked at, never complained about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.domain.annotations import View
from annotator.domain.edits import Edit, Relabel, RemoveSpan, Resize, SetAttribute, Unlink
from annotator.domain.errors import N_, Message
from annotator.domain.quotes import CUE, QUOTE, SPEAKER, Quote, quotes
from annotator.domain.schema import Schema
from annotator.domain.spans import LayerName, Relation, Span
from annotator.domain.text import paragraphs

_OPENING, _CLOSING = '“„«‟"', '”»"'
_EDGES = " \t\n\u00a0,;:!?…–—-.“”„‟«»\"'‘’"
_PAIRED = {")": "(", "]": "["}
_MOST_PLACES = 20
_LONGEST = 40


class Severity(StrEnum):
    """How much a finding matters: an error contradicts the label set, a warning is likely so, the rest may be right."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Rule(StrEnum):
    """What can be wrong; the value is its name in the command line and in what is remembered."""

    WRONG_END = "wrong-end"
    OVERLAP = "overlap"
    EDGE = "edge"
    TWO_LABELS = "two-labels"
    CORPUS_LABELS = "two-labels-corpus"
    SAYING = "saying"
    NO_SPEAKER = "no-speaker"
    UNCLOSED = "unclosed"
    NO_CUE = "no-cue"


SEVERITIES = {
    Rule.WRONG_END: Severity.ERROR,
    Rule.OVERLAP: Severity.ERROR,
    Rule.EDGE: Severity.WARNING,
    Rule.TWO_LABELS: Severity.WARNING,
    Rule.CORPUS_LABELS: Severity.WARNING,
    Rule.SAYING: Severity.WARNING,
    Rule.NO_SPEAKER: Severity.WARNING,
    Rule.UNCLOSED: Severity.WARNING,
    Rule.NO_CUE: Severity.INFO,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that looks wrong in `text[start:end]`, in a sentence; `fix` is the edit that mends it, where one does.

    `key` names it for as long as the place and the words stay what they are, so that it can be set aside.
    """

    rule: Rule
    start: int
    end: int
    message: Message
    span_id: str | None = None
    fix: Edit | None = None

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return SEVERITIES[self.rule]

    @property
    def key(self) -> str:
        """What it is remembered under; not by how often it is otherwise elsewhere, which other articles change."""
        said = (str(value) for name, value in sorted(self.message.params.items()) if name != "count")
        return ":".join((self.rule.value, str(self.start), str(self.end), *said))


def check(
    text: str,
    view: View,
    sayings: Sequence[tuple[int, int]],
    *,
    schema: Schema | None = None,
    relations: Iterable[Relation] = (),
) -> list[Finding]:
    """Return what looks wrong in one article, in document order.

    `sayings` are the places of words of saying (`services.ports.SayingWords`). `relations` are those of the layer:
    one that has lost an end is in no view.
    """
    frames = quotes(view.spans, view.relations)
    found = [
        *_wrong_ends(view, {**view.relations, **{link.id: link for link in relations}}, schema),
        *_overlaps(text, view),
        *_edges(text, view),
        *_two_labels(text, view),
        *_unsaid(text, view, sayings),
        *_quotes(text, frames),
    ]
    return sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule))


# --- one article -------------------------------------------------------------------------------------------


def _wrong_ends(view: View, relations: Mapping[str, Relation], schema: Schema | None) -> Iterator[Finding]:
    for link in relations.values():
        if link.is_open or not link.is_live:
            continue
        head, child = view.spans.get(link.head), view.spans.get(link.child)
        known = schema.relation(link.label) if schema is not None else None
        there = head or child
        start, end = there.extent if there is not None else (0, 1)
        if head is None or child is None:
            said = Message(N_("A link {relation} has lost one of its ends."), {"relation": link.label})
        elif known is not None and (head.label not in known.heads or child.label not in known.children):
            said = Message(
                N_("A link {relation} may not tie {head} to {child}."),
                {"relation": link.label, "head": head.label, "child": child.label},
            )
        else:
            continue
        yield Finding(Rule.WRONG_END, start, end, said, there.id if there is not None else None, Unlink(link.id))


def _overlaps(text: str, view: View) -> Iterator[Finding]:
    """Entities lie beside each other; of two that do not, the shorter is likely the mistake."""
    last: Span | None = None
    for span in _decided(view, LayerName.ENTITY):
        if last is not None and span.start < last.end:
            shorter, longer = sorted((last, span), key=lambda one: (one.end - one.start, one.start))
            said = {
                "one": f"{shorter.label} “{_words(shorter, text)}”",
                "other": f"{longer.label} “{_words(longer, text)}”",
            }
            yield Finding(
                Rule.OVERLAP, shorter.start, shorter.end, Message(N_("{one} overlaps {other}."), said), shorter.id,
                RemoveSpan(shorter.id),
            )  # fmt: skip
        if last is None or span.end > last.end:
            last = span


def _edges(text: str, view: View) -> Iterator[Finding]:
    for span in view.spans.values():
        if span.is_open or span.layer is LayerName.ZONE:
            continue
        start, end = _trimmed(text, span)
        if (start, end) == span.extent:
            continue
        said = Message(
            N_("{label} “{words}” begins or ends with a space or a sign."),
            {"label": span.label, "words": _words(span, text)},
        )
        fix = Resize(span.id, start, end) if start < end else RemoveSpan(span.id)  # nothing but signs is no name
        yield Finding(Rule.EDGE, span.start, span.end, said, span.id, fix)


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """Return the extent without what does not belong to a name; what was said only loses white space."""
    is_name = span.layer is LayerName.ENTITY or span.label in (SPEAKER, CUE)
    edges = _EDGES if is_name else " \t\n\u00a0"
    start, end = span.extent
    while start < end and text[start] in edges:
        start += 1
    while end > start:
        last = text[end - 1]
        opens = _PAIRED.get(last)
        if last == "." and _is_short_form(text[start:end]):
            break
        if last not in edges and not (is_name and opens is not None and opens not in text[start:end]):
            break
        end -= 1
    if is_name and text[start:end].startswith("(") and ")" not in text[start:end]:
        start += 1
    return start, end


def _is_short_form(words: str) -> bool:
    """True for "S.H.", "Tbk." and "Jr.": the full stop belongs to them."""
    last = words.rsplit(None, 1)[-1][:-1]
    return "." in last or len(last) <= 3


def _two_labels(text: str, view: View) -> Iterator[Finding]:
    """The same words with two labels in one article: the rarer is likely the mistake; of two as frequent, the later."""
    by_words: dict[str, list[Span]] = {}
    for span in _decided(view, LayerName.ENTITY):
        by_words.setdefault(text[span.start : span.end], []).append(span)
    for words, spans in by_words.items():
        counts = Counter(span.label for span in spans)
        if len(counts) < 2:
            continue
        usual = counts.most_common(1)[0][0]
        for span in spans:
            if span.label != usual:
                said = {"words": _short(words), "label": span.label, "other": usual, "count": counts[usual]}
                message = Message(N_("“{words}” is {label} here and {other} elsewhere ({count})."), said)
                fix = Relabel(span.id, usual, LayerName.ENTITY)
                yield Finding(Rule.TWO_LABELS, span.start, span.end, message, span.id, fix)


def _unsaid(text: str, view: View, sayings: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """A word of saying in a paragraph that holds no quote, outside of zones, in an article that has been worked on."""
    if not any(not span.is_open for span in view.spans.values()):
        return
    taken = [span for span in view.spans.values() if span.label in (QUOTE, CUE) or span.layer is LayerName.ZONE]
    lines = paragraphs(text)
    starts = [start for start, _ in lines]
    busy = {at for span in taken for at in range(*_lines(starts, span))}
    told: set[int] = set()
    for start, end in sayings:
        at = bisect_right(starts, start) - 1
        if at >= 0 and at not in busy and at not in told:
            told.add(at)
            said = Message(N_("“{words}” says something, but the paragraph has no quote."), {"words": text[start:end]})
            yield Finding(Rule.SAYING, start, end, said)


def _lines(starts: Sequence[int], span: Span) -> tuple[int, int]:
    """Return the half-open range of paragraphs that `span` touches."""
    return max(bisect_right(starts, span.start) - 1, 0), bisect_right(starts, span.end - 1)


def _quotes(text: str, frames: Iterable[Quote]) -> Iterator[Finding]:
    for quote in frames:
        content = quote.content
        if content.is_open:
            continue
        words = {"words": _words(content, text)}
        start, end = content.extent
        if not quote.is_complete and not content.attrs.get("optional"):
            yield Finding(Rule.NO_SPEAKER, start, end, Message(N_("Nobody said “{words}”."), words), content.id)
        if quote.cue is None and quote.speaker is not None:
            yield Finding(Rule.NO_CUE, start, end, Message(N_("“{words}” has no word of saying."), words), content.id)
        if text[start] in _OPENING and quote.is_closed and not _closes(text, start, end):
            fix: Edit = SetAttribute(content.id, "closed", value=False)
            if text[end : end + 1] and text[end] in _CLOSING:
                fix = Resize(content.id, start, end + 1)
            said = Message(N_("“{words}” opens and never closes."), words)
            yield Finding(Rule.UNCLOSED, start, end, said, content.id, fix)


def _closes(text: str, start: int, end: int) -> bool:
    return any(char in _CLOSING for char in text[start + 1 : end])


def _decided(view: View, layer: LayerName) -> Iterator[Span]:
    return (span for span in view.spans.values() if span.layer is layer and not span.is_open)


def _words(span: Span, text: str) -> str:
    return _short(text[span.start : min(span.end, span.start + 2 * _LONGEST)].strip('“”"'))


def _short(words: str) -> str:
    line = re.sub(r"\s+", " ", words)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"


# --- many articles -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Labels:
    """Which labels the same words have over many articles, with the first places of each; flat in memory."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    places: dict[tuple[str, str], list[tuple[int, str, Span]]] = field(default_factory=dict)

    def add(self, article_id: int, annotator: str, text: str, view: View) -> None:
        """Count the decided entities of one article."""
        for span in _decided(view, LayerName.ENTITY):
            words = text[span.start : span.end]
            self.counts.setdefault(words, Counter())[span.label] += 1
            some = self.places.setdefault((words, span.label), [])
            if len(some) < _MOST_PLACES:
                some.append((article_id, annotator, span))

    def findings(self) -> Iterator[tuple[int, str, Finding]]:
        """Yield article, annotator and finding wherever words have another label than at most other places."""
        for words, counts in sorted(self.counts.items()):
            (usual, most), *others = counts.most_common()
            for label, count in others:
                if count * 4 > most:  # not a slip: words that have two meanings
                    continue
                said = {"words": _short(words), "label": label, "other": usual, "count": most}
                message = Message(N_("“{words}” is {label} here and {other} at {count} other places."), said)
                for article_id, annotator, span in self.places[words, label]:
                    fix = Relabel(span.id, usual, LayerName.ENTITY)
                    finding = Finding(Rule.CORPUS_LABELS, span.start, span.end, message, span.id, fix)
                    yield article_id, annotator, finding
