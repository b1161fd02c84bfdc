"""What the label set's values and numbers are called in the language spoken; what is stored stays as it is."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from annotator.domain.errors import N_
from annotator.domain.losses import LOSS_NAMES, LossGroup
from annotator.i18n import _, spoken

_ATTRIBUTES = {
    "type": N_("type"),
    "closed": N_("closed"),
    "group": N_("group"),
    "via": N_("via"),
    "kind": N_("kind"),
    "resolves_to": N_("full name"),
    "optional": N_("optional"),
}
_VALUES = {
    "direct": N_("direct"),
    "indirect": N_("indirect"),
    "mixed": N_("mixed"),
    "name": N_("name"),
    "role": N_("role"),
    "pronoun": N_("pronoun"),
    "clitic": N_("clitic -nya"),
    "organisation": N_("organisation"),
    "compound": N_("several people"),
    "dateline": N_("dateline"),
    "byline": N_("byline"),
    "related_link": N_("related link"),
    "caption": N_("caption"),
}

_EXAMPLE = 40  # code points of the words a loss is shown with


def attribute_name(attribute: str) -> str:
    """Return what an attribute of the label set is called; one of an unknown label set as it stands."""
    return _(_ATTRIBUTES.get(attribute, attribute.replace("_", " ")))


def value_name(value: str) -> str:
    """Return what a choice of an attribute is called."""
    return _(_VALUES.get(value, value.replace("_", " ")))


def loss_line(group: LossGroup) -> str:
    """Return what an export could not carry, alike things with their number and the first of them in one line."""
    what = f"{_(LOSS_NAMES[group.kind])} {group.label}," if group.label else _(LOSS_NAMES[group.kind])
    words = next((" ".join(one.words.split()) for one in group.examples if one.words), "")
    if len(words) > _EXAMPLE:
        words = f"{words[: _EXAMPLE - 1]}…"
    said = f"{group.count} × {what} {_(group.reason)}"
    return f"{said}: “{words}”" if words else said


def decimal(number: float, places: int = 2) -> str:
    """Return a number with the decimal sign of the language: 0.96, in Indonesian 0,96."""
    return QLocale(spoken()).toString(float(number), "f", places)


def shown_date(date: str) -> str:
    """Return an ISO date as people write it, in the language spoken now; anything else as it stands."""
    parts = date.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return date
    months = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return f"{int(parts[2])} {months[int(parts[1]) - 1]} {parts[0]}"
