"""The preview of a propagation: every place with its context, to be pruned before Enter puts the decision there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.domain.propagation import Kind
from annotator.gui.dialogs.overlay import Overlay
from annotator.gui.models.place_model import ARTICLE, CHANGE, CONTEXT, PLACE, TICK, PlaceModel
from annotator.gui.panels.plain import label
from annotator.gui.theme import ink
from annotator.i18n import _, ngettext
from annotator.services.propagate import Offered, Place

_MOST_ROWS = 12
_Index = QModelIndex | QPersistentModelIndex


class PropagationPreview(Overlay):
    """`confirmed(Offered, ticked places, unticked places)`; Esc leaves and remembers nothing.

    Enter puts the decision on the ticked places, Space sets or takes the tick of the marked one, a all, n none.
    """

    confirmed = Signal(object, object, object)

    def __init__(self, window: QWidget, back_to: QWidget) -> None:
        super().__init__(window, back_to)
        self._offered: Offered | None = None
        self.model = PlaceModel(self)
        self._title = label("", "title", wraps=True)
        self._note = label("", "muted", wraps=True)
        self._table = _Table()
        self._table.setModel(self.model)
        self._table.setItemDelegate(_PlacePainter(self._table))
        self._table.setAccessibleName(_("Places"))
        self._table.clicked.connect(self._click)
        header = self._table.horizontalHeader()
        header.hide()
        header.setSectionResizeMode(TICK, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(TICK, 32)
        header.setSectionResizeMode(CONTEXT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(CHANGE, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(ARTICLE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(ARTICLE, 168)
        header.setResizeContentsPrecision(32)
        self._apply = QPushButton()
        self._apply.setDefault(True)
        self._apply.clicked.connect(self._confirm)
        self._all = self._button(_("All (a)"), lambda: self.model.tick_all(ticked=True))
        self._none = self._button(_("None (n)"), lambda: self.model.tick_all(ticked=False))
        self._leave = self._button(_("Leave (Esc)"), self.close_overlay)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._all, self._none):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self._leave, self._apply):
            buttons.addWidget(button)
        self.body.addWidget(self._title)
        self.body.addWidget(self._table, 1)
        self.body.addWidget(self._note)
        self.body.addLayout(buttons)
        self.model.ticked_changed.connect(self._count)

    @property
    def offered(self) -> Offered | None:
        """What is asked about, None while nothing is."""
        return self._offered if self.isVisible() else None

    @property
    def texts(self) -> list[str]:
        """The places on show, each with its context."""
        rows = range(self.model.rowCount())
        return [str(self.model.data(self.model.index(row, CONTEXT))) for row in rows]

    @property
    def title(self) -> str:
        """What is asked."""
        return self._title.text()

    @property
    def note(self) -> str:
        """What is said below the places."""
        return self._note.text()

    def ask(self, offered: Offered, *, in_corpus: bool) -> None:
        """Show the places of a decision."""
        self._offered = offered
        self.model.show(offered.places)
        self._table.setColumnHidden(ARTICLE, not in_corpus)
        self._title.setText(_question(offered))
        self.setAccessibleName(self._title.text())
        hint = _("Space ticks one · what you untick is not offered again")
        if offered.refused:
            left_out = ngettext(
                "{count} place refused before is left out.", "{count} places refused before are left out.",
                offered.refused,
            )  # fmt: skip
            hint = f"{left_out.format(count=offered.refused)} {hint}"
        self._note.setText(hint)
        height = self._table.verticalHeader().defaultSectionSize() * min(max(len(offered.places), 3), _MOST_ROWS)
        self._table.setFixedHeight(height + 2)
        self._table.selectRow(0)
        room = self._window.rect()
        near = QRect(room.center().x(), room.top() + 72, 1, 1)
        self.open_at(near, self._table, width=880 if in_corpus else 720, is_centred=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter puts it there, Space ticks, a and n tick all and none; no other key goes past."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._confirm()
            case Qt.Key.Key_Space:
                self.model.toggle(self._table.currentIndex().row())
            case Qt.Key.Key_A:
                self.model.tick_all(ticked=True)
            case Qt.Key.Key_N:
                self.model.tick_all(ticked=False)
            case _:
                super().keyPressEvent(event)
        event.accept()

    def _confirm(self) -> None:
        offered, self._offered = self._offered, None
        if offered is not None:
            ticked, unticked = self.model.ticked, self.model.unticked
            self.close_overlay()
            self.confirmed.emit(offered, ticked, unticked)

    def _click(self, index: QModelIndex) -> None:
        self.model.toggle(index.row())

    def _count(self) -> None:
        count = len(self.model.ticked)
        text = ngettext("Put on {count} place (Enter)", "Put on {count} places (Enter)", count) if count else ""
        self._apply.setText(text.format(count=count) or _("Refuse all (Enter)"))

    def _button(self, text: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(run)
        return button


def _question(offered: Offered) -> str:
    decision, count = offered.decision, len(offered.places)
    text = ""
    match decision.kind:
        case Kind.LABEL:
            text = ngettext("{label} on “{words}”: {count} place?", "{label} on “{words}”: {count} places?", count)
        case Kind.REJECTION:
            text = ngettext(
                "Reject {label} on “{words}” at {count} place?",
                "Reject {label} on “{words}” at {count} places?", count,
            )  # fmt: skip
        case Kind.WHO:
            text = ngettext("“{words}” is {who}: {count} place?", "“{words}” is {who}: {count} places?", count)
    words = " ".join(decision.words.split())
    return text.format(label=decision.label, words=words, who=", ".join(decision.names), count=count)


class _Table(QTableView):
    """Leaves the keys of the preview to the preview."""

    def __init__(self) -> None:
        super().__init__()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(QFontMetrics(self.font()).height() + 10)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_A, Qt.Key.Key_N, Qt.Key.Key_Escape,
        ):  # fmt: skip
            event.ignore()
        else:
            super().keyPressEvent(event)


class _PlacePainter(QStyledItemDelegate):
    """Draws the tick so that both themes show it, and the words below each other with what stands around them."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        is_marked = bool(option.state & QStyle.StateFlag.State_Selected)
        palette: QPalette = option.palette
        if is_marked:
            painter.fillRect(option.rect, palette.color(QPalette.ColorRole.Highlight))
        role = QPalette.ColorRole.HighlightedText if is_marked else QPalette.ColorRole.Text
        colour = palette.color(role)
        is_ticked = index.sibling(index.row(), TICK).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        painter.save()
        painter.setPen(colour)
        if index.column() == TICK:
            self._tick(painter, option.rect, palette, is_ticked=is_ticked)
        elif index.column() == CONTEXT:
            self._context(painter, option.rect.adjusted(4, 0, -4, 0), option.font, index.data(PLACE))
        else:
            area = option.rect.adjusted(6, 0, -6, 0)
            text = QFontMetrics(option.font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, area.width())
            if not is_marked:
                painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()

    def _tick(self, painter: QPainter, area: QRect, palette: QPalette, *, is_ticked: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = palette.color(QPalette.ColorRole.Accent)
        box = QRectF(area.left() + 10.5, area.center().y() - 6.5, 14, 14)
        painter.setPen(QPen(accent if is_ticked else palette.color(QPalette.ColorRole.Dark), 1))
        painter.setBrush(accent if is_ticked else palette.color(QPalette.ColorRole.Base))
        painter.drawRoundedRect(box, 3, 3)
        if is_ticked:
            painter.setPen(QPen(QColor(ink(accent.name())), 2))
            corners = ((3.2, 7.4), (6.0, 10.2), (10.8, 4.2))
            painter.drawPolyline([box.topLeft() + QRectF(x, y, 0, 0).topLeft() for x, y in corners])

    def _context(self, painter: QPainter, area: QRect, font: QFont, place: Place) -> None:
        plain, bold = QFontMetrics(font), QFont(font)
        bold.setBold(True)
        strong = QFontMetrics(bold)
        words = strong.elidedText(" ".join(place.words.split()), Qt.TextElideMode.ElideRight, area.width() // 2)
        wide = strong.horizontalAdvance(words)
        left = max((area.width() - wide) * 2 // 5, 0)
        right = area.width() - left - wide
        before = plain.elidedText(" ".join(place.before.split()) + " ", Qt.TextElideMode.ElideLeft, left)
        after = " ".join(place.after.split())
        gap = " " if place.after[:1].isspace() else ""
        after = plain.elidedText(gap + after, Qt.TextElideMode.ElideRight, right)
        if not place.before[-1:].isspace():
            before = before.rstrip()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font)
        painter.drawText(
            QRect(area.left(), area.top(), left, area.height()), middle | Qt.AlignmentFlag.AlignRight, before
        )
        rest = QRect(area.left() + left + wide, area.top(), right, area.height())
        painter.drawText(rest, middle | Qt.AlignmentFlag.AlignLeft, after)
        painter.setFont(bold)
        painter.drawText(QRect(area.left() + left, area.top(), wide + 2, area.height()), middle, words)
