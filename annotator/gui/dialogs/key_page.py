"""The page of the settings where every action gets its keys: press one, and it counts at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import Row, shown_key, shown_text
from annotator.gui.keymap import INCEPTION, KUTIP, PRODIGY, bound, own_keys, owner, pressed
from annotator.gui.menus import Menu
from annotator.gui.panels.pieces import Choice
from annotator.gui.panels.plain import label
from annotator.i18n import _
from annotator.settings import KEY_PRESET, KEYS, Settings

_ID = Qt.ItemDataRole.UserRole


class KeyPage(QWidget):
    """`changed(Setting)` after every change; the settings hold it already."""

    changed = Signal(object)

    def __init__(self, settings: Settings, rows: Sequence[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._table_rows = rows
        self._adds = False
        self._asked: tuple[str, tuple[str, ...]] | None = None
        self.preset = Choice()
        self.preset.setAccessibleName(_("Preset"))
        for name, title in ((KUTIP, "Kutip"), (PRODIGY, "Prodigy"), (INCEPTION, "INCEpTION")):
            self.preset.addItem(title, name)
        self.preset.currentIndexChanged.connect(self._choose_preset)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find an action or a key"))
        self.search.setAccessibleName(_("Find an action or a key"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.table = _Table(self)
        self.table.currentCellChanged.connect(lambda *_places: self._stop() if self.table.hasFocus() else None)
        self.field = _KeyField(self)
        self.field.recorded.connect(self._take)
        self.field.left.connect(self._stop)
        self.said = label("", "muted", wraps=True)
        self.take_over = QPushButton(_("Take it over"))
        self.take_over.clicked.connect(self._take_over)
        self.leave = QPushButton(_("Leave it"))
        self.leave.clicked.connect(self._stop)
        self.change = self._button(_("New key…"), lambda: self.record(adds=False))
        self.add = self._button(_("One more…"), lambda: self.record(adds=True))
        self.remove = self._button(_("No key"), lambda: self._give(self.current, ()))
        self.reset = self._button(_("Usual key"), self._reset_one)
        self.reset_all = self._button(_("All usual keys"), self._reset_all)
        self._arrange()
        self._show()
        self._stop()

    @property
    def current(self) -> str:
        """The id of the action that is chosen in the table, empty where there is none."""
        item = self.table.item(self.table.currentRow(), 0)
        return item.data(_ID) if item is not None else ""

    @property
    def rows(self) -> dict[str, Row]:
        """The table with the keys that count now."""
        preset, own = self._settings.get(KEY_PRESET), own_keys(self._settings.get(KEYS))
        return {row.id: row for row in bound(self._table_rows, preset, own)}

    def choose(self, action_id: str) -> None:
        """Go to an action in the table."""
        for at in range(self.table.rowCount()):
            item = self.table.item(at, 0)
            if item is not None and item.data(_ID) == action_id:
                self.table.setCurrentItem(item)

    def record(self, *, adds: bool) -> None:
        """Wait for the new key of the chosen action; `adds` keeps those it has."""
        if self.current:
            self._asked = None
            self._adds = adds
            self._name_moment(_("Press the new key for “{action}”; Esc leaves it.").format(action=self._name()))
            self.field.listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: from what is looked for, Down goes to what was found and Enter gives it a key, not the dialog away."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down:
                self.table.setFocus()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.change.isEnabled():
                    self.record(adds=False)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Esc leaves the key with whom it belongs, or ends the search; only then it leaves the dialog."""
        if event.key() == Qt.Key.Key_Escape and self._asked is not None:
            self._stop()
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)

    # --- inside ----------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(_("Preset")))
        top.addWidget(self.preset)
        top.addWidget(self.search, 1)
        moment = QHBoxLayout()
        moment.setSpacing(8)
        for widget, stretch in ((self.field, 0), (self.said, 1), (self.take_over, 0), (self.leave, 0)):
            moment.addWidget(widget, stretch)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.change, self.add, self.remove, self.reset):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.reset_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addLayout(moment)
        layout.addLayout(buttons)

    def _button(self, text: str, run: object) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(run)
        return button

    def _name(self, action_id: str = "") -> str:
        return _plain(self.rows[action_id or self.current])

    def _show(self) -> None:
        """Write the table anew; the chosen action stays chosen."""
        current = self.current
        self.preset.setCurrentIndex(self.preset.findData(self._settings.get(KEY_PRESET)))
        own = own_keys(self._settings.get(KEYS))
        rows = sorted(self.rows.values(), key=lambda row: (list(Menu).index(row.menu), bool(row.label)))
        self.table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            keys = "  ·  ".join(dict.fromkeys(map(shown_key, row.keys)))
            menu = _("Labels") if row.label else _(row.menu.value).replace("&", "")
            for column, text in enumerate((_plain(row), menu, keys + (" *" if row.id in own else ""))):
                item = QTableWidgetItem(text)
                item.setData(_ID, row.id)
                item.setToolTip(text)
                self.table.setItem(at, column, item)
        self.choose(current or rows[0].id)
        self._filter(self.search.text())

    def _filter(self, words: str) -> None:
        wanted = words.casefold().split()
        shown = []
        for at in range(self.table.rowCount()):
            items = (self.table.item(at, column) for column in range(3))
            said = " ".join(item.text() for item in items if item is not None).casefold()
            is_shown = all(word in said for word in wanted)
            self.table.setRowHidden(at, not is_shown)
            shown += [at] if is_shown else []
        if shown and self.table.currentRow() not in shown:
            self.table.setCurrentCell(shown[0], 0)
        for button in (self.change, self.add, self.remove, self.reset):
            button.setEnabled(bool(shown))

    def _choose_preset(self, at: int) -> None:
        name = self.preset.itemData(at)
        if name != self._settings.get(KEY_PRESET):
            self._settings.set(KEY_PRESET, name)
            self._tell(KEY_PRESET)

    def _take(self, keys: tuple[str, ...]) -> None:
        """Give the action what was pressed, or say whose it is."""
        rows = self.rows
        row = rows[self.current]
        other = next((found for key in keys if (found := owner(rows.values(), row, key)) is not None), None)
        wanted = tuple(dict.fromkeys((*row.keys, *keys))) if self._adds else keys
        if other is None:
            self._give(row.id, wanted)
            return
        self._asked = row.id, wanted
        said = _("{key} belongs to “{other}”. Take it over?").format(key=shown_key(keys[0]), other=_plain(other))
        self._name_moment(said)
        self.field.hide()
        self.take_over.show()
        self.leave.show()
        self.take_over.setFocus()

    def _take_over(self) -> None:
        if self._asked is None:
            return
        action_id, keys = self._asked
        rows = self.rows
        own = own_keys(self._settings.get(KEYS))
        for key in keys:
            other = owner(rows.values(), rows[action_id], key)
            if other is not None:
                left = own.get(other.id, list(other.keys))
                own[other.id] = [one for one in left if one != key]
        own[action_id] = list(keys)
        self._keep(own)

    def _give(self, action_id: str, keys: Sequence[str]) -> None:
        if action_id:
            self._keep(own_keys(self._settings.get(KEYS)) | {action_id: list(keys)})

    def _reset_one(self) -> None:
        own = own_keys(self._settings.get(KEYS))
        own.pop(self.current, None)
        self._keep(own)

    def _reset_all(self) -> None:
        self._keep({})

    def _keep(self, own: dict[str, list[str]]) -> None:
        """Keep what differs from the preset, and nothing that says the same."""
        usual = {row.id: list(row.keys) for row in bound(self._table_rows, self._settings.get(KEY_PRESET))}
        own = {name: keys for name, keys in own.items() if keys != usual.get(name)}
        self._settings.set(KEYS, own)
        self._tell(KEYS)

    def _tell(self, row: object) -> None:
        self._show()
        self._stop()
        self.changed.emit(row)

    def _name_moment(self, text: str) -> None:
        self.said.setText(text)
        self.field.setAccessibleName(text)

    def _stop(self) -> None:
        """Wait for no key any more."""
        self._asked = None
        had_focus = self.field.hasFocus() or self.take_over.hasFocus() or self.leave.hasFocus()
        for widget in (self.field, self.take_over, self.leave):
            widget.hide()
        self._name_moment(_("Enter or a double click gives an action a new key. * is a key of your own."))
        if had_focus:
            self.table.setFocus()


class _Table(QTableWidget):
    """Actions, their menus and their keys; Enter or a double click records."""

    def __init__(self, page: KeyPage) -> None:
        super().__init__(0, 3)
        self._page = page
        self.setHorizontalHeaderLabels([_("Action"), _("Menu"), _("Keys")])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAccessibleName(_("Actions and their keys"))
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        self.doubleClicked.connect(lambda _index: page.record(adds=False))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Enter records."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._page.record(adds=False)
            return
        super().keyPressEvent(event)


class _KeyField(QLabel):
    """Takes the next key, whichever it is. `recorded(keys)`, or `left` on Esc or when the focus goes."""

    recorded = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("…", parent)
        self.setObjectName("key")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(48)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def listen(self) -> None:
        """Show and wait."""
        self.show()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Qt's: every key is meant for this field, also Tab and those that do something elsewhere."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self._press(event)
            return True
        return super().event(event)

    def _press(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        elif keys := pressed(event):
            self.recorded.emit(keys)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's."""
        super().focusOutEvent(event)
        if self.isVisible() and event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.left.emit()


def _plain(row: Row) -> str:
    return shown_text(row).removesuffix("…")
