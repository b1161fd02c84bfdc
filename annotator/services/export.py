"""Annotations on their way out: from the database to files, all of them or none, with everything lost said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from annotator.domain.annotations import KEY_LENGTH
from annotator.domain.errors import N_, UserError
from annotator.domain.export_facts import ExportFacts, PartFacts
from annotator.domain.jobs import Report
from annotator.domain.losses import LossGroup, LossTally
from annotator.domain.schema import Schema
from annotator.domain.stories import SPLITS, Split, Stories, parse_split
from annotator.domain.text import sha256
from annotator.services.format_options import check_options
from annotator.services.ports import (
    CardWriter,
    Database,
    FormatInfo,
    OutgoingChoice,
    OutgoingRecord,
    Shelf,
    Which,
    WriteJob,
    Writer,
)
from annotator.services.progress import CancelCheck, Meter, never, unreported

MANIFEST = "manifest.json"
CARD = "README.md"
_TEXTS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What to write. `labels` None is every label; `options` are the format's own, the rest stays by default.

    `is_strict`: any loss is an error. `licence` is what the data card says of it.
    """

    format: str = "kutip"
    which: Which = Which.FINISHED
    annotator: str | None = None
    labels: frozenset[str] | None = None
    include_suggested: bool = False
    split: Split | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    is_strict: bool = False
    licence: str = ""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote, or would write: `parts` are records by train, dev and test, "" for all in one."""

    path: Path
    format: str
    records: int
    parts: Mapping[str, int]
    losses: tuple[LossGroup, ...]
    facts: ExportFacts

    @property
    def lost(self) -> int:
        """How many things were lost or changed."""
        return sum(group.count for group in self.losses)


class LossyExportError(UserError):
    """A strict export met something it cannot carry; nothing is written. `report` says what it would have been."""

    def __init__(self, report: ExportReport) -> None:
        super().__init__(
            N_("The format {format} cannot carry all of it: {count} would be lost or changed. Nothing was written."),
            N_("Allow losses, leave the labels out that it cannot carry, or take a lossless format."),
            format=report.format,
            count=report.lost,
        )
        self.report = report


class ExportAnnotations:
    """Writes annotations in one of the formats there are writers for."""

    def __init__(
        self, database: Database, writers: Mapping[str, Writer], shelf: Shelf, schema: Schema, version: str = ""
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._schema = schema
        self._writers = writers
        self._version = version

    @property
    def formats(self) -> tuple[FormatInfo, ...]:
        """The formats, in the order they are offered."""
        return tuple(writer.info for writer in self._writers.values())

    def annotators(self) -> list[str]:
        """Return whose layers there may be, in the order they came."""
        with self._database.unit_of_work() as work:
            return work.annotators.names()

    def articles_by(self, annotator: str | None = None) -> Mapping[Which, int]:
        """Return how many articles there are to export, of everyone's or of `annotator`'s, suggestions aside."""
        with self._database.unit_of_work() as work:
            return work.layers.articles_by(annotator)

    def has_card(self, format_name: str) -> bool:
        """Say whether exports in that format come with a data card, which has a place for the licence."""
        return isinstance(self._writers[format_name], CardWriter)

    def run(
        self, choice: ExportChoice, path: Path, *, report: Report = unreported, cancelled: CancelCheck = never
    ) -> ExportReport:
        """Write `path`, a file or a folder, with its manifest; the same database and choice give the same bytes.

        Without a split a format of files is one file, `path`, with its manifest and data card beside it; else `path`
        is a folder. Raises Cancelled, UserError, and LossyExportError where the choice is strict; then everything is
        as it was before.
        """
        making = self._making(choice, Meter(self._expected(choice), report, cancelled))
        path = path.absolute()
        with self._shelf.staged(path, is_folder=making.is_folder) as staged:
            made = making.make(path, staged)
            if choice.is_strict and made.lost:
                raise LossyExportError(made)
            if making.is_folder:
                self._shelf.put_folder(staged / path.name, path)
            else:
                names = sorted(found.name for found in staged.iterdir())
                self._shelf.put(staged, path, {name: path.with_name(name) for name in names})
        return made

    def preview(
        self, choice: ExportChoice, *, report: Report = unreported, cancelled: CancelCheck = never
    ) -> ExportReport:
        """Return what `run` would, with everything it would lose; it writes somewhere else and throws that away.

        Raises Cancelled and UserError.
        """
        making = self._making(choice, Meter(self._expected(choice), report, cancelled))
        with self._shelf.scratch() as staged:
            return making.make(Path("kutip"), staged)

    def _expected(self, choice: ExportChoice) -> int:
        """Return about how many records there will be: an article that several annotated has more than one."""
        with self._database.unit_of_work() as work:
            if choice.include_suggested and choice.annotator is None:
                return work.articles.count()
            return work.layers.articles_by(choice.annotator)[choice.which]

    def _making(self, choice: ExportChoice, meter: Meter) -> _Making:
        """Check the choice and fill in what the format has defaults for. Raises UserError."""
        writer = self._writers.get(choice.format)
        if writer is None:
            raise UserError(
                N_('There is no format called "{name}".'), N_("Choose one of: {formats}."),
                name=choice.format, formats=", ".join(self._writers),
            )  # fmt: skip
        known = [label.name for label in self._schema.labels]
        if unknown := sorted((choice.labels or frozenset()).difference(known)):
            raise UserError(
                N_("The label set does not know the label {labels}."), N_("Choose among these: {known}."),
                labels=", ".join(unknown), known=", ".join(known),
            )  # fmt: skip
        if choice.annotator is not None and choice.annotator not in (names := self.annotators()):
            raise UserError(
                N_('Nobody called "{name}" has annotated here.'), N_("Choose among these: {known}."),
                name=choice.annotator, known=", ".join(names) or "–",
            )  # fmt: skip
        split = choice.split
        if split is None and writer.info.default_split:
            shares = parse_split(writer.info.default_split)
            split = Split(shares) if shares is not None else None
        options = checked_options(writer.info, choice.options)
        choice = replace(choice, split=split, options=options)
        return _Making(self._database, self._schema, self._version, writer, choice, meter)


def checked_options(info: FormatInfo, given: Mapping[str, str]) -> Mapping[str, str]:
    """Return the write options of a format, as given or by default. Raises UserError for one it does not have."""
    check_options(info.write_options, given, info.name)
    return {option.name: given.get(option.name, option.default) for option in info.write_options}


def narrowed(record: OutgoingRecord, labels: frozenset[str]) -> OutgoingRecord:
    """Return `record` with the spans of `labels` only, and what hangs on those."""
    spans = tuple(span for span in record.spans if span.label in labels)
    ids = {span.id for span in spans}
    return replace(
        record,
        spans=spans,
        relations=tuple(link for link in record.relations if link.head in ids and link.child in ids),
        comments=tuple(one for one in record.comments if one.span_id is None or one.span_id in ids),
    )


@dataclass(slots=True)
class _Making:
    """One export in the making."""

    database: Database
    schema: Schema
    version: str
    writer: Writer
    choice: ExportChoice
    meter: Meter
    tally: LossTally = field(default_factory=LossTally)

    @property
    def is_folder(self) -> bool:
        """True where what comes of it is a folder, not one file with its manifest beside it."""
        return self.writer.info.is_folder or self.choice.split is not None

    def make(self, path: Path, staged: Path) -> ExportReport:
        """Write what is to become `path`, and what comes beside it, into `staged` and say what there is."""
        root = staged / path.name if self.is_folder else staged
        root.mkdir(exist_ok=True)
        parts: dict[str, PartFacts] = {}
        for part, articles in self._parts():
            target = self._target(root, part) if self.is_folder else staged / path.name
            if self.writer.info.is_folder:
                target.mkdir(exist_ok=True)
            found = PartFacts()
            records = _counted(self._outgoing(articles), found, self.meter)
            job = WriteJob(self.schema, self.choice.options, self.tally.add)
            parts[part] = replace(found, written=self.writer.write(records, target, job))
        facts = ExportFacts(
            self.choice.format, self.version, self.schema, parts, self.tally.groups(), self.choice.split,
            self.choice.licence, self.choice.options,
        )  # fmt: skip
        beside = "" if self.is_folder else f"{path.name}."
        if isinstance(self.writer, CardWriter):
            (root / f"{beside}{CARD}").write_text(self.writer.card(facts), "utf-8", newline="\n")
        _write_manifest(root, root / f"{beside}{MANIFEST}", facts, self.choice)
        written = {part: found.written for part, found in parts.items()}
        return ExportReport(path, self.choice.format, sum(written.values()), written, facts.losses, facts)

    def _parts(self) -> Iterator[tuple[str, frozenset[str] | None]]:
        """Yield the parts with the keys of their articles; one part called "" with all where there is no split."""
        split = self.choice.split
        if split is None:
            yield "", None
            return
        articles: dict[str, list[str]] = {part: [] for part in SPLITS}
        for key, story in self._stories().items():
            articles[split.part(story)].append(key)
        for part, share in zip(SPLITS, split.shares, strict=True):
            if share:
                yield part, frozenset(articles[part])

    def _target(self, root: Path, part: str) -> Path:
        info = self.writer.info
        if not part:
            return root
        name = info.split_names.get(part, part)
        return root / name if info.is_folder else root / f"{name}{info.suffixes[0]}"

    def _stories(self) -> Mapping[str, str]:
        """Return the story of every article there is, finished or not, so that finishing one moves no other."""
        found = Stories()
        last = 0
        with self.database.unit_of_work() as work:
            while texts := work.articles.texts(last, _TEXTS_AT_ONCE):
                self.meter.stop_if_cancelled()
                for _, _, text in texts:
                    found.add(sha256(text)[:KEY_LENGTH], text)
                last = texts[-1][0]
        return found.by_article()

    def _outgoing(self, articles: frozenset[str] | None) -> Iterator[OutgoingRecord]:
        choice = self.choice
        records = self.database.outgoing(
            OutgoingChoice(choice.which, choice.annotator, choice.include_suggested, articles)
        )
        return records if choice.labels is None else (narrowed(one, choice.labels) for one in records)


def _counted(records: Iterable[OutgoingRecord], facts: PartFacts, meter: Meter) -> Iterator[OutgoingRecord]:
    """Pass the records on and keep count of what is in them. They come article by article."""
    for _, layers in groupby(records, key=lambda record: record.article.sha256):
        of_article = []
        for record in layers:
            meter.stop_if_cancelled()
            facts.count(record.article, record.annotator, record.answer, record.spans, record.relations)
            of_article.append(record.spans)
            yield record
            meter.advance()
        facts.agreement.add(of_article)


def _write_manifest(root: Path, path: Path, facts: ExportFacts, choice: ExportChoice) -> None:
    files = [
        {"path": found.relative_to(root).as_posix(), "bytes": found.stat().st_size, "sha256": _checksum(found)}
        for found in sorted(root.rglob("*"))
        if found.is_file()
    ]
    text = json.dumps({**_manifest(facts, choice), "files": files}, ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", "utf-8", newline="\n")


def _manifest(facts: ExportFacts, choice: ExportChoice) -> dict[str, Any]:
    """Return what the manifest says before its files. No time and no path: the same export says the same."""
    split = facts.split
    return {
        "schema": "kutip-export/1",
        "format": facts.format,
        "options": dict(sorted(choice.options.items())),
        "tool": {"name": "kutip", "version": facts.version},
        "label_set": {"name": facts.schema.name, "version": facts.schema.version},
        "guideline": {"rules": len(facts.schema.guideline), "version": facts.schema.version},
        "models": [{"kind": kind, "name": name, "version": version} for kind, name, version in facts.models],
        "choice": {
            "articles": choice.which.value,
            "layer": choice.annotator,
            "labels": sorted(choice.labels) if choice.labels is not None else None,
            "include_suggested": choice.include_suggested,
        },
        "split": {"shares": list(split.shares), "seed": split.seed} if split is not None else None,
        "licence": facts.licence or None,
        "counts": {part or "all": found.to_json() for part, found in facts.parts.items()},
        "losses": [group.to_json() for group in facts.losses],
    }


def _checksum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
