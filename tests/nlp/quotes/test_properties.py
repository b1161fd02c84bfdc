"""What holds for any text at all: offsets inside, no quote in a quote, no quote over a paragraph but rule 12's."""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.spans import LayerName, Span
from annotator.domain.text import paragraphs
from annotator.nlp.quotes.document import ALL_MARKS, DOUBLE_MARKS
from annotator.nlp.quotes.marks import find_marks, pair_marks
from tests import strategies
from tests.nlp.quotes.markup import analyser

ANALYSER = analyser()

_PIECES = [
    *ALL_MARKS, *"\n,.?!:()-–… ", "\n\n", '""', "''", "kata", "katanya", "ujar", "tambahnya", "Putin", "Budi Santoso",
    "mengatakan", "bahwa", "menurut", "Menurut", "menurutnya", "meminta", "agar", "dia", "ia", "Presiden", "itu", "dan",
    "disampaikan", "Disebutkan", "dikutip dari", "TASS", "Baca juga:", "harga naik", "kami akan datang", "Rusia", "14",
    "menyebutnya", "yang", "bilang", "secara", "tidak", "harus", "\u200b", "\u00a0", "KPK", "para", "Senin (3/2/2025)",
    "JAKARTA, KOMPAS.com - ", "Jum'at", "yang juga", "sambil tertawa", "di Jakarta,", "Masih", "(34)", "Camat",
    "I Made", "Kementerian Agama (Kemenag)", "lembaga itu", "ditekankan", "menambahkan.", "tuturnya.", "jika", "untuk",
    "warga", "Elisa Kambu-Thomas Safanfo", "seorang pejabat", "Inc.", "'Ia", "kata Budi di Jakarta, Senin,", "``", ",,",
]  # fmt: skip
newspaper_noise = st.lists(st.sampled_from(_PIECES), max_size=60).flatmap(
    lambda pieces: st.sampled_from([" ".join(pieces), "".join(pieces)])
)


def _check(text: str, entities: list[Span]) -> None:
    spans, relations = ANALYSER.analyse(text, entities)
    lines = paragraphs(text)
    ids = [span.id for span in spans]
    assert len(set(ids)) == len(ids)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        if not any(start <= span.start and span.end <= end for start, end in lines):
            assert span.label == "QUOTE"
            assert _opens_every_paragraph(text, span)
    quotes = sorted((s.start, s.end) for s in spans if s.label == "QUOTE")
    assert all(first[1] <= second[0] for first, second in pairwise(quotes))
    zones = [s for s in spans if s.layer is LayerName.ZONE]
    for span in spans:
        if span.layer is LayerName.QUOTE:
            assert not any(span.overlaps(zone.start, zone.end) for zone in zones)
    known = {*ids, *(entity.id for entity in entities)}
    assert all(relation.head in known and relation.child in known for relation in relations)


def _opens_every_paragraph(text: str, span: Span) -> bool:
    later = text[span.start : span.end].split("\n")[1:]
    return all(line.lstrip()[:1] in ALL_MARKS for line in later if line.strip())


@given(newspaper_noise)
def test_any_sequence_of_marks_cues_and_names_is_safe(text: str) -> None:
    _check(text, [])


@given(strategies.articles)
def test_any_text_is_safe(text: str) -> None:
    _check(text, [])


@given(newspaper_noise, st.data())
def test_any_entities_are_safe(text: str, data: st.DataObject) -> None:
    if not text:
        return
    cuts = data.draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 20)), max_size=6))
    labels = data.draw(st.lists(st.sampled_from(["PER", "ORG", "LOC", "ROLE", "DATE"]), min_size=6, max_size=6))
    entities = [
        Span(f"e{number}", start, min(start + length, len(text)), label, LayerName.ENTITY)
        for number, ((start, length), label) in enumerate(zip(cuts, labels, strict=False))
    ]
    _check(text, entities)


