"""The queue: every article with its state, in the order a person chose."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QFontMetrics, QIcon, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import N_
from annotator.gui.models.queue_model import ROW, ArticleState, QueueModel, counts_of, state_of
from annotator.gui.panels.pieces import in_lines, label, line
from annotator.gui.theme import Theme
from annotator.i18n import _

ORDER_NAMES = {
    "added": N_("as added"),
    "newest": N_("newest first"),
    "open": N_("most open first"),
}

_PAD, _MARK, _GAP = 8, 14, 8


class QueuePanel(QFrame):
    """Lists the articles; `chosen(int)` when one is to be opened, `order_changed(str)` for another order."""

    chosen = Signal(int)
    order_changed = Signal(str)

    def __init__(self, model: QueueModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.order = "added"
        self._model = model
        self._title = label(_("Queue"), "title")
        self._count = label("", "muted")
        self._orders = QToolButton()
        self._orders.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._orders.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._orders.setToolTip(_("Order of the queue"))
        self._orders.setMenu(self._order_menu())
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
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 8, 8)
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._orders)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(line())
        layout.addWidget(self.list, 1)
        self.setMinimumWidth(180)
        self._show_order()
        model.modelReset.connect(self._show_count)

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

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if row is not None:
            self.chosen.emit(row.article_id)

    def _order_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for order, name in ORDER_NAMES.items():
            action = QAction(_(name), menu, checkable=True, checked=order == self.order)
            action.triggered.connect(lambda *_args, order=order: self._set_order(order))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _set_order(self, order: str) -> None:
        self.order = order
        self._show_order()
        self.order_changed.emit(order)

    def _show_order(self) -> None:
        self._orders.setText(_(ORDER_NAMES[self.order]))

    def _show_count(self) -> None:
        self._count.setText(str(self._model.rowCount()))


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
