"""One Kutip JSONL record: from a JSON object to domain objects, and back (formats, section 1).

What a record says beyond the format is kept in the article's meta under "kutip" and given back on the way out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from annotator.domain import codec
from annotator.domain.annotations import Answer, Article, Comment
from annotator.domain.errors import N_
from annotator.domain.schema import AttrKind, LabelDef, RelationDef
from annotator.domain.spans import (
    AttrValue,
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
from annotator.domain.text import has_lone_surrogate
from annotator.formats.offsets import OffsetMap, counted_otherwise
from annotator.formats.refusal import Refused
from annotator.services.ports import IncomingRecord, OutgoingRecord, ReadJob

SCHEMA = "kutip/1"
KEPT = "kutip"
"""The key of meta for what the format has no place for: the record's own `id`, unknown keys of record and spans."""

_RECORD_KEYS = frozenset(
    ("schema", "id", "text", "meta", "annotator", "answer", "spans", "relations", "comments", "flagged")
)
_SPAN_KEYS = frozenset(("id", "start", "end", "label", "text", "layer", "status", "attrs", "origin"))
_RELATION_KEYS = frozenset(("id", "label", "head", "child", "status", "origin"))
NAMED_META = ("title", "source", "url", "date")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_IMPORTED = Origin(OriginKind.IMPORTED)
_UNKNOWN_MODEL = ModelInfo("imported", "")
_PLAIN_ORIGINS = {kind.value: Origin(kind) for kind in OriginKind}
_STATUSES = {status.value: status for status in Status}
_ANSWERS = {answer.value: answer for answer in Answer}
# A choice the label set does not offer may stand: it harms nothing, and the inspector shows it.
_ATTR_TYPES: Mapping[AttrKind, tuple[tuple[type, ...], str]] = {
    AttrKind.CHOICE: ((str,), "string"),
    AttrKind.TEXT: ((str,), "string"),
    AttrKind.FLAG: ((bool,), "true / false"),
    AttrKind.NAMES: ((list, str), "array of strings"),
}

Json = dict[str, Any]
Refuse = Callable[[Json, Refused], None]
"""Is told of a span or relation that cannot go in, as the record had it, and why."""


