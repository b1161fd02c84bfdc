"""The one kind of error that is the world's fault, and the sentences people read about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark `text` for the translation catalogue without translating it here.

    The domain speaks English templates; the front doors translate them when they show them.
    """
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for a person: an English `template` (the catalogue's key) and its `params`."""

    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.said(str)

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the sentence with its template, and any message among its parameters, passed through `translate`."""
        params = {
            name: value.said(translate) if isinstance(value, Message) else value for name, value in self.params.items()
        }
        return (translate(self.template) if self.template else "").format(**params)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong with bad input: what happened, where, and what to do next.

    `line` counts from 1 and is None where a file has no lines to speak of. `is_refusal` is False for a notice:
    the input went in, on an assumption the person may want to check.
    """

    what: Message
    todo: Message
    file: str | None = None
    line: int | None = None
    is_refusal: bool = True
    row: bytes | None = None
    """The refused row as it stands in its file, for the file in which it can be mended."""
    head: bytes = b""
    """What stands before the first row of such a file: the names of its columns."""

    def __str__(self) -> str:
        return self.said(str)

    def said(self, translate: Callable[[str], str], between: str = " ") -> str:
        """Return where, what, and after `between` what to do, in the language of `translate`."""
        return f"{self.place}{self.what.said(translate)}{between}{self.todo.said(translate)}".rstrip()

    @property
    def place(self) -> str:
        """`file:line: `, `file: ` or nothing, ready to stand before the sentence."""
        if self.file is None:
            return ""
        return f"{self.file}: " if self.line is None else f"{self.file}:{self.line}: "


class UserError(Exception):
    """The world's fault: bad input, a full disk, a locked file. Shown once, then work goes on.

    Anything that is not a UserError is a bug and is reported as one.
    """

    def __init__(
        self, what: str, todo: str, *, file: str | None = None, line: int | None = None, **params: object
    ) -> None:
        self.problem = Problem(Message(what, params), Message(todo, params), file, line)
        super().__init__(str(self.problem))


class ChangedElsewhereError(UserError):
    """A layer is no longer what someone read: another program, or another task of this one, was quicker."""

    def __init__(self) -> None:
        super().__init__(
            N_("This article was changed elsewhere since it was opened here."),
            N_("It has been loaded again; repeat the last step if it is still needed."),
        )
