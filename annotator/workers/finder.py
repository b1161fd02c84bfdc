"""Looks for an expression in texts, in a process of its own: an expression that never ends is ended by killing it.

Run as `python -m annotator.workers.finder`. The first line on stdin is the expression, each further one a batch of
texts; the first line on stdout says that it is ready, each further one answers a batch. Knows nothing of articles or
databases. `Finder` is its other side.
"""

from __future__ import annotations

import logging
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

import orjson

from annotator.domain.errors import N_, UserError
from annotator.domain.jobs import Cancelled
from annotator.domain.search import Expression, Place, places
from annotator.workers.client import environment

log = logging.getLogger(__name__)

_PATIENCE = 2.0
"""Seconds a batch may take; a hundred thousand characters take a plain expression a few thousandths."""
_START_PATIENCE = 60.0
"""Seconds the process may take to be ready: a busy computer is no fault of the expression's."""
_LOOK = 0.05


class Finder:
    """One search's process (`services.ports.TextFinder`). Use from one thread, in a `with` block or with `close`."""

    def __init__(self, expression: Expression, *, patience: float = _PATIENCE) -> None:
        self._expression = expression
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def find(self, texts: Sequence[str], cancelled: Callable[[], bool]) -> list[list[Place]] | None:
        """Return the places in each of `texts`; None where that takes too long.

        Raises Cancelled as soon as `cancelled`, and UserError where there is no process.
        """
        process = self._process or self._start()
        assert process.stdin is not None  # noqa: S101 - it was asked for
        try:
            process.stdin.write(orjson.dumps(list(texts), option=orjson.OPT_APPEND_NEWLINE))
            process.stdin.flush()
        except BrokenPipeError:
            log.warning("the search process has died")
        self._is_ready = self._is_ready or bool(self._answer(cancelled, _START_PATIENCE))
        line = self._answer(cancelled, self._patience) if self._is_ready else b""
        if not line:
            self.close()
            return None
        return [[Place(*place) for place in found] for found in orjson.loads(line)]

    def close(self) -> None:
        """End the process now."""
        process, self._process, self._is_ready = self._process, None, False
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError as error:  # what was still buffered for a dead child
                log.debug("closing a pipe of the dead finder: %s", error)

    def _answer(self, cancelled: Callable[[], bool], patience: float) -> bytes:
        """Return the line of answer; nothing where it takes too long, or the process died of it."""
        deadline = time.monotonic() + patience
        while not cancelled():
            try:
                return self._lines.get(timeout=_LOOK)
            except queue.Empty:
                if time.monotonic() >= deadline:
                    return b""
        self.close()
        raise Cancelled

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "annotator.workers.finder"]
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
        except OSError as error:
            raise UserError(
                N_("The search could not be started ({reason})."), N_("Install Kutip again."),
                reason=error.strerror or str(error),
            ) from error  # fmt: skip
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=_read, args=(process, lines), name="finder-read", daemon=True).start()
        assert process.stdin is not None  # noqa: S101 - it was asked for
        process.stdin.write(orjson.dumps([self._expression.pattern, self._expression.flags]) + b"\n")
        self._process, self._lines = process, lines
        return process


def _read(process: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    for line in process.stdout or ():
        lines.put(line)
    lines.put(b"")


def main() -> int:
    """Answer batches until stdin closes."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    first = requests.readline()
    if not first:
        return 0
    pattern, flags = orjson.loads(first)
    expression = re.compile(pattern, flags)
    answers.write(b"ready\n")
    answers.flush()
    for line in requests:
        found = [[place.as_list() for place in places(expression, text)] for text in orjson.loads(line)]
        answers.write(orjson.dumps(found, option=orjson.OPT_APPEND_NEWLINE))
        answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