class RecordParser:
    """Turns JSON objects into incoming records by one label set, with the labels of the file mapped to ours.

    Readers of other formats bring their rows into the shape of a Kutip record, so that everything is checked here.
    """

    def __init__(self, job: ReadJob) -> None:
        schema = job.schema
        self._job = job
        self._labels: dict[str, LabelDef] = {label.name: label for label in schema.labels}
        self._relations: dict[str, RelationDef] = {relation.name: relation for relation in schema.relations}
        self._attr_kinds = {
            label.name: {attr.name: attr.kind for attr in label.attrs} for label in schema.labels
        }  # fmt: skip

    def parse(
        self, data: object, file: str = "", line: int | None = None, refuse: Refuse | None = None
    ) -> IncomingRecord:
        """Return the record. Raises Refused with the first thing that is wrong with it.

        Where a span or relation has a line of its own in the file, `refuse` is told of it, and the rest goes in.
        """
        data = as_object(data)
        _check_schema(data.get("schema"))
        raw = _text(data.get("text"))
        meta, kept = _meta(data)
        left_out: set[str] = set()
        span_rows, relation_rows = _list(data, "spans"), _list(data, "relations")
        self._meet((*span_rows, *relation_rows))
        spans = self._spans(span_rows, raw, kept, left_out, refuse)
        ordered = in_document_order(spans.values())
        relations = _links_in_order(self._relations_among(relation_rows, spans, kept, left_out, refuse), ordered)
        comments = _comments(_list(data, "comments"), spans)
        annotator, answer = _annotator(data.get("annotator")), _answer(data.get("answer"))
        model = _model(kept.pop("model", None))
        article = _article(raw, meta, kept, data.get("id"))
        decided = tuple(span for span in ordered if span.status is not Status.SUGGESTED)
        links = tuple(link for link in relations if link.status is not Status.SUGGESTED)
        suggested = None
        if len(decided) < len(spans) or len(links) < len(relations) or model is not None:
            suggested = Suggestions(
                article.sha256,
                model or _UNKNOWN_MODEL,
                tuple(span for span in ordered if span.status is Status.SUGGESTED),
                tuple(link for link in relations if link.status is Status.SUGGESTED),
            )
        return IncomingRecord(
            article, annotator, answer, decided, links, suggested, file, line,
            comments, _flag(data.get("flagged")),
        )  # fmt: skip

    # --- spans ---

    def _spans(
        self, rows: Sequence[object], raw: str, kept: Json, left_out: set[str], refuse: Refuse | None
    ) -> dict[str, Span]:
        moved = OffsetMap(raw)
        spans: dict[str, Span] = {}
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                raise Refused(N_("Span {number} is not an object but {type}."), number=number, type=_json_type(row))
            label = self._ours(row.get("label"))
            if label == "":
                left_out.add(_id(row, "id"))
                continue
            try:
                span = self._span(row, label, number, moved, spans)
            except Refused as refused:
                if refuse is None:
                    raise
                refuse(row, refused)
                continue
            spans[span.id] = span
            if not row.keys() <= _SPAN_KEYS:
                kept.setdefault("spans", {})[span.id] = {k: row[k] for k in row.keys() - _SPAN_KEYS}
        return spans

    def _ours(self, label: object) -> object:
        """Return the label as ours: "" where it is to be left out, unchanged where nothing maps it."""
        return self._job.labels.get(label, label) if isinstance(label, str) else label

    def _meet(self, rows: Sequence[object]) -> None:
        """Tell of every label before any is checked: the first one that is unknown must not hide the others."""
        if self._job.met is None:
            return
        for row in rows:
            label = row.get("label") if isinstance(row, dict) else None
            if isinstance(label, str):
                self._job.met(label)

    def _span(self, row: Json, label: object, number: int, moved: OffsetMap, taken: Mapping[str, Span]) -> Span:
        given_id, raw = _id(row, "id"), moved.raw
        name = given_id or number
        start, end = row.get("start"), row.get("end")
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(raw):
            raise _misplaced(row, name, raw)
        known = self._labels.get(label) if isinstance(label, str) else None
        if known is None:
            raise Refused(
                N_("Span {span} has the label {label}, which the label set does not know."),
                N_("Use one of these, or import with a label set that has it: {labels}."),
                span=name, label=_short(label), labels=", ".join(self._labels),
            )  # fmt: skip
        layer = row.get("layer")
        if layer is not None and layer != known.layer:
            raise Refused(
                N_('Span {span} puts the label {label} in the layer {layer}; it belongs in "{right}".'),
                span=name, label=label, layer=_short(layer), right=known.layer.value,
            )  # fmt: skip
        if given_id in taken:
            raise Refused(N_('Two spans have the id "{id}".'), id=given_id)
        words = row.get("text")
        if words is not None and words != raw[start:end]:
            raise _other_words(name, raw, start, end, words)
        start, end = moved(start), moved(end)
        if start >= end:
            raise Refused(N_("Span {span} covers nothing but a line end or a byte order mark."), span=name)
        return Span(
            given_id or _fresh_id(suggested_span_id(known.layer, known.name, start, end), taken),
            start, end, known.name, known.layer,
            self._attrs(row.get("attrs"), known.name, name),
            _status(row.get("status"), name),
            _origin(row.get("origin"), name),
        )  # fmt: skip

    def _attrs(self, data: object, label: str, name: object) -> Mapping[str, AttrValue]:
        if not data and (data is None or data == {}):
            return {}
        try:
            attrs = codec.attrs_from_json(data)
        except TypeError as error:
            raise Refused(N_("Span {span} has attributes that cannot be read: {reason}."),
                          span=name, reason=error) from error  # fmt: skip
        for key, kind in self._attr_kinds[label].items():
            value = attrs.get(key)
            types, wanted = _ATTR_TYPES[kind]
            if value is not None and not isinstance(value, types):
                raise Refused(
                    N_('Span {span}: the attribute "{key}" is {value}, but it has to be {wanted}.'),
                    span=name, key=key, value=_short(value), wanted=wanted,
                )  # fmt: skip
        return attrs

    # --- relations ---

    def _relations_among(
        self,
        rows: Sequence[object],
        spans: Mapping[str, Span],
        kept: Json,
        left_out: AbstractSet[str],
        refuse: Refuse | None,
    ) -> Iterable[Relation]:
        relations: dict[str, Relation] = {}
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                raise Refused(N_("Relation {number} is not an object but {type}."), number=number, type=_json_type(row))
            label = self._ours(row.get("label"))
            if label == "" or not left_out.isdisjoint((_id(row, "head"), _id(row, "child"))):
                continue
            try:
                link = self._relation(row, label, number, spans, relations)
            except Refused as refused:
                if refuse is None:
                    raise
                refuse(row, refused)
                continue
            relations[link.id] = link
            if not row.keys() <= _RELATION_KEYS:
                kept.setdefault("relations", {})[link.id] = {k: row[k] for k in row.keys() - _RELATION_KEYS}
        return relations.values()

    def _relation(
        self, row: Json, label: object, number: int, spans: Mapping[str, Span], taken: Mapping[str, Relation]
    ) -> Relation:
        given_id = _id(row, "id")
        name = given_id or number
        known = self._relations.get(label) if isinstance(label, str) else None
        if known is None:
            raise Refused(
                N_("Relation {relation} has the label {label}, which the label set does not know."),
                N_("Use one of these, or import with a label set that has it: {labels}."),
                relation=name, label=_short(label), labels=", ".join(self._relations),
            )  # fmt: skip
        ends = {"head": (_id(row, "head"), known.heads), "child": (_id(row, "child"), known.children)}
        for end, (span_id, allowed) in ends.items():
            span = spans.get(span_id)
            if span is None:
                raise Refused(
                    N_('Relation {relation}: its {end} is the span "{span}", and the row has no such span.'),
                    relation=name, end=end, span=span_id,
                )  # fmt: skip
            if span.label not in allowed:
                raise Refused(
                    N_("Relation {relation}: the {end} of {label} cannot be {found}, only {allowed}."),
                    relation=name, end=end, label=label, found=span.label, allowed=" / ".join(allowed),
                )  # fmt: skip
        if given_id in taken:
            raise Refused(N_('Two relations have the id "{id}".'), id=given_id)
        head, child = ends["head"][0], ends["child"][0]
        return Relation(
            given_id or _fresh_id(suggested_relation_id(known.name, head, child), taken),
            known.name, head, child,
            _status(row.get("status"), name),
            _origin(row.get("origin"), name),
        )  # fmt: skip


