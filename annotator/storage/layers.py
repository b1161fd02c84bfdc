"""Annotators' layers and the journal that made them, written together.

The journal is append-only: nothing here updates or deletes its rows. Its rows hold the whole before and after of
each edit, with one exception: the row of an imported layer holds nothing, because it means "from an empty layer to
all that was there then". That is worked out when someone asks, by taking back what came later (`_imported`). So
an import can be undone like any edit, and a hundred thousand imported layers cost no more than their spans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Result,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    case,
    distinct,
    exists,
    func,
    null,
    or_,
    select,
    true,
)

from annotator.domain import edits
from annotator.domain.annotations import Answer, Comment, Layer
from annotator.domain.codec import delta_from_json, delta_to_json
from annotator.domain.edits import Change, Delta, Standing
from annotator.domain.errors import ChangedElsewhereError
from annotator.domain.spans import Relation, Span, in_document_order
from annotator.services.ports import JournalEntry, JournalHead, JournalKind, StoredLayer, Which
from annotator.storage import tables as t
from annotator.storage.counters import newly_open
from annotator.storage.people import ensure_annotator
from annotator.storage.rows import (
    Values,
    comment_values,
    from_text,
    new_id,
    relation_columns,
    relation_from_row,
    relation_values,
    relations_in_document_order,
    span_columns,
    span_from_row,
    span_values,
    to_text,
)
from annotator.storage.tables import LayerKind
from annotator.storage.transaction import Transaction

T = TypeVar("T", Span, Relation, Comment)

IMPORT = "Import"
"""The name of the journal row of an imported layer; every other row is named after an edit's class."""


# Statements of every edit, made once: making one anew and finding its compiled form takes longer than running it.


def _of_annotator(*columns: Column[Any]) -> Select[Any]:
    """Select from the layer of annotator `:annotator` over article `:article_id`."""
    layer = t.layer.c
    return (
        select(*columns)
        .select_from(t.layer)
        .join(t.annotator, t.annotator.c.id == layer.annotator_id)
        .where(
            layer.article_id == bindparam("article_id"),
            layer.kind == LayerKind.ANNOTATOR.value,
            t.annotator.c.name == bindparam("annotator"),
        )
    )


def _suggested() -> Select[*tuple[Any, ...]]:
    """Select what a layer that is not there yet would say: every suggestion of `:article_id` is open."""
    run = t.suggestion_run.c
    counts = {
        name: func.coalesce(select(column).where(run.article_id == bindparam("article_id")).scalar_subquery(), 0)
        for name, column in (("open_count", run.span_count), ("open_doubt", run.doubt))
    }
    return select(null().label("id"), *(count.label(name) for name, count in counts.items()))


class _Rows:
    """How the rows of one table of a layer's contents are deleted (`:of`), updated (`:of`) and inserted."""

    def __init__(self, table: Table) -> None:
        mine = and_(table.c.layer_id == bindparam("owner"), table.c.id == bindparam("of"))
        self.delete = table.delete().where(mine)
        self.update = table.update().where(mine)
        self.insert = table.insert()


_LOCK = select(t.article.c.id).where(t.article.c.id == bindparam("article_id")).with_for_update()
_STANDING = _of_annotator(t.layer.c.id, t.layer.c.revision, t.layer.c.open_count, t.layer.c.open_doubt)
_SUGGESTED = _suggested()
_LAYER_UPDATE = t.layer.update().where(t.layer.c.id == bindparam("of"))
_JOURNALLED = t.journal.insert()
_ROWS = {table: _Rows(table) for table in (t.span, t.relation, t.comment)}


