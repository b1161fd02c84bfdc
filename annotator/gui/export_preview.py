"""What an export would lose, found out in the background while a person still chooses. Nothing is written by it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from annotator.gui.tasks import Task, start_task
from annotator.services.export import ExportAnnotations, ExportChoice

_SETTLE_MS = 300
"""Choices come one after the other; the look waits for the last."""


class ExportPreview(QObject):
    """Looks at one choice at a time, the last that was asked about.

    `looking` when it begins, `progressed(Progress)`, then one of `found(ExportReport)`, `failed(UserError)` and
    `stopped`; a look whose choice is no longer wanted ends without a word.
    """

    looking = Signal()
    progressed = Signal(object)
    found = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, exporter: ExportAnnotations, parent: QObject) -> None:
        super().__init__(parent)
        self._exporter = exporter
        self._choice = ExportChoice()
        self._task: Task | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE_MS)
        self._soon.timeout.connect(self._look)

    @property
    def is_working(self) -> bool:
        """True from `look_at` until it is known, or stopped."""
        return self._task is not None or self._soon.isActive()

    def look_at(self, choice: ExportChoice) -> None:
        """Find out what `choice` would lose, once choices have settled."""
        self.forget()
        self._choice = choice
        self._soon.start()
        self.looking.emit()

    def stop(self) -> None:
        """Stop looking because a person asked for it."""
        if self.is_working:
            self.forget()
            self.stopped.emit()

    def forget(self) -> None:
        """Want nothing any more; what is under way stops by itself and is not heard of again."""
        self._soon.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _look(self) -> None:
        exporter, choice = self._exporter, self._choice
        task = start_task(lambda report, stop: exporter.preview(choice, report=report, cancelled=stop), self)
        task.progressed.connect(lambda progress: self._pass_on(task, self.progressed, progress))
        task.finished.connect(lambda report: self._pass_on(task, self.found, report))
        task.failed.connect(lambda error: self._pass_on(task, self.failed, error))
        self._task = task

    def _pass_on(self, task: Task, signal: SignalInstance, news: object) -> None:
        """Tell what is still wanted; a report or an error is the last of it."""
        if task is self._task:
            if signal is not self.progressed:
                self._task = None
            signal.emit(news)
