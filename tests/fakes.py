"""Stand-ins that keep the contracts of `services.ports` in memory, so that service tests run in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from annotator.domain.annotations import Article, Layer, open_spans
from annotator.domain.edits import Delta, apply
from annotator.domain.errors import ChangedElsewhereError, UserError
from annotator.domain.spans import in_document_order
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.services.ports import (
    EVERYTHING,
    FINISHED_LAYERS,
    BulkResult,
    DatabaseReport,
    IncomingRecord,
    JournalEntry,
    JournalHead,
    LookedAt,
    OutgoingChoice,
    OutgoingRecord,
    QueueFilter,
    QueueOrder,
    QueueRow,
    QueueState,
    StoredLayer,
    Which,
)


class FakeClock:
    """Starts at a fixed moment and goes on by one second each time it is asked."""

    def __init__(self, start: datetime = datetime(2024, 6, 19, 7, 0, tzinfo=UTC)) -> None:
        self._next = start

    def __call__(self) -> datetime:
        now = self._next
        self._next += timedelta(seconds=1)
        return now


@dataclass
class _State:
    """Everything stored. A unit of work changes a copy of it; commit puts the copy in its place."""

    articles: dict[int, Article] = field(default_factory=dict)
    layers: dict[tuple[int, str], StoredLayer] = field(default_factory=dict)
    journal: dict[tuple[int, str], list[JournalEntry]] = field(default_factory=dict)
    suggestions: dict[int, Suggestions] = field(default_factory=dict)
    refusals: set[tuple[str, str, tuple[int, int, int]]] = field(default_factory=set)
    annotators: list[str] = field(default_factory=list)
    ignored: list[tuple[int, str, str]] = field(default_factory=list)
    schemas: list[tuple[str, str, str]] = field(default_factory=list)

    def copied(self) -> _State:
        return _State(
            dict(self.articles), dict(self.layers), {key: list(rows) for key, rows in self.journal.items()},
            dict(self.suggestions), set(self.refusals), list(self.annotators), list(self.ignored),
            list(self.schemas),
        )  # fmt: skip


class FakeDatabase:
    """A database in memory, with a switch for every way the real one can fail.

    `fail_commit` is raised by the next commit, a full disk stops the import after `fails_after` batches, and `damage`
    is what a check finds. `commits` and `batches` count what was written.
    """

    def __init__(self, *articles: Article, fails_after: int | None = None) -> None:
        self.state = _State({number: replace(article, id=number) for number, article in enumerate(articles, 1)})
        self.fail_commit: Exception | None = None
        self.fails_after = fails_after
        self.damage: tuple[str, ...] = ()
        self.commits = 0
        self.batches: list[int] = []
        self.is_closed = False

    def hold(self, layer: Layer) -> None:
        """Have `layer` stored from the beginning."""
        self.state.layers[layer.article_id, layer.annotator] = StoredLayer(layer, 1)

    @contextmanager
    def unit_of_work(self) -> Iterator[FakeWork]:
        yield FakeWork(self)

    def bulk_add(self, records: Sequence[IncomingRecord], importer: str, at: datetime) -> BulkResult:
        if self.fails_after is not None and len(self.batches) >= self.fails_after:
            raise UserError("The disk is full.", "Make room.")
        self.batches.append(len(records))
        added = known = layers = 0
        kept, ids = [], []
        with self.unit_of_work() as work:
            for record in records:
                article, is_new = work.articles.add(record.article)
                ids.append(article.id)
                added, known = added + is_new, known + (not is_new)
                if record.suggested is not None:
                    work.suggestions.save(article.id, record.suggested)
                if not record.has_layer:
                    continue
                owner = record.annotator or importer
                if work.layers.load(article.id, owner).revision:
                    kept.append(article.key)
                    continue
                layers += 1
                layer = Layer(
                    article.id, owner, {span.id: span for span in record.spans},
                    {link.id: link for link in record.relations}, answer=record.answer,
                )  # fmt: skip
                work.annotators.ensure(owner)
                work.state.layers[article.id, owner] = StoredLayer(layer, 1)
            work.commit()
        return BulkResult(added, known, layers, tuple(kept), tuple(ids))

    def outgoing(self, choice: OutgoingChoice = FINISHED_LAYERS) -> Iterator[OutgoingRecord]:
        for article in sorted(self.state.articles.values(), key=lambda a: a.sha256):
            if choice.articles is not None and article.key not in choice.articles:
                continue
            suggested = self.state.suggestions.get(article.id) if choice.include_suggested else None
            layers = [
                stored.layer for (article_id, _), stored in sorted(self.state.layers.items())
                if article_id == article.id and (stored.layer.is_finished or choice.which is Which.ALL)
            ]  # fmt: skip
            for layer in layers:
                spans = [*layer.spans.values(), *open_spans(layer, suggested).values()]
                yield OutgoingRecord(
                    article, layer.annotator, layer.answer, tuple(in_document_order(spans)),
                    tuple(layer.relations.values()), tuple(layer.comments.values()), layer.is_flagged,
                )  # fmt: skip
            if suggested is not None and not layers:
                yield OutgoingRecord(article, None, None, suggested.spans, suggested.relations)

    def check(self) -> DatabaseReport:
        return DatabaseReport(
            "fake.db", "0001", len(self.state.articles), len(self.state.layers), self.damage, {"journal": "wal"}
        )

    def close(self) -> None:
        self.is_closed = True


class FakeWork:
    """One unit of work: sees and changes a copy until it commits."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database
        self.state = database.state.copied()
        self.articles = _Articles(self.state)
        self.layers = _Layers(self.state)
        self.suggestions = _Suggestions(self.state)
        self.refusals = _Refusals(self.state)
        self.annotators = _Annotators(self.state)
        self.ignored = _Ignored(self.state)
        self.schemas = _Schemas(self.state)

    def commit(self) -> None:
        if self._database.fail_commit is not None:
            error, self._database.fail_commit = self._database.fail_commit, None
            raise error
        self._database.state = self.state.copied()
        self._database.commits += 1


