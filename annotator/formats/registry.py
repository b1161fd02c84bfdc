"""The formats by name: what can be read, what can be written, and which file is which."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from annotator.formats.kutip_jsonl import KutipReader, KutipWriter
from annotator.formats.plain import PlainReader
from annotator.services.ports import Reader, Writer

READERS: Mapping[str, Reader] = {"kutip": KutipReader(), "text": PlainReader()}
WRITERS: Mapping[str, Writer] = {"kutip": KutipWriter()}

BY_SUFFIX: Mapping[str, str] = {".jsonl": "kutip", ".ndjson": "kutip", ".txt": "text", ".text": "text"}


def format_of(path: Path) -> str | None:
    """Return the name of the format that `path` is read in, by its suffix; None where there is none for it.

    A name without a suffix is plain text.
    """
    return BY_SUFFIX.get(path.suffix.lower()) if path.suffix else "text"
