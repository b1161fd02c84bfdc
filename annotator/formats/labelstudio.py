"""Label Studio JSON: tasks with annotations by people and predictions by models, the one common format that has both.

What its server does with a file was found by running it: one task it does not like refuses the whole file, ids of
annotations have to be numbers and come back as `import_id`, `completed_by` has to be somebody it knows (so the
annotator stands in the task's meta), its plain export gives the numbers of predictions instead of what they say, and of
a region only `meta` outlives a save on its page. Offsets are code points there too.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import orjson

from annotator.domain.annotations import Answer
from annotator.domain.errors import N_, Problem
from annotator.domain.schema import Schema
from annotator.domain.spans import Relation, Span
from annotator.formats import extras
from annotator.formats.json_array import read_elements
from annotator.formats.kutip_record import NAMED_META, Json, RecordParser
from annotator.formats.refusal import Refused, empty_file
from annotator.services.ports import FormatInfo, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

INFO = FormatInfo(
    "labelstudio", N_("Label Studio JSON: annotations and predictions"), (".json",), is_lossless=True,
    carries=extras.CARRIES,
)  # fmt: skip


class LabelStudioWriter:
    """Writes one array of tasks, and beside it the labelling interface to paste into the project."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write the file and return how many tasks are in it."""
        path.with_name(f"{path.stem}.labelling.xml").write_text(labelling_config(job.schema), "utf-8", newline="\n")
        count = 0
        with path.open("wb") as stream:
            stream.write(b"[")
            for record in records:
                stream.write(b",\n" if count else b"\n")
                stream.write(orjson.dumps(_task(record)))
                count += 1
            stream.write(b"\n]\n")
        return count


class LabelStudioReader:
    """Reads what the server exports as JSON, and what Kutip wrote; a record for each annotation of a task."""

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether it is JSON with tasks."""
        first = head.first
        if head.suffix != ".json":
            return False
        return first is None or not first.keys().isdisjoint(("data", "annotations", "completions", "annotation_id"))

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the articles; the number of a task in the file stands for its line."""
        parser = RecordParser(job)
        file = str(path)
        number = 0
        elements = read_elements(path)
        while True:
            number += 1
            try:
                task = next(elements, _END)
                if task is _END:
                    break
            except Refused as refused:
                yield refused.problem(file, number)
                return
            noticed: list[Refused] = []
            try:
                for record in _records(task, noticed.append):
                    yield parser.parse(record, file, number)
            except Refused as refused:
                yield refused.problem(file, number, _kept(task) if isinstance(task, dict) else None)
            yield from (one.notice(file, number) for one in noticed)
        if number == 1:
            yield empty_file().problem(file, None)


_END = object()


def _kept(task: Json) -> bytes:
    """Return a task as it can be mended; half a surrogate pair or a huge number in it is no reason to lose it."""
    try:
        return orjson.dumps(task)
    except orjson.JSONEncodeError:
        return json.dumps(task).encode()


_ANNOTATION = "annotation"
"""The key of the extras for the number with which the annotation leaves: what comes back with it is ours."""

# What its page says of a region: made there, taken from a prediction, or taken and changed.
_ORIGINS: dict[str, Json] = {
    "manual": {"origin": {"kind": "human"}},
    "prediction": {"origin": {"kind": "model"}},
    "prediction-changed": {"origin": {"kind": "model"}, "status": "corrected"},
}


def labelling_config(schema: Schema) -> str:
    """Return the labelling interface that the exports fit: labels, attributes are in the regions' meta, relations."""
    labels = "\n".join(f'    <Label value="{label.name}" background="{label.light}"/>' for label in schema.labels)
    links = "\n".join(f'    <Relation value="{relation.name}"/>' for relation in schema.relations)
    return (
        f"<View>\n  <Relations>\n{links}\n  </Relations>\n"
        f'  <Labels name="label" toName="text">\n{labels}\n  </Labels>\n'
        '  <Text name="text" value="$text"/>\n</View>\n'
    )


