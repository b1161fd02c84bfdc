"""The text canvas: shows an article with its spans, and says what a hand or a key asks for. Edits nothing.

Assembles the flow (where things lie), the painter (how they look), the gestures and the caret. Offsets in and out
are code points of the article; the text is never read back from anything on the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QStyle, QWidget

from annotator.domain.annotations import View, differing
from annotator.domain.quotes import Frames
from annotator.domain.reach import unmarked_names
from annotator.domain.schema import Schema
from annotator.domain.spans import LayerName, Span, in_document_order
from annotator.gui.canvas.accessibility import SpokenCanvas, install, screen_box, tell_caret, tell_focus
from annotator.gui.canvas.arcs import bundles_after, lit_with
from annotator.gui.canvas.caret import CaretMoves, Tokens
from annotator.gui.canvas.hand import Hand
from annotator.gui.canvas.hints import Hints, Place
from annotator.gui.canvas.hover import Fact, HoverCard, described, facts_of, title_of
from annotator.gui.canvas.layout import Flow
from annotator.gui.canvas.letters import StandingLetters
from annotator.gui.canvas.marks import WIDTH as MARKS_WIDTH
from annotator.gui.canvas.marks import ScrollMarks
from annotator.gui.canvas.painter import Painter, Scene
from annotator.gui.canvas.style import CanvasStyle, Metrics
from annotator.i18n import _

NOTHING = View({}, {})
NO_QUOTES = Frames((), {})
LEAST_ZOOM, MOST_ZOOM, ZOOM_STEP = 0.5, 4.0, 1.1
SCROLL_MILLISECONDS = 140
DOUBTFUL = 0.1
"""From here on a suggestion's doubt earns its word a letter of its own when one jumps by letters; a name without a
label is as doubtful."""
RELATIONS = "relation"
HIDEABLE = (*(layer.value for layer in LayerName), RELATIONS)
"""What can be left out of the picture: the layers of spans, and the arcs."""
_CONTROL = Qt.KeyboardModifier.ControlModifier.value
_SHIFT_OR_KEYPAD = Qt.KeyboardModifier.ShiftModifier.value | Qt.KeyboardModifier.KeypadModifier.value
_MOVES = {
    Qt.Key.Key_Right.value: "right",
    Qt.Key.Key_Left.value: "left",
    Qt.Key.Key_Up.value: "up",
    Qt.Key.Key_Down.value: "down",
    Qt.Key.Key_PageUp.value: "page_up",
    Qt.Key.Key_PageDown.value: "page_down",
    Qt.Key.Key_Home.value: "line_start",
    Qt.Key.Key_End.value: "line_end",
    _CONTROL | Qt.Key.Key_Home.value: "article_start",
    _CONTROL | Qt.Key.Key_End.value: "article_end",
    _CONTROL | Qt.Key.Key_Right.value: "char_right",
    _CONTROL | Qt.Key.Key_Left.value: "char_left",
}
MOVES = tuple(_MOVES.values())
_PAGES = ("page_up", "page_down")
_VERTICAL = {"up": -1, "down": 1, "page_up": -1, "page_down": 1}
_TURNS = (*_PAGES, "article_start", "article_end")
"""After these one looks for a place again."""
_BY_CHARACTER = ("char_right", "char_left")
"""With Ctrl only while Shift selects: Ctrl and an arrow alone belong to the window."""


_CARD_ENDS = (QEvent.Type.Leave, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


class Canvas(QAbstractScrollArea):
    """Text with nested brackets, chips and arcs (window, "The text comes first")."""

    focus_changed = Signal(object)
    selection_changed = Signal(object)
    caret_moved = Signal(int)
    resize_requested = Signal(str, int, int)
    link_requested = Signal(str, str)
    context_menu_requested = Signal(object, object)
    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        install()  # first: where a screen reader listens, Qt may ask as soon as the canvas stands
        super().__init__(parent)
        self._schema = Schema("", "", {}, ())
        self._style = CanvasStyle.build(self._schema)
        self._zoom = 1.0
        self._placeholder = ""
        self._scene = Scene(NOTHING)
        self._whole = NOTHING
        self._hidden: frozenset[str] = frozenset()
        self._has_numbers = False
        self._motion_wish = "system"
        self.has_own_keys = True
        """Whether arrows and the like move the caret without an action that says so."""
        self._quoted = NO_QUOTES
        self._has_article = False
        self._is_settling = False
        self._caret = 0
        self._anchor = 0
        self._goal_x: float | None = None
        self._take_flow(Flow("", self._style, 1.0, 400.0))
        self._hand = Hand(self, self)
        self.hints = Hints(self, self.viewport())
        self.hints.chosen.connect(self._jump)
        self.letters = StandingLetters(self, self.hints, self._stand_letters)
        for moved in (self.focus_changed, self.selection_changed, self.caret_moved):
            moved.connect(lambda _where: self.letters.leave())
        self._motion = QVariantAnimation(self)
        self._motion.valueChanged.connect(lambda value: self.verticalScrollBar().setValue(int(value)))
        self._noted: frozenset[str] = frozenset()
        self._card = HoverCard(self.viewport())
        self.tell_more: Callable[[Span], Sequence[Fact]] = lambda _span: ()
        self._marks = ScrollMarks(self, self)
        self._marks.asked.connect(self._go_to_y)
        self.setViewportMargins(0, 0, MARKS_WIDTH, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(True)
        self.setAccessibleName(_("Article text"))
        self.caret_moved.connect(lambda offset: tell_caret(self, offset, self._flow.text))
        self._take_colours()

    # What is shown ---------------------------------------------------------------------------------------------

    def set_article(self, text: str, schema: Schema) -> None:
        """Show another article, from its top, without spans until `set_view`. The style is rebuilt from `schema`."""
        self._hand.cancel()
        had_focus, had_selection = self._scene.focused, self._scene.selection
        self._has_article = True
        if schema != self._schema:
            self._schema = schema
            self._style = CanvasStyle.build(schema, self._style.is_dark, self._style.typography)
        self._scene = Scene(NOTHING)
        self._whole = NOTHING
        self._quoted = NO_QUOTES
        self._caret = self._anchor = 0
        self._take_flow(Flow(text, self._style, self._zoom, self._column_width()))
        self.verticalScrollBar().setValue(0)
        self._settle(None)
        if had_focus is not None:
            self.focus_changed.emit(None)
        if had_selection is not None:
            self.selection_changed.emit(None)

    def clear(self) -> None:
        """Show no article, only the placeholder."""
        self.set_article("", self._schema)
        self._has_article = False
        self.viewport().update()

    def set_placeholder(self, text: str) -> None:
        """Say what to do while no article is open."""
        self._placeholder = text
        self.viewport().update()

    def set_view(self, view: View, changed: frozenset[str] | None = None, quoted: Frames | None = None) -> None:
        """Show `view`; only the blocks of spans that differ from before are placed anew.

        Who knows which those are says so in `changed`; who has put the quotes together already gives them in `quoted`.
        """
        self._whole = view
        self._show(changed, quoted)

    def set_hidden(self, layers: frozenset[str]) -> None:
        """Leave out the spans of these layers ("entity", "quote", "zone") and the arcs ("relation"); changes no data.

        A span that is focused all the same, from a table or by being made, shows as long as it has the focus.
        """
        if layers == self._hidden:
            return
        self._hidden = layers
        if (span := self.focused_span) is not None and not self.shows(span):
            self.focus_span(None)
        self._show(None)

    def shows(self, span: Span) -> bool:
        """True where the span's layer is not hidden."""
        return span.layer.value not in self._hidden

    def set_numbers(self, shown: bool) -> None:  # noqa: FBT001 - a Qt setter
        """Write the paragraphs' numbers in the margin, or do not."""
        if shown != self._has_numbers:
            top_line = self._top_line()
            self._has_numbers = shown
            self._resize_flow(top_line)

    def set_motion(self, wish: str) -> None:
        """Glide to the next place ("on"), jump ("off"), or do as the platform likes ("system")."""
        self._motion_wish = wish

    def _shown_view(self) -> View:
        """Return the view without what is hidden."""
        view, hidden = self._whole, self._hidden
        if not hidden - {RELATIONS}:
            return view
        spans = {
            span_id: span
            for span_id, span in view.spans.items()
            if span.layer.value not in hidden or span_id == self._scene.focused
        }
        links = view.relations.values()
        return View(spans, {link.id: link for link in links if link.head in spans and link.child in spans})

    def _show(self, changed: frozenset[str] | None, quoted: Frames | None = None) -> None:
        top_line = self._top_line()
        scene, view = self._scene, self._shown_view()
        if changed is None:
            changed = differing(scene.view, view)
        if quoted is None or view is not self._whole:
            quoted = self._quoted.after(scene.view, view, changed)
        self._flow.set_spans(view.spans, changed)
        scene.view = view
        scene.hides_arcs = RELATIONS in self._hidden
        if quoted is not self._quoted:
            self._quoted = quoted
            scene.bundles = bundles_after(scene.bundles, quoted.quotes)
        lost_focus = scene.focused is not None and scene.focused not in view.spans
        if lost_focus:
            scene.focused = None
        self._take_frame()
        self._card.leave()
        self._marks.refresh()
        self._settle(top_line)
        if lost_focus:
            self.focus_changed.emit(None)

    def set_style(self, style: CanvasStyle) -> None:
        """Take another theme or typography."""
        if style == self._style:
            return
        top_line = self._top_line()
        self._style = style
        self._take_colours()
        self._resize_flow(top_line)

    def set_zoom(self, zoom: float) -> None:
        """Show everything `zoom` times as large; what a person works on stays where it is, else the top line."""
        zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        if abs(zoom - self._zoom) < 1e-3:
            return
        line = self._line_at_work()
        self._zoom = zoom
        self._resize_flow(line)
        self.zoom_changed.emit(zoom)

    @property
    def zoom(self) -> float:
        """How many times as large as the style says."""
        return self._zoom

    def set_hits(self, hits: Sequence[tuple[int, int]], current: int | None = None) -> None:
        """Mark what find found, `current` (an index) more strongly, and bring that one into view."""
        self._scene.hits = tuple(hits)
        self._scene.current_hit = None
        if current is not None and 0 <= current < len(hits):
            self._scene.current_hit = hits[current]
            self.show_range(*hits[current])
        self._marks.refresh()
        self.viewport().update()

    def set_noted(self, span_ids: frozenset[str]) -> None:
        """Mark these spans in the strip beside the scroll bar: someone wrote a note on them."""
        if span_ids != self._noted:
            self._noted = span_ids
            self._marks.refresh()

    @property
    def noted(self) -> list[Span]:
        """The spans that have a note, in document order."""
        spans = self._scene.view.spans
        return in_document_order(spans[span_id] for span_id in self._noted if span_id in spans)

    @property
    def hits(self) -> list[tuple[int, int]]:
        """What find found."""
        return list(self._scene.hits)

    def _go_to_y(self, y: float) -> None:
        self._motion.stop()
        self.verticalScrollBar().setValue(round(y - self.viewport().height() / 3))

    # Focus, selection, caret -----------------------------------------------------------------------------------

    @property
    def focused_id(self) -> str | None:
        """The focused span, or None."""
        return self._scene.focused

    @property
    def focused_span(self) -> Span | None:
        """The focused span itself, or None."""
        focused = self._scene.focused
        return self._scene.view.spans.get(focused) if focused is not None else None

    @property
    def selection(self) -> tuple[int, int] | None:
        """What is selected, `(start, end)` and never empty, or None."""
        return self._scene.selection

    @property
    def caret(self) -> int:
        """Where the caret stands."""
        return self._caret

    def focus_span(self, span_id: str | None, scroll: bool = True) -> None:  # noqa: FBT001, FBT002 - a Qt slot
        """Focus a span, or none; an unknown id focuses none. The caret goes to its start."""
        span = self._whole.spans.get(span_id) if span_id is not None else None
        new = span.id if span is not None else None
        before, self._scene.focused = self._scene.focused, new
        if new != before:
            self._peek(before, new)
        if span is not None:
            self._caret = self._anchor = span.start
            if scroll:
                self._show_with_frame(span)
        if new == before:
            return
        self._take_frame()
        self._marks.refresh()
        self.viewport().update()
        self.focus_changed.emit(new)
        if span is not None:
            tell_focus(self, span, self._flow.text[span.start : span.end])

    def _peek(self, *span_ids: str | None) -> None:
        """Show the focused span though its layer is hidden, and the one focused before no longer."""
        spans = (self._whole.spans.get(span_id) for span_id in span_ids if span_id is not None)
        if hidden := frozenset(span.id for span in spans if span is not None and not self.shows(span)):
            self._show(hidden)

    def select(self, start: int, end: int) -> None:
        """Select `[start, end)` with the caret at its end; an empty range selects nothing."""
        self.show_selection(start, end)

    def clear_selection(self) -> None:
        """Select nothing; the caret stays."""
        self._anchor = self._caret
        self._select_quietly(None)

    def ask_where(self) -> None:
        """Lay letters over the words in sight; typing some moves the caret there, with Shift selects up to there.

        Where letters stand below the words anyway, those are shown again.
        """
        if self.letters.is_on:
            self.letters.come()
        elif self._has_article:
            self.come_to_rest()
            self.hints.ask(self.words_in_sight(), self._caret, self._style)

    def _stand_letters(self) -> None:
        if self._has_article:
            self.come_to_rest()
            self.hints.stand(self.words_in_sight(), self._caret, self._style, self._flow.metrics.chip_font)

    def words_in_sight(self) -> list[Place]:
        """Return every word that shows, and every sign that a span starts with, in the order of the text."""
        view = QRectF(self.viewport().rect())
        start, end = (self._flow.offset_at(self.to_article(corner)) for corner in (view.topLeft(), view.bottomRight()))
        starts: dict[int, float] = {}
        waiting: set[int] = set()
        for block in self._flow.blocks_in(start, end + 1):
            for span in block.spans.values():
                doubt = 1 - (span.origin.score or 0.0) if span.is_open else 0.0
                if span.is_open:
                    waiting.add(span.start)
                starts[span.start] = max(starts.get(span.start, 0.0), doubt if doubt > DOUBTFUL else 0.0)
        named = [span.extent for span in self._scene.view.at(start, end + 1) if span.layer is not LayerName.QUOTE]
        names = dict.fromkeys(unmarked_names(self._flow.text, named, start, end), DOUBTFUL)
        starts |= names
        waiting |= names.keys()
        places, offset = [], self._tokens.previous_start(start + 1)
        while offset <= end and offset < len(self._flow.text):
            box = self.box_of(offset)
            if (self._flow.text[offset].isalnum() or offset in starts) and view.contains(box.center()):
                _block, line, _top = self._flow.line_of(offset)
                below = box.bottom() + line.below_lanes(self._flow.metrics) - line.text_bottom
                places.append(Place(offset, box, starts.get(offset, 0.0), below, offset in waiting))
            offset = self._tokens.next_start(offset)
        return places

    def starting_at(self, offset: int) -> list[Span]:
        """Return the spans that start there and show, the innermost first."""
        found = (span for block in self._flow.blocks_in(offset, offset + 1) for span in block.spans.values())
        return sorted((span for span in found if span.start == offset), key=lambda span: (span.end, span.id))

    def _jump(self, offset: int, extends: bool) -> None:  # noqa: FBT001 - a slot
        """Go to a word and focus what starts there; again, the next of what does. Or select up to the word's end."""
        if extends:
            self.set_caret(self._tokens.next_end(offset) if offset >= self._anchor else offset, extend=True)
            return
        ids = [span.id for span in self.starting_at(offset)]
        focused = self._scene.focused
        at = (ids.index(focused) + 1) % len(ids) if focused in ids else 0
        self.focus_span(ids[at] if ids else None, scroll=False)
        self.set_caret(offset)
        self.letters.leave()  # also where all of that was so before

    def set_caret(self, offset: int, *, extend: bool = False) -> None:
        """Put the caret somewhere and bring it into view; with `extend`, select from the anchor to it."""
        self._caret = min(max(offset, 0), len(self._flow.text))
        if extend:
            self._select_quietly((min(self._anchor, self._caret), max(self._anchor, self._caret)))
        else:
            self.clear_selection()
        self._show_caret()
        self.viewport().update()
        self.caret_moved.emit(self._caret)

    def show_range(self, start: int, end: int) -> None:
        """Scroll so that `[start, end)` can be read, as little as that takes; far away, to the upper third."""
        self._place_for(start, end)  # lays the lines out that are to be seen
        self._settle(None)
        if (place := self._place_for(start, end)) is None:
            return
        # What lies there, and on a short way there, is laid out first: a page that grows while it glides stops short.
        height, here = self.viewport().height(), self.verticalScrollBar().value()
        self._flow.look_at(place if self._is_far(place) else min(place, here), max(place, 0) + height)
        self._settle(self._top_line())
        place = self._place_for(start, end)
        if place is not None:
            self._scroll_to(place)

    def show_focused(self) -> None:
        """Scroll to the focused span, and to the whole quote it belongs to where that fits."""
        if (span := self.focused_span) is not None:
            self._show_with_frame(span)

    def _place_for(self, start: int, end: int) -> int | None:
        """Return where the page has to stand to show `[start, end)`, None where it does already."""
        height = self.viewport().height()
        first, last = self._flow.caret_rect(start), self._flow.caret_rect(max(end - 1, start))
        here = self._resting_place()
        edge = min(self._flow.metrics.line_pitch * 2.0, height / 4)
        top, bottom = first.top() - edge, min(last.bottom(), first.top() + height * 0.6) + edge
        if top >= here and bottom <= here + height:
            return None
        if here - height / 2 < top < here + height * 1.5:
            target = top if top < here else bottom - height
        else:
            target = first.top() - height / 3
        return round(target)

    def come_to_rest(self) -> None:
        """End a glide at once, where it was going."""
        place = self._resting_place()
        self._motion.stop()
        self.verticalScrollBar().setValue(place)

    def _show_with_frame(self, span: Span) -> None:
        """Scroll to `span`, and to the whole quote it belongs to where that fits."""
        frame = self._quoted.by_member.get(span.id)
        if frame is not None:
            start, end = min(one.start for one in frame.members), max(one.end for one in frame.members)
            tall = self._flow.caret_rect(end - 1).bottom() - self._flow.caret_rect(start).top()
            if tall < self.viewport().height() * 0.55:
                self.show_range(start, end)
                return
        self.show_range(span.start, span.end)

    # The surface that gestures see -----------------------------------------------------------------------------

    @property
    def flow(self) -> Flow:
        """Where everything lies."""
        return self._flow

    @property
    def tokens(self) -> Tokens:
        """The token edges of the article."""
        return self._tokens

    @property
    def anchor(self) -> int:
        """Where a selection is extended from: the caret, or the selection's other end."""
        return self._anchor

    @property
    def view_height(self) -> int:
        """How many pixels of the article show."""
        return self.viewport().height()

    def scroll_by(self, pixels: int) -> None:
        """Move the view down, up where negative."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + pixels)

    def place_caret(self, offset: int) -> None:
        """Put the caret somewhere that shows already, with nothing selected."""
        self._caret = offset
        self.clear_selection()
        self.caret_moved.emit(offset)

    def show_selection(self, anchor: int, caret: int) -> None:
        """Select between two offsets, either way round, without moving the view."""
        length = len(self._flow.text)
        self._anchor, self._caret = min(max(anchor, 0), length), min(max(caret, 0), length)
        self._select_quietly((min(self._anchor, self._caret), max(self._anchor, self._caret)))

    def restore_selection(self, selection: tuple[int, int] | None, caret: int) -> None:
        """Put selection and caret back as they were."""
        self._caret = caret
        self._anchor = caret if selection is None else selection[0] if caret == selection[1] else selection[1]
        self._select_quietly(selection)

    def show_resize(self, extent: tuple[int, int] | None) -> None:
        """Show where the focused span would lie, or no longer."""
        self._scene.preview = extent
        self.viewport().update()

    def show_link(self, line: tuple[QPointF, QPointF, str | None] | None) -> None:
        """Show a line from the head to the pointer, and the span it would link to, or no longer."""
        self._scene.link = line
        self.viewport().update()

    def report_resize(self, span_id: str, start: int, end: int) -> None:
        """Say that the hand asked to move a span's boundaries."""
        self.resize_requested.emit(span_id, start, end)

    def report_link(self, head: str, target: str) -> None:
        """Say that the hand asked to link two spans."""
        self.link_requested.emit(head, target)

    # What a screen reader sees -----------------------------------------------------------------------------------

    def make_accessible(self) -> SpokenCanvas:
        """Return what answers for the canvas to screen readers."""
        return SpokenCanvas(self, self)

    @property
    def text(self) -> str:
        """The article, as it was given."""
        return self._flow.text

    def box_on_screen(self, offset: int) -> QRect:
        """Return the box of the character at `offset`, in screen coordinates."""
        box, after = self.box_of(offset), self.box_of(min(offset + 1, len(self._flow.text)))
        if after.top() == box.top() and after.left() > box.left():
            box.setRight(after.left())
        return screen_box(self.viewport(), box)

    def offset_on_screen(self, where: QPoint) -> int:
        """Return the offset at a point of the screen."""
        return self._flow.offset_at(self.to_article(QPointF(self.viewport().mapFromGlobal(where))))

    def spans_here(self) -> list[Span]:
        """Return the spans the caret stands in, or the focused one alone."""
        if self.focused_span is not None:
            return [self.focused_span]
        return in_document_order(
            span
            for block in self._flow.blocks_in(self._caret, self._caret + 1)
            for span in block.spans.values()
            if span.overlaps(self._caret, self._caret + 1)
        )

    # Where a point of the viewport lies ------------------------------------------------------------------------

    def to_article(self, pos: QPointF) -> QPointF:
        """Return a point of the viewport in article coordinates."""
        return pos - QPointF(self._column_left(), -self.verticalScrollBar().value())

    def to_viewport(self, point: QPointF) -> QPointF:
        """Return a point of the article in viewport coordinates."""
        return point + QPointF(self._column_left(), -self.verticalScrollBar().value())

    def box_of(self, offset: int) -> QRectF:
        """Return the caret's box at `offset` in viewport coordinates, wherever that is."""
        return self._flow.caret_rect(offset).translated(self._column_left(), -self.verticalScrollBar().value())

    def spans_at(self, pos: QPointF) -> list[Span]:
        """Return the spans at a point of the viewport: a chip's alone, else the innermost first."""
        return self._flow.spans_at(self.to_article(pos))

    def handle_at(self, point: QPointF) -> str | None:
        """Return "start" or "end" where `point` (of the article) is on a handle of the focused span."""
        span = self.focused_span
        if span is None:
            return None
        reach = self._flow.metrics.unit * 1.75
        for name, x, y in self._handles(span):
            if abs(point.x() - x) <= reach and abs(point.y() - y) <= reach:
                return name
        return None

    def _handles(self, span: Span) -> list[tuple[str, float, float]]:
        found = []
        for name, offset, inside in (("start", span.start, span.start), ("end", span.end, span.end - 1)):
            block, line, top = self._flow.line_of(inside)
            stretches = self._flow.stretches(block, line, max(span.start, line.start), min(span.end, line.end))
            if stretches:
                x = stretches[0][0] - 3.0 if offset == span.start else stretches[-1][1] + 3.0
                found.append((name, x, top + line.text_bottom))
        return found

    # Events ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what shows."""
        qp = QPainter(self.viewport())
        qp.fillRect(event.rect(), self._style.palette.page)
        if not self._has_article:
            self._paint_placeholder(qp)
            return
        scroll = self.verticalScrollBar().value()
        top, bottom = float(scroll + event.rect().top()), float(scroll + event.rect().bottom())
        blocks = self._flow.look_at(scroll, scroll + self.viewport().height())
        qp.translate(self._column_left(), -scroll)
        self._scene.caret = self._caret if self.hasFocus() else None
        self._scene.has_numbers = self._has_numbers
        left, width = self._column_left(), self.viewport().width()
        Painter(qp, self._flow, self._scene, gutter=left, room=width - left).paint(blocks, top, bottom)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the card of the span the pointer rests on, and take it away with the pointer."""
        if isinstance(event, QHelpEvent):
            self._show_card(QPointF(event.pos()))
            return True
        if event.type() in _CARD_ENDS:
            self._card.leave()
        return super().viewportEvent(event)

    def _show_card(self, pos: QPointF) -> None:
        under = self.spans_at(pos) if self._has_article and not self._hand.is_busy else []
        if not under:
            self._card.leave()
            return
        span, text = under[0], self._flow.text
        quotes = (self._quoted.by_member.get(one.id) for one in under)
        quote = next((quote for quote in quotes if quote is not None), None)
        facts = [*facts_of(span, quote, text), *self.tell_more(span)]
        near = QRect(round(pos.x()) - 8, round(pos.y()) - 12, 1, 24)
        self._card.show_span(span, title_of(span, text), facts, described(under[1:]), near)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew where the column's width changed; the top line stays."""
        super().resizeEvent(event)
        self.hints.close_hints()
        seen = self.viewport().geometry()
        self._marks.setGeometry(seen.right() + 1, seen.top(), MARKS_WIDTH, seen.height())
        top_line = self._top_line()
        if abs(self._column_width() - self._flow.width) > 0.5:
            self._flow.set_size(self._style, self._zoom, self._column_width())
        self._settle(top_line)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002 - Qt's shape
        """Lay out what scrolled into view."""
        if self.hints.asks:
            self.hints.close_hints()
        self.letters.settle()
        self._card.leave()
        if not self._is_settling:
            self._settle(self._top_line())
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, scroll without."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if delta := event.angleDelta().y():
                self.set_zoom(self._zoom * ZOOM_STEP ** (delta / 120))
            event.accept()
            return
        self._motion.stop()
        super().wheelEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the caret."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the caret."""
        super().focusOutEvent(event)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hand a press of the left button on."""
        if self._is_ours(event):
            self._hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hand the movement on, and show what a press would do here."""
        self._hand.move(event)
        if not self._hand.is_busy:
            self._show_pointer(self.to_article(event.position()))
            if self._card.span_id is not None:
                under = self.spans_at(event.position())
                if not under or under[0].id != self._card.span_id:
                    self._card.leave()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Hand the letting go on."""
        if self._is_ours(event):
            self._hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Hand the double click on."""
        if self._is_ours(event):
            self._hand.double_click(event)

    def _is_ours(self, event: QMouseEvent) -> bool:
        is_ours = self._has_article and event.button() is Qt.MouseButton.LeftButton
        event.setAccepted(is_ours)
        return is_ours

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the window for a menu about the span under the pointer, or about the words that are selected then."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            where = self.viewport().mapToGlobal(self.box_of(self._caret).bottomLeft().toPoint())
            self.context_menu_requested.emit(where, self._scene.focused if self._scene.selection is None else None)
        else:
            self.context_menu_requested.emit(event.globalPos(), self._chosen_at(QPointF(event.pos())))
        event.accept()

    def _chosen_at(self, pos: QPointF) -> str | None:
        """Return the span a menu at `pos` is about; None where that is the selection: where no span is, its word."""
        offset = self._flow.offset_at(self.to_article(pos))
        selection = self._scene.selection
        if selection is not None and selection[0] <= offset <= selection[1]:
            return None
        ids = [span.id for span in self.spans_at(pos)]
        if ids:
            return self._scene.focused if self._scene.focused in ids else ids[0]
        self.focus_span(None)
        self.place_caret(offset)
        start, end = self._tokens.snap(offset, offset)
        if start < end:
            self.show_selection(start, end)
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the caret; whatever else is pressed goes up to the window."""
        self._card.leave()
        if event.key() == Qt.Key.Key_Escape:
            if not self._hand.cancel():
                if self._scene.selection is None:
                    event.ignore()
                self.clear_selection()
            return
        move = _MOVES.get(event.keyCombination().toCombined() & ~_SHIFT_OR_KEYPAD) if self.has_own_keys else None
        extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if move is None or (move in _BY_CHARACTER and not extends) or not self._has_article:
            event.ignore()
            return
        self.move_caret(move, extend=extends)

    def move_caret(self, move: str, *, extend: bool = False) -> None:
        """Move the caret: "right", "char_left", "page_down", "line_end", "article_start" …; `extend` selects."""
        if not self._has_article:
            return
        held = self.box_of(self._caret).top()
        offset = self._after(move, extends=extend)
        goal_x = self._goal_x
        self.set_caret(offset, extend=extend)
        self._goal_x = goal_x
        if move in _PAGES:  # the page turns under the caret
            held = min(max(held, 0.0), self.viewport().height() - self._flow.metrics.line_pitch)
            bar = self.verticalScrollBar()
            bar.setValue(round(bar.value() + self.box_of(self._caret).top() - held))
        if move in _TURNS and not extend:
            self.letters.come()

    # Keys ------------------------------------------------------------------------------------------------------

    def _after(self, move: str, *, extends: bool) -> int:
        """Return where a move takes the caret."""
        moves, caret = self._moves, self._caret
        if (down := _VERTICAL.get(move)) is not None:
            if self._goal_x is None:
                self._goal_x = self._flow.caret_rect(caret).left()
            return self._page_from(caret, down) if move in _PAGES else moves.by_lines(caret, self._goal_x, down)
        self._goal_x = None
        match move:
            case "right":
                return moves.extend_right(self._anchor, caret) if extends else moves.right(caret)
            case "left":
                return moves.extend_left(self._anchor, caret) if extends else moves.left(caret)
            case "char_right":
                return moves.character_right(caret)
            case "char_left":
                return moves.character_left(caret)
            case "line_start":
                return moves.line_start(caret)
            case "line_end":
                return moves.line_end(caret)
            case "article_start":
                return 0
            case "article_end":
                return len(self._flow.text)
            case _:
                raise ValueError(move)

    def _page_from(self, caret: int, down: int) -> int:
        """Return where a page further down (1) or up (-1) takes the caret: what is last to be seen stays in sight."""
        most = self.viewport().height() - 2 * self._flow.metrics.line_pitch
        there, following = caret, self._moves.by_lines(caret, self._goal_x or 0.0, down)
        lines = 1
        while following != there and abs(self._y_of(following) - self._y_of(caret)) <= most:  # laid out as they come
            lines += 1
            there, following = following, self._moves.by_lines(caret, self._goal_x or 0.0, lines * down)
        return following if there == caret else there

    def _y_of(self, offset: int) -> float:
        return self._flow.caret_rect(offset).top()

    # Mouse -----------------------------------------------------------------------------------------------------

    def link_head_at(self, point: QPointF) -> Span | None:
        """Return the span a link may start at here: by its chip, or by a quote's corner bracket.

        A bracket ends before the word beside it: whoever drags from that word's edge wants the word, mostly the cue.
        """
        index = self._flow.index_at_y(point.y())
        block = self._flow.laid_out(index)
        y = point.y() - self._flow.tops()[index]
        line = block.line_at_y(y)
        chip = self._flow.chip_at(line, point.x(), y)
        if chip is not None:
            return chip.span if chip.span is not None and self._style.can_link(chip.span) else None
        if not line.text_top - 2 <= y <= line.bottom:
            return None
        narrow, wide = self._flow.metrics.unit * 0.75, self._flow.metrics.unit * 2
        for piece in line.pieces:
            before, behind = piece.left - point.x(), point.x() - piece.right
            is_at_start = piece.is_first and 0 < before <= (wide if piece.left <= line.left else narrow)
            is_at_end = piece.is_last and 0 < behind <= (wide if piece.right >= line.right else narrow)
            if piece.is_wash and (is_at_start or is_at_end) and self._style.can_link(piece.span):
                return piece.span
        return None

    def _show_pointer(self, point: QPointF) -> None:
        if not self._has_article:
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
            return
        if self.handle_at(point) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        elif self._is_on_chip(point) or self.link_head_at(point) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif 0 <= point.x() <= self._flow.width:
            shape = Qt.CursorShape.IBeamCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)

    def _is_on_chip(self, point: QPointF) -> bool:
        index = self._flow.index_at_y(point.y())
        block = self._flow.laid_out(index)
        y = point.y() - self._flow.tops()[index]
        return self._flow.chip_at(block.line_at_y(y), point.x(), y) is not None

    # Inside ----------------------------------------------------------------------------------------------------

    def _take_flow(self, flow: Flow) -> None:
        self._flow = flow
        self._tokens = Tokens(flow)
        self._moves = CaretMoves(flow, self._tokens)

    def _take_frame(self) -> None:
        scene = self._scene
        scene.frame = self._quoted.by_member.get(scene.focused) if scene.focused is not None else None
        scene.frame_ids = lit_with(scene.view, scene.frame) if scene.frame is not None else frozenset()

    def _take_colours(self) -> None:
        palette = self.viewport().palette()
        palette.setColor(QPalette.ColorRole.Base, self._style.palette.page)
        palette.setColor(QPalette.ColorRole.Window, self._style.palette.page)
        self.viewport().setPalette(palette)

    def _select_quietly(self, selection: tuple[int, int] | None) -> None:
        if selection is not None and selection[0] >= selection[1]:
            selection = None
        self._goal_x = None
        if selection != self._scene.selection:
            self._scene.selection = selection
            self.selection_changed.emit(selection)
        self.viewport().update()

    def _column_width(self) -> float:
        metrics = self._style.metrics(self._zoom)
        return min(metrics.column, self.viewport().width() - self._gutter(metrics) - metrics.margin)

    def _column_left(self) -> float:
        gutter = self._gutter(self._flow.metrics)
        return float(round(max(gutter, (self.viewport().width() - self._flow.width) / 2)))

    def _gutter(self, metrics: Metrics) -> float:
        """Return how wide the room for arcs is, and for the paragraphs' numbers left of them."""
        return metrics.gutter + (metrics.number_width if self._has_numbers else 0.0)

    def _resize_flow(self, top_line: tuple[int, float] | None) -> None:
        self._flow.set_size(self._style, self._zoom, self._column_width())
        self._settle(top_line)
        self.viewport().update()

    def _line_at_work(self) -> tuple[int, float] | None:
        """Return where the focused span starts, or the caret is, and how far below the top its line begins.

        Where that is out of sight, the top line: `_top_line`.
        """
        span = self.focused_span
        offset = span.start if span is not None else self._caret
        _, line, top = self._flow.line_of(offset)
        below = top + line.top - self.verticalScrollBar().value()
        return (offset, below) if 0 <= below < self.viewport().height() else self._top_line()

    def _top_line(self) -> tuple[int, float] | None:
        """Return the offset of the first whole line and how far below the top it is; None at the very top."""
        scroll = self.verticalScrollBar().value()
        if scroll <= 0:
            return None
        tops = self._flow.tops()
        for index in range(self._flow.index_at_y(scroll), len(self._flow.blocks)):
            if tops[index] > scroll + self.viewport().height():
                return None
            for line in self._flow.blocks[index].lines:
                if tops[index] + line.top >= scroll:
                    return line.start, tops[index] + line.top - scroll
        return None

    def _settle(self, top_line: tuple[int, float] | None) -> None:
        """Lay out what shows, with `top_line` kept where it was, and tell the scroll bar how long the article is."""
        self._is_settling = True
        try:
            bar = self.verticalScrollBar()
            height = self.viewport().height()
            for _attempt in range(4):  # laying out what shows may move the line that is to stay
                wanted = bar.value() if top_line is None else self._scroll_for(*top_line)
                self._flow.look_at(wanted, wanted + height)
                bar.setRange(0, max(0, round(self._flow.height) - height))
                bar.setPageStep(height)
                bar.setSingleStep(round(self._flow.metrics.line_pitch))
                bar.setValue(wanted)
                if top_line is None or self._scroll_for(*top_line) == wanted:
                    break
        finally:
            self._is_settling = False
        self.letters.settle()
        self.viewport().update()

    def _scroll_for(self, offset: int, below: float) -> int:
        _, line, top = self._flow.line_of(offset)
        return round(top + line.top - below)

    def _show_caret(self) -> None:
        box = self.box_of(self._caret)
        edge = self._flow.metrics.line_pitch
        bar = self.verticalScrollBar()
        if box.top() < edge:
            bar.setValue(round(bar.value() + box.top() - edge))
        elif box.bottom() > self.viewport().height() - edge / 2:
            bar.setValue(round(bar.value() + box.bottom() - self.viewport().height() + edge / 2))

    def _resting_place(self) -> int:
        """Return where the page stands once it has glided to its end: what is in sight now may be leaving."""
        if self._motion.state() is QVariantAnimation.State.Running:
            return int(self._motion.endValue())
        return self.verticalScrollBar().value()

    def _scroll_to(self, value: int) -> None:
        """Go to a place: gliding where it is near, the platform likes motion and someone looks; else at once."""
        bar = self.verticalScrollBar()
        value = min(max(value, bar.minimum()), bar.maximum())
        self._motion.stop()
        duration = min(self._longest_glide(), SCROLL_MILLISECONDS)
        if duration <= 0 or self._is_far(value) or not self.isVisible():
            bar.setValue(value)
            return
        self._motion.setDuration(duration)
        self._motion.setStartValue(bar.value())
        self._motion.setEndValue(value)
        self._motion.start()

    def _is_far(self, value: int) -> bool:
        return abs(value - self.verticalScrollBar().value()) >= self.viewport().height() * 1.5

    def _longest_glide(self) -> int:
        match self._motion_wish:
            case "on":
                return SCROLL_MILLISECONDS
            case "off":
                return 0
            case _:
                return self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)

    def _paint_placeholder(self, qp: QPainter) -> None:
        font = QFont(self._flow.metrics.text_font)
        qp.setFont(font)
        qp.setPen(self._style.palette.muted)
        box = QRectF(self.viewport().rect()).adjusted(32, 32, -32, -32)
        qp.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._placeholder)
