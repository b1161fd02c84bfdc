"""The import assistant on the real window over a real database: what it shows is what happens, and nothing before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget

from annotator import i18n, paths
from annotator.domain.errors import UserError
from annotator.formats.registry import READERS, WRITERS
from annotator.gui.dialogs import import_assistant
from annotator.gui.dialogs.import_assistant import ImportAssistant
from annotator.gui.dialogs.import_fields import SHOWN_LABELS, OptionFields
from annotator.gui.importing import recall
from annotator.gui.panels.pieces import StillChoice
from annotator.services.ports import Asks, FormatOption, Table
from annotator.settings import IMPORT_LABELS, Settings
from tests.formats.foreign import job, per, record_of
from tests.formats.test_documents import PARAGRAPH, word
from tests.gui.test_window import cut_labels
from tests.stories.driver import Driver

TABLE = "kode,Judul,Ringkasan,Isi Berita\n" + "".join(
    f"{number},Judul {number},Ringkas {number}.,Isi berita yang panjang nomor {number}.\n" for number in range(1, 4)
)
MEND = "Correct this row and import the file again; what is in already stays as it is."
TORN = TABLE + "4,hanya dua\n5,Judul 5,Ringkas 5.,\n6,juga dua\n"


@pytest.fixture(scope="module")
def running(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """One program for all tests here; its articles add up, so each test brings words of its own."""
    home = tmp_path_factory.mktemp("assistant")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_assistant, "SETTLE_MS", 40)  # two keys come closer than that, even on a busy machine
        patch.setenv("KUTIP_HOME", str(home / "kutip"))
        with Driver(home) as driver:
            driver.window.close()
            yield driver


@pytest.fixture
def kutip(running: Driver) -> Iterator[Driver]:
    running.window.show()
    _activate(running, running.window)
    running.window.messages.clear()
    running.window._settings.reset(IMPORT_LABELS)
    yield running
    for dialog in running.window.findChildren(ImportAssistant):
        dialog.close()
    running.wait_until(lambda: not running.window.file_work.is_working, "the import did not end")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    running.window.close()


def _activate(kutip: Driver, window: QWidget) -> None:
    window.activateWindow()
    kutip.wait_until(window.isActiveWindow, "the window did not become active")


def _shown(kutip: Driver) -> ImportAssistant:
    """Wait for the assistant, and for what it shows to be what would happen."""
    kutip.wait_until(lambda: bool(kutip.window.findChildren(ImportAssistant)), "no assistant opened")
    (assistant,) = kutip.window.findChildren(ImportAssistant)
    _activate(kutip, assistant)
    _settled(kutip, assistant)
    return assistant


def _settled(kutip: Driver, assistant: ImportAssistant) -> None:
    kutip.wait_until(lambda: not assistant.is_looking, "it never stops looking")
    QCoreApplication.processEvents()


def _ask(kutip: Driver, *files: Path) -> ImportAssistant:
    kutip.window.import_paths(list(files))
    return _shown(kutip)


def _choose(kutip: Driver, assistant: ImportAssistant, field: QWidget, value: object) -> None:
    assert hasattr(field, "findData")
    at = field.findData(value)
    assert at >= 0, value
    field.setCurrentIndex(at)  # type: ignore[attr-defined]
    _settled(kutip, assistant)


def _import(kutip: Driver, assistant: ImportAssistant) -> None:
    assistant.import_button.click()
    _ended(kutip)


def _ended(kutip: Driver) -> None:
    kutip.wait_until(lambda: not kutip.window.file_work.is_working, "the import did not end")
    kutip.wait_until(lambda: not kutip.window.walk.is_listing, "the queue was not listed")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    _activate(kutip, kutip.window)


def _gone(kutip: Driver) -> bool:
    return not any(dialog.isVisible() for dialog in kutip.window.findChildren(ImportAssistant))


def _texts(kutip: Driver) -> set[str]:
    with kutip.services.database.unit_of_work() as work:
        return {text for _id, _title, text in work.articles.texts(0, 10_000)}


def _titles(kutip: Driver) -> set[str]:
    with kutip.services.database.unit_of_work() as work:
        return {title for _id, title, _text in work.articles.texts(0, 10_000)}


def _labels(kutip: Driver, text: str) -> list[str]:
    with kutip.services.database.unit_of_work() as work:
        found = next(number for number, _title, words in work.articles.texts(0, 10_000) if words == text)
        return [span.label for span in work.layers.load(found, "Ani").layer.spans.values()]


def _doccano(kutip: Driver, name: str, text: str, *labels: str) -> Path:
    """Write a row whose words are each labelled with one of `labels`."""
    spans, start = [], 0
    for word_, label in zip(text.split(), labels, strict=False):
        start = text.index(word_, start)
        spans.append([start, start + len(word_), label])
    return kutip.write(name, json.dumps({"text": text, "label": spans}) + "\n")


# --- when it asks -------------------------------------------------------------------------------------------------


def test_plain_text_and_our_own_files_go_straight_in(kutip: Driver) -> None:
    ours = json.dumps({"schema": "kutip/1", "text": "Langsung dari Kutip.", "spans": []})
    kutip.bring_in(kutip.write("langsung.txt", "Langsung dari teks."), kutip.write("ours.jsonl", ours + "\n"))
    assert kutip.window.findChildren(ImportAssistant) == []
    assert {"Langsung dari teks.", "Langsung dari Kutip."} <= _texts(kutip)


def test_our_own_file_with_a_row_that_would_be_refused_is_looked_at_first(kutip: Driver) -> None:
    rows = '{"schema": "kutip/1", "text": "Baris baik ini."}\n{"schema": "kutip/1", "text": 7}\n'
    assistant = _ask(kutip, kutip.write("mixed.jsonl", rows))
    assert "Baris baik ini." not in _texts(kutip)
    assert assistant.said.text().startswith("1 row comes in, 1 is refused.")


def _drop(kutip: Driver, paths_: Sequence[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths_])
    left, none, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    entering = QDragEnterEvent(QPoint(300, 300), copy, data, left, none)
    QApplication.sendEvent(kutip.window, entering)
    assert entering.isAccepted(), "files are welcome"
    QApplication.sendEvent(kutip.window, QDropEvent(QPointF(300, 300), copy, data, left, none))


def _sample(name: str, folder: Path) -> tuple[Path, str]:
    """Make a file, or a folder, in the format, and return it with words that its article must have."""
    words = f"Putin menjatuhkan berkas {name}."
    if name in WRITERS and name != "hf":  # its tags are numbers that only the card of a whole export names
        writer = WRITERS[name]
        target = folder if writer.info.is_folder else folder / f"a{writer.info.suffixes[0]}"
        writer.write(iter([record_of(words, per(0, 5))]), target, job(writer))
        return target, words
    data = {
        "text": words.encode(),
        "html": f"<html><body><article><h1>x</h1><p>{words} {PARAGRAPH}</p></article></body></html>".encode(),
        "docx": word(f"{words} {PARAGRAPH}"),
        "table": f"judul,isi\nX,{words}\n".encode(),
        "hf": json.dumps({"text": words, "tokens": ["Putin"], "ner_tags": ["B-PER"]}).encode(),
        "rows": json.dumps({"judul": "X", "isi": words}).encode(),
    }
    target = folder / f"a{READERS[name].info.suffixes[0]}"
    target.write_bytes(data[name])
    return target, words


@pytest.mark.parametrize("name", READERS)
def test_every_format_can_be_dropped_on_the_window(kutip: Driver, tmp_path: Path, name: str) -> None:
    target, words = _sample(name, tmp_path)
    _drop(kutip, [target])
    if READERS[name].info.asks is Asks.ALWAYS:
        _shown(kutip)
        assert not any(words in text for text in _texts(kutip))
        kutip.press("Return")
    _ended(kutip)
    assert any(words in text for text in _texts(kutip))


def test_files_are_asked_about_from_the_menu_the_folder_and_the_clipboard(
    kutip: Driver, answer_dialogs: object
) -> None:
    folder = kutip.home / "folder"
    folder.mkdir(exist_ok=True)
    chosen = folder / "menu.csv"
    chosen.write_text(TABLE, "utf-8")
    QApplication.clipboard().setMimeData(_mime(chosen))
    for key, answer in (("Ctrl+O", ([str(chosen)], "")), ("Ctrl+Shift+O", str(folder)), ("Ctrl+Shift+V", None)):
        answer_dialogs(lambda _dialog, answer=answer: answer)  # type: ignore[operator]
        kutip.press(key)
        assistant = _shown(kutip)
        assert assistant.rows.rowCount() == 3
        kutip.press("Esc")
        assert _gone(kutip)
        _ended(kutip)
    QApplication.clipboard().clear()


def _mime(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    return data


# --- nothing before Import ----------------------------------------------------------------------------------------


def test_nothing_is_written_before_import_and_cancel_leaves_nothing(kutip: Driver) -> None:
    before, kept = _texts(kutip), paths.user_data() / "imports"
    assistant = _ask(kutip, kutip.write("batal.csv", TORN), _doccano(kutip, "batal.jsonl", "Batal saja.", "PERSON"))
    _choose(kutip, assistant, assistant.labels.field("PERSON"), "ORG")
    assert _texts(kutip) == before
    kutip.press("Esc")
    _ended(kutip)
    assert _texts(kutip) == before
    assert not kept.exists()
    assert Settings(kutip.settings_file).get(IMPORT_LABELS) == {}
    assert kutip.message == ""


def test_esc_while_it_looks_leaves_nothing(kutip: Driver) -> None:
    path = kutip.write("lama.csv", TABLE + "".join(f"{n},J,R,Isi lama {n}.\n" for n in range(3000)))
    before = _texts(kutip)
    kutip.window.import_paths([path])
    kutip.wait_until(lambda: bool(kutip.window.findChildren(ImportAssistant)), "no assistant opened")
    (assistant,) = kutip.window.findChildren(ImportAssistant)
    assert assistant.is_looking
    assert not assistant.import_button.isEnabled(), "nobody knows yet what it would do"
    _activate(kutip, assistant)
    kutip.press("Return")
    assert assistant.isVisible()
    kutip.press("Esc")
    assert _gone(kutip)
    _ended(kutip)
    assert _texts(kutip) == before


# --- format and columns -------------------------------------------------------------------------------------------


def test_columns_are_guessed_and_a_column_chosen_by_hand_is_imported(kutip: Driver) -> None:
    assistant = _ask(kutip, kutip.write("kolom.csv", TABLE))
    text, title = assistant.options.field("text"), assistant.options.field("title")
    assert (text.currentData(), title.currentData()) == ("Isi Berita", "Judul")
    assert assistant.rows.headers == ["kode", "Judul → title", "Ringkasan", "Isi Berita → text"]
    _choose(kutip, assistant, text, "Ringkasan")
    _choose(kutip, assistant, title, "kode")
    assert assistant.rows.headers == ["kode → title", "Judul", "Ringkasan → text", "Isi Berita"]
    _import(kutip, assistant)
    assert {"Ringkas 1.", "Ringkas 2.", "Ringkas 3."} <= _texts(kutip)
    assert "Isi berita yang panjang nomor 1." not in _texts(kutip)
    assert "1" in _titles(kutip)
    assert kutip.message == "3 articles are new."


def test_a_column_can_be_none(kutip: Driver) -> None:
    assistant = _ask(kutip, kutip.write("tanpa.csv", "judul,isi\nTidak dipakai,Tanpa kolom judul.\n"))
    _choose(kutip, assistant, assistant.options.field("title"), "")
    _import(kutip, assistant)
    assert "Tanpa kolom judul." in _titles(kutip)


def test_every_format_is_offered_and_another_one_is_looked_at_at_once(kutip: Driver) -> None:
    assistant = _ask(kutip, kutip.write("bentuk.jsonl", '{"text": "Bentuk lain.", "label": [], "isi": "Isi lain."}\n'))
    offered = [assistant.format.itemData(at) for at in range(1, assistant.format.count())]
    assert offered == [info.name for info in kutip.services.importer.formats]
    assert assistant.rows.headers == ["text"]
    assert assistant.options.fields == []
    _choose(kutip, assistant, assistant.format, "rows")
    assert assistant.rows.headers == ["text → text", "label", "isi"]
    _choose(kutip, assistant, assistant.options.field("text"), "isi")
    _choose(kutip, assistant, assistant.format, "conll")
    assert not assistant.import_button.isEnabled()
    assert assistant.said.text().startswith("Nothing of this can come in as it is.")
    assert "neither O nor B-" in assistant.refused.stringList()[0]
    _choose(kutip, assistant, assistant.format, "rows")
    assert assistant.options.field("text").currentData() == "text", "another format, another choice"
    _choose(kutip, assistant, assistant.options.field("text"), "isi")
    _import(kutip, assistant)
    assert "Isi lain." in _texts(kutip)


def test_a_file_nobody_recognises_says_so_and_its_format_can_be_chosen(kutip: Driver) -> None:
    kutip.bring_in(kutip.write("catatan.xyz", "judul,isi\nX,Dari berkas asing.\n"))
    assert kutip.message.endswith("Kutip does not read .xyz files. Save it as one of these: "
                                  f"{', '.join(kutip_suffixes(kutip))}.")  # fmt: skip

    _press_offer(kutip, "Choose its format…")
    assistant = _shown(kutip)
    assert assistant._format_note.text() == "It is not recognised. Choose its format, if you know it."
    assert not assistant.import_button.isEnabled()
    _choose(kutip, assistant, assistant.format, "table")
    _import(kutip, assistant)
    assert "Dari berkas asing." in _texts(kutip)


def _press_offer(kutip: Driver, text: str) -> None:
    next(b for b in kutip.window.messages.findChildren(QPushButton) if b.text() == text).click()


def kutip_suffixes(kutip: Driver) -> list[str]:
    return list(dict.fromkeys(suffix for info in kutip.services.importer.formats for suffix in info.suffixes))


# --- labels -------------------------------------------------------------------------------------------------------


def test_labels_are_guessed_counted_and_can_be_left_out(kutip: Driver) -> None:
    path = _doccano(kutip, "label.jsonl", "Ani Tempo Avanza Ketua tiba.", "PERSON", "ORGANISASI", "PRODUK", "PERSON")
    assistant = _ask(kutip, path)
    assert [assistant.labels.field(one).currentData() for one in ("PERSON", "ORGANISASI", "PRODUK")] == [
        "PER", "ORG", None,
    ]  # fmt: skip
    assert assistant.labels.field("PERSON").accessibleName() == "PERSON, 2 times"
    assert not assistant.import_button.isEnabled(), "the one row has a label without a meaning"
    assert 'the label "PRODUK"' in assistant.refused.stringList()[0]
    _choose(kutip, assistant, assistant.labels.field("PRODUK"), "")
    assert assistant.refused.stringList() == ["Nothing: every row that was looked at can come in."]
    _import(kutip, assistant)
    assert sorted(_labels(kutip, "Ani Tempo Avanza Ketua tiba.")) == ["ORG", "PER", "PER"]


def test_all_labels_without_a_meaning_can_be_left_out_at_once(kutip: Driver) -> None:
    path = _doccano(kutip, "sisa.jsonl", "Lampu Meja Siti Kursi.", "ALAT", "PRODUK", "PERSON", "BENDA")
    assistant = _ask(kutip, path)
    fields = {field: one for one, field in assistant.labels._fields.items()}
    assert [fields[field] for field in assistant.labels.fields] == ["ALAT", "PRODUK", "BENDA", "PERSON"]
    kutip.press("Tab")
    assert QApplication.focusWidget() is assistant.rest_button
    kutip.press("Space")
    _settled(kutip, assistant)
    assert [field.currentData() for field in assistant.labels._fields.values()] == ["", "", "", "PER"]
    assert not assistant.rest_button.isVisible()
    assert assistant.isAncestorOf(QApplication.focusWidget())
    kutip.press("Return")
    _ended(kutip)
    assert _labels(kutip, "Lampu Meja Siti Kursi.") == ["PER"]


def test_a_mapping_is_remembered_for_the_same_labels_and_says_so(kutip: Driver) -> None:
    assistant = _ask(kutip, _doccano(kutip, "ingat1.jsonl", "Satu Dua Tiga.", "PERSON", "ALAT", "TEMPAT"))
    assert assistant._labels_note.text().startswith("1 label has no meaning here yet")
    _choose(kutip, assistant, assistant.labels.field("ALAT"), "EVENT")
    _choose(kutip, assistant, assistant.labels.field("PERSON"), "ROLE")
    _import(kutip, assistant)
    assert _labels(kutip, "Satu Dua Tiga.") == ["ROLE", "EVENT", "LOC"]

    again = _ask(kutip, _doccano(kutip, "ingat2.jsonl", "Empat Lima Enam.", "TEMPAT", "PERSON", "ALAT"))
    assert again._labels_note.text() == "As you chose the last time for these labels."
    assert {one: again.labels.field(one).currentData() for one in ("PERSON", "ALAT", "TEMPAT")} == {
        "PERSON": "ROLE", "ALAT": "EVENT", "TEMPAT": "LOC",
    }  # fmt: skip
    _import(kutip, again)
    assert _labels(kutip, "Empat Lima Enam.") == ["LOC", "ROLE", "EVENT"]

    other = _ask(kutip, _doccano(kutip, "ingat3.jsonl", "Tujuh Delapan.", "PERSON", "TEMPAT"))
    assert other.labels.field("PERSON").currentData() == "PER", "another set of labels is guessed again"


def test_a_label_of_ours_can_be_something_else_here(kutip: Driver) -> None:
    assistant = _ask(kutip, _doccano(kutip, "milik.jsonl", "Sembilan Sepuluh.", "PER", "ORG"))
    assert assistant._labels_note.text() == "All of them are labels of yours."
    _choose(kutip, assistant, assistant.labels.field("PER"), "ROLE")
    _choose(kutip, assistant, assistant.labels.field("ORG"), "")
    _import(kutip, assistant)
    assert _labels(kutip, "Sembilan Sepuluh.") == ["ROLE"]


def test_nonsense_in_the_settings_about_labels_is_as_if_there_were_none(kutip: Driver) -> None:
    schema = kutip.services.schema
    assert recall({"A\tB": ["A\tPER", "B\tHANTU", "C"]}, ["A", "B"], schema) == {"A": "PER"}
    assert recall({"A": 7}, ["A"], schema) is None  # type: ignore[dict-item]
    assert recall({"A": [7, None]}, ["A"], schema) == {}  # type: ignore[list-item]
    assert recall({"": ["\tPER"]}, [], schema) is None


# --- what is refused ----------------------------------------------------------------------------------------------


def test_what_is_said_to_be_refused_is_what_is_refused_and_kept(kutip: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(opened.append(url.toLocalFile())) or True)
    data = TORN.replace("Isi berita yang", "Isi sobek yang")
    assistant = _ask(kutip, kutip.write("sobek.csv", data))
    assert assistant.refused.stringList() == [
        f"2 rows, the first in sobek.csv, line 5: The row has 2 cells, but there are 4 columns. {MEND}",
        'sobek.csv, line 6: The column "Isi Berita" should hold the article\'s text, but is empty.',
    ]
    assert assistant.said.text().startswith("3 rows come in, 3 are refused. What is refused is kept")
    _import(kutip, assistant)
    assert kutip.message == (
        "3 articles are new. 3 rows were refused. "
        "What was refused is kept in 01-sobek.refused.csv: mend it there and import that file."
    )
    _press_offer(kutip, "Open the folder")
    (folder,) = map(Path, opened)
    assert kutip.message == "", "the folder is open"
    assert (folder / "01-sobek.refused.csv").read_text("utf-8") == (
        "kode,Judul,Ringkasan,Isi Berita\n4,hanya dua\n5,Judul 5,Ringkas 5.,\n6,juga dua\n"
    )
    mended = folder / "01-sobek.refused.csv"
    mended.write_text("kode,Judul,Ringkasan,Isi Berita\n4,J,R,Isi sobek yang ditambal.\n", "utf-8")
    _import(kutip, _ask(kutip, mended))
    assert "Isi sobek yang ditambal." in _texts(kutip)


def test_where_no_folder_can_be_opened_its_place_is_said(kutip: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    files = [kutip.write(f"dua{number}.csv", f"judul,isi\nX,Isi dua {number}.\nY\n") for number in (1, 2)]
    _import(kutip, _ask(kutip, *files))
    assert kutip.message.endswith("What was refused is kept in a folder, a file for each of yours: "
                                  "mend it there and import those.")  # fmt: skip
    _press_offer(kutip, "Open the folder")
    assert kutip.message.startswith(f"The refused rows are in {paths.user_data() / 'imports'}")


def test_a_file_of_which_nothing_can_come_in_says_why_and_cannot_be_imported(kutip: Driver) -> None:
    assistant = _ask(kutip, kutip.write("rusak.jsonl", '{"text": 7}\n[1]\n{"text"\n'))
    assert not assistant.import_button.isEnabled()
    assert assistant.rows.rowCount() == 0
    assert assistant.rows.accessibleDescription() == "No row can be read this way. The reasons are below."
    assert [line.split(": ")[0] for line in assistant.refused.stringList()] == [
        f"rusak.jsonl, line {number}" for number in (1, 2, 3)
    ]  # fmt: skip
    kutip.press("Return")
    assert assistant.isVisible()


def test_of_a_big_file_the_beginning_is_looked_at_and_that_is_said(
    kutip: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.services.articles.LOOKED_AT", 2)
    big = "judul,isi\n" + "".join(f"J{number},Besar nomor {number}.\n" for number in range(30))
    assistant = _ask(kutip, kutip.write("besar.csv", big))
    assert assistant.said.text() == "Of the beginning that was looked at: 2 rows come in."
    assert assistant.rows.rowCount() == 20
    _import(kutip, assistant)
    assert sum(text.startswith("Besar nomor") for text in _texts(kutip)) == 30


def test_a_file_that_is_gone_meanwhile_is_said(kutip: Driver) -> None:
    assistant = _ask(kutip, kutip.write("hilang.csv", TABLE))
    (kutip.home / "hilang.csv").unlink()
    _choose(kutip, assistant, assistant.options.field("title"), "kode")
    assert assistant.refused.stringList()[0].startswith("hilang.csv: The file cannot be read")
    assert not assistant.import_button.isEnabled()


def test_a_look_that_fails_as_a_whole_is_a_sentence_and_the_next_one_mends_it(kutip: Driver) -> None:
    def refuse(*_args: object, **_given: object) -> None:
        raise UserError("The disk is gone.", "Put it back, then choose again.")

    assistant = _ask(kutip, kutip.write("cakram.csv", TABLE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(kutip.services.importer), "preview", refuse)
        _choose(kutip, assistant, assistant.options.field("title"), "kode")
        assert assistant.said.text() == "The disk is gone. Put it back, then choose again."
        assert not assistant.import_button.isEnabled()
    _choose(kutip, assistant, assistant.options.field("title"), "Judul")
    assert assistant.said.text() == "3 rows come in."
    assert assistant.import_button.isEnabled()


def test_several_files_are_read_each_as_what_it_is(kutip: Driver) -> None:
    table = TABLE.replace("Isi berita yang", "Isi campur yang")
    assistant = _ask(
        kutip, kutip.write("campur.csv", table), kutip.write("campur.txt", "Teks campur."),
        _doccano(kutip, "campur.jsonl", "Siti campur.", "PERSON"),
    )  # fmt: skip
    assert assistant._format_note.text() == "Each file is read as what it is recognised as."
    assert assistant.said.text() == "5 rows come in."
    _import(kutip, assistant)
    assert {"Teks campur.", "Siti campur.", "Isi campur yang panjang nomor 3."} <= _texts(kutip)
    assert _labels(kutip, "Siti campur.") == ["PER"]


def test_what_was_assumed_is_said_and_is_no_refusal(kutip: Driver) -> None:
    path = kutip.home / "lama.csv"
    path.write_bytes("judul,isi\nX,Kata dia \u201csiap\u201d.\n".encode("cp1252"))
    assistant = _ask(kutip, path)
    (line,) = assistant.refused.stringList()
    assert line.startswith("Not refused, but to be looked at: lama.csv: The file is not UTF-8")
    assert assistant.said.text() == "1 row comes in."


def test_a_file_may_have_more_labels_than_can_be_shown(kutip: Driver) -> None:
    text = " ".join(f"kata{number}" for number in range(SHOWN_LABELS + 5))
    path = _doccano(kutip, "banyak.jsonl", text, *(f"L{number}" for number in range(SHOWN_LABELS + 4)), "PERSON")
    assistant = _ask(kutip, path)
    assert len(assistant.labels.fields) == SHOWN_LABELS
    assert assistant._labels_note.text().startswith("204 labels have no meaning here yet")
    assert assistant._labels_note.text().endswith("5 more labels are not shown.")


def test_what_a_file_says_is_not_taken_for_markup(kutip: Driver) -> None:
    assistant = _ask(kutip, kutip.write("tanda.csv", "judul,isi\n<b>X</b>,<img src='x'> & isi.\n"))
    assert assistant.rows.item(0, 0).text() == "<b>X</b>"
    assert assistant.rows.item(0, 1).toolTip() == "<p>&lt;img src=&#x27;x&#x27;&gt; &amp; isi.</p>"


def test_an_import_that_was_stopped_goes_on_where_it_is_run_again(kutip: Driver) -> None:
    rows = "judul,isi\n" + "".join(f"J{number},Lanjut nomor {number}.\n" for number in range(300))
    path, work = kutip.write("lanjut.csv", rows), kutip.window.file_work
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotator.services.articles.BATCH_RECORDS", 1)
        stop = work.progressed.connect(lambda _name, _progress: work.cancel())
        _import(kutip, _ask(kutip, path))
        work.progressed.disconnect(stop)
    assert kutip.message == "Stopped. What was done before stays."
    came = sum(text.startswith("Lanjut nomor") for text in _texts(kutip))
    assert came < 300
    _import(kutip, _ask(kutip, path))
    assert sum(text.startswith("Lanjut nomor") for text in _texts(kutip)) == 300
    assert f"{300 - came} articles are new." in kutip.message


# --- options of any kind ------------------------------------------------------------------------------------------


def test_an_option_is_shown_as_what_it_is(qapp: object) -> None:
    fields = OptionFields()
    table = Table(("isi", "judul"), (), {"text": "isi"})
    asked = (
        FormatOption("quotes", "Quotation marks", "keep", {"keep": "Keep them", "drop": "Drop them"}),
        FormatOption("text", "Text", ""),
    )
    assert fields.show_options(asked, [table])
    assert not fields.show_options(asked, [table]), "the same fields stay, and what was chosen in them"
    quotes, text = fields.field("quotes"), fields.field("text")
    assert isinstance(quotes, StillChoice)
    assert isinstance(text, StillChoice)
    assert [quotes.itemText(at) for at in range(quotes.count())] == ["Keep them", "Drop them"]
    assert (quotes.currentData(), text.currentData(), fields.values) == ("keep", "isi", {})
    quotes.setCurrentIndex(1)
    text.setCurrentIndex(0)
    assert fields.values == {"quotes": "drop", "text": ""}
    fields.show_options([FormatOption("encoding", "Encoding", "utf-8")], [])
    line = fields.field("encoding")
    assert isinstance(line, QLineEdit)
    assert (line.text(), fields.values) == ("utf-8", {})
    line.setText("cp1252")
    assert fields.values == {"encoding": "cp1252"}
    fields.deleteLater()


# --- keys ---------------------------------------------------------------------------------------------------------


def test_tab_goes_through_everything_in_the_order_it_stands_there(kutip: Driver) -> None:
    table = kutip.write("tab.csv", TABLE)
    assistant = _ask(kutip, table, _doccano(kutip, "tab.jsonl", "Satu Dua tab.", "PERSON", "ALAT"))
    assert assistant.format.hasFocus()
    order = [
        assistant.format, *assistant.options.fields, *assistant.labels.fields,
        assistant.rows, assistant.reasons, assistant.import_button, assistant.cancel_button,
    ]  # fmt: skip
    assert len(order) == 1 + 5 + 2 + 4
    for expected in [*order[1:], order[0]]:
        kutip.press("Tab")
        assert QApplication.focusWidget() is expected
    for expected in reversed(order):
        kutip.press("Shift+Tab")
        assert QApplication.focusWidget() is expected


def test_alt_and_a_letter_goes_to_each_part(kutip: Driver) -> None:
    table = kutip.write("alt.csv", TABLE)
    assistant = _ask(kutip, table, _doccano(kutip, "alt.jsonl", "Satu Dua alt.", "PERSON", "ALAT"))
    for key, expected in (
        ("Alt+L", assistant.labels.fields[0]), ("Alt+C", assistant.options.fields[0]), ("Alt+W", assistant.rows),
        ("Alt+R", assistant.reasons), ("Alt+F", assistant.format),
    ):  # fmt: skip
        kutip.press(key)
        assert QApplication.focusWidget() is expected, key


@pytest.mark.parametrize("where", ["format", "option", "rows", "reasons", "button", "alt"])
def test_enter_imports_from_everywhere(kutip: Driver, where: str) -> None:
    assistant = _ask(kutip, kutip.write(f"enter-{where}.csv", f"judul,isi\nX,Enter dari {where}.\n"))
    fields = {
        "format": assistant.format, "option": assistant.options.fields[0], "rows": assistant.rows,
        "reasons": assistant.reasons, "button": assistant.import_button, "alt": assistant.rows,
    }  # fmt: skip
    fields[where].setFocus()
    kutip.press("Alt+I" if where == "alt" else "Return")
    kutip.wait_until(lambda: _gone(kutip), "nothing was imported")  # Alt takes a moment: the button is seen going down
    _ended(kutip)
    assert f"Enter dari {where}." in _texts(kutip)


def test_a_choice_is_made_by_the_arrow_keys_and_looked_at_once_it_rests(kutip: Driver) -> None:
    assistant = _ask(kutip, kutip.write("panah.csv", TABLE))
    looks: list[int] = []
    assistant.looked.connect(lambda: looks.append(1))
    assistant.options.field("text").setFocus()
    kutip.press("Up", "Up")
    assert not assistant.import_button.isEnabled(), "until it is known what that does"
    _settled(kutip, assistant)
    assert assistant.options.field("text").currentData() == "Judul"
    assert assistant.import_button.isEnabled()
    assert len(looks) == 1, "once, and not at each key"


# --- looks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "id"])
def test_nothing_of_it_is_cut_in_a_small_window(kutip: Driver, language: str) -> None:
    i18n.install(language, paths.resources() / "translations")
    size = kutip.window.size()
    kutip.window.resize(1000, 700)
    torn = kutip.write("kecil.csv", TORN)
    assistant = _ask(kutip, torn, _doccano(kutip, "kecil.jsonl", "Satu Dua kecil.", "PERSON", "ALAT"))
    assert cut_labels(assistant) == []
    said = [one.text() for kind in (QLabel, QPushButton) for one in assistant.findChildren(kind) if one.isVisible()]
    letters = [text[text.index("&") + 1].casefold() for text in said if "&" in text]
    assert len(letters) == len(set(letters)) == 6, "each part has a letter of its own"
    assert assistant.width() <= 1000
    assert assistant.height() <= 700
    assistant.reject()
    kutip.window.resize(size)
