"""HTML put together so that nothing in it can be mistaken for markup: plain strings are always escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_EMPTY = frozenset(("meta", "line", "circle", "path", "rect", "br"))


class Html(str):
    """A string that is markup already. Only this module makes it from anything but literals."""

    __slots__ = ()


Part = str | int | Html | None | Iterable["Part"]


def el(tag: str, *parts: Part, **attributes: str | float | None) -> Html:
    """Return an element. `class_` and `aria_label` stand for names Python cannot write; None leaves one out."""
    named = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _EMPTY and not parts:
        return Html(f"<{tag}{named}>" if tag in ("meta", "br") else f"<{tag}{named}/>")
    return Html(f"<{tag}{named}>{joined(parts)}</{tag}>")


def joined(parts: Iterable[Part]) -> Html:
    """Return the parts one after the other, escaped where they are not markup."""
    return Html("".join(_markup(part) for part in parts))


def _markup(part: Part) -> str:
    match part:
        case None:
            return ""
        case Html():
            return part
        case str() | int():
            return escape(str(part))
        case _:
            return joined(part)
