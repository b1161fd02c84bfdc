"""Letters over words: codes that can be typed without waiting, the nearest words shortest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF

from annotator.gui.canvas.hints import LETTERS, Place, coded, codes


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
