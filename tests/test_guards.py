"""The guards of conftest.py guard: each mess, made on purpose in a run of its own, fails that run."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

MESSES = {
    "opened a dialog nobody announced: QMessageBox.question": """
        from PySide6.QtWidgets import QMessageBox
        def test_mess(qtbot):
            QMessageBox.question(None, "Delete?", "Really?")
    """,
    "opened a dialog nobody announced: QDialog 'Settings'": """
        from PySide6.QtWidgets import QDialog
        def test_mess(qtbot):
            dialog = QDialog()
            dialog.setWindowTitle("Settings")
            dialog.exec()
    """,
    "logged: kutip.test: something is odd": """
        import logging
        def test_mess():
            logging.getLogger("kutip.test").warning("something is %s", "odd")
    """,
    "left a window open: QWidget 'Forgotten'": """
        from PySide6.QtWidgets import QWidget
        kept = []
        def test_mess(qapp):
            window = QWidget()
            window.setWindowTitle("Forgotten")
            window.show()
            kept.append(window)
    """,
    "left a thread running: forgotten": """
        import threading, time
        def test_mess():
            threading.Thread(target=time.sleep, args=(1,), name="forgotten", daemon=True).start()
    """,
    "left a process running": """
        import subprocess, sys
        kept = []
        def test_mess():
            kept.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
    """,
    "ZeroDivisionError": """
        from PySide6.QtCore import QObject, Signal
        class Bell(QObject):
            rang = Signal()
        def test_mess(qtbot):
            bell = Bell()
            bell.rang.connect(lambda: 1 / 0)
            bell.rang.emit()
    """,
    "QObject::connect": """
        from PySide6.QtCore import QtMsgType, qWarning
        def test_mess(qtbot):
            qWarning("QObject::connect: no such slot")
    """,
}


def run_on(pytester: pytest.Pytester, source: str) -> pytest.RunResult:
    """Run `source` as a test file under this suite's own conftest, in a process of its own."""
    conftest = (
        Path(__file__)
        .with_name("conftest.py")
        .read_text(encoding="utf-8")
        .replace("_PATIENCE = 3.0", "_PATIENCE = 0.2")
    )
    pytester.makeconftest(conftest)
    pytester.makeini("[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\n")
    pytester.makepyfile(source)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider")


@pytest.mark.parametrize("complaint", list(MESSES))
def test_a_mess_fails_the_test_that_made_it(pytester: pytest.Pytester, complaint: str) -> None:
    result = run_on(pytester, MESSES[complaint])

    assert result.ret == 1
    assert complaint in result.stdout.str()


def test_an_announced_dialog_and_a_warning_read_through_caplog_are_fine(pytester: pytest.Pytester) -> None:
    result = run_on(pytester, """
        import logging
        from PySide6.QtWidgets import QMessageBox
        def test_dialog(qtbot, answer_dialogs):
            answer_dialogs(lambda dialog: QMessageBox.StandardButton.Yes)
            assert QMessageBox.question(None, "Delete?", "Really?") == QMessageBox.StandardButton.Yes
        def test_warning(caplog):
            logging.getLogger("kutip.test").warning("expected")
            assert "expected" in caplog.text
    """)  # fmt: skip

    result.assert_outcomes(passed=2)
