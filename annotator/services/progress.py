"""How long work tells how far it is and learns that it should stop."""

from __future__ import annotations

import time
from collections.abc import Callable

from annotator.domain.jobs import Cancelled, Progress, Report

CancelCheck = Callable[[], bool]
"""True once a person asked to stop. Called on the thread that does the work."""


def unreported(_: Progress) -> None:
    """Take progress and tell nobody."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


class Meter:
    """Counts what is done and reports it. One job owns one meter, on one thread."""

    __slots__ = ("_began", "_cancelled", "_report", "done", "total")

    def __init__(self, total: int | None, report: Report, cancelled: CancelCheck) -> None:
        self.total = total
        self.done = 0
        self._report = report
        self._cancelled = cancelled
        self._began = time.monotonic()
        self._tell()

    def advance(self, count: int = 1) -> None:
        """Report `count` more units as done."""
        self.done += count
        self._tell()

    def leave_out(self) -> None:
        """Take a unit that needs no work out of the total, so that rate and time left are of the work."""
        if self.total is not None:
            self.total -= 1

    def stop_if_cancelled(self) -> None:
        """Raise Cancelled where a person asked to stop. Call it where nothing is half done."""
        if self._cancelled():
            raise Cancelled

    def _tell(self) -> None:
        total = None if self.total is None else max(self.total, self.done)  # a total is an estimate until the end
        self._report(Progress(self.done, total, time.monotonic() - self._began))
