"""Annotations on their way out: from the database to one file, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import N_, UserError
from annotator.domain.jobs import Report
from annotator.domain.schema import Schema
from annotator.services.ports import Database, OutgoingChoice, OutgoingRecord, Shelf, Which, WriteJob, Writer
from annotator.services.progress import CancelCheck, Meter, never, unreported


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote."""

    path: Path
    format: str
    records: int


class ExportAnnotations:
    """Writes annotations in one of the formats there are writers for."""

    def __init__(self, database: Database, writers: Mapping[str, Writer], shelf: Shelf, schema: Schema) -> None:
        self._database = database
        self._shelf = shelf
        self._schema = schema
        self._writers = writers

    @property
    def formats(self) -> tuple[str, ...]:
        """The names of the formats, in the order they are offered."""
        return tuple(self._writers)

    def run(
        self,
        format_name: str,
        path: Path,
        *,
        finished_only: bool = True,
        include_suggested: bool = False,
        report: Report = unreported,
        cancelled: CancelCheck = never,
    ) -> ExportReport:
        """Write `path` and say how much; the same database and options give the same bytes.

        Raises Cancelled and UserError, and then the file is as it was before.
        """
        writer = self._writers.get(format_name)
        if writer is None:
            raise UserError(
                N_('There is no format called "{name}".'), N_("Choose one of: {formats}."),
                name=format_name, formats=", ".join(self.formats),
            )  # fmt: skip
        meter = Meter(None, report, cancelled)
        which = Which.FINISHED if finished_only else Which.ALL
        outgoing = self._database.outgoing(OutgoingChoice(which, include_suggested=include_suggested))
        with self._shelf.staged(path, is_folder=writer.info.is_folder) as folder:
            count = writer.write(_metered(outgoing, meter), folder / path.name, WriteJob(self._schema))
            self._shelf.put(folder, path, {path.name: path})
        return ExportReport(path, format_name, count)


def _metered(records: Iterator[OutgoingRecord], meter: Meter) -> Iterator[OutgoingRecord]:
    for record in records:
        meter.stop_if_cancelled()
        yield record
        meter.advance()
