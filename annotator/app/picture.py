"""The picture of a window that nobody sees (`--screenshot`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from annotator.app.opening import Opening
from annotator.domain.errors import N_, UserError
from annotator.domain.quotes import QUOTE
from annotator.gui.bug_desk import sentences
from annotator.gui.context import WindowContext
from annotator.gui.main_window import MainWindow
from annotator.gui.screenshot import Photographer, check_target
from annotator.settings import ANNOTATOR


def prepared(opening: Opening, articles: Sequence[Path], target: Path) -> WindowContext:
    """Open the database and import what the picture is of. Raises UserError, also where no picture can be saved."""
    check_target(target)
    context = opening.now()
    if articles:
        report = context.importer.run(articles, context.settings.get(ANNOTATOR))
        if report.first_id is None:
            raise UserError(
                N_("There is nothing to show: {reason}"), N_("Name a text file or Kutip JSONL."),
                reason=" ".join(sentences(problem) for problem in report.problems),
            )  # fmt: skip
    return context


def photograph(app: QApplication, window: MainWindow, target: Path) -> int:
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
