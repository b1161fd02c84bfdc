"""The settings dialog: what a person prefers, shown at once, kept on "Keep" and taken back on "Cancel"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.gui.actions import Row
from annotator.gui.dialogs.key_page import KeyPage
from annotator.gui.panels.pieces import Choice, Decimal, Number, Tick
from annotator.gui.panels.plain import label
from annotator.i18n import LANGUAGES, _, spoken
from annotator.settings import (
    COLUMN_WIDTH,
    KEY_PRESET,
    KEYS,
    LANGUAGE,
    LETTERS,
    LINE_NUMBERS,
    LINE_SPACING,
    MOTION,
    PLATFORM_STYLE,
    TEXT_FONT,
    TEXT_SIZE,
    THEME,
    THRESHOLD,
    Setting,
    Settings,
)

OFFERED: tuple[Setting[Any], ...] = (
    LANGUAGE, THEME, PLATFORM_STYLE, TEXT_FONT, TEXT_SIZE, LINE_SPACING, COLUMN_WIDTH, LINE_NUMBERS, MOTION, THRESHOLD,
    LETTERS, KEY_PRESET, KEYS,
)  # fmt: skip
"""The rows that can be chosen here, each shown at once."""


class SettingsDialog(QDialog):
    """A few pages. `changed(Setting)` at every choice and when one is taken back; the rest only on "Keep".

    `named(str)` for another name, `database_asked()` when another database is wanted.
    """

    changed = Signal(object)
    named = Signal(str)
    database_asked = Signal()

    def __init__(
        self,
        settings: Settings,
        rows: Sequence[Row],
        *,
        name: str,
        names: Iterable[str],
        database: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        self._before = [(row, settings.get(row)) for row in OFFERED]
        self._language_before = settings.get(LANGUAGE)
        self._name_before = name
        self._shows: list[Callable[[], None]] = []
        self.name = _name_field(name, names)
        self.keys = KeyPage(settings, rows)
        self.keys.changed.connect(self.changed)
        self.list = QListWidget()
        self.list.setObjectName("pages")
        self.list.setAccessibleName(_("Pages"))
        self.pages = QStackedWidget()
        for title, page in (
            (_("General"), self._general(database)),
            (_("Text"), self._text()),
            (_("Annotating"), self._annotating()),
            (_("Keys"), self.keys),
        ):
            self.list.addItem(title)
            self.pages.addWidget(page)
        self.list.setFixedWidth(self.list.sizeHintForColumn(0) + 40)
        self.list.currentRowChanged.connect(self.pages.setCurrentIndex)
        self.list.setCurrentRow(0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Keep"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self.list)
        columns.addWidget(self.pages, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(columns, 1)
        layout.addWidget(buttons)
        self.resize(min(780, parent.width() - 24), min(560, parent.height() - 24))

    @property
    def has_other_language(self) -> bool:
        """True where another language was chosen than before."""
        return self._settings.get(LANGUAGE) != self._language_before

    def show_page(self, at: int) -> None:
        """Turn to a page."""
        self.list.setCurrentRow(at)

    def accept(self) -> None:
        """Qt's: keep what was chosen."""
        name = " ".join(self.name.currentText().split())
        super().accept()
        if name and name != self._name_before:
            self.named.emit(name)

    def reject(self) -> None:
        """Qt's: take every choice back."""
        for row, value in self._before:
            self._choose(row, value)
        super().reject()

    # --- pages -----------------------------------------------------------------------------------------------

    def _general(self, database: str) -> QWidget:
        languages = [("system", _("As the system speaks")), *LANGUAGES.items()]
        themes = [("system", _("As the system looks")), ("light", _("Light")), ("dark", _("Dark"))]
        other = QPushButton(_("Open another…"))
        other.clicked.connect(self._ask_database)
        return self._page(
            (_("Your name"), self.name, _("Every name has annotations of its own.")),
            (_("Language"), self._combo(LANGUAGE, languages), _("Another language is spoken from the next start on.")),
            (_("Look"), self._combo(THEME, themes), ""),
            ("", self._tick(PLATFORM_STYLE, _("Buttons and menus in the style of this system")), ""),
            (_("Database"), _beside(label(database, wraps=True), other), ""),
        )

    def _text(self) -> QWidget:
        families = [("", _("Kutip's own choice")), *((name, name) for name in QFontDatabase.families())]
        motions = [("system", _("As the system likes")), ("on", _("Glide to the next place")), ("off", _("No motion"))]
        return self._page(
            (_("Font"), self._combo(TEXT_FONT, families), ""),
            (_("Size"), self._number(TEXT_SIZE, _(" points")), ""),
            (_("Line spacing"), self._decimal(LINE_SPACING, 0.1, 1), _("From line to line, in heights of the text.")),
            (_("Line length"), self._number(COLUMN_WIDTH, _(" characters")), ""),
            ("", self._tick(LINE_NUMBERS, _("Numbers beside the paragraphs")), ""),
            (_("Motion"), self._combo(MOTION, motions), ""),
            resets=(TEXT_FONT, TEXT_SIZE, LINE_SPACING, COLUMN_WIDTH, LINE_NUMBERS, MOTION),
        )

    def _annotating(self) -> QWidget:
        said = _(
            "“Accept all sure ones” accepts suggestions with this score or more. 1 is as sure as a model can be; "
            "a lower threshold accepts more at once, and more that is wrong."
        )
        letters = _("While they show, a to z go to words. Any other key does what it always does.")
        return self._page(
            (_("Threshold"), self._decimal(THRESHOLD, 0.05, 2), said),
            ("", self._tick(LETTERS, _("Letters to jump by below the words")), letters),
            resets=(THRESHOLD, LETTERS),
        )

    def _page(self, *fields: tuple[str, QWidget, str], resets: Sequence[Setting[Any]] = ()) -> QWidget:
        page = QWidget()
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field, explanation in fields:
            if title:
                field.setAccessibleName(title)
            if explanation:
                field.setAccessibleDescription(explanation)
            form.addRow(title, _over(field, label(explanation, "muted", wraps=True)) if explanation else field)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(form)
        layout.addStretch(1)
        if resets:
            button = QPushButton(_("Usual values"))
            button.clicked.connect(lambda: self._reset(resets))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return page

    # --- fields ----------------------------------------------------------------------------------------------

    def _combo(self, row: Setting[str], choices: Sequence[tuple[str, str]]) -> QComboBox:
        field = Choice()
        field.setObjectName(row.key)
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for value, text in choices:
            field.addItem(text, value)
        self._keep_shown(lambda: field.setCurrentIndex(max(field.findData(self._settings.get(row)), 0)))
        field.currentIndexChanged.connect(lambda at: self._choose(row, field.itemData(at)))
        return field

    def _number(self, row: Setting[int], unit: str) -> Number:
        field = Number()
        field.setObjectName(row.key)
        field.setRange(int(row.least or 0), int(row.most or 0))
        field.setSuffix(unit)
        _size_number(field)
        self._keep_shown(lambda: field.setValue(self._settings.get(row)))
        field.valueChanged.connect(lambda value: self._choose(row, value))
        return field

    def _decimal(self, row: Setting[float], step: float, decimals: int) -> Decimal:
        field = Decimal()
        field.setObjectName(row.key)
        field.setLocale(QLocale(QLocale.Language.Indonesian if spoken() == "id" else QLocale.Language.English))
        field.setRange(row.least or 0.0, row.most or 0.0)
        field.setDecimals(decimals)
        field.setSingleStep(step)
        _size_number(field)
        self._keep_shown(lambda: field.setValue(self._settings.get(row)))
        field.valueChanged.connect(lambda value: self._choose(row, round(value, decimals)))
        return field

    def _tick(self, row: Setting[bool], text: str) -> Tick:
        field = Tick(text)
        field.setObjectName(row.key)
        self._keep_shown(lambda: field.setChecked(self._settings.get(row)))
        field.toggled.connect(lambda is_on: self._choose(row, is_on))
        return field

    # --- inside ----------------------------------------------------------------------------------------------

    def _keep_shown(self, show: Callable[[], None]) -> None:
        show()
        self._shows.append(show)

    def _choose(self, row: Setting[Any], value: object) -> None:
        if value != self._settings.get(row):
            self._settings.set(row, value)
            self.changed.emit(row)

    def _reset(self, rows: Iterable[Setting[Any]]) -> None:
        for row in rows:
            self._choose(row, row.default)
        for show in self._shows:
            show()

    def _ask_database(self) -> None:
        self.accept()
        self.database_asked.emit()


def _name_field(name: str, names: Iterable[str]) -> QComboBox:
    field = Choice()
    field.setEditable(True)
    field.addItems(list(names))
    field.setCurrentText(name)
    return field


def _size_number(field: QAbstractSpinBox) -> None:
    field.setMinimumHeight(26)
    field.setMaximumWidth(160)


def _over(one: QWidget, other: QLabel) -> QWidget:
    both = QWidget()
    other.setAlignment(Qt.AlignmentFlag.AlignTop)  # a form may give it a line more than it needs
    layout = QVBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 4)
    layout.setSpacing(4)
    layout.addWidget(one)
    layout.addWidget(other)
    return both


def _beside(one: QWidget, other: QWidget) -> QWidget:
    both = QWidget()
    layout = QHBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(one, 1)
    layout.addWidget(other, 0, Qt.AlignmentFlag.AlignTop)
    return both
