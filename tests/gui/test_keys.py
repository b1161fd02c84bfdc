"""Every action of the table does its work by its key."""

from __future__ import annotations

import re

import pytest

from annotator.domain.annotations import Answer
from annotator.domain.spans import Status
from tests.gui.conftest import ARTICLE
from tests.stories.driver import Driver


def test_tab_and_shift_tab_walk_the_open_suggestions(kutip: Driver) -> None:
    kutip.press("Tab")
    assert kutip.focused == kutip.span("ROLE", "Presiden")
    kutip.press("Tab")
    assert kutip.focused == kutip.span("LOC", "Rusia")
    kutip.press("Shift+Tab")
    assert kutip.focused == kutip.span("ROLE", "Presiden")
    kutip.press("Shift+Tab")
    assert kutip.focused == kutip.span("PER", "Kim Jong Un")


def test_enter_accepts_and_moves_on(kutip: Driver) -> None:
    kutip.press("Tab", "Return")
    assert kutip.span("ROLE", "Presiden").status is Status.ACCEPTED
    assert kutip.focused == kutip.span("LOC", "Rusia")


@pytest.mark.parametrize("key", ["Backspace", "x", "Del"])
def test_a_suggestion_is_rejected_by_one_key(kutip: Driver, key: str) -> None:
    kutip.focus("LOC", "Rusia")
    kutip.press(key)
    assert kutip.find("LOC", "Rusia") == []
    assert kutip.focused == kutip.span("PER", "Vladimir Putin")


def test_a_span_added_by_hand_is_deleted_by_one_key(kutip: Driver) -> None:
    kutip.add("EVENT", "tamunya", by="keyboard")
    kutip.press("Backspace")
    assert kutip.spans("EVENT") == []


def test_shift_enter_accepts_what_reaches_the_threshold(kutip: Driver) -> None:
    kutip.press("Shift+Return")
    still_open = {kutip.text[s.start : s.end] for s in kutip.window.desk.view.spans.values() if s.is_open}
    assert still_open == {"Korea", "Pyongyang", '"Hubungan kami kuat,"'}


def test_ctrl_enter_accepts_all_finishes_and_opens_the_next(kutip: Driver) -> None:
    kutip.press("Ctrl+Return")
    assert kutip.title == "Harga emas naik."
    kutip.press("Ctrl+Left")
    session = kutip.window.desk.session
    assert session is not None
    assert session.layer.answer is Answer.ACCEPT
    assert session.view.open_count == 0


def test_space_skips_the_article(kutip: Driver) -> None:
    kutip.press("Space")
    assert kutip.title == "Harga emas naik."
    kutip.press("Ctrl+Left")
    session = kutip.window.desk.session
    assert session is not None
    assert session.layer.answer is Answer.IGNORE
    kutip.window.actions_["article.reopen"].trigger()
    assert session.layer.answer is None


def test_f_flags_and_unflags(kutip: Driver) -> None:
    session = kutip.window.desk.session
    assert session is not None
    kutip.press("f")
    assert session.layer.is_flagged
    kutip.press("f")
    assert not session.layer.is_flagged


def test_m_writes_a_note(kutip: Driver) -> None:
    kutip.press("m")
    kutip.type("Periksa lagi")
    kutip.press("Ctrl+Return")
    session = kutip.window.desk.session
    assert session is not None
    assert [comment.text for comment in session.layer.comments.values()] == ["Periksa lagi"]
    assert kutip.title.startswith("Presiden"), "Ctrl+Enter kept the note and did not finish the article"


def test_a_label_key_relabels_the_focused_span(kutip: Driver) -> None:
    kutip.relabel("LOC", "Rusia", "ORG")
    assert kutip.span("ORG", "Rusia").status is Status.CORRECTED


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_label_key_labels_the_selection(kutip: Driver, by: str) -> None:
    kutip.add("EVENT", "menyambut tamunya", by=by)
    assert kutip.span("EVENT", "menyambut tamunya").status is Status.ADDED
    assert kutip.focused == kutip.span("EVENT", "menyambut tamunya")


def test_a_label_key_without_words_says_what_to_do(kutip: Driver) -> None:
    kutip.window.canvas.set_caret(len(ARTICLE))
    kutip.press("3")
    assert kutip.message.startswith("Nothing is selected. Drag over words")


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("Alt+Right", "Korea Utara"),
        ("Alt+Shift+Left", "ke Korea"),
        ("Ctrl+Alt+Left", "Kore"),
        ("Ctrl+Alt+Right", "Korea "),
        ("Ctrl+Alt+Shift+Right", "orea"),
        ("Ctrl+Alt+Shift+Left", " Korea"),
    ],
)
def test_boundaries_move_by_word_and_by_character(kutip: Driver, key: str, words: str) -> None:
    kutip.focus("LOC", "Korea")
    kutip.press(key)
    assert kutip.focused is not None
    assert kutip.text[kutip.focused.start : kutip.focused.end] == words
    assert kutip.focused.status is Status.CORRECTED


