"""What the finders hand to the resolver: a cue, what was said, and the mention of who said it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The `kind` attribute of a SPEAKER (annotation scheme, "Labels")."""

    NAME = "name"
    ROLE = "role"
    PRONOUN = "pronoun"
    CLITIC = "clitic"
    ORGANISATION = "organisation"
    COMPOUND = "compound"


class Type(StrEnum):
    """The `type` attribute of a QUOTE."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Mention:
    """Who is named at a cue: the extent that becomes SPEAKER, and what helps to find out who that is.

    `parts` are the names of a compound. `role` holds the lower-case words of title and affiliation around the
    name. `first` and `last` are the tokens of the whole phrase, role included.
    """

    start: int
    end: int
    text: str
    kind: Kind
    first: int
    last: int
    role: tuple[str, ...] = ()
    parts: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """One QUOTE to be: its extent, type, whether its marks close, and how sure the rule is."""

    start: int
    end: int
    type: Type
    closed: bool = True
    score: float = 0.9


@dataclass(slots=True)
class Frame:
    """One act of saying. Without contents it only says who was the source there (quote rules, P10).

    `at` orders frames in the article; `inherits` marks a quote without a cue that goes on from the one before.
    `optional` is what the guideline allows to be marked and never asks for (annotation scheme, rule 4).
    """

    at: int
    contents: list[Content] = field(default_factory=list)
    cue: tuple[int, int] | None = None
    mention: Mention | None = None
    via: str | None = None
    inherits: bool = False
    is_group: bool = False
    optional: Content | None = None
