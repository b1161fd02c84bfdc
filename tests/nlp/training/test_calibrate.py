"""Curves that turn what a network says into how often it is right."""

import pytest

from annotator.nlp.recogniser import Curve
from annotator.nlp.training.calibrate import Judged, calibration_error, curves


def boastful(label="PER"):
    """Sixty times "0.95", right two times in three."""
    return [Judged(label, 0.95, i % 3 > 0) for i in range(60)]


def test_a_boastful_network_is_brought_down():
    curve = curves(boastful())["PER"]

    assert curve(0.95) == pytest.approx(2 / 3, abs=0.05)
    assert curve(0.99) > curve(0.95) > curve(0.5)


def test_the_error_is_the_distance_between_said_and_right():
    assert calibration_error(boastful()) == pytest.approx(0.95 - 2 / 3)
    assert calibration_error([]) == 0


def test_labels_have_curves_of_their_own():
    fitted = curves([*boastful("PER"), *(Judged("LOC", 0.95, True) for _ in range(60))])

    assert fitted["LOC"](0.95) > 0.9 > fitted["PER"](0.95)


def test_no_score_is_certain():
    assert 0 < Curve()(0.0) < 1e-5
    assert 1 > Curve()(1.0) > 0.99999
