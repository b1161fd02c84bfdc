"""The JSON shape of spans, relations and deltas: what goes out comes back, and nothing malformed comes in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain import codec
from annotator.domain.annotations import Answer
from annotator.domain.edits import Change, Delta, Standing
from annotator.domain.spans import LayerName, Origin, OriginKind, Relation, Span, Status
from tests.strategies import comments, origins, relations, spans, suggestions


def changes(of):
    return st.lists(
        st.tuples(st.one_of(st.none(), of), st.one_of(st.none(), of)).map(lambda pair: Change(*pair)), max_size=3
    ).map(tuple)


standings = st.builds(Standing, st.one_of(st.none(), st.sampled_from(Answer)), st.booleans())
deltas = st.builds(
    Delta, changes(spans()), changes(relations), changes(comments),
    st.one_of(st.none(), st.builds(Change, standings, standings)),
)  # fmt: skip


def through_json(data: object) -> object:
    """What is left after a file: tuples become lists, and text is text."""
    return json.loads(json.dumps(data))


@given(origins)
def test_origin_comes_back(origin):
    assert codec.origin_from_json(through_json(codec.origin_to_json(origin))) == origin


@given(spans())
def test_span_comes_back(span):
    assert codec.span_from_json(through_json(codec.span_to_json(span))) == span
    assert codec.span_from_json(through_json(codec.span_to_json(span, "x" * 40))) == span


@given(relations)
def test_relation_comes_back(relation):
    assert codec.relation_from_json(through_json(codec.relation_to_json(relation))) == relation


@given(comments)
def test_comment_comes_back(comment):
    assert codec.comment_from_json(through_json(codec.comment_to_json(comment))) == comment


@given(deltas)
def test_delta_comes_back_and_so_does_its_inverse(delta):
    assert codec.delta_from_json(through_json(codec.delta_to_json(delta))) == delta
    assert codec.delta_from_json(through_json(codec.delta_to_json(delta.inverse()))) == delta.inverse()


@given(suggestions())
def test_suggestions_come_back(suggested):
    assert codec.suggestions_from_json(through_json(codec.suggestions_to_json(suggested))) == suggested


def test_empty_delta_is_an_empty_object():
    assert codec.delta_to_json(Delta()) == {}


def test_span_is_written_as_the_format_says():
    span = Span("s1", 32, 46, "PER", LayerName.ENTITY, {"b": 1, "a": True}, Status.ACCEPTED,
                Origin(OriginKind.MODEL, "id_berita", "0.1.0", 0.97))  # fmt: skip
    written = codec.span_to_json(span, " " * 32 + "Vladimir Putin dan")
    assert list(written) == ["id", "start", "end", "label", "text", "layer", "status", "attrs", "origin"]
    assert written["text"] == "Vladimir Putin"
    assert list(written["attrs"]) == ["a", "b"]
    assert written["origin"] == {"kind": "model", "name": "id_berita", "version": "0.1.0", "score": 0.97}


def test_human_origin_is_written_short_and_a_score_of_zero_is_kept():
    assert codec.origin_to_json(Origin(OriginKind.HUMAN)) == {"kind": "human"}
    assert codec.origin_to_json(Origin(OriginKind.RULE, score=0.0)) == {"kind": "rule", "score": 0.0}


GOOD_SPAN = codec.span_to_json(Span("s1", 0, 5, "PER", LayerName.ENTITY))
GOOD_LINK = codec.relation_to_json(Relation("r1", "said_by", "s1", "s2"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "0"}, {"start": 0.0}, {"start": True}, {"end": None}, {"end": 0}, {"start": -1}, {"layer": "words"},
        {"status": "done"}, {"attrs": []}, {"attrs": {"a": {}}}, {"attrs": {"a": [1]}}, {"origin": {}},
        {"origin": {"kind": "alien"}}, {"origin": {"kind": "rule", "score": 2}},
        {"origin": {"kind": "rule", "score": "0.5"}}, {"origin": {"kind": "rule", "score": True}}, {"origin": "rule"},
        {"origin": {"kind": "rule", "score": float("nan")}},
    ],
    ids=str,
)  # fmt: skip
def test_malformed_span_is_refused(wrong):
    with pytest.raises((KeyError, TypeError, ValueError)):
        codec.span_from_json({**GOOD_SPAN, **wrong})


@pytest.mark.parametrize("missing", ["id", "start", "end", "label", "layer", "attrs", "status", "origin"])
def test_span_with_a_field_missing_is_refused(missing):
    with pytest.raises(KeyError):
        codec.span_from_json({key: value for key, value in GOOD_SPAN.items() if key != missing})


@pytest.mark.parametrize("missing", ["id", "label", "head", "child", "status", "origin"])
def test_relation_with_a_field_missing_is_refused(missing):
    with pytest.raises(KeyError):
        codec.relation_from_json({key: value for key, value in GOOD_LINK.items() if key != missing})
