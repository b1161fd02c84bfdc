"""The window itself: its place on the screen, its look and the frame of its panels, shown before anything is loaded.

A start is felt until there is a window, so nothing here imports the database, the text or the panels: `workbench` does,
and is set up in the frame by `fill`.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.gui import theme as themes
from annotator.gui.dropped import local_files
from annotator.gui.menus import INSIDE, Menu
from annotator.gui.panels.empty_page import EmptyPage
from annotator.gui.panels.plain import LEAST_LEFT, LEAST_RIGHT
from annotator.i18n import _, ngettext
from annotator.settings import (
    LEFT_PANEL,
    PLATFORM_STYLE,
    RIGHT_PANEL,
    THEME,
    WINDOW_GEOMETRY,
    WINDOW_STATE,
    Settings,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QShowEvent
    from PySide6.QtWidgets import QMenu

    from annotator.gui.actions import ActionSet
    from annotator.gui.canvas import Canvas
    from annotator.gui.commands import Commands
    from annotator.gui.context import WindowContext
    from annotator.gui.desk import Desk
    from annotator.gui.dialogs.palette import Palette
    from annotator.gui.dialogs.welcome import Welcome
    from annotator.gui.exporting import Exporting
    from annotator.gui.file_work import FileWork
    from annotator.gui.files import Files
    from annotator.gui.linting import Linting
    from annotator.gui.models.queue_model import QueueModel
    from annotator.gui.panels.article_head import ArticleHead
    from annotator.gui.panels.find_bar import FindBar
    from annotator.gui.panels.inspector import Inspector
    from annotator.gui.panels.label_bar import LabelBar
    from annotator.gui.panels.message_bar import MessageBar
    from annotator.gui.panels.queue_panel import QueuePanel
    from annotator.gui.panels.search_page import SearchPage
    from annotator.gui.panels.status_line import StatusLine
    from annotator.gui.propagating import Propagating
    from annotator.gui.queue_walk import QueueWalk
    from annotator.gui.quote_commands import QuoteCommands
    from annotator.gui.quote_picks import QuotePicks
    from annotator.gui.suggesting import Suggesting
    from annotator.gui.word_lists import OwnWordLists
    from annotator.gui.workbench import Workbench

SMALLEST = (760, 520)
COMFORTABLE = (1440, 900)
_FRAME = (16, 48)
"""What a window manager's frame may take of the screen."""
_WIDTHS = (224, 640, 288)
_HIDDEN_MS = 500


