"""What the View menu does to the text, by key: layers, numbers, size; the settings remember it."""

import pytest

from annotator.domain.spans import LayerName
from annotator.settings import COLUMN_WIDTH, HIDDEN_LAYERS, LINE_NUMBERS, LINE_SPACING, TEXT_SIZE
from tests.stories.driver import Driver


def test_ctrl_1_hides_entities_tab_skips_them_and_nothing_is_decided(kutip: Driver) -> None:
    before = dict(kutip.window.desk.view.spans)
    kutip.press("Ctrl+1")
    seen = set()
    for _ in range(len(before)):
        kutip.press("Tab")
        assert kutip.focused is not None
        seen.add(kutip.focused.layer)
    assert seen == {LayerName.QUOTE}
    assert kutip.window.desk.view.spans == before
    assert not kutip.window.actions_["view.layer_entity"].isChecked()


def test_hidden_layers_are_remembered_and_ctrl_5_brings_them_back(kutip: Driver) -> None:
    kutip.press("Ctrl+1", "Ctrl+4", "F7")
    kutip.restart()
    assert kutip.window.canvas._hidden == {"entity", "relation"}
    assert kutip.window.canvas._has_numbers
    assert kutip.window.actions_["view.numbers"].isChecked()
    kutip.press("Ctrl+5")
    assert kutip.window.canvas._hidden == frozenset()
    assert kutip.window.bench._settings.get(HIDDEN_LAYERS) == ""
    assert kutip.window.bench._settings.get(LINE_NUMBERS)


def test_adding_a_span_of_a_hidden_layer_shows_it_while_it_is_focused(kutip: Driver) -> None:
    kutip.press("Ctrl+1")
    kutip.add("LOC", "hangat")
    assert kutip.focused is not None
    assert kutip.focused.label == "LOC"


def test_settings_about_the_text_are_taken_live(kutip: Driver) -> None:
    metrics = kutip.window.canvas.flow.metrics
    kutip.window.bench._settings.set(LINE_SPACING, 2.5)
    kutip.window.bench._settings.set(COLUMN_WIDTH, 50)
    kutip.window.bench.look.apply()
    now = kutip.window.canvas.flow.metrics
    assert (now.line_pitch > metrics.line_pitch, now.column < metrics.column) == (True, True)


def test_the_size_the_wheel_chose_is_remembered(kutip: Driver) -> None:
    kutip.window.canvas.set_zoom(2.0)
    assert kutip.window.bench._settings.get(TEXT_SIZE) == 26


def test_ctrl_2_and_ctrl_3_hide_quotes_and_zones(kutip: Driver) -> None:
    kutip.press("Ctrl+2", "Ctrl+3")
    assert kutip.window.canvas._hidden == {"quote", "zone"}
    kutip.press("Ctrl+2")
    assert kutip.window.canvas._hidden == {"zone"}


def test_the_card_says_who_decided_when_and_what_they_noted(kutip: Driver) -> None:
    span = kutip.focus("PER", "Vladimir Putin")
    assert kutip.window.bench._who_and_when(span) == []
    kutip.press("Return")
    kutip.focus("PER", "Vladimir Putin")
    kutip.window.commands.set_note(span.id, "nama lengkap")
    facts = dict(kutip.window.bench._who_and_when(kutip.span("PER", "Vladimir Putin")))
    assert facts["decided"].startswith("Ani · ")
    assert facts["note"] == "nama lengkap"
    assert kutip.window.canvas.noted == [kutip.span("PER", "Vladimir Putin")]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_over_a_span_has_every_action_of_the_span_and_quote_menus(kutip: Driver) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QMenu

    from annotator.gui.menus import Menu

    span = kutip.focus("QUOTE", "“Kami")
    kutip.window.canvas.context_menu_requested.emit(kutip.window.mapToGlobal(QPoint(300, 300)), span.id)
    menu = next(menu for menu in kutip.window.findChildren(QMenu) if menu.isVisible())

    def names(of: QMenu) -> set[str]:
        found = set()
        for action in of.actions():
            below = action.menu()
            found |= names(below) if isinstance(below, QMenu) else {action.objectName()}
        return found

    table = {row.id for row in kutip.window.actions_.rows.values() if row.menu in (Menu.SPAN, Menu.QUOTE)}
    assert table - names(menu) == {"span.next", "span.previous", "span.accept_sure"}
    menu.close()
