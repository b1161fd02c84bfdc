"""What the desk knows about the open view is what working it out anew would say, after any step."""

import pytest

from annotator.domain.annotations import differing
from annotator.gui.desk import Sight
from tests.stories.driver import Driver

STEPS = (
    ("Tab", "Return", "Return", "Return"),
    ("Tab", "x", "Ctrl+Z", "Ctrl+Shift+Z"),
    ("Tab", "2", "Ctrl+Z"),
    ("Tab", "Alt+Right", "Alt+Left"),
    ("Shift+Return", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Z"),
)


@pytest.mark.parametrize("keys", STEPS, ids=" ".join)
def test_the_sight_after_each_step_is_the_one_worked_out_anew(kutip: Driver, keys: tuple[str, ...]) -> None:
    desk = kutip.window.desk
    for key in keys:
        before = desk.view
        kutip.press(key)
        fresh = Sight(desk.view)
        assert (desk.sight.spans, desk.sight.open_count) == (fresh.spans, fresh.open_count)
        assert desk.sight.quoted == fresh.quoted
        assert kutip.window.canvas._quoted == fresh.quoted
        now = desk.view.spans
        assert differing(before, desk.view) == {
            span_id for span_id in {*before.spans, *now} if before.spans.get(span_id) != now.get(span_id)
        }


def test_linking_and_clearing_a_quote_makes_its_frame_anew(kutip: Driver) -> None:
    desk = kutip.window.desk
    kutip.focus("QUOTE", '"Hubungan')
    for key in ("s", "Return", "Shift+S", "Ctrl+Z", "d", "i"):
        kutip.press(key)
        assert desk.sight.quoted == Sight(desk.view).quoted
    assert kutip.speaker_of('"Hubungan') is not None


def test_the_panels_follow_the_focus_however_fast_it_moves(kutip: Driver) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    for _ in range(5):
        QTest.keyClick(kutip.window.canvas, Qt.Key.Key_Tab)
    focused = kutip.focused
    assert focused is not None
    kutip.wait_until(lambda: kutip.window.inspector._span == focused, "the inspector shows another span")
