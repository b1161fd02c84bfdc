"""One key means one thing, in every preset, whatever the label set and the person want."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from annotator import paths
from annotator.formats.labelset import read_labelset
from annotator.gui.actions import ROWS, Row, Scope, rows_for
from annotator.gui.keymap import PRESETS, bound, canonical, overlap, owner, pressed
from annotator.gui.menus import Menu
from annotator.settings import KEY_PRESET

LABEL_SETS = sorted((paths.seeds() / "labels").glob("*.toml"))


@pytest.mark.parametrize("file", LABEL_SETS, ids=lambda file: file.stem)
@pytest.mark.parametrize("preset", PRESETS)
def test_no_two_actions_share_a_key(file: Path, preset: str) -> None:
    rows = bound(rows_for(read_labelset(file.read_text("utf-8")), "en"), preset)
    keys = [key for row in rows for key in row.keys]
    assert keys
    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_takes_no_key_from_an_action_that_had_one(preset: str) -> None:
    keyless = {row.id for row in ROWS if not row.keys}
    assert {row.id for row in bound(ROWS, preset) if not row.keys} == keyless


@pytest.mark.parametrize("preset", PRESETS)
def test_every_key_of_a_preset_counts(preset: str) -> None:
    rows = {row.id: row.keys for row in bound(ROWS, preset)}
    assert {name: rows[name] for name in PRESETS[preset]} == dict(PRESETS[preset])


@pytest.mark.parametrize("preset", PRESETS)
def test_every_label_of_the_built_in_sets_keeps_its_key(preset: str) -> None:
    for file in LABEL_SETS:
        schema = read_labelset(file.read_text("utf-8"))
        for row in bound(rows_for(schema, "en"), preset):
            if row.label:
                known = schema.label(row.label)
                assert known is not None
                assert row.keys == (known.key.upper(),)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_key_both_deletes_a_span_and_discards_an_article(preset: str) -> None:
    rows = {row.id: set(row.keys) for row in bound(ROWS, preset)}
    assert rows["span.reject"]
    assert rows["article.skip"]
    assert not rows["span.reject"] & (rows["article.skip"] | rows["article.finish"])


def test_the_settings_offer_every_preset() -> None:
    assert set(KEY_PRESET.choices) == set(PRESETS)


def _row(name: str, *keys: str, scope: Scope = Scope.TEXT, label: str = "") -> Row:
    return Row(name, name, keys, Menu.SPAN, "", scope=scope, label=label)


def _keys(*rows: Row, own: dict[str, list[str]] | None = None) -> dict[str, tuple[str, ...]]:
    return {row.id: row.keys for row in bound(rows, own=own)}


def test_the_label_set_wins_over_the_table_and_the_action_keeps_its_other_keys() -> None:
    assert _keys(_row("reject", "Backspace", "X"), _row("label.X", "X", label="X")) == {
        "reject": ("Backspace",),
        "label.X": ("X",),
    }


def test_what_a_person_set_wins_over_the_label_set() -> None:
    rows = _row("flag", "F"), _row("label.X", "X", label="X")
    assert _keys(*rows, own={"flag": ["X"]}) == {"flag": ("X",), "label.X": ()}


def test_an_action_may_be_left_without_a_key() -> None:
    assert _keys(_row("flag", "F"), _row("note", "M"), own={"flag": [], "note": ["F"]}) == {"flag": (), "note": ("F",)}


def test_nonsense_in_the_settings_is_no_key() -> None:
    assert _keys(_row("flag", "F"), own={"flag": ["", "no such key", "Ctrl+K, X", "F"], "gone": ["X"]}) == {
        "flag": ("F",)
    }


def test_a_key_of_the_window_counts_in_the_text_too() -> None:
    text, window = _row("text", "X"), _row("window", "X", scope=Scope.WINDOW)
    assert overlap(text, window)
    assert owner((text, window), window, "X") == text
    assert owner((text, window), window, "Y") is None
    assert owner((text, window), text, "X") == window


@pytest.mark.parametrize(
    ("written", "key"),
    [("f", "F"), ("shift+s", "Shift+S"), ("?", "?"), ("Ctrl++", "Ctrl++"), ("Escape", "Esc"), ("", ""), ("Ctrl+", "")],
)
def test_a_key_is_written_one_way(written: str, key: str) -> None:
    assert canonical(written) == key


NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.mark.parametrize(
    ("key", "held", "text", "keys"),
    [
        (Qt.Key.Key_F, NONE, "f", ("F",)),
        (Qt.Key.Key_F, SHIFT, "F", ("Shift+F",)),
        (Qt.Key.Key_Question, SHIFT, "?", ("?",)),
        (Qt.Key.Key_Backtab, SHIFT, "", ("Shift+Tab",)),
        (Qt.Key.Key_Return, CONTROL, "\r", ("Ctrl+Return", "Ctrl+Enter")),
        (Qt.Key.Key_Right, CONTROL | ALT, "", ("Ctrl+Alt+Right",)),
        (Qt.Key.Key_Space, NONE, " ", ("Space",)),
        (Qt.Key.Key_Shift, SHIFT, "", ()),
        (Qt.Key.Key_unknown, NONE, "", ()),
    ],
)
def test_a_press_is_read_as_a_person_means_it(
    key: Qt.Key, held: Qt.KeyboardModifier, text: str, keys: tuple[str, ...]
) -> None:
    assert pressed(QKeyEvent(QEvent.Type.KeyPress, key, held, text)) == keys
