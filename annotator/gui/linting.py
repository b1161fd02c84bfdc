"""The consistency check in the window: of the open article while its panel is in sight, of every article on request."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.domain.annotations import View
from annotator.domain.edits import Relabel
from annotator.domain.errors import UserError
from annotator.domain.lint import Finding, Rule
from annotator.gui.canvas import Canvas
from annotator.gui.desk import Desk
from annotator.gui.panels.findings_panel import FindingsPanel
from annotator.gui.queue_walk import QueueWalk
from annotator.gui.tasks import Task, start_task
from annotator.i18n import _
from annotator.services.annotate import Session
from annotator.services.lint import Complaint, Lint

_MOST = 1000
"""Findings listed from other articles; who has more mends some first."""
_AT_ONCE = 20_000
"""Characters of an article that is checked before anyone sees it; a longer one is checked on another thread."""
_PATIENCE = 400
"""Milliseconds without an edit before a long article is checked: whoever presses key after key waits for none."""
_NOW_AND_THEN = 200
"""Milliseconds between two looks at what the check of every article has found so far."""


class Linting(QObject):
    """Finds, fixes and sets aside. `noted(str)` and `failed(Problem)` for the message bar.

    `progressed(Progress)` and `ended` of the check of every article are for the status line.
    """

    noted = Signal(str)
    failed = Signal(object)
    progressed = Signal(object)
    ended = Signal()
    _came = Signal(int, object)

    def __init__(self, lint: Lint, desk: Desk, walk: QueueWalk, canvas: Canvas, panel: FindingsPanel) -> None:
        super().__init__(panel)
        self._lint = lint
        self._desk = desk
        self._walk = walk
        self._canvas = canvas
        self._panel = panel
        self._found: list[Complaint] = []
        self._task: Task | None = None
        self._beside: Task | None = None
        self._is_again_asked = False
        self._shown: list[Complaint] = []
        self._shown_of: View | None = None
        self._turn = 0
        self._soon = QTimer(self)  # once the text is painted: a long article takes a while to check
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        desk.opened.connect(lambda _session: self._look_soon(patience=0))
        for signal in (desk.changed, desk.refreshed):
            signal.connect(lambda *_args: self._look_soon())
        panel.shown.connect(self.look)
        panel.chosen.connect(self._go)
        panel.fix_asked.connect(self._fix)
        panel.ignore_asked.connect(self._ignore)
        panel.corpus_asked.connect(self.check_corpus)
        panel.left.connect(self._leave)
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)

    @property
    def is_working(self) -> bool:
        """True while every article is being checked."""
        return self._task is not None

    @property
    def is_looking(self) -> bool:
        """True while the open article is being checked on another thread: what is listed may be of before."""
        return self._beside is not None or self._soon.isActive()

    def look(self) -> None:
        """Check the open article, and list what was found there and elsewhere."""
        self._soon.stop()
        session = self._desk.session
        if session is not None and self._is_long:
            self._look_beside(session)
            return
        try:
            near = self._near()
        except UserError as error:
            self.failed.emit(error.problem)
            return
        self._show(near, self._desk.view)

    def _look_beside(self, session: Session) -> None:
        """Check a long article on another thread; what was listed of it stays until then, and says that it is old."""
        article, layer, seen, lint = session.article, session.layer, session.view, self._lint
        if self._beside is not None:
            self._is_again_asked = True
        else:
            task = start_task(lambda _report, _cancelled: lint.look(article, layer, seen), self)
            task.finished.connect(lambda found: self._take_near(session, seen, found))
            task.failed.connect(self._fail_beside)
            task.ended.connect(self._end_beside)
            self._beside = task
        self._show([one for one in self._shown if one.article_id == article.id], None)
        self._panel.show_checking()

    def _take_near(self, session: Session, seen: View, found: Sequence[Finding]) -> None:
        if session is not self._desk.session or session.view is not seen:
            self._is_again_asked = True
        elif not self._is_again_asked:
            self._beside = None
            self._show(self._complaints(session, found), seen)

    def _fail_beside(self, error: UserError) -> None:
        self.failed.emit(error.problem)
        self._show(self._shown, None)  # what was found before stays, and nothing says that more is coming

    def _end_beside(self) -> None:
        self._beside = None
        if self._is_again_asked:
            self._is_again_asked = False
            self.look()

    def _show(self, near: list[Complaint], of: View | None) -> None:
        """List `near`, found in the view `of`, and what was found elsewhere."""
        self._shown, self._shown_of = near, of
        here, listed = self._desk.article_id, [*near, *filter(self._stands, self._found)]
        self._panel.show_complaints(listed, here)

    def check_corpus(self) -> None:
        """Check the annotator's work in every article, on another thread."""
        self.cancel()
        self._found = []
        self._turn += 1
        turn, annotator, lint = self._turn, self._walk.annotator, self._lint

        def show(complaints: Sequence[Complaint]) -> None:
            self._came.emit(turn, complaints)

        task = start_task(lambda report, stop: lint.corpus(annotator, show=show, report=report, cancelled=stop), self)
        task.progressed.connect(self.progressed)
        task.finished.connect(lambda _result: self._say_if_none(turn))
        task.failed.connect(lambda error: self.failed.emit(error.problem))
        task.ended.connect(lambda: self._end(task))
        self._task = task

    def cancel(self) -> None:
        """Stop checking; what was found stays."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._turn += 1
            self.ended.emit()

    def _near(self) -> list[Complaint]:
        session = self._desk.session
        return [] if session is None else self._complaints(session, self._lint.article(session))

    @staticmethod
    def _complaints(session: Session, found: Sequence[Finding]) -> list[Complaint]:
        article = session.article
        return [Complaint(article.id, article.key, article.title, session.layer.annotator, one) for one in found]

    def _stands(self, complaint: Complaint) -> bool:
        """Leave out what the check of the open article itself says better, and labels mended since."""
        if complaint.article_id != self._desk.article_id:
            return True
        fix = complaint.finding.fix
        if complaint.finding.rule is not Rule.CORPUS_LABELS or not isinstance(fix, Relabel):
            return False
        span = self._desk.view.spans.get(fix.span_id)
        place = (complaint.finding.start, complaint.finding.end)
        return span is not None and span.extent == place and span.label != fix.label

    @property
    def _is_long(self) -> bool:
        return len(self._desk.text) > _AT_ONCE

    def _look_soon(self, patience: int = _PATIENCE) -> None:
        if not self._panel.isVisible():
            return
        if self._is_long:
            self._panel.show_checking()
        self._soon.start(patience if self._is_long else 0)

    def _take(self, turn: int, complaints: Sequence[Complaint]) -> None:
        if turn != self._turn:
            return
        room = max(_MOST - len(self._found), 0)
        if len(complaints) > room:
            said = _("Only the first {count} findings are listed; mend or ignore some and look again.")
            self.noted.emit(said.format(count=_MOST))
        self._found.extend(complaints[:room])
        if not self._soon.isActive():
            self._soon.start(_NOW_AND_THEN)

    def _say_if_none(self, turn: int) -> None:
        """Say that every article was checked where the list does not show it."""
        if turn == self._turn and not any(map(self._stands, self._found)):
            self.noted.emit(_("Nothing in the other articles contradicts itself."))

    def _end(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self.look()
            self.ended.emit()

    def _leave(self) -> None:
        if self.is_working:
            self.cancel()
        else:
            self._canvas.setFocus()

    def _go(self, complaint: Complaint) -> bool:
        """Show the place in the text, with its span focused; False where its article cannot be opened."""
        if complaint.article_id != self._desk.article_id and not self._walk.open(complaint.article_id):
            return False
        finding = complaint.finding
        self._canvas.setFocus()
        if finding.span_id is not None and finding.span_id in self._desk.view.spans:
            self._canvas.focus_span(finding.span_id)
        else:
            self._canvas.set_caret(finding.start)
            self._canvas.select(finding.start, finding.end)
        self._canvas.show_range(finding.start, finding.end)
        return True

    def _fix(self, complaint: Complaint) -> None:
        """Make the edit that mends it, one step of the article's history, and stay in the list."""
        fix = complaint.finding.fix
        if fix is None:
            self.noted.emit(_("Nothing mends this by itself: Enter goes there, i ignores it."))
            return
        if not self._go(complaint):
            return
        near = self._shown if self._shown_of is self._desk.view else self._near()
        still_so = self._stands(complaint) or complaint.finding.key in {one.finding.key for one in near}
        self._forget(complaint)
        if still_so:
            self._desk.apply(fix)
        else:
            self.noted.emit(_("That is no longer so."))
        self.look()
        self._panel.list.setFocus()

    def _ignore(self, complaint: Complaint) -> None:
        try:
            self._lint.ignore(complaint.article_id, complaint.annotator, complaint.finding)
        except UserError as error:
            self.failed.emit(error.problem)
            return
        self._forget(complaint)
        self.look()

    def _forget(self, complaint: Complaint) -> None:
        self._found = [one for one in self._found if one != complaint]
        self._shown = [one for one in self._shown if one != complaint]
