"""Offsets of a text as it came point at the same words in the text as it is kept."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.domain.text import BOM, normalise
from annotator.formats.offsets import OffsetMap, counted_otherwise
from tests import strategies


@given(strategies.articles, st.data())
def test_words_are_the_same_after_the_move(raw, data):
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    assume(raw[end - 1 : end + 1] != "\r\n")  # the edge lies inside a line break: either side of it is right
    assume(start == 0 or not raw[start:end].startswith(BOM))  # only the text's own mark is taken away
    moved = OffsetMap(raw)

    assert normalise(raw)[moved(start) : moved(end)] == normalise(raw[start:end])


@given(strategies.articles)
def test_ends_stay_ends(raw):
    moved = OffsetMap(raw)

    assert (moved(0), moved(len(raw))) == (0, len(normalise(raw)))


def test_crlf_and_mark_are_counted_out():
    moved = OffsetMap("\ufeffa\r\nb\rc\r\n")

    assert [moved(offset) for offset in range(9)] == [0, 0, 1, 1, 2, 3, 4, 5, 5]


def test_plain_text_moves_nothing():
    assert OffsetMap("a\nb").is_identity


def test_other_ways_to_count_are_recognised():
    raw = "👩 di Moskow"

    assert counted_otherwise(raw, 6, 12, "Moskow") == "UTF-16 units"
    assert counted_otherwise(raw, 8, 14, "Moskow") == "bytes"
    assert counted_otherwise(raw, 0, 4, "Moskow") is None
