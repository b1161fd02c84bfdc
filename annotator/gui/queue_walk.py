"""The way through the queue: which article is on the desk, which comes next, and the way back over a finish."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from annotator.domain.annotations import SKIP_NOTE, Answer, Comment
from annotator.domain.changes import Changes
from annotator.domain.edits import Batch, Edit, Finish, SetComment
from annotator.domain.errors import UserError
from annotator.domain.spans import in_document_order
from annotator.gui.commands import Commands
from annotator.gui.desk import Desk
from annotator.gui.models.queue_model import QueueModel
from annotator.gui.tasks import Task, start_task
from annotator.services.ports import EVERYTHING, QueueFilter, QueueOrder
from annotator.services.queue import Listing, Queue


class QueueWalk(QObject):
    """Opens articles for the annotator; `all_finished` when there is no next one, `failed(Problem)` when none opens."""

    all_finished = Signal()
    at_the_end = Signal()
    failed = Signal(object)
    reason_asked = Signal(str)

    def __init__(
        self, queue: Queue, model: QueueModel, desk: Desk, commands: Commands, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._queue = queue
        self._model = model
        self._desk = desk
        self._commands = commands
        self._finished_on_the_way: list[int] = []
        self._listing: Task | None = None
        self.annotator = ""
        self.order = QueueOrder.ADDED
        self.wanted = EVERYTHING
        model.failed.connect(self.failed)
        desk.changed.connect(lambda _changes: self._update_row())
        desk.refreshed.connect(self._update_row)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {
            "article.finish": lambda: self.finish(Answer.ACCEPT),
            "article.skip": lambda: self.finish(Answer.IGNORE),
            "article.skip_reason": self.ask_reason,
            "article.next": lambda: self.step(1),
            "article.previous": lambda: self.step(-1),
            "edit.undo": self.undo,
            "edit.redo": self.redo,
            "edit.last": self.last_place,
        }

    def reload(self) -> None:
        """Read the queue again and show it at once; where that means looking at every span, on another thread."""
        if self.wanted.labels or self.wanted.speakers:
            self.reload_soon()
            return
        self._listing = None
        try:
            self._model.show(self._queue.listing(self.annotator, self.order, self.wanted))
        except UserError as error:
            self.failed.emit(error.problem)

    def reload_soon(self) -> None:
        """Read the queue again on another thread; what is listed stays until then."""
        self.arrange(self.order, self.wanted)

    @property
    def is_listing(self) -> bool:
        """True while the queue is being read on another thread."""
        return self._listing is not None

    def arrange(self, order: QueueOrder, wanted: QueueFilter) -> None:
        """Show the queue in another order or filtered otherwise as soon as the database has sorted it."""
        self.order, self.wanted = order, wanted
        annotator, queue = self.annotator, self._queue
        task = start_task(lambda _report, _cancelled: queue.listing(annotator, order, wanted), self)
        task.finished.connect(lambda listing: self._take(task, listing))
        task.failed.connect(lambda error: self._give_up(task, error))
        self._listing = task

    def _take(self, task: Task, listing: Listing) -> None:
        """Show what came, unless something else was asked for since."""
        if task is self._listing:
            self._listing = None
            self._model.show(listing)

    def _give_up(self, task: Task, error: UserError) -> None:
        if task is self._listing:
            self._listing = None
        self.failed.emit(error.problem)

    def open(self, article_id: int) -> bool:
        """Put the article on the desk."""
        self._finished_on_the_way.clear()
        return self._desk.open(article_id, self.annotator)

    def open_first(self, preferred: int | None = None) -> None:
        """Open `preferred` where it is listed, else the first unfinished article, else the first."""
        target = preferred if self._model.place(preferred) is not None else None
        target = target or self._model.next_unfinished(None) or self._model.neighbour(None, 0)
        if target is None:
            self._desk.clear()
        else:
            self.open(target)

    def step(self, direction: int) -> None:
        """Open the neighbour in the queue."""
        target = self._model.neighbour(self._desk.article_id, direction)
        if target is not None:
            self.open(target)
        elif self._desk.article_id is not None:
            self.at_the_end.emit()

    def ask_reason(self) -> None:
        """Ask why the open article is skipped; `skip` does it then."""
        session = self._desk.session
        if session is not None:
            known = session.layer.comments.get(SKIP_NOTE)
            self.reason_asked.emit(known.text if known is not None else "")

    def skip(self, reason: str) -> None:
        """Skip the open article and keep why; both go with one undo."""
        self.finish(Answer.IGNORE, Batch((SetComment(Comment(SKIP_NOTE, reason.strip())), Finish(Answer.IGNORE))))

    def finish(self, answer: Answer, edit: Edit | None = None) -> None:
        """Give the open article its answer, by `edit` where that says more, and open the next without one."""
        here = self._desk.article_id
        if here is None:
            return
        changes = self._commands.finish(answer) if edit is None else self._desk.apply(edit)
        session = self._desk.session
        if changes is None and (session is None or session.layer.answer is not answer):
            return  # it could not be done; the desk has said why
        following = self._model.next_unfinished(here)
        if following is None:
            self.all_finished.emit()
        elif self._desk.open(following, self.annotator):
            self._finished_on_the_way.append(here)

    def undo(self) -> Changes | None:
        """Take the last step back; at the start of an article reached by finishing, go back and undo that."""
        session = self._desk.session
        if session is None or session.undo_text is not None or not self._finished_on_the_way:
            return self._shown(self._desk.undo())
        before = self._finished_on_the_way.pop()
        way = list(self._finished_on_the_way)
        if not self._desk.open(before, self.annotator):
            return None
        self._finished_on_the_way = way
        return self._shown(self._desk.undo())

    def redo(self) -> Changes | None:
        """Repeat the last step taken back."""
        return self._shown(self._desk.redo())

    def _shown(self, changes: Changes | None) -> Changes | None:
        """Focus the first span that came back or changed: the eye follows the step, wherever it was."""
        view = self._desk.view.spans
        touched = [view[span_id] for span_id in changes.span_ids if span_id in view] if changes is not None else []
        if touched:
            self._commands.focus(in_document_order(touched)[0].id)
        return changes

    @property
    def can_undo(self) -> bool:
        """True where undo would do something."""
        session = self._desk.session
        return session is not None and (session.undo_text is not None or bool(self._finished_on_the_way))

    def last_place(self) -> None:
        """Focus the span that was changed last, in whichever article that was."""
        place = self._commands.last_edited or self._commands.last_in_journal()
        if place is None:
            return
        if place[0] != self._desk.article_id and not self.open(place[0]):
            return
        self._commands.focus(place[1])

    def _update_row(self) -> None:
        session = self._desk.session
        if session is not None:
            self._model.update_layer(
                session.layer, self._desk.sight.open_count, has_suggestions=session.suggestions is not None
            )
