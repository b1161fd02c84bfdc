"""The table of everything one can do: the source of menus, keys, command palette and cheat sheet.

It says what an action is called, its keys and when it makes sense; `commands` and `main_window` say what it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from annotator.domain.errors import N_
from annotator.domain.schema import Schema
from annotator.gui.menus import INSIDE, Menu
from annotator.i18n import _


class When(Enum):
    """What must be the case for an action to make sense. `NOBODY`: no annotator has given a name yet."""

    ALWAYS = auto()
    NOBODY = auto()
    ARTICLE = auto()
    FOCUS = auto()
    QUOTE = auto()
    FOCUS_OR_QUOTE = auto()
    OPEN = auto()
    UNDO = auto()
    REDO = auto()
    MODEL = auto()
    WORKING = auto()
    MESSAGE = auto()


class Scope(Enum):
    """Where a key counts: only while the text has the focus, or in the whole window."""

    TEXT = auto()
    WINDOW = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One action. `text` and `tip` are English templates; `section` groups rows between lines of a menu."""

    id: str
    text: str
    keys: tuple[str, ...]
    menu: Menu
    tip: str
    when: When = When.ARTICLE
    scope: Scope = Scope.TEXT
    section: int = 0
    icon: str = ""
    is_checkable: bool = False
    label: str = ""

    @property
    def shown_keys(self) -> str:
        """The first key as people read it, empty where there is none."""
        return shown_key(self.keys[0]) if self.keys else ""


def shown_key(key: str) -> str:
    """Return a key as people read it: arrows drawn, a letter alone in lower case, Enter by its usual name."""
    *held, last = _native(key)
    last = _DRAWN.get(last, last)
    return "+".join((*held, last)) if held else last.lower() if len(last) == 1 else last


_DRAWN = {"Right": "→", "Left": "←", "Up": "↑", "Down": "↓", "Return": "Enter"}


def _native(key: str) -> list[str]:
    """Return a key with what is held, as the platform calls them; the plus key is itself a "+"."""
    shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    held, _plus, last = shown.rpartition("+")
    if not last:
        return [*held.rstrip("+").split("+"), "+"] if held.rstrip("+") else ["+"]
    return [*held.split("+"), last] if held else [last]


_EVERYWHERE = Scope.WINDOW
_MOVES = N_("Move the caret; nothing is selected")
_SELECTS = N_("Select from where the caret was")