def to_json(record: OutgoingRecord) -> Json:
    """Return the record as the object of its line, keys in the format's order.

    A relation one of whose ends is not in the record is left out: no reader could take it.
    """
    article = record.article
    meta: Json = {"title": article.title, "source": article.source, "url": article.url, "date": article.date}
    meta |= {key: article.meta[key] for key in sorted(article.meta) if key != KEPT}
    found = article.meta.get(KEPT)
    kept: Json = dict(found) if isinstance(found, dict) else {}
    of_record, of_spans, of_relations = (_mapping(kept.pop(key, None)) for key in ("record", "spans", "relations"))
    if kept:
        meta[KEPT] = {key: kept[key] for key in sorted(kept)}
    spans = in_document_order(record.spans)
    return (
        {
            "schema": SCHEMA,
            "id": article.key,
            "text": article.text,
            "meta": meta,
            "annotator": record.annotator,
            "answer": record.answer.value if record.answer else None,
            "spans": [_with_extras(codec.span_to_json(span, article.text), of_spans) for span in spans],
            "relations": [
                _with_extras(codec.relation_to_json(link), of_relations)
                for link in _links_in_order(record.relations, spans)
            ],
        }
        | _remarks(record)
        | {key: of_record[key] for key in sorted(of_record)}
    )


def _remarks(record: OutgoingRecord) -> Json:
    """Return comments and flag, which stand in a record only where there are any."""
    said: Json = {}
    if record.comments:
        said["comments"] = [{"id": one.id, "span": one.span_id, "text": one.text} for one in record.comments]
    if record.is_flagged:
        said["flagged"] = True
    return said


def _links_in_order(links: Iterable[Relation], spans: Sequence[Span]) -> list[Relation]:
    """Return the relations whose ends are among `spans` (in document order), by head, label and child."""
    place = {span.id: index for index, span in enumerate(spans)}
    return sorted(
        (link for link in links if link.head in place and link.child in place),
        key=lambda link: (place[link.head], link.label, place[link.child], link.id),
    )


# --- the parts of a record ---


