"""What `doctor` asks of a database: is the file whole, and does what is kept twice agree."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Select, func, select

from annotator.domain.errors import UserError
from annotator.services.ports import DatabaseReport
from annotator.storage import tables as t
from annotator.storage.backend import Backend
from annotator.storage.migrate import current_revision
from annotator.storage.tables import LayerKind


def report(connection: Connection, backend: Backend) -> DatabaseReport:
    """Look everything over. A damaged file gives problems, not an exception."""
    try:
        return DatabaseReport(
            backend.name,
            current_revision(connection, backend) or "",
            _count(connection, select(func.count()).select_from(t.article)),
            _count(connection, select(func.count()).select_from(t.layer)),
            (*backend.integrity_problems(connection), *_disagreements(connection)),
            backend.details(connection),
        )
    except UserError as error:
        return DatabaseReport(backend.name, "", 0, 0, (str(error.problem.what),))


def _disagreements(connection: Connection) -> Iterator[str]:
    """Yield one sentence for each rule that rows break; the numbers say how often."""
    layer, article = t.layer, t.article
    for sentence, query in (
        (
            "{count} spans reach outside their article",
            select(func.count()).select_from(t.span.join(layer).join(article)).where(t.span.c.end > article.c.length),
        ),
        (
            "{count} suggestions reach outside their article",
            select(func.count())
            .select_from(t.suggested_span.join(article))
            .where(t.suggested_span.c.end > article.c.length),
        ),
        (
            "{count} layers count their spans wrongly",
            select(func.count())
            .select_from(layer)
            .where(
                layer.c.decided_count
                != select(func.count()).select_from(t.span).where(t.span.c.layer_id == layer.c.id).scalar_subquery()
            ),
        ),
        (
            "{count} layers have a journal with rows missing",
            select(func.count())
            .select_from(layer)
            .where(
                layer.c.kind == LayerKind.ANNOTATOR.value,
                layer.c.revision
                != select(func.coalesce(func.max(t.journal.c.seq), 0))
                .where(t.journal.c.layer_id == layer.c.id)
                .scalar_subquery(),
            ),
        ),
        (
            "{count} articles have no text",
            select(func.count())
            .select_from(article.outerjoin(t.article_body))
            .where(t.article_body.c.article_id.is_(None)),
        ),
    ):
        count = _count(connection, query)
        if count:
            yield sentence.format(count=count)


def _count(connection: Connection, query: Select[int]) -> int:
    return int(connection.execute(query).scalar_one())
