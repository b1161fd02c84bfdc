"""JSON Lines in and out: each line one row, a bad one refused with its number and kept as it stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import orjson

from annotator.domain.errors import N_, Problem
from annotator.domain.text import has_lone_surrogate
from annotator.formats.lines import read_lines, refuse_utf16
from annotator.formats.refusal import MEND, Refused, empty_file, not_utf8
from annotator.services.ports import IncomingRecord

MAX_LINE = 64 << 20
"""Bytes in a line. A 20 MB article with its spans fits; a file without line breaks must not fill the memory."""

Parse = Callable[[object, str, int | None], IncomingRecord]
"""Turns a row's value, its file and its line into a record. Raises Refused."""


def read_rows(
    path: Path, parse: Parse, max_line: int = MAX_LINE, noticed: list[Refused] | None = None
) -> Iterator[IncomingRecord | Problem]:
    """Yield what `parse` makes of each row, and a Problem for each it refuses. Blank lines are nothing.

    What `parse` puts into `noticed` is passed on as notices behind the row's record. Raises UserError where the file
    cannot be read, or is in another encoding altogether.
    """
    file = str(path)
    is_empty = True
    for number, line in read_lines(path, max_line):
        if number == 1:
            refuse_utf16(path, line)
        if line is not None and not line.strip():
            continue
        is_empty = False
        try:
            yield parse(decoded(line, max_line), file, number)
        except Refused as refused:
            yield refused.problem(file, number, line)
        if noticed:
            yield from (one.notice(file, number) for one in noticed)
            noticed.clear()
    if is_empty:
        yield empty_file().problem(file, None)


def write_lines(lines: Iterable[bytes], stream: BinaryIO) -> int:
    """Write `lines`, which have their line breaks, and return how many they were."""
    count = 0
    for line in lines:
        stream.write(line)
        count += 1
    return count


def decoded(line: bytes | None, max_line: int) -> object:
    """Return what the line says; None is a line of more than `max_line` bytes. Raises Refused."""
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
        return not_utf8(line, wrong)
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
