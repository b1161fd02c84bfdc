"""Whom a pronoun, a -nya or "Presiden Rusia itu" means: the names the window offers, best first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.annotations import View
from annotator.domain.candidates import ORGANISATION, PERSON, ROLE, full_name
from annotator.domain.quotes import SPEAKER, quotes
from annotator.domain.spans import Span

_ROLE_GAP = 60
_BOUND = frozenset(["ia", "dia", "beliau", "mereka", "keduanya"])
_POINTING = frozenset(["itu", "ini", "tersebut"])
_STOPS = frozenset('.?!;"“”\n')


class Ground(StrEnum):
    """Why a name is offered."""

    SAME_WORDS = "same_words"
    SAME_ROLE = "same_role"
    LAST_SOURCE = "last_source"
    EARLIER_SOURCE = "earlier_source"
    NAMED_BEFORE = "named_before"
    NAMED_AFTER = "named_after"
    OWN_WORDS = "own_words"
    SPEAKER = "speaker"
    SELECTED = "selected"


@dataclass(frozen=True, slots=True)
class Antecedent:
    """One answer: the full `names`, and the first `mention` of the one there is, for `refers_to`."""

    names: tuple[str, ...]
    ground: Ground
    mention: Span | None = None


def antecedents(text: str, view: View, mention: Span, limit: int = 5) -> list[Antecedent]:
    """Return whom `mention` may mean, best first, one answer a name, at most `limit`.

    Whoever the same words mean elsewhere, then whoever bears the role the mention names, or the mention's own words
    where it names one and does not point back ("warga desa", not "Presiden itu"), then the sources of the quotes above
    (nearest first), then whoever is named before it, nearest first, and after, then speakers by their words. Pure; safe
    on any thread.
    """
    found: dict[tuple[str, ...], Antecedent] = {}
    for names, ground in _ranked(text, view, mention):
        if names and names not in found:
            found[names] = Antecedent(names, ground, mention_of(text, view, names))
            if len(found) == limit:
                break
    return list(found.values())


def mention_of(text: str, view: View, names: tuple[str, ...]) -> Span | None:
    """Return the first mention of the one name in `names`, None where there are several or none stands in the view."""
    if len(names) != 1:
        return None
    named = (span for span in view.spans.values() if span.label in (PERSON, ORGANISATION))
    return next((span for span in named if text[span.start : span.end] == names[0]), None)


def is_bound(text: str, mention: Span) -> bool:
    """True where the words say nothing of who it is by themselves: a pronoun or a -nya."""
    words = text[mention.start : mention.end].casefold()
    return mention.attrs.get("kind") in ("pronoun", "clitic") or words in _BOUND or words.endswith("nya")


def resolved_names(span: Span) -> tuple[str, ...]:
    """Return whom the span says it resolves to."""
    value = span.attrs.get("resolves_to")
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, str) and value else ()


def _ranked(text: str, view: View, mention: Span) -> Iterator[tuple[tuple[str, ...], Ground]]:
    people = [span for span in view.spans.values() if span.label == PERSON]
    before = [span for span in people if span.end <= mention.start][::-1]
    after = [span for span in people if span.start >= mention.end]
    if not is_bound(text, mention):
        words = text[mention.start : mention.end]
        for span in view.spans.values():
            if span.label == SPEAKER and span.id != mention.id and text[span.start : span.end] == words:
                yield resolved_names(span), Ground.SAME_WORDS
        roles = _roles(text, view)
        for span in (*before, *after):
            if _bears(text, roles, span, words):
                yield (full_name(text, view, span),), Ground.SAME_ROLE
        points_back = not _POINTING.isdisjoint(words.casefold().split())
        if mention.label == SPEAKER and mention.attrs.get("kind") == "role" and not points_back:
            yield (_flat(words),), Ground.OWN_WORDS
    ground = Ground.LAST_SOURCE
    everyone = quotes(view.spans, view.relations)
    for quote in sorted((q for q in everyone if q.content.end <= mention.start), key=lambda q: -q.content.start):
        if quote.resolved and (quote.speaker is None or quote.speaker.id != mention.id):
            yield quote.resolved, ground
            ground = Ground.EARLIER_SOURCE
    contents = [quote.content for quote in everyone]
    for named, why in ((before, Ground.NAMED_BEFORE), (after, Ground.NAMED_AFTER)):
        for span in named:
            if not any(content.start <= span.start and span.end <= content.end for content in contents):
                yield (full_name(text, view, span),), why
    speakers = [span for span in view.spans.values() if span.label == SPEAKER and not is_bound(text, span)]
    for span in sorted(speakers, key=lambda span: (span.start > mention.start, abs(span.start - mention.start))):
        is_own = span.id == mention.id
        yield (_flat(text[span.start : span.end]),), Ground.OWN_WORDS if is_own else Ground.SPEAKER


def _flat(words: str) -> str:
    return " ".join(words.split())


def _roles(text: str, view: View) -> dict[int, str]:
    """Return the words of each role by where they end."""
    return {s.end: text[s.start : s.end].casefold() for s in view.spans.values() if s.label == ROLE}


def _bears(text: str, roles: dict[int, str], person: Span, words: str) -> bool:
    """True where a role right before the name is the one that `words` ("Presiden Rusia itu") begin with."""
    asked = [word for word in words.casefold().split() if word not in _POINTING]
    for end in range(person.start, max(person.start - _ROLE_GAP, 0), -1):
        if end < person.start and text[end] in _STOPS:
            return False
        if (role := roles.get(end)) is not None:
            between = text[end : person.start].casefold().split()
            has_role = asked[: len(role.split())] == role.split()
            return has_role and set(asked[len(role.split()) :]) <= {*between, *role.split()}
    return False
