"""Attributes that came home in two ways: exactly, in the extras, and as far as the foreign tool could show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from annotator.domain.schema import AttrDef, Schema
from annotator.domain.spans import AttrValue

AttrDefs = Mapping[str, Mapping[str, AttrDef]]
Shown = Callable[[AttrDef, AttrValue], AttrValue]
"""What a foreign file says of an attribute with this value, as its reader gives it; None where it says nothing."""

_SEEN = "_seen"


def attr_defs(schema: Schema) -> AttrDefs:
    """Return the attributes by label and name."""
    return {label.name: {attr.name: attr for attr in label.attrs} for label in schema.labels}


def with_seen(row: dict[str, Any], seen: dict[str, AttrValue]) -> dict[str, Any]:
    """Return the span's `row` with the attributes the foreign file shows, on its way through `extras.unpack`."""
    return {**row, "attrs": seen, _SEEN: seen}


def settle(row: dict[str, Any], defs: Mapping[str, AttrDef], shown: Shown) -> None:
    """Give the unpacked `row` its attributes: exactly those it left with, but for those that were changed abroad."""
    seen = row.pop(_SEEN, None)
    packed = row.get("attrs")
    if seen is None or packed is seen or not isinstance(packed, dict):
        return
    found = dict(packed)
    for name in {**defs, **seen}:
        was = shown(defs[name], packed.get(name)) if name in defs else packed.get(name)
        now = seen.get(name)
        if was == now:
            continue
        if now is None:
            found.pop(name, None)
        else:
            found[name] = now
    row["attrs"] = found
