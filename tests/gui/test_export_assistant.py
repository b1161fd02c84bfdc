"""The export assistant by keys alone: what it says is lost, what is written, and what it remembers."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QScrollBar, QWidget

from annotator import i18n, paths
from annotator.gui.dialogs.export_assistant import ExportAssistant
from annotator.settings import EXPORT_FOLDER, EXPORT_FORMAT, EXPORTS
from tests.gui.test_window import cut_labels
from tests.stories.driver import Driver

TEXT = "“Kami siap,” kata Putin di Moskow."
QUOTE = {"id": "q", "start": 0, "end": 12, "label": "QUOTE", "layer": "quote", "attrs": {"type": "direct"}}
CUE = {"id": "c", "start": 13, "end": 17, "label": "CUE", "layer": "quote"}
SPEAKER = {"id": "s", "start": 18, "end": 23, "label": "SPEAKER", "layer": "quote"}
PER = {"id": "p", "start": 18, "end": 23, "label": "PER", "layer": "entity"}
LOC = {"id": "e", "start": 27, "end": 33, "label": "LOC", "layer": "entity"}
SAID = {"id": "r", "label": "said_by", "head": "q", "child": "s"}
SUGGESTED = {"id": "g", "start": 0, "end": 3, "label": "ORG", "layer": "entity", "status": "suggested",
             "origin": {"kind": "model", "name": "m", "version": "1", "score": 0.5}}  # fmt: skip
ROWS: list[dict[str, Any]] = [
    {"text": TEXT, "annotator": "Ani", "answer": "accept", "spans": [QUOTE, CUE, SPEAKER, PER, LOC],
     "relations": [SAID]},
    {"text": "Putin tiba.", "annotator": "Budi", "answer": "accept", "spans": [{**PER, "start": 0, "end": 5}]},
    {"text": "Kim pulang.", "annotator": "Ani", "answer": None, "spans": [{**PER, "start": 0, "end": 3}]},
    {"text": "KPK diam.", "annotator": None, "spans": [SUGGESTED]},
]  # fmt: skip


@pytest.fixture(scope="module")
def opened(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """A window over two finished articles, one unfinished and one with a suggestion only."""
    with Driver(tmp_path_factory.mktemp("exports")) as kutip:
        kutip.bring_in(kutip.write("in.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS)))
        kutip.window.close()  # one that is only hidden never becomes active again
        yield kutip


@pytest.fixture
def kutip(opened: Driver, tmp_path: Path) -> Iterator[Driver]:
    """The window, as if nothing had ever been exported; files are offered to go to a folder of the test's own."""
    settings = opened.window.bench._context.settings
    for row in (EXPORT_FORMAT, EXPORTS):
        settings.reset(row)
    settings.set(EXPORT_FOLDER, str(tmp_path))
    opened.window.exporting.preview._soon.setInterval(10)  # nobody here thinks between two keys
    opened.window.messages.clear()
    opened.window.show()
    activate(opened, opened.window)
    yield opened
    for assistant in opened.window.findChildren(ExportAssistant):
        assistant.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    opened.window.close()


def activate(kutip: Driver, window: QWidget) -> None:
    """Make a window the active one, as a window manager would."""
    window.activateWindow()
    kutip.wait_until(window.isActiveWindow, "the window did not become active")


def ask(kutip: Driver, format_name: str | None = None) -> ExportAssistant:
    """Open the assistant, go to a format, and wait until it says what would be lost."""
    kutip.press("Ctrl+E")
    assistant = kutip.window.findChild(ExportAssistant)
    assert assistant is not None
    activate(kutip, assistant)
    assert assistant.list.hasFocus()
    if format_name is not None:
        kutip.press("Home")
        for _ in range([info.name for info in kutip.services.exporter.formats].index(format_name)):
            kutip.press("Down")
        assert assistant.info.name == format_name
    look(kutip)
    return assistant


def look(kutip: Driver) -> None:
    kutip.wait_until(lambda: not kutip.window.exporting.preview.is_working, "the look did not end")


def look_no_more(kutip: Driver) -> None:
    """Look at no further format: DocBin's would start spaCy."""
    kutip.window.exporting.preview._soon.setInterval(60_000)


