"""Between rows and the domain: the only place that knows which column holds which field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Column, CursorResult, Table

from annotator.domain.annotations import Article, Comment
from annotator.domain.spans import LayerName, Origin, OriginKind, Relation, Span, Status
from annotator.domain.suggestions import Suggestions
from annotator.storage.counters import doubt_of

Values = dict[str, Any]
Row = tuple[Any, ...]

# Looking a value up here takes a fraction of what calling the enum takes; an export does it millions of times.
_LAYERS = {layer.value: layer for layer in LayerName}
_STATUSES = {status.value: status for status in Status}

_SPAN_FIELDS = (
    "id", "start", "end", "label", "layer", "attrs", "status", "origin_kind", "origin_name", "origin_version", "score",
)  # fmt: skip
_RELATION_FIELDS = (
    "id", "label", "head", "child", "status", "origin_kind", "origin_name", "origin_version", "score",
)  # fmt: skip


def new_id(result: CursorResult[*tuple[Any, ...]]) -> int:
    """Return the id the database gave to the one row just inserted."""
    key = result.inserted_primary_key
    assert key is not None  # noqa: S101 - it is None for many rows at once only
    return int(key[0])


def to_text(data: object) -> str:
    """Return `data` as JSON. A lone surrogate, which orjson refuses, is written as its escape."""
    try:
        return orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).decode()
    except orjson.JSONEncodeError:
        return json.dumps(data)


def from_text(text: str) -> Any:  # noqa: ANN401 - JSON is what it is
    """Invert `to_text`."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def mapping_to_text(data: Mapping[str, object]) -> str:
    """Return `data` as JSON; nearly all attributes are empty, so that case is quick."""
    return to_text(dict(data)) if data else "{}"


def article_values(article: Article) -> Values:
    """Return the row of table `article`, without the id."""
    return {
        "sha256": article.sha256, "title": article.title, "source": article.source, "url": article.url,
        "date": article.date, "length": len(article.text),
    }  # fmt: skip


def body_values(article: Article, article_id: int) -> Values:
    """Return the row of table `article_body`."""
    return {"article_id": article_id, "text": article.text, "meta": mapping_to_text(article.meta)}


def span_columns(table: Table) -> list[Column[Any]]:
    """Return the columns of `table` in the order `span_from_row` reads them."""
    return [table.c[name] for name in _SPAN_FIELDS]


def span_from_row(row: Sequence[Any]) -> Span:
    """Return the span in a row of `span_columns`."""
    key, start, end, label, layer, attrs, status, kind, name, version, score = row
    return Span(
        key, start, end, label, _LAYERS[layer], {} if attrs == "{}" else from_text(attrs),
        _STATUSES[status], _origin(kind, name, version, score),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _origin(kind: str, name: str, version: str, score: float | None) -> Origin:
    return Origin(OriginKind(kind), name, version, score)


def span_row(span: Span, owner_id: int) -> Row:
    """Return the row of `span` in the order of the columns of a span table, its owner first."""
    origin = span.origin
    # str() of a StrEnum is three times as quick as its value.
    return (
        owner_id, span.id, span.start, span.end, span.label, str(span.layer),
        mapping_to_text(span.attrs) if span.attrs else "{}", str(span.status),
        str(origin.kind), origin.name, origin.version, origin.score,
    )  # fmt: skip


def span_values(span: Span, owner: str, owner_id: int) -> Values:
    """Return the row of `span` in a span table whose owner column is called `owner`."""
    return dict(zip((owner, *_SPAN_FIELDS), span_row(span, owner_id), strict=True))


def relation_columns(table: Table) -> list[Column[Any]]:
    """Return the columns of `table` in the order `relation_from_row` reads them."""
    return [table.c[name] for name in _RELATION_FIELDS]


def relation_from_row(row: Sequence[Any]) -> Relation:
    """Return the relation in a row of `relation_columns`."""
    key, label, head, child, status, kind, name, version, score = row
    return Relation(key, label, head, child, _STATUSES[status], _origin(kind, name, version, score))


def relation_row(relation: Relation, owner_id: int) -> Row:
    """Return the row of `relation` in the order of the columns of a relation table, its owner first."""
    origin = relation.origin
    return (
        owner_id, relation.id, relation.label, relation.head, relation.child, str(relation.status),
        str(origin.kind), origin.name, origin.version, origin.score,
    )  # fmt: skip


def relation_values(relation: Relation, owner: str, owner_id: int) -> Values:
    """Return the row of `relation` in a relation table whose owner column is called `owner`."""
    return dict(zip((owner, *_RELATION_FIELDS), relation_row(relation, owner_id), strict=True))


def comment_values(comment: Comment, owner: str, owner_id: int) -> Values:
    """Return the row of `comment`."""
    return {owner: owner_id, "id": comment.id, "span_id": comment.span_id, "text": comment.text}


def run_values(article_id: int, suggestions: Suggestions) -> Values:
    """Return the row of table `suggestion_run`."""
    return {
        "article_id": article_id, "model_name": suggestions.model.name, "model_version": suggestions.model.version,
        "span_count": len(suggestions.spans),
        "doubt": sum(doubt_of(span.origin.score) for span in suggestions.spans),
    }  # fmt: skip


def relations_in_document_order(relations: Iterable[Relation], spans: Sequence[Span]) -> list[Relation]:
    """Return `relations` by where their head stands among `spans`, then their child, label and id.

    Rows come in no order of their own; this one is the same on every database.
    """
    place = {span.id: index for index, span in enumerate(spans)}
    last = len(place)
    return sorted(
        relations,
        key=lambda link: (place.get(link.head, last), place.get(link.child, last), link.label, link.id),
    )
