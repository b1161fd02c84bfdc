"""The message bar: what happened and what to do, without standing in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from annotator.domain.errors import Problem
from annotator.gui.announce import announce
from annotator.gui.dialogs.pages import DetailsBox
from annotator.gui.panels.pieces import tool
from annotator.gui.panels.plain import label
from annotator.i18n import _

NOTE_MS = 12_000
"""How long good news stays; what went wrong, and what offers something, stays until it is closed or superseded."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A button on a message: its text and what it does."""

    text: str
    run: Callable[[], object]


class MessageBar(QFrame):
    """Shows one message at a time, the newest.

    `shown` when there is one, `closed` when it goes, `left` before that where the keyboard was on it.
    """

    shown = Signal()
    closed = Signal()
    left = Signal()

    def __init__(self, icon: Callable[[str], QIcon], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._icon = icon
        self._offer: Offer | None = None
        self._details = ""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(NOTE_MS)
        self._soon.timeout.connect(self.clear)
        self._sign = QLabel()
        self._text = label("", wraps=True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = QPushButton()
        self._button.setObjectName("quiet")
        self._button.clicked.connect(self._run_offer)
        self._more = QPushButton(_("Details…"))
        self._more.setObjectName("quiet")
        self._more.clicked.connect(self._open_details)
        self._close = tool(icon("close"), _("Close the message"))
        self._close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        layout.addWidget(self._more)
        layout.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """The sentences on show, empty while there are none."""
        return "" if self.isHidden() else self._text.text()

    def show_problem(self, problem: Problem, offer: Offer | None = None, details: str = "") -> None:
        """Say what went wrong and what to do."""
        self._show("warning", problem.said(_), offer, details)

    def show_note(self, text: str, offer: Offer | None = None, details: str = "") -> None:
        """Say something that is no trouble."""
        self._show("info", text, offer, details)
        if offer is None and not details:
            self._soon.start()

    def clear(self) -> None:
        """Take the message away."""
        if not self.isHidden():
            holder = QApplication.focusWidget()
            if holder is not None and self.isAncestorOf(holder):
                self.left.emit()
            self.hide()
            self.closed.emit()

    def take_keyboard(self) -> None:
        """Put the keyboard on what the message offers, else on its details, else on what closes it."""
        parts = (self._button, self._more, self._close)
        next(part for part in parts if not part.isHidden()).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the message on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)

    def refresh_icons(self) -> None:
        """Draw the icons again, after the theme changed."""
        self._close.setIcon(self._icon("close"))
        self._sign.setPixmap(self._icon(str(self.property("kind") or "info")).pixmap(16, 16))

    def _show(self, kind: str, text: str, offer: Offer | None, details: str) -> None:
        self._soon.stop()
        self.setProperty("kind", kind)
        self._text.setText(text)
        self._offer, self._details = offer, details
        self._button.setVisible(offer is not None)
        self._button.setText(offer.text if offer is not None else "")
        self._more.setVisible(bool(details))
        self.setAccessibleName(text)
        self.refresh_icons()
        for widget in (self, self._text, self._button, self._more):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        self.show()
        announce(self, text, is_urgent=kind == "warning")
        self.shown.emit()

    def _run_offer(self) -> None:
        offer = self._offer
        self.clear()
        if offer is not None:
            offer.run()

    def _open_details(self) -> None:
        DetailsBox(self._text.text(), self._details, self.window()).open()
