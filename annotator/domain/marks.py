"""The quotation marks around a span: taking them in or out, where a span is cut, and what a lost mark is mended to.

The text is never changed: what is moved are the edges of a span, and what is said of it (`closed`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.edits import SetMarks, Split
from annotator.domain.quotes import QUOTE, Quote
from annotator.domain.spans import AttrValue, Span
from annotator.domain.text import paragraphs

DOUBLE_MARKS = '"“”„‟«»″'
SINGLE_MARKS = "'‘’‚‛"
MARKS = DOUBLE_MARKS + SINGLE_MARKS

_CLOSING = re.compile(rf"[,.?!…]?[{MARKS}]")
_SIGNS = ",.;:?!…"


class Fault(StrEnum):
    """What is wrong with a quote's marks."""

    SAID_OPEN = "said_open"
    BEYOND = "beyond"
    PARAGRAPHS = "paragraphs"
    LOST_CLOSING = "lost_closing"
    LOST_OPENING = "lost_opening"


@dataclass(frozen=True, slots=True)
class MarkRepair:
    """What would put a quote to rights, and why."""

    fault: Fault
    edit: SetMarks


def toggle_marks(text: str, span: Span) -> SetMarks | None:
    """Return the edit that takes the quotation marks around `span` in, or out where they are in; None without any.

    A comma or full stop before the closing mark comes in with it (annotation scheme, rule 1).
    """
    start, end = _with_marks(text, span.start, span.end)
    if (start, end) == span.extent:
        start += text[start] in MARKS
        end -= end - 1 > start and text[end - 1] in MARKS
    if (start, end) == span.extent or start >= end:
        return None
    return SetMarks(span.id, start, end, _said_closed(text, span, start, end))


def split_at(text: str, span: Span, caret: int, new_id: Callable[[int, int], str]) -> Split | None:
    """Return the edit that cuts `span` at the caret, white space left out; None where a part would be empty.

    The parts of a quote share its links and a group. `new_id` names the second part by its extent.
    """
    end = span.start + len(text[span.start : caret].rstrip())
    rest_start = span.end - len(text[caret : span.end].lstrip())
    if not span.start < end <= rest_start < span.end:
        return None
    attrs, rest_attrs = dict(span.attrs), dict(span.attrs)
    is_quote = span.label == QUOTE
    if is_quote:
        group: AttrValue = span.attrs.get("group") or f"g-{span.id}"
        for part, edges in ((attrs, (span.start, end)), (rest_attrs, (rest_start, span.end))):
            part["group"] = group
            if (closed := _said_closed(text, span, *edges)) is not None:
                part["closed"] = closed
    rest = Span(new_id(rest_start, span.end), rest_start, span.end, span.label, span.layer, rest_attrs)
    return Split(span.id, end, attrs, rest, shares_links=is_quote)


def repair(text: str, quote: Quote) -> MarkRepair | None:
    """Return how to mend a quote whose marks do not pair as it says, None where all is well or nobody can tell.

    A missing mark is looked for in the quote's own paragraph first, then at the end of paragraphs that each begin with
    a mark (rule 12); where it is lost, the quote ends before its cue, or begins with its paragraph (rule 2).
    """
    if quote.kind == "indirect":
        return None
    span = quote.content
    start, end = _with_marks(text, span.start, span.end)
    if quote.kind == "mixed" and sum(text.count(mark, start, end) for mark in DOUBLE_MARKS) % 2 == 0:
        return None
    opens, closes = text[start] in DOUBLE_MARKS, text[end - 1] in DOUBLE_MARKS
    if opens and closes:
        mended, fault = (start, end, True), Fault.SAID_OPEN
    elif opens:
        mended, fault = _closing(text, start, end, quote)
    elif closes:
        mended, fault = _opening(text, start, end, quote)
    else:
        return None
    if mended[0] >= mended[1] or mended == (*span.extent, quote.is_closed):
        return None
    if fault is Fault.SAID_OPEN and quote.is_closed:
        if (start == span.start and end == span.end) or (start < span.start and end > span.end):
            return None  # both marks left outside are no fault, one of them is
        fault = Fault.BEYOND
    return MarkRepair(fault, SetMarks(span.id, *mended))


def _closing(text: str, start: int, end: int, quote: Quote) -> tuple[tuple[int, int, bool], Fault]:
    """Look for the end of a quote that opens with a mark and does not end with one."""
    following = [(first, last) for first, last in paragraphs(text) if last > start]
    here = following[0]
    if (mark := _next_mark(text, end, here[1])) is not None and _is_closing(text, mark):
        return (start, mark + 1, True), Fault.BEYOND
    if _next_mark(text, start + 1, here[1]) is None:
        for begin, last in following[1:]:
            first = last - len(text[begin:last].lstrip())
            if text[first] not in DOUBLE_MARKS:
                break
            if (mark := _next_mark(text, first + 1, last)) is not None:
                if _is_closing(text, mark):
                    return (start, mark + 1, True), Fault.PARAGRAPHS
                break
    last = here[1]
    if quote.cue is not None and start < quote.cue.start <= last:
        last = quote.cue.start
    elif end > last:
        last = end  # a person has drawn it over several paragraphs, and no mark says where it stops
    return (start, start + len(text[start:last].rstrip()), False), Fault.LOST_CLOSING


def _opening(text: str, start: int, end: int, quote: Quote) -> tuple[tuple[int, int, bool], Fault]:
    """Look for the start of a quote that ends with a mark and does not begin with one."""
    here = next(first for first, last in paragraphs(text) if start < last)
    mark = next((at for at in range(start - 1, here - 1, -1) if text[at] in DOUBLE_MARKS), None)
    if mark is not None and not _is_closing(text, mark):
        return (mark, end, True), Fault.BEYOND
    if mark is not None:
        return (start, end, False), Fault.LOST_OPENING
    first = here
    if quote.cue is not None and here <= quote.cue.start < start:
        first = start  # what stands between the cue and the quote is the journalist's or the quote's: a person knows
    first += len(text[first:end]) - len(text[first:end].lstrip())
    return (first, end, False), Fault.LOST_OPENING


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen the range by the marks that stand right outside it, at the sides where none stands inside."""
    if text[start] not in MARKS and start > 0 and text[start - 1] in MARKS and _opens(text, start - 1):
        start -= 1
    if text[end - 1] not in MARKS and (mark := _CLOSING.match(text, end)) is not None:
        end = mark.end()
    return start, end


def _said_closed(text: str, span: Span, start: int, end: int) -> bool | None:
    """Return what `closed` is to say of the range; None for a span that is no quote in marks."""
    if span.label != QUOTE or span.attrs.get("type") == "indirect":
        return None
    start, end = _with_marks(text, start, end)
    return text[start] in MARKS and end - 1 > start and text[end - 1] in MARKS


def _next_mark(text: str, start: int, end: int) -> int | None:
    return next((at for at in range(start, end) if text[at] in DOUBLE_MARKS), None)


def _opens(text: str, mark: int) -> bool:
    before = text[mark - 1 : mark] if mark else ""
    return not before or before.isspace() or before in "([{–—-"


def _is_closing(text: str, mark: int) -> bool:
    """True where a mark ends something: by what stands around it, never by its shape."""
    before, after = text[mark - 1 : mark], text[mark + 1 : mark + 2]
    return bool(before) and not before.isspace() and (not after or after.isspace() or after in _SIGNS + ")]")