def as_object(row: object) -> Json:
    """Return the row, which has to be a JSON object. Raises Refused."""
    if isinstance(row, dict):
        return row
    raise Refused(N_("The row is not an object but {type}."), type=_json_type(row))


def objects(row: Json, key: str) -> list[Json]:
    """Return the objects in the array under `key`, none where it is not there. Raises Refused."""
    found = row.get(key) or []
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    raise Refused(N_('"{key}" is not an array of objects.'), key=key)


def _check_schema(name: object) -> None:
    if name is None or name == SCHEMA:
        return
    if isinstance(name, str) and name.startswith("kutip/"):
        raise Refused(
            N_("The row is in {name}, which this version of Kutip does not know."),
            N_("Update Kutip, or export the file again from an older version."),
            name=_short(name),
        )
    raise Refused(N_('The row is not Kutip JSONL: its "schema" is {name}.'), name=_short(name))


def _text(text: object) -> str:
    if text is None:
        raise Refused(N_('The row has no "text".'))
    if not isinstance(text, str):
        raise Refused(N_('"text" is not a string but {type}.'), type=_json_type(text))
    if not text.strip("\ufeff \t\r\n") or text.isspace():
        raise Refused(N_('"text" is empty.'))
    if has_lone_surrogate(text):
        raise Refused(N_('"text" holds half of a surrogate pair, which is no character.'))
    return text


def _meta(data: Json) -> tuple[Json, Json]:
    """Return a copy of the record's meta and, apart, what is kept for the way out."""
    found = data.get("meta")
    if found is not None and not isinstance(found, dict):
        raise Refused(N_('"meta" is not an object but {type}.'), type=_json_type(found))
    meta = dict(found or {})
    kept = dict(meta.pop(KEPT)) if isinstance(meta.get(KEPT), dict) else {}
    for part in ("record", "spans", "relations"):
        if not isinstance(kept.get(part, {}), dict):
            del kept[part]
    if not data.keys() <= _RECORD_KEYS:
        kept["record"] = {**kept.get("record", {}), **{key: data[key] for key in data.keys() - _RECORD_KEYS}}
    return meta, kept


def _article(raw: str, meta: Json, kept: Json, given_id: object) -> Article:
    named: dict[str, str] = dict.fromkeys(NAMED_META, "")
    for key in NAMED_META:
        value = meta.get(key)
        if value is None or (isinstance(value, str) and (key != "date" or not value or _DATE.fullmatch(value))):
            named[key] = value or ""
            meta.pop(key, None)
        # Anything else ("19 Juni 2024", a number) stays in meta as it came.
    article = Article.from_raw(
        raw, title=named["title"], source=named["source"], url=named["url"], date=named["date"]
    )  # fmt: skip
    if given_id is not None and given_id not in ("", article.key):
        kept["id"] = given_id
    if kept:
        meta[KEPT] = kept
    return replace(article, meta=meta)


def _annotator(name: object) -> str | None:
    if name is None:
        return None
    if not isinstance(name, str):
        raise Refused(N_('"annotator" is not a string but {type}.'), type=_json_type(name))
    return name.strip() or None


def _answer(answer: object) -> Answer | None:
    if answer is None:
        return None
    known = _ANSWERS.get(answer) if isinstance(answer, str) else None
    if known is None:
        raise Refused(
            N_('"answer" is {answer}; it has to be accept, reject, ignore or null.'), answer=_short(answer)
        )  # fmt: skip
    return known


def _flag(flagged: object) -> bool:
    if flagged is None or isinstance(flagged, bool):
        return bool(flagged)
    raise Refused(N_('"flagged" is {value}; it has to be true or false.'), value=_short(flagged))


def _comments(rows: Sequence[object], spans: Mapping[str, Span]) -> tuple[Comment, ...]:
    """Return the comments; one on a span that is not in the record is on the article."""
    found: dict[str, Comment] = {}
    for number, row in enumerate(rows, 1):
        text = row.get("text") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(text, str) or has_lone_surrogate(text):
            raise Refused(N_('Comment {number} is not an object with a "text".'), number=number)
        comment_id, span_id = _id(row, "id") or f"c{number}", _id(row, "span")
        if comment_id in found:
            raise Refused(N_('Two comments have the id "{id}".'), id=comment_id)
        found[comment_id] = Comment(comment_id, text, span_id if span_id in spans else None)
    return tuple(sorted(found.values(), key=lambda comment: comment.id))


