"""The canvas under real mouse and key events: what it shows, what it says, and that it edits nothing."""

import pytest
from PySide6.QtCore import QAbstractAnimation, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.annotations import View
from annotator.domain.spans import Span, Status
from annotator.gui.canvas import Canvas, CanvasStyle
from tests.gui.canvas.conftest import SCHEMA, Maker, seed_view

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Driver:
    """Does to a canvas what a person does, by the words they see."""

    def __init__(self, qtbot: QtBot, text: str, view: View | None = None, size: tuple[int, int] = (900, 640)) -> None:
        self.text = text
        self.canvas = Canvas()
        qtbot.addWidget(self.canvas)
        self.canvas.resize(*size)
        self.canvas.set_article(text, SCHEMA)
        self.canvas.set_view(view or View({}, {}))
        self.canvas.show()
        qtbot.waitExposed(self.canvas)
        self.canvas.setFocus()
        self.focused: list[object] = []
        self.selected: list[object] = []
        self.canvas.focus_changed.connect(self.focused.append)
        self.canvas.selection_changed.connect(self.selected.append)

    def point(self, offset: int) -> QPoint:
        box = self.canvas.box_of(offset)
        return QPointF(box.left() + 1, box.center().y()).toPoint()

    def on(self, words: str, nth: int = 1) -> QPoint:
        """The middle of some words."""
        start = self.offset(words, nth)
        one, other = self.canvas.box_of(start), self.canvas.box_of(start + len(words) - 1)
        return QPointF((one.left() + other.left()) / 2 + 2, one.center().y()).toPoint()

    def offset(self, words: str, nth: int = 1) -> int:
        start = -1
        for _ in range(nth):
            start = self.text.index(words, start + 1)
        return start

    def chip(self, span: Span) -> QPoint:
        flow = self.canvas.flow
        _, line, top = flow.line_of(span.start)
        chip = next(chip for chip in line.chips if chip.span is not None and chip.span.id == span.id)
        return self.canvas.to_viewport(line.chip_rect(chip, flow.metrics).translated(0, top).center()).toPoint()

    def click(self, where: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.canvas.viewport(), LEFT, modifiers, where)

    def drag(self, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE, *, drop: bool = True) -> None:
        viewport = self.canvas.viewport()
        QTest.mousePress(viewport, LEFT, modifiers, start)
        QTest.mouseMove(viewport, (start + end) / 2)
        self.move(end, modifiers)
        if drop:
            QTest.mouseRelease(viewport, LEFT, modifiers, end)

    def move(self, where: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QMouseEvent

        viewport = self.canvas.viewport()
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(where), QPointF(viewport.mapToGlobal(where)), LEFT, LEFT, modifiers
        )
        QApplication.sendEvent(viewport, event)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.canvas, key, modifiers)

    @property
    def selection(self) -> str | None:
        found = self.canvas.selection
        return None if found is None else self.text[slice(*found)]


TEXT = 'Putin mengatakan "kami siap, kata-kata itu" di Moskow.\nKim Jong Un mengangguk di Pyongyang.'


@pytest.fixture
def maker() -> Maker:
    return Maker(TEXT)


@pytest.fixture
def driver(qtbot: QtBot) -> Driver:
    return Driver(qtbot, TEXT)


# Selecting ---------------------------------------------------------------------------------------------------------


def test_a_drag_snaps_to_whole_tokens(driver: Driver) -> None:
    start, end = driver.offset("kami") + 2, driver.offset("siap") + 2
    driver.drag(driver.point(start), driver.point(end))
    assert driver.selection == "kami siap"
    assert driver.selected[-1] == driver.canvas.selection


def test_a_drag_backwards_selects_the_same(driver: Driver) -> None:
    start, end = driver.offset("kami") + 2, driver.offset("siap") + 2
    driver.drag(driver.point(end), driver.point(start))
    assert driver.selection == "kami siap"
    assert driver.canvas.caret == driver.offset("kami")


def test_with_alt_a_drag_selects_characters(driver: Driver) -> None:
    start = driver.offset("kami") + 1
    driver.drag(driver.point(start), driver.point(start + 2), ALT)
    assert driver.selection == "am"


