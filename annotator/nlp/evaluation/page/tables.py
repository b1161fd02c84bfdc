"""The figures of the page as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.i18n import _
from annotator.nlp.evaluation.page.charts import whisker
from annotator.nlp.evaluation.page.markup import Html, Part, el
from annotator.nlp.evaluation.titles import QUOTE_TYPES, SHARES, SPANS

Json = Mapping[str, Any]


def spans(figures: Json) -> Html:
    """Return the table of spans: a row a label, a type of quote, and the totals."""
    head = [_("F1, normalised"), _("interval, 95 %"), "", *(_(title) for _key, title in SPANS[1:]),
            _("precision"), _("recall"), _("gold"), _("found")]  # fmt: skip
    rows = [_span_row(name, score) for name, score in figures["labels"].items()]
    rows += [_span_row(_(title), figures["quote_types"][kind]) for kind, title in QUOTE_TYPES.items()]
    rows += [_span_row(_("entities"), figures["entities"], "sum"), _span_row(_("all"), figures["overall"], "sum")]
    return _table([_("label"), *head], rows)


def shares(figures: Json) -> Html:
    """Return the table of everything that is one figure."""
    quotes = [
        (_("who said what, F1"), figures["who_said_what"]["f1"], 100),
        (_("tokens of quotes, F1"), figures["quote_tokens"]["f1"], 100),
        *((_(title), figures[key], 100) for key, title in SHARES),
        (_("calibration error (ECE)"), figures["calibration"]["ece"], 100),
    ]
    counts = [
        (_("quoted non-quotes highlighted, per 100"), figures["nonquotes_highlighted"], 1),
        (_("edits an article needs"), figures["edits"], 1),
        (_("edits without suggestions"), figures["edits_from_nothing"], 1),
    ]
    rows = [el("tr", _row_head(name), _figure(figure, scale), el("td", whisker(figure)))
            for name, figure, scale in quotes]  # fmt: skip
    rows += [el("tr", _row_head(name), _figure(figure, scale), el("td")) for name, figure, scale in counts]
    rows.append(el("tr", _row_head(_("suggested inside a zone")), _cell(figures["in_zones"]), el("td"), el("td")))
    return _table([_("figure"), _("value"), _("interval, 95 %"), ""], rows)


def sources(figures: Json) -> Html:
    """Return the table of sources, the one with most articles first."""
    head = [_("source"), _("articles"), _("F1, all"), _("interval, 95 %"), "", _("entities"), _("quotes"),
            _("who said what")]  # fmt: skip
    rows = []
    for name, score in figures["sources"].items():
        f1 = score["overall"]["normalised"]["f1"]
        parts = [score[key]["normalised"]["f1"] for key in ("entities", "quotes")]
        rows.append(el(
            "tr", _row_head(name or _("(none named)")), _cell(score["articles"]), _figure(f1, 100),
            el("td", whisker(f1)), [_share(part) for part in (*parts, score["who_said_what"]["f1"])],
        ))  # fmt: skip
    return _table(head, rows)


def calibration(bins: Sequence[Json]) -> Html:
    """Return the bins of the reliability diagram."""
    rows = [
        el(
            "tr", _row_head(f"{100 * part['low']:.0f}–{100 * part['high']:.0f} %"), _cell(part["count"]),
            _cell(f"{100 * part['mean_score']:.1f}"), _cell(f"{100 * part['right']:.1f}"),
        )
        for part in bins
    ]  # fmt: skip
    return _table([_("score"), _("suggestions"), _("mean score"), _("right, %")], rows)


def confusion(found: Json) -> Html:
    """Return the matrix: gold down, suggested across; the darker, the larger the share of the row."""
    labels = found["labels"]
    rows = []
    for i, (name, counts) in enumerate(zip([*labels, _("nothing in gold")], found["counts"], strict=True)):
        total = sum(counts) or 1
        cells = [
            el("td", count or "·", class_="same" if i == j else None, style=f"--share:{count / total:.2f}")
            for j, count in enumerate(counts[: len(counts) - (i == len(labels))])
        ]
        rows.append(el("tr", _row_head(name), cells, el("td", "") if i == len(labels) else None))
    head = [_("gold ↓ suggested →"), *labels, _("nothing")]
    return _table(head, rows, "confusion")


def _span_row(name: str, score: Json, class_: str | None = None) -> Html:
    headline = score["normalised"]
    return el(
        "tr", _row_head(name), _figure(headline["f1"], 100), el("td", whisker(headline["f1"])),
        [_share(score[key]["f1"]) for key, _title in SPANS[1:]],
        _share(headline["precision"]), _share(headline["recall"]),
        _cell(headline["gold"]), _cell(headline["predicted"]), class_=class_,
    )  # fmt: skip


def _table(head: Sequence[str], rows: Sequence[Html], class_: str | None = None) -> Html:
    heads = el("tr", [el("th", title, scope="col") if title else el("td") for title in head])
    return el("div", el("table", el("thead", heads), el("tbody", rows), class_=class_), class_="scroll", tabindex=0)


def _row_head(name: str) -> Html:
    return el("th", name, scope="row")


def _figure(figure: Json, scale: int) -> tuple[Html, Html]:
    """Return two cells: the value, and its interval."""
    value, low, high = (figure[key] for key in ("value", "low", "high"))
    if value is None:
        return _cell(None), _cell("")
    interval = "" if low is None else f"{low * scale:.1f} – {high * scale:.1f}"
    return _cell(f"{value * scale:.1f}"), el("td", interval, class_="interval")


def _share(figure: Json) -> Html:
    return _cell(None if figure["value"] is None else f"{100 * figure['value']:.1f}")


def _cell(value: Part) -> Html:
    return el("td", "–", class_="none") if value is None else el("td", value)
