"""The first start: who are you? A card over the window; what lies behind shows, and waits."""

from __future__ import annotations

import getpass
import os

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.gui.panels.plain import label
from annotator.i18n import _

_WIDTH = 400
_VEIL, _VEIL_ON_DARK = 0.28, 0.5
_NOBODY = frozenset({"", "root", "admin", "administrator", "user", "guest", "nobody"})
"""Accounts that are no person's name."""


class Welcome(QWidget):
    """Covers its window until a name is given, so that nothing can be done for nobody. `named(str)`."""

    named = Signal(str)

    def __init__(self, offered: str, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        title = label(_("Welcome to Kutip"), "title")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        title.setFont(font)
        self.field = QLineEdit(offered)
        self.field.setMaxLength(80)
        self.field.setAccessibleName(_("Your name"))
        self._start = QPushButton(_("Start"))
        self._start.setDefault(True)
        self._start.setEnabled(bool(offered.strip()))
        self._start.clicked.connect(self._name)
        self.field.textChanged.connect(lambda text: self._start.setEnabled(bool(text.strip())))
        self._card = QFrame(self)
        self._card.setObjectName("overlay")
        self._card.setAutoFillBackground(True)
        layout = QVBoxLayout(self._card)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(label(_("Under which name should your annotations be kept?"), wraps=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self._start)
        layout.addLayout(row)
        layout.addWidget(label(_("It can be changed later in the Help menu."), "muted", wraps=True))
        self.hide()

    def ask(self) -> None:
        """Cover the window and take the keyboard."""
        self._window.installEventFilter(self)
        self._fit()
        self.show()
        self.raise_()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        """Uncover the window."""
        self._window.removeEventFilter(self)
        self.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Qt's: stay as large as the window."""
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return False

    def focusNextPrevChild(self, _is_next: bool) -> bool:  # noqa: FBT001 - Qt's shape
        """Qt's: Tab goes between field and button and nowhere else."""
        (self._start if self.field.hasFocus() and self._start.isEnabled() else self.field).setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter starts; no key goes past the card."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            self._name()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's: a click beside the card does nothing."""
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's: what lies behind does not scroll."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's: dim what lies behind."""
        is_dark = self.palette().color(QPalette.ColorRole.Window).lightnessF() < 0.5
        veil = QColor(0, 0, 0)
        veil.setAlphaF(_VEIL_ON_DARK if is_dark else _VEIL)
        QPainter(self).fillRect(self.rect(), veil)

    def _fit(self) -> None:
        room = self._window.rect()
        self.setGeometry(room)
        width = min(_WIDTH, room.width() - 32)
        inside = self._card.layout()
        height = inside.totalHeightForWidth(width) if inside is not None else 0
        self._card.setGeometry(
            QRect((room.width() - width) // 2, max((room.height() - height) * 2 // 5, 0), width, height)
        )

    def _name(self) -> None:
        name = " ".join(self.field.text().split())
        if name:
            self.named.emit(name)


def offered_name() -> str:
    """Return the name of the person the account belongs to, else the login; a neutral word where that is nobody's."""
    try:
        login = getpass.getuser()
    except (KeyError, OSError, ImportError):
        login = ""
    for name in (_full_name(), login):
        if name.casefold() not in _NOBODY:
            return name if any(letter.isupper() for letter in name) else name.title()
    return _("Annotator")


def _full_name() -> str:
    """Return the full name the system keeps for this account, empty where it keeps none."""
    try:
        import pwd
    except ImportError:  # Windows keeps none that is cheap to ask for
        return ""
    try:
        return pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0].strip()
    except KeyError:
        return ""
