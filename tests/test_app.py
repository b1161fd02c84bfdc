"""The front door: a window on a database, one at a time; a picture without a screen; a sentence when it cannot be."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLockFile, QObject, QTimer, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator import app, bootstrap, paths
from annotator.gui.bug_report import BugReport
from annotator.gui.main_window import MainWindow
from annotator.settings import ANNOTATOR, Settings

ROOT = Path(__file__).parents[1]
SEED = ROOT / "seeds" / "articles" / "tribunnews-putin-kim.txt"


def window() -> MainWindow | None:
    found = [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow) and widget.isVisible()
    ]
    return found[0] if found else None


def close_when(
    is_time: Callable[[MainWindow], bool], seen: list[object], look: Callable[[MainWindow], object]
) -> QTimer:
    """Look at the window once `is_time` holds, then close it, as a person would."""
    timer = QTimer()

    def check() -> None:
        shown = window()
        if shown is not None and shown.bench is not None and is_time(shown):
            seen.append(look(shown))
            timer.stop()
            shown.close()

    timer.timeout.connect(check)
    timer.start(10)
    return timer


@pytest.fixture
def known_annotator() -> None:
    Settings(paths.settings_file()).set(ANNOTATOR, "Ani")


@pytest.mark.usefixtures("known_annotator")
def test_the_window_opens_on_the_article_it_was_given(qtbot: QtBot, tmp_path: Path) -> None:
    seen: list[object] = []
    timer = close_when(lambda w: w.desk.article_id is not None, seen, lambda w: w.desk.text[:15])
    code = app.run_window([SEED], str(tmp_path / "a.db"))

    assert (code, seen) == (0, ["TRIBUNNEWS.COM "])
    assert not timer.isActive()
    assert (paths.user_log() / "kutip.log").exists()


def test_without_a_database_the_users_own_is_made(qtbot: QtBot) -> None:
    timer = close_when(lambda w: True, [], lambda w: None)
    code = app.run_window()

    assert code == 0
    assert paths.default_database().is_file()
    assert not timer.isActive()


def test_a_second_window_on_the_same_database_is_refused_with_a_sentence(
    qtbot: QtBot, tmp_path: Path, answer_dialogs: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    answer_dialogs(lambda dialog: said.append(dialog.text()))
    lock = QLockFile(str(tmp_path / "a.db.window"))
    assert lock.tryLock(0)
    code = app.run_window([], str(tmp_path / "a.db"))
    lock.unlock()

    assert code == 1
    assert "already open in another Kutip window" in said[0]
    assert "already open in another Kutip window" in capsys.readouterr().err


def test_a_lock_that_a_crash_left_behind_is_nobodys(qtbot: QtBot, tmp_path: Path) -> None:
    program = """
import os, sys
from PySide6.QtCore import QLockFile
lock = QLockFile(sys.argv[1])
lock.tryLock(0)
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.db.window")], check=False)
    assert (tmp_path / "a.db.window").exists()
    timer = close_when(lambda w: True, [], lambda w: None)

    assert app.run_window([], str(tmp_path / "a.db")) == 0
    assert not timer.isActive()


def of_a_newer_version(file: Path) -> str:
    bootstrap.open_database(file).close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("update alembic_version set version_num = 'of the future'")
    return str(file)


def damaged(file: Path) -> str:
    file.write_bytes(b"this is no database, whatever its name says" * 100)
    return str(file)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (damaged, "a.db"),
        (of_a_newer_version, "Install the newest Kutip"),
        (lambda file: f"{damaged(file)}/b.db", "b.db"),
        (lambda _file: "postgresql://nobody@127.0.0.1:1/berita", "127.0.0.1"),
    ],
    ids=["damaged", "newer", "in a file", "server away"],
)
def test_a_database_that_cannot_be_opened_is_one_sentence_over_the_window(
    qtbot: QtBot,
    tmp_path: Path,
    answer_dialogs: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], str],
    sentence: str,
) -> None:
    said: list[tuple[str, bool]] = []
    answer_dialogs(lambda dialog: said.append((dialog.text(), dialog.parentWidget().isVisible())))
    target = make(tmp_path / "a.db")

    assert app.run_window([], target) == 1
    ((text, is_over_the_window),) = said
    assert sentence in text
    assert is_over_the_window
    assert text in capsys.readouterr().err
    assert window() is None