class _Articles:
    def __init__(self, state: _State) -> None:
        self._state = state

    def add(self, article: Article) -> tuple[Article, bool]:
        for known in self._state.articles.values():
            if known.sha256 == article.sha256:
                return known, False
        stored = replace(article, id=len(self._state.articles) + 1)
        self._state.articles[stored.id] = stored
        return stored, True

    def get(self, article_id: int) -> Article:
        return self._state.articles[article_id]

    def count(self) -> int:
        return len(self._state.articles)

    def queue(self, annotator: str, ids: Sequence[int] | None = None) -> list[QueueRow]:
        return [self._row(self._state.articles[key], annotator) for key in (ids or self._state.articles)]

    def queue_ids(
        self, annotator: str, order: QueueOrder = QueueOrder.ADDED, wanted: QueueFilter = EVERYTHING
    ) -> list[int]:
        ids = [key for key in self._state.articles if wanted.is_empty or self._fits(key, annotator, wanted)]
        return ids[::-1] if order is QueueOrder.NEWEST else ids

    def finished_ids(self, annotator: str) -> set[int]:
        layers = self._state.layers.items()
        return {key for (key, name), stored in layers if name == annotator and stored.layer.is_finished}

    def titled(self, words: Sequence[str], limit: int) -> list[tuple[int, str]]:
        titles = [(article.id, article.title) for article in self._state.articles.values()]
        return [found for found in titles if all(word.casefold() in found[1].casefold() for word in words)][:limit]

    def texts(self, after: int, limit: int) -> list[tuple[int, str, str]]:
        articles = [article for article in self._state.articles.values() if article.id > after]
        return [(article.id, article.title, article.text) for article in articles[:limit]]

    def _fits(self, article_id: int, annotator: str, wanted: QueueFilter) -> bool:
        assert wanted == QueueFilter(frozenset({QueueState.FLAGGED})), "the fake filters by the flag only"
        return self._row(self._state.articles[article_id], annotator).is_flagged

    def holding(self, forms: Sequence[str], *, after: int, limit: int) -> LookedAt:
        ids = [key for key in sorted(self._state.articles) if key > after][:limit]
        texts = {key: self._state.articles[key].text.casefold() for key in ids}
        hits = tuple(key for key in ids if any(form.casefold() in texts[key] for form in forms))
        return LookedAt(ids[-1] if ids else None, len(ids), hits)

    def without_suggestions(self, model: ModelInfo) -> list[int]:
        suggestions = self._state.suggestions
        return [key for key in self._state.articles if key not in suggestions or suggestions[key].model != model]

    def _row(self, article: Article, annotator: str) -> QueueRow:
        stored = self._state.layers.get((article.id, annotator))
        layer = stored.layer if stored else Layer(article.id, annotator)
        suggested = self._state.suggestions.get(article.id)
        return QueueRow(
            article.id, article.title, article.source, article.date, layer.answer, layer.is_flagged,
            len(open_spans(layer, suggested)), len(layer.spans), suggested is not None,
        )  # fmt: skip


