"""Finding in every article: a field, and hits with their surroundings that grow while one reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import UserError
from annotator.gui.models.hit_model import HIT, HitModel
from annotator.gui.panels.pieces import Tick, line
from annotator.gui.panels.plain import label
from annotator.gui.tasks import Task, start_task
from annotator.gui.theme import Theme
from annotator.i18n import _, ngettext
from annotator.services.search import Hit, Query, SearchCorpus, SearchReport

_PAD = 8


class SearchPage(QWidget):
    """Looks in every article on another thread. `chosen(Hit)` when one is to be opened, `closed` when a person is done.

    `progressed(Progress)` and `ended` are for the status line; `started` and `failed(Problem)` for the message bar,
    where what is said of a search before holds no more.
    """

    chosen = Signal(object)
    closed = Signal()
    started = Signal()
    progressed = Signal(object)
    ended = Signal()
    failed = Signal(object)
    _came = Signal(int, object)

    def __init__(
        self, search: SearchCorpus, annotator: Callable[[], str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._search = search
        self._annotator = annotator
        self._task: Task | None = None
        self._turn = 0
        self._has_looked = False
        self.model = HitModel(self)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Find in every article"))
        self.field.setAccessibleName(_("Find in every article"))
        self.field.setClearButtonEnabled(True)
        self.field.returnPressed.connect(self._start_or_go)
        self.field.textEdited.connect(self._forget)
        self.minds_case = Tick(_("Match case"))
        self.is_regex = Tick(_("Expression .*"))
        self.is_regex.setToolTip(_("Take the words as a regular expression"))
        for tick in (self.minds_case, self.is_regex):
            tick.setMinimumWidth(tick.fontMetrics().horizontalAdvance(tick.text()) + 32)
            tick.toggled.connect(self._forget)
        self._count = label("", "muted", wraps=True)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setAccessibleName(_("What was found"))
        self._painter = _HitPainter(theme, self.list)
        self.list.setItemDelegate(self._painter)
        self.list.activated.connect(self._choose)
        self._hint = label("", "muted", wraps=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._hint.setContentsMargins(32, 48, 32, 0)
        for widget in (self.field, self.list):
            widget.installEventFilter(self)
        self._came.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._lay_out()
        self._show_hint()

    @property
    def count_text(self) -> str:
        """What the page says about the number of hits."""
        return self._count.text()

    @property
    def hint_text(self) -> str:
        """What stands where there are no hits."""
        return self._hint.text() if not self._hint.isHidden() else ""

    @property
    def is_working(self) -> bool:
        """True while a search goes on."""
        return self._task is not None

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._painter.theme = theme
        self.list.viewport().update()

    def open_page(self) -> None:
        """Make ready to type; the hits of before are still there."""
        self.field.setFocus()
        self.field.selectAll()

    def start(self) -> None:
        """Look for what is typed, from the beginning."""
        self.cancel()
        self.model.clear()
        words = self.field.text().strip()
        if not words:
            self._show_hint()
            return
        self.started.emit()
        self._has_looked = False
        self._turn += 1
        turn, annotator = self._turn, self._annotator()
        query = Query(words, self.is_regex.isChecked(), self.minds_case.isChecked())
        search = self._search

        def show(hits: Sequence[Hit]) -> None:
            self._came.emit(turn, hits)

        task = start_task(lambda report, stop: search.run(query, annotator, show, report, stop), self)
        task.progressed.connect(self.progressed)
        task.finished.connect(lambda report: self._finish(turn, report))
        task.failed.connect(lambda error: self._refuse(turn, error))
        task.ended.connect(lambda: self._end(task))
        self._task = task
        self._count.setText(_("Looking…"))
        self._show_hint()

    def cancel(self) -> None:
        """Stop looking; what was found stays."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
            self._turn += 1
            self._count.setText(_("Stopped. {found}").format(found=self._found()))
            self._show_hint()
            self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: Down goes from the field to the hits, Up back, Esc stops and then leaves, Enter opens."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                if self.is_working:
                    self.cancel()
                else:
                    self.closed.emit()
                return True
            if watched is self.field and event.key() == Qt.Key.Key_Down and self.model.rowCount():
                self._enter_list()
                return True
            if watched is self.list and event.key() == Qt.Key.Key_Up and self.list.currentIndex().row() <= 0:
                self.field.setFocus()
                return True
            if watched is self.list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 4)
        head.setSpacing(12)
        head.addWidget(self.field, 1)
        head.addWidget(self.minds_case)
        head.addWidget(self.is_regex)
        below = QHBoxLayout()
        below.setContentsMargins(16, 0, 16, 8)
        below.addWidget(self._count, 1)
        below.addWidget(label(_("Enter opens · Esc goes back"), "muted"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(below)
        layout.addWidget(line())
        layout.addWidget(self.list, 1)
        layout.addWidget(self._hint, 1)

    def _start_or_go(self) -> None:
        """Enter in the field: look, or go to the hits there are."""
        if self.model.rowCount() and not self.field.isModified():
            self._enter_list()
        else:
            self.field.setModified(False)
            self.start()

    def _enter_list(self) -> None:
        self.list.setFocus()
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))

    def _forget(self) -> None:
        """Let Enter look again, after the words or the ways to take them changed."""
        self.field.setModified(True)

    def _choose(self, index: QModelIndex) -> None:
        hit = index.data(HIT)
        if hit is not None:
            self.chosen.emit(hit)

    def _take(self, turn: int, hits: Sequence[Hit]) -> None:
        if turn == self._turn:
            self.model.add(hits)
            self._count.setText(_("Looking… {found}").format(found=self._found()))
            self._show_hint()

    def _finish(self, turn: int, report: SearchReport) -> None:
        if turn != self._turn:
            return
        self._has_looked = True
        said = [self._found()]
        if report.hits:
            of = ngettext("in {count} article", "in {count} articles", report.articles)
            said = [f"{self._found()} {of.format(count=report.articles)}."]
        if report.is_cut:
            said.append(_("There are more: look for longer words."))
        if report.given_up:
            lost = ngettext(
                "{count} article took too long and was left out.", "{count} articles took too long and were left out.",
                len(report.given_up),
            )  # fmt: skip
            said.append(lost.format(count=len(report.given_up)))
        self._count.setText(" ".join(said))

    def _refuse(self, turn: int, error: UserError) -> None:
        if turn == self._turn:
            self._count.setText("")
            self.failed.emit(error.problem)

    def _end(self, task: Task) -> None:
        if task is self._task:
            self._task = None
            self._show_hint()
            self.ended.emit()

    def _found(self) -> str:
        count = self.model.rowCount()
        return ngettext("{count} hit", "{count} hits", count).format(count=count)

    def _show_hint(self) -> None:
        has_hits = self.model.rowCount() > 0
        self.list.setVisible(has_hits)
        self._hint.setVisible(not has_hits)
        if not self.field.text().strip():
            self._count.setText("")
            self._hint.setText(
                _(
                    "Type words and press Enter. label:PER and speaker:Putin look among annotations; "
                    "“Expression .*” takes a regular expression."
                )
            )
        elif not self._has_looked:
            self._hint.setText("")
        else:
            self._hint.setText(_("No article holds these words. Try fewer or other words, or mind the ticks above."))


