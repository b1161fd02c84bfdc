"""A database in memory that keeps its promises, and a model that says what it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from annotator.domain.annotations import Article
from annotator.domain.errors import Message, Problem
from annotator.domain.spans import LayerName, Origin, OriginKind, Span, Status, suggested_span_id
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.services.ports import FormatInfo, IncomingRecord, ReadJob

MODEL = ModelInfo("id_berita", "0.1.0")
NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOON


def article(text: str = "Putin di Moskow.") -> Article:
    return Article.from_raw(text)


class FakeSource:
    """Files that are lists of records and problems."""

    def __init__(self, *items: IncomingRecord | Problem) -> None:
        self.items = items

    def count(self, paths: Sequence[Path]) -> int:
        return len(self.items)

    def read(self, paths: Sequence[Path], job: ReadJob, name: str | None = None) -> Iterator[IncomingRecord | Problem]:
        self.job = job
        for item in self.items:
            if job.met is not None and isinstance(item, IncomingRecord):
                for span in item.spans:
                    job.met(span.label)
            yield item

    @property
    def formats(self) -> tuple[FormatInfo, ...]:
        return ()

    def files(self, paths: Sequence[Path]) -> Iterator[Path | Problem]:
        yield from paths

    def reader(self, path: Path, name: str | None = None) -> None:
        return None


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
