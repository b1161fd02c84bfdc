"""The blocking side of the model process: start it, ask it, and see to it that no text can stop the rest.

For the command line and tests; the window has its own twin on `QProcess`. Knows the wire and nothing of what is asked.
"""

from __future__ import annotations

import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from annotator.domain import text as texts
from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.jobs import Cancelled
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.workers import wire

log = logging.getLogger(__name__)

CHILD_FLAG = "--model-process"
"""What a frozen bundle is called with to be the model process instead of the program."""

_LIVES = 2  # a text that was being read when this many children died is given up


def default_command(*, with_optional: bool = False) -> list[str]:
    """Return the command that starts the model process: from a checkout, a wheel or a frozen bundle."""
    wishes = [wire.OPTIONAL_FLAG] if with_optional else []
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_FLAG, *wishes]
    return [sys.executable, "-m", "annotator.workers.child", *wishes]


def environment() -> dict[str, str]:
    """Return the environment to start it in: ours, with this very package importable from any folder.

    One model process keeps one core busy; how many work is for whoever starts them.
    """
    package_parent = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([package_parent, known] if known else [package_parent])
    return {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **os.environ, "PYTHONPATH": path}


class ModelProcess:
    """A model in a child process that answers for texts one after the other (`services.ports.Suggester`).

    Started when first needed. A child that dies is started again and asked again for what it had not answered; the
    text it died on gets a second chance and then a Problem. One that gives no answer within `timeout` seconds, plus
    a second for every 2,000 code points, is killed and its text gets a Problem. Use from one thread at a time.
    """

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        timeout: float = 60.0,
        start_timeout: float = 120.0,
        window: int = 4,
    ) -> None:
        self._command = list(command) if command is not None else default_command()
        self._timeout = timeout
        self._start_timeout = start_timeout
        self._window = window
        self._child: _Child | None = None
        self._model: ModelInfo | None = None
        self._last_id = 0
        self._is_stopped = False

    def __enter__(self) -> Self:
        """Start nothing yet: the first question does."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def model(self) -> ModelInfo:
        """The model that answers, as it called itself when it was first started. Raises UserError."""
        self._started()
        if self._model is None:
            raise AssertionError("a started child has said which model it is")
        return self._model

    @property
    def pid(self) -> int | None:
        """The process id of the running child, None where there is none."""
        return self._child.pid if self._child is not None else None

    def suggest(self, texts: Iterable[str]) -> Iterator[Suggestions | Problem]:
        """Yield one answer a text, in the order asked. Reads `texts` only a few ahead of what it has answered.

        Raises UserError where the model cannot be started (again).
        """
        source = iter(texts)
        waiting: deque[_Asked] = deque()
        while True:
            while len(waiting) < self._window and (text := next(source, None)) is not None:
                asked = self._ask(text)
                if asked.line:
                    self._started(resend=waiting).send(asked)
                waiting.append(asked)
            if not waiting:
                return
            answer = self._next_answer(waiting)
            if answer is not None:
                waiting.popleft()
                yield answer

    def close(self) -> None:
        """Kill the child and wait for it. The next question would start another."""
        child = self._child
        if child is not None:
            child.kill()
            self._child = None

    def stop(self) -> None:
        """Kill the child for good. From any thread: whoever waits for an answer gets Cancelled."""
        self._is_stopped = True
        self.close()

    def _started(self, resend: Iterable[_Asked] = ()) -> _Child:
        """Return the running child, started now if there is none and asked for everything in `resend`."""
        child = self._child
        if child is None:
            child = self._child = _Child(self._command)
            try:
                self._go_on()
                model = child.wait_until_ready(self._start_timeout)
            except BaseException:
                self.close()
                self._go_on()
                raise
            self._model = self._model or model
            for asked in resend:
                if asked.line:
                    child.send(asked)
        self._go_on()
        return child

    def _go_on(self) -> None:
        if self._is_stopped:
            raise Cancelled

    def _ask(self, text: str) -> _Asked:
        self._last_id += 1
        if texts.has_lone_surrogate(text):
            return _Asked(self._last_id, "", b"", 0)
        sha256 = texts.sha256(text)
        line = wire.encode_request(wire.Request(self._last_id, sha256, text))
        return _Asked(self._last_id, sha256, line, self._timeout + len(text) / 2000)

    def _next_answer(self, waiting: deque[_Asked]) -> Suggestions | Problem | None:
        """Wait for the answer to the first of `waiting`; None where it has to be asked again."""
        first = waiting[0]
        if not first.line:
            return _problem(N_("The text holds half a character (a lone surrogate)."))
        child = self._started(resend=waiting)
        try:
            reply = child.reply_to(first.id, first.patience)
        except TimeoutError:
            self.close()
            return _problem(N_("The model gave no answer in {seconds} seconds."), seconds=round(first.patience))
        except _DiedError as error:
            self.close()
            self._go_on()
            first.deaths += 1
            log.warning("the model process died (%s) on request %s", error, first.id)
            if first.deaths < _LIVES:
                return None
            return _problem(N_("The model process died on this text ({reason})."), reason=str(error))
        if isinstance(reply, wire.Failed):
            return _problem(N_("The model failed on this text ({reason})."), reason=reply.reason)
        if reply.suggestions.is_stale(first.sha256, self.model):
            return _problem(N_("The model answered for another text or is another version than it was."))
        return reply.suggestions


@dataclass(slots=True)
class _Asked:
    """One request on its way: its line (empty where it cannot be sent) and how often a child died on it."""

    id: int
    sha256: str
    line: bytes
    patience: float
    deaths: int = 0


class _DiedError(Exception):
    """The child ended; the text says how."""


class _Child:
    """One life of the model process, with a thread for each of its pipes so that no pipe can fill up and stall us."""

    def __init__(self, command: Sequence[str]) -> None:
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
            )
        except OSError as error:
            raise UserError(
                N_("The model process could not be started ({reason})."),
                N_("Install Kutip again."),
                reason=error.strerror or str(error),
            ) from error
        self._requests: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._last_words: deque[str] = deque(maxlen=20)
        self._threads = [
            threading.Thread(target=work, name=f"model-{work.__name__}", daemon=True)
            for work in (self._write, self._read, self._overhear)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def wait_until_ready(self, timeout: float) -> ModelInfo:
        """Return the model once it is loaded. Raises UserError where that does not happen."""
        try:
            reply = self._reply(time.monotonic() + timeout)
        except (TimeoutError, _DiedError) as error:
            raise self._cannot_load(str(error) or f"{timeout:.0f} s") from error
        match reply:
            case wire.Ready(model):
                return model
            case wire.Failed(_, reason):
                raise self._cannot_load(reason)
            case wire.Answer():
                raise self._cannot_load("answer before ready")

    def send(self, asked: _Asked) -> None:
        """Put the request in line; returns at once, whatever the child is doing."""
        self._requests.put(asked.line)

    def reply_to(self, request_id: int, patience: float) -> wire.Answer | wire.Failed:
        """Wait for the reply to `request_id`, passing over any other. Raises TimeoutError or _DiedError."""
        deadline = time.monotonic() + patience
        while True:
            reply = self._reply(deadline)
            if isinstance(reply, wire.Answer | wire.Failed) and reply.id == request_id:
                return reply
            log.warning("a reply nobody asked for: %.200r", reply)

    def kill(self) -> None:
        """End the child now and clear up after it: process, threads and pipes."""
        self._process.kill()
        self._requests.put(None)
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                _close(pipe)

    def _reply(self, deadline: float) -> wire.Reply:
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError from None
            if line is None:
                code = self._process.wait()
                last = self._last_words[-1] if self._last_words else ""
                raise _DiedError(f"exit code {code}" + (f": {last}" if last else ""))
            try:
                return wire.decode_reply(line)
            except wire.WireError as error:
                log.warning("the model process said something else: %s", error)

    def _write(self) -> None:
        pipe = self._process.stdin
        try:
            while pipe is not None and (line := self._requests.get()) is not None:
                pipe.write(line)
                pipe.flush()
        except OSError as error:
            log.debug("the model process stopped reading: %s", error)  # its end shows on stdout, where it is handled

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)
        self._lines.put(None)

    def _overhear(self) -> None:
        for line in self._process.stderr or ():
            words = line.decode("utf-8", "replace").rstrip()
            self._last_words.append(words)
            log.debug("model process: %s", words)

    @staticmethod
    def _cannot_load(reason: str) -> UserError:
        return UserError(
            N_("The model could not be loaded ({reason})."),
            N_("Run “kutip doctor” to see what is missing."),
            reason=reason,
        )


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError as error:  # what was still buffered for a dead child
        log.debug("closing a pipe of the dead model process: %s", error)


def _problem(template: str, **params: object) -> Problem:
    return Problem(Message(template, params), Message(N_("The article stays without suggestions; try it again later.")))
