"""Quotes as views over spans and relations."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain import edits
from annotator.domain.annotations import Layer, differing, view
from annotator.domain.errors import UserError
from annotator.domain.quotes import Frames, Quote, frame_of, quotes
from annotator.domain.spans import LayerName, Relation, Span, Status
from annotator.domain.suggestions import ModelInfo, Suggestions
from tests.strategies import TEXT_LENGTH, some_edit, suggestions


def span(span_id, start, end, label, **attrs):
    return Span(span_id, start, end, label, LayerName.QUOTE, attrs, Status.ACCEPTED)


CONTENT = span("q", 0, 40, "QUOTE", type="direct")
CUE = span("c", 41, 45, "CUE")
SPEAKER = span("s", 46, 51, "SPEAKER", kind="name", resolves_to=["Vladimir Putin"])
LATER = span("q2", 60, 90, "QUOTE", type="indirect", closed=False)
SPANS = {each.id: each for each in (LATER, CUE, CONTENT, SPEAKER)}
SAID = Relation("r1", "said_by", "q", "s", Status.ACCEPTED)
CUED = Relation("r2", "cued_by", "q", "c", Status.ACCEPTED)


def test_quotes_come_in_document_order_with_speaker_and_cue():
    first, second = quotes(SPANS, {"r1": SAID, "r2": CUED})
    assert first == Quote(CONTENT, SPEAKER, CUE, SAID, CUED)
    assert second == Quote(LATER)


def test_kind_closed_and_who_are_read_from_the_attributes():
    first, second = quotes(SPANS, {"r1": SAID})
    assert (first.kind, first.is_closed, first.resolved, first.is_complete) == (
        "direct",
        True,
        ("Vladimir Putin",),
        True,
    )
    assert (second.kind, second.is_closed, second.resolved, second.is_complete) == ("indirect", False, (), False)


def test_floating_quote_is_complete_with_the_name_on_itself():
    floating = span("q", 0, 5, "QUOTE", resolves_to="Putin")
    assert Quote(floating).resolved == ("Putin",)
    assert Quote(floating).is_complete
    assert Quote(floating).kind == ""


def test_name_at_the_speaker_goes_before_the_one_on_the_quote():
    assert Quote(span("q", 0, 5, "QUOTE", resolves_to=["X"]), SPEAKER).resolved == ("Vladimir Putin",)
    assert Quote(span("q", 0, 5, "QUOTE", resolves_to=["X"]), span("s", 6, 9, "SPEAKER")).resolved == ("X",)


@pytest.mark.parametrize("value", [[], "", None, False, 7])
def test_a_name_that_says_nothing_resolves_to_nobody(value):
    assert Quote(span("q", 0, 5, "QUOTE", resolves_to=value)).resolved == ()


def test_rejected_links_and_links_into_nothing_do_not_count():
    rejected = Relation("r1", "said_by", "q", "s", Status.REJECTED)
    dangling = Relation("r3", "cued_by", "q", "gone", Status.ACCEPTED)
    assert quotes(SPANS, {"r1": rejected, "r3": dangling})[0] == Quote(CONTENT)


def test_rejected_quote_is_none():
    gone = Span("q", 0, 40, "QUOTE", LayerName.QUOTE, {}, Status.REJECTED)
    assert quotes({"q": gone}, {}) == []


def test_frame_is_found_from_any_of_its_members_and_from_nothing_else():
    everything = tuple(SPANS.values())
    seen = view(Layer(1, "ani", SPANS, {"r1": SAID, "r2": CUED}), Suggestions("", ModelInfo("", ""), everything))
    assert {frame_of(seen, member).content.id for member in ("q", "c", "s")} == {"q"}
    assert frame_of(seen, "q2").content.id == "q2"
    assert frame_of(seen, "gone") is None
    assert [member.id for member in frame_of(seen, "s").members] == ["q", "s", "c"]


def test_of_two_speakers_the_decided_one_counts_whatever_the_order_they_came_in():
    suggested = Relation("r0", "said_by", "q", "c", Status.SUGGESTED)
    for links in ({"r0": suggested, "r1": SAID}, {"r1": SAID, "r0": suggested}):
        assert quotes(SPANS, links)[0].speaker == SPEAKER


@given(st.data(), suggestions())
@settings(max_examples=40, deadline=None)
def test_frames_brought_up_to_date_are_those_put_together_anew(data, suggested):
    layer = Layer(1, "Ani")
    seen = view(layer, suggested)
    frames = Frames.of(seen)
    for number in range(6):
        edit = some_edit(data.draw, layer, suggested, number)
        with suppress(UserError):  # a split at the edge of the article, for one
            layer = edits.apply(layer, edits.plan(layer, suggested, edit, text_length=TEXT_LENGTH))
        now = view(layer, suggested)
        frames = frames.after(seen, now, differing(seen, now))
        assert frames == Frames.of(now)
        seen = now


def test_a_quote_that_did_not_change_is_the_same_object_and_so_are_frames_without_a_change():
    before = view(Layer(1, "Ani", SPANS, {"r1": SAID, "r2": CUED}), None)
    frames = Frames.of(before)
    moved = view(Layer(1, "Ani", {**SPANS, "s": replace(SPEAKER, end=52)}, {"r1": SAID, "r2": CUED}), None)
    now = frames.after(before, moved, {"s"})
    assert now.quotes[0].speaker.end == 52
    assert now.quotes[1] is frames.quotes[1]
    name = Span("n", 50, 51, "PER", LayerName.ENTITY)
    named = view(Layer(1, "Ani", {**SPANS, "n": name}, {"r1": SAID, "r2": CUED}), None)
    assert frames.after(before, named, {"n"}) is frames


def test_a_speaker_two_quotes_share_stays_with_the_one_that_keeps_it():
    both = {"r1": SAID, "r3": Relation("r3", "said_by", "q2", "s", Status.ACCEPTED)}
    before = view(Layer(1, "Ani", SPANS, both), None)
    after = view(Layer(1, "Ani", SPANS, {"r3": both["r3"]}), None)
    frames = Frames.of(before).after(before, after, frozenset())
    assert frames == Frames.of(after)
    assert frames.by_member["s"].content == LATER
