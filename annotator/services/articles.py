"""Articles on their way in: from files to the database in batches, with everything refused said and kept count of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

from annotator.domain.errors import Problem, UserError
from annotator.domain.jobs import Cancelled, Report
from annotator.domain.label_guess import guess
from annotator.domain.schema import Schema
from annotator.services.format_options import check_options
from annotator.services.ports import (
    Asks,
    BulkResult,
    Clock,
    Database,
    FormatInfo,
    IncomingRecord,
    Leftovers,
    Reader,
    ReadJob,
    Table,
    TableReader,
)
from annotator.services.progress import CancelCheck, Meter, never, unreported

BATCH_RECORDS = 1000
BATCH_CHARACTERS = 4_000_000
"""A batch is one transaction: full at either bound, so that memory stays flat for many articles and for long ones."""

KEPT_PROBLEMS = 1000

LOOKED_AT = 2000
"""Records that a preview reads: enough to meet every label, and a second or so."""

SHOWN_RECORDS = 20
SHOWN_FILES = 200


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

    def reader(self, path: Path, format_name: str | None = None) -> Reader | None:
        """Return who reads `path`, None where nobody does. Raises UserError."""

    def files(self, paths: Sequence[Path]) -> Iterator[Path | Problem]:
        """Yield the files under `paths` that can be read, and a Problem for what is passed over."""

    @property
    def formats(self) -> tuple[FormatInfo, ...]:
        """The formats that can be read."""


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """How to read: `format` None is what each file is recognised as; `labels` theirs to ours, "" leaves out.

    `options` are the format's own: which column holds the text, how quotes are told.
    """

    format: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)


AS_RECOGNISED = ImportChoice()


@dataclass(frozen=True, slots=True)
class FilePreview:
    """One file as it would be read: `format` None where nobody reads it, `table` where it has columns."""

    path: Path
    format: FormatInfo | None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import would do, from its beginning. Nothing is written.

    `records` are the first few; `labels` counts the labels of theirs in everything that was looked at and `guesses`
    says which of ours each probably means (none where there is no telling). `coming` of the rows looked at would come
    in, `refused` would not. `is_whole`: everything was looked at.
    """

    files: tuple[FilePreview, ...]
    records: tuple[IncomingRecord, ...]
    looked_at: int
    labels: Mapping[str, int]
    guesses: Mapping[str, str]
    problems: tuple[Problem, ...]
    refused: int
    coming: int
    is_whole: bool


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
    kept: tuple[Path, ...] = ()


