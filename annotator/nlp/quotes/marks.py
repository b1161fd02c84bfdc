"""Quotation marks and how they pair: by paragraph and glyph class, by what stands around them, never by their shape.

Shape is no help: one large newspaper opens nearly every quote with the closing glyph, others mix straight and curly
(quote rules, "Marks").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.nlp.quotes.document import DOUBLE_MARKS, INVISIBLE, SINGLE_MARKS
from annotator.nlp.quotes.extents import overlapping

_MARK = re.compile(rf"[{DOUBLE_MARKS}{SINGLE_MARKS}]|(?<!\S),,(?=\w)")
_WORD = re.compile(r"\s{0,3}([a-z]{3,15})\b")
_OPENERS = frozenset("([{-–—/")
_CLOSING_LEFT = frozenset(",.?!…)]%")


@dataclass(frozen=True, slots=True)
class Mark:
    """One quotation mark (doubled ones collapsed), with the evidence for what it does."""

    start: int
    end: int
    is_double: bool
    may_open: bool
    may_close: bool
    is_misplaced: bool = False
    """Stands right behind a full stop with a capital after the space: "…khusus.” Banyak mal …” opens all the same."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands between two marks, both included."""

    start: int
    end: int
    is_double: bool = True

    @property
    def inner(self) -> tuple[int, int]:
        """The extent without the marks; doubled marks count as one character only where they stand at the edge."""
        return self.start + 1, self.end - 1


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one paragraph once paired: outermost `pairs` ascending, and the double marks left over."""

    pairs: tuple[Pair, ...]
    lone_openers: tuple[Mark, ...]
    lone_closers: tuple[Mark, ...]


def find_marks(text: str, start: int, end: int, is_cue: Callable[[str], bool] = lambda _: False) -> list[Mark]:
    """Return the quotation marks of `text[start:end]`; apostrophes, feet and inches are none.

    `is_cue` tells words of saying: a mark after a comma and before one closes, however it is spaced ("…, ”kata").
    Two equal-class marks side by side (`""`, `''`) are one; two single ones side by side count as double.
    """
    found: list[Mark] = []
    covered = start
    for match in _MARK.finditer(text, start, end):
        at = match.start()
        if at < covered:
            continue
        is_low = text[at] == ","  # two commas: the low opening mark of a typewriter
        is_double = is_low or text[at] in DOUBLE_MARKS
        family = "," if is_low else DOUBLE_MARKS if is_double else SINGLE_MARKS
        stop = at + 1
        if stop < end and text[stop] in family:
            stop += 1
            is_double = True
        covered = stop
        before = _visible(text, at - 1, start - 1, -1)
        after = _visible(text, stop, end, 1)
        if not is_double and before.isalnum() and after.isalnum():
            continue
        if before.isdigit() and text[at] in "'’\"″" and stop == at + 1 and not _is_closing_digit(text, start, at, end):
            continue
        ends = before.isspace() and _stands_before_cue(text, at, stop, start, is_cue)
        misplaced = before != "" and before in ".?!:" and after.isspace() and text[stop + 1 : stop + 2].isupper()
        opens = _opens(before, after) and not ends
        found.append(Mark(at, stop, is_double, opens, ends or _closes(before, after), misplaced))
    return found


def _visible(text: str, at: int, limit: int, step: int) -> str:
    """Return the first visible character from `at` on, or nothing before `limit`."""
    while at != limit and text[at] in INVISIBLE:
        at += step
    return text[at] if at != limit else ""


def _stands_before_cue(text: str, at: int, stop: int, start: int, is_cue: Callable[[str], bool]) -> bool:
    left = text[max(start, at - 4) : at].rstrip()[-1:]
    word = _WORD.match(text, stop)
    return left != "" and left in ",?!.…" and word is not None and is_cue(word.group(1))


def _is_closing_digit(text: str, start: int, at: int, end: int) -> bool:
    """True where a mark after a digit closes a quote ("tahun 2024") rather than measures (14")."""
    same = DOUBLE_MARKS if text[at] in DOUBLE_MARKS else SINGLE_MARKS
    count = sum(1 for char in text[max(start, at - 400) : at] if char in same)
    after = text[at + 1] if at + 1 < end else ""
    return count % 2 == 1 and not after.isalnum()


def _opens(before: str, after: str) -> bool:
    return (not before or before.isspace() or before in _OPENERS) and bool(after) and not after.isspace()


def _closes(before: str, after: str) -> bool:
    left = (
        bool(before) and not before.isspace() and (before.isalnum() or before in _CLOSING_LEFT or not after.isalnum())
    )
    if before and before in ",.?!…":
        return True
    return left and (not after or not after.isalnum())


def pair_marks(marks: Sequence[Mark]) -> Marks:
    """Pair the marks of one paragraph. Deterministic, linear but for removing inner pairs; nothing pairs twice."""
    doubles, openers, closers = _pair_class([mark for mark in marks if mark.is_double])
    singles, _, _ = _pair_class([m for m in marks if not m.is_double and m.may_open != m.may_close])
    pairs: list[Pair] = []
    edge = -1
    candidates = [*doubles, *(p for p in singles if not _crosses(p, doubles))]
    for pair in sorted(candidates, key=lambda p: (p.start, -p.end)):
        if pair.start >= edge:
            pairs.append(pair)
            edge = pair.end

    def is_lone(mark: Mark) -> bool:
        return not overlapping(pairs, mark.start, mark.end)

    return Marks(tuple(pairs), tuple(filter(is_lone, openers)), tuple(filter(is_lone, closers)))


def _crosses(single: Pair, doubles: Sequence[Pair]) -> bool:
    """True where a pair of single marks has one end inside a pair of double marks and the other outside."""
    ends = (single.start, single.start + 1), (single.end - 1, single.end)
    inside = [next(iter(overlapping(doubles, *end)), None) for end in ends]
    return inside[0] is not inside[1]


def _pair_class(marks: Sequence[Mark]) -> tuple[list[Pair], list[Mark], list[Mark]]:
    """Pair marks of one class with a stack, so that a quote may hold another in the same marks."""
    pairs: list[Pair] = []
    stack: list[Mark] = []
    closers: list[Mark] = []
    for number, mark in enumerate(marks):
        if stack and mark.may_close:
            opener = stack.pop()
            pairs.append(Pair(opener.start, mark.end, mark.is_double))
        elif mark.may_open or (not mark.may_close and not stack):
            stack.append(mark)
        elif stack:
            opener = stack.pop()
            pairs.append(Pair(opener.start, mark.end, mark.is_double))
        elif mark.is_misplaced and number + 1 < len(marks) and not marks[number + 1].may_open:
            stack.append(mark)
        else:
            closers.append(mark)
    return _outermost(pairs), stack, closers


def joined(text: str, mark: Mark, pair: Pair) -> Pair | None:
    """Return one pair from a lone opening `mark` to the end of `pair`, where a quote was opened twice; else None.

    "Kami berdoa. "Lalu kami diam," katanya: at most one sentence may lie between the two opening marks.
    """
    between = text[mark.end : pair.start]
    stops = sum(between.count(stop) for stop in ".?!")
    return Pair(mark.start, pair.end) if len(between) <= 200 and stops <= 1 and "\n" not in between else None


def _outermost(pairs: Sequence[Pair]) -> list[Pair]:
    kept: list[Pair] = []
    edge = -1
    for pair in sorted(pairs, key=lambda p: (p.start, -p.end)):
        if pair.end > edge:
            kept.append(pair)
            edge = pair.end
    return kept
