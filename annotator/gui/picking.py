"""One question with ranked answers, the first of which is taken at once: a further key only says "no, another one"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from annotator.domain.edits import Edit
from annotator.gui.desk import Desk


class Question(Enum):
    """What is asked."""

    SPEAKER = auto()
    CUE = auto()
    WHO = auto()


@dataclass(frozen=True, slots=True)
class Pick:
    """One answer: its words, why it is offered, and the edit that gives it."""

    text: str
    reason: str
    edit: Edit


class Picking(QObject):
    """The question under way: `opened` when there is one, `moved` when another answer is taken, `closed` when it ends.

    Taking another answer undoes the one before and makes its own edit in its place, so that one undo takes back
    whichever it was. Any other change of the article ends the question, with its answer kept.
    """

    opened = Signal()
    moved = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_taking = False
        self._is_applied = False
        self.question: Question | None = None
        self.picks: tuple[Pick, ...] = ()
        self.at = 0
        desk.opened.connect(lambda _session: self._end_unless_taking())
        desk.changed.connect(lambda _changes: self._end_unless_taking())
        desk.refreshed.connect(self._end_unless_taking)

    def ask(self, question: Question, picks: Sequence[Pick]) -> bool:
        """Take the first answer and wait for another; False where that could not be done."""
        self.keep()
        self.picks, self._is_applied = tuple(picks), False
        if not self._apply(0):
            self.picks = ()
            return False
        self.question = question
        self.opened.emit()
        return True

    def is_open(self, question: Question) -> bool:
        """True while that question is under way."""
        return self.question is question

    def take(self, at: int) -> None:
        """Take that answer instead."""
        if self.question is not None and at != self.at and self._apply(at):
            self.moved.emit()

    def take_next(self) -> None:
        """Take the answer after, around the end."""
        if self.picks:
            self.take((self.at + 1) % len(self.picks))

    def keep(self) -> None:
        """End the question; its answer stays."""
        if self.question is not None:
            self.question, self.picks = None, ()
            self.closed.emit()

    def cancel(self) -> None:
        """End the question and take its answer back."""
        if self.question is not None and self._is_applied:
            self._quietly(self._desk.undo)
        self.keep()

    def _apply(self, at: int) -> bool:
        if self._is_applied and not self._quietly(self._desk.undo):
            return False
        self._is_applied = self._quietly(lambda: self._desk.apply(self.picks[at].edit))
        self.at = at
        return self._is_applied

    def _quietly(self, step: Callable[[], object]) -> bool:
        self._is_taking = True
        try:
            return step() is not None
        finally:
            self._is_taking = False

    def _end_unless_taking(self) -> None:
        if not self._is_taking:
            self.keep()
