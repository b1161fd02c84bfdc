"""What `doctor` asks of a database: is the file whole, and does what is kept twice agree."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Select, exists, func, select

from annotator.domain.annotations import Layer
from annotator.domain.edits import apply
from annotator.domain.errors import UserError
from annotator.services.ports import DatabaseReport
from annotator.storage import tables as t
from annotator.storage.backend import Backend
from annotator.storage.counters import open_counts
from annotator.storage.layers import SqlLayers
from annotator.storage.migrate import current_revision
from annotator.storage.tables import LayerKind
from annotator.storage.transaction import Transaction

_AT_ONCE = 1000  # layers


def report(connection: Connection, backend: Backend) -> DatabaseReport:
    """Look everything over. A damaged file gives problems, not an exception."""
    try:
        return DatabaseReport(
            backend.name,
            current_revision(connection, backend) or "",
            _count(connection, select(func.count()).select_from(t.article)),
            _count(connection, select(func.count()).select_from(t.layer)),
            (
                *backend.integrity_problems(connection),
                *_disagreements(connection),
                *_miscounts(connection),
                *_replays(connection, backend),
            ),
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


def _miscounts(connection: Connection) -> Iterator[str]:
    """Count the open suggestions of every layer again: edits only move the count, so an error would stay."""
    layer = t.layer.c
    stored = connection.execute(
        select(layer.article_id, layer.id, layer.open_count, layer.open_doubt).order_by(layer.article_id)
    ).all()
    wrong = 0
    for start in range(0, len(stored), _AT_ONCE):
        some = stored[start : start + _AT_ONCE]
        counts = open_counts(connection, [article_id for article_id, _, _, _ in some])
        wrong += sum(counts[layer_id] != (count, doubt) for _, layer_id, count, doubt in some)
    if wrong:
        yield f"{wrong} layers count their open suggestions wrongly"


def _replays(connection: Connection, backend: Backend) -> Iterator[str]:
    """Replay the journal of every layer that was edited by hand, and name the articles where it leads elsewhere."""
    layers = SqlLayers(Transaction(connection, backend))
    edited = (
        select(t.layer.c.article_id, t.annotator.c.name, t.article.c.sha256)
        .select_from(t.layer.join(t.annotator).join(t.article))
        .where(
            t.layer.c.kind == LayerKind.ANNOTATOR.value,
            exists().where(t.journal.c.layer_id == t.layer.c.id, t.journal.c.delta.is_not(None)),
        )
        .order_by(t.layer.c.id)
    )
    for article_id, annotator, sha256 in connection.execute(edited).all():
        replayed = Layer(article_id, annotator)
        try:
            for entry in layers.history(article_id, annotator):
                replayed = apply(replayed, entry.delta)
            agrees = replayed == layers.load(article_id, annotator).layer
        except UserError:  # the journal does not fit together
            agrees = False
        if not agrees:
            yield f"article {sha256[:16]}: the journal of {annotator} does not lead to the layer"


def _count(connection: Connection, query: Select[int]) -> int:
    return int(connection.execute(query).scalar_one())
