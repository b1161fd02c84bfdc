"""Ticks beside each other that are one stop of Tab; knows nothing of what they stand for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from annotator.gui.panels.label_bar import FlowLayout
from annotator.gui.panels.pieces import Tick
from annotator.i18n import _

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class TickGroup(QWidget):
    """One tick a name, in as many rows as they need, then All and None. `changed` at every tick.

    Arrows go from one to the next, Space ticks.
    """

    changed = Signal()

    def __init__(self, names: Sequence[str], ticked: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.ticks = [Tick(name) for name in names]
        layout = FlowLayout(self, spacing=16)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.row_spacing = 6
        for at, tick in enumerate(self.ticks):
            tick.setChecked(tick.text() in ticked)
            tick.setFocusPolicy(Qt.FocusPolicy.StrongFocus if at == 0 else Qt.FocusPolicy.ClickFocus)
            tick.toggled.connect(self.changed)
            tick.installEventFilter(self)
            layout.addWidget(tick)
        self.all = self._button(_("All"), is_on=True)
        self.none = self._button(_("None"), is_on=False)
        for button in (self.all, self.none):
            layout.addWidget(button)
        if self.ticks:
            self.setFocusProxy(self.ticks[0])

    @property
    def ticked(self) -> list[str]:
        """The names that are ticked, in their order."""
        return [tick.text() for tick in self.ticks if tick.isChecked()]

    def tick_all(self, *, is_on: bool) -> None:
        """Tick everything or nothing; `changed` once."""
        if any(tick.isChecked() is not is_on for tick in self.ticks):
            for tick in self.ticks:
                tick.blockSignals(True)
                tick.setChecked(is_on)
                tick.blockSignals(False)
                tick.update()
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: arrows move the focus; where the focus went by hand, Tab comes back to."""
        if isinstance(watched, Tick) and event.type() is QEvent.Type.FocusIn:
            self._make_stop(watched)
        if isinstance(watched, Tick) and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in _STEPS:
                self._go(self.ticks.index(watched) + _STEPS[key])
                return True
            if key in _ROWS:
                self._go_row(watched, _ROWS[key])
                return True
        return super().eventFilter(watched, event)

    def _go(self, at: int) -> None:
        if 0 <= at < len(self.ticks):
            self.ticks[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_row(self, tick: Tick, way: int) -> None:
        """Go to what stands nearest in the next row."""
        here = tick.geometry().center()
        rows = [other for other in self.ticks if (other.geometry().center().y() - here.y()) * way > 0]
        if rows:
            nearest = min(
                rows,
                key=lambda other: (
                    abs(other.geometry().center().y() - here.y()),
                    abs(other.geometry().center().x() - here.x()),
                ),
            )
            nearest.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_stop(self, tick: Tick) -> None:
        for other in self.ticks:
            other.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other is tick else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(tick)

    def _button(self, text: str, *, is_on: bool) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("quiet")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.tick_all(is_on=is_on))
        return button
