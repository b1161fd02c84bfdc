"""Letters over words: codes that can be typed without waiting, the nearest words shortest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.bootstrap import shipped_schema
from annotator.gui.canvas.hints import LETTERS, Hints, Place, coded, codes
from annotator.gui.canvas.style import CanvasStyle


@pytest.mark.parametrize("count", [0, 1, 26, 27, 300, 676, 2000])
def test_no_code_begins_another_and_the_first_are_the_shortest(count: int) -> None:
    made = codes(count)
    assert len(made) == len(set(made)) == count
    assert not any(one != other and other.startswith(one) for one in made[:60] for other in made)
    assert [len(code) for code in made] == sorted(len(code) for code in made)
    assert set("".join(made)) <= set(LETTERS)


def test_few_words_take_one_letter_and_a_full_page_two() -> None:
    assert {len(code) for code in codes(26)} == {1}
    assert max(len(code) for code in codes(400)) == 2


def test_doubt_comes_before_what_waits_and_that_before_what_is_near():
    near, waiting, doubtful = (
        Place(0, QRectF()), Place(50, QRectF(), is_waiting=True), Place(90, QRectF(), doubt=0.4, is_waiting=True),
    )  # fmt: skip
    assert list(coded([near, waiting, doubtful], 0).values()) == [doubtful, waiting, near]


def test_the_letters_of_a_quotation_mark_are_not_hidden_by_those_of_the_word_behind_it(qtbot: QtBot) -> None:
    canvas, page = QWidget(), QWidget()
    qtbot.addWidget(canvas)
    qtbot.addWidget(page)
    hints = Hints(canvas, page)
    many = [Place(10 + at, QRectF(300, 60, 1, 20)) for at in range(40)]
    mark, word = Place(0, QRectF(10, 20, 1, 20)), Place(1, QRectF(16, 20, 1, 20))
    below = Place(9, QRectF(10, 40, 1, 20))

    hints.ask([mark, word, below, *many], 400, CanvasStyle.build(shipped_schema()))

    first, second, third = (chip for chip, _ in hints.chips(QFontMetricsF(hints.font()))[:3])
    assert first.left() < second.left()
    assert not first.intersects(second)
    assert third.left() == first.left(), "on the next line there is room again"
