"""What a foreign format has no place for, packed so that it comes home with the rest.

Each lossless format has some place that its own tools leave alone: meta, a note, a feature. There the extras go, as one
JSON object. The spans and relations in it are named by the format's own ids and by where they stand, so that what was
changed abroad is taken as changed: a span that was moved keeps its attributes and is nobody's old decision any more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from annotator.domain.errors import N_
from annotator.domain.spans import Relation
from annotator.formats.kutip_record import to_json
from annotator.formats.refusal import Refused
from annotator.services.ports import OutgoingRecord

Json = dict[str, Any]
Notice = Callable[[Refused], None]
"""Is told what was left out of an article that comes in all the same."""

_START = itemgetter(0)
_NEAR = 8  # spans of the label on either side among which one whose edges were moved is looked for

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
    spans: list[Json] = whole["spans"]
    for row in spans:
        if row["id"] in shown:
            del row["text"], row["layer"]
        else:
            row["hidden"] = True
    relations = [row if row["id"] in shown else {**row, "hidden": True} for row in whole["relations"]]
    kept = {key: whole[key] for key in whole if key not in ("schema", "text", "id", "spans", "relations")}
    return {**kept, "spans": spans, "relations": relations}


def unpack(data: Json, extras: object, notice: Notice | None = None, *, ids_hold: bool = True) -> Json:
    """Return the Kutip record `data` (formats, section 1), as a foreign format told it, with its extras put back.

    `data` has spans with ids and relations between those. A span is known again by its id where the tool keeps ids
    (`ids_hold`), or else by its label and extent, or else, where ids do not hold, by its label and what it overlaps;
    then it has its own id back, and its attributes, and what was decided about it if it still stands where it stood.
    What hangs on a span that is gone is left out, and `notice` is told. Extras that are no object are passed over:
    then the record says only what the foreign format says.
    """
    if not isinstance(extras, dict):
        return data
    packed = _packed(extras, "spans")
    rows = list(data.get("spans") or ())
    known = _known_again(rows, [row for row in packed if not row.get("hidden")], ids_hold=ids_hold)
    hidden = [_unhidden(row) for row in packed if row.get("hidden")]
    taken = {row["id"] for row in (*known.values(), *hidden)}
    renamed: dict[object, object] = {}
    spans: list[Json] = []
    for number, row in enumerate(rows):
        name, found = _plain(row.get("id")), row
        same = known.get(number)
        if same is not None:
            found = _as_it_left(row, same)
        elif name in taken:
            found = {**row, "id": _free(str(name), taken)}
            taken.add(found["id"])
        if name is not None:
            renamed.setdefault(name, found["id"])
        spans.append(found)
    spans.extend(hidden)
    relations, lost = _relations(data, extras, renamed, {_plain(row.get("id")) for row in spans})
    _tell(notice, lost)
    return {**data, **_of_record(extras), "spans": spans, "relations": relations}


def of_others(kept: Json) -> Json:
    """Return the extras for an annotation that was made abroad: attributes of the same spans, nobody's decisions."""
    of_record = {key: value for key, value in kept.items() if key not in ("annotator", "answer", "comments", "flagged")}
    shown = {part: [row for row in _packed(kept, part) if not row.get("hidden")] for part in ("spans", "relations")}
    plain = {
        part: [
            row if row.get("status") == "suggested" else {k: row[k] for k in row.keys() - {"status", "origin"}}
            for row in rows
        ]
        for part, rows in shown.items()
    }
    return {**of_record, **plain}


def links_left(data: Json, extras: Json, notice: Notice | None = None) -> list[Json]:
    """Return the relations of the extras whose ends are in the unpacked `data`: for a tool that shows none."""
    spans = {_plain(row.get("id")) for row in data["spans"]}
    packed = [_unhidden(row) for row in _packed(extras, "relations")]
    whole = _whole(packed, spans)
    _tell(notice, len(packed) - len(whole))
    return whole


def not_as_left(data: Json, extras: Json) -> list[Json]:
    """Return the spans of `data`, not unpacked yet, that stand where none of their label stood in the extras."""
    left = {_place(row) for row in _packed(extras, "spans")}
    return [row for row in data["spans"] if _place(row) not in left]


def put_comments(
    data: Json, notes: Iterable[tuple[str | None, str]], shown_on: Container[str], flat: Callable[[str], str] = str
) -> None:
    """Put the notes of the foreign file, each with its span's id, among the comments of the unpacked `data`.

    Comments on spans in `shown_on` are known again by their text, as `flat` lets the tool show it, and are gone where
    no note says it any more; every other comment stays.
    """
    rows = data.get("comments")
    packed = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    shown: dict[tuple[object, str], list[Json]] = {}
    comments = []
    for row in packed:
        text = row.get("text")
        if isinstance(row.get("span"), str) and row["span"] in shown_on and isinstance(text, str) and flat(text):
            shown.setdefault((row["span"], flat(text)), []).append(row)
        else:
            comments.append(row)
    taken = {row.get("id") for row in packed if isinstance(row.get("id"), str)}
    for span, text in notes:
        alike = shown.get((span, flat(text)))
        if alike:
            comments.append(alike.pop(0))
            continue
        number = len(taken) + 1
        while f"c{number}" in taken:
            number += 1
        taken.add(f"c{number}")
        comments.append({"id": f"c{number}", "span": span, "text": text})
    if comments or "comments" in data:
        data["comments"] = comments


