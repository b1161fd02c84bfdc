"""The tables, and nothing about what they mean to a person. The migrations make them; a test compares the two.

Texts lie apart from the articles, because listing articles must not read them. `start` and `end` are code points.
Columns with JSON are text: the bytes that went in come out, on every database alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    column,
    event,
    text,
)

from annotator.domain.annotations import Answer
from annotator.domain.spans import LayerName, OriginKind, Status
from annotator.services.ports import JournalKind


class LayerKind(StrEnum):
    """Whose word a layer is: one annotator's, or the one agreed on; of the latter an article has at most one."""

    ANNOTATOR = "annotator"
    ADJUDICATED = "adjudicated"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC on this side; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment without a zone, bring any other to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Say that it is UTC where the database forgot."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(name: str, values: Iterable[StrEnum]) -> CheckConstraint:
    """Return a CHECK that column `name` holds one of `values` (or NULL, where it may)."""
    return CheckConstraint(column(name).in_([value.value for value in values]), name=f"{name}_known")


def _origin_columns() -> tuple[Column[str], Column[str], Column[str], Column[str], Column[float]]:
    return (
        Column("status", String(12), nullable=False),
        Column("origin_kind", String(12), nullable=False),
        Column("origin_name", Text, nullable=False),
        Column("origin_version", Text, nullable=False),
        Column("score", Float),
    )


def _span_table(name: str, owner: Column[int]) -> Table:
    return Table(
        name,
        metadata,
        owner,
        Column("id", Text, primary_key=True),
        Column("start", Integer, nullable=False),
        Column("end", Integer, nullable=False),
        Column("label", Text, nullable=False),
        Column("layer", String(12), nullable=False),
        Column("attrs", Text, nullable=False),
        *_origin_columns(),
        CheckConstraint(column("start") >= 0, name="start_inside"),
        CheckConstraint(column("end") > column("start"), name="not_empty"),
        _one_of("layer", LayerName),
        _one_of("status", Status),
        _one_of("origin_kind", OriginKind),
        sqlite_with_rowid=False,  # a hint that others ignore: rows of one owner lie side by side
    )


def _relation_table(name: str, owner: Column[int]) -> Table:
    # No foreign keys to the spans: a rejected relation may outlive the span it hung on, and one end of a link may
    # be a suggestion that is still open.
    return Table(
        name,
        metadata,
        owner,
        Column("id", Text, primary_key=True),
        Column("label", Text, nullable=False),
        Column("head", Text, nullable=False),
        Column("child", Text, nullable=False),
        *_origin_columns(),
        _one_of("status", Status),
        _one_of("origin_kind", OriginKind),
        sqlite_with_rowid=False,
    )


def _owned_by(key: str, table: str) -> Column[int]:
    return Column(key, Integer, ForeignKey(f"{table}.id"), primary_key=True, autoincrement=False)


article = Table(
    "article",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("length", Integer, nullable=False),
    CheckConstraint(column("length") >= 0, name="length_counts"),
)

article_body = Table(
    "article_body",
    metadata,
    _owned_by("article_id", "article"),
    Column("text", Text, nullable=False),
    Column("meta", Text, nullable=False),
)

annotator = Table(
    "annotator",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

label_set = Table(
    "label_set",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("source", Text, nullable=False),
    UniqueConstraint("name", "version"),
)

layer = Table(
    "layer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", Integer, ForeignKey("article.id"), nullable=False),
    Column("annotator_id", Integer, ForeignKey("annotator.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("answer", String(12)),
    Column("is_flagged", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    # Kept up to date with every write, so that the queue is one join however many articles there are.
    Column("open_count", Integer, nullable=False),
    Column("decided_count", Integer, nullable=False),
    # The doubts of the open suggestions, summed in thousandths: whole numbers, so that sums never drift.
    Column("open_doubt", Integer, nullable=False, server_default=text("0")),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("article_id", "annotator_id", "kind"),
    _one_of("kind", LayerKind),
    _one_of("answer", Answer),
)
Index(
    "ux_layer_adjudicated",
    layer.c.article_id,
    unique=True,
    sqlite_where=layer.c.kind == LayerKind.ADJUDICATED.value,
)

span = _span_table("span", _owned_by("layer_id", "layer"))
relation = _relation_table("relation", _owned_by("layer_id", "layer"))

comment = Table(
    "comment",
    metadata,
    _owned_by("layer_id", "layer"),
    Column("id", Text, primary_key=True),
    Column("span_id", Text),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)

journal = Table(
    "journal",
    metadata,
    _owned_by("layer_id", "layer"),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),
    Column("name", Text, nullable=False),
    Column("target", Integer),
    Column("tie", Text),
    Column("at", UtcDateTime, nullable=False),
    # NULL on an imported layer's row: "from nothing to all that was there then" (see layers.py).
    Column("delta", Text),
    CheckConstraint(column("seq") > 0, name="seq_counts"),
    _one_of("kind", JournalKind),
)

Index(
    "ix_journal_tie",
    journal.c.tie,
    sqlite_where=journal.c.tie.is_not(None),
)


@event.listens_for(metadata, "before_create")
def _say_it_to_postgresql(_target: MetaData, connection: Connection, **_given: object) -> None:
    """Give the partial indexes their condition there too. Naming it above would load that dialect at every start."""
    if connection.dialect.name == "postgresql":
        for index in chain.from_iterable(table.indexes for table in metadata.tables.values()):
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]


refusal = Table(
    "refusal",
    metadata,
    _owned_by("annotator_id", "annotator"),
    Column("decision", Text, primary_key=True),
    _owned_by("article_id", "article"),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

suggestion_run = Table(
    "suggestion_run",
    metadata,
    _owned_by("article_id", "article"),
    Column("model_name", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("span_count", Integer, nullable=False),
    Column("doubt", Integer, nullable=False, server_default=text("0")),
)

suggested_span = _span_table("suggested_span", _owned_by("article_id", "article"))
suggested_relation = _relation_table("suggested_relation", _owned_by("article_id", "article"))

ignored_finding = Table(
    "ignored_finding",
    metadata,
    _owned_by("article_id", "article"),
    _owned_by("annotator_id", "annotator"),
    Column("key", Text, primary_key=True),
    sqlite_with_rowid=False,
)
