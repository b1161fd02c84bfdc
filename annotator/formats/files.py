"""Files and folders as one stream of records: finds the files, picks the readers, lets one bad file be one problem."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.schema import Schema
from annotator.formats.lines import count_lines, unreadable
from annotator.formats.registry import BY_SUFFIX, READERS, format_of
from annotator.services.ports import IncomingRecord


class Files:
    """Everything that can be read under the paths a person named."""

    def count(self, paths: Sequence[Path]) -> int:
        """Return about how many records there are: a text file is one, a JSONL file one a line."""
        total = 0
        for found in _walk(paths):
            if isinstance(found, Path):
                total += count_lines(found) if format_of(found) == "kutip" else 1
        return total

    def read(self, paths: Sequence[Path], schema: Schema) -> Iterator[IncomingRecord | Problem]:
        """Yield the records of `paths` in the order named, folders by name; see `services.articles.Source`."""
        for found in _walk(paths):
            if isinstance(found, Problem):
                yield found
                continue
            name = format_of(found)
            if name is None:
                yield _unknown(found)
                continue
            try:
                yield from READERS[name].read(found, schema)
            except UserError as error:
                yield error.problem


def _walk(paths: Sequence[Path]) -> Iterator[Path | Problem]:
    for path in paths:
        if path.is_dir():
            yield from _walk_folder(path)
        else:
            yield path


def _walk_folder(folder: Path) -> Iterator[Path | Problem]:
    """Yield the readable files below `folder`, hidden ones left out; say once a suffix what was passed over."""
    problems: list[Problem] = []

    def hear(error: OSError) -> None:
        problems.append(unreadable(Path(error.filename or folder), error).problem)

    passed: Counter[str] = Counter()
    is_empty = True
    for parent, folders, names in os.walk(folder, onerror=hear):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(parent, name)
            if path.suffix.lower() in BY_SUFFIX:
                is_empty = False
                yield path
            else:
                passed[path.suffix.lower()] += 1
    yield from problems
    for suffix, count in sorted(passed.items()):
        yield Problem(
            Message(
                N_("Files of the kind {suffix} were passed over ({count})."), {"count": count, "suffix": suffix or "?"}
            ),
            Message(N_("Kutip reads {suffixes}."), {"suffixes": _readable()}),
            str(folder), is_refusal=False,
        )  # fmt: skip
    if is_empty and not problems:
        yield Problem(
            Message(N_("There is no file in the folder that Kutip can read.")),
            Message(N_("Kutip reads {suffixes}."), {"suffixes": _readable()}),
            str(folder),
        )


def _unknown(path: Path) -> Problem:
    return Problem(
        Message(N_("Kutip does not read {suffix} files."), {"suffix": path.suffix}),
        Message(N_("Save it as one of these: {suffixes}."), {"suffixes": _readable()}),
        str(path),
    )


def _readable() -> str:
    return ", ".join(BY_SUFFIX)
