"""Long blocking work, such as an import, off the window's thread. Knows nothing of what the work is."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from annotator.domain.errors import UserError
from annotator.domain.jobs import Cancelled, Progress, Report

_log = logging.getLogger(__name__)

CancelCheck = Callable[[], bool]
Work = Callable[[Report, CancelCheck], object]
"""Does the work on another thread. Gets what to report progress to and what to ask whether it may go on, raises
Cancelled when it may not, and touches nothing of Qt."""

_REPORT_EVERY = 0.05  # seconds; a bar that moves oftener is not seen, only paid for


class Task(QObject):
    """One piece of work that is under way. All signals come on the thread that started it, `ended` always and last.

    An exception that is neither Cancelled nor a UserError is a bug and goes where bugs go: to `sys.excepthook`.
    """

    progressed = Signal(object)
    """A Progress; twenty times a second at most."""
    finished = Signal(object)
    """What the work returned."""
    failed = Signal(object)
    """The UserError it raised."""
    cancelled = Signal()
    """It stopped because it was told to."""
    ended = Signal()
    """It is over, however it went."""

    # From the other thread to this object's own; the public signals are sent from there.
    _reported = Signal(object)
    _returned = Signal(object)
    _raised = Signal(object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._stop = threading.Event()
        self._last_report = 0.0
        self._is_running = False
        queued = Qt.ConnectionType.QueuedConnection
        self._reported.connect(self._pass_on, queued)
        self._returned.connect(self._conclude, queued)
        self._raised.connect(self._conclude_badly, queued)

    @property
    def is_running(self) -> bool:
        """True from `start` until `ended`."""
        return self._is_running

    def start(self) -> None:
        """Begin, on a thread of Qt's pool. A task is started once."""
        self._is_running = True
        QThreadPool.globalInstance().start(self._run)

    def cancel(self) -> None:
        """Ask the work to stop; it does so where nothing is half done."""
        self._stop.set()

    def _run(self) -> None:
        """On the other thread: nothing here may touch anything but the private signals."""
        try:
            result: Any = self._work(self._report, self._stop.is_set)
        except BaseException as error:  # noqa: BLE001 - it crosses to the other thread, where it is told apart
            self._raised.emit(error)
        else:
            self._returned.emit(result)

    def _report(self, progress: Progress) -> None:
        now = time.monotonic()
        is_last = progress.total is not None and progress.done >= progress.total
        if is_last or now - self._last_report >= _REPORT_EVERY:
            self._last_report = now
            self._reported.emit(progress)

    def _pass_on(self, progress: Progress) -> None:
        """Tell how far it is, until it is told to stop: what is on its way then would bring back a bar already gone."""
        if not self._stop.is_set():
            self.progressed.emit(progress)

    def _conclude(self, result: object) -> None:
        self._is_running = False
        self.finished.emit(result)
        self.ended.emit()

    def _conclude_badly(self, error: BaseException) -> None:
        self._is_running = False
        if isinstance(error, Cancelled):
            self.cancelled.emit()
        elif isinstance(error, UserError):
            self.failed.emit(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
        self.ended.emit()


def start_task(work: Work, parent: QObject) -> Task:
    """Start `work` on another thread and return its Task, which `parent` owns and which goes when it has ended.

    Signals come queued, so connecting after the call is in time.
    """
    task = Task(work, parent)
    task.ended.connect(task.deleteLater)
    task.start()
    return task
