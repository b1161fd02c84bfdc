"""The queue: every article with its state, in the order a person chose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor, QFontMetrics, QIcon, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import N_
from annotator.gui.models.queue_model import ROW, ArticleState, QueueModel, counts_of, state_of
from annotator.gui.panels.chip_row import ChipRow
from annotator.gui.panels.pieces import in_lines, line, tool
from annotator.gui.panels.plain import LEAST_LEFT, label
from annotator.gui.theme import Theme
from annotator.i18n import _, spoken
from annotator.services.ports import EVERYTHING, QueueFilter, QueueOrder, QueueState

ORDER_NAMES = {
    QueueOrder.DOUBT: N_("least certain first"),
    QueueOrder.OPEN: N_("most open first"),
    QueueOrder.ADDED: N_("as added"),
    QueueOrder.NEWEST: N_("newest first"),
    QueueOrder.SOURCE: N_("by source"),
    QueueOrder.TITLE: N_("by title"),
}
STATE_NAMES = {
    QueueState.OPEN: N_("not finished"),
    QueueState.DONE: N_("finished"),
    QueueState.SKIPPED: N_("skipped"),
    QueueState.FLAGGED: N_("flagged"),
    QueueState.NOTED: N_("with a note"),
}

_PAD, _MARK, _GAP = 8, 14, 8


class QueuePanel(QFrame):
    """Lists the articles; `chosen(int)` when one is to be opened, `arranged(QueueOrder, QueueFilter)` for others."""

    chosen = Signal(int)
    arranged = Signal(object, object)

    def __init__(self, model: QueueModel, theme: Theme, labels: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.order = QueueOrder.ADDED
        self.wanted = EVERYTHING
        self._model = model
        self._labels = tuple(labels)
        self._count = label("", "muted")
        self._filters = self._button(_("Filter"), _("Filter the queue"), self.open_filters)
        self._orders = self._button("", _("Order of the queue"), self.open_orders)
        self._orders.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.speaker = QLineEdit()
        self.speaker.setPlaceholderText(_("Full name, or part of it"))
        self.speaker.setAccessibleName(_("Only articles with this speaker"))
        self.speaker.returnPressed.connect(self._take_speaker)
        self.speaker.installEventFilter(self)
        self.speaker.hide()
        self.chips = ChipRow()
        self.chips.removed.connect(self._take_away)
        self.list = QListView()
        self.list.setModel(model)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(_("Queue of articles"))
        self._delegate = _RowPainter(theme, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self._lay_out()
        self.setMinimumWidth(LEAST_LEFT)
        self.show_arrangement()
        model.modelReset.connect(self._show_count)
        self._show_count()

    @property
    def is_empty_by_filter(self) -> bool:
        """True where the filters leave nothing to show."""
        return not self._nothing.isHidden()

    def set_theme(self, theme: Theme, sort_icon: QIcon) -> None:
        """Draw in other colours."""
        self._delegate.theme = theme
        self._orders.setIcon(sort_icon)
        self.list.viewport().update()

    def mark_open(self, article_id: int | None) -> None:
        """Show which article is open."""
        at = self._model.place(article_id)
        if at is None:
            self.list.clearSelection()
            return
        index = self._model.index(at)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def arrange(self, order: QueueOrder, wanted: QueueFilter = EVERYTHING) -> None:
        """Ask for another order or filter, and show which."""
        self.order, self.wanted = order, wanted
        self.show_arrangement()
        self.arranged.emit(order, wanted)

    def show_arrangement(self) -> None:
        """Show which order and which filters there are."""
        wanted = self.wanted
        self._orders.setText(_(ORDER_NAMES[self.order]))
        self.chips.show_chips(
            [
                *(_(STATE_NAMES[state]) for state in QueueState if state in wanted.states),
                *wanted.labels,
                *(f"“{part}”" for part in wanted.speakers),
            ]
        )

    def open_filters(self) -> None:
        """Open the menu of filters; it works by keyboard."""
        menu = _menu(self)
        for state, name in STATE_NAMES.items():
            states = self.wanted.states ^ {state}
            _add(menu, _(name), partial(self._filter, states=states), is_checked=state in self.wanted.states)
        menu.addSeparator()
        labels = menu.addMenu(_("With a label"))
        for name in self._labels:
            others = tuple(one for one in self.wanted.labels if one != name)
            is_wanted = name in self.wanted.labels
            _add(
                labels, name, partial(self._filter, labels=others if is_wanted else (*others, name)),
                is_checked=is_wanted,
            )  # fmt: skip
        _add(menu, _("By a speaker…"), self._ask_speaker)
        menu.addSeparator()
        _add(menu, _("Show every article"), self.show_everything).setEnabled(not self.wanted.is_empty)
        menu.popup(self._filters.mapToGlobal(self._filters.rect().bottomLeft()))

    def open_orders(self) -> None:
        """Open the menu of orders."""
        menu = _menu(self)
        for order, name in ORDER_NAMES.items():
            _add(menu, _(name), partial(self.arrange, order, self.wanted), is_checked=order is self.order)
        menu.popup(self._orders.mapToGlobal(self._orders.rect().bottomLeft()))

    def show_everything(self) -> None:
        """Take every filter away."""
        self.arrange(self.order)
        self.list.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: Esc leaves the field for the speaker."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.speaker.hide()
            self.list.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _button(self, text: str, tip: str, run: Callable[[], None]) -> QToolButton:
        button = tool(QIcon(), tip, text)
        button.setAccessibleName(tip)
        button.clicked.connect(run)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 0)
        head.setSpacing(8)
        head.addWidget(label(_("Queue"), "title"))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._filters)
        second = QVBoxLayout()
        second.setContentsMargins(6, 0, 8, 6)
        second.setSpacing(4)
        second.addWidget(self._orders, 0, Qt.AlignmentFlag.AlignLeft)
        second.addWidget(self.chips)
        second.addWidget(self.speaker)
        self._nothing = QWidget()
        words = QVBoxLayout(self._nothing)
        words.setContentsMargins(12, 16, 12, 16)
        words.setSpacing(8)
        words.addWidget(label(_("No article fits these filters."), "", wraps=True))
        words.addWidget(
            label(_("Take one away: Tab to it and press Delete. Or show every article."), "muted", wraps=True)
        )
        every = QPushButton(_("Show every article"))
        every.clicked.connect(self.show_everything)
        words.addWidget(every, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(second)
        layout.addWidget(line())
        layout.addWidget(self.list, 1)
        layout.addWidget(self._nothing, 1)

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if row is not None:
            self.chosen.emit(row.article_id)

    def _filter(self, *, states: frozenset[QueueState] | None = None, labels: tuple[str, ...] | None = None) -> None:
        wanted = self.wanted
        if states is not None:
            wanted = replace(wanted, states=states)
        if labels is not None:
            wanted = replace(wanted, labels=labels)
        self.arrange(self.order, wanted)

    def _ask_speaker(self) -> None:
        self.speaker.clear()
        self.speaker.show()
        self.speaker.setFocus()

    def _take_speaker(self) -> None:
        part = self.speaker.text().strip()
        self.speaker.hide()
        self.list.setFocus()
        if part and part not in self.wanted.speakers:
            self.arrange(self.order, replace(self.wanted, speakers=(*self.wanted.speakers, part)))

    def _take_away(self, at: int) -> None:
        """Take the filter of the chip `at` away."""
        states = [state for state in QueueState if state in self.wanted.states]
        labels, speakers = list(self.wanted.labels), list(self.wanted.speakers)
        for part in (states, labels, speakers):
            if at < len(part):
                del part[at]
                break
            at -= len(part)
        self.arrange(self.order, QueueFilter(frozenset(states), tuple(labels), tuple(speakers)))
        if not self.chips.take_focus():
            self.list.setFocus()

    def _show_count(self) -> None:
        count = QLocale(spoken()).toString(self._model.rowCount())
        is_part = not self.wanted.is_empty
        total = QLocale(spoken()).toString(self._model.total)
        self._count.setText(_("{count} of {total}").format(count=count, total=total) if is_part else count)
        is_nothing = is_part and self._model.rowCount() == 0
        self.list.setVisible(not is_nothing)
        self._nothing.setVisible(is_nothing)


def _menu(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add(menu: QMenu, text: str, run: Callable[[], object], *, is_checked: bool | None = None) -> QAction:
    action = QAction(text, menu)
    if is_checked is not None:
        action.setCheckable(True)
        action.setChecked(is_checked)
    action.triggered.connect(lambda *_args: run())
    menu.addAction(action)
    return action


class _RowPainter(QStyledItemDelegate):
    """Draws a row: mark of the state, two lines of title, the counts, and a flag where there is one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Qt's: every row is as tall as two lines and the counts."""
        metrics = QFontMetrics(option.font)
        return QSize(120, 2 * metrics.lineSpacing() + self._small(option).lineSpacing() + 2 * _PAD + 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's: draw one row."""
        row = index.data(ROW)
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        area: QRect = option.rect
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.selected))
            painter.drawRoundedRect(area.adjusted(4, 2, -4, -2), 4, 4)
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(self.theme.accent), 1.5))
                painter.drawRoundedRect(area.adjusted(5, 3, -5, -3), 4, 4)
        main = QColor(self.theme.on_selected if is_current else self.theme.text)
        faint = QColor(self.theme.on_selected if is_current else self.theme.muted)
        metrics = QFontMetrics(option.font)
        mark = QRectF(area.left() + 12, area.top() + _PAD + (metrics.height() - _MARK) / 2 + 1, _MARK, _MARK)
        draw_mark(painter, mark, state_of(row), faint, QColor(self.theme.good))
        left = area.left() + 12 + _MARK + _GAP
        right = area.right() - 12
        if row.is_flagged:
            draw_flag(painter, QRectF(right - _MARK, mark.top(), _MARK, _MARK), main)
        lines = in_lines(row.title, metrics, right - left - (_MARK + 4 if row.is_flagged else 0), 2)
        painter.setFont(option.font)
        painter.setPen(main)
        top = area.top() + _PAD
        for text in lines:
            painter.drawText(left, top + metrics.ascent(), text)
            top += metrics.lineSpacing()
        small = self._small(option)
        font = option.font
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        painter.setPen(faint)
        counts = small.elidedText(counts_of(row), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(left, top + 2 + small.ascent(), counts)
        painter.restore()

    def _small(self, option: QStyleOptionViewItem) -> QFontMetrics:
        font = type(option.font)(option.font)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return QFontMetrics(font)


def draw_mark(painter: QPainter, area: QRectF, state: ArticleState, colour: QColor, good: QColor) -> None:
    """Draw the sign of `state`: shapes differ, not only colours."""
    painter.save()
    pen = QPen(good if state is ArticleState.FINISHED else colour, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    circle = area.adjusted(2, 2, -2, -2)
    match state:
        case ArticleState.UNSEEN:
            painter.drawEllipse(circle)
        case ArticleState.WAITING:
            painter.setBrush(colour)
            painter.drawEllipse(circle)
        case ArticleState.BEGUN:
            painter.drawEllipse(circle)
            painter.setBrush(colour)
            painter.drawPie(circle, 90 * 16, 180 * 16)
        case ArticleState.FINISHED:
            path = QPainterPath(QPointF(area.left() + 1.5, area.center().y() + 0.5))
            path.lineTo(area.left() + area.width() * 0.4, area.bottom() - 3)
            path.lineTo(area.right() - 1, area.top() + 3)
            painter.drawPath(path)
        case ArticleState.SKIPPED:
            painter.drawEllipse(circle)
            painter.drawLine(circle.topRight() + QPointF(-1.5, 1.5), circle.bottomLeft() + QPointF(1.5, -1.5))
    painter.restore()


def draw_flag(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """Draw a small flag."""
    painter.save()
    pen = QPen(colour, 1.5)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(colour)
    left = area.left() + 3
    painter.drawLine(QPointF(left, area.top() + 1), QPointF(left, area.bottom() - 1))
    path = QPainterPath(QPointF(left, area.top() + 1.5))
    path.lineTo(area.right() - 1, area.top() + 4.5)
    path.lineTo(left, area.top() + 7.5)
    path.closeSubpath()
    painter.drawPath(path)
    painter.restore()
