"""Reading the canvas as one likes: layers left out, paragraph numbers, typography, motion; the data never changes."""

import pytest
from PySide6.QtCore import QAbstractAnimation
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from annotator.domain.spans import LayerName
from annotator.gui.canvas import CanvasStyle
from annotator.gui.canvas.canvas import HIDEABLE
from annotator.gui.canvas.layout import cut
from annotator.gui.canvas.style import Typography
from tests.gui.canvas.conftest import SCHEMA, seed_view
from tests.gui.canvas.test_canvas import Driver


@pytest.fixture
def driver(qtbot: QtBot, seed_text: str) -> Driver:
    return Driver(qtbot, seed_text, seed_view(seed_text))


def painted_layers(driver: Driver) -> set[LayerName]:
    flow = driver.canvas.flow
    blocks = [flow.laid_out(index) for index in range(len(flow.blocks))]
    return {piece.span.layer for block in blocks for line in block.lines for piece in line.pieces}


def picture(driver: Driver) -> QImage:
    return driver.canvas.viewport().grab().toImage()


@pytest.mark.parametrize("layer", list(LayerName))
def test_a_hidden_layer_is_not_painted_and_the_others_are(driver: Driver, layer: LayerName) -> None:
    driver.canvas.set_hidden(frozenset([layer.value]))
    assert painted_layers(driver) == set(LayerName) - {layer}
    driver.canvas.set_hidden(frozenset())
    assert painted_layers(driver) == set(LayerName)


def test_hidden_links_take_their_arcs_away_and_nothing_else(driver: Driver) -> None:
    quote = next(s for s in driver.canvas._whole.spans.values() if s.label == "QUOTE")
    before = picture(driver)
    driver.canvas.set_hidden(frozenset(["relation"]))
    assert picture(driver) != before
    assert painted_layers(driver) == set(LayerName)
    driver.canvas.focus_span(quote.id, scroll=False)
    assert len(driver.canvas._scene.frame_ids) == 3
    driver.canvas.focus_span(None)
    driver.canvas.place_caret(0)
    driver.canvas.set_hidden(frozenset())
    assert picture(driver) == before


def test_hiding_the_focused_layer_takes_the_focus_away(driver: Driver) -> None:
    span = next(s for s in driver.canvas._whole.spans.values() if s.layer is LayerName.ENTITY)
    driver.canvas.focus_span(span.id)
    driver.canvas.set_hidden(frozenset(["entity"]))
    assert driver.focused == [span.id, None]


def test_a_hidden_span_that_is_focused_shows_as_long_as_it_has_the_focus(driver: Driver) -> None:
    span = next(s for s in driver.canvas._whole.spans.values() if s.layer is LayerName.ENTITY)
    driver.canvas.set_hidden(frozenset(["entity"]))
    driver.canvas.focus_span(span.id)
    assert driver.canvas.focused_span == span
    assert LayerName.ENTITY in painted_layers(driver)
    driver.canvas.focus_span(None)
    assert LayerName.ENTITY not in painted_layers(driver)


def test_every_hideable_thing_is_a_layer_or_the_links() -> None:
    assert set(HIDEABLE) == {"entity", "quote", "zone", "relation"}


def test_paragraphs_are_numbered_and_empty_lines_are_not() -> None:
    text = "Satu\n\nDua\n \n" + "kata " * 1000 + "\nTiga"
    numbered = [(text[block.start : block.start + 3], block.number) for block in cut(text) if block.number]
    assert numbered == [("Sat", 1), ("Dua", 2), ("kat", 3), ("Tig", 4)]


def test_numbers_show_left_of_the_text_and_push_nothing_off_it(driver: Driver) -> None:
    driver.canvas.resize(500, 640)
    before = picture(driver)
    driver.canvas.set_numbers(True)
    assert picture(driver) != before
    left = driver.canvas.box_of(0).left()
    assert left >= driver.canvas.flow.metrics.gutter + driver.canvas.flow.metrics.number_width
    driver.canvas.set_numbers(False)
    assert picture(driver) == before


@pytest.mark.parametrize(
    ("typography", "name", "is_more"),
    [
        (Typography(size=20.0), "average_width", True),
        (Typography(spacing=2.4), "line_pitch", True),
        (Typography(spacing=1.2), "line_pitch", False),
        (Typography(columns=50), "column", False),
    ],
)
def test_typography_is_taken_live_and_the_top_line_stays(
    driver: Driver, typography: Typography, name: str, is_more: bool
) -> None:
    driver.canvas.verticalScrollBar().setValue(400)
    top = driver.canvas._top_line()
    before = getattr(driver.canvas.flow.metrics, name)
    driver.canvas.set_style(CanvasStyle.build(SCHEMA, False, typography))
    after = getattr(driver.canvas.flow.metrics, name)
    assert (after > before) is is_more
    assert after != before
    assert top is not None
    assert 0 <= driver.canvas.box_of(top[0]).top() < 120


def test_a_chosen_font_is_asked_for_first(driver: Driver) -> None:
    driver.canvas.set_style(CanvasStyle.build(SCHEMA, False, Typography(families=("Serif", "Sans"))))
    assert driver.canvas.flow.metrics.text_font.families()[:2] == ["Serif", "Sans"]


@pytest.mark.parametrize(("wish", "glides"), [("on", True), ("off", False)])
def test_motion_is_on_or_off_as_wished(driver: Driver, wish: str, glides: bool) -> None:
    driver.canvas.set_motion(wish)
    driver.canvas.resize(700, 400)
    far = driver.offset("terjadi agresi")
    driver.canvas.come_to_rest()
    driver.canvas.show_range(far, far + 4)
    assert (driver.canvas._motion.state() is QAbstractAnimation.State.Running) is glides
    driver.canvas.come_to_rest()
    assert driver.canvas.viewport().rect().contains(driver.canvas.box_of(far).center().toPoint())
