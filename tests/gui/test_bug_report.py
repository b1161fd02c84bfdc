"""An exception nobody caught is logged, shown once, can be copied, and the window goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.errors import UserError
from annotator.gui.bug_desk import BugDesk
from annotator.gui.bug_report import BugReport


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def desk(window: QWidget) -> Iterator[BugDesk]:
    with BugDesk("kutip.log", window) as desk:
        yield desk


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


def reports() -> list[BugReport]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, BugReport) and widget.isVisible()]


def take(desk: BugDesk, error: BaseException) -> None:
    desk.take(type(error), error, error.__traceback__)


def test_a_bug_is_logged_and_shown_with_its_traceback(desk: BugDesk, caplog: pytest.LogCaptureFixture) -> None:
    take(desk, raised(ZeroDivisionError("a bug")))

    [report] = reports()
    assert "ZeroDivisionError: a bug" in report.details
    assert "test_bug_report.py" in report.details
    assert "ZeroDivisionError: a bug" in caplog.text


@pytest.mark.usefixtures("caplog")
def test_more_bugs_join_the_report_that_is_open_and_the_same_one_is_there_once(desk: BugDesk) -> None:
    same = raised(ZeroDivisionError("one"))
    for error in (same, same, raised(KeyError("two"))):
        take(desk, error)

    [report] = reports()
    assert report.details.count("ZeroDivisionError: one") == 1
    assert "KeyError: 'two'" in report.details


@pytest.mark.usefixtures("caplog")
def test_a_report_that_was_closed_opens_again_for_the_next_bug(desk: BugDesk, qtbot: QtBot) -> None:
    take(desk, raised(ZeroDivisionError("one")))
    with qtbot.waitSignal(reports()[0].destroyed):
        reports()[0].close()
    take(desk, raised(KeyError("two")))

    [report] = reports()
    assert "ZeroDivisionError" not in report.details


@pytest.mark.usefixtures("caplog")
def test_the_details_are_copied_with_the_versions_that_matter(desk: BugDesk) -> None:
    take(desk, raised(ZeroDivisionError("a bug")))
    reports()[0].copy()

    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Kutip ")
    assert "Python" in copied
    assert "ZeroDivisionError: a bug" in copied


@pytest.mark.usefixtures("caplog")
def test_a_bug_on_another_thread_is_shown_on_the_windows_own(desk: BugDesk, qtbot: QtBot) -> None:
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: len(reports()) == 1)


def test_the_worlds_fault_is_a_sentence_and_not_a_bug(desk: BugDesk) -> None:
    take(desk, raised(UserError("The disk is full.", "Make room.", file="berita.db")))

    [box] = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QMessageBox)]
    assert box.text() == "berita.db: The disk is full.\nMake room."
    assert reports() == []


def test_the_hooks_are_given_back(window: QWidget) -> None:
    before = (sys.excepthook, threading.excepthook)
    with BugDesk("kutip.log", window):
        assert sys.excepthook != before[0]

    assert (sys.excepthook, threading.excepthook) == before
