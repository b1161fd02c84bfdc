"""Kutip JSONL, our own format: one article a line, nothing lost (formats, section 1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson

from annotator.domain.errors import N_, Problem, UserError
from annotator.domain.schema import Schema
from annotator.domain.text import has_lone_surrogate
from annotator.formats.atomic import replacing
from annotator.formats.kutip_record import RecordParser, to_json
from annotator.formats.lines import read_lines
from annotator.formats.refusal import MEND, Refused
from annotator.services.ports import IncomingRecord, OutgoingRecord

MAX_LINE = 128 << 20
"""Bytes in a line. A 20 MB article with its spans fits; a file without line breaks must not fill the memory."""


class KutipReader:
    """Reads Kutip JSONL, leniently where that is safe."""

    def __init__(self, max_line: int = MAX_LINE) -> None:
        self._max_line = max_line

    def read(self, path: Path, schema: Schema) -> Iterator[IncomingRecord | Problem]:
        """Yield the records, and a Problem with its line for each row that is refused. Blank lines are nothing.

        Raises UserError where the file cannot be read, or is in another encoding altogether.
        """
        parser = RecordParser(schema)
        file = str(path)
        is_empty = True
        for number, line in read_lines(path, self._max_line):
            if number == 1 and line is not None and line.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise UserError(N_("The file is in UTF-16; JSONL has to be UTF-8."),
                                N_("Save it as UTF-8 and import it again."), file=file)  # fmt: skip
            if line is not None and not line.strip():
                continue
            is_empty = False
            try:
                yield parser.parse(_decoded(line, self._max_line), file, number)
            except Refused as refused:
                yield refused.problem(file, number)
        if is_empty:
            yield Refused(N_("The file is empty."), N_("Choose another file.")).problem(file, None)


class KutipWriter:
    """Writes Kutip JSONL. The same records give the same bytes."""

    def write(self, records: Iterable[OutgoingRecord], path: Path) -> int:
        """Write `path` whole or not at all and return the number of lines. Raises UserError."""
        count = 0
        with replacing(path) as stream:
            for record in records:
                stream.write(encode(record))
                count += 1
        return count


def encode(record: OutgoingRecord) -> bytes:
    """Return the record's line, with its line break."""
    return orjson.dumps(to_json(record)) + b"\n"


def _decoded(line: bytes | None, max_line: int) -> object:
    """Return what the line says. Raises Refused."""
    if line is None:
        raise Refused(
            N_("The row is longer than {megabytes} MB."),
            N_("Split the article, or check that the file has one record a line."),
            megabytes=max(max_line >> 20, 1),
        )
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _not_json(line, error) from error


def _not_json(line: bytes, error: orjson.JSONDecodeError) -> Refused:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return Refused(
            N_("The row is not UTF-8: byte {byte} is {value}."), N_("Save the file as UTF-8 and import it again."),
            byte=wrong.start + 1, value=f"0x{line[wrong.start]:02x}",
        )  # fmt: skip
    if "\\u" in text and _says_half_a_pair(text):
        return Refused(
            N_("The row holds half of a surrogate pair (\\ud800 to \\udfff), which is no character."),
            N_("Take it out, or write the whole pair, and import the file again."),
        )
    return Refused(N_("The row is not valid JSON: {reason} (character {column})."), MEND,
                   reason=error.msg, column=error.colno)  # fmt: skip


def _says_half_a_pair(text: str) -> bool:
    """True where only the surrogates keep the row from being JSON: the standard library lets them through."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return has_lone_surrogate(json.dumps(found, ensure_ascii=False))
