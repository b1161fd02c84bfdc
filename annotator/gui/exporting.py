"""Annotations out of the window: asks what and where to, works in the background, says what became of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.domain.losses import LOSS_NAMES, LossGroup
from annotator.gui.context import WindowContext
from annotator.gui.dialogs.pages import ExportForm
from annotator.gui.file_work import FileWork, file_filter
from annotator.i18n import _, ngettext
from annotator.services.export import ExportChoice, ExportReport
from annotator.services.ports import Which


class Exporting(QObject):
    """Exports through the window's `work`, which tells how it went."""

    def __init__(self, context: WindowContext, work: FileWork, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._work = work
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {"file.export": self.ask}

    def ask(self) -> None:
        """Let a person choose what to export and where to."""
        form = ExportForm(self._context.exporter.formats, self._window)
        form.chosen.connect(self._ask_target)
        form.open()

    def export(self, format_name: str, path: Path, *, finished_only: bool, include_suggested: bool) -> None:
        """Write annotations to `path`."""
        exporter = self._context.exporter
        which = Which.FINISHED if finished_only else Which.ALL
        choice = ExportChoice(format_name, which, include_suggested=include_suggested)
        self._work.run(
            _("Exporting"),
            lambda report, stop: exporter.run(choice, path, report=report, cancelled=stop),
            self._tell,
        )

    def _ask_target(self, format_name: str, finished_only: bool, include_suggested: bool) -> None:  # noqa: FBT001
        info = next(info for info in self._context.exporter.formats if info.name == format_name)
        suffix = "" if info.is_folder or info.default_split else info.suffixes[0]
        name, _filter = QFileDialog.getSaveFileName(
            self._window, _("Export to"), f"{format_name}{suffix}", file_filter([info] if suffix else [])
        )
        if name:
            self.export(format_name, Path(name), finished_only=finished_only, include_suggested=include_suggested)

    def _tell(self, report: object) -> None:
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
            self._work.told.emit(text, "\n".join(map(_loss_line, report.losses)))


def _loss_line(group: LossGroup) -> str:
    what, why = _(LOSS_NAMES[group.kind]), _(group.reason)
    return f"{group.count} × {what} {group.label}, {why}"
