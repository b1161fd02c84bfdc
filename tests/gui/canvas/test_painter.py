"""Where the painter puts what is no part of the flow: the tag that names who spoke."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from annotator.gui.canvas.painter import Painter
from tests.gui.canvas.conftest import Maker
from tests.gui.canvas.test_canvas import Driver

TEXT = '"Kami siap membantu melindungi keamanan dan kedaulatan hak mereka," tambahnya.'


def _tag(driver: Driver) -> tuple[QRectF, str]:
    canvas = driver.canvas
    page = QImage(1, 1, QImage.Format.Format_RGB32)
    with QPainter(page) as qp:
        left = canvas._column_left()
        painter = Painter(qp, canvas.flow, canvas._scene, gutter=left, room=canvas.viewport().width() - left)
        found = painter._name_tag(range(len(canvas.flow.blocks)))
    assert found is not None
    return found[0], found[1]


@pytest.mark.parametrize("width", range(300, 900, 20))
def test_the_tag_of_who_spoke_never_hides_the_chip_of_the_cue(qtbot: QtBot, width: int) -> None:
    maker = Maker(TEXT)
    quote = maker.span("QUOTE", TEXT[: TEXT.index(" tambahnya")])
    cue = maker.span("CUE", "tambahnya")
    speaker = maker.span("SPEAKER", "tambahnya", resolves_to=["Vladimir Putin"])
    maker.link("said_by", quote, speaker)
    maker.link("cued_by", quote, cue)
    driver = Driver(qtbot, TEXT, maker.view(), (width, 400))
    driver.canvas.focus_span(quote.id, scroll=False)
    _, line, top = driver.canvas.flow.line_of(cue.start)
    chip = next(chip for chip in line.chips if chip.span is not None and chip.span.id == cue.id)

    box, words = _tag(driver)

    assert words.endswith("→ Vladimir Putin")
    assert not box.intersects(line.chip_rect(chip, driver.canvas.flow.metrics).translated(0.0, top))


def test_on_a_wide_page_the_tag_goes_past_the_column_and_not_over_chips_before_it(qtbot: QtBot) -> None:
    text = "Ketua Badan Eksekutif Mahasiswa Universitas Indonesia (BEM UI) Melki Sedek Huang menyebut hal itu."
    maker = Maker(text)
    quote = maker.span("QUOTE", "hal itu")
    person = maker.span("PER", "Melki Sedek Huang")
    speaker = maker.span("SPEAKER", "Melki Sedek Huang", resolves_to=["Melki Sedek Huang"])
    maker.link("said_by", quote, speaker)
    driver = Driver(qtbot, text, maker.view(), (1400, 400))
    driver.canvas.focus_span(quote.id, scroll=False)
    _, line, top = driver.canvas.flow.line_of(person.start)
    chip = next(chip for chip in line.chips if chip.span is not None and chip.span.id == person.id)

    box, words = _tag(driver)

    assert words == "SPEAKER → Melki Sedek Huang"
    assert box.right() > driver.canvas.flow.width
    assert not box.intersects(line.chip_rect(chip, driver.canvas.flow.metrics).translated(0.0, top))
