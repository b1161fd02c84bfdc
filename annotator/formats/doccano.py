"""doccano JSONL: entities and relations with numbers for ids, everything else of ours under one key of its own.

What its server does with a file was found by running it: ids that are no numbers drop an entity without a word and all
ids are new ones afterwards, a dangling relation stops the import, and rows with different keys at the top level are
refused. So every row has the same keys. A project without relations wants `label` instead of `entities`, and refuses a
file without it. Its page counts UTF-16 units; the file counts code points, as the server does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import orjson

from annotator.domain.errors import N_, Problem
from annotator.formats import extras
from annotator.formats.json_rows import read_rows, write_lines
from annotator.formats.kutip_record import NAMED_META, Json, RecordParser, as_object, objects
from annotator.formats.refusal import Refused
from annotator.services.ports import FormatInfo, FormatOption, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

RELATIONS = FormatOption(
    "relations", N_("The doccano project"), "yes",
    {"yes": N_("Has relations"), "no": N_("Has no relations: only labels can be seen there")},
)  # fmt: skip

INFO = FormatInfo(
    "doccano", N_("doccano JSONL: entities and relations"), (".jsonl",), is_lossless=True, write_options=(RELATIONS,),
    carries=extras.CARRIES,
)  # fmt: skip
_SPANS = ("entities", "label", "labels", "annotations")
_OURS = frozenset(("id", "text", "data", *_SPANS, "relations", "Comments", "kutip"))


class DoccanoWriter:
    """Writes one article a line."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write the file and return the number of lines."""
        row = _flat_row if job.options.get(RELATIONS.name) == "no" else _row
        with path.open("wb") as stream:
            return write_lines((orjson.dumps(row(record)) + b"\n" for record in records), stream)


class DoccanoReader:
    """Reads rows with entities and relations, and the older ones: with `label`, `labels` or `annotations`.

    Until 1.6 the text was in `data`; before 1.0 `annotations` had numbers for labels.
    """

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether the first row is doccano's."""
        first = head.first
        if head.suffix != ".jsonl" or first is None or "schema" in first:
            return False
        if "text" in first:
            return not first.keys().isdisjoint(_SPANS)
        return "data" in first and not first.keys().isdisjoint(("label", "labels"))

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the articles, and a Problem with its line for each row that is refused."""
        parser = RecordParser(job)
        noticed: list[Refused] = []
        yield from read_rows(
            path, lambda row, file, line: parser.parse(_record(row, noticed.append), file, line), noticed=noticed
        )


def _row(record: OutgoingRecord) -> Json:
    numbers = {span.id: number for number, span in enumerate((s for s in record.spans if s.is_live), 1)}
    links = extras.links_among(record, numbers)
    return {
        **_head(record),
        "entities": [
            {"id": numbers[span.id], "label": span.label, "start_offset": span.start, "end_offset": span.end}
            for span in record.spans
            if span.id in numbers
        ],
        "relations": [
            {"id": number, "from_id": numbers[link.head], "to_id": numbers[link.child], "type": link.label}
            for number, link in enumerate(links, 1)
        ],
        "kutip": _packed(record, {*numbers, *(link.id for link in links)}),
    }


def _flat_row(record: OutgoingRecord) -> Json:
    """Return the row for a project without relations; they travel in the extras, as if they were shown."""
    live = [span for span in record.spans if span.is_live]
    ids = {span.id for span in live}
    shown = ids | {link.id for link in extras.links_among(record, ids)}
    return {
        **_head(record),
        "label": [[span.start, span.end, span.label] for span in live],
        "kutip": _packed(record, shown),
    }


def _head(record: OutgoingRecord) -> Json:
    article = record.article
    return {"id": article.key, "text": article.text, **{name: getattr(article, name) for name in NAMED_META}}


def _packed(record: OutgoingRecord, shown: Collection[str]) -> str:
    """Return the extras as text: its server rounds the numbers in an object."""
    return orjson.dumps(extras.pack(record, shown)).decode()


def _record(row: object, notice: extras.Notice) -> Json:
    """Return the Kutip record of a row; `notice` hears of extras that no longer fit. Raises Refused."""
    row = as_object(row)
    kept = _kept(row)
    spans = [_entity(one, number) for number, one in enumerate(_entities(row), 1)]
    data: Json = {
        "text": row.get("text", row.get("data")),
        "meta": {key: value for key, value in row.items() if key not in _OURS},
        "spans": spans,
        "relations": [
            {"label": one.get("type"), "head": str(one.get("from_id")), "child": str(one.get("to_id"))}
            for one in (objects(row, "relations") if "entities" in row else ())
        ],
    }
    if kept is not None:
        _warn_of_emoji(data, kept, notice)
    elif spans:
        data["answer"] = "accept"
    is_flat = kept is not None and "entities" not in row
    # The server gives everything numbers of its own.
    data = extras.unpack(data, kept, None if is_flat else notice, ids_hold=False)
    if kept is not None and is_flat:
        data["relations"] = extras.links_left(data, kept, notice)
    notes = [(None, text) for one in _comments(row) if isinstance(text := one.get("comment"), str) and text.strip()]
    if notes:
        extras.put_comments(data, notes, ())
    return data


def _kept(row: Json) -> Json | None:
    """Return the extras; None in a file that is not from here. Raises Refused."""
    kept = row.get("kutip")
    if isinstance(kept, str):
        try:
            kept = orjson.loads(kept)
        except orjson.JSONDecodeError as error:
            raise Refused(N_('"kutip" is not what Kutip wrote there: {reason}.'), reason=error.msg) from error
    return kept if isinstance(kept, dict) else None


def _comments(row: Json) -> list[Json]:
    found = row.get("Comments")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _warn_of_emoji(data: Json, kept: Json, notice: extras.Notice) -> None:
    """Say which spans may stand beside their words: its page counts two where a character is beyond U+FFFF."""
    text = data["text"]
    if not isinstance(text, str) or text.isascii() or not _is_counted_otherwise(text):
        return
    strange = [row["end"] for row in extras.not_as_left(data, kept) if type(row["end"]) is int]
    behind = sum(_is_counted_otherwise(text[:end]) for end in strange)
    if behind:
        notice(Refused(
            N_("Spans made or moved in doccano that stand behind an emoji: {count}. Its page counts an emoji as two."),
            N_("Look whether they are on their words."), count=behind,
        ))  # fmt: skip


def _is_counted_otherwise(text: str) -> bool:
    return len(text.encode("utf-16-le", "surrogatepass")) != 2 * len(text)


def _entities(row: Json) -> list[object]:
    for key in _SPANS:
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
        label = one.get("label")
        return {
            "id": name, "start": one.get("start_offset"), "end": one.get("end_offset"),
            "label": str(label) if type(label) is int else label,
        }  # fmt: skip
    raise Refused(N_("Entity {number} is neither an object nor [start, end, label]."), number=number)
