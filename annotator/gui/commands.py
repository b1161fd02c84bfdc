"""What the keys about spans and quotes do: they read focus and selection, make one Edit and hand it to the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from annotator.domain.annotations import Answer, Comment
from annotator.domain.candidates import (
    ORGANISATION,
    PERSON,
    SpeakerCandidate,
    candidate_at,
    cue_candidates,
    full_name,
    speaker_candidates,
)
from annotator.domain.changes import Changes
from annotator.domain.edits import (
    Accept,
    AddSpan,
    Batch,
    Edit,
    Finish,
    Flag,
    Link,
    Reject,
    Relabel,
    RemoveSpan,
    Reopen,
    Resize,
    SetAttribute,
    SetComment,
    Unlink,
)
from annotator.domain.errors import N_, Message, Problem
from annotator.domain.quotes import CUE, CUED_BY, QUOTE, REFERS_TO, SAID_BY, SPEAKER, Quote
from annotator.domain.schema import AttrKind, LabelDef, Schema
from annotator.domain.spans import (
    AttrValue,
    Relation,
    Span,
    suggested_relation_id,
    suggested_span_id,
)
from annotator.gui.actions import When
from annotator.gui.desk import Desk
from annotator.gui.words import decimal

_MARKS = "\"“”„‟«»″'‘’‚‛"


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

    def shows(self, span: Span) -> bool:
        """True where the span's layer is not hidden."""


