"""A person's own word lists in the window, with the real model in its process: opened, changed, read anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from annotator import paths
from annotator.gui.model_process import ModelProcess
from tests.stories.driver import Driver

TEXT = "Ratusan warga Konoha pulang.\n“Kami siap berangkat,” kata Zulkarnain Baharuddin."


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders the system's file manager was asked to show."""
    found: list[str] = []

    def show(url: QUrl) -> bool:
        found.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", show)
    return found


def test_the_folder_opens_with_lists_that_begin_as_comments(qapp: object, tmp_path: Path, opened: list[str]) -> None:
    with Driver(tmp_path) as kutip:
        kutip.window.actions_["model.lists_open"].trigger()

        assert opened == [str(paths.word_lists())]
        assert (paths.word_lists() / "cues.tsv").read_text("utf-8").startswith("# ")
        assert kutip.message == ""


def test_a_change_is_noticed_and_read_anew_without_a_restart(qapp: object, tmp_path: Path, opened: list[str]) -> None:
    with Driver(tmp_path, model=ModelProcess) as kutip:
        kutip.bring_in(kutip.write("1.txt", TEXT))
        kutip.wait_for_suggestions()
        before = kutip.window.suggesting.model
        assert "Konoha" not in kutip.spans("LOC")
        kutip.window.actions_["model.lists_open"].trigger()

        (paths.word_lists() / "places.tsv").write_text("Konoha\n", "utf-8")
        kutip.wait_until(lambda: kutip.message == "Your word lists have changed.", "nobody noticed")
        kutip.window.messages._button.click()

        assert kutip.message == "The word lists are read anew: 1 added, 0 taken out."
        kutip.wait_until(lambda: "Konoha" in kutip.spans("LOC"), "the model did not read the list")
        assert kutip.window.suggesting.model != before


def test_lines_that_do_not_count_are_said(qapp: object, tmp_path: Path) -> None:
    with Driver(tmp_path) as kutip:
        paths.word_lists().mkdir(parents=True)
        file = paths.word_lists() / "cues.tsv"
        file.write_text("cuit\troot\nkicau\n", "utf-8")
        kutip.window.actions_["model.lists_reload"].trigger()
        assert kutip.message.startswith(f'{file}:2: The line about "kicau" has no second column.')

        file.write_text("cuit\troot\nkicau\nsiul\n", "utf-8")
        kutip.window.actions_["model.lists_reload"].trigger()
        assert kutip.message == (
            "2 lines of your word lists do not count. The rest does. Correct them and read the word lists anew."
        )


def test_a_look_at_the_lists_is_no_change(qapp: object, tmp_path: Path) -> None:
    with Driver(tmp_path) as kutip:
        paths.word_lists().mkdir(parents=True)
        file = paths.word_lists() / "cues.tsv"
        file.write_text("cuit\troot\n", "utf-8")
        kutip.window.actions_["model.lists_reload"].trigger()
        kutip.window.messages.clear()

        file.touch()
        kutip.window.word_lists._notice()

        assert kutip.message == ""
