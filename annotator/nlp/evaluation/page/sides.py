"""An article twice, side by side: gold on the left, suggestions on the right, differences marked."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from annotator.domain import text as texts
from annotator.domain.annotations import first_line
from annotator.domain.quotes import Quote
from annotator.domain.spans import Span, document_order
from annotator.i18n import _, ngettext
from annotator.nlp.evaluation.differences import ArticleDifferences, Difference, Marked, said
from annotator.nlp.evaluation.page.markup import Html, el, joined
from annotator.nlp.evaluation.page.style import lane

SIGNS = {Difference.NONE: "", Difference.CHANGED: "≠ ", Difference.MISSING: "− ", Difference.EXTRA: "+ "}
"""Before the label of a span that differs."""

Range = tuple[int, int]


def article(found: ArticleDifferences, colours: Mapping[str, str]) -> Html:
    """Return the article's section. `colours` are the classes of the labels."""
    edits = ngettext("{count} edit needed", "{count} edits needed", found.edits).format(count=found.edits)
    source = " · ".join(part for part in (found.article.source, found.article.date, edits) if part)
    return el(
        "section",
        el("h3", found.article.title or first_line(found.article.text)),
        el("p", source, class_="muted"),
        _quotes(found) if found.quotes else None,
        el("div", el("h4", _("Gold")), el("h4", _("Suggested")), list(_rows(found, colours)), class_="sides"),
    )


def legend() -> Html:
    """Return what the marks mean."""
    meanings = {
        Difference.NONE: _("the same on both sides"),
        Difference.CHANGED: _("other words or another label"),
        Difference.MISSING: _("in the gold, not suggested"),
        Difference.EXTRA: _("suggested, not in the gold"),
    }
    return el("ul", [
        el("li", el("span", _chip("PER", kind, "k"), _("words"), class_=f"s k l0 {kind.value}"), " ", meaning)
        for kind, meaning in meanings.items()
    ], class_="legend")  # fmt: skip


def _rows(found: ArticleDifferences, colours: Mapping[str, str]) -> Iterator[Html]:
    """Yield the paragraphs that differ, and a line for those between that do not."""
    differing = [mark.span for mark in (*found.gold, *found.suggested) if mark.difference is not Difference.NONE]
    differing += [quote.content for pair in found.quotes for quote in pair]
    alike = 0
    for start, end in texts.paragraphs(found.article.text):
        if not any(span.overlaps(start, end) for span in differing):
            alike += 1
            continue
        yield from _alike(alike)
        alike = 0
        yield el("p", marked_text(found.article.text, (start, end), found.gold, colours))
        yield el("p", marked_text(found.article.text, (start, end), found.suggested, colours), class_="right")
    yield from _alike(alike)


def _alike(count: int) -> Iterator[Html]:
    if count:
        said = ngettext("{count} paragraph is the same.", "{count} paragraphs are the same.", count)
        yield el("div", said.format(count=count), class_="skipped")


def marked_text(text: str, within: Range, marks: Sequence[Marked], colours: Mapping[str, str]) -> Html:
    """Return the text of a range with its spans underlined, the inner ones nearer to the words.

    Spans may nest and cross: the text is cut wherever one begins or ends, and each piece wears all that cover it.
    """
    start, end = within
    here = sorted((mark for mark in marks if mark.span.overlaps(start, end)), key=lambda m: document_order(m.span))
    lanes = _lanes(here)
    edges = sorted({start, end, *(at for mark in here for at in mark.span.extent if start < at < end)})
    waiting = deque(here)
    over: list[Marked] = []
    parts: list[Html] = []
    for first, last in pairwise(edges):
        over = [mark for mark in over if mark.span.end > first]
        begun: list[Marked] = []
        while waiting and waiting[0].span.start <= first:
            begun.append(waiting.popleft())
        over += begun
        chips = [_chip(m.span.label, m.difference, colours.get(m.span.label, "k")) for m in begun]
        inner = joined([*chips, text[first:last]])
        for mark in reversed(over):
            colour = colours.get(mark.span.label, "k")
            inner = el("span", inner, class_=f"s {colour} {lane(lanes[mark.span.id])} {mark.difference.value}")
        parts.append(inner)
    return joined(parts)


def _lanes(marks: Sequence[Marked]) -> dict[str, int]:
    """Return how far below the words each span is underlined: short ones first, no two that overlap in one lane.

    `marks` are in document order.
    """
    beside: dict[str, list[str]] = {mark.span.id: [] for mark in marks}
    open_ones: list[Span] = []
    for mark in marks:
        open_ones = [span for span in open_ones if span.end > mark.span.start]
        for span in open_ones:
            beside[span.id].append(mark.span.id)
            beside[mark.span.id].append(span.id)
        open_ones.append(mark.span)
    lanes: dict[str, int] = {}
    for mark in sorted(marks, key=lambda m: (m.span.end - m.span.start, m.span.id)):
        taken = [lanes[other] for other in beside[mark.span.id] if other in lanes]
        lanes[mark.span.id] = max(taken, default=-1) + 1
    return lanes


def _chip(label: str, difference: Difference, colour: str) -> Html:
    return el("b", f"{SIGNS[difference]}{label}", class_=f"chip {colour} {difference.value}")


def _quotes(found: ArticleDifferences) -> Html:
    head = el("tr", [el("th", title, scope="col") for title in (_("quote"), _("Gold"), _("Suggested"))])
    text = found.article.text
    rows = [
        el("tr", el("td", first_line(text[one.content.start : one.content.end], 70), class_="words"),
           [el("td", _sentence(quote, text), class_="words") for quote in (one, other)])
        for one, other in found.quotes
    ]  # fmt: skip
    return el("div", el("table", el("thead", head), el("tbody", rows)), class_="scroll", tabindex=0)


def _sentence(quote: Quote, text: str) -> str:
    kind, speaker, resolved = said(quote, text)
    return " · ".join((kind or "–", speaker or "–", f"→ {resolved or '–'}"))
