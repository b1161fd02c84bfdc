"""What an export writes, page by page in the order of the articles' hashes, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, Select, Table, select

from annotator.domain.annotations import KEY_LENGTH, Answer, Article, Comment, Layer, open_relations, open_spans
from annotator.domain.spans import Relation, Span, in_document_order
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.services.ports import OutgoingChoice, OutgoingRecord, Which
from annotator.storage import tables as t
from annotator.storage.layers import holds_anything
from annotator.storage.rows import (
    from_text,
    relation_columns,
    relation_from_row,
    relations_in_document_order,
    span_columns,
    span_from_row,
)
from annotator.storage.tables import LayerKind

_T = TypeVar("_T")
_Row = Row[*tuple[Any, ...]]
_COMMENT: list[Column[Any]] = [t.comment.c.id, t.comment.c.text, t.comment.c.span_id]
_PAGE = 500  # articles
_ENOUGH = 2_000_000  # code points of text in memory at once, save for a single article that is longer


def outgoing(connection: Connection, choice: OutgoingChoice) -> Iterator[OutgoingRecord]:
    """Yield the records in order. The transaction must see one moment throughout."""
    for articles in _pages(connection, choice.articles):
        yield from _Page(connection, choice, articles).records()


def _pages(connection: Connection, wanted: Container[str] | None) -> Iterator[list[_Row]]:
    """Yield the articles without their texts, ascending by hash, in pages small enough to hold."""
    after = ""
    while True:
        rows = connection.execute(
            select(t.article).where(t.article.c.sha256 > after).order_by(t.article.c.sha256).limit(_PAGE)
        ).all()
        if not rows:
            return
        after = rows[-1].sha256
        page: list[_Row] = []
        size = 0
        for row in rows:
            if wanted is not None and row.sha256[:KEY_LENGTH] not in wanted:
                continue
            if page and size + row.length > _ENOUGH:
                yield page
                page, size = [], 0
            page.append(row)
            size += row.length
        if page:
            yield page


class _Page:
    """The records of some articles, from a fixed number of queries."""

    def __init__(self, connection: Connection, choice: OutgoingChoice, articles: Sequence[_Row]) -> None:
        self._connection = connection
        self._choice = choice
        self._articles = articles

    def records(self) -> Iterator[OutgoingRecord]:
        """Yield the records of these articles in order."""
        layers = self._layers()
        chosen = {article_id: self._chosen(found) for article_id, found in layers.items()}
        wanted = [
            row for row in self._articles
            if chosen.get(row.id)
            or (self._choice.include_suggested and self._choice.annotator is None and row.id not in layers)
        ]  # fmt: skip
        article_ids = [row.id for row in wanted]
        layer_ids = [row.id for found in chosen.values() for row in found]
        bodies = {row.article_id: row for row in self._of(t.article_body, list(t.article_body.c), article_ids)}
        spans = self._grouped(t.span, span_columns(t.span), layer_ids, span_from_row)
        relations = self._grouped(t.relation, relation_columns(t.relation), layer_ids, relation_from_row)
        comments = self._grouped(t.comment, _COMMENT, layer_ids, lambda row: Comment(*row))
        suggestions = self._suggestions(article_ids) if self._choice.include_suggested else {}
        for row in wanted:
            body = bodies[row.id]
            article = Article(
                body.text, row.sha256, row.title, row.source, row.url, row.date, from_text(body.meta), row.id
            )
            for own in chosen.get(row.id, ()):
                own_spans, own_links = spans.get(own.id, []), relations.get(own.id, [])
                yield replace(
                    _record(article, own.name, own_spans, own_links, suggestions.get(row.id)),
                    answer=Answer(own.answer) if own.answer else None,
                    comments=tuple(sorted(comments.get(own.id, ()), key=lambda comment: comment.id)),
                    is_flagged=bool(own.is_flagged),
                )
            if row.id not in layers and self._choice.annotator is None:
                yield _record(article, None, [], [], suggestions.get(row.id))

    def _layers(self) -> dict[int, list[_Row]]:
        """Return the layers with anything in them by article, in the order of the annotators' names."""
        layer = t.layer.c
        rows = self._connection.execute(
            select(layer.article_id, layer.id, layer.kind, layer.answer, layer.is_flagged, t.annotator.c.name)
            .join_from(t.layer, t.annotator)
            .where(layer.article_id.in_([row.id for row in self._articles]), holds_anything())
        )
        # Sorted here because servers sort names by their own rules.
        ordered = sorted(rows, key=lambda row: (row.article_id, row.name, row.kind))
        return {article_id: list(found) for article_id, found in groupby(ordered, key=lambda row: row.article_id)}

    def _chosen(self, layers: Sequence[_Row]) -> list[_Row]:
        which, own = self._choice.which, self._choice.annotator
        if own is not None:
            layers = [row for row in layers if row.name == own and row.kind == LayerKind.ANNOTATOR.value]
        ready = [row for row in layers if row.answer is not None or which is not Which.FINISHED]
        adjudicated = [row for row in ready if row.kind == LayerKind.ADJUDICATED.value]
        return adjudicated if which is Which.ADJUDICATED else adjudicated or ready

    def _suggestions(self, article_ids: Sequence[int]) -> dict[int, Suggestions]:
        span, relation = t.suggested_span, t.suggested_relation
        spans = self._grouped(span, span_columns(span), article_ids, span_from_row)
        relations = self._grouped(relation, relation_columns(relation), article_ids, relation_from_row)
        return {
            run.article_id: Suggestions(
                "",
                ModelInfo(run.model_name, run.model_version),
                tuple(spans.get(run.article_id, ())),
                tuple(relations.get(run.article_id, ())),
            )
            for run in self._of(t.suggestion_run, list(t.suggestion_run.c), article_ids)
        }

    def _grouped(
        self, table: Table, columns: list[Column[Any]], ids: Sequence[int], read: Callable[[Sequence[Any]], _T]
    ) -> dict[int, list[_T]]:
        """Return what `read` makes of the rows, by their owner."""
        found: dict[int, list[_T]] = {}
        owner = next(iter(table.primary_key.columns))
        for row in self._of(table, [owner, *columns], ids):
            found.setdefault(row[0], []).append(read(row[1:]))
        return found

    def _of(self, table: Table, columns: list[Column[Any]], ids: Sequence[int]) -> Sequence[_Row]:
        if not ids:
            return []
        owner = next(iter(table.primary_key.columns))
        query: Select[Any] = select(*columns).where(owner.in_(ids))
        return self._connection.execute(query).all()


def _record(
    article: Article,
    annotator: str | None,
    spans: Sequence[Span],
    relations: Sequence[Relation],
    suggestions: Suggestions | None,
) -> OutgoingRecord:
    """Put a layer and the suggestions it leaves open together, without relations that have lost an end.

    Such a relation is a rejected one whose span is gone, or one to a suggestion nobody has decided about.
    """
    if suggestions is not None:
        layer = Layer(article.id, annotator or "", {span.id: span for span in spans}, {r.id: r for r in relations})
        spans = [*spans, *open_spans(layer, suggestions).values()]
        relations = [*relations, *open_relations(layer, suggestions).values()]
    together = in_document_order(spans)
    ids = {span.id for span in together}
    links = [link for link in relations if link.head in ids and link.child in ids]
    return OutgoingRecord(
        article, annotator, None, tuple(together), tuple(relations_in_document_order(links, together))
    )
