"""Edits: what a person means, what that changes, and that all of it can be taken back."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain import edits
from annotator.domain.annotations import Answer, Comment, Layer, view
from annotator.domain.edits import (
    Accept,
    AddSpan,
    Batch,
    Change,
    Delta,
    Finish,
    Flag,
    Link,
    Merge,
    Propagate,
    Reject,
    Relabel,
    RemoveSpan,
    Reopen,
    Resize,
    SetAttribute,
    SetComment,
    SetMarks,
    Split,
    Unlink,
    apply,
    plan,
)
from annotator.domain.errors import UserError
from annotator.domain.schema import RelationDef, Schema
from annotator.domain.spans import LayerName, Origin, OriginKind, Relation, Span, Status
from annotator.domain.suggestions import ModelInfo, Suggestions
from tests.strategies import TEXT_LENGTH, some_edit, suggestions

LENGTH = 100
RULE = Origin(OriginKind.RULE, "quotes", "1", 0.9)

QUOTE = Span("m1", 0, 40, "QUOTE", LayerName.QUOTE, {"type": "direct"}, Status.SUGGESTED, RULE)
CUE = Span("m2", 41, 45, "CUE", LayerName.QUOTE, {}, Status.SUGGESTED, RULE)
SPEAKER = Span("m3", 46, 51, "SPEAKER", LayerName.QUOTE, {}, Status.SUGGESTED, RULE)
OTHER = Span("m4", 60, 65, "SPEAKER", LayerName.QUOTE, {}, Status.SUGGESTED, RULE)
SAID_BY = Relation("n1", "said_by", "m1", "m3", Status.SUGGESTED, RULE)
CUED_BY = Relation("n2", "cued_by", "m1", "m2", Status.SUGGESTED, RULE)
SUGGESTED = Suggestions("0" * 64, ModelInfo("rules", "1"), (QUOTE, CUE, SPEAKER, OTHER), (SAID_BY, CUED_BY))
EMPTY = Layer(1, "ani")
ADDED = Span("h1", 70, 75, "PER", LayerName.ENTITY)


def after(*done: edits.Edit, layer: Layer = EMPTY, suggested: Suggestions | None = SUGGESTED) -> Layer:
    for edit in done:
        layer = apply(layer, plan(layer, suggested, edit, text_length=LENGTH))
    return layer


def refused(edit: edits.Edit, layer: Layer = EMPTY) -> str:
    with pytest.raises(UserError) as error:
        plan(layer, SUGGESTED, edit, text_length=LENGTH)
    return str(error.value)


# --- back and forth --------------------------------------------------------------------------------------------


@given(st.data(), st.one_of(st.none(), suggestions()), st.integers(1, 12))
def test_any_sequence_of_edits_is_undone_to_the_start_and_redone_to_the_end(data, suggested, count):
    layer, states, deltas = EMPTY, [EMPTY], []
    for number in range(count):
        edit = some_edit(data.draw, layer, suggested, number)
        try:
            delta = plan(layer, suggested, edit, text_length=TEXT_LENGTH)
        except UserError:
            continue
        layer = apply(layer, delta)
        deltas.append(delta)
        states.append(layer)
    for delta, before in zip(reversed(deltas), reversed(states[:-1]), strict=True):
        layer = apply(layer, delta.inverse())
        assert layer == before
    assert layer == EMPTY
    for delta, result in zip(deltas, states[1:], strict=True):
        layer = apply(layer, delta)
        assert layer == result


@given(st.data(), suggestions(), st.integers(1, 8))
def test_after_any_edits_the_layer_holds_decisions_only_and_the_links_hang_on_them(data, suggested, count):
    layer = EMPTY
    for number in range(count):
        try:
            delta = plan(layer, suggested, some_edit(data.draw, layer, suggested, number), text_length=TEXT_LENGTH)
        except UserError:
            continue
        layer = apply(layer, delta)
    assert all(span.status is not Status.SUGGESTED for span in layer.spans.values())
    assert all(key == span.id for key, span in layer.spans.items())
    for link in layer.relations.values():
        assert link.status is not Status.SUGGESTED
        if link.is_live:
            assert layer.spans[link.head].is_live
            assert layer.spans[link.child].is_live


@given(st.data(), suggestions())
def test_planning_changes_nothing_and_the_inverse_of_the_inverse_is_the_delta(data, suggested):
    layer = after(AddSpan(ADDED))
    snapshot = Layer(1, "ani", dict(layer.spans), dict(layer.relations), dict(layer.comments))
    try:
        delta = plan(layer, suggested, some_edit(data.draw, layer, suggested, 0), text_length=TEXT_LENGTH)
    except UserError:
        return
    assert layer == snapshot
    assert delta.inverse().inverse() == delta
    assert delta.is_empty == (apply(layer, delta) == layer)


def test_a_delta_changes_each_thing_once_however_often_a_batch_touches_it():
    batch = Batch((AddSpan(ADDED), Resize("h1", 70, 80), Relabel("h1", "ORG", LayerName.ENTITY), Flag(is_flagged=True)))
    delta = plan(EMPTY, None, batch, text_length=LENGTH)
    assert delta.spans == (Change(None, Span("h1", 70, 80, "ORG", LayerName.ENTITY)),)


def test_an_edit_that_changes_nothing_has_an_empty_delta():
    layer = after(AddSpan(ADDED))
    for edit in (AddSpan(ADDED), Resize("h1", 70, 75), Relabel("h1", "PER", LayerName.ENTITY), Reopen(), Batch(()),
                 SetAttribute("h1", "optional", None), Flag(is_flagged=False), Propagate((AddSpan(ADDED),)),
                 Accept(("h1",)), Merge(("h1",)), SetMarks("h1", 70, 75),
                 SetComment(Comment("c9", " ")), Batch((Resize("h1", 70, 80), Resize("h1", 70, 75)))):  # fmt: skip
        assert plan(layer, SUGGESTED, edit, text_length=LENGTH).is_empty, edit


# --- a layer that moved on -------------------------------------------------------------------------------------


def test_apply_refuses_a_layer_in_which_the_span_is_another_by_now():
    layer = after(AddSpan(ADDED))
    delta = plan(layer, None, Resize("h1", 70, 80), text_length=LENGTH)
    moved = after(Resize("h1", 71, 75), layer=layer)
    with pytest.raises(UserError, match="changed elsewhere"):
        apply(moved, delta)


def test_apply_refuses_what_is_there_already_and_what_is_gone():
    adding = plan(EMPTY, None, AddSpan(ADDED), text_length=LENGTH)
    with pytest.raises(UserError):
        apply(after(AddSpan(ADDED)), adding)
    with pytest.raises(UserError):
        apply(EMPTY, adding.inverse())


def test_apply_refuses_another_answer_than_the_delta_started_from():
    finishing = plan(EMPTY, None, Finish(Answer.ACCEPT), text_length=LENGTH)
    with pytest.raises(UserError):
        apply(after(Flag(is_flagged=True)), finishing)


def test_apply_refuses_links_and_comments_that_moved_on():
    decided = after(Accept(("m1", "m3")))
    unlinking = plan(decided, SUGGESTED, Unlink("n1"), text_length=LENGTH)
    with pytest.raises(UserError):
        apply(EMPTY, unlinking)
    commenting = plan(EMPTY, None, SetComment(Comment("c1", "cek")), text_length=LENGTH)
    with pytest.raises(UserError):
        apply(after(SetComment(Comment("c1", "lain"))), commenting)


def test_apply_refuses_a_change_of_nothing_into_nothing():
    with pytest.raises(UserError):
        apply(EMPTY, Delta(spans=(Change(None, None),)))


# --- accept and reject -----------------------------------------------------------------------------------------


def test_accept_keeps_the_suggestion_with_its_id_origin_and_attributes():
    layer = after(Accept(("m1",)))
    assert layer.spans == {"m1": Span("m1", 0, 40, "QUOTE", LayerName.QUOTE, {"type": "direct"}, Status.ACCEPTED, RULE)}


def test_a_suggested_link_follows_once_both_its_ends_are_accepted():
    assert after(Accept(("m1",))).relations == {}
    layer = after(Accept(("m1",)), Accept(("m3",)))
    assert layer.relations == {"n1": Relation("n1", "said_by", "m1", "m3", Status.ACCEPTED, RULE)}


def test_a_suggested_link_follows_when_an_end_is_decided_by_correcting_it():
    layer = after(Accept(("m1",)), Resize("m3", 46, 55))
    assert layer.relations["n1"].status is Status.ACCEPTED


def test_a_link_taken_away_does_not_come_back_with_the_next_accept():
    layer = after(Accept(("m1", "m3")), Unlink("n1"), Accept(("m2", "m4")))
    assert layer.relations["n1"].status is Status.REJECTED
    assert layer.relations["n2"].status is Status.ACCEPTED


def test_accepting_what_is_decided_changes_nothing_and_what_is_unknown_is_refused():
    decided = after(Accept(("m1",)))
    assert plan(decided, SUGGESTED, Accept(("m1",)), text_length=LENGTH).is_empty
    assert "no longer there" in refused(Accept(("m1", "m99")))


def test_reject_keeps_the_suggestion_as_rejected_with_its_links():
    layer = after(Reject(("m3",)))
    assert layer.spans["m3"].status is Status.REJECTED
    assert layer.relations["n1"].status is Status.REJECTED
    assert "m3" not in view(layer, SUGGESTED).spans


def test_what_was_rejected_cannot_be_rejected_moved_or_linked_again():
    layer = after(Reject(("m3",)))
    for edit in (Reject(("m3",)), RemoveSpan("m3"), Resize("m3", 46, 50), SetAttribute("m3", "kind", "name"),
                 Link(Relation("l1", "said_by", "m1", "m3"))):  # fmt: skip
        assert "no longer there" in refused(edit, layer)


def test_half_of_a_refused_batch_is_not_done():
    assert "no longer there" in refused(Batch((AddSpan(ADDED), RemoveSpan("m99"))))


# --- adding and removing ---------------------------------------------------------------------------------------


def test_adding_what_is_an_open_suggestion_accepts_that_suggestion():
    layer = after(AddSpan(Span("h9", 46, 51, "SPEAKER", LayerName.QUOTE)))
    assert set(layer.spans) == {"m3"}
    assert layer.spans["m3"].status is Status.ACCEPTED


def test_adding_what_was_rejected_brings_that_one_back_as_corrected():
    layer = after(Reject(("m3",)), AddSpan(Span("h9", 46, 51, "SPEAKER", LayerName.QUOTE, {"kind": "name"})))
    assert set(layer.spans) == {"m3"}
    assert layer.spans["m3"].status is Status.CORRECTED
    assert layer.spans["m3"].attrs == {"kind": "name"}


def test_same_words_may_carry_another_label_or_layer():
    layer = after(AddSpan(ADDED), AddSpan(Span("h2", 70, 75, "ORG", LayerName.ENTITY)))
    assert set(layer.spans) == {"h1", "h2"}


@pytest.mark.parametrize("extent", [(90, 101), (100, 120)])
def test_a_span_cannot_reach_outside_the_article(extent):
    assert "outside the article" in refused(AddSpan(Span("h9", *extent, "PER", LayerName.ENTITY)))


@pytest.mark.parametrize("extent", [(-1, 5), (5, 5), (7, 5), (0, 101)])
def test_a_span_cannot_be_moved_to_nothing_or_outside(extent):
    assert "outside the article" in refused(Resize("m1", *extent))


def test_removing_what_a_person_added_leaves_no_trace():
    assert after(AddSpan(ADDED), RemoveSpan("h1")) == EMPTY


def test_removing_a_span_takes_its_links_and_comments_along_and_undo_brings_them_back():
    full = after(
        AddSpan(ADDED),
        Link(Relation("l1", "refers_to", "m3", "h1")),
        SetComment(Comment("c1", "siapa?", "h1")),
        SetComment(Comment("c2", "seluruh artikel")),
    )
    delta = plan(full, SUGGESTED, RemoveSpan("h1"), text_length=LENGTH)
    bare = apply(full, delta)
    assert "h1" not in bare.spans
    assert "l1" not in bare.relations
    assert set(bare.comments) == {"c2"}
    assert apply(bare, delta.inverse()) == full


def test_removing_a_corrected_suggestion_keeps_it_known_as_rejected():
    layer = after(Resize("m3", 46, 50), RemoveSpan("m3"))
    assert layer.spans["m3"].status is Status.REJECTED


def test_propagate_puts_many_in_one_step_and_skips_what_is_there():
    there, new = Span("h2", 70, 75, "PER", LayerName.ENTITY), Span("h3", 80, 85, "PER", LayerName.ENTITY)
    layer = after(AddSpan(ADDED), Propagate((AddSpan(there), AddSpan(new))))
    assert set(layer.spans) == {"h1", "h3"}


# --- merging and splitting -------------------------------------------------------------------------------------

LEFT = Span("a", 0, 10, "QUOTE", LayerName.QUOTE, {"type": "direct", "closed": False, "group": "g"})
RIGHT = Span("b", 12, 30, "QUOTE", LayerName.QUOTE, {"closed": True, "group": "g"})
VOICE, WORD = Span("s", 40, 45, "SPEAKER", LayerName.QUOTE), Span("c", 32, 36, "CUE", LayerName.QUOTE)
ELSE = Span("e", 50, 55, "SPEAKER", LayerName.QUOTE)


def linked_layer(*links: tuple[str, str, str]) -> Layer:
    spans = {span.id: span for span in (LEFT, RIGHT, VOICE, WORD, ELSE)}
    return Layer(1, "ani", spans, {f"l{i}": Relation(f"l{i}", *link) for i, link in enumerate(links)})


def ties(layer: Layer) -> set[tuple[str, str, str]]:
    return {(link.label, link.head, link.child) for link in layer.relations.values() if link.is_live}


def test_a_merged_span_covers_both_and_takes_over_the_links_of_the_one_that_goes():
    layer = after(Merge(("a", "b")), layer=linked_layer(("said_by", "a", "s"), ("cued_by", "b", "c")), suggested=None)
    assert "b" not in layer.spans
    assert layer.spans["a"].extent == (0, 30)
    assert ties(layer) == {("said_by", "a", "s"), ("cued_by", "a", "c")}


def test_merging_doubles_no_link():
    both = linked_layer(("said_by", "a", "s"), ("said_by", "b", "s"))
    assert list(ties(after(Merge(("a", "b")), layer=both, suggested=None))) == [("said_by", "a", "s")]


def test_a_merged_quote_keeps_its_own_speaker_where_there_may_be_one_only():
    single = Schema("berita", "1", {}, (), (RelationDef("said_by", ("QUOTE",), ("SPEAKER",), is_single=True),))
    layer = linked_layer(("said_by", "a", "s"), ("said_by", "b", "e"))
    merged = apply(layer, plan(layer, None, Merge(("a", "b")), text_length=LENGTH, schema=single))
    assert ties(merged) == {("said_by", "a", "s")}


def test_a_merged_quote_is_closed_where_its_last_part_was_and_is_in_no_group_with_itself():
    attrs = after(Merge(("a", "b")), layer=linked_layer(), suggested=None).spans["a"].attrs
    assert attrs == {"type": "direct", "closed": True}


def test_merging_a_suggestion_corrects_it_and_rejects_the_one_that_goes():
    layer = after(Merge(("m3", "m4")))
    assert (layer.spans["m3"].status, layer.spans["m3"].extent) == (Status.CORRECTED, (46, 65))
    assert layer.spans["m4"].status is Status.REJECTED


def test_notes_on_what_is_merged_away_stand_on_what_stays():
    noted = after(SetComment(Comment("c-a", "satu", "a")), SetComment(Comment("c-b", "dua", "b")), layer=linked_layer())
    notes = after(Merge(("a", "b")), layer=noted).comments
    assert list(notes.values()) == [Comment("c-a", "satu\ndua", "a")]


def test_spans_of_two_labels_are_not_merged():
    assert "one label" in refused(Merge(("m1", "m2")))


def test_the_parts_of_a_split_quote_both_keep_speaker_and_cue():
    rest = replace(LEFT, id="n", start=6)
    layer = linked_layer(("said_by", "a", "s"), ("cued_by", "a", "c"))
    cut = after(Split("a", 5, LEFT.attrs, rest, shares_links=True), layer=layer, suggested=None)
    assert (cut.spans["a"].extent, cut.spans["n"].extent) == ((0, 5), (6, 10))
    assert ties(cut) == {("said_by", "a", "s"), ("cued_by", "a", "c"), ("said_by", "n", "s"), ("cued_by", "n", "c")}


def test_what_a_split_name_is_linked_to_stays_with_its_first_part():
    layer = linked_layer(("said_by", "a", "s"))
    cut = after(Split("s", 42, {}, replace(VOICE, id="n", start=43)), layer=layer, suggested=None)
    assert ties(cut) == {("said_by", "a", "s")}
    assert cut.spans["n"].extent == (43, 45)


def test_splitting_a_suggestion_corrects_it():
    layer = after(Split("m1", 20, QUOTE.attrs, replace(QUOTE, id="n", start=21, status=Status.ADDED)))
    assert layer.spans["m1"].status is Status.CORRECTED
    assert layer.spans["m1"].extent == (0, 20)


@pytest.mark.parametrize(("end", "start"), [(0, 5), (50, 35), (8, 5)])
def test_a_span_is_cut_inside_it_only(end, start):
    refused(Split("m1", end, {}, Span("n", start, 40, "QUOTE", LayerName.QUOTE)))


def test_moving_the_marks_says_what_is_closed_and_is_one_correction():
    span = after(SetMarks("m1", 1, 39, is_closed=False)).spans["m1"]
    assert (span.extent, span.attrs, span.status) == ((1, 39), {"type": "direct", "closed": False}, Status.CORRECTED)


def test_merge_and_split_are_taken_back_whole():
    layer = linked_layer(("said_by", "a", "s"), ("cued_by", "b", "c"))
    for edit in (Merge(("a", "b")), Split("a", 5, {}, replace(LEFT, id="n", start=6), shares_links=True)):
        delta = plan(layer, None, edit, text_length=LENGTH)
        assert apply(apply(layer, delta), delta.inverse()) == layer


# --- correcting ------------------------------------------------------------------------------------------------


def test_moving_a_suggestion_decides_it_as_corrected():
    span = after(Resize("m1", 0, 38)).spans["m1"]
    assert (span.extent, span.status, span.origin) == ((0, 38), Status.CORRECTED, RULE)


def test_moving_what_a_person_added_leaves_it_added():
    assert after(AddSpan(ADDED), Resize("h1", 70, 80)).spans["h1"].status is Status.ADDED


def test_relabelling_may_change_the_layer_too():
    span = after(Relabel("m3", "PER", LayerName.ENTITY)).spans["m3"]
    assert (span.label, span.layer, span.status) == ("PER", LayerName.ENTITY, Status.CORRECTED)


def test_an_attribute_is_set_and_cleared_with_none():
    layer = after(SetAttribute("m1", "type", "mixed"), SetAttribute("m1", "closed", value=False))
    assert layer.spans["m1"].attrs == {"type": "mixed", "closed": False}
    assert after(SetAttribute("m1", "type", None), layer=layer).spans["m1"].attrs == {"closed": False}


# --- links -----------------------------------------------------------------------------------------------------


def test_linking_accepts_the_ends_that_were_still_open():
    layer = after(Link(Relation("l1", "said_by", "m1", "m4")))
    assert {span.id: span.status for span in layer.spans.values()} == {"m1": Status.ACCEPTED, "m4": Status.ACCEPTED}
    assert layer.relations == {"l1": Relation("l1", "said_by", "m1", "m4")}


def test_linking_what_was_suggested_accepts_the_suggestion():
    layer = after(Link(Relation("l1", "said_by", "m1", "m3")))
    assert layer.relations == {"n1": Relation("n1", "said_by", "m1", "m3", Status.ACCEPTED, RULE)}


def test_linking_what_was_unlinked_brings_it_back():
    layer = after(Accept(("m1", "m3")), Unlink("n1"), Link(Relation("l1", "said_by", "m1", "m3")))
    assert layer.relations["n1"].status is Status.ACCEPTED


def test_replacing_the_speaker_drops_the_suggested_one_and_leaves_the_cue():
    layer = after(Accept(("m1", "m2", "m3")), Link(Relation("l1", "said_by", "m1", "m4"), replaces=True))
    live = {(link.label, link.child) for link in layer.relations.values() if link.is_live}
    assert live == {("said_by", "m4"), ("cued_by", "m2")}
    assert layer.relations["n1"].status is Status.REJECTED


def test_replacing_with_the_same_speaker_leaves_one_link():
    layer = after(Accept(("m1", "m3")), Link(Relation("l1", "said_by", "m1", "m3"), replaces=True))
    assert [link.id for link in layer.relations.values() if link.is_live] == ["n1"]


def test_a_person_s_link_stands_when_a_newer_model_suggests_another():
    mine = after(Link(Relation("l1", "said_by", "m1", "m4"), replaces=True))
    third = Span("m5", 80, 85, "SPEAKER", LayerName.QUOTE, {}, Status.SUGGESTED, RULE)
    newer = Relation("n9", "said_by", "m1", "m5", Status.SUGGESTED, RULE)
    suggested = Suggestions("0" * 64, ModelInfo("rules", "2"), (*SUGGESTED.spans, third), (newer, CUED_BY))
    layer = after(Accept(("m2", "m5")), layer=mine, suggested=suggested)
    live = {(link.label, link.child) for link in layer.relations.values() if link.is_live}
    assert live == {("said_by", "m4"), ("cued_by", "m2")}


def test_a_newer_model_s_link_waits_until_its_spans_are_touched_or_the_article_is_accepted():
    first = Suggestions("0" * 64, ModelInfo("rules", "1"), SUGGESTED.spans)
    layer = after(Accept(("m1", "m3")), suggested=first)
    elsewhere = after(AddSpan(ADDED), layer=layer)
    assert "n1" not in elsewhere.relations
    assert after(SetAttribute("m1", "type", "mixed"), layer=elsewhere).relations["n1"].status is Status.ACCEPTED
    assert "n1" not in after(Finish(Answer.IGNORE), layer=elsewhere).relations
    assert after(Finish(Answer.ACCEPT), layer=elsewhere).relations["n1"].status is Status.ACCEPTED


def test_a_new_span_under_an_id_that_is_taken_is_a_bug_and_overwrites_nothing():
    layer = after(AddSpan(ADDED))
    with pytest.raises(ValueError, match="h1 is taken"):
        after(AddSpan(Span("h1", 1, 2, "LOC", LayerName.ENTITY)), layer=layer)


def test_a_relabel_takes_the_links_that_no_longer_fit_the_label_set_with_it():
    schema = Schema("s", "1", {}, (), (RelationDef("said_by", ("QUOTE",), ("SPEAKER",)),))
    layer = after(Accept(("m1", "m3")))
    edit = Relabel("m3", "PER", LayerName.ENTITY)
    layer = apply(layer, plan(layer, SUGGESTED, edit, text_length=LENGTH, schema=schema))
    assert layer.relations["n1"].status is Status.REJECTED


def test_a_link_taken_away_in_one_gesture_with_accepting_its_ends_stays_away():
    layer = after(Batch((Unlink("n1"), Accept(("m1", "m3")))))
    assert layer.relations["n1"].status is Status.REJECTED


def test_a_suggested_link_cannot_be_taken_away_twice():
    assert "link is no longer there" in refused(Unlink("n1"), after(Unlink("n1")))


def test_unlinking_a_person_s_link_leaves_no_trace_and_twice_is_refused():
    layer = after(Link(Relation("l1", "said_by", "m1", "m4")), Unlink("l1"))
    assert "l1" not in layer.relations
    assert "link is no longer there" in refused(Unlink("l1"), layer)


# --- the article as a whole ------------------------------------------------------------------------------------


def test_finishing_flagging_and_reopening_are_independent():
    layer = after(Finish(Answer.IGNORE), Flag(is_flagged=True))
    assert (layer.answer, layer.is_flagged, layer.is_finished) == (Answer.IGNORE, True, True)
    layer = after(Reopen(), layer=layer)
    assert (layer.answer, layer.is_flagged, layer.is_finished) == (None, True, False)


def test_a_comment_is_written_replaced_and_removed_by_emptying_it():
    layer = after(SetComment(Comment("c1", "cek")), SetComment(Comment("c1", "cek lagi")))
    assert layer.comments["c1"].text == "cek lagi"
    assert after(SetComment(Comment("c1", "")), layer=layer) == EMPTY


def test_accept_all_and_finish_is_one_step():
    layer = after(Batch((Accept(("m1", "m2", "m3", "m4")), Finish(Answer.ACCEPT))))
    assert view(layer, SUGGESTED).open_count == 0
    assert set(layer.relations) == {"n1", "n2"}
    assert layer.is_finished


def test_a_very_long_article_is_accepted_whole_before_a_person_notices():
    spans = tuple(
        Span(f"m{number}", 3 * number, 3 * number + 2, "QUOTE" if number % 2 else "CUE", LayerName.QUOTE, {},
             Status.SUGGESTED, RULE)
        for number in range(6000)
    )  # fmt: skip
    links = tuple(
        Relation(f"n{number}", "cued_by", f"m{number}", f"m{number - 1}", Status.SUGGESTED, RULE)
        for number in range(1, 6000, 2)
    )
    suggested = Suggestions("0" * 64, ModelInfo("rules", "1"), spans, links)
    accept = Accept(tuple(span.id for span in spans))
    began = time.process_time()  # of ours alone: others may keep the machine busy
    layer = apply(EMPTY, plan(EMPTY, suggested, accept, text_length=20_000))
    assert time.process_time() - began < 1
    assert len(layer.relations) == 3000
