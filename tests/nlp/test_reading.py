"""How what a recogniser found stands beside what the rules find."""

from pathlib import Path

import pytest

from annotator.domain.spans import OriginKind
from annotator.nlp.gazetteer import Gazetteer
from annotator.nlp.reading import Found, Hit, Reading, Token

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load(RESOURCES / "gazetteers")


def read(gazetteer, text, learned, found=()):
    tokens, at = [], 0
    for word in text.split(" "):
        tokens.append(Token(word, at, is_spaced=True))
        at += len(word) + 1
    hits = [Hit(first, last, label, score, OriginKind.MODEL) for first, last, label, score in learned]
    reading = Reading(tokens, [Found(*phrase) for phrase in found], gazetteer, hits)
    words = text.split(" ")
    return [(" ".join(words[hit.first : hit.last]), hit.label, hit.kind) for hit in reading.read()]


def test_what_the_gazetteer_knows_comes_first(gazetteer):
    found = read(gazetteer, "rapat Telukbiru Maju usai", [(1, 3, "PER", 0.9)], [("ORG", 1, 3)])

    assert found == [("Telukbiru Maju", "ORG", OriginKind.GAZETTEER)]


def test_what_no_rule_finds_is_the_recognisers(gazetteer):
    assert read(gazetteer, "pertandingan Zubaedah usai", [(1, 2, "PER", 0.7)]) == [
        ("Zubaedah", "PER", OriginKind.MODEL)
    ]


def test_one_string_has_one_label(gazetteer):
    learned = [(1, 2, "LOC", 0.5), (3, 4, "ORG", 0.9), (5, 6, "ORG", 0.8)]

    found = read(gazetteer, "saat Mekarjo lawan Mekarjo maka Mekarjo menang", learned)

    assert [label for _, label, _ in found] == ["ORG", "ORG", "ORG"]


def test_a_part_of_a_persons_name_is_the_person(gazetteer):
    learned = [(1, 3, "PER", 0.9), (5, 6, "LOC", 0.6)]

    found = read(gazetteer, "saat Zubaedah Kartolo datang maka Kartolo menang", learned)

    assert [(name, label) for name, label, _ in found] == [("Zubaedah Kartolo", "PER"), ("Kartolo", "PER")]


def test_small_letters_among_capitals_are_no_name(gazetteer):
    assert read(gazetteer, "Hujan turun lagi", [(1, 2, "PER", 0.9)]) == []
    assert [name for name, *_ in read(gazetteer, "saat zubaedah datang", [(1, 2, "PER", 0.9)])] == ["zubaedah"]


def test_a_law_and_a_word_seen_in_small_letters_are_no_names(gazetteer):
    law = read(gazetteer, "saat pasal 55 KUHP berlaku", [(3, 4, "PER", 0.9)])
    opening = read(gazetteer, "Bantahan itu sama dengan bantahan lain", [(0, 1, "PER", 0.9)])

    assert law == opening == []


def test_no_name_goes_on_into_the_next_sentence(gazetteer):
    found = read(gazetteer, "rapat Zubaedah Kartolo . Rancangan baru", [(1, 5, "PER", 0.9)])

    assert [(name, label) for name, label, _ in found] == [("Zubaedah Kartolo", "PER")]
