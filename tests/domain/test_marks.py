"""Quotation marks: in and out, where a span is cut, and what a lost mark is mended to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.edits import SetMarks
from annotator.domain.marks import Fault, repair, split_at, toggle_marks
from annotator.domain.quotes import Quote
from annotator.domain.spans import AttrValue, LayerName, Span
from tests.strategies import articles


def quote_on(text: str, words: str, **attrs: AttrValue) -> Span:
    start = text.index(words)
    return Span("q", start, start + len(words), "QUOTE", LayerName.QUOTE, {"type": "direct", **attrs})


def cue_on(text: str, words: str) -> Span:
    start = text.index(words)
    return Span("c", start, start + len(words), "CUE", LayerName.QUOTE)


def toggled(text: str, words: str, **attrs: AttrValue) -> tuple[str, bool | None]:
    edit = toggle_marks(text, quote_on(text, words, **attrs))
    assert edit is not None
    return text[edit.start : edit.end], edit.is_closed


def mended(text: str, words: str, cue: str = "", **attrs: AttrValue) -> tuple[Fault, str, bool | None] | None:
    found = repair(text, Quote(quote_on(text, words, **attrs), cue=cue_on(text, cue) if cue else None))
    return found and (found.fault, text[found.edit.start : found.edit.end], found.edit.is_closed)


# --- in and out ------------------------------------------------------------------------------------------------

SIMPLE = "Ia bilang “Kami siap,” kata Putin."


def test_marks_outside_come_in_and_the_comma_with_them():
    assert toggled(SIMPLE, "Kami siap", closed=False) == ("“Kami siap,”", True)


def test_marks_inside_go_out_and_the_quote_is_still_closed_in_the_text():
    assert toggled(SIMPLE, "“Kami siap,”", closed=True) == ("Kami siap,", True)


def test_the_one_mark_that_is_outside_comes_in_before_anything_goes_out():
    assert toggled(SIMPLE, "“Kami siap", closed=False) == ("“Kami siap,”", True)


def test_a_lone_mark_leaves_the_quote_open():
    text = "“Kami siap, kata Putin."
    assert toggled(text, "Kami siap,") == ("“Kami siap,", False)


def test_what_has_no_marks_stays():
    assert toggle_marks("Kami siap, kata Putin.", quote_on("Kami siap, kata Putin.", "Kami siap")) is None


def test_a_name_in_marks_says_nothing_of_being_closed():
    text = "film “Laskar Pelangi” laris"
    span = Span("o", 6, 20, "ORG", LayerName.ENTITY)
    assert toggle_marks(text, span) == SetMarks("o", 5, 21, None)


@given(articles.filter(lambda text: len(text) > 1), st.data())
def test_taking_marks_in_or_out_never_leaves_the_text_nor_an_empty_span(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span("q", start, data.draw(st.integers(start + 1, len(text))), "QUOTE", LayerName.QUOTE)
    edit = toggle_marks(text, span)
    if edit is not None:
        assert 0 <= edit.start < edit.end <= len(text)
        assert (edit.start, edit.end) != span.extent


# --- cutting ---------------------------------------------------------------------------------------------------


def test_a_quote_is_cut_without_the_space_between_and_its_parts_share_a_group():
    text = "“Kami siap,” kata Putin, “dan kuat.”"
    span = quote_on(text, text, closed=True)
    edit = split_at(text, span, text.index(" kata"), lambda *extent: f"n{extent}")
    assert edit is not None
    assert (text[span.start : edit.end], text[edit.rest.start : edit.rest.end]) == (
        "“Kami siap,”",
        "kata Putin, “dan kuat.”",
    )
    assert edit.attrs["group"] == edit.rest.attrs["group"] == "g-q"
    assert (edit.attrs["closed"], edit.rest.attrs["closed"]) == (True, False)
    assert edit.shares_links


def test_a_name_is_cut_in_two_and_shares_nothing():
    text = "Putin dan Kim"
    edit = split_at(text, Span("p", 0, 13, "PER", LayerName.ENTITY), 9, lambda *_: "h")
    assert edit is not None
    assert (edit.end, edit.rest.extent, edit.shares_links) == (9, (10, 13), False)


@pytest.mark.parametrize("caret", [0, 13, 20])
def test_nothing_is_cut_at_the_edge_or_outside(caret):
    assert split_at("Putin dan Kim", Span("p", 0, 13, "PER", LayerName.ENTITY), caret, lambda *_: "h") is None


# --- mending ---------------------------------------------------------------------------------------------------


def test_a_quote_whose_marks_both_stand_and_that_says_open_is_closed():
    assert mended(SIMPLE, "“Kami siap,”", closed=False) == (Fault.SAID_OPEN, "“Kami siap,”", True)


def test_a_whole_quote_needs_nothing():
    assert mended(SIMPLE, "“Kami siap,”", closed=True) is None


def test_one_mark_left_outside_comes_in_and_two_are_left_alone():
    assert mended(SIMPLE, "“Kami siap,", closed=True) == (Fault.BEYOND, "“Kami siap,”", True)
    assert mended(SIMPLE, "Kami siap,", closed=True) is None


def test_a_quote_that_stops_early_goes_on_to_its_closing_mark():
    text = "“Kami siap. Kami kuat,” kata Putin."
    assert mended(text, "“Kami siap.", closed=False) == (Fault.BEYOND, "“Kami siap. Kami kuat,”", True)


def test_a_quote_that_starts_late_goes_back_to_its_opening_mark():
    text = "Kata Putin, “Kami siap. Kami kuat.”"
    assert mended(text, "Kami kuat.”", closed=True) == (Fault.BEYOND, "“Kami siap. Kami kuat.”", True)


def test_paragraphs_that_each_open_are_one_quote_to_the_closing_mark():
    text = "“Kami siap.\n“Kami kuat.\n“Kami menang,” katanya."
    assert mended(text, "“Kami siap.", closed=False) == (Fault.PARAGRAPHS, text.removesuffix(" katanya."), True)


def test_a_lost_closing_mark_ends_the_quote_at_the_comma_before_its_cue():
    text = '"Moskow mendukung hak mereka, tambahnya. Lain lagi.'
    assert mended(text, text, cue="tambahnya", closed=True) == (
        Fault.LOST_CLOSING, '"Moskow mendukung hak mereka,', False)  # fmt: skip


def test_a_quote_drawn_from_a_line_break_on_is_mended_in_the_paragraph_after():
    text = "Judul\n\nKami siap,” kata Putin."
    assert mended(text, "\nKami siap,”", closed=True) == (Fault.LOST_OPENING, "Kami siap,”", False)


def test_a_lost_opening_mark_begins_the_quote_with_its_paragraph():
    text = "Judul\nKami siap dan kuat,” kata Putin."
    assert mended(text, "dan kuat,”", closed=True) == (Fault.LOST_OPENING, "Kami siap dan kuat,”", False)


def test_an_indirect_quote_has_no_marks_to_mend():
    assert mended(SIMPLE, "Kami siap", type="indirect") is None


@given(articles.filter(lambda text: len(text) > 1), st.data())
def test_a_mended_quote_needs_no_second_mending(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    attrs = {"type": data.draw(st.sampled_from(["direct", "mixed"])), "closed": data.draw(st.booleans())}
    span = Span("q", start, data.draw(st.integers(start + 1, len(text))), "QUOTE", LayerName.QUOTE, attrs)
    for _ in range(6):
        found = repair(text, Quote(span))
        if found is None:
            return
        edit = found.edit
        assert 0 <= edit.start < edit.end <= len(text)
        span = Span("q", edit.start, edit.end, "QUOTE", LayerName.QUOTE, {**attrs, "closed": edit.is_closed})
    raise AssertionError("it is never done")
