"""What the network sees of a word, and of a line in which capitals say nothing."""

import numpy as np
import pytest

from annotator.nlp.network.words import LONGEST_WORD, Inventory, is_without_case, letter_rows, numbered, shape

INVENTORY = Inventory(
    numbered(["kata", "putin"]), numbered(["kat", "put"]), numbered(["tin"]), numbered(["Xx", "x"]),
    ("first name", "role"), {"putin": 0b01, "presiden": 0b10, "raja": 0b11},
)  # fmt: skip


def vectors(words):
    return np.array([[len(word)] for word in words], dtype=np.float32)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Jakarta", "Xx"), ("KPK", "X"), ("dua", "x"), ("KA-12", "X-d"), ("A1", "Xd"), ("UU", "XX"), ("2024", "d")],
)
def test_a_shape_names_each_kind_once(word, expected):
    assert shape(word) == expected


def test_unknown_words_are_seen_by_their_parts_and_lists():
    sight = INVENTORY.sight(["Putin", "Raja", "kata", "presiden"], vectors)

    assert sight.words.tolist() == [2, 0, 1, 0]
    assert sight.beginnings.tolist() == [2, 0, 1, 0]
    assert sight.endings.tolist() == [1, 0, 0, 0]
    assert sight.shapes.tolist() == [1, 1, 2, 2]
    assert sight.marks.tolist() == [[1, 0], [1, 1], [0, 0], [0, 1]]
    assert sight.vectors.tolist() == [[5], [4], [4], [8]]


@pytest.mark.parametrize("word", ["", "a", "ayam", "\u0301", "Édouard", "٣", "x" * 1000, "😀"])
def test_the_oddest_word_has_its_rows(word):
    assert len(letter_rows(word)) == LONGEST_WORD


def test_accents_and_the_middle_of_a_long_word_do_not_count():
    assert letter_rows("Beneš") == letter_rows("Benes")
    assert letter_rows("pertanggungjawaban") == letter_rows("pertanggXXXXwaban".replace("XXXX", "ungja"))
    assert letter_rows("abcdefgh" + "zzz" + "ijklmn") == letter_rows("abcdefgh" + "ijklmn")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("KPK TAHAN BUPATI , 3 ORANG", True),
        ("presiden joko widodo tiba", True),
        ("Presiden Joko Widodo tiba", False),
        ("KPK tahan bupati", False),
        ("Joko Widodo", False),
        ("3 , 4", True),
    ],
)
def test_capitals_say_nothing_where_all_words_are_alike(line, expected):
    assert is_without_case(line.split()) is expected


def test_an_inventory_is_stored_and_read(tmp_path):
    INVENTORY.write(tmp_path / "inventory.json")

    assert Inventory.read(tmp_path / "inventory.json") == INVENTORY
