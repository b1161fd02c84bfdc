"""What a label key takes from the caret, by hand-written sentences."""

from __future__ import annotations

import pytest

from annotator.domain.reach import reach, unmarked_name, unmarked_names
from annotator.domain.spans import LayerName

ENTITY, QUOTE, ZONE = LayerName.ENTITY, LayerName.QUOTE, LayerName.ZONE


def taken(text: str, words: str, layer: LayerName, label: str) -> str | None:
    found = reach(text, text.index(words), layer, label)
    return None if found is None else text[found[0] : found[1]]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("kata Vladimir Putin di Moskow", "Vladimir", "Vladimir Putin"),
        ("kata M. Quraish bin Shihab, S.H.", "M.", "M. Quraish bin Shihab"),
        ("di Jakarta-Bandung kemarin", "Jakarta", "Jakarta-Bandung"),
        ("pada Rabu (19/6/2024) lalu", "Rabu", "Rabu (19/6/2024)"),
        ("pada 19 Juni 2024 lalu", "19", "19 Juni 2024"),
        ("kata presiden Rusia itu", "presiden", "presiden"),
        ("Jakarta.\nBandung juga", "Jakarta", "Jakarta"),
        ("kata Putin, Kim Jong Un", "Putin", "Putin"),
    ],
)
def test_an_entity_key_takes_the_whole_name(text: str, words: str, name: str) -> None:
    assert taken(text, words, ENTITY, "PER") == name


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("“Kami siap, Jum'at ini,” kata Putin. Lalu pergi.", "Kami", "“Kami siap, Jum'at ini,”"),
        ("'Ya, tidak,' katanya.", "Ya", "'Ya, tidak,'"),
        ("Putin menilai Barat menyerang Rusia. Ia pergi.", "Barat", "Barat menyerang Rusia"),
        ("Harganya naik 1.500 persen. Begitu.", "Harganya", "Harganya naik 1.500 persen"),
        ('"Tidak ditutup, tambahnya.\nLain.', "Tidak", '"Tidak ditutup, tambahnya'),
    ],
)
def test_a_quote_key_takes_what_stands_in_marks_or_the_clause(text: str, words: str, said: str) -> None:
    assert taken(text, words, QUOTE, "QUOTE") == said


def test_a_cue_is_one_word_and_a_zone_the_dateline_or_the_line() -> None:
    assert taken("ia Mengatakan Bahwa", "Mengatakan", QUOTE, "CUE") == "Mengatakan"
    assert taken("JAKARTA, KOMPAS.com - Harga naik.", "JAKARTA", ZONE, "ZONE") == "JAKARTA, KOMPAS.com - "
    assert taken("Baca juga: Karpet Merah \nlain", "Baca", ZONE, "ZONE") == "Baca juga: Karpet Merah"


def test_there_is_nothing_to_take_at_the_end_of_a_line() -> None:
    assert reach("Putin \nRusia", 6, ENTITY, "PER") is None
    assert reach("", 0, ENTITY, "PER") is None


NAMES = "Harga naik. Kemarin menurut Putin, Uni Soviet menang.\n\nKim datang bersama Rusia."


def test_names_are_capitals_inside_a_sentence_or_several_in_a_row() -> None:
    assert [NAMES[at : at + 3] for at in unmarked_names(NAMES, [], 0, len(NAMES))] == ["Put", "Uni", "Rus"]


def test_the_next_name_is_one_nobody_marked_and_the_search_goes_round() -> None:
    uni = NAMES.index("Uni")
    marked = [(uni, uni + 10)]
    putin, rusia = NAMES.index("Putin"), NAMES.index("Rusia")
    assert unmarked_name(NAMES, marked, 0, 1) == putin
    assert unmarked_name(NAMES, marked, putin, 1) == rusia
    assert unmarked_name(NAMES, marked, rusia, 1) == putin
    assert unmarked_name(NAMES, marked, putin, -1) == rusia
    assert unmarked_name(NAMES, [(0, len(NAMES))], 0, 1) is None


def test_there_is_no_name_in_a_text_of_white_space_and_the_first_one_follows_leading_lines() -> None:
    assert unmarked_name(" \n\n ", [], 0, 1) is None
    text = "\n\nkata Vladimir Putin.\nkata Kim Jong Un."
    assert unmarked_name(text, [], 0, 1) == text.index("Vladimir")
