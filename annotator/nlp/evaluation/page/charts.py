"""The drawings of the page, as SVG that stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from annotator.i18n import _
from annotator.nlp.evaluation.page.markup import Html, el

Json = Mapping[str, Any]

_SIZE, _LEFT, _BELOW, _TOP = 300, 66, 46, 20
_BIGGEST_DOT = 15.0


def whisker(figure: Json) -> Html | None:
    """Draw a share and its interval on a line from 0 to 1; the numbers stand beside it."""
    if figure["value"] is None:
        return None
    width, height, edge = 130, 14, 5

    def x(share: float) -> float:
        return round(edge + share * (width - 2 * edge), 1)

    middle = height / 2
    interval = None
    if figure["low"] is not None:
        interval = el("line", class_="mark", x1=x(figure["low"]), x2=x(figure["high"]), y1=middle, y2=middle,
                      stroke_width=3, stroke_opacity=0.55)  # fmt: skip
    return el(
        "svg",
        el("line", class_="axis", x1=x(0), x2=x(1), y1=middle, y2=middle),
        interval,
        el("circle", class_="mark", cx=x(figure["value"]), cy=middle, r=4),
        class_="whisker", width=width, height=height, aria_hidden="true",
    )  # fmt: skip


def reliability(bins: Sequence[Json]) -> Html:
    """Draw the share that was right against the score that was shown; the bigger the dot, the more suggestions."""

    def x(share: float) -> float:
        return round(_LEFT + share * _SIZE, 1)

    def y(share: float) -> float:
        return round(_TOP + (1 - share) * _SIZE, 1)

    most = max((part["count"] for part in bins), default=1)
    steps = [step / 5 for step in range(6)]
    grid = [el("line", class_="axis", x1=x(step), x2=x(step), y1=y(0), y2=y(1)) for step in steps]
    grid += [el("line", class_="axis", x1=x(0), x2=x(1), y1=y(step), y2=y(step)) for step in steps]
    marks = [el("text", _percent(step), x=x(step), y=y(0) + 17, text_anchor="middle") for step in steps]
    marks += [el("text", _percent(step), x=x(0) - 7, y=y(step) + 4, text_anchor="end") for step in steps]
    points = [(x(part["mean_score"]), y(part["right"]), part) for part in bins]
    dots = [
        el("circle", el("title", _dot(part)), class_="dot", cx=at, cy=up,
           r=round(max(3.5, _BIGGEST_DOT * sqrt(part["count"] / most)), 1))
        for at, up, part in points
    ]  # fmt: skip
    width, height = _LEFT + _SIZE + 18, _TOP + _SIZE + _BELOW
    middle = _TOP + _SIZE / 2
    return el(
        "svg",
        grid,
        el("line", class_="ideal", x1=x(0), y1=y(0), x2=x(1), y2=y(1)),
        el("path", class_="path", d="M" + " L".join(f"{at} {up}" for at, up, _part in points)) if points else None,
        dots,
        marks,
        el("text", _("score shown"), x=x(0.5), y=height - 8, text_anchor="middle"),
        el("text", _("share that was right"), x=12, y=middle, text_anchor="middle",
           transform=f"rotate(-90 12 {middle})"),
        width=width, height=height, viewBox=f"0 0 {width} {height}", role="img",
        aria_label=_("Reliability diagram; the table beside it says the same."),
    )  # fmt: skip


def _dot(part: Json) -> str:
    return _("{count} suggestions, mean score {score}, {right} right").format(
        count=part["count"], score=_percent(part["mean_score"]), right=_percent(part["right"])
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
