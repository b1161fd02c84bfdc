"""A short list to pick from with one key: a letter, or Enter for the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from annotator.gui.dialogs.overlay import Overlay
from annotator.gui.panels.pieces import empty, label
from annotator.i18n import _

LETTERS = "abcde"


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: what it is, why it is offered, and what happens when it is picked."""

    text: str
    reason: str
    pick: Callable[[], object]


class PickList(Overlay):
    """Shows up to five choices with the letters a to e; arrows and Enter work too."""

    def __init__(self, window: QWidget, back_to: QWidget) -> None:
        super().__init__(window, back_to)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._choices: list[Choice] = []
        self._rows: list[_ChoiceRow] = []
        self._current = 0
        self._title = label("", "caption")
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._hint = label(_("Enter takes the first · Esc leaves"), "muted", wraps=True)
        self.body.addWidget(self._title)
        self.body.addLayout(self._list)
        self.body.addWidget(self._hint)

    @property
    def texts(self) -> list[str]:
        """The choices on show."""
        return [choice.text for choice in self._choices]

    def ask(self, title: str, choices: Sequence[Choice], near: QRect) -> None:
        """Show the choices beside `near`."""
        self._choices = list(choices[: len(LETTERS)])
        self._title.setText(title)
        self.setAccessibleName(title)
        empty(self._list)
        self._rows = [
            _ChoiceRow(letter, choice, self._picker(at), self)
            for at, (letter, choice) in enumerate(zip(LETTERS, self._choices, strict=False))
        ]
        for row in self._rows:
            self._list.addWidget(row)
        self._mark(0)
        self.open_at(near, self, width=340)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: a letter or Enter picks, arrows move, anything else but Esc is swallowed."""
        key = event.text().casefold()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pick(self._current)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._mark((self._current + step) % max(len(self._rows), 1))
        elif key and key in LETTERS[: len(self._choices)]:
            self._pick(LETTERS.index(key))
        else:
            super().keyPressEvent(event)

    def _mark(self, at: int) -> None:
        self._current = at
        for number, row in enumerate(self._rows):
            row.set_marked(number == at)
        if self._choices:
            self.setAccessibleDescription(f"{self._choices[at].text}, {self._choices[at].reason}")

    def _picker(self, at: int) -> Callable[[], object]:
        return lambda: self._pick(at)

    def _pick(self, at: int) -> None:
        choice = self._choices[at]
        self.close_overlay()
        choice.pick()


class _ChoiceRow(QFrame):
    def __init__(self, letter: str, choice: Choice, pick: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("choice")
        self._pick = pick
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(8)
        layout.addWidget(label(letter, "key"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(choice.text, "", wraps=True))
        words.addWidget(label(choice.reason, "muted", wraps=True))
        layout.addLayout(words, 1)

    def set_marked(self, is_marked: bool) -> None:  # noqa: FBT001 - Qt's own shape of a setter
        self.setProperty("marked", is_marked)
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self._pick()
