"""The panel of the consistency check by real keys: go there, fix, ignore, every article."""

from __future__ import annotations

import threading

import pytest

from annotator import i18n, paths
from annotator.domain.errors import UserError
from annotator.gui import linting
from tests.stories.driver import Driver

EDGE = "Likely wrong: LOC “Pyongyang.” begins or ends with a space or a sign."


def mistaken(kutip: Driver) -> None:
    """Make an edge wrong by hand."""
    kutip.reject("LOC", "Pyongyang")
    kutip.add("LOC", "Pyongyang.")


def findings(kutip: Driver) -> list[str]:
    return kutip.window.inspector.findings.texts


def open_panel(kutip: Driver) -> None:
    kutip.press("Ctrl+Shift+L")
    assert kutip.window.inspector.findings.list.hasFocus()


def check_all(kutip: Driver) -> None:
    kutip.press("a")
    kutip.wait_until(lambda: not kutip.window.linting.is_working, "the check did not end")


def test_the_panel_lists_what_is_wrong_in_the_open_article(kutip: Driver) -> None:
    mistaken(kutip)
    open_panel(kutip)
    assert findings(kutip) == [EDGE]
    assert kutip.window.inspector.findings.count_text == "1 finding in this article."


def test_an_article_without_findings_says_so(kutip: Driver) -> None:
    open_panel(kutip)
    assert findings(kutip) == []
    assert kutip.window.inspector.findings.count_text == "Nothing in this article contradicts itself."
    kutip.press("Return", "f", "i", "Esc")
    assert kutip.window.canvas.hasFocus()


def test_a_long_article_is_checked_beside_and_what_is_listed_meanwhile_says_so(
    kutip: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linting, "_AT_ONCE", 10)
    checks, panel = kutip.window.linting, kutip.window.inspector.findings
    may_look, look = threading.Event(), kutip.services.lint.look

    def look_when_told(*what: object) -> object:
        assert may_look.wait(10)
        may_look.clear()
        return look(*what)

    def let_it_look(*, is_over: bool) -> None:
        may_look.set()
        kutip.wait_until(lambda: not may_look.is_set(), "nothing was looked at")
        if is_over:
            kutip.wait_until(lambda: not checks.is_looking, "the check did not end")

    monkeypatch.setattr(kutip.services.lint, "look", look_when_told)
    mistaken(kutip)
    open_panel(kutip)
    assert (findings(kutip), panel.count_text) == ([], "Checking this article…")
    kutip.add("LOC", "Utara.")
    let_it_look(is_over=False)
    assert checks.is_looking, "what came is of before the last edit"
    assert (findings(kutip), panel.count_text) == ([], "Checking this article…")
    let_it_look(is_over=True)
    assert len(findings(kutip)) == 2
    assert panel.count_text == "2 findings in this article."
    panel.list.setFocus()
    kutip.press("f")
    assert len(findings(kutip)) == 1, "what is fixed is off the list at once"
    let_it_look(is_over=True)
    kutip.press("i")
    assert (findings(kutip), panel.count_text) == ([], "Checking this article…")
    let_it_look(is_over=True)
    assert panel.count_text == "Nothing in this article contradicts itself."


def test_a_check_that_fails_says_so_and_leaves_nothing_waiting(kutip: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linting, "_AT_ONCE", 10)

    def fail(*_what: object) -> object:
        raise UserError("The disk is away.", "Bring it back.")

    monkeypatch.setattr(kutip.services.lint, "look", fail)
    open_panel(kutip)
    kutip.wait_until(lambda: not kutip.window.linting.is_looking, "the check did not end")
    assert kutip.message.startswith("The disk is away.")
    assert kutip.window.inspector.findings.count_text != "Checking this article…"


def test_enter_goes_to_the_place(kutip: Driver) -> None:
    mistaken(kutip)
    kutip.press("Tab")
    open_panel(kutip)
    kutip.press("Return")
    assert kutip.window.canvas.hasFocus()
    assert kutip.focused == kutip.span("LOC", "Pyongyang.")


def test_f_fixes_as_one_step_that_undo_takes_back(kutip: Driver) -> None:
    mistaken(kutip)
    open_panel(kutip)
    kutip.press("f")
    assert kutip.span("LOC", "Pyongyang")
    assert kutip.find("LOC", "Pyongyang.") == []
    assert findings(kutip) == []
    assert kutip.window.inspector.findings.list.hasFocus(), "the next one can be fixed at once"
    kutip.undo()
    assert kutip.span("LOC", "Pyongyang.")
    kutip.wait_until(lambda: findings(kutip) == [EDGE], "the finding did not come back")


def test_f_on_what_nothing_mends_says_what_to_do(kutip: Driver) -> None:
    kutip.accept("QUOTE", '"Hubungan kami kuat,"')
    open_panel(kutip)
    assert findings(kutip) == ["Likely wrong: Nobody said “Hubungan kami kuat,”."]
    kutip.press("f")
    assert kutip.message.startswith("Nothing mends this by itself")
    assert len(findings(kutip)) == 1


def test_i_ignores_for_good(kutip: Driver) -> None:
    mistaken(kutip)
    open_panel(kutip)
    kutip.press("i")
    assert findings(kutip) == []
    kutip.restart()
    open_panel(kutip)
    assert kutip.span("LOC", "Pyongyang.")
    assert findings(kutip) == []


def test_a_looks_in_every_article_and_f_fixes_there(kutip: Driver) -> None:
    mistaken(kutip)
    kutip.open("harga")
    open_panel(kutip)
    assert findings(kutip) == []
    check_all(kutip)
    title = kutip.window.queue_model.index(0).data()
    assert len(findings(kutip)) == 1
    assert findings(kutip)[0].startswith(f"{EDGE}\nPresiden Rusia"), title
    kutip.press("f")
    assert kutip.title.startswith("Presiden Rusia")
    assert kutip.span("LOC", "Pyongyang")
    assert findings(kutip) == []


def test_a_says_so_where_no_other_article_has_findings(kutip: Driver) -> None:
    mistaken(kutip)
    open_panel(kutip)
    check_all(kutip)
    assert findings(kutip) == [EDGE]
    assert kutip.message == "Nothing in the other articles contradicts itself."


def test_what_was_mended_meanwhile_is_not_fixed_twice(kutip: Driver) -> None:
    mistaken(kutip)
    kutip.open("harga")
    open_panel(kutip)
    check_all(kutip)
    assert len(findings(kutip)) == 1
    session = kutip.services.annotate.open(1, "Ani")
    session.undo()
    kutip.press("f")
    assert kutip.message == "That is no longer so."
    assert findings(kutip) == []


def test_the_panel_speaks_indonesian(kutip: Driver) -> None:
    mistaken(kutip)
    i18n.install("id", paths.resources() / "translations")
    try:
        open_panel(kutip)
        assert findings(kutip) == ["Mungkin salah: LOC “Pyongyang.” diawali atau diakhiri spasi atau tanda baca."]
    finally:
        i18n.install("en", paths.resources() / "translations")


def test_no_more_are_listed_than_a_person_can_go_through(kutip: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linting, "_MOST", 1)
    mistaken(kutip)
    kutip.add("LOC", "Utara.")
    kutip.open("harga")
    open_panel(kutip)
    check_all(kutip)
    kutip.wait_until(lambda: len(findings(kutip)) == 1, "one finding is to be listed")
    assert kutip.message.startswith("Only the first 1 findings are listed")
