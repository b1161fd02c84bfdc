"""The card of the span under a resting pointer, and the strip of marks beside the scroll bar."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import View
from annotator.domain.spans import Status
from tests.gui.canvas.conftest import Maker, seed_view
from tests.gui.canvas.test_canvas import TEXT, Driver


def rest(driver: Driver, where: QPoint) -> str:
    """Let the pointer rest somewhere, as the platform says it does, and return what the card says."""
    viewport = driver.canvas.viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, where, viewport.mapToGlobal(where)))
    return driver.canvas._card.text


@pytest.fixture
def maker() -> Maker:
    return Maker(TEXT)


def test_the_card_says_label_state_score_and_origin(qtbot: QtBot, maker: Maker) -> None:
    maker.span("PER", "Kim Jong Un", status=Status.SUGGESTED, score=0.87)
    said = rest(driver := Driver(qtbot, TEXT, maker.view()), driver.on("Jong"))
    for words in ("PER", "open suggestion", "Kim Jong Un", "0.87", "rule · test 1"):
        assert words in said


def test_a_fact_that_fits_stands_in_one_line(qtbot: QtBot, maker: Maker) -> None:
    maker.span("PER", "Kim Jong Un", status=Status.SUGGESTED, score=0.87)
    rest(driver := Driver(qtbot, TEXT, maker.view()), driver.on("Jong"))
    words = driver.canvas._card._words
    as_shown = words.heightForWidth(words.width())
    words.setWordWrap(False)
    assert as_shown == words.sizeHint().height()


def test_the_card_of_any_part_of_a_quote_shows_its_frame(qtbot: QtBot, maker: Maker) -> None:
    quote = maker.span("QUOTE", '"kami siap, kata-kata itu"', type="direct")
    speaker = maker.span("SPEAKER", "Putin", resolves_to=["Vladimir Putin"])
    cue = maker.span("CUE", "mengatakan")
    maker.link("said_by", quote, speaker)
    maker.link("cued_by", quote, cue)
    driver = Driver(qtbot, TEXT, maker.view())
    for words in ("kami siap", "Putin", "mengatakan"):
        said = rest(driver, driver.on(words))
        for fact in ("Putin → Vladimir Putin", "mengatakan", "direct"):
            assert fact in said


def test_a_quote_without_a_speaker_says_so(qtbot: QtBot, maker: Maker) -> None:
    maker.span("QUOTE", '"kami siap, kata-kata itu"')
    driver = Driver(qtbot, TEXT, maker.view())
    assert "not known yet" in rest(driver, driver.on("siap"))


def test_spans_beneath_stand_on_the_card_in_a_line_each(qtbot: QtBot, maker: Maker) -> None:
    maker.span("SPEAKER", "Putin", resolves_to=["Vladimir Putin"])
    maker.span("PER", "Putin", status=Status.SUGGESTED, score=0.9)
    driver = Driver(qtbot, TEXT, maker.view())
    said = rest(driver, driver.on("Putin"))
    assert "PER" in said
    assert "SPEAKER" in said


def test_what_the_window_knows_more_stands_on_the_card_and_is_no_markup(qtbot: QtBot, maker: Maker) -> None:
    maker.span("PER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.tell_more = lambda span: [("decided", "Ani & <b>Budi</b>")]
    assert "Ani &amp; &lt;b&gt;Budi&lt;/b&gt;" in rest(driver, driver.on("Putin"))


def test_the_card_goes_with_the_pointer_a_key_a_wheel_or_another_view(qtbot: QtBot, maker: Maker) -> None:
    maker.span("PER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    assert rest(driver, driver.on("mengangguk")) == ""
    for leave in (
        lambda: driver.move(driver.on("mengangguk")),
        lambda: driver.key(Qt.Key.Key_Right),
        lambda: driver.canvas.set_view(View({}, {})),
        lambda: QApplication.sendEvent(driver.canvas.viewport(), QEvent(QEvent.Type.Leave)),
    ):
        driver.canvas.set_view(maker.view())
        assert rest(driver, driver.on("Putin"))
        leave()
        assert driver.canvas._card.text == ""


def test_the_card_lies_wholly_inside_and_never_over_the_words(qtbot: QtBot, seed_text: str) -> None:
    driver = Driver(qtbot, seed_text, seed_view(seed_text), size=(500, 420))
    canvas = driver.canvas
    shown = 0
    for span in canvas._whole.spans.values():
        box = canvas.box_of(span.start)
        where = QPoint(round(box.left()) + 2, round(box.center().y()))
        if canvas.viewport().rect().contains(where) and rest(driver, where):
            shown += 1
            assert canvas.viewport().rect().contains(canvas._card.geometry())
            assert not canvas._card.geometry().contains(where)
    assert shown > 5


# The strip of marks ------------------------------------------------------------------------------------------------


def test_open_suggestions_are_marked_and_decided_spans_are_not(qtbot: QtBot, maker: Maker) -> None:
    maker.span("PER", "Putin", status=Status.SUGGESTED)
    maker.span("LOC", "Moskow", status=Status.ACCEPTED)
    driver = Driver(qtbot, TEXT, maker.view())
    marks = driver.canvas._marks
    assert len(marks.open_ys()) == 1
    maker.span("LOC", "Pyongyang", status=Status.SUGGESTED)
    driver.canvas.set_view(maker.view())
    first, second = marks.open_ys()
    assert first < second
    driver.canvas.set_view(View({}, {}))
    assert marks.open_ys() == []


def test_hits_and_notes_have_marks_of_their_own(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("LOC", "Pyongyang")
    driver = Driver(qtbot, TEXT, maker.view())
    marks = driver.canvas._marks
    driver.canvas.set_hits([(0, 5), (driver.offset("Kim"), driver.offset("Kim") + 3)])
    driver.canvas.set_noted(frozenset([span.id, "gone"]))
    assert (len(marks.hit_ys()), len(marks.note_ys())) == (2, 1)
    assert marks.hit_ys()[0] < marks.hit_ys()[1]


def test_the_kinds_of_marks_look_different_without_colour(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("LOC", "Pyongyang", status=Status.SUGGESTED)
    pictures = []
    for change in (
        lambda canvas: None,
        lambda canvas: canvas.set_hits([span.extent]),
        lambda canvas: canvas.set_noted(frozenset([span.id])),
        lambda canvas: canvas.focus_span(span.id),
    ):
        driver = Driver(qtbot, TEXT, maker.view())
        change(driver.canvas)
        image = driver.canvas._marks.grab().toImage()
        page = image.pixelColor(11, 0)
        pictures.append([[image.pixelColor(x, y) != page for x in range(image.width())] for y in range(image.height())])
    assert all(one != other for at, one in enumerate(pictures) for other in pictures[at + 1 :])


def test_a_click_in_the_strip_goes_there(qtbot: QtBot, seed_text: str) -> None:
    driver = Driver(qtbot, seed_text, seed_view(seed_text), size=(700, 300))
    marks, bar = driver.canvas._marks, driver.canvas.verticalScrollBar()
    QTest.mouseClick(marks, Qt.MouseButton.LeftButton, pos=QPoint(5, marks.height() - 2))
    assert bar.value() > bar.maximum() * 0.9
    QTest.mouseClick(marks, Qt.MouseButton.LeftButton, pos=QPoint(5, 1))
    assert bar.value() == 0


def test_the_marks_of_a_long_article_are_at_most_one_a_pixel(qtbot: QtBot) -> None:
    text = "\n".join("Putin di Moskow. " * 6 for _ in range(1500))
    maker = Maker(text)
    at = -1
    for _ in range(6000):
        at = text.index("Putin", at + 1)
        maker.at("PER", at, at + 5, Status.SUGGESTED)
    driver = Driver(qtbot, text, maker.view())
    assert 50 < len(driver.canvas._marks.open_ys()) <= driver.canvas._marks.height()
