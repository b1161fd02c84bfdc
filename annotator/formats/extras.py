"""What a foreign format has no place for, packed so that it comes home with the rest.

Each lossless format has some place that its own tools leave alone: meta, a note, a feature. There the extras go, as one
JSON object. The spans and relations in it are named by the format's own ids and by where they stand, so that what was
changed abroad is taken as changed: a span that was moved keeps its attributes and is nobody's old decision any more.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from typing import Any

from annotator.domain.errors import N_
from annotator.domain.spans import Relation
from annotator.formats.kutip_record import to_json
from annotator.services.ports import OutgoingRecord

Json = dict[str, Any]

CARRIES = N_("It carries everything: what the format has no place for travels along and comes back on import.")


def links_among(record: OutgoingRecord, shown: Container[str]) -> list[Relation]:
    """Return the relations a foreign tool may see beside the spans with ids in `shown`: live ones between those.

    A rejected one is no annotation, and travels in the extras.
    """
    return [link for link in record.relations if link.is_live and link.head in shown and link.child in shown]


def pack(record: OutgoingRecord, shown: Collection[str]) -> Json:
    """Return the extras of `record`, whose spans and relations with ids in `shown` the format itself holds.

    What is not in `shown` is in the extras as a whole.
    """
    whole = to_json(record)
    spans: list[Json] = []
    for row in whole["spans"]:
        if row["id"] in shown:
            spans.append({key: value for key, value in row.items() if key not in ("text", "layer")})
        else:
            spans.append({**row, "hidden": True})
    relations = [row if row["id"] in shown else {**row, "hidden": True} for row in whole["relations"]]
    kept = {key: whole[key] for key in whole if key not in ("schema", "text", "id", "spans", "relations")}
    return {**kept, "spans": spans, "relations": relations}


def unpack(data: Json, extras: object) -> Json:
    """Return the Kutip record `data` (formats, section 1), as a foreign format told it, with its extras put back.

    `data` has spans with ids and relations between those. A span is known again by its id, or else by its label and
    extent; then it has its own id back, and its attributes, and what was decided about it if it still stands where it
    stood. Extras that are no object are passed over: then the record says only what the foreign format says.
    """
    if not isinstance(extras, dict):
        return data
    packed = _packed(extras, "spans")
    by_id = {row.get("id"): row for row in packed if not row.get("hidden")}
    by_place: dict[tuple[object, ...], list[Json]] = {}
    for row in by_id.values():
        by_place.setdefault(_place(row), []).append(row)
    renamed: dict[object, object] = {}
    taken: set[object] = set()
    spans = []
    for row in data.get("spans") or ():
        known = by_id.get(row.get("id"))
        if known is None or known["id"] in taken or known.get("label") != row.get("label"):
            known = next((one for one in by_place.get(_place(row), ()) if one["id"] not in taken), None)
        if known is None:
            spans.append(row)
            continue
        taken.add(known["id"])
        renamed[row.get("id")] = known["id"]
        of_place = ("start", "end", "label", "hidden")
        without = of_place if _place(known) == _place(row) else (*of_place, "status", "origin")
        spans.append({**row, **{key: value for key, value in known.items() if key not in without}})
    spans.extend(_unhidden(row) for row in packed if row.get("hidden"))
    return {**data, **_of_record(extras), "spans": spans, "relations": _relations(data, extras, renamed)}


def _relations(data: Json, extras: Json, renamed: Mapping[object, object]) -> list[Json]:
    packed = _packed(extras, "relations")
    by_ends: dict[tuple[object, ...], list[Json]] = {}
    for row in packed:
        if not row.get("hidden"):
            by_ends.setdefault((row.get("label"), row.get("head"), row.get("child")), []).append(row)
    found = []
    for row in data.get("relations") or ():
        head, child = renamed.get(row.get("head"), row.get("head")), renamed.get(row.get("child"), row.get("child"))
        alike = by_ends.get((row.get("label"), head, child))
        known = alike.pop(0) if alike else {}
        found.append({**row, **known, "head": head, "child": child})
    return [*found, *(_unhidden(row) for row in packed if row.get("hidden"))]


def _packed(extras: Json, key: str) -> list[Json]:
    """Return the rows of `extras` that can be ours: somebody may have been at them."""
    rows = extras.get(key)
    if not isinstance(rows, list):
        return []
    named = ("label", "start", "end", "head", "child")
    return [
        row
        for row in rows
        if isinstance(row, dict)
        and isinstance(row.get("id"), str)
        and all(isinstance(row.get(name, ""), str | int) for name in named)
    ]


def _of_record(extras: Json) -> Json:
    return {key: value for key, value in extras.items() if key not in ("spans", "relations")}


def _place(row: Json) -> tuple[object, ...]:
    return row.get("label"), row.get("start"), row.get("end")


def _unhidden(row: Json) -> Json:
    return {key: value for key, value in row.items() if key != "hidden"}
