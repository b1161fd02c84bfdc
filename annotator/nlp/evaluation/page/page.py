"""The page put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.domain.schema import LabelDef
from annotator.i18n import _, ngettext
from annotator.nlp.evaluation.differences import worst
from annotator.nlp.evaluation.page import charts, sides, tables
from annotator.nlp.evaluation.page.markup import Html, Part, el
from annotator.nlp.evaluation.page.style import sheet
from annotator.nlp.evaluation.scored import Record

_WORST = 8
_NOTHING_FROM_OUTSIDE = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Page:
    """What the page is about: the figures (`Report.to_json`), the records they were counted from, and the names.

    `gold` and `suggested` say where the two sides come from; `language` is the one `annotator.i18n` speaks now.
    """

    figures: Mapping[str, Any]
    pairs: Sequence[tuple[Record, Record]]
    labels: Sequence[LabelDef]
    gold: str
    suggested: str
    language: str = "en"


def render(page: Page) -> str:
    """Return the page. The same evaluation gives the same bytes; whatever the articles hold is shown as text."""
    title = _("How good the suggestions are")
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_NOTHING_FROM_OUTSIDE),
        el("meta", name="viewport", content="width=device-width,initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", Html(sheet(page.labels))),
    )
    return f"<!DOCTYPE html>\n{el('html', head, el('body', el('main', _body(page, title))), lang=page.language)}\n"


def _body(page: Page, title: str) -> list[Part]:
    figures = page.figures
    count = figures["articles"]
    said = ngettext("{count} article", "{count} articles", count).format(count=count)
    return [
        el("h1", title),
        el("p", _("{articles} of {gold}, scored against {suggested}.").format(
            articles=said, gold=page.gold, suggested=page.suggested), class_="muted"),
        el("h2", _("Spans")),
        el("p", _("F1 in percent. Normalised: outer quotation marks, punctuation, spaces and a leading “bahwa” do not "
                  "count. Intervals are drawn over articles.")),
        tables.spans(figures),
        el("h2", _("Quotes, speakers and work")),
        tables.shares(figures),
        el("h2", _("Sources")),
        tables.sources(figures),
        el("h2", _("Do the scores mean what they say?")),
        _calibration(figures),
        el("h2", _("Which label is taken for which")),
        el("p", _("Entities that overlap, in the gold and as suggested. A frame marks agreement.")),
        tables.confusion(figures["confusion"]),
        el("h2", _("Where most is to be mended")),
        _worst(page),
    ]  # fmt: skip


def _calibration(figures: Mapping[str, Any]) -> Html:
    found = figures["calibration"]
    if not found["bins"]:
        return el("p", _("No suggestion carries a score."))
    return el(
        "div",
        el("p", _("Of suggestions shown with a score of 90 %, nine in ten should be right: a dot on the dashed line. "
                  "The mean distance (ECE) is {ece} points.").format(ece=f"{100 * found['ece']['value']:.1f}")),
        el("div", charts.reliability(found["bins"]), tables.calibration(found["bins"]), class_="beside"),
        el("div", [
            el("figure", el("figcaption", _calibration_title(name, part)), charts.reliability(part["bins"]))
            for name, part in figures["calibration_by"].items() if part["bins"]
        ], class_="beside"),
    )  # fmt: skip


def _calibration_title(name: str, part: Mapping[str, Any]) -> str:
    return _("{name}: ECE {ece} points").format(name=_(name), ece=f"{100 * part['ece']['value']:.1f}")


def _worst(page: Page) -> Html:
    found = worst(page.pairs, _WORST)
    if not found:
        return el("p", _("Nowhere: every article is as in the gold."))
    colours = {label.name: f"k{i}" for i, label in enumerate(page.labels)}
    return el(
        "div",
        el("p", _("The articles that need the most edits, the worst first.")),
        sides.legend(),
        [sides.article(differences, colours) for differences in found],
    )
