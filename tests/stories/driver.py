"""Drives the real window with real key and mouse events, in verbs a story can be told with.

    with Driver(tmp_path) as kutip:
        kutip.bring_in(article)
        kutip.accept("PER", "Vladimir Putin")
        kutip.press("Alt+Right")
        assert kutip.status.startswith("saved")

Nothing here reaches past what a person could do, except to look: what is asserted is read from the session, the
widgets and the files. Focusing a span by its words stands for pressing Tab until it has the focus; `tab_to` does that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PySide6.QtCore import (
    QAbstractAnimation,
    QCoreApplication,
    QElapsedTimer,
    QEvent,
    QObject,
    QPoint,
    Qt,
    QThreadPool,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from annotator import bootstrap, paths
from annotator.domain.quotes import Quote, frame_of
from annotator.domain.spans import Span
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.gui.context import About, SuggestingProcess, WindowContext
from annotator.gui.main_window import MainWindow
from annotator.services.export import ExportChoice
from annotator.services.ports import Which
from annotator.settings import ANNOTATOR, Settings

SEED = paths.seeds() / "articles" / "tribunnews-putin-kim.txt"
PATIENCE_MS = 60_000

Answer = Callable[[str], Suggestions]
"""What a model says about a text."""


class FakeProcess(QObject):
    """A model process without a process: answers from a function, one event loop turn later."""

    ready = Signal(object)
    answered = Signal(int, object)
    failed = Signal(int, str)
    state_changed = Signal(str)

    def __init__(self, answer: Answer, model: ModelInfo) -> None:
        super().__init__()
        self._answer = answer
        self._model = model
        self._waiting: list[tuple[int, str]] = []
        self.is_held = False
        self.asked: list[int] = []

    def start(self) -> None:
        self.state_changed.emit("starting")
        QTimer.singleShot(0, self, self._be_ready)

    def ask(self, id: int, text: str, sha256: str) -> None:  # noqa: A002 - the wire's own word
        self.asked.append(id)
        self._waiting.append((id, text))
        QTimer.singleShot(0, self, self.answer_next)

    def cancel_all(self) -> None:
        self._waiting.clear()

    def stop(self) -> None:
        self._waiting.clear()
        self.state_changed.emit("stopped")

    def answer_next(self) -> None:
        if self._waiting and not self.is_held:
            asked, text = self._waiting.pop(0)
            self.answered.emit(asked, self._answer(text))

    def _be_ready(self) -> None:
        self.state_changed.emit("ready")
        self.ready.emit(self._model)


class Driver:
    """One person at one window over one database file in `home`.

    `model` makes the model process; None works without a model. `annotator` "" is a first start.
    """

    def __init__(
        self,
        home: Path,
        *,
        model: Callable[[], SuggestingProcess] | None = None,
        annotator: str = "Ani",
        size: tuple[int, int] = (1200, 800),
    ) -> None:
        self.home = home
        self._model = model
        self._size = size
        self._window: MainWindow | None = None
        self._services: bootstrap.Services | None = None
        self.settings_file = home / "settings.json"
        self._settings = Settings(self.settings_file)
        if annotator:
            self._settings.set(ANNOTATOR, annotator)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- the program ---------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the program on the database of before, as `app` does: the window first, then what stands in it."""
        self.appear()
        self.fill()

    def appear(self) -> None:
        """Show the window, with nothing in it yet."""
        self._settings = Settings(self.settings_file)
        self._window = MainWindow(self._settings)
        self.window.resize(*self._size)
        self.window.show()
        self.window.activateWindow()
        self.wait_until(self.window.isActiveWindow, "the window did not become active")

    def fill(self) -> None:
        """Open the database and fill the window."""
        settings = self._settings
        services = self._services = bootstrap.build(self.home / "berita.db", settings)
        context = WindowContext(
            services.annotate, services.queue, services.search, services.importer, services.exporter,
            services.suggester, services.propagate, services.lint, services.schema, settings, bootstrap.now,
            paths.resources(), SEED,
            About("0.1.0", str(self.home / "berita.db"), str(self.settings_file), str(self.home / "log")),
            self._model, bootstrap.word_lists(),
        )  # fmt: skip
        self.window.fill(context)

    def close(self) -> None:
        """Close the window as a person does, and give the database back."""
        if self._window is None:
            return
        for dialog in self._window.findChildren(QDialog):
            dialog.close()
        self._window.close()
        QThreadPool.globalInstance().waitForDone()
        self._window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if self._services is not None:
            self._services.close()
        self._window = self._services = None

    def restart(self) -> None:
        """Close and start again on the same database."""
        self.close()
        self.start()

    @property
    def window(self) -> MainWindow:
        """The window, for looking at it."""
        assert self._window is not None, "the program is not running"
        return self._window

    @property
    def services(self) -> bootstrap.Services:
        """The services behind the window, for looking at what is stored."""
        assert self._services is not None, "the program is not running"
        return self._services

    # --- articles ------------------------------------------------------------------------------------------

    def bring_in(self, *files: Path, with_suggestions: bool | None = None) -> None:
        """Import files as dropping them on the window does, and wait until the first is open (and suggested for)."""
        self.window.import_paths(list(files))
        self.wait_until(lambda: not self.window.file_work.is_working, "the import did not end")
        self.wait_until(lambda: not self.window.walk.is_listing, "the queue was not listed")
        if self._model is not None and with_suggestions is not False:
            self.wait_for_suggestions()

    def write(self, name: str, text: str) -> Path:
        """Make an article file."""
        path = self.home / name
        path.write_text(text, "utf-8")
        return path

    def wait_for_suggestions(self) -> None:
        """Wait until the open article has suggestions."""
        self.wait_until(self._has_suggestions, "no suggestions came")

    def open(self, words: str) -> None:
        """Open the article whose title holds `words`, by the palette."""
        self.press("Ctrl+P")
        self.type(words)
        texts = self.window.palette_.texts
        at = next(i for i, text in enumerate(texts) if words.casefold() in text.casefold())
        for _ in range(at - self.window.palette_.list.currentRow()):
            self.press("Down")
        self.press("Return")

    def begin_again(self, first: int | None) -> None:
        """Take every edit of the open article and of the first back, and stand at the top of the first."""
        assert first is not None
        for article_id in dict.fromkeys((self.window.desk.article_id, first)):
            assert article_id is not None
            self.window.walk.open(article_id)
            while self.window.desk.session is not None and self.window.desk.session.undo_text is not None:
                self.window.desk.undo()
                self.wait_until(lambda: not self.window.propagating.is_working, "it was not taken back")
        self.window.messages.clear()
        self.window.canvas.focus_span(None)
        self.window.canvas.setFocus()
        self.window.canvas.set_caret(0)
        QCoreApplication.processEvents()

    @property
    def title(self) -> str:
        """The title of the open article."""
        session = self.window.desk.session
        return session.article.title if session is not None else ""

    @property
    def text(self) -> str:
        """The text of the open article."""
        return self.window.desk.text

    # --- keys and mouse ------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys one after the other, on whatever has the focus: "Tab", "Alt+Shift+Right", "q", "?"."""
        for key in keys:
            combination = QKeySequence(key)[0]
            held = combination.keyboardModifiers()
            target = self._focus()
            is_sign = len(key) == 1
            if is_sign:
                QTest.keyClicks(target, key, held if key.isupper() else Qt.KeyboardModifier.NoModifier)
            else:
                QTest.keyClick(target, combination.key(), held)
            _let_it_show()

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        QTest.keyClicks(self._focus(), text)
        _let_it_show()

    def click_text(self, words: str, occurrence: int = 0) -> None:
        """Click on words of the article."""
        start, _end = self.place(words, occurrence)
        QTest.mouseClick(self._page, Qt.MouseButton.LeftButton, pos=self._point(start + 1))
        _let_it_show()

    def right_click(self, words: str) -> None:
        """Ask for the menu over words of the article, as the platform does on a right click."""
        where = self._point(self.place(words)[0] + 1)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, self._page.mapToGlobal(where))
        QApplication.sendEvent(self._page, event)
        _let_it_show()

    def click_widget(self, widget: QWidget) -> None:
        """Click in the middle of a widget."""
        self.click_at(widget, widget.rect().center())

    def click_at(self, widget: QWidget, where: QPoint) -> None:
        """Click on a point of a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)
        QCoreApplication.processEvents()

    def drag_select(self, words: str, occurrence: int = 0) -> None:
        """Drag over words of the article with the mouse."""
        start, end = self.place(words, occurrence)
        self._show(start, end)
        self._drag(self._point(start), self._point(end))

    def select(self, words: str, occurrence: int = 0) -> None:
        """Select words with the keyboard: the caret goes there, then Shift with the arrows."""
        start, end = self.place(words, occurrence)
        canvas = self.window.canvas
        canvas.setFocus()
        canvas.set_caret(start)
        while (selection := canvas.selection) is None or selection[1] < end:
            before = canvas.caret
            self.press(self.window.actions_.rows["select.right"].keys[0])
            assert canvas.caret != before, f"the keyboard cannot select {words!r}"
        assert canvas.selection == (start, end), f"selected {self.text[slice(*canvas.selection or (0, 0))]!r}"

    # --- spans ---------------------------------------------------------------------------------------------

    def span(self, label: str, words: str, occurrence: int = 0) -> Span:
        """Return the live span with that label on those words. Fails the test where there is none."""
        found = self.find(label, words)
        assert len(found) > occurrence, f"no {label} on {words!r}; there are {self.spans(label)}"
        return found[occurrence]

    def find(self, label: str, words: str) -> list[Span]:
        """Return the live spans with that label whose words begin with `words` and end where it does, in order."""
        view = self.window.desk.view
        exact = [s for s in view.spans.values() if s.label == label and self.text[s.start : s.end] == words]
        return exact or [
            s for s in view.spans.values() if s.label == label and self.text[s.start : s.end].startswith(words)
        ]

    def spans(self, label: str | None = None) -> list[str]:
        """Return the words of the live spans, all or those with a label."""
        view = self.window.desk.view
        return [self.text[s.start : s.end] for s in view.spans.values() if label in (None, s.label)]

    def focus(self, label: str, words: str, occurrence: int = 0) -> Span:
        """Focus the span with that label on those words."""
        span = self.span(label, words, occurrence)
        self.window.canvas.setFocus()
        self.window.canvas.focus_span(span.id)
        _let_it_show()
        return span

    def tab_to(self, label: str, words: str) -> Span:
        """Press Tab until the span has the focus."""
        span = self.span(label, words)
        self.window.canvas.setFocus()
        for _ in range(len(self.window.desk.view.spans) + 1):
            if self.window.canvas.focused_id == span.id:
                return span
            self.press("Tab")
        raise AssertionError(f"Tab does not reach {label} {words!r}")

    @property
    def focused(self) -> Span | None:
        """The focused span."""
        return self.window.commands.focused

    def accept(self, label: str, words: str, occurrence: int = 0) -> None:
        """Focus a suggestion and accept it with Enter."""
        self.focus(label, words, occurrence)
        self.press("Return")

    def reject(self, label: str, words: str, occurrence: int = 0) -> None:
        """Focus a span and reject or delete it with Backspace."""
        self.focus(label, words, occurrence)
        self.press("Backspace")

    def relabel(self, label: str, words: str, to: str, occurrence: int = 0) -> None:
        """Focus a span and press another label's key."""
        self.focus(label, words, occurrence)
        self.press(self.key_of(to))

    def add(self, label: str, words: str, occurrence: int = 0, *, by: str = "mouse") -> None:
        """Select words by "mouse" or "keyboard" and press the label's key."""
        (self.drag_select if by == "mouse" else self.select)(words, occurrence)
        self.press(self.key_of(label))

    def link_speaker(self, quote: str, pick: str = "Return") -> None:
        """Focus a quote and take its speaker: Return keeps the first candidate, else a letter of the strip."""
        self.focus("QUOTE", quote)
        self.press("s", pick)

    def drag_link(self, quote: str, label: str, words: str) -> None:
        """Drag with the mouse from a quote's chip to a span."""
        head, target = self.focus("QUOTE", quote), self.span(label, words)
        self._show(head.start, target.end)
        chip = self._point(head.start) - QPoint(0, int(self.window.canvas.box_of(head.start).height() * 0.9))
        self._drag(chip + QPoint(8, 0), self._point(target.start + 1))

    def drag_edge(self, label: str, words: str, to: str) -> None:
        """Drag the start or end of a span with the mouse until the span covers `to`."""
        span = self.focus(label, words)
        start, end = next(
            (at, at + len(to))
            for at in range(max(span.start - len(to), 0), span.end)
            if self.text.startswith(to, at) and (at == span.start or at + len(to) == span.end)
        )
        here, there = (span.end, end) if start == span.start else (span.start, start)
        self._show(here, there)
        box = self.window.canvas.box_of
        self._drag(box(here).bottomLeft().toPoint(), box(there).bottomLeft().toPoint())

    def quote(self, words: str) -> Quote:
        """Return the quote whose content begins with `words`, with its speaker and cue."""
        frame = frame_of(self.window.desk.view, self.span("QUOTE", words).id)
        assert frame is not None
        return frame

    def speaker_of(self, quote: str) -> str | None:
        """Return the words of a quote's speaker, None where it has none."""
        speaker = self.quote(quote).speaker
        return self.text[speaker.start : speaker.end] if speaker is not None else None

    def undo(self, times: int = 1) -> None:
        """Press Ctrl+Z."""
        self.press(*["Ctrl+Z"] * times)

    def redo(self, times: int = 1) -> None:
        """Press Ctrl+Shift+Z."""
        self.press(*["Ctrl+Shift+Z"] * times)

    def undo_all(self) -> int:
        """Undo until there is nothing left of the open article; return how often that was."""
        return self._until_disabled("edit.undo", "Ctrl+Z")

    def redo_all(self) -> int:
        """Redo until there is nothing left; return how often that was."""
        return self._until_disabled("edit.redo", "Ctrl+Shift+Z")

    # --- what the window says --------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        """The "saved" part of the status line."""
        return self.window.status.saved.text()

    @property
    def message(self) -> str:
        """The message bar's sentences, empty while there is none."""
        return self.window.messages.text

    @property
    def counts(self) -> str:
        """The line under the title."""
        return self.window.head.counts_text

    @property
    def facts(self) -> dict[str, str]:
        """What the inspector says of the focused span."""
        return self.window.inspector.card.facts

    def is_enabled(self, action_id: str) -> bool:
        """True where the action can be used now."""
        return self.window.actions_[action_id].isEnabled()

    def key_of(self, label: str) -> str:
        """Return the key of a label."""
        known = self.services.schema.label(label)
        assert known is not None, label
        return known.key

    def export(self, *, finished_only: bool = False) -> list[dict[str, Any]]:
        """Write Kutip JSONL and read it back."""
        path = self.home / "export.jsonl"
        path.unlink(missing_ok=True)
        self.window.exporting.export(ExportChoice("kutip", Which.FINISHED if finished_only else Which.ALL), path)
        self.wait_until(lambda: not self.window.file_work.is_working, "the export did not end")
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    def wait_until(self, holds: Callable[[], bool], otherwise: str) -> None:
        """Let the program work until `holds`; fails the test where it never does."""
        clock = QElapsedTimer()
        clock.start()
        while not holds():
            assert clock.elapsed() < PATIENCE_MS, otherwise
            QTest.qWait(5)

    def picture(self, path: Path) -> None:
        """Save what the window looks like."""
        self.window.grab().save(str(path))

    # --- inside ----------------------------------------------------------------------------------------------

    @property
    def _page(self) -> QWidget:
        return self.window.canvas.viewport()

    def place(self, words: str, occurrence: int = 0) -> tuple[int, int]:
        """Return where `words` stand in the open article."""
        start = -1
        for _ in range(occurrence + 1):
            start = self.text.find(words, start + 1)
            assert start >= 0, f"{words!r} does not stand in the article"
        return start, start + len(words)

    def _has_suggestions(self) -> bool:
        session = self.window.desk.session
        return session is not None and session.suggestions is not None

    def _focus(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.window

    def _show(self, *offsets: int) -> None:
        canvas = self.window.canvas
        canvas.show_range(min(offsets), max(offsets))
        self.wait_until(lambda: canvas._motion.state() is QAbstractAnimation.State.Stopped, "the page never rests")
        assert all(self._page.rect().contains(self._point(offset)) for offset in offsets), "not in sight"

    def _point(self, offset: int) -> QPoint:
        return self.window.canvas.box_of(offset).center().toPoint()

    def _drag(self, start: QPoint, end: QPoint) -> None:
        QTest.mousePress(self._page, Qt.MouseButton.LeftButton, pos=start)
        for share in (0.25, 0.5, 0.75, 1.0):
            QTest.mouseMove(self._page, start + (end - start) * share)
            _let_it_show()
        QTest.mouseRelease(self._page, Qt.MouseButton.LeftButton, pos=end)
        _let_it_show()

    def _until_disabled(self, action_id: str, key: str) -> int:
        times = 0
        while self.is_enabled(action_id):
            self.press(key)
            times += 1
            assert times < 10_000, f"{action_id} never ends"
        return times


def _let_it_show() -> None:
    """Let the text be painted, and then the panels, which follow one turn later and show new widgets in the next."""
    for _ in range(2):
        QCoreApplication.processEvents()


def suggestions_for(text: str, spans: Sequence[Span], relations: Sequence[Any], model: ModelInfo) -> Suggestions:
    """Return a model's answer about `text`."""
    from annotator.domain.text import sha256

    return Suggestions(sha256(text), model, tuple(spans), tuple(relations))
