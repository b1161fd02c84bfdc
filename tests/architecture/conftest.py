"""A copy of the package to break."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="module")
def copy_of_package(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Return a function that copies the package and its contracts to a fresh folder."""

    def copy() -> Path:
        folder = tmp_path_factory.mktemp("copy")
        shutil.copytree(ROOT / "annotator", folder / "annotator", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", folder)
        return folder

    return copy


@pytest.fixture(scope="module")
def lint_imports() -> Callable[[Path], tuple[int, str]]:
    """Return a function that checks the contracts in a folder: exit code and what was said."""

    def lint(folder: Path) -> tuple[int, str]:
        program = "from importlinter.cli import lint_imports_command as run; run()"
        done = subprocess.run(
            [sys.executable, "-c", program, "--no-cache", "--no-logo"],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "500"},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return lint
