"""Small pieces that several panels are built of."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPaintEvent, QPalette, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QSpinBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from annotator.gui.panels.plain import label
from annotator.gui.theme import ink


class FrameField(QFrame):
    """A value with a small button that shows the key which changes it; mouse and keyboard reach the button.

    With `notice`, its name, it is a sentence about something that is wrong and stands without a caption.
    """

    def __init__(self, value: str, key: str, tip: str, run: Callable[[], object], *, notice: str = "") -> None:
        super().__init__()
        self.notice = notice
        self.setObjectName("notice" if notice else "")
        self._value = label(value, wraps=True)
        self._value.setAlignment(Qt.AlignmentFlag.AlignTop)
        policy = self._value.sizePolicy()
        policy.setHeightForWidth(True)
        self._value.setSizePolicy(policy)
        button = QToolButton()
        button.setObjectName("change")
        button.setText(key or "…")
        button.setToolTip(tip)
        button.setAccessibleName(f"{tip} ({key})" if key else tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(run)
        self.button = button
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*((8, 6, 6, 6) if notice else (0, 0, 0, 0)))
        self._value.setContentsMargins(0, first_line(button), 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._value, 1)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def text(self) -> str:
        """Return the value."""
        return self._value.text()


def first_line(control: QWidget) -> int:
    """Return how far below the top of `control` its line of text begins, for a caption to stand level with it."""
    control.ensurePolished()
    return max((control.sizeHint().height() - control.fontMetrics().height()) // 2, 0)


def sentence_list(model: QAbstractItemModel, name: str) -> QListView:
    """Return a list of sentences that wrap instead of running out of sight; `name` is what a screen reader says."""
    made = QListView()
    made.setModel(model)
    made.setWordWrap(True)
    made.setItemDelegate(_Sentence(made))
    made.setObjectName("sentences")  # air by the style sheet: with a spacing Qt breaks lines for another width
    made.setResizeMode(QListView.ResizeMode.Adjust)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    made.setAccessibleName(name)
    return made


class _Sentence(QStyledItemDelegate):
    """As high as all of its lines: Qt's own hint forgets what the style sheet takes of the width."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Qt's."""
        hint, view = super().sizeHint(option, index), self.parent()
        if isinstance(view, QListView):
            room = QRect(0, 0, view.viewport().width() - 16, 10_000)
            lines = view.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, str(index.data()))
            hint.setHeight(max(hint.height(), lines.height() + 8))
        return hint


def line() -> QFrame:
    """Return a horizontal hairline."""
    made = QFrame()
    made.setObjectName("line")
    made.setFixedHeight(1)
    return made


def tool(icon: QIcon, tip: str, text: str = "") -> QToolButton:
    """Return a flat button that mouse and keyboard reach, with a name for screen readers."""
    made = QToolButton()
    made.setIcon(icon)
    made.setToolTip(tip)
    made.setAccessibleName(text or tip)
    if text:
        made.setText(text)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return made


def in_lines(text: str, metrics: QFontMetrics, width: int, lines: int) -> list[str]:
    """Break `text` at spaces into at most `lines` lines of `width`; the last one ends in an ellipsis where it must."""
    words, broken = text.split(), list[str]()
    while words and len(broken) < lines - 1:
        taken = [words.pop(0)]
        while words and metrics.horizontalAdvance(" ".join([*taken, words[0]])) <= width:
            taken.append(words.pop(0))
        broken.append(metrics.elidedText(" ".join(taken), Qt.TextElideMode.ElideRight, width))
    if words:
        broken.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width))
    return broken


class ShortText(QWidget):
    """Text in a few lines at most, cut with an ellipsis; the whole of it is its tool tip."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._lines = "", lines
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setToolTip(text)
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        """Qt's: lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt's."""
        metrics = self.fontMetrics()
        return max(len(in_lines(self._text, metrics, width, self._lines)), 1) * metrics.lineSpacing()

    def sizeHint(self) -> QSize:
        """Qt's."""
        return QSize(self.fontMetrics().averageCharWidth() * 40, self.heightForWidth(max(self.width(), 40)))

    def minimumSizeHint(self) -> QSize:
        """Qt's."""
        return QSize(80, self.fontMetrics().lineSpacing())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's: draw the lines."""
        painter, metrics = QPainter(self), self.fontMetrics()
        painter.setPen(self.palette().windowText().color())
        for at, words in enumerate(in_lines(self._text, metrics, self.width(), self._lines)):
            painter.drawText(0, at * metrics.lineSpacing() + metrics.ascent(), words)


def swatch(colour: str, size: int = 12) -> QIcon:
    """Return a small rounded square in `colour`."""
    pixmap = QPixmap(size * 2, size * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(0, 0, size, size, 3, 3)
    painter.end()
    return QIcon(pixmap)


class Tick(QCheckBox):
    """A check box whose box is seen in both themes; Fusion's own drowns in a dark palette."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's: draw box, tick and text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        box = QRectF(1.5, (self.height() - 15) / 2, 15, 15)
        accent = palette.color(QPalette.ColorRole.Accent)
        edge = accent if self.hasFocus() or self.isChecked() else palette.color(QPalette.ColorRole.Dark)
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(accent if self.isChecked() else palette.color(QPalette.ColorRole.Button))
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            painter.setPen(QPen(QColor(ink(accent.name())), 2))
            painter.drawPolyline([box.topLeft() + QPointF(x, y) for x, y in ((3.5, 8), (6.5, 11), (11.5, 4.5))])
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect().adjusted(24, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class Choice(QComboBox):
    """A combo box whose edge is seen in both themes, and that it has the keyboard."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: with our edge over Fusion's own."""
        super().paintEvent(event)
        _outline(self)


class StillChoice(Choice):
    """A choice that the wheel does not change: it stands on a page that is scrolled."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def showPopup(self) -> None:
        """Qt's: a list as wide as what stands in it, however narrow the field."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's: leave the wheel to the page."""
        event.ignore()


class Number(QSpinBox):
    """A whole number's field, with the edge of Choice."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: with our edge over Fusion's own."""
        super().paintEvent(event)
        _outline(self)


class StillNumber(Number):
    """A number that the wheel does not change."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt's: leave the wheel to the page."""
        event.ignore()


class Decimal(QDoubleSpinBox):
    """A number's field, with the edge of Choice."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: with our edge over Fusion's own."""
        super().paintEvent(event)
        _outline(self)


def _outline(field: QWidget) -> None:
    painter = QPainter(field)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    role = QPalette.ColorRole.Accent if field.hasFocus() else QPalette.ColorRole.Dark
    painter.setPen(QPen(field.palette().color(role), 1))
    painter.drawRoundedRect(QRectF(field.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)


class Chip(QWidget):
    """A label's name on its colour; hollow while the span is only suggested."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._colour, self._is_open = "", "#000000", False
        font = self.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        self.setFont(font)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_label(self, text: str, colour: str, *, is_open: bool) -> None:
        """Show another label."""
        self._text, self._colour, self._is_open = text, colour, is_open
        metrics = self.fontMetrics()
        self.setFixedSize(metrics.horizontalAdvance(text) + 16, metrics.height() + 6)
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's: draw the chip."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(QColor(self._colour))
        if self._is_open:
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(area, 4, 4)
        painter.setPen(self.palette().windowText().color() if self._is_open else QColor(ink(self._colour)))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._text)
