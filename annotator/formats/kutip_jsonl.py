"""Kutip JSONL, our own format: one article a line, nothing lost (formats, section 1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from annotator.domain.errors import N_, Problem
from annotator.domain.export_facts import ExportFacts
from annotator.formats.card import body
from annotator.formats.json_rows import MAX_LINE, read_rows, write_lines
from annotator.formats.kutip_record import RecordParser, to_json
from annotator.services.ports import Asks, FormatInfo, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

INFO = FormatInfo(
    "kutip",
    N_("Kutip JSONL: everything, one article a line"),
    (".jsonl", ".ndjson"),
    is_lossless=True,
    asks=Asks.WHEN_REFUSED,
    carries=N_("It carries everything, and who decided it on whose suggestion."),
)


class KutipReader:
    """Reads Kutip JSONL, leniently where that is safe."""

    info = INFO

    def __init__(self, max_line: int = MAX_LINE) -> None:
        self._max_line = max_line

    def recognises(self, head: Head) -> bool:
        """Say whether it is JSONL with our shape of record, or with nothing in it yet."""
        if head.suffix not in self.info.suffixes:
            return False
        first = head.first
        return first is None or "schema" in first or ("text" in first and "tokens" not in first)

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the records, and a Problem with its line for each row that is refused. Blank lines are nothing.

        Raises UserError where the file cannot be read, or is in another encoding altogether.
        """
        yield from read_rows(path, RecordParser(job).parse, self._max_line)


class KutipWriter:
    """Writes Kutip JSONL. The same records give the same bytes."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:  # noqa: ARG002 - all of it
        """Write the file `path` and return the number of lines."""
        with path.open("wb") as stream:
            return write_lines(map(encode, records), stream)

    def card(self, facts: ExportFacts) -> str:
        """Return the data card of an export."""
        return body(facts)


def encode(record: OutgoingRecord) -> bytes:
    """Return the record's line, with its line break."""
    return orjson.dumps(to_json(record)) + b"\n"