def test_a_drag_reaches_over_paragraphs(driver: Driver) -> None:
    driver.drag(driver.point(driver.offset("Moskow") + 1), driver.point(driver.offset("Kim") + 1))
    assert driver.selection == "Moskow.\nKim"


def test_a_double_click_selects_a_token_and_a_third_its_paragraph(driver: Driver) -> None:
    where = driver.on("kata-kata")
    driver.click(where)
    QTest.mouseDClick(driver.canvas.viewport(), LEFT, NONE, where)
    assert driver.selection == "kata-kata"
    driver.click(where)
    assert driver.selection == TEXT.split("\n", maxsplit=1)[0]


def test_shift_click_extends_to_the_token(driver: Driver) -> None:
    driver.click(driver.point(driver.offset("kami")))
    driver.click(driver.on("siap"), SHIFT)
    assert driver.selection == "kami siap"


def test_escape_in_a_drag_puts_the_old_selection_back(driver: Driver) -> None:
    driver.canvas.select(0, 5)
    driver.drag(driver.point(driver.offset("kami")), driver.point(driver.offset("Moskow") + 2), drop=False)
    assert driver.selection != "Putin"
    driver.key(Qt.Key.Key_Escape)
    assert driver.selection == "Putin"
    QTest.mouseRelease(driver.canvas.viewport(), LEFT, NONE, driver.on("Moskow"))
    assert driver.selection == "Putin"


def test_escape_clears_a_selection_and_then_goes_up(driver: Driver) -> None:
    driver.canvas.select(0, 5)
    driver.key(Qt.Key.Key_Escape)
    assert driver.canvas.selection is None


def test_an_empty_or_backward_selection_selects_nothing_or_the_same(driver: Driver) -> None:
    driver.canvas.select(3, 3)
    assert driver.canvas.selection is None
    driver.canvas.select(5, 0)
    assert driver.canvas.selection == (0, 5)


# The caret ---------------------------------------------------------------------------------------------------------


def test_arrows_go_token_by_token(driver: Driver) -> None:
    places = []
    for _ in range(3):
        driver.key(Qt.Key.Key_Right)
        places.append(driver.canvas.caret)
    assert places == [driver.offset("mengatakan"), driver.offset('"'), driver.offset("kami")]
    driver.key(Qt.Key.Key_Left)
    assert driver.canvas.caret == driver.offset('"')


def test_shift_and_arrows_take_tokens_in_and_leave_them_out(driver: Driver) -> None:
    driver.key(Qt.Key.Key_Right, SHIFT, times=2)
    assert driver.selection == "Putin mengatakan"
    driver.key(Qt.Key.Key_Left, SHIFT)
    assert driver.selection == "Putin"
    driver.key(Qt.Key.Key_Left, SHIFT)
    assert driver.selection is None


def test_ctrl_shift_and_arrows_extend_by_what_a_reader_calls_a_character(qtbot: QtBot) -> None:
    family = "👨\u200d👩\u200d👧"
    driver = Driver(qtbot, f"{family}e\u0301n\nb")
    driver.key(Qt.Key.Key_Right, SHIFT | CTRL)
    assert driver.selection == family
    driver.key(Qt.Key.Key_Right, SHIFT | CTRL)
    assert driver.selection == family + "e\u0301"
    driver.key(Qt.Key.Key_Right, SHIFT | CTRL, times=3)
    assert driver.selection == driver.text
    driver.key(Qt.Key.Key_Left, SHIFT | CTRL, times=5)
    assert driver.selection is None


def test_up_and_down_keep_their_column_over_short_lines(qtbot: QtBot) -> None:
    driver = Driver(qtbot, "satu dua tiga empat\nx\nsatu dua tiga empat")
    driver.canvas.set_caret(driver.offset("tiga"))
    driver.key(Qt.Key.Key_Down, times=2)
    assert driver.canvas.caret == driver.offset("tiga", 2)
    driver.key(Qt.Key.Key_Up, times=2)
    assert driver.canvas.caret == driver.offset("tiga")


