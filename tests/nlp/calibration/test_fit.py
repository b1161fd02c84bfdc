"""Curves fitted on some articles, and the error measured on the one left out."""

import pytest

from annotator.nlp.calibration.fit import errors, fitted
from annotator.nlp.calibration.judge import Text
from annotator.nlp.training.calibrate import Judged


def modest(count=10):
    """An article whose cues are said to be right six times in ten and always are."""
    return Text(tuple(Judged("CUE", 0.6, is_right=True) for _ in range(count)))


def test_what_was_too_modest_is_brought_up_and_a_dozen_cases_prove_little():
    many = fitted([modest() for _ in range(12)])["CUE"](0.6)
    few = fitted([modest()])["CUE"](0.6)

    assert 0.6 < few < many < 1
    assert many > 0.9


def test_links_have_a_curve_and_do_not_count_in_the_error_of_spans():
    texts = [Text(modest().judged, (Judged("said_by", 0.3, is_right=True),))] * 4

    assert set(fitted(texts)) == {"CUE", "said_by"}
    assert errors(texts, []).count == 40


def test_the_error_is_measured_on_texts_the_curve_never_saw():
    odd = Text(tuple(Judged("CUE", 0.6, is_right=False) for _ in range(30)))

    measured = errors([*(modest() for _ in range(12)), odd], [])

    assert measured.before == pytest.approx((120 * 0.4 - 30 * 0.6) / 150)
    assert measured.after > 0.1


def test_a_kind_the_rest_does_not_have_keeps_its_score():
    alone = [Text((Judged("EVENT", 0.5, is_right=True),)), modest()]

    assert errors(alone, []).after == pytest.approx((0.5 + 10 * 0.4) / 11)
