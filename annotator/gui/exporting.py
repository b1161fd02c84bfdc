"""Annotations out of the window: asks what and where to, works in the background, says what became of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from annotator.domain.errors import UserError
from annotator.gui.context import WindowContext
from annotator.gui.dialogs.export_assistant import ExportAssistant
from annotator.gui.export_preview import ExportPreview
from annotator.gui.file_work import FileWork
from annotator.gui.panels.message_bar import Offer
from annotator.gui.words import loss_line
from annotator.i18n import _, ngettext
from annotator.services.export import ExportChoice, ExportReport


class Exporting(QObject):
    """Exports through the window's `work`, which tells how it went. `written(text, Offer, details)` for good news."""

    written = Signal(str, object, str)

    def __init__(self, context: WindowContext, work: FileWork, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._work = work
        self._window = window
        self.preview = ExportPreview(context.exporter, self)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {"file.export": self.ask}

    def leave(self) -> None:
        """Stop looking at what would be lost, as the window closes."""
        self.preview.forget()

    def ask(self) -> None:
        """Let a person choose what to export and where to."""
        context = self._context
        try:
            assistant = ExportAssistant(
                context.exporter,
                context.settings,
                self.preview,
                self._window,
                labels=[label.name for label in context.schema.labels],
                name=Path(context.about.database_name).stem,
            )
        except UserError as error:
            self._work.failed.emit(error.problem, "")
            return
        assistant.chosen.connect(self.export)
        assistant.open()

    def export(self, choice: ExportChoice, path: Path) -> None:
        """Write annotations to `path`."""
        exporter = self._context.exporter
        self._work.run(
            _("Exporting"),
            lambda report, stop: exporter.run(choice, path, report=report, cancelled=stop),
            lambda report: self._tell(report, path.parent if path.is_file() else path),
            _("Stopped. Nothing was written."),
        )

    def _tell(self, report: object, folder: Path) -> None:
        if not isinstance(report, ExportReport):
            return
        text = ngettext(
            "{count} record is written to {path}.", "{count} records are written to {path}.", report.records
        )
        text = text.format(count=report.records, path=report.path)
        if report.lost:
            lost = ngettext(
                "The format could not carry {count} thing.", "The format could not carry {count} things.", report.lost
            )
            text = f"{text} {lost.format(count=report.lost)}"
        offer = Offer(_("Open the folder"), lambda: self._open(folder))
        self.written.emit(text, offer, "\n".join(map(loss_line, report.losses)))

    def _open(self, folder: Path) -> None:
        """Show the folder in the system's file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._work.told.emit(_("The export is in {folder}.").format(folder=folder), "")