class _Layers:
    def __init__(self, state: _State) -> None:
        self._state = state

    def load(self, article_id: int, annotator: str) -> StoredLayer:
        return self._state.layers.get((article_id, annotator), StoredLayer(Layer(article_id, annotator), 0))

    def write(self, before: StoredLayer, delta: Delta, head: JournalHead, at: datetime) -> int:
        key = (before.layer.article_id, before.layer.annotator)
        stored = self.load(*key)
        if stored.revision != before.revision:
            raise ChangedElsewhereError
        self._state.layers[key] = StoredLayer(apply(stored.layer, delta), stored.revision + 1)
        self._state.journal.setdefault(key, []).append(JournalEntry(head, at, delta))
        return stored.revision + 1

    def journal(self, article_id: int, annotator: str) -> list[JournalHead]:
        return [entry.head for entry in self._state.journal.get((article_id, annotator), [])]

    def entry(self, article_id: int, annotator: str, seq: int) -> JournalEntry:
        for entry in self._state.journal.get((article_id, annotator), []):
            if entry.head.seq == seq:
                return entry
        raise KeyError(seq)

    def tied(self, annotator: str, tie: str) -> list[int]:
        return sorted(
            article_id
            for (article_id, who), entries in self._state.journal.items()
            if who == annotator and any(entry.head.tie == tie for entry in entries)
        )

    def articles_by(self, annotator: str | None) -> dict[Which, int]:
        layers = [one.layer for (_, who), one in self._state.layers.items() if annotator in (None, who)]
        finished = {layer.article_id for layer in layers if layer.is_finished}
        return {
            Which.FINISHED: len(finished),
            Which.ADJUDICATED: 0,
            Which.ALL: len({layer.article_id for layer in layers}),
        }

    def history(self, article_id: int, annotator: str) -> Iterator[JournalEntry]:
        yield from self._state.journal.get((article_id, annotator), [])


class _Suggestions:
    def __init__(self, state: _State) -> None:
        self._state = state

    def load(self, article_id: int) -> Suggestions | None:
        return self._state.suggestions.get(article_id)

    def save(self, article_id: int, suggestions: Suggestions) -> None:
        self._state.suggestions[article_id] = suggestions


class _Refusals:
    def __init__(self, state: _State) -> None:
        self._state = state

    def of(self, annotator: str, decision: str) -> set[tuple[int, int, int]]:
        return {place for who, what, place in self._state.refusals if (who, what) == (annotator, decision)}

    def add(self, annotator: str, decision: str, places: Sequence[tuple[int, int, int]]) -> None:
        self._state.refusals.update((annotator, decision, place) for place in places)


class _Annotators:
    def __init__(self, state: _State) -> None:
        self._state = state

    def names(self) -> list[str]:
        return copy(self._state.annotators)

    def ensure(self, name: str) -> None:
        if name not in self._state.annotators:
            self._state.annotators.append(name)


class _Ignored:
    def __init__(self, state: _State) -> None:
        self._state = state

    def keys(self, article_id: int, annotator: str) -> frozenset[str]:
        return frozenset(key for one, name, key in self._state.ignored if (one, name) == (article_id, annotator))

    def add(self, article_id: int, annotator: str, key: str) -> None:
        self._state.ignored.append((article_id, annotator, key))


class _Schemas:
    def __init__(self, state: _State) -> None:
        self._state = state

    def save(self, name: str, version: str, source: str) -> None:
        if not any((known, number) == (name, version) for known, number, _ in self._state.schemas):
            self._state.schemas.append((name, version, source))

    def newest(self, name: str) -> str | None:
        return next((source for known, _, source in reversed(self._state.schemas) if known == name), None)
