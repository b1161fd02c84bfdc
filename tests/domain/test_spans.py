"""Spans and relations: what may be one, how they are ordered, and ids that stay the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import (
    LayerName,
    Relation,
    Span,
    Status,
    in_document_order,
    suggested_relation_id,
    suggested_span_id,
)
from annotator.domain.suggestions import ModelInfo, Suggestions
from tests.strategies import spans


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3)])
def test_span_is_never_empty_backwards_or_before_the_text(start, end):
    with pytest.raises(ValueError, match="s1"):
        Span("s1", start, end, "PER", LayerName.ENTITY)


def test_spans_share_a_character_or_do_not_overlap():
    span = Span("s1", 5, 10, "PER", LayerName.ENTITY)
    assert span.overlaps(9, 20)
    assert span.overlaps(0, 6)
    assert span.overlaps(6, 7)
    assert not span.overlaps(10, 12)
    assert not span.overlaps(0, 5)


def test_only_suggested_is_open_and_only_rejected_is_not_live():
    for status in Status:
        for thing in (Span("s", 0, 1, "PER", LayerName.ENTITY, {}, status), Relation("r", "x", "a", "b", status)):
            assert thing.is_open == (status is Status.SUGGESTED)
            assert thing.is_live == (status is not Status.REJECTED)


def test_outer_spans_come_before_inner_ones():
    outer = Span("b", 0, 10, "QUOTE", LayerName.QUOTE)
    inner = Span("a", 0, 5, "PER", LayerName.ENTITY)
    later = Span("c", 1, 10, "PER", LayerName.ENTITY)
    assert in_document_order([later, inner, outer]) == [outer, inner, later]


@given(st.lists(spans(), max_size=8, unique_by=lambda span: span.id), st.randoms())
def test_document_order_does_not_depend_on_the_order_they_came_in(found, random):
    shuffled = random.sample(found, len(found))
    assert in_document_order(shuffled) == in_document_order(found)


def test_same_suggestion_has_the_same_id_and_any_other_another():
    one = suggested_span_id(LayerName.ENTITY, "PER", 0, 5)
    assert one == suggested_span_id(LayerName.ENTITY, "PER", 0, 5)
    others = {
        suggested_span_id(LayerName.QUOTE, "PER", 0, 5),
        suggested_span_id(LayerName.ENTITY, "ORG", 0, 5),
        suggested_span_id(LayerName.ENTITY, "PER", 0, 6),
        suggested_span_id(LayerName.ENTITY, "PER", 1, 5),
        suggested_relation_id("said_by", "a", "b"),
        suggested_relation_id("said_by", "b", "a"),
    }
    assert one not in others
    assert len(others) == 6


def test_answer_for_another_text_or_from_another_model_is_stale():
    model = ModelInfo("id_berita", "0.1")
    answer = Suggestions("a" * 64, model)
    assert not answer.is_stale("a" * 64, ModelInfo("id_berita", "0.1"))
    assert answer.is_stale("b" * 64, model)
    assert answer.is_stale("a" * 64, ModelInfo("id_berita", "0.2"))