class Commands(QObject):
    """Accept, reject, add, move, relabel, link: one method a command, one edit a command.

    `told(Problem)` carries what a person should know, `choose_speaker` and `choose_cue` ask for the pick list.
    """

    told = Signal(object)
    choose_speaker = Signal(object, object)
    choose_cue = Signal(object, object)
    write_note = Signal(object, str)

    def __init__(
        self,
        desk: Desk,
        pointer: Pointer,
        schema: Schema,
        threshold: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pointer = pointer
        self._schema = schema
        self._threshold = threshold
        self._last_quote: str | None = None
        self.last_edited: tuple[int, str] | None = None
        desk.changed.connect(self._remember)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        found: dict[str, Callable[[], object]] = {
            "span.next": lambda: self.step(1),
            "span.previous": lambda: self.step(-1),
            "span.accept": self.accept,
            "span.reject": self.reject,
            "span.accept_sure": self.accept_sure,
            "quote.speaker": self.speaker,
            "quote.cue": self.cue,
            "quote.direct": lambda: self.set_kind("direct"),
            "quote.indirect": lambda: self.set_kind("indirect"),
            "quote.mixed": lambda: self.set_kind("mixed"),
            "quote.clear": self.clear_frame,
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
        """The quote that the focused span is part of; while words are selected, the quote focused before."""
        frames = self._desk.sight.frames
        if (focused := self.focused) is not None:
            return frames.get(focused.id)
        if self._pointer.selection is not None and (last := self._last_quote) is not None:
            return frames.get(last)
        return None

    def state(self) -> frozenset[When]:
        """Return what is the case now, for enabling actions."""
        session = self._desk.session
        if session is None:
            return frozenset()
        claims = {
            When.ARTICLE: True,
            When.FOCUS: self.focused is not None,
            When.QUOTE: self.frame is not None,
            When.OPEN: self._desk.sight.open_count > 0,
            When.UNDO: session.undo_text is not None,
            When.REDO: session.redo_text is not None,
        }
        return frozenset(when for when, holds in claims.items() if holds)

    def focus_moved(self, span_id: str | None) -> None:
        """Remember the quote last focused, so that words selected after can be tied to it."""
        frame = self._desk.sight.frames.get(span_id) if span_id is not None else None
        if frame is not None:
            self._last_quote = frame.content.id
        elif span_id is not None:
            self._last_quote = None

    # --- going on ------------------------------------------------------------------------------------------

    def step(self, direction: int) -> bool:
        """Focus the next (1) or previous (-1) open suggestion, or span where none is open; wraps around."""
        target = self._next(direction, only_open=True) or self._next(direction, only_open=False)
        if target is None:
            return False
        self._pointer.focus_span(target.id)
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

    def accept_sure(self) -> None:
        """Accept every open suggestion at or above the threshold."""
        threshold = self._threshold()
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
                N_("Decide on each with Enter or Backspace."), threshold=decimal(threshold),
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
        """Put `label` on the selection, else on the focused span."""
        selection, focused = self._pointer.selection, self.focused
        if selection is not None:
            attrs = _first_attrs(label, self._desk.text[slice(*selection)])
            span_id, edit = self._put(selection[0], selection[1], label, attrs)
            if self._desk.apply(edit) is not None:
                self._pointer.clear_selection()
                self._pointer.focus_span(span_id)
        elif focused is not None:
            self._desk.apply(Relabel(focused.id, label.name, label.layer))
        else:
            self._tell(
                N_("Nothing is selected."),
                N_("Drag over words or hold Shift with the arrow keys, then press {key}."), key=label.key,
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
        tokens = self._desk.tokens
        if edge == "start":
            by_token = tokens.next_start(start) if step > 0 else tokens.previous_start(start)
            start = start + step if by_character else by_token
        else:
            by_token = tokens.next_end(end) if step > 0 else tokens.previous_end(end)
            end = end + step if by_character else by_token
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

    # --- quotes --------------------------------------------------------------------------------------------

    def set_kind(self, kind: str) -> None:
        """Say whether the focused quote is direct, indirect or mixed."""
        if (frame := self.frame) is not None:
            self._desk.apply(SetAttribute(frame.content.id, "type", kind))

    def set_attribute(self, span_id: str, key: str, value: AttrValue) -> None:
        """Set an attribute from the inspector."""
        self._desk.apply(SetAttribute(span_id, key, value))

    def clear_frame(self) -> None:
        """Untie the focused quote from speaker and cue."""
        frame = self.frame
        if frame is None:
            return
        links = [link for link in (frame.said_by, frame.cued_by) if link is not None]
        edits: list[Edit] = [Unlink(link.id) for link in links]
        if frame.content.attrs.get("resolves_to"):
            edits.append(SetAttribute(frame.content.id, "resolves_to", None))
        if edits:
            self._desk.apply(Batch(tuple(edits)))

    def speaker(self) -> None:
        """Tie the selected words to the quote as its speaker, or ask whom to choose."""
        frame, selection = self.frame, self._pointer.selection
        if frame is None:
            return
        if selection is not None:
            self.take_speaker(frame, candidate_at(self._desk.text, self._desk.view, *selection))
            return
        candidates = speaker_candidates(self._desk.text, self._desk.view, frame)
        if candidates:
            self.choose_speaker.emit(frame, candidates)
        else:
            self._tell(
                N_("No one is named near this quote."), N_("Select the speaker's words, then press {key}."), key="S"
            )

    def take_speaker(self, quote: Quote, candidate: SpeakerCandidate) -> None:
        """Tie `quote` to a candidate: the mention becomes a SPEAKER where it is none yet; one step to undo."""
        names: AttrValue = list(candidate.resolves_to) or None
        edits = self._deciding(quote.content)
        if candidate.start is None or candidate.end is None:
            edits.append(SetAttribute(quote.content.id, "resolves_to", names))
            if quote.said_by is not None:
                edits.append(Unlink(quote.said_by.id))
        else:
            speaker = self._existing(SPEAKER, candidate.start, candidate.end)
            label = self._schema.label(SPEAKER)
            if label is None:
                return
            attrs = {"kind": candidate.kind, "resolves_to": names}
            span_id, put = self._put(candidate.start, candidate.end, label, {k: v for k, v in attrs.items() if v})
            if speaker is None or speaker.is_open or not speaker.is_live:
                edits.append(put)
            edits.append(Link(_relation(SAID_BY, quote.content.id, span_id), replaces=True))
            edits.extend(Link(_relation(REFERS_TO, span_id, name.id)) for name in self._named(candidate.resolves_to))
        self._apply_for(quote, edits)

    def cue(self) -> None:
        """Tie the selected words to the quote as its cue, or the nearest cue, or ask which."""
        frame, selection = self.frame, self._pointer.selection
        if frame is None:
            return
        if selection is not None:
            self.take_cue(frame, *selection)
            return
        candidates = [
            span for span in cue_candidates(self._desk.text, self._desk.view, frame)
            if frame.cue is None or span.id != frame.cue.id
        ]  # fmt: skip
        if len(candidates) == 1 and frame.cue is None:
            self.take_cue(frame, *candidates[0].extent)
        elif candidates:
            self.choose_cue.emit(frame, candidates)
        else:
            self._tell(
                N_("There is no other cue near this quote."),
                N_("Select the word of saying, then press {key}."),
                key="C",
            )

    def take_cue(self, quote: Quote, start: int, end: int) -> None:
        """Tie `quote` to the cue at these words, made where there is none; one step to undo."""
        label = self._schema.label(CUE)
        if label is None:
            return
        known = self._existing(CUE, start, end)
        span_id, put = self._put(start, end, label, _first_attrs(label, self._desk.text[start:end]))
        edits = self._deciding(quote.content)
        if known is None or known.is_open or not known.is_live:
            edits.append(put)
        edits.append(Link(_relation(CUED_BY, quote.content.id, span_id), replaces=True))
        self._apply_for(quote, edits)

    def link(self, head_id: str, target_id: str) -> None:
        """Tie a span to the one it was dragged to, as the label set allows: a quote to its cue or speaker first."""
        view = self._desk.view
        head, target = view.spans.get(head_id), view.spans.get(target_id)
        if head is None or target is None:
            return
        frame = self._desk.sight.frames.get(head_id)
        if head.label == QUOTE and frame is not None and target.label != QUOTE:
            if target.label == CUE:
                self.take_cue(frame, *target.extent)
            else:
                self.take_speaker(frame, candidate_at(self._desk.text, view, *target.extent))
            return
        fitting = (r for r in self._schema.relations if head.label in r.heads and target.label in r.children)
        relation = next(fitting, None)
        if relation is None:
            self._tell(
                N_("{head} cannot be tied to {target}."), N_("Drag from a quote to a name or a word of saying."),
                head=head.label, target=target.label,
            )  # fmt: skip
            return
        edits = self._deciding(head, target)
        if relation.name == REFERS_TO:
            names: AttrValue = [full_name(self._desk.text, view, target)]
            edits.append(SetAttribute(head.id, "resolves_to", names))
        edits.append(Link(_relation(relation.name, head.id, target.id), replaces=relation.is_single))
        self._desk.apply(Batch(tuple(edits)))

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
            at = next(i for i, span in enumerate(spans) if span.id == focused.id)
            others = [*spans[at + 1 :], *spans[:at]]
        else:
            caret = self._pointer.caret
            at = next((i for i, span in enumerate(spans) if span.start >= caret), len(spans))
            others = [*spans[at:], *spans[:at]]
        ordered = others if direction > 0 else reversed(others)
        return next((span for span in ordered if (span.is_open or not only_open) and self._pointer.shows(span)), None)

    def _put(self, start: int, end: int, label: LabelDef, attrs: dict[str, AttrValue]) -> tuple[str, Edit]:
        """Return the edit that makes the span stand there, and the id it will have."""
        known = self._existing(label.name, start, end)
        span_id = known.id if known is not None else self._fresh_id(label, start, end)
        if known is not None and known.is_open:
            return span_id, Accept((span_id,))
        return span_id, AddSpan(Span(span_id, start, end, label.name, label.layer, attrs))

    def _existing(self, label: str, start: int, end: int) -> Span | None:
        """Return the span of that label on those words, rejected ones too: adding it again takes that one back."""
        session = self._desk.session
        if session is None:
            return None
        known = (*session.layer.spans.values(), *session.view.spans.values())
        return next((s for s in known if (s.label, s.start, s.end) == (label, start, end)), None)

    def _fresh_id(self, label: LabelDef, start: int, end: int) -> str:
        session = self._desk.session
        taken = set(session.layer.spans) if session is not None else set()
        made = "h" + suggested_span_id(label.layer, label.name, start, end)[1:]
        return next(name for name in (made, *(f"{made}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)

    def _named(self, names: tuple[str, ...]) -> list[Span]:
        """Return the first decided mention of each name, for `refers_to`; an open one is not decided on the side."""
        spans = self._desk.view.spans.values()
        found = []
        for name in names:
            mentions = (s for s in spans if not s.is_open and s.label in (PERSON, ORGANISATION))
            first = next((s for s in mentions if self._desk.text[s.start : s.end] == name), None)
            found += [first] if first is not None else []
        return found

    def _deciding(self, *spans: Span) -> list[Edit]:
        """Return the edits that decide on suggestions which a link is about to lean on."""
        open_ids = tuple(span.id for span in spans if span.is_open)
        return [Accept(open_ids)] if open_ids else []

    def _apply_for(self, quote: Quote, edits: list[Edit]) -> None:
        if self._desk.apply(Batch(tuple(edits))) is not None:
            self._pointer.clear_selection()
            self._pointer.focus_span(quote.content.id, scroll=False)

    def _mover(self, edge: str, step: int, *, by_character: bool) -> Callable[[], None]:
        return lambda: self.move_edge(edge, step, by_character=by_character)

    def _labeller(self, label: LabelDef) -> Callable[[], None]:
        return lambda: self.label(label)

    def _remember(self, changes: Changes) -> None:
        for change in changes.delta.spans:
            if change.after is not None and change.after.is_live:
                self.last_edited = (changes.article_id, change.after.id)
                return

    def _tell(self, what: str, todo: str, **params: object) -> None:
        self.told.emit(Problem(Message(what, params), Message(todo, params)))


def _relation(label: str, head: str, child: str) -> Relation:
    return Relation("r" + suggested_relation_id(label, head, child)[1:], label, head, child)


def _comment_id(span_id: str | None) -> str:
    return f"c-{span_id}" if span_id is not None else "c-article"


def _first_attrs(label: LabelDef, words: str) -> dict[str, AttrValue]:
    """Return the attributes a new span starts with: the label's defaults, a quote's type by its marks."""
    attrs: dict[str, AttrValue] = {attr.name: attr.default for attr in label.attrs if attr.default is not None}
    if label.name == QUOTE and any(a.name == "type" and a.kind is AttrKind.CHOICE for a in label.attrs):
        stripped = words.strip()
        if stripped[:1] in _MARKS:
            attrs["type"] = "direct"
            attrs["closed"] = stripped[-1:] in _MARKS
        else:
            attrs["type"] = "mixed" if any(mark in stripped for mark in '"“”„«»') else "indirect"
    return attrs
