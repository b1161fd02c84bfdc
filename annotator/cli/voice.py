"""How a command speaks: its result on stdout, everything else on stderr, and the exit code that fits.

Knows no command. One JSON object on stdout and nothing else where the caller is a program.
"""

from __future__ import annotations

import enum
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
import typer

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.jobs import Progress
from annotator.i18n import _, ngettext

_TERMINAL_STEP = 0.1
_LOG_STEP = 10.0
"""Seconds between two reports of progress: on a terminal, and where stderr goes to a file."""


class Exit(enum.IntEnum):
    """What the caller learns from the exit code."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    SOME_REFUSED = 3
    FOUND = 3  # the same to a caller: it was done, and there is something to look at
    STOPPED = 130  # what a shell gives a program that Ctrl+C ended


class Voice:
    """One command's way to speak."""

    def __init__(self, command: str, *, is_json: bool) -> None:
        self.is_json = is_json
        self.exit = Exit.DONE
        self._object: dict[str, Any] = {"command": command, "ok": True}
        self._progress = ProgressLine()

    @property
    def progress(self) -> ProgressLine:
        """The line that long work moves along."""
        return self._progress

    def show(self, sentence: str = "") -> None:
        """Say part of the result to a person; silent where a program is listening."""
        if not self.is_json:
            self._progress.clear()
            typer.echo(printable(sentence))

    def say(self, sentence: str) -> None:
        """Say something about the work, on stderr."""
        self._progress.clear()
        typer.echo(printable(sentence), err=True)

    def tell(self, problems: Iterator[Problem] | tuple[Problem, ...] | list[Problem], count: int | None = None) -> None:
        """Say each problem on stderr, and how many more there are where `count` says so."""
        told = 0
        for problem in problems:
            self.say(sentence_of(problem))
            told += 1
        if count is not None and count > told:
            more = count - told
            self.say(ngettext("… and {count} more.", "… and {count} more.", more).format(count=more))

    def put(self, **values: object) -> None:
        """Put `values` into the object that a program gets."""
        self._object.update(values)

    def fail(self, problem: Problem) -> None:
        """Say why nothing came of it."""
        self.say(sentence_of(problem))
        self.put(error=problem_to_json(problem))
        self.exit = Exit.FAILED

    def close(self) -> None:
        """Print the object where one was asked for."""
        self._progress.clear()
        if self.is_json:
            self.put(ok=self.exit in (Exit.DONE, Exit.SOME_REFUSED))
            options = orjson.OPT_APPEND_NEWLINE | orjson.OPT_INDENT_2
            typer.echo(orjson.dumps(_encodable(self._object), option=options), nl=False)


@contextmanager
def speaking(command: str, *, is_json: bool) -> Iterator[Voice]:
    """Give a command its voice and turn what happens in the block into the exit code.

    The world's faults become one sentence; anything else is a bug and keeps its traceback.
    """
    voice = Voice(command, is_json=is_json)
    try:
        yield voice
    except UserError as error:
        voice.fail(error.problem)
    except KeyboardInterrupt:
        voice.fail(Problem(Message(N_("Stopped.")), Message(N_("What was written before is kept."))))
        voice.exit = Exit.STOPPED
    except BrokenPipeError:
        # The reader of our output has seen enough ("| head"); nothing is wrong and nobody is listening any more.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - closed with the process
        raise typer.Exit(Exit.DONE) from None
    voice.close()
    if voice.exit is not Exit.DONE:
        raise typer.Exit(voice.exit)


class ProgressLine:
    """Progress on stderr: one moving line on a terminal, a line now and then in a log."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._last = time.monotonic()
        self._is_drawn = False

    def __call__(self, progress: Progress) -> None:
        """Take a report (`domain.jobs.Report`)."""
        now = time.monotonic()
        if now - self._last < (_TERMINAL_STEP if self._is_terminal else _LOG_STEP):
            return
        self._last = now
        line = progress_sentence(progress)
        if self._is_terminal:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
            self._is_drawn = True
        else:
            typer.echo(line, err=True)

    def clear(self) -> None:
        """Take the moving line away, so that something else can be said."""
        if self._is_drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._is_drawn = False


def progress_sentence(progress: Progress) -> str:
    """Return how far the work is, how fast it goes and how long the rest takes, in words."""
    rate = f"{progress.rate:.0f}" if progress.rate >= 10 else f"{progress.rate:.1f}"
    if not progress.total:
        return _("{done} done, {rate} a second").format(done=progress.done, rate=rate)
    share = f"{100 * progress.done / progress.total:.0f} %"
    said = _("{done} of {total} ({share})").format(done=progress.done, total=progress.total, share=share)
    left = progress.seconds_left
    if left is None:
        return said
    return ", ".join((said, _("{rate} a second").format(rate=rate), _time_left(left)))


def _time_left(seconds: float) -> str:
    if seconds < 100:
        return _("about {seconds} s left").format(seconds=round(seconds))
    minutes = round(seconds / 60)
    if minutes < 100:
        return _("about {minutes} min left").format(minutes=minutes)
    return _("about {hours} h {minutes} min left").format(hours=minutes // 60, minutes=minutes % 60)


def sentence_of(problem: Problem) -> str:
    """Return the problem in the language spoken now: where, what, and what to do."""
    return problem.said(_)


def problem_to_json(problem: Problem) -> dict[str, object]:
    """Return the problem for a program; the sentences are in the language spoken now."""
    return {
        "file": problem.file,
        "line": problem.line,
        "what": problem.what.said(_),
        "todo": problem.todo.said(_),
    }


def printable(text: str) -> str:
    """Return `text` with what no UTF-8 output can carry (undecodable bytes of a file name) shown as escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _encodable(value: object) -> object:
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {printable(str(key)): _encodable(item) for key, item in value.items()}
        case list() | tuple():
            return [_encodable(item) for item in value]
        case None | bool() | int() | float():
            return value
        case _:
            return printable(str(value))
