"""One import or export at a time, in the background, with its progress and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.jobs import Report
from annotator.gui.tasks import CancelCheck, Task, start_task
from annotator.i18n import _
from annotator.services.ports import FormatInfo


class FileWork(QObject):
    """Runs what importing and exporting ask for.

    `told(text, details)` for good news, `failed(Problem, details)`, `progressed(name, Progress)` and `ended` for the
    status line, `stopped` where it was told to stop.
    """

    told = Signal(str, str)
    failed = Signal(object, str)
    progressed = Signal(str, object)
    stopped = Signal()
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._stopped_text = ""

    @property
    def is_working(self) -> bool:
        """True while an import or export is under way."""
        return self._task is not None

    def cancel(self) -> None:
        """Stop what is under way; what is written stays."""
        if self._task is not None:
            self._task.cancel()

    def run(
        self,
        name: str,
        work: Callable[[Report, CancelCheck], object],
        then: Callable[[object], None],
        stopped: str = "",
    ) -> None:
        """Start `work`, called `name` in the status line, and give what it returns to `then`.

        `stopped` is said where it was told to stop; without any, that what was done before stays. Where something is
        under way already, that is said and nothing is started.
        """
        if self._task is not None:
            self.failed.emit(
                Problem(
                    Message(N_("An import or export is still under way.")),
                    Message(N_("Wait for it to end, or stop it in the status line.")),
                ),
                "",
            )
            return
        self._stopped_text = stopped or _("Stopped. What was done before stays.")
        self._task = start_task(work, self)
        self._task.progressed.connect(lambda progress: self.progressed.emit(name, progress))
        self._task.finished.connect(then)
        self._task.failed.connect(self._fail)
        self._task.cancelled.connect(self._tell_cancelled)
        self._task.ended.connect(self._end)

    def _fail(self, error: UserError) -> None:
        self.failed.emit(error.problem, "")

    def _tell_cancelled(self) -> None:
        self.stopped.emit()
        self.told.emit(self._stopped_text, "")

    def _end(self) -> None:
        self._task = None
        self.ended.emit()


def file_filter(formats: Sequence[FormatInfo]) -> str:
    """Return the filter of a file dialog for `formats`; all files are offered as well."""
    suffixes = dict.fromkeys(suffix for info in formats for suffix in info.suffixes)
    every = _("All files (*)")
    named = _("Files ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in suffixes))
    return f"{named};;{every}" if suffixes else every