class MainWindow(QMainWindow):
    """Kutip's one window. Its parts have the names they have in the `Workbench`, and are there once it is filled.

    `appeared` when the first picture is on the screen, `suggested` after suggestions for the open article came to it.
    """

    appeared = Signal()
    suggested = Signal()

    menus: dict[Menu, QMenu]
    desk: Desk
    canvas: Canvas
    commands: Commands
    quotes: QuoteCommands
    queue_model: QueueModel
    walk: QueueWalk
    suggesting: Suggesting
    file_work: FileWork
    files: Files
    exporting: Exporting
    propagating: Propagating
    word_lists: OwnWordLists
    actions_: ActionSet
    queue: QueuePanel
    inspector: Inspector
    linting: Linting
    messages: MessageBar
    head: ArticleHead
    find_bar: FindBar
    labels: LabelBar
    status: StatusLine
    search: SearchPage
    welcome: Welcome
    palette_: Palette
    picks: QuotePicks

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.bench: Workbench | None = None
        self._waiting: list[Path] = []
        self._has_appeared = False
        self.wants_new_start = False
        self.next_database = ""
        self.theme = self.dress()
        self.setWindowTitle("Kutip")
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._name_menus()
        self._frame()
        self._say_opening()
        self._restore()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def fill(self, context: WindowContext) -> None:
        """Set up everything one works with, and import what was dropped here meanwhile. Once only."""
        from annotator.gui.workbench import Workbench

        self.removeAction(self._quit)
        bench = Workbench(context, self)
        for name, part in vars(bench).items():
            if not name.startswith("_"):
                setattr(self, name, part)
        self.bench = bench
        if self.isVisible():
            bench.take_keyboard()
        if self._waiting:
            bench.import_paths(self._waiting)

    def furnish(
        self,
        *,
        left: QWidget,
        right: QWidget,
        pages: Sequence[QWidget],
        above: Sequence[QWidget],
        below: Sequence[QWidget],
        foot: Sequence[QWidget],
    ) -> None:
        """Put the panels where the frame kept room for them: at the sides, around the pages in the middle, below."""
        for room, panel in zip(self.rooms, (left, right), strict=True):
            is_folded = room.isHidden()
            self._splitter.replaceWidget(self._splitter.indexOf(room), panel)
            panel.setVisible(not is_folded)
            room.deleteLater()
        for page in pages:
            self.pages.addWidget(page)
        for number, part in enumerate(above):
            self._column.insertWidget(number, part)
        for part in below:
            self._column.addWidget(part)
        for part in foot:
            self._whole.insertWidget(self._whole.count() - 1, part)
        self._foot.deleteLater()
        self._whole.removeWidget(self._foot)

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Bring files into the database and open the first of them, as soon as there is a database."""
        if self.bench is not None:
            self.bench.import_paths(paths)
        else:
            self._waiting.extend(paths)
            self._say_opening()

    def say_stuck(self) -> None:
        """Say that it will not be opened, after a mistake of the program."""
        self.empty.show_words(
            _("The database was not opened"),
            _("Kutip made a mistake. Close this window and start Kutip again."),
            ((_("Close"), self.close),),
        )

    def dress(self) -> themes.Theme:
        """Put the theme of the settings on the whole program, and return it."""
        self.theme = themes.choose(self._settings.get(THEME))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            themes.dress(app, self.theme, as_platform=self._settings.get(PLATFORM_STYLE))
        return self.theme

    # --- the frame -----------------------------------------------------------------------------------------

    def _name_menus(self) -> None:
        """Show the titles of the menus, which open once there is something in them; one can leave at any time."""
        for menu in Menu:
            if menu not in INSIDE:
                self.menuBar().addAction(_(menu.value)).setEnabled(False)
        self.search_button = QToolButton()
        self.search_button.setObjectName("search")
        self.search_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.search_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.search_button.setText(_("Search…"))
        blank = QPixmap(16, 16)
        blank.fill(Qt.GlobalColor.transparent)
        self.search_button.setIcon(QIcon(blank))  # the place of the real one, which is drawn later
        self.search_button.setEnabled(False)
        self.menuBar().setCornerWidget(self.search_button, Qt.Corner.TopRightCorner)
        self._quit = QAction(self)
        self._quit.setShortcut(QKeySequence("Ctrl+Q"))
        self._quit.triggered.connect(self.close)
        self.addAction(self._quit)

    def _frame(self) -> None:
        self.empty = EmptyPage()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        centre = QWidget()
        self._column = _column(centre)
        self._column.addWidget(self.pages, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self.rooms = (_room(LEAST_LEFT), _room(LEAST_RIGHT))
        for widget in (self.rooms[0], centre, self.rooms[1]):
            self._splitter.addWidget(widget)
        for at, stretch in enumerate((0, 1, 0)):
            self._splitter.setStretchFactor(at, stretch)
        self._splitter.setSizes(list(_WIDTHS))
        whole = QWidget()
        self._whole = _column(whole)
        self._foot = QFrame()
        self._foot.setObjectName("strip")
        self._foot.setFixedHeight(self.fontMetrics().height() + 7)  # as high as the status line will be
        self._whole.addWidget(self._splitter, 1)
        self._whole.addWidget(self._foot)
        self.setCentralWidget(whole)

    def _say_opening(self) -> None:
        said = ""
        if self._waiting:
            waiting = ngettext("{count} file is imported then.", "{count} files are imported then.", len(self._waiting))
            said = waiting.format(count=len(self._waiting))
        self.empty.show_words(_("Opening the database…"), said, ())

    def _follow_system(self) -> None:
        if self._settings.get(THEME) == "system":
            self.dress()
            if self.bench is not None:
                self.bench.dress(self.theme)

    # --- remembering ---------------------------------------------------------------------------------------

    def _restore(self) -> None:
        self._fit_to_screen()
        if geometry := self._settings.get(WINDOW_GEOMETRY):
            self.restoreGeometry(_bytes(geometry))
        if state := self._settings.get(WINDOW_STATE):
            self._splitter.restoreState(_bytes(state))
        for room, setting in zip(self.rooms, (LEFT_PANEL, RIGHT_PANEL), strict=True):
            room.setVisible(self._settings.get(setting))

    def _fit_to_screen(self) -> None:
        """Take a comfortable size in the middle of the screen, or all of a small one."""
        screen = self.screen().availableGeometry()
        size = QSize(*COMFORTABLE).boundedTo(screen.size() - QSize(*_FRAME)).expandedTo(self.minimumSize())
        place = QRect(QPoint(), size)
        place.moveCenter(screen.center())
        place.moveTop(max(place.top(), screen.top()))
        self.setGeometry(place)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: the keyboard is where the work is."""
        super().showEvent(event)
        QTimer.singleShot(_HIDDEN_MS, self, self._appear)  # a window that nobody sees is never painted
        if self.bench is not None:
            self.bench.take_keyboard()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: the picture is on the screen when the event loop comes round again."""
        super().paintEvent(event)
        if not self._has_appeared:
            QTimer.singleShot(0, self, self._appear)

    def _appear(self) -> None:
        if not self._has_appeared:
            self._has_appeared = True
            self.appeared.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Esc, wherever nothing else wants it, goes back to the text."""
        if event.key() == Qt.Key.Key_Escape and self.bench is not None:
            self.bench.go_to_text()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's: remember how the window was."""
        self._settings.set(WINDOW_GEOMETRY, _text(self.saveGeometry()))
        self._settings.set(WINDOW_STATE, _text(self._splitter.saveState()))
        if self.bench is not None:
            self.bench.leave()
        super().closeEvent(event)

    # --- drag and drop -------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: files are welcome."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's: files dropped are imported."""
        paths = local_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.import_paths(paths)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return column


def _room(width: int) -> QFrame:
    """Return what keeps room for a panel."""
    room = QFrame()
    room.setObjectName("panel")
    room.setMinimumWidth(width)
    return room


def _text(data: QByteArray) -> str:
    return base64.b64encode(data.data()).decode("ascii")


def _bytes(text: str) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except ValueError:
        return QByteArray()
