"""Puts the finders together: an article in, suggested zones, quotes, speakers, cues and their relations out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.domain.quotes import CUE, CUED_BY, QUOTE, REFERS_TO, SAID_BY, SPEAKER
from annotator.domain.spans import (
    AttrValue,
    LayerName,
    Origin,
    OriginKind,
    Relation,
    Span,
    Status,
    in_document_order,
    suggested_relation_id,
    suggested_span_id,
)
from annotator.domain.text import paragraphs
from annotator.nlp.quotes.cues import BARE_CUES, is_open_quote_cue
from annotator.nlp.quotes.direct import DirectFinder
from annotator.nlp.quotes.document import Document, Paragraph, Range, sentences
from annotator.nlp.quotes.extents import Extents
from annotator.nlp.quotes.frames import Content, Frame, Kind, Type
from annotator.nlp.quotes.indirect import IndirectFinder
from annotator.nlp.quotes.lexicon import Lexicon
from annotator.nlp.quotes.marks import Mark, Marks, find_marks, joined, pair_marks
from annotator.nlp.quotes.mentions import Known, Reader
from annotator.nlp.quotes.speakers import Bodies, Names, Resolver, heads_in, names_in
from annotator.nlp.quotes.zones import Zone, find_zones

COMPONENT = "quotes"
VERSION = "1"
ZONE = "ZONE"

_NO_CUES = frozenset({"aku"})


@dataclass(frozen=True, slots=True)
class QuoteAnalyser:
    """Finds who said what. Holds nothing of an article, so one serves any number of them, on any thread."""

    lexicon: Lexicon
    with_optional: bool = False
    """Whether to suggest, marked so, what the guideline allows and never asks for (annotation scheme, rule 4)."""

    def analyse(self, text: str, entities: Sequence[Span] = ()) -> tuple[list[Span], list[Relation]]:
        """Return the suggested spans, in document order, and relations of `text`.

        `entities` are what a recogniser found; they help to tell names and are what `refers_to` points at. Without
        any the names are told by their capitals. Never raises on any text; every offset lies inside it. A quote
        lies in one paragraph, but for one that every paragraph opens with a mark (annotation scheme, rule 12).
        """
        lines = paragraphs(text)
        zones = find_zones(text, lines, self.lexicon)
        document = Document.build(text, lines, [(zone.start, zone.end) for zone in zones])
        known = _known(document, entities)
        reader = Reader(document, self.lexicon, known, heads_in(document, self.lexicon))
        names = Names(self.lexicon)
        names.add_all(names_in(document, self.lexicon, reader, known))
        frames = self._frames(document, reader)
        return _Output(text, entities, names).build(zones, frames, document)

    def _frames(self, document: Document, reader: Reader) -> list[Frame]:
        direct = DirectFinder(document, self.lexicon, reader)
        indirect = IndirectFinder(document, self.lexicon, reader, with_optional=self.with_optional)
        open_from: int | None = None
        for number, paragraph in enumerate(document.paragraphs):
            if paragraph.range.first == paragraph.range.last:
                open_from = None
                continue
            # A zone inside a paragraph bounds the marks: no pair reaches over a dateline.
            start = document.tokens[paragraph.range.first].start
            end = document.tokens[paragraph.range.last - 1].end
            marks = pair_marks(find_marks(document.text, start, end, self._is_cue))
            open_from = self._continued(direct, document, number, marks, open_from)
            pairs = tuple(pair for pair in marks.pairs if not direct.taken.overlap(pair.start, pair.end))
            marks = self._rejoined(direct, document, Marks(pairs, marks.lone_openers, marks.lone_closers))
            units = sentences(document, paragraph, [(p.start, p.end) for p in marks.pairs], self.lexicon)
            direct.attributed(paragraph, marks, units)
            lone = self._repair(direct, paragraph, marks, units)
            if open_from is None and lone and self._next_opens(document, number):
                last = lone[-1].start
                open_from = None if marks.pairs and marks.pairs[-1].start > last else last
            for unit in units:
                indirect.sentence(unit, marks.pairs, direct.taken)
            for pair in marks.pairs:
                if not indirect.taken.overlap(pair.start, pair.end):
                    direct.floating(paragraph, pair)
        frames = [frame for frame in (*direct.frames, *indirect.frames) if not _is_inside(frame, direct.spreads)]
        return sorted(frames, key=lambda frame: frame.at)

    def _is_cue(self, word: str) -> bool:
        return word not in _NO_CUES and self.lexicon.cues.get(word) in BARE_CUES

    def _rejoined(self, direct: DirectFinder, document: Document, marks: Marks) -> Marks:
        """Return `marks` with a quote that was opened twice before its cue made one."""
        pairs, left = list(marks.pairs), []
        starts = [pair.start for pair in pairs]
        for mark in marks.lone_openers:
            at = bisect_left(starts, mark.end)
            is_second = at < len(pairs) and not direct.is_term(pairs[at])
            whole = joined(document.text, mark, pairs[at]) if is_second else None
            if whole is None or self._has_cue(document, mark.end, starts[at]):
                left.append(mark)
            else:
                pairs[at] = whole
        return Marks(tuple(pairs), tuple(left), marks.lone_closers)

    def _has_cue(self, document: Document, start: int, end: int) -> bool:
        """True where running text between `start` and `end` has a cue that could end an open quote."""
        within = Range(document.token_at(start), document.token_at(end))
        return any(is_open_quote_cue(document, at, within, self.lexicon) for at in range(*within))

    def _next_opens(self, document: Document, number: int) -> bool:
        """True where the next paragraph goes on with a mark and no zone lies between (quote rules, case a)."""
        if number + 1 >= len(document.paragraphs):
            return False
        after = document.paragraphs[number + 1]
        if after.range.first == after.range.last:
            return False
        marks = find_marks(document.text, after.start, min(after.end, after.start + 40))
        return bool(marks) and not document.text[after.start : marks[0].start].strip() and marks[0].may_open

    def _continued(
        self, direct: DirectFinder, document: Document, number: int, marks: Marks, open_from: int | None
    ) -> int | None:
        """Close, or carry on, a quote that an earlier paragraph left open at `open_from`."""
        if open_from is None:
            return None
        paragraph = document.paragraphs[number]
        first = document.tokens[paragraph.range.first].start
        if marks.pairs and marks.pairs[0].start == first:
            direct.spread(open_from, paragraph, marks.pairs[0])
        elif marks.lone_openers and marks.lone_openers[0].start == first and self._next_opens(document, number):
            return open_from
        return None

    def _repair(self, direct: DirectFinder, paragraph: Paragraph, marks: Marks, units: Sequence[Range]) -> list[Mark]:
        """Mend odd marks (quote rules, cases b and c); return the opening marks that still stand alone."""
        pairs = [pair for pair in marks.pairs if not direct.is_term(pair)]
        starts = [pair.start for pair in pairs]
        left: list[Mark] = []
        for number, mark in enumerate(marks.lone_openers):
            at = bisect_left(starts, mark.start)
            limits = [paragraph.end, *starts[at : at + 1]]
            limits += [other.start for other in marks.lone_openers[number + 1 : number + 2]]
            if not direct.unclosed(paragraph, mark, min(limits)):
                left.append(mark)
        for mark in marks.lone_closers:
            at = bisect_left(starts, mark.start) - 1
            floor = pairs[at].end if at >= 0 else paragraph.start
            direct.unopened(paragraph, mark, floor, units)
        return left


def _is_inside(frame: Frame, spreads: Extents) -> bool:
    """True for what was found within a quote over several paragraphs before its end was known."""
    return any(
        start <= frame.at < end and not any(content.start == start for content in frame.contents)
        for start, end in spreads.within(frame.at, frame.at + 1)
    )


def _known(document: Document, entities: Sequence[Span]) -> list[Known]:
    """Return the entities in tokens, ascending; those outside the tokens (in zones) are left out."""
    found = []
    for span in entities:
        if span.layer is not LayerName.ENTITY:
            continue
        first, last = document.token_at(span.start), document.token_at(span.end)
        if first < last:
            found.append(Known(first, last, span.label))
    return sorted(found, key=lambda known: (known.first, known.last))


class _Output:
    """Turns resolved frames into spans and relations."""

    def __init__(self, text: str, entities: Sequence[Span], names: Names) -> None:
        self._text = text
        self._names = names
        self._targets = _targets(text, entities)
        self._spans: dict[str, Span] = {}
        self._relations: dict[str, Relation] = {}
        self._covered = Extents()

    def build(
        self, zones: Sequence[Zone], frames: Sequence[Frame], document: Document
    ) -> tuple[list[Span], list[Relation]]:
        for zone in zones:
            if zone.start < zone.end:
                self._span((zone.start, zone.end), ZONE, {"kind": zone.kind.value}, 0.95)
        said = Extents()
        for frame in frames:
            for content in frame.contents:
                said.add(content.start, content.end)
        allowed: list[tuple[Frame, Content, tuple[str, ...]]] = []
        resolver = Resolver(self._names, document.text, Bodies.of(document), said)
        group = 0
        last_end = -1
        starts = [p.start for p in document.paragraphs]
        for frame in frames:
            contents = [c for c in frame.contents if self._covered.add(c.start, c.end)]
            may_inherit = not frame.inherits or (last_end >= 0 and _is_next(frame, last_end, starts))
            names = resolver.resolve(frame, may_inherit=may_inherit)
            if frame.mention is not None:
                last_end = max(c.end for c in frame.contents) if frame.contents else frame.mention.end
            elif contents:
                last_end = contents[-1].end if may_inherit else -1
            if not contents:
                if frame.optional is not None:
                    allowed.append((frame, frame.optional, names))
                continue
            if frame.is_group and len(contents) > 1:
                group += 1
            self._frame(frame, contents, names, f"g{group}" if frame.is_group and len(contents) > 1 else None)
        for frame, content, names in allowed:  # after all that is asked for, which goes first
            if self._covered.add(content.start, content.end):
                self._frame(frame, [content], names, None)
        return in_document_order(self._spans.values()), list(self._relations.values())

    def _frame(self, frame: Frame, contents: Sequence[Content], names: Sequence[str], group: str | None) -> None:
        mention = frame.mention
        speaker: Span | None = None
        cue: Span | None = None
        sure = contents[0].score
        if mention is not None:
            attrs: dict[str, AttrValue] = {"kind": mention.kind.value, "resolves_to": list(names)}
            doubt = {Kind.NAME: 0.98, Kind.CLITIC: 0.93, Kind.PRONOUN: 0.92}.get(mention.kind, 0.85)
            speaker = self._span((mention.start, mention.end), SPEAKER, attrs, sure * doubt)
            if names and (target := self._targets.get(names[0])):
                self._relation(REFERS_TO, speaker.id, target, sure * doubt)
        if frame.cue is not None:
            cue = self._span(frame.cue, CUE, {}, sure)
        for content in contents:
            attrs = {"type": content.type.value}
            if content is frame.optional:
                attrs["optional"] = True
            if content.type is not Type.INDIRECT:
                attrs["closed"] = content.closed
            if group is not None:
                attrs["group"] = group
            if frame.via is not None:
                attrs["via"] = frame.via
            if speaker is None and names:
                attrs["resolves_to"] = list(names)
            quote = self._span((content.start, content.end), QUOTE, attrs, content.score)
            if speaker is not None:
                self._relation(SAID_BY, quote.id, speaker.id, content.score)
            if cue is not None:
                self._relation(CUED_BY, quote.id, cue.id, content.score)

    def _span(self, extent: tuple[int, int], label: str, attrs: Mapping[str, AttrValue], score: float) -> Span:
        layer = LayerName.ZONE if label == ZONE else LayerName.QUOTE
        span_id = suggested_span_id(layer, label, *extent)
        made = Span(span_id, *extent, label, layer, attrs, Status.SUGGESTED, _origin(score))
        return self._spans.setdefault(made.id, made)

    def _relation(self, label: str, head: str, child: str, score: float) -> None:
        made = Relation(suggested_relation_id(label, head, child), label, head, child, Status.SUGGESTED, _origin(score))
        self._relations.setdefault(made.id, made)


def _is_next(frame: Frame, last_end: int, starts: Sequence[int]) -> bool:
    """True where an uncued quote stands in the paragraph of the last attributed one, or in the next."""
    return bisect_left(starts, frame.at + 1) - bisect_left(starts, last_end) <= 1


def _origin(score: float) -> Origin:
    return Origin(OriginKind.RULE, COMPONENT, VERSION, round(min(max(score, 0.0), 1.0), 3))


def _targets(text: str, entities: Sequence[Span]) -> dict[str, str]:
    """Map each name to the id of the first person or body written so among the entities."""
    found: dict[str, str] = {}
    for span in sorted(entities, key=lambda s: (s.start, s.end)):
        if span.layer is LayerName.ENTITY and span.label in {"PER", "ORG"}:
            found.setdefault(text[span.start : span.end], span.id)
    return found