class SqlLayers:
    """Implements `services.ports.LayerStore`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def load(self, article_id: int, annotator: str) -> StoredLayer:
        """Return the layer; an empty one with revision 0 where the annotator has not touched the article."""
        connection = self._transaction.reading()
        row = connection.execute(
            _own_layer(article_id, annotator, t.layer.c.id, t.layer.c.revision, t.layer.c.answer, t.layer.c.is_flagged)
        ).one_or_none()
        if row is None:
            return StoredLayer(Layer(article_id, annotator), 0)
        spans = in_document_order(map(span_from_row, _contents(connection, t.span, span_columns(t.span), row.id)))
        relations = relations_in_document_order(
            map(relation_from_row, _contents(connection, t.relation, relation_columns(t.relation), row.id)), spans
        )
        comments = [
            Comment(comment_id, text, span_id)
            for comment_id, text, span_id in _contents(
                connection, t.comment, [t.comment.c.id, t.comment.c.text, t.comment.c.span_id], row.id
            )
        ]
        layer = Layer(
            article_id,
            annotator,
            {span.id: span for span in spans},
            {link.id: link for link in relations},
            {comment.id: comment for comment in sorted(comments, key=lambda comment: comment.id)},
            Answer(row.answer) if row.answer else None,
            bool(row.is_flagged),
        )
        return StoredLayer(layer, int(row.revision))

    def write(self, before: StoredLayer, delta: Delta, head: JournalHead, at: datetime) -> int:
        """Write `delta` to the state and one row to the journal; return the new revision.

        Raises ChangedElsewhereError where the stored revision is no longer `before.revision`. Nothing is visible to
        others, or survives a crash, before the unit of work commits.
        """
        after = edits.apply(before.layer, delta)
        connection = self._transaction.writing()
        _lock_article(connection, after.article_id)
        now = _own_row(connection, before)
        opened = newly_open(connection, before.layer, after, delta.spans)
        standing: Values = {
            "answer": after.answer.value if after.answer else None,
            "is_flagged": after.is_flagged,
            "revision": before.revision + 1,
            "open_count": now.open_count + opened.number,
            "open_doubt": now.open_doubt + opened.doubt,
            "decided_count": len(after.spans),
            "changed_at": at,
        }
        layer_id = _write_layer(connection, after, now.id, standing)
        _write_changes(connection, t.span, layer_id, delta.spans, span_values)
        _write_changes(connection, t.relation, layer_id, delta.relations, relation_values)
        _write_changes(connection, t.comment, layer_id, delta.comments, comment_values)
        connection.execute(_JOURNALLED, {**journal_values(layer_id, head, at), "delta": to_text(delta_to_json(delta))})
        return before.revision + 1

    def journal(self, article_id: int, annotator: str) -> list[JournalHead]:
        """Return the layer's journal without deltas, oldest first."""
        column = t.journal.c
        rows = self._transaction.reading().execute(
            select(column.seq, column.kind, column.name, column.target, column.tie)
            .where(column.layer_id == _own_layer(article_id, annotator, t.layer.c.id).scalar_subquery())
            .order_by(column.seq)
        )
        return [JournalHead(seq, JournalKind(kind), name, target, tie) for seq, kind, name, target, tie in rows]

    def entry(self, article_id: int, annotator: str, seq: int) -> JournalEntry:
        """Return one whole journal row. Raises KeyError."""
        row = self._transaction.reading().execute(_journal(article_id, annotator).where(t.journal.c.seq == seq)).first()
        if row is None:
            raise KeyError((article_id, annotator, seq))
        return self._entry(article_id, annotator, row)

    def history(self, article_id: int, annotator: str) -> Iterator[JournalEntry]:
        """Yield the whole journal of a layer, oldest first."""
        for row in self._transaction.reading().execute(_journal(article_id, annotator).order_by(t.journal.c.seq)):
            yield self._entry(article_id, annotator, row)

    def tied(self, annotator: str, tie: str) -> list[int]:
        """Return the articles in which the annotator's journal has a row with that tie, ascending."""
        layer, journal = t.layer.c, t.journal.c
        rows = self._transaction.reading().execute(
            select(layer.article_id)
            .distinct()
            .join_from(t.layer, t.journal, journal.layer_id == layer.id)
            .join(t.annotator, t.annotator.c.id == layer.annotator_id)
            .where(journal.tie == tie, t.annotator.c.name == annotator)
            .order_by(layer.article_id)
        )
        return list(rows.scalars())

    def _entry(self, article_id: int, annotator: str, row: Sequence[Any]) -> JournalEntry:
        seq, kind, name, target, tie, at, delta = row
        return JournalEntry(
            JournalHead(seq, JournalKind(kind), name, target, tie),
            at,
            self._imported(article_id, annotator, seq) if delta is None else delta_from_json(from_text(delta)),
        )

    def articles_by(self, annotator: str | None) -> Mapping[Which, int]:
        """Return how many articles have a layer that an export takes (`storage.outgoing`), suggestions aside."""
        layer = t.layer.c
        is_adjudicated = layer.kind == LayerKind.ADJUDICATED.value
        articles = [
            func.count(distinct(case((condition, layer.article_id))))
            for condition in (layer.answer.is_not(None), is_adjudicated, true())
        ]
        query = select(*articles).where(holds_anything())
        if annotator is not None:
            query = query.join_from(t.layer, t.annotator).where(t.annotator.c.name == annotator, ~is_adjudicated)
        counts = self._transaction.reading().execute(query).one()
        return dict(zip((Which.FINISHED, Which.ADJUDICATED, Which.ALL), counts, strict=True))

    def _imported(self, article_id: int, annotator: str, seq: int) -> Delta:
        """Return what the import in row `seq` did: from nothing to the layer as it was before any later row."""
        layer = self.load(article_id, annotator).layer
        later = self._transaction.reading().execute(
            _journal(article_id, annotator).where(t.journal.c.seq > seq).order_by(t.journal.c.seq.desc())
        )
        for row in later:
            layer = edits.apply(layer, self._entry(article_id, annotator, row).delta.inverse())
        return everything_in(layer)


