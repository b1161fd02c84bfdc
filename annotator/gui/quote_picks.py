"""The pick lists over the text: who said the focused quote, which word of saying it has, and the note."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

from annotator.domain.candidates import Reason, SpeakerCandidate
from annotator.domain.errors import N_
from annotator.domain.quotes import Quote
from annotator.domain.spans import Span
from annotator.gui.canvas import Canvas
from annotator.gui.commands import Commands
from annotator.gui.desk import Desk
from annotator.gui.dialogs.note_editor import NoteEditor
from annotator.gui.dialogs.pick_list import Choice, PickList
from annotator.gui.words import value_name
from annotator.i18n import _, ngettext

_WIDEST = 400

REASONS = {
    Reason.AT_CUE: N_("at the word of saying"),
    Reason.LAST_SOURCE: N_("last attributed source"),
    Reason.EARLIER_SOURCE: N_("earlier source"),
    Reason.IN_PARAGRAPH: N_("in the same paragraph"),
    Reason.NAMED: N_("named in the article"),
    Reason.SELECTED: N_("selected"),
}


class QuotePicks(QObject):
    """Opens the lists where the canvas shows the quote, and hands the pick to the commands."""

    def __init__(self, window: QWidget, canvas: Canvas, desk: Desk, commands: Commands) -> None:
        super().__init__(window)
        self._window = window
        self._canvas = canvas
        self._desk = desk
        self._commands = commands
        self.list = PickList(window, canvas)
        self.note = NoteEditor(window, canvas)
        commands.choose_speaker.connect(self._ask_speaker)
        commands.choose_cue.connect(self._ask_cue)
        commands.write_note.connect(self._ask_note)
        self.note.kept.connect(commands.set_note)

    def _ask_speaker(self, quote: Quote, candidates: list[SpeakerCandidate]) -> None:
        self.list.ask(
            _("Who said it?"),
            [Choice(self._named(c), self._why(c), self._speaker_picker(quote, c)) for c in candidates],
            self._near(),
        )

    def _ask_cue(self, quote: Quote, candidates: list[Span]) -> None:
        self.list.ask(
            _("Which word of saying?"),
            [
                Choice(self._desk.text[span.start : span.end], self._context(span), self._cue_picker(quote, span))
                for span in candidates
            ],
            self._near(),
        )

    def _ask_note(self, span_id: str | None, text: str) -> None:
        title = _("Note on the article") if span_id is None else _("Note on the focused span")
        self.note.ask(title, span_id, text, self._near())

    def _speaker_picker(self, quote: Quote, candidate: SpeakerCandidate) -> Callable[[], object]:
        return lambda: self._commands.take_speaker(quote, candidate)

    def _cue_picker(self, quote: Quote, span: Span) -> Callable[[], object]:
        return lambda: self._commands.take_cue(quote, span.start, span.end)

    def _named(self, candidate: SpeakerCandidate) -> str:
        who = ", ".join(candidate.resolves_to)
        if candidate.start is None or candidate.end is None:
            return who
        words = " ".join(self._desk.text[candidate.start : candidate.end].split())
        return f"{words} → {who}" if who and who != words else words

    def _why(self, candidate: SpeakerCandidate) -> str:
        kind = value_name(candidate.kind)
        why = f"{kind} · {_(REASONS[candidate.reason])}"
        up = candidate.paragraphs_up
        if up is None:
            return why
        where = ngettext("{count} paragraph up", "{count} paragraphs up", up) if up else _("in this paragraph")
        return f"{why}, {where.format(count=up)}"

    def _context(self, span: Span) -> str:
        text = self._desk.text
        before = " ".join(text[max(span.start - 24, 0) : span.start].split())
        after = " ".join(text[span.end : span.end + 24].split())
        return f"… {before} [{text[span.start : span.end]}] {after} …"

    def _near(self) -> QRect:
        """Return where the focused span (or the caret) is seen in the window, kept off the right panel."""
        focused = self._commands.focused
        first, last = (focused.start, focused.end - 1) if focused is not None else (self._canvas.caret,) * 2
        viewport = self._canvas.viewport()
        box = self._canvas.box_of(first).united(self._canvas.box_of(max(last, 0))).toAlignedRect()
        box = box.intersected(viewport.rect())
        if box.isEmpty():
            box = QRect(64, 64, 1, 1)
        last_left = self._canvas.box_of(max(last, 0)).toAlignedRect().left()
        left = max(8, min(last_left, viewport.width() - _WIDEST - 8))
        return QRect(viewport.mapTo(self._window, QPoint(left, box.top())), QSize(1, box.height()))
