"""What the program has loaded when its window comes to the screen: a start is felt until then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
import json, runpy, sys
from annotator import app
from PySide6.QtWidgets import QApplication

def note(name):
    print(json.dumps([name, sorted(sys.modules)]))

def start(opening):
    note("appeared")
    start_opening(opening)

def fill(window, context):
    note("opened")
    fill_window(window, context)
    note("filled")
    window.close()

start_opening, fill_window = app.Opening.start, app.MainWindow.fill
app.Opening.start, app.MainWindow.fill = start, fill
sys.argv = ["main.py"]
runpy.run_path("main.py", run_name="__main__")
"""

HEAVY = [
    "alembic", "asyncio", "charset_normalizer", "concurrent", "csv", "docx", "importlib.metadata", "logging.handlers",
    "lxml", "mako", "multiprocessing", "numpy", "orjson", "psycopg", "pydantic", "scipy", "spacy", "sqlalchemy",
    "sqlite3", "ssl", "thinc", "trafilatura", "typer", "urllib.request", "xml",
]  # fmt: skip

OWN = {
    "annotator", "annotator.app", "annotator.app.logs", "annotator.app.opening", "annotator.domain",
    "annotator.domain.errors", "annotator.domain.jobs", "annotator.gui", "annotator.gui.bug_desk",
    "annotator.gui.dropped", "annotator.gui.main_window", "annotator.gui.menus", "annotator.gui.panels",
    "annotator.gui.panels.empty_page", "annotator.gui.panels.plain", "annotator.gui.tasks", "annotator.gui.theme",
    "annotator.i18n", "annotator.paths", "annotator.settings",
}  # fmt: skip
"""All of our own that a window without anything in it is made of."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Start the program once; say what it has loaded when its window appears, when its database is open, and filled."""
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT,
        env={**os.environ, "KUTIP_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {name: set(modules) for name, modules in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("module", HEAVY)
def test_the_window_appears_before_anything_heavy_is_loaded(loaded: dict[str, set[str]], module: str) -> None:
    assert {name for name in loaded["appeared"] if name == module or name.startswith(f"{module}.")} == set()


def test_of_our_own_only_the_frame_is_loaded_when_it_appears(loaded: dict[str, set[str]]) -> None:
    assert {name for name in loaded["appeared"] if name.partition(".")[0] == "annotator"} == OWN


def test_the_database_and_all_that_stands_in_the_window_is_loaded_while_it_opens(loaded: dict[str, set[str]]) -> None:
    assert {"sqlalchemy", "annotator.bootstrap", "annotator.storage", "annotator.gui.workbench"} <= loaded["opened"]


@pytest.mark.parametrize("module", ["spacy", "thinc", "trafilatura", "docx", "lxml"])
def test_the_window_never_loads_the_model_nor_a_reader_nobody_asked_for(
    loaded: dict[str, set[str]], module: str
) -> None:
    assert module not in loaded["filled"]
