"""The import contracts hold, and each of them refuses what it is there to refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Lint = Callable[[Path], tuple[int, str]]

PLANTS = {
    "annotator.gui": ["sqlalchemy", "spacy", "annotator.storage", "annotator.nlp", "annotator.formats"],
    "annotator.cli": ["PySide6.QtCore"],
    "annotator.bootstrap": ["PySide6.QtCore", "annotator.cli"],
    "annotator.services": [
        "sqlalchemy", "spacy", "PySide6.QtCore", "annotator.storage", "annotator.nlp", "annotator.formats",
        "annotator.workers", "annotator.bootstrap", "annotator.gui",
    ],
    "annotator.storage": ["spacy", "PySide6.QtCore", "annotator.services.annotate", "annotator.formats"],
    "annotator.nlp": ["sqlalchemy", "PySide6.QtCore", "annotator.services.annotate", "annotator.workers"],
    "annotator.formats": ["spacy", "annotator.storage"],
    "annotator.workers": ["sqlalchemy", "PySide6.QtCore", "annotator.gui"],
    "annotator.domain": ["orjson", "platformdirs", "babel", "numpy", "annotator.services", "annotator.settings"],
    "annotator.paths": ["annotator.domain"],
}  # fmt: skip
"""What must not be imported where. Every line is planted and must be refused."""

FORBIDDEN = [(module, name) for module, names in PLANTS.items() for name in names]


def plant(folder: Path, module: str, statement: str) -> None:
    path = folder.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    path.write_text(path.read_text(encoding="utf-8") + f"\n{statement}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def findings(copy_of_package: Callable[[], Path], lint_imports: Lint) -> str:
    """What the contracts say of a package with every forbidden import planted in it, in one go for speed."""
    folder = copy_of_package()
    for module, name in FORBIDDEN:
        plant(folder, module, f"import {name}")
    code, said = lint_imports(folder)
    assert code != 0
    return said


def test_the_contracts_hold(root: Path, lint_imports: Lint) -> None:
    code, said = lint_imports(root)

    assert code == 0, said


@pytest.mark.parametrize(("module", "name"), FORBIDDEN)
def test_a_forbidden_import_is_refused(findings: str, module: str, name: str) -> None:
    imported = name if name.startswith("annotator") else name.partition(".")[0]

    assert f"{module} -> {imported} (l." in findings


def test_a_package_nobody_has_placed_is_refused(copy_of_package: Callable[[], Path], lint_imports: Lint) -> None:
    folder = copy_of_package()
    (folder / "annotator" / "helpers").mkdir()
    (folder / "annotator" / "helpers" / "__init__.py").write_text('"""Anything goes."""\n')
    code, said = lint_imports(folder)

    assert code != 0
    assert "helpers" in said


def test_the_window_may_not_reach_the_database_by_a_detour(
    copy_of_package: Callable[[], Path], lint_imports: Lint
) -> None:
    folder = copy_of_package()
    plant(folder, "annotator.workers.wire", "import annotator.storage.detour")
    (folder / "annotator" / "storage" / "detour.py").write_text('"""A detour."""\n\nimport sqlalchemy\n')
    plant(folder, "annotator.gui", "import annotator.workers.wire")
    code, said = lint_imports(folder)

    assert code != 0
    assert "annotator.storage.detour -> sqlalchemy" in said
