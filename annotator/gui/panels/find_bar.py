"""The find bar: words in the open article, with their number, forwards and back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from annotator.domain.text import fold
from annotator.gui.panels.pieces import tool
from annotator.gui.panels.plain import label
from annotator.i18n import _, ngettext


class FindBar(QFrame):
    """Finds; `hits_changed(list of ranges, current)` for the canvas, `closed` when a person is done."""

    hits_changed = Signal(object, int)
    closed = Signal()

    def __init__(self, icon: Callable[[str], QIcon], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("head")
        self._icon = icon
        self._folded = ""
        self._hits: list[tuple[int, int]] = []
        self._current = 0
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find in the article"))
        self.field.setAccessibleName(_("Find in the article"))
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumWidth(180)
        self.field.textChanged.connect(self._find)
        self._count = label("", "muted")
        self._up = tool(icon("up"), _("Previous hit (Shift+Enter)"))
        self._down = tool(icon("down"), _("Next hit (Enter)"))
        self._close = tool(icon("close"), _("Close (Esc)"))
        self._up.clicked.connect(lambda: self.step(-1))
        self._down.clicked.connect(lambda: self.step(1))
        self._close.clicked.connect(self.close_bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(4)
        layout.addWidget(self.field, 1)
        layout.addSpacing(4)
        layout.addWidget(self._count)
        layout.addWidget(self._up)
        layout.addWidget(self._down)
        layout.addWidget(self._close)
        self.hide()

    @property
    def count_text(self) -> str:
        """What the bar says about the number of hits."""
        return self._count.text()

    def set_text(self, text: str) -> None:
        """Search another article from now on."""
        self._folded = fold(text) if text else ""
        if not self.isHidden():
            self._find(self.field.text())

    def open_bar(self, text: str) -> None:
        """Show the bar ready to type."""
        self._folded = fold(text)
        self.show()
        self.field.setFocus()
        self.field.selectAll()
        self._find(self.field.text())

    def close_bar(self) -> None:
        """Take the bar and its hits away."""
        self.hide()
        self._hits = []
        self.hits_changed.emit([], -1)
        self.closed.emit()

    def step(self, direction: int) -> None:
        """Go to the next or previous hit, around the end."""
        if self._hits:
            self._current = (self._current + direction) % len(self._hits)
            self._tell()

    def refresh_icons(self) -> None:
        """Draw the icons again, after the theme changed."""
        for button, name in ((self._up, "up"), (self._down, "down"), (self._close, "close")):
            button.setIcon(self._icon(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter and Shift+Enter step, Esc closes; nothing typed here reaches the window's actions."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _find(self, words: str) -> None:
        wanted = fold(words)
        self._hits = []
        at = self._folded.find(wanted) if wanted else -1
        while at >= 0:
            self._hits.append((at, at + len(wanted)))
            at = self._folded.find(wanted, at + len(wanted))
        self._current = 0
        self._tell()

    def _tell(self) -> None:
        if not self.field.text():
            self._count.setText("")
        elif not self._hits:
            self._count.setText(_("Not in this article"))
        else:
            of = ngettext("{current} of {count}", "{current} of {count}", len(self._hits))
            self._count.setText(of.format(current=self._current + 1, count=len(self._hits)))
        self.hits_changed.emit(list(self._hits), self._current if self._hits else -1)