def tab_to(kutip: Driver, widget: QWidget) -> None:
    """Press Tab until the widget has the focus."""
    for _ in range(40):
        if widget.hasFocus():
            return
        kutip.press("Tab")
    raise AssertionError(f"Tab does not reach {widget.objectName() or widget}")


def pick(kutip: Driver, field: QWidget, value: str) -> None:
    """Choose a value of a combo box with the arrow keys."""
    assert isinstance(field, QComboBox)
    tab_to(kutip, field)
    kutip.press("Home")
    while field.currentData() != value:
        at = field.currentIndex()
        kutip.press("Down")
        assert field.currentIndex() > at, f"there is no {value!r}"


def type_into(kutip: Driver, field: QWidget, text: str) -> None:
    tab_to(kutip, field)
    kutip.press("Ctrl+A", "Del")
    kutip.type(text)


def untick(kutip: Driver, assistant: ExportAssistant, *names: str) -> None:
    """Go through the labels with the arrow keys and untick some."""
    group = assistant.fields.labels
    tab_to(kutip, group.ticks[0])
    for tick in group.ticks:
        assert tick.hasFocus()
        if tick.text() in names:
            kutip.press("Space")
        kutip.press("Right")


def choose_place(kutip: Driver, assistant: ExportAssistant, path: Path) -> None:
    """Press Enter, name a file or a folder in the dialog that comes, and wait until the export is over."""
    tab_to(kutip, assistant.list)
    kutip.press("Return")
    dialog = assistant.findChild(QFileDialog)
    assert dialog is not None
    activate(kutip, dialog)
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    QApplication.clipboard().setText(str(path))
    kutip.press("Ctrl+A", "Ctrl+V")
    if QApplication.activePopupWidget() is not None:
        kutip.press("Esc")
    kutip.press("Return")
    activate(kutip, kutip.window)
    kutip.wait_until(lambda: not kutip.window.file_work.is_working, "the export did not end")
    assert kutip.message


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


# --- before it is written -----------------------------------------------------------------------------------------


def test_every_format_is_listed_by_its_title_with_what_it_carries(kutip: Driver) -> None:
    assistant = ask(kutip)
    look_no_more(kutip)
    formats = kutip.services.exporter.formats
    assert assistant._titles.stringList() == [info.title for info in formats]
    for info in formats:
        said = [label.text() for label in assistant.findChildren(QLabel) if label.isVisible()]
        assert assistant.info.name == info.name
        assert info.carries
        assert info.carries in said
        assert not info.leaves_out or info.leaves_out in said
        kutip.press("Down")


def test_options_of_a_format_are_offered_by_their_titles(kutip: Driver) -> None:
    assistant = ask(kutip)
    look_no_more(kutip)
    for info in kutip.services.exporter.formats:
        assert list(assistant.fields.options) == [option.name for option in info.write_options]
        for option in info.write_options:
            field = assistant.fields.options[option.name]
            assert isinstance(field, QComboBox)
            assert [field.itemText(at) for at in range(field.count())] == list(option.choices.values())
            assert field.currentData() == option.default
            tab_to(kutip, field)
        tab_to(kutip, assistant.list)
        kutip.press("Down")


def test_articles_are_counted_for_everyone_and_for_each_annotator(kutip: Driver) -> None:
    assistant = ask(kutip)
    which = assistant.fields.which

    def offered() -> list[str]:
        return [which.itemText(at) for at in range(which.count())]

    assert offered() == ["Finished articles (2)", "Adjudicated articles (0)", "All annotated articles (3)"]
    pick(kutip, assistant.fields.whose, "Ani")
    assert offered() == ["Finished articles (1)", "Adjudicated articles (0)", "All annotated articles (2)"]
    look(kutip)
    assert assistant.card.text == "1 article with 5 spans. Nothing of it is lost."
    pick(kutip, which, "adjudicated")
    look(kutip)
    assert assistant.card.text == "No article fits. Choose other articles or another annotator."
    assert not assistant.button.isEnabled()


def test_the_look_writes_nothing_and_begins_anew_when_a_choice_changes(kutip: Driver, tmp_path: Path) -> None:
    assistant = ask(kutip, "kutip")
    assert assistant.card.text == "2 articles with 6 spans. Nothing of it is lost."
    pick(kutip, assistant.fields.which, "all")
    tab_to(kutip, assistant.fields.suggested)
    kutip.press("Space")
    look(kutip)
    assert assistant.card.text == "4 articles with 8 spans. Nothing of it is lost."
    assert list(tmp_path.iterdir()) == []


