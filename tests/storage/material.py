"""Articles, spans and suggestions by hand, for the storage tests."""

from __future__ import annotations

from datetime import UTC, datetime

from annotator.domain.annotations import Article
from annotator.domain.spans import LayerName, Origin, OriginKind, Relation, Span, Status, suggested_span_id
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.storage import SqlDatabase

AT = datetime(2024, 6, 19, 8, 0, tzinfo=UTC)
MODEL = ModelInfo("id_berita", "0.1.0")
NEWER = ModelInfo("id_berita", "0.2.0")

TEXT = "“Kami siap,” kata Vladimir Putin di Pyongyang 🇰🇵."
PUTIN, PYONGYANG, QUOTE, CUE = (18, 32), (36, 45), (1, 11), (13, 17)


def article(number: int = 0, **fields: str) -> Article:
    """Return an article; other numbers have other texts of the same length up to 9."""
    return Article.from_raw(TEXT if number == 0 else f"{TEXT} {number}", **fields)


def person(span_id: str = "s1", extent: tuple[int, int] = PUTIN, **fields: object) -> Span:
    return Span(span_id, *extent, "PER", LayerName.ENTITY, **fields)


def place(span_id: str = "s2", extent: tuple[int, int] = PYONGYANG, **fields: object) -> Span:
    return Span(span_id, *extent, "LOC", LayerName.ENTITY, **fields)


def quote(span_id: str = "s3") -> Span:
    return Span(span_id, *QUOTE, "QUOTE", LayerName.QUOTE, {"type": "direct", "closed": True})


def speaker(span_id: str = "s4") -> Span:
    return Span(span_id, *PUTIN, "SPEAKER", LayerName.QUOTE, {"resolves_to": ["Vladimir Putin"]})


def said_by(relation_id: str = "r1", head: str = "s3", child: str = "s4", status: Status = Status.ADDED) -> Relation:
    return Relation(relation_id, "said_by", head, child, status)


def suggested(span: Span, score: float = 0.97) -> Span:
    """Return `span` as a model would suggest it."""
    return Span(
        suggested_span_id(span.layer, span.label, span.start, span.end), span.start, span.end, span.label, span.layer,
        span.attrs, Status.SUGGESTED, Origin(OriginKind.MODEL, MODEL.name, MODEL.version, score),
    )  # fmt: skip


def suggestions(of: Article, *spans: Span, model: ModelInfo = MODEL) -> Suggestions:
    return Suggestions(of.sha256, model, tuple(suggested(span) for span in spans))


def add_article(database: SqlDatabase, new: Article | None = None) -> Article:
    with database.unit_of_work() as work:
        stored, _ = work.articles.add(new or article())
        work.commit()
    return stored


def save_suggestions(database: SqlDatabase, of: Article, given: Suggestions) -> None:
    with database.unit_of_work() as work:
        work.suggestions.save(of.id, given)
        work.commit()
