"""The label set: which labels, attributes and relations there are, how they look, and the guideline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.domain.spans import AttrValue, LayerName


class AttrKind(StrEnum):
    """What an attribute may hold."""

    CHOICE = "choice"
    FLAG = "flag"
    TEXT = "text"
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class AttrDef:
    """One attribute of a label. `choices` is for CHOICE; `default` stands in for a missing value."""

    name: str
    kind: AttrKind
    choices: tuple[str, ...] = ()
    default: AttrValue = None

    def accepts(self, value: AttrValue) -> bool:
        """True where `value` may stand in this attribute; None always may."""
        if value is None:
            return True
        match self.kind:
            case AttrKind.CHOICE:
                return value in self.choices
            case AttrKind.FLAG:
                return isinstance(value, bool)
            case AttrKind.TEXT:
                return isinstance(value, str)
            case AttrKind.NAMES:
                return isinstance(value, list)


@dataclass(frozen=True, slots=True)
class LabelDef:
    """One span label. Colours are #rrggbb for the light and the dark theme; `key` labels with one press.

    `title` and `covers` are by language ("id", "en"); `rules` are the numbers of the guideline's rules about it.
    """

    name: str
    layer: LayerName
    key: str
    light: str
    dark: str
    title: Mapping[str, str] = field(default_factory=dict)
    covers: Mapping[str, str] = field(default_factory=dict)
    attrs: tuple[AttrDef, ...] = ()
    rules: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationDef:
    """One relation label and the span labels its ends may have. `is_single`: at most one from a head."""

    name: str
    heads: tuple[str, ...]
    children: tuple[str, ...]
    is_single: bool = False
    title: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One numbered rule of the guideline, by language, with examples marked *like this*."""

    number: int
    title: Mapping[str, str]
    body: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Schema:
    """A label set. `version` changes whenever labels or guideline do."""

    name: str
    version: str
    title: Mapping[str, str]
    labels: tuple[LabelDef, ...]
    relations: tuple[RelationDef, ...] = ()
    guideline: tuple[Rule, ...] = ()
    suggests_optional: bool = False
    """Whether the model is to suggest quotes that the guideline allows and never asks for."""

    def label(self, name: str) -> LabelDef | None:
        """Return the label called `name`, or None."""
        return next((label for label in self.labels if label.name == name), None)

    def relation(self, name: str) -> RelationDef | None:
        """Return the relation called `name`, or None."""
        return next((relation for relation in self.relations if relation.name == name), None)

    def label_for_key(self, key: str) -> LabelDef | None:
        """Return the label whose key is `key` (one character, case as written), or None."""
        return next((label for label in self.labels if label.key == key), None)

    def rules_for(self, label: str) -> tuple[Rule, ...]:
        """Return the guideline's rules about `label`, in the guideline's order."""
        known = self.label(label)
        return tuple(rule for rule in self.guideline if known is not None and rule.number in known.rules)
