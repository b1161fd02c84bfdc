"""The newest suggestions of each article."""

from __future__ import annotations

from sqlalchemy import select

from annotator.domain.spans import in_document_order
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.storage import tables as t
from annotator.storage.counters import recount
from annotator.storage.rows import (
    relation_columns,
    relation_from_row,
    relation_values,
    relations_in_document_order,
    run_values,
    span_columns,
    span_from_row,
    span_values,
)
from annotator.storage.transaction import Transaction


class SqlSuggestions:
    """Implements `services.ports.SuggestionStore`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def load(self, article_id: int) -> Suggestions | None:
        """Return the article's suggestions in document order, or None where no model has run on it."""
        connection = self._transaction.reading()
        run = connection.execute(
            select(t.article.c.sha256, t.suggestion_run.c.model_name, t.suggestion_run.c.model_version)
            .join_from(t.suggestion_run, t.article)
            .where(t.suggestion_run.c.article_id == article_id)
        ).one_or_none()
        if run is None:
            return None
        span, relation = t.suggested_span, t.suggested_relation
        spans = in_document_order(
            map(
                span_from_row,
                connection.execute(select(*span_columns(span)).where(span.c.article_id == article_id)),
            )
        )
        relations = map(
            relation_from_row,
            connection.execute(select(*relation_columns(relation)).where(relation.c.article_id == article_id)),
        )
        return Suggestions(
            run.sha256,
            ModelInfo(run.model_name, run.model_version),
            tuple(spans),
            tuple(relations_in_document_order(relations, spans)),
        )

    def save(self, article_id: int, suggestions: Suggestions) -> None:
        """Replace the article's suggestions. Raises ValueError where they are for another text: callers drop those."""
        connection = self._transaction.writing()
        sha256 = connection.execute(
            select(t.article.c.sha256).where(t.article.c.id == article_id).with_for_update()
        ).scalar_one_or_none()
        if sha256 != suggestions.sha256:
            raise ValueError(f"suggestions for {suggestions.sha256} are not for article {article_id}")
        for table in (t.suggested_relation, t.suggested_span, t.suggestion_run):
            connection.execute(table.delete().where(table.c.article_id == article_id))
        connection.execute(t.suggestion_run.insert().values(run_values(article_id, suggestions)))
        if suggestions.spans:
            connection.execute(
                t.suggested_span.insert(), [span_values(span, "article_id", article_id) for span in suggestions.spans]
            )
        if suggestions.relations:
            connection.execute(
                t.suggested_relation.insert(),
                [relation_values(link, "article_id", article_id) for link in suggestions.relations],
            )
        recount(connection, [article_id])
