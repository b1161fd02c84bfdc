"""The decoder over a trained network: every name with its probability."""

from pathlib import Path

import pytest

from annotator.nlp.recogniser import Recogniser, read_curves

MODEL = Path(__file__).parents[2] / "resources" / "models" / "id_berita"


@pytest.fixture(scope="module")
def recogniser():
    import spacy

    return Recogniser(spacy.load(MODEL), read_curves(MODEL))


def found(recogniser, line):
    words = line.split()
    (guesses,) = recogniser.names([words])
    return [(" ".join(words[guess.first : guess.last]), guess.label) for guess in guesses]


def test_people_bodies_and_places_are_found(recogniser):
    line = "Presiden Joko Widodo bertemu pengurus Partai Demokrat di Surabaya , kata Bambang ."

    assert found(recogniser, line) == [
        ("Joko Widodo", "PER"), ("Partai Demokrat", "ORG"), ("Surabaya", "LOC"), ("Bambang", "PER"),
    ]  # fmt: skip


def test_headlines_in_capitals_and_posts_in_small_letters_are_read_too(recogniser):
    line = "Presiden Joko Widodo tiba di Surabaya"

    assert [label for _, label in found(recogniser, line.upper())] == ["PER", "LOC"]
    assert [label for _, label in found(recogniser, line.lower())] == ["PER", "LOC"]


def test_names_are_apart_in_order_and_more_or_less_sure(recogniser):
    lines = [["Joko", "Widodo", "dan", "Prabowo"], [], ["Hujan", "turun", "."], ["Jakarta"] * 300]

    answers = recogniser.names(lines)

    assert [len(answer) for answer in answers[1:3]] == [0, 0]
    for line, answer in zip(lines, answers, strict=True):
        ends = [0, *(guess.last for guess in answer)]
        assert all(end <= guess.first < guess.last <= len(line) for end, guess in zip(ends, answer, strict=False))
        assert all(0 < guess.probability < 1 for guess in answer)


def test_a_line_is_read_the_same_alone_and_among_others(recogniser):
    lines = [["Kata", "Joko", "Widodo"], ["di", "Surabaya"], ["Partai", "Demokrat"]]

    together = recogniser.names(lines)

    for line, answer in zip(lines, together, strict=True):
        (alone,) = recogniser.names([line])
        assert [(guess.first, guess.last, guess.label) for guess in alone] == [
            (guess.first, guess.last, guess.label) for guess in answer
        ]
        assert [guess.probability for guess in alone] == pytest.approx(
            [guess.probability for guess in answer], abs=1e-3
        )


def test_many_words_are_read_in_parts_and_every_line_gets_its_answer(recogniser):
    line = ["kata", "Joko", "Widodo", "di", "Surabaya", "."]

    answers = recogniser.names([line] * 700)

    assert {tuple(guess.label for guess in answer) for answer in answers} == {("PER", "LOC")}
