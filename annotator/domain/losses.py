"""What an export could not carry, one by one and added up: no format drops anything without saying so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.domain.errors import N_

EXAMPLES = 3


class LossKind(StrEnum):
    """What became of it. A WIDENED span is there, with edges moved to the format's words; the others are gone."""

    SPAN = "span"
    WIDENED = "widened"
    RELATION = "relation"
    ATTRIBUTE = "attribute"
    COMMENT = "comment"
    ARTICLE = "article"


LOSS_NAMES: Mapping[LossKind, str] = {
    LossKind.SPAN: N_("span left out:"),
    LossKind.WIDENED: N_("span widened:"),
    LossKind.RELATION: N_("relation left out:"),
    LossKind.ATTRIBUTE: N_("attribute left out:"),
    LossKind.COMMENT: N_("comment left out:"),
    LossKind.ARTICLE: N_("article left out:"),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing an export could not carry.

    `thing` is the id of the span, relation or comment (for an ATTRIBUTE that of its span; "" for an ARTICLE); `label`
    the label of it, for an attribute "LABEL.name"; `words` what it stands on, for the example; `reason` (N_) why.
    """

    kind: LossKind
    article: str
    annotator: str | None
    thing: str
    label: str
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class LossGroup:
    """Losses that are alike: how many, and the first few."""

    kind: LossKind
    label: str
    reason: str
    count: int
    examples: tuple[Loss, ...]

    def to_json(self) -> dict[str, object]:
        """Return the group for a program, keys in order."""
        return {
            "kind": self.kind.value,
            "label": self.label,
            "reason": self.reason,
            "count": self.count,
            "examples": [
                {"article": one.article, "annotator": one.annotator, "id": one.thing, "text": one.words}
                for one in self.examples
            ],
        }


@dataclass(slots=True)
class LossTally:
    """Adds losses up, in memory that does not grow with their number."""

    _counts: dict[tuple[LossKind, str, str], int] = field(default_factory=dict)
    _examples: dict[tuple[LossKind, str, str], list[Loss]] = field(default_factory=dict)

    def add(self, loss: Loss) -> None:
        """Count `loss`."""
        key = loss.kind, loss.label, loss.reason
        self._counts[key] = self._counts.get(key, 0) + 1
        kept = self._examples.setdefault(key, [])
        if len(kept) < EXAMPLES:
            kept.append(loss)

    @property
    def total(self) -> int:
        """How many things were lost or changed."""
        return sum(self._counts.values())

    def groups(self) -> tuple[LossGroup, ...]:
        """Return the losses by kind, then label and reason."""
        order = list(LossKind)
        keys = sorted(self._counts, key=lambda key: (order.index(key[0]), key[1:]))
        return tuple(LossGroup(*key, self._counts[key], tuple(self._examples[key])) for key in keys)