def test_home_and_end_go_to_the_ends_of_the_visual_line(qtbot: QtBot, seed_text: str) -> None:
    driver = Driver(qtbot, seed_text, size=(500, 600))
    block, line = driver.canvas.flow.blocks[0], driver.canvas.flow.blocks[0].lines[1]
    driver.canvas.set_caret(line.start + 5)
    driver.key(Qt.Key.Key_End)
    assert driver.canvas.caret == line.end - 1
    driver.key(Qt.Key.Key_Home)
    assert driver.canvas.caret == line.start
    assert line is block.lines[1]


def test_page_down_reaches_the_end_and_page_up_comes_back(qtbot: QtBot, seed_text: str) -> None:
    driver = Driver(qtbot, seed_text)
    driver.key(Qt.Key.Key_PageDown, times=20)
    assert driver.canvas.caret == len(seed_text)
    assert driver.canvas.verticalScrollBar().value() > 0
    driver.key(Qt.Key.Key_PageUp, times=20)
    assert driver.canvas.caret == 0


def test_the_first_page_down_turns_the_page_and_leaves_no_line_out(qtbot: QtBot, seed_text: str) -> None:
    canvas = Driver(qtbot, seed_text).canvas
    seen = canvas.flow.offset_at(canvas.to_article(QPointF(canvas.viewport().rect().bottomRight())))
    caret_top = canvas.box_of(canvas.caret).top()
    canvas.move_caret("page_down")
    assert canvas.box_of(canvas.caret).top() == pytest.approx(caret_top, abs=2)
    first = canvas.flow.offset_at(canvas.to_article(QPointF(0, 0)))
    assert seen / 2 < first < seen


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Right, CTRL),
        (Qt.Key.Key_Left, CTRL),
        (Qt.Key.Key_Right, ALT),
        (Qt.Key.Key_Right, ALT | SHIFT),
        (Qt.Key.Key_Return, NONE),
        (Qt.Key.Key_Space, NONE),
        (Qt.Key.Key_1, NONE),
        (Qt.Key.Key_Escape, NONE),
        (Qt.Key.Key_Backspace, NONE),
    ],
)
def test_keys_that_are_not_the_canvass_go_up(driver: Driver, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers)
    driver.canvas.keyPressEvent(event)
    assert not event.isAccepted()
    assert driver.canvas.caret == 0


# Focus -------------------------------------------------------------------------------------------------------------