def everything_in(layer: Layer) -> Delta:
    """Return the delta that makes `layer` from an empty one."""
    nothing, standing = Standing(None, is_flagged=False), Standing(layer.answer, layer.is_flagged)
    return Delta(
        tuple(Change(None, span) for span in layer.spans.values()),
        tuple(Change(None, link) for link in layer.relations.values()),
        tuple(Change(None, comment) for comment in layer.comments.values()),
        None if standing == nothing else Change(nothing, standing),
    )


def journal_values(layer_id: int, head: JournalHead, at: datetime) -> Values:
    """Return the row of table `journal`, without the delta."""
    return {
        "layer_id": layer_id, "seq": head.seq, "kind": head.kind.value, "name": head.name, "target": head.target,
        "tie": head.tie, "at": at,
    }  # fmt: skip


def holds_anything() -> ColumnElement[bool]:
    """Return the condition that a row of table `layer` has anything in it; after undoing everything it has not."""
    layer = t.layer.c
    return or_(
        layer.answer.is_not(None),
        layer.is_flagged,
        layer.decided_count > 0,
        exists().where(t.relation.c.layer_id == layer.id),
        exists().where(t.comment.c.layer_id == layer.id),
    )


def _own_layer(article_id: int, annotator: str, *columns: Column[Any]) -> Select[Any]:
    return _of_annotator(*columns).params(article_id=article_id, annotator=annotator)


def _contents(
    connection: Connection, table: Table, columns: Sequence[Column[Any]], layer_id: int
) -> Result[*tuple[Any, ...]]:
    return connection.execute(select(*columns).where(table.c.layer_id == layer_id))


def _journal(article_id: int, annotator: str) -> Select[Any]:
    column = t.journal.c
    return select(column.seq, column.kind, column.name, column.target, column.tie, column.at, column.delta).where(
        column.layer_id == _own_layer(article_id, annotator, t.layer.c.id).scalar_subquery()
    )


def _lock_article(connection: Connection, article_id: int) -> None:
    """Keep every other writer away from this article's layers and suggestions until the transaction ends."""
    if connection.execute(_LOCK, {"article_id": article_id}).first() is None:
        raise KeyError(article_id)


def _own_row(connection: Connection, before: StoredLayer) -> Row[*tuple[Any, ...]]:
    """Return `id` (None where there is no such layer yet) and the counts of the layer that was read as `before`.

    Raises ChangedElsewhereError where it is no longer that.
    """
    of = before.layer
    named = {"article_id": of.article_id, "annotator": of.annotator}
    row = connection.execute(_STANDING, named).one_or_none()
    if (row.revision if row else 0) != before.revision:
        raise ChangedElsewhereError
    return row if row is not None else connection.execute(_SUGGESTED, {"article_id": of.article_id}).one()


def _write_layer(connection: Connection, layer: Layer, layer_id: int | None, values: Values) -> int:
    """Write the layer's own row, a new one where there is no `layer_id`, and return its id."""
    if layer_id is not None:
        connection.execute(_LAYER_UPDATE, {"of": layer_id, **values})
        return layer_id
    result = connection.execute(
        t.layer.insert().values(
            article_id=layer.article_id,
            annotator_id=ensure_annotator(connection, layer.annotator),
            kind=LayerKind.ANNOTATOR.value,
            **values,
        )
    )
    return new_id(result)


def _write_changes(
    connection: Connection,
    table: Table,
    layer_id: int,
    changes: Iterable[Change[T]],
    values: Callable[[T, str, int], Values],
) -> None:
    """Delete, update and insert the rows that `changes` name, and no other."""
    gone, changed, new = [], [], []
    for change in changes:
        if change.after is None:
            assert change.before is not None  # noqa: S101 - a change from nothing to nothing is never planned
            gone.append({"owner": layer_id, "of": change.before.id})
        elif change.before is None:
            new.append(values(change.after, "layer_id", layer_id))
        else:
            row = values(change.after, "layer_id", layer_id)
            changed.append({"owner": row.pop("layer_id"), "of": row.pop("id"), **row})
    how = _ROWS[table]
    if gone:
        connection.execute(how.delete, gone)
    if changed:
        connection.execute(how.update, changed)
    if new:
        connection.execute(how.insert, new)
