"""An article cut into paragraphs, tokens and sentences, zones left out; knows nothing of quotes but their extents."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.domain.text import tokens as token_extents
from annotator.nlp.quotes.lexicon import Lexicon

DOUBLE_MARKS = '"“”„‟«»″'
SINGLE_MARKS = "'‘’‚‛`´"
ALL_MARKS = DOUBLE_MARKS + SINGLE_MARKS
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Signs nobody sees; copied articles carry them beside quotation marks, and they never count as letters."""
SENTENCE_END = ".?!…"
_BRACKET_LIMIT = 40


class Token(NamedTuple):
    """A word or sign; `low` is its lower-case form."""

    start: int
    end: int
    text: str
    low: str

    @property
    def is_capital(self) -> bool:
        """True for a word that starts with an upper-case letter."""
        return self.text[0].isupper()

    @property
    def is_word(self) -> bool:
        """True for anything with a letter or digit in front."""
        return self.text[0].isalnum()


class Range(NamedTuple):
    """A stretch of tokens `[first, last)`, e.g. a paragraph or a sentence."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of the article, or the part of one beside a zone, or a zone itself, which has no tokens.

    So no mark, sentence or quote reaches over a zone any more than over a line break.
    """

    start: int
    end: int
    range: Range


@dataclass(frozen=True, slots=True)
class Document:
    """The article as the rules read it. Token numbers count over the whole article, zones excluded."""

    text: str
    tokens: Sequence[Token]
    paragraphs: Sequence[Paragraph]
    starts: Sequence[int]

    @classmethod
    def build(cls, text: str, paragraphs: Sequence[tuple[int, int]], zones: Sequence[tuple[int, int]]) -> Document:
        """Tokenise `text` paragraph by paragraph, leaving out what lies in `zones` (ascending, one paragraph each)."""
        found: list[Token] = []
        lines: list[Paragraph] = []
        zone_starts = [start for start, _ in zones]
        for start, end in paragraphs:
            inside = [zones[i] for i in range(bisect_left(zone_starts, start), bisect_left(zone_starts, end))]
            for from_, to, is_zone in _pieces(start, end, inside):
                first = len(found)
                for a, b in [] if is_zone else token_extents(text, from_, to):
                    word = text[a:b]
                    if word[0] in INVISIBLE and not word.strip(INVISIBLE):
                        continue
                    found.append(Token(a, b, word, word.lower()))
                lines.append(Paragraph(from_, to, Range(first, len(found))))
        return cls(text, found, lines, [token.start for token in found])

    def token_at(self, offset: int) -> int:
        """Return the number of the first token that starts at or after `offset`."""
        return bisect_left(self.starts, offset)

    def low(self, index: int, within: Range) -> str:
        """Return the lower-case token at `index`, or nothing outside `within`."""
        return self.tokens[index].low if within.first <= index < within.last else ""

    def slice(self, first: int, last: int) -> str:
        """Return the text from token `first` to the end of token `last - 1`."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def phrase(self, first: int, last: int) -> str:
        """Return the same in lower case with single spaces, whatever white space the article has between the words."""
        return " ".join(self.slice(first, last).lower().split())


def _pieces(start: int, end: int, zones: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """Yield the zones of a line and what lies between them; a line without any is one piece, even an empty one."""
    if not zones:
        yield start, end, False
    for zone_start, zone_end in zones:
        if start < zone_start:
            yield start, zone_start, False
        yield zone_start, zone_end, True
        start = max(start, zone_end)
    if zones and start < end:
        yield start, end, False


def sentences(
    document: Document, paragraph: Paragraph, pairs: Sequence[tuple[int, int]], lexicon: Lexicon
) -> list[Range]:
    """Return the sentences of `paragraph`; what stands between the marks of `pairs` never ends one.

    A pair that closes after a full stop ends its sentence when a capital follows it.
    """
    found: list[Range] = []
    tokens, (first, last) = document.tokens, paragraph.range
    start = index = first
    pair_starts = [a for a, _ in pairs]
    while index < last:
        token = tokens[index]
        at = bisect_left(pair_starts, token.start)
        if at < len(pairs) and pairs[at][0] == token.start and pairs[at][1] <= paragraph.end:
            after = document.token_at(pairs[at][1])
            inner = document.text[pairs[at][0] : pairs[at][1]].rstrip(ALL_MARKS)[-1:]
            index = max(after, index + 1)
            if inner in SENTENCE_END and inner and index < last and tokens[index].is_capital:
                found.append(Range(start, index))
                start = index
            continue
        if token.text == "(":
            index = _after_bracket(tokens, index, last)
            continue
        index += 1
        if token.text in SENTENCE_END and index < last and _ends(document, index - 1, lexicon):
            while index < last and tokens[index].text in ALL_MARKS and tokens[index].start == tokens[index - 1].end:
                index += 1
            found.append(Range(start, index))
            start = index
    if start < last:
        found.append(Range(start, last))
    return found


def _after_bracket(tokens: Sequence[Token], index: int, last: int) -> int:
    """Return the token after the bracket that opens at `index`; one that does not close soon is no bracket."""
    for at in range(index + 1, min(index + _BRACKET_LIMIT, last)):
        if tokens[at].text == ")":
            return at + 1
    return index + 1


def _ends(document: Document, index: int, lexicon: Lexicon) -> bool:
    """True where the stop at `index` ends a sentence rather than an abbreviation, an initial or a number."""
    tokens = document.tokens
    stop, after = tokens[index], tokens[index + 1]
    if after.start == stop.end and not (after.text in ALL_MARKS or after.text == ")"):
        return False
    if stop.text == "." and index > 0 and tokens[index - 1].end == stop.start:
        before = tokens[index - 1]
        if lexicon.has("abbreviation", before.low) or (len(before.text) == 1 and before.is_capital):
            return False
    return not after.text[0].islower()