class ImportArticles:
    """Brings files into the database. `leftovers` gives a place for what one import refuses."""

    def __init__(
        self,
        database: Database,
        source: Source,
        schema: Schema,
        clock: Clock,
        leftovers: Callable[[datetime], Leftovers],
    ) -> None:
        self._database = database
        self._source = source
        self._schema = schema
        self._clock = clock
        self._leftovers = leftovers

    @property
    def formats(self) -> tuple[FormatInfo, ...]:
        """The formats that can be read, in the order they are offered."""
        return self._source.formats

    @property
    def schema(self) -> Schema:
        """The label set that files are read by."""
        return self._schema

    def asks(self, paths: Sequence[Path], *, cancelled: CancelCheck = never) -> bool:
        """Say whether a person should see first what an import of `paths` would do: `FormatInfo.asks` of its files.

        Files that nobody reads are refused whatever is chosen, so they alone ask nothing. Raises Cancelled.
        """
        ours: list[Path] = []
        for path in self._source.files(paths):
            if cancelled():
                raise Cancelled
            if isinstance(path, Problem):
                continue
            try:
                reader = self._source.reader(path)
            except UserError:
                continue  # the import says why it cannot be read
            if reader is not None and reader.info.asks is Asks.ALWAYS:
                return True
            if reader is not None and reader.info.asks is Asks.WHEN_REFUSED:
                ours.append(path)
        return bool(ours) and self.preview(ours, cancelled=cancelled).refused > 0

    def recognises(self, path: Path) -> bool:
        """Say whether the file is in a format that is read, by its name and beginning. Raises UserError."""
        return self._source.reader(path) is not None

    def preview(
        self, paths: Sequence[Path], choice: ImportChoice = AS_RECOGNISED, *, cancelled: CancelCheck = never
    ) -> ImportPreview:
        """Say what an import of `paths` would do, by their beginning. Writes nothing. Raises Cancelled, UserError."""
        self._check(choice)
        labels: Counter[str] = Counter()
        job = ReadJob(self._schema, choice.labels, choice.options, lambda label: labels.update((label,)))
        records: list[IncomingRecord] = []
        tally = _Tally()
        looked_at, coming, is_whole = 0, 0, True
        for item in self._source.read(paths, job, choice.format):
            if cancelled():
                raise Cancelled
            looked_at += 1
            if isinstance(item, Problem):
                tally.hear(item)
            else:
                coming += 1
                records += [item] if len(records) < SHOWN_RECORDS else []
            if looked_at >= LOOKED_AT:
                is_whole = False
                break
        guesses = {theirs: ours for theirs in labels if (ours := guess(theirs, self._schema)) is not None}
        return ImportPreview(
            self._previewed_files(paths, choice), tuple(records), looked_at, dict(labels.most_common()), guesses,
            (*tally.problems, *tally.notices), tally.refused, coming, is_whole,
        )  # fmt: skip

    def _previewed_files(self, paths: Sequence[Path], choice: ImportChoice) -> tuple[FilePreview, ...]:
        found: list[FilePreview] = []
        for path in islice((one for one in self._source.files(paths) if isinstance(one, Path)), SHOWN_FILES):
            try:
                reader = self._source.reader(path, choice.format)
                table = reader.table(path, SHOWN_RECORDS) if isinstance(reader, TableReader) else None
                found.append(FilePreview(path, None if reader is None else reader.info, table))
            except UserError:
                found.append(FilePreview(path, None))  # why, is among the problems
        return tuple(found)

    def _check(self, choice: ImportChoice) -> None:
        """Raise UserError for an option that no reader has; a format that is not known is for the source to refuse."""
        named = [info for info in self.formats if choice.format in (None, info.name)]
        if named:
            check_options((option for info in named for option in info.read_options), choice.options, choice.format)

    def run(
        self,
        paths: Sequence[Path],
        importer: str,
        choice: ImportChoice = AS_RECOGNISED,
        *,
        report: Report = unreported,
        cancelled: CancelCheck = never,
    ) -> ImportReport:
        """Import `paths`; a layer without a name goes to `importer`. Memory does not grow with the number of rows.

        Raises Cancelled between batches, and UserError where the database refuses a batch; batches before stay
        written. Running it again is safe: known articles are found by their text, layers with work are kept. Rows
        that are refused are kept in files of their own, `ImportReport.kept`, to be mended and imported again.
        """
        self._check(choice)
        leftovers = self._leftovers(self._clock())
        tally = _Tally()
        meter = Meter(self._source.count(paths), report, cancelled)
        job = ReadJob(self._schema, choice.labels, choice.options)
        incoming = _keeping(self._source.read(paths, job, choice.format), leftovers)
        for batch in _batches(incoming, tally):
            meter.stop_if_cancelled()
            tally.add(self._database.bulk_add(batch, importer, self._clock()))
            meter.advance(tally.rows - meter.done)
        meter.advance(tally.rows - meter.done)
        return replace(tally.report(), kept=leftovers.close(tally.problems))


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


def _keeping(incoming: Iterable[IncomingRecord | Problem], leftovers: Leftovers) -> Iterator[IncomingRecord | Problem]:
    for item in incoming:
        if isinstance(item, Problem):
            leftovers.add(item)
        yield item


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
