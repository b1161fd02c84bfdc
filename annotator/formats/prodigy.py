"""Prodigy JSONL: tokens, spans and relations of one task a line, as its span and relation recipes write them.

Offsets of characters are exact. `token_start` and `token_end` (inclusive) are there where a span's edges are those of
tokens; head and child of a relation are the last tokens of its spans, with both spans beside them.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import orjson

from annotator.domain.errors import N_, Problem
from annotator.domain.spans import Span
from annotator.domain.text import tokens
from annotator.formats import extras
from annotator.formats.json_rows import read_rows, write_lines
from annotator.formats.kutip_record import NAMED_META, Json, RecordParser, as_object, objects
from annotator.formats.refusal import Refused
from annotator.services.ports import FormatInfo, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

INFO = FormatInfo(
    "prodigy", N_("Prodigy JSONL: tokens, spans and relations"), (".jsonl",), is_lossless=True, carries=extras.CARRIES
)  # fmt: skip


class ProdigyWriter:
    """Writes one task a line."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:  # noqa: ARG002 - nothing is lost
        """Write the file and return the number of lines."""
        with path.open("wb") as stream:
            return write_lines((orjson.dumps(_task(record)) + b"\n" for record in records), stream)


class ProdigyReader:
    """Reads tasks, with relations or without."""

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether the first row is a task of Prodigy's."""
        first = head.first
        if head.suffix != ".jsonl" or first is None or "text" not in first or "schema" in first:
            return False
        return "_input_hash" in first or "_task_hash" in first or ("tokens" in first and "spans" in first)

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the articles, and a Problem with its line for each task that is refused."""
        parser = RecordParser(job)
        noticed: list[Refused] = []
        yield from read_rows(
            path, lambda row, file, line: parser.parse(_record(row, noticed.append), file, line), noticed=noticed
        )


def _task(record: OutgoingRecord) -> Json:
    article = record.article
    words = list(tokens(article.text))
    starts, ends = [start for start, _ in words], [end for _, end in words]
    shown = [span for span in record.spans if span.is_live]
    rows = {span.id: _span(span, article.text, starts, ends) for span in shown}
    links = extras.links_among(record, rows)
    spans = {span.id: span for span in shown}
    task: Json = {
        "text": article.text,
        "meta": {key: getattr(article, key) for key in NAMED_META if getattr(article, key)},
        "tokens": [
            {"text": article.text[start:end], "start": start, "end": end, "id": number,
             "ws": article.text[end : end + 1].isspace()}
            for number, (start, end) in enumerate(words)
        ],
        "spans": list(rows.values()),
    }  # fmt: skip
    if links:
        task["relations"] = [
            {
                "head": _last_token(spans[link.head], starts), "child": _last_token(spans[link.child], starts),
                "label": link.label, "head_span": rows[link.head], "child_span": rows[link.child],
            }
            for link in links
        ]  # fmt: skip
    task["_input_hash"] = _hash(article.text)
    task["_task_hash"] = _hash(article.text + repr([(row["start"], row["end"], row["label"]) for row in task["spans"]]))
    task["_view_id"] = "relations" if links else "spans_manual"
    task["_annotator_id"] = record.annotator or ""
    task["_session_id"] = record.annotator or ""
    if record.answer is not None:
        task["answer"] = record.answer.value
    task["kutip"] = extras.pack(record, {*rows, *(link.id for link in links)})
    return task


def _span(span: Span, text: str, starts: Sequence[int], ends: Sequence[int]) -> Json:
    row: Json = {
        "start": span.start, "end": span.end, "label": span.label, "text": text[span.start : span.end], "id": span.id,
    }  # fmt: skip
    first, last = bisect_left(starts, span.start), bisect_left(ends, span.end)
    if first < len(starts) and starts[first] == span.start and last < len(ends) and ends[last] == span.end:
        row["token_start"], row["token_end"] = first, last
    return row


def _last_token(span: Span, starts: Sequence[int]) -> int:
    return max(bisect_left(starts, span.end) - 1, 0)


def _hash(key: str) -> int:
    """Return a number of 32 bits with a sign, the same everywhere and always."""
    found = zlib.crc32(key.encode())
    return found - (1 << 32) if found >> 31 else found


def _record(row: object, notice: extras.Notice) -> Json:
    """Return the Kutip record of a task; `notice` hears of extras that no longer fit. Raises Refused."""
    row = as_object(row)
    spans: list[Json] = []
    by_place: dict[tuple[object, ...], str] = {}
    found = list(objects(row, "spans"))
    links: list[Json] = []
    for link in objects(row, "relations"):
        ends = link.get("head_span"), link.get("child_span")
        if not all(isinstance(end, dict) for end in ends):
            raise Refused(N_('A relation has no "head_span" or no "child_span".'))
        found += [end for end in ends if isinstance(end, dict)]
        links.append(link)
    for number, span in enumerate(found):
        place = _place(span)
        if place in by_place:
            continue
        given = span.get("id")
        name = given if isinstance(given, str) and given else f"p{number}"
        by_place[place] = name
        spans.append({"id": name, **{key: span[key] for key in ("start", "end", "label", "text") if key in span}})
    relations = [
        {
            "label": link.get("label"),
            "head": by_place[_place(link["head_span"])],
            "child": by_place[_place(link["child_span"])],
        }
        for link in links
    ]
    annotator = row.get("_annotator_id") or row.get("_session_id")
    data: Json = {
        "text": row.get("text"), "meta": row.get("meta"), "spans": spans, "relations": relations,
        "answer": row.get("answer"), "annotator": annotator if isinstance(annotator, str) and annotator else None,
    }  # fmt: skip
    kept = row.get("kutip")
    if isinstance(kept, dict):
        kept = _as_answered(kept, data)
    return extras.unpack(data, kept, notice)


def _as_answered(kept: Json, data: Json) -> Json:
    """Return the extras of the task as it left, without what was answered otherwise abroad, or by somebody else."""
    by, answer = data["annotator"], data["answer"]
    if by is not None and by != kept.get("annotator"):
        return extras.of_others(kept)
    return kept if answer is None else {**kept, "answer": answer}


def _place(span: Mapping[str, object]) -> tuple[object, ...]:
    return span.get("start"), span.get("end"), span.get("label"), span.get("id")
