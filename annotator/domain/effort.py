"""What still lies between an annotation in the making and its gold, as the things an annotator would have to do.

Knows neither how gold is compared (`nlp.evaluation`) nor which keys mend what (`gui.replay`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.spans import Span


class Lack(StrEnum):
    """What is wrong with one span."""

    MISSING = "missing"
    EXTRA = "extra"
    EXTENT = "extent"
    LABEL = "label"
    TYPE = "type"
    CLOSED = "closed"
    SPEAKER = "speaker"
    CUE = "cue"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing to mend. `gold` is None for what should not be there, `here` for what is not there yet.

    EXTENT and LABEL: `here` is to become `gold`. TYPE, CLOSED, SPEAKER, CUE and NAMES are about a quote or a speaker
    that stands at the right place, or will: `target` is the mention or word of saying it is to be tied to (None: to
    none), `names` the full names it is to resolve to.
    """

    lack: Lack
    gold: Span | None = None
    here: Span | None = None
    target: Span | None = None
    names: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Lack, str, str]:
        """What makes it the same difference when the article is compared again."""
        return self.lack, self.gold.id if self.gold else "", self.here.id if self.here else ""

    @property
    def place(self) -> int:
        """Where in the text it is, a code point offset."""
        span = self.here or self.gold
        return span.start if span is not None else 0
