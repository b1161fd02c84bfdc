"""The immutable text: normal once and for all, and steppable by token whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.text import (
    TokenIndex,
    fold,
    has_lone_surrogate,
    normalise,
    paragraphs,
    sha256,
    tokens,
)
from tests.strategies import articles


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens(text)]


# --- normalise -------------------------------------------------------------------------------------------------


@given(articles)
def test_normalise_is_idempotent(raw):
    once = normalise(raw)
    if not once.startswith("\ufeff"):  # two marks at the start: the second is text, and text is kept
        assert normalise(once) == once


def test_normalise_removes_one_bom_and_carriage_returns_and_nothing_else():
    assert normalise("\ufeffSatu\r\nDua\rTiga\n\n\u00a0“Empat”\u2028\ufefflima\t ") == (
        "Satu\nDua\nTiga\n\n\u00a0“Empat”\u2028\ufefflima\t "
    )


@given(articles)
def test_normalise_leaves_no_carriage_return_and_changes_no_other_character(raw):
    text = normalise(raw)
    assert "\r" not in text
    kept = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    assert text == kept


def test_same_text_has_the_same_hash_however_its_lines_ended():
    assert sha256(normalise("a\r\nb")) == sha256(normalise("\ufeffa\nb"))
    assert sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_lone_surrogate_is_seen_and_has_no_hash():
    assert has_lone_surrogate("a\ud83d")
    assert not has_lone_surrogate("a😀")
    with pytest.raises(UnicodeEncodeError):
        sha256("a\ud83d")


# --- paragraphs ------------------------------------------------------------------------------------------------


def test_paragraphs_are_the_lines_that_say_something():
    text = "Satu.\n\n  Dua. \n \t\nTiga"
    assert [text[start:end] for start, end in paragraphs(text)] == ["Satu.", "  Dua. ", "Tiga"]


@given(articles.map(normalise))
def test_paragraphs_ascend_and_hold_every_visible_character(text):
    found = paragraphs(text)
    edges = [edge for extent in found for edge in extent]
    assert edges == sorted(edges)
    inside = {i for start, end in found for i in range(start, end)}
    assert all(char.isspace() for i, char in enumerate(text) if i not in inside)
    assert all("\n" not in text[start:end] for start, end in found)


# --- tokens ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Putin, Rabu (19/6/2024).", ["Putin", ",", "Rabu", "(", "19/6/2024", ")", "."]),
        ("“Dokumen,” kata Putin", ["“", "Dokumen", ",", "”", "kata", "Putin"]),
        ("Jum'at Ma’ruf Al-Qur'an", ["Jum'at", "Ma’ruf", "Al-Qur'an"]),
        ("U-23 1.000,5 A.H. 12:30", ["U-23", "1.000,5", "A.H", ".", "12:30"]),
        ("Tribunnews.com/Yunita", ["Tribunnews.com", "/", "Yunita"]),
        ("kata\u00a0Putin\u2028ia", ["kata", "Putin", "ia"]),
        ("👩‍👩‍👧‍👦 keluarga", ["👩‍👩‍👧‍👦", "keluarga"]),
        ("🇮🇩🇷🇺 👍🏽!", ["🇮🇩", "🇷🇺", "👍🏽", "!"]),
        ("cafe\u0301 résumé", ["cafe\u0301", "résumé"]),
        ("السلام عليكم", ["السلام", "عليكم"]),
        ("...", [".", ".", "."]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_tokens_are_what_a_reader_calls_words_and_signs(text, expected):
    assert words(text) == expected


@given(articles)
def test_tokens_cover_all_that_is_no_white_space_and_nothing_else(text):
    covered = {i for start, end in tokens(text) for i in range(start, end)}
    assert covered == {i for i, char in enumerate(text) if not char.isspace()}


@given(articles)
def test_tokens_ascend_and_never_overlap(text):
    edges = [edge for extent in tokens(text) for edge in extent]
    assert edges == sorted(edges)
    assert all(start < end for start, end in tokens(text))


def test_a_joiner_at_the_end_of_a_line_joins_nothing_across_it():
    assert words("👍\u200d\n“Ya") == ["👍\u200d", "“", "Ya"]


def test_tokens_of_a_part_count_in_the_whole_text():
    text = "kata Putin, Rabu"
    assert list(tokens(text, 5, 11)) == [(5, 10), (10, 11)]


# --- stepping --------------------------------------------------------------------------------------------------


@given(articles, st.data())
def test_steps_go_to_token_edges_and_stay_put_at_the_ends(text, data):
    index, edges = TokenIndex(text), list(tokens(text))
    offset = data.draw(st.integers(0, len(text)))
    starts, ends = [start for start, _ in edges], [end for _, end in edges]
    assert index.next_end(offset) == min((end for end in ends if end > offset), default=offset)
    assert index.previous_end(offset) == max((end for end in ends if end < offset), default=offset)
    assert index.next_start(offset) == min((start for start in starts if start > offset), default=offset)
    assert index.previous_start(offset) == max((start for start in starts if start < offset), default=offset)


@given(articles, st.data())
def test_a_step_among_the_tokens_near_by_is_one_of_the_whole_text_or_none(text, data):
    whole, at = TokenIndex(text), data.draw(st.integers(0, len(text)))
    near = TokenIndex.near(text, at, data.draw(st.integers(at, len(text))), reach=data.draw(st.integers(0, 5)))
    for step in ("next_start", "next_end", "previous_start", "previous_end"):
        assert getattr(near, step)(at) in (getattr(whole, step)(at), at)


@given(articles)
def test_stepping_from_the_start_visits_every_token_end_once(text):
    index, at, visited = TokenIndex(text), 0, []
    while (after := index.next_end(at)) != at:
        visited.append(after)
        at = after
    assert visited == [end for _, end in tokens(text)]


@given(articles, st.data())
def test_a_step_out_and_a_step_back_return_to_the_edge(text, data):
    index, edges = TokenIndex(text), list(tokens(text))
    if len(edges) > 1:
        start, end = data.draw(st.sampled_from(edges[:-1]))
        assert index.previous_end(index.next_end(end)) == end
        assert index.previous_start(index.next_start(start)) == start


def test_snap_widens_to_whole_words_and_trims_the_spaces():
    text = "kata  Vladimir Putin, Rabu"
    index = TokenIndex(text)

    def snapped(start: int, end: int) -> str:
        first, last = index.snap(start, end)
        return text[first:last]

    assert snapped(8, 17) == "Vladimir Putin"
    assert snapped(4, 15) == "Vladimir"
    assert snapped(10, 10) == "Vladimir"
    assert index.snap(4, 6) == (4, 6)
    assert TokenIndex(" ").snap(0, 1) == (0, 1)


@given(articles, st.data())
def test_snap_is_stable_and_only_ever_loses_white_space(text, data):
    index = TokenIndex(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = index.snap(start, end)
    assert 0 <= first <= last <= len(text)
    if first < last:
        assert index.snap(first, last) == (first, last)
    if start < end:
        assert not text[start : max(start, first)].strip()
        assert not text[min(end, last) : end].strip()


# --- search ----------------------------------------------------------------------------------------------------


@given(articles)
def test_fold_keeps_every_offset(text):
    assert len(fold(text)) == len(text)


def test_fold_forgets_case_and_accents():
    assert fold("RÉSUMÉ Ｐutin Şükrü") == fold("resume putin sukru")
    assert fold("ﬁ ß") == "f ß"
