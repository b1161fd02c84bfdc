"""Articles, layers with their journal, suggestions, annotators, label sets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATUS = "status IN ('suggested', 'accepted', 'corrected', 'added', 'rejected')"
ORIGIN = "origin_kind IN ('model', 'rule', 'gazetteer', 'human', 'propagated', 'imported')"


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.CheckConstraint("length >= 0", name="ck_article_length_counts"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("sha256", name="uq_article_sha256"),
    )
    op.create_table(
        "annotator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_annotator"),
        sa.UniqueConstraint("name", name="uq_annotator_name"),
    )
    op.create_table(
        "label_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_label_set"),
        sa.UniqueConstraint("name", "version", name="uq_label_set_name_version"),
    )
    op.create_table(
        "article_body",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("meta", sa.Text(), nullable=False),
        *_owned_by("article_body", "article"),
    )
    op.create_table(
        "layer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("annotator_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("answer", sa.String(12), nullable=True),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.Column("decided_count", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('annotator', 'adjudicated')", name="ck_layer_kind_known"),
        sa.CheckConstraint("answer IN ('accept', 'reject', 'ignore')", name="ck_layer_answer_known"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_layer_article_id"),
        sa.ForeignKeyConstraint(["annotator_id"], ["annotator.id"], name="fk_layer_annotator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_layer"),
        sa.UniqueConstraint("article_id", "annotator_id", "kind", name="uq_layer_article_id_annotator_id_kind"),
    )
    op.create_index(
        "ux_layer_adjudicated",
        "layer",
        ["article_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'adjudicated'"),
        postgresql_where=sa.text("kind = 'adjudicated'"),
    )
    _create_span_table("span", "layer")
    _create_relation_table("relation", "layer")
    op.create_table(
        "comment",
        sa.Column("layer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("span_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        *_owned_by("comment", "layer", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal",
        sa.Column("layer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delta", sa.Text(), nullable=True),
        sa.CheckConstraint("seq > 0", name="ck_journal_seq_counts"),
        sa.CheckConstraint("kind IN ('edit', 'undo', 'redo')", name="ck_journal_kind_known"),
        *_owned_by("journal", "layer", "seq"),
    )
    op.create_table(
        "suggestion_run",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model_name", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("span_count", sa.Integer(), nullable=False),
        *_owned_by("suggestion_run", "article"),
    )
    _create_span_table("suggested_span", "article")
    _create_relation_table("suggested_relation", "article")


def _owned_by(table: str, owner: str, *key: str) -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint([f"{owner}_id"], [f"{owner}.id"], name=f"fk_{table}_{owner}_id"),
        sa.PrimaryKeyConstraint(f"{owner}_id", *key, name=f"pk_{table}"),
    )


def _origin_columns() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("origin_kind", sa.String(12), nullable=False),
        sa.Column("origin_name", sa.Text(), nullable=False),
        sa.Column("origin_version", sa.Text(), nullable=False),
    )


def _create_span_table(name: str, owner: str) -> None:
    op.create_table(
        name,
        sa.Column(f"{owner}_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("layer", sa.String(12), nullable=False),
        sa.Column("attrs", sa.Text(), nullable=False),
        *_origin_columns(),
        sa.Column("score", sa.Float(), nullable=True),
        sa.CheckConstraint("start >= 0", name=f"ck_{name}_start_inside"),
        sa.CheckConstraint('"end" > start', name=f"ck_{name}_not_empty"),
        sa.CheckConstraint("layer IN ('entity', 'quote', 'zone')", name=f"ck_{name}_layer_known"),
        sa.CheckConstraint(STATUS, name=f"ck_{name}_status_known"),
        sa.CheckConstraint(ORIGIN, name=f"ck_{name}_origin_kind_known"),
        *_owned_by(name, owner, "id"),
        sqlite_with_rowid=False,
    )


def _create_relation_table(name: str, owner: str) -> None:
    op.create_table(
        name,
        sa.Column(f"{owner}_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("child", sa.Text(), nullable=False),
        *_origin_columns(),
        sa.Column("score", sa.Float(), nullable=True),
        sa.CheckConstraint(STATUS, name=f"ck_{name}_status_known"),
        sa.CheckConstraint(ORIGIN, name=f"ck_{name}_origin_kind_known"),
        *_owned_by(name, owner, "id"),
        sqlite_with_rowid=False,
    )
