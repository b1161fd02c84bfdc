"""Variants of sentences: whatever is done to the words, the names stay on theirs."""

import random

import pytest

from annotator.nlp.training.augment import Augmenter, NameStore, Shares, in_case, renamed, without_marks
from annotator.nlp.training.corpus import Name, Sentence

from .tiny import sentences, store


def covered(sentence):
    return [(" ".join(sentence.words[name.first : name.last]), name.label) for name in sentence.names]


@pytest.mark.parametrize("seed", range(20))
def test_the_words_outside_names_and_the_labels_stay(seed):
    augment = Augmenter(store(), Shares(names=0.7, lower=0.0, upper=0.0, unmarked=0.0), seed)

    for sentence in sentences():
        variant = augment(sentence)

        assert [name.label for name in variant.names] == [name.label for name in sentence.names]
        assert outside(variant) == outside(sentence)


def outside(sentence):
    inside = {i for name in sentence.names for i in range(name.first, name.last)}
    return [word for i, word in enumerate(sentence.words) if i not in inside]


def test_a_longer_name_moves_those_after_it():
    sentence = Sentence(("Kata", "Joni", "di", "Raya"), (Name(1, 2, "PER"), Name(3, 4, "LOC")))

    variant = renamed(sentence, {Name(1, 2, "PER"): ["Umar", "bin", "Said"]})

    assert variant.words == ("Kata", "Umar", "bin", "Said", "di", "Raya")
    assert covered(variant) == [("Umar bin Said", "PER"), ("Raya", "LOC")]


def test_marks_go_but_not_those_inside_names():
    sentence = Sentence(('"', "Ya", ",", '"', "kata", "J", ".", "Said", "."), (Name(5, 8, "PER"),))

    variant = without_marks(sentence)

    assert variant.words == ("Ya", "kata", "J", ".", "Said")
    assert covered(variant) == [("J . Said", "PER")]


def test_a_sentence_of_marks_alone_is_left():
    assert without_marks(Sentence(('"', "."), ())).words == ('"', ".")


def test_case_changes_every_word_and_no_place():
    sentence = sentences()[0]

    assert in_case(sentence, str.upper).words[:3] == ("PRESIDEN", "SITI", "RAHMA")
    assert in_case(sentence, str.lower).names == sentence.names


def test_the_same_seed_draws_the_same_variants():
    drawn = [Augmenter(store(), Shares(), 3), Augmenter(store(), Shares(), 3), Augmenter(store(), Shares(), 4)]
    first, again, other = ([augment(sentence) for sentence in sentences() * 5] for augment in drawn)

    assert first == again
    assert first != other


def test_a_stand_in_is_of_the_same_label_and_length():
    rng = random.Random(0)

    assert {store().another("PER", 2, rng) for _ in range(20)} == {("Rina", "Wati"), ("Agus", "Salim")}
    assert store().another("LOC", 3, rng) is None


def test_names_with_signs_or_in_small_letters_are_not_taken(tmp_path):
    (tmp_path / "names").mkdir()
    (tmp_path / "names" / "dbpedia-person.txt").write_text("'N Sync\nbin Laden\nAgus Salim\n", "utf-8")
    (tmp_path / "names" / "dbpedia-organization.txt").write_text("1. FC Köln\n", "utf-8")

    names = NameStore.load(tmp_path, [], ["Côte d’Ivoire", "Ghana"])

    rng = random.Random(0)
    assert names.another("PER", 2, rng) == ("Agus", "Salim")
    assert names.another("ORG", 3, rng) is None
    assert names.another("LOC", 1, rng) == ("Ghana",)
