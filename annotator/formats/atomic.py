"""A file that is written whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from annotator.domain.errors import N_, UserError


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream whose bytes become `path` when the block ends well; when it does not, `path` stays as it was.

    Written beside its goal, brought to the disk and renamed, so that neither a crash nor a full disk leaves half
    a file. A device or a pipe is written directly. Raises UserError naming `path` where the system refuses.
    """
    try:
        goal = path.resolve()
        if goal.exists() and not goal.is_file():
            if goal.is_dir():
                raise IsADirectoryError(21, "it is a folder")
            with goal.open("wb") as stream:
                yield stream
            return
        part = goal.with_name(f".{goal.name[:200]}.{secrets.token_hex(4)}.part")
        try:
            # "x" with the usual mode: a file from tempfile would be readable by its owner only.
            with part.open("xb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(goal)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> UserError:
    """Return the error to raise for a file or folder the system does not let us write."""
    return UserError(
        N_("The file cannot be written: {reason}."),
        N_("Choose another place for it, or make room and try again."),
        file=str(path),
        reason=error.strerror or str(error),
    )
