"""A Kutip JSONL file that takes long to make: what is done of it lies beside it, so that an interrupted run goes on.

`berita.jsonl.part` gets every record as it comes, in any order; `finish` puts them in order and makes them the file,
whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import orjson

from annotator.formats.atomic import replacing, unwritable
from annotator.formats.kutip_record import to_json
from annotator.services.ports import OutgoingRecord

Place = tuple[Path, int, int]
"""Where a line lies: file, offset, bytes."""


class UnfinishedFile:
    """Records on their way to `goal`. Memory grows by some hundred bytes a record, not by what is in them.

    With `resume` the records of an earlier run count as done: those in its part file, and those in `goal` itself.
    Raises UserError where the part file cannot be written.
    """

    def __init__(self, goal: Path, *, resume: bool) -> None:
        self.goal = goal
        self.part = goal.with_name(f"{goal.name}.part")
        self._done: dict[bytes, Place] = {}
        self._order: list[Place] = []
        if resume:
            self._remember(self.goal)
            end = self._remember(self.part)
        else:
            end = 0
        try:
            self._stream: BinaryIO = self.part.open("r+b" if end else "wb")
            self._stream.truncate(end)  # half a line, where the machine went down while it was written
            self._stream.seek(end)
        except OSError as error:
            raise unwritable(self.goal, error) from error

    def __enter__(self) -> Self:
        """The part file is open already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the part file and leave it where it is; `finish` has taken it away, or somebody will want it."""
        self._stream.close()
        if not self._done:
            self.part.unlink(missing_ok=True)

    @property
    def kept(self) -> int:
        """How many records are safe on the disk."""
        return len(self._done)

    def knows(self, record: OutgoingRecord) -> bool:
        """Whether the record of this very article by this very model is done; its suggestions are not looked at."""
        return _key(to_json(record)) in self._done

    def add(self, record: OutgoingRecord) -> None:
        """Put the record after those before it, and its line on the disk if it is not there. Raises UserError."""
        found = to_json(record)
        key = _key(found)
        if key not in self._done:
            self._done[key] = self._write(orjson.dumps(found) + b"\n")
        self._order.append(self._done[key])

    def _write(self, line: bytes) -> Place:
        at = self._stream.tell()
        try:
            self._stream.write(line)
            self._stream.flush()
        except OSError as error:
            raise unwritable(self.goal, error) from error
        return self.part, at, len(line)

    def finish(self) -> int:
        """Make the file, take the part file away, and return the number of lines. Raises UserError."""
        with replacing(self.goal) as stream:
            for line in _lines(self._order):
                stream.write(line)
        self._stream.close()
        self.part.unlink(missing_ok=True)
        return len(self._order)

    def _remember(self, path: Path) -> int:
        """Note which records `path` holds and return where its last whole line ends. What is none is passed over."""
        at = 0
        with suppress(FileNotFoundError), path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                with suppress(orjson.JSONDecodeError):
                    record = orjson.loads(line)
                    if isinstance(record, dict) and record.get("annotator") is None:
                        self._done[_key(record)] = (path, at, len(line))
                at += len(line)
        return at


def _key(record: dict[str, Any]) -> bytes:
    """Return what tells one record from another: everything but what was suggested; the model stands in its meta."""
    about = {name: value for name, value in record.items() if name not in ("spans", "relations")}
    return hashlib.sha256(orjson.dumps(about, option=orjson.OPT_SORT_KEYS)).digest()


def _lines(places: Iterable[Place]) -> Iterator[bytes]:
    files: dict[Path, BinaryIO] = {}
    try:
        for path, start, size in places:
            if path not in files:
                files[path] = path.open("rb")
            files[path].seek(start)
            yield files[path].read(size)
    finally:
        for file in files.values():
            file.close()
