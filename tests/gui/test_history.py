"""The history of an article: sentences, and the way back to any point, by real keys."""

from __future__ import annotations

from annotator.gui.models.history_model import SEQ
from tests.stories.driver import Driver


def steps(kutip: Driver) -> list[str]:
    history = kutip.window.inspector.history
    return [text[text.index("Ani ") + 4 :] for text in history.texts if "Ani " in text]


def test_every_step_is_a_sentence_the_newest_first(kutip: Driver) -> None:
    kutip.accept("LOC", "Rusia")
    kutip.relabel("LOC", "Rusia", "ORG")
    kutip.reject("ROLE", "Presiden")
    kutip.add("LOC", "Utara")
    kutip.press("f")
    kutip.undo()
    kutip.press("Ctrl+H")
    assert kutip.window.inspector.history.list.hasFocus()
    assert steps(kutip) == [
        "took back: flagged the article",
        "flagged the article",
        "marked “Utara” as LOC",
        "rejected ROLE “Presiden”",
        "changed “Rusia” from LOC to ORG",
        "accepted LOC “Rusia”",
    ]


def test_a_corrected_suggestion_is_told_by_what_was_corrected(kutip: Driver) -> None:
    kutip.relabel("LOC", "Rusia", "ORG")
    kutip.focus("LOC", "Korea")
    kutip.press("Alt+Right")
    kutip.undo()
    kutip.press("Ctrl+H")
    assert steps(kutip) == [
        "took back: moved the edges of LOC: “Korea” became “Korea Utara”",
        "moved the edges of LOC: “Korea” became “Korea Utara”",
        "changed “Rusia” from LOC to ORG",
    ]


def test_enter_steps_back_to_that_point_and_undo_takes_it_back(kutip: Driver) -> None:
    session = kutip.window.desk.session
    assert session is not None
    kutip.accept("LOC", "Rusia")
    then = session.layer
    kutip.accept("LOC", "Pyongyang")
    kutip.reject("ROLE", "Presiden")
    kutip.press("f")
    now = session.layer
    kutip.press("Ctrl+H", "Down", "Down", "Down", "Return")
    assert session.layer == then
    assert steps(kutip)[0] == "stepped back to an earlier state (2 changes)"
    assert len(steps(kutip)) == 5, "the journal only grows"
    kutip.undo()
    assert session.layer == now
    kutip.restart()
    kutip.redo()
    again = kutip.window.desk.session
    assert again is not None
    assert again.layer == then


def test_an_untouched_article_says_so(kutip: Driver) -> None:
    kutip.press("Ctrl+H")
    assert kutip.window.inspector.history._nothing.isVisible()


def test_the_name_of_a_day_is_no_step(kutip: Driver) -> None:
    kutip.press("f", "Ctrl+H", "Up")
    index = kutip.window.inspector.history.list.currentIndex()
    assert index.data(SEQ) is not None
