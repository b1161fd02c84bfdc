"""The settings: shown at once, kept on Keep, taken back on Cancel; every key can be another one."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QLabel, QPushButton, QSpinBox, QWidget

from annotator.domain.spans import Status
from annotator.gui.dialogs.pages import CheatSheet
from annotator.gui.dialogs.settings import OFFERED, SettingsDialog
from annotator.gui.panels.pieces import Tick
from annotator.settings import (
    ANNOTATOR,
    COLUMN_WIDTH,
    KEY_PRESET,
    KEYS,
    LANGUAGE,
    LINE_NUMBERS,
    TEXT_SIZE,
    THRESHOLD,
    Settings,
)
from tests.gui.test_window import cut_labels
from tests.stories.driver import Driver


def _open(kutip: Driver, page: int = 0) -> SettingsDialog:
    kutip.press("Ctrl+,")
    dialog = kutip.window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.show_page(page)
    dialog.activateWindow()
    kutip.wait_until(dialog.isActiveWindow, "the settings did not become active")
    return dialog


def _leave(kutip: Driver, close: Callable[[], object]) -> None:
    """Close a dialog; a window manager would make the window active again."""
    close()
    kutip.window.activateWindow()
    kutip.wait_until(kutip.window.isActiveWindow, "the window did not become active")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _kept(kutip: Driver) -> Settings:
    return Settings(kutip.settings_file)


def _set(dialog: SettingsDialog, **values: object) -> None:
    for key, value in values.items():
        field = next(one for one in dialog.findChildren(QWidget) if one.objectName() == key)
        if isinstance(field, QComboBox):
            field.setCurrentIndex(field.findData(value))
        elif isinstance(field, Tick):
            field.setChecked(bool(value))
        else:
            assert isinstance(field, QSpinBox | QDoubleSpinBox)
            field.setValue(value)


def test_a_choice_shows_at_once_and_is_kept(kutip: Driver) -> None:
    dialog = _open(kutip)
    page = kutip.window.palette().window().color().name()
    zoom = kutip.window.canvas.zoom
    _set(dialog, theme="dark", text_size=20, line_numbers=True, column_width=60, threshold=0.5)
    assert kutip.window.palette().window().color().name() != page
    assert kutip.window.canvas.zoom > zoom
    _leave(kutip, dialog.accept)
    kept = _kept(kutip)
    assert [kept.get(row) for row in (TEXT_SIZE, COLUMN_WIDTH, THRESHOLD)] == [20, 60, 0.5]
    assert kept.get(LINE_NUMBERS)
    kutip.press("Shift+Return")
    assert kutip.span("LOC", "Korea").status is Status.ACCEPTED, "0.55 reaches the new threshold"


def test_cancel_takes_every_choice_back(kutip: Driver) -> None:
    before = {row.key: _kept(kutip).get(row) for row in OFFERED}
    page, zoom = kutip.window.palette().window().color().name(), kutip.window.canvas.zoom
    dialog = _open(kutip)
    _set(dialog, theme="dark", text_size=20, line_numbers=True, language="id", platform_style=True)
    dialog.keys.preset.setCurrentIndex(1)
    _leave(kutip, dialog.reject)
    assert {row.key: _kept(kutip).get(row) for row in OFFERED} == before
    assert (kutip.window.palette().window().color().name(), kutip.window.canvas.zoom) == (page, zoom)
    assert kutip.window.actions_.rows["span.accept"].keys == ("Return", "Enter")


def test_the_platform_style_can_be_had_and_left(kutip: Driver) -> None:
    dialog = _open(kutip)
    _set(dialog, platform_style=True)
    assert kutip.window.isVisible()
    _set(dialog, platform_style=False)
    _leave(kutip, dialog.accept)


def test_usual_values_come_back_on_one_button(kutip: Driver) -> None:
    dialog = _open(kutip, 1)
    _set(dialog, text_size=30, column_width=100)
    next(b for b in dialog.pages.widget(1).findChildren(QPushButton) if b.text() == "Usual values").click()
    assert dialog.findChild(QSpinBox, "text_size").value() == TEXT_SIZE.default
    _leave(kutip, dialog.accept)
    assert _kept(kutip).get(COLUMN_WIDTH) == COLUMN_WIDTH.default


def test_another_name_counts_only_when_kept(kutip: Driver) -> None:
    dialog = _open(kutip)
    dialog.name.setCurrentText("Budi")
    _leave(kutip, dialog.reject)
    assert _kept(kutip).get(ANNOTATOR) == "Ani"
    dialog = _open(kutip)
    dialog.name.setCurrentText("  Budi ")
    _leave(kutip, dialog.accept)
    assert _kept(kutip).get(ANNOTATOR) == "Budi"


def test_another_language_offers_to_start_again(kutip: Driver) -> None:
    dialog = _open(kutip)
    _set(dialog, language="id")
    _leave(kutip, dialog.accept)
    assert _kept(kutip).get(LANGUAGE) == "id"
    assert kutip.message == "The language changes when Kutip starts the next time."
    next(b for b in kutip.window.messages.findChildren(QPushButton) if b.text() == "Start again now").click()
    assert kutip.window.wants_new_start
    assert not kutip.window.isVisible()


@pytest.mark.parametrize("language", ["en", "id"])
def test_nothing_of_the_settings_is_cut(kutip: Driver, language: str) -> None:
    kutip.window.resize(1000, 700)
    _kept(kutip).set(LANGUAGE, language)
    kutip.restart()
    dialog = _open(kutip)
    for page in range(dialog.pages.count()):
        dialog.show_page(page)
        QCoreApplication.processEvents()
        assert cut_labels(dialog) == []
    assert dialog.width() <= 1000
    assert dialog.height() <= 700


# --- keys --------------------------------------------------------------------------------------------------------


def _record(kutip: Driver, dialog: SettingsDialog, action: str, key: str) -> None:
    dialog.keys.choose(action)
    dialog.keys.table.setFocus()
    kutip.press("Return", key)


def test_a_key_is_recorded_by_pressing_it_and_counts_everywhere(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    _record(kutip, dialog, "article.flag", "Ctrl+Alt+J")
    _leave(kutip, dialog.accept)
    session = kutip.window.desk.session
    assert session is not None
    kutip.press("f")
    assert not session.layer.is_flagged
    kutip.press("Ctrl+Alt+J")
    assert session.layer.is_flagged
    action = kutip.window.actions_["article.flag"]
    assert action.text().endswith("\tCtrl+Alt+J")
    assert "Ctrl+Alt+J" in action.toolTip()
    kutip.press("?")
    sheet = kutip.window.findChild(CheatSheet)
    assert sheet is not None
    assert "Ctrl+Alt+J" in [label.text() for label in sheet.findChildren(QLabel)]
    _leave(kutip, sheet.close)
    kutip.restart()
    kutip.press("Ctrl+Alt+J")
    assert not kutip.window.desk.session.layer.is_flagged, "remembered, and only once pressed"


def test_a_key_of_another_action_is_named_and_can_be_taken_over(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    _record(kutip, dialog, "article.flag", "m")
    assert dialog.keys.said.text() == "m belongs to “Write a note”. Take it over?"
    assert kutip.window.actions_.rows["article.note"].keys == ("M",)
    kutip.press("Space")
    assert kutip.window.actions_.rows["article.flag"].keys == ("M",)
    assert kutip.window.actions_.rows["article.note"].keys == ()
    _leave(kutip, dialog.accept)
    kutip.press("m")
    assert kutip.window.desk.session.layer.is_flagged


def test_a_key_of_another_action_can_be_left_to_it(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    _record(kutip, dialog, "article.flag", "m")
    dialog.keys.leave.click()
    assert kutip.window.actions_.rows["article.flag"].keys == ("F",)
    assert kutip.window.actions_.rows["article.note"].keys == ("M",)
    assert dialog.keys.table.hasFocus()


def test_esc_leaves_the_recording_and_not_the_dialog(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    _record(kutip, dialog, "article.flag", "Esc")
    assert dialog.isVisible()
    assert dialog.keys.field.isHidden()
    assert kutip.window.actions_.rows["article.flag"].keys == ("F",)


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab", "Return", "Space", "Ctrl+Z", "F9", "?"])
def test_every_kind_of_key_can_be_recorded(kutip: Driver, key: str) -> None:
    dialog = _open(kutip, 3)
    _record(kutip, dialog, "article.reopen", key)
    assert "belongs to" in dialog.keys.said.text(), "it was read, and it is known whose it is"
    dialog.keys.take_over.click()
    assert key in kutip.window.actions_.rows["article.reopen"].keys


def test_a_label_gets_another_key(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    _record(kutip, dialog, "label.PER", "y")
    _leave(kutip, dialog.accept)
    kutip.focus("LOC", "Rusia")
    kutip.press("y")
    assert kutip.span("PER", "Rusia").status is Status.CORRECTED


def test_one_more_key_none_and_the_usual_one(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    keys, rows = dialog.keys, kutip.window.actions_.rows
    keys.choose("article.flag")
    keys.add.click()
    kutip.press("Ctrl+Alt+J")
    assert rows["article.flag"].keys == ("F", "Ctrl+Alt+J")
    keys.remove.click()
    assert rows["article.flag"].keys == ()
    keys.reset.click()
    assert rows["article.flag"].keys == ("F",)
    assert _kept(kutip).get(KEYS) == {}, "what is usual again is not kept"


def test_all_keys_go_back_at_once(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    _record(kutip, dialog, "article.flag", "Ctrl+Alt+J")
    _record(kutip, dialog, "article.note", "Ctrl+Alt+M")
    dialog.keys.reset_all.click()
    rows = kutip.window.actions_.rows
    assert (rows["article.flag"].keys, rows["article.note"].keys) == (("F",), ("M",))


def test_a_preset_counts_at_once_and_is_remembered(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    dialog.keys.preset.setCurrentIndex(dialog.keys.preset.findData("prodigy"))
    _leave(kutip, dialog.accept)
    kutip.press("Tab", "a")
    assert kutip.span("ROLE", "Presiden").status is Status.ACCEPTED
    kutip.press("Backspace")
    assert kutip.span("ROLE", "Presiden").is_open, "Backspace undoes here"
    kutip.restart()
    assert _kept(kutip).get(KEY_PRESET) == "prodigy"
    assert kutip.window.actions_.rows["span.accept"].shown_keys == "a"


def test_the_keys_are_found_by_name_and_by_key(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    table = dialog.keys.table
    dialog.keys.search.setText("ctrl+p")
    shown = [table.item(at, 0).text() for at in range(table.rowCount()) if not table.isRowHidden(at)]
    assert shown == ["Find a command or an article"]
    dialog.keys.search.setText("note")
    assert dialog.keys.current == "article.note"


def test_esc_answers_what_is_asked_and_ends_the_search_before_it_leaves_the_settings(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    dialog.keys.search.setFocus()
    kutip.type("flag")
    kutip.press("Return", "m")
    assert dialog.keys.take_over.isVisible()
    kutip.press("Esc")
    assert not dialog.keys.take_over.isVisible()
    assert kutip.window.actions_.rows["article.flag"].keys == ("F",)
    kutip.press("Esc")
    assert dialog.keys.search.text() == ""
    assert dialog.isVisible()
    kutip.press("Esc")
    assert kutip.window.findChild(SettingsDialog) is None


def test_from_what_is_looked_for_enter_gives_a_key_and_down_goes_to_the_table(kutip: Driver) -> None:
    dialog = _open(kutip, 3)
    dialog.keys.search.setFocus()
    kutip.type("flag")
    kutip.press("Return", "Ctrl+Alt+J")
    assert dialog.isVisible()
    assert kutip.window.actions_.rows["article.flag"].keys == ("Ctrl+Alt+J",)
    dialog.keys.search.setFocus()
    kutip.press("Down")
    assert dialog.keys.table.hasFocus()


def test_nonsense_in_the_settings_file_costs_nothing(kutip: Driver) -> None:
    values = json.loads(kutip.settings_file.read_text("utf-8"))
    kutip.close()
    nonsense = {"keys": {"article.flag": 7, "article.note": [None, "Ctrl+Alt+M", "no key"]}, "key_preset": "vim"}
    kutip.settings_file.write_text(json.dumps(values | nonsense), "utf-8")
    kutip.start()
    rows = kutip.window.actions_.rows
    assert rows["article.flag"].keys == ("F",)
    assert rows["article.note"].keys == ("Ctrl+Alt+M",)


def test_what_was_found_in_the_palette_stands_first_the_next_time(kutip: Driver) -> None:
    kutip.press("Ctrl+P")
    kutip.type("larger text")
    kutip.press("Return", "Ctrl+P")
    assert kutip.window.palette_.texts[0] == "Larger text"
    kutip.press("Esc")
