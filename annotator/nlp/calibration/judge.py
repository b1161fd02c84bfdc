"""What the model says of texts whose truth is known, and whether it is right: the points the curves are fitted to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain import codec
from annotator.domain import text as texts
from annotator.domain.annotations import Article
from annotator.domain.quotes import CUE, CUED_BY, QUOTE
from annotator.domain.spans import HUMAN, LayerName, Span, Status
from annotator.nlp.evaluation.judging import judged_relations, judged_spans
from annotator.nlp.evaluation.matching import normalised, overlap
from annotator.nlp.evaluation.scored import Pair, Scored
from annotator.nlp.pipeline import Pipeline
from annotator.nlp.scores import kind_of
from annotator.nlp.training.calibrate import Judged

_BY_HAND = {"status": Status.ADDED.value, "origin": codec.origin_to_json(HUMAN)}


@dataclass(frozen=True, slots=True)
class Text:
    """What the model says of one text: of spans in `judged`, of relations in `relations`."""

    judged: tuple[Judged, ...]
    relations: tuple[Judged, ...] = field(default=())


def articles(pipeline: Pipeline, path: Path) -> Iterator[Text]:
    """Yield the articles of a Kutip JSONL file: every span and relation, held against people's."""
    records = list(_records(path))
    answers = pipeline.suggest(record.article.text for record in records)
    for record, answer in zip(records, answers, strict=True):
        pair = Pair.of(record, Scored(record.article, answer.spans, answer.relations))
        yield Text(
            tuple(Judged(kind_of(span), span.origin.score or 0.0, is_right) for span, is_right in judged_spans(pair)),
            tuple(Judged(link.label, link.origin.score or 0.0, is_right) for link, is_right in judged_relations(pair)),
        )


def statements(pipeline: Pipeline, path: Path, weight: float, every: int) -> Iterator[Text]:
    """Yield one article in `every` of PFSA-ID: direct quotes that touch a statement of its, and their cues.

    A quote that touches none says nothing: ordinary people's quotes are not labelled there.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()][::every]
    raw = [texts.normalise(row["text"]) for row in rows]
    for row, text, answer in zip(rows, raw, pipeline.suggest(raw), strict=True):
        labelled = [_gold(span, text) for span in row["spans"]]
        said = [normalised(text, span) for span in labelled if span.label == "STATEMENT"]
        cues = {span.extent for span in labelled if span.label in ("CUE", "CUECOREF")}
        known = {
            span.id: span
            for span in answer.spans
            if kind_of(span) == f"{QUOTE} direct" and any(overlap(span.extent, extent) for extent in said)
        }
        cued = {link.child for link in answer.relations if link.label == CUED_BY and link.head in known}
        judged = [(span, normalised(text, span) in said) for span in known.values()]
        judged += [(s, s.extent in cues) for s in answer.spans if s.label == CUE and s.id in cued]
        yield Text(tuple(Judged(kind_of(span), span.origin.score or 0.0, ok, weight) for span, ok in judged))


def _records(path: Path) -> Iterable[Scored]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = texts.normalise(row["text"])
        yield Scored(
            Article(text, texts.sha256(text)),
            tuple(codec.span_from_json(_BY_HAND | span) for span in row["spans"]),
            tuple(codec.relation_from_json(_BY_HAND | link) for link in row["relations"]),
        )


def _gold(span: dict[str, object], text: str) -> Span:
    start, end, label = int(str(span["start"])), int(str(span["end"])), str(span["label"])
    return Span(f"{start}-{end}", start, min(end, len(text)), label, LayerName.QUOTE, {}, Status.ADDED, HUMAN)
