"""Where bugs end up: in the log, and in a dialog that says nothing is lost and gives the details to copy."""

from __future__ import annotations

import platform
import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator import __version__
from annotator.i18n import _


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


def surroundings() -> str:
    """Return the versions that matter to whoever reads a report."""
    qt = QLibraryInfo.version().toString()
    return f"Kutip {__version__}, Python {platform.python_version()}, Qt {qt}, {platform.platform()}, {sys.platform}"
