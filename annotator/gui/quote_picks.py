"""What lies over the text while a question about the focused quote is open, and the note."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

from annotator.domain.spans import Span
from annotator.gui.actions import ActionSet
from annotator.gui.canvas import Canvas
from annotator.gui.commands import Commands
from annotator.gui.dialogs.note_editor import NoteEditor
from annotator.gui.dialogs.palette import Entry, Palette, PaletteWords
from annotator.gui.dialogs.pick_strip import PickStrip
from annotator.gui.picking import Question
from annotator.gui.quote_commands import QuoteCommands
from annotator.i18n import _

_WIDEST = 400
_MOST = 0.6
"""How much of the page a quote's paragraphs may take for the answers to lie beside all of them."""

_ACTIONS = {Question.SPEAKER: "quote.speaker", Question.CUE: "quote.cue", Question.WHO: "quote.resolve"}


class QuotePicks(QObject):
    """Shows the answers where the canvas shows the quote."""

    def __init__(
        self, window: QWidget, canvas: Canvas, commands: Commands, quotes: QuoteCommands, actions: ActionSet
    ) -> None:
        super().__init__(window)
        picking = quotes.picking
        self._quotes = quotes
        self._window = window
        self._canvas = canvas
        self._commands = commands
        self._picking = picking
        self._actions = actions
        self.list = PickStrip(window, canvas, picking)
        self.note = NoteEditor(window, canvas)
        picking.opened.connect(self._show)
        canvas.verticalScrollBar().valueChanged.connect(lambda _value: self._follow())
        self.list.displaced.connect(self._follow, Qt.ConnectionType.QueuedConnection)  # once the text is laid out anew
        commands.write_note.connect(self._ask_note)
        self.note.kept.connect(commands.set_note)
        self.reason = NoteEditor(window, canvas)
        self.names = Palette(window, canvas, says=PaletteWords(
            _("Full name; another full name"), _("Full name of who speaks"), _("Names"),
            _("Type the full name, then press Enter."),
        ))  # fmt: skip
        quotes.name_asked.connect(self._ask_name)

    def _ask_name(self, mention: Span) -> None:
        """Have a name typed: those of the article by a few letters, any other one as it is written."""

        def entry(words: str, hint: str) -> Entry:
            names = tuple(" ".join(name.split()) for name in words.split(";") if name.strip())
            return Entry(words, hint, partial(self._quotes.take_names, mention.id, names))

        known = self._quotes.known_names(mention)

        def as_written(words: str) -> Iterator[Entry]:
            if " ".join(words.split()) not in {name for name, _why in known}:
                yield entry(" ".join(words.split()), _("as you write it"))

        self.names.ask([entry(name, why) for name, why in known], as_written)

    def _show(self) -> None:
        question = self._picking.question
        if question is not None:
            again, typing = self._actions[_ACTIONS[question]].shortcuts(), self._actions["quote.name"].shortcuts()
            if question is not Question.WHO:
                typing = []
            self._canvas.show_focused()
            self.list.show_picks(_TITLES[question](), again, self._free_letters(), self._beside_quote(), typing)

    def _follow(self) -> None:
        """Keep the answers beside their quote while the text glides or gets another size."""
        if self.list.isVisible():
            self.list.move_to(self._beside_quote())

    def _free_letters(self) -> str:
        """Return the letters no action has: every key that has a job keeps it while the answers lie open."""
        keys = {key.toString() for row in self._actions.rows for key in self._actions[row].shortcuts()}
        return "".join(letter for letter in "ahjlotvwyrgnkuzbcdefimpqsx" if letter.upper() not in keys)

    def _ask_note(self, span_id: str | None, text: str) -> None:
        title = _("Note on the article") if span_id is None else _("Note on the focused span")
        self.note.ask(title, span_id, text, self._near())

    def ask_reason(self, text: str) -> None:
        """Ask why the article is skipped; `reason.kept` has the answer."""
        self.reason.ask(_("Why is this article skipped?"), None, text, self._near())

    def _beside_quote(self) -> QRect:
        """Return where the paragraphs of the quote in question are seen: who says it stands there, to be read."""
        frame, text = self._commands.frame, self._canvas.flow.text
        if frame is None:
            return self._near()
        first, last = min(one.start for one in frame.members), max(one.end for one in frame.members)
        end = text.find("\n", last)
        whole = self._seen(first, (len(text) if end < 0 else end) - 1)
        return whole if whole.height() < self._canvas.viewport().height() * _MOST else self._near()

    def _near(self) -> QRect:
        """Return where the focused span (or the caret) is seen in the window."""
        focused = self._commands.focused
        return self._seen(*(focused.start, focused.end - 1) if focused is not None else (self._canvas.caret,) * 2)

    def _seen(self, first: int, last: int) -> QRect:
        """Return where these characters are seen in the window, kept off the right panel."""
        viewport = self._canvas.viewport()
        box = self._canvas.box_of(first).united(self._canvas.box_of(max(last, 0))).toAlignedRect()
        box = box.intersected(viewport.rect())
        if box.isEmpty():
            box = QRect(64, 64, 1, 1)
        last_left = self._canvas.box_of(max(last, 0)).toAlignedRect().left()
        left = max(8, min(last_left, viewport.width() - _WIDEST - 8))
        return QRect(viewport.mapTo(self._window, QPoint(left, box.top())), QSize(1, box.height()))


_TITLES: dict[Question, Callable[[], str]] = {
    Question.SPEAKER: lambda: _("Who said it?"),
    Question.CUE: lambda: _("Which word of saying?"),
    Question.WHO: lambda: _("Who is it?"),
}
