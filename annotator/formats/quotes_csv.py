"""One row a quote: what a journalist opens in a spreadsheet. Out only."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from annotator.domain.errors import N_
from annotator.domain.losses import LossKind
from annotator.domain.quotes import CUED_BY, SAID_BY, Quote, quotes
from annotator.domain.spans import Span
from annotator.formats import flat
from annotator.services.ports import FormatInfo, FormatOption, OutgoingRecord, WriteJob

NO_QUOTE = N_("the table has quotes, their speakers and their cues, and nothing else")
NO_COLUMN = N_("the table has no column for it")
SECOND = N_("the table has room for one speaker and one cue a quote")
SPEAKERS = N_("the table has the full name that stands on the speaker")

COLUMNS = (
    "article", "title", "source", "date", "annotator", "speaker", "resolved", "cue", "type", "quote", "start", "end",
)  # fmt: skip
_IN_COLUMNS = {"QUOTE": frozenset(("type", "resolves_to")), "SPEAKER": frozenset(("resolves_to",))}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


class QuotesCsvWriter:
    """Writes the table in UTF-8 with a mark that spreadsheets know it by."""

    info = FormatInfo(
        "csv",
        N_("CSV: one row a quote, for a spreadsheet"),
        (".csv",),
        carries=N_("It carries quotes with one speaker and one cue each; names, other links and notes are lost."),
        leaves_out=flat.LEAVES_OUT,
        write_options=(
            FormatOption(
                "delimiter", N_("What stands between the columns"), "comma",
                {"comma": N_("Comma"), "semicolon": N_("Semicolon, as Indonesian Excel wants it"), "tab": N_("Tab")},
            ),
        ),
    )  # fmt: skip

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write the table and return how many records its rows are from."""
        count = 0
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            table = csv.writer(stream, delimiter=_DELIMITERS[job.options["delimiter"]], lineterminator="\r\n")
            table.writerow(COLUMNS)
            for record in flat.accepted(records, job):
                count += 1
                live = {span.id: span for span in record.spans if span.is_live}
                found = quotes(live, {link.id: link for link in record.relations})
                table.writerows([guarded(cell) for cell in _row(record, quote)] for quote in found)
                _lose(record, live, found, job)
        return count


def guarded(cell: str) -> str:
    """Return `cell` so that no spreadsheet takes it for a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(record: OutgoingRecord, quote: Quote) -> tuple[str, ...]:
    article, content = record.article, quote.content
    return (
        article.key, article.title, article.source, article.date, record.annotator or "",
        _words(record, quote.speaker), "; ".join(quote.resolved), _words(record, quote.cue), quote.kind,
        _words(record, content), str(content.start), str(content.end),
    )  # fmt: skip


def _words(record: OutgoingRecord, span: Span | None) -> str:
    return record.article.text[span.start : span.end] if span is not None else ""


def _lose(record: OutgoingRecord, live: Mapping[str, Span], found: Sequence[Quote], job: WriteJob) -> None:
    """Tell of what is no quote, speaker or cue, and of what the table has no column for."""
    shown = {member.id for quote in found for member in quote.members}
    told = {link.id for quote in found for link in (quote.said_by, quote.cued_by) if link is not None}
    for span in live.values():
        if span.id not in shown:
            job.lose(flat.loss(LossKind.SPAN, record, span, NO_QUOTE))
            continue
        for name, value in span.attrs.items():
            if value is not None and name not in _IN_COLUMNS.get(span.label, ()):
                job.lose(flat.attribute_loss(record, span, name, NO_COLUMN))
    for quote in found:
        own = quote.content.attrs.get("resolves_to")
        if own and quote.resolved != (tuple(own) if isinstance(own, list) else (own,)):
            job.lose(flat.attribute_loss(record, quote.content, "resolves_to", SPEAKERS))
    for link in record.relations:
        if link.is_live and link.id not in told:
            reason = SECOND if link.label in (SAID_BY, CUED_BY) else NO_COLUMN
            job.lose(flat.relation_loss(record, link, reason))
    flat.lose_comments(record, job)
