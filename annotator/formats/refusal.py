"""Why a row is refused, on its way from where it is noticed to where file and line are known."""

from __future__ import annotations

from annotator.domain.errors import N_, Message, Problem

MEND = N_("Correct this row and import the file again; what is in already stays as it is.")


class Refused(Exception):  # noqa: N818 - it becomes a Problem, never an error that stops work
    """One row cannot go in. `todo` is what to do about it."""

    def __init__(self, what: str, todo: str = MEND, **params: object) -> None:
        super().__init__(what)
        self._what = Message(what, params)
        self._todo = Message(todo, params)

    def problem(self, file: str, line: int | None, row: bytes | None = None) -> Problem:
        """Return what to tell the person, with the `row` as it stands in the file where it can be mended by itself."""
        return Problem(self._what, self._todo, file, line, row=row)

    def notice(self, file: str, line: int | None) -> Problem:
        """Return what to tell the person where only a part was left out and the row comes in."""
        return Problem(self._what, self._todo, file, line, is_refusal=False)


def empty_file() -> Refused:
    """Return the refusal of a file without anything in it."""
    return Refused(N_("The file is empty."), N_("Choose another file."))


def not_utf8(line: bytes, error: UnicodeDecodeError) -> Refused:
    """Return the refusal of a `line` in another encoding."""
    return Refused(
        N_("The row is not UTF-8: byte {byte} is {value}."), N_("Save the file as UTF-8 and import it again."),
        byte=error.start + 1, value=f"0x{line[error.start]:02x}",
    )  # fmt: skip
