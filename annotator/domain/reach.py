"""What a label key takes when nothing is selected: the name, the marked words or the clause that the caret stands at.

A guess that saves the selecting; a wrong one costs moving an edge. Pure, on code points of the article's text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from annotator.domain.marks import DOUBLE_MARKS, MARKS, SINGLE_MARKS
from annotator.domain.quotes import CUE, QUOTE
from annotator.domain.spans import LayerName
from annotator.domain.text import paragraphs, tokens

_PARTICLES = frozenset(("bin", "binti", "van", "von", "der", "den", "de", "del", "al", "el", "of", "the", "&"))
_JOINTS = frozenset("-.'’")
_DATELINE = re.compile(r"[^\n]{2,60}? [-–—]{1,2} ")
_DAY = re.compile(r" \(\d{1,2}/\d{1,2}(?:/\d{2,4})?\)")
_SENTENCE_END = re.compile(r"[.?!…]+(?=[\s)\]\"“”»]|$)")
_CAPITAL = re.compile(r"(?<![\w-])[^\W\d_a-z][\w-]*")
_OPENING = re.compile(r"(?:^|[.?!:…\n“\"”]) *[“\"‘']?$")
_LONGEST = 12  # tokens of a name


def reach(text: str, caret: int, layer: LayerName, label: str) -> tuple[int, int] | None:
    """Return the extent that `label` would take at the token under or after `caret`; None where there is none.

    QUOTE: from a quotation mark to its partner, else to the end of the sentence without its full stop. A zone: the
    dateline up to its dash, else to the end of the line. CUE: one token. Anything else: the token, with the
    capitalised ones that go on from it.
    """
    end_of_line = text.find("\n", caret)
    end_of_line = len(text) if end_of_line < 0 else end_of_line
    start = next((at for at, _ in tokens(text, caret, end_of_line) if not text[at].isspace()), None)
    if start is None:
        return None
    if layer is LayerName.ZONE:
        dateline = _DATELINE.match(text, start, end_of_line)
        return start, dateline.end() if dateline else start + len(text[start:end_of_line].rstrip())
    if label == QUOTE:
        return _said(text, start, end_of_line)
    words = list(islice(((a, b) for a, b in tokens(text, start, end_of_line) if not text[a].isspace()), _LONGEST))
    return (start, words[0][1]) if label == CUE else (start, _name_end(text, words))


def _said(text: str, start: int, end: int) -> tuple[int, int]:
    if start > 0 and text[start - 1] in MARKS:
        start -= 1
    if text[start] in MARKS:
        partners = DOUBLE_MARKS if text[start] in DOUBLE_MARKS else SINGLE_MARKS
        closing = next((at for at in range(start + 1, end) if text[at] in partners and not _is_inside(text, at)), None)
        if closing is not None:
            return start, closing + 1
    stop = _SENTENCE_END.search(text, start, end)
    return start, max(stop.start() if stop else start + len(text[start:end].rstrip()), start + 1)


def _is_inside(text: str, at: int) -> bool:
    """True for the apostrophe of "Jum'at"."""
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()


def _name_end(text: str, words: list[tuple[int, int]]) -> int:
    first = words[0]
    if not (text[first[0]].isupper() or text[first[0]].isdigit()):
        return first[1]
    end = first[1]
    for (_, before), (start, stop) in pairwise(words):
        gap, word = text[before:start], text[start:stop]
        if gap not in ("", " "):
            break
        if word[0].isupper() or word[0].isdigit():
            end = stop
        elif word not in (_PARTICLES if gap else _JOINTS):
            break
    day = _DAY.match(text, end)
    return day.end() if day else end


def unmarked_name(text: str, taken: Sequence[tuple[int, int]], caret: int, direction: int) -> int | None:
    """Return where the next (1) or previous (-1) name after `caret` starts that `taken` does not touch, or None.

    A name is a capitalised word that does not only open a sentence: one inside it, or one that another follows. The
    search goes on around the end of the text. `taken` may be in any order.
    """
    lines = paragraphs(text)
    if not lines:
        return None
    here = max(bisect_right(lines, caret, key=lambda line: line[0]) - 1, 0)
    for step in range(len(lines) + 1):  # the caret's own line twice: from the caret on, and at last up to it
        names = unmarked_names(text, taken, *lines[(here + direction * step) % len(lines)])
        if step == 0:
            names = [at for at in names if (at > caret if direction > 0 else at < caret)]
        if names:
            return names[0] if direction > 0 else names[-1]
    return None


def unmarked_names(text: str, taken: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """Return where the names between `start` and `end` start that `taken` does not touch, ascending."""
    marked = bytearray(end - start)
    for first, last in taken:
        if first < end and start < last:
            at, stop = max(first, start) - start, min(last, end) - start
            marked[at:stop] = b"\x01" * (stop - at)
    return [at for at in _names(text, start, end) if not marked[at - start]]


def _names(text: str, start: int, end: int) -> Iterator[int]:
    skip_to = start
    for match in _CAPITAL.finditer(text, start, end):
        at = match.start()
        if at < skip_to:
            continue
        words = islice(((a, b) for a, b in tokens(text, at, end) if not text[a].isspace()), _LONGEST)
        name_end = _name_end(text, list(words))
        if name_end > match.end() or not _OPENING.search(text[max(at - 3, start) : at]):
            yield at
            skip_to = name_end
