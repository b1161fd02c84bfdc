"""A database in memory that keeps its promises, and a model that says what it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from annotator.domain.annotations import Article, Layer
from annotator.domain.errors import Message, Problem, UserError
from annotator.domain.schema import Schema
from annotator.domain.spans import LayerName, Origin, OriginKind, Span, Status, suggested_span_id
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.services.ports import (
    BulkResult,
    DatabaseReport,
    IncomingRecord,
    OutgoingRecord,
    QueueRow,
)

MODEL = ModelInfo("id_berita", "0.1.0")
NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOON


def article(text: str = "Putin di Moskow.") -> Article:
    return Article.from_raw(text)


@dataclass
class Rows:
    """What is in the database."""

    articles: dict[int, Article] = field(default_factory=dict)
    layers: dict[tuple[int, str], Layer] = field(default_factory=dict)
    suggestions: dict[int, Suggestions] = field(default_factory=dict)
    annotators: list[str] = field(default_factory=list)
    schemas: list[tuple[str, str, str]] = field(default_factory=list)

    def copy(self) -> Rows:
        return Rows(
            dict(self.articles), dict(self.layers), dict(self.suggestions), list(self.annotators), list(self.schemas)
        )


class FakeWork:
    """A transaction: it changes a copy, and `commit` makes the copy the truth."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database
        self._rows = database.rows.copy()
        self.articles = self.layers = self.suggestions = self.annotators = self.schemas = self

    def commit(self) -> None:
        self._database.rows = self._rows
        self._database.commits += 1

    # articles
    def get(self, article_id: int) -> Article:
        return self._rows.articles[article_id]

    def queue(self, annotator: str, *, order: str = "added") -> list[QueueRow]:
        rows = []
        for article_id, found in self._rows.articles.items():
            layer = self._rows.layers.get((article_id, annotator))
            answer = layer.answer if layer else None
            rows.append(QueueRow(article_id, found.title, "", "", answer, False, 0, 0, False))
        return rows[::-1] if order == "newest" else rows

    def without_suggestions(self, model: ModelInfo) -> list[int]:
        suggested = self._rows.suggestions
        return [key for key in self._rows.articles if key not in suggested or suggested[key].model != model]

    # suggestions
    def load(self, article_id: int) -> Suggestions | None:
        return self._rows.suggestions.get(article_id)

    # suggestions take an id, schemas a name
    def save(self, key: int | str, *what: object) -> None:
        if isinstance(key, int):
            self._rows.suggestions[key] = what[0]
        else:
            self._rows.schemas.append((key, *what))

    # annotators
    def names(self) -> list[str]:
        return list(self._rows.annotators)

    def ensure(self, name: str) -> None:
        self._rows.annotators.append(name)

    # schemas
    def newest(self, name: str) -> str | None:
        return next((source for known, _, source in reversed(self._rows.schemas) if known == name), None)


class FakeDatabase:
    """Rows in memory behind the Protocol of `ports.Database`. `fails_after` batches it says that the disk is full."""

    def __init__(self, *articles: Article, fails_after: int | None = None) -> None:
        self.rows = Rows({number: replace(found, id=number) for number, found in enumerate(articles, 1)})
        self.commits = 0
        self.batches: list[int] = []
        self.importers: set[str] = set()
        self.is_closed = False
        self.fails_after = fails_after
        self.damage: tuple[str, ...] = ()

    @contextmanager
    def unit_of_work(self) -> Iterator[FakeWork]:
        yield FakeWork(self)

    def bulk_add(self, records: Sequence[IncomingRecord], importer: str, at: datetime) -> BulkResult:
        if self.fails_after is not None and len(self.batches) >= self.fails_after:
            raise UserError("The disk is full.", "Make room.")
        self.batches.append(len(records))
        self.importers.add(importer)
        added = known = layers = 0
        kept: list[str] = []
        ids = []
        by_hash = {found.sha256: key for key, found in self.rows.articles.items()}
        for record in records:
            key = by_hash.get(record.article.sha256)
            known += key is not None
            if key is None:
                key = by_hash[record.article.sha256] = len(self.rows.articles) + 1
                self.rows.articles[key] = replace(record.article, id=key)
                added += 1
            ids.append(key)
            who = record.annotator or importer
            if record.has_layer and (key, who) in self.rows.layers:
                kept.append(record.article.title)
            elif record.has_layer:
                self.rows.layers[key, who] = Layer(key, who, answer=record.answer)
                layers += 1
        return BulkResult(added, known, layers, tuple(kept), tuple(ids))

    def outgoing(self, *, finished_only: bool = True, include_suggested: bool = False) -> Iterator[OutgoingRecord]:
        for (article_id, annotator), layer in self.rows.layers.items():
            if layer.is_finished or not finished_only:
                yield OutgoingRecord(self.rows.articles[article_id], annotator, layer.answer, (), ())

    def check(self) -> DatabaseReport:
        return DatabaseReport(
            "fake.db", "0001", len(self.rows.articles), len(self.rows.layers), self.damage, {"journal": "wal"}
        )

    def close(self) -> None:
        self.is_closed = True


class FakeSource:
    """Files that are lists of records and problems."""

    def __init__(self, *items: IncomingRecord | Problem) -> None:
        self.items = items

    def count(self, paths: Sequence[Path]) -> int:
        return len(self.items)

    def read(self, paths: Sequence[Path], schema: Schema) -> Iterator[IncomingRecord | Problem]:
        yield from self.items


class FakeSuggester:
    """Suggests the first word as a person, reading two texts ahead as the real one does; `fails_on` a word."""

    def __init__(self, model: ModelInfo = MODEL, *, fails_on: str = "") -> None:
        self.model = model
        self.asked: list[str] = []
        self._fails_on = fails_on

    def suggest(self, texts: Iterable[str]) -> Iterator[Suggestions | Problem]:
        source = iter(texts)
        waiting: list[str] = []
        while True:
            while len(waiting) < 2 and (text := next(source, None)) is not None:
                self.asked.append(text)
                waiting.append(text)
            if not waiting:
                return
            yield self.answer(waiting.pop(0))

    def answer(self, text: str) -> Suggestions | Problem:
        if self._fails_on and self._fails_on in text:
            return Problem(Message("The model failed."), Message("Go on."))
        return suggested(text, self.model)


def suggested(text: str, model: ModelInfo = MODEL) -> Suggestions:
    end = text.index(" ")
    origin = Origin(OriginKind.MODEL, model.name, model.version, 0.9)
    span_id = suggested_span_id(LayerName.ENTITY, "PER", 0, end)
    span = Span(span_id, 0, end, "PER", LayerName.ENTITY, {}, Status.SUGGESTED, origin)
    return Suggestions(article(text).sha256, model, (span,))


def stop_after(calls: int) -> Callable[[], bool]:
    """Return a cancel check that says stop from its `calls`-th call on."""
    count = 0

    def cancelled() -> bool:
        nonlocal count
        count += 1
        return count > calls

    return cancelled
