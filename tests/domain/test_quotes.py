"""Quotes as views over spans and relations."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Layer, view
from annotator.domain.quotes import Quote, frame_of, quotes
from annotator.domain.spans import LayerName, Relation, Span, Status
from annotator.domain.suggestions import ModelInfo, Suggestions


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
