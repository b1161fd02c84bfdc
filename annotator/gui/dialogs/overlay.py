"""A small frame over the window that takes the keyboard, and gives it back when it goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


class Overlay(QFrame):
    """Lives inside its window, so no window manager is asked; Esc or a click elsewhere closes it. `closed` after."""

    closed = Signal()

    def __init__(self, window: QWidget, back_to: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("overlay")
        self.setAutoFillBackground(True)
        self._back_to = back_to
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(8, 8, 8, 8)
        self.body.setSpacing(8)
        self.hide()

    def open_at(self, corner: QPoint, field: QWidget, *, width: int, is_centred: bool = False) -> None:
        """Show the frame with its top left (or the middle of its top) at `corner` of the window, wholly inside it."""
        window = self.parentWidget()
        width = min(width, window.width() - 16)
        self.setFixedWidth(width)
        self.adjustSize()
        left = corner.x() - (width // 2 if is_centred else 0)
        top = corner.y()
        left = max(8, min(left, window.width() - width - 8))
        top = max(8, min(top, window.height() - self.height() - 8))
        self.move(left, top)
        self.show()
        self.raise_()
        field.setFocus(Qt.FocusReason.PopupFocusReason)
        window.installEventFilter(self)

    def close_overlay(self) -> None:
        """Take the frame away and give the focus back."""
        if self.isHidden():
            return
        self.parentWidget().removeEventFilter(self)
        had_focus = self.isAncestorOf(self.focusWidget() or self) or self.hasFocus()
        self.hide()
        if had_focus:
            self._back_to.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Esc closes; no key goes past the frame to what lies under it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        event.accept()

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Qt's: a click or another size of the window closes the frame."""
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.Resize):
            self.close_overlay()
        return False
