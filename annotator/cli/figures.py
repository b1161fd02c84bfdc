"""The figures of an evaluation as a table a person can read. Knows their names and no way they are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from annotator.domain.errors import N_
from annotator.domain.quotes import CUE, QUOTE
from annotator.i18n import _
from annotator.nlp.evaluation.titles import QUOTE_TYPES, SHARES, SPANS

if TYPE_CHECKING:
    from annotator.nlp.evaluation.names import NamesScore

Json = Mapping[str, Any]

_LONGEST_SOURCE = 30


def table(figures: Json) -> Iterator[str]:
    """Yield the lines of the table. Shares are in percent; 95 % intervals stand in brackets."""
    yield _row("F1", *(_(title) for _key, title in SPANS), _("gold"), _("found"))
    for name, score in figures["labels"].items():
        yield _span_row(name, score)
    for kind, title in QUOTE_TYPES.items():
        yield _span_row(_(title), figures["quote_types"][kind])
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


def recall_table(found: Mapping[str, Json]) -> Iterator[str]:
    """Yield the lines of the table of PFSA-ID: how much of each label was found, then what the misses are."""
    yield _recall_row(_("found"), _("exactly"), _("overlapping"), _("gold"))
    for label, recall in found.items():
        exact, overlapping = (_percent(recall[key] / recall["gold"] if recall["gold"] else None)
                              for key in ("exact", "overlapping"))  # fmt: skip
        yield _recall_row(label, exact, overlapping, recall["gold"])
    for label, recall in found.items():
        for miss, count in recall["misses"].items():
            yield _line(f"{label}: {_(miss)}", str(count))


def _recall_row(name: str, *cells: object) -> str:
    return f"{name:<15}" + "".join(f"{cell!s:>13}" for cell in cells)


def unknown_to_gold(figures: Json) -> str:
    """Return a sentence about labels that are suggested and nowhere in the gold; empty where there are none."""
    rows = {name: score["normalised"] for name, score in figures["labels"].items()}
    missing = [name for name, row in rows.items() if not row["gold"]]
    known = [name for name, row in rows.items() if row["gold"]]
    if not missing or not known:
        return ""
    said = _("The gold has no {missing}. If nobody looked for it there, leave it out: --only {known}.")
    return said.format(missing=", ".join(missing), known=",".join(known))


def names_table(found: Sequence[NamesScore]) -> Iterator[str]:
    """Yield the lines of a table of strict F1 in percent: a block a file, the readers and cases down."""
    for file in dict.fromkeys(one.file for one in found):
        rows = [one for one in found if one.file == file]
        labels = [label for label in rows[0].scores if label != "all"]
        yield _names_row(file, (*labels, _("all"), _("precision"), _("recall")))
        for one in rows:
            whole = one.scores["all"]
            numbers = (*(one.scores[label].f1 for label in labels), whole.f1, whole.precision, whole.recall)
            yield _names_row(f"{_(one.reader)}, {_(one.variant)}", (_percent(number) for number in numbers))


def _names_row(name: str, cells: Iterable[str]) -> str:
    return f"{name:<34}" + "".join(f"{cell:>10}" for cell in cells)


HEADLINES = (
    ("entities", N_("entities"), 100),
    ("quotes", N_("quotes"), 100),
    ("tokens", N_("tokens"), 100),
    ("cues", N_("cues"), 100),
    ("mentions", N_("mentions"), 100),
    ("speakers", N_("speakers"), 100),
    ("who_said_what", N_("who said"), 100),
    ("non_quotes", N_("not said"), 1),
    ("in_zones", N_("in zones"), 1),
    ("ece", N_("ECE"), 100),
    ("edits", N_("edits"), 1),
)
"""What a part of the model is judged by: shares in percent, and edits an article."""


def headlines(figures: Json) -> dict[str, float | None]:
    """Return the few figures an ablation looks at; None where there was nothing to measure."""

    def label(name: str) -> float | None:
        score = figures["labels"].get(name)
        return score["normalised"]["f1"]["value"] if score else None

    return {
        "entities": figures["entities"]["normalised"]["f1"]["value"],
        "quotes": label(QUOTE),
        "tokens": figures["quote_tokens"]["f1"]["value"],
        "cues": label(CUE),
        "mentions": figures["speaker_mention_accuracy"]["value"],
        "speakers": figures["resolved_speaker_accuracy"]["value"],
        "who_said_what": figures["who_said_what"]["f1"]["value"],
        "non_quotes": figures["nonquotes_highlighted"]["value"],
        "in_zones": figures["in_zones"],
        "ece": figures["calibration"]["ece"]["value"],
        "edits": figures["edits"]["value"],
    }


def ablation_table(found: Sequence[tuple[str, Mapping[str, float | None]]]) -> Iterator[str]:
    """Yield the lines of the table: the whole model first, then what each part costs when it is left out.

    The part that costs the most edits stands first. What changes nothing is named in one line at the end.
    """
    (_whole, whole), *rest = found
    yield _ablation_row(_("left out"), (_(title) for _key, title, _scale in HEADLINES))
    yield _ablation_row(_("nothing"), (_difference(whole[key], 0, scale, "") for key, _title, scale in HEADLINES))
    idle = [part for part, figures in rest if figures == whole]
    for part, figures in sorted(rest, key=lambda one: -(one[1]["edits"] or 0)):
        if part not in idle:
            cells = (_difference(figures[key], whole[key], scale, "+") for key, _title, scale in HEADLINES)
            yield _ablation_row(_(part), cells)
    if idle:
        yield ""
        yield _("Changes nothing here: {parts}.").format(parts=", ".join(_(part) for part in idle))


def _ablation_row(name: str, cells: Iterable[str]) -> str:
    return f"{name:<42}" + "".join(f"{cell:>10}" for cell in cells)


def _difference(value: float | None, other: float | None, scale: int, sign: str) -> str:
    if value is None or other is None:
        return "–"
    return "·" if sign and value == other else f"{(value - other) * scale:{sign}.1f}"


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
