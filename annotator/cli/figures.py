"""The figures of an evaluation as a table a person can read. Knows their names and no way they are counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.i18n import _
from annotator.nlp.evaluation.titles import SHARES, SPANS

Json = Mapping[str, Any]

_LONGEST_SOURCE = 30


def table(figures: Json) -> Iterator[str]:
    """Yield the lines of the table. Shares are in percent; 95 % intervals stand in brackets."""
    yield _row("F1", *(_(title) for _key, title in SPANS), _("gold"), _("found"))
    for name, score in figures["labels"].items():
        yield _span_row(name, score)
    for kind, score in figures["quote_types"].items():
        yield _span_row(f"QUOTE {kind}", score)
    yield _span_row(_("entities"), figures["entities"])
    yield _span_row(_("all"), figures["overall"])
    yield ""
    yield _line(_("who said what, F1"), _share(figures["who_said_what"]["f1"]))
    yield _line(_("tokens of quotes, F1"), _share(figures["quote_tokens"]["f1"]))
    for key, title in SHARES:
        yield _line(_(title), _share(figures[key]))
    yield _line(_("quoted non-quotes highlighted, per 100"), _number(figures["nonquotes_highlighted"]))
    yield _line(_("suggested inside a zone"), str(figures["in_zones"]))
    yield _line(_("calibration error (ECE)"), _share(figures["calibration"]["ece"]))
    yield _line(_("edits an article needs"), _number(figures["edits"]))
    yield _line(_("edits without suggestions"), _number(figures["edits_from_nothing"]))
    if len(figures["sources"]) > 1:
        yield ""
        yield _source_row(_("source"), _("all"), _("entities"), _("quotes"), _("who said"), _("articles"))
        for name, score in figures["sources"].items():
            spans = [score[key]["normalised"]["f1"] for key in ("overall", "entities", "quotes")]
            figured = [_percent(figure["value"]) for figure in (*spans[1:], score["who_said_what"]["f1"])]
            yield _source_row(name or "–", _share(spans[0]), *figured, score["articles"])


def _span_row(name: str, score: Json) -> str:
    shares = [_percent(score[key]["f1"]["value"]) for key, _title in SPANS[1:]]
    headline = score["normalised"]
    return _row(name, _share(headline["f1"]), *shares, headline["gold"], headline["predicted"])


def _source_row(name: str, headline: str, *cells: object) -> str:
    short = name if len(name) <= _LONGEST_SOURCE else name[: _LONGEST_SOURCE - 1] + "…"
    return f"{short:<{_LONGEST_SOURCE}}{headline:>22}" + "".join(f"{cell!s:>10}" for cell in cells)


def _row(name: str, headline: str, *cells: object) -> str:
    return f"{name:<15}{headline:>22}" + "".join(f"{cell!s:>9}" for cell in cells)


def _line(name: str, value: str) -> str:
    return f"{name:<42}{value}"


def _share(figure: Json) -> str:
    return _shown(figure, 100)


def _number(figure: Json) -> str:
    return _shown(figure, 1)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.1f}"


def _shown(figure: Json, scale: float) -> str:
    if figure["value"] is None:
        return "–"
    value = f"{figure['value'] * scale:.1f}"
    if figure["low"] is None:
        return value
    return f"{value} [{figure['low'] * scale:.1f}, {figure['high'] * scale:.1f}]"