def _task(record: OutgoingRecord) -> Json:
    article = record.article
    live = [span for span in record.spans if span.is_live]
    ids = {span.id for span in live}
    links = extras.links_among(record, ids)
    predicted = [span for span in live if span.is_open]
    predicted_links = [link for link in links if link.is_open]
    number = zlib.crc32(f"{article.key}|{record.annotator}".encode()) >> 1
    task: Json = {
        "id": number,
        "data": {
            "text": article.text,
            **{name: getattr(article, name) for name in NAMED_META if getattr(article, name)},
        },
        "meta": {"kutip": {**extras.pack(record, {*ids, *(link.id for link in links)}), _ANNOTATION: number}},
        "annotations": [],
        "predictions": [],
    }
    if record.annotator is not None:
        decided = [span for span in live if not span.is_open]
        result = _result(decided, [link for link in links if not link.is_open], record)
        task["annotations"].append(
            {
                "id": number,
                "result": result,
                "was_cancelled": record.answer is Answer.IGNORE,
                "ground_truth": False,
            }
        )
    if predicted or predicted_links:
        scores = [span.origin.score for span in predicted if span.origin.score is not None]
        names = sorted({f"{span.origin.name} {span.origin.version}".strip() for span in predicted})
        task["predictions"].append(
            {
                "model_version": ", ".join(filter(None, names)) or "kutip",
                "score": round(sum(scores) / len(scores), 6) if scores else None,
                "result": _result(predicted, predicted_links, record),
            }
        )
    return task


def _result(spans: Iterable[Span], links: Iterable[Relation], record: OutgoingRecord) -> list[Json]:
    comments: dict[str, list[str]] = {}
    for comment in record.comments:
        if comment.span_id is not None and comment.text:
            comments.setdefault(comment.span_id, []).append(comment.text)
    regions: list[Json] = []
    for span in spans:
        words = record.article.text[span.start : span.end]
        region: Json = {
            "id": span.id, "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": span.start, "end": span.end, "text": words, "labels": [span.label]},
        }  # fmt: skip
        if span.origin.score is not None:
            region["score"] = span.origin.score
        if span.id in comments:
            region["meta"] = {"text": comments[span.id]}
        regions.append(region)
    regions += [
        {"type": "relation", "from_id": link.head, "to_id": link.child, "direction": "right", "labels": [link.label]}
        for link in links
    ]
    return regions


def _records(task: object, notice: extras.Notice) -> Iterator[Json]:
    """Yield a Kutip record for each annotation of a task, with its predictions; one if it has none. Raises Refused."""
    if not isinstance(task, dict):
        raise Refused(N_("The task is not an object."))
    data = task.get("data")
    if not isinstance(data, dict):
        raise Refused(
            N_('The task has no "data": this may be JSON-MIN, which leaves out where the spans are.'),
            N_("Export the project from Label Studio as JSON instead, and import that."),
        )
    text = data.get("text")
    if not isinstance(text, str):
        strings = {key: value for key, value in data.items() if isinstance(value, str)}
        text = max(strings.values(), key=len, default=None)
    meta = task.get("meta")
    kept = meta.get("kutip") if isinstance(meta, dict) else None
    kept = dict(kept) if isinstance(kept, dict) else None
    number = kept.pop(_ANNOTATION, None) if kept is not None else None
    left_out: Counter[str] = Counter()
    predicted = list(_predicted(task.get("predictions"), kept, left_out))
    annotations = _rows(task.get("annotations") or task.get("completions"))
    # One article has one set of suggestions: beside several annotations it stands alone, or the last would cut it down.
    is_apart = len(annotations) > 1 and bool(predicted)
    for place, annotation in enumerate([*annotations, {}] if is_apart or not annotations else annotations):
        result = _rows(annotation.get("result"))
        decided = list(_regions(result, left_out))
        rows = decided if is_apart and annotation else [*decided, *_undecided(predicted, decided)]
        record: Json = {
            "text": text,
            "meta": {key: value for key, value in data.items() if value is not text},
            "spans": [row for row in rows if "head" not in row],
            "relations": [row for row in rows if "head" in row],
            "annotator": _who(annotation.get("completed_by")),
        }
        if annotation:
            record["answer"] = "ignore" if annotation.get("was_cancelled") else "accept"
        if kept is not None:
            is_ours = number in (annotation.get("import_id"), annotation.get("id")) or not annotations
            if number is None:  # written before annotations had their number in the extras
                is_ours = place == 0
            record = extras.unpack(
                record, _as_answered(kept, annotation) if is_ours else extras.of_others(kept), notice
            )
            _settle(record, decided)
        _put_notes(record, result)
        yield record
    if left_out:
        notice(Refused(
            N_("Left out, for an article has no place for it: {kinds}."),
            N_("Keep the file if you need it; everything else of the task is in."),
            kinds=", ".join(f"{kind} ({count})" for kind, count in sorted(left_out.items())),
        ))  # fmt: skip


