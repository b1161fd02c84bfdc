"""The article's immutable text: made normal once, then only pointed into with code point offsets."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

BOM = "\ufeff"

# A word keeps its hyphens, apostrophes and inner full stops and commas between digits: "Jum'at", "U-23", "1.000,5".
_TOKEN = re.compile(
    r"""
    [^\W_]+ (?: [\u0300-\u036f\u0610-\u061a\u064b-\u065f]+ [^\W_]* )*          # letters, digits, combining marks
    (?: (?: [-'\u2019\u2010\u2011_] | (?<=\d)[.,:/](?=\d) | (?<=\w)\.(?=\w) ) [^\W_]+ [\u0300-\u036f]* )*
    | \s+
    | [\U0001f1e6-\U0001f1ff]{2}                                               # flags
    | . (?: [\ufe0e\ufe0f\u20e3\u0300-\u036f\U0001f3fb-\U0001f3ff] | \u200d \S? )*  # one sign with what joins it
    """,
    re.VERBOSE | re.DOTALL,
)


def normalise(raw: str) -> str:
    """Return the text every offset will ever count in: BOM removed, CRLF and CR to LF, nothing else.

    Idempotent. Run once when an article comes in and never again (design, section 1).
    """
    return raw.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")


def has_lone_surrogate(text: str) -> bool:
    """True where `text` holds half of a surrogate pair, which no UTF-8 file can carry."""
    try:
        text.encode("utf-8")  # fails on nothing else, and looks a hundred times faster than a loop
    except UnicodeEncodeError:
        return True
    return False


def sha256(text: str) -> str:
    """Return the hex digest that names an article. Same text twice is one article.

    Raises UnicodeEncodeError for a lone surrogate: check `has_lone_surrogate` on the way in.
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the lines of `text` that hold more than white space, as ascending half-open ranges.

    The line break is outside; white space at the ends of a line is inside. A paragraph is a line: news
    sites put one break or two between paragraphs, and no quotation rule needs to tell them apart.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            found.append((start, end))
        start = end + 1
    return found


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the words and signs of `text[start:end]`, white space left out, ascending and half-open.

    These are the steps of the caret and the edges a drag snaps to. They are never stored and need not
    agree with spaCy's tokens (annotation scheme: tokens are derived, never truth).
    """
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        if not match.group().isspace():
            yield match.span()


class TokenIndex:
    """The token edges of one text, or of a part of it, for stepping and snapping. Built once, read many times."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        edges = list(tokens(text, start, end))
        self._starts: Sequence[int] = [start for start, _ in edges]
        self._ends: Sequence[int] = [end for _, end in edges]

    @classmethod
    def near(cls, text: str, start: int, end: int, reach: int = 2000) -> TokenIndex:
        """Return the token edges around `[start, end)`, from one space to another: 50,000 words take a while to read.

        A step that stays put may have found no token so near; the whole text knows.
        """
        after = text.find(" ", end + reach)
        return cls(text, max(text.rfind(" ", 0, max(start - reach, 0)), 0), after if after >= 0 else len(text))

    def snap(self, start: int, end: int) -> tuple[int, int]:
        """Widen `[start, end)` to whole tokens; an empty range becomes the token it touches.

        White space at the edges is trimmed. Returns the range unchanged where there is no token to snap to.
        """
        if not self._starts:
            return start, end
        if start == end:
            index = max(bisect_right(self._starts, start) - 1, 0)
            return self._starts[index], self._ends[index]
        first = bisect_right(self._ends, start)
        last = bisect_left(self._starts, end) - 1
        if first > last:
            return start, end
        return self._starts[first], self._ends[last]

    def next_end(self, offset: int) -> int:
        """Return the first token end after `offset`, or `offset` at the end of the text."""
        index = bisect_right(self._ends, offset)
        return self._ends[index] if index < len(self._ends) else offset

    def previous_end(self, offset: int) -> int:
        """Return the last token end before `offset`, or `offset` where there is none."""
        index = bisect_left(self._ends, offset) - 1
        return self._ends[index] if index >= 0 else offset

    def next_start(self, offset: int) -> int:
        """Return the first token start after `offset`, or `offset` where there is none."""
        index = bisect_right(self._starts, offset)
        return self._starts[index] if index < len(self._starts) else offset

    def previous_start(self, offset: int) -> int:
        """Return the last token start before `offset`, or `offset` where there is none."""
        index = bisect_left(self._starts, offset) - 1
        return self._starts[index] if index >= 0 else offset


def fold(text: str) -> str:
    """Return `text` as search compares it: case folded, accents removed, one code point for one.

    The result has the same length as `text`, so a hit's offsets need no mapping back.
    """
    return "".join(_fold_char(char) for char in text)


def _fold_char(char: str) -> str:
    if char.isascii():
        return char.lower()
    base = unicodedata.normalize("NFKD", char)[0].casefold()
    return base if len(base) == 1 else char
