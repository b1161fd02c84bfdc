"""The formats by name: what can be read, what can be written, and which file is which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

from annotator.formats.bilou import BilouReader, BilouWriter
from annotator.formats.brat import BratReader, BratWriter
from annotator.formats.cas import CasReader, CasWriter
from annotator.formats.conll import ConllReader, ConllWriter
from annotator.formats.doccano import DoccanoReader, DoccanoWriter
from annotator.formats.documents import DocxReader, HtmlReader
from annotator.formats.hf import HfReader, HfWriter
from annotator.formats.kutip_jsonl import KutipReader, KutipWriter
from annotator.formats.labelstudio import LabelStudioReader, LabelStudioWriter
from annotator.formats.lines import UTF8_BOM
from annotator.formats.plain import PlainReader
from annotator.formats.prodigy import ProdigyReader, ProdigyWriter
from annotator.formats.quotes_csv import QuotesCsvWriter
from annotator.formats.tables import RowsReader, TableReader
from annotator.services.ports import Head, Reader, Writer

_LOOKED_AT = 64 << 10
_JSON_SIGN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:]')

# In the order they are offered. A file is read by the first that recognises it: the particular before the general.
_READERS: Sequence[Reader] = (
    HfReader(),
    ProdigyReader(),
    DoccanoReader(),
    LabelStudioReader(),
    KutipReader(),
    BratReader(),
    CasReader(),
    ConllReader(),
    BilouReader(),
    PlainReader(),
    HtmlReader(),
    DocxReader(),
    TableReader(),
    RowsReader(),
)
_WRITERS: Sequence[Writer] = (
    KutipWriter(),
    ProdigyWriter(),
    DoccanoWriter(),
    LabelStudioWriter(),
    BratWriter(),
    CasWriter(),
    ConllWriter(),
    BilouWriter(),
    HfWriter(),
    QuotesCsvWriter(),
)

READERS: Mapping[str, Reader] = {reader.info.name: reader for reader in _READERS}
WRITERS: Mapping[str, Writer] = {writer.info.name: writer for writer in _WRITERS}


class Formats:
    """The readers there are, and which of them is for a file."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self.readers = readers

    def for_file(self, path: Path) -> Reader | None:
        """Return the reader of `path`, by its name and beginning; None where there is none. Raises OSError."""
        head = head_of(path)
        return next((reader for reader in self.readers.values() if reader.recognises(head)), None)

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffixes of the files that can be read."""
        return tuple(dict.fromkeys(suffix for reader in self.readers.values() for suffix in reader.info.suffixes))


def head_of(path: Path) -> Head:
    """Return what `path` is told by. A pipe is not looked into: what is read is gone from it. Raises OSError."""
    if not path.is_file():
        return Head(path, b"")
    with path.open("rb") as stream:
        start = stream.read(_LOOKED_AT)
    is_json = path.suffix.lower() in (".jsonl", ".ndjson", ".json")
    return Head(path, start, _first_object(start) if is_json else None)


def _first_object(start: bytes) -> Mapping[str, object] | None:
    """Return the first object of JSON or JSONL; where it is cut off, its keys with None for values."""
    text = start.removeprefix(UTF8_BOM).strip()
    for candidate in (text.split(b"\n", 1)[0], text):
        try:
            found = orjson.loads(candidate)
        except orjson.JSONDecodeError:
            continue
        if isinstance(found, list):
            found = found[0] if found else None
        return found if isinstance(found, dict) else None
    return _outer_keys(text)


def _outer_keys(text: bytes) -> Mapping[str, object] | None:
    """Return the keys of the object that `text` begins with, or that is first in the array it begins with."""
    if not text.startswith((b"{", b"[")):
        return None
    outer = 2 if text.startswith(b"[") else 1
    keys: dict[str, object] = {}
    depth, last = 0, b""
    for match in _JSON_SIGN.finditer(text):
        sign = match.group()
        if sign in b"{[":
            depth += 1
        elif sign in b"}]":
            depth -= 1
            if depth < outer:
                break
        elif sign == b":" and depth == outer:
            keys[last.decode("utf-8", "replace")] = None
        last = sign.strip(b'"')
    return keys
