"""Articles by database id, and the queue that lists them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.exc import IntegrityError

from annotator.domain.annotations import Answer, Article
from annotator.domain.suggestions import ModelInfo
from annotator.services.ports import LookedAt, QueueRow
from annotator.storage import tables as t
from annotator.storage.rows import article_values, body_values, from_text, new_id
from annotator.storage.tables import LayerKind
from annotator.storage.transaction import Transaction

_ANSWERS: dict[str | None, Answer | None] = {None: None} | {answer.value: answer for answer in Answer}


class SqlArticles:
    """Implements `services.ports.ArticleStore`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, article: Article) -> tuple[Article, bool]:
        """Store `article`, or find the one with the same text; return it with its id, and whether it is new."""
        known = self._find(article.sha256)
        if known is not None:
            return self.get(known), False
        connection = self._transaction.writing()
        known = self._find(article.sha256)
        if known is not None:
            return self.get(known), False
        try:
            with connection.begin_nested():
                result = connection.execute(t.article.insert().values(**article_values(article)))
        except IntegrityError:  # a server's other client was quicker
            known = self._find(article.sha256)
            if known is None:
                raise
            return self.get(known), False
        article_id = new_id(result)
        connection.execute(t.article_body.insert().values(**body_values(article, article_id)))
        return replace(article, id=article_id), True

    def get(self, article_id: int) -> Article:
        """Return the article. Raises KeyError."""
        row = (
            self._transaction.reading()
            .execute(
                select(t.article, t.article_body.c.text, t.article_body.c.meta)
                .join_from(t.article, t.article_body)
                .where(t.article.c.id == article_id)
            )
            .one_or_none()
        )
        if row is None:
            raise KeyError(article_id)
        return Article(row.text, row.sha256, row.title, row.source, row.url, row.date, from_text(row.meta), row.id)

    def count(self) -> int:
        """Return how many articles there are."""
        return int(self._transaction.reading().execute(select(func.count()).select_from(t.article)).scalar_one())

    def queue(self, annotator: str, *, order: str = "added") -> list[QueueRow]:
        """Return every article as `annotator` sees it: one query over counters, however many there are.

        `order`: "added" (oldest first), "newest" (last added first) or "open" (unfinished first, the most open
        suggestions first among them). Raises ValueError for any other.
        """
        rows = [
            QueueRow(
                article_id, title, source, date, _ANSWERS[answer], bool(is_flagged), open_count,
                decided_count, has_suggestions,
            )
            for article_id, title, source, date, answer, is_flagged, open_count, decided_count, has_suggestions
            in self._transaction.reading().execute(_queue(annotator))
        ]  # fmt: skip
        return _in_order(rows, order)

    def holding(self, forms: Sequence[str], *, after: int, limit: int) -> LookedAt:
        """Look for any of `forms` in the `limit` articles that follow the id `after`.

        A coarse look, so that few texts need to be read: case is not told apart, nor where a word ends. White space in
        a form stands for any.
        """
        connection = self._transaction.reading()
        key = t.article.c.id
        ids = connection.execute(select(key).where(key > after).order_by(key).limit(limit)).scalars().all()
        if not ids:
            return LookedAt(None, 0, ())
        body = t.article_body.c
        holds = [body.text.like(_like(form), escape="\\") for form in forms]
        hits = (
            connection.execute(
                select(body.article_id)
                .where(body.article_id > after, body.article_id <= ids[-1], or_(*holds))
                .order_by(body.article_id)
            )
            .scalars()
            .all()
            if holds
            else ()
        )
        return LookedAt(ids[-1], len(ids), tuple(hits))

    def without_suggestions(self, model: ModelInfo) -> list[int]:
        """Return the ids of articles that `model` (this very version) has not run on, ascending."""
        run = t.suggestion_run.c
        return list(
            self._transaction.reading()
            .execute(
                select(t.article.c.id)
                .outerjoin_from(t.article, t.suggestion_run)
                .where(
                    or_(
                        run.article_id.is_(None),
                        run.model_name != model.name,
                        run.model_version != model.version,
                    )
                )
                .order_by(t.article.c.id)
            )
            .scalars()
        )

    def _find(self, sha256: str) -> int | None:
        return (
            self._transaction.reading()
            .execute(select(t.article.c.id).where(t.article.c.sha256 == sha256))
            .scalar_one_or_none()
        )


def _like(form: str) -> str:
    """Return the pattern that finds `form` anywhere; what LIKE would read as a sign of its own is escaped."""
    plain = re.sub(r"([\\%_])", r"\\\1", form)
    return "%" + "%".join(plain.split()) + "%"


def _queue(annotator: str) -> Select[Any]:
    article, layer, run = t.article.c, t.layer.c, t.suggestion_run.c
    who = select(t.annotator.c.id).where(t.annotator.c.name == annotator).scalar_subquery()
    own = and_(layer.article_id == article.id, layer.annotator_id == who, layer.kind == LayerKind.ANNOTATOR.value)
    return (
        select(
            article.id,
            article.title,
            article.source,
            article.date,
            layer.answer,
            layer.is_flagged,
            func.coalesce(layer.open_count, run.span_count, 0),
            func.coalesce(layer.decided_count, 0),
            run.article_id.is_not(None),
        )
        .select_from(t.article)
        .outerjoin(t.layer, own)
        .outerjoin(t.suggestion_run, run.article_id == article.id)
        .order_by(article.id)
    )


def _in_order(rows: list[QueueRow], order: str) -> list[QueueRow]:
    """Return `rows`, which come oldest first, in `order`. Quicker here than where whole rows have to be moved."""
    match order:
        case "added":
            return rows
        case "newest":
            return rows[::-1]
        case "open":
            return sorted(rows, key=lambda row: (row.answer is not None, -row.open_count))
        case _:
            raise ValueError(f"no such order: {order}")
