"""The reference annotation of the seed article, as a model that is nearly right and as what the export must equal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.domain.spans import (
    LayerName,
    Origin,
    OriginKind,
    Relation,
    Span,
    Status,
    in_document_order,
    suggested_relation_id,
    suggested_span_id,
)
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.domain.text import sha256

REFERENCE = Path(__file__).parents[1] / "reference" / "tribunnews-putin-kim.jsonl"
MODEL = ModelInfo("nearly-right", "1")
SURE = Origin(OriginKind.MODEL, MODEL.name, MODEL.version, 0.9)

Place = tuple[str, int, int]
"""A label and where it stands: what makes two annotations the same, whatever their ids."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """Spans and relations without ids, statuses and origins: equal where two annotators mean the same."""

    spans: frozenset[tuple[Place, str, str]]
    relations: frozenset[tuple[str, Place, Place]]


def reference() -> dict[str, Any]:
    """Return the reference record."""
    data: dict[str, Any] = json.loads(REFERENCE.read_text("utf-8"))
    return data


def meaning(record: Mapping[str, Any]) -> Annotation:
    """Return what a Kutip JSONL record annotates; what was rejected is no annotation."""
    places = {s["id"]: _place(s) for s in record["spans"] if s["status"] != "rejected"}
    return Annotation(
        frozenset(
            (_place(s), s["layer"], json.dumps(s["attrs"], sort_keys=True))
            for s in record["spans"]
            if s["id"] in places
        ),
        frozenset(
            (r["label"], places[r["head"]], places[r["child"]])
            for r in record["relations"]
            if r["status"] != "rejected" and r["head"] in places and r["child"] in places
        ),
    )


class NearlyRight:
    """The reference as open suggestions, with mistakes put in one by one."""

    def __init__(self) -> None:
        record = reference()
        self._text: str = record["text"]
        self._spans = {
            s["id"]: _suggested(s["label"], s["layer"], s["start"], s["end"], s["attrs"]) for s in record["spans"]
        }
        self._relations = [(r["label"], r["head"], r["child"]) for r in record["relations"]]

    def forget_span(self, label: str, words: str) -> None:
        """Leave a span out, with its relations."""
        (key,) = [key for key, span in self._spans.items() if self._is(span, label, words)]
        del self._spans[key]
        self._relations = [r for r in self._relations if key not in r[1:]]

    def forget_relation(self, label: str, quote: str) -> None:
        """Leave out the relation of the quote that begins with `quote`."""
        (head,) = [k for k, s in self._spans.items() if s.label == "QUOTE" and self._words(s).startswith(quote)]
        self._relations = [r for r in self._relations if r[:2] != (label, head)]

    def invent(self, label: str, words: str) -> None:
        """Suggest something that is not one: the first occurrence of `words`."""
        start = self._text.index(words)
        self._spans[f"invented {words}"] = _suggested(label, "entity", start, start + len(words), {})

    def mislabel(self, label: str, words: str, to: str) -> None:
        """Suggest another label for a span of the reference."""
        self._change(label, words, lambda s: _suggested(to, s.layer.value, s.start, s.end, s.attrs))

    def misplace(self, label: str, words: str, *, start: int = 0, end: int = 0) -> None:
        """Move the edges of the first such span by so many code points."""
        self._change(label, words, lambda s: _suggested(s.label, s.layer.value, s.start + start, s.end + end, s.attrs))

    def answer(self, text: str) -> Suggestions:
        """Return what this model says about the seed article."""
        assert text == self._text
        relations = tuple(
            Relation(
                suggested_relation_id(label, self._spans[head].id, self._spans[child].id),
                label, self._spans[head].id, self._spans[child].id, Status.SUGGESTED, SURE,
            )
            for label, head, child in self._relations
        )  # fmt: skip
        return Suggestions(sha256(text), MODEL, tuple(in_document_order(self._spans.values())), relations)

    def _change(self, label: str, words: str, changed: Any) -> None:
        key = next(key for key, span in self._spans.items() if self._is(span, label, words))
        self._spans[key] = changed(self._spans[key])

    def _is(self, span: Span, label: str, words: str) -> bool:
        return span.label == label and self._words(span) == words

    def _words(self, span: Span) -> str:
        return self._text[span.start : span.end]


def _place(span: Mapping[str, Any]) -> Place:
    return span["label"], span["start"], span["end"]


def _suggested(label: str, layer: str, start: int, end: int, attrs: Mapping[str, Any]) -> Span:
    name = LayerName(layer)
    return Span(suggested_span_id(name, label, start, end), start, end, label, name, attrs, Status.SUGGESTED, SURE)
