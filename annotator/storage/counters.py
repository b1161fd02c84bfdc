"""How many suggestions a layer leaves open, and how doubtful they are: counted when something changes, not when listed.

The rule is `domain.annotations.open_spans`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Table, bindparam, or_, select, update

from annotator.domain.annotations import Layer
from annotator.domain.edits import Change
from annotator.domain.spans import Span
from annotator.storage import tables as t

_NAMED_AT_MOST = 1000  # spans that a query names one by one

Place = tuple[str, str, int, int]
Key = tuple[str, Place, int]


class Open(NamedTuple):
    """How many suggestions are open, and the sum of their doubts."""

    number: int
    doubt: int


def doubt_of(score: float | None) -> int:
    """Return what a score lacks of certainty, in whole thousandths; a suggestion without a score is not doubted."""
    return 0 if score is None else round(1000 * (1 - score))


def key_of(span: Span) -> Key:
    """Return the id of `span`, and its layer, label and extent: two ways to have been decided; and its doubt."""
    return span.id, (span.layer.value, span.label, span.start, span.end), doubt_of(span.origin.score)


def count_open(suggested: Sequence[Key], decided: Iterable[Key]) -> Open:
    """Count those of `suggested` that have neither their id nor their place among `decided`."""
    if not suggested:
        return Open(0, 0)
    ids, places = set(), set()
    for span_id, place, _ in decided:
        ids.add(span_id)
        places.add(place)
    doubts = [doubt for span_id, place, doubt in suggested if span_id not in ids and place not in places]
    return Open(len(doubts), sum(doubts))


def newly_open(connection: Connection, before: Layer, after: Layer, changes: Sequence[Change[Span]]) -> Open:
    """Return how many more suggestions `after` leaves open than `before`, from which it differs by `changes`.

    Only what was suggested under the id or at the start of a changed span can have been opened or closed, so nothing
    else is read: an edit of a long article costs what it changes.
    """
    touched = [span for change in changes for span in (change.before, change.after) if span is not None]
    if not touched:
        return Open(0, 0)
    named: dict[str, object] = {"article_id": after.article_id}
    if len(touched) <= _NAMED_AT_MOST:
        named |= {"ids": [span.id for span in touched], "starts": [span.start for span in touched]}
    rows = connection.execute(_SUGGESTED_NEAR if "ids" in named else _SUGGESTED, named).all()
    suggested = [_key(row) for row in rows]
    ids, starts = {span_id for span_id, _, _ in suggested}, {place[2] for _, place, _ in suggested}

    def left_open(layer: Layer) -> Open:
        return count_open(
            suggested, (key_of(span) for span in layer.spans.values() if span.start in starts or span.id in ids)
        )

    then, now = left_open(before), left_open(after)
    return Open(now.number - then.number, now.doubt - then.doubt)


def suggested_keys(connection: Connection, article_ids: Sequence[int]) -> dict[int, list[Key]]:
    """Return the keys of the suggested spans of each article."""
    return _keys(connection, t.suggested_span.c.article_id.in_(article_ids), "article_id")


def open_counts(connection: Connection, article_ids: Sequence[int]) -> dict[int, Open]:
    """Return how many suggestions each layer of these articles leaves open, counted from the spans, by layer id."""
    layer = t.layer.c
    layers = connection.execute(select(layer.id, layer.article_id).where(layer.article_id.in_(article_ids))).all()
    if not layers:
        return {}
    suggested = suggested_keys(connection, [article_id for _, article_id in layers])
    decided = _keys(connection, t.span.c.layer_id.in_([layer_id for layer_id, _ in layers]), "layer_id")
    return {
        layer_id: count_open(suggested.get(article_id, ()), decided.get(layer_id, ()))
        for layer_id, article_id in layers
    }


def recount(connection: Connection, article_ids: Sequence[int]) -> None:
    """Count anew, for every layer of these articles, after their suggestions changed."""
    counts = open_counts(connection, article_ids)
    if counts:
        connection.execute(
            update(t.layer)
            .where(t.layer.c.id == bindparam("of"))
            .values(open_count=bindparam("number"), open_doubt=bindparam("doubt")),
            [{"of": layer_id, **counted._asdict()} for layer_id, counted in counts.items()],
        )


def _keys(connection: Connection, where: ColumnElement[bool], owner: str) -> dict[int, list[Key]]:
    table = t.suggested_span if owner == "article_id" else t.span
    owner_id = table.c[owner]
    rows = connection.execute(select(owner_id, *_key_columns(table)).where(where).order_by(owner_id)).all()
    return {of: [_key(row[1:]) for row in group] for of, group in groupby(rows, key=lambda row: row[0])}


def _key_columns(table: Table) -> list[Column[Any]]:
    """Return the columns of `table` in the order `_key` reads them."""
    return [table.c[name] for name in ("id", "layer", "label", "start", "end", "score")]


def _key(row: Sequence[Any]) -> Key:
    span_id, layer, label, start, end, score = row
    return span_id, (layer, label, start, end), doubt_of(score)


# Part of every edit: made once, because making a statement takes longer than running it.
_SUGGESTED = select(*_key_columns(t.suggested_span)).where(t.suggested_span.c.article_id == bindparam("article_id"))
_SUGGESTED_NEAR = _SUGGESTED.where(
    or_(
        t.suggested_span.c.id.in_(bindparam("ids", expanding=True)),
        t.suggested_span.c.start.in_(bindparam("starts", expanding=True)),
    )
)
