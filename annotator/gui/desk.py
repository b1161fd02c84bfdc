"""The desk: the one article that is open, and the door every correction in the window goes through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property

from PySide6.QtCore import QObject, Signal

from annotator.domain.annotations import Layer, View, differing
from annotator.domain.changes import Changes
from annotator.domain.edits import Edit
from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.quotes import Frames, Quote
from annotator.domain.spans import LayerName, Span
from annotator.domain.suggestions import Suggestions
from annotator.domain.text import TokenIndex
from annotator.services.annotate import Annotate, Session
from annotator.services.ports import JournalEntry

_NOTHING = View({}, {})


class Sight:
    """What one view amounts to, worked out once and when first asked for: a long article has thousands of spans."""

    def __init__(self, view: View, open_count: int | None = None, quoted: Frames | None = None) -> None:
        self.view = view
        self._open_count = open_count
        self._quoted = quoted

    def after(self, view: View) -> Sight:
        """Return the sight of a later view of the same article, with what of this one still holds."""
        before, count, quoted = self.view, self._open_count, self._quoted
        if count is None and quoted is None:
            return Sight(view)
        changed = differing(before, view)
        if count is not None:
            count += _open_among(view, changed) - _open_among(before, changed)
        if quoted is not None:
            quoted = quoted.after(before, view, changed)
        return Sight(view, count, quoted)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The live spans in document order."""
        return tuple(self.view.spans.values())

    @property
    def labelled(self) -> list[tuple[int, int]]:
        """The extents of names and zones: what a name without a label does not lie in."""
        return [span.extent for span in self.spans if span.layer is not LayerName.QUOTE]

    @property
    def open_count(self) -> int:
        """How many spans wait for a decision."""
        if self._open_count is None:
            self._open_count = self.view.open_count
        return self._open_count

    @property
    def quoted(self) -> Frames:
        """The quotes."""
        if self._quoted is None:
            self._quoted = Frames.of(self.view)
        return self._quoted

    @property
    def frames(self) -> Mapping[str, Quote]:
        """The quote that a span is content, speaker or cue of, by the span's id."""
        return self.quoted.by_member


def _open_among(view: View, span_ids: Collection[str]) -> int:
    return sum(span.is_open for span_id in span_ids if (span := view.spans.get(span_id)) is not None)


class Desk(QObject):
    """Holds the open session and tells the panels what became of it.

    `opened` when another article lies on it (None: the desk is empty), `changed(Changes)` after a committed edit,
    `retraced(tie, is_undo)` after an undo or redo of what was done in other articles too,
    `refreshed` when the view changed for another reason (new suggestions, reloaded), `failed(Problem)` when the
    world said no.
    """

    opened = Signal(object)
    changed = Signal(object)
    refreshed = Signal()
    retraced = Signal(str, bool)
    failed = Signal(object)

    def __init__(self, annotate: Annotate, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._annotate = annotate
        self._session: Session | None = None
        self._tokens: TokenIndex | None = None
        self._sight = Sight(_NOTHING)
        self._steps: dict[str, JournalEntry] = {}
        self._steps_of: Layer | None = None

    @property
    def session(self) -> Session | None:
        """The open article's session, None while the desk is empty."""
        return self._session

    @property
    def view(self) -> View:
        """What is to be seen of the open article; nothing while the desk is empty."""
        return self._session.view if self._session is not None else _NOTHING

    @property
    def sight(self) -> Sight:
        """What the view amounts to; the same object as long as the view is."""
        view = self.view
        if self._sight.view is not view:
            self._sight = self._sight.after(view)
        return self._sight

    @property
    def text(self) -> str:
        """The open article's text, empty while the desk is empty."""
        return self._session.article.text if self._session is not None else ""

    @property
    def article_id(self) -> int | None:
        """The open article, None while the desk is empty."""
        return self._session.article.id if self._session is not None else None

    @property
    def tokens(self) -> TokenIndex:
        """The token edges of the open article, made when first asked for."""
        if self._tokens is None:
            self._tokens = TokenIndex(self.text)
        return self._tokens

    def last_step(self, span_id: str) -> JournalEntry | None:
        """Return the last step in the journal that changed the span, None where nobody has touched it."""
        session = self._session
        if session is None or span_id not in session.layer.spans:
            return None
        if self._steps_of is not session.layer:
            self._steps_of = session.layer
            self._steps = {
                change.after.id: entry
                for entry in session.history()
                for change in entry.delta.spans
                if change.after is not None
            }
        return self._steps.get(span_id)

    def open(self, article_id: int, annotator: str) -> bool:
        """Put the article on the desk; on failure the one before stays and the answer is False."""
        try:
            session = self._annotate.open(article_id, annotator)
        except KeyError:
            self.failed.emit(
                Problem(Message(N_("That article is no longer there.")), Message(N_("Choose another in the queue.")))
            )
            return False
        except UserError as error:
            self.failed.emit(error.problem)
            return False
        self._session, self._tokens, self._sight = session, None, Sight(session.view)
        self.opened.emit(session)
        return True

    def clear(self) -> None:
        """Leave the desk empty."""
        self._session, self._tokens = None, None
        self.opened.emit(None)

    def apply(self, edit: Edit, *, tie: str | None = None) -> Changes | None:
        """Make `edit` last; None where it changed nothing or could not be done. `tie` goes on its journal row."""
        session = self._session
        return None if session is None else self._through_the_door(lambda: session.apply(edit, tie=tie))

    def undo(self) -> Changes | None:
        """Take the last edit back; None where there was none or it could not be done."""
        if self._session is None:
            return None
        tie = self._session.undo_tie
        return self._told(self._through_the_door(self._session.undo), tie, is_undo=True)

    def redo(self) -> Changes | None:
        """Repeat the last edit taken back; None where there was none or it could not be done."""
        if self._session is None:
            return None
        tie = self._session.redo_tie
        return self._told(self._through_the_door(self._session.redo), tie, is_undo=False)

    def step_back(self, seq: int) -> Changes | None:
        """Make the article what it was after a step of its history; None where it is so already, or could not be."""
        session = self._session
        return None if session is None else self._through_the_door(lambda: session.step_back(seq))

    def take(self, article_id: int, suggestions: Suggestions) -> bool:
        """Show suggestions that were stored; drop them where another article is open or they are stale."""
        if self._session is None or self._session.article.id != article_id:
            return False
        if not self._session.take_suggestions(suggestions):
            return False
        self.refreshed.emit()
        return True

    def reload(self) -> None:
        """Read the open article's layer and suggestions again; where that fails, what was read before stays."""
        if self._session is not None:
            try:
                self._session.reload()
            except UserError as error:
                self.failed.emit(error.problem)
            self.refreshed.emit()

    def _told(self, changes: Changes | None, tie: str | None, *, is_undo: bool) -> Changes | None:
        if changes is not None and tie is not None:
            self.retraced.emit(tie, is_undo)
        return changes

    def _through_the_door(self, step: Callable[[], Changes | None]) -> Changes | None:
        try:
            changes = step()
        except UserError as error:
            self.failed.emit(error.problem)
            self.refreshed.emit()
            return None
        if changes is not None:
            self.changed.emit(changes)
        return changes
