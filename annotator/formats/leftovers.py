"""The rows that an import refused, in files of their own kind, beside a report that says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from annotator.domain.errors import N_, Problem, UserError


class Leftovers:
    """Implements `services.ports.Leftovers`: `folder` is made when there is something to keep.

    `speak` turns a problem into the sentence of the report.
    """

    def __init__(self, folder: Path, speak: Callable[[Problem], str] = str) -> None:
        self._folder = folder
        self._speak = speak
        self._files: dict[str, Path] = {}

    def add(self, problem: Problem) -> None:
        """Append the row of `problem` to the file of the rows that came from where it came from. Raises UserError."""
        if problem.row is None or problem.file is None:
            return
        path = self._files.get(problem.file)
        with _writing(self._folder):
            if path is None:
                source = Path(problem.file)
                self._folder.mkdir(parents=True, exist_ok=True)
                path = self._folder / f"{len(self._files) + 1:02d}-{source.stem[:80]}.refused{source.suffix}"
                path.write_bytes(_line(problem.head) if problem.head else b"")
                self._files[problem.file] = path
            with path.open("ab") as stream:
                stream.write(_line(problem.row))

    def close(self, lines: Sequence[Problem]) -> tuple[Path, ...]:
        """Write the report of `lines` and return it and the files of rows. Raises UserError."""
        if not lines:
            return ()
        report = self._folder / "report.txt"
        with _writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            text = "".join(f"{self._speak(problem)}\n" for problem in lines)
            report.write_text(text, "utf-8", errors="backslashreplace", newline="\n")
        return report, *self._files.values()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Turn the system's refusal into a sentence that names the folder."""
    try:
        yield
    except OSError as error:
        raise UserError(
            N_("What was refused cannot be kept: {reason}."),
            N_("Make room in that folder, or make it writable, and import again."),
            file=str(folder),
            reason=error.strerror or str(error),
        ) from error


def _line(row: bytes) -> bytes:
    return row if row.endswith(b"\n") else row + b"\n"
