"""A note on a span or an article, written over the text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from annotator.gui.dialogs.overlay import Overlay
from annotator.gui.panels.plain import label
from annotator.i18n import _


class NoteEditor(Overlay):
    """Ctrl+Enter keeps the note, an empty one takes it away, Esc leaves it as it was. `kept(span id or None, text)`."""

    kept = Signal(object, str)

    def __init__(self, window: QWidget, back_to: QWidget) -> None:
        super().__init__(window, back_to)
        self._span_id: str | None = None
        self._title = label("", "caption", wraps=True)
        self.field = _Text(self)
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(96)
        keep = QPushButton(_("Keep"))
        keep.setDefault(True)
        keep.clicked.connect(self.keep)
        leave = QPushButton(_("Leave"))
        leave.clicked.connect(self.close_overlay)
        row = QHBoxLayout()
        row.addWidget(label(_("Ctrl+Enter keeps · Esc leaves"), "muted", wraps=True), 1)
        row.addWidget(leave)
        row.addWidget(keep)
        self.body.addWidget(self._title)
        self.body.addWidget(self.field)
        self.body.addLayout(row)

    def ask(self, title: str, span_id: str | None, text: str, near: QRect) -> None:
        """Show the note to write on."""
        self._span_id = span_id
        self._title.setText(title)
        self.field.setAccessibleName(title)
        self.field.setPlainText(text)
        self.field.selectAll()
        self.open_at(near, self.field, width=400)

    def keep(self) -> None:
        """Keep what is written."""
        self.close_overlay()
        self.kept.emit(self._span_id, self.field.toPlainText())


class _Text(QPlainTextEdit):
    def __init__(self, editor: NoteEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def event(self, event: QEvent) -> bool:
        """Qt's: Ctrl+Enter belongs to the note, not to the window's "finish"."""
        if isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.ShortcutOverride and _is_keep(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_keep(event):
            self._editor.keep()
        else:
            super().keyPressEvent(event)


def _is_keep(event: QKeyEvent) -> bool:
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return is_enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
