"""The fields of the import assistant: the options of a format, and what their labels are here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from annotator.domain.schema import Schema
from annotator.gui.importing import Mapped, ours
from annotator.gui.panels.pieces import StillChoice
from annotator.gui.panels.plain import empty, label
from annotator.i18n import _
from annotator.services.articles import ImportPreview
from annotator.services.ports import FormatOption, Table

SHOWN_LABELS = 200
"""A file whose labels are no labels may have thousands. Those beyond are the rarest."""


class OptionFields(QWidget):
    """A field for each option of the formats that are read, whatever they are. `changed()` by hand only.

    Where the files have columns, an option without choices of its own says which column is what.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = _grid(self)
        self._shown: object = None
        self._fields: dict[str, tuple[StillChoice | QLineEdit, str]] = {}

    @property
    def values(self) -> dict[str, str]:
        """What was chosen by hand: an option as it was guessed, or as it is by default, is not in it."""
        found = {}
        for name, (field, usual) in self._fields.items():
            value = field.text() if isinstance(field, QLineEdit) else str(field.currentData())
            if value != usual:
                found[name] = value
        return found

    @property
    def fields(self) -> list[QWidget]:
        """The fields in their order."""
        return [field for field, _usual in self._fields.values()]

    def forget(self) -> None:
        """Let go of what was chosen: another format comes, with options of its own."""
        self._shown, self._fields = None, {}
        self.setEnabled(False)

    def field(self, name: str) -> StillChoice | QLineEdit:
        """Return the field of an option. Raises KeyError."""
        return self._fields[name][0]

    def show_options(self, options: Iterable[FormatOption], tables: Sequence[Table]) -> bool:
        """Show `options` for files with the columns of `tables`; True where they are others than before."""
        found = {option.name: option for option in options}
        columns = tuple(dict.fromkeys(column for table in tables for column in table.columns))
        if self._shown == (found, columns):
            return False
        self._shown = (found, columns)
        empty(self._grid)
        self._fields = {}
        for row, option in enumerate(found.values()):
            usual = tables[0].guess.get(option.name, "") if tables and not option.choices else option.default
            field = self._made(option, columns, usual)
            field.setAccessibleName(_(option.title))
            self._fields[option.name] = field, usual
            self._grid.addWidget(label(_(option.title), wraps=True), row, 0)
            self._grid.addWidget(field, row, 1)
        self.setEnabled(True)
        self.setVisible(bool(found))
        return True

    def _made(self, option: FormatOption, columns: Sequence[str], usual: str) -> StillChoice | QLineEdit:
        if not option.choices and not columns:
            line = QLineEdit(usual)
            line.textEdited.connect(lambda _text: self.changed.emit())
            return line
        choice = StillChoice()
        if option.choices:
            for value, title in option.choices.items():
                choice.addItem(_(title), value)
        else:
            choice.addItem(_("none of them"), "")
            for column in columns:
                choice.addItem(column, column)
        choice.setCurrentIndex(max(choice.findData(usual), 0))
        choice.currentIndexChanged.connect(lambda _at: self.changed.emit())
        return choice


class LabelFields(QWidget):
    """A row for each label of theirs: how often it stands in what was looked at, and what it is here. `changed()`."""

    changed = Signal()

    def __init__(self, schema: Schema) -> None:
        super().__init__()
        self._ours = ours(schema)
        self._grid = _grid(self)
        self._by_hand: dict[str, str | None] = {}
        self._fields: dict[str, StillChoice] = {}
        self._counts: dict[str, QLabel] = {}

    @property
    def by_hand(self) -> Mapped:
        """What was chosen by hand, whichever labels are on show."""
        return dict(self._by_hand)

    @property
    def fields(self) -> list[QWidget]:
        """The fields in their order."""
        return list(self._fields.values())

    def field(self, theirs: str) -> StillChoice:
        """Return the field of a label of theirs. Raises KeyError."""
        return self._fields[theirs]

    def show_labels(self, preview: ImportPreview, labels: Mapping[str, str]) -> bool:
        """Show the labels of `preview` as `labels` says; True where they are others than before.

        Those whose meaning is not even guessed come first, those that are ours last.
        """
        known = set(self._ours)
        met = sorted(preview.labels, key=lambda theirs: (theirs in preview.guesses, theirs in known))[:SHOWN_LABELS]
        is_other = met != list(self._fields)
        if is_other:
            empty(self._grid)
            self._fields, self._counts = {}, {}
            for row, theirs in enumerate(met):
                self._fields[theirs] = self._made(theirs, is_ours=theirs in known)
                self._counts[theirs] = label("", "muted")
                for column, part in enumerate((label(theirs, wraps=True), self._counts[theirs], self._fields[theirs])):
                    self._grid.addWidget(part, row, column)
        for theirs, field in self._fields.items():
            self._counts[theirs].setText(f"{preview.labels[theirs]} ×")
            name = _("{label}, {count} times").format(label=theirs, count=preview.labels[theirs])
            field.setAccessibleName(name)
            field.blockSignals(True)
            our = labels.get(theirs, theirs if theirs in known else None)
            field.setCurrentIndex(max(field.findData(our), 0))
            field.blockSignals(False)
        return is_other

    def leave_out(self, labels: Iterable[str]) -> None:
        """Choose for all of `labels` that they are left out, on show or not."""
        self._by_hand |= dict.fromkeys(labels, "")
        self.changed.emit()

    def _made(self, theirs: str, *, is_ours: bool) -> StillChoice:
        choice = StillChoice()
        if not is_ours:
            choice.addItem(_("Choose…"), None)
        for our in self._ours:
            choice.addItem(our, our)
        choice.addItem(_("Leave it out"), "")
        choice.currentIndexChanged.connect(lambda at: self._choose(theirs, choice.itemData(at)))
        return choice

    def _choose(self, theirs: str, our: str | None) -> None:
        self._by_hand[theirs] = our
        self.changed.emit()


def _grid(parent: QWidget) -> QGridLayout:
    grid = QGridLayout(parent)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    return grid
