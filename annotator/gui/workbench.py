"""What stands in the window once the database is open: puts the parts together and wires them.

What a part does stands in the part, what the window is without any of them in `main_window`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QIcon,
)
from PySide6.QtWidgets import (
    QMenu,
    QWidget,
)

from annotator.domain.changes import Changes
from annotator.domain.errors import Problem, UserError
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestions
from annotator.gui.actions import ActionSet, Row, When, rows_for, shown_text
from annotator.gui.canvas import Canvas
from annotator.gui.canvas.canvas import MOVES
from annotator.gui.canvas.hover import Fact
from annotator.gui.commands import Commands
from annotator.gui.context import WindowContext
from annotator.gui.desk import Desk
from annotator.gui.dialogs.pages import AboutBox, CheatSheet, NameForm
from annotator.gui.dialogs.palette import Entry, Palette
from annotator.gui.dialogs.welcome import Welcome, offered_name
from annotator.gui.exporting import Exporting
from annotator.gui.file_work import FileWork
from annotator.gui.files import Files
from annotator.gui.icons import Icons
from annotator.gui.keymap import bound, own_keys
from annotator.gui.linting import Linting
from annotator.gui.menus import Menu
from annotator.gui.models.queue_model import QueueModel
from annotator.gui.panels.article_head import ArticleHead
from annotator.gui.panels.find_bar import FindBar
from annotator.gui.panels.inspector import Inspector
from annotator.gui.panels.label_bar import LabelBar
from annotator.gui.panels.message_bar import MessageBar, Offer
from annotator.gui.panels.queue_panel import QueuePanel
from annotator.gui.panels.search_page import SearchPage
from annotator.gui.panels.status_line import StatusLine
from annotator.gui.preferences import Preferences
from annotator.gui.propagating import Propagating
from annotator.gui.queue_walk import QueueWalk
from annotator.gui.quote_commands import QuoteCommands
from annotator.gui.quote_picks import QuotePicks
from annotator.gui.suggesting import Suggesting
from annotator.gui.text_look import TextLook
from annotator.gui.theme import Theme
from annotator.gui.word_lists import OwnWordLists
from annotator.gui.words import shown_date
from annotator.i18n import _, language_for, ngettext
from annotator.services.ports import QueueFilter, QueueOrder, QueueRow
from annotator.services.search import Hit
from annotator.settings import (
    ANNOTATOR,
    KEY_PRESET,
    KEYS,
    LANGUAGE,
    LAST_ARTICLE,
    LEFT_PANEL,
    LETTERS,
    QUEUE_ORDER,
    RECENT_COMMANDS,
    RIGHT_PANEL,
    THRESHOLD,
)

if TYPE_CHECKING:
    from annotator.gui.main_window import MainWindow

_NOT_OF_A_SPAN = ("span.next", "span.previous", "span.accept_sure")
_FIRST = ("span.accept", "span.reject")
_RECENT = 8
"""How many commands the palette remembers."""


class Workbench(QObject):
    """Everything one works with, set up in the frame of `window`, which the widgets and the helpers belong to."""

    _letters_due = Signal()

    def __init__(self, context: WindowContext, window: MainWindow) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._settings = context.settings
        self._schema = context.schema
        self._theme = window.theme
        self._icons = Icons(context.resources / "icons", self._theme.muted)
        language = language_for(self._settings.get(LANGUAGE))

        self.desk = Desk(context.annotate, window)
        self.canvas = Canvas()
        self.canvas.has_own_keys = False  # they are rows of the table here
        self.look = TextLook(self._settings, self._schema, self.canvas, window)
        self.preferences = Preferences(context, window)
        self.commands = Commands(
            self.desk,
            self.canvas,
            self._schema,
            lambda: self._settings.get(THRESHOLD),
            window,
            key_of=self._key_or_name,
        )
        self.quotes = QuoteCommands(
            self.desk, self.canvas, self._schema, self.commands, window, key_of=self._key_or_name
        )
        self.queue_model = QueueModel(self._queue_rows, window)
        self.walk = QueueWalk(context.queue, self.queue_model, self.desk, self.commands, window)
        self.suggesting = Suggesting(context.suggester, context.model_process, window)
        self.file_work = FileWork(window)
        self.files = Files(context, self.file_work, window)
        self.exporting = Exporting(context, self.file_work, window)
        self.propagating = Propagating(context.propagate, self.desk, self.commands, window, self.canvas)
        self.word_lists = OwnWordLists(context.word_lists, window)
        self.actions_ = ActionSet(window, self._bound_rows(), self._icon, self._run)
        self._handlers: dict[str, Callable[[], object]] = {
            **self.commands.handlers(),
            **self.quotes.handlers(),
            **self.propagating.handlers(),
            **self.walk.handlers(),
            **self.files.handlers(),
            **self.exporting.handlers(),
            **self.word_lists.handlers(),
            **self.look.handlers(),
            **self.preferences.handlers(),
            **self._own_handlers(),
        }

        self.queue = QueuePanel(self.queue_model, self._theme, [label.name for label in self._schema.labels])
        self.inspector = Inspector(
            self._schema,
            self._theme,
            language,
            lambda action_id: self.actions_.rows[action_id].shown_keys,
            key_or_name=self._key_or_name,
        )
        self.linting = Linting(context.lint, self.desk, self.walk, self.canvas, self.inspector.findings)
        self.messages = MessageBar(self._icon)
        self.head = ArticleHead(self._key_or_name)
        self.find_bar = FindBar(self._icon)
        self.labels = LabelBar(self._schema, self.actions_, self._theme)
        self.status = StatusLine(self._icon)
        self.empty = window.empty
        self._detail = QTimer(window)
        self._detail.setSingleShot(True)
        self._detail.timeout.connect(self._show_details)
        self.search = SearchPage(context.search, lambda: self.walk.annotator, self._theme)
        self._assemble()
        self.welcome = Welcome(offered_name(), window)
        self.palette_ = Palette(window, self.canvas)
        self.picks = QuotePicks(window, self.canvas, self.commands, self.quotes, self.actions_)
        self._wire()
        self.dress(window.theme)
        self._restore()
        self._begin()

    # --- what others may ask of the workbench --------------------------------------------------------------

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Bring files into the database and open the first of them."""
        self.files.import_paths(paths)

    def show_problem(self, problem: Problem, details: str = "") -> None:
        """Say what went wrong in the message bar."""
        self.messages.show_problem(problem, details=details)

    def _show_offer(self, said: object, details: str, offer: Offer) -> None:
        """Say what happened, or what went wrong, with a button for what can be done about it."""
        if isinstance(said, Problem):
            self.messages.show_problem(said, offer, details)
        else:
            self.messages.show_note(str(said), offer, details)

    def rebind(self) -> None:
        """Give every action the keys that the settings say now."""
        self.actions_.rebind(self._bound_rows())
        self.labels.show_keys(self.actions_)
        self._name_search()
        self._show_letters()
        self._show_head()
        self.inspector.show_session(self.desk.session)
        self._show_focus(self.canvas.focused_id)  # the panel names keys too

    # --- putting together ----------------------------------------------------------------------------------

    def _assemble(self) -> None:
        self.actions_.install(self._window, self.canvas)
        bar = self._window.menuBar()
        bar.clear()
        self.menus = self.actions_.fill(bar)
        self._name_search()
        self._window.search_button.clicked.connect(self.actions_["edit.palette"].trigger)
        self._window.search_button.setEnabled(True)
        self._window.furnish(
            left=self.queue,
            right=self.inspector,
            pages=(self.canvas, self.search),
            above=(self.head, self.find_bar),
            below=(self.labels,),
            foot=(self.messages, self.status),  # below: a message that comes or goes must not move the text
        )

    def _name_search(self) -> None:
        button, said, key = self._window.search_button, _("Search…"), self.actions_.rows["edit.palette"].shown_keys
        button.setText(f"{said}   {key}".rstrip())
        button.setToolTip(self.actions_["edit.palette"].toolTip())
        self._window.menuBar().setCornerWidget(button)  # a bar asks only now how wide it is

    def _bound_rows(self) -> tuple[Row, ...]:
        language = language_for(self._settings.get(LANGUAGE))
        return bound(
            rows_for(self._schema, language), self._settings.get(KEY_PRESET), own_keys(self._settings.get(KEYS))
        )

    def _key_or_name(self, action_id: str) -> str:
        """Return what a sentence calls the way to an action: its key, or its name where it has none."""
        row = self.actions_.rows[action_id]
        return row.shown_keys or f"“{shown_text(row)}”"

    def _wire(self) -> None:
        self.desk.opened.connect(self._show_article)
        self.desk.changed.connect(self._show_changes)
        self.desk.refreshed.connect(self._show_view)
        self.desk.failed.connect(self.show_problem)
        self.commands.told.connect(self.show_problem)
        self.quotes.told.connect(self.show_problem)
        self.walk.failed.connect(self.show_problem)
        self.walk.all_finished.connect(lambda: self.messages.show_note(_("Every article is finished. Well done.")))
        self.walk.at_the_end.connect(lambda: self.messages.show_note(_("There is no further article that way.")))
        self.canvas.focus_changed.connect(self._show_focus)
        self.canvas.selection_changed.connect(lambda _selection: self._update_actions())
        self.canvas.resize_requested.connect(self.commands.resize)
        self.canvas.link_requested.connect(self.quotes.link)
        self.canvas.context_menu_requested.connect(self._context_menu)
        # Queued, not timed: the frame after a correction has its letters already.
        self._letters_due.connect(self._letters_again, Qt.ConnectionType.QueuedConnection)
        self.quotes.picking.opened.connect(self.canvas.letters.leave)  # and those that were to come
        self.quotes.picking.closed.connect(self.canvas.letters.expect)  # the key that ended it has its own work to do
        self.canvas.tell_more = self._who_and_when
        self.queue.chosen.connect(self._choose_article)
        self.queue.arranged.connect(self._arrange_queue)
        self.walk.reason_asked.connect(self.picks.ask_reason)
        self.picks.reason.kept.connect(lambda _span_id, reason: self.walk.skip(reason))
        self.queue_model.modelReset.connect(self._show_queue)
        self.queue_model.dataChanged.connect(lambda *_args: self._show_progress())
        self.inspector.span_chosen.connect(self.commands.focus)
        self.inspector.history.step_back_asked.connect(self.desk.step_back)
        self.inspector.attribute_set.connect(self.commands.set_attribute)
        self.inspector.action_asked.connect(self._run_in_text)
        self.search.chosen.connect(self._open_hit)
        self.search.closed.connect(self._leave_search)
        self.search.started.connect(self.messages.clear)
        self.search.failed.connect(self.show_problem)
        self.search.progressed.connect(lambda progress: self._show_work(_("Searching"), progress))
        self.search.ended.connect(self._end_work)
        self.find_bar.hits_changed.connect(self._show_hits)
        self.find_bar.closed.connect(self.canvas.setFocus)
        self.messages.left.connect(self.canvas.setFocus)
        self.messages.shown.connect(self._update_actions)
        self.messages.closed.connect(self._update_actions)
        self.messages.closed.connect(lambda: self.canvas.setFocus() if self._window.focusWidget() is None else None)
        self.status.cancel_asked.connect(self._cancel_work)
        self.suggesting.arrived.connect(self._take_suggestions)
        self.suggesting.progressed.connect(lambda progress: self._show_work(_("Suggesting"), progress))
        self.suggesting.ended.connect(self._end_suggesting)
        self.suggesting.failed.connect(self._model_trouble)
        self.suggesting.refused.connect(self._show_refusal)
        self.suggesting.state_changed.connect(lambda _state: self._show_model())
        self.files.imported.connect(self._after_import)
        self.files.offered.connect(self._show_offer)
        self.file_work.progressed.connect(self._show_work)
        self.file_work.ended.connect(self._end_work)
        self.file_work.failed.connect(self.show_problem)
        self.exporting.written.connect(self.messages.show_note)
        self.file_work.told.connect(lambda text, details: self.messages.show_note(text, details=details))
        self.linting.noted.connect(self.messages.show_note)
        self.linting.failed.connect(self.show_problem)
        self.linting.progressed.connect(lambda progress: self._show_work(_("Checking"), progress))
        self.linting.ended.connect(self._end_work)
        self.word_lists.changed.connect(self._offer_word_lists)
        self.word_lists.wanted.connect(self.suggesting.start_anew)
        self.word_lists.told.connect(self.messages.show_note)
        self.word_lists.failed.connect(lambda problem, details: self.messages.show_problem(problem, details=details))
        self.propagating.told.connect(self.messages.show_problem)
        self.propagating.noted.connect(self.messages.show_note)
        self.propagating.progressed.connect(self._show_work)
        self.propagating.ended.connect(self._end_work)
        self.propagating.changed_elsewhere.connect(self.walk.reload_soon)
        self.propagating.changed_elsewhere.connect(self.desk.reload)  # it may be one of them that is open by now
        self.welcome.named.connect(self._name_annotator)
        self.look.changed.connect(self._show_look)
        self.preferences.dressed.connect(self.dress)
        self.preferences.rebound.connect(self.rebind)
        self.preferences.set_anew.connect(self.look.take)
        self.preferences.ticked.connect(self._check_actions)
        self.preferences.named.connect(self._name_annotator)
        self.preferences.offered.connect(self._show_offer)

    def _own_handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "file.quit": self._window.close,
            "edit.find": lambda: self.find_bar.open_bar(self.desk.text),
            "article.history": self._open_history,
            "edit.corpus": self._open_search,
            "edit.palette": self._open_palette,
            "caret.jump": self.canvas.ask_where,
            **{f"caret.{move}": partial(self.canvas.move_caret, move) for move in MOVES},
            **{f"select.{move}": partial(self.canvas.move_caret, move, extend=True) for move in MOVES},
            "queue.filter": lambda: self._with_queue(self.queue.open_filters),
            "queue.order": lambda: self._with_queue(self.queue.open_orders),
            "queue.everything": lambda: self._with_queue(self.queue.show_everything),
            "view.left": lambda: self._fold(self.queue, LEFT_PANEL),
            "view.right": lambda: self._fold(self.inspector, RIGHT_PANEL),
            "view.findings": self._open_findings,
            "view.message": self._go_to_message,
            "model.suggest": lambda: self._want_suggestions(again=True),
            "model.suggest_all": self.suggesting.suggest_all,
            "model.cancel": self._cancel_work,
            "model.restart": self.suggesting.start,
            "help.guideline": self._open_guideline,
            "help.keys": self._open_cheat_sheet,
            "help.annotator": self._open_name_form,
            "help.about": self._open_about,
        }

    def _run(self, action_id: str) -> None:
        self._handlers[action_id]()

    def _run_in_text(self, action_id: str) -> None:
        """Do what a panel asks for with the keyboard back in the text: the next key may belong to it."""
        self.canvas.setFocus()
        self.actions_[action_id].trigger()

    def _icon(self, name: str) -> QIcon:
        return self._icons(name)

    # --- what is shown -------------------------------------------------------------------------------------

    def _show_article(self, _session: object) -> None:
        is_open = self.desk.session is not None
        self._window.setWindowTitle(self._title())
        if is_open:
            self.canvas.set_article(self.desk.text, self._schema)
        else:
            self.canvas.clear()
        self.find_bar.set_text(self.desk.text)
        self.inspector.show_session(self.desk.session)
        self.queue.mark_open(self.desk.article_id)
        self._show_view()
        self._choose_page()
        if is_open and self.desk.session is not None:
            self._settings.set(LAST_ARTICLE, self.desk.session.article.id)
            self.suggesting.want(self.desk.session.article.id, self.desk.session.suggestions)
            if not self._asks_for_name:
                self.canvas.setFocus()
            self._letters_soon()

    def _show_view(self) -> None:
        self.canvas.set_view(self.desk.view, quoted=self.desk.sight.quoted)
        self.canvas.set_noted(self._noted())
        self._show_head()
        self.inspector.show_session(self.desk.session)
        self._show_focus(self.canvas.focused_id)

    def _show_head(self) -> None:
        session = self.desk.session
        gets_none = session is not None and self.suggesting.is_refused(session.article.id)
        self.head.show_session(session, self.desk.sight.open_count, gets_suggestions=not gets_none)

    def _show_changes(self, changes: Changes) -> None:
        self.messages.clear()
        self._show_view()
        self.status.show_saved(changes.saved_at)
        self._letters_soon()

    def _letters_soon(self) -> None:
        """Show the letters below the words again where a person wants them, once this correction is through."""
        if self.canvas.letters.is_on:
            self._letters_due.emit()

    def _letters_again(self) -> None:
        if self.quotes.picking.question is None:  # its answers have letters of their own
            self.canvas.letters.come()

    def _show_focus(self, span_id: str | None) -> None:
        self.commands.focus_moved(span_id)
        self._update_actions()
        self._detail.start()

    def _noted(self) -> frozenset[str]:
        comments = self.desk.session.layer.comments.values() if self.desk.session is not None else ()
        return frozenset(note.span_id for note in comments if note.span_id is not None)

    def _who_and_when(self, span: Span) -> list[Fact]:
        """Say on the card who decided about a span, when, and what they wrote on it."""
        session, step = self.desk.session, self.desk.last_step(span.id)
        if session is None:
            return []
        facts = [(_("decided"), f"{session.layer.annotator} · {_when(step.at)}")] if step is not None else []
        notes = (note.text for note in session.layer.comments.values() if note.span_id == span.id)
        return [*facts, *((_("note"), text) for text in notes)]

    def _show_details(self) -> None:
        """Say in the panels what has the focus: once the text is painted, and once for steps in quick succession."""
        span = self.commands.focused
        self.inspector.show_span(span, self.commands.frame if span is not None else None)
        self.labels.show_label(span.label if span is not None else None)

    def _show_hits(self, hits: list[tuple[int, int]], current: int) -> None:
        self.canvas.set_hits(hits, current if current >= 0 else None)
        if 0 <= current < len(hits):
            self.canvas.show_range(*hits[current])

    def _show_queue(self) -> None:
        self.queue.mark_open(self.desk.article_id)
        self._show_progress()

    def _show_progress(self) -> None:
        self.status.show_articles(self.queue_model.finished, self.queue_model.total)

    def _show_model(self) -> None:
        self.status.show_model(self.suggesting.status_text, self.suggesting.full_name)
        self._update_actions()

    def _show_work(self, name: str, progress: object) -> None:
        self.status.show_work(name, progress)  # type: ignore[arg-type]
        self._update_actions()

    def _update_actions(self) -> None:
        if self._asks_for_name:
            self.actions_.update(frozenset({When.NOBODY}))
            return
        state = set(self.commands.state())
        if self.walk.can_undo:
            state.add(When.UNDO)
        if self.suggesting.state in ("ready", "working") and When.ARTICLE in state:
            state.add(When.MODEL)
        works = (self.suggesting, self.file_work, self.propagating, self.search, self.linting)
        if any(work.is_working for work in works):
            state.add(When.WORKING)
        if not self.messages.isHidden():
            state.add(When.MESSAGE)
        self.actions_.update(frozenset(state))
        self.labels.set_usable(When.ARTICLE in state)

    def _choose_page(self) -> None:
        """Show the text, or what to do where there is none."""
        if self.desk.session is not None:
            page: QWidget = self.canvas
        else:
            page = self.empty
            self.empty.show_words(
                _("No articles yet"),
                _("Drop files here, paste text, or open the example."),
                (
                    (_("Open the example article"), self.actions_["file.example"].trigger),
                    (_("Import files…"), self.actions_["file.import"].trigger),
                    (_("Paste text as an article"), self.actions_["file.paste"].trigger),
                ),
            )
        self._window.pages.setCurrentWidget(page)
        self.head.setVisible(page is self.canvas)
        self.labels.setVisible(page is self.canvas)
        self._check_actions()

    @property
    def _asks_for_name(self) -> bool:
        """True until someone said who works here: articles show, and nothing can be done to them."""
        return not self._settings.get(ANNOTATOR)

    def _title(self) -> str:
        return self._context.about.database_name  # where titles name the program too, Qt puts it behind

    # --- articles and suggestions --------------------------------------------------------------------------

    def _begin(self) -> None:
        name = self._settings.get(ANNOTATOR)
        self._window.setWindowTitle(self._title())
        self._show_model()
        if name:
            self._start_work(name)
        else:
            self._show_first()
            self.welcome.ask()
        self.suggesting.start()

    def _name_annotator(self, name: str) -> None:
        self._settings.set(ANNOTATOR, name)
        self.welcome.leave()
        self._start_work(name)

    def _start_work(self, name: str) -> None:
        try:
            self._context.queue.join(name)
        except UserError as error:
            self.show_problem(error.problem)
        self.walk.annotator = name
        self.status.show_annotator(name)
        self._show_first()
        self._update_actions()

    def _show_first(self) -> None:
        """List the articles and open the one to go on with."""
        self.walk.reload()
        last = self._settings.get(LAST_ARTICLE)
        self.walk.open_first(self.desk.article_id or last or None)

    def _choose_article(self, article_id: int) -> None:
        if article_id != self.desk.article_id:
            self.walk.open(article_id)
        self.canvas.setFocus()

    def _arrange_queue(self, order: QueueOrder, wanted: QueueFilter) -> None:
        self._settings.set(QUEUE_ORDER, order.value)
        self.walk.arrange(order, wanted)

    def _queue_rows(self, ids: Sequence[int]) -> Sequence[QueueRow]:
        return self._context.queue.rows(self.walk.annotator, ids)

    def _with_queue(self, run: Callable[[], None]) -> None:
        """Do something to the queue where it can be seen."""
        if self.queue.isHidden():
            self._fold(self.queue, LEFT_PANEL)
        run()

    def _want_suggestions(self, *, again: bool) -> None:
        session = self.desk.session
        if session is not None:
            self.suggesting.want(session.article.id, session.suggestions, again=again)

    def _take_suggestions(self, article_id: int, suggestions: Suggestions) -> None:
        if self.desk.take(article_id, suggestions):
            self._window.suggested.emit()
        elif not self.suggesting.is_working:
            self.walk.reload_soon()

    def _end_suggesting(self, stored: int, failed: int, was_cancelled: bool) -> None:  # noqa: FBT001 - a slot
        self._end_work()
        self.walk.reload_soon()
        said = []
        if stored:
            done = ngettext(
                "Suggestions for {count} article are in.", "Suggestions for {count} articles are in.", stored
            )
            said.append(done.format(count=stored))
        if failed:
            missed = ngettext("{count} article got none.", "{count} articles got none.", failed)
            said.append(missed.format(count=failed))
        if was_cancelled:
            said.append(_("Stopped; go on from the Model menu."))
        self.messages.show_note(" ".join(said) or _("Every article has current suggestions already."))

    def _model_trouble(self, problem: Problem, details: str) -> None:
        offer = Offer(_("Start the model again"), self.suggesting.start) if self.suggesting.state == "failed" else None
        self.messages.show_problem(problem, offer, details)

    def _offer_word_lists(self) -> None:
        offer = Offer(_("Reload the word lists"), self.word_lists.read_anew)
        self.messages.show_note(_("Your word lists have changed."), offer)

    def _show_refusal(self, article_id: int, problem: Problem) -> None:
        """Say why the open article gets no suggestions; in a bulk run they are counted."""
        if article_id == self.desk.article_id:
            self.show_problem(
                Problem(problem.what, problem.todo)
            )  # the article is in sight, its title need not be said
            self._show_head()

    def _after_import(self, first_id: object) -> None:
        self.walk.reload_soon()
        if isinstance(first_id, int):
            self.walk.open(first_id)
        if self.suggesting.state == "stopped":
            self.suggesting.start()

    def _cancel_work(self) -> None:
        self.suggesting.cancel()
        self.file_work.cancel()
        self.propagating.cancel()
        self.search.cancel()
        self.linting.cancel()

    def _end_work(self) -> None:
        self.status.end_work()
        self._update_actions()

    # --- over the window -----------------------------------------------------------------------------------

    def _open_palette(self) -> None:
        recent = self._settings.get(RECENT_COMMANDS).split(",")
        rows = sorted(
            (row for row in self.actions_.rows.values() if row.id != "edit.palette"),
            key=lambda row: recent.index(row.id) if row.id in recent else len(recent),
        )
        entries = [
            Entry(shown_text(row), row.shown_keys, partial(self._run_named, row.id), self.actions_[row.id].isEnabled())
            for row in rows
        ]
        self.palette_.ask(entries, self._matching_articles)

    def _run_named(self, action_id: str) -> None:
        """Do what was found by its name, and offer it first the next time."""
        recent = [one for one in self._settings.get(RECENT_COMMANDS).split(",") if one and one != action_id]
        self._settings.set(RECENT_COMMANDS, ",".join([action_id, *recent][:_RECENT]))
        self.actions_[action_id].trigger()

    def _matching_articles(self, words: str) -> Iterable[Entry]:
        try:
            found = self._context.queue.titled(words, limit=30)
        except UserError as error:
            self.show_problem(error.problem)
            return
        for article_id, title in found:
            yield Entry(title, _("article"), partial(self._choose_article, article_id))

    def _context_menu(self, where: QPoint, span_id: object) -> None:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(span_id, str):
            self.canvas.focus_span(span_id, scroll=False)
            self._offer_span_actions(menu)
        else:
            menu.addActions(self._label_actions())
            menu.addSeparator()
            menu.addAction(self.actions_["span.merge"])
        menu.addSeparator()
        menu.addActions([self.actions_[name] for name in ("article.note", "help.guideline")])
        seen = self.canvas.viewport()
        if not seen.rect().contains(seen.mapFromGlobal(where)):
            where = seen.mapToGlobal(seen.rect().center())
        menu.popup(where)

    def _offer_span_actions(self, menu: QMenu) -> None:
        rows = [row for row in self.actions_.rows.values() if not row.label]
        of_span = [row.id for row in rows if row.menu is Menu.SPAN and row.id not in _NOT_OF_A_SPAN]
        of_quote = [row.id for row in rows if row.menu is Menu.QUOTE] if self.commands.frame is not None else []
        rest = [action_id for action_id in of_span if action_id not in _FIRST]
        for group in (_FIRST, of_quote, rest):
            menu.addActions([self.actions_[action_id] for action_id in group])
            menu.addSeparator()
        boundaries = menu.addMenu(_(Menu.EDGES.value))
        boundaries.addActions([self.actions_[row.id] for row in rows if row.menu is Menu.EDGES])
        labels = menu.addMenu(_("Label"))
        labels.addActions(self._label_actions())

    def _label_actions(self) -> list[QAction]:
        return [self.actions_[f"label.{label.name}"] for label in self._schema.labels]

    def _open_guideline(self) -> None:
        if self.inspector.isHidden():
            self._fold(self.inspector, RIGHT_PANEL)
        self.inspector.open_guideline()

    def _open_history(self) -> None:
        if self.inspector.isHidden():
            self._fold(self.inspector, RIGHT_PANEL)
        self.inspector.open_history()

    def _go_to_message(self) -> None:
        self.messages.take_keyboard()

    def _open_findings(self) -> None:
        if self.inspector.isHidden():
            self._fold(self.inspector, RIGHT_PANEL)
        self.inspector.open_findings()

    def _open_search(self) -> None:
        """Show the search over every article, in the place of the text."""
        self._window.pages.setCurrentWidget(self.search)
        for part in (self.head, self.labels, self.find_bar):
            part.hide()
        self.search.open_page()

    def _leave_search(self) -> None:
        self._choose_page()
        self.go_to_text()

    def go_to_text(self) -> None:
        """Put the keyboard on the text, or on what stands in its place."""
        page = self._window.pages.currentWidget()
        if page is not None:
            page.setFocus()

    def _open_hit(self, hit: Hit) -> None:
        """Open the article of a hit and focus the span that was found, or select the words."""
        if hit.article_id != self.desk.article_id and not self.walk.open(hit.article_id):
            return
        self._leave_search()
        self.canvas.set_caret(hit.place.start)
        if hit.span_id in self.desk.view.spans:
            self.canvas.focus_span(hit.span_id)
        else:
            self.canvas.focus_span(None)
            self.canvas.select(hit.place.start, hit.place.end)
        self.canvas.show_range(hit.place.start, hit.place.end)

    def _open_cheat_sheet(self) -> None:
        CheatSheet(self.actions_.rows.values(), self._window).open()

    def _open_about(self) -> None:
        AboutBox(self._context.about, self.suggesting.full_name or self.suggesting.status_text, self._window).open()

    def _open_name_form(self) -> None:
        form = NameForm(self._settings.get(ANNOTATOR), self._context.queue.annotators(), self._window)
        form.named.connect(self._name_annotator)
        form.open()

    # --- looks ---------------------------------------------------------------------------------------------

    def _fold(self, panel: QWidget, setting: object) -> None:
        is_shown = panel.isHidden()
        panel.setVisible(is_shown)
        self._settings.set(LEFT_PANEL if setting is LEFT_PANEL else RIGHT_PANEL, is_shown)
        self._check_actions()

    def _show_look(self) -> None:
        self._show_letters()
        self._check_actions()

    def _show_letters(self) -> None:
        key = self.actions_.rows["caret.jumps"].shown_keys
        self.status.show_letters(key if self._settings.get(LETTERS) else None)

    def dress(self, theme: Theme) -> None:
        """Draw the parts in the colours of `theme`, which the program wears already."""
        self._theme = theme
        self._icons.colour = self._theme.muted
        self.look.wear(is_dark=theme.is_dark)
        self.actions_.refresh_icons()
        self.queue.set_theme(self._theme, self._icon("sort"))
        self.inspector.set_theme(self._theme)
        self.search.set_theme(self._theme)
        self.labels.set_theme(self._theme)
        self._window.search_button.setIcon(self._icon("find"))
        for part in (self.messages, self.find_bar, self.status):
            part.refresh_icons()
        self._check_actions()

    def _check_actions(self) -> None:
        panels = {"view.left": not self.queue.isHidden(), "view.right": not self.inspector.isHidden()}
        self.actions_.check({**panels, **self.look.ticks(), **self.preferences.ticks()})

    # --- remembering ---------------------------------------------------------------------------------------

    def _restore(self) -> None:
        self.walk.order = self.queue.order = QueueOrder(self._settings.get(QUEUE_ORDER))
        self.queue.show_arrangement()
        self.look.apply()

    def take_keyboard(self) -> None:
        """Put the keyboard where the work is."""
        page = self._window.pages.currentWidget()
        if self._asks_for_name:
            self.welcome.ask()
        elif page is not None:
            page.setFocus()

    def leave(self) -> None:
        """Stop whatever is under way, for the window closes; every edit is saved already."""
        self.file_work.cancel()
        self.exporting.leave()
        self.propagating.leave()
        self.search.cancel()
        self.linting.cancel()
        self.suggesting.stop()


def _when(at: datetime) -> str:
    """Return a time as people here read it: the day and the clock."""
    here = at.astimezone()
    return f"{shown_date(here.date().isoformat())}, {here:%H:%M}"
