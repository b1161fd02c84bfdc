"""Find names by a trained recogniser, by gazetteer and by the words around them: the entity component of the pipeline.

It proposes PER, ORG, LOC, DATE, EVENT and ROLE, and links a role to the body or place it is a role in. What the
gazetteer and the surest rules know comes first; then, of PER, ORG and LOC, what the recogniser finds in the rest, where
there is one; the guesses of the rules come last (`Reading.read`). Linear in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from annotator.domain.spans import (
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
from annotator.nlp.dates import dates
from annotator.nlp.gazetteer import Gazetteer, Names
from annotator.nlp.reading import Found, Hit, Reading, Token
from annotator.nlp.recogniser import Recogniser, lines_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

AFFILIATED = "affiliated"
_ORIGINS = MappingProxyType({OriginKind.GAZETTEER: "gazetteer", OriginKind.MODEL: "names"})


class EntityFinder:
    """Proposes entities for a tokenised text. Built once from a gazetteer; keeps nothing of any text."""

    def __init__(self, nlp: Language, gazetteer: Gazetteer, version: str, recogniser: Recogniser | None = None) -> None:
        from spacy.matcher import PhraseMatcher

        self._gazetteer = gazetteer
        self._version = version
        self.recogniser = recogniser
        self._matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        for key, phrases in _phrases(gazetteer).items():
            self._matcher.add(key, [nlp.make_doc(phrase) for phrase in sorted(phrases)])

    def find(self, docs: Sequence[Doc]) -> Iterator[tuple[list[Span], list[Relation]]]:
        """Yield the entities of each of `docs`, in document order and apart, and the links between them.

        The recogniser reads all of them at once, which takes it much less time than one by one.
        """
        tokens = [tokens_of(doc) for doc in docs]
        for doc, own, learned in zip(docs, tokens, self._learned(tokens), strict=True):
            yield self._find(doc, own, learned)

    def _find(self, doc: Doc, tokens: Sequence[Token], learned: Sequence[Hit]) -> tuple[list[Span], list[Relation]]:
        strings = doc.vocab.strings
        found = [Found(strings[key], first, last) for key, first, last in self._matcher(doc)]
        reading = Reading(tokens, found, self._gazetteer, learned)
        hits = reading.read()
        named = [self._span(tokens, hit) for hit in hits]
        links = [
            Relation(
                suggested_relation_id(AFFILIATED, named[role].id, named[body].id), AFFILIATED, named[role].id,
                named[body].id, Status.SUGGESTED, self._origin(OriginKind.RULE, 0.8),
            )
            for role, body in reading.affiliations(hits)
        ]  # fmt: skip
        return in_document_order([*named, *self._dates(text_of(tokens), named)]), links

    def _learned(self, texts: Sequence[Sequence[Token]]) -> list[list[Hit]]:
        """Return what the recogniser finds in each text, line by line as it was trained."""
        found: list[list[Hit]] = [[] for _ in texts]
        if self.recogniser is None:
            return found
        words = [[token.text for token in tokens] for tokens in texts]
        lines = [(at, line) for at, own in enumerate(words) for line in lines_of(own)]
        answers = self.recogniser.names([[words[at][i] for i in line] for at, line in lines])
        for (at, line), guesses in zip(lines, answers, strict=True):
            found[at] += [
                Hit(line[guess.first], line[guess.last - 1] + 1, guess.label, guess.probability, OriginKind.MODEL)
                for guess in guesses
            ]
        return found

    def _span(self, tokens: Sequence[Token], hit: Hit) -> Span:
        last = tokens[hit.last - 1]
        # A sentence may end with an initial: "alias Brigadir J."
        end = last.end - 1 if hit.last - hit.first > 1 and len(last.text) == 2 and last.text[1] == "." else last.end
        return self._suggest(tokens[hit.first].start, end, hit.label, hit.kind, hit.score)

    def _dates(self, text: str, named: Sequence[Span]) -> Iterator[Span]:
        """Yield the dates that no name claimed: "Pilpres 2024" keeps its year."""
        ends = [span.end for span in named]
        for date in dates(text):
            after = bisect_right(ends, date.start)
            if after == len(named) or named[after].start >= date.end:
                yield self._suggest(date.start, date.end, "DATE", OriginKind.RULE, date.score)

    def _suggest(self, start: int, end: int, label: str, kind: OriginKind, score: float) -> Span:
        span_id = suggested_span_id(LayerName.ENTITY, label, start, end)
        return Span(span_id, start, end, label, LayerName.ENTITY, {}, Status.SUGGESTED, self._origin(kind, score))

    def _origin(self, kind: OriginKind, score: float) -> Origin:
        return Origin(kind, _ORIGINS.get(kind, "entities"), self._version, score)


def tokens_of(doc: Doc) -> list[Token]:
    """Return the words of `doc`. spaCy would make an object of each that is not needed."""
    strings = doc.vocab.strings
    found: list[Token] = []
    start = 0
    rows: list[tuple[int, int]] = doc.to_array(["ORTH", "SPACY"]).tolist()  # type: ignore[assignment]
    for key, is_spaced in rows:
        word = strings[key]
        found.append(Token(word, start, bool(is_spaced)))
        start += len(word) + is_spaced
    return found


def text_of(tokens: Sequence[Token]) -> str:
    """Return the text that `tokens` are all of."""
    return "".join(f"{token.text} " if token.is_spaced else token.text for token in tokens)


def _phrases(gazetteer: Gazetteer) -> dict[str, set[str]]:
    """Return what the matcher looks for, by key. The forms in capitals are for datelines and headlines."""
    places = set(gazetteer.places)
    found = {
        "LOC": places | {name.upper() for name in places if len(name) > 3},
        "ORG": _with_forms(gazetteer.organisations),
        "PER": {form + stop for form in _with_forms(gazetteer.people) for stop in _stops(form)},
        "EVENT": set(gazetteer.events),
        "ROLE": {form for role in gazetteer.roles for form in _cases(role)},
        "HONORIFIC": set(gazetteer.honorifics),
    }
    for heads in gazetteer.heads:
        found[f"HEAD_{heads.label}"] = set(heads.words)
    return found


def _with_forms(names: Names) -> set[str]:
    return {form for name, forms in names.items() for form in (name, *forms)}


def _cases(role: str) -> tuple[str, ...]:
    """Return a role as it is listed, in small letters and as a sentence begins with it; an acronym as it is."""
    return (role,) if role.isupper() else (role, role.lower(), role.capitalize())


def _stops(name: str) -> tuple[str, ...]:
    """Return what may stand after a name in its last word: an initial keeps the stop of its sentence."""
    return ("", ".") if name[-2:-1] == " " else ("",)
