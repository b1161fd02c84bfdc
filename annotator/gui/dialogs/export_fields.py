"""The fields of the export assistant for one format: which articles, whose, which labels, how parted, its options."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from annotator.domain.stories import Split, parse_split
from annotator.gui.export_choices import Known, shares_text
from annotator.gui.panels.pieces import Number, StillChoice, StillNumber, Tick, first_line
from annotator.gui.panels.plain import label
from annotator.gui.panels.tick_group import TickGroup
from annotator.i18n import _
from annotator.services.export import ExportChoice
from annotator.services.ports import FormatInfo, FormatOption, Which

_CAPTION = 152
"""How wide the captions stand; a longer one goes on in the next line instead of pushing its field away."""
_MOST_SEED = 999_999


class ExportFields(QWidget):
    """Shows `start` and what a person makes of it. `changed` at every choice."""

    changed = Signal()

    def __init__(
        self,
        info: FormatInfo,
        start: ExportChoice,
        known: Known,
        counts: Callable[[str | None], Mapping[Which, int]],
        *,
        has_card: bool,
    ) -> None:
        super().__init__()
        self._info = info
        self._counts = counts
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 12, 0)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.which = self._combo("articles", dict.fromkeys(Which, ""), start.which)
        whose = {"": _("Everyone's; the adjudicated where there are any")} | {name: name for name in known.annotators}
        self.whose = self._combo("layer", whose, start.annotator or "")
        self.whose.currentIndexChanged.connect(self._count)
        self.labels = TickGroup(known.labels, known.labels if start.labels is None else start.labels)
        self.labels.changed.connect(self.changed)
        self.options = {option.name: self._option(option, start.options) for option in info.write_options}
        self.split = self._line("split", shares_text(start.split) if start.split is not None else "")
        self.split.setPlaceholderText(info.default_split or _("none, or for example 80/10/10"))
        self.seed = self._number("seed", start.split.seed if start.split is not None else 0)
        self.licence = self._line("licence", start.licence)
        self.licence.setPlaceholderText(_("for example CC BY 4.0"))
        self.suggested = self._tick(
            "suggested", _("Also suggestions that are still open"), is_on=start.include_suggested
        )
        self.strict = self._tick("strict", _("Write nothing when something would be lost"), is_on=start.is_strict)
        self._hint = _Hint(_("Stories that are alike stay together. The seed deals them anew."))
        self._add(_("Articles"), self.which)
        self._add(_("Annotations"), self.whose)
        self._add("", self.suggested)
        self._add(_("Labels"), self.labels)
        for option in info.write_options:
            self._add(_(option.title), self.options[option.name])
        self._add(_("Split"), _beside(self.split, label(_("Seed")), self.seed), speaks_for=self.split)
        self.seed.setAccessibleName(_("Seed"))
        self._form.addRow("", self._hint)
        if has_card:
            self._add(_("Licence"), self.licence)
        self._add("", self.strict)
        self._count()
        self._check_split()
        self.split.textChanged.connect(self._check_split)

    def minimumSizeHint(self) -> QSize:
        """Qt's: as high as the lines are at this width; Qt's own hint is for lines broken far narrower."""
        return QSize(super().minimumSizeHint().width(), 0)

    @property
    def split_problem(self) -> str:
        """What is wrong with the split, empty while nothing is."""
        said = self.split.text().strip()
        if said and parse_split(said) is None:
            return _("Give shares that add up to 100, such as 80/10/10.")
        return ""

    @property
    def choice(self) -> ExportChoice:
        """What is chosen now; where the split is none, as if there were none."""
        shares = parse_split(self.split.text().strip() or self._info.default_split)
        ticked = self.labels.ticked
        return ExportChoice(
            self._info.name,
            Which(self.which.currentData()),
            self.whose.currentData() or None,
            None if len(ticked) == len(self.labels.ticks) else frozenset(ticked),
            include_suggested=self.suggested.isChecked(),
            split=Split(shares, self.seed.value()) if shares is not None else None,
            options={name: _value(field) for name, field in self.options.items()},
            is_strict=self.strict.isChecked(),
            licence=self.licence.text().strip(),
        )

    def _count(self) -> None:
        """Say behind each choice of articles how many there are."""
        counts = self._counts(self.whose.currentData() or None)
        for which, text in (
            (Which.FINISHED, _("Finished articles ({count})")),
            (Which.ADJUDICATED, _("Adjudicated articles ({count})")),
            (Which.ALL, _("All annotated articles ({count})")),
        ):
            self.which.setItemText(self.which.findData(which.value), text.format(count=counts[which]))

    def _check_split(self) -> None:
        problem = self.split_problem
        self._hint.say(problem)
        self.split.setAccessibleDescription(self._hint.text)
        self.seed.setEnabled(bool(self.split.text().strip() or self._info.default_split) and not problem)

    # --- fields ----------------------------------------------------------------------------------------------

    def _add(self, title: str, field: QWidget, *, speaks_for: QWidget | None = None) -> None:
        named = speaks_for or field
        caption = label(title, wraps=True)
        caption.setFixedWidth(_CAPTION)
        caption.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        caption.setContentsMargins(0, 0 if isinstance(field, TickGroup) else first_line(named), 0, 0)
        if title:
            named.setAccessibleName(title)
        self._form.addRow(caption, field)

    def _option(self, option: FormatOption, chosen: Mapping[str, str]) -> QWidget:
        value = chosen.get(option.name, option.default)
        if not option.choices:
            return self._line(f"set {option.name}", value)
        return self._combo(f"set {option.name}", {one: _(title) for one, title in option.choices.items()}, value)

    def _combo(self, name: str, choices: Mapping[str, str], chosen: str) -> QComboBox:
        field = StillChoice()
        field.setObjectName(name)
        for value, text in choices.items():
            field.addItem(text, str(value))
        field.setCurrentIndex(max(field.findData(str(chosen)), 0))
        field.currentIndexChanged.connect(lambda _at: self.changed.emit())
        return field

    def _line(self, name: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setObjectName(name)
        field.textChanged.connect(lambda _text: self.changed.emit())
        return field

    def _number(self, name: str, value: int) -> Number:
        field = StillNumber()
        field.setObjectName(name)
        field.setRange(0, _MOST_SEED)
        field.setValue(value)
        field.setMinimumSize(96, 26)
        field.valueChanged.connect(lambda _value: self.changed.emit())
        return field

    def _tick(self, name: str, text: str, *, is_on: bool) -> Tick:
        field = Tick(text)
        field.setObjectName(name)
        field.setChecked(is_on)
        field.toggled.connect(lambda _is_on: self.changed.emit())
        return field


class _Hint(QFrame):
    """A quiet sentence about a field, and in its place what is wrong with it."""

    def __init__(self, usual: str) -> None:
        super().__init__()
        self._usual = usual
        self._said = label("", wraps=True)
        self._said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy = self._said.sizePolicy()
        policy.setHeightForWidth(True)
        self._said.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._said)

    @property
    def text(self) -> str:
        """The sentence on show."""
        return self._said.text()

    def say(self, problem: str) -> None:
        """Say what is wrong; nothing is, where `problem` is empty."""
        self._said.setText(problem or self._usual)
        self._said.setObjectName("" if problem else "muted")
        self.setObjectName("notice" if problem else "")
        self.setContentsMargins(*((8, 4, 8, 4) if problem else (0, 0, 0, 0)))
        for widget in (self, self._said):
            widget.style().unpolish(widget)
            widget.style().polish(widget)


def _value(field: QWidget) -> str:
    if isinstance(field, QComboBox):
        return str(field.currentData())
    return field.text() if isinstance(field, QLineEdit) else ""


def _beside(one: QWidget, *others: QWidget) -> QWidget:
    both = QWidget()
    layout = QHBoxLayout(both)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(one, 1)
    for other in others:
        layout.addWidget(other)
    return both
