"""The model process: reads requests from stdin, answers on stdout, and keeps everybody else off stdout.

Run as `python -m annotator.workers.child`, with `wire.OPTIONAL_FLAG` where optional quotes are wanted. It knows one
pipeline and nothing of articles, databases or windows; whoever started it cancels it by killing it, and it ends by
itself when its stdin closes (see `wire`).
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Protocol

from annotator import paths
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.workers import wire

log = logging.getLogger(__name__)


class Model(Protocol):
    """What the loop needs of a pipeline."""

    @property
    def info(self) -> ModelInfo:
        """Name and version, as every answer carries them."""

    def suggest(self, texts: Iterable[str]) -> Iterator[Suggestions]:
        """Yield one answer a text."""


def main() -> int:
    """Serve the pipeline until stdin closes; 1 where it cannot be loaded."""
    answers = take_stdout()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Ctrl+C in a terminal reaches the whole process group; ending us is our parent's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with_optional = wire.OPTIONAL_FLAG in sys.argv[1:]
    return run(lambda: _load(with_optional=with_optional), sys.stdin.buffer, answers)


def run(load: Callable[[], Model], requests: Iterable[bytes], answers: BinaryIO) -> int:
    """Load the model, say so, then answer `requests`; return the process's exit code."""
    try:
        model = load()
    except Exception as error:  # whatever it was, the parent must be told before we end
        log.critical("the model could not be loaded", exc_info=True)
        _send(wire.Failed(None, _reason(error)), answers)
        return 1
    _send(wire.Ready(model.info), answers)
    try:
        for line in requests:
            _answer(model, line, answers)
    except BrokenPipeError:
        log.info("the reader of the answers is gone")
    return 0


def take_stdout() -> BinaryIO:
    """Return a stream to the real stdout, and let everything else that is printed go to stderr.

    On the level of file descriptors, so that C libraries and child processes are kept out too.
    """
    ours = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(ours, "wb")


def _load(*, with_optional: bool) -> Model:
    from annotator.nlp.pipeline import load_pipeline

    return load_pipeline(paths.resources(), paths.word_lists(), with_optional=with_optional)


def _answer(model: Model, line: bytes, answers: BinaryIO) -> None:
    """Answer one request line. A line nobody could have meant as a request gets no answer, only a log entry."""
    try:
        request = wire.decode_request(line)
    except wire.WireError:
        log.exception("a line that is no request")
        return
    try:
        reply: wire.Reply = wire.Answer(request.id, next(iter(model.suggest([request.text]))))
        encoded = wire.encode_reply(reply)
    except Exception as error:  # one text must not end the process
        log.exception("request %s failed", request.id)
        encoded = wire.encode_reply(wire.Failed(request.id, _reason(error)))
    answers.write(encoded)
    answers.flush()


def _send(reply: wire.Reply, answers: BinaryIO) -> None:
    answers.write(wire.encode_reply(reply))
    answers.flush()


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    sys.exit(main())
