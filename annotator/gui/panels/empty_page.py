"""What stands where the text would: a sentence about what is missing and the ways on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.gui.panels.plain import empty, label


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
        row.addWidget(self._text, 100)
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
        made = []
        for number, (name, run) in enumerate(ways):
            button = QPushButton(name)
            made.append(button)
            button.setDefault(number == 0)
            button.clicked.connect(lambda *_args, run=run: run())
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        widest = max((button.sizeHint().width() for button in made), default=0)
        for button in made:
            button.setFixedWidth(widest)
