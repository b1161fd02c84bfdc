"""The labels with their keys and colours, under the text; a click does what the key does."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QLayoutItem, QToolButton, QWidget

from annotator.domain.schema import LabelDef, Schema
from annotator.gui.actions import ActionSet, shown_text, tool_tip
from annotator.gui.panels.pieces import swatch
from annotator.gui.theme import Theme


class LabelBar(QFrame):
    """One flat button a label; wraps into a second row rather than cut a name."""

    def __init__(self, schema: Schema, actions: ActionSet, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._schema = schema
        self._buttons: dict[str, QToolButton] = {}
        self._marked: str | None = None
        layout = FlowLayout(self, spacing=2)
        layout.setContentsMargins(8, 4, 8, 4)
        for label in schema.labels:
            button = QToolButton()
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a click must not take the words' focus away
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            action = actions[f"label.{label.name}"]
            button.setIconSize(QSize(10, 10))
            button.setObjectName("label")
            button.setCheckable(True)
            button.clicked.connect(action.trigger)
            button.clicked.connect(self._mark)
            layout.addWidget(button)
            self._buttons[label.name] = button
        self.show_keys(actions)
        self.set_theme(theme)

    def show_keys(self, actions: ActionSet) -> None:
        """Write the key each label has now before its name."""
        for name, button in self._buttons.items():
            row = actions.rows[f"label.{name}"]
            button.setText(f" {row.shown_keys}  {name}")
            button.setFixedWidth(button.fontMetrics().horizontalAdvance(button.text()) + 32)
            button.setToolTip(tool_tip(row))
            button.setAccessibleName(shown_text(row))

    def set_theme(self, theme: Theme) -> None:
        """Show the colours of the other theme."""
        for label in self._schema.labels:
            self._buttons[label.name].setIcon(swatch(colour_of(label, theme), 10))

    def show_label(self, name: str | None) -> None:
        """Mark the label of the focused span."""
        self._marked = name
        self._mark()

    def _mark(self) -> None:
        """A click toggles a button of Qt's; ours show the focused span, whoever clicked what."""
        for label, button in self._buttons.items():
            button.setChecked(label == self._marked)

    def set_usable(self, is_usable: bool) -> None:  # noqa: FBT001 - Qt's own shape of a setter
        """Grey the buttons while no article is open."""
        for button in self._buttons.values():
            button.setEnabled(is_usable)


def colour_of(label: LabelDef | None, theme: Theme) -> str:
    """Return the label's colour in `theme`, a quiet one for an unknown label."""
    if label is None:
        return theme.muted
    return label.dark if theme.is_dark else label.light


class FlowLayout(QLayout):
    """Sets widgets beside each other and goes on in the next row where the width ends."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.row_spacing = 4
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's."""
        self._items.append(item)

    def count(self) -> int:
        """Qt's."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt's."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt's."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Qt's: no wish to grow."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Qt's: rows depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt's."""
        return self._arrange(QRect(0, 0, width, 0), is_trial=True)

    def setGeometry(self, rect: QRect) -> None:
        """Qt's."""
        super().setGeometry(rect)
        self._arrange(rect, is_trial=False)

    def sizeHint(self) -> QSize:
        """Qt's."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Qt's: the widest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, is_trial: bool) -> int:
        margins = self.contentsMargins()
        area = rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())
        y = area.y()
        for row in self._rows(area.width()):
            tallest = max(size.height() for _item, size in row)
            x = area.x()
            for item, size in row:
                if not is_trial:
                    item.setGeometry(QRect(QPoint(x, y + (tallest - size.height()) // 2), size))
                x += size.width() + self.spacing()
            y += tallest + self.row_spacing
        return max(y - self.row_spacing, area.y()) - rect.y() + margins.bottom()

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        rows: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if not rows or used + size.width() > width:
                rows.append([])
                used = 0
            rows[-1].append((item, size))
            used += size.width() + self.spacing()
        return rows
