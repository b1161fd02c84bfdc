"""Small rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Put together here so that this file does not break the rule itself.
MACHINE_PATHS = re.compile("|".join(rf"(?<![\w.~\-])/{folder}/" for folder in ("work", "root", "tmp", "home", "Users")))
REGISTRY_HOSTS = re.compile(
    "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "artifact" + "ory", "extra-index" + "-url"))
)


def tracked_files() -> list[Path]:
    """Return the files of the repository, those not yet added too, those ignored not."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def test_no_tracked_file_names_a_place_on_somebodys_machine_or_a_package_registry() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}: {match.group()}"
            for pattern in (MACHINE_PATHS, REGISTRY_HOSTS)
            for match in pattern.finditer(text)
        ]

    assert found == []


def test_every_module_opens_with_one_sentence() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in [*modules("annotator"), *modules("tests"), ROOT / "main.py"]
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


def test_the_lock_pins_every_package_by_hash_and_names_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z])", lock)

    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in lock


def test_the_lock_holds_every_dependency_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE))

    names = {re.split(r"[\[<>=! ;]", requirement)[0].lower().replace("_", "-") for requirement in wanted}
    assert names - locked == set()


def loaded_by(statement: str) -> set[str]:
    """Return the top-level names of every module that a fresh interpreter holds after `statement`."""
    program = f"import sys\n{statement}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
    )


@pytest.mark.parametrize("door", ["annotator.app", "annotator.cli", "annotator.gui.main_window", "annotator.bootstrap"])
def test_opening_a_door_does_not_load_the_language_model(door: str) -> None:
    assert loaded_by(f"import {door}").isdisjoint({"spacy", "thinc", "numpy", "scipy"})


def test_no_module_of_the_window_loads_the_database_library() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in modules("annotator/gui")
    ]
    loaded = loaded_by(f"import {', '.join(names)}")

    assert "PySide6" in loaded
    assert loaded.isdisjoint({"sqlalchemy", "alembic", "psycopg", "spacy"})


def test_tens_of_thousands_of_void_calls_into_qt_do_not_lose_none() -> None:
    """PySide6 6.12.0 on CPython 3.11 lost a reference to None at each of them and aborted after some 5,000."""
    program = """
from PySide6.QtCore import QObject, QTimer
timer, thing = QTimer(), QObject()
for number in range(30_000):
    timer.setInterval(number)
    thing.setObjectName("name")
print("alive")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr
