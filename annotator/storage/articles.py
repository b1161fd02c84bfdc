"""Articles by database id, and the queue that lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, ColumnElement, Float, Select, and_, exists, func, literal, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from annotator.domain.annotations import SKIP_NOTE, Answer, Article
from annotator.domain.quotes import QUOTE, SPEAKER
from annotator.domain.spans import Status
from annotator.domain.suggestions import ModelInfo
from annotator.services.ports import EVERYTHING, LookedAt, QueueFilter, QueueOrder, QueueRow, QueueState
from annotator.storage import tables as t
from annotator.storage.rows import article_values, body_values, from_text, new_id, to_text
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

    def queue(self, annotator: str, ids: Sequence[int] | None = None) -> list[QueueRow]:
        """Return the articles `ids` as `annotator` sees them, in that order; None is every article, as added."""
        query = _rows(annotator)
        if ids is not None:
            query = query.where(t.article.c.id.in_(ids))
        rows = {
            article_id: QueueRow(
                article_id, title, source, date, _ANSWERS[answer], bool(is_flagged), open_count,
                decided_count, has_suggestions, reason or "",
            )
            for article_id, title, source, date, answer, is_flagged, open_count, decided_count, has_suggestions, reason
            in self._transaction.reading().execute(query)
        }  # fmt: skip
        return list(rows.values()) if ids is None else [rows[article_id] for article_id in ids if article_id in rows]

    def queue_ids(
        self, annotator: str, order: QueueOrder = QueueOrder.ADDED, wanted: QueueFilter = EVERYTHING
    ) -> list[int]:
        """Return the ids of the articles that fit `wanted`, in `order`: one query over counters, mostly."""
        query = _listed(annotator, select(t.article.c.id)).order_by(*_in_order(order))
        return list(self._transaction.reading().execute(query.where(*_fitting(wanted))).scalars())

    def finished_ids(self, annotator: str) -> set[int]:
        """Return the ids of the articles that `annotator` gave an answer."""
        layer = t.layer.c
        query = select(layer.article_id).where(_own(annotator), layer.answer.is_not(None))
        return set(self._transaction.reading().execute(query).scalars())

    def titled(self, words: Sequence[str], limit: int) -> list[tuple[int, str]]:
        """Return id and title of up to `limit` articles whose title holds all of `words`, as added."""
        article = t.article.c
        query = select(article.id, article.title).order_by(article.id).limit(limit)
        rows = self._transaction.reading().execute(query.where(*(_holds(article.title, word) for word in words)))
        return [(article_id, title) for article_id, title in rows]

    def texts(self, after: int, limit: int) -> list[tuple[int, str, str]]:
        """Return id, title and text of the `limit` articles that follow the id `after`, ascending."""
        article = t.article.c
        rows = self._transaction.reading().execute(
            select(article.id, article.title, t.article_body.c.text)
            .join_from(t.article, t.article_body)
            .where(article.id > after)
            .order_by(article.id)
            .limit(limit)
        )
        return [(article_id, title, text) for article_id, title, text in rows]

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
    return "%" + "%".join(_escaped(form).split()) + "%"


def _own(annotator: str) -> ColumnElement[bool]:
    who = select(t.annotator.c.id).where(t.annotator.c.name == annotator).scalar_subquery()
    return and_(t.layer.c.annotator_id == who, t.layer.c.kind == LayerKind.ANNOTATOR.value)


def _listed(annotator: str, query: Select[Any]) -> Select[Any]:
    """Return `query` over every article, with the annotator's layer and the model's run where there are any."""
    return (
        query.select_from(t.article)
        .outerjoin(t.layer, and_(t.layer.c.article_id == t.article.c.id, _own(annotator)))
        .outerjoin(t.suggestion_run, t.suggestion_run.c.article_id == t.article.c.id)
    )


_OPEN_COUNT = func.coalesce(t.layer.c.open_count, t.suggestion_run.c.span_count, 0)
_OPEN_DOUBT = func.coalesce(t.layer.c.open_doubt, t.suggestion_run.c.doubt, 0)


def _rows(annotator: str) -> Select[Any]:
    article, layer, note = t.article.c, t.layer.c, t.comment.c
    columns = (
        article.id, article.title, article.source, article.date, layer.answer, layer.is_flagged, _OPEN_COUNT,
        func.coalesce(layer.decided_count, 0), t.suggestion_run.c.article_id.is_not(None), note.text,
    )  # fmt: skip
    return (
        _listed(annotator, select(*columns))
        .outerjoin(t.comment, and_(note.layer_id == layer.id, note.id == SKIP_NOTE))
        .order_by(article.id)
    )


def _in_order(order: QueueOrder) -> tuple[ColumnElement[Any], ...]:
    article, is_finished = t.article.c, t.layer.c.answer.is_not(None)
    match order:
        case QueueOrder.ADDED:
            return (article.id,)
        case QueueOrder.NEWEST:
            return (article.id.desc(),)
        case QueueOrder.OPEN:
            return is_finished, _OPEN_COUNT.desc(), article.id
        case QueueOrder.DOUBT:
            mean = _OPEN_DOUBT * literal(1.0, Float) / func.nullif(_OPEN_COUNT, 0)
            return is_finished, func.coalesce(mean, -1.0).desc(), article.id
        case QueueOrder.SOURCE:
            return func.lower(article.source), article.id
        case QueueOrder.TITLE:
            return func.lower(article.title), article.id


def _fitting(wanted: QueueFilter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of a filter over `_listed`."""
    article, layer = t.article.c, t.layer.c
    answers = {
        QueueState.OPEN: layer.answer.is_(None),
        QueueState.DONE: layer.answer == Answer.ACCEPT.value,
        QueueState.SKIPPED: layer.answer.in_([Answer.REJECT.value, Answer.IGNORE.value]),
    }
    if asked := [condition for state, condition in answers.items() if state in wanted.states]:
        yield or_(*asked)
    if QueueState.FLAGGED in wanted.states:
        yield layer.is_flagged
    if QueueState.NOTED in wanted.states:
        yield layer.id.in_(select(t.comment.c.layer_id).where(t.comment.c.id != SKIP_NOTE))
    decided, open_ = t.span.c, t.suggested_span.c
    for name in wanted.labels:
        yield _any_span(layer, article, decided.label == name, open_.label == name)
    for part in wanted.speakers:
        # Names stand in the attributes' JSON; only a speaker, or a quote without one, has this attribute.
        is_said = _resolves_to(decided, part), _resolves_to(open_, part)
        yield _any_span(layer, article, *is_said)


