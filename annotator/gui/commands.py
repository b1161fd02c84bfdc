"""What the keys about spans and quotes do: they read focus and selection, make one Edit and hand it to the desk."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from annotator.domain.annotations import Answer, Comment
from annotator.domain.changes import Changes
from annotator.domain.edits import (
    Accept,
    Batch,
    Edit,
    Finish,
    Flag,
    Merge,
    Reject,
    Relabel,
    RemoveSpan,
    Reopen,
    Resize,
    SetAttribute,
    SetComment,
)
from annotator.domain.errors import N_, Message, Problem
from annotator.domain.marks import split_at, toggle_marks
from annotator.domain.merging import partners, selected_alike
from annotator.domain.quotes import QUOTE, Quote
from annotator.domain.reach import reach, unmarked_name
from annotator.domain.schema import LabelDef, Schema
from annotator.domain.spans import AttrValue, Span, Status, document_order
from annotator.domain.text import TokenIndex
from annotator.gui.actions import When
from annotator.gui.desk import Desk
from annotator.gui.making import Maker, first_attrs
from annotator.gui.words import decimal


class Pointer(Protocol):
    """Where a person points: the part of the canvas that commands know."""

    @property
    def focused_id(self) -> str | None:
        """The focused span."""

    @property
    def selection(self) -> tuple[int, int] | None:
        """The selected words, code points."""

    @property
    def caret(self) -> int:
        """The caret, a code point offset."""

    def focus_span(self, span_id: str | None, scroll: bool = True) -> None:  # noqa: FBT001, FBT002
        """Focus a span."""

    def clear_selection(self) -> None:
        """Select nothing."""

    def set_caret(self, offset: int) -> None:
        """Put the caret somewhere and bring it into view."""

    def shows(self, span: Span) -> bool:
        """True where the span's layer is not hidden."""


