"""The one door every correction goes through: edit, undo, redo; journal and state in one transaction each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.annotations import Article, Layer, View, view, view_after
from annotator.domain.changes import Changes
from annotator.domain.edits import Delta, Edit, apply, difference, plan
from annotator.domain.errors import UserError
from annotator.domain.history import STEP_BACK
from annotator.domain.schema import Schema
from annotator.domain.suggestions import Suggestions
from annotator.services.ports import Clock, Database, JournalEntry, JournalHead, JournalKind, StoredLayer, UnitOfWork


@dataclass(frozen=True, slots=True)
class _Stacks:
    """The undo and redo stacks of one layer as the journal implies them; the top is last."""

    undo: tuple[JournalHead, ...] = ()
    redo: tuple[JournalHead, ...] = ()
    last_seq: int = 0

    def after(self, head: JournalHead) -> _Stacks:
        """Return the stacks once `head` is in the journal: an edit forgets what could be redone."""
        match head.kind:
            case JournalKind.EDIT:
                return _Stacks((*self.undo, head), (), head.seq)
            case JournalKind.UNDO:
                return _Stacks(self.undo[:-1], (*self.redo, self.undo[-1]), head.seq)
            case JournalKind.REDO:
                return _Stacks((*self.undo, self.redo[-1]), self.redo[:-1], head.seq)


class Session:
    """One annotator at work on one open article. Lives on one thread; every method that changes anything commits.

    Undo and redo read the journal, so they reach back over restarts and cannot disagree with what is stored.
    """

    def __init__(
        self, database: Database, clock: Clock, article_id: int, annotator: str, schema: Schema | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._annotator = annotator
        self._schema = schema
        self._view: View | None = None
        with database.unit_of_work() as work:
            self.article: Article = work.articles.get(article_id)
            self._suggestions: Suggestions | None = work.suggestions.load(article_id)
            self._stored, self._stacks = self._read_layer(work)

    @property
    def layer(self) -> Layer:
        """The annotator's layer as stored."""
        return self._stored.layer

    @property
    def suggestions(self) -> Suggestions | None:
        """What the model said about this article, None where it has not run on it."""
        return self._suggestions

    @property
    def view(self) -> View:
        """The layer with the open suggestions laid over it."""
        if self._view is None:
            self._view = view(self.layer, self._suggestions)
        return self._view

    @property
    def undo_text(self) -> str | None:
        """The kind of edit that undo would take back, None where there is none."""
        return self._stacks.undo[-1].name if self._stacks.undo else None

    @property
    def undo_tie(self) -> str | None:
        """What ties the edit that undo would take back to the same in other articles, None where it stands alone."""
        return self._stacks.undo[-1].tie if self._stacks.undo else None

    @property
    def redo_tie(self) -> str | None:
        """The same for the edit that redo would repeat."""
        return self._stacks.redo[-1].tie if self._stacks.redo else None

    @property
    def redo_text(self) -> str | None:
        """The kind of edit that redo would repeat, None where there is none."""
        return self._stacks.redo[-1].name if self._stacks.redo else None

    def take_suggestions(self, suggestions: Suggestions) -> bool:
        """Show `suggestions` from now on and return True, or drop them and return False where they are stale.

        They are expected to be in the database already (`services.suggest`).
        """
        if suggestions.sha256 != self.article.sha256:
            return False
        self._suggestions = suggestions
        self._view = None
        return True

    def apply(self, edit: Edit, *, tie: str | None = None) -> Changes | None:
        """Make `edit` last and return what changed, None where it changes nothing. `tie` goes on its journal row.

        Raises UserError, and then nothing has changed.
        """
        delta = plan(
            self.layer,
            self._suggestions,
            edit,
            text_length=len(self.article.text),
            schema=self._schema,
            seen=self.view,
        )
        if delta.is_empty:
            return None
        return self._write(
            delta, JournalHead(self._stacks.last_seq + 1, JournalKind.EDIT, type(edit).__name__, tie=tie)
        )

    def undo(self) -> Changes | None:
        """Take the last edit back, over restarts too; None where there is none. Raises UserError."""
        if not self._stacks.undo:
            return None
        return self._repeat(self._stacks.undo[-1], JournalKind.UNDO)

    def redo(self) -> Changes | None:
        """Repeat the last edit taken back; None where there is none. Raises UserError."""
        if not self._stacks.redo:
            return None
        return self._repeat(self._stacks.redo[-1], JournalKind.REDO)

    def history(self) -> Iterator[JournalEntry]:
        """Yield everything that happened to this layer, oldest first."""
        with self._database.unit_of_work() as work:
            yield from work.layers.history(self.article.id, self._annotator)

    def step_back(self, seq: int) -> Changes | None:
        """Make the layer what it was after journal row `seq` (0: before the first); None where it is so already.

        That is one new edit, which undo takes back: the journal only grows. Raises UserError.
        """
        then = self.layer
        try:
            for entry in reversed([entry for entry in self.history() if entry.head.seq > seq]):
                then = apply(then, entry.delta.inverse())
        except UserError:  # the journal went on elsewhere
            self.reload()
            raise
        delta = difference(self.layer, then)
        if delta.is_empty:
            return None
        return self._write(delta, JournalHead(self._stacks.last_seq + 1, JournalKind.EDIT, STEP_BACK))

    def reload(self) -> None:
        """Read layer, journal and suggestions again, after someone else changed them."""
        with self._database.unit_of_work() as work:
            self._suggestions = work.suggestions.load(self.article.id)
            self._stored, self._stacks = self._read_layer(work)
        self._view = None

    def _read_layer(self, work: UnitOfWork) -> tuple[StoredLayer, _Stacks]:
        stored = work.layers.load(self.article.id, self._annotator)
        return stored, _replayed(work.layers.journal(self.article.id, self._annotator))

    def _repeat(self, target: JournalHead, kind: JournalKind) -> Changes:
        with self._database.unit_of_work() as work:
            delta = work.layers.entry(self.article.id, self._annotator, target.seq).delta
        if kind is JournalKind.UNDO:
            delta = delta.inverse()
        return self._write(delta, JournalHead(self._stacks.last_seq + 1, kind, target.name, target.seq, target.tie))

    def _write(self, delta: Delta, head: JournalHead) -> Changes:
        after = apply(self.layer, delta)
        at = self._clock()
        try:
            with self._database.unit_of_work() as work:
                revision = work.layers.write(self._stored, delta, head, at)
                work.commit()
        except UserError:
            self.reload()
            raise
        before, self._stored = self._stored, StoredLayer(after, revision)
        self._stacks = self._stacks.after(head)
        changes = Changes(
            self.article.id, after, delta, at.astimezone().strftime("%H:%M:%S"), self.undo_text, self.redo_text
        )
        if self._view is not None:
            self._view = view_after(self._view, before.layer, after, self._suggestions, changes.span_ids)
        return changes


class Annotate:
    """Opens articles for one annotator. With a `schema`, edits keep every relation's ends within it."""

    def __init__(self, database: Database, clock: Clock, schema: Schema | None = None) -> None:
        self._database = database
        self._clock = clock
        self._schema = schema

    def open(self, article_id: int, annotator: str) -> Session:
        """Return a session on the article. Raises KeyError for an unknown article."""
        return Session(self._database, self._clock, article_id, annotator, self._schema)


def _replayed(heads: list[JournalHead]) -> _Stacks:
    stacks = _Stacks()
    for head in heads:
        stacks = stacks.after(head)
    return stacks
