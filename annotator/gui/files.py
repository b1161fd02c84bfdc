"""Articles into the window: asks for files, works in the background, says what became of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.jobs import Report
from annotator.gui.context import WindowContext
from annotator.gui.dialogs.import_assistant import ImportAssistant
from annotator.gui.dialogs.welcome import offered_name
from annotator.gui.dropped import local_files
from annotator.gui.file_work import FileWork, file_filter
from annotator.gui.panels.message_bar import Offer
from annotator.gui.tasks import CancelCheck
from annotator.i18n import _, ngettext
from annotator.services.articles import AS_RECOGNISED, ImportArticles, ImportChoice, ImportReport
from annotator.settings import ANNOTATOR

_SHOWN_PROBLEMS = 200


class Files(QObject):
    """Imports through the window's `work`, which tells how it went.

    `imported(first article id or None)`, and `offered(text or Problem, details, Offer)` where something can be
    done about it.
    """

    imported = Signal(object)
    offered = Signal(object, str, object)

    def __init__(self, context: WindowContext, work: FileWork, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._work = work
        self._window = window
        self._paths: list[Path] = []
        work.stopped.connect(lambda: self.imported.emit(None))

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {
            "file.import": self.ask_files,
            "file.import_folder": self.ask_folder,
            "file.paste": self.paste,
            "file.example": lambda: self.import_paths([self._context.example]),
        }

    def ask_files(self) -> None:
        """Let a person choose files to import."""
        names, _filter = QFileDialog.getOpenFileNames(
            self._window, _("Import files"), "", file_filter(self._context.importer.formats)
        )
        self.import_paths([Path(name) for name in names])

    def ask_folder(self) -> None:
        """Let a person choose a folder to import."""
        name = QFileDialog.getExistingDirectory(self._window, _("Import a folder"))
        if name:
            self.import_paths([Path(name)])

    def paste(self) -> None:
        """Import the files on the clipboard, or make an article of the text on it."""
        if paths := local_files(QApplication.clipboard().mimeData()):
            self.import_paths(paths)
            return
        text = QApplication.clipboard().text()
        if not text.strip():
            self._work.failed.emit(
                Problem(
                    Message(N_("There is no text on the clipboard.")),
                    Message(N_("Copy an article in another program, then paste it here.")),
                ),
                "",
            )
            return
        self._work.run(_("Importing"), lambda report, stop: self._import_text(text, report, stop), self._after_import)

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Bring files and folders into the database, through the assistant where there is something to decide."""
        if paths:
            chosen = list(paths)
            self._work.run(
                _("Importing"),
                lambda report, stop: self._import_or_ask(chosen, report, stop),
                lambda report: self._after_import(report, chosen),
            )

    def ask_how(self, paths: Sequence[Path]) -> None:
        """Let a person look at what is in `paths` and choose how it is read, then bring it in."""
        importer, settings = self._context.importer, self._context.settings
        assistant = ImportAssistant(importer, settings, paths, self._window)
        assistant.chosen.connect(lambda choice: self._import_as(paths, choice))
        assistant.open()

    def _import_as(self, paths: Sequence[Path], choice: ImportChoice) -> None:
        self._work.run(
            _("Importing"), lambda report, stop: self._import(paths, report, stop, choice), self._after_import
        )

    def _import_or_ask(self, paths: Sequence[Path], report: Report, stop: CancelCheck) -> ImportReport | None:
        """On the other thread: import what leaves nothing to decide; else write nothing and return None."""
        if self._context.importer.asks(paths, cancelled=stop):
            return None
        return self._import(paths, report, stop)

    def _import(
        self, paths: Sequence[Path], report: Report, stop: CancelCheck, choice: ImportChoice = AS_RECOGNISED
    ) -> ImportReport:
        importer = self._context.settings.get(ANNOTATOR) or offered_name()
        return self._context.importer.run(paths, importer, choice, report=report, cancelled=stop)

    def _import_text(self, text: str, report: Report, stop: CancelCheck) -> ImportReport:
        with tempfile.TemporaryDirectory(prefix="kutip-") as folder:
            path = Path(folder) / "clipboard.txt"
            path.write_text(text, "utf-8", errors="surrogatepass", newline="")
            return self._import([path], report, stop)

    def _open_folder(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._work.told.emit(_("The refused rows are in {folder}.").format(folder=folder), "")

    def _tell_refused(self, problem: Problem, paths: Sequence[Path]) -> None:
        """Say why the only file was refused; its format can be chosen where nobody recognises it."""
        if len(paths) == 1 and _is_unknown(self._context.importer, paths[0]):
            offer = Offer(_("Choose its format…"), partial(self.ask_how, paths))
            self.offered.emit(problem, "", offer)
        else:
            self._work.failed.emit(problem, "")

    def _after_import(self, report: object, paths: Sequence[Path] = ()) -> None:
        if not isinstance(report, ImportReport):
            self.ask_how(paths)
            return
        self.imported.emit(report.first_id)
        problems = (*report.problems, *report.notices)
        details = "\n".join(problem.said(_) for problem in problems[:_SHOWN_PROBLEMS])
        rows = report.kept[1:]
        if report.refused == 1 and not report.added and not report.known and not rows:
            self._tell_refused(report.problems[0], paths)
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
            text = f"{text} {report.notices[0].said(_)}"
        if report.added + report.known == 1 and len(facts) == 1 and not report.noticed:
            return  # one article, and it lies open: there is nothing to say
        if rows:
            offer = Offer(_("Open the folder"), partial(self._open_folder, rows[0].parent))
            self.offered.emit(f"{text} {_told_kept(rows)}", details, offer)
            return
        self._work.told.emit(text, details if report.refused or report.noticed else "")


def _is_unknown(importer: ImportArticles, path: Path) -> bool:
    try:
        return path.is_file() and not importer.recognises(path)
    except UserError:
        return False  # it cannot be read in any format


def _told_kept(rows: Sequence[Path]) -> str:
    """Say where the refused rows are, and what can be done with them."""
    if len(rows) == 1:
        kept = _("What was refused is kept in {file}: mend it there and import that file.")
        return kept.format(file=rows[0].name)
    return _("What was refused is kept in a folder, a file for each of yours: mend it there and import those.")
