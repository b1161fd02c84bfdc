"""The shipped recogniser: every name with its probability, and what spaCy makes of the folder it is in."""

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from annotator.nlp.component import recogniser_of
from annotator.nlp.recogniser import LIKELY, Curve, lines_of

MODEL = Path(__file__).parents[2] / "resources" / "models" / "id_berita"
LINE = "Presiden Joko Widodo bertemu pengurus Partai Demokrat di Surabaya , kata Bambang ."
NAMES = [("Joko Widodo", "PER"), ("Partai Demokrat", "ORG"), ("Surabaya", "LOC"), ("Bambang", "PER")]


@pytest.fixture(scope="module")
def recogniser():
    import spacy

    return recogniser_of(spacy.load(MODEL))


def found(recogniser, line):
    words = line.split()
    (names,) = recogniser.names([words])
    return [(" ".join(words[one.first : one.last]), one.label) for one in names]


def test_people_bodies_and_places_are_found(recogniser):
    assert found(recogniser, LINE) == NAMES


def test_headlines_in_capitals_and_posts_in_small_letters_are_read_alike(recogniser):
    line = "Presiden Joko Widodo tiba di Surabaya"

    assert [label for _, label in found(recogniser, line.upper())] == ["PER", "LOC"]
    assert [label for _, label in found(recogniser, line.lower())] == ["PER", "LOC"]


def test_names_nobody_has_met_are_known_by_what_stands_around_them(recogniser):
    assert found(recogniser, "Bupati Xolandra Wukisari mengunjungi Desa Qembaran .") == [
        ("Xolandra Wukisari", "PER"), ("Desa Qembaran", "LOC"),
    ]  # fmt: skip


def test_names_are_apart_in_order_and_more_or_less_sure(recogniser):
    lines = [["Joko", "Widodo", "dan", "Prabowo"], [], ["Hujan", "turun", "."], ["Jakarta"] * 300]

    answers = recogniser.names(lines)

    assert [len(answer) for answer in answers[1:3]] == [0, 0]
    for line, answer in zip(lines, answers, strict=True):
        ends = [0, *(one.last for one in answer)]
        assert all(end <= one.first < one.last <= len(line) for end, one in zip(ends, answer, strict=False))
        assert all(LIKELY < one.probability < 1 for one in answer)


def test_what_is_less_likely_than_asked_for_is_kept_back(recogniser):
    lines = [LINE.split()]

    (many,), (few,) = recogniser.names(lines, least=0.0), recogniser.names(lines, least=0.999)

    assert len(few) < len(NAMES) <= len(many)
    assert all(one.probability > 0.02 for one in many)


def test_a_curve_turns_what_the_network_says_into_how_often_it_is_right(recogniser):
    lines = [LINE.split()]
    doubtful = recogniser.with_curves({"PER": Curve(shift=-3.0), "ORG": Curve(), "LOC": Curve()})
    plain = recogniser.with_curves({})

    (said,), (shown,) = plain.candidates(lines), doubtful.candidates(lines)

    for before, after in zip(said, shown, strict=True):
        assert (after.probability < before.probability - 1e-6) is (after.label == "PER")


def test_a_line_is_read_the_same_alone_and_among_others(recogniser):
    lines = [["Kata", "Joko", "Widodo"], ["di", "Surabaya"], ["Partai", "Demokrat"]]

    together = recogniser.names(lines)

    for line, answer in zip(lines, together, strict=True):
        (alone,) = recogniser.names([line])
        assert [(one.first, one.last, one.label) for one in alone] == [
            (one.first, one.last, one.label) for one in answer
        ]
        assert [one.probability for one in alone] == pytest.approx([one.probability for one in answer], abs=1e-3)


def test_many_words_are_read_in_parts_and_every_line_gets_its_answer(recogniser):
    lines = [["kata", "Joko", "Widodo", "di", "Surabaya", ".", *["lagi"] * (i % 7)] for i in range(700)]

    answers = recogniser.names(lines)

    assert {tuple(one.label for one in answer) for answer in answers} == {("PER", "LOC")}


def test_more_words_than_are_remembered_are_read_and_memory_stays_flat(recogniser):
    lines = [[f"kata{i}", "Joko", "Widodo", "di", f"Desa{i}"] for i in range(12_000)]
    recogniser.names(lines[:2000])

    tracemalloc.start()
    for first in range(0, len(lines), 2000):
        recogniser.names(lines[first : first + 2000])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 60e6
    assert found(recogniser, LINE) == NAMES


def test_lines_end_at_line_breaks_and_very_long_ones_at_a_stop():
    words = ["a", "b", "\n", " ", "c", *["d"] * 600, ".", "e"]

    lines = [[words[i] for i in line] for line in lines_of(words)]

    assert lines[0] == ["a", "b"]
    assert lines[1][-1] == "."
    assert lines[2] == ["e"]


def test_spacy_alone_reads_the_folder_and_finds_the_names():
    said = f"""
import spacy
text = "{LINE}".replace(" ,", ",").replace(" .", ".") + "\\nHujan turun di Bandung."
print([(ent.text, ent.label_) for ent in spacy.load(r"{MODEL}")(text).ents])
"""

    answer = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True, cwd="/")

    assert answer.stdout.strip() == str([*NAMES, ("Bandung", "LOC")])
