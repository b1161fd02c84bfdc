"""The menus of the window, whose titles are on the screen before what is in them is loaded."""

from __future__ import annotations

from enum import StrEnum

from annotator.domain.errors import N_


class Menu(StrEnum):
    """The menus, in their order; the value is the title. CARET lies inside EDIT, EDGES inside SPAN."""

    FILE = N_("&File")
    EDIT = N_("&Edit")
    CARET = N_("&Caret")
    SPAN = N_("&Span")
    EDGES = N_("&Boundaries")
    QUOTE = N_("&Quote")
    VIEW = N_("&View")
    MODEL = N_("&Model")
    HELP = N_("&Help")


INSIDE = {Menu.CARET: Menu.EDIT, Menu.EDGES: Menu.SPAN}
