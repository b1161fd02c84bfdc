"""The status line: saved, who, how many articles, the model, and long work with a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from annotator.domain.jobs import Progress
from annotator.gui.panels.label_bar import FlowLayout
from annotator.gui.panels.pieces import tool
from annotator.gui.panels.plain import label
from annotator.gui.words import decimal
from annotator.i18n import _, ngettext


class StatusLine(QFrame):
    """Short facts side by side; goes into a second row rather than cut one. `cancel_asked` by its button."""

    cancel_asked = Signal()

    def __init__(self, icon: Callable[[str], QIcon], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._icon = icon
        self._sign = QLabel()
        self.saved = label("", "muted")
        self.annotator = label("", "muted")
        self.articles = label("", "muted")
        self.model = label("", "muted")
        self.letters = label("", "muted")
        self.work = label("", "muted")
        self._bar = _bar()
        self._work_bar = _bar()
        self._cancel = tool(icon("close"), _("Stop"), _("Stop"))
        self._cancel.setIconSize(QSize(12, 12))
        self._cancel.clicked.connect(self.cancel_asked)
        self._saved_box = _together(self._sign, self.saved)
        self._articles_box = _together(self._bar, self.articles)
        self._work_box = _together(self._work_bar, self.work, self._cancel)
        layout = FlowLayout(self, spacing=20)
        layout.setContentsMargins(12, 1, 12, 1)
        height = self.fontMetrics().height() + 4
        self._cancel.setFixedHeight(height)
        for widget in (self._saved_box, self.annotator, self._articles_box, self.model, self.letters, self._work_box):
            widget.setMinimumHeight(height)  # the same with and without the button: work that begins moves nothing
            layout.addWidget(widget)
        self._work_box.hide()
        self.annotator.hide()
        self.model.hide()
        self.letters.hide()
        self._saved_box.hide()
        self._articles_box.hide()
        self.refresh_icons()

    def show_saved(self, at: str | None) -> None:
        """Say when the last edit was committed."""
        self._saved_box.setVisible(at is not None)
        self.saved.setText(_("saved {time}").format(time=at) if at else "")

    def show_annotator(self, name: str) -> None:
        """Say who works here."""
        self.annotator.setText(name)
        self.annotator.setVisible(bool(name))

    def show_articles(self, finished: int, total: int) -> None:
        """Say how many articles are finished."""
        self._articles_box.setVisible(total > 0)
        self._bar.setMaximum(max(total, 1))
        self._bar.setValue(finished)
        of = ngettext("{finished} of {count} article", "{finished} of {count} articles", total)
        self.articles.setText(of.format(finished=finished, count=total))
        self._bar.setAccessibleName(self.articles.text())

    def show_model(self, text: str, full_name: str) -> None:
        """Say what the model does; its whole name is a tool tip."""
        self.model.setText(text)
        self.model.setToolTip(full_name)
        self.model.setVisible(bool(text))

    def show_letters(self, key: str | None) -> None:
        """Say that letters stand below the words and that `key` turns them off; None where they do not."""
        said = _("letters below the words · turn off with {key}") if key else _("letters below the words")
        self.letters.setText(said.format(key=key))
        self.letters.setVisible(key is not None)

    def show_work(self, name: str, progress: Progress) -> None:
        """Show long work: count, rate and time left."""
        total = progress.total
        self._work_bar.setMaximum(total or 0)
        self._work_bar.setValue(progress.done if total else 0)
        self.work.setText(" · ".join((name, *work_facts(progress))))
        self._work_bar.setAccessibleName(self.work.text())
        self._work_box.show()

    def end_work(self) -> None:
        """Take the long work's bar away."""
        self._work_box.hide()
        self.work.setText("")

    def refresh_icons(self) -> None:
        """Draw the icons again, after the theme changed."""
        self._sign.setPixmap(self._icon("saved").pixmap(14, 14))
        self._cancel.setIcon(self._icon("close"))


def work_facts(progress: Progress) -> list[str]:
    """Return count, rate and time left as short phrases; what cannot be told yet is left out."""
    if progress.total:
        facts = [_("{done} of {total}").format(done=progress.done, total=progress.total)]
    else:
        facts = [str(progress.done)]
    if progress.rate:
        facts.append(_("{rate} a second").format(rate=decimal(progress.rate, 1)))
    left = progress.seconds_left
    if left is not None and left >= 1:
        facts.append(_("{time} left").format(time=_duration(left)))
    return facts


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    return _("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)


def _bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setFixedWidth(88)
    return bar


def _together(*widgets: QWidget) -> QWidget:
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for widget in widgets:
        layout.addWidget(widget)
    return box
