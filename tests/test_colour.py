"""The colour arithmetic the label tests rest on, against published values."""

from __future__ import annotations

import pytest

from tests.colour import VISIONS, contrast, difference, oklab, oklch


def test_white_black_and_red_have_their_published_oklch():
    assert oklch("#ffffff")[:2] == pytest.approx((1.0, 0.0), abs=1e-4)
    assert oklch("#000000")[:2] == pytest.approx((0.0, 0.0), abs=1e-9)
    assert oklch("#ff0000") == pytest.approx((0.62796, 0.25768, 29.234), abs=1e-2)
    assert oklch("#0000ff") == pytest.approx((0.45201, 0.31321, 264.05), abs=1e-2)


def test_contrast_runs_from_1_to_21_and_knows_the_aa_grey():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("vision", VISIONS)
def test_greys_look_the_same_to_everyone(vision):
    assert oklab("#808080", vision) == pytest.approx(oklab("#808080"), abs=2e-3)


def test_red_and_green_come_closer_without_red_or_green_cones_only():
    red, green = "#c03030", "#308030"
    assert difference(red, green, "deuteranopia") < difference(red, green) / 2
    assert difference(red, green, "protanopia") < difference(red, green) / 2
    assert difference(red, green, "tritanopia") > difference(red, green) / 2
