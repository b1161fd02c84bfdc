"""What a person chose for an export, as the settings remember it for each format. Knows no widget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from annotator.domain.stories import Split, parse_split
from annotator.services.export import ExportChoice
from annotator.services.ports import FormatInfo, Which

_ON = "yes"


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to choose among: the names of the labels and of the annotators."""

    labels: Sequence[str]
    annotators: Sequence[str]


def shares_text(split: Split) -> str:
    """Return the shares of a split as people write them: 80/10/10."""
    return "/".join(map(str, split.shares))


def kept(choice: ExportChoice, known: Known) -> list[str]:
    """Return `choice` for the settings. Labels are kept as those left out: one that is new is written."""
    rows = [f"articles={choice.which.value}"]
    if choice.annotator is not None:
        rows.append(f"layer={choice.annotator}")
    if choice.labels is not None:
        rows += [f"without={name}" for name in known.labels if name not in choice.labels]
    rows += [
        f"{name}={_ON}"
        for name, is_on in (("suggested", choice.include_suggested), ("strict", choice.is_strict))
        if is_on
    ]
    if choice.split is not None:
        rows += [f"split={shares_text(choice.split)}", f"seed={choice.split.seed}"]
    if choice.licence:
        rows.append(f"licence={choice.licence}")
    return [*rows, *(f"set {name}={value}" for name, value in choice.options.items())]


def remembered(rows: Iterable[object], info: FormatInfo, known: Known) -> ExportChoice:
    """Return the choice that `kept` wrote; what does not fit any more is as if it had never been chosen."""
    found: dict[str, list[str]] = {}
    for row in rows:
        name, sign, value = row.partition("=") if isinstance(row, str) else ("", "", "")
        if sign:
            found.setdefault(name, []).append(value)

    def last(name: str) -> str:
        return found.get(name, [""])[-1]

    options = {}
    for option in info.write_options:
        value = found.get(f"set {option.name}", [option.default])[-1]
        options[option.name] = value if not option.choices or value in option.choices else option.default
    return ExportChoice(
        info.name,
        Which(last("articles")) if last("articles") in list(Which) else Which.FINISHED,
        last("layer") if "layer" in found and last("layer") in known.annotators else None,
        _all_but(found.get("without", ()), known.labels),
        include_suggested=last("suggested") == _ON,
        split=_split(last("split") or info.default_split, last("seed")),
        options=options,
        is_strict=last("strict") == _ON,
        licence=last("licence"),
    )


def like(choice: ExportChoice, info: FormatInfo) -> ExportChoice:
    """Return what a format never exported to begins with: what is chosen now, but for options and split."""
    fresh = remembered((), info, Known((), ()))
    return replace(choice, format=info.name, options=fresh.options, split=fresh.split)


def _all_but(left_out: Iterable[str], labels: Sequence[str]) -> frozenset[str] | None:
    """Return the labels without `left_out`; None where that is all of them."""
    rest = frozenset(labels).difference(left_out)
    return None if len(rest) == len(set(labels)) else rest


def _split(shares: str, seed: str) -> Split | None:
    parsed = parse_split(shares)
    if parsed is None:
        return None
    return Split(parsed, int(seed) if seed.isascii() and seed.isdigit() else 0)
