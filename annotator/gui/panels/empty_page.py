"""What stands where the text would: a sentence about what is missing and the ways on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.gui.panels.pieces import empty, label
from annotator.i18n import _


class EmptyPage(QWidget):
    """A title, a sentence and some buttons in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = label("", "title", wraps=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        font.setBold(True)
        self._title.setFont(font)
        self._text = label("", "muted", wraps=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setMaximumWidth(460)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 32, 32, 32)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(self._title)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._text, 10)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addSpacing(12)
        layout.addLayout(self._buttons)
        layout.addStretch(3)

    @property
    def text(self) -> str:
        """Title and sentence."""
        return f"{self._title.text()} {self._text.text()}"

    def show_words(self, title: str, text: str, ways: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Say what is missing and offer `ways` on, the first one as the usual."""
        self._title.setText(title)
        self._text.setText(text)
        empty(self._buttons)
        for number, (name, run) in enumerate(ways):
            button = QPushButton(name)
            button.setDefault(number == 0)
            button.clicked.connect(lambda *_args, run=run: run())
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)


class WelcomePage(QWidget):
    """The first start: who are you? Nothing else is asked. `named(str)` when a person said."""

    named = Signal(str)

    def __init__(self, offered: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = label(_("Welcome to Kutip"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setBold(True)
        title.setFont(font)
        self.field = QLineEdit(offered)
        self.field.setMaxLength(80)
        self.field.setAccessibleName(_("Your name"))
        self.field.setFixedWidth(300)
        self.field.selectAll()
        self._start = QPushButton(_("Start"))
        self._start.setDefault(True)
        self._start.clicked.connect(self._name)
        self.field.textChanged.connect(lambda text: self._start.setEnabled(bool(text.strip())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 32, 32, 32)
        layout.setSpacing(12)
        layout.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(title, 0, middle)
        layout.addWidget(label(_("Under which name should your annotations be kept?"), "muted"), 0, middle)
        layout.addSpacing(4)
        layout.addWidget(self.field, 0, middle)
        layout.addWidget(self._start, 0, middle)
        layout.addStretch(3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter starts."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._name()
        else:
            super().keyPressEvent(event)

    def _name(self) -> None:
        name = " ".join(self.field.text().split())
        if name:
            self.named.emit(name)
