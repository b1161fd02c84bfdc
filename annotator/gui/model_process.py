"""The model process as the window sees it: asked by id, answering by signal, never blocking the thread it lives on.

The twin of `workers.client` on `QProcess`. Knows the wire and nothing of articles: whoever asks keeps the answer.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from annotator.domain import text as texts
from annotator.domain.suggestions import ModelInfo
from annotator.i18n import _
from annotator.workers import client, wire

_log = logging.getLogger(__name__)

_LIVES = 2  # a text that was being read when this many children died is given up
_QUICK_DEATHS = 3  # a child that dies this often before it does anything is not started again
_QUICK_MS = 10_000
_RESTART_MS = (0, 500, 2000)
_START_MS = 120_000
_ANSWER_MS = 60_000


class ModelState(StrEnum):
    """What the process is doing; FAILED and STOPPED last until someone calls `start`."""

    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"
    WORKING = "working"
    RESTARTING = "restarting"
    FAILED = "failed"


@dataclass(slots=True)
class _Question:
    id: int
    sha256: str
    line: bytes
    patience_ms: int
    deaths: int = 0


class ModelProcess(QObject):
    """Keeps a model running and puts questions to it one after the other.

    A child that dies is started again, later each time; the question it died on gets a second chance and then fails.
    After three deaths before it did anything, or when it says that its model cannot be loaded, the process gives up:
    the state is FAILED, `trouble` says why, and every question fails. Killing is how work is cancelled.
    """

    ready = Signal(object)
    """The model is loaded (again): its ModelInfo."""
    answered = Signal(int, object)
    """The id asked with, and the Suggestions."""
    failed = Signal(int, str)
    """The id asked with, and why there is no answer."""
    state_changed = Signal(str)
    """The new ModelState."""

    def __init__(
        self,
        command: Sequence[str] | None = None,
        parent: QObject | None = None,
        *,
        restart_ms: Sequence[int] = _RESTART_MS,
        start_ms: int = _START_MS,
        answer_ms: int = _ANSWER_MS,
    ) -> None:
        super().__init__(parent)
        self._command = list(command) if command is not None else client.default_command()
        self._restart_ms = tuple(restart_ms)
        self._start_ms = start_ms
        self._answer_ms = answer_ms
        self._state = ModelState.STOPPED
        self._model: ModelInfo | None = None
        self._trouble = ""
        self._waiting: deque[_Question] = deque()
        self._asked: _Question | None = None
        self._life: _Life | None = None
        self._quick_deaths = 0
        self._restart = _single_shot(self, self._launch)
        self._patience = _single_shot(self, self._lose_patience)

    @property
    def state(self) -> ModelState:
        """What the process is doing."""
        return self._state

    @property
    def model(self) -> ModelInfo | None:
        """The model as it called itself last, None before it was ever ready."""
        return self._model

    @property
    def trouble(self) -> str:
        """Why the process gave up, for a person to read; empty while it has not."""
        return self._trouble

    @property
    def unanswered(self) -> int:
        """How many questions wait for an answer."""
        return len(self._waiting) + (self._asked is not None)

    def start(self) -> None:
        """Start loading the model, once more where it had given up; nothing where it runs already."""
        if self._state not in (ModelState.STOPPED, ModelState.FAILED):
            return
        self._quick_deaths = 0
        self._trouble = ""
        self._enter(ModelState.STARTING)
        self._launch()

    def ask(self, id: int, text: str, sha256: str) -> None:  # noqa: A002 - the wire's own word
        """Queue a question; it is put once the model is ready. An id still waiting is asked with the new text."""
        self._waiting = deque(question for question in self._waiting if question.id != id)
        if self._state is ModelState.FAILED:
            self._fail_later(id, self._trouble)
        elif texts.has_lone_surrogate(text):
            self._fail_later(id, _("The text holds half a character (a lone surrogate)."))
        else:
            line = wire.encode_request(wire.Request(id, sha256, text))
            self._waiting.append(_Question(id, sha256, line, self._answer_ms + len(text) // 2))
            self._put_next()

    def cancel_all(self) -> None:
        """Forget every question that has no answer yet; a child at work on one is killed and started afresh."""
        self._waiting.clear()
        if self._asked is not None:
            self._end_life()
            self._enter(ModelState.STARTING)
            self._launch()

    def stop(self) -> None:
        """End the process, now, and forget every question. Does not come back before `start`."""
        self._restart.stop()
        self._waiting.clear()
        self._end_life()
        self._enter(ModelState.STOPPED)

    def _launch(self) -> None:
        life = _Life(self._command, self)
        life.said.connect(self._hear)
        life.died.connect(self._bury)
        self._life = life
        self._patience.start(self._start_ms)
        life.begin()

    def _end_life(self) -> None:
        self._patience.stop()
        self._asked = None
        if self._life is not None:
            life, self._life = self._life, None
            life.end()

    def _put_next(self) -> None:
        if self._state is not ModelState.READY or self._life is None or not self._waiting:
            return
        self._asked = self._waiting.popleft()
        self._patience.start(self._asked.patience_ms)
        self._enter(ModelState.WORKING)
        self._life.send(self._asked.line)

    def _hear(self, reply: wire.Reply) -> None:
        match reply:
            case wire.Ready(model):
                self._patience.stop()
                self._model = model
                self._enter(ModelState.READY)
                self.ready.emit(model)
                self._put_next()
            case wire.Failed(id, reason):
                if id is None:
                    self._give_up(_("The model could not be loaded ({reason}).").format(reason=reason))
                elif self._is_awaited(id):
                    self._conclude()
                    self.failed.emit(id, reason)
                    self._put_next()
            case wire.Answer(id, suggestions):
                asked = self._asked
                if asked is None or not self._is_awaited(id):
                    return
                self._conclude()
                if self._model is None or suggestions.is_stale(asked.sha256, self._model):
                    self.failed.emit(id, _("The model answered for another text."))
                else:
                    self.answered.emit(id, suggestions)
                self._put_next()

    def _is_awaited(self, id: int) -> bool:  # noqa: A002 - the wire's own word
        if self._asked is not None and self._asked.id == id:
            return True
        _log.info("dropped an answer nobody waits for (%d)", id)
        return False

    def _conclude(self) -> None:
        """The question at hand is dealt with: the child is alive and well, and free for the next."""
        self._patience.stop()
        self._asked = None
        self._quick_deaths = 0
        self._enter(ModelState.READY)

    def _lose_patience(self) -> None:
        """The child is stuck: while loading, that is a death; on a question, a second chance would take as long."""
        asked, life = self._asked, self._life
        if life is None:
            return
        if asked is None:
            self._bury(_("it did not start within {seconds} seconds").format(seconds=self._start_ms // 1000))
            return
        self._end_life()
        self._enter(ModelState.RESTARTING)
        self._restart.start(0)
        seconds = asked.patience_ms // 1000
        self.failed.emit(asked.id, _("The model gave no answer in {seconds} seconds.").format(seconds=seconds))

    def _bury(self, cause: str) -> None:
        """The child died by itself: blame the question it was reading, or else the child."""
        life, asked = self._life, self._asked
        self._end_life()
        if life is None:
            return
        _log.warning("the model process died (%s)", cause)
        if asked is not None:
            asked.deaths += 1
            if asked.deaths < _LIVES:
                self._waiting.appendleft(asked)
        elif not life.was_ready or life.age_ms < _QUICK_MS:
            self._quick_deaths += 1
            if self._quick_deaths >= _QUICK_DEATHS:
                self._give_up(_("The model process ends as soon as it starts ({reason}).").format(reason=cause))
                return
        self._enter(ModelState.RESTARTING)
        self._restart.start(self._restart_ms[min(self._quick_deaths, len(self._restart_ms) - 1)])
        if asked is not None and asked.deaths >= _LIVES:
            self.failed.emit(asked.id, _("The model process died on this text ({reason}).").format(reason=cause))

    def _give_up(self, trouble: str) -> None:
        _log.warning("gave up on the model process: %s", trouble)
        lost = [*([self._asked] if self._asked else []), *self._waiting]
        self._waiting.clear()
        self._end_life()
        self._trouble = trouble
        self._enter(ModelState.FAILED)
        for question in lost:
            self.failed.emit(question.id, trouble)

    def _fail_later(self, id: int, reason: str) -> None:  # noqa: A002 - the wire's own word
        """Whoever asks hears of it after `ask` has returned, as of any other answer."""
        QTimer.singleShot(0, self, lambda: self.failed.emit(id, reason))

    def _enter(self, state: ModelState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state.value)


class _Life(QObject):
    """One child process from start to end: lines into replies, stderr into the log. Dead once, dead for good."""

    said = Signal(object)
    died = Signal(str)

    def __init__(self, command: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self.was_ready = False
        self._born = time.monotonic()
        self._last_words = ""
        self._is_over = False
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments(list(command[1:]))
        environment = QProcessEnvironment()
        for name, value in client.environment().items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.readyReadStandardOutput.connect(self._read_replies)
        self._process.readyReadStandardError.connect(self._overhear)
        self._process.errorOccurred.connect(self._notice_error)
        self._process.finished.connect(self._notice_end)

    @property
    def age_ms(self) -> float:
        """How long ago the child was started."""
        return (time.monotonic() - self._born) * 1000

    def begin(self) -> None:
        """Start the child; whether that works is heard of later."""
        self._process.start()

    def send(self, line: bytes) -> None:
        """Hand `line` over; Qt writes it as fast as the child reads."""
        self._process.write(line)

    def end(self) -> None:
        """Kill the child and wait until it is gone; a killed process takes milliseconds. Nothing is heard after."""
        self._is_over = True
        if self._process.state() is not QProcess.ProcessState.NotRunning:
            self._process.kill()
            self._process.waitForFinished(2000)
        self.deleteLater()

    def _read_replies(self) -> None:
        # An answer may kill or replace this life, so look again before every line.
        while not self._is_over and self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            try:
                reply = wire.decode_reply(line)
            except wire.WireError as error:
                _log.warning("the model process said something else: %s", error)
                continue
            self.was_ready = self.was_ready or isinstance(reply, wire.Ready)
            self.said.emit(reply)

    def _overhear(self) -> None:
        for line in bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace").splitlines():
            if line.strip():
                self._last_words = line.strip()
                _log.info("model process: %s", line.rstrip())

    def _notice_error(self, error: QProcess.ProcessError) -> None:
        # Every other error either comes with `finished` or passes by itself.
        if error is QProcess.ProcessError.FailedToStart:
            self._die(self._process.errorString())

    def _notice_end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_replies()
        self._overhear()
        how = f"exit code {code}" if status is QProcess.ExitStatus.NormalExit else "killed or crashed"
        self._die(f"{how}: {self._last_words}" if self._last_words else how)

    def _die(self, cause: str) -> None:
        if not self._is_over:
            self._is_over = True
            self.died.emit(cause)


def _single_shot(parent: ModelProcess, then: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.timeout.connect(then)
    return timer
