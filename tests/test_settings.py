"""Settings remember what was chosen, accept nothing else, and never stand in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.settings import LANGUAGE, LEFT_PANEL, SETTINGS, TEXT_SIZE, THEME, THRESHOLD, Setting, Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_nothing_chosen_means_the_defaults_and_no_file(path: Path) -> None:
    settings = Settings(path)

    assert [settings.get(row) for row in SETTINGS] == [row.default for row in SETTINGS]
    assert not path.exists()


def test_a_choice_outlives_the_program(path: Path) -> None:
    Settings(path).set(THEME, "dark")
    Settings(path).set(LEFT_PANEL, False)

    assert Settings(path).get(THEME) == "dark"
    assert Settings(path).get(LEFT_PANEL) is False


def test_reset_goes_back_to_the_default(path: Path) -> None:
    settings = Settings(path)
    settings.set(TEXT_SIZE, 20)
    settings.reset(TEXT_SIZE)

    assert Settings(path).get(TEXT_SIZE) == TEXT_SIZE.default


@pytest.mark.parametrize(
    ("row", "value"),
    [(THEME, "pink"), (TEXT_SIZE, 3), (TEXT_SIZE, 13.5), (TEXT_SIZE, True), (THRESHOLD, 1.5), (LEFT_PANEL, 1)],
)
def test_a_value_the_row_does_not_accept_is_refused_when_set_and_ignored_when_read(
    path: Path, row: Setting, value: object
) -> None:
    with pytest.raises(ValueError, match=row.key):
        Settings(path).set(row, value)

    path.parent.mkdir()
    path.write_text(json.dumps({row.key: value}))
    assert Settings(path).get(row) == row.default


def test_a_whole_number_is_a_fine_fraction(path: Path) -> None:
    settings = Settings(path)
    settings.set(THRESHOLD, 1)

    assert settings.get(THRESHOLD) == 1.0
    assert isinstance(settings.get(THRESHOLD), float)


@pytest.mark.parametrize("content", [b'{"theme": "da', b"\xff\xfe", b"[1, 2]", b""])
def test_a_broken_file_is_kept_aside_and_the_defaults_hold(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    settings = Settings(path)

    assert settings.get(THEME) == "system"
    assert path.with_name("settings.json.broken").read_bytes() == content
    assert "kept in" in caplog.text
    settings.set(THEME, "light")
    assert Settings(path).get(THEME) == "light"


def test_what_a_newer_version_wrote_stays(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"shiny_new_thing": [1, 2]}')
    Settings(path).set(LANGUAGE, "id")

    assert json.loads(path.read_text()) == {"language": "id", "shiny_new_thing": [1, 2]}


def test_two_windows_do_not_undo_each_others_choices(path: Path) -> None:
    one, other = Settings(path), Settings(path)
    one.set(THEME, "dark")
    other.set(LANGUAGE, "id")

    assert Settings(path).get(THEME) == "dark"


def test_a_folder_that_cannot_be_made_is_a_warning_and_the_choice_holds(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.set(THEME, "dark")

    assert settings.get(THEME) == "dark"
    assert "not saved" in caplog.text


def test_no_half_written_file_is_left_beside_it(path: Path) -> None:
    Settings(path).set(THEME, "dark")

    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_every_row_has_a_key_of_its_own_and_accepts_its_default() -> None:
    assert len({row.key for row in SETTINGS}) == len(SETTINGS)
    assert all(row.accepts(row.default) for row in SETTINGS)
