"""The log of the window: a file that starts afresh at a megabyte, what Qt says, and where native code crashed."""

from __future__ import annotations

import faulthandler
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler


@contextmanager
def logging_to(folder: Path) -> Iterator[str]:
    """Log to a file in `folder` that starts afresh at a megabyte, and let Qt and crashes log there; yield the file."""
    file = folder / "kutip.log"
    with suppress(OSError):  # what is written there first says so
        folder.mkdir(parents=True, exist_ok=True)
    handler = _RollingFile(file)
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


class _RollingFile(logging.Handler):
    """Opens `file` with the first record; the warnings go to the terminal where it cannot be opened.

    What starts a file afresh takes a hundredth of a second to load, and a start has nothing to log.
    """

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._opened: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._opened is None:
            self._opened = self._open()
        if record.levelno >= self._opened.level:
            self._opened.handle(record)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
        super().close()

    def _open(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        opened: logging.Handler
        try:
            opened = RotatingFileHandler(self._file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
        except OSError:
            opened = logging.StreamHandler(sys.stderr)
            opened.setLevel(logging.WARNING)
        opened.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        return opened


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
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    logging.getLogger("qt").log(levels.get(kind, logging.WARNING), "%s", message)
