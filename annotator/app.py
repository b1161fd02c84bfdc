"""The front door with a window: sets Qt up, opens the database, shows the window and ends tidily."""

from __future__ import annotations

# PySide6 reads the source of every module imported after it; SQLAlchemy's three hundred would take 0.2 s more.
import annotator.storage  # noqa: F401

# isort: split
import argparse
import faulthandler
import gc
import logging
import logging.handlers
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal

from PySide6.QtCore import QEvent, QLockFile, QMessageLogContext, QThreadPool, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from annotator import __version__, bootstrap, i18n, paths
from annotator.domain.errors import N_, Problem, UserError
from annotator.domain.jobs import Report
from annotator.domain.quotes import QUOTE
from annotator.gui.bug_report import BugDesk, sentences
from annotator.gui.context import About, WindowContext
from annotator.gui.main_window import MainWindow
from annotator.gui.model_process import ModelProcess
from annotator.gui.screenshot import Photographer, check_target
from annotator.i18n import _
from annotator.services.ports import OutgoingRecord
from annotator.settings import ANNOTATOR, LANGUAGE, LETTERS, MOTION, THEME, Settings

_log = logging.getLogger(__name__)

_PICTURE_SIZE = (1280, 800)
_USUAL_SIZE = (1440, 900)
_LARGEST = 10_000
_EXAMPLE = Path("articles") / "tribunnews-putin-kim.txt"
_LOG_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def main(arguments: Sequence[str]) -> int:
    """Open the window as `python main.py` was told to; return the exit code."""
    _speak(bootstrap.load_settings())
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
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif not _has_screen():
        return _refuse(_NO_SCREEN, with_dialog=False)
    with ExitStack() as stack:
        stack.push(_log_what_escapes)
        app = _application()
        studio = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kutip-"))) if screenshot else None
        log_file = stack.enter_context(_logging(studio or paths.user_log()))
        settings = bootstrap.load_settings() if studio is None else _sitting(studio)
        if theme is not None:
            settings.set(THEME, theme)
        _speak(settings)
        target = bootstrap.database_target(db, settings)
        if studio is not None and db is None:
            target = studio / paths.default_database().name
        try:
            if screenshot is not None:
                check_target(screenshot)
            stack.enter_context(_only_window_on(target))
            services = stack.enter_context(bootstrap.opened(target, settings))
            if screenshot is not None and articles:
                _bring_in(services, articles)
        except UserError as error:
            return _refuse(error.problem, with_dialog=studio is None)
        bugs = stack.enter_context(BugDesk(log_file))
        window = MainWindow(_context(services, settings, log_file))
        spare_the_collector()
        stack.callback(_end, window)
        bugs.window = window
        if size is not None or studio is not None:
            window.resize(*(size or _PICTURE_SIZE))
        window.show()
        window.activateWindow()  # without a window manager nobody else does, and shortcuts wait for an active window
        if screenshot is not None:
            return _photograph(app, window, screenshot)
        if articles:
            window.import_paths(articles)
        code = app.exec()
    if window.wants_new_start:  # everything is closed and given back: this is a start like any other
        return run_window((), window.next_database or db)
    return code


