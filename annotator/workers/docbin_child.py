"""Writes and reads spaCy's files in a process of its own, so that nobody else has to hold spaCy.

`python -m annotator.workers.docbin_child write PATH LAYER WIDEN` takes Kutip records, one JSON line each, and answers
each with the ids of the spans that were lost and of those that were widened. `… read PATH` gives one Kutip record a
line, and `{"error": …}` in place of the rest where the file is not what it should be.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import orjson

from annotator.nlp import docbin
from annotator.workers.child import take_stdout

_MOST_MEMORY = 6 << 30
"""Bytes of address space; spaCy's libraries map two of them before the first article."""


def main(arguments: list[str]) -> int:
    """Do as the arguments say; the exit code is 0 where it was done."""
    answers = take_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ending us is our parent's decision
    match arguments:
        case ["write", path, layer, widen]:
            return write(sys.stdin.buffer, answers, docbin.Shards(Path(path), layer=layer, widens=widen == "yes"))
        case ["read", path]:
            _bound_memory()
            return read(Path(path), answers)
        case _:
            return 2


def write(lines: Iterable[bytes], answers: BinaryIO, shards: docbin.Shards) -> int:
    """Add a record for each line, answer it, and finish the files when there are no more."""
    for line in lines:
        answers.write(orjson.dumps(shards.add(orjson.loads(line)), option=orjson.OPT_APPEND_NEWLINE))
        answers.flush()
    shards.close()
    return 0


def read(path: Path, answers: BinaryIO) -> int:
    """Give the records of the file."""
    try:
        answers.writelines(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in docbin.read(path))
    except (ValueError, OSError, MemoryError) as error:
        answers.write(orjson.dumps({"error": str(error) or "it takes too much memory"}))
        return 1
    finally:
        answers.flush()
    return 0


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such bound
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
