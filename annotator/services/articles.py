"""Articles on their way in: from files to the database in batches, with everything refused said and kept count of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from annotator.domain.errors import Problem
from annotator.domain.jobs import Report
from annotator.domain.schema import Schema
from annotator.services.ports import BulkResult, Clock, Database, IncomingRecord, ReadJob
from annotator.services.progress import CancelCheck, Meter, never, unreported

BATCH_RECORDS = 1000
BATCH_CHARACTERS = 4_000_000
"""A batch is one transaction: full at either bound, so that memory stays flat for many articles and for long ones."""

KEPT_PROBLEMS = 1000


class Source(Protocol):
    """Where incoming records come from: files and folders, whatever their formats."""

    def count(self, paths: Sequence[Path]) -> int:
        """Return about how many records `paths` hold; quick, for a progress bar."""

    def read(
        self, paths: Sequence[Path], job: ReadJob, format_name: str | None = None
    ) -> Iterator[IncomingRecord | Problem]:
        """Yield the records of `paths` in a stable order, and a Problem for whatever is refused or assumed.

        Each file is read in the format it is recognised as, or in `format_name`. A file that cannot be read at all
        is one Problem; the rest goes on. Raises UserError where there is no such format.
        """


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `layers` were written, `kept_layers` left alone because work was in them already.

    The first thousand refusals and notices are kept in full; `refused` and `noticed` count all of them. `first_id`
    is the article to open, new or known, None where nothing came in.
    """

    added: int = 0
    known: int = 0
    layers: int = 0
    kept_layers: int = 0
    refused: int = 0
    noticed: int = 0
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    first_id: int | None = None


class ImportArticles:
    """Brings files into the database."""

    def __init__(self, database: Database, source: Source, schema: Schema, clock: Clock) -> None:
        self._database = database
        self._source = source
        self._schema = schema
        self._clock = clock

    def run(
        self,
        paths: Sequence[Path],
        importer: str,
        *,
        report: Report = unreported,
        cancelled: CancelCheck = never,
    ) -> ImportReport:
        """Import `paths`; a layer without a name goes to `importer`. Memory does not grow with the number of rows.

        Raises Cancelled between batches, and UserError where the database refuses a batch; batches before stay
        written. Running it again is safe: known articles are found by their text, layers with work are kept.
        """
        tally = _Tally()
        meter = Meter(self._source.count(paths), report, cancelled)
        for batch in _batches(self._source.read(paths, ReadJob(self._schema)), tally):
            meter.stop_if_cancelled()
            tally.add(self._database.bulk_add(batch, importer, self._clock()))
            meter.advance(tally.rows - meter.done)
        meter.advance(tally.rows - meter.done)
        return tally.report()


@dataclass(slots=True)
class _Tally:
    added: int = 0
    known: int = 0
    layers: int = 0
    kept_layers: int = 0
    refused: int = 0
    noticed: int = 0
    first_id: int | None = None
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows are dealt with, in or refused."""
        return self.added + self.known + self.refused

    def add(self, result: BulkResult) -> None:
        self.added += result.added
        self.known += result.known
        self.layers += result.layers
        self.kept_layers += len(result.kept_layers)
        if self.first_id is None and result.article_ids:
            self.first_id = result.article_ids[0]

    def hear(self, problem: Problem) -> None:
        self.refused += problem.is_refusal
        self.noticed += not problem.is_refusal
        kept = self.problems if problem.is_refusal else self.notices
        if len(kept) < KEPT_PROBLEMS:
            kept.append(problem)

    def report(self) -> ImportReport:
        return ImportReport(
            self.added, self.known, self.layers, self.kept_layers, self.refused, self.noticed,
            tuple(self.problems), tuple(self.notices), self.first_id,
        )  # fmt: skip


def _batches(incoming: Iterable[IncomingRecord | Problem], tally: _Tally) -> Iterator[list[IncomingRecord]]:
    batch: list[IncomingRecord] = []
    characters = 0
    for item in incoming:
        if isinstance(item, Problem):
            tally.hear(item)
            continue
        batch.append(item)
        characters += len(item.article.text)
        if len(batch) >= BATCH_RECORDS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