def test_a_click_focuses_and_a_second_one_the_span_around_it(qtbot: QtBot, maker: Maker) -> None:
    quote, inner = maker.span("QUOTE", '"kami siap, kata-kata itu"'), maker.span("PER", "kami")
    driver = Driver(qtbot, TEXT, maker.view())
    where = driver.on("kami")
    driver.click(where)
    assert driver.canvas.focused_id == inner.id
    QTest.qWait(QApplication.doubleClickInterval() // 100)
    driver.click(where)
    assert driver.canvas.focused_id == quote.id
    driver.click(where)
    assert driver.canvas.focused_id == inner.id
    assert driver.focused == [inner.id, quote.id, inner.id]


def test_a_click_on_a_chip_focuses_its_span_however_many_lie_there(qtbot: QtBot, maker: Maker) -> None:
    person, speaker = maker.span("PER", "Putin"), maker.span("SPEAKER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.click(driver.chip(speaker))
    assert driver.canvas.focused_id == speaker.id
    driver.click(driver.chip(person))
    assert driver.canvas.focused_id == person.id


def test_a_click_beside_every_span_focuses_none(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("PER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.focus_span(span.id)
    driver.click(driver.on("mengatakan"))
    assert driver.canvas.focused_id is None
    assert driver.focused == [span.id, None]


def test_focusing_puts_the_caret_at_the_span_and_brings_it_into_view(qtbot: QtBot, seed_text: str) -> None:
    view = seed_view(seed_text)
    driver = Driver(qtbot, seed_text, view, size=(700, 400))
    last = list(view.spans.values())[-5]
    driver.canvas.focus_span(last.id)
    assert driver.canvas.caret == last.start
    bar = driver.canvas.verticalScrollBar()
    qtbot.waitUntil(lambda: bool(bar.value()) and driver.canvas.box_of(last.start).bottom() < 400)
    assert driver.canvas.box_of(last.start).top() >= 0


def test_an_unknown_id_focuses_none(driver: Driver) -> None:
    driver.canvas.focus_span("gone")
    assert driver.canvas.focused_id is None
    assert driver.focused == []


def test_a_focused_span_that_goes_takes_the_focus_with_it(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("PER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.focus_span(span.id)
    driver.canvas.set_view(View({}, {}), frozenset([span.id]))
    assert driver.canvas.focused_id is None
    assert driver.focused == [span.id, None]


def test_a_new_link_makes_a_frame_of_quote_and_speaker(qtbot: QtBot, maker: Maker) -> None:
    quote, speaker = maker.span("QUOTE", '"kami siap, kata-kata itu"'), maker.span("SPEAKER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.focus_span(quote.id)
    assert driver.canvas._scene.frame_ids == {quote.id}
    maker.link("said_by", quote, speaker)
    driver.canvas.set_view(maker.view(), frozenset())
    assert driver.canvas._scene.frame_ids == {quote.id, speaker.id}
    del maker.spans[speaker.id]
    maker.relations.clear()
    driver.canvas.set_view(maker.view(), frozenset([speaker.id]))
    assert driver.canvas._scene.frame_ids == {quote.id}


# Gestures ----------------------------------------------------------------------------------------------------------


def handle(driver: Driver, name: str) -> QPoint:
    span = driver.canvas.focused_span
    assert span is not None
    x, y = next((x, y) for found, x, y in driver.canvas._handles(span) if found == name)
    return driver.canvas.to_viewport(QPointF(x, y)).toPoint()


def test_dragging_the_end_handle_asks_for_a_longer_span(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("PER", "Kim")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.focus_span(span.id)
    with qtbot.waitSignal(driver.canvas.resize_requested) as asked:
        driver.drag(handle(driver, "end"), driver.point(driver.offset("Un") + 1))
    assert asked.args == [span.id, span.start, driver.offset("Un") + 2]
    assert driver.canvas.selection is None


def test_dragging_the_start_handle_past_the_end_keeps_the_last_token(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("PER", "Kim Jong Un")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.focus_span(span.id)
    with qtbot.waitSignal(driver.canvas.resize_requested) as asked:
        driver.drag(handle(driver, "start"), driver.point(driver.offset("Pyongyang") + 2))
    assert asked.args == [span.id, driver.offset("Un"), span.end]


def test_with_alt_a_handle_moves_by_characters(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("PER", "Kim Jong Un")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.focus_span(span.id)
    with qtbot.waitSignal(driver.canvas.resize_requested) as asked:
        driver.drag(handle(driver, "end"), driver.point(driver.offset("Jong") + 2), ALT)
    assert asked.args == [span.id, span.start, driver.offset("Jong") + 2]


def test_a_handle_put_back_asks_for_nothing(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("PER", "Kim")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.focus_span(span.id)
    with qtbot.assertNotEmitted(driver.canvas.resize_requested):
        where = handle(driver, "end")
        driver.drag(where, driver.point(driver.offset("Jong") + 2), drop=False)
        driver.move(where)
        QTest.mouseRelease(driver.canvas.viewport(), LEFT, NONE, where)


def test_escape_cancels_a_resize(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("PER", "Kim")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.focus_span(span.id)
    with qtbot.assertNotEmitted(driver.canvas.resize_requested):
        driver.drag(handle(driver, "end"), driver.on("Pyongyang"), drop=False)
        driver.key(Qt.Key.Key_Escape)
        QTest.mouseRelease(driver.canvas.viewport(), LEFT, NONE, driver.on("Pyongyang"))
    assert driver.canvas.focused_id == span.id


def test_dragging_a_quotes_chip_to_a_person_asks_for_a_link(qtbot: QtBot, maker: Maker) -> None:
    quote, person = maker.span("QUOTE", '"kami siap, kata-kata itu"'), maker.span("PER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    with qtbot.waitSignal(driver.canvas.link_requested) as asked:
        driver.drag(driver.chip(quote), driver.on("Putin"))
    assert asked.args == [quote.id, person.id]


def test_dragging_a_quotes_bracket_links_as_well(qtbot: QtBot, maker: Maker) -> None:
    quote, person = maker.span("QUOTE", '"kami siap, kata-kata itu"'), maker.span("PER", "Kim Jong Un")
    driver = Driver(qtbot, TEXT, maker.view())
    bracket = driver.canvas.box_of(quote.start).topLeft().toPoint() + QPoint(-2, 4)
    with qtbot.waitSignal(driver.canvas.link_requested) as asked:
        driver.drag(bracket, driver.on("Jong"))
    assert asked.args == [quote.id, person.id]


def test_dragging_from_the_edge_of_the_word_beside_a_quote_selects_it(qtbot: QtBot) -> None:
    text = 'Kim menyebut "kami siap," ujar Putin.'
    maker = Maker(text)
    maker.span("QUOTE", '"kami siap,"')
    driver = Driver(qtbot, text, maker.view())
    for word in ("ujar", "menyebut"):
        start, end = driver.offset(word), driver.offset(word) + len(word)
        first, last = (driver.canvas.box_of(at).center().toPoint() for at in (start, end))
        with qtbot.assertNotEmitted(driver.canvas.link_requested):
            driver.drag(*((first, last) if word == "ujar" else (last, first)))
        assert driver.canvas.selection == (start, end)


def test_a_link_dropped_on_plain_words_asks_for_nothing(qtbot: QtBot, maker: Maker) -> None:
    quote = maker.span("QUOTE", '"kami siap, kata-kata itu"')
    driver = Driver(qtbot, TEXT, maker.view())
    with qtbot.assertNotEmitted(driver.canvas.link_requested):
        driver.drag(driver.chip(quote), driver.on("mengangguk"))
    assert driver.canvas.selection is None


def test_a_drag_from_a_chip_that_links_to_nothing_selects_words(qtbot: QtBot, maker: Maker) -> None:
    person = maker.span("PER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.drag(driver.chip(person), driver.point(driver.offset("mengatakan") + 3))
    assert driver.selection is not None


def test_dragging_beyond_the_edge_scrolls(qtbot: QtBot, seed_text: str) -> None:
    driver = Driver(qtbot, seed_text, size=(600, 300))
    driver.drag(driver.point(5), QPoint(300, 296), drop=False)
    bar = driver.canvas.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 100)
    driver.key(Qt.Key.Key_Escape)
    assert driver.canvas.selection is None


def test_a_right_click_asks_for_a_menu_about_the_span_under_it(qtbot: QtBot, maker: Maker) -> None:
    from PySide6.QtGui import QContextMenuEvent

    span = maker.span("PER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    asked: list[object] = []
    driver.canvas.context_menu_requested.connect(lambda where, span_id: asked.append(span_id))
    for words in ("Putin", "mengangguk"):
        where = driver.on(words)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, driver.canvas.viewport().mapToGlobal(where))
        QApplication.sendEvent(driver.canvas.viewport(), event)
    assert asked == [span.id, None]
    assert driver.canvas.selection == (driver.offset("mengangguk"), driver.offset("mengangguk") + len("mengangguk"))
    assert driver.canvas.focused_id is None, "a menu is not about a span somewhere else"


# The view ----------------------------------------------------------------------------------------------------------


def top_line(canvas: Canvas) -> tuple[int, float]:
    found = canvas._top_line()
    assert found is not None
    return found


def test_a_new_width_keeps_the_top_line(qtbot: QtBot, seed_text: str) -> None:
    driver = Driver(qtbot, seed_text, seed_view(seed_text), size=(800, 400))
    bar = driver.canvas.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    offset, _ = top_line(driver.canvas)
    driver.canvas.resize(460, 400)
    qtbot.waitUntil(lambda: driver.canvas.viewport().width() <= 460)
    assert 0 <= driver.canvas.box_of(offset).top() < 100


def test_zoom_keeps_the_top_line_and_says_so(qtbot: QtBot, seed_text: str) -> None:
    driver = Driver(qtbot, seed_text, seed_view(seed_text), size=(800, 400))
    driver.canvas.verticalScrollBar().setValue(500)
    offset, _ = top_line(driver.canvas)
    with qtbot.waitSignal(driver.canvas.zoom_changed) as said:
        driver.canvas.set_zoom(1.5)
    assert said.args == [1.5]
    assert 0 <= driver.canvas.box_of(offset).top() < 80


def test_zoom_keeps_the_focused_span_where_it_is(qtbot: QtBot, seed_text: str) -> None:
    view = seed_view(seed_text)
    driver = Driver(qtbot, seed_text, view, size=(800, 400))
    span = next(span for span in view.spans.values() if driver.canvas.box_of(span.start).top() > 250)
    driver.canvas.focus_span(span.id, scroll=False)
    before = driver.canvas.box_of(span.start).top()
    for zoom in (1.5, 2.0, 1.0):
        driver.canvas.set_zoom(zoom)
        assert driver.canvas.box_of(span.start).top() == pytest.approx(before, abs=30)


def test_another_look_with_a_far_focus_moves_nothing(qtbot: QtBot, seed_text: str) -> None:
    view = seed_view(seed_text)
    driver = Driver(qtbot, seed_text, view, size=(800, 300))
    bar = driver.canvas.verticalScrollBar()
    for span in [span for span in view.spans.values() if span.label in ("QUOTE", "SPEAKER")]:
        driver.canvas.focus_span(span.id, scroll=False)
        bar.setValue(bar.maximum() * 2 // 3)
        grey(driver.canvas)
        before = top_line(driver.canvas)
        for change in (
            lambda: driver.canvas.set_style(CanvasStyle.build(SCHEMA, dark=True)),
            lambda: driver.canvas.set_style(CanvasStyle.build(SCHEMA, dark=False)),
        ):
            change()
            tops = list(driver.canvas.flow.tops())
            grey(driver.canvas)
            assert driver.canvas.flow.tops() == tops, "painting moves nothing"
            assert top_line(driver.canvas) == before


def test_focus_moves_nothing_in_the_view(qtbot: QtBot, seed_text: str) -> None:
    view = seed_view(seed_text)
    for span in [span for span in view.spans.values() if span.label == "QUOTE"]:
        driver = Driver(qtbot, seed_text, view, size=(800, 300))
        driver.canvas.verticalScrollBar().setValue(1500)
        grey(driver.canvas)
        before = top_line(driver.canvas)
        driver.canvas.focus_span(span.id, scroll=False)
        grey(driver.canvas)
        assert top_line(driver.canvas) == before


def test_ctrl_and_wheel_zoom_within_bounds(driver: Driver) -> None:
    def wheel(delta: int) -> None:
        event = QWheelEvent(
            QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, CTRL,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(driver.canvas.viewport(), event)

    wheel(120)
    assert driver.canvas.zoom == pytest.approx(1.1)
    for _ in range(40):
        wheel(120)
    assert driver.canvas.zoom == 4.0


def test_a_decision_above_the_view_moves_nothing_in_it(qtbot: QtBot, seed_text: str) -> None:
    view = seed_view(seed_text)
    driver = Driver(qtbot, seed_text, view, size=(800, 400))
    driver.canvas.verticalScrollBar().setValue(600)
    before = top_line(driver.canvas)
    first = next(iter(view.spans.values()))
    rest = {span.id: span for span in view.spans.values() if span is not first}
    driver.canvas.set_view(View(rest, {}), frozenset([first.id]))
    assert top_line(driver.canvas) == pytest.approx(before, abs=1.0)


def test_scrolling_up_into_what_was_never_laid_out_moves_nothing(qtbot: QtBot) -> None:
    text = "\n".join(f"Alinea {number}: " + "kata Putin di Moskow " * (number % 17) for number in range(400))
    driver = Driver(qtbot, text, size=(500, 400))
    bar = driver.canvas.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(60):
        offset, _ = top_line(driver.canvas)
        before = driver.canvas.box_of(offset).top()
        bar.setValue(bar.value() - 50)
        assert driver.canvas.box_of(offset).top() - before == pytest.approx(50, abs=2)


def test_find_hits_are_shown_and_the_current_one_scrolled_to(qtbot: QtBot, seed_text: str) -> None:
    driver = Driver(qtbot, seed_text, size=(700, 300))
    hits = [(at, at + 4) for at in range(len(seed_text)) if seed_text.startswith("TASS", at)]
    driver.canvas.set_hits(hits, 0)
    bar = driver.canvas.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0 and driver.canvas.box_of(hits[0][0]).bottom() < 300)


def test_what_is_in_sight_only_while_the_page_glides_past_is_gone_back_to(qtbot: QtBot) -> None:
    driver = Driver(qtbot, "\n".join(f"Alinea {number} kata Putin." for number in range(60)), size=(700, 400))
    canvas = driver.canvas
    near, far = driver.offset("Alinea 5 "), driver.offset("Alinea 14 ")
    canvas.show_range(far, far + 9)
    canvas.show_range(near, near + 8)
    qtbot.waitUntil(lambda: canvas._motion.state() is QAbstractAnimation.State.Stopped)
    assert canvas.viewport().rect().contains(canvas.box_of(near).center().toPoint())


def test_a_glide_ends_at_once_where_it_was_going_when_told_to(qtbot: QtBot) -> None:
    driver = Driver(qtbot, "\n".join(f"Alinea {number} kata Putin." for number in range(60)), size=(700, 400))
    far = driver.offset("Alinea 14 ")
    driver.canvas.show_range(far, far + 9)
    assert not driver.canvas.viewport().rect().contains(driver.canvas.box_of(far).center().toPoint())
    driver.canvas.come_to_rest()
    assert driver.canvas.viewport().rect().contains(driver.canvas.box_of(far).center().toPoint())


def test_an_article_without_text_and_no_article_can_be_looked_at(qtbot: QtBot) -> None:
    driver = Driver(qtbot, "")
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Down)
    driver.click(QPoint(200, 200))
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.set_placeholder("Drop files here, paste text, or open the example")
    canvas.show()
    qtbot.waitExposed(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.selection is None


def test_another_article_forgets_focus_and_selection(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("PER", "Putin")
    driver = Driver(qtbot, TEXT, maker.view())
    driver.canvas.focus_span(span.id)
    driver.canvas.select(0, 5)
    driver.canvas.set_article("Lain", SCHEMA)
    assert (driver.canvas.focused_id, driver.canvas.selection, driver.canvas.caret) == (None, None, 0)
    assert (driver.focused[-1], driver.selected[-1]) == (None, None)


# States, without colour --------------------------------------------------------------------------------------------


def grey(canvas: Canvas) -> QImage:
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)


@pytest.mark.parametrize("label", ["PER", "QUOTE"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_state_looks_different_without_colour(qtbot: QtBot, label: str, dark: bool) -> None:
    pictures = []
    for status in (Status.SUGGESTED, Status.ACCEPTED, Status.CORRECTED, Status.ADDED):
        maker = Maker(TEXT)
        maker.span(label, "Kim Jong Un mengangguk", status=status, score=1.0)
        driver = Driver(qtbot, TEXT, maker.view())
        driver.canvas.set_style(CanvasStyle.build(SCHEMA, dark))
        pictures.append(grey(driver.canvas))
    for number, picture in enumerate(pictures):
        assert all(picture != other for other in pictures[number + 1 :])


def test_the_focus_ring_shows_in_both_themes(qtbot: QtBot, maker: Maker) -> None:
    span = maker.span("PER", "Putin")
    for dark in (False, True):
        driver = Driver(qtbot, TEXT, maker.view())
        driver.canvas.set_style(CanvasStyle.build(SCHEMA, dark))
        before = grey(driver.canvas)
        driver.canvas.focus_span(span.id)
        assert grey(driver.canvas) != before
