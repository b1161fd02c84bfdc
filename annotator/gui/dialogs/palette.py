"""The command palette: every action and every article by a few letters; other lists are gone through like it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.gui.dialogs.overlay import Overlay
from annotator.gui.panels.plain import label
from annotator.i18n import _

_ENTRY = Qt.ItemDataRole.UserRole
_ROWS = 13
"""How many lines the palette is high."""
SHOWN = 60
_SCATTERED = 0.3
_SURE = 1.0
"""Below this, letters only stand scattered in the name: articles come first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette; `hint` stands at the right (a key, or what kind of thing it is)."""

    text: str
    hint: str
    run: Callable[[], object]
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class PaletteWords:
    """What a palette says: in its empty field, as the names of field and list, and where nothing fits."""

    hint: str
    name: str
    list_name: str
    nothing: str


class Palette(Overlay):
    """Filters as one types; Enter does it. `articles(words)` finds articles for what was typed."""

    def __init__(self, window: QWidget, back_to: QWidget, *, says: PaletteWords | None = None) -> None:
        super().__init__(window, back_to)
        self._entries: list[Entry] = []
        self._articles: Callable[[str], Iterable[Entry]] = lambda _words: ()
        self.field = _Field(self)
        said = says or PaletteWords(
            _("What do you want to do?"), _("Find a command or an article"), _("Commands and articles"),
            _("Nothing of that name. Try other letters."),
        )  # fmt: skip
        self.field.setPlaceholderText(said.hint)
        self.field.setAccessibleName(said.name)
        self.list = QListWidget()
        self.list.setItemDelegate(_EntryPainter(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(said.list_name)
        self._none = label(said.nothing, "muted", wraps=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._none.setContentsMargins(8, 8, 8, 0)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list)
        self.body.addWidget(self._none)
        self.field.textChanged.connect(self._filter)
        self.list.itemClicked.connect(self._run)

    @property
    def texts(self) -> list[str]:
        """The lines on show."""
        return [self.list.item(at).text() for at in range(self.list.count())]

    def ask(self, entries: Iterable[Entry], articles: Callable[[str], Iterable[Entry]]) -> None:
        """Show the palette at the top of the window."""
        self._entries = list(entries)
        self._articles = articles
        self.field.clear()
        self._filter("")
        height = self.list.sizeHintForRow(0) * _ROWS  # whole lines
        self.list.setFixedHeight(height)
        self._none.setMinimumHeight(height)
        window = self._window
        self.open_at(QRect(window.width() // 2, 0, 1, 40), self.field, width=560, is_centred=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: arrows move, Enter does it, Esc closes."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
            Qt.Key(event.key())
        )
        if step is not None:
            self.list.setCurrentRow(max(0, min(self.list.currentRow() + step, self.list.count() - 1)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
        else:
            super().keyPressEvent(event)

    def _filter(self, words: str) -> None:
        found = sorted(
            ((score, at, entry) for at, entry in enumerate(self._entries) if (score := match(words, entry.text)) > 0),
            key=lambda hit: (-hit[0], not hit[2].is_enabled and bool(words), hit[1]),
        )
        found = found[:SHOWN]
        entries = [entry for score, _at, entry in found if score >= _SURE]
        if words.strip():
            entries += list(self._articles(words))
        entries += [entry for score, _at, entry in found if score < _SURE]
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(entry.text)
            item.setData(_ENTRY, entry)
            item.setToolTip(entry.text)
            if not entry.is_enabled:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.setVisible(bool(entries))
        self._none.setVisible(not entries)
        first = next((at for at, entry in enumerate(entries) if entry.is_enabled), 0)
        self.list.setCurrentRow(first)

    def _run(self, item: QListWidgetItem | None) -> None:
        entry: Entry | None = item.data(_ENTRY) if item is not None else None
        if entry is not None and entry.is_enabled:
            self.close_overlay()
            entry.run()


def match(words: str, text: str) -> float:
    """Return how well the letters of `words` fit `text`, 0 where they do not: starts of words count most."""
    wanted, known = words.casefold().split(), text.casefold()
    if not wanted:
        return 1.0
    score = 0.0
    for word in wanted:
        at = known.find(word)
        if at >= 0:
            score += 3.0 if at == 0 else 2.0 if not known[at - 1].isalnum() else 1.0
        elif len(word) > 2 and _in_order(word, known):
            score += _SCATTERED
        else:
            return 0.0
    return score / len(wanted)


def _in_order(letters: str, text: str) -> bool:
    """Return whether `letters` stand in `text` one after the other, the first at the start of a word."""
    starts = (at for at, char in enumerate(text) if char == letters[0] and not text[at - 1 : at].isalnum())
    first = next(starts, None)
    if first is None:
        return False
    rest = iter(text[first:])
    return all(letter in rest for letter in letters)


class _Field(QLineEdit):
    """Keeps letters, gives everything that moves in the list to the palette."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (
            Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp,
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape,
        ):  # fmt: skip
            event.ignore()
        else:
            super().keyPressEvent(event)


class _EntryPainter(QStyledItemDelegate):
    """Draws a line: the text at the left, the hint at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: object) -> QSize:
        """Qt's."""
        return QSize(100, option.fontMetrics.height() + 10)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        """Qt's."""
        entry: Entry = index.data(_ENTRY)  # type: ignore[attr-defined]
        palette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_current = bool(option.state & QStyle.StateFlag.State_Selected) and entry.is_enabled
        area: QRect = option.rect
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.highlight())
            painter.drawRoundedRect(area, 4, 4)
        strong = palette.highlightedText().color() if is_current else palette.text().color()
        faint = strong if is_current else palette.placeholderText().color()
        inner = area.adjusted(8, 0, -8, 0)
        metrics = option.fontMetrics
        hint_width = metrics.horizontalAdvance(entry.hint)
        painter.setPen(faint)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, entry.hint)
        painter.setPen(QColor(strong if entry.is_enabled else faint))
        room = inner.width() - hint_width - 16
        text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()