def _predicted(predictions: object, kept: Json | None, left_out: Counter[str]) -> Iterator[Json]:
    """Yield the spans and relations of the predictions, out of the extras where the file has their numbers only."""
    for prediction in _rows(predictions):
        model = str(prediction.get("model_version") or "")
        origin = {"kind": "model", "name": model}
        yield from _regions(_rows(prediction.get("result")), left_out, origin, status="suggested")
    if kept is None or not isinstance(predictions, list) or not any(type(one) is int for one in predictions):
        return
    for part in ("spans", "relations"):
        for row in _rows(kept.get(part)):
            if row.get("status") == "suggested" and not row.get("hidden"):
                yield {
                    key: row[key] for key in ("id", "start", "end", "label", "head", "child", "status") if key in row
                }


def _undecided(predicted: Sequence[Json], decided: Sequence[Json]) -> Iterator[Json]:
    """Yield what of the predictions no region of the annotation has taken over, with its id or at its place."""
    if not predicted:
        return
    ids = {str(row.get("id")) for row in decided if "head" not in row}
    places = {_place(row) for row in decided}
    for row in predicted:
        if _place(row) not in places and ("head" in row or str(row.get("id")) not in ids):
            yield row


def _place(row: Json) -> str:
    return repr([row.get(key) for key in ("label", "start", "end", "head", "child")])


def _as_answered(kept: Json, annotation: Json) -> Json:
    """Return the extras of the annotation that left here, without the answer where it was given another one abroad."""
    if annotation and bool(annotation.get("was_cancelled")) != (kept.get("answer") == "ignore"):
        return {key: value for key, value in kept.items() if key != "answer"}
    return kept


def _settle(record: Json, decided: Sequence[Json]) -> None:
    """Accept what left as a suggestion and is part of an annotation now."""
    links = sum("head" in row for row in decided)
    for row in (*record["spans"][: len(decided) - links], *record["relations"][:links]):
        if row.get("status") == "suggested":
            row["status"] = "accepted"


def _put_notes(record: Json, result: Sequence[Json]) -> None:
    """Put what regions have as their note among the comments."""
    if not any("meta" in region for region in result):
        return
    places = (region for region in result if _is_span(region))
    notes = [
        (row.get("id"), [text] if isinstance(text, str) else text)
        for row, region in zip(record["spans"], places, strict=False)
        if isinstance(meta := region.get("meta"), dict) and isinstance(text := meta.get("text"), str | list)
    ]
    if notes:
        said = [(name, text) for name, texts in notes for text in texts if isinstance(text, str) and text.strip()]
        extras.put_comments(record, said, {name for name, _ in notes})


def _regions(
    result: Iterable[Json], left_out: Counter[str], origin: Json | None = None, **status: str
) -> Iterator[Json]:
    """Yield the spans and relations of an annotation or prediction.

    What has no place in an article is counted in `left_out`: other kinds of answers, second labels, links without one.
    """
    for region in result:
        if region.get("type") == "relation":
            labels = region.get("labels")
            if isinstance(labels, list) and labels:
                yield {"label": labels[0], "head": region.get("from_id"), "child": region.get("to_id"), **status}
            else:
                left_out["relation"] += 1
        elif _is_span(region):
            value = region["value"]
            labels = value.get("labels") or value.get("hypertextlabels")
            labels = labels if isinstance(labels, list) and labels else [None]
            if len(labels) > 1:
                left_out["labels"] += len(labels) - 1
            row: Json = {
                "id": region.get("id"),
                "start": value.get("start"),
                "end": value.get("end"),
                "label": labels[0],
            }
            if isinstance(value.get("text"), str):
                row["text"] = value["text"]
            if origin is not None:
                score = region.get("score")
                row |= {**status, "origin": {**origin, "score": score} if _is_score(score) else origin}
            elif (where := region.get("origin")) is not None:
                row |= _ORIGINS.get(str(where), {})
            yield row
        else:
            left_out[str(region.get("type"))] += 1


def _is_span(region: Json) -> bool:
    return region.get("type") in ("labels", "hypertextlabels") and isinstance(region.get("value"), dict)


def _is_score(score: object) -> bool:
    return isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 1


def _rows(found: object) -> list[Json]:
    """Return the objects of an array."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _who(who: object) -> str | None:
    if isinstance(who, dict):
        who = who.get("email") or who.get("username") or who.get("id")
    if type(who) is int:
        return f"labelstudio-{who}"
    return who if isinstance(who, str) and who else None
