"""Where exceptions end up that nobody caught: in the log, and in a dialog (`bug_report`), loaded when there is one."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from annotator.domain.errors import Problem, UserError
from annotator.i18n import _

if TYPE_CHECKING:
    from annotator.gui.bug_report import BugReport

_log = logging.getLogger(__name__)


class BugDesk(QObject):
    """Takes every exception nobody caught, on any thread, for the length of a `with` block; the window goes on.

    A UserError among them is not a bug, only one that nobody showed: it is shown as the sentence it is. `window` is
    what the dialogs stand over, where there is one yet.
    """

    _came = Signal(object)

    def __init__(self, log_file: str, window: QWidget | None = None) -> None:
        super().__init__()
        self._log_file = log_file
        self.window = window
        self._report: BugReport | None = None
        self._came.connect(self._show)

    def __enter__(self) -> Self:
        self._hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self.take
        threading.excepthook = lambda args: self.take(args.exc_type, args.exc_value, args.exc_traceback)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.excepthook, threading.excepthook = self._hooks

    def take(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        """Log the exception now, and show it on the window's own thread."""
        if issubclass(kind, KeyboardInterrupt):
            QGuiApplication.exit(130)
        elif error is not None:
            if not isinstance(error, UserError):
                _log.critical("a bug", exc_info=(kind, error, trace))
            self._came.emit(error)

    def _show(self, error: BaseException) -> None:
        from PySide6.QtWidgets import QMessageBox

        from annotator.gui.bug_report import BugReport

        if isinstance(error, UserError):
            box = QMessageBox(QMessageBox.Icon.Warning, "Kutip", sentences(error.problem), parent=self.window)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()
            return
        if self._report is None:
            self._report = BugReport(self._log_file, self.window)
            self._report.destroyed.connect(self._forget)
        self._report.add(error)
        self._report.show()

    def _forget(self) -> None:
        self._report = None


def sentences(problem: Problem) -> str:
    """Return what happened, where and what to do, in the language spoken now."""
    return problem.said(_, "\n")