class Commands(QObject):
    """Accept, reject, add, move, relabel, merge, split: one method a command, one edit a command.

    `told(Problem)` carries what a person should know, `write_note(span id or None, text)` asks for the note's words.
    """

    told = Signal(object)
    write_note = Signal(object, str)

    def __init__(
        self,
        desk: Desk,
        pointer: Pointer,
        schema: Schema,
        threshold: Callable[[], float],
        parent: QObject | None = None,
        *,
        key_of: Callable[[str], str],
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pointer = pointer
        self._schema = schema
        self._threshold = threshold
        self._key_of = key_of
        self._make = Maker(desk, schema)
        self._last_member: str | None = None
        self._last_quote: str | None = None
        self._quote_before: str | None = None
        self._rejected: tuple[Span, str | None] | None = None
        self.last_edited: tuple[int, str] | None = None
        desk.changed.connect(self._remember)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        found: dict[str, Callable[[], object]] = {
            "span.next": lambda: self.step(1),
            "span.previous": lambda: self.step(-1),
            "caret.name": lambda: self.step_to_name(1),
            "caret.name_back": lambda: self.step_to_name(-1),
            "span.accept": self.accept,
            "span.reject": self.reject,
            "span.accept_sure": self.accept_sure,
            "span.marks": self.toggle_marks,
            "span.merge": self.merge,
            "span.split": self.split,
            "article.flag": self.flag,
            "article.note": self.note,
            "article.reopen": self.reopen,
        }
        for edge in ("start", "end"):
            for name, step in (("right", 1), ("left", -1)):
                for suffix, by_character in (("", False), ("_char", True)):
                    found[f"span.{edge}_{name}{suffix}"] = self._mover(edge, step, by_character=by_character)
        for label in self._schema.labels:
            found[f"label.{label.name}"] = self._labeller(label)
        return found

    # --- what is the case ----------------------------------------------------------------------------------

    @property
    def focused(self) -> Span | None:
        """The focused span, None where nothing is focused or it is gone."""
        return self._desk.view.spans.get(self._pointer.focused_id or "")

    @property
    def frame(self) -> Quote | None:
        """The quote that the focused span is part of; while words are selected, the one they are to be tied to.

        Words that are the focused speaker or cue are tied to the quote that was focused before it.
        """
        frames, focused, selection = self._desk.sight.frames, self.focused, self._pointer.selection
        frame = frames.get(focused.id) if focused is not None else None
        if selection is None:
            return frame
        if frame is None or focused is None:
            return frames.get(self._last_quote or "")
        is_selected = selection[0] <= focused.start and focused.end <= selection[1]
        if focused.label != QUOTE and is_selected:
            return frames.get(self._quote_before or "", frame)
        return frame

    @property
    def threshold(self) -> float:
        """The score from which a suggestion counts as sure."""
        return self._threshold()

    def state(self) -> frozenset[When]:
        """Return what is the case now, for enabling actions."""
        session = self._desk.session
        if session is None:
            return frozenset()
        claims = {
            When.ARTICLE: True,
            When.FOCUS: self.focused is not None,
            When.QUOTE: self.frame is not None,
            When.FOCUS_OR_QUOTE: self.focused is not None or self.frame is not None,
            When.OPEN: self._desk.sight.open_count > 0,
            When.UNDO: session.undo_text is not None,
            When.REDO: session.redo_text is not None,
        }
        return frozenset(when for when, holds in claims.items() if holds)

    def focus_moved(self, span_id: str | None) -> None:
        """Remember the quote focused last, and the one before that, so that words selected after can be tied to it."""
        frame = self._desk.sight.frames.get(span_id) if span_id is not None else None
        if frame is not None and span_id != self._last_member:
            self._last_member = span_id
            self._quote_before, self._last_quote = self._last_quote, frame.content.id

    # --- going on ------------------------------------------------------------------------------------------

    def step(self, direction: int) -> bool:
        """Focus the next (1) or previous (-1) open suggestion, or span where none is open; wraps around."""
        target = self._next(direction, only_open=True) or self._next(direction, only_open=False)
        if target is None:
            return False
        self._pointer.focus_span(target.id)
        return True

    def step_to_name(self, direction: int) -> bool:
        """Go to the next (1) or previous (-1) name that has no label; wraps around."""
        offset = unmarked_name(self._desk.text, self._desk.sight.labelled, self._pointer.caret, direction)
        if offset is None:
            key = self._key_of("span.next")
            self._tell(N_("Every name here has a label."), N_("Go on with the next suggestion: {key}."), key=key)
            return False
        self._pointer.focus_span(None)
        self._pointer.set_caret(offset)
        return True

    def accept(self) -> None:
        """Accept the focused suggestion and focus the next; with nothing focused, focus the first."""
        span = self.focused
        if span is not None and span.is_open:
            following = self._next(1, only_open=True)
            if self._desk.apply(Accept((span.id,))) is not None and following is not None:
                self._pointer.focus_span(following.id)
        else:
            self.step(1)

    def reject(self) -> None:
        """Reject the focused suggestion or delete the focused span, and focus the next."""
        span = self.focused
        if span is None:
            return
        following = self._next(1, only_open=True)
        edit: Edit = Reject((span.id,)) if span.is_open else RemoveSpan(span.id)
        if self._desk.apply(edit) is not None:
            self._pointer.focus_span(following.id if following is not None else None)
            self._rejected = (span, self._pointer.focused_id) if span.status is not Status.ADDED else None

    @property
    def rejected(self) -> Span | None:
        """The suggestion just rejected, as long as the focus is where that took it and nothing else has changed."""
        is_just_now = self._rejected is not None and self._rejected[1] == self._pointer.focused_id
        return self._rejected[0] if self._rejected is not None and is_just_now else None

    def forget_rejected(self) -> None:
        """Speak of the focused span again, not of the one rejected before it."""
        self._rejected = None

    def accept_sure(self) -> None:
        """Accept every open suggestion at or above the threshold."""
        threshold = self.threshold
        sure = tuple(
            span.id
            for span in self._desk.view.spans.values()
            if span.is_open and span.origin.score is not None and span.origin.score >= threshold
        )
        if sure:
            self._desk.apply(Accept(sure))
        else:
            self._tell(
                N_("No open suggestion reaches {threshold}."),
                N_("Decide on each with {accept} or {reject}."), threshold=decimal(threshold),
                accept=self._key_of("span.accept"), reject=self._key_of("span.reject"),
            )  # fmt: skip

    def finish(self, answer: Answer) -> Changes | None:
        """Give the article its answer; with ACCEPT every open suggestion is accepted in the same step."""
        standing = self._desk.session.layer.answer if self._desk.session is not None else None
        openings = tuple(s.id for s in self._desk.view.spans.values() if s.is_open) if answer is Answer.ACCEPT else ()
        if standing is answer and not openings:
            return None
        return self._desk.apply(Batch((Accept(openings), Finish(answer))) if openings else Finish(answer))

    def reopen(self) -> None:
        """Take the article's answer back."""
        self._desk.apply(Reopen())

    def flag(self) -> None:
        """Flag the article, or lift the flag."""
        if self._desk.session is not None:
            self._desk.apply(Flag(not self._desk.session.layer.is_flagged))

    # --- changing spans ------------------------------------------------------------------------------------

    def label(self, label: LabelDef) -> None:
        """Put `label` on the selection, else on the focused span, else on what it would cover from the caret."""
        selection, focused = self._pointer.selection, self.focused
        if selection is None and focused is None:
            selection = reach(self._desk.text, self._pointer.caret, label.layer, label.name)
        if selection is not None:
            attrs = first_attrs(label, self._desk.text[slice(*selection)])
            span_id, edit = self._make.put(selection[0], selection[1], label, attrs)
            if self._desk.apply(edit) is not None:
                self._pointer.clear_selection()
                self._pointer.focus_span(span_id)
        elif focused is not None:
            self._desk.apply(Relabel(focused.id, label.name, label.layer))
        else:
            self._tell(
                N_("Nothing is selected."),
                N_("Drag over words or hold Shift with the arrow keys, then press {key}."),
                key=self._key_of(f"label.{label.name}"),
            )  # fmt: skip

    def resize(self, span_id: str, start: int, end: int) -> None:
        """Move a span's edges, after a drag."""
        if span_id in self._desk.view.spans:
            self._desk.apply(Resize(span_id, start, end))

    def move_edge(self, edge: str, step: int, *, by_character: bool) -> None:
        """Move the focused span's "start" or "end" by a token or a character; an empty span is never made."""
        span = self.focused
        if span is None:
            return
        start, end = span.extent
        at = start if edge == "start" else end
        if by_character:
            at += step
        else:
            near = _stepped(TokenIndex.near(self._desk.text, start, end), edge, at, step)
            at = near if near != at else _stepped(self._desk.tokens, edge, at, step)
        start, end = (at, end) if edge == "start" else (start, at)
        if 0 <= start < end <= len(self._desk.text) and (start, end) != span.extent:
            self._desk.apply(Resize(span.id, start, end))

    def note(self) -> None:
        """Ask for the note on the focused span, else on the article."""
        session, span = self._desk.session, self.focused
        if session is None:
            return
        span_id = span.id if span is not None and not span.is_open else None
        comment = session.layer.comments.get(_comment_id(span_id))
        self.write_note.emit(span_id, comment.text if comment is not None else "")

    def set_note(self, span_id: str | None, text: str) -> None:
        """Keep a note; an empty one is taken away."""
        self._desk.apply(SetComment(Comment(_comment_id(span_id), text.strip(), span_id)))

    def set_attribute(self, span_id: str, key: str, value: AttrValue) -> None:
        """Set an attribute from the inspector."""
        self._desk.apply(SetAttribute(span_id, key, value))

    def toggle_marks(self) -> None:
        """Take the quotation marks around the focused span in, or out where they are in."""
        span = self.focused
        if span is None:
            return
        edit = toggle_marks(self._desk.text, span)
        if edit is not None:
            self._desk.apply(edit)
        else:
            self._tell(N_("No quotation mark stands at the edge of this span."), N_("Move its edges to one first."))

    def merge(self) -> None:
        """Make one span of those in the selection, else of the focused one and those it overlaps or the next."""
        selection, focused = self._pointer.selection, self.focused
        spans: tuple[Span, ...] = ()
        if selection is not None:
            spans = selected_alike(self._desk.view, *selection)
        elif focused is not None:
            others = partners(self._desk.text, self._desk.view, focused)
            spans = (focused, *others) if others else ()
        if not spans:
            self._tell(
                N_("There is nothing here to merge."),
                N_("Focus a span with another of its label right after it, or select several of one label."),
            )
        elif self._desk.apply(Merge(tuple(span.id for span in spans))) is not None:
            self._pointer.clear_selection()
            self._pointer.focus_span(spans[0].id)

    def split(self) -> None:
        """Cut the focused span in two where the caret stands, and focus the second part."""
        span = self.focused
        if span is None:
            return
        edit = split_at(
            self._desk.text, span, self._pointer.caret, lambda *ends: self._make.fresh_id(span.layer, span.label, *ends)
        )
        if edit is None:
            self._tell(N_("The caret is not inside the focused span."), N_("Put it between two of its words first."))
        elif self._desk.apply(edit) is not None:
            self._pointer.focus_span(edit.rest.id, scroll=False)

    # --- places --------------------------------------------------------------------------------------------

    def focus(self, span_id: str) -> None:
        """Focus a span where it is still there."""
        if span_id in self._desk.view.spans:
            self._pointer.focus_span(span_id)

    def last_in_journal(self) -> tuple[int, str] | None:
        """Return the place that the journal of the open article names last, from before a restart."""
        session = self._desk.session
        if session is None:
            return None
        for entry in reversed(list(session.history())):
            for change in entry.delta.spans:
                if change.after is not None and change.after.id in session.view.spans:
                    return session.article.id, change.after.id
        return None

    # --- inside --------------------------------------------------------------------------------------------

    def _next(self, direction: int, *, only_open: bool) -> Span | None:
        """Return the shown span after (1) or before (-1) the focused one, around the end; never that one itself."""
        spans = self._desk.sight.spans
        focused = self.focused
        if focused is not None:
            at = bisect_left(spans, document_order(focused), key=document_order)
            others = [*spans[at + 1 :], *spans[:at]]
        else:
            caret = self._pointer.caret
            at = bisect_left(spans, caret, key=lambda span: span.start)
            others = [*spans[at:], *spans[:at]]
        ordered = others if direction > 0 else reversed(others)
        return next((span for span in ordered if (span.is_open or not only_open) and self._pointer.shows(span)), None)

    def _mover(self, edge: str, step: int, *, by_character: bool) -> Callable[[], None]:
        return lambda: self.move_edge(edge, step, by_character=by_character)

    def _labeller(self, label: LabelDef) -> Callable[[], None]:
        return lambda: self.label(label)

    def _remember(self, changes: Changes) -> None:
        self._rejected = None
        for change in changes.delta.spans:
            if change.after is not None and change.after.is_live:
                self.last_edited = (changes.article_id, change.after.id)
                return

    def _tell(self, what: str, todo: str, **params: object) -> None:
        self.told.emit(Problem(Message(what, params), Message(todo, params)))


def _comment_id(span_id: str | None) -> str:
    return f"c-{span_id}" if span_id is not None else "c-article"


def _stepped(tokens: TokenIndex, edge: str, at: int, step: int) -> int:
    """Return where an edge goes by one token."""
    if edge == "start":
        return tokens.next_start(at) if step > 0 else tokens.previous_start(at)
    return tokens.next_end(at) if step > 0 else tokens.previous_end(at)