def spare_the_collector() -> None:
    """Keep what the program is made of out of garbage collection: walking all of it is felt between key and picture.

    Modules and the window live as long as the process does. A long article makes thousands of spans with one step,
    which would set collections off by the dozen: they come less often from now on.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def measure_effort(gold: Sequence[OutgoingRecord], report: Report) -> dict[str, object]:
    """Let an ideal annotator turn the model's suggestions into `gold` at a window nobody sees; return the figures.

    Everything lies in a folder that is thrown away: nothing of the user's is read or written. Raises UserError.
    """
    from annotator.gui.replay import Effort, Measure

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    measure, effort = Measure(gold, bootstrap.differences, bootstrap.shipped_schema()), Effort()
    with ExitStack() as stack:
        _application()
        studio = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kutip-")))
        log_file = stack.enter_context(_logging(studio))
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
                window = MainWindow(_context(services, settings, log_file, has_model=has_model))
                try:
                    window.resize(*_USUAL_SIZE)
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


def _context(
    services: bootstrap.Services, settings: Settings, log_file: str, *, has_model: bool = True
) -> WindowContext:
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
        about=About(__version__, str(services.target), str(paths.settings_file()), log_file),
        model_process=(lambda: ModelProcess(bootstrap.model_command(services.schema))) if has_model else None,
        word_lists=bootstrap.word_lists(),
    )


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


def _refuse(problem: Problem, *, with_dialog: bool) -> int:
    """Say why there is no window, on the terminal and, for those who started from an icon, in a dialog."""
    said = sentences(problem)
    sys.stderr.write(f"kutip: {said}\n")
    if with_dialog:
        QMessageBox(QMessageBox.Icon.Warning, "Kutip", said).exec()
    return 1


def _bring_in(services: bootstrap.Services, articles: Sequence[Path]) -> None:
    """Import what the picture is of. Raises UserError where nothing comes in."""
    report = services.importer.run(articles, services.settings.get(ANNOTATOR))
    if report.first_id is None:
        raise UserError(
            N_("There is nothing to show: {reason}"), N_("Name a text file or Kutip JSONL."),
            reason=" ".join(sentences(problem) for problem in report.problems),
        )  # fmt: skip


def _photograph(app: QApplication, window: MainWindow, target: Path) -> int:
    """Wait until the open article has its suggestions, focus the first direct quote, and save the picture."""

    def pose() -> None:
        quotes = (span for span in window.desk.view.spans.values() if span.label == QUOTE)
        direct = next((span for span in quotes if span.attrs.get("type") == "direct"), None)
        if direct is not None:
            window.canvas.focus_span(direct.id)
            window.canvas.come_to_rest()

    photographer = Photographer(window, target, pose)
    photographer.done.connect(lambda is_saved: app.exit(0 if is_saved else 1))
    session = window.desk.session
    if session is None or session.suggestions is not None:
        photographer.press()
    else:
        window.suggested.connect(photographer.press)
        window.suggesting.failed.connect(lambda _problem, _details: photographer.press())
    return app.exec()


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


def _sitting(folder: Path) -> Settings:
    """Return the settings a picture is taken with: the person's name and language, and nothing to write back to."""
    own = bootstrap.load_settings()
    settings = Settings(folder / "settings.json")
    settings.set(ANNOTATOR, own.get(ANNOTATOR) or "Ani")
    settings.set(LANGUAGE, own.get(LANGUAGE))
    return settings


@contextmanager
def _logging(folder: Path) -> Iterator[str]:
    """Log to a file in `folder` that starts afresh at a megabyte, and let Qt and crashes log there; yield the file."""
    handler: logging.Handler
    file = folder / "kutip.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    except OSError as error:
        handler = logging.StreamHandler(sys.stderr)
        handler.setLevel(logging.WARNING)
        _log.info("no log file: %s", error)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    level_before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    qt_handler_before = qInstallMessageHandler(_log_qt)
    try:
        with _crashes_noted(folder / "crash.log"):
            yield str(file)
    finally:
        qInstallMessageHandler(qt_handler_before)
        root.setLevel(level_before)
        root.removeHandler(handler)
        handler.close()


@contextmanager
def _crashes_noted(file: Path) -> Iterator[None]:
    """Note where Python was when native code crashes, in a file of its own that never moves."""
    if faulthandler.is_enabled() or not file.parent.is_dir():
        yield
        return
    try:
        stream = file.open("a", encoding="utf-8")
    except OSError:  # the log's own folder said so already
        yield
        return
    with stream:
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LOG_LEVELS.get(kind, logging.WARNING), "%s", message)


@contextmanager
def _only_window_on(target: str | Path) -> Iterator[None]:
    """Hold the SQLite file for this window; two windows on one would each show what the other has changed.

    A lock that a crash left behind is seen to be nobody's. Raises UserError where another window holds it.
    """
    file = _sqlite_file(target)
    if file is None or not file.parent.is_dir():
        yield  # a server keeps order by itself; a folder that is not there has no other window, and opening says so
        return
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
