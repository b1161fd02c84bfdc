"""Finding in every article, by real keys, with the process that looks."""

from __future__ import annotations

import pytest

from annotator import i18n, paths
from annotator.services.search import SearchReport
from tests.stories.driver import Driver


def look(kutip: Driver, words: str) -> None:
    kutip.press("Ctrl+Shift+F")
    kutip.type(words)
    kutip.press("Return")
    kutip.wait_until(lambda: not kutip.window.search.is_working, "the search did not end")


def hits(kutip: Driver) -> list[str]:
    model = kutip.window.search.model
    return [str(model.index(at).data()) for at in range(model.rowCount())]


def test_words_are_found_in_every_article_and_enter_opens_there(kutip: Driver) -> None:
    kutip.open("harga")
    look(kutip, "kata putin")
    assert len(hits(kutip)) == 1
    assert kutip.window.search.count_text == "1 hit in 1 article."
    kutip.press("Down", "Return")
    assert kutip.title.startswith("Presiden Rusia")
    assert kutip.window.canvas.isVisible()
    assert kutip.window.canvas.hasFocus()
    assert kutip.window.canvas.selection == kutip.place("kata Putin")


def test_enter_twice_goes_to_the_first_hit(kutip: Driver) -> None:
    look(kutip, "banjir")
    kutip.press("Return", "Return")
    assert kutip.title == "Banjir."


def test_esc_goes_back_to_the_text(kutip: Driver) -> None:
    kutip.press("Ctrl+Shift+F")
    assert kutip.window.search.isVisible()
    assert not kutip.window.head.isVisible()
    kutip.press("Esc")
    assert kutip.window.canvas.hasFocus()
    assert kutip.window.head.isVisible()


def test_nothing_found_says_what_to_do(kutip: Driver) -> None:
    look(kutip, "zebra")
    assert hits(kutip) == []
    assert kutip.window.search.hint_text.startswith("No article holds these words.")


def test_case_counts_where_it_is_asked_to(kutip: Driver) -> None:
    kutip.press("Ctrl+Shift+F")
    kutip.window.search.minds_case.toggle()
    look(kutip, "banjir")
    assert hits(kutip) == []
    look(kutip, "Banjir")
    assert len(hits(kutip)) == 1


def test_an_expression_is_one_where_it_is_asked_to_be(kutip: Driver) -> None:
    look(kutip, r"^\w+\.$")
    assert hits(kutip) == []
    kutip.window.search.is_regex.toggle()
    look(kutip, r"^\w+\.$")
    assert hits(kutip) == ["Banjir. · Banjir."]


def test_a_bad_expression_is_one_sentence(kutip: Driver) -> None:
    kutip.press("Ctrl+Shift+F")
    kutip.window.search.is_regex.toggle()
    look(kutip, "(ab")
    assert kutip.message.startswith("This is not a regular expression: it goes wrong at character 1.")
    assert kutip.window.search.hint_text == "", "nothing was looked for, so nothing was missed"
    look(kutip, "(?<=a+)b")
    assert kutip.message.startswith("This is not a regular expression. Mend it")


def test_what_was_wrong_before_is_not_said_of_the_next_search(kutip: Driver) -> None:
    kutip.press("Ctrl+Shift+F")
    kutip.window.search.is_regex.toggle()
    look(kutip, "(ab")
    look(kutip, "^Banjir")
    assert hits(kutip)
    assert kutip.message == ""


def test_an_expression_that_never_ends_stops_at_esc(kutip: Driver) -> None:
    kutip.bring_in(kutip.write("4.txt", "a" * 60 + "!"), with_suggestions=False)
    kutip.press("Ctrl+Shift+F")
    kutip.window.search.is_regex.toggle()
    kutip.type(r"(a+)+$")
    kutip.press("Return")
    assert kutip.window.search.is_working
    kutip.press("Esc")
    assert not kutip.window.search.is_working
    assert kutip.window.search.count_text.startswith("Stopped.")
    assert kutip.window.search.hint_text == "", "what was not looked through may hold it"


def test_an_expression_that_never_ends_gives_its_article_up(kutip: Driver) -> None:
    kutip.bring_in(kutip.write("4.txt", "a" * 60 + "!"), with_suggestions=False)
    kutip.press("Ctrl+Shift+F")
    kutip.window.search.is_regex.toggle()
    look(kutip, r"(a+)+$|^Banjir")
    assert hits(kutip) == ["Banjir. · Banjir."]
    assert kutip.window.search.count_text == "1 hit in 1 article. 1 article took too long and was left out."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("label:LOC", ["Rusia", "Korea", "Pyongyang"]),
        ("label:LOC kor", ["Korea"]),
        ("speaker:vladimir", ["Putin"]),
        ('penutur:"Vladimir Putin" label:SPEAKER', ["Putin"]),
        ("speaker:Kim", []),
    ],
)
def test_annotations_are_found_by_label_and_speaker(kutip: Driver, query: str, found: list[str]) -> None:
    look(kutip, query)
    model = kutip.window.search.model
    places = [model._hits[at].place.words for at in range(model.rowCount())]
    assert places == found


def test_an_annotation_that_was_found_is_focused_and_words_are_selected(kutip: Driver) -> None:
    look(kutip, "label:LOC kor")
    kutip.press("Down", "Return")
    assert kutip.focused == kutip.span("LOC", "Korea")
    look(kutip, "Korea")
    kutip.press("Down", "Return")
    assert kutip.focused is None
    selection = kutip.window.canvas.selection
    assert selection is not None
    assert kutip.text[slice(*selection)] == "Korea"


def test_a_search_that_is_cut_says_so(kutip: Driver) -> None:
    page = kutip.window.search
    page._finish(page._turn, SearchReport(0, 0, is_cut=True))
    assert page.count_text.endswith("There are more: look for longer words.")


def test_the_page_speaks_indonesian(kutip: Driver) -> None:
    i18n.install("id", paths.resources() / "translations")
    try:
        look(kutip, "zebra")
        assert "No article" not in kutip.window.search.hint_text
    finally:
        i18n.install("en", paths.resources() / "translations")
