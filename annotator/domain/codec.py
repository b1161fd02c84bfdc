"""Spans, relations and deltas as plain dictionaries: one shape for the journal, the model process and JSONL.

The shape of spans and relations is that of Kutip JSONL (formats, section 1). Decoding raises KeyError, TypeError
or ValueError on anything malformed; callers at the edge turn that into a Problem with file and line.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from annotator.domain.annotations import Answer, Comment
from annotator.domain.edits import Change, Delta, Standing
from annotator.domain.spans import AttrValue, LayerName, Origin, OriginKind, Relation, Span, Status
from annotator.domain.suggestions import ModelInfo, Suggestions

Json = dict[str, Any]


def origin_to_json(origin: Origin) -> Json:
    """Return `origin` with its empty fields left out; `kind` is always there."""
    data: Json = {"kind": str(origin.kind)}  # three times as quick as its value; an export does it a million times
    if origin.name:
        data["name"] = origin.name
    if origin.version:
        data["version"] = origin.version
    if origin.score is not None:
        data["score"] = origin.score
    return data


def origin_from_json(data: Mapping[str, Any]) -> Origin:
    """Invert `origin_to_json`. Raises ValueError for an unknown kind or a score outside 0..1."""
    if not isinstance(data, dict):
        raise TypeError("origin is not an object")
    score = data.get("score")
    if score is not None:
        if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
            raise ValueError(f"score {score!r} is not a number from 0 to 1")
        score = float(score)
    return _origin(data["kind"], str(data.get("name", "")), str(data.get("version", "")), score)


@lru_cache(maxsize=4096)  # thousands of spans share a few origins
def _origin(kind: str, name: str, version: str, score: float | None) -> Origin:
    return Origin(OriginKind(kind), name, version, score)


def span_to_json(span: Span, text: str | None = None) -> Json:
    """Return `span` as Kutip JSONL writes it; with the article's `text`, the words it covers too."""
    data: Json = {"id": span.id, "start": span.start, "end": span.end, "label": span.label}
    if text is not None:
        data["text"] = text[span.start : span.end]
    data["layer"] = str(span.layer)
    data["status"] = str(span.status)
    data["attrs"] = dict(sorted(span.attrs.items())) if span.attrs else {}
    data["origin"] = origin_to_json(span.origin)
    return data


def span_from_json(data: Mapping[str, Any]) -> Span:
    """Invert `span_to_json`; every field but `text` must be there. Offsets are not checked against a text."""
    return Span(
        str(data["id"]), _integer(data["start"]), _integer(data["end"]), str(data["label"]), LayerName(data["layer"]),
        attrs_from_json(data["attrs"]), Status(data["status"]), origin_from_json(data["origin"]),
    )  # fmt: skip


def attrs_from_json(data: object) -> dict[str, AttrValue]:
    """Return attributes with their values checked for type. Raises TypeError for a value of any other type."""
    if not isinstance(data, dict):
        raise TypeError("attrs is not an object")
    found: dict[str, AttrValue] = {}
    for key, value in data.items():
        if isinstance(value, list):
            if not all(isinstance(item, str) for item in value):
                raise TypeError(f"attribute {key!r} holds something other than text")
        elif value is not None and not isinstance(value, str | bool | int | float):
            raise TypeError(f"attribute {key!r} holds {type(value).__name__}")
        found[str(key)] = value
    return found


def relation_to_json(relation: Relation) -> Json:
    """Return `relation` as Kutip JSONL writes it."""
    return {
        "id": relation.id, "label": relation.label, "head": relation.head, "child": relation.child,
        "status": str(relation.status), "origin": origin_to_json(relation.origin),
    }  # fmt: skip


def relation_from_json(data: Mapping[str, Any]) -> Relation:
    """Invert `relation_to_json`; every field must be there. The ends are not looked up."""
    return Relation(
        str(data["id"]), str(data["label"]), str(data["head"]), str(data["child"]),
        Status(data["status"]), origin_from_json(data["origin"]),
    )  # fmt: skip


def comment_to_json(comment: Comment) -> Json:
    """Return `comment` as a dictionary."""
    return {"id": comment.id, "text": comment.text, "span_id": comment.span_id}


def comment_from_json(data: Mapping[str, Any]) -> Comment:
    """Invert `comment_to_json`."""
    return Comment(str(data["id"]), str(data["text"]), data["span_id"])


def delta_to_json(delta: Delta) -> Json:
    """Return `delta` as a dictionary; empty parts are left out."""
    data: Json = {}
    if delta.spans:
        data["spans"] = [_pair(c.before and span_to_json(c.before), c.after and span_to_json(c.after))
                         for c in delta.spans]  # fmt: skip
    if delta.relations:
        data["relations"] = [_pair(c.before and relation_to_json(c.before), c.after and relation_to_json(c.after))
                             for c in delta.relations]  # fmt: skip
    if delta.comments:
        data["comments"] = [_pair(c.before and comment_to_json(c.before), c.after and comment_to_json(c.after))
                            for c in delta.comments]  # fmt: skip
    if delta.standing:
        data["standing"] = [_standing_to_json(delta.standing.before), _standing_to_json(delta.standing.after)]
    return data


def delta_from_json(data: Mapping[str, Any]) -> Delta:
    """Invert `delta_to_json`."""
    standing = data.get("standing")
    return Delta(
        tuple(Change(b and span_from_json(b), a and span_from_json(a)) for b, a in data.get("spans", ())),
        tuple(Change(b and relation_from_json(b), a and relation_from_json(a)) for b, a in data.get("relations", ())),
        tuple(Change(b and comment_from_json(b), a and comment_from_json(a)) for b, a in data.get("comments", ())),
        Change(_standing_from_json(standing[0]), _standing_from_json(standing[1])) if standing else None,
    )


def suggestions_to_json(suggestions: Suggestions) -> Json:
    """Return a model's answer as the model process writes it on its line."""
    return {
        "sha256": suggestions.sha256,
        "model": {"name": suggestions.model.name, "version": suggestions.model.version},
        "spans": [span_to_json(span) for span in suggestions.spans],
        "relations": [relation_to_json(relation) for relation in suggestions.relations],
    }


def suggestions_from_json(data: Mapping[str, Any]) -> Suggestions:
    """Invert `suggestions_to_json`."""
    return Suggestions(
        str(data["sha256"]),
        ModelInfo(str(data["model"]["name"]), str(data["model"]["version"])),
        tuple(span_from_json(span) for span in data["spans"]),
        tuple(relation_from_json(relation) for relation in data["relations"]),
    )


def _pair(before: object, after: object) -> list[object]:
    return [before, after]


def _standing_to_json(standing: Standing | None) -> Json | None:
    if standing is None:
        return None
    return {"answer": standing.answer.value if standing.answer else None, "is_flagged": standing.is_flagged}


def _standing_from_json(data: Mapping[str, Any] | None) -> Standing | None:
    if data is None:
        return None
    return Standing(Answer(data["answer"]) if data["answer"] else None, bool(data["is_flagged"]))


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"offset {value!r} is not a whole number")
    return value