def test_boundaries_move_inwards_and_never_make_nothing(kutip: Driver) -> None:
    kutip.focus("PER", "Kim Jong Un")
    kutip.press("Alt+Left")
    assert kutip.focused == kutip.span("PER", "Kim Jong")
    kutip.press("Alt+Shift+Right")
    assert kutip.focused == kutip.span("PER", "Jong")
    kutip.press("Alt+Left", "Alt+Shift+Right")
    assert kutip.focused == kutip.span("PER", "Jong")


@pytest.mark.parametrize(("key", "kind"), [("i", "indirect"), ("e", "mixed")])
def test_the_type_of_a_quote_is_one_key(kutip: Driver, key: str, kind: str) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press(key)
    assert kutip.quote("“Kami").kind == kind
    kutip.press("d")
    assert kutip.quote("“Kami").kind == "direct"


def test_s_and_enter_link_the_first_speaker(kutip: Driver) -> None:
    kutip.link_speaker('"Hubungan')
    quote = kutip.quote('"Hubungan')
    assert quote.speaker is not None
    assert quote.resolved == ("Vladimir Putin",)


def test_s_and_a_letter_link_another_speaker(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press("s")
    offered = kutip.window.picks.list.texts
    assert "Putin → Vladimir Putin" not in offered, "that one it has"
    letter = kutip.window.picks.list.letters[offered.index("Kim Jong Un")]
    kutip.press(letter)
    assert kutip.quote("“Kami").resolved == ("Kim Jong Un",)
    assert kutip.window.canvas.hasFocus()


def test_linking_a_mere_name_makes_the_speaker_in_one_step(kutip: Driver) -> None:
    kutip.reject("SPEAKER", "Putin")
    assert kutip.speaker_of("“Kami") is None
    before = kutip.window.desk.session.layer
    kutip.link_speaker("“Kami")
    quote = kutip.quote("“Kami")
    assert quote.speaker is not None
    assert quote.speaker.attrs["resolves_to"] == ["Vladimir Putin"]
    assert kutip.speaker_of("“Kami") == "Putin"
    kutip.undo()
    assert kutip.window.desk.session.layer == before


def test_selected_words_become_the_speaker_of_the_quote_focused_before(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.drag_select("Kim Jong Un")
    kutip.press("s")
    assert kutip.speaker_of('"Hubungan') == "Kim Jong Un"


def test_c_links_the_nearest_cue(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("c")
    cue = kutip.quote('"Hubungan').cue
    assert cue is not None
    assert kutip.text[cue.start : cue.end] == "katanya"


def test_shift_s_clears_the_frame(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press("Shift+S")
    quote = kutip.quote("“Kami")
    assert (quote.speaker, quote.cue) == (None, None)


def test_undo_and_redo(kutip: Driver) -> None:
    assert not kutip.is_enabled("edit.undo")
    kutip.accept("PER", "Kim Jong Un")
    assert kutip.is_enabled("edit.undo")
    assert not kutip.is_enabled("edit.redo")
    kutip.undo()
    assert kutip.span("PER", "Kim Jong Un").is_open
    assert kutip.is_enabled("edit.redo")
    kutip.redo()
    assert kutip.span("PER", "Kim Jong Un").status is Status.ACCEPTED


def test_undo_and_redo_focus_what_they_change(kutip: Driver) -> None:
    kutip.reject("LOC", "Rusia")
    kutip.focus("PER", "Kim Jong Un")
    kutip.undo()
    assert kutip.focused == kutip.span("LOC", "Rusia")
    kutip.press("Alt+Left", "Alt+Right")
    kutip.focus("PER", "Kim Jong Un")
    kutip.undo()
    assert kutip.focused == kutip.span("LOC", "Rusia")


def test_undo_goes_back_over_a_finish_to_the_article_before(kutip: Driver) -> None:
    kutip.press("Ctrl+Return")
    assert kutip.title == "Harga emas naik."
    assert kutip.is_enabled("edit.undo")
    kutip.undo()
    assert kutip.title.startswith("Presiden")
    assert kutip.span("PER", "Kim Jong Un").is_open
    session = kutip.window.desk.session
    assert session is not None
    assert session.layer.answer is None


def test_b_goes_to_the_last_edited_place_also_after_a_restart(kutip: Driver) -> None:
    kutip.relabel("LOC", "Pyongyang", "ORG")
    kutip.press("Tab", "Tab", "b")
    assert kutip.focused == kutip.span("ORG", "Pyongyang")
    kutip.restart()
    kutip.press("b")
    assert kutip.focused == kutip.span("ORG", "Pyongyang")


@pytest.mark.parametrize("key", ["/", "Ctrl+F"])
def test_find_counts_and_steps(kutip: Driver, key: str) -> None:
    kutip.press(key)
    kutip.type("putin")
    assert kutip.window.find_bar.count_text == "1 of 2"
    kutip.press("Return")
    assert kutip.window.find_bar.count_text == "2 of 2"
    kutip.press("Shift+Return")
    assert kutip.window.find_bar.count_text == "1 of 2"
    kutip.type("x")
    assert kutip.window.find_bar.count_text == "Not in this article"
    kutip.press("Esc")
    assert kutip.window.canvas.hasFocus()
    assert kutip.window.find_bar.isHidden()


def test_ctrl_arrows_walk_the_queue_and_stop_at_its_ends(kutip: Driver) -> None:
    kutip.press("Ctrl+Right")
    assert kutip.title == "Harga emas naik."
    kutip.press("Ctrl+Right", "Ctrl+Right")
    assert kutip.title == "Banjir."
    assert kutip.message == "There is no further article that way."
    kutip.press("Ctrl+Left", "Ctrl+Left")
    assert kutip.title.startswith("Presiden")


def test_panels_fold_and_remember_it(kutip: Driver) -> None:
    kutip.press("F9", "F10")
    assert kutip.window.queue.isHidden()
    assert kutip.window.inspector.isHidden()
    kutip.restart()
    assert kutip.window.queue.isHidden()
    kutip.press("F9", "F10")
    assert not kutip.window.queue.isHidden()
    assert not kutip.window.inspector.isHidden()


def test_the_text_grows_shrinks_and_remembers_it(kutip: Driver) -> None:
    usual = kutip.window.canvas.zoom
    kutip.press("Ctrl++")
    larger = kutip.window.canvas.zoom
    assert larger > usual
    kutip.restart()
    assert kutip.window.canvas.zoom == larger
    kutip.press("Ctrl+0")
    assert kutip.window.canvas.zoom == usual
    kutip.press("Ctrl+-")
    assert kutip.window.canvas.zoom < usual


def test_f8_switches_the_theme_and_remembers_it(kutip: Driver) -> None:
    page = kutip.window.palette().window().color().name()
    kutip.press("F8")
    assert kutip.window.palette().window().color().name() != page
    kutip.restart()
    assert kutip.window.palette().window().color().name() != page


def test_g_shows_the_rules_of_the_focused_label(kutip: Driver) -> None:
    kutip.press("F10")
    kutip.focus("CUE", "katanya")
    kutip.press("g")
    assert not kutip.window.inspector.isHidden()
    assert "Cue" in kutip.window.inspector.guideline.toPlainText()


CARETS = (
    ("Right", 15, None), ("Left", 0, None), (".", 10, None), (",", 8, None),
    ("Home", 0, None), ("End", 56, None), ("Ctrl+Home", 0, None), ("Ctrl+End", len(ARTICLE), None),
    ("Shift+Right", 14, (9, 14)), ("Shift+Left", 0, (0, 9)),
    ("Ctrl+Shift+Right", 10, (9, 10)), (">", 10, (9, 10)), ("Ctrl+Shift+Left", 8, (8, 9)), ("<", 8, (8, 9)),
    ("Shift+Home", 0, (0, 9)), ("Shift+End", 56, (9, 56)),
    ("Ctrl+Shift+Home", 0, (0, 9)), ("Ctrl+Shift+End", len(ARTICLE), (9, len(ARTICLE))),
)  # fmt: skip


def test_the_caret_goes_where_its_keys_say(kutip: Driver) -> None:
    canvas = kutip.window.canvas
    canvas.setFocus()
    canvas.set_caret(9)
    found = []
    for key, _caret, _selection in CARETS:
        canvas.set_caret(9)
        kutip.press(key)
        found.append((key, canvas.caret, canvas.selection))
    assert found == list(CARETS)
    for away, back in (("Down", "Up"), ("PgDown", "PgUp"), ("Shift+Down", "Shift+Up"), ("Shift+PgDown", "Shift+PgUp")):
        canvas.set_caret(9)
        kutip.press(away)
        assert canvas.caret > 56
        assert (canvas.selection is not None) is away.startswith("Shift")
        kutip.press(back)
        assert canvas.caret <= 9


def test_letters_over_the_words_take_the_caret_there(kutip: Driver) -> None:
    canvas = kutip.window.canvas
    canvas.setFocus()
    canvas.set_caret(0)
    kutip.press(";")
    at = {place.offset: code for code, place in canvas.hints.places.items()}
    words = {match.start() for match in re.finditer(r"\w+", ARTICLE)}
    assert set(at) == words | {span.start for span in kutip.window.desk.view.spans.values()}
    kutip.press(*at[kutip.place("Pyongyang")[0]])
    assert canvas.caret == kutip.place("Pyongyang")[0]
    assert canvas.hasFocus()
    assert canvas.selection is None


def test_letters_with_shift_select_up_to_the_word(kutip: Driver) -> None:
    canvas = kutip.window.canvas
    canvas.setFocus()
    canvas.set_caret(kutip.place("Vladimir")[0])
    kutip.press(";")
    at = {place.offset: code for code, place in canvas.hints.places.items()}
    kutip.press(*at[kutip.place("Putin")[0]].upper())
    assert canvas.selection == kutip.place("Vladimir Putin")
    kutip.press(";", "Esc")
    assert canvas.hints.isHidden()
    assert canvas.selection == kutip.place("Vladimir Putin"), "Esc changes nothing"


def test_every_action_of_the_table_has_a_handler(kutip: Driver) -> None:
    assert set(kutip.window.actions_.rows) == set(kutip.window.bench._handlers)
