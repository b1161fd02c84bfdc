"""The settings dialog, and what the View menu sets of it: theme, language, database. Text has `text_look`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from annotator.gui.actions import rows_for
from annotator.gui.context import WindowContext
from annotator.gui.dialogs.settings import SettingsDialog
from annotator.gui.panels.message_bar import Offer
from annotator.i18n import _, language_for
from annotator.settings import ANNOTATOR, KEY_PRESET, KEYS, LANGUAGE, PLATFORM_STYLE, RECENT_DATABASE, THEME

if TYPE_CHECKING:
    from annotator.gui.main_window import MainWindow


class Preferences(QObject):
    """What a person chose for good, shown at once where that can be.

    `dressed(Theme)`, `rebound` and `set_anew(Setting)` say what changed, `ticked` that the menus' ticks did;
    `named(str)` is who works here from now on, and `offered(text, details, Offer)` is for the message bar.
    """

    dressed = Signal(object)
    rebound = Signal()
    set_anew = Signal(object)
    ticked = Signal()
    named = Signal(str)
    offered = Signal(object, str, object)

    def __init__(self, context: WindowContext, window: MainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._settings = context.settings
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {
            "edit.settings": self._open,
            "view.theme": lambda: self._choose_theme("light" if self._window.theme.is_dark else "dark"),
            "view.theme_system": partial(self._choose_theme, "system"),
            "view.language_id": partial(self._choose_language, "id"),
            "view.language_en": partial(self._choose_language, "en"),
        }

    def ticks(self) -> dict[str, bool]:
        """Return which of the actions that are on or off are on."""
        return {
            "view.theme_system": self._settings.get(THEME) == "system",
            "view.language_id": self._settings.get(LANGUAGE) == "id",
            "view.language_en": self._settings.get(LANGUAGE) == "en",
        }

    def _open(self) -> None:
        dialog = SettingsDialog(
            self._settings,
            tuple(rows_for(self._context.schema, language_for(self._settings.get(LANGUAGE)))),
            name=self._settings.get(ANNOTATOR),
            names=self._context.queue.annotators(),
            database=self._context.about.database,
            parent=self._window,
        )
        dialog.changed.connect(self._take)
        dialog.named.connect(self.named)
        dialog.database_asked.connect(self._choose_database)
        dialog.accepted.connect(lambda: self._offer_language() if dialog.has_other_language else None)
        dialog.open()

    def _take(self, row: object) -> None:
        """Show at once what was chosen in the settings, or taken back."""
        if row in (KEYS, KEY_PRESET):
            self.rebound.emit()
        elif row in (THEME, PLATFORM_STYLE):
            self.dressed.emit(self._window.dress())
        else:
            self.set_anew.emit(row)

    def _choose_theme(self, wish: str) -> None:
        self._settings.set(THEME, wish)
        self.dressed.emit(self._window.dress())

    def _choose_language(self, language: str) -> None:
        self._settings.set(LANGUAGE, language)
        self._offer_language()

    def _offer_language(self) -> None:
        self.ticked.emit()
        said = _("The language changes when Kutip starts the next time.")
        self.offered.emit(said, "", Offer(_("Start again now"), self._start_again))

    def _choose_database(self) -> None:
        """Ask for another database file, a new one too, and start again on it."""
        place = str(Path(self._context.about.database).parent)
        title, kinds = _("Open or make a database"), _("Kutip databases (*.db)")
        path, _kind = QFileDialog.getSaveFileName(
            self._window, title, place, kinds, options=QFileDialog.Option.DontConfirmOverwrite
        )
        if path:
            self._window.next_database = path if Path(path).suffix else f"{path}.db"
            self._settings.set(RECENT_DATABASE, self._window.next_database)
            self._start_again()

    def _start_again(self) -> None:
        """Close; who opened the window sees `wants_new_start` and opens it again. Nothing is unsaved."""
        self._window.wants_new_start = True
        self._window.close()
