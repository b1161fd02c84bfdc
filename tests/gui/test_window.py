"""The window as a whole: what it says, what it survives, and what comes from the table."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from annotator import i18n, paths
from annotator.domain.errors import UserError
from annotator.domain.jobs import Progress
from annotator.domain.spans import Status
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.domain.text import sha256
from annotator.gui.actions import Scope, rows_for, shown_text
from annotator.gui.dialogs.pages import AboutBox, CheatSheet, DetailsBox, NameForm
from annotator.gui.dialogs.welcome import offered_name
from annotator.gui.main_window import COMFORTABLE
from annotator.gui.menus import Menu
from annotator.gui.models.queue_model import ROW
from annotator.gui.panels import message_bar
from annotator.services.export import ExportChoice
from annotator.services.ports import Which
from annotator.settings import KEY_PRESET, KEYS, THRESHOLD
from tests.gui.conftest import ARTICLE, MODEL
from tests.stories.driver import Driver, FakeProcess

# --- one table -------------------------------------------------------------------------------------------------


def test_the_menus_are_the_table(kutip: Driver) -> None:
    shown = {
        action.objectName()
        for menu in kutip.window.menus.values()
        for action in menu.actions()
        if not action.isSeparator() and action.menu() is None
    }
    assert shown == set(kutip.window.actions_.rows)
    assert list(kutip.window.menus) == list(Menu)


def test_the_palette_is_the_table(kutip: Driver) -> None:
    kutip.press("Ctrl+P")
    rows = [row for row in kutip.window.actions_.rows.values() if row.id != "edit.palette"]
    assert kutip.window.palette_.texts == [shown_text(row) for row in rows][:60]
    kutip.press("Esc")
    assert kutip.window.canvas.hasFocus()


def test_the_cheat_sheet_is_the_table(kutip: Driver) -> None:
    kutip.press("?")
    sheet = kutip.window.findChild(CheatSheet)
    assert sheet is not None
    said = [label.text() for label in sheet.findChildren(QLabel)]
    for row in kutip.window.actions_.rows.values():
        if row.keys:
            assert row.shown_keys in said
            assert shown_text(row) in said


def test_the_cheat_sheet_begins_with_what_is_done_most(qapp: object, tmp_path: Path, model: FakeProcess) -> None:
    with Driver(tmp_path, model=lambda: model, size=(1000, 700)) as kutip:
        kutip.bring_in(kutip.write("1.txt", ARTICLE))
        kutip.press("?")
        sheet = kutip.window.findChild(CheatSheet)
        assert sheet is not None
        wanted = {shown_text(row) for row in sheet.rows if row.menu in (Menu.SPAN, Menu.QUOTE) and not row.label}
        labels = sheet.findChildren(QLabel)
        seen = {said.text() for said in labels if said.visibleRegion().boundingRect() == said.rect()}
        assert wanted <= seen, "none of them is to be scrolled for"


def test_long_work_that_begins_and_ends_moves_nothing(kutip: Driver) -> None:
    before = kutip.window.canvas.geometry()
    kutip.window.status.show_work("Checking", Progress(3, 13, 2.0))
    QApplication.processEvents()
    assert kutip.window.canvas.geometry() == before


def test_no_two_actions_share_a_key(kutip: Driver) -> None:
    keys = [key.casefold() for row in kutip.window.actions_.rows.values() for key in row.keys]
    assert sorted(keys) == sorted(set(keys))


def test_a_key_without_ctrl_or_alt_counts_only_in_the_text(kutip: Driver) -> None:
    rows = rows_for(kutip.services.schema, "en")
    loose = [
        row.id for row in rows if row.scope is Scope.WINDOW and any(len(key) == 1 and key != "/" for key in row.keys)
    ]
    assert loose == []


def test_the_palette_runs_an_action_and_opens_an_article(kutip: Driver) -> None:
    kutip.press("Ctrl+P")
    kutip.type("flag the")
    kutip.press("Return")
    session = kutip.window.desk.session
    assert session is not None
    assert session.layer.is_flagged
    kutip.open("harga emas")
    assert kutip.title == "Harga emas naik."


def test_the_palette_puts_an_article_before_scattered_letters(kutip: Driver) -> None:
    kutip.press("Ctrl+P")
    kutip.type("putin")
    assert kutip.window.palette_.texts[0].startswith("Presiden Rusia Vladimir Putin")
    kutip.press("Esc", "Ctrl+P")
    kutip.type("nxa")
    assert "Next article" in kutip.window.palette_.texts
    kutip.press("Esc")


def test_the_palette_says_when_it_finds_nothing(kutip: Driver) -> None:
    kutip.press("Ctrl+P")
    kutip.type("qqqq")
    assert kutip.window.palette_.texts == []
    assert kutip.window.palette_._none.isVisible()
    kutip.press("Return", "Esc")


# --- typing is typing --------------------------------------------------------------------------------------------


def test_typing_in_the_find_bar_sets_nothing_off(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    session = kutip.window.desk.session
    assert session is not None
    before = session.layer
    kutip.press("/")
    kutip.type("xfmsdie123qkuz? g/")
    assert session.layer == before
    assert kutip.window.find_bar.field.text() == "xfmsdie123qkuz? g/"
    kutip.press("Backspace")
    assert kutip.window.find_bar.field.text() == "xfmsdie123qkuz? g"
    assert session.layer == before


def test_typing_in_the_inspector_sets_one_attribute_only(kutip: Driver) -> None:
    span = kutip.focus("SPEAKER", "Putin")
    kutip.click_widget(kutip.window.inspector.card.findChild(QPushButton, "more"))
    field = next(
        editor
        for editor in kutip.window.inspector.card.findChildren(QWidget)
        if editor.accessibleName() == "full name" and editor.isVisibleTo(kutip.window)
    )
    field.setFocus()
    field.selectAll()  # type: ignore[attr-defined]
    kutip.type("Xi; Kim")
    kutip.press("Return")
    changed = kutip.window.desk.view.spans[span.id]
    assert changed.attrs["resolves_to"] == ["Xi", "Kim"]
    assert changed.status is Status.CORRECTED


def test_esc_takes_back_what_was_typed_in_the_inspector_and_goes_to_the_text(kutip: Driver) -> None:
    kutip.focus("SPEAKER", "Putin")
    kutip.click_widget(kutip.window.inspector.card.findChild(QPushButton, "more"))
    field = next(one for one in kutip.window.inspector.findChildren(QLineEdit) if one.text() == "Vladimir Putin")
    field.setFocus()
    kutip.type("Bukan ")
    kutip.press("Escape")
    assert field.text() == "Vladimir Putin"
    assert kutip.window.canvas.hasFocus()
    assert kutip.span("SPEAKER", "Putin").attrs["resolves_to"] == ["Vladimir Putin"]


@pytest.mark.parametrize("keys", ["Ctrl+H", "Ctrl+Shift+L"])
def test_esc_goes_back_to_the_text_from_a_panel(kutip: Driver, keys: str) -> None:
    kutip.press("f", keys)
    assert not kutip.window.canvas.hasFocus()
    kutip.press("Escape")
    assert kutip.window.canvas.hasFocus()


def test_esc_goes_back_to_the_text_from_the_queue(kutip: Driver) -> None:
    kutip.window.queue.list.setFocus()
    kutip.press("Escape")
    assert kutip.window.canvas.hasFocus()


def test_letters_in_the_queue_set_nothing_off(kutip: Driver) -> None:
    session = kutip.window.desk.session
    assert session is not None
    kutip.window.queue.list.setFocus()
    kutip.type("xf")
    assert session.layer.spans == {}
    assert not session.layer.is_flagged


# --- messages ----------------------------------------------------------------------------------------------------


def test_a_refusal_is_a_sentence_in_the_message_bar(kutip: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    session = kutip.window.desk.session
    assert session is not None

    def refuse(*_args: object, **_given: object) -> None:
        raise UserError("The disk is full.", "Free some space, then repeat the step.")

    monkeypatch.setattr(type(session), "apply", refuse)
    kutip.accept("LOC", "Rusia")
    assert kutip.message == "The disk is full. Free some space, then repeat the step."
    assert kutip.status == "", "nothing was saved"
    monkeypatch.undo()
    kutip.accept("LOC", "Rusia")
    assert kutip.message == "", "a step that works takes the message away"
    assert kutip.status.startswith("saved ")


def test_a_message_is_said_to_whoever_listens(kutip: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[str, bool]] = []
    monkeypatch.setattr(message_bar, "announce", lambda _bar, words, is_urgent: said.append((words, is_urgent)))
    kutip.window.messages.show_problem(UserError("It does not work.", "Try again.").problem)
    kutip.window.messages.show_note("It works.")
    assert said == [("It does not work. Try again.", True), ("It works.", False)]


def test_a_message_does_not_move_the_text(kutip: Driver) -> None:
    kutip.window.canvas.set_caret(len(kutip.text))
    top = kutip.window.canvas.mapTo(kutip.window, kutip.window.canvas.rect().topLeft())
    kutip.press("3")
    assert kutip.message
    assert kutip.window.canvas.mapTo(kutip.window, kutip.window.canvas.rect().topLeft()) == top


def test_saved_is_said_after_each_edit_with_counts(kutip: Driver) -> None:
    assert kutip.counts == "12 open · 0 decided"
    kutip.accept("LOC", "Rusia")
    assert kutip.counts == "11 open · 1 decided"
    assert kutip.status.startswith("saved ")


def test_all_done_is_said(kutip: Driver) -> None:
    for _ in range(12):
        kutip.press("Return")
    kutip.press("Return")
    assert kutip.window.head.standing_text == "All done: next article Ctrl+Enter"


def test_sentences_name_the_keys_a_person_has(kutip: Driver) -> None:
    settings = kutip.window.bench._settings
    settings.set(KEY_PRESET, "inception")
    settings.set(KEYS, {"span.next": ["Ctrl+T"], "article.finish": [], "quote.cue": ["Ctrl+U"]})
    kutip.window.bench.rebind()
    kutip.window.canvas.focus_span(None)
    assert "Press Ctrl+T for" in kutip.window.inspector.card._empty.text()
    settings.set(THRESHOLD, 1.0)
    kutip.press("Shift+Return")
    assert kutip.message.endswith("Decide on each with Enter or Shift+Del.")
    kutip.press("Ctrl+T")
    while any(span.is_open for span in kutip.window.desk.view.spans.values()):
        kutip.press("Return")
    assert kutip.window.head.standing_text == "All done: next article “Accept all, finish, open the next”"


def test_the_last_article_finished_is_said(kutip: Driver) -> None:
    kutip.press("Ctrl+Return", "Ctrl+Return", "Ctrl+Return")
    assert kutip.message == "Every article is finished. Well done."
    assert kutip.window.status.articles.text() == "3 of 3 articles"


# --- the inspector ------------------------------------------------------------------------------------------------


def test_the_inspector_names_speaker_and_person_of_a_quote(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    facts = kutip.facts
    assert facts["speaker"] == "Putin"
    assert facts["full name"] == "→ Vladimir Putin"
    assert facts["cue"] == "kata"
    assert facts["type"] == "direct"
    assert facts["score"] == "0.98 · rule"


def test_the_inspector_says_what_a_quote_lacks(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    assert kutip.facts["missing"] == "No speaker is known yet. Press s."


def test_notes_are_seen_where_they_belong(kutip: Driver) -> None:
    kutip.press("m")
    kutip.type("Sumber kedua?")
    kutip.press("Ctrl+Return")
    assert kutip.window.head.note_text == "Note: Sumber kedua?"
    kutip.accept("LOC", "Rusia")
    kutip.focus("LOC", "Rusia")
    kutip.press("m")
    kutip.type("negara")
    kutip.press("Ctrl+Return")
    assert kutip.facts["note"] == "negara"
    kutip.focus("ROLE", "Presiden")
    assert "note" not in kutip.facts


def test_finishing_is_one_step_in_the_history(kutip: Driver) -> None:
    kutip.press("Ctrl+Return", "Ctrl+Left")
    kutip.window.inspector._tabs.setCurrentIndex(2)
    assert kutip.window.inspector.history.texts[1].endswith("Ani finished the article and accepted 12 suggestions")


def test_tables_list_spans_and_history(kutip: Driver) -> None:
    kutip.accept("LOC", "Rusia")
    kutip.window.inspector._tabs.setCurrentIndex(1)
    assert kutip.window.inspector.spans.rowCount() == 12
    kutip.window.inspector._tabs.setCurrentIndex(2)
    assert kutip.window.inspector.history.model.rowCount() == 2, "the day and the step"
    kutip.undo()
    assert kutip.window.inspector.history.texts[1].endswith("Ani took back: accepted LOC “Rusia”")


# --- suggestions ------------------------------------------------------------------------------------------------


def test_a_late_answer_for_another_article_is_kept_but_not_shown(kutip: Driver, model: FakeProcess) -> None:
    model.is_held = True
    kutip.press("Ctrl+Right", "Ctrl+Right")
    model.is_held = False
    model.answer_next()
    model.answer_next()
    assert kutip.title == "Banjir."
    assert kutip.window.desk.view.spans == {}


def test_an_answer_of_another_model_or_text_is_dropped(kutip: Driver, model: FakeProcess) -> None:
    kutip.press("Ctrl+Right")
    here = kutip.window.desk.article_id
    session = kutip.window.desk.session
    assert session is not None
    assert here is not None
    kutip.wait_for_suggestions()
    before = session.suggestions
    model.answered.emit(here, Suggestions(sha256("other"), MODEL))
    model.answered.emit(here, Suggestions(session.article.sha256, ModelInfo("old", "0")))
    assert session.suggestions is before


def test_an_article_too_long_for_the_model_is_said_once(
    kutip: Driver, model: FakeProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.services.suggest.LONGEST_TEXT", 10)
    kutip.press("Ctrl+Right")
    said = (
        "The article is too long for the model: 16 characters, where 10 are the most. Annotate it by hand, or split it."
    )
    assert kutip.message == said
    assert kutip.counts == "no suggestions for this article"
    kutip.press("Ctrl+Left")
    kutip.window.messages.clear()
    kutip.press("Ctrl+Right")
    assert kutip.message == "", "it was said"
    assert kutip.counts == "no suggestions for this article"
    kutip.window.actions_["model.suggest"].trigger()
    assert kutip.message == said, "who asks again hears it again"


def test_suggest_for_all_reports_and_ends(kutip: Driver) -> None:
    kutip.window.actions_["model.suggest_all"].trigger()
    kutip.wait_until(lambda: bool(kutip.message), "the bulk run did not end")
    assert kutip.message == "Suggestions for 2 articles are in."
    assert not kutip.window.suggesting.is_working
    kutip.window.messages.clear()
    kutip.window.actions_["model.suggest_all"].trigger()
    kutip.wait_until(lambda: bool(kutip.message), "nothing was said")
    assert kutip.message == "Every article has current suggestions already."


def test_the_window_goes_on_while_the_disk_keeps_the_answers_of_a_bulk_run_waiting(kutip: Driver) -> None:
    suggesting, ended = kutip.window.suggesting, []
    suggesting.ended.connect(lambda *told: ended.append(told))
    with closing(sqlite3.connect(kutip.home / "berita.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        kutip.window.actions_["model.suggest_all"].trigger()
        kutip.wait_until(lambda: suggesting._storing is not None, "nothing was to be stored")
        kutip.press("Tab", "Ctrl+Right")
        assert kutip.text == "Harga emas naik.", "keys do what they do meanwhile"
        assert ended == []
        other.execute("ROLLBACK")
    kutip.wait_until(lambda: bool(ended), "the bulk run did not end")
    assert ended == [(2, 0, False)]
    kutip.wait_until(lambda: not kutip.window.walk.is_listing, "the queue was not listed")
    assert kutip.window.queue_model.index(2).data(ROW).has_suggestions


def test_suggest_for_all_can_be_stopped(kutip: Driver, model: FakeProcess) -> None:
    model.is_held = True
    kutip.window.actions_["model.suggest_all"].trigger()
    assert kutip.window.suggesting.is_working, "which articles wait is being looked up"
    kutip.wait_until(lambda: bool(kutip.window.status.work.text()), "it did not begin")
    assert kutip.window.status.work.text().startswith("Suggesting · 0 of 2")
    assert kutip.is_enabled("model.cancel")
    kutip.window.actions_["model.cancel"].trigger()
    assert kutip.message == "Stopped; go on from the Model menu."
    assert not kutip.is_enabled("model.cancel")


def test_a_model_that_gives_up_is_said_with_a_way_on(kutip: Driver, model: FakeProcess) -> None:
    model.state_changed.emit("failed")
    assert kutip.message == "The model could not be started. Annotate by hand, or start it again; nothing is lost."
    kutip.window.messages._button.click()
    kutip.wait_until(lambda: kutip.window.suggesting.state == "ready", "it was not started again")


def test_the_window_works_without_a_model(qapp: object, tmp_path: Path) -> None:
    with Driver(tmp_path) as kutip:
        kutip.bring_in(kutip.write("1.txt", ARTICLE))
        assert kutip.window.status.model.text() == "no model"
        kutip.add("PER", "Vladimir Putin")
        assert kutip.spans("PER") == ["Vladimir Putin"]


def test_values_and_numbers_are_indonesian_in_the_indonesian_window(
    qapp: object, tmp_path: Path, model: FakeProcess
) -> None:
    i18n.install("id", paths.resources() / "translations")
    with Driver(tmp_path, model=lambda: model) as kutip:
        kutip.bring_in(kutip.write("1.txt", ARTICLE))
        kutip.focus("SPEAKER", "Putin")
        assert kutip.facts["skor"] == "0,95 · aturan"
        assert kutip.facts["jenis"] == "nama"
        kutip.window.inspector._tabs.setCurrentIndex(1)
        assert kutip.window.inspector.spans.index(0, 2).data() == "0,97"
        assert kutip.span("SPEAKER", "Putin").attrs["kind"] == "name", "what is stored stays"


# --- first start, empty, in and out --------------------------------------------------------------------------------


def test_the_first_start_asks_for_the_name_and_nothing_else(qapp: object, tmp_path: Path) -> None:
    with Driver(tmp_path, annotator="") as kutip:
        assert kutip.window.welcome.isVisible()
        assert kutip.window.welcome.field.text(), "a name is offered"
        assert kutip.window.welcome.field.hasFocus()
        kutip.type("Ani Wijaya")
        kutip.press("Return")
        assert kutip.window.status.annotator.text() == "Ani Wijaya"
        assert kutip.window.empty.text == "No articles yet Drop files here, paste text, or open the example."
        assert kutip.services.queue.annotators() == ["Ani Wijaya"]
        kutip.restart()
        assert not kutip.window.welcome.isVisible()


def test_an_article_given_at_the_first_start_shows_and_waits_for_the_name(
    qapp: object, tmp_path: Path, model: FakeProcess
) -> None:
    with Driver(tmp_path, annotator="", model=lambda: model) as kutip:
        kutip.bring_in(kutip.write("1.txt", ARTICLE))
        assert kutip.title.startswith("Presiden")
        assert kutip.counts == "12 open · 0 decided"
        assert kutip.message == "", "the article that was asked for is open; there is nothing to say"
        kutip.press("Ctrl+Return", "Ctrl+Right", "Shift+Return", "Tab", "Tab", "Ctrl+P")
        assert not kutip.window.palette_.isVisible()
        assert not kutip.is_enabled("article.finish")
        assert kutip.window.welcome.field.hasFocus()
        session = kutip.window.desk.session
        assert session is not None
        assert session.layer.spans == {}
        assert kutip.services.queue.annotators() == []
        kutip.window.welcome.field.selectAll()
        kutip.type("Ani")
        kutip.press("Return")
        assert kutip.title.startswith("Presiden")
        assert kutip.window.canvas.hasFocus()
        assert kutip.is_enabled("article.finish")
        kutip.accept("LOC", "Rusia")
        session = kutip.window.desk.session
        assert session is not None
        assert session.layer.annotator == "Ani"
        assert kutip.services.queue.annotators() == ["Ani"]


def test_the_name_offered_is_a_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    def offered(login: str, full_name: str = "") -> str:
        monkeypatch.setattr("annotator.gui.dialogs.welcome.getpass.getuser", lambda: login)
        monkeypatch.setattr("annotator.gui.dialogs.welcome._full_name", lambda: full_name)
        return offered_name()

    assert offered("ani", "Ani Wijaya") == "Ani Wijaya"
    assert offered("ani") == "Ani"
    assert offered("root", "root") == "Annotator"
    i18n.install("id", paths.resources() / "translations")
    assert offered("root") == "Anotator"


def test_the_window_fits_the_screen_at_first_and_is_remembered(qapp: object, tmp_path: Path) -> None:
    with Driver(tmp_path) as kutip:
        kutip.window._fit_to_screen()
        screen = kutip.window.screen().availableGeometry()
        assert screen.contains(kutip.window.geometry())
        assert kutip.window.width() <= COMFORTABLE[0]


def test_the_example_opens_from_the_empty_window(qapp: object, tmp_path: Path) -> None:
    with Driver(tmp_path) as kutip:
        kutip.window.actions_["file.example"].trigger()
        kutip.wait_until(lambda: bool(kutip.title), "the example did not open")
        assert kutip.title.startswith("Presiden Rusia Vladimir Putin")


def test_pasted_text_becomes_an_article(kutip: Driver) -> None:
    QApplication.clipboard().setText("Gempa di Cianjur.\nWarga mengungsi.")
    kutip.press("Ctrl+Shift+V")
    kutip.wait_until(lambda: kutip.title == "Gempa di Cianjur.", "nothing was pasted")
    QApplication.clipboard().clear()
    kutip.press("Ctrl+Shift+V")
    assert kutip.message.startswith("There is no text on the clipboard.")


def test_files_dropped_on_the_window_are_imported(kutip: Driver) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(kutip.write("4.txt", "Longsor di Garut.")))])
    event = QDropEvent(
        QPointF(200, 200), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    kutip.window.dropEvent(event)
    kutip.wait_until(lambda: kutip.title == "Longsor di Garut.", "nothing was imported")


def test_a_bad_file_is_one_sentence_and_the_rest_comes_in(kutip: Driver) -> None:
    kutip.bring_in(kutip.write("empty.txt", ""), kutip.write("5.txt", "Pasar ramai."), with_suggestions=False)
    assert kutip.title == "Pasar ramai."
    assert "1 row was refused." in kutip.message
    kutip.window.messages._more.click()
    box = kutip.window.findChild(DetailsBox)
    assert box is not None
    assert "empty.txt" in box.field.toPlainText()
    box.copy_button.click()
    assert "empty.txt" in QApplication.clipboard().text()


def test_files_are_chosen_in_a_dialog(kutip: Driver, answer_dialogs: object) -> None:
    chosen = str(kutip.write("6.txt", "Panen raya."))
    answer_dialogs(lambda _dialog: ([chosen], ""))  # type: ignore[operator]
    kutip.press("Ctrl+O")
    kutip.wait_until(lambda: kutip.title == "Panen raya.", "nothing was imported")


def test_a_folder_is_chosen_in_a_dialog(kutip: Driver, answer_dialogs: object) -> None:
    folder = kutip.home / "folder"
    folder.mkdir()
    (folder / "7.txt").write_text("Jalan rusak.", "utf-8")
    answer_dialogs(lambda _dialog: str(folder))  # type: ignore[operator]
    kutip.press("Ctrl+Shift+O")
    kutip.wait_until(lambda: kutip.title == "Jalan rusak.", "nothing was imported")


def test_an_export_that_cannot_be_written_is_said(kutip: Driver) -> None:
    target = kutip.home / "no" / "folder" / "out.jsonl"
    kutip.window.exporting.export(ExportChoice("kutip", Which.ALL), target)
    kutip.wait_until(lambda: bool(kutip.message), "nothing was said")
    assert str(target) in kutip.message


def test_an_article_known_already_just_opens(kutip: Driver) -> None:
    kutip.press("Ctrl+Right")
    kutip.bring_in(kutip.write("again.txt", ARTICLE))
    assert kutip.title.startswith("Presiden")
    assert kutip.message == ""
    kutip.bring_in(kutip.home / "1.txt", kutip.home / "2.txt")
    assert kutip.message == "2 were known already."


# --- other things -----------------------------------------------------------------------------------------------


def test_the_annotator_can_be_changed_and_has_annotations_of_their_own(kutip: Driver) -> None:
    kutip.accept("LOC", "Rusia")
    kutip.window.actions_["help.annotator"].trigger()
    form = kutip.window.findChild(NameForm)
    assert form is not None
    form.field.setCurrentText("Budi")
    form._name()
    assert kutip.window.status.annotator.text() == "Budi"
    assert kutip.span("LOC", "Rusia").is_open


def test_about_says_where_things_lie(kutip: Driver) -> None:
    kutip.window.actions_["help.about"].trigger()
    box = kutip.window.findChild(AboutBox)
    assert box is not None
    said = [label.text() for label in box.findChildren(QLabel)]
    assert str(kutip.home / "berita.db") in said


def test_a_click_in_the_label_bar_labels_and_leaves_the_focus_in_the_text(kutip: Driver) -> None:
    kutip.drag_select("tamunya")
    button = next(b for b in kutip.window.labels.findChildren(QToolButton) if b.text().endswith("EVENT"))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert kutip.spans("EVENT") == ["tamunya"]
    assert kutip.window.canvas.hasFocus()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_right_click_offers_the_actions_of_the_table(kutip: Driver) -> None:
    span = kutip.span("QUOTE", "“Kami")
    kutip.window.canvas.context_menu_requested.emit(kutip.window.mapToGlobal(kutip.window.rect().center()), span.id)
    menu = next(menu for menu in kutip.window.findChildren(QMenu) if menu.isVisible())
    names = [action.objectName() for action in menu.actions() if action.objectName()]
    assert names[:4] == ["span.accept", "span.reject", "quote.speaker", "quote.cue"]
    assert kutip.focused == span
    menu.close()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_right_click_on_what_is_selected_offers_labels_for_it_and_nothing_for_a_span_elsewhere(kutip: Driver) -> None:
    kutip.focus("LOC", "Rusia")
    kutip.drag_select("tamunya")
    kutip.right_click("tamunya")
    menu = next(menu for menu in kutip.window.findChildren(QMenu) if menu.isVisible())
    names = [action.objectName() for action in menu.actions() if action.objectName()]
    assert names[:3] == ["label.PER", "label.ORG", "label.LOC"]
    assert "span.reject" not in names
    menu.actions()[0].trigger()
    menu.close()
    assert "tamunya" in kutip.spans("PER")
    assert kutip.spans("LOC")[0] == "Rusia"


def test_a_drag_moves_an_edge(kutip: Driver) -> None:
    kutip.drag_edge("LOC", "Korea", to="Korea Utara")
    assert kutip.spans("LOC") == ["Rusia", "Korea Utara", "Pyongyang"]
    kutip.drag_edge("PER", "Kim Jong Un", to="Jong Un")
    assert kutip.spans("PER")[-1] == "Jong Un"


def test_a_drag_from_a_quote_to_a_name_links_them(kutip: Driver) -> None:
    kutip.drag_link('"Hubungan', "PER", "Kim Jong Un")
    assert kutip.speaker_of('"Hubungan') == "Kim Jong Un"
    assert kutip.quote('"Hubungan').resolved == ("Kim Jong Un",)


def test_a_drag_from_a_speaker_to_a_name_says_who_it_is(kutip: Driver) -> None:
    speaker, name = kutip.span("SPEAKER", "Putin"), kutip.span("PER", "Kim Jong Un")
    kutip.window.canvas.link_requested.emit(speaker.id, name.id)
    assert kutip.quote("“Kami").resolved == ("Kim Jong Un",)
    links = kutip.window.desk.view.relations.values()
    assert [(link.head, link.child) for link in links if link.label == "refers_to"] == [(speaker.id, name.id)]


def test_a_link_the_label_set_does_not_know_says_what_to_do(kutip: Driver) -> None:
    kutip.window.canvas.link_requested.emit(kutip.span("LOC", "Rusia").id, kutip.span("PER", "Kim Jong Un").id)
    assert kutip.message == "LOC cannot be tied to PER. Drag from a quote to a name or a word of saying."


def test_a_click_in_the_queue_opens_the_article(kutip: Driver) -> None:
    view = kutip.window.queue.list
    index = kutip.window.queue_model.index(2)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    assert kutip.title == "Banjir."


def test_the_queue_shows_what_an_edit_did_at_once(kutip: Driver) -> None:
    kutip.accept("LOC", "Rusia")
    kutip.press("f")
    index = kutip.window.queue_model.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("begun, flagged, 11 open · 1 decided")


def test_the_last_article_opens_again(kutip: Driver) -> None:
    kutip.press("Ctrl+Right")
    kutip.restart()
    assert kutip.title == "Harga emas naik."


def test_ctrl_q_closes(kutip: Driver) -> None:
    window = kutip.window
    kutip.press("Ctrl+Q")
    assert not window.isVisible()


def cut_labels(window: QWidget) -> list[str]:
    """Return the texts that are wider than the label they stand in."""
    return [
        label.text()
        for label in window.findChildren(QLabel)
        if label.isVisible()
        and label.text()
        and not label.wordWrap()
        and label.width() < label.fontMetrics().horizontalAdvance(label.text())
    ]


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("size", [(1000, 700), (2560, 1440)])
def test_nothing_is_cut_at_any_size_in_any_language(
    qapp: object, tmp_path: Path, model: FakeProcess, size: tuple[int, int], language: str
) -> None:
    i18n.install(language, paths.resources() / "translations")
    with Driver(tmp_path, model=lambda: model, size=size) as kutip:
        kutip.bring_in(kutip.write("1.txt", ARTICLE))
        kutip.focus("QUOTE", "“Kami")
        QApplication.processEvents()
        assert cut_labels(kutip.window) == []
        assert (kutip.window.width(), kutip.window.height()) == size, "nothing forces the window larger"
        kutip.press("s")
        assert cut_labels(kutip.window.picks.list) == []
        kutip.press("Esc", "?")
        sheet = kutip.window.findChild(CheatSheet)
        assert sheet is not None
        QApplication.processEvents()
        scroll = sheet.findChild(QScrollArea)
        assert scroll is not None
        assert not scroll.horizontalScrollBar().isVisible()
        assert cut_labels(sheet) == []
