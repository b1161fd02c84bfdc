"""What the queue orders by, and which findings of the consistency check were set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two sums and count them, and make the table of findings set aside."""
    for table, name in (("layer", "open_doubt"), ("suggestion_run", "doubt")):
        op.add_column(table, sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "ignored_finding",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("annotator_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_ignored_finding_article_id"),
        sa.ForeignKeyConstraint(["annotator_id"], ["annotator.id"], name="fk_ignored_finding_annotator_id"),
        sa.PrimaryKeyConstraint("article_id", "annotator_id", "key", name="pk_ignored_finding"),
        sqlite_with_rowid=False,
    )
    _count(op.get_bind())


def _count(connection: sa.Connection) -> None:
    """Sum the doubts article by article: all suggested ones for the run, those left open for each layer."""
    layers: dict[int, list[int]] = {}
    for layer_id, article_id in connection.execute(sa.text("SELECT id, article_id FROM layer")):
        layers.setdefault(article_id, []).append(layer_id)
    columns = 'id, layer, label, start, "end"'
    suggested = sa.text(f"SELECT {columns}, score FROM suggested_span WHERE article_id = :of")
    decided = sa.text(f"SELECT {columns} FROM span WHERE layer_id = :of")
    for article_id in connection.execute(sa.text("SELECT article_id FROM suggestion_run")).scalars().all():
        spans = [
            (span_id, tuple(place), 0 if score is None else round(1000 * (1 - score)))
            for span_id, *place, score in connection.execute(suggested, {"of": article_id})
        ]
        connection.execute(
            sa.text("UPDATE suggestion_run SET doubt = :doubt WHERE article_id = :of"),
            {"doubt": sum(doubt for _, _, doubt in spans), "of": article_id},
        )
        for layer_id in layers.get(article_id, ()):
            rows = [(span_id, tuple(place)) for span_id, *place in connection.execute(decided, {"of": layer_id})]
            taken = {key for row in rows for key in row}
            left = sum(doubt for span_id, place, doubt in spans if span_id not in taken and place not in taken)
            connection.execute(
                sa.text("UPDATE layer SET open_doubt = :doubt WHERE id = :of"), {"doubt": left, "of": layer_id}
            )
