"""Files and folders as one stream of records: finds the files, picks the readers, lets one bad file be one problem."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.formats.lines import count_lines, unreadable
from annotator.formats.registry import Formats
from annotator.services.ports import FormatInfo, IncomingRecord, Reader, ReadJob

_BESIDE = frozenset(("manifest.json", "readme.md", "typesystem.xml", "annotation.conf", "visual.conf", "tools.conf"))
"""What an export lays beside the articles; nobody needs to hear that it is no article."""

_LITTER = ("~$", "thumbs.db", "desktop.ini")
"""What the system and word processors leave in folders without showing it."""

_ARCHIVES = frozenset((".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"))
_BESIDE_ENDS = (".manifest.json", ".kutip.json")
_ROWS = (".jsonl", ".ndjson", ".csv", ".tsv")


class Files:
    """Everything that can be read under the paths a person named."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats

    @property
    def formats(self) -> tuple[FormatInfo, ...]:
        """The formats that can be read, in the order they are offered."""
        return tuple(reader.info for reader in self._formats.readers.values())

    def count(self, paths: Sequence[Path]) -> int:
        """Return about how many records there are: a file of rows has one a line, any other file is one."""
        return sum(
            count_lines(found) if found.suffix.lower() in _ROWS else 1
            for found in self.files(paths)
            if isinstance(found, Path)
        )

    def read(
        self, paths: Sequence[Path], job: ReadJob, format_name: str | None = None
    ) -> Iterator[IncomingRecord | Problem]:
        """Yield the records of `paths` in the order named, folders by name; see `services.articles.Source`."""
        for found in self.files(paths):
            if isinstance(found, Problem):
                yield found
                continue
            try:
                reader = self.reader(found, format_name)
                if reader is None:
                    yield self._unknown(found)
                else:
                    yield from reader.read(found, job)
            except UserError as error:
                yield error.problem

    def reader(self, path: Path, format_name: str | None = None) -> Reader | None:
        """Return the reader called `format_name`, or the one that recognises `path`. Raises UserError."""
        if format_name is not None:
            reader = self._formats.readers.get(format_name)
            if reader is None:
                raise UserError(
                    N_('There is no format called "{name}".'), N_("Choose one of: {formats}."),
                    name=format_name, formats=", ".join(self._formats.readers),
                )  # fmt: skip
            return reader
        try:
            return self._formats.for_file(path)
        except OSError as error:
            raise unreadable(path, error) from error

    def files(self, paths: Sequence[Path]) -> Iterator[Path | Problem]:
        """Yield the files under `paths`, and a Problem for what cannot be looked into or is passed over."""
        for path in paths:
            if path.is_dir():
                yield from self._folder(path)
            else:
                yield path

    def _folder(self, folder: Path) -> Iterator[Path | Problem]:
        """Yield the readable files below `folder`, hidden ones left out; say once a suffix what was passed over."""
        problems: list[Problem] = []

        def hear(error: OSError) -> None:
            problems.append(unreadable(Path(error.filename or folder), error).problem)

        passed: Counter[str] = Counter()
        is_empty = True
        for parent, folders, names in os.walk(folder, onerror=hear):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.startswith(".") or name.lower().startswith(_LITTER):
                    continue
                if name.lower() in _BESIDE or name.endswith(_BESIDE_ENDS):
                    continue
                path = Path(parent, name)
                if path.suffix.lower() not in self._formats.suffixes:
                    passed[path.suffix.lower()] += 1
                elif not self._is_beside(path):
                    is_empty = False
                    yield path
        yield from problems
        for suffix, count in sorted(passed.items()):
            yield Problem(
                Message(
                    N_("Files of the kind {suffix} were passed over ({count})."),
                    {"count": count, "suffix": suffix or "?"},
                ),
                Message(N_("Kutip reads {suffixes}."), {"suffixes": self._readable()}),
                str(folder), is_refusal=False,
            )  # fmt: skip
        if is_empty and not problems:
            yield Problem(
                Message(N_("There is no file in the folder that Kutip can read.")),
                Message(N_("Kutip reads {suffixes}."), {"suffixes": self._readable()}),
                str(folder),
            )

    def _is_beside(self, path: Path) -> bool:
        """True for the text of a brat document: it is read with its annotations, not once more by itself."""
        return path.suffix.lower() == ".txt" and path.with_suffix(".ann").is_file() and ".ann" in self._formats.suffixes

    def _unknown(self, path: Path) -> Problem:
        what = Message(N_("Kutip does not read {suffix} files."), {"suffix": path.suffix})
        todo = Message(N_("Save it as one of these: {suffixes}."), {"suffixes": self._readable()})
        if path.suffix.lower() in self._formats.suffixes:
            what = Message(N_("The file is {suffix}, but not as any program writes it that Kutip knows."),
                           {"suffix": path.suffix})  # fmt: skip
            todo = Message(N_("Write its articles as JSON Lines (.jsonl), one object a line, and import that."))
        elif path.suffix.lower() in _ARCHIVES:
            todo = Message(N_("Unpack it and import the folder."))
        return Problem(what, todo, str(path))

    def _readable(self) -> str:
        return ", ".join(self._formats.suffixes)
