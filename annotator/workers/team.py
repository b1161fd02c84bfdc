"""Several model processes behind one door: for work that is much, and the same answers as from one process.

Knows the client of one process and nothing of what is asked.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from types import TracebackType
from typing import Self

from annotator.domain.errors import Problem
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.workers.client import ModelProcess

Answers = list[Suggestions | Problem]

_HANDFUL = 8
"""Texts one process takes at a time: enough to keep it busy, few enough that long ones do not pile up on one."""


class ModelTeam:
    """Some model processes that share the work (`services.ports.Suggester`), each with a thread that speaks to it.

    Which process answers makes no difference to the answer, and answers come in the order asked. Each process minds
    its own deaths and time limits (see `ModelProcess`). One question at a time: use from one thread.
    """

    def __init__(self, count: int, start: Callable[[], ModelProcess] = ModelProcess) -> None:
        self._processes = [start() for _ in range(count)]

    def __enter__(self) -> Self:
        """Start nothing yet: the first question does."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def model(self) -> ModelInfo:
        """The model that answers. Raises UserError."""
        return self._processes[0].model

    @property
    def pids(self) -> list[int]:
        """The process ids of the children that run now."""
        return [process.pid for process in self._processes if process.pid is not None]

    def suggest(self, texts: Iterable[str]) -> Iterator[Suggestions | Problem]:
        """Yield one answer a text, in the order asked. Reads two handfuls a process ahead of what it has answered.

        Raises UserError where the model cannot be started (again). Left early, the processes end with what they do.
        """
        source = iter(texts)
        idle: queue.SimpleQueue[ModelProcess] = queue.SimpleQueue()
        for process in self._processes:
            idle.put(process)
        waiting: deque[Future[Answers]] = deque()
        crew = ThreadPoolExecutor(len(self._processes), thread_name_prefix="model")
        try:
            while True:
                while len(waiting) < 2 * len(self._processes) and (handful := list(islice(source, _HANDFUL))):
                    waiting.append(crew.submit(_answers, idle, handful))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        finally:
            if waiting:  # nobody waits for the rest any more: a person stopped us, or a process could not start
                self.close()
            crew.shutdown(cancel_futures=True)

    def close(self) -> None:
        """End the processes for good, whatever they are doing."""
        for process in self._processes:
            process.stop()


def _answers(idle: queue.SimpleQueue[ModelProcess], texts: list[str]) -> Answers:
    """Let a process that is free answer for `texts`."""
    process = idle.get()
    try:
        return list(process.suggest(texts))
    finally:
        idle.put(process)
