"""The few dialogs that are pages to read or a form to fill: keys, about, the annotator's name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import Row, shown_text
from annotator.gui.context import About
from annotator.gui.menus import Menu
from annotator.gui.panels.pieces import Choice
from annotator.gui.panels.plain import label
from annotator.i18n import _

_WIDE, _WIDEST = 1200, 1360
"""From which width of the window the keys stand in four columns, and how wide their page gets."""
_BY_USE = (
    Menu.SPAN, Menu.QUOTE, Menu.EDGES, Menu.EDIT, Menu.CARET, Menu.FILE, Menu.VIEW, Menu.MODEL, Menu.HELP,
)  # fmt: skip


class CheatSheet(QDialog):
    """Every action that has a key, by menu, made from the table."""

    def __init__(self, rows: Iterable[Row], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows = [row for row in rows if row.keys]
        columns = QHBoxLayout()
        columns.setSpacing(20)
        room = parent.size()
        for group in _balanced(self.rows, 4 if room.width() >= _WIDE else 3):
            column = QVBoxLayout()
            column.setSpacing(14)
            for menu, members in group:
                column.addLayout(_key_table(menu, members))
            column.addStretch(1)
            columns.addLayout(column)
        inside = QWidget()
        inside.setLayout(columns)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        scroll.setAccessibleName(_("Keys"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        columns.setContentsMargins(4, 4, 4, 4)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        width = min(_WIDEST, room.width() - 24)
        for shown in inside.findChildren(QLabel):
            shown.ensurePolished()  # what the style sheet adds to a key counts too
        height = inside.heightForWidth(width - 64) if inside.hasHeightForWidth() else inside.sizeHint().height()
        inside.setMinimumSize(width - 64, height)  # Qt's own hint is for lines broken far narrower
        self.resize(width, min(height + 88, room.height() - 24))


class AboutBox(QDialog):
    """Version and where things lie, to read and to copy."""

    def __init__(self, about: About, model: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About Kutip"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for name, value in (
            (_("Version"), about.version),
            (_("Model"), model),
            (_("Database"), about.database),
            (_("Settings"), about.settings),
            (_("Log"), about.log),
        ):
            shown = label(value, wraps=True)
            shown.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            form.addRow(label(name, "muted"), shown)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        title = label("Kutip", "title")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setBold(True)
        title.setFont(font)
        layout.addWidget(title)
        layout.addWidget(label(_("Who said what in Indonesian news: annotate quotes and names."), wraps=True))
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.ensurePolished()
        self.resize(520, layout.totalHeightForWidth(520))


class DetailsBox(QDialog):
    """What lies behind a message, to read and to copy."""

    def __init__(self, text: str, details: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Details"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._said = f"{text}\n\n{details}"
        self.field = QPlainTextEdit(details)
        self.field.setReadOnly(True)
        self.field.setAccessibleName(_("Details"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        self.copy_button = QPushButton(_("Copy the details"))
        self.copy_button.clicked.connect(self._copy)
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(text, wraps=True))
        layout.addWidget(self.field, 1)
        layout.addWidget(buttons)
        self.resize(min(640, parent.width() - 24), min(360, parent.height() - 24))

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._said)
        self.copy_button.setText(_("Copied"))


class NameForm(QDialog):
    """Under which name annotations are kept. `named(str)`."""

    named = Signal(str)

    def __init__(self, name: str, known: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Your name"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = Choice()
        self.field.setEditable(True)
        self.field.addItems(list(known))
        self.field.setCurrentText(name)
        self.field.setMinimumWidth(260)
        line_edit = self.field.lineEdit()
        if isinstance(line_edit, QLineEdit):
            line_edit.selectAll()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Keep"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self._name)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(_("Under which name should your annotations be kept?"), wraps=True))
        layout.addWidget(self.field)
        layout.addWidget(label(_("Every name has annotations of its own."), "muted", wraps=True))
        layout.addWidget(buttons)

    def _name(self) -> None:
        name = " ".join(self.field.currentText().split())
        if name:
            self.accept()
            self.named.emit(name)


_Group = tuple[Menu, list[Row]]


def _balanced(rows: Sequence[Row], columns: int) -> list[list[_Group]]:
    """Deal the menus into columns of about the same height, what is done most often first."""
    groups = [(menu, [row for row in rows if row.menu is menu and not row.label]) for menu in _BY_USE]
    groups.insert(2, (Menu.SPAN, [row for row in rows if row.label]))  # their keys stand below the text as well
    groups = [group for group in groups if group[1]]
    height = max(map(_height, groups))
    while len(dealt := _filled(groups, height)) > columns:
        height += 1
    return dealt


def _filled(groups: Sequence[_Group], height: int) -> list[list[_Group]]:
    """Return as many columns of at most `height` as the groups need in their order."""
    dealt: list[list[_Group]] = [[]]
    for group in groups:
        if sum(map(_height, dealt[-1])) + _height(group) > height:
            dealt.append([])
        dealt[-1].append(group)
    return dealt


def _height(group: _Group) -> int:
    """Return how many lines a group takes, with its title and the room below it."""
    return len(group[1]) + 2


def _key_table(menu: Menu, rows: Sequence[Row]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(3)
    title = _("Labels") if rows[0].label else _(menu.value).replace("&", "")
    grid.addWidget(label(title, "caption"), 0, 0, 1, 2)
    for at, row in enumerate(rows, 1):
        key = label(row.shown_keys, "key")
        grid.addWidget(key, at, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(label(shown_text(row), wraps=True), at, 1)
    grid.setColumnStretch(1, 1)
    return grid
