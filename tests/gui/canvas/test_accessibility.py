"""What a screen reader is told: the article's text, the caret in UTF-16, and the spans in words."""

import subprocess
import sys

from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from annotator.domain.spans import Status
from annotator.gui.canvas.describe import describe
from tests.gui.canvas.conftest import Maker
from tests.gui.canvas.test_canvas import Driver

TEXT = "😀 Putin di Moskow"


def spoken(driver: Driver) -> object:
    found = QAccessible.queryAccessibleInterface(driver.canvas)
    assert found is not None
    return found


def test_the_text_is_the_article_counted_in_utf16(qtbot: QtBot) -> None:
    driver = Driver(qtbot, TEXT)
    text = spoken(driver).textInterface()
    assert text.characterCount() == len(TEXT) + 1
    assert text.text(3, 8) == "Putin"
    driver.canvas.set_caret(TEXT.index("Moskow"))
    assert text.cursorPosition() == TEXT.index("Moskow") + 1
    text.setCursorPosition(3)
    assert driver.canvas.caret == 2


def test_a_screen_reader_that_listened_from_the_start_finds_the_text() -> None:
    """Qt keeps the first answer it gets for a widget, and a listening reader makes it ask as soon as one stands."""
    program = (
        "from PySide6.QtGui import QAccessible\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from annotator.gui.canvas import Canvas\n"
        "app = QApplication([])\n"
        "QAccessible.setActive(True)\n"
        "canvas = Canvas()\n"
        "canvas.show()\n"
        "assert QAccessible.queryAccessibleInterface(canvas).textInterface() is not None\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)  # a process that has had no canvas yet


def test_it_says_what_it_is_not_without_harm(qtbot: QtBot) -> None:
    """A screen reader asks for every kind of interface; PySide6 6.11 aborts where Python answers None."""
    interface = spoken(Driver(qtbot, TEXT))
    assert interface.actionInterface() is not None
    assert interface.valueInterface() is None
    assert interface.tableCellInterface() is None
    assert interface.editableTextInterface() is None


def test_it_is_a_text_nobody_can_type_into(qtbot: QtBot) -> None:
    interface = spoken(Driver(qtbot, TEXT))
    assert interface.role() is QAccessible.Role.EditableText
    assert interface.state().readOnly
    assert interface.text(QAccessible.Text.Name) == "Article text"


def test_the_description_names_the_spans_at_the_caret(qtbot: QtBot) -> None:
    maker = Maker(TEXT)
    maker.span("PER", "Putin", status=Status.SUGGESTED, score=0.92)
    maker.span("SPEAKER", "Putin", resolves_to=["Vladimir Putin"])
    driver = Driver(qtbot, TEXT, maker.view())
    interface = spoken(driver)
    assert interface.text(QAccessible.Text.Description) == ""
    driver.canvas.set_caret(TEXT.index("Putin"))
    said = interface.text(QAccessible.Text.Description)
    assert said == "PER · open suggestion · score 0.92; SPEAKER · accepted → Vladimir Putin"


def test_a_place_on_the_screen_leads_back_to_its_character(qtbot: QtBot) -> None:
    text = spoken(Driver(qtbot, TEXT)).textInterface()
    box = text.characterRect(3)
    assert text.offsetAtPoint(box.center()) in (3, 4)
    assert box.width() > 1


def test_another_article_is_read_from_then_on(qtbot: QtBot) -> None:
    driver = Driver(qtbot, TEXT)
    text = spoken(driver).textInterface()
    from tests.gui.canvas.conftest import SCHEMA

    driver.canvas.set_article("Lain", SCHEMA)
    assert text.text(0, 4) == "Lain"
    assert text.characterCount() == 4


def test_canvases_come_and_go_without_leaving_anything_behind(qtbot: QtBot) -> None:
    from annotator.gui.canvas import Canvas

    for _ in range(20):
        canvas = Canvas()
        assert QAccessible.queryAccessibleInterface(canvas).isValid()
        canvas.deleteLater()
        del canvas
    qtbot.wait(10)


def test_a_state_is_said_as_a_person_says_it() -> None:
    maker = Maker(TEXT)
    assert describe(maker.span("LOC", "Moskow", status=Status.ADDED, score=None)) == "LOC · added by hand"
    assert describe(maker.span("LOC", "Moskow", status=Status.CORRECTED)) == "LOC · corrected"


def test_the_description_says_what_is_selected(qtbot: QtBot) -> None:
    driver = Driver(qtbot, TEXT)
    driver.canvas.select(2, 10)
    assert spoken(driver).text(QAccessible.Text.Description) == "selected: Putin di"
    driver.canvas.clear_selection()
    assert spoken(driver).text(QAccessible.Text.Description) == ""


def test_the_caret_place_is_told_in_utf16_past_joined_emoji_and_marks(qtbot: QtBot) -> None:
    text = "👨\u200d👩\u200d👧 e\u0301 שלום"
    driver = Driver(qtbot, text)
    interface = spoken(driver).textInterface()
    for offset in range(len(text) + 1):
        driver.canvas.set_caret(offset)
        assert interface.cursorPosition() == len(text[:offset].encode("utf-16-le")) // 2


def test_the_strip_of_marks_takes_no_keyboard_focus(qtbot: QtBot) -> None:
    from PySide6.QtCore import Qt

    driver = Driver(qtbot, TEXT)
    assert driver.canvas._marks.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert driver.canvas.focusPolicy() is Qt.FocusPolicy.StrongFocus
