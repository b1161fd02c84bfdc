"""What holds for every test: no screen, no touching the user's folders, and guards that fail a test that leaves a mess.

A test fails when it opens a modal dialog it did not announce (`answer_dialogs`), logs a warning without asking for
`caplog`, lets an exception out of a slot (pytest-qt), or leaves a window, a thread or a child process behind.
"""

from __future__ import annotations

import os

# Before anything imports Qt: without it a run on a machine without a screen aborts instead of failing.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import gc
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import (
    QApplication,
    QColorDialog,
    QDialog,
    QFileDialog,
    QFontDialog,
    QInputDialog,
    QMenu,
    QMessageBox,
    QWidget,
)

from annotator import i18n

settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

DialogHandler = Callable[[object], object]
"""Gets the dialog (or, for a static function such as `QMessageBox.question`, its name) and returns what it returns."""

_PATIENCE = 3.0
_numbers = itertools.count()


class DialogGuard:
    """Stands in for everything that opens a nested event loop, so that no test ever waits for a person."""

    def __init__(self) -> None:
        self.handler: DialogHandler | None = None
        self.unexpected: list[str] = []

    def __call__(self, dialog: object, refused: object) -> object:
        if self.handler is not None:
            return self.handler(dialog)
        title = dialog.windowTitle() if isinstance(dialog, QWidget) else ""
        name = dialog if isinstance(dialog, str) else type(dialog).__name__
        self.unexpected.append(f"{name} {title!r}")
        return refused


_dialogs = DialogGuard()


@pytest.fixture(scope="session", autouse=True)
def _no_modal_loops() -> Iterator[None]:
    """Put the guard in the place of every modal call, for the whole run."""
    patch = pytest.MonkeyPatch()
    patch.setattr(QDialog, "exec", lambda self: _dialogs(self, QDialog.DialogCode.Rejected))
    patch.setattr(QMenu, "exec", lambda self, *args, **kwargs: _dialogs(self, None))
    refusals: dict[type, dict[str, object]] = {
        QMessageBox: dict.fromkeys(
            ("information", "question", "warning", "critical"), QMessageBox.StandardButton.Cancel
        ),
        QFileDialog: {
            "getOpenFileName": ("", ""),
            "getOpenFileNames": ([], ""),
            "getSaveFileName": ("", ""),
            "getExistingDirectory": "",
        },
        QInputDialog: {
            "getText": ("", False),
            "getMultiLineText": ("", False),
            "getItem": ("", False),
            "getInt": (0, False),
            "getDouble": (0.0, False),
        },
        QColorDialog: {"getColor": None},
        QFontDialog: {"getFont": (False, None)},
    }
    for dialog, functions in refusals.items():
        for name, refused in functions.items():
            label = f"{dialog.__name__}.{name}"
            patch.setattr(dialog, name, staticmethod(lambda *_, label=label, no=refused, **__: _dialogs(label, no)))
    yield
    patch.undo()


@pytest.fixture
def answer_dialogs() -> Callable[[DialogHandler], None]:
    """Announce modal dialogs: `answer_dialogs(lambda dialog: QMessageBox.StandardButton.Yes)`."""

    def announce(handler: DialogHandler) -> None:
        _dialogs.handler = handler

    return announce


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the test its own user folders and an environment that says nothing about the person running it."""
    # Made when someone writes to it; a numbered folder for every test would cost a walk over all of them.
    home = tmp_path_factory.getbasetemp() / "homes" / str(next(_numbers))
    monkeypatch.setenv("KUTIP_HOME", str(home))
    monkeypatch.delenv("KUTIP_DB", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield home
    i18n.install("en", home)


@pytest.fixture(autouse=True)
def _guards(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test for what it left behind or did without being asked."""
    _dialogs.handler = None
    _dialogs.unexpected.clear()
    threads_before = set(threading.enumerate())
    children_before = _children()
    log = _Warnings()
    logging.getLogger().addHandler(log)
    yield
    logging.getLogger().removeHandler(log)
    mess = [f"opened a dialog nobody announced: {name}" for name in _dialogs.unexpected]
    if "caplog" not in request.fixturenames:
        mess += [f"logged: {record.name}: {record.getMessage()}" for record in log.records]
    mess += _left_windows()
    mess += _left_threads(threads_before)
    mess += _left_children(children_before)
    if mess:
        pytest.fail("the test " + "; ".join(mess), pytrace=False)


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def _left_windows() -> list[str]:
    """Name the windows still on screen, and take every window away so that the next test starts clean."""
    if not isinstance(QApplication.instance(), QApplication):
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    names = [f"left a window open: {type(widget).__name__} {widget.windowTitle()!r}" for widget in left]
    for widget in left:
        widget.hide()
        widget.deleteLater()
    if left:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    return names


def _left_threads(before: set[threading.Thread]) -> list[str]:
    def left() -> list[threading.Thread]:
        # A dummy is Python's note that some Qt thread once ran Python code; it never goes away.
        return [
            thread
            for thread in threading.enumerate()
            if thread not in before and thread.is_alive() and not isinstance(thread, threading._DummyThread)
        ]

    _wait_until(lambda: not left())
    names = [f"left a thread running: {thread.name}" for thread in left()]
    if not QThreadPool.globalInstance().waitForDone(int(_PATIENCE * 1000)):
        names.append("left work in Qt's thread pool")
    return names


def _left_children(before: set[int]) -> list[str]:
    _wait_until(lambda: _children() <= before)
    names = []
    for pid in _children() - before:
        try:
            process = psutil.Process(pid)
            names.append(f"left a process running: {' '.join(process.cmdline())[:200]}")
            process.kill()
            process.wait(_PATIENCE)
        except psutil.Error:
            continue
    return names


def _children() -> set[int]:
    """Return the ids of this process's live children; a zombie is dead already."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        return {child.pid for child in psutil.Process().children()}
    pids: set[int] = set()
    for children in tasks.glob("*/children"):
        try:
            pids.update(int(pid) for pid in children.read_text().split())
        except (FileNotFoundError, ProcessLookupError):  # the thread ended meanwhile
            continue
    return {pid for pid in pids if _is_live(pid)}


def _is_live(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _wait_until(is_done: Callable[[], bool]) -> None:
    """Give what is ending a moment to end; returns at once where there is nothing."""
    deadline = time.monotonic() + _PATIENCE
    while not is_done() and time.monotonic() < deadline:
        time.sleep(0.01)
