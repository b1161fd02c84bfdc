"""Contrast is computed for every pair of colours in use, not judged by eye."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPalette

from annotator import bootstrap
from annotator.gui.theme import (
    AA,
    AA_SHAPE,
    DARK,
    LIGHT,
    SHAPE_PAIRS,
    TEXT_PAIRS,
    Theme,
    choose,
    contrast,
    ink,
    palette,
)

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@THEMES
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_writing_passes_aa(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= AA


@THEMES
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_outlines_pass_aa_for_shapes(theme: Theme, shape: str, ground: str) -> None:
    assert contrast(getattr(theme, shape), getattr(theme, ground)) >= AA_SHAPE


@THEMES
def test_label_colours_stand_out_from_the_chrome_and_carry_writing(theme: Theme) -> None:
    for label in bootstrap.shipped_schema().labels:
        colour = label.dark if theme.is_dark else label.light
        assert contrast(colour, theme.window) >= AA_SHAPE, label.name
        assert contrast(ink(colour), colour) >= AA, label.name


@THEMES
def test_the_palette_is_made_of_the_theme(theme: Theme) -> None:
    made = palette(theme)
    assert made.color(QPalette.ColorRole.Window).name() == theme.window
    assert made.color(QPalette.ColorRole.Text).name() == theme.text


def test_a_chosen_theme_is_taken_and_a_silent_system_is_light(qapp: object) -> None:
    assert choose("dark") is DARK
    assert choose("light") is LIGHT
    assert choose("system") in (LIGHT, DARK)
