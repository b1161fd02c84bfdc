"""The answers to a question whose first is taken already: a further key takes another, any other goes on working."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from annotator.gui.announce import announce
from annotator.gui.dialogs.overlay import Overlay
from annotator.gui.panels.plain import empty, label
from annotator.gui.picking import Pick, Picking
from annotator.i18n import _

_HELD = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class PickStrip(Overlay):
    """Lies over the text without taking the keyboard from it.

    A letter takes its answer and is done, the key that asked takes the next, Enter keeps what is taken, Esc takes it
    back. Any other key, a click in the text or leaving it keeps too, and then does what it always does.
    `displaced` when the words it lies beside may be elsewhere: the window has another size, or a message came or went.
    """

    displaced = Signal()

    def __init__(self, window: QWidget, text: QWidget, picking: Picking) -> None:
        super().__init__(window, text)
        self._text = text
        self._picking = picking
        self._rows: list[_PickRow] = []
        self._letters = ""
        self._again: list[QKeySequence] = []
        self._title = label("", "caption")
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._hint = label("", "muted", wraps=True)
        self.body.addWidget(self._title)
        self.body.addLayout(self._list)
        self.body.addWidget(self._hint)
        picking.moved.connect(self._mark)
        picking.closed.connect(self._leave)

    @property
    def texts(self) -> list[str]:
        """The answers on show."""
        return [pick.text for pick in self._picking.picks]

    @property
    def letters(self) -> str:
        """The letter of each answer on show, in their order."""
        return self._letters

    def show_picks(
        self,
        title: str,
        again: Sequence[QKeySequence],
        letters: str,
        near: QRect,
        typing: Sequence[QKeySequence] = (),
    ) -> None:
        """Show the answers beside `near`; `again` are the keys of the action that asked, `typing` of one to type in."""
        picks = self._picking.picks
        self._letters, self._again = letters[: len(picks)], [*again, *typing]
        self._title.setText(title)
        self.setAccessibleName(title)
        empty(self._list)
        self._rows = [
            _PickRow(letter, pick, self._taker(at), self)
            for at, (letter, pick) in enumerate(zip(self._letters, picks, strict=False))
        ]
        for row in self._rows:
            self._list.addWidget(row)
        key = again[0].toString(QKeySequence.SequenceFormat.NativeText).lower() if again else ""
        hint = _("{key} next · Enter keeps · Esc takes back") if len(picks) > 1 else _("Enter keeps · Esc takes back")
        said = hint.format(key=key)
        if typing:
            other = _("{key} types another").format(key=typing[0].toString(QKeySequence.SequenceFormat.NativeText))
            said = f"{said} · {other}"
        self._hint.setText(said)
        self._mark()
        self.move_to(near)
        for watched in self._watched():
            watched.installEventFilter(self)

    def move_to(self, near: QRect) -> None:
        """Lie beside `near`."""
        self.place_at(near, width=340)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Qt's: see which key comes to the text before it gets there."""
        if self.isHidden():
            return False
        if isinstance(event, QKeyEvent) and watched is self._text:
            if event.type() is QEvent.Type.ShortcutOverride:
                return self._is_mine(event)
            return event.type() is QEvent.Type.KeyPress and self._answer(event)
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut):
            self._picking.keep()
        elif event.type() is QEvent.Type.Resize:
            self.displaced.emit()
        return False

    def _is_mine(self, event: QKeyEvent) -> bool:
        """Claim the keys of the strip from the shortcuts; any other ends the question before its own work is done."""
        if event.key() in _HELD or QKeySequence(event.keyCombination()) in self._again:
            return False
        if self._meaning(event) is None:
            self._picking.keep()
            return False
        event.accept()
        return True

    def _answer(self, event: QKeyEvent) -> bool:
        meaning = self._meaning(event)
        if meaning is not None:
            meaning()
        return meaning is not None

    def _meaning(self, event: QKeyEvent) -> Callable[[], object] | None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held != Qt.KeyboardModifier.NoModifier:
            return None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._picking.keep
        if event.key() == Qt.Key.Key_Escape:
            return self._picking.cancel
        letter = event.text().casefold()
        return self._taker(self._letters.index(letter)) if letter and letter in self._letters else None

    def _taker(self, at: int) -> Callable[[], None]:
        def take() -> None:
            self._picking.take(at)
            self._picking.keep()  # whoever names an answer has answered

        return take

    def _mark(self) -> None:
        for number, row in enumerate(self._rows):
            row.set_marked(number == self._picking.at)
        if self._picking.picks:
            taken = self._picking.picks[self._picking.at]
            said = f"{self._title.text()} {taken.text}, {taken.reason}"
            self.setAccessibleDescription(said)
            announce(self._text, said)  # the keyboard stays in the text: no reader would come past here by itself

    def _leave(self) -> None:
        for watched in self._watched():
            watched.removeEventFilter(self)
        self.close_overlay()

    def _watched(self) -> list[QObject]:
        viewport = getattr(self._text, "viewport", None)
        return [self._text, self._window, *([viewport()] if viewport is not None else [])]


class _PickRow(QFrame):
    def __init__(self, letter: str, pick: Pick, take: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("choice")
        self._take = take
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(8)
        layout.addWidget(label(letter, "key"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(pick.text, "", wraps=True))
        words.addWidget(label(pick.reason, "muted", wraps=True))
        layout.addLayout(words, 1)

    def set_marked(self, is_marked: bool) -> None:  # noqa: FBT001 - Qt's own shape of a setter
        self.setProperty("marked", is_marked)
        self.style().unpolish(self)
        self.style().polish(self)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self._take()
