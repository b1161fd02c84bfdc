"""The import assistant: what files are, what they hold, and what of it would come in, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from pathlib import Path

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import Problem, UserError
from annotator.domain.jobs import Report
from annotator.gui.dialogs.import_fields import SHOWN_LABELS, LabelFields, OptionFields
from annotator.gui.dialogs.import_rows import FirstRows
from annotator.gui.importing import Look, Wish, foreign, look, refusals, remember
from annotator.gui.panels.pieces import StillChoice, sentence_list
from annotator.gui.panels.plain import label
from annotator.gui.tasks import CancelCheck, Task, start_task
from annotator.i18n import _, ngettext
from annotator.services.articles import ImportArticles, ImportPreview
from annotator.services.ports import FormatInfo
from annotator.settings import IMPORT_LABELS, Settings

SETTLE_MS = 150
"""How long a choice rests before the files are looked at again: arrow keys run through a list."""

_LEFT = 404
_LARGEST = (1180, 760)
_NAMED_FILES = 8


class ImportAssistant(QDialog):
    """`chosen(ImportChoice)` on Import. Looks at the files on another thread and writes nothing.

    `looked()` when what is shown is what the present choices would do.
    """

    chosen = Signal(object)
    looked = Signal()

    def __init__(self, importer: ImportArticles, settings: Settings, paths: Sequence[Path], window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle(_("Import"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._importer, self._settings = importer, settings
        self._paths, self._window = list(paths), window
        self._look: Look | None = None
        self._task: Task | None = None
        self._number = 0
        self._open_labels: list[str] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MS)
        self._soon.timeout.connect(self._look_again)
        self.format = StillChoice()
        self.format.addItem(_("As it is recognised"), None)
        self.format.setAccessibleName(_("Format"))
        for info in importer.formats:
            self.format.addItem(_(info.title), info.name)
        self.format.currentIndexChanged.connect(self._choose_format)
        self.options = OptionFields()
        self.options.changed.connect(self._wait)
        self.labels = LabelFields(importer.schema)
        self.labels.changed.connect(self._wait)
        self.rows = FirstRows()
        self.refused = QStringListModel(self)
        self.reasons = sentence_list(self.refused, _("What will be refused"))
        self._assemble()
        self.resize(min(_LARGEST[0], window.width() - 24), min(_LARGEST[1], window.height() - 24))
        self._look_again()

    @property
    def is_looking(self) -> bool:
        """True while what is shown may not be what the choices would do."""
        return self._soon.isActive() or self._task is not None

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: the first choice has the keyboard."""
        super().showEvent(event)
        self.format.setFocus(Qt.FocusReason.OtherFocusReason)

    def accept(self) -> None:
        """Qt's: hand over what was chosen, once it is known what that does."""
        if self._look is not None and self.import_button.isEnabled():
            found = self._look
            remember(self._settings, found.choice.labels, self._importer.schema, found.preview.labels)
            super().accept()
            self.chosen.emit(found.choice)

    def done(self, result: int) -> None:
        """Qt's: nobody waits for the look any more."""
        self._soon.stop()
        self._stop_looking()
        super().done(result)

    # --- putting together ------------------------------------------------------------------------------------

    def _assemble(self) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self._choices())
        columns.addLayout(self._consequences(), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(label(_named([path.name for path in self._paths]), "title", wraps=True))
        layout.addLayout(columns, 1)
        layout.addLayout(self._foot())

    def _choices(self) -> QScrollArea:
        self._format_note = label("", "muted", wraps=True)
        self._options_title = label("", "caption")
        self._labels_title = label(_("&Labels"), "caption")
        self._labels_note = label("", "muted", wraps=True)
        self.rest_button = QPushButton(_("Leave out all that have no meaning &yet"))
        self.rest_button.setObjectName("quiet")
        self.rest_button.setAutoDefault(False)
        self.rest_button.clicked.connect(lambda: self.labels.leave_out(self._open_labels))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        column.addWidget(_caption(_("&Format"), self.format))
        column.addWidget(self.format)
        column.addWidget(self._format_note)
        shown_where_needed: tuple[QWidget, ...] = (
            self._options_title, self.options, self._labels_title, self._labels_note, self.rest_button, self.labels,
        )  # fmt: skip
        for part in shown_where_needed:
            column.addWidget(part)
            part.hide()
        column.setAlignment(self.rest_button, Qt.AlignmentFlag.AlignLeft)
        for title in (self._options_title, self._labels_title):
            title.setContentsMargins(0, 12, 0, 0)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(_LEFT)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll

    def _consequences(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(_caption(_("First ro&ws"), self.rows))
        column.addWidget(self.rows, 3)
        column.addWidget(_caption(_("What will be &refused"), self.reasons))
        column.addWidget(self.reasons, 2)
        return column

    def _foot(self) -> QHBoxLayout:
        self.said = label("", wraps=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.import_button = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.import_button.setText(_("&Import"))
        self.import_button.setDefault(True)
        self.cancel_button = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.cancel_button.setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.said, 1)
        row.addWidget(buttons, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _order(self) -> None:
        """Let Tab go down the left side, then the right, then to the buttons, whatever fields came new."""
        fields = chain(
            (self.format,), self.options.fields, (self.rest_button,), self.labels.fields,
            (self.rows, self.reasons, self.import_button, self.cancel_button),
        )  # fmt: skip
        for one, other in pairwise(fields):
            QWidget.setTabOrder(one, other)
        for title, part in ((self._options_title, self.options), (self._labels_title, self.labels)):
            if part.fields:
                title.setBuddy(part.fields[0])

    # --- looking ---------------------------------------------------------------------------------------------

    def _choose_format(self) -> None:
        self.options.forget()
        self._wait()

    def _wait(self) -> None:
        self._stop_looking()
        self._soon.start()
        self._tell_looking()

    def _stop_looking(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _look_again(self) -> None:
        self._stop_looking()
        self._number += 1
        number, importer, paths = self._number, self._importer, self._paths
        likely = self._look.choice.labels if self._look is not None else {}
        wish = Wish(self.format.currentData(), self.options.values, self.labels.by_hand, likely)
        remembered = self._settings.get(IMPORT_LABELS)

        def work(_report: Report, stop: CancelCheck) -> tuple[int, Look | Problem]:
            try:
                return number, look(importer, paths, wish, remembered, stop)
            except UserError as error:
                return number, error.problem

        self._task = start_task(work, self._window)  # it may outlive the dialog by a moment
        self._task.finished.connect(self._take)
        self._tell_looking()

    def _take(self, result: tuple[int, Look | Problem]) -> None:
        number, found = result
        if number != self._number or self._task is None:
            return  # another choice was made since
        self._task = None
        if isinstance(found, Problem):
            self._look = None
            self.said.setText(f"{found.what.said(_)} {found.todo.said(_)}")
        else:
            self._look = found
            self._show(found)
        self.looked.emit()

    # --- showing ---------------------------------------------------------------------------------------------

    def _tell_looking(self) -> None:
        self.said.setText(_("Looking at the files…"))
        self.import_button.setEnabled(False)

    def _show(self, found: Look) -> None:
        preview = found.preview
        self._show_format(preview)
        tables = [file.table for file in preview.files if file.table is not None]
        read = {file.format.name: file.format for file in preview.files if file.format is not None}
        options = [option for info in read.values() for option in info.read_options]
        is_new = self.options.show_options(options, tables)
        self._options_title.setVisible(bool(options))
        self._options_title.setText(_("&Columns") if tables else _("&Options"))
        is_new |= self.labels.show_labels(preview, found.choice.labels)
        self._show_label_note(found)
        self.rows.show_preview(preview, {**(tables[0].guess if tables else {}), **self.options.values})
        lines = refusals(preview)
        self.refused.setStringList(lines or [_("Nothing: every row that was looked at can come in.")])
        self.import_button.setEnabled(preview.coming > 0 or not preview.is_whole)
        self.said.setText(_outcome(preview))
        if is_new:
            self._order()

    def _show_format(self, preview: ImportPreview) -> None:
        if self.format.currentData() is None:
            self._format_note.setText(_recognised([file.format for file in preview.files]))
        else:
            self._format_note.setText(_("Chosen by hand, for all of the files."))

    def _show_label_note(self, found: Look) -> None:
        has_labels = bool(found.preview.labels)
        for part in (self._labels_title, self._labels_note, self.labels):
            part.setVisible(has_labels)
        theirs = foreign(found.preview.labels, self._importer.schema)
        open_ = self._open_labels = [one for one in theirs if one not in found.choice.labels]
        if self.rest_button.hasFocus() and len(open_) <= 1:
            self.format.setFocus()  # the button goes
        self.rest_button.setVisible(len(open_) > 1)
        if open_:
            note = ngettext(
                "{count} label has no meaning here yet, and what has it is refused: choose one, or leave it out.",
                "{count} labels have no meaning here yet, and what has them is refused: choose, or leave them out.",
                len(open_),
            ).format(count=len(open_))
        elif found.is_remembered:
            note = _("As you chose the last time for these labels.")
        elif theirs:
            note = _("Guessed by their names. What you choose is remembered for the next files with these labels.")
        else:
            note = _("All of them are labels of yours.")
        more = len(found.preview.labels) - SHOWN_LABELS
        if more > 0:
            rest = ngettext("{count} more label is not shown.", "{count} more labels are not shown.", more)
            note = f"{note} {rest.format(count=more)}"
        self._labels_note.setText(note)


def _caption(text: str, buddy: QWidget) -> QLabel:
    made = label(text, "caption")
    made.setBuddy(buddy)
    return made


def _named(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    many = ngettext("{count} file: {names}", "{count} files: {names}", len(names))
    shown = ", ".join(names[:_NAMED_FILES]) + ("…" if len(names) > _NAMED_FILES else "")
    return many.format(count=len(names), names=shown)


def _recognised(formats: Sequence[FormatInfo | None]) -> str:
    titles = {info.title if info is not None else "" for info in formats}
    if len(titles) > 1:
        return _("Each file is read as what it is recognised as.")
    title = next(iter(titles), "")
    return _(title) if title else _("It is not recognised. Choose its format, if you know it.")


def _outcome(preview: ImportPreview) -> str:
    """Return the sentence that says what Import would do."""
    if not preview.coming and preview.is_whole:
        return _("Nothing of this can come in as it is. Choose another format, column or label, or mend the file.")
    comes = ngettext("{count} row comes in", "{count} rows come in", preview.coming).format(count=preview.coming)
    goes = ngettext("{count} is refused", "{count} are refused", preview.refused).format(count=preview.refused)
    outcome = _("{comes}, {goes}.").format(comes=comes, goes=goes) if preview.refused else f"{comes}."
    if not preview.is_whole:
        outcome = _("Of the beginning that was looked at: {said}").format(said=outcome)
    if preview.refused:
        kept = _("What is refused is kept in a file of its own, to be mended and imported again.")
        outcome = f"{outcome} {kept}"
    return outcome
