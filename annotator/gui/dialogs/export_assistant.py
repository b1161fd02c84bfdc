"""The export assistant: what goes out, in which format, and what that would lose, all in sight before it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.errors import UserError
from annotator.gui.dialogs.export_fields import ExportFields
from annotator.gui.export_choices import Known, kept, like, remembered
from annotator.gui.export_preview import ExportPreview
from annotator.gui.file_work import file_filter
from annotator.gui.panels.loss_card import LossCard
from annotator.gui.panels.pieces import sentence_list
from annotator.gui.panels.plain import label
from annotator.i18n import _
from annotator.services.export import ExportAnnotations, ExportChoice, ExportReport
from annotator.services.ports import FormatInfo, Which
from annotator.settings import EXPORT_FOLDER, EXPORT_FORMAT, EXPORTS, Settings

_SIZE = (1040, 720)
_LIST = 248


class ExportAssistant(QDialog):
    """Lets a person choose. `chosen(ExportChoice, Path)` once there is a place to write to; the settings keep it then.

    `name` is what a file is offered to be called by. Raises UserError where the database cannot be read.
    """

    chosen = Signal(object, object)

    def __init__(
        self,
        exporter: ExportAnnotations,
        settings: Settings,
        preview: ExportPreview,
        parent: QWidget,
        *,
        labels: Sequence[str],
        name: str,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Export"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._exporter = exporter
        self._settings = settings
        self._preview = preview
        self._name = name
        self._known = Known(labels, exporter.annotators())
        self._counted: dict[str | None, Mapping[Which, int]] = {None: exporter.articles_by()}
        self._drafts: dict[str, ExportChoice] = {}
        self._looked: ExportChoice | None = None
        self._report: ExportReport | None = None
        self._lay_out(parent)
        preview.looking.connect(self.card.show_looking)
        preview.progressed.connect(self.card.show_progress)
        preview.found.connect(self._show_report)
        preview.failed.connect(self._show_failure)
        preview.stopped.connect(self.card.show_stopped)
        names = [info.name for info in exporter.formats]
        last = settings.get(EXPORT_FORMAT)
        self.list.setCurrentIndex(self._titles.index(names.index(last) if last in names else 0))
        self.fields = self._show_fields(self.info, None)
        self.list.selectionModel().currentChanged.connect(self._choose_format)
        self._look()

    @property
    def info(self) -> FormatInfo:
        """The format that is chosen."""
        return self._exporter.formats[max(self.list.currentIndex().row(), 0)]

    def done(self, result: int) -> None:
        """Qt's: what would be lost is of no interest any more."""
        self._preview.forget()
        super().done(result)

    # --- choosing --------------------------------------------------------------------------------------------

    def _choose_format(self, current: QModelIndex) -> None:
        now = self.fields.choice
        self._drafts[now.format] = now
        self.fields = self._show_fields(self._exporter.formats[current.row()], now)
        self._look()

    def _show_fields(self, info: FormatInfo, now: ExportChoice | None) -> ExportFields:
        fields = ExportFields(
            info, self._start(info, now), self._known, self._counts, has_card=self._exporter.has_card(info.name)
        )
        fields.changed.connect(self._look)
        self._scroll.setWidget(fields)
        self._carries.setText(_(info.carries))
        self._leaves_out.setText(_(info.leaves_out))
        self._leaves_out.setVisible(bool(info.leaves_out))
        return fields

    def _start(self, info: FormatInfo, now: ExportChoice | None) -> ExportChoice:
        """Return what the fields of a format begin with: as left, as exported last, or what is chosen now."""
        if info.name in self._drafts:
            return self._drafts[info.name]
        rows = self._settings.get(EXPORTS).get(info.name)
        if isinstance(rows, list):
            return remembered(rows, info, self._known)
        if now is not None:
            return like(now, info)
        fresh = remembered((), info, self._known)
        counts = self._counts(None)
        return fresh if counts[Which.FINISHED] else like(ExportChoice(which=Which.ALL), info)

    def _counts(self, annotator: str | None) -> Mapping[Which, int]:
        if annotator not in self._counted:
            try:
                self._counted[annotator] = self._exporter.articles_by(annotator)
            except UserError as error:
                self._show_failure(error)
                return dict.fromkeys(Which, 0)
        return self._counted[annotator]

    def _look(self) -> None:
        """Look at what is chosen now, where it can be looked at."""
        fields = self.fields
        is_folder = self._is_folder(fields.choice)
        self.button.setText(_("Choose a folder…") if is_folder else _("Choose a file…"))
        self.button.setEnabled(not fields.split_problem)
        looked = replace(fields.choice, is_strict=False, licence="")  # neither changes what would be lost
        if fields.split_problem:
            self._preview.forget()
            self._looked = None
            self.card.show_sentence(_("What would be lost is not known yet."))
        elif looked != self._looked:
            self._looked, self._report = looked, None
            self._preview.look_at(looked)
        elif self._report is not None:
            self._show_report(self._report)

    def _look_again(self) -> None:
        self._looked = None
        self._look()

    def _show_report(self, report: ExportReport) -> None:
        self._report = report
        if any(part.articles for part in report.facts.parts.values()):
            self.card.show_report(report, is_strict=self.fields.strict.isChecked())
            return
        self.button.setEnabled(False)
        choice = self.fields.choice
        counts = self._counts(choice.annotator)
        if not self._counts(None)[Which.ALL] and not choice.include_suggested:
            why = _("There is nothing to export yet. Annotate an article, or export suggestions too.")
        elif choice.which is Which.FINISHED and counts[Which.ALL]:
            why = _("No article is finished yet. Choose all annotated articles to export them.")
        else:
            why = _("No article fits. Choose other articles or another annotator.")
        self.card.show_sentence(why)

    def _show_failure(self, error: UserError) -> None:
        self.card.show_sentence(f"{error.problem.what.said(_)} {error.problem.todo.said(_)}")

    # --- where to --------------------------------------------------------------------------------------------

    def _ask_target(self) -> None:
        choice, info = self.fields.choice, self.info
        folder = self._settings.get(EXPORT_FOLDER)
        place = Path(folder) if folder and Path(folder).is_dir() else Path.home()
        if self._is_folder(choice):
            dialog = QFileDialog(self, _("Choose a folder for the export"), str(place))
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            suffix = info.suffixes[0]
            dialog = QFileDialog(self, _("Export to"), str(place), file_filter([info]))
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(suffix.removeprefix("."))
            dialog.selectFile(f"{self._name}-{info.name}{suffix}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._finish(choice, Path(path)))
        dialog.open()

    def _finish(self, choice: ExportChoice, path: Path) -> None:
        self._settings.set(EXPORT_FORMAT, choice.format)
        self._settings.set(EXPORTS, {**self._settings.get(EXPORTS), choice.format: kept(choice, self._known)})
        is_folder = self._is_folder(choice)
        self._settings.set(EXPORT_FOLDER, str(path if is_folder else path.parent))
        self.accept()
        self.chosen.emit(choice, _room_in(path, f"{self._name}-{choice.format}") if is_folder else path)

    def _is_folder(self, choice: ExportChoice) -> bool:
        return self.info.is_folder or choice.split is not None

    # --- inside ----------------------------------------------------------------------------------------------

    def _lay_out(self, parent: QWidget) -> None:
        self._titles = QStringListModel([_(info.title) for info in self._exporter.formats], self)
        self.list = sentence_list(self._titles, _("Format"))
        self.list.setFixedWidth(min(_LIST, parent.width() // 4))
        self._carries = label("", wraps=True)
        self._leaves_out = label("", "muted", wraps=True)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.card = LossCard()
        self.card.setFixedHeight(136)
        self.card.stop_asked.connect(self._preview.stop)
        self.card.look_asked.connect(self._look_again)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.button = QPushButton()
        buttons.addButton(self.button, QDialogButtonBox.ButtonRole.ActionRole)
        self.button.clicked.connect(self._ask_target)
        buttons.rejected.connect(self.reject)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._carries)
        right.addWidget(self._leaves_out)
        right.addWidget(self._scroll, 1)
        right.addWidget(self.card)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addWidget(self.list)
        columns.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(columns, 1)
        layout.addWidget(buttons)
        self.button.setDefault(True)  # now that it is in the dialog, which gives Enter back to it after Cancel had it
        self.resize(min(_SIZE[0], parent.width() - 24), min(_SIZE[1], parent.height() - 24))


def _room_in(folder: Path, name: str) -> Path:
    """Return `folder` where it is empty, else a new folder in it: an export never goes among other files."""
    try:
        there = {path.name for path in folder.iterdir()}
    except OSError:
        return folder  # the export says what is wrong with it
    tried = (name if number == 1 else f"{name}-{number}" for number in range(1, len(there) + 2))
    return folder / next(one for one in tried if one not in there) if there else folder
