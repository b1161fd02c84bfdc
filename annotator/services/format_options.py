"""What a person may set of a format, checked before anything is read or written by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.domain.errors import N_, UserError
from annotator.services.ports import FormatOption


def check_options(offered: Iterable[FormatOption], given: Mapping[str, str], format_name: str | None = None) -> None:
    """Raise UserError for the first of `given` that is not among the `offered`, or that has a value it cannot have.

    `format_name` None: the options are those of every format together.
    """
    known: dict[str, list[FormatOption]] = {}
    for option in offered:
        known.setdefault(option.name, []).append(option)
    for name, value in given.items():
        if name not in known:
            raise _unknown(name, sorted(known) if format_name is None else list(known), format_name)
        choices = dict.fromkeys(choice for option in known[name] for choice in option.choices)
        if value not in choices and all(option.choices for option in known[name]):
            raise UserError(
                N_('The option {name} cannot be "{value}".'), N_("Choose one of: {known}."),
                name=name, value=value, known=", ".join(choices),
            )  # fmt: skip


def _unknown(name: str, known: list[str], format_name: str | None) -> UserError:
    listed = ", ".join(known) or "–"
    if format_name is None:
        return UserError(
            N_('No format that is read has an option "{name}".'), N_("There are these: {known}."),
            name=name, known=listed,
        )  # fmt: skip
    return UserError(
        N_('The format {format} has no option "{name}".'), N_("It has these: {known}."),
        format=format_name, name=name, known=listed,
    )  # fmt: skip
