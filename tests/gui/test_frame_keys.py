"""The keys of the quote frame and of merging and splitting, pressed on a real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.spans import Status
from tests.gui.conftest import ARTICLE, suggest
from tests.stories.driver import Driver

FLAWED = """Wakil Presiden Ma'ruf Amin datang bersama Presiden Joko Widodo.
“Kami siap. Kami kuat,” kata Presiden menegaskan.
"Kami menang, tambahnya.
Film “Laskar Pelangi” laris."""

LONG = (
    "“Kami siap,” kata seorang pejabat dalam jumpa pers yang berlangsung lama di halaman istana, didampingi beberapa "
    "menteri dan disaksikan puluhan wartawan dari dalam dan luar negeri. Pejabat itu adalah Ma'ruf Amin."
)


@pytest.fixture
def flawed(qapp: object, tmp_path: Path) -> Iterator[Driver]:
    """A window on an article without a model: every span is made by hand."""
    with Driver(tmp_path) as driver:
        driver.bring_in(driver.write("1.txt", FLAWED))
        driver.window.messages.clear()
        yield driver


def strip(kutip: Driver) -> list[str]:
    """Return the answers on show."""
    return kutip.window.picks.list.texts if kutip.window.picks.list.isVisible() else []


# --- s ---------------------------------------------------------------------------------------------------------


def test_the_answers_leave_the_rest_of_the_paragraph_in_sight(qapp: object, tmp_path: Path) -> None:
    with Driver(tmp_path, size=(1000, 700)) as kutip:
        kutip.bring_in(kutip.write("1.txt", LONG))
        kutip.add("PER", "Ma'ruf Amin")
        kutip.add("QUOTE", "“Kami siap,”")
        kutip.focus("QUOTE", "“Kami siap,”")
        kutip.press("s")
        page = kutip.window.canvas.viewport()
        answers = kutip.window.picks.list.geometry()
        assert strip(kutip)
        start, end = kutip.place(LONG)
        for offset in range(start, end):
            seen = kutip.window.canvas.box_of(offset).center().toPoint()
            assert page.rect().contains(seen)
            assert not answers.contains(page.mapTo(kutip.window, seen))


def test_the_answers_stay_beside_the_quote_when_a_message_goes_and_leaves_more_of_the_text(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("p")  # nobody is known to have said it: a message says so
    lower = kutip.window.canvas.viewport().height()
    assert kutip.message
    kutip.press("s")
    kutip.wait_until(lambda: kutip.window.canvas.viewport().height() != lower, "the message stayed")
    assert strip(kutip), "another answer can still be taken"
    kutip.window.resize(kutip.window.width() - 300, kutip.window.height())
    answers = kutip.window.picks.list
    kutip.wait_until(lambda: answers.geometry().right() < kutip.window.width(), "they went out of sight")
    assert strip(kutip)


def test_s_alone_links_the_first_candidate_and_shows_the_others(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("s")
    assert kutip.quote('"Hubungan').resolved == ("Vladimir Putin",)
    assert len(strip(kutip)) > 1
    assert kutip.window.canvas.hasFocus()
    assert kutip.focused == kutip.span("QUOTE", '"Hubungan')


def test_whichever_speaker_was_taken_one_undo_takes_it_back(kutip: Driver) -> None:
    before = kutip.window.desk.session.layer
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("s", "s")
    kutip.press("s", kutip.window.picks.list.letters[0])
    assert strip(kutip) == [], "a letter answers"
    assert kutip.window.desk.session.layer != before
    kutip.undo()
    assert kutip.window.desk.session.layer == before


def test_s_again_takes_the_next_and_comes_round(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("s")
    first = kutip.window.desk.session.layer
    count = len(strip(kutip))
    kutip.press("s")
    assert kutip.window.desk.session.layer != first
    kutip.press(*["s"] * (count - 1))
    assert kutip.window.desk.session.layer == first


def test_enter_after_s_keeps_and_decides_nothing_else(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("s")
    linked = kutip.window.desk.session.layer
    kutip.press("Return")
    assert kutip.window.desk.session.layer == linked
    assert strip(kutip) == []
    assert kutip.focused == kutip.span("QUOTE", '"Hubungan')


def test_escape_after_s_takes_it_back(kutip: Driver) -> None:
    before = kutip.window.desk.session.layer
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("s", "Escape")
    assert kutip.window.desk.session.layer == before
    assert strip(kutip) == []


@pytest.mark.parametrize(("key", "kind"), [("i", "indirect"), ("e", "mixed")])
def test_any_other_key_closes_the_strip_and_does_its_own_job(kutip: Driver, key: str, kind: str) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("s", key)
    assert strip(kutip) == []
    assert kutip.quote('"Hubungan').kind == kind
    assert kutip.quote('"Hubungan').resolved == ("Vladimir Putin",)


def test_tab_after_s_goes_on(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("s", "Tab")
    assert strip(kutip) == []
    assert kutip.focused != kutip.span("QUOTE", '"Hubungan')


def test_no_letter_of_the_strip_has_another_job(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("s")
    rows = kutip.window.actions_.rows
    taken = {key.toString().casefold() for row in rows for key in kutip.window.actions_[row].shortcuts()}
    assert kutip.window.picks.list.letters
    assert not taken & set(kutip.window.picks.list.letters)


def test_a_click_on_an_answer_takes_it_and_leaves_the_keyboard_in_the_text(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press("s")
    at = strip(kutip).index("Kim Jong Un")
    kutip.click_widget(kutip.window.picks.list._rows[at])
    assert kutip.quote("“Kami").resolved == ("Kim Jong Un",)
    assert kutip.window.canvas.hasFocus()


def test_a_click_in_the_text_keeps_what_was_taken(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press("s")
    linked = kutip.window.desk.session.layer
    kutip.click_text("Presiden")
    assert strip(kutip) == []
    assert kutip.window.desk.session.layer == linked


def test_a_speaker_that_was_only_suggested_goes_with_its_link(kutip: Driver) -> None:
    old = kutip.span("SPEAKER", "Putin")
    kutip.focus("QUOTE", "“Kami")
    kutip.press("s")
    assert kutip.window.desk.session.layer.spans[old.id].status is Status.REJECTED


def test_another_change_of_the_article_ends_the_question(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("s")
    assert kutip.window.desk.take(kutip.window.desk.article_id, suggest(ARTICLE))
    assert strip(kutip) == []


# --- c and n ---------------------------------------------------------------------------------------------------


def test_c_alone_links_the_nearest_cue_and_c_again_the_next(flawed: Driver) -> None:
    flawed.add("QUOTE", "“Kami siap. Kami kuat,”")
    flawed.add("CUE", "menegaskan")
    flawed.add("CUE", "kata", by="keyboard")
    before = flawed.window.desk.session.layer
    flawed.focus("QUOTE", "“Kami")
    flawed.press("c")
    assert flawed.quote("“Kami").cue == flawed.span("CUE", "kata")
    flawed.press("c")
    assert flawed.quote("“Kami").cue == flawed.span("CUE", "menegaskan")
    flawed.undo()
    assert flawed.window.desk.session.layer == before


def test_n_resolves_a_role_to_who_bears_it_in_one_step(flawed: Driver) -> None:
    flawed.add("ROLE", "Wakil Presiden")
    flawed.add("PER", "Ma'ruf Amin")
    flawed.add("ROLE", "Presiden", 1)
    flawed.add("PER", "Joko Widodo")
    flawed.add("SPEAKER", "Presiden", 2)
    before = flawed.window.desk.session.layer
    flawed.focus("SPEAKER", "Presiden")
    flawed.press("n")
    speaker = flawed.span("SPEAKER", "Presiden")
    assert speaker.attrs["resolves_to"] == ["Joko Widodo"]
    view = flawed.window.desk.view
    assert [(r.label, view.spans[r.child].id) for r in view.relations.values()] == [
        ("refers_to", flawed.span("PER", "Joko Widodo").id)
    ]
    flawed.press("n")
    assert flawed.span("SPEAKER", "Presiden").attrs["resolves_to"] == ["Ma'ruf Amin"]
    flawed.undo()
    assert flawed.window.desk.session.layer == before


def test_n_on_a_quote_without_a_speaker_puts_the_name_on_the_quote(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("n")
    assert kutip.quote('"Hubungan').content.attrs["resolves_to"] == ["Vladimir Putin"]
    assert kutip.quote('"Hubungan').is_complete


# --- quotation marks -------------------------------------------------------------------------------------------


def test_ctrl_dot_takes_the_marks_out_and_in_again(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press("Ctrl+.")
    assert kutip.spans("QUOTE")[0] == "Kami siap bekerja sama,"
    assert kutip.focused is not None
    assert kutip.focused.status is Status.CORRECTED
    kutip.press("Ctrl+.")
    assert kutip.spans("QUOTE")[0] == "“Kami siap bekerja sama,”"


def test_ctrl_dot_says_so_where_there_is_no_mark(kutip: Driver) -> None:
    kutip.focus("LOC", "Pyongyang")
    kutip.press("Ctrl+.")
    assert "quotation mark" in kutip.message


def test_r_puts_a_quote_to_its_closing_mark(flawed: Driver) -> None:
    flawed.add("QUOTE", "“Kami siap.")
    flawed.focus("QUOTE", "“Kami siap.")
    flawed.press("r")
    assert flawed.spans("QUOTE") == ["“Kami siap. Kami kuat,”"]
    assert flawed.quote("“Kami").is_closed
    flawed.undo()
    assert flawed.spans("QUOTE") == ["“Kami siap."]


def test_r_ends_a_quote_without_closing_mark_before_its_cue_and_says_it_is_open(flawed: Driver) -> None:
    flawed.add("QUOTE", '"Kami menang, tambahnya.')
    flawed.add("CUE", "tambahnya")
    flawed.focus("QUOTE", '"Kami menang')
    flawed.press("c", "r")
    assert flawed.spans("QUOTE") == ['"Kami menang,']
    assert not flawed.quote('"Kami').is_closed


# --- merge and split -------------------------------------------------------------------------------------------


def test_ctrl_j_merges_the_focused_span_with_the_next_of_its_label(flawed: Driver) -> None:
    flawed.add("PER", "Joko")
    flawed.add("PER", "Widodo")
    flawed.focus("PER", "Joko")
    flawed.press("Ctrl+J")
    assert flawed.spans("PER") == ["Joko Widodo"]
    assert flawed.focused == flawed.span("PER", "Joko Widodo")
    flawed.undo()
    assert flawed.spans("PER") == ["Joko", "Widodo"]


def test_ctrl_j_merges_what_the_selection_covers(flawed: Driver) -> None:
    for words in ("“Kami siap.", "Kami kuat,”"):
        flawed.add("QUOTE", words, by="keyboard")
    flawed.select("“Kami siap. Kami kuat,”")
    flawed.press("Ctrl+J")
    assert flawed.spans("QUOTE") == ["“Kami siap. Kami kuat,”"]


def test_ctrl_j_does_not_reach_into_another_paragraph_for_a_name(flawed: Driver) -> None:
    flawed.add("PER", "Widodo")
    flawed.add("PER", "Laskar")
    flawed.focus("PER", "Widodo")
    flawed.press("Ctrl+J")
    assert flawed.spans("PER") == ["Widodo", "Laskar"]
    assert "merge" in flawed.message


def test_ctrl_k_cuts_at_the_caret_and_both_parts_keep_speaker_and_group(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press("Return")
    kutip.focus("QUOTE", "“Kami")
    kutip.press("Right", "Right", "Right", "Ctrl+K")
    assert kutip.spans("QUOTE")[:2] == ["“Kami siap", "bekerja sama,”"]
    first, second = kutip.quote("“Kami"), kutip.quote("bekerja")
    assert first.content.attrs["group"] == second.content.attrs["group"]
    assert first.speaker == second.speaker is not None
    assert kutip.focused == second.content
    kutip.press("Shift+S")
    kutip.undo(2)
    assert kutip.spans("QUOTE")[0] == "“Kami siap bekerja sama,”"


def test_ctrl_k_outside_the_span_says_where_to_go(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press("Ctrl+K")
    assert "caret" in kutip.message


def test_a_name_of_the_article_is_found_by_a_few_letters(kutip: Driver) -> None:
    before = kutip.window.desk.session.layer
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("n", "Shift+N")
    assert kutip.window.desk.session.layer == before, "what n took is taken back"
    kutip.type("kim")
    assert kutip.window.picks.names.texts[0] == "Kim Jong Un"
    kutip.press("Return")
    assert kutip.quote('"Hubungan').resolved == ("Kim Jong Un",)
    assert kutip.window.canvas.hasFocus()
    kutip.undo()
    assert kutip.window.desk.session.layer == before


@pytest.mark.parametrize(
    ("typed", "names"),
    [("Joko Widodo", ("Joko Widodo",)), ("Ani  Wijaya; Budi", ("Ani Wijaya", "Budi")), ("Putin", ("Putin",))],
)
def test_any_name_can_be_typed_also_one_that_is_not_in_the_article(
    kutip: Driver, typed: str, names: tuple[str, ...]
) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("Shift+N")
    kutip.type(typed)
    texts = kutip.window.picks.names.texts
    kutip.press(*["Down"] * texts.index(" ".join(typed.split())), "Return")
    assert kutip.quote('"Hubungan').resolved == names


def test_a_name_needs_a_speaker_or_a_quote(kutip: Driver) -> None:
    kutip.focus("LOC", "Korea")
    kutip.press("Shift+N")
    assert kutip.window.picks.names.isHidden()
    assert kutip.message.startswith("That span is no quote and no speaker.")


def test_words_selected_where_nothing_is_focused_are_the_name_of_the_quote_before(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.window.canvas.focus_span(None)
    kutip.select("tamunya")
    kutip.press("n")
    assert kutip.quote('"Hubungan').resolved == ("tamunya",)
