"""The program finds what it brings along wherever it runs from, and the user's folders wherever they are."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from annotator import paths

ROOT = Path(__file__).parents[1]
SEED = Path("articles") / "tribunnews-putin-kim.txt"


def test_a_checkout_has_resources_and_seeds_beside_the_package() -> None:
    assert paths.resources() == ROOT / "resources"
    assert (paths.seeds() / SEED).is_file()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as it would be published, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


def test_an_installed_wheel_has_them_inside_the_package(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # A program away from the checkout, with nothing but the wheel to import the package from.
    program = (
        f"import sys; sys.path.insert(0, {str(site)!r}); "
        "from annotator import paths; print(paths.resources()); print(paths.seeds())"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True, text=True)

    resources, seeds = map(Path, done.stdout.split("\n")[:2])
    assert resources.is_relative_to(site)
    assert resources.is_dir()
    assert (seeds / SEED).read_bytes() == (ROOT / "seeds" / SEED).read_bytes()
    assert (seeds / "labels" / "berita.toml").is_file()


def test_a_wheel_carries_every_resource_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = set(archive.namelist())

    for folder in ("resources", "seeds"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"annotator/_data/{path.relative_to(ROOT).as_posix()}" in carried
    assert any(name.endswith("licenses/LICENSE") for name in carried)
    assert not any(name.startswith("tests/") for name in carried)


def test_a_frozen_bundle_has_them_where_it_unpacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)

    assert paths.resources() == tmp_path / "resources"
    assert paths.seeds() == tmp_path / "seeds"


def test_a_frozen_bundle_that_does_not_unpack_has_them_beside_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.delattr(sys, "_MEIPASS", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "kutip"))

    assert paths.resources() == tmp_path / "resources"


def test_one_variable_moves_all_of_the_users_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KUTIP_HOME", str(tmp_path))

    assert paths.user_data() == tmp_path / "data"
    assert paths.default_database() == tmp_path / "data" / "berita.db"
    assert paths.settings_file() == tmp_path / "config" / "settings.json"
    assert paths.user_log() == tmp_path / "log"


def test_without_it_they_are_the_platforms_and_nothing_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KUTIP_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))

    assert paths.user_data().name == "kutip"
    assert paths.user_config() != paths.user_data() or sys.platform == "darwin"
    assert list(tmp_path.iterdir()) == []
