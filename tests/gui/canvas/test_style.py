"""Every word the canvas paints can be read on what it stands on, in both themes (WCAG AA)."""

import dataclasses

import pytest
from PySide6.QtGui import QColor

from annotator.domain.schema import LabelDef, Schema
from annotator.domain.spans import LayerName
from annotator.gui.canvas.colour import AA_GRAPHIC, AA_TEXT, contrast, faded, readable
from annotator.gui.canvas.painter import DIMMED, LEAST_OPACITY
from annotator.gui.canvas.style import CanvasStyle
from tests.gui.canvas.conftest import SCHEMA

HARD = Schema(
    "hard",
    "1",
    {},
    tuple(
        LabelDef(name, LayerName.QUOTE, "", colour, colour)
        for name, colour in (("YELLOW", "#ffff00"), ("NAVY", "#000040"), ("GREY", "#808080"), ("WHITE", "#ffffff"))
    ),
)


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def dark(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture(params=[SCHEMA, HARD], ids=["berita", "hard"])
def style(request: pytest.FixtureRequest, dark: bool, qapp: object) -> CanvasStyle:
    return CanvasStyle.build(request.param, dark)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21.0)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.478, abs=0.01)


def test_words_are_readable_on_every_ground(style: CanvasStyle) -> None:
    palette = style.palette
    tints = [tint for look in style.looks.values() for tint in look.tints]
    for ground in (palette.page, *tints, palette.selection, palette.hit, palette.current_hit):
        assert contrast(palette.text, ground) >= AA_TEXT, ground.name()


def test_quiet_words_are_readable_too(style: CanvasStyle) -> None:
    palette = style.palette
    tints = [look.tints[0] for look in style.looks.values()]
    for ground in (palette.page, *tints):
        assert contrast(palette.muted, ground) >= AA_TEXT, ground.name()
        assert contrast(palette.dimmed, ground) >= AA_TEXT, ground.name()


def test_chips_are_readable_open_decided_and_focused(style: CanvasStyle) -> None:
    for look in (*style.looks.values(), style.fallback):
        assert contrast(look.on_fill, look.fill) >= AA_TEXT
        assert contrast(look.on_strong, look.strong) >= AA_TEXT
        for ground in (style.palette.page, *look.tints):
            assert contrast(look.hollow, ground) >= AA_TEXT
            assert contrast(look.line, ground) >= AA_GRAPHIC


@pytest.mark.parametrize("score", [0.0, 0.3, 0.7, 1.0])
def test_a_low_score_fades_a_chip_only_as_far_as_it_can_be_read(style: CanvasStyle, score: float) -> None:
    for look in style.looks.values():
        grounds = (style.palette.page, *look.tints)
        for share in (LEAST_OPACITY + (1 - LEAST_OPACITY) * score, LEAST_OPACITY * DIMMED):
            ink = faded(look.hollow, share, *grounds)
            assert min(contrast(ink, ground) for ground in grounds) >= AA_TEXT


def test_the_focus_ring_stands_out_from_page_and_quotes(style: CanvasStyle) -> None:
    for ground in (style.palette.page, *(tint for look in style.looks.values() for tint in look.tints)):
        assert contrast(style.palette.ring, ground) >= AA_GRAPHIC


def test_a_colour_that_is_readable_is_left_alone() -> None:
    assert readable(QColor("#000080"), QColor("#ffffff")) == QColor("#000080")


def test_quotes_get_a_ground_and_everything_else_an_underline(qapp: object) -> None:
    style = CanvasStyle.build(SCHEMA)
    assert style.washed == {"QUOTE"}
    assert style.linking == {"QUOTE", "SPEAKER", "ROLE"}


def test_a_label_the_set_does_not_know_is_grey(qapp: object) -> None:
    style = CanvasStyle.build(SCHEMA)
    assert style.look("NEW") is style.fallback


def test_zoom_doubles_what_is_measured(qapp: object) -> None:
    style = CanvasStyle.build(SCHEMA)
    one, two = style.metrics(1.0), style.metrics(2.0)
    for name in (field.name for field in dataclasses.fields(one) if isinstance(getattr(one, field.name), float)):
        assert getattr(two, name) == pytest.approx(2 * getattr(one, name), rel=0.35), name


MARKS = ("mark_open", "mark_hit", "mark_note", "ring", "caret")


@pytest.mark.parametrize("name", MARKS)
def test_marks_and_caret_stand_out_from_the_page(style: CanvasStyle, name: str) -> None:
    assert contrast(getattr(style.palette, name), style.palette.page) >= AA_GRAPHIC


def test_every_line_stands_out_and_a_quiet_one_can_still_be_made_out(style: CanvasStyle) -> None:
    for look in (*style.looks.values(), style.fallback):
        for ground in (style.palette.page, *look.tints):
            assert contrast(look.line, ground) >= AA_GRAPHIC
        assert contrast(look.quiet, style.palette.page) >= AA_GRAPHIC * 0.75


def test_every_chip_that_is_painted_can_be_read(style: CanvasStyle) -> None:
    for label in (*style.looks, "unknown"):
        for steps in range(5, 21):
            for is_focused in (False, True):
                hollow = style.chip(label, steps / 20, is_open=True, is_focused=is_focused)
                for ground in (style.palette.page, *style.look(label).tints):
                    assert contrast(hollow.ink, ground) >= AA_TEXT
                filled = style.chip(label, steps / 20, is_open=False, is_focused=is_focused)
                assert filled.ground is not None
                assert contrast(filled.ink, filled.ground) >= AA_TEXT
