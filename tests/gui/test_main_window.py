"""The frame of the window: on the screen before the database is open; filling it moves nothing and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.gui.main_window import MainWindow
from annotator.gui.theme import DARK
from annotator.settings import ANNOTATOR, LEFT_PANEL, THEME, WINDOW_GEOMETRY, Settings
from tests.stories.driver import Driver


@pytest.fixture
def person(qapp: QApplication, tmp_path: Path) -> Iterator[Driver]:
    """Someone who has started the program and sees the frame; nothing is open yet."""
    driver = Driver(tmp_path)
    driver.appear()
    yield driver
    driver.close()


def place(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def drop(window: MainWindow, *files: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(
        QPointF(400, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    return event.isAccepted()


def test_the_frame_says_what_it_waits_for_and_offers_nothing_that_needs_the_database(person: Driver) -> None:
    assert "Opening the database…" in person.window.empty.text
    titles = person.window.menuBar().actions()
    assert [action.text() for action in titles] == ["&File", "&Edit", "&Span", "&Quote", "&View", "&Model", "&Help"]
    assert not any(action.isEnabled() for action in titles)
    assert not person.window.search_button.isEnabled()


def test_it_has_appeared_once_it_is_painted_and_only_once(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(Settings(tmp_path / "settings.json"))
    qtbot.addWidget(window)
    painted: list[QSize] = []
    window.appeared.connect(lambda: painted.append(window.size()))
    with qtbot.waitSignal(window.appeared):
        window.show()
    window.hide()
    window.show()
    QApplication.processEvents()
    window.repaint()
    QApplication.processEvents()

    assert painted == [window.size()]


def test_keys_before_it_is_filled_do_nothing_then_or_later(person: Driver) -> None:
    for key in ("a", "Return", "Ctrl+O", "Ctrl+P", "Ctrl+Z", "Tab", "F1"):
        person.press(key)
    person.fill()

    assert "No articles yet" in person.window.empty.text
    assert person.window.palette_.isHidden()


def test_files_dropped_before_it_is_filled_are_promised_and_then_imported(person: Driver) -> None:
    files = [person.write("a.txt", "Presiden berkunjung."), person.write("b.txt", "Menteri pulang.")]
    assert drop(person.window, files[0])
    assert "1 file is imported then." in person.window.empty.text
    assert drop(person.window, files[1])
    assert "2 files are imported then." in person.window.empty.text
    person.fill()
    person.wait_until(lambda: not person.window.file_work.is_working, "the import did not end")
    person.wait_until(lambda: not person.window.walk.is_listing, "the queue was not listed")

    assert person.window.desk.text == "Presiden berkunjung."
    assert person.window.queue_model.total == 2


def test_nothing_moves_when_it_is_filled(person: Driver) -> None:
    window = person.window
    rooms = [place(window, room) for room in window.rooms]
    middle, search = place(window, window.pages), window.search_button.geometry()
    whole, bar = window.geometry(), window.menuBar().geometry()
    person.fill()
    QApplication.processEvents()

    assert [place(window, panel) for panel in (window.queue, window.inspector)] == rooms
    assert place(window, window.pages) == middle
    assert (window.geometry(), window.menuBar().geometry()) == (whole, bar)
    assert (window.search_button.y(), window.search_button.height()) == (search.y(), search.height())
    assert window.search_button.width() == window.search_button.sizeHint().width()


def test_a_folded_panel_is_folded_from_the_first_picture_on(qapp: QApplication, tmp_path: Path) -> None:
    Settings(tmp_path / "settings.json").set(LEFT_PANEL, value=False)
    driver = Driver(tmp_path)
    driver.appear()
    middle = place(driver.window, driver.window.pages)
    driver.fill()
    QApplication.processEvents()

    assert middle.x() == 0
    assert driver.window.queue.isHidden()
    assert not driver.window.inspector.isHidden()
    assert place(driver.window, driver.window.pages).x() == 0
    driver.close()


def test_theme_and_place_are_right_from_the_first_picture_on(qapp: QApplication, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.set(THEME, "dark")
    first = MainWindow(settings)
    first.setGeometry(10, 40, 770, 640)
    first.close()
    window = MainWindow(settings)

    assert window.geometry() == QRect(10, 40, 770, 640)
    assert window.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    assert window.grab().toImage().pixelColor(385, 120).name() == DARK.window
    for one in (first, window):
        one.deleteLater()


@pytest.mark.parametrize("way", ["its button", "Ctrl+Q"])
def test_it_can_be_closed_before_it_is_filled_and_remembers_its_place(person: Driver, way: str) -> None:
    person.window.setGeometry(10, 30, 780, 600)
    if way == "Ctrl+Q":
        person.press("Ctrl+Q")
    else:
        person.window.close()

    assert person.window.isHidden()
    assert Settings(person.settings_file).get(WINDOW_GEOMETRY)
    assert Settings(person.settings_file).get(ANNOTATOR) == "Ani"


def test_ctrl_q_has_one_owner_once_it_is_filled(person: Driver) -> None:
    person.fill()
    person.press("Ctrl+Q")

    assert person.window.isHidden()


def test_after_a_bug_it_says_that_nothing_will_come(person: Driver) -> None:
    person.window.say_stuck()

    assert "The database was not opened" in person.window.empty.text
