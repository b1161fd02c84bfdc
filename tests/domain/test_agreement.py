"""Agreement: exact spans, pair by pair."""

from __future__ import annotations

import pytest

from annotator.domain.agreement import PairwiseAgreement
from annotator.domain.spans import LayerName, Span, Status


def per(start: int, end: int, status: Status = Status.ADDED) -> Span:
    return Span(f"s{start}-{end}", start, end, "PER", LayerName.ENTITY, status=status)


def test_it_is_not_known_until_two_have_annotated_one_article():
    agreement = PairwiseAgreement()
    agreement.add([[per(0, 3)]])

    assert (agreement.f1, agreement.articles) == (None, 0)


def test_f1_counts_what_is_in_common_twice_over_what_there_is():
    agreement = PairwiseAgreement()
    agreement.add([[per(0, 3), per(5, 9)], [per(0, 3), per(5, 8), per(10, 12)]])

    assert agreement.f1 == pytest.approx(2 * 1 / 5)


def test_three_annotators_are_three_pairs_and_articles_add_up():
    agreement = PairwiseAgreement()
    agreement.add([[per(0, 3)], [per(0, 3)], [per(0, 2)]])
    other = PairwiseAgreement()
    other.add([[per(4, 6)], [per(4, 6)]])
    agreement.take_in(other)

    assert agreement.articles == 2
    assert agreement.f1 == pytest.approx(2 * (1 + 1) / (6 + 2))


def test_rejected_suggestions_are_not_what_they_say():
    agreement = PairwiseAgreement()
    agreement.add([[per(0, 3), per(4, 6, Status.REJECTED)], [per(0, 3)]])

    assert agreement.f1 == 1
