"""Articles in and annotations out, from the window: asks for files, works in the background, says what became of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.jobs import Report
from annotator.domain.losses import LOSS_NAMES, LossGroup
from annotator.gui.context import WindowContext
from annotator.gui.dialogs.pages import ExportForm
from annotator.gui.dialogs.welcome import offered_name
from annotator.gui.tasks import CancelCheck, Task, start_task
from annotator.i18n import _, fill, ngettext
from annotator.services.articles import ImportReport
from annotator.services.export import ExportChoice, ExportReport
from annotator.services.ports import FormatInfo, Which
from annotator.settings import ANNOTATOR

_SHOWN_PROBLEMS = 200


class Files(QObject):
    """One import or export at a time.

    `imported(first article id or None)`, `told(text, details)` for good news, `failed(Problem, details)`,
    `progressed(name, Progress)` and `ended` for the status line.
    """

    imported = Signal(object)
    told = Signal(str, str)
    failed = Signal(object, str)
    progressed = Signal(str, object)
    ended = Signal()

    def __init__(self, context: WindowContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._task: Task | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {
            "file.import": self.ask_files,
            "file.import_folder": self.ask_folder,
            "file.paste": self.paste,
            "file.example": lambda: self.import_paths([self._context.example]),
            "file.export": self.ask_export,
        }

    @property
    def is_working(self) -> bool:
        """True while an import or export is under way."""
        return self._task is not None

    def cancel(self) -> None:
        """Stop what is under way; what is written stays."""
        if self._task is not None:
            self._task.cancel()

    def ask_files(self) -> None:
        """Let a person choose files to import."""
        names, _filter = QFileDialog.getOpenFileNames(
            self._window, _("Import files"), "", _offered(self._context.importer.formats)
        )
        self.import_paths([Path(name) for name in names])

    def ask_folder(self) -> None:
        """Let a person choose a folder to import."""
        name = QFileDialog.getExistingDirectory(self._window, _("Import a folder"))
        if name:
            self.import_paths([Path(name)])

    def paste(self) -> None:
        """Make an article of the text on the clipboard."""
        text = QApplication.clipboard().text()
        if not text.strip():
            self.failed.emit(
                Problem(
                    Message(N_("There is no text on the clipboard.")),
                    Message(N_("Copy an article in another program, then paste it here.")),
                ),
                "",
            )
            return
        self._run(_("Importing"), lambda report, stop: self._import_text(text, report, stop), self._after_import)

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Bring files and folders into the database."""
        if paths:
            chosen = list(paths)
            self._run(_("Importing"), lambda report, stop: self._import(chosen, report, stop), self._after_import)

    def ask_export(self) -> None:
        """Let a person choose what to export and where to."""
        form = ExportForm(self._context.exporter.formats, self._window)
        form.chosen.connect(self._ask_target)
        form.open()

    def export(self, format_name: str, path: Path, *, finished_only: bool, include_suggested: bool) -> None:
        """Write annotations to `path`."""
        exporter = self._context.exporter
        which = Which.FINISHED if finished_only else Which.ALL
        choice = ExportChoice(format_name, which, include_suggested=include_suggested)
        self._run(
            _("Exporting"),
            lambda report, stop: exporter.run(choice, path, report=report, cancelled=stop),
            self._after_export,
        )

    def _ask_target(self, format_name: str, finished_only: bool, include_suggested: bool) -> None:  # noqa: FBT001
        info = next(info for info in self._context.exporter.formats if info.name == format_name)
        suffix = "" if info.is_folder or info.default_split else info.suffixes[0]
        name, _filter = QFileDialog.getSaveFileName(
            self._window, _("Export to"), f"{format_name}{suffix}", _offered([info] if suffix else [])
        )
        if name:
            self.export(format_name, Path(name), finished_only=finished_only, include_suggested=include_suggested)

    def _import(self, paths: Sequence[Path], report: Report, stop: CancelCheck) -> ImportReport:
        importer = self._context.settings.get(ANNOTATOR) or offered_name()
        return self._context.importer.run(paths, importer, report=report, cancelled=stop)

    def _import_text(self, text: str, report: Report, stop: CancelCheck) -> ImportReport:
        with tempfile.TemporaryDirectory(prefix="kutip-") as folder:
            path = Path(folder) / "clipboard.txt"
            path.write_text(text, "utf-8", errors="surrogatepass", newline="")
            return self._import([path], report, stop)

    def _run(
        self,
        name: str,
        work: Callable[[Report, CancelCheck], object],
        then: Callable[[object], None],
    ) -> None:
        if self._task is not None:
            self.failed.emit(
                Problem(
                    Message(N_("An import or export is still under way.")),
                    Message(N_("Wait for it to end, or stop it in the status line.")),
                ),
                "",
            )
            return
        self._task = start_task(work, self)
        self._task.progressed.connect(lambda progress: self.progressed.emit(name, progress))
        self._task.finished.connect(then)
        self._task.failed.connect(self._fail)
        self._task.cancelled.connect(self._tell_cancelled)
        self._task.ended.connect(self._end)

    def _fail(self, error: UserError) -> None:
        self.failed.emit(error.problem, "")

    def _tell_cancelled(self) -> None:
        self.imported.emit(None)
        self.told.emit(_("Stopped. What was done before stays."), "")

    def _end(self) -> None:
        self._task = None
        self.ended.emit()

    def _after_import(self, report: object) -> None:
        if not isinstance(report, ImportReport):
            return
        self.imported.emit(report.first_id)
        problems = (*report.problems, *report.notices)
        details = "\n".join(_sentence(problem) for problem in problems[:_SHOWN_PROBLEMS])
        if report.refused == 1 and not report.added and not report.known:
            self.failed.emit(report.problems[0], "")
            return
        facts, counts = [], []
        if report.added:
            facts.append(ngettext("{count} article is new.", "{count} articles are new.", report.added))
            counts.append(report.added)
        if report.known:
            facts.append(ngettext("{count} was known already.", "{count} were known already.", report.known))
            counts.append(report.known)
        if report.kept_layers:
            facts.append(
                ngettext(
                    "{count} annotation in the file was left out because you have worked on the article.",
                    "{count} annotations in the file were left out because you have worked on the articles.",
                    report.kept_layers,
                )
            )
            counts.append(report.kept_layers)
        if report.refused:
            facts.append(ngettext("{count} row was refused.", "{count} rows were refused.", report.refused))
            counts.append(report.refused)
        text = " ".join(fact.format(count=count) for fact, count in zip(facts, counts, strict=True))
        if report.noticed and not report.refused and len(report.notices) == 1:
            text = f"{text} {_sentence(report.notices[0])}"
        if report.added + report.known == 1 and len(facts) == 1 and not report.noticed:
            return  # one article, and it lies open: there is nothing to say
        self.told.emit(text, details if report.refused or report.noticed else "")

    def _after_export(self, report: object) -> None:
        if isinstance(report, ExportReport):
            text = ngettext(
                "{count} record is written to {path}.", "{count} records are written to {path}.", report.records
            )
            text = text.format(count=report.records, path=report.path)
            if report.lost:
                lost = ngettext(
                    "The format could not carry {count} thing.",
                    "The format could not carry {count} things.",
                    report.lost,
                )
                text = f"{text} {lost.format(count=report.lost)}"
            self.told.emit(text, "\n".join(map(_loss_line, report.losses)))


def _offered(formats: Sequence[FormatInfo]) -> str:
    """Return the filter of a file dialog for `formats`; all files are offered as well."""
    suffixes = dict.fromkeys(suffix for info in formats for suffix in info.suffixes)
    every = _("All files (*)")
    named = _("Files ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in suffixes))
    return f"{named};;{every}" if suffixes else every


def _loss_line(group: LossGroup) -> str:
    what, why = _(LOSS_NAMES[group.kind]), _(group.reason)
    return f"{group.count} × {what} {group.label}, {why}"


def _sentence(problem: Problem) -> str:
    what = fill(problem.what.template, problem.what.params)
    return f"{problem.place}{what} {fill(problem.todo.template, problem.todo.params)}"
