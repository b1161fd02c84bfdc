"""What an edit, an undo or a redo did: the one thing panels and the canvas refresh from."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.annotations import Layer
from annotator.domain.edits import Delta


@dataclass(frozen=True, slots=True)
class Changes:
    """A change that is already in the database when anyone hears of it.

    `saved_at` is local wall-clock time as HH:MM:SS; `undo_text` and `redo_text` name the kind of the next
    edit to take back or to repeat ("Resize"), None where there is none.
    """

    article_id: int
    layer: Layer
    delta: Delta
    saved_at: str
    undo_text: str | None
    redo_text: str | None

    @property
    def span_ids(self) -> frozenset[str]:
        """The spans that appeared, changed or went."""
        found = set()
        for change in self.delta.spans:
            span = change.after or change.before
            if span is not None:
                found.add(span.id)
        return frozenset(found)