@given(st.text(alphabet=ALL_MARKS + "ab ,.1", max_size=40))
def test_pairs_are_ascending_apart_and_of_one_class(text: str) -> None:
    found = find_marks(text, 0, len(text))
    marks = pair_marks(found)
    edge = 0
    for pair in marks.pairs:
        assert edge <= pair.start < pair.end <= len(text)
        edge = pair.end
    ends = {mark.start for mark in found}
    assert all(mark.start in ends for mark in (*marks.lone_openers, *marks.lone_closers))


@given(newspaper_noise)
def test_the_same_text_gives_the_same_answer(text: str) -> None:
    assert ANALYSER.analyse(text) == ANALYSER.analyse(text)


def _steps(text: str) -> int:
    """Return how many lines of Python the analysis of `text` runs: the same on any machine, busy or not."""
    count = 0

    def trace(_frame: FrameType, _event: str, _arg: object) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        ANALYSER.analyse(text)
    finally:
        sys.settrace(before)
    return count


def _people(number: int) -> str:
    """Return quotes by people of the same first name, none named twice, each with a role of their own."""
    syllables = ("san", "wib", "pur", "sut", "har", "kus", "nur", "mul", "suk", "joy")
    name = "".join(syllables[number // 10**place % 10] for place in range(4)).capitalize()
    return f'Ketua Komisi {number} Budi {name} tiba. "Kami siap," kata Budi. Ketua Komisi {number} itu mengangguk.'


UNITS = [
    '"Kami siap," kata Budi Santoso. Ia mengatakan harga naik. ',
    '"',
    "'a ",
    '"Kami ',
    'Kami" ',
    "(",
    "Budi Santoso, ",
    "Presiden ",
    "yang juga ",
    "mengatakan ",
    ", kata Budi ",
    '"Kami siap.\n',
    "(a) ",
    "yang juga Ketua ",
    "A dan ",
    "Budi menyampaikan hal itu, ",
    '"A" ',
    "A\n",
    "Harga naik. Baca juga: Menteri Pergi ",
    "T: Siapa? J: Saya. ",
    "Menurut Budi, di Jakarta, ",
    "Situasi ini, kata Budi di Jakarta, Senin, ",
    "Budi meminta warga yang ",
    '"Kami" Budi mengatakan. ',
    "seorang pejabat yang tidak ",
    "Kementerian A (A) ",
    "Agus-Budi Santoso-Siti A ",
    "pada Senin (3/4), ",
    "I Made ",
]
LONG = {unit: unit * (12_000 // len(unit)) for unit in UNITS}
LONG["people"] = " ".join(map(_people, range(800)))


@pytest.mark.parametrize("text", LONG.values(), ids=[repr(name) for name in LONG])
def test_work_grows_with_length_and_not_faster(text: str) -> None:
    # Four times the text may cost little more than four times the work; the square would cost sixteen times.
    assert _steps(text) < 5.5 * _steps(text[: len(text) // 4]) + 2_000


@pytest.mark.parametrize(
    "unit", ["Harga naik. Baca juga: Menteri pergi. ", '"Kami ', "' a", "KOMPAS.com - ", "(Foto: "]
)
def test_patterns_take_no_more_time_a_letter_in_a_longer_text(unit: str) -> None:
    # What regular expressions do is no line of Python: its time is taken, of this process alone, the better of two.
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        times = []
        for _ in range(2):
            began = time.process_time()
            ANALYSER.analyse(text)
            times.append(time.process_time() - began)
        return min(times)

    assert seconds(80_000) < 10 * seconds(20_000) + 0.02


def test_double_marks_are_one_class() -> None:
    text = "".join(f"{opener}Kami siap,{closer} kata Budi.\n" for opener in DOUBLE_MARKS for closer in DOUBLE_MARKS)
    spans, _ = ANALYSER.analyse(text)
    assert sum(span.label == "QUOTE" for span in spans) == len(DOUBLE_MARKS) ** 2
