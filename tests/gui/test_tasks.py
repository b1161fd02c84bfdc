"""Long work runs off the window's thread, tells how far it is, stops when told, and its bugs are not lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from annotator.domain.errors import UserError
from annotator.domain.jobs import Cancelled, Progress, Report
from annotator.gui.tasks import Task, start_task


@pytest.fixture
def owner(qapp: object) -> QObject:
    return QObject()


def test_the_result_and_the_last_progress_arrive_on_the_thread_that_started_it(qtbot: QtBot, owner: QObject) -> None:
    heard: list[tuple[str, object, threading.Thread]] = []
    worked_on: list[threading.Thread] = []

    def work(report: Report, cancelled: Callable[[], bool]) -> object:
        worked_on.append(threading.current_thread())
        for done in range(1001):
            report(Progress(done, 1000, 0.1))
        return "result"

    task = start_task(work, owner)
    task.progressed.connect(lambda progress: heard.append(("progress", progress.done, threading.current_thread())))
    task.finished.connect(lambda result: heard.append(("finished", result, threading.current_thread())))
    with qtbot.waitSignal(task.ended):
        pass

    assert [what for what, _, _ in heard][-1] == "finished"
    assert [value for what, value, _ in heard if what == "progress"][-1] == 1000
    assert len(heard) < 100
    assert {thread for _, _, thread in heard} == {threading.main_thread()}
    assert worked_on != [threading.main_thread()]


def test_cancelled_work_ends_as_cancelled(qtbot: QtBot, owner: QObject) -> None:
    started = threading.Event()

    def work(report: Report, cancelled: Callable[[], bool]) -> object:
        started.set()
        while not cancelled():
            report(Progress(1, None, 0.0))
        raise Cancelled

    task = start_task(work, owner)
    with qtbot.waitSignals([task.cancelled, task.ended]):
        assert started.wait(5)
        task.cancel()


def test_nothing_is_told_of_work_that_was_stopped(qtbot: QtBot, owner: QObject) -> None:
    heard: list[Progress] = []

    def work(report: Report, cancelled: Callable[[], bool]) -> object:
        report(Progress(1, 1, 0.0))
        return None

    task = start_task(work, owner)
    task.progressed.connect(heard.append)
    task.cancel()
    with qtbot.waitSignal(task.ended):
        pass

    assert heard == []


def test_the_worlds_fault_is_handed_over_as_it_is(qtbot: QtBot, owner: QObject) -> None:
    def work(report: Report, cancelled: Callable[[], bool]) -> object:
        raise UserError("The disk is full.", "Make room.")

    faults: list[object] = []
    task = start_task(work, owner)
    task.failed.connect(faults.append)
    with qtbot.waitSignal(task.ended):
        pass

    assert [str(fault) for fault in faults] == ["The disk is full. Make room."]
    assert isinstance(faults[0], UserError)


def test_a_bug_goes_where_bugs_go(qtbot: QtBot, owner: QObject) -> None:
    def work(report: Report, cancelled: Callable[[], bool]) -> object:
        raise ZeroDivisionError("a bug")

    with qtbot.captureExceptions() as bugs, qtbot.waitSignal(start_task(work, owner).ended):
        pass

    assert [kind for kind, _, _ in bugs] == [ZeroDivisionError]


def test_a_task_runs_until_it_has_ended(qtbot: QtBot, owner: QObject) -> None:
    task = Task(lambda report, cancelled: None, owner)
    assert not task.is_running
    with qtbot.waitSignal(task.ended):
        task.start()
        assert task.is_running
    assert not task.is_running
