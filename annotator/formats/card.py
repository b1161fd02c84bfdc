"""The data card of an export: what somebody who did not make the data has to know of it, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from annotator.domain.agreement import PairwiseAgreement
from annotator.domain.export_facts import ExportFacts, PartFacts

_SOURCES = 30


def body(facts: ExportFacts, *, leaves_out: str = "") -> str:
    """Return the card without what one format's readers want at its head. The same facts give the same card."""
    parts = facts.parts
    lines = [
        "# Quotes and names in Indonesian news",
        "",
        "Who said what, with which word of saying, and the names in it: spans and relations over news articles.",
        "Offsets count Unicode code points of the article's text, end exclusive.",
        "",
        *_table(("", ""), _overview(facts)),
        "",
        "## Counts",
        "",
        *_counts("label", parts, lambda part: part.labels),
        "",
        *_counts("relation", parts, lambda part: part.relations),
        "",
        "## Who annotated",
        "",
        *_counts("annotator", parts, lambda part: part.annotators),
        "",
        _agreement(parts.values()),
        "",
        "## Sources",
        "",
        *_sources(parts.values()),
        "",
        "## Guideline",
        "",
        f"Label set `{facts.schema.name}`, version {facts.schema.version}, with its guideline of the same version:",
        "",
        *(f"{rule.number}. {rule.title.get('en') or rule.title.get('id', '')}" for rule in facts.schema.guideline),
        "",
        "## What is not in it",
        "",
        *_losses(facts, leaves_out),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _overview(facts: ExportFacts) -> list[Sequence[str]]:
    parts = facts.parts
    dates = sorted(date for part in parts.values() for date in part.dates)
    rows: list[Sequence[str]] = [
        ("licence", facts.licence or "not stated; the articles belong to their publishers"),
        ("articles", str(sum(len(part.articles) for part in parts.values()))),
        ("records", str(sum(part.written for part in parts.values()))),
        ("dates", f"{dates[0]} to {dates[-1]}" if dates else "not known"),
        ("made with", f"kutip {facts.version}, format `{facts.format}`"),
        ("suggested by", ", ".join(" ".join(filter(None, model)) for model in facts.models) or "nobody; added by hand"),
    ]
    if facts.split is not None:
        shares = "/".join(map(str, facts.split.shares))
        rows.append(("split", f"{shares} by story (near-duplicates stay together), seed {facts.split.seed}"))
    return rows


def _counts(what: str, parts: Mapping[str, PartFacts], of: Callable[[PartFacts], Counter[str]]) -> list[str]:
    names = sorted({name for part in parts.values() for name in of(part)})
    if not names:
        return [f"No {what}."]
    rows = [(name, *(str(of(part)[name]) for part in parts.values())) for name in names]
    return _table((what, *(part or "all" for part in parts)), rows)


def _agreement(parts: Iterable[PartFacts]) -> str:
    agreement = PairwiseAgreement()
    for part in parts:
        agreement.take_in(part.agreement)
    if agreement.f1 is None:
        return "No article in it was annotated by two people, so their agreement is not known."
    return (
        f"Agreement of the annotators of one article, pairwise F1 of exact spans: {agreement.f1:.3f} "
        f"({agreement.articles} articles)."
    )


def _sources(parts: Iterable[PartFacts]) -> list[str]:
    found: Counter[str] = Counter()
    for part in parts:
        found.update(part.sources)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    rows = [(name or "not stated", str(count)) for name, count in ordered[:_SOURCES]]
    if len(ordered) > _SOURCES:
        rows.append((f"{len(ordered) - _SOURCES} others", str(sum(count for _, count in ordered[_SOURCES:]))))
    return _table(("source", "articles"), rows)


def _losses(facts: ExportFacts, leaves_out: str) -> list[str]:
    lines = [leaves_out, ""] if leaves_out else []
    if not facts.losses:
        return [*lines, "Nothing of the annotations was lost or changed on the way."]
    rows = [(group.kind.value, group.label, group.reason, str(group.count)) for group in facts.losses]
    return [*lines, *_table(("lost", "label", "why", "count"), rows)]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_row(columns), _row(["---"] * len(columns)), *map(_row, rows)]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
