"""Small true-to-life records, and the label set they are written by."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from annotator.domain.errors import Problem
from annotator.domain.schema import Schema
from annotator.formats.kutip_jsonl import KutipReader
from annotator.formats.labelset import read_labelset
from annotator.services.ports import IncomingRecord, OutgoingRecord, ReadJob

TEXT = "“Kami siap,” kata Putin di Moskow."
QUOTE = {"id": "q", "start": 0, "end": 12, "label": "QUOTE", "text": "“Kami siap,”", "layer": "quote"}
CUE = {"id": "c", "start": 13, "end": 17, "label": "CUE"}
SPEAKER = {"id": "s", "start": 18, "end": 23, "label": "SPEAKER"}
PLACE = {"id": "e", "start": 27, "end": 33, "label": "LOC"}
SAID = {"id": "r", "label": "said_by", "head": "q", "child": "s"}


@functools.cache
def berita() -> Schema:
    seeds = Path(__file__).parents[2] / "seeds"
    return read_labelset((seeds / "labels" / "berita.toml").read_text("utf-8"))


JOB = ReadJob(berita())


def row(**changes: Any) -> dict[str, Any]:
    """Return a record with one quote, its cue and its speaker, changed as said; `...` takes a key out."""
    record = {"schema": "kutip/1", "text": TEXT, "spans": [QUOTE, CUE, SPEAKER], "relations": [SAID], **changes}
    return {key: value for key, value in record.items() if value is not ...}


def line(**changes: Any) -> bytes:
    return json.dumps(row(**changes), ensure_ascii=False).encode("utf-8")


def read(folder: Path, *lines: bytes, name: str = "in.jsonl") -> list[IncomingRecord | Problem]:
    path = folder / name
    path.write_bytes(b"\n".join(lines) + b"\n")
    return list(KutipReader().read(path, JOB))


def read_one(folder: Path, **changes: Any) -> IncomingRecord:
    (found,) = read(folder, line(**changes))
    assert isinstance(found, IncomingRecord), found
    return found


def out(record: IncomingRecord) -> OutgoingRecord:
    """Turn a record round, as if it had been through the database."""
    suggested = record.suggested
    return OutgoingRecord(
        record.article,
        record.annotator,
        record.answer,
        record.spans + (suggested.spans if suggested else ()),
        record.relations + (suggested.relations if suggested else ()),
        record.comments,
        record.is_flagged,
    )
