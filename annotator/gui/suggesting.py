"""Asks the model process: for the open article at once, for all articles when told to, and keeps the answers."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.jobs import Progress
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.gui.context import SuggestingProcess
from annotator.gui.tasks import Task, start_task
from annotator.i18n import _
from annotator.services.suggest import SuggestArticles

_log = logging.getLogger(__name__)

_IN_FLIGHT = 4
"""How many questions of a bulk run wait at the process: enough to keep it busy, few enough to forget quickly."""


class Suggesting(QObject):
    """Turns answers into stored suggestions; a stale answer is dropped.

    `arrived(article id, Suggestions)` once stored, `progressed(Progress)` and `ended(stored, failed, was_cancelled)` of
    a bulk run, `failed(Problem, details)`, `refused(article id, Problem)` for an article that cannot be asked about,
    `state_changed(str)` with the process's own word.
    """

    arrived = Signal(int, object)
    progressed = Signal(object)
    ended = Signal(int, int, bool)
    failed = Signal(object, str)
    refused = Signal(int, object)
    state_changed = Signal(str)

    def __init__(
        self,
        suggester: SuggestArticles,
        make_process: Callable[[], SuggestingProcess] | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._suggester = suggester
        self._make_process = make_process
        self._process: SuggestingProcess | None = None
        self._wanted: int | None = None
        self._wanted_model: ModelInfo | None = None
        self._listing: Task | None = None
        self._bulk: deque[int] = deque()
        self._asked: set[int] = set()
        self._bulk_asked: set[int] = set()
        self._unstored: deque[tuple[int, Suggestions]] = deque()
        self._storing: Task | None = None
        self._bulk_total = 0
        self._bulk_began = 0.0
        self._bulk_stored = 0
        self._bulk_failed = 0
        self._is_bulk_wished = False
        self._refusals: set[int] = set()
        self.model: ModelInfo | None = None
        self.state = "missing" if make_process is None else "stopped"

    @property
    def is_working(self) -> bool:
        """True while a bulk run is under way."""
        return self._bulk_total > 0 or self._listing is not None

    @property
    def status_text(self) -> str:
        """What the status line says of the model."""
        # Which word lists it was made with is for the about box: here it would be noise.
        name = f"{self.model.name} {self.model.version.partition('+')[0]}" if self.model is not None else ""
        match self.state:
            case "ready":
                return _("model {name} ready").format(name=name)
            case "working":
                return _("model {name} at work").format(name=name)
            case "starting" | "restarting":
                return _("model is loading")
            case "failed":
                return _("model did not start")
            case "missing":
                return _("no model")
            case _:
                return _("model stopped")

    @property
    def full_name(self) -> str:
        """The model's name with its whole version, empty while none is known."""
        return f"{self.model.name} {self.model.version}" if self.model is not None else ""

    def start(self) -> None:
        """Start the model process, once more where it had given up."""
        if self._process is None:
            if self._make_process is None:
                return
            self._process = self._make_process()
            self._process.ready.connect(self._on_ready)
            self._process.answered.connect(self._on_answer)
            self._process.failed.connect(self._on_failure)
            self._process.state_changed.connect(self._on_state)
        self._process.start()

    def start_anew(self) -> None:
        """End the process and start another, which reads everything anew; a bulk run is stopped, what it stored stays.

        Where the model that comes back is another, the open article is asked about again.
        """
        self.cancel()
        self.stop()
        self.start()

    def stop(self) -> None:
        """End the process; what was stored stays."""
        self._listing = None
        self._bulk.clear()
        self._unstored.clear()
        self._bulk_total = 0
        if self._process is not None:
            self._process.stop()

    def want(self, article_id: int, current: Suggestions | None, *, again: bool = False) -> None:
        """Ask for the open article, now or once the model is ready; not where the model has answered already."""
        self._wanted = article_id
        self._wanted_model = current.model if current is not None else None
        if self._process is None or self.model is None:
            return
        if again:
            self._refusals.discard(article_id)
        if again or current is None or current.model != self.model:
            self._ask(article_id)

    def is_refused(self, article_id: int) -> bool:
        """True where the article was to be asked about and cannot be."""
        return article_id in self._refusals

    def suggest_all(self) -> None:
        """Ask for every article without current suggestions, once the model is ready."""
        if self.is_working:
            return
        if self.model is None:
            self._is_bulk_wished = True
            self.start()
            return
        model, suggester = self.model, self._suggester
        task = start_task(lambda _report, _cancelled: suggester.pending(model), self)
        task.finished.connect(lambda pending: self._begin_bulk(task, pending))
        task.failed.connect(lambda error: self._fail_bulk(task, error))
        self._listing = task

    def _fail_bulk(self, task: Task, error: UserError) -> None:
        if task is self._listing:
            self._listing = None
            self.failed.emit(error.problem, "")

    def _begin_bulk(self, task: Task, pending: Sequence[int]) -> None:
        if task is not self._listing:
            return  # stopped before it began
        self._listing = None
        self._bulk = deque(pending)
        self._bulk_total = len(self._bulk)
        self._bulk_began = time.monotonic()
        self._bulk_stored = self._bulk_failed = 0
        self._bulk_asked = set()
        if not self._bulk:
            self.ended.emit(0, 0, False)
            return
        self._report()
        self._feed()

    def cancel(self) -> None:
        """Stop the bulk run; what was stored so far stays."""
        if not self.is_working:
            return
        self._listing = None
        self._bulk.clear()
        self._unstored.clear()
        self._bulk_asked.clear()
        self._asked.clear()
        if self._process is not None:
            self._process.cancel_all()
        self._end(was_cancelled=True)

    def _ask(self, article_id: int) -> bool:
        if self._process is None:
            return False
        try:
            request = self._suggester.request(article_id)
        except KeyError:
            _log.info("article %d is no longer there to ask about", article_id)
            return False
        except UserError as error:
            _log.info("article %d is not asked about: %s", article_id, error)
            if article_id not in self._refusals:
                self._refusals.add(article_id)
                self.refused.emit(article_id, error.problem)
            return False
        self._asked.add(article_id)
        self._process.ask(request.article_id, request.text, request.sha256)
        return True

    def _feed(self) -> None:
        while self._bulk and len(self._bulk_asked) < _IN_FLIGHT:
            article_id = self._bulk.popleft()
            if self._ask(article_id):
                self._bulk_asked.add(article_id)
            else:
                self._bulk_failed += 1
        if self.is_working and not self._bulk and not self._bulk_asked:
            self._end(was_cancelled=False)

    def _end(self, *, was_cancelled: bool) -> None:
        self._bulk_total = 0
        self.ended.emit(self._bulk_stored, self._bulk_failed, was_cancelled)

    def _report(self) -> None:
        done = self._bulk_stored + self._bulk_failed
        self.progressed.emit(Progress(done, self._bulk_total, time.monotonic() - self._bulk_began))

    def _on_ready(self, model: ModelInfo) -> None:
        is_new = model != self.model
        self.model = model
        self.state_changed.emit(self.state)
        if is_new and self._wanted is not None and self._wanted_model != model:
            self._ask(self._wanted)
        if self._is_bulk_wished:
            self._is_bulk_wished = False
            QTimer.singleShot(0, self, self.suggest_all)

    def _on_answer(self, article_id: int, suggestions: Suggestions) -> None:
        self._asked.discard(article_id)
        if article_id in self._bulk_asked:
            self._unstored.append((article_id, suggestions))
            self._store_next()
            return
        is_stored = False
        if self.model is not None:
            try:
                is_stored = self._suggester.accept(article_id, suggestions, self.model)
            except UserError as error:
                self.failed.emit(error.problem, "")
        self._take_in(article_id, suggestions, is_stored=is_stored)

    def _store_next(self) -> None:
        """Store an answer of the bulk run on another thread, one after the other: the disk may take its time."""
        model = self.model
        if self._storing is not None or not self._unstored or model is None:
            return
        article_id, suggestions = self._unstored.popleft()
        suggester = self._suggester
        task = start_task(lambda _report, _cancelled: suggester.accept(article_id, suggestions, model), self)
        task.finished.connect(lambda stored: self._take_in(article_id, suggestions, is_stored=bool(stored)))
        task.failed.connect(lambda error: self._not_stored(article_id, error))
        task.ended.connect(self._go_on_storing)
        self._storing = task

    def _go_on_storing(self) -> None:
        self._storing = None
        self._store_next()

    def _not_stored(self, article_id: int, error: UserError) -> None:
        self.failed.emit(error.problem, "")
        self._count(article_id, is_stored=False)

    def _take_in(self, article_id: int, suggestions: Suggestions, *, is_stored: bool) -> None:
        if is_stored:
            if article_id == self._wanted:
                self._wanted_model = suggestions.model
            self.arrived.emit(article_id, suggestions)
        self._count(article_id, is_stored=is_stored)

    def _on_failure(self, article_id: int, reason: str) -> None:
        self._asked.discard(article_id)
        if article_id not in self._bulk_asked and self.state != "failed":
            self.failed.emit(
                Problem(
                    Message(N_("The model could not suggest anything for this article.")),
                    Message(N_("Annotate it by hand, or ask again from the Model menu.")),
                ),
                reason,
            )
        _log.info("no suggestions for article %d: %s", article_id, reason)
        self._count(article_id, is_stored=False)

    def _count(self, article_id: int, *, is_stored: bool) -> None:
        if article_id not in self._bulk_asked:
            return
        self._bulk_asked.discard(article_id)
        self._bulk_stored += is_stored
        self._bulk_failed += not is_stored
        self._report()
        self._feed()

    def _on_state(self, state: str) -> None:
        self.state = state
        self.state_changed.emit(state)
        if state == "failed":
            trouble = str(getattr(self._process, "trouble", ""))
            self.failed.emit(
                Problem(
                    Message(N_("The model could not be started.")),
                    Message(N_("Annotate by hand, or start it again; nothing is lost.")),
                ),
                trouble,
            )