def _known_again(rows: Sequence[Json], left: Sequence[Json], *, ids_hold: bool) -> dict[int, Json]:
    """Return which of the spans that `left` each row is, by the row's number; each is one row at most."""
    found: dict[int, Json] = {}
    free: dict[object, Json] = {row["id"]: row for row in left}

    def take(number: int, one: Json) -> None:
        found[number] = free.pop(one["id"])

    if ids_hold:
        for number, row in enumerate(rows):
            same = free.get(_plain(row.get("id")))
            if same is not None and same.get("label") == row.get("label"):
                take(number, same)
    if not free:
        return found
    by_place: dict[tuple[object, ...], list[Json]] = {}
    for one in free.values():
        by_place.setdefault(_place(one), []).append(one)
    for number, row in enumerate(rows):
        alike = by_place.get(_place(row)) if number not in found else None
        if alike:
            take(number, alike.pop(0))
    if not ids_hold:
        near = _Overlaps(free.values())
        for number, row in enumerate(rows):
            moved = near.best(row) if number not in found else None
            if moved is not None and moved["id"] in free:
                take(number, moved)
    return found


class _Overlaps:
    """Finds what a span was before its edges were moved: of its label, and with the most of its letters."""

    def __init__(self, left: Iterable[Json]) -> None:
        self._by_label: dict[object, list[tuple[int, Json]]] = {}
        for row in left:
            if type(row.get("start")) is int and type(row.get("end")) is int:
                self._by_label.setdefault(row.get("label"), []).append((row["start"], row))
        for rows in self._by_label.values():
            rows.sort(key=_START)

    def best(self, row: Json) -> Json | None:
        label, start, end = _place(row)
        if type(start) is not int or type(end) is not int:
            return None
        near = self._by_label.get(label, [])
        at = bisect_left(near, start, key=_START)
        shared = [
            (min(end, one["end"]) - max(start, one["start"]), one)
            for _, one in near[max(at - _NEAR, 0) : at + _NEAR]
        ]  # fmt: skip
        most, found = max(shared, key=itemgetter(0), default=(0, None))
        return found if most > 0 else None


def _as_it_left(row: Json, known: Json) -> Json:
    if row.get("start") == known.get("start") and row.get("end") == known.get("end"):
        return {**row, **known}
    without = ("start", "end", "status", "origin")
    return {**row, **{key: value for key, value in known.items() if key not in without}}


def _free(name: str, taken: Container[object]) -> str:
    while name in taken:
        name += "+"
    return name


def _relations(
    data: Json, extras: Json, renamed: Mapping[object, object], spans: Container[object]
) -> tuple[list[Json], int]:
    """Return the relations, and how many of the packed ones have lost an end."""
    packed = _packed(extras, "relations")
    by_ends: dict[tuple[object, ...], list[Json]] = {}
    for row in packed:
        if not row.get("hidden"):
            by_ends.setdefault(tuple(_plain(row.get(key)) for key in ("label", "head", "child")), []).append(row)
    found = []
    for row in data.get("relations") or ():
        head, child = _plain(row.get("head")), _plain(row.get("child"))
        head, child = renamed.get(head, head), renamed.get(child, child)
        alike = by_ends.get((_plain(row.get("label")), head, child))
        known = alike.pop(0) if alike else {}
        found.append({**row, **known, "head": head, "child": child})
    hidden = [_unhidden(row) for row in packed if row.get("hidden")]
    whole = _whole(hidden, spans)
    return [*found, *whole], len(hidden) - len(whole)


def _tell(notice: Notice | None, lost: int) -> None:
    if lost and notice is not None:
        notice(Refused(
            N_("Relations left out, because a span they hang on is gone from the file: {count}."),
            N_("There is nothing to do if it was deleted on purpose."), count=lost,
        ))  # fmt: skip


def _packed(extras: Json, key: str) -> list[Json]:
    """Return the rows of `extras` that can be ours: somebody may have been at them."""
    rows = extras.get(key)
    if not isinstance(rows, list):
        return []
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]


def _whole(relations: Iterable[Json], spans: Container[object]) -> list[Json]:
    """Return the relations whose ends are both among `spans`."""
    return [row for row in relations if all(_plain(row.get(end)) in spans for end in ("head", "child"))]


def _of_record(extras: Json) -> Json:
    return {key: value for key, value in extras.items() if key not in ("text", "spans", "relations")}


def _place(row: Json) -> tuple[object, object, object]:
    place = row.get("label"), row.get("start"), row.get("end")
    try:
        hash(place)
    except TypeError:
        return None, None, None  # an array or an object where none makes sense
    return place


def _plain(value: object) -> object:
    """Return a name or a number, None for anything else: it stands where only those make sense."""
    return value if isinstance(value, str | int) else None


def _unhidden(row: Json) -> Json:
    return {key: value for key, value in row.items() if key != "hidden"}
