"""Label Studio JSON: tasks with annotations by people and predictions by models, the one common format that has both.

What its server does with a file was found by running it: one task it does not like refuses the whole file, ids of
annotations have to be numbers, `completed_by` has to be somebody it knows (so the annotator stands in the task's meta),
and of a region only `meta` outlives a save on its page. Offsets are code points there too.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
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
        return first is None or "data" in first or "annotations" in first or "completions" in first

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
            try:
                for record in _records(task):
                    yield parser.parse(record, file, number)
            except Refused as refused:
                yield refused.problem(file, number, orjson.dumps(task) if isinstance(task, dict) else None)
        if number == 1:
            yield empty_file().problem(file, None)


_END = object()


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
    task: Json = {
        "id": zlib.crc32(f"{article.key}|{record.annotator}".encode()) >> 1,
        "data": {
            "text": article.text,
            **{name: getattr(article, name) for name in NAMED_META if getattr(article, name)},
        },
        "meta": {"kutip": extras.pack(record, {*ids, *(link.id for link in links)})},
        "annotations": [],
        "predictions": [],
    }
    if record.annotator is not None:
        decided = [span for span in live if not span.is_open]
        result = _result(decided, [link for link in links if not link.is_open], article.text)
        task["annotations"].append(
            {
                "id": task["id"],
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
                "result": _result(predicted, predicted_links, article.text),
            }
        )
    return task


def _result(spans: Iterable[Span], links: Iterable[Relation], text: str) -> list[Json]:
    regions: list[Json] = []
    for span in spans:
        words = text[span.start : span.end]
        region: Json = {
            "id": span.id, "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": span.start, "end": span.end, "text": words, "labels": [span.label]},
        }  # fmt: skip
        if span.origin.score is not None:
            region["score"] = span.origin.score
        regions.append(region)
    regions += [
        {"type": "relation", "from_id": link.head, "to_id": link.child, "direction": "right", "labels": [link.label]}
        for link in links
    ]
    return regions


def _records(task: object) -> Iterator[Json]:
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
    predicted = [
        row for prediction in _rows(task.get("predictions")) for row in _regions(prediction, status="suggested")
    ]
    annotations = _rows(task.get("annotations") or task.get("completions"))
    for annotation in annotations or [{}]:
        rows = [*_regions(annotation), *predicted]
        record: Json = {
            "text": text,
            "meta": {key: value for key, value in data.items() if value is not text},
            "spans": [row for row in rows if "head" not in row],
            "relations": [row for row in rows if "head" in row],
            "annotator": _who(annotation.get("completed_by")),
        }
        if annotation:
            record["answer"] = "ignore" if annotation.get("was_cancelled") else "accept"
        yield extras.unpack(record, kept)


def _regions(annotation: Json, **status: str) -> Iterator[Json]:
    """Yield the spans and relations of an annotation or prediction; choices and free text are passed over."""
    for region in _rows(annotation.get("result")):
        kind, value = region.get("type"), region.get("value")
        if kind == "relation":
            labels = region.get("labels") or [None]
            yield {"label": labels[0], "head": region.get("from_id"), "child": region.get("to_id"), **status}
        elif kind in ("labels", "hypertextlabels") and isinstance(value, dict):
            names = value.get("labels") or value.get("hypertextlabels") or [None]
            row: Json = {"start": value.get("start"), "end": value.get("end"), "label": names[0], **status}
            if isinstance(value.get("text"), str):
                row["text"] = value["text"]
            yield {"id": region.get("id"), **row}


def _rows(found: object) -> list[Json]:
    """Return the objects of an array; a server may give the numbers of predictions instead of what they are."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _who(who: object) -> str | None:
    if isinstance(who, dict):
        who = who.get("email") or who.get("username") or who.get("id")
    return str(who) if who not in (None, "") else None
