"""The guards of conftest.py guard: each mess, made on purpose in a run beside this one, fails the test that made it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

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


FINE = """
    import logging
    from PySide6.QtWidgets import QMessageBox
    def test_dialog(qtbot, answer_dialogs):
        answer_dialogs(lambda dialog: QMessageBox.StandardButton.Yes)
        assert QMessageBox.question(None, "Delete?", "Really?") == QMessageBox.StandardButton.Yes
    def test_warning(caplog):
        logging.getLogger("kutip.test").warning("expected")
        assert "expected" in caplog.text
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says at the end of one run over every mess, under this suite's own conftest."""
    folder = tmp_path_factory.mktemp("messes")
    conftest = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
    (folder / "conftest.py").write_text(conftest.replace("_PATIENCE = 3.0", "_PATIENCE = 0.2"), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\nqt_log_level_fail = WARNING\n")
    for number, source in enumerate(MESSES.values()):
        (folder / f"test_mess_{number}.py").write_text(dedent(source))
    (folder / "test_fine.py").write_text(dedent(FINE))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider"],
        cwd=folder, env={**os.environ, "COLUMNS": "500"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.replace("\\n", "\n")


@pytest.mark.parametrize(("number", "complaint"), list(enumerate(MESSES)))
def test_a_mess_fails_the_test_that_made_it(run: str, number: int, complaint: str) -> None:
    assert re.search(rf"^(FAILED|ERROR) test_mess_{number}\.py::test_mess", run, re.MULTILINE)
    assert complaint in run


def test_an_announced_dialog_and_a_warning_read_through_caplog_are_fine(run: str) -> None:
    for name in ("test_dialog", "test_warning"):
        assert f"PASSED test_fine.py::{name}" in run
        assert f"ERROR test_fine.py::{name}" not in run