ROWS: tuple[Row, ...] = (
    # --- File
    Row("file.import", N_("Import files…"), ("Ctrl+O",), Menu.FILE,
        N_("Bring text files or Kutip JSONL into the database"), When.ALWAYS, _EVERYWHERE, 0, "import"),
    Row("file.import_folder", N_("Import a folder…"), ("Ctrl+Shift+O",), Menu.FILE,
        N_("Bring every text and JSONL file of a folder into the database"), When.ALWAYS, _EVERYWHERE, 0),
    Row("file.paste", N_("Paste text as an article"), ("Ctrl+Shift+V",), Menu.FILE,
        N_("Make an article of the text on the clipboard"), When.ALWAYS, _EVERYWHERE, 0, "paste"),
    Row("file.example", N_("Open the example article"), (), Menu.FILE,
        N_("Bring the example article into the database and open it"), When.ALWAYS, _EVERYWHERE, 0),
    Row("file.export", N_("Export…"), ("Ctrl+E",), Menu.FILE,
        N_("Write the annotations to a file"), When.ALWAYS, _EVERYWHERE, 1, "export"),
    Row("article.finish", N_("Accept all, finish, open the next"), ("Ctrl+Return", "Ctrl+Enter"), Menu.FILE,
        N_("Accept every open suggestion, mark the article as finished and go on"),
        When.ARTICLE, _EVERYWHERE, 2, "finish"),
    Row("article.skip", N_("Skip the article"), ("Space",), Menu.FILE,
        N_("Leave this article without annotation and open the next"), section=2, icon="skip"),
    Row("article.skip_reason", N_("Skip with a reason…"), ("Shift+Space",), Menu.FILE,
        N_("Say why this article is left without annotation, and open the next"), section=2),
    Row("article.reopen", N_("Reopen the article"), (), Menu.FILE,
        N_("Take back that the article is finished or skipped"), When.ARTICLE, _EVERYWHERE, 2),
    Row("article.flag", N_("Flag the article"), ("F",), Menu.FILE,
        N_("Mark the article to be looked at again, or lift the mark"), section=2, icon="flag"),
    Row("article.note", N_("Write a note"), ("M",), Menu.FILE,
        N_("Write a note on the focused span, or on the article"), section=2, icon="note"),
    Row("article.history", N_("History of the article"), ("Ctrl+H",), Menu.FILE,
        N_("Show what was done to the article, and go back to any point of it"),
        When.ARTICLE, _EVERYWHERE, 2, "history"),
    Row("article.next", N_("Next article"), ("Ctrl+Right",), Menu.FILE,
        N_("Open the next article of the queue"), When.ALWAYS, _EVERYWHERE, 3, "next"),
    Row("article.previous", N_("Previous article"), ("Ctrl+Left",), Menu.FILE,
        N_("Open the previous article of the queue"), When.ALWAYS, _EVERYWHERE, 3, "previous"),
    Row("queue.filter", N_("Filter the queue…"), ("Ctrl+L",), Menu.FILE,
        N_("Show only articles of some kind: open, flagged, with a label, by a speaker"), When.ALWAYS, _EVERYWHERE, 3),
    Row("queue.order", N_("Order of the queue…"), (), Menu.FILE,
        N_("Choose which articles come first"), When.ALWAYS, _EVERYWHERE, 3),
    Row("queue.everything", N_("Show every article"), (), Menu.FILE,
        N_("Take every filter of the queue away"), When.ALWAYS, _EVERYWHERE, 3),
    Row("file.quit", N_("Quit"), ("Ctrl+Q",), Menu.FILE,
        N_("Close the window; everything is saved already"), When.ALWAYS, _EVERYWHERE, 4),
    # --- Edit
    Row("edit.undo", N_("Undo"), ("Ctrl+Z",), Menu.EDIT,
        N_("Take the last step back, also one from before a restart"), When.UNDO, _EVERYWHERE, 0, "undo"),
    Row("edit.redo", N_("Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), Menu.EDIT,
        N_("Repeat the step that was taken back"), When.REDO, _EVERYWHERE, 0, "redo"),
    Row("edit.last", N_("Go to the last edited place"), ("B",), Menu.EDIT,
        N_("Focus the span that was changed last"), When.ALWAYS, section=1),
    Row("edit.find", N_("Find in the article"), ("/", "Ctrl+F"), Menu.EDIT,
        N_("Look for words in the article"), When.ARTICLE, _EVERYWHERE, 1, "find"),
    Row("edit.corpus", N_("Find in every article"), ("Ctrl+Shift+F",), Menu.EDIT,
        N_("Look for words, an expression or annotations in the whole database"), When.ALWAYS, _EVERYWHERE, 1),
    Row("edit.palette", N_("Find a command or an article"), ("Ctrl+P",), Menu.EDIT,
        N_("Type a few letters of what you want to do"), When.ALWAYS, _EVERYWHERE, 1, "palette"),
    Row("edit.settings", N_("Settings…"), ("Ctrl+,",), Menu.EDIT,
        N_("Choose look, text, keys and how annotating works"), When.ALWAYS, _EVERYWHERE, 2),
    # --- Span
    Row("span.next", N_("Next open suggestion"), ("Tab",), Menu.SPAN,
        N_("Focus the next open suggestion, or the next span when none is open"), icon="down"),
    Row("span.previous", N_("Previous open suggestion"), ("Shift+Tab",), Menu.SPAN,
        N_("Focus the open suggestion before, or the span before when none is open"), icon="up"),
    Row("span.accept", N_("Accept and move on"), ("Return", "Enter"), Menu.SPAN,
        N_("Accept the focused suggestion and focus the next"), section=1, icon="accept"),
    Row("span.reject", N_("Reject or delete"), ("Backspace", "X", "Del"), Menu.SPAN,
        N_("Reject the focused suggestion, or delete the focused span"), When.FOCUS, section=1, icon="reject"),
    Row("span.accept_sure", N_("Accept all sure ones"), ("Shift+Return", "Shift+Enter"), Menu.SPAN,
        N_("Accept every open suggestion at or above the threshold"), When.OPEN, section=1),
    Row("span.end_right", N_("End one word right"), ("Alt+Right",), Menu.EDGES,
        N_("Move the end of the focused span one word to the right"), When.FOCUS, section=2),
    Row("span.end_left", N_("End one word left"), ("Alt+Left",), Menu.EDGES,
        N_("Move the end of the focused span one word to the left"), When.FOCUS, section=2),
    Row("span.start_right", N_("Start one word right"), ("Alt+Shift+Right",), Menu.EDGES,
        N_("Move the start of the focused span one word to the right"), When.FOCUS, section=2),
    Row("span.start_left", N_("Start one word left"), ("Alt+Shift+Left",), Menu.EDGES,
        N_("Move the start of the focused span one word to the left"), When.FOCUS, section=2),
    Row("span.end_right_char", N_("End one character right"), ("Ctrl+Alt+Right",), Menu.EDGES,
        N_("Move the end of the focused span one character to the right"), When.FOCUS, section=3),
    Row("span.end_left_char", N_("End one character left"), ("Ctrl+Alt+Left",), Menu.EDGES,
        N_("Move the end of the focused span one character to the left"), When.FOCUS, section=3),
    Row("span.start_right_char", N_("Start one character right"), ("Ctrl+Alt+Shift+Right",), Menu.EDGES,
        N_("Move the start of the focused span one character to the right"), When.FOCUS, section=3),
    Row("span.start_left_char", N_("Start one character left"), ("Ctrl+Alt+Shift+Left",), Menu.EDGES,
        N_("Move the start of the focused span one character to the left"), When.FOCUS, section=3),
    Row("span.marks", N_("Quotation marks in or out"), ("Ctrl+.",), Menu.SPAN,
        N_("Take the quotation marks around the focused span in, or out"), When.FOCUS, section=4),
    Row("span.merge", N_("Merge"), ("Ctrl+J",), Menu.SPAN,
        N_("Make one span of the focused one and the next of its label, or of all in the selection"), section=4),
    Row("span.split", N_("Split at the caret"), ("Ctrl+K",), Menu.SPAN,
        N_("Cut the focused span in two where the caret stands"), When.FOCUS, section=4),
    Row("span.propagate", N_("The same for the same words"), ("P",), Menu.SPAN,
        N_("Put this decision on the same words of the article; you see them first"), section=5),
    Row("span.propagate_corpus", N_("The same in all articles"), ("Shift+P",), Menu.SPAN,
        N_("Put this decision on the same words of every unfinished article; you see them first"), section=5),
    # --- Quote
    Row("quote.speaker", N_("Speaker"), ("S",), Menu.QUOTE,
        N_("Link the likeliest speaker; press again for the next, or a letter"), When.QUOTE, icon="speaker"),
    Row("quote.cue", N_("Cue"), ("C",), Menu.QUOTE,
        N_("Link the nearest word of saying; press again for the next, or a letter"), When.QUOTE, icon="cue"),
    Row("quote.resolve", N_("Full name"), ("N",), Menu.QUOTE,
        N_("Say whom “ia”, “-nya” or “Presiden itu” means; press again for the next, or a letter"),
        When.FOCUS_OR_QUOTE),
    Row("quote.name", N_("Full name, typed…"), ("Shift+N",), Menu.QUOTE,
        N_("Type a few letters of any full name of the article, or a name that is not in it"), When.FOCUS_OR_QUOTE),
    Row("quote.repair", N_("Repair the quotation marks"), ("R",), Menu.QUOTE,
        N_("Put the quote to its quotation marks where one is missing or lies elsewhere"), When.QUOTE),
    Row("quote.closed", N_("Both marks there, or one missing"), ("Shift+R",), Menu.QUOTE,
        N_("Say whether both quotation marks of the quote stand in the text; its edges stay"), When.QUOTE),
    Row("quote.direct", N_("Direct"), ("D",), Menu.QUOTE,
        N_("The quote stands between quotation marks"), When.QUOTE, section=1),
    Row("quote.indirect", N_("Indirect"), ("I",), Menu.QUOTE,
        N_("The quote is told in the journalist's words"), When.QUOTE, section=1),
    Row("quote.mixed", N_("Mixed"), ("E",), Menu.QUOTE,
        N_("Part of the quote stands between quotation marks"), When.QUOTE, section=1),
    Row("quote.clear", N_("Clear the frame"), ("Shift+S",), Menu.QUOTE,
        N_("Untie the focused quote from its speaker and cue"), When.QUOTE, section=2),
    # --- View
    Row("view.left", N_("Queue"), ("F9",), Menu.VIEW,
        N_("Show or hide the queue of articles"), When.ALWAYS, _EVERYWHERE, 0, is_checkable=True),
    Row("view.right", N_("Inspector"), ("F10",), Menu.VIEW,
        N_("Show or hide what is known about the focused span"),
        When.ALWAYS, _EVERYWHERE, 0, is_checkable=True),
    Row("view.findings", N_("Findings"), ("Ctrl+Shift+L",), Menu.VIEW,
        N_("Show what contradicts itself in the annotations, and mend it"), When.ARTICLE, _EVERYWHERE, 0),
    Row("view.message", N_("To the message"), ("F6",), Menu.VIEW,
        N_("Put the keyboard on the message below the text: Enter does what it offers, Esc closes it"),
        When.MESSAGE, _EVERYWHERE, 0),
    Row("view.zoom_in", N_("Larger text"), ("Ctrl++", "Ctrl+="), Menu.VIEW,
        N_("Make the article's text larger"), When.ALWAYS, _EVERYWHERE, 1, "zoom_in"),
    Row("view.zoom_out", N_("Smaller text"), ("Ctrl+-",), Menu.VIEW,
        N_("Make the article's text smaller"), When.ALWAYS, _EVERYWHERE, 1, "zoom_out"),
    Row("view.zoom_reset", N_("Usual text size"), ("Ctrl+0",), Menu.VIEW,
        N_("Show the article's text in its usual size"), When.ALWAYS, _EVERYWHERE, 1),
    Row("view.layer_entity", N_("Show entities"), ("Ctrl+1",), Menu.VIEW,
        N_("Show the entities in the text, or leave them out; nothing is deleted"),
        When.ALWAYS, _EVERYWHERE, 2, is_checkable=True),
    Row("view.layer_quote", N_("Show quotes"), ("Ctrl+2",), Menu.VIEW,
        N_("Show the quotes in the text, or leave them out; nothing is deleted"),
        When.ALWAYS, _EVERYWHERE, 2, is_checkable=True),
    Row("view.layer_zone", N_("Show zones"), ("Ctrl+3",), Menu.VIEW,
        N_("Show the zones in the text, or leave them out; nothing is deleted"),
        When.ALWAYS, _EVERYWHERE, 2, is_checkable=True),
    Row("view.layer_relation", N_("Show links"), ("Ctrl+4",), Menu.VIEW,
        N_("Show the lines between quotes, speakers and cues, or leave them out"),
        When.ALWAYS, _EVERYWHERE, 2, is_checkable=True),
    Row("view.layers_all", N_("Show everything"), ("Ctrl+5",), Menu.VIEW,
        N_("Show every layer in the text again"), When.ALWAYS, _EVERYWHERE, 2),
    Row("view.numbers", N_("Paragraph numbers"), ("F7",), Menu.VIEW,
        N_("Write the paragraphs' numbers beside the text"), When.ALWAYS, _EVERYWHERE, 3, is_checkable=True),
    Row("view.theme", N_("Switch light and dark"), ("F8",), Menu.VIEW,
        N_("Change between the light and the dark look"), When.ALWAYS, _EVERYWHERE, 4, "theme"),
    Row("view.theme_system", N_("Look of the system"), (), Menu.VIEW,
        N_("Follow the light or dark look of the system"), When.ALWAYS, _EVERYWHERE, 4, is_checkable=True),
    Row("view.language_id", "Bahasa Indonesia", (), Menu.VIEW,
        N_("Speak Indonesian from the next start on"), When.ALWAYS, _EVERYWHERE, 5, is_checkable=True),
    Row("view.language_en", "English", (), Menu.VIEW,
        N_("Speak English from the next start on"), When.ALWAYS, _EVERYWHERE, 5, is_checkable=True),
    # --- Model
    Row("model.suggest", N_("Suggest for this article"), (), Menu.MODEL,
        N_("Ask the model about the open article again"), When.MODEL, _EVERYWHERE, 0, "suggest"),
    Row("model.suggest_all", N_("Suggest for all articles"), (), Menu.MODEL,
        N_("Ask the model about every article without current suggestions"), When.ALWAYS, _EVERYWHERE, 0),
    Row("model.cancel", N_("Stop the long work"), (), Menu.MODEL,
        N_("Stop what runs in the background; what is done stays"), When.WORKING, _EVERYWHERE, 0),
    Row("model.restart", N_("Start the model again"), (), Menu.MODEL,
        N_("Start the model process again after it failed"), When.ALWAYS, _EVERYWHERE, 1),
    Row("model.lists_open", N_("Open the word lists folder"), (), Menu.MODEL,
        N_("Your own words of saying, names and titles: files that add to the shipped lists or take out of them"),
        When.ALWAYS, _EVERYWHERE, 2),
    Row("model.lists_reload", N_("Reload the word lists"), (), Menu.MODEL,
        N_("Let the model read your word lists anew and suggest by them"), When.ALWAYS, _EVERYWHERE, 2),
    # --- Help
    Row("help.guideline", N_("Guideline of the focused label"), ("G",), Menu.HELP,
        N_("Show the rules of the guideline for the focused label"), When.ALWAYS, icon="guideline"),
    Row("help.keys", N_("Keys"), ("?",), Menu.HELP,
        N_("Show every key on one page"), When.ALWAYS, icon="keys"),
    Row("help.annotator", N_("Your name…"), (), Menu.HELP,
        N_("Change the name your annotations are kept under"), When.ALWAYS, _EVERYWHERE, 1),
    Row("help.about", N_("About Kutip"), (), Menu.HELP,
        N_("Show the version and where things lie"), When.ALWAYS, _EVERYWHERE, 1),
    # --- Caret
    Row("caret.jump", N_("Jump to a word by letters"), (";",), Menu.CARET,
        N_("Every word in sight gets letters; type them to go there, with Shift to select up to it")),
    Row("caret.jumps", N_("Letters below the words"), (":",), Menu.CARET,
        N_("Letters to jump by stay below the words, also after a restart; Esc hides them until the next correction"),
        is_checkable=True),
    Row("caret.name", N_("Next name without a label"), ("W",), Menu.CARET,
        N_("Go to the next capitalised word that has no label; a label key then takes the whole name")),
    Row("caret.name_back", N_("Name without a label before"), ("Shift+W",), Menu.CARET,
        N_("Go to the capitalised word before that has no label")),
    Row("caret.right", N_("One word right"), ("Right",), Menu.CARET, _MOVES, section=1),
    Row("caret.left", N_("One word left"), ("Left",), Menu.CARET, _MOVES, section=1),
    Row("caret.char_right", N_("One character right"), (".",), Menu.CARET, _MOVES, section=1),
    Row("caret.char_left", N_("One character left"), (",",), Menu.CARET, _MOVES, section=1),
    Row("caret.up", N_("One line up"), ("Up",), Menu.CARET, _MOVES, section=1),
    Row("caret.down", N_("One line down"), ("Down",), Menu.CARET, _MOVES, section=1),
    Row("caret.page_up", N_("One page up"), ("PgUp",), Menu.CARET, _MOVES, section=1),
    Row("caret.page_down", N_("One page down"), ("PgDown",), Menu.CARET, _MOVES, section=1),
    Row("caret.line_start", N_("To the start of the line"), ("Home",), Menu.CARET, _MOVES, section=1),
    Row("caret.line_end", N_("To the end of the line"), ("End",), Menu.CARET, _MOVES, section=1),
    Row("caret.article_start", N_("To the start of the article"), ("Ctrl+Home",), Menu.CARET, _MOVES, section=1),
    Row("caret.article_end", N_("To the end of the article"), ("Ctrl+End",), Menu.CARET, _MOVES, section=1),
    Row("select.right", N_("Select one word right"), ("Shift+Right",), Menu.CARET, _SELECTS, section=2),
    Row("select.left", N_("Select one word left"), ("Shift+Left",), Menu.CARET, _SELECTS, section=2),
    Row("select.char_right", N_("Select one character right"), ("Ctrl+Shift+Right", ">"), Menu.CARET,
        _SELECTS, section=2),
    Row("select.char_left", N_("Select one character left"), ("Ctrl+Shift+Left", "<"), Menu.CARET, _SELECTS, section=2),
    Row("select.up", N_("Select one line up"), ("Shift+Up",), Menu.CARET, _SELECTS, section=2),
    Row("select.down", N_("Select one line down"), ("Shift+Down",), Menu.CARET, _SELECTS, section=2),
    Row("select.page_up", N_("Select one page up"), ("Shift+PgUp",), Menu.CARET, _SELECTS, section=2),
    Row("select.page_down", N_("Select one page down"), ("Shift+PgDown",), Menu.CARET, _SELECTS, section=2),
    Row("select.line_start", N_("Select to the start of the line"), ("Shift+Home",), Menu.CARET, _SELECTS, section=2),
    Row("select.line_end", N_("Select to the end of the line"), ("Shift+End",), Menu.CARET, _SELECTS, section=2),
    Row("select.article_start", N_("Select to the start of the article"), ("Ctrl+Shift+Home",), Menu.CARET,
        _SELECTS, section=2),
    Row("select.article_end", N_("Select to the end of the article"), ("Ctrl+Shift+End",), Menu.CARET,
        _SELECTS, section=2),
)  # fmt: skip


_FOR_NOBODY = frozenset({
    "file.quit", "view.zoom_in", "view.zoom_out", "view.zoom_reset", "view.theme", "view.theme_system",
    "view.language_id", "view.language_en", "help.about",
})  # fmt: skip


def rows_for(schema: Schema, language: str) -> tuple[Row, ...]:
    """Return the table with one row a label of `schema`, its key as the label set says."""
    return ROWS + tuple(
        Row(
            f"label.{label.name}",
            _titled(label.name, label.title.get(language) or label.title.get("en", "")),
            (label.key.upper(),) if label.key.islower() else (_shifted(label.key),),
            Menu.SPAN,
            label.covers.get(language) or label.covers.get("en", ""),
            section=6,
            label=label.name,
        )
        for label in schema.labels
    )


def _titled(name: str, title: str) -> str:
    return f"{name} – {title}" if title and title.casefold() != name.casefold() else name


def _shifted(key: str) -> str:
    return f"Shift+{key}" if key.isupper() else key


class ActionSet:
    """The QActions made of the table, by id; widgets share them, so a state is set once and shows everywhere."""

    def __init__(
        self, parent: QWidget, rows: Iterable[Row], icon: Callable[[str], QIcon], run: Callable[[str], None]
    ) -> None:
        self.rows: dict[str, Row] = {row.id: row for row in rows}
        self._icon = icon
        self._actions: dict[str, QAction] = {}
        for row in self.rows.values():
            self._actions[row.id] = self._made(parent, row, run)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def install(self, window: QWidget, text: QWidget) -> None:
        """Make keys count: those of the window's scope on `window`, the others only while `text` has the focus."""
        for row in self.rows.values():
            (window if row.scope is Scope.WINDOW else text).addAction(self[row.id])

    def fill(self, bar: QMenuBar) -> dict[Menu, QMenu]:
        """Make the menus of the table on `bar`."""
        made: dict[Menu, QMenu] = {}
        for menu in Menu:
            made[menu] = self._menu(made[INSIDE[menu]] if menu in INSIDE else bar, menu)
        return made

    def rebind(self, rows: Iterable[Row]) -> None:
        """Give the actions the keys of `rows`; menus and tool tips say them at once."""
        changed = [row for row in rows if row.keys != self.rows[row.id].keys]
        for row in changed:  # first all go, so that no key has two owners for a moment
            self[row.id].setShortcuts([])
        for row in changed:
            self.rows[row.id] = row
            _show_keys(self[row.id], row)

    def update(self, state: frozenset[When]) -> None:
        """Enable exactly the actions that make sense in `state`; while nobody is there, those that touch no article."""
        for row in self.rows.values():
            if When.NOBODY in state:
                self[row.id].setEnabled(row.id in _FOR_NOBODY)
            else:
                self[row.id].setEnabled(row.when is When.ALWAYS or row.when in state)

    def refresh_icons(self) -> None:
        """Draw the icons again, after the theme changed."""
        for row in self.rows.values():
            if row.icon:
                self[row.id].setIcon(self._icon(row.icon))

    def check(self, checks: Mapping[str, bool]) -> None:
        """Set the marks of checkable actions, without setting them off."""
        for action_id, is_on in checks.items():
            self[action_id].setChecked(is_on)

    def _made(self, parent: QWidget, row: Row, run: Callable[[str], None]) -> QAction:
        action = QAction(parent)
        action.setObjectName(row.id)
        action.setStatusTip("")
        action.setCheckable(row.is_checkable)
        _show_keys(action, row)
        action.setShortcutContext(
            Qt.ShortcutContext.WindowShortcut if row.scope is Scope.WINDOW else Qt.ShortcutContext.WidgetShortcut
        )
        action.setMenuRole(QAction.MenuRole.NoRole)
        if row.icon:
            action.setIcon(self._icon(row.icon))
        action.triggered.connect(lambda *_args, action_id=row.id: run(action_id))
        return action

    def _menu(self, parent: QMenuBar | QMenu, menu: Menu) -> QMenu:
        made = parent.addMenu(_(menu.value))
        made.setToolTipsVisible(True)
        section: int | None = None
        for row in (row for row in self.rows.values() if row.menu is menu):
            if section is not None and row.section != section:
                made.addSeparator()
            section = row.section
            made.addAction(self[row.id])
        return made


def _show_keys(action: QAction, row: Row) -> None:
    # Behind a tab stands what a menu shows for the key: ours says "Enter" and draws arrows, as everywhere else.
    action.setText(f"{shown_text(row)}\t{row.shown_keys}" if row.keys else shown_text(row))
    action.setToolTip(tool_tip(row))
    action.setShortcuts([QKeySequence(key) for key in row.keys])


def shown_text(row: Row) -> str:
    """Return the row's name in the language spoken now."""
    return row.text if row.label else _(row.text)


def tool_tip(row: Row) -> str:
    """Return the row's tip with its key, in the language spoken now."""
    tip = row.tip if row.label else _(row.tip)
    return f"{tip} ({row.shown_keys})" if row.keys else tip
