"""Errors, progress and changes: what the rest of the program reads off them."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Comment, Layer
from annotator.domain.changes import Changes
from annotator.domain.edits import Change, Delta
from annotator.domain.errors import Message, Problem, UserError
from annotator.domain.jobs import Progress
from annotator.domain.spans import LayerName, Span


def test_user_error_says_where_what_and_what_to_do():
    error = UserError("Row {row} is broken.", "Mend row {row}.", file="a.jsonl", line=7, row=3)
    assert str(error) == "a.jsonl:7: Row 3 is broken. Mend row 3."
    assert error.problem.what == Message("Row {row} is broken.", {"row": 3})


@pytest.mark.parametrize(("file", "line", "place"), [(None, None, ""), ("a", None, "a: "), ("a", 1, "a:1: ")])
def test_a_problem_names_its_place_as_far_as_it_is_known(file, line, place):
    assert Problem(Message("X."), Message("Y."), file, line).place == place


def test_braces_in_what_was_found_are_only_words():
    assert str(Message("Found {what}.", {"what": "{oops} {0}"})) == "Found {oops} {0}."


def test_progress_tells_rate_and_time_left_once_it_can():
    assert Progress(0, 10, 0).seconds_left is None
    assert Progress(5, None, 2).seconds_left is None
    assert Progress(5, 10, 2).rate == 2.5
    assert Progress(5, 10, 2).seconds_left == 2
    assert Progress(10, 10, 2).seconds_left == 0


def test_changes_name_the_spans_that_came_changed_or_went():
    one, moved = Span("a", 0, 1, "PER", LayerName.ENTITY), Span("a", 0, 2, "PER", LayerName.ENTITY)
    other, gone = Span("b", 3, 4, "PER", LayerName.ENTITY), Span("c", 5, 6, "PER", LayerName.ENTITY)
    delta = Delta((Change(one, moved), Change(None, other), Change(gone, None)), comments=(
        Change(None, Comment("x", "cek")),))  # fmt: skip
    assert Changes(1, Layer(1, "ani"), delta, "14:02:11", "Resize", None).span_ids == {"a", "b", "c"}


def test_a_message_among_the_parameters_is_translated_too():
    words = {"Row {row}: {why}": "Baris {row}: {why}", "it is empty": "kosong", "Fill it.": "Isi."}
    problem = Problem(
        Message("Row {row}: {why}", {"row": 3, "why": Message("it is empty")}), Message("Fill it."), "a", 3
    )

    assert problem.said(words.__getitem__) == "a:3: Baris 3: kosong Isi."
    assert problem.said(words.__getitem__, "\n") == "a:3: Baris 3: kosong\nIsi."
