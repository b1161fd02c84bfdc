"""A person's own word lists, from the window: opens their folder, notices when they change, and reads them anew.

The model process reads them when it starts, so reading anew is starting it again; Kutip itself goes on.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.word_lists import WordListState
from annotator.i18n import _
from annotator.services.ports import WordLists

_SETTLE_MS = 400
"""An editor writes a file in several steps; the notice waits for the last."""


class OwnWordLists(QObject):
    """What the Model menu does with the lists.

    `changed` when a list was written while the window is open; `wanted` when the model is to be started with what the
    lists say now; `told(text)`, and `failed(Problem, details)`.
    """

    changed = Signal()
    wanted = Signal()
    told = Signal(str)
    failed = Signal(object, str)

    def __init__(self, lists: WordLists | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self._watcher = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLE_MS)
        self._soon.timeout.connect(self._notice)
        self._watcher.directoryChanged.connect(self._soon.start)
        self._watcher.fileChanged.connect(self._soon.start)
        self._seen = self._stamps()
        self._watch()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action of the table does, for the actions that belong here."""
        return {"model.lists_open": self.open_folder, "model.lists_reload": self.read_anew}

    def open_folder(self) -> None:
        """Show the folder in the system's file manager; its lists begin as comments that add nothing."""
        if self._lists is None:
            return
        try:
            self._lists.prepare()
        except UserError as error:
            self.failed.emit(error.problem, "")
            return
        self._seen = self._stamps()
        self._watch()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._lists.folder))):
            self.told.emit(_("Your word lists are in {folder}.").format(folder=self._lists.folder))

    def read_anew(self) -> None:
        """Let the model start with what the lists say now, and say what was refused."""
        if self._lists is None:
            return
        self._seen = self._stamps()
        self._watch()
        try:
            state = self._lists.state()
        except UserError as error:
            self.failed.emit(error.problem, "")
            return
        self.wanted.emit()
        self._say(state)

    def _say(self, state: WordListState) -> None:
        if not state.problems:
            said = _("The word lists are read anew: {added} added, {removed} taken out.")
            self.told.emit(said.format(added=state.total.added, removed=state.total.removed))
            return
        first, *rest = state.problems
        if not rest:
            self.failed.emit(first, "")
            return
        what = Message(N_("{count} lines of your word lists do not count."), {"count": len(state.problems)})
        todo = Message(N_("The rest does. Correct them and read the word lists anew."))
        self.failed.emit(Problem(what, todo), "\n".join(problem.said(_) for problem in state.problems))

    def _notice(self) -> None:
        """Speak only of what is really another file than before: looking at one changes nothing."""
        stamps = self._stamps()
        self._watch()
        if stamps != self._seen:
            self._seen = stamps
            self.changed.emit()

    def _stamps(self) -> dict[str, bytes]:
        if self._lists is None or not self._lists.folder.is_dir():
            return {}
        files = [path for path in self._lists.folder.iterdir() if path.suffix in (".tsv", ".toml") and path.is_file()]
        return {path.name: path.read_bytes() for path in files}

    def _watch(self) -> None:
        """Watch the folder and its files; a file that an editor put in the place of another is a new one."""
        if self._lists is None or not self._lists.folder.is_dir():
            return
        wanted = {str(self._lists.folder), *(str(self._lists.folder / name) for name in self._stamps())}
        missing = wanted - {*self._watcher.directories(), *self._watcher.files()}
        if missing:
            self._watcher.addPaths(sorted(missing))
