"""Every row of the table, by every key it has, in every preset: real key events on the real window, and the effect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from annotator.domain.annotations import Answer, Layer
from annotator.domain.spans import Status
from annotator.gui.canvas.canvas import MOVES
from annotator.gui.dialogs.export_assistant import ExportAssistant
from annotator.gui.dialogs.pages import CheatSheet
from annotator.gui.dialogs.settings import SettingsDialog
from annotator.gui.keymap import PRESETS
from annotator.gui.panels.message_bar import Offer
from annotator.settings import KEY_PRESET, Settings
from tests.gui.conftest import ARTICLE, MODEL, suggest
from tests.stories.driver import Driver, FakeProcess

Case = Callable[[Driver, str], object]
"""What to do before the key, the key, and what it must have done."""

CASES: dict[str, Case] = {}


def case(*ids: str) -> Callable[[Case], Case]:
    """Enter a case in the table for these actions."""

    def enter(made: Case) -> Case:
        CASES.update(dict.fromkeys(ids, made))
        return made

    return enter


def _layer(kutip: Driver) -> Layer:
    session = kutip.window.desk.session
    assert session is not None
    return session.layer


def _words(kutip: Driver) -> str:
    assert kutip.focused is not None
    return kutip.text[kutip.focused.start : kutip.focused.end]


@case("file.quit")
def _quits(kutip: Driver, key: str) -> None:
    kutip.press(key)
    assert not kutip.window.isVisible()
    kutip.window.show()
    kutip.window.activateWindow()
    kutip.wait_until(kutip.window.isActiveWindow, "the window did not come back")


@case("file.paste")
def _pastes(kutip: Driver, key: str) -> None:
    QApplication.clipboard().setText("Gempa di Cianjur. Warga mengungsi.")
    kutip.press(key)
    kutip.wait_until(lambda: not kutip.window.file_work.is_working, "the import did not end")
    assert kutip.title.startswith("Gempa")


@case("file.export")
def _asks_what_to_export(kutip: Driver, key: str) -> None:
    _opens(kutip, key, ExportAssistant)


@case("edit.settings")
def _opens_settings(kutip: Driver, key: str) -> None:
    _opens(kutip, key, SettingsDialog)


@case("help.keys")
def _opens_cheat_sheet(kutip: Driver, key: str) -> None:
    _opens(kutip, key, CheatSheet)


def _opens(kutip: Driver, key: str, kind: type[QDialog]) -> None:
    kutip.press(key)
    dialog = kutip.window.findChild(kind)
    assert isinstance(dialog, QDialog)
    assert dialog.isVisible()
    dialog.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    kutip.window.activateWindow()
    kutip.wait_until(kutip.window.isActiveWindow, "the window did not become active")


@case("article.finish")
def _finishes(kutip: Driver, key: str) -> None:
    layer = kutip.window.desk.session
    kutip.press(key)
    assert kutip.title == "Harga emas naik."
    assert layer is not None
    assert layer.layer.answer is Answer.ACCEPT


@case("article.skip")
def _skips(kutip: Driver, key: str) -> None:
    session = kutip.window.desk.session
    before = len(kutip.window.desk.view.spans)
    kutip.focus("LOC", "Rusia")
    kutip.press(key)
    assert kutip.title == "Harga emas naik."
    assert session is not None
    assert session.layer.answer is Answer.IGNORE
    assert len(session.view.spans) == before, "no span went with it"


@case("article.flag")
def _flags(kutip: Driver, key: str) -> None:
    kutip.press(key)
    assert _layer(kutip).is_flagged


@case("article.note")
def _notes(kutip: Driver, key: str) -> None:
    kutip.press(key)
    kutip.type("x")
    kutip.press("Ctrl+Return")
    assert [comment.text for comment in _layer(kutip).comments.values()] == ["x"]


@case("article.next", "article.previous")
def _walks(kutip: Driver, key: str) -> None:
    rows = kutip.window.actions_.rows
    if key in rows["article.next"].keys:
        kutip.press(key)
        assert kutip.title == "Harga emas naik."
    else:
        kutip.press(rows["article.next"].keys[0], key)
        assert kutip.title.startswith("Presiden")


@case("edit.undo")
def _undoes(kutip: Driver, key: str) -> None:
    kutip.accept("LOC", "Rusia")
    kutip.press(key)
    assert kutip.span("LOC", "Rusia").is_open


@case("edit.redo")
def _redoes(kutip: Driver, key: str) -> None:
    kutip.accept("LOC", "Rusia")
    kutip.undo()
    kutip.press(key)
    assert kutip.span("LOC", "Rusia").status is Status.ACCEPTED


@case("edit.last")
def _goes_back(kutip: Driver, key: str) -> None:
    kutip.relabel("LOC", "Pyongyang", "ORG")
    kutip.focus("PER", "Kim Jong Un")
    kutip.press(key)
    assert _words(kutip) == "Pyongyang"


@case("edit.find")
def _finds(kutip: Driver, key: str) -> None:
    kutip.press(key)
    assert kutip.window.find_bar.isVisible()
    kutip.press("Esc")


@case("edit.palette")
def _opens_palette(kutip: Driver, key: str) -> None:
    kutip.press(key)
    assert kutip.window.palette_.isVisible()
    kutip.press("Esc")


@case("span.next")
def _next(kutip: Driver, key: str) -> None:
    kutip.focus("ROLE", "Presiden")
    kutip.press(key)
    assert _words(kutip) == "Rusia"


@case("span.previous")
def _previous(kutip: Driver, key: str) -> None:
    kutip.focus("LOC", "Rusia")
    kutip.press(key)
    assert _words(kutip) == "Presiden"


@case("span.accept")
def _accepts(kutip: Driver, key: str) -> None:
    kutip.focus("ROLE", "Presiden")
    kutip.press(key)
    assert kutip.span("ROLE", "Presiden").status is Status.ACCEPTED
    assert _words(kutip) == "Rusia"


@case("span.reject")
def _rejects(kutip: Driver, key: str) -> None:
    kutip.focus("LOC", "Rusia")
    kutip.press(key)
    assert kutip.find("LOC", "Rusia") == []
    kutip.window.canvas.focus_span(None)
    kutip.press(key)
    assert kutip.title.startswith("Presiden"), "with nothing focused no article is left"
    assert _layer(kutip).answer is None


@case("span.accept_sure")
def _accepts_sure(kutip: Driver, key: str) -> None:
    kutip.press(key)
    assert kutip.span("LOC", "Rusia").status is Status.ACCEPTED
    assert kutip.span("LOC", "Korea").is_open


EDGES = {
    "span.end_right": "Korea Utara", "span.start_left": "ke Korea", "span.end_left_char": "Kore",
    "span.end_right_char": "Korea ", "span.start_right_char": "orea", "span.start_left_char": " Korea",
}  # fmt: skip


def _edge(words: str, of: str = "Korea", label: str = "LOC") -> Case:
    def moves(kutip: Driver, key: str) -> None:
        kutip.focus(label, of)
        kutip.press(key)
        assert _words(kutip) == words

    return moves


CASES |= {name: _edge(words) for name, words in EDGES.items()}
CASES["span.end_left"] = _edge("Kim Jong", "Kim Jong Un", "PER")
CASES["span.start_right"] = _edge("Jong Un", "Kim Jong Un", "PER")
CASES["span.marks"] = _edge("Kami siap bekerja sama,", "“Kami siap bekerja sama,”", "QUOTE")


@case("span.merge")
def _merges(kutip: Driver, key: str) -> None:
    kutip.add("EVENT", "menyambut", by="keyboard")
    kutip.add("EVENT", "tamunya", by="keyboard")
    kutip.focus("EVENT", "menyambut")
    kutip.press(key)
    assert kutip.spans("EVENT") == ["menyambut tamunya"]


@case("span.split")
def _splits(kutip: Driver, key: str) -> None:
    kutip.focus("PER", "Kim Jong Un")
    kutip.window.canvas.set_caret(kutip.place("Jong")[0])
    kutip.press(key)
    assert [words for words in kutip.spans("PER") if words in ("Kim", "Jong Un")] == ["Kim", "Jong Un"]


@case("quote.speaker")
def _speaker(kutip: Driver, key: str) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press(key, "Return")
    assert kutip.quote('"Hubungan').resolved == ("Vladimir Putin",)


@case("quote.cue")
def _cue(kutip: Driver, key: str) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press(key, "Return")
    assert kutip.quote('"Hubungan').cue is not None


def _kind(kind: str, first: str) -> Case:
    def says(kutip: Driver, key: str) -> None:
        kutip.focus("QUOTE", "“Kami")
        kutip.press(kutip.window.actions_.rows[first].keys[0], key)
        assert kutip.quote("“Kami").kind == kind

    return says


CASES["quote.direct"] = _kind("direct", "quote.mixed")
CASES["quote.indirect"] = _kind("indirect", "quote.mixed")
CASES["quote.mixed"] = _kind("mixed", "quote.direct")


@case("quote.clear")
def _clears(kutip: Driver, key: str) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press(key)
    assert kutip.quote("“Kami").speaker is None


@case("view.left", "view.right")
def _folds(kutip: Driver, key: str) -> None:
    def shown() -> tuple[bool, bool]:
        return kutip.window.queue.isHidden(), kutip.window.inspector.isHidden()

    before = shown()
    kutip.press(key)
    assert shown() != before
    kutip.press(key)
    assert shown() == before


@case("view.zoom_in")
def _larger(kutip: Driver, key: str) -> None:
    before = kutip.window.canvas.zoom
    kutip.press(key)
    assert kutip.window.canvas.zoom > before
    kutip.press("Ctrl+0")


@case("view.zoom_out")
def _smaller(kutip: Driver, key: str) -> None:
    before = kutip.window.canvas.zoom
    kutip.press(key)
    assert kutip.window.canvas.zoom < before
    kutip.press("Ctrl+0")


@case("view.zoom_reset")
def _usual_size(kutip: Driver, key: str) -> None:
    kutip.press("Ctrl++", key)
    assert kutip.window.canvas.zoom == 1.0


@case("view.message")
def _to_the_message(kutip: Driver, key: str) -> None:
    done: list[str] = []
    kutip.window.messages.show_note("Kept.", Offer("Look", lambda: done.append("looked")), details="more")
    kutip.press(key, "Space")
    assert (done, kutip.message) == (["looked"], "")
    assert kutip.window.canvas.hasFocus()
    kutip.window.messages.show_note("Kept.")
    kutip.press(key, "Esc")
    assert kutip.message == ""
    assert kutip.window.canvas.hasFocus()
    assert not kutip.is_enabled("view.message"), "there is none"


@case("view.theme")
def _other_look(kutip: Driver, key: str) -> None:
    page = kutip.window.palette().window().color().name()
    kutip.press(key)
    assert kutip.window.palette().window().color().name() != page
    kutip.press(key)


def _layer_toggle(layer: str) -> Case:
    def toggles(kutip: Driver, key: str) -> None:
        shown = _page(kutip)
        kutip.press(key)
        assert kutip.window.canvas._hidden == {layer}
        assert layer == "zone" or _page(kutip) != shown, "the article has no zone"
        kutip.press(key)
        assert _page(kutip) == shown

    return toggles


CASES |= {f"view.layer_{layer}": _layer_toggle(layer) for layer in ("entity", "quote", "zone", "relation")}


def _page(kutip: Driver) -> QImage:
    return kutip.window.canvas.viewport().grab().toImage()


@case("view.numbers")
def _numbers(kutip: Driver, key: str) -> None:
    left, shown = kutip.window.canvas.box_of(0).left(), _page(kutip)
    kutip.press(key)
    assert kutip.window.canvas.box_of(0).left() > left, "the numbers have their own room"
    assert _page(kutip) != shown
    kutip.press(key)
    assert _page(kutip) == shown


@case("view.layers_all")
def _all_layers(kutip: Driver, key: str) -> None:
    kutip.press("Ctrl+1", "Ctrl+4", key)
    assert kutip.window.canvas._hidden == frozenset()


@case("help.guideline")
def _rules(kutip: Driver, key: str) -> None:
    kutip.focus("CUE", "katanya")
    kutip.press(key)
    assert "Cue" in kutip.window.inspector.guideline.toPlainText()


@case("caret.jump")
def _letters(kutip: Driver, key: str) -> None:
    kutip.press(key)
    assert kutip.window.canvas.hints.isVisible()
    kutip.press("Esc")


@case("view.findings")
def _findings(kutip: Driver, key: str) -> None:
    kutip.press(key)
    assert kutip.window.inspector.findings.list.hasFocus()


@case("caret.jumps")
def _letters_again(kutip: Driver, key: str) -> None:
    kutip.press(key)
    assert kutip.window.canvas.hints.is_standing
    kutip.press(key)
    assert not kutip.window.canvas.letters.is_on


def _name(key: str, kutip: Driver) -> None:
    kutip.focus("LOC", "Pyongyang")
    kutip.window.actions_["span.reject"].trigger()
    kutip.window.canvas.set_caret(0)
    kutip.press(key)
    assert kutip.window.canvas.caret == kutip.place("Pyongyang")[0]


@case("caret.name")
def _next_name(kutip: Driver, key: str) -> None:
    _name(key, kutip)


@case("caret.name_back")
def _name_before(kutip: Driver, key: str) -> None:
    _name(key, kutip)


def _caret(move: str, *, selects: bool) -> Case:
    def moves(kutip: Driver, key: str) -> None:
        canvas, start = kutip.window.canvas, kutip.place("siap")[0]
        canvas.set_caret(start)
        kutip.press(key)
        goes_back = move.endswith(("left", "up", "start"))
        assert (canvas.caret < start) if goes_back else (canvas.caret > start)
        assert (canvas.selection is not None) is selects

    return moves


CASES |= {f"caret.{move}": _caret(move, selects=False) for move in MOVES}
CASES |= {f"select.{move}": _caret(move, selects=True) for move in MOVES}

LABELS = ("PER", "ORG", "LOC", "DATE", "EVENT", "ROLE", "QUOTE", "SPEAKER", "CUE", "ZONE")


def _label(name: str) -> Case:
    def labels(kutip: Driver, key: str) -> None:
        kutip.select("tamunya")
        kutip.press(key)
        assert kutip.span(name, "tamunya").status is Status.ADDED

    return labels


CASES |= {f"label.{name}": _label(name) for name in LABELS}


# --- rows that need a file, another article or a list of their own -------------------------------------------------

NEW_FILE, NEW_FOLDER = "kebakaran.txt", "pilihan"
TWICE, ONCE = "Banjir di Bogor. Warga Bogor mengungsi.", "Hujan turun di Bogor."


@case("file.import", "file.import_folder")
def _imports(kutip: Driver, key: str) -> None:
    is_file = key in kutip.window.actions_.rows["file.import"].keys
    words = "Kebakaran di pasar." if is_file else "Jembatan baru dibuka."
    (kutip.home / NEW_FOLDER).mkdir(exist_ok=True)
    kutip.write(NEW_FILE if is_file else f"{NEW_FOLDER}/jembatan.txt", words)
    kutip.press(key)
    kutip.wait_until(lambda: not kutip.window.file_work.is_working, "the import did not end")
    assert kutip.text == words


@case("span.propagate")
def _same_words(kutip: Driver, key: str) -> None:
    _label_bogor(kutip)
    kutip.press(key, "Return")
    assert kutip.spans("LOC") == ["Bogor", "Bogor"]


@case("span.propagate_corpus")
def _same_words_everywhere(kutip: Driver, key: str) -> None:
    _label_bogor(kutip)
    for keys in ((key,), ("Return",)):
        kutip.press(*keys)
        kutip.wait_until(lambda: not kutip.window.propagating.is_working, "the work in the corpus did not end")
    assert kutip.spans("LOC") == ["Bogor", "Bogor"]
    kutip.open("Hujan")
    assert kutip.spans("LOC") == ["Bogor"]


def _label_bogor(kutip: Driver) -> None:
    kutip.open("Banjir")
    kutip.select("Bogor")
    kutip.press(kutip.key_of("LOC"))


@case("quote.resolve")
def _full_name(kutip: Driver, key: str) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press(key)
    assert kutip.quote('"Hubungan').content.attrs["resolves_to"] == ["Vladimir Putin"]


@case("quote.name")
def _typed_name(kutip: Driver, key: str) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press(key)
    kutip.type("Kim")
    kutip.press("Return")
    assert kutip.quote('"Hubungan').content.attrs["resolves_to"] == ["Kim Jong Un"]


@case("quote.repair")
def _repairs(kutip: Driver, key: str) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press("Alt+Left")
    assert kutip.spans("QUOTE")[0] != "“Kami siap bekerja sama,”"
    kutip.press(key)
    assert kutip.spans("QUOTE")[0] == "“Kami siap bekerja sama,”"


@case("quote.closed")
def _says_that_a_mark_is_missing(kutip: Driver, key: str) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press(key)
    assert kutip.quote("“Kami").content.attrs["closed"] is False
    assert kutip.spans("QUOTE")[0] == "“Kami siap bekerja sama,”"
    kutip.press(key)
    assert kutip.quote("“Kami").content.attrs["closed"] is True


@case("article.skip_reason")
def _skips_with_a_reason(kutip: Driver, key: str) -> None:
    layer = kutip.window.desk.session
    kutip.press(key)
    kutip.type("Bukan berita")
    kutip.press("Ctrl+Return")
    assert kutip.title == "Harga emas naik."
    assert layer is not None
    assert layer.layer.answer is Answer.IGNORE
    assert [comment.text for comment in layer.layer.comments.values()] == ["Bukan berita"]


@case("article.history")
def _tells_what_was_done(kutip: Driver, key: str) -> None:
    kutip.accept("LOC", "Rusia")
    kutip.press(key)
    history = kutip.window.inspector.history
    assert history.list.hasFocus()
    assert [text for text in history.texts if text.endswith("Ani accepted LOC “Rusia”")]


@case("edit.corpus")
def _finds_in_every_article(kutip: Driver, key: str) -> None:
    kutip.press(key)
    kutip.type("mengungsi")
    kutip.press("Return")
    kutip.wait_until(lambda: not kutip.window.search.is_working, "the search did not end")
    kutip.press("Down", "Return")
    assert kutip.window.canvas.selection == kutip.place("mengungsi")


@case("queue.filter")
def _filters(kutip: Driver, key: str) -> None:
    queue = kutip.window.queue
    kutip.press("f", key)
    kutip.wait_until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), "no menu opened")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for _ in menu.actions():
        kutip.press("Down")
        if menu.activeAction().text() == "flagged":
            break
    kutip.press("Return")
    kutip.wait_until(lambda: kutip.window.queue_model.rowCount() == 1, "the queue shows what is not flagged")
    assert queue.chips.texts == ["flagged"]
    queue.chips._chips[0].setFocus()
    kutip.press("Del")
    kutip.wait_until(lambda: kutip.window.queue_model.rowCount() > 1, "the filter did not go")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_row_does_its_work_by_every_key_it_has(
    qapp: object, tmp_path: Path, preset: str, answer_dialogs: Callable[[Callable[[object], object]], None]
) -> None:
    Settings(tmp_path / "settings.json").set(KEY_PRESET, preset)
    answers: dict[object, object] = {
        "QFileDialog.getOpenFileNames": ([str(tmp_path / NEW_FILE)], ""),
        "QFileDialog.getExistingDirectory": str(tmp_path / NEW_FOLDER),
    }
    answer_dialogs(lambda dialog: answers[dialog])
    failed = []
    with Driver(tmp_path, model=lambda: FakeProcess(suggest, MODEL)) as kutip:
        texts = enumerate((ARTICLE, "Harga emas naik.", TWICE, ONCE))
        kutip.bring_in(*(kutip.write(f"{number}.txt", text) for number, text in texts))
        first = kutip.window.desk.article_id
        tried = 0
        for row in list(kutip.window.actions_.rows.values()):
            for key in row.keys:
                kutip.begin_again(first)
                try:
                    CASES[row.id](kutip, key)
                except (AssertionError, KeyError) as error:
                    failed.append(f"{row.id} by {key}: {str(error).splitlines()[0]}")
                tried += 1
        assert failed == []
        assert tried > len(CASES), "several rows have more than one key"


def test_no_row_of_the_table_is_without_a_case(kutip: Driver) -> None:
    assert {row.id for row in kutip.window.actions_.rows.values() if row.keys} == set(CASES)
