"""Putting a decision on the same words elsewhere: preview, edit, and the way back where other articles changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.edits import Propagate
from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.jobs import Report
from annotator.domain.propagation import Decision, decision_against, edits_of
from annotator.gui.commands import Commands
from annotator.gui.desk import Desk
from annotator.gui.dialogs.propagation import PropagationPreview
from annotator.gui.panels.message_bar import Offer
from annotator.gui.tasks import CancelCheck, Task, start_task
from annotator.i18n import _, ngettext
from annotator.services.propagate import Offered, Outcome, Place, PropagateDecisions


class Propagating(QObject):
    """One search or one change of the corpus at a time.

    `told(Problem, Offer or None)` for what could not be, `noted(text, Offer or None)` for what was done,
    `progressed(name, Progress)` and `ended` for the status line, `changed_elsewhere` after other articles changed.
    """

    told = Signal(object, object)
    noted = Signal(str, object)
    progressed = Signal(str, object)
    ended = Signal()
    changed_elsewhere = Signal()

    def __init__(
        self, service: PropagateDecisions, desk: Desk, commands: Commands, window: QWidget, back_to: QWidget
    ) -> None:
        super().__init__(window)
        self._service = service
        self._desk = desk
        self._commands = commands
        self._task: Task | None = None
        self._is_search = False
        self._waiting: list[Callable[[], None]] = []
        self._in_corpus = False
        self.preview = PropagationPreview(window, back_to)
        self.preview.confirmed.connect(self._put)
        self.preview.closed.connect(commands.forget_rejected)
        desk.retraced.connect(self._retrace)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {"span.propagate": self.propagate, "span.propagate_corpus": self.propagate_corpus}

    @property
    def is_working(self) -> bool:
        """True while the corpus is searched or changed."""
        return self._task is not None

    def cancel(self) -> None:
        """Stop what is under way; what is done stays, and can be taken back."""
        if self._task is not None:
            self._task.cancel()

    def leave(self) -> None:
        """Stop a search, before the window closes. Changes go on to their end: half of an undo would be none."""
        if self._is_search:
            self.cancel()

    def propagate(self) -> None:
        """Offer the decision for the same words of the open article."""
        session, decision = self._desk.session, self._decision()
        if session is not None and decision is not None:
            self._in_corpus = False
            self._offer(self._service.in_article(session, decision))

    def propagate_corpus(self) -> None:
        """Offer the decision for the same words of every unfinished article; searched in the background."""
        session, decision = self._desk.session, self._decision()
        if session is None or decision is None:
            return
        if decision.is_bound:
            self._tell(
                N_("Whom “{words}” means differs from article to article."),
                N_("Put it on the same words of this article."), words=decision.words,
            )  # fmt: skip
            return
        here, annotator = session.article.id, session.layer.annotator
        local = self._service.in_article(session, decision)

        def search(report: Report, stop: CancelCheck) -> Offered:
            found = self._service.in_corpus(annotator, decision, but_for=here, report=report, cancelled=stop)
            return Offered(decision, (*local.places, *found.places), local.refused + found.refused)

        if self._task is not None:
            self._tell(
                N_("Other articles are being searched or changed right now."),
                N_("Wait for it to end, or stop it in the status line."),
            )
            return
        self._in_corpus = self._is_search = True
        self._run(_("Looking in all articles"), search, self._offer)

    # --- inside --------------------------------------------------------------------------------------------

    def _decision(self) -> Decision | None:
        """Return the rejection just made, else what the focused span says."""
        session = self._desk.session
        if session is None:
            return None
        if (rejected := self._commands.rejected) is not None:
            return decision_against(session.article.text, rejected)
        span = self._commands.focused
        frame = self._commands.frame
        if span is not None and frame is not None and span.id == frame.content.id and frame.speaker is not None:
            span = frame.speaker
        decision = self._service.decision_on(session, span) if span is not None else None
        if decision is None:
            self._tell(
                N_("There is no decision here that could hold for other words."),
                N_("Focus a label, or a speaker with a full name."),
            )
        return decision

    def _offer(self, offered: object) -> None:
        if not isinstance(offered, Offered):
            return
        if offered.places:
            self.preview.ask(offered, in_corpus=self._in_corpus)
            return
        self._commands.forget_rejected()
        words = " ".join(offered.decision.words.split())
        text = _("“{words}” stands nowhere else undecided.").format(words=words)
        if offered.refused:
            left_out = ngettext(
                "{count} place refused before is left out.", "{count} places refused before are left out.",
                offered.refused,
            )  # fmt: skip
            text = f"{text} {left_out.format(count=offered.refused)}"
        self.noted.emit(text, None)

    def _put(self, offered: Offered, ticked: Sequence[Place], unticked: Sequence[Place]) -> None:
        session = self._desk.session
        if session is None:
            return
        annotator, here = session.layer.annotator, session.article.id
        focused = self._commands.focused
        try:
            self._service.refuse(annotator, offered.decision, unticked)
        except UserError as error:
            self.told.emit(error.problem, None)
            return
        mine = self._service.still_holding(session, offered.decision, ticked)
        others = [place for place in ticked if place.article_id != here]
        tie = self._service.new_tie() if others else None
        if mine and self._desk.apply(Propagate(edits_of(mine)), tie=tie) is None:
            return  # it could not be done; the desk has said why
        if focused is not None:
            self._commands.focus(focused.id)
        if tie is None:
            if mine:
                count = len(mine)
                text = ngettext("Put on {count} place.", "Put on {count} places.", count)
                self.noted.emit(text.format(count=count), None)
            return

        def put(report: Report, stop: CancelCheck) -> Outcome:
            return self._service.apply(annotator, offered.decision, others, tie, report=report, cancelled=stop)

        # Where no step of the open article stands for it, undo would take back something else.
        back = None if mine else Offer(_("Take it back"), lambda: self._retrace_in_all(tie, is_undo=True, but_for=0))
        self._run(_("Putting it on all articles"), put, lambda outcome: self._after_put(outcome, back), back)

    def _after_put(self, outcome: object, back: Offer | None) -> None:
        if not isinstance(outcome, Outcome):
            return
        self.changed_elsewhere.emit()
        text = ngettext(
            "Put on the same words of {count} other article.", "Put on the same words of {count} other articles.",
            outcome.articles,
        ).format(count=outcome.articles)  # fmt: skip
        if back is None:
            text = text + " " + _("Undo takes it back in all of them.")
        self.noted.emit(text, back)

    def _retrace(self, tie: str, is_undo: bool) -> None:  # noqa: FBT001 - a slot
        """Follow the undo or redo of the open article in the others."""
        if (here := self._desk.article_id) is not None:
            self._retrace_in_all(tie, is_undo=is_undo, but_for=here)

    def _retrace_in_all(self, tie: str, *, is_undo: bool, but_for: int) -> None:
        session = self._desk.session
        if session is None:
            return
        annotator = session.layer.annotator

        def retrace(report: Report, stop: CancelCheck) -> Outcome:
            return self._service.retrace(
                annotator, tie, is_undo=is_undo, but_for=but_for, report=report, cancelled=stop
            )

        self._run(_("Taking it back in all articles") if is_undo else _("Putting it on all articles"),
                  retrace, self._after_retrace)  # fmt: skip

    def _after_retrace(self, outcome: object) -> None:
        if not isinstance(outcome, Outcome) or not (outcome.articles or outcome.left):
            return
        self.changed_elsewhere.emit()
        text = ngettext("{count} other article changed too.", "{count} other articles changed too.", outcome.articles)
        text = text.format(count=outcome.articles)
        if outcome.left:
            kept = ngettext(
                "{count} stays as it is, because it was worked on since.",
                "{count} stay as they are, because they were worked on since.", outcome.left,
            )  # fmt: skip
            text = f"{text} {kept.format(count=outcome.left)}"
        self.noted.emit(text, None)

    def _run(
        self,
        name: str,
        work: Callable[[Report, CancelCheck], object],
        then: Callable[[object], None],
        back: Offer | None = None,
    ) -> None:
        if self._task is not None:  # an undo right after: it has to wait for what it takes back
            self._waiting.append(lambda: self._run(name, work, then, back))
            return
        self._task = start_task(work, self)
        self._task.progressed.connect(lambda progress: self.progressed.emit(name, progress))
        self._task.finished.connect(then)
        self._task.failed.connect(lambda error: self._break_off(error.problem, back))
        self._task.cancelled.connect(lambda: self._break_off(None, back))
        self._task.ended.connect(self._end)

    def _break_off(self, why: Problem | None, back: Offer | None) -> None:
        """Say that it did not get to its end, and offer the way back from what was done before."""
        if not self._is_search:
            self.changed_elsewhere.emit()
        if why is not None:
            self.told.emit(why, back)
        else:
            self.noted.emit(_("Stopped. What was done before stays."), back)

    def _end(self) -> None:
        self._task, self._is_search = None, False
        self.ended.emit()
        if self._waiting:
            self._waiting.pop(0)()

    def _tell(self, what: str, todo: str, **params: object) -> None:
        self.told.emit(Problem(Message(what, params), Message(todo, params)), None)
