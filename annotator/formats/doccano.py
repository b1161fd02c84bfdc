"""doccano JSONL: entities and relations with numbers for ids, everything else of ours under one key of its own.

What its server does with a file was found by running it: ids that are no numbers drop an entity without a word, a
dangling relation stops the import, and rows with different keys at the top level are refused. So every row has the same
keys, and both `entities` and `relations`. Its page counts UTF-16 units; the file counts code points, as the server
does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from annotator.domain.errors import N_, Problem
from annotator.formats import extras
from annotator.formats.json_rows import read_rows, write_lines
from annotator.formats.kutip_record import NAMED_META, Json, RecordParser, as_object, objects
from annotator.formats.refusal import Refused
from annotator.services.ports import FormatInfo, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

INFO = FormatInfo(
    "doccano", N_("doccano JSONL: entities and relations, for a project with relations"), (".jsonl",), is_lossless=True,
    carries=extras.CARRIES,
)  # fmt: skip
_OURS = frozenset(("id", "text", "label", "labels", "entities", "relations", "Comments", "kutip"))


class DoccanoWriter:
    """Writes one article a line."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:  # noqa: ARG002 - nothing is lost
        """Write the file and return the number of lines."""
        with path.open("wb") as stream:
            return write_lines((orjson.dumps(_row(record)) + b"\n" for record in records), stream)


class DoccanoReader:
    """Reads rows with entities and relations, and the older ones with `label` or `labels`."""

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether the first row is doccano's."""
        first = head.first
        if head.suffix != ".jsonl" or first is None or "text" not in first or "schema" in first:
            return False
        return "entities" in first or "label" in first or "labels" in first

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the articles, and a Problem with its line for each row that is refused."""
        parser = RecordParser(job)
        yield from read_rows(path, lambda row, file, line: parser.parse(_record(row), file, line))


def _row(record: OutgoingRecord) -> Json:
    article = record.article
    numbers = {span.id: number for number, span in enumerate((s for s in record.spans if s.is_live), 1)}
    links = extras.links_among(record, numbers)
    packed = extras.pack(record, {*numbers, *(link.id for link in links)})
    return {
        "id": article.key,
        "text": article.text,
        **{name: getattr(article, name) for name in NAMED_META},
        "entities": [
            {"id": numbers[span.id], "label": span.label, "start_offset": span.start, "end_offset": span.end}
            for span in record.spans
            if span.id in numbers
        ],
        "relations": [
            {"id": number, "from_id": numbers[link.head], "to_id": numbers[link.child], "type": link.label}
            for number, link in enumerate(links, 1)
        ],
        # As text: its server rounds the numbers in an object.
        "kutip": orjson.dumps(packed).decode(),
    }


def _record(row: object) -> Json:
    """Return the Kutip record of a row. Raises Refused."""
    row = as_object(row)
    spans = [_entity(one, number) for number, one in enumerate(_entities(row), 1)]
    data: Json = {
        "text": row.get("text"),
        "meta": {key: value for key, value in row.items() if key not in _OURS},
        "spans": spans,
        "relations": [
            {"label": one.get("type"), "head": str(one.get("from_id")), "child": str(one.get("to_id"))}
            for one in objects(row, "relations")
        ],
    }
    kept = row.get("kutip")
    if isinstance(kept, str):
        try:
            kept = orjson.loads(kept)
        except orjson.JSONDecodeError as error:
            raise Refused(N_('"kutip" is not what Kutip wrote there: {reason}.'), reason=error.msg) from error
    return extras.unpack(data, kept)


def _entities(row: Json) -> list[object]:
    for key in ("entities", "label", "labels"):
        found = row.get(key)
        if found is not None:
            if not isinstance(found, list):
                raise Refused(N_('"{key}" is not an array.'), key=key)
            return found
    return []


def _entity(one: object, number: int) -> Json:
    if isinstance(one, list) and len(one) == 3:
        return {"id": str(number), "start": one[0], "end": one[1], "label": one[2]}
    if isinstance(one, dict):
        name = str(one.get("id", number))
        return {"id": name, "start": one.get("start_offset"), "end": one.get("end_offset"), "label": one.get("label")}
    raise Refused(N_("Entity {number} is neither an object nor [start, end, label]."), number=number)
