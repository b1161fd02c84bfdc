"""Letters that stand below the words: when they come and go, and what every other key does meanwhile."""

from __future__ import annotations

import pytest

from annotator.domain.spans import Status
from annotator.gui.canvas.hints import LETTERS, Hints
from tests.stories.driver import Driver


@pytest.fixture(autouse=True)
def _with_letters(kutip: Driver) -> None:
    kutip.window.canvas.setFocus()
    kutip.press(":")
    come_back(kutip)


def hints(kutip: Driver) -> Hints:
    return kutip.window.canvas.hints


def go(kutip: Driver, words: str) -> None:
    """Type the letters below the word that `words` starts with, once they are there."""
    come_back(kutip)
    start = kutip.place(words)[0]
    kutip.press(*next(code for code, place in hints(kutip).places.items() if place.offset == start))


def come_back(kutip: Driver) -> None:
    kutip.wait_until(lambda: hints(kutip).is_standing, "the letters did not come back")


def test_a_letter_and_the_fix_are_two_keys_and_the_letters_come_back(kutip: Driver) -> None:
    go(kutip, "Korea")
    assert not hints(kutip).is_standing, "from here on letters are actions again"
    kutip.press("x")
    assert "Korea" not in kutip.spans("LOC")
    come_back(kutip)
    go(kutip, "Pyongyang")
    kutip.press("2")
    assert kutip.span("ORG", "Pyongyang").status is not Status.SUGGESTED
    come_back(kutip)


def test_a_label_key_that_is_a_letter_labels_only_once_a_place_is_taken(kutip: Driver) -> None:
    before = kutip.spans("ZONE")
    kutip.press("z")
    assert kutip.spans("ZONE") == before
    kutip.press(";")
    go(kutip, "menyambut")
    kutip.press("Shift+Right", "z")
    assert "menyambut" in kutip.spans("ZONE")


def test_every_other_key_does_what_it_always_does(kutip: Driver) -> None:
    kutip.press("Tab")
    assert kutip.focused is not None
    assert not hints(kutip).is_standing, "a place is taken"
    first = kutip.focused
    kutip.press("Return")
    assert kutip.window.desk.view.spans[first.id].status is Status.ACCEPTED
    come_back(kutip)
    second = kutip.focused
    assert second is not None
    kutip.press("Backspace")
    assert second.id not in kutip.window.desk.view.spans
    come_back(kutip)
    kutip.press("Ctrl+Z")
    assert second.id in kutip.window.desk.view.spans


def test_escape_puts_them_away_until_the_next_correction(kutip: Driver) -> None:
    kutip.focus("LOC", "Korea")
    kutip.press(";")
    come_back(kutip)
    kutip.press("Esc")
    assert not hints(kutip).is_standing
    assert kutip.focused == kutip.span("LOC", "Korea"), "the focus stays where it was"
    kutip.press("x")
    assert "Korea" not in kutip.spans("LOC")
    come_back(kutip)


def test_the_mode_stays_over_articles_and_restarts_until_it_is_turned_off(kutip: Driver) -> None:
    kutip.press("Ctrl+Right")
    come_back(kutip)
    assert "turn off with :" in kutip.window.status.letters.text()
    assert kutip.window.actions_["caret.jumps"].isChecked()
    kutip.restart()
    come_back(kutip)
    kutip.press(":")
    assert not hints(kutip).is_standing
    assert kutip.window.status.letters.isHidden()
    kutip.restart()
    kutip.press("Tab", "Return")
    assert not kutip.window.canvas.letters.is_on


def test_a_turned_page_has_letters_of_its_own(kutip: Driver) -> None:
    go(kutip, "Korea")
    kutip.press("PgDown")
    come_back(kutip)


def test_backspace_takes_back_a_letter(kutip: Driver) -> None:
    code = next(code for code in hints(kutip).places if len(code) == 2)
    kutip.press(code[0])
    assert set(hints(kutip).places) < {code[0] + second for second in LETTERS}
    kutip.press("Backspace")
    assert {len(code) for code in hints(kutip).places} == {1, 2}


def test_they_wait_while_the_keyboard_is_elsewhere(kutip: Driver) -> None:
    kutip.press("Ctrl+P")
    assert not hints(kutip).is_standing
    kutip.press("Esc")
    come_back(kutip)


def test_a_click_takes_a_place_at_once(kutip: Driver) -> None:
    kutip.click_text("Pyongyang")
    assert kutip.focused == kutip.span("LOC", "Pyongyang")
    assert not hints(kutip).is_standing


def test_no_letter_stands_on_a_word(kutip: Driver) -> None:
    boxes = [place.box for place in hints(kutip).places.values()]
    height = kutip.window.canvas.flow.metrics.chip_height
    for place in hints(kutip).places.values():
        assert place.below >= place.box.bottom()
        assert not any(box.top() < place.below + height - 1 and box.bottom() > place.below for box in boxes)


def test_they_stay_away_while_a_second_question_about_the_quote_is_open(kutip: Driver) -> None:
    go(kutip, '"Hubungan')
    kutip.press("s", "n")
    assert kutip.window.picks.list.isVisible()
    assert not hints(kutip).is_standing, "its answers have letters of their own"
    kutip.press("Shift+N")
    assert kutip.window.picks.names.isVisible()
