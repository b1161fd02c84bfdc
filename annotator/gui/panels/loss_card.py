"""What an export would write and lose, before it is made."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.domain.jobs import Progress
from annotator.gui.panels.pieces import sentence_list
from annotator.gui.panels.plain import label
from annotator.gui.panels.status_line import work_facts
from annotator.gui.words import loss_line
from annotator.i18n import _, ngettext
from annotator.services.export import ExportReport


class LossCard(QFrame):
    """A sentence, the losses, and a button that stops the look or begins it anew: `stop_asked`, `look_asked`."""

    stop_asked = Signal()
    look_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._is_looking = False
        self._said = label("", wraps=True)
        self._said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(96)
        self.button = QPushButton()
        self.button.setObjectName("quiet")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._press)
        self._losses = QStringListModel(self)
        self.list = sentence_list(self._losses, _("What would be lost"))
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._said, 1)
        top.addWidget(self._bar)
        top.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)
        self.show_looking()

    @property
    def text(self) -> str:
        """The sentence on show."""
        return self._said.text()

    @property
    def lines(self) -> list[str]:
        """The losses on show."""
        return self._losses.stringList()

    def show_looking(self) -> None:
        """Say that it is being looked at."""
        self._show(_looking(), is_looking=True, button=_("Stop"))
        self._bar.setMaximum(0)

    def show_progress(self, progress: Progress) -> None:
        """Say how far the look is."""
        self._bar.setMaximum(progress.total or 0)
        self._bar.setValue(progress.done if progress.total else 0)
        facts = " · ".join(work_facts(progress))
        self._say(f"{_looking()} {facts}")

    def show_stopped(self) -> None:
        """Say that nobody knows."""
        self._show(_("Stopped: what would be lost is not known."), button=_("Look again"))

    def show_sentence(self, text: str) -> None:
        """Say something instead of losses."""
        self._show(text)

    def show_report(self, report: ExportReport, *, is_strict: bool) -> None:
        """Say what would be written and lost."""
        parts = report.facts.parts
        articles = len(set().union(*(part.articles for part in parts.values())))
        spans = sum(part.labels.total() for part in parts.values())
        said = [
            _("{articles} with {spans}.").format(
                articles=ngettext("{count} article", "{count} articles", articles).format(count=articles),
                spans=ngettext("{count} span", "{count} spans", spans).format(count=spans),
            )
        ]
        if len(parts) > 1:
            said.append(", ".join(f"{part} {count}" for part, count in report.parts.items()) + ".")
        if report.lost:
            lost = ngettext(
                "{count} thing would be lost or changed:", "{count} things would be lost or changed:", report.lost
            )
            if is_strict:
                lost = ngettext(
                    "Nothing is written, because {count} thing would be lost or changed:",
                    "Nothing is written, because {count} things would be lost or changed:",
                    report.lost,
                )
            said.append(lost.format(count=report.lost))
        else:
            said.append(_("Nothing of it is lost."))
        self._show(" ".join(said), [loss_line(group) for group in report.losses])

    def _show(self, text: str, losses: list[str] | None = None, *, is_looking: bool = False, button: str = "") -> None:
        """Show everything anew; a button that stays is never hidden between, so that it keeps the keyboard."""
        self._is_looking = is_looking
        self._say(text)
        self._losses.setStringList(losses or [])
        self.list.setVisible(bool(losses))
        self._bar.setVisible(is_looking)
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def _say(self, text: str) -> None:
        self._said.setText(text)
        self.setAccessibleName(text)

    def _press(self) -> None:
        (self.stop_asked if self._is_looking else self.look_asked).emit()


def _looking() -> str:
    return _("Looking at what would be lost…")
