"""The canvas on screens of 1, 1.5 and 2 times the density, with right-to-left runs, emoji and combining marks."""

import os
import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.canvas.conftest import Maker
from tests.gui.canvas.test_canvas import Driver

TEXT = "Dia berkata السلام عليكم kepada 👨\u200d👩\u200d👧 di Kairo.\nShalom שלום לכולם, e\u0301lan 👍🏽 itu."

_LOOK = """
import sys
from PySide6.QtWidgets import QApplication
from PySide6.QtCore import QPointF
app = QApplication([])
from annotator.gui.canvas import Canvas
from tests.gui.canvas.conftest import SCHEMA, Maker
from tests.gui.canvas.test_scale import TEXT
maker = Maker(TEXT)
maker.span("ORG", "السلام عليكم")
maker.span("LOC", "Kairo")
maker.span("PER", "👍🏽")
canvas = Canvas()
canvas.resize(700, 300)
canvas.set_article(TEXT, SCHEMA)
canvas.set_view(maker.view())
canvas.show()
app.processEvents()
picture = canvas.grab()
assert picture.devicePixelRatio() == float(sys.argv[1]), picture.devicePixelRatio()
assert picture.width() == round(canvas.width() * float(sys.argv[1]))
for words in ("Kairo", "berkata", "itu", "Shalom"):
    at = TEXT.index(words)
    box = canvas.box_of(at)
    assert canvas.flow.offset_at(canvas.to_article(QPointF(box.left() + 1, box.center().y()))) == at, words
for span in maker.spans.values():
    block, line, top = canvas.flow.line_of(span.start)
    left, right = canvas.flow.stretches(block, line, span.start, span.end)[0]
    under = canvas.flow.spans_at(QPointF((left + right) / 2, top + (line.text_top + line.text_bottom) / 2))
    assert [one.id for one in under] == [span.id]
"""


@pytest.mark.parametrize("factor", ["1", "1.5", "2"])
def test_words_and_spans_are_where_they_are_painted_at_every_density(factor: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": factor}
    done = subprocess.run(
        [sys.executable, "-c", _LOOK, factor], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("words", ["السلام عليكم", "לכולם", "👨\u200d👩\u200d👧", "e\u0301lan", "👍🏽"])
def test_the_keyboard_takes_whole_words_of_any_script(qtbot: QtBot, words: str) -> None:
    from PySide6.QtCore import Qt

    driver = Driver(qtbot, TEXT)
    start = driver.offset(words)
    driver.canvas.set_caret(start)
    while driver.canvas.selection is None or driver.canvas.selection[1] < start + len(words):
        driver.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert driver.selection == words


def test_a_span_over_a_run_of_the_other_direction_has_a_piece_for_each_part(qtbot: QtBot) -> None:
    maker = Maker(TEXT)
    maker.span("ORG", "عليكم kepada")
    driver = Driver(qtbot, TEXT, maker.view())
    line = driver.canvas.flow.line_of(driver.offset("kepada"))[1]
    assert len(line.pieces) == 2
    assert line.pieces[0].is_first
    assert line.pieces[-1].is_last
