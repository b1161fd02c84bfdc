"""One batch of an import in one transaction, through executemany: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TypeVar

from sqlalchemy import Connection, Table, func, select

from annotator.domain.annotations import Article
from annotator.domain.errors import N_, UserError
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestions
from annotator.services.ports import BulkResult, IncomingRecord, JournalHead, JournalKind
from annotator.storage import tables as t
from annotator.storage.counters import Key, count_open, key_of, recount, suggested_keys
from annotator.storage.layers import IMPORT, holds_anything, journal_values
from annotator.storage.people import ensure_annotator
from annotator.storage.rows import (
    Row,
    Values,
    article_values,
    body_values,
    comment_values,
    relation_row,
    run_values,
    span_row,
)
from annotator.storage.tables import LayerKind

_AT_ONCE = 1000  # values in one IN list, below every database's limit
_ROWS_AT_ONCE = 40  # rows in one statement of a dozen values each: more gain nothing, and 999 is SQLite's old limit
_T = TypeVar("_T")
_Key = tuple[int, int]  # article id, annotator id


@dataclass(frozen=True, slots=True)
class _Known:
    """A layer that was there before the import."""

    layer_id: int
    revision: int
    last_seq: int
    is_taken: bool


def add_batch(connection: Connection, records: Sequence[IncomingRecord], importer: str, at: datetime) -> BulkResult:
    """Write `records` inside the transaction of `connection`; see `services.ports.Database.bulk_add`.

    `article_ids` has one id a record, in the order of the records. `kept_layers` are the keys of the articles whose
    layer was left alone. Suggestions in a record replace those the article had.
    """
    for record in records:
        _check(record)
    ids, new_ids = _add_articles(connection, records)
    by_article = {ids[record.article.sha256]: record.suggested for record in records if record.suggested}
    _replace_suggestions(connection, by_article, new_ids)
    batch = _LayerBatch(connection, ids, new_ids, by_article, at)
    layers, kept = batch.write([(record.annotator or importer, record) for record in records if record.has_layer])
    return BulkResult(
        len(new_ids), len(records) - len(new_ids), layers, tuple(kept), tuple(ids[r.article.sha256] for r in records)
    )


def _check(record: IncomingRecord) -> None:
    """Refuse what a reader should have refused, before it can spoil a batch."""
    article = record.article
    try:
        f"{article.title}{article.source}{article.url}{article.date}".encode()
    except UnicodeEncodeError as error:
        raise UserError(
            N_("The title, source or address holds half a character (a lone surrogate)."),
            N_("Correct the file and import it again."),
            file=record.file or None,
            line=record.line,
        ) from error
    length = len(article.text)
    suggested = record.suggested.spans if record.suggested else ()
    if any(span.end > length for spans in (record.spans, suggested) for span in spans):
        raise UserError(
            N_("A span reaches outside its article."),
            N_("Correct the file and import it again."),
            file=record.file or None,
            line=record.line,
        )
    links = record.suggested.relations if record.suggested else ()
    for things in (record.spans, record.relations, suggested, links, record.comments):
        if len({thing.id for thing in things}) != len(things):
            raise UserError(
                N_("Two spans, relations or comments of one article have the same id."),
                N_("Give each its own id and import the file again."),
                file=record.file or None,
                line=record.line,
            )
    if record.suggested is not None and record.suggested.sha256 != article.sha256:
        raise ValueError(f"suggestions for {record.suggested.sha256} came with article {article.sha256}")


def _add_articles(connection: Connection, records: Sequence[IncomingRecord]) -> tuple[dict[str, int], set[int]]:
    """Add the articles that are new; return all ids by hash, and the ids of the new ones."""
    articles: dict[str, Article] = {}
    for record in records:
        articles.setdefault(record.article.sha256, record.article)
    known = _ids(connection, articles)
    fresh = [article for sha256, article in articles.items() if sha256 not in known]
    _insert(connection, t.article, [article_values(article) for article in fresh])
    ids = known | _ids(connection, [article.sha256 for article in fresh])
    _insert(connection, t.article_body, [body_values(article, ids[article.sha256]) for article in fresh])
    return ids, {ids[article.sha256] for article in fresh}


def _ids(connection: Connection, hashes: Iterable[str]) -> dict[str, int]:
    """Return the ids of those articles that are there, and keep others from changing what hangs on them."""
    article = t.article.c
    return {
        sha256: article_id
        for some in _in_chunks(list(hashes))
        for sha256, article_id in connection.execute(
            select(article.sha256, article.id).where(article.sha256.in_(some)).order_by(article.id).with_for_update()
        )
    }


def _replace_suggestions(connection: Connection, by_article: dict[int, Suggestions], new_ids: set[int]) -> None:
    old = [article_id for article_id in by_article if article_id not in new_ids]
    for some in _in_chunks(old):
        for table in (t.suggested_relation, t.suggested_span, t.suggestion_run):
            connection.execute(table.delete().where(table.c.article_id.in_(some)))
    runs: list[Values] = []
    spans: list[Row] = []
    relations: list[Row] = []
    for article_id, suggestions in by_article.items():
        runs.append(run_values(article_id, suggestions))
        spans.extend(span_row(span, article_id) for span in suggestions.spans)
        relations.extend(relation_row(link, article_id) for link in suggestions.relations)
    _insert(connection, t.suggestion_run, runs)
    _insert_plain(connection, t.suggested_span, spans)
    _insert_plain(connection, t.suggested_relation, relations)
    for some in _in_chunks(old):
        recount(connection, some)


class _LayerBatch:
    """Writes the layers of one batch."""

    def __init__(
        self,
        connection: Connection,
        ids: dict[str, int],
        new_ids: set[int],
        suggestions: dict[int, Suggestions],
        at: datetime,
    ) -> None:
        self._connection = connection
        self._ids = ids
        self._new_ids = new_ids
        self._suggestions = suggestions
        self._at = at

    def write(self, records: Sequence[tuple[str, IncomingRecord]]) -> tuple[int, list[str]]:
        """Write the layers that are free; return how many, and the keys of the articles of the others."""
        people = {name: ensure_annotator(self._connection, name) for name in dict.fromkeys(name for name, _ in records)}
        known = self._known()
        wanted: dict[_Key, IncomingRecord] = {}
        kept = []
        for name, record in records:
            key = self._ids[record.article.sha256], people[name]
            if key in wanted or (key in known and known[key].is_taken):
                kept.append(record.article.key)
            else:
                wanted[key] = record
        self._write_layers(wanted, known)
        return len(wanted), kept

    def _known(self) -> dict[_Key, _Known]:
        layer, journal = t.layer.c, t.journal.c
        last_seq = select(func.max(journal.seq)).where(journal.layer_id == layer.id).scalar_subquery()
        old = [article_id for article_id in self._ids.values() if article_id not in self._new_ids]
        return {
            (article_id, annotator_id): _Known(layer_id, revision, seq or 0, bool(is_taken))
            for some in _in_chunks(old)
            for article_id, annotator_id, layer_id, revision, seq, is_taken in self._connection.execute(
                select(
                    layer.article_id, layer.annotator_id, layer.id, layer.revision, last_seq, holds_anything()
                ).where(layer.article_id.in_(some), layer.kind == LayerKind.ANNOTATOR.value)
            )
        }

    def _write_layers(self, wanted: dict[_Key, IncomingRecord], known: dict[_Key, _Known]) -> None:
        suggested = self._suggested_keys(article_id for article_id, _ in wanted)
        fresh = [key for key in wanted if key not in known]
        _insert(
            self._connection,
            t.layer,
            [
                {
                    "article_id": key[0],
                    "annotator_id": key[1],
                    "kind": LayerKind.ANNOTATOR.value,
                    "revision": 1,
                    **self._standing(wanted[key], suggested.get(key[0], [])),
                }
                for key in fresh
            ],
        )
        for key, emptied in known.items():
            if key in wanted:
                self._connection.execute(
                    t.layer.update()
                    .where(t.layer.c.id == emptied.layer_id)
                    .values(revision=emptied.revision + 1, **self._standing(wanted[key], suggested.get(key[0], [])))
                )
        layer_ids = self._layer_ids(fresh) | {key: known[key].layer_id for key in wanted if key in known}
        spans: list[Row] = []
        relations: list[Row] = []
        comments: list[Values] = []
        entries: list[Values] = []
        for key, record in wanted.items():
            layer_id = layer_ids[key]
            spans.extend(span_row(span, layer_id) for span in record.spans)
            relations.extend(relation_row(link, layer_id) for link in record.relations)
            comments.extend(comment_values(comment, "layer_id", layer_id) for comment in record.comments)
            seq = known[key].last_seq + 1 if key in known else 1
            entries.append(journal_values(layer_id, JournalHead(seq, JournalKind.EDIT, IMPORT), self._at))
        _insert_plain(self._connection, t.span, spans)
        _insert_plain(self._connection, t.relation, relations)
        _insert(self._connection, t.comment, comments)
        _insert(self._connection, t.journal, entries)

    def _standing(self, record: IncomingRecord, suggested: Sequence[Key]) -> Values:
        left = count_open(suggested, map(key_of, record.spans))
        return {
            "answer": record.answer.value if record.answer else None,
            "is_flagged": record.is_flagged,
            "open_count": left.number,
            "open_doubt": left.doubt,
            "decided_count": len(record.spans),
            "changed_at": self._at,
        }

    def _suggested_keys(self, article_ids: Iterable[int]) -> dict[int, list[Key]]:
        keys: dict[int, list[Key]] = {}
        elsewhere = []
        for article_id in dict.fromkeys(article_ids):
            if article_id in self._suggestions:
                keys[article_id] = _keys(self._suggestions[article_id].spans)
            elif article_id not in self._new_ids:
                elsewhere.append(article_id)
        for some in _in_chunks(elsewhere):
            keys |= suggested_keys(self._connection, some)
        return keys

    def _layer_ids(self, keys: Sequence[_Key]) -> dict[_Key, int]:
        layer = t.layer.c
        return {
            (article_id, annotator_id): layer_id
            for some in _in_chunks(list(dict.fromkeys(article_id for article_id, _ in keys)))
            for article_id, annotator_id, layer_id in self._connection.execute(
                select(layer.article_id, layer.annotator_id, layer.id).where(
                    layer.article_id.in_(some), layer.kind == LayerKind.ANNOTATOR.value
                )
            )
        }


def _keys(spans: Iterable[Span]) -> list[Key]:
    return [key_of(span) for span in spans]


def _insert(connection: Connection, table: Table, rows: list[Values]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _insert_plain(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Insert rows in the order of the table's columns whose values need no conversion, past Core's handling of values.

    Spans are nine tenths of all rows. Where the driver takes values by their place, one statement holds many rows: the
    database then looks at its lists of known layers and statuses once a statement, which halves what a row costs.
    """
    if not rows:
        return
    statement = table.insert().compile(dialect=connection.dialect)
    names = tuple(column.key for column in table.columns)
    if statement.positiontup is None:
        connection.exec_driver_sql(str(statement), [dict(zip(names, row, strict=True)) for row in rows])
        return
    head, values, one = str(statement).rpartition(" VALUES ")
    many = f"{head}{values}{', '.join([one] * _ROWS_AT_ONCE)}"
    whole = len(rows) - len(rows) % _ROWS_AT_ONCE
    for start in range(0, whole, _ROWS_AT_ONCE):
        connection.exec_driver_sql(many, tuple(chain.from_iterable(rows[start : start + _ROWS_AT_ONCE])))
    if whole < len(rows):
        connection.exec_driver_sql(str(statement), rows[whole:])


def _in_chunks(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
