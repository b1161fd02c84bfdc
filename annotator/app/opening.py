"""The database on its way to the window: opened on another thread, and given back when the window has gone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator import __version__, paths
from annotator.domain.errors import N_, UserError
from annotator.gui.tasks import start_task
from annotator.settings import Settings

if TYPE_CHECKING:
    from annotator.bootstrap import Services
    from annotator.gui.context import WindowContext

_log = logging.getLogger(__name__)

_EXAMPLE = Path("articles") / "tribunnews-putin-kim.txt"


class Opening(QObject):
    """Opens the database at `target`, or the one `bootstrap.database_target` finds, for one window.

    Everything the window works with is imported on the way: that takes longer than showing a window.
    """

    opened = Signal(object)
    """It is open; carries the WindowContext."""
    refused = Signal(object)
    """It cannot be opened; carries the Problem."""
    broke = Signal()
    """A bug was in the way, which went where bugs go."""

    def __init__(self, target: str | Path | None, settings: Settings, log_file: str) -> None:
        super().__init__()
        self._target = target
        self._settings = settings
        self._log_file = log_file
        self._held = ExitStack()
        self._is_answered = False

    def start(self) -> None:
        """Open it on another thread; one of the signals says what became of it. Once only."""
        task = start_task(lambda _report, _is_cancelled: self.now(), self)
        task.finished.connect(self._pass_on)
        task.failed.connect(self._refuse)
        task.ended.connect(self._end)

    def now(self) -> WindowContext:
        """Open it and return what a window needs. Raises UserError."""
        from annotator import bootstrap

        with ExitStack() as stack:
            target = bootstrap.database_target(self._target, self._settings)
            stack.enter_context(_only_window_on(target))
            services = stack.enter_context(bootstrap.opened(target, self._settings))
            _log.info("Kutip %s has opened %s", __version__, services.place)
            context = window_context(services, self._settings, self._log_file)
            import annotator.gui.workbench  # noqa: F401 - the window's own thread has enough to do

            self._held = stack.pop_all()
        return context

    def close(self) -> None:
        """Give the database back. Nothing may be under way on any thread by now; what came of it is not told."""
        self.blockSignals(True)  # noqa: FBT003 - Qt's
        self.deleteLater()
        self._held.close()

    def _pass_on(self, context: object) -> None:
        self._is_answered = True
        self.opened.emit(context)

    def _refuse(self, error: UserError) -> None:
        self._is_answered = True
        self.refused.emit(error.problem)

    def _end(self) -> None:
        if not self._is_answered:
            self.broke.emit()


def window_context(services: Services, settings: Settings, log_file: str, *, has_model: bool = True) -> WindowContext:
    """Return what a window on `services` needs; with `has_model` it starts a model process of its own."""
    from annotator import bootstrap
    from annotator.gui.context import About, WindowContext
    from annotator.gui.model_process import ModelProcess

    return WindowContext(
        annotate=services.annotate,
        queue=services.queue,
        search=services.search,
        importer=services.importer,
        exporter=services.exporter,
        suggester=services.suggester,
        propagate=services.propagate,
        lint=services.lint,
        schema=services.schema,
        settings=settings,
        clock=bootstrap.now,
        resources=paths.resources(),
        example=paths.seeds() / _EXAMPLE,
        about=About(__version__, services.place, str(paths.settings_file()), log_file),
        model_process=(lambda: ModelProcess(bootstrap.model_command(services.schema))) if has_model else None,
        word_lists=bootstrap.word_lists(),
    )


@contextmanager
def _only_window_on(target: str | Path) -> Iterator[None]:
    """Hold the SQLite file for this window; two windows on one would each show what the other has changed.

    A lock that a crash left behind is seen to be nobody's. Raises UserError where another window holds it.
    """
    file = _sqlite_file(target)
    if file is None or not file.parent.is_dir():
        yield  # a server keeps order by itself; a folder that is not there has no other window, and opening says so
        return
    from PySide6.QtCore import QLockFile

    lock = QLockFile(f"{file}.window")
    lock.setStaleLockTime(0)
    if not lock.tryLock(100) and lock.error() is QLockFile.LockError.LockFailedError:
        raise UserError(
            N_("This database is already open in another Kutip window."),
            N_("Go on in that window, or close it first; --db opens another database."),
            file=str(file),
        )
    try:
        yield
    finally:
        lock.unlock()


def _sqlite_file(target: str | Path) -> Path | None:
    if isinstance(target, Path):
        return target
    return Path(target.removeprefix("sqlite:///")) if target.startswith("sqlite:///") else None
