"""What `kutip doctor` looks at: versions, the database, the model, where things lie, and the ground they stand on."""

from __future__ import annotations

import locale
import platform
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.services.ports import Database, Suggester, WordLists

ENOUGH_SPACE = 500 << 20
"""Bytes free where the database lies. SQLite needs room for its log, and a migration for a backup."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `name` within its `group`, what was found, and the problem where there is one."""

    group: str
    name: str
    value: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """What there is to look at.

    `packages` are distribution names; `places` are folders and files by what they are for; `brought` must be there
    for the program to work. `target` is a path, or a URL to show; `open_database` and `start_model` are only called
    as needed.
    """

    version: str
    packages: Sequence[str]
    places: Mapping[str, Path]
    brought: Sequence[Path]
    target: str | Path
    open_database: Callable[[], Database]
    start_model: Callable[[], AbstractContextManager[Suggester]]
    language: str
    word_lists: WordLists


class Doctor:
    """Looks at everything the program stands on and says what it found."""

    def __init__(self, patient: Patient) -> None:
        self._patient = patient

    def run(self, *, quick: bool = False) -> Iterator[Check]:
        """Yield the checks as they are made. `quick` leaves out what takes seconds: integrity and starting the model.

        Raises nothing that a check can say instead.
        """
        yield from self._versions()
        yield from self._places()
        yield from self._database(quick=quick)
        yield from self._word_lists()
        yield from self._model(quick=quick)
        yield from self._ground()

    def _versions(self) -> Iterator[Check]:
        yield Check("versions", "kutip", self._patient.version)
        yield Check("versions", "Python", platform.python_version())
        for package in self._patient.packages:
            try:
                yield Check("versions", package, metadata.version(package))
            except metadata.PackageNotFoundError:
                what = Message(N_("The package {package} is not installed."), {"package": package})
                yield Check("versions", package, "–", Problem(what, Message(N_("Install Kutip again."))))

    def _places(self) -> Iterator[Check]:
        for name, path in self._patient.places.items():
            yield Check("places", name, str(path))
        for path in self._patient.brought:
            if not path.exists():
                what = Message(N_("A part of the program is missing."))
                yield Check("places", path.name, "–", Problem(what, Message(N_("Install Kutip again.")), str(path)))

    def _database(self, *, quick: bool) -> Iterator[Check]:
        target = self._patient.target
        if isinstance(target, Path) and not target.exists():
            yield Check("database", "url", f"{target} (not made yet)")
            yield from self._space(target)
            return
        try:
            database = self._patient.open_database()
        except UserError as error:
            yield Check("database", "url", str(target), error.problem)
            return
        try:
            if quick:
                yield Check("database", "url", str(target))
            else:
                yield from _database_checks(database)
        except UserError as error:
            yield Check("database", "integrity", "–", error.problem)
        finally:
            database.close()
        if isinstance(target, Path):
            yield from self._space(target)

    def _space(self, target: Path) -> Iterator[Check]:
        folder = next((parent for parent in target.absolute().parents if parent.exists()), Path.cwd())
        free = shutil.disk_usage(folder).free
        problem = None
        if free < ENOUGH_SPACE:
            problem = Problem(
                Message(N_("There are only {megabytes} MB left where the database lies."), {"megabytes": free >> 20}),
                Message(N_("Make room, or move the database and name its new place with --db.")),
                str(folder),
            )
        yield Check("database", "free space", f"{free >> 20} MB", problem)

    def _word_lists(self) -> Iterator[Check]:
        folder = self._patient.word_lists.folder
        if not folder.is_dir():
            yield Check("word lists", "folder", f"{folder} (not made yet)")
            return
        yield Check("word lists", "folder", str(folder))
        try:
            state = self._patient.word_lists.state()
        except UserError as error:
            yield Check("word lists", "entries", "–", error.problem)
            return
        for name, entries in state.files.items():
            if entries.added or entries.removed:
                yield Check("word lists", name, f"+{entries.added} −{entries.removed}")
        for problem in state.problems:
            yield Check("word lists", "refused", str(problem.line or "–"), problem)

    def _model(self, *, quick: bool) -> Iterator[Check]:
        if quick:
            return
        try:
            with self._patient.start_model() as suggester:
                model = suggester.model
                yield Check("model", model.name, model.version)
        except UserError as error:
            yield Check("model", "model", "–", error.problem)

    def _ground(self) -> Iterator[Check]:
        yield Check("system", "platform", platform.platform())
        yield Check("system", "locale", ".".join(part for part in locale.getlocale() if part) or "C")
        yield Check("system", "encoding", locale.getpreferredencoding(False))  # noqa: FBT003 - its only parameter
        yield Check("system", "language", self._patient.language)


def _database_checks(database: Database) -> Iterator[Check]:
    report = database.check()
    yield Check("database", "url", report.url)
    yield Check("database", "revision", report.revision)
    yield Check("database", "articles", str(report.articles))
    yield Check("database", "layers", str(report.layers))
    for name, value in report.details.items():
        yield Check("database", name, value)
    for problem in report.problems:
        what = Message(N_("The database is damaged: {reason}."), {"reason": problem.rstrip(".")})
        todo = Message(N_("Stop writing to it, keep a copy, and go back to a backup beside it."))
        yield Check("database", "integrity", "–", Problem(what, todo, report.url))
    if not report.problems:
        yield Check("database", "integrity", "ok")
