"""What the keys about quotes do: speaker, cue, full name, type, marks; each one edit and one step to undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from annotator.domain.antecedents import Antecedent, Ground, antecedents, mention_of, resolved_names
from annotator.domain.candidates import (
    ORGANISATION,
    PERSON,
    Reason,
    SpeakerCandidate,
    candidate_at,
    cue_candidates,
    full_name,
    speaker_candidates,
)
from annotator.domain.edits import Batch, Edit, Link, Reject, RemoveSpan, SetAttribute, Unlink
from annotator.domain.errors import N_, Message, Problem
from annotator.domain.marks import repair
from annotator.domain.quotes import CUE, CUED_BY, QUOTE, REFERS_TO, SAID_BY, SPEAKER, Quote
from annotator.domain.schema import Schema
from annotator.domain.spans import AttrValue, Span, Status, linked
from annotator.gui.commands import Commands, Pointer
from annotator.gui.desk import Desk
from annotator.gui.making import Maker, first_attrs
from annotator.gui.picking import Pick, Picking, Question
from annotator.gui.words import value_name
from annotator.i18n import _, ngettext

REASONS = {
    Reason.AT_CUE: N_("at the word of saying"),
    Reason.LAST_SOURCE: N_("last attributed source"),
    Reason.EARLIER_SOURCE: N_("earlier source"),
    Reason.IN_PARAGRAPH: N_("in the same paragraph"),
    Reason.NAMED: N_("named in the article"),
    Reason.SELECTED: N_("selected"),
}
GROUNDS = {
    Ground.SAME_WORDS: N_("the same words elsewhere"),
    Ground.SAME_ROLE: N_("bears that role"),
    Ground.LAST_SOURCE: N_("last attributed source"),
    Ground.EARLIER_SOURCE: N_("earlier source"),
    Ground.NAMED_BEFORE: N_("named before"),
    Ground.NAMED_AFTER: N_("named after"),
    Ground.SELECTED: N_("selected"),
    Ground.OWN_WORDS: N_("these words themselves"),
    Ground.SPEAKER: N_("speaks in this article"),
}


class QuoteCommands(QObject):
    """One method a command. `told(Problem)` carries what a person should know.

    `name_asked(Span)` when a full name is to be typed for a speaker, or for a quote that has none.
    """

    told = Signal(object)
    name_asked = Signal(object)

    def __init__(
        self,
        desk: Desk,
        pointer: Pointer,
        schema: Schema,
        commands: Commands,
        parent: QObject | None = None,
        *,
        key_of: Callable[[str], str],
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._pointer = pointer
        self._schema = schema
        self._commands = commands
        self._key_of = key_of
        self._make = Maker(desk, schema)
        self.picking = Picking(desk, self)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {
            "quote.speaker": self.speaker,
            "quote.cue": self.cue,
            "quote.resolve": self.resolve,
            "quote.name": self.ask_name,
            "quote.direct": lambda: self.set_kind("direct"),
            "quote.indirect": lambda: self.set_kind("indirect"),
            "quote.mixed": lambda: self.set_kind("mixed"),
            "quote.clear": self.clear_frame,
            "quote.repair": self.repair,
            "quote.closed": self.switch_closed,
        }

    @property
    def frame(self) -> Quote | None:
        """The quote that the keys are about."""
        return self._commands.frame

    # --- type and marks ------------------------------------------------------------------------------------

    def set_kind(self, kind: str) -> None:
        """Say whether the focused quote is direct, indirect or mixed."""
        if (frame := self.frame) is not None:
            self._desk.apply(SetAttribute(frame.content.id, "type", kind))

    def repair(self) -> None:
        """Put the focused quote to its quotation marks; the text stays as it is."""
        frame = self.frame
        if frame is None:
            return
        found = repair(self._desk.text, frame)
        if found is None:
            self._tell(
                N_("There is nothing to repair in the marks of this quote."), N_("Move its edges if they are wrong.")
            )
        elif self._desk.apply(found.edit) is not None:
            self._pointer.focus_span(frame.content.id)

    def switch_closed(self) -> None:
        """Say of the focused quote that a mark is missing, or that both are there."""
        if (frame := self.frame) is not None:
            self._desk.apply(SetAttribute(frame.content.id, "closed", not frame.is_closed))

    # --- links ---------------------------------------------------------------------------------------------

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
        """Link the selected words as the quote's speaker, else the likeliest one it has not; again: the next one."""
        frame, selection = self.frame, self._pointer.selection
        if frame is None:
            return
        if selection is not None:
            self.take_speaker(frame, candidate_at(self._desk.text, self._desk.view, *selection))
        elif self.picking.is_open(Question.SPEAKER):
            self._another(frame)
        else:
            candidates = speaker_candidates(self._desk.text, self._desk.view, frame, limit=6)
            others = [one for one in candidates if not _is_speaker(frame, one)][:5]
            picks = [Pick(self._named(c), self._why(c), self._speaking(frame, c)) for c in others]
            self._ask(Question.SPEAKER, frame.content, picks)

    def take_speaker(self, quote: Quote, candidate: SpeakerCandidate) -> None:
        """Tie `quote` to a candidate: the mention becomes a SPEAKER where it is none yet; one step to undo."""
        self._apply_for(quote, self._speaking(quote, candidate))

    def cue(self) -> None:
        """Tie the selected words to the quote as its cue, else the nearest cue it has not; again: the next one."""
        frame, selection = self.frame, self._pointer.selection
        if frame is None:
            return
        if selection is not None:
            self.take_cue(frame, *selection)
        elif self.picking.is_open(Question.CUE):
            self._another(frame)
        else:
            candidates = cue_candidates(self._desk.text, self._desk.view, frame, limit=6)
            others = [span for span in candidates if frame.cue is None or span.id != frame.cue.id][:5]
            picks = [Pick(self._words(s), self._context(s), self._cueing(frame, *s.extent)) for s in others]
            self._ask(Question.CUE, frame.content, picks)

    def take_cue(self, quote: Quote, start: int, end: int) -> None:
        """Tie `quote` to the cue at these words, made where there is none; one step to undo."""
        self._apply_for(quote, self._cueing(quote, start, end))

    def resolve(self) -> None:
        """Give the focused speaker the selected words as full name, else the likeliest it has not; again: the next."""
        frame, span, mention = self.frame, self._commands.focused, self._mention()
        if frame is not None and (selection := self._pointer.selection) is not None:
            words = " ".join(self._desk.text[slice(*selection)].split())
            chosen = Antecedent((words,), Ground.SELECTED, mention_of(self._desk.text, self._desk.view, (words,)))
            self._apply_for(frame, self._resolving(frame.speaker or frame.content, chosen))
            return
        if mention is None:
            self._tell(*_NO_MENTION)
            return
        if self.picking.is_open(Question.WHO):
            self._another(frame)
            return
        found = antecedents(self._desk.text, self._desk.view, mention, limit=6)
        others = [one for one in found if one.names != resolved_names(mention)][:5]
        picks = [Pick(", ".join(a.names), _(GROUNDS[a.ground]), self._resolving(mention, a)) for a in others]
        if resolved_names(mention):
            nobody = Antecedent((), Ground.SELECTED)
            picks.append(Pick(_("nobody known"), _("the article does not say"), self._resolving(mention, nobody)))
        self._ask(Question.WHO, span or mention, picks)

    def ask_name(self) -> None:
        """Have a full name typed for the focused speaker; what `n` has just taken in its place is taken back."""
        mention = self._mention()
        if mention is None:
            self._tell(*_NO_MENTION)
            return
        if self.picking.is_open(Question.WHO):
            self.picking.cancel()
        self.name_asked.emit(mention)

    def known_names(self, mention: Span) -> list[tuple[str, str]]:
        """Return every name that `mention` may have, likeliest first, each with why it is offered."""
        text, view = self._desk.text, self._desk.view
        found = antecedents(text, view, mention, limit=_EVERY)
        known = {", ".join(one.names): _(GROUNDS[one.ground]) for one in found if len(one.names) == 1}
        for span in view.spans.values():
            if span.label in (PERSON, ORGANISATION):
                known.setdefault(" ".join(self._words(span).split()), _("named in the article"))
        return list(known.items())

    def has_name(self, name: str) -> bool:
        """True where typing a full name for what is focused finds `name` by a few letters."""
        mention = self._mention()
        return mention is not None and any(name == known for known, _why in self.known_names(mention))

    def take_names(self, mention_id: str, names: tuple[str, ...]) -> None:
        """Say that the mention is those people, each by the full name; none: nobody is known."""
        mention = self._desk.view.spans.get(mention_id)
        if mention is not None:
            chosen = Antecedent(names, Ground.SELECTED, mention_of(self._desk.text, self._desk.view, names))
            if self._desk.apply(self._resolving(mention, chosen)) is not None:
                self._pointer.focus_span(mention_id, scroll=False)

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
        edits = self._make.deciding(head, target)
        if relation.name == REFERS_TO:
            names: AttrValue = [full_name(self._desk.text, view, target)]
            edits.append(SetAttribute(head.id, "resolves_to", names))
        edits.append(Link(linked(relation.name, head.id, target.id), replaces=relation.is_single))
        self._desk.apply(Batch(tuple(edits)))

    # --- inside --------------------------------------------------------------------------------------------

    def _mention(self) -> Span | None:
        """Return what a full name belongs to: the focused speaker, else that of the quote, else the quote."""
        frame, span = self.frame, self._commands.focused
        if span is not None and span.label == SPEAKER:
            return span
        return frame.speaker or frame.content if frame is not None else None

    def _ask(self, question: Question, focus: Span, picks: Sequence[Pick]) -> None:
        if not picks:
            what, todo, action_id = _NOBODY[question]
            self._tell(what, todo, key=self._key_of(action_id))
        elif self.picking.ask(question, picks):
            self._pointer.focus_span(focus.id, scroll=False)

    def _another(self, frame: Quote | None) -> None:
        span = self._commands.focused or (frame.content if frame is not None else None)
        self.picking.take_next()
        if span is not None:
            self._pointer.focus_span(span.id, scroll=False)

    def _speaking(self, quote: Quote, candidate: SpeakerCandidate) -> Edit:
        names: AttrValue = list(candidate.resolves_to) or None
        edits = self._make.deciding(quote.content)
        label = self._schema.label(SPEAKER)
        new_id = ""
        if candidate.start is None or candidate.end is None or label is None:
            edits.append(SetAttribute(quote.content.id, "resolves_to", names))
            if quote.said_by is not None:
                edits.append(Unlink(quote.said_by.id))
        else:
            speaker = self._make.existing(SPEAKER, candidate.start, candidate.end)
            attrs = {"kind": candidate.kind, "resolves_to": names}
            new_id, put = self._make.put(candidate.start, candidate.end, label, {k: v for k, v in attrs.items() if v})
            if speaker is None or speaker.is_open or not speaker.is_live:
                edits.append(put)
            edits.append(Link(linked(SAID_BY, quote.content.id, new_id), replaces=True))
            edits.extend(Link(linked(REFERS_TO, new_id, name.id)) for name in self._decided(candidate.resolves_to))
        edits.extend(self._left_alone(quote, new_id))
        return Batch(tuple(edits))

    def _left_alone(self, quote: Quote, new_id: str) -> Iterable[Edit]:
        """Yield what takes the speaker before away where no other quote has it and nobody accepted it as one."""
        old = quote.speaker
        if old is None or quote.said_by is None or old.id == new_id:
            return
        links = self._desk.view.relations.values()
        is_shared = any(link.child == old.id and link.id != quote.said_by.id for link in links)
        if not is_shared and old.status is Status.SUGGESTED:
            yield Reject((old.id,))
        elif not is_shared and old.status is Status.ADDED:
            yield RemoveSpan(old.id)

    def _cueing(self, quote: Quote, start: int, end: int) -> Edit:
        edits = self._make.deciding(quote.content)
        label = self._schema.label(CUE)
        if label is not None:
            known = self._make.existing(CUE, start, end)
            span_id, put = self._make.put(start, end, label, first_attrs(label, self._desk.text[start:end]))
            if known is None or known.is_open or not known.is_live:
                edits.append(put)
            edits.append(Link(linked(CUED_BY, quote.content.id, span_id), replaces=True))
        return Batch(tuple(edits))

    def _resolving(self, mention: Span, antecedent: Antecedent) -> Edit:
        edits: list[Edit] = [SetAttribute(mention.id, "resolves_to", list(antecedent.names) or None)]
        if mention.label == SPEAKER:
            before = [r for r in self._desk.view.relations.values() if (r.label, r.head) == (REFERS_TO, mention.id)]
            if antecedent.mention is not None:
                edits.append(Link(linked(REFERS_TO, mention.id, antecedent.mention.id), replaces=True))
            else:
                edits.extend(Unlink(link.id) for link in before)
        return Batch(tuple(edits))

    def _decided(self, names: tuple[str, ...]) -> list[Span]:
        """Return the first decided mention of each name, for `refers_to`; an open one is not decided on the side."""
        spans = self._desk.view.spans.values()
        found = []
        for name in names:
            mentions = (s for s in spans if not s.is_open and s.label in (PERSON, ORGANISATION))
            first = next((s for s in mentions if self._words(s) == name), None)
            found += [first] if first is not None else []
        return found

    def _apply_for(self, quote: Quote, edit: Edit) -> None:
        if self._desk.apply(edit) is not None:
            self._pointer.clear_selection()
            self._pointer.focus_span(quote.content.id, scroll=False)

    def _words(self, span: Span) -> str:
        return self._desk.text[span.start : span.end]

    def _named(self, candidate: SpeakerCandidate) -> str:
        who = ", ".join(candidate.resolves_to)
        if candidate.start is None or candidate.end is None:
            return who
        words = " ".join(self._desk.text[candidate.start : candidate.end].split())
        return f"{words} → {who}" if who and who != words else words

    def _why(self, candidate: SpeakerCandidate) -> str:
        why = f"{value_name(candidate.kind)} · {_(REASONS[candidate.reason])}"
        up = candidate.paragraphs_up
        if up is None:
            return why
        where = ngettext("{count} paragraph up", "{count} paragraphs up", up) if up else _("in this paragraph")
        return f"{why}, {where.format(count=up)}"

    def _context(self, span: Span) -> str:
        text = self._desk.text
        before = " ".join(text[max(span.start - 24, 0) : span.start].split())
        after = " ".join(text[span.end : span.end + 24].split())
        return f"… {before} [{self._words(span)}] {after} …"

    def _tell(self, what: str, todo: str, **params: object) -> None:
        self.told.emit(Problem(Message(what, params), Message(todo, params)))


_EVERY = 1_000
_NO_MENTION = (N_("That span is no quote and no speaker."), N_("Focus the one whose full name is missing."))
_NOBODY = {
    Question.SPEAKER: (
        N_("No one else is named near this quote."),
        N_("Select the speaker's words, then press {key}."),
        "quote.speaker",
    ),
    Question.CUE: (
        N_("There is no other cue near this quote."),
        N_("Select the word of saying, then press {key}."),
        "quote.cue",
    ),
    Question.WHO: (
        N_("No one else is named in this article."),
        N_("Press {key} to type the full name."),
        "quote.name",
    ),
}
"""What is said where a question has no answer, what to do, and the action that does it."""


def _is_speaker(quote: Quote, candidate: SpeakerCandidate) -> bool:
    """True for whom the quote has already."""
    if quote.speaker is not None:
        return (candidate.start, candidate.end) == quote.speaker.extent
    return candidate.start is None and bool(candidate.resolves_to) and candidate.resolves_to == quote.resolved
