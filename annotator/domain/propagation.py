"""One decision put on all the same words: what was decided, where else it would hold, and the edit it is there.

Never over a decision of the annotator's own: a place they decided about, accepted or rejected, is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.annotations import Layer, View
from annotator.domain.antecedents import antecedents, is_bound, mention_of, resolved_names
from annotator.domain.candidates import ORGANISATION, PERSON, full_name
from annotator.domain.edits import Accept, AddSpan, Edit, Link, Reject, Relabel, SetAttribute
from annotator.domain.quotes import CUE, QUOTE, REFERS_TO, SPEAKER
from annotator.domain.spans import LayerName, Origin, OriginKind, Span, linked, made_span_id
from annotator.domain.text import sha256

PROPAGATED = Origin(OriginKind.PROPAGATED)

_BLOCK = 512
_LONGEST_KEY = 200
_FEWEST = 3
"""How long an alias has to be to be looked for; shorter ones ("JK") only where they are a word of capitals."""


class Kind(StrEnum):
    """What was decided about a span."""

    LABEL = "label"
    REJECTION = "rejection"
    WHO = "who"


class Change(StrEnum):
    """What the decision would do to a place."""

    ADD = "add"
    ACCEPT = "accept"
    RELABEL = "relabel"
    REJECT = "reject"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to put elsewhere. `forms` are the words and their aliases, the words first; `names` is for WHO.

    A `is_bound` one is about a pronoun or a -nya: who is meant depends on the place, so it has no forms to look for.
    """

    kind: Kind
    label: str
    layer: LayerName
    forms: tuple[str, ...]
    names: tuple[str, ...] = ()
    is_bound: bool = False

    @property
    def words(self) -> str:
        """The words it was made on."""
        return self.forms[0]

    @property
    def key(self) -> str:
        """What names the decision, so that what was refused of it is not offered again."""
        return self._key_of(self.words)

    @property
    def keys(self) -> tuple[str, ...]:
        """The same, and what names it where it was made on another form: what was refused then stays refused."""
        return tuple(map(self._key_of, self.forms))

    def _key_of(self, words: str) -> str:
        """Return a short name: a zone may be a whole paragraph, more than a database looks up."""
        name = "|".join((self.kind.value, self.label, words, *self.names))
        return name if len(name) <= _LONGEST_KEY else sha256(name)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One place the decision would hold, and the edits it is there."""

    start: int
    end: int
    change: Change
    edits: tuple[Edit, ...]
    was: str = ""
    """The label that stands there, for RELABEL."""


def decision_on(text: str, view: View, span: Span, aliases: Mapping[str, str]) -> Decision | None:
    """Return what `span` says that may hold elsewhere: its label, for a speaker whom it resolves to; None for nothing.

    A quote is said once, so nothing of it holds elsewhere; nor does anything of white space. `aliases` gives the full
    names of well-known short ones.
    """
    words = text[span.start : span.end]
    if span.label == QUOTE or words.isspace():
        return None
    if span.label != SPEAKER:
        return Decision(Kind.LABEL, span.label, span.layer, (words, *_other_forms(text, view, span, aliases)))
    names = resolved_names(span)
    if not names:
        return None
    bound = is_bound(text, span)
    known = () if bound or len(names) > 1 else (*_short_for(names[0], aliases), names[0])
    forms = tuple(dict.fromkeys((words, *known)))
    return Decision(Kind.WHO, SPEAKER, span.layer, forms, names, bound)


def decision_against(text: str, span: Span) -> Decision:
    """Return that `span` was rejected, which may hold for the same label on the same words elsewhere."""
    return Decision(Kind.REJECTION, span.label, span.layer, (text[span.start : span.end],))


def proposals(text: str, layer: Layer, view: View, decision: Decision) -> list[Proposal]:
    """Return where else the decision would hold in this article, in document order. Pure; safe on any thread.

    Zones are left out, and so is every place where a span of the same layer was decided about by the annotator, where
    the same was rejected, and where a longer suggestion has the words in it ("Putin" in "Vladimir Putin").
    """
    match decision.kind:
        case Kind.LABEL:
            return list(_labelled(text, layer, view, decision))
        case Kind.REJECTION:
            return [
                Proposal(span.start, span.end, Change.REJECT, (Reject((span.id,)),))
                for span in view.spans.values()
                if span.is_open and span.label == decision.label and text[span.start : span.end] in decision.forms
            ]
        case Kind.WHO:
            return list(_resolved(text, view, decision))


def edits_of(chosen: Iterable[Proposal]) -> tuple[Edit, ...]:
    """Return the edits of several places, in their order."""
    return tuple(edit for proposal in chosen for edit in proposal.edits)


def _labelled(text: str, layer: Layer, view: View, decision: Decision) -> Iterator[Proposal]:
    standing = _Places(span for span in view.spans.values() if span.layer is decision.layer)
    zones = _Places(span for span in view.spans.values() if span.layer is LayerName.ZONE)
    refused = {span.place for span in layer.spans.values() if not span.is_live}
    taken = {*layer.spans, *view.spans}
    for match in _pattern(decision.forms).finditer(text):
        start, end = match.span() if decision.label == CUE else match.span(1)
        over = standing.overlapping(start, end)
        place = (decision.layer, decision.label, start, end)
        if place in refused or any(not span.is_open for span in over):
            continue
        if decision.layer is not LayerName.ZONE and zones.overlapping(start, end):
            continue
        same = next((span for span in over if span.place == place), None)
        if same is not None:
            yield Proposal(start, end, Change.ACCEPT, (Accept((same.id,)),))
        elif any(span.extent == (start, end) for span in over):
            other = next(span for span in over if span.extent == (start, end))
            relabelled = Relabel(other.id, decision.label, decision.layer)
            yield Proposal(start, end, Change.RELABEL, (relabelled,), other.label)
        elif all(start <= span.start and span.end <= end for span in over):
            span_id = made_span_id(decision.layer, decision.label, start, end, taken)
            taken.add(span_id)
            added = AddSpan(Span(span_id, start, end, decision.label, decision.layer, origin=PROPAGATED))
            parts = (Reject(tuple(span.id for span in over)),) if over else ()
            yield Proposal(start, end, Change.ADD, (*parts, added))


def _resolved(text: str, view: View, decision: Decision) -> Iterator[Proposal]:
    mention = mention_of(text, view, decision.names)
    if mention is None and not all(name in text for name in decision.names):
        return  # in an article that never names them, the same words mean someone else
    for span in view.spans.values():
        if span.label != SPEAKER or resolved_names(span) == decision.names:
            continue
        if resolved_names(span) and not span.is_open:
            continue
        if decision.is_bound:
            if not is_bound(text, span) or [a.names for a in antecedents(text, view, span, 1)] != [decision.names]:
                continue
        elif text[span.start : span.end] not in decision.forms:
            continue
        edits: list[Edit] = [SetAttribute(span.id, "resolves_to", list(decision.names))]
        if mention is not None:
            edits.append(Link(linked(REFERS_TO, span.id, mention.id), replaces=True))
        yield Proposal(span.start, span.end, Change.RESOLVE, tuple(edits))


def _other_forms(text: str, view: View, span: Span, aliases: Mapping[str, str]) -> list[str]:
    """Return the other names of who is meant: from the table of aliases, and as this article names them."""
    if span.label not in (PERSON, ORGANISATION):
        return []
    words = text[span.start : span.end]
    full = aliases.get(words) or full_name(text, view, span)
    found = dict.fromkeys(_short_for(full, aliases))
    seen: dict[str, Span] = {}
    for other in view.spans.values():
        if other.label == span.label:
            seen.setdefault(text[other.start : other.end], other)
        elif other.label == SPEAKER and other.attrs.get("kind") == "name" and resolved_names(other) == (full,):
            found[text[other.start : other.end]] = None
    for form, other in seen.items():
        if (aliases.get(form) or full_name(text, view, other)) == full:
            found[form] = None
    found[full] = None
    found.pop(words, None)
    return [form for form in found if len(form.strip()) >= _FEWEST or form.isupper()]


def _short_for(name: str, aliases: Mapping[str, str]) -> list[str]:
    return [alias for alias, full in aliases.items() if full == name]


def _pattern(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the forms as whole words, the longest first, also with -nya at the end."""
    each = (r"\s+".join(map(re.escape, form.split())) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({'|'.join(each)})(?:-?nya)?(?!\w)")


class _Places:
    """Spans by the blocks of text they lie in, so that those at a place are found without looking at all."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._blocks: dict[int, list[Span]] = {}
        for span in spans:
            for block in range(span.start // _BLOCK, (span.end - 1) // _BLOCK + 1):
                self._blocks.setdefault(block, []).append(span)

    def overlapping(self, start: int, end: int) -> list[Span]:
        """Return the spans that share something with `[start, end)`, each once."""
        blocks = range(start // _BLOCK, (end - 1) // _BLOCK + 1)
        near = {span.id: span for block in blocks for span in self._blocks.get(block, ())}
        return [span for span in near.values() if span.overlaps(start, end)]
