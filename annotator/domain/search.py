"""Words or an expression to look for in texts, and the places where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.errors import N_, UserError

MOST_PLACES = 100
"""Places kept of one text: whoever looks for "a" learns nothing from the rest."""
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Expression:
    """What to look for: a regular expression and the `re` flags it is compiled with."""

    pattern: str
    flags: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, with the words around it on one line."""

    start: int
    end: int
    before: str
    words: str
    after: str

    def as_list(self) -> list[int | str]:
        """Return the fields in their order, for the wire."""
        return [self.start, self.end, self.before, self.words, self.after]


def expression(wanted: str, *, is_regex: bool, minds_case: bool) -> Expression:
    """Return what to look for; plain words are found over line breaks too.

    Raises UserError for a regular expression that is none: with where it goes wrong, for Python says why in English.
    """
    flags = re.MULTILINE | (0 if minds_case else re.IGNORECASE)
    if not is_regex:
        return Expression(r"\s+".join(map(re.escape, wanted.split())), flags)
    try:
        re.compile(wanted, flags)
    except re.error as error:
        mend = N_("Mend it, or turn “.*” off to look for these very characters.")
        if error.pos is None:
            raise UserError(N_("This is not a regular expression."), mend) from error
        wrong = N_("This is not a regular expression: it goes wrong at character {position}.")
        raise UserError(wrong, mend, position=error.pos + 1) from error
    except (RecursionError, OverflowError) as error:
        raise UserError(N_("This regular expression is too large."), N_("Look for less at once.")) from error
    return Expression(wanted, flags)


def places(wanted: re.Pattern[str], text: str) -> Iterator[Place]:
    """Yield where `wanted` stands in `text`, `MOST_PLACES` at most; empty matches are none."""
    count = 0
    for match in wanted.finditer(text):
        if match.end() > match.start():
            yield place(text, match.start(), match.end())
            count += 1
            if count == MOST_PLACES:
                return


def place(text: str, start: int, end: int) -> Place:
    """Return the place with its surroundings; line breaks become spaces, what is far away is left out."""
    before, after = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
    words = _on_one_line(text[start : min(end, start + 4 * _AROUND)])
    return Place(
        start, end,
        ("…" if start > _AROUND else "") + _on_one_line(before).lstrip(), words,
        _on_one_line(after).rstrip() + ("…" if end + _AROUND < len(text) else ""),
    )  # fmt: skip


def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