class _HitPainter(QStyledItemDelegate):
    """Draws a hit in two lines: the words in their surroundings, set off by ground and weight, and the title."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Qt's."""
        return QSize(200, 2 * QFontMetrics(option.font).lineSpacing() + 2 * _PAD)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt's."""
        hit = index.data(HIT)
        if not isinstance(hit, Hit):
            return
        painter.save()
        area: QRect = option.rect
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_current:
            painter.fillRect(area, QColor(self.theme.selected))
        if is_current and option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(self.theme.accent))
        main = QColor(self.theme.on_selected if is_current else self.theme.text)
        faint = QColor(self.theme.on_selected if is_current else self.theme.muted)
        metrics = QFontMetrics(option.font)
        bold = type(option.font)(option.font)
        bold.setBold(True)
        strong = QFontMetrics(bold)
        inner = area.adjusted(16, _PAD, -16, -_PAD)
        words = strong.elidedText(hit.place.words, Qt.TextElideMode.ElideRight, inner.width() * 2 // 3)
        width = strong.horizontalAdvance(words)
        # The words stand where the eye can run down: a third into the line, with what comes before cut at its start.
        room = (inner.width() - width) // 3
        before = metrics.elidedText(hit.place.before, Qt.TextElideMode.ElideLeft, room)
        base = inner.top() + metrics.ascent()
        left = inner.left()
        painter.setFont(option.font)
        painter.setPen(main)
        painter.drawText(left, base, before)
        left += metrics.horizontalAdvance(before)
        painter.fillRect(QRect(left - 1, inner.top(), width + 2, metrics.height()), QColor(self.theme.warning_bg))
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.warning_text))
        painter.drawText(left, base, words)
        left += width + 1
        painter.setFont(option.font)
        painter.setPen(main)
        rest = metrics.elidedText(hit.place.after, Qt.TextElideMode.ElideRight, inner.right() - left)
        painter.drawText(left, base, rest)
        painter.setPen(faint)
        title = metrics.elidedText(hit.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner.left(), base + metrics.lineSpacing(), title)
        painter.restore()
