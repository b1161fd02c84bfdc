"""Where bugs end up: in the log, and in a dialog that says nothing is lost and gives the details to copy."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from types import TracebackType
from typing import Self

from PySide6.QtCore import QLibraryInfo, QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator import __version__
from annotator.domain.errors import Problem, UserError
from annotator.i18n import _

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


class BugReport(QDialog):
    """Shown without blocking; further bugs while it is open are added to its text instead of piling up dialogs."""

    def __init__(self, log_file: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 400)
        said = QLabel(
            _("Kutip made a mistake. What was shown as saved is saved, and you can go on.")
            + "\n"
            + _("Please copy the details and send them to whoever looks after Kutip.")
            + "\n"
            + _("They are in the log too: {file}").format(file=log_file)
        )
        said.setWordWrap(True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setAccessibleName(_("Details"))
        self._copy = QPushButton(_("Copy the details"))
        self._copy.clicked.connect(self.copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(said)
        layout.addWidget(self._details)
        layout.addWidget(buttons)

    @property
    def details(self) -> str:
        """What the copy button copies."""
        return self._details.toPlainText()

    def add(self, error: BaseException) -> None:
        """Add a bug; the same one again is not worth the room."""
        told = describe(error)
        if told not in self.details:
            self._details.appendPlainText(told)

    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(f"{surroundings()}\n\n{self.details}")
        self._copy.setText(_("Copied"))


def describe(error: BaseException, trace: TracebackType | None = None) -> str:
    """Return the traceback as Python prints it."""
    return "".join(traceback.format_exception(type(error), error, trace or error.__traceback__))


def sentences(problem: Problem) -> str:
    """Return what happened, where and what to do, in the language spoken now."""
    return problem.said(_, "\n")


def surroundings() -> str:
    """Return the versions that matter to whoever reads a report."""
    qt = QLibraryInfo.version().toString()
    return f"Kutip {__version__}, Python {platform.python_version()}, Qt {qt}, {platform.platform()}, {sys.platform}"
