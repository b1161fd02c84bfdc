"""Going to words by letters and by names, labelling without a selection, and tying what was gone to, by real keys."""

from __future__ import annotations

import pytest

from annotator.domain.spans import Status
from tests.gui.conftest import ARTICLE
from tests.stories.driver import Driver


def letters(kutip: Driver, words: str, occurrence: int = 0) -> str:
    """Return what is to be typed for the word that `words` starts with."""
    start = kutip.place(words, occurrence)[0]
    return next(code for code, place in kutip.window.canvas.hints.places.items() if place.offset == start)


def go(kutip: Driver, words: str, occurrence: int = 0) -> None:
    """Jump there by letters."""
    kutip.window.canvas.setFocus()
    if kutip.window.canvas.hints.isHidden():
        kutip.press(";")
    kutip.press(*letters(kutip, words, occurrence))


@pytest.fixture(autouse=True)
def _on_the_text(kutip: Driver) -> None:
    kutip.window.canvas.setFocus()
    kutip.window.canvas.focus_span(None)


def test_a_jump_focuses_what_starts_at_the_word_as_a_click_does(kutip: Driver) -> None:
    go(kutip, "Vladimir")
    assert kutip.focused == kutip.span("PER", "Vladimir Putin")
    go(kutip, "berkunjung")
    assert kutip.focused is None
    assert kutip.window.canvas.caret == kutip.place("berkunjung")[0]


def test_the_same_letters_again_go_on_to_the_next_span_that_starts_there(kutip: Driver) -> None:
    kutip.add("ORG", "Rusia Vladimir Putin", by="keyboard")
    go(kutip, "berkunjung")
    go(kutip, "Rusia")
    assert kutip.focused == kutip.span("LOC", "Rusia")
    go(kutip, "Rusia")
    assert kutip.focused == kutip.span("ORG", "Rusia Vladimir Putin")


def test_the_most_doubtful_suggestion_has_a_letter_of_its_own_however_far_it_is(kutip: Driver) -> None:
    kutip.press("Ctrl+End", ";")
    assert len(letters(kutip, "Korea")) == 1


@pytest.fixture
def unmarked(kutip: Driver) -> Driver:
    """The article without labels on Pyongyang and Kim Jong Un."""
    kutip.reject("LOC", "Pyongyang")
    kutip.reject("PER", "Kim Jong Un")
    kutip.window.canvas.focus_span(None)
    return kutip


def test_a_label_key_takes_the_name_at_the_caret(unmarked: Driver) -> None:
    kutip = unmarked
    go(kutip, "Pyongyang")
    kutip.press("3")
    assert kutip.span("LOC", "Pyongyang").status is not Status.SUGGESTED
    go(kutip, "Kim")
    kutip.press("1")
    assert kutip.focused == kutip.span("PER", "Kim Jong Un")


def test_w_goes_from_one_name_without_a_label_to_the_next(unmarked: Driver) -> None:
    kutip = unmarked
    kutip.window.canvas.set_caret(kutip.place("berkunjung")[0])
    kutip.press("w")
    assert kutip.text[kutip.window.canvas.caret :].startswith("Pyongyang")
    kutip.press("3", "w")
    assert kutip.text[kutip.window.canvas.caret :].startswith("Kim Jong Un")
    kutip.press("1", "w")
    assert kutip.message.startswith("Every name here has a label.")
    kutip.undo()
    kutip.press("Shift+W")
    assert kutip.text[kutip.window.canvas.caret :].startswith("Kim Jong Un")


def test_words_gone_to_by_letters_are_tied_to_the_quote_focused_before(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    go(kutip, "Putin", 1)
    kutip.press("Shift+Right", "s")
    assert kutip.speaker_of('"Hubungan') == "Putin"


def test_n_takes_the_selected_words_as_full_name_and_offers_that_nobody_is_known(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    go(kutip, "Kim")
    kutip.press("Shift+Right", "Shift+Right", "Shift+Right", "n")
    assert kutip.quote('"Hubungan').resolved == ("Kim Jong Un",)
    kutip.focus("QUOTE", '"Hubungan')
    kutip.press("n")
    strip = kutip.window.picks.list
    kutip.press(strip.letters[strip.texts.index("nobody known")])
    assert kutip.quote('"Hubungan').resolved == ()


def test_the_words_of_a_quotes_own_speaker_stay_with_that_quote(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    before = kutip.quote('"Hubungan').resolved
    kutip.focus("QUOTE", "“Kami siap")
    go(kutip, "Putin", 1)
    kutip.focus("SPEAKER", "Putin")
    kutip.press("Shift+Right", "n")
    assert kutip.quote("“Kami siap").resolved == ("Putin",)
    assert kutip.quote('"Hubungan').resolved == before


def test_every_word_has_letters(kutip: Driver) -> None:
    kutip.press(";")
    assert len(kutip.window.canvas.hints.places) >= len(ARTICLE.split())
