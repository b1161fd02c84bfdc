"""Spans and relations: what a suggestion and an annotation have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, count

AttrValue = str | bool | int | float | list[str] | None
"""What an attribute may hold; `resolves_to` is the one list (annotation scheme, "Relations")."""


class LayerName(StrEnum):
    """The three kinds of span; spans of different layers overlap freely."""

    ENTITY = "entity"
    QUOTE = "quote"
    ZONE = "zone"


class Status(StrEnum):
    """How a span or relation came to be what it is. SUGGESTED is open; every other one was decided."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    ADDED = "added"
    REJECTED = "rejected"


class OriginKind(StrEnum):
    """Who thought of it first."""

    MODEL = "model"
    RULE = "rule"
    GAZETTEER = "gazetteer"
    HUMAN = "human"
    PROPAGATED = "propagated"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a span came from: component `name`, its `version`, and its `score` in 0..1 (None for people)."""

    kind: OriginKind
    name: str = ""
    version: str = ""
    score: float | None = None


HUMAN = Origin(OriginKind.HUMAN)


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of an article, `text[start:end]`, code points, half-open, never empty.

    `id` is unique within one article and annotator and is kept when a suggestion becomes an annotation.
    Treat `attrs` as read-only.
    """

    id: str
    start: int
    end: int
    label: str
    layer: LayerName
    attrs: Mapping[str, AttrValue] = field(default_factory=dict)
    status: Status = Status.ADDED
    origin: Origin = HUMAN

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.id}: offsets {self.start}..{self.end} are empty or outside")

    @property
    def is_open(self) -> bool:
        """True while no person has decided about it."""
        return self.status is Status.SUGGESTED

    @property
    def is_live(self) -> bool:
        """True where it shows in the text: anything not rejected."""
        return self.status is not Status.REJECTED

    @property
    def extent(self) -> tuple[int, int]:
        """`(start, end)`."""
        return self.start, self.end

    @property
    def place(self) -> tuple[LayerName, str, int, int]:
        """What makes two spans say the same, whatever their ids: layer, label and extent."""
        return self.layer, self.label, self.start, self.end

    def overlaps(self, start: int, end: int) -> bool:
        """True where at least one code point is shared with `[start, end)`."""
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed link between two spans of one article, from `head` to `child` (span ids)."""

    id: str
    label: str
    head: str
    child: str
    status: Status = Status.ADDED
    origin: Origin = HUMAN

    @property
    def is_open(self) -> bool:
        """True while no person has decided about it."""
        return self.status is Status.SUGGESTED

    @property
    def is_live(self) -> bool:
        """True where it shows: anything not rejected."""
        return self.status is not Status.REJECTED


def document_order(span: Span) -> tuple[int, int, str, str, str]:
    """Sort key of spans everywhere: `(start, -end, layer, label, id)`, outer before inner (formats, section 1)."""
    return span.start, -span.end, span.layer, span.label, span.id


def in_document_order(spans: Iterable[Span]) -> list[Span]:
    """Return `spans` sorted by `document_order`."""
    return sorted(spans, key=document_order)


def suggested_span_id(layer: LayerName, label: str, start: int, end: int) -> str:
    """Return the id of a suggested span: the same thing suggested again has the same id.

    So a decision holds when a newer model repeats the suggestion. Unique within an article.
    """
    return "m" + _digest(f"{layer.value}|{label}|{start}|{end}")


def suggested_relation_id(label: str, head: str, child: str) -> str:
    """Return the id of a suggested relation between the spans `head` and `child`."""
    return "n" + _digest(f"{label}|{head}|{child}")


def linked(label: str, head: str, child: str, origin: Origin = HUMAN) -> Relation:
    """Return the relation a person makes between two spans; the same one made again has the same id."""
    return Relation("r" + suggested_relation_id(label, head, child)[1:], label, head, child, origin=origin)


def made_span_id(layer: LayerName, label: str, start: int, end: int, taken: Container[str]) -> str:
    """Return the id of a span a person makes, one that is not among `taken`."""
    made = "h" + suggested_span_id(layer, label, start, end)[1:]
    return next(name for name in chain([made], (f"{made}-{n}" for n in count(2))) if name not in taken)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8")).hexdigest()[:10]
