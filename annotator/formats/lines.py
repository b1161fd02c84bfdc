"""The lines of a file one after the other, bounded, so that no file can fill the memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.domain.errors import N_, UserError

UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SKIP = 1 << 20


def read_lines(path: Path, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield `(number, line)` from 1, line break left out; None stands for a line of more than `limit` bytes.

    A byte order mark before the first line is left out. Raises UserError where the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            number = 0
            while line := stream.readline(limit + 1):
                number += 1
                if len(line) > limit and not line.endswith(b"\n"):
                    _skip_line(stream)
                    yield number, None
                else:
                    yield number, (line.removeprefix(UTF8_BOM) if number == 1 else line).rstrip(b"\r\n")
    except OSError as error:
        raise unreadable(path, error) from error


def read_whole(path: Path, limit: int) -> bytes:
    """Return the file's bytes. Raises UserError where it cannot be read or has more than `limit` of them."""
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(data) > limit:
        raise UserError(
            N_("The file is larger than {megabytes} MB, too large for one article."),
            N_("Split it into articles, one file each."),
            file=str(path), megabytes=max(limit >> 20, 1),
        )  # fmt: skip
    return data


def count_lines(path: Path) -> int:
    """Return how many lines the file has, near enough for a progress bar; 0 where it cannot be read.

    A pipe is left alone: what is counted is gone from it.
    """
    if not path.is_file():
        return 0
    try:
        with path.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(_SKIP), b""))
    except OSError:
        return 0


def unreadable(path: Path, error: OSError) -> UserError:
    """Return the error to raise for a file the system does not let us read."""
    return UserError(
        N_("The file cannot be read: {reason}."), N_("Check that it is there and that you may read it."),
        file=str(path), reason=error.strerror or str(error),
    )  # fmt: skip


def refuse_utf16(path: Path, start: bytes | None) -> None:
    """Raise UserError where a file of rows that begins so is in UTF-16."""
    if start is not None and start.startswith(UTF16_BOMS):
        raise UserError(
            N_("The file is in UTF-16; rows have to be UTF-8."), N_("Save it as UTF-8 and import it again."),
            file=str(path),
        )  # fmt: skip


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(_SKIP)) and not rest.endswith(b"\n"):
        pass