def _resolves_to(span: ReadOnlyColumnCollection[str, Column[Any]], part: str) -> ColumnElement[bool]:
    inside = _escaped(to_text(part)[1:-1])
    return and_(span.label.in_((SPEAKER, QUOTE)), span.attrs.ilike(f'%"resolves\\_to":[%{inside}%]%', escape="\\"))


def _any_span(
    layer: ReadOnlyColumnCollection[str, Column[Any]],
    article: ReadOnlyColumnCollection[str, Column[Any]],
    decided: ColumnElement[bool],
    suggested: ColumnElement[bool],
) -> ColumnElement[bool]:
    """Return the condition that a live span of the layer, or a suggestion it has not decided on, is one of those.

    What is open is what `domain.annotations.open_spans` calls so; a test holds the two together.
    """
    span, open_ = t.span.c, t.suggested_span.c
    at_its_place = and_(*(span[name] == open_[name] for name in ("layer", "label", "start", "end")))
    is_known = exists().where(span.layer_id == layer.id, or_(span.id == open_.id, at_its_place))
    is_known = is_known.correlate(t.layer, t.suggested_span)  # of this layer: alone it would look in everybody's
    return or_(
        exists().where(span.layer_id == layer.id, span.status != Status.REJECTED.value, decided),
        exists().where(open_.article_id == article.id, suggested, ~is_known),
    )


def _holds(column: Column[str], word: str) -> ColumnElement[bool]:
    return column.ilike(f"%{_escaped(word)}%", escape="\\")


def _escaped(word: str) -> str:
    """Return `word` with what LIKE takes for wild cards made plain."""
    return re.sub(r"([\\%_])", r"\\\1", word)
