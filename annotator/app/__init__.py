"""The front door with a window: sets Qt up, shows the window, opens the database behind it and ends tidily.

Until the window is on the screen only what it is painted with is imported (tests/architecture/test_start.py).
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

# PySide6 reads the source of every module imported after it, so those that know nothing of Qt come first.
from annotator import __version__, i18n, paths
from annotator.domain.errors import N_, Problem, UserError
from annotator.i18n import _
from annotator.settings import ANNOTATOR, LANGUAGE, LETTERS, MOTION, THEME, Settings

# isort: split
from PySide6.QtCore import QEvent, QThreadPool
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from annotator.app.logs import logging_to
from annotator.app.opening import Opening, window_context
from annotator.gui.bug_desk import BugDesk, sentences
from annotator.gui.main_window import COMFORTABLE, MainWindow

if TYPE_CHECKING:
    from annotator.domain.jobs import Report
    from annotator.gui.context import WindowContext
    from annotator.services.ports import OutgoingRecord

_log = logging.getLogger(__name__)

_PICTURE_SIZE = (1280, 800)
_LARGEST = 10_000


def main(arguments: Sequence[str]) -> int:
    """Open the window as `python main.py` was told to; return the exit code."""
    _speak(_own_settings())
    parser = argparse.ArgumentParser(prog="main.py", description=_("Annotate Indonesian news in a window."))
    parser.add_argument("--version", action="version", version=f"kutip {__version__}")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=_("Articles to open."))
    parser.add_argument("--db", metavar="PATH_OR_URL", help=_("The database: a file or an SQLAlchemy URL."))
    parser.add_argument("--theme", choices=[choice for choice in THEME.choices if choice != "system"])
    parser.add_argument("--screenshot", type=Path, metavar="OUT.png", help=_("Save a picture of the window and leave."))
    parser.add_argument("--size", type=_size, metavar="WxH", help=_("How large the window is."))
    wish = parser.parse_args(arguments)
    return run_window(wish.paths, wish.db, theme=wish.theme, size=wish.size, screenshot=wish.screenshot)


def run_window(
    articles: Sequence[Path] = (),
    db: str | None = None,
    *,
    theme: str | None = None,
    size: tuple[int, int] | None = None,
    screenshot: Path | None = None,
) -> int:
    """Open the window on `articles`, or where the person left off, and return the exit code when it is closed.

    With `screenshot` nobody needs a screen: the window is painted into that file once the model has suggested, and
    nothing of the user's is read or written: unless `db` is given, a database of its own is made and thrown away.
    """
    if screenshot is not None:
        return _picture(articles, db, theme=theme, size=size or _PICTURE_SIZE, target=screenshot)
    if not _has_screen():
        return _refuse(_NO_SCREEN)
    spare_the_collector()
    with ExitStack() as stack:
        stack.push(_log_what_escapes)
        app = _application()
        log_file = stack.enter_context(logging_to(paths.user_log()))
        settings = _own_settings()
        if theme is not None:
            settings.set(THEME, theme)
        _speak(settings)
        bugs = stack.enter_context(BugDesk(log_file))
        opening = Opening(db, settings, log_file)
        stack.callback(opening.close)
        window = MainWindow(settings)
        stack.callback(_end, window)
        bugs.window = window
        if size is not None:
            window.resize(*size)
        if articles:
            window.import_paths(articles)
        opening.opened.connect(lambda context: _fill(window, context))
        opening.refused.connect(lambda problem: app.exit(_refuse(problem, over=window)))
        opening.broke.connect(window.say_stuck)
        window.appeared.connect(opening.start)
        window.show()
        window.activateWindow()  # without a window manager nobody else does, and shortcuts wait for an active window
        code = app.exec()
    if window.wants_new_start:  # everything is closed and given back: this is a start like any other
        return run_window((), window.next_database or db)
    return code


def _picture(
    articles: Sequence[Path], db: str | None, *, theme: str | None, size: tuple[int, int], target: Path
) -> int:
    """Paint a window that nobody sees into `target`; return the exit code."""
    from annotator.app.picture import photograph, prepared

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with ExitStack() as stack:
        stack.push(_log_what_escapes)
        app = _application()
        studio = _studio(stack)
        log_file = stack.enter_context(logging_to(studio))
        settings = _sitting(studio)
        if theme is not None:
            settings.set(THEME, theme)
        _speak(settings)
        opening = Opening(db or studio / paths.default_database().name, settings, log_file)
        stack.callback(opening.close)
        try:
            context = prepared(opening, articles, target)
        except UserError as error:
            return _refuse(error.problem)
        bugs = stack.enter_context(BugDesk(log_file))
        window = MainWindow(settings)
        stack.callback(_end, window)
        bugs.window = window
        window.resize(*size)
        window.fill(context)
        window.show()
        window.activateWindow()
        return photograph(app, window, target)


def spare_the_collector() -> None:
    """Let garbage be collected less often than Python would: looking for it is felt between key and picture.

    A long article makes thousands of spans with one step, which would set collections off by the dozen.
    """
    gc.set_threshold(20_000, 20, 20)


def leave_the_program_out() -> None:
    """Take what stands now, the program and its filled window, out of what is looked through for garbage.

    It is some 400,000 objects that live as long as the window does; going over all of them takes 60 ms, and while
    that lasts no thread moves: the text would stand still whichever thread set the collection off.
    """
    gc.freeze()  # no collection first: that would be the one pause which everybody sees, for a handful of objects


def measure_effort(gold: Sequence[OutgoingRecord], report: Report) -> dict[str, object]:
    """Let an ideal annotator turn the model's suggestions into `gold` at a window nobody sees; return the figures.

    Everything lies in a folder that is thrown away: nothing of the user's is read or written. Raises UserError.
    """
    from annotator import bootstrap
    from annotator.gui.replay import Effort, Measure

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    measure, effort = Measure(gold, bootstrap.differences, bootstrap.shipped_schema()), Effort()
    with ExitStack() as stack:
        _application()
        studio = _studio(stack)
        log_file = stack.enter_context(logging_to(studio))
        settings = _sitting(studio)
        settings.set(MOTION, "off")
        _speak(settings)
        for has_model in (True, False):
            settings.reset(LETTERS)  # each time the annotator turns them on, and that key counts
            with bootstrap.opened(studio / f"{'suggested' if has_model else 'blank'}.db", settings) as services:
                with services.database.unit_of_work() as work:
                    for article in measure.articles:
                        work.articles.add(article)
                    work.commit()
                window = MainWindow(settings)
                try:
                    window.fill(window_context(services, settings, log_file, has_model=has_model))
                    window.resize(*COMFORTABLE)
                    window.show()
                    window.activateWindow()
                    measure.run(window, effort, has_model=has_model, report=report)
                finally:
                    _end(window)
    return effort.to_json()


_NO_SCREEN = UserError(
    N_("There is no screen to open the window on."),
    N_("Start Kutip from a desktop, or let it paint the window into a file: --screenshot OUT.png."),
).problem


def _end(window: MainWindow) -> None:
    """Close the window and wait for its last work, before the database is taken away from under it."""
    window.close()
    QThreadPool.globalInstance().waitForDone()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _log_what_escapes(
    kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
) -> Literal[False]:
    if kind is not None and error is not None and issubclass(kind, Exception):
        _log.critical("a bug ended the program", exc_info=(kind, error, trace))
    return False


def _refuse(problem: Problem, *, over: QWidget | None = None) -> int:
    """Say why there is no window to work in, on the terminal and, for those who started from an icon, in a dialog.

    The dialog stands over the window that was to be filled; where nobody sees a window there is none either.
    """
    said = sentences(problem)
    sys.stderr.write(f"kutip: {said}\n")
    if over is not None:
        from PySide6.QtWidgets import QMessageBox

        QMessageBox(QMessageBox.Icon.Warning, "Kutip", said, parent=over).exec()
    return 1


def _fill(window: MainWindow, context: WindowContext) -> None:
    if not window.isVisible():
        return  # it was closed meanwhile, and is on its way out
    try:
        window.fill(context)
    except Exception:
        window.say_stuck()
        raise
    leave_the_program_out()


def _size(written: str) -> tuple[int, int]:
    """Read "1280x800". Raises ValueError, which argparse turns into a sentence."""
    width, height = (int(part) for part in written.lower().split("x"))
    if not (0 < width <= _LARGEST and 0 < height <= _LARGEST):
        raise ValueError(written)
    return width, height


def _has_screen() -> bool:
    """True where Qt can open a window; on Linux it would abort without one."""
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in wanted)


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        # Everything decided is on disk already, so Ctrl+C in the terminal may end the program at once.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    app.setApplicationName("kutip")
    app.setApplicationDisplayName("Kutip")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("kutip")
    app.setWindowIcon(QIcon(str(paths.resources() / "icons" / "kutip.svg")))
    return app


def _speak(settings: Settings) -> None:
    i18n.install(i18n.language_for(settings.get(LANGUAGE)), paths.resources() / "translations")


def _own_settings() -> Settings:
    return Settings(paths.settings_file())


def _studio(stack: ExitStack) -> Path:
    """Return a folder that is thrown away with `stack`, for a window that must touch nothing of the user's."""
    import tempfile

    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kutip-")))


def _sitting(folder: Path) -> Settings:
    """Return the settings a picture is taken with: the person's name and language, and nothing to write back to."""
    own = _own_settings()
    settings = Settings(folder / "settings.json")
    settings.set(ANNOTATOR, own.get(ANNOTATOR) or "Ani")
    settings.set(LANGUAGE, own.get(LANGUAGE))
    return settings
