"""The quote frame in the right panel: what it says, and that mouse and keyboard change it there."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from annotator.gui.panels.pieces import FrameField
from tests.stories.driver import Driver


def fields(kutip: Driver) -> dict[str, FrameField]:
    """Return the fields with a button, by what the button says to screen readers."""
    shown = kutip.window.inspector.card.findChildren(FrameField)
    return {field.button.accessibleName(): field for field in shown}


def test_an_incomplete_quote_says_so_and_which_key_mends_it(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    assert kutip.facts["missing"] == "No speaker is known yet. Press s."
    assert (kutip.facts["speaker"], kutip.facts["full name"], kutip.facts["cue"]) == ("–", "–", "–")
    kutip.press("s")
    assert "missing" not in kutip.facts


def test_each_field_shows_its_key(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    assert set(fields(kutip)) == {"Change: speaker (s)", "Change: full name (n)", "Change: cue (c)"}


def test_a_click_on_a_field_does_what_its_key_does_and_gives_the_keyboard_to_the_text(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    kutip.click_widget(fields(kutip)["Change: speaker (s)"].button)
    assert kutip.quote('"Hubungan').resolved == ("Vladimir Putin",)
    assert kutip.window.picks.list.isVisible()
    assert kutip.window.canvas.hasFocus()
    kutip.press("Escape")
    assert kutip.quote('"Hubungan').resolved == ()


def test_a_field_is_reached_and_pressed_with_the_keyboard(kutip: Driver) -> None:
    kutip.focus("QUOTE", '"Hubungan')
    button = fields(kutip)["Change: cue (c)"].button
    button.setFocus()
    kutip.press("Space")
    assert kutip.facts["cue"] == "katanya"


def test_the_frame_is_shown_from_its_speaker_too(kutip: Driver) -> None:
    kutip.focus("SPEAKER", "Putin")
    assert kutip.facts["quote"].startswith("“Kami")
    assert (kutip.facts["speaker"], kutip.facts["type"], kutip.facts["closed"]) == ("Putin", "direct", "✓")
    boxes = kutip.window.inspector.card.findChildren(QComboBox)
    kind = next(box for box in boxes if box.accessibleName() == "type")
    kind.setFocus()
    kutip.press("Down")
    kutip.wait_until(lambda: kutip.quote("“Kami").kind == "indirect", "the type did not change")


def test_marks_that_do_not_pair_are_told_quietly_and_mended_from_the_panel(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    assert "marks" not in kutip.facts
    kutip.press("Alt+Left")
    assert kutip.facts["marks"] == "Its quotation mark lies elsewhere."
    kutip.click_widget(fields(kutip)["Its quotation mark lies elsewhere. (r)"].button)
    assert kutip.spans("QUOTE")[0] == "“Kami siap bekerja sama,”"
    assert "marks" not in kutip.facts


def test_the_parts_of_a_split_quote_lead_to_each_other(kutip: Driver) -> None:
    kutip.focus("QUOTE", "“Kami")
    kutip.press("Right", "Right", "Right", "Ctrl+K")
    assert (kutip.facts["part 1"], kutip.facts["part 2"]) == ("“Kami siap", "bekerja sama,”")
    kutip.click_widget(fields(kutip)["Go there (›)"].button)
    assert kutip.focused == kutip.span("QUOTE", "“Kami siap")
