"""The consistency check in the window: of the open article while its panel is in sight, of every article on request."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.domain.edits import Relabel
from annotator.domain.errors import UserError
from annotator.domain.lint import Rule
from annotator.gui.canvas import Canvas
from annotator.gui.desk import Desk
from annotator.gui.panels.findings_panel import FindingsPanel
from annotator.gui.queue_walk import QueueWalk
from annotator.gui.tasks import Task, start_task
from annotator.i18n import _
from annotator.services.lint import Complaint, Lint

_MOST = 1000
"""Findings listed from other articles; who has more mends some first."""
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
        self._turn = 0
        self._soon = QTimer(self)  # once the text is painted: a long article takes a while to check
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        for signal in (desk.opened, desk.changed, desk.refreshed):
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

    def look(self) -> None:
        """Check the open article, and list what was found there and elsewhere."""
        here = self._desk.article_id
        try:
            near = self._near()
        except UserError as error:
            self.failed.emit(error.problem)
            return
        self._panel.show_complaints([*near, *filter(self._stands, self._found)], here)

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
        if session is None:
            return []
        article = session.article
        found = self._lint.article(session)
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

    def _look_soon(self) -> None:
        if self._panel.isVisible():
            self._soon.start(0)

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
        still_so = self._stands(complaint) or complaint.finding.key in {one.finding.key for one in self._near()}
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