def test_the_window_is_on_the_screen_before_the_database_is_opened(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[bool] = []
    build = bootstrap.build

    def watched(*arguments: Any) -> bootstrap.Services:
        shown.append(window() is not None)
        return build(*arguments)

    monkeypatch.setattr(bootstrap, "build", watched)
    timer = close_when(lambda w: True, [], lambda w: None)

    assert app.run_window([], str(tmp_path / "a.db")) == 0
    assert shown == [True]
    assert not timer.isActive()


def test_closing_while_the_database_opens_ends_in_order(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[bootstrap.Services] = []
    is_closed = threading.Event()
    build = bootstrap.build

    def slow(*arguments: Any) -> bootstrap.Services:
        close_soon.emit()
        assert is_closed.wait(20)
        opened.append(build(*arguments))
        return opened[0]

    class Closer(QObject):
        asked = Signal()

        def close(self) -> None:
            shown = window()
            assert shown is not None
            shown.close()
            is_closed.set()

    closer = Closer()
    closer.asked.connect(closer.close)
    close_soon = closer.asked
    monkeypatch.setattr(bootstrap, "build", slow)

    assert app.run_window([], str(tmp_path / "a.db")) == 0
    assert window() is None
    assert len(opened) == 1
    QApplication.processEvents()  # what was still on its way finds no window
    assert capsys.readouterr().err == ""
    lock = QLockFile(str(tmp_path / "a.db.window"))
    assert lock.tryLock(0)
    lock.unlock()
    (tmp_path / "a.db").rename(tmp_path / "b.db")  # nobody holds it


@pytest.mark.usefixtures("known_annotator")
def test_another_database_is_opened_in_a_new_window(qtbot: QtBot, tmp_path: Path) -> None:
    titles: list[str] = []
    timer = QTimer()

    def check() -> None:
        shown = window()
        if shown is not None and shown.bench is not None:
            titles.append(shown.windowTitle())
            shown.wants_new_start, shown.next_database = len(titles) == 1, str(tmp_path / "b.db")
            shown.close()

    timer.timeout.connect(check)
    timer.start(10)
    code = app.run_window([], str(tmp_path / "a.db"))
    timer.stop()

    assert (code, titles) == (0, ["a.db", "b.db"])


def test_a_bug_while_the_database_opens_is_reported_and_the_window_says_so(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: Any) -> bootstrap.Services:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(bootstrap, "build", broken)
    seen: list[str] = []
    timer = QTimer()

    def check() -> None:
        shown = window()
        reports = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, BugReport)]
        if shown is not None and reports and "was not opened" in shown.empty.text:
            seen.append(reports[0].details)
            reports[0].close()
            shown.close()

    timer.timeout.connect(check)
    timer.start(10)
    app.run_window([], str(tmp_path / "a.db"))
    timer.stop()

    assert "planted" in seen[0]
    assert "a bug" in caplog.text


def run_main(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        env={**kept, **environment}, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def corner_lightness(picture: QImage) -> int:
    return picture.pixelColor(500, 5).lightness()


def test_a_picture_needs_no_screen_and_touches_nothing_of_the_users(tmp_path: Path) -> None:
    target = tmp_path / "picture.png"
    done = run_main("--screenshot", str(target), "--size", "1000x700", "--theme", "light", str(SEED))

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    picture = QImage(str(target))
    assert (picture.width(), picture.height()) == (1000, 700)
    assert corner_lightness(picture) > 128
    assert not Path(os.environ["KUTIP_HOME"]).exists()


def test_a_picture_of_nothing_shows_what_to_do(tmp_path: Path) -> None:
    done = run_main("--screenshot", str(tmp_path / "empty.png"), "--theme", "dark")

    assert done.returncode == 0
    picture = QImage(str(tmp_path / "empty.png"))
    assert picture.width() == 1280
    assert corner_lightness(picture) < 128


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--screenshot", "no/such/folder/a.png", str(SEED)], "The folder for the picture does not exist."),
        (["--screenshot", "a.png", "no-such-article.txt"], "There is nothing to show"),
        ([], "There is no screen to open the window on."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    done = run_main(*arguments)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_first_argument_that_is_a_command_goes_to_the_command_line() -> None:
    done = run_main("evaluate", "--help")

    assert done.returncode == 0
    assert "kutip evaluate" in done.stdout
