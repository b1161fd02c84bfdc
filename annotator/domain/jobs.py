"""Long work as the rest of the program sees it: how far, how fast, and whether it may go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` units; `total` is None while it is not known. `seconds` since the work began."""

    done: int
    total: int | None
    seconds: float

    @property
    def rate(self) -> float:
        """Units per second so far, 0 before the first."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at this rate, None while that cannot be told."""
        if self.total is None or self.rate == 0:
            return None
        return (self.total - self.done) / self.rate


Report = Callable[[Progress], None]
"""Called on the thread that does the work, often; it must be quick."""


class Cancelled(Exception):  # noqa: N818 - not an error: a person asked for it
    """Raised by long work when it was told to stop; what was written before stays written."""
