"""A small frame over the window that takes the keyboard, and gives it back when it goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget


class Overlay(QFrame):
    """Lives inside its window, so no window manager is asked; Esc or a click elsewhere closes it. `closed` after."""

    closed = Signal()

    def __init__(self, window: QWidget, back_to: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("overlay")
        self.setAutoFillBackground(True)
        self._window = window
        self._back_to = back_to
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(8, 8, 8, 8)
        self.body.setSpacing(8)
        self.hide()

    def open_at(self, near: QRect, field: QWidget, *, width: int, is_centred: bool = False) -> None:
        """Show the frame beside `near` and give `field` the keyboard."""
        self.place_at(near, width=width, is_centred=is_centred)
        field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._window.installEventFilter(self)

    def place_at(self, near: QRect, *, width: int, is_centred: bool = False) -> None:
        """Show the frame below `near` (in the window), above it where there is no room, always wholly inside."""
        room = self._window.rect().adjusted(8, 8, -8, -8)
        width = min(width, room.width())
        self.setFixedWidth(width)
        self.body.activate()
        height = (
            self.body.totalHeightForWidth(width) if self.body.hasHeightForWidth() else self.body.sizeHint().height()
        )
        self.setFixedHeight(min(height, room.height()))
        left = near.center().x() - width // 2 if is_centred else near.left()
        top = near.bottom() + 8
        if top + self.height() > room.bottom() and near.top() - 8 - self.height() >= room.top():
            top = near.top() - 8 - self.height()
        left = max(room.left(), min(left, room.right() - width))
        top = max(room.top(), min(top, room.bottom() - self.height()))
        self.move(left, top)
        self.show()
        self.raise_()

    def close_overlay(self) -> None:
        """Take the frame away and give the focus back."""
        if self.isHidden():
            return
        self._window.removeEventFilter(self)
        focused = QApplication.focusWidget()
        if focused is not None and (focused is self or self.isAncestorOf(focused)):
            # Before it is hidden: Qt would give the focus to the next in the window, and a screen reader say so.
            self._back_to.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()
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