def _model(data: object) -> ModelInfo | None:
    if isinstance(data, dict) and isinstance(data.get("name"), str) and isinstance(data.get("version"), str):
        return ModelInfo(data["name"], data["version"])
    return None


def _misplaced(row: Json, name: object, raw: str) -> Refused:
    """Return why the offsets of `row` cannot be."""
    start, end = row.get("start"), row.get("end")
    if start is None or end is None:
        return Refused(N_('Span {span} lacks its "start" or its "end".'), span=name)
    if type(start) is not int or type(end) is not int:  # a bool is an int to isinstance
        return Refused(
            N_("Span {span}: its offsets {start} and {end} are not whole numbers."),
            span=name, start=_short(start), end=_short(end),
        )  # fmt: skip
    if start < 0:
        return Refused(N_("Span {span} starts at {start}, before the text."), span=name, start=start)
    if start == end:
        return Refused(N_("Span {span} is empty: it starts and ends at {start}."), span=name, start=start)
    if start > end:
        return Refused(N_("Span {span} ends at {end}, before its start at {start}."), span=name, start=start, end=end)
    return _counting(name, raw, start, end, row.get("text")) or Refused(
        N_("Span {span} ends at {end}, but the text has only {length} characters."),
        span=name, end=end, length=len(raw),
    )  # fmt: skip


def _other_words(name: object, raw: str, start: int, end: int, words: object) -> Refused:
    return _counting(name, raw, start, end, words) or Refused(
        N_("Span {span} says {words}, but at {start} to {end} the text says {found}."),
        span=name, words=_short(words), start=start, end=end, found=_short(raw[start:end]),
    )  # fmt: skip


def _counting(name: object, raw: str, start: int, end: int, words: object) -> Refused | None:
    """Return the refusal where the offsets would be right if they counted something else."""
    unit = counted_otherwise(raw, start, end, words) if isinstance(words, str) and words else None
    if unit is None:
        return None
    return Refused(
        N_("Span {span}: its offsets seem to count {unit}; Kutip counts Unicode code points."),
        N_("Write the file again with offsets in code points, as Python counts them, and import it again."),
        span=name, unit=unit,
    )  # fmt: skip


def _status(status: object, name: object) -> Status:
    if status is None:
        return Status.ACCEPTED
    known = _STATUSES.get(status) if isinstance(status, str) else None
    if known is None:
        raise Refused(
            N_("The status of {name} is {status}; it has to be one of: {statuses}."),
            name=name, status=_short(status), statuses=", ".join(_STATUSES),
        )  # fmt: skip
    return known


def _origin(origin: object, name: object) -> Origin:
    if origin is None:
        return _IMPORTED
    if isinstance(origin, dict):
        if len(origin) == 1 and (plain := _PLAIN_ORIGINS.get(str(origin.get("kind")))) is not None:
            return plain
        try:
            return codec.origin_from_json(origin)
        except (KeyError, TypeError, ValueError):
            pass  # said below, in words of the file instead of Python's
    raise Refused(N_("The origin of {name} cannot be read: {origin}."), name=name, origin=_short(origin))


def _id(row: Json, key: str) -> str:
    value = row.get(key)
    return str(value) if isinstance(value, str) or type(value) is int else ""


def _fresh_id(wanted: str, taken: Mapping[str, object]) -> str:
    """Return `wanted`, numbered where the row has the very same thing twice."""
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _list(data: Json, key: str) -> Sequence[object]:
    found = data.get(key)
    if found is None:
        return ()
    if not isinstance(found, list):
        raise Refused(N_('"{key}" is not an array but {type}.'), key=key, type=_json_type(found))
    return found


def _mapping(data: object) -> Json:
    return data if isinstance(data, dict) else {}


def _with_extras(row: Json, extras: Json) -> Json:
    """Return the span or relation `row` with what `extras` keeps for its id."""
    found = _mapping(extras.get(row["id"])) if extras else {}
    return row | {name: found[name] for name in sorted(found)} if found else row


def _json_type(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "string"
        case int() | float():
            return "number"
        case list():
            return "array"
        case _:
            return "object"


def _short(value: object, limit: int = 60) -> str:
    """Return `value` as the file has it, cut to `limit`."""
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= limit else shown[: limit - 2] + '…"'
