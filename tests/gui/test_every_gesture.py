"""Every gesture of the mouse, in every preset: real mouse events on the real window, and what is stored by them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from annotator.domain.spans import Span, Status
from annotator.gui.keymap import PRESETS
from annotator.settings import KEY_PRESET, Settings
from tests.gui.conftest import ARTICLE, MODEL, suggest
from tests.stories.driver import Driver, FakeProcess

NONE, ALT, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
LONG = "Panjang.\n" + "\n".join(f"Alinea ke-{number} tentang banjir di kota." for number in range(120))

GESTURES: list[Callable[[Driver], None]] = []


def gesture(made: Callable[[Driver], None]) -> Callable[[Driver], None]:
    """Enter a gesture in the list."""
    GESTURES.append(made)
    return made


class Mouse:
    """A pointer over the article of a window."""

    def __init__(self, kutip: Driver) -> None:
        self._kutip = kutip
        self.canvas = kutip.window.canvas
        self.page = self.canvas.viewport()

    def inside(self, words: str, letters: int = 0, occurrence: int = 0) -> QPoint:
        """Return the left half of a letter of some words: a caret put there stands before that letter."""
        box = self.canvas.box_of(self._kutip.place(words, occurrence)[0] + letters)
        return QPointF(box.left() + 1, box.center().y()).toPoint()

    def chip(self, span: Span) -> QPoint:
        flow = self.canvas.flow
        _block, line, top = flow.line_of(span.start)
        chip = next(chip for chip in line.chips if chip.span is not None and chip.span.id == span.id)
        return self.canvas.to_viewport(line.chip_rect(chip, flow.metrics).translated(0, top).center()).toPoint()

    def handle(self, end: str) -> QPoint:
        """Return where the "start" or "end" handle of the focused span is."""
        span = self.canvas.focused_span
        assert span is not None
        x, y = next((x, y) for name, x, y in self.canvas._handles(span) if name == end)
        return self.canvas.to_viewport(QPointF(x, y)).toPoint()

    def click(self, where: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseClick(self.page, LEFT, held, where)
        QApplication.processEvents()

    def drag(self, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = NONE, *, drops: bool = True) -> None:
        QTest.mousePress(self.page, LEFT, held, start)
        for share in (0.3, 0.7, 1.0):
            self.move(start + (end - start) * share, held)
        if drops:
            self.let_go(end, held)

    def move(self, where: QPoint, held: Qt.KeyboardModifier = NONE, buttons: Qt.MouseButton = LEFT) -> None:
        """Move as the platform says it, with what is held: QTest's own moves hold nothing."""
        on_screen = QPointF(self.page.mapToGlobal(where))
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(where), on_screen, LEFT, buttons, held)
        QApplication.sendEvent(self.page, event)
        QApplication.processEvents()

    def let_go(self, where: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
        QTest.mouseRelease(self.page, LEFT, held, where)
        QApplication.processEvents()

    def wheel(self, delta: int, held: Qt.KeyboardModifier = NONE) -> None:
        at = self.page.rect().center()
        event = QWheelEvent(
            QPointF(at), QPointF(self.page.mapToGlobal(at)), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, held,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(self.page, event)
        QApplication.processEvents()

    def menu_at(self, where: QPoint) -> QMenu:
        """Press the right button as the platform reports it, and return the menu that opens."""
        QTest.mouseClick(self.page, Qt.MouseButton.RightButton, NONE, where)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, self.page.mapToGlobal(where))
        QApplication.sendEvent(self.page, event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    @property
    def selected(self) -> str | None:
        found = self.canvas.selection
        return None if found is None else self._kutip.text[slice(*found)]


def _choose(kutip: Driver, menu: QMenu, action_id: str) -> None:
    """Click on an entry of a menu."""
    entry = kutip.window.actions_[action_id]
    assert entry.isEnabled()
    QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(entry).center())
    _come_back(kutip)


def _come_back(kutip: Driver) -> None:
    """Be active again after a menu, as every platform but the offscreen one does by itself."""
    QApplication.processEvents()
    kutip.window.activateWindow()
    kutip.wait_until(kutip.window.isActiveWindow, "the window did not become active")


# --- selecting -----------------------------------------------------------------------------------------------------


@gesture
def _a_drag_takes_whole_words_and_a_label_key_labels_them(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    mouse.drag(mouse.inside("menyambut", 3), mouse.inside("tamunya", 2))
    assert mouse.selected == "menyambut tamunya"
    kutip.press(kutip.key_of("EVENT"))
    assert kutip.span("EVENT", "menyambut tamunya").status is Status.ADDED


@gesture
def _a_drag_backwards_takes_the_same(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    mouse.drag(mouse.inside("tamunya", 2), mouse.inside("menyambut", 3))
    assert mouse.selected == "menyambut tamunya"
    assert mouse.canvas.caret == kutip.place("menyambut")[0]


@gesture
def _with_alt_a_drag_takes_letters(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    mouse.drag(mouse.inside("menyambut", 2), mouse.inside("menyambut", 7), ALT)
    assert mouse.selected == "nyamb"
    kutip.press(kutip.key_of("EVENT"))
    assert kutip.spans("EVENT") == ["nyamb"]


@gesture
def _a_drag_and_a_click_on_a_label_labels(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    mouse.drag(mouse.inside("tamunya", 1), mouse.inside("tamunya", 4))
    kutip.click_widget(kutip.window.labels._buttons["ORG"])
    assert kutip.span("ORG", "tamunya").status is Status.ADDED


@gesture
def _a_double_click_takes_a_word_and_a_third_the_paragraph(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    where = mouse.inside("menyambut", 4)
    mouse.click(where)
    QTest.mouseDClick(mouse.page, LEFT, NONE, where)
    assert mouse.selected == "menyambut"
    mouse.click(where)
    assert mouse.selected == ARTICLE.split("\n")[-1]


@gesture
def _a_click_with_shift_takes_everything_up_to_there(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    mouse.click(mouse.inside("menyambut"))
    mouse.click(mouse.inside("hangat", 3), SHIFT)
    assert mouse.selected == "menyambut tamunya dengan hangat"


@gesture
def _escape_in_a_drag_puts_back_what_was_selected(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    mouse.canvas.select(*kutip.place("hangat"))
    mouse.drag(mouse.inside("menyambut", 3), mouse.inside("tamunya", 2), drops=False)
    kutip.press("Esc")
    assert mouse.selected == "hangat"
    mouse.let_go(mouse.inside("tamunya", 2))
    assert mouse.selected == "hangat"


@gesture
def _a_drag_beyond_the_edge_scrolls_and_goes_on_selecting(kutip: Driver) -> None:
    kutip.open("Panjang")
    mouse = Mouse(kutip)
    bar, below = mouse.canvas.verticalScrollBar(), QPoint(120, mouse.page.height() - 2)
    mouse.drag(mouse.inside("Alinea", 2), below, drops=False)
    first = mouse.canvas.selection
    kutip.wait_until(lambda: bar.value() > 150, "the page does not scroll under a drag")
    mouse.let_go(below)
    assert first is not None
    assert mouse.canvas.selection is not None
    assert mouse.canvas.selection[0] == first[0] == kutip.place("Alinea")[0]
    assert mouse.canvas.selection[1] > first[1] + 100
    stands = bar.value()
    QTest.qWait(80)
    assert bar.value() == stands, "it scrolls on after the button was let go"


# --- focusing ------------------------------------------------------------------------------------------------------


@gesture
def _a_click_focuses_and_another_what_lies_beneath(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    where = mouse.inside("Putin", 2, 1)
    seen = set()
    for _ in range(2):
        mouse.click(where)
        assert kutip.focused is not None
        seen.add(kutip.focused.label)
        QTest.qWait(0)
    assert seen == {"PER", "SPEAKER"}
    mouse.click(mouse.inside("dengan", 2))
    assert kutip.focused is None


@gesture
def _a_click_on_a_label_changes_the_focused_span(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    mouse.click(mouse.inside("Pyongyang", 3))
    kutip.click_widget(kutip.window.labels._buttons["ORG"])
    assert kutip.span("ORG", "Pyongyang").status is Status.CORRECTED


# --- boundaries ----------------------------------------------------------------------------------------------------


@gesture
def _the_end_handle_moves_the_end_by_words(kutip: Driver) -> None:
    kutip.focus("LOC", "Korea")
    mouse = Mouse(kutip)
    mouse.drag(mouse.handle("end"), mouse.inside("Utara", 3))
    assert kutip.span("LOC", "Korea Utara").status is Status.CORRECTED
    kutip.undo()
    assert kutip.span("LOC", "Korea").is_open


@gesture
def _the_start_handle_moves_the_start_by_words(kutip: Driver) -> None:
    kutip.focus("LOC", "Korea")
    mouse = Mouse(kutip)
    mouse.drag(mouse.handle("start"), mouse.inside("berkunjung", 3))
    assert kutip.spans("LOC")[1] == "berkunjung ke Korea"


@gesture
def _with_alt_a_handle_moves_by_letters(kutip: Driver) -> None:
    kutip.focus("PER", "Kim Jong Un")
    mouse = Mouse(kutip)
    mouse.drag(mouse.handle("end"), mouse.inside("Jong", 2), ALT)
    assert kutip.spans("PER")[-1] == "Kim Jo"


@gesture
def _escape_leaves_the_boundary_where_it_was(kutip: Driver) -> None:
    kutip.focus("LOC", "Korea")
    mouse = Mouse(kutip)
    mouse.drag(mouse.handle("end"), mouse.inside("Utara", 3), drops=False)
    kutip.press("Esc")
    mouse.let_go(mouse.inside("Utara", 3))
    assert kutip.span("LOC", "Korea").is_open


# --- links ---------------------------------------------------------------------------------------------------------


@gesture
def _a_drag_from_a_quotes_chip_to_a_person_makes_the_speaker(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    mouse.drag(mouse.chip(kutip.span("QUOTE", '"Hubungan')), mouse.inside("Jong", 2))
    assert kutip.quote('"Hubungan').resolved == ("Kim Jong Un",)
    kutip.undo()
    assert kutip.quote('"Hubungan').speaker is None


@gesture
def _a_drag_from_a_quotes_bracket_does_the_same(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    quote = kutip.span("QUOTE", '"Hubungan')
    bracket = mouse.canvas.box_of(quote.start).topLeft().toPoint() + QPoint(-2, 4)
    mouse.drag(bracket, mouse.inside("Jong", 2))
    assert kutip.quote('"Hubungan').resolved == ("Kim Jong Un",)


@gesture
def _a_link_dropped_on_plain_words_links_nothing(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    mouse.drag(mouse.chip(kutip.span("QUOTE", '"Hubungan')), mouse.inside("dengan", 2))
    assert kutip.quote('"Hubungan').speaker is None
    assert mouse.selected is None


# --- the menu and the card -----------------------------------------------------------------------------------------


@gesture
def _the_menu_does_what_the_keys_do(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    menu = mouse.menu_at(mouse.inside("Pyongyang", 3))
    assert kutip.focused == kutip.span("LOC", "Pyongyang")
    _choose(kutip, menu, "span.reject")
    assert kutip.find("LOC", "Pyongyang") == []
    _choose(kutip, mouse.menu_at(mouse.inside("Rusia", 2)), "span.accept")
    assert kutip.span("LOC", "Rusia").status is Status.ACCEPTED
    _choose(kutip, mouse.menu_at(mouse.inside("Hubungan", 2)), "quote.indirect")
    assert kutip.quote('"Hubungan').kind == "indirect"


@gesture
def _the_menu_has_every_action_of_a_span_with_its_key(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    menu = mouse.menu_at(mouse.inside("Hubungan", 2))
    offered = {entry for part in (menu, *(e.menu() for e in menu.actions() if e.menu())) for entry in part.actions()}
    for row in kutip.window.actions_.rows.values():
        if row.id.startswith(("span.end", "span.start", "quote.", "label.")):
            assert kutip.window.actions_[row.id] in offered, row.id
            assert not row.keys or kutip.window.actions_[row.id].shortcuts(), row.id
    menu.close()
    _come_back(kutip)


@gesture
def _the_card_tells_what_a_span_is_and_goes_with_the_pointer(kutip: Driver) -> None:
    mouse = Mouse(kutip)
    where = mouse.inside("Putin", 2, 1)
    QApplication.sendEvent(mouse.page, QHelpEvent(QEvent.Type.ToolTip, where, mouse.page.mapToGlobal(where)))
    for words in ("PER", "SPEAKER", "0.9", "Vladimir Putin", "direct"):
        assert words in mouse.canvas._card.text
    mouse.move(mouse.inside("dengan", 2), buttons=Qt.MouseButton.NoButton)
    assert mouse.canvas._card.text == ""


# --- the view ------------------------------------------------------------------------------------------------------


@gesture
def _the_wheel_scrolls_and_with_ctrl_it_zooms(kutip: Driver) -> None:
    kutip.open("Panjang")
    mouse = Mouse(kutip)
    bar = mouse.canvas.verticalScrollBar()
    mouse.wheel(-240)
    assert bar.value() > 0
    assert mouse.canvas.zoom == 1.0
    mouse.wheel(120, CTRL)
    assert mouse.canvas.zoom > 1.0
    mouse.wheel(-120, CTRL)
    assert mouse.canvas.zoom == pytest.approx(1.0)


@gesture
def _a_click_in_the_strip_of_marks_goes_there(kutip: Driver) -> None:
    kutip.open("Panjang")
    marks, bar = kutip.window.canvas._marks, kutip.window.canvas.verticalScrollBar()
    kutip.click_at(marks, QPoint(5, marks.height() - 2))
    kutip.wait_until(lambda: bar.value() == bar.maximum(), "it did not go to the end")
    kutip.click_at(marks, QPoint(5, 1))
    kutip.wait_until(lambda: bar.value() == 0, "it did not go to the top")


# --- the window ----------------------------------------------------------------------------------------------------


@gesture
def _a_file_dropped_on_the_window_is_imported_and_opened(kutip: Driver) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(kutip.write("jatuh.txt", "Hujan turun.")))])
    coming = QDragEnterEvent(QPoint(400, 300), Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(kutip.window, coming)
    assert coming.isAccepted()
    dropped = QDropEvent(QPointF(400, 300), Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(kutip.window, dropped)
    kutip.wait_until(lambda: not kutip.window.file_work.is_working, "the import did not end")
    assert kutip.text == "Hujan turun."


@gesture
def _a_click_in_the_queue_opens_an_article(kutip: Driver) -> None:
    rows = kutip.window.queue.list
    at = next(at for at in range(kutip.window.queue_model.rowCount())
              if kutip.window.queue_model.index(at).data() == "Panjang.")  # fmt: skip
    kutip.click_at(rows.viewport(), rows.visualRect(kutip.window.queue_model.index(at)).center())
    assert kutip.title == "Panjang."


@pytest.mark.parametrize("preset", PRESETS)
def test_every_gesture_does_its_work_whatever_the_keys(qapp: object, tmp_path: Path, preset: str) -> None:
    Settings(tmp_path / "settings.json").set(KEY_PRESET, preset)
    failed = []
    with Driver(tmp_path, model=lambda: FakeProcess(suggest, MODEL)) as kutip:
        kutip.bring_in(kutip.write("1.txt", ARTICLE), kutip.write("2.txt", LONG))
        first = kutip.window.desk.article_id
        for made in GESTURES:
            kutip.begin_again(first)
            try:
                made(kutip)
            except AssertionError as error:
                failed.append(f"{made.__name__}: {str(error).splitlines()[0] if str(error) else error!r}")
        assert failed == []
