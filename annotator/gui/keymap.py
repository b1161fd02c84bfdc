"""Which keys each action has: what a person set, else what the label set says, else what the preset says.

A preset changes keys and nothing else. Knows the table's rows, and nothing of what an action does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator.gui.actions import Row, Scope

KUTIP, PRODIGY, INCEPTION = "kutip", "prodigy", "inception"

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    KUTIP: {},
    # Prodigy: a accept, x reject, space ignore, backspace or del undo, Ctrl+S save, f flag, digits label.
    PRODIGY: {
        "span.accept": ("A", "Return", "Enter"),
        "span.reject": ("X",),
        "article.skip": ("Space",),
        "edit.undo": ("Backspace", "Del", "Ctrl+Z"),
        "article.finish": ("Ctrl+S", "Ctrl+Return", "Ctrl+Enter"),
        "article.flag": ("F",),
    },
    # INCEpTION: Shift with the arrows walks annotations, with the page keys documents, Shift+Del deletes, Home and
    # End go to the ends of the text. What Shift with these keys does elsewhere, selecting, is Ctrl+Shift here.
    INCEPTION: {
        "span.next": ("Shift+Right", "Tab"),
        "span.previous": ("Shift+Left", "Shift+Tab"),
        "span.reject": ("Shift+Del", "Del", "X"),
        "article.next": ("Shift+PgDown",),
        "article.previous": ("Shift+PgUp",),
        "caret.char_right": ("Ctrl+Right", "."),
        "caret.char_left": ("Ctrl+Left", ","),
        "caret.line_start": ("Alt+Home",),
        "caret.line_end": ("Alt+End",),
        "caret.article_start": ("Home", "Ctrl+Home"),
        "caret.article_end": ("End", "Ctrl+End"),
        "select.right": ("Ctrl+Shift+Right",),
        "select.left": ("Ctrl+Shift+Left",),
        "select.char_right": (">",),
        "select.char_left": ("<",),
        "select.page_down": ("Ctrl+Shift+PgDown",),
        "select.page_up": ("Ctrl+Shift+PgUp",),
        "select.line_start": ("Alt+Shift+Home",),
        "select.line_end": ("Alt+Shift+End",),
        "select.article_start": ("Shift+Home", "Ctrl+Shift+Home"),
        "select.article_end": ("Shift+End", "Ctrl+Shift+End"),
    },
}
"""What differs from the table, by preset and action."""


def bound(rows: Sequence[Row], preset: str = KUTIP, own: Mapping[str, Sequence[str]] | None = None) -> tuple[Row, ...]:
    """Return the table with the keys that count, in its order. `own` holds what a person set; no keys means none.

    Where two want one key it goes to what a person set, then to the label set's label, then to the row that stands
    first; the other keeps the rest of its keys. So the label set may use any letter, and no key ever means two things.
    """
    own = own or {}
    wished = PRESETS.get(preset, {})
    taken: dict[str, list[Row]] = {}
    kept: dict[str, tuple[str, ...]] = {}
    for row in sorted(rows, key=lambda row: 0 if row.id in own else 1 if row.label else 2):
        wanted = own[row.id] if row.id in own else wished.get(row.id, row.keys)
        keys: list[str] = []
        for key in map(canonical, wanted):
            if key and key not in keys and not any(overlap(row, other) for other in taken.get(key, ())):
                keys.append(key)
        for key in keys:
            taken.setdefault(key, []).append(row)
        kept[row.id] = tuple(keys)
    return tuple(replace(row, keys=kept[row.id]) for row in rows)


def own_keys(kept: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what a person set, without whatever in the settings file is no list of keys."""
    lists = ((name, keys) for name, keys in kept.items() if isinstance(keys, list))
    return {name: [key for key in keys if isinstance(key, str)] for name, keys in lists}


def overlap(one: Row, other: Row) -> bool:
    """True where one key cannot mean both: they count in the same place, or one counts everywhere."""
    return one.scope is other.scope or Scope.WINDOW in (one.scope, other.scope)


def owner(rows: Iterable[Row], row: Row, key: str) -> Row | None:
    """Return the action that has `key` where `row` would want it, or None."""
    others = (other for other in rows if other.id != row.id and overlap(row, other))
    return next((other for other in others if key in other.keys), None)


def canonical(key: str) -> str:
    """Return a key as settings and table write it, empty where it is none."""
    written = QKeySequence(key, _PORTABLE).toString(_PORTABLE)
    return "" if ", " in written or not written.isprintable() else written


_PORTABLE = QKeySequence.SequenceFormat.PortableText
_HOLDS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)


def pressed(event: QKeyEvent) -> tuple[str, ...]:
    """Return the keys that a press stands for: none while only Ctrl, Alt or Shift are held; both Enter keys as one."""
    if event.key() in _HOLDS or event.key() in (0, Qt.Key.Key_unknown):
        return ()
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    text = event.text()
    if len(text) == 1 and text.isprintable() and not text.isalpha() and not text.isspace():
        held &= ~Qt.KeyboardModifier.ShiftModifier  # Shift is how the sign is typed, on this keyboard
    key = Qt.Key.Key_Tab if event.key() == Qt.Key.Key_Backtab else Qt.Key(event.key())
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return _named(held, Qt.Key.Key_Return), _named(held, Qt.Key.Key_Enter)
    return (_named(held, key),)


def _named(held: Qt.KeyboardModifier, key: Qt.Key) -> str:
    return QKeySequence(held.value | key.value).toString(_PORTABLE)
