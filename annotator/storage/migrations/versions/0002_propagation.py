"""What ties the journal rows of one propagation, and the places at which one was refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tie with its index, and the table of refusals."""
    op.add_column("journal", sa.Column("tie", sa.Text(), nullable=True))
    has_tie = sa.text("tie IS NOT NULL")
    op.create_index("ix_journal_tie", "journal", ["tie"], sqlite_where=has_tie, postgresql_where=has_tie)
    op.create_table(
        "refusal",
        sa.Column("annotator_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["annotator_id"], ["annotator.id"], name="fk_refusal_annotator_id"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_refusal_article_id"),
        sa.PrimaryKeyConstraint("annotator_id", "decision", "article_id", "start", "end", name="pk_refusal"),
        sqlite_with_rowid=False,
    )