def test_a_look_can_be_stopped_and_begun_again(kutip: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = ask(kutip, "kutip")
    may_look, preview = threading.Event(), kutip.services.exporter.preview

    def look_when_told(*what: Any, **how: Any) -> object:
        assert may_look.wait(10)
        return preview(*what, **how)

    monkeypatch.setattr(kutip.services.exporter, "preview", look_when_told)
    kutip.press("Down")
    kutip.wait_until(lambda: kutip.window.exporting.preview._task is not None, "the look did not begin")
    tab_to(kutip, assistant.card.button)
    kutip.press("Space")
    assert assistant.card.text == "Stopped: what would be lost is not known."
    may_look.set()
    kutip.press("Space")
    look(kutip)
    assert assistant.card.text == "2 articles with 6 spans. Nothing of it is lost."


def test_what_changes_no_loss_is_not_looked_at_again(kutip: Driver) -> None:
    assistant = ask(kutip, "kutip")
    looks: list[object] = []
    kutip.window.exporting.preview.looking.connect(lambda: looks.append(None))
    type_into(kutip, assistant.fields.licence, "CC0")
    tab_to(kutip, assistant.fields.strict)
    kutip.press("Space")
    assert looks == []
    assert assistant.card.text == "2 articles with 6 spans. Nothing of it is lost."
    assert assistant.fields.choice.licence == "CC0"
    tab_to(kutip, assistant.fields.suggested)
    kutip.press("Space")
    assert len(looks) == 1


def test_shares_that_are_no_split_are_said_and_nothing_can_be_written(kutip: Driver) -> None:
    assistant = ask(kutip, "kutip")
    type_into(kutip, assistant.fields.split, "80/30")
    assert assistant.fields.split_problem == "Give shares that add up to 100, such as 80/10/10."
    assert assistant.fields.split.accessibleDescription() == assistant.fields.split_problem
    assert not assistant.button.isEnabled()
    type_into(kutip, assistant.fields.split, "80/20")
    assert assistant.button.isEnabled()
    assert assistant.button.text() == "Choose a folder…"


def test_a_licence_is_asked_for_where_there_is_a_card_for_it(kutip: Driver) -> None:
    for name in ("kutip", "csv"):
        assistant = ask(kutip, name)
        assert assistant.fields.licence.isVisibleTo(assistant) is (name == "kutip")
        kutip.press("Esc")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        activate(kutip, kutip.window)


# --- what is written ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "suffix"), [("conll", ".conll"), ("csv", ".csv")])
def test_what_the_preview_says_is_lost_is_what_the_export_loses(
    kutip: Driver, tmp_path: Path, name: str, suffix: str
) -> None:
    assistant = ask(kutip, name)
    said, lines = assistant.card.text, assistant.card.lines
    choose_place(kutip, assistant, tmp_path / "out")  # the suffix is the format's

    manifest = json.loads((tmp_path / f"out{suffix}.manifest.json").read_text("utf-8"))
    lost = manifest["losses"]
    assert lost
    assert [line.split(" × ")[0] for line in lines] == [str(group["count"]) for group in lost]
    assert all(f"{group['label']}, {group['reason']}" in line for group, line in zip(lost, lines, strict=True))
    assert all(group["examples"][0]["text"] in line for group, line in zip(lost, lines, strict=True))
    total = sum(group["count"] for group in lost)
    assert said == f"2 articles with 6 spans. {total} things would be lost or changed:"
    assert kutip.message.endswith(f"The format could not carry {total} things.")


def test_labels_left_unchecked_are_not_in_the_file(kutip: Driver, tmp_path: Path) -> None:
    assistant = ask(kutip, "kutip")
    untick(kutip, assistant, "PER", "SPEAKER")
    choose_place(kutip, assistant, tmp_path / "out.jsonl")

    labels = [span["label"] for row in rows(tmp_path / "out.jsonl") for span in row["spans"]]
    assert sorted(labels) == ["CUE", "LOC", "QUOTE"]


def test_all_and_none_tick_every_label(kutip: Driver) -> None:
    assistant = ask(kutip, "kutip")
    group = assistant.fields.labels
    tab_to(kutip, group.none)
    kutip.press("Space")
    assert group.ticked == []
    tab_to(kutip, group.all)
    kutip.press("Space")
    assert len(group.ticked) == len(kutip.services.schema.labels)
    assert assistant.fields.choice.labels is None


def test_one_annotators_unfinished_articles_and_suggestions_go_out_when_asked_for(
    kutip: Driver, tmp_path: Path
) -> None:
    assistant = ask(kutip, "kutip")
    pick(kutip, assistant.fields.which, "all")
    pick(kutip, assistant.fields.whose, "Ani")
    choose_place(kutip, assistant, tmp_path / "ani.jsonl")
    assert {row["text"] for row in rows(tmp_path / "ani.jsonl")} == {TEXT, "Kim pulang."}

    assistant = ask(kutip, "kutip")
    pick(kutip, assistant.fields.whose, "")
    tab_to(kutip, assistant.fields.suggested)
    kutip.press("Space")
    choose_place(kutip, assistant, tmp_path / "all.jsonl")
    assert {row["text"] for row in rows(tmp_path / "all.jsonl")} == {row["text"] for row in ROWS}


def test_an_option_and_the_conflict_rule_are_what_is_written_by(kutip: Driver, tmp_path: Path) -> None:
    assistant = ask(kutip, "csv")
    pick(kutip, assistant.fields.options["delimiter"], "semicolon")
    choose_place(kutip, assistant, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["speaker"] for row in csv.DictReader(stream, delimiter=";")] == ["Putin"]

    assistant = ask(kutip, "conll")
    pick(kutip, assistant.fields.options["layer"], "all")
    pick(kutip, assistant.fields.options["conflict"], "shortest")
    choose_place(kutip, assistant, tmp_path / "out.conll")
    manifest = json.loads((tmp_path / "out.conll.manifest.json").read_text("utf-8"))
    assert manifest["options"] == {"conflict": "shortest", "layer": "all"}


def test_a_split_is_written_with_its_seed_and_licence(kutip: Driver, tmp_path: Path) -> None:
    assistant = ask(kutip, "hf")
    assert assistant.fields.split.text() == "80/10/10"
    type_into(kutip, assistant.fields.split, "50/50")
    type_into(kutip, assistant.fields.seed, "3")
    type_into(kutip, assistant.fields.licence, "CC BY 4.0")
    look(kutip)
    said = assistant.card.text
    (tmp_path / "other.txt").write_text("not ours")
    choose_place(kutip, assistant, tmp_path)

    folder = tmp_path / "berita-hf"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["split"] == {"shares": [50, 0, 50], "seed": 3}
    assert manifest["licence"] == "CC BY 4.0"
    assert "CC BY 4.0" in (folder / "README.md").read_text("utf-8")
    counts = {part: len(rows(folder / f"{part}.jsonl")) for part in ("train", "test")}
    assert sum(counts.values()) == 2
    assert f"train {counts['train']}, test {counts['test']}." in said
    assert (tmp_path / "other.txt").read_text() == "not ours"


def test_an_empty_folder_is_filled_and_one_with_files_gets_a_new_folder(kutip: Driver, tmp_path: Path) -> None:
    for expected in ("", "berita-brat", "berita-brat-2"):
        choose_place(kutip, ask(kutip, "brat"), tmp_path)
        assert (tmp_path / expected / "annotation.conf").is_file()
        assert kutip.message == f"2 records are written to {tmp_path / expected}."


def test_strict_writes_nothing_where_anything_would_be_lost(kutip: Driver, tmp_path: Path) -> None:
    assistant = ask(kutip, "conll")
    tab_to(kutip, assistant.fields.strict)
    kutip.press("Space")
    look(kutip)
    assert "Nothing is written, because 4 things would be lost or changed:" in assistant.card.text
    choose_place(kutip, assistant, tmp_path / "out.conll")
    assert kutip.message == (
        "The format conll cannot carry all of it: 4 would be lost or changed. Nothing was written. "
        "Allow losses, leave the labels out that it cannot carry, or take a lossless format."
    )
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_is_stopped_writes_nothing(
    kutip: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = kutip.services.exporter.run

    def stopped_at_once(*what: Any, **how: Any) -> object:
        how["cancelled"] = lambda: True
        return run(*what, **how)

    monkeypatch.setattr(kutip.services.exporter, "run", stopped_at_once)
    choose_place(kutip, ask(kutip, "kutip"), tmp_path / "out.jsonl")
    assert kutip.message == "Stopped. Nothing was written."
    assert list(tmp_path.iterdir()) == []


def test_the_message_opens_the_folder(kutip: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []

    def show(url: QUrl) -> bool:
        shown.append(url.toLocalFile())
        return len(shown) == 1

    monkeypatch.setattr(QDesktopServices, "openUrl", show)
    for expected in ("", f"The export is in {tmp_path}."):
        choose_place(kutip, ask(kutip, "kutip"), tmp_path / "out.jsonl")
        button = next(one for one in kutip.window.messages.findChildren(QPushButton) if one.text() == "Open the folder")
        kutip.click_widget(button)
        assert kutip.message == expected
        (tmp_path / "out.jsonl").unlink()
    assert shown == [str(tmp_path)] * 2


# --- what is remembered -------------------------------------------------------------------------------------------


def test_choices_come_back_next_time_for_each_format(kutip: Driver, tmp_path: Path) -> None:
    assistant = ask(kutip, "conll")
    pick(kutip, assistant.fields.which, "all")
    pick(kutip, assistant.fields.whose, "Budi")
    pick(kutip, assistant.fields.options["conflict"], "earliest")
    untick(kutip, assistant, "DATE")
    type_into(kutip, assistant.fields.split, "70/30")
    type_into(kutip, assistant.fields.seed, "7")
    look(kutip)
    chosen = assistant.fields.choice
    choose_place(kutip, assistant, tmp_path)
    choose_place(kutip, ask(kutip, "kutip"), tmp_path / "out.jsonl")

    kept = type(kutip.window.bench._context.settings)(kutip.settings_file)
    assert kept.get(EXPORT_FORMAT) == "kutip"
    assistant = ask(kutip)
    assert assistant.info.name == "kutip"
    for _ in range(6):
        kutip.press("Down")
    assert assistant.info.name == "conll"
    assert assistant.fields.choice == chosen


def test_what_is_chosen_goes_along_to_a_format_that_was_never_exported_to(kutip: Driver) -> None:
    assistant = ask(kutip, "kutip")
    pick(kutip, assistant.fields.which, "all")
    untick(kutip, assistant, "DATE")
    tab_to(kutip, assistant.list)
    kutip.press("Down")
    assert assistant.info.name == "prodigy"
    assert assistant.fields.which.currentData() == "all"
    assert "DATE" not in assistant.fields.labels.ticked
    kutip.press("Up")
    assert "DATE" not in assistant.fields.labels.ticked


def test_settings_that_do_not_fit_any_more_are_as_if_never_chosen(kutip: Driver) -> None:
    rows_kept = ["articles=none", "layer=Citra", "without=GONE", "set conflict=odd", "split=9/9", "seed=x", "nonsense"]
    kutip.window.bench._context.settings.set(EXPORTS, {"conll": rows_kept})
    choice = ask(kutip, "conll").fields.choice
    assert (choice.which.value, choice.annotator, choice.labels, choice.split) == ("finished", None, None, None)
    assert choice.options == {"layer": "entity", "conflict": "longest"}


# --- other windows ------------------------------------------------------------------------------------------------


def test_an_empty_database_says_so(qapp: object, tmp_path: Path) -> None:
    with Driver(tmp_path) as kutip:
        assistant = ask(kutip)
        assert assistant.card.text == (
            "There is nothing to export yet. Annotate an article, or export suggestions too."
        )
        assert not assistant.button.isEnabled()
        assistant.close()


@pytest.mark.parametrize("language", ["en", "id"])
def test_nothing_is_cut_or_pushed_out_of_sight(opened: Driver, kutip: Driver, language: str) -> None:
    i18n.install(language, paths.resources() / "translations")
    kutip.window.resize(1000, 700)
    assistant = ask(kutip)
    assert assistant.width() <= 1000
    assert assistant.height() <= 700
    look_no_more(kutip)
    for _info in kutip.services.exporter.formats:
        QApplication.processEvents()
        assert cut_labels(assistant) == []
        bars = [bar for bar in assistant._scroll.findChildren(QScrollBar) if bar.isVisible()]
        assert bars == [], f"{assistant.info.name} does not fit"
        assert assistant.fields.width() <= assistant._scroll.viewport().width()
        kutip.press("Down")
