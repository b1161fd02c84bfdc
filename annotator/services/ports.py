"""What the use cases need from the outside, as Protocols. `bootstrap` decides who provides it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from annotator.domain.annotations import Answer, Article, Comment, Layer
from annotator.domain.edits import Delta
from annotator.domain.errors import Problem
from annotator.domain.export_facts import ExportFacts
from annotator.domain.losses import Loss
from annotator.domain.schema import Schema
from annotator.domain.search import Place
from annotator.domain.spans import Relation, Span
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.domain.word_lists import WordListState

# --- the database ------------------------------------------------------------------------------------------


class JournalKind(StrEnum):
    """What a journal row records: a fresh edit, or the taking back or repeating of row `target`."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class JournalHead:
    """A journal row without its delta, enough to rebuild the undo stack. `seq` ascends from 1 within a layer.

    `name` is the edit's class name ("Resize"); for UNDO and REDO that of the row it is about. `tie` is the same on all
    rows, in whichever article, that one propagation wrote.
    """

    seq: int
    kind: JournalKind
    name: str
    target: int | None = None
    tie: str | None = None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A whole journal row. `at` is UTC."""

    head: JournalHead
    at: datetime
    delta: Delta


@dataclass(frozen=True, slots=True)
class StoredLayer:
    """A layer with the revision it was read at; writing needs the revision to be still the same."""

    layer: Layer
    revision: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One article as the queue lists it for one annotator.

    `open_count` is the suggested spans the annotator has not decided about, `decided_count` the spans in their
    layer (rejected ones too). `has_suggestions` is False until any model has run on it. `skip_reason` is the note
    that a person left on skipping it (`domain.annotations.SKIP_NOTE`).
    """

    article_id: int
    title: str
    source: str
    date: str
    answer: Answer | None
    is_flagged: bool
    open_count: int
    decided_count: int
    has_suggestions: bool
    skip_reason: str = ""


class QueueOrder(StrEnum):
    """An order of the queue; articles that compare alike stand as they were added.

    OPEN and DOUBT put unfinished articles first. DOUBT goes by the mean doubt (1 - score) of the suggestions that are
    still open, the most doubtful article first; one without open suggestions is not doubted at all. Its sum is kept
    with the count at every write, so that ordering reads no spans.
    """

    ADDED = "added"
    NEWEST = "newest"
    OPEN = "open"
    DOUBT = "doubt"
    SOURCE = "source"
    TITLE = "title"


class QueueState(StrEnum):
    """What an annotator made of an article, to filter by. OPEN is without an answer, NOTED has a note."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    FLAGGED = "flagged"
    NOTED = "noted"


ANSWER_STATES = frozenset({QueueState.OPEN, QueueState.DONE, QueueState.SKIPPED})
"""Of these an article is in one only."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which articles the queue shows: those that fit everything named here, in one of the answer states named.

    `labels`: a live span, or an open suggestion, has each of them. `speakers`: parts of full names that a speaker
    resolves to, in whatever case.
    """

    states: frozenset[QueueState] = frozenset()
    labels: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where every article fits."""
        return not (self.states or self.labels or self.speakers)


EVERYTHING = QueueFilter()


@dataclass(frozen=True, slots=True)
class IncomingRecord:
    """One article on its way in, with a layer where the file held annotations.

    `annotator` None means "whoever is importing". `suggested` are spans and relations with status SUGGESTED.
    """

    article: Article
    annotator: str | None = None
    answer: Answer | None = None
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    suggested: Suggestions | None = None
    file: str = ""
    line: int | None = None
    comments: tuple[Comment, ...] = ()
    is_flagged: bool = False

    @property
    def has_layer(self) -> bool:
        """True where there is something to put in an annotator's layer."""
        return bool(self.spans or self.relations or self.comments or self.is_flagged or self.answer is not None)


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What one batch of a bulk import did.

    `added` articles are new, `known` were there already; a layer is written only where the annotator had none
    with anything in it, else it counts in `kept_layers` and the annotator's work stays as it is.
    """

    added: int = 0
    known: int = 0
    layers: int = 0
    kept_layers: tuple[str, ...] = ()
    article_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingRecord:
    """One article on its way out with one annotator's layer, or with open suggestions only (annotator None)."""

    article: Article
    annotator: str | None
    answer: Answer | None
    spans: tuple[Span, ...]
    relations: tuple[Relation, ...]
    comments: tuple[Comment, ...] = ()
    is_flagged: bool = False


class Which(StrEnum):
    """Which layers an export takes. FINISHED: the adjudicated layer where there is one, else every finished one."""

    FINISHED = "finished"
    ADJUDICATED = "adjudicated"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class OutgoingChoice:
    """What `Database.outgoing` yields.

    `annotator`: of that annotator's own layers only. `include_suggested`: each record also carries the suggestions
    still open, and articles nobody has a layer on come with annotator None. `articles`: only articles with these
    keys; None is every article.
    """

    which: Which = Which.FINISHED
    annotator: str | None = None
    include_suggested: bool = False
    articles: Container[str] | None = None


FINISHED_LAYERS = OutgoingChoice()


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One stretch of articles that was searched: the `last` id of it (None at the end), how many, and the hits' ids."""

    last: int | None
    count: int
    hits: tuple[int, ...]


class ArticleStore(Protocol):
    """Articles by database id."""

    def add(self, article: Article) -> tuple[Article, bool]:
        """Store `article`, or find the one with the same text; return it with its id, and whether it is new."""

    def get(self, article_id: int) -> Article:
        """Return the article. Raises KeyError."""

    def count(self) -> int:
        """Return how many articles there are."""

    def queue(self, annotator: str, ids: Sequence[int] | None = None) -> list[QueueRow]:
        """Return the articles `ids` as `annotator` sees them, in that order; None is every article, as added."""

    def queue_ids(
        self, annotator: str, order: QueueOrder = QueueOrder.ADDED, wanted: QueueFilter = EVERYTHING
    ) -> list[int]:
        """Return the ids of the articles that fit `wanted`, in `order`."""

    def finished_ids(self, annotator: str) -> set[int]:
        """Return the ids of the articles that `annotator` gave an answer."""

    def titled(self, words: Sequence[str], limit: int) -> list[tuple[int, str]]:
        """Return id and title of up to `limit` articles whose title holds all of `words`, as added."""

    def texts(self, after: int, limit: int) -> list[tuple[int, str, str]]:
        """Return id, title and text of the `limit` articles that follow the id `after`, ascending."""

    def holding(self, forms: Sequence[str], *, after: int, limit: int) -> LookedAt:
        """Look for any of `forms` in the `limit` articles that follow the id `after`.

        A coarse look, so that few texts need to be read: case is not told apart, nor where a word ends.
        """

    def without_suggestions(self, model: ModelInfo) -> list[int]:
        """Return the ids of articles that `model` (this very version) has not run on, ascending."""


class LayerStore(Protocol):
    """Current state of annotators' layers."""

    def load(self, article_id: int, annotator: str) -> StoredLayer:
        """Return the layer; an empty one with revision 0 where the annotator has not touched the article."""

    def write(self, before: StoredLayer, delta: Delta, head: JournalHead, at: datetime) -> int:
        """Write `delta` to the state and one row to the journal; return the new revision.

        Raises ChangedElsewhereError where the stored revision is no longer `before.revision`. Nothing is visible to
        others, or survives a crash, before the unit of work commits.
        """

    def journal(self, article_id: int, annotator: str) -> list[JournalHead]:
        """Return the layer's journal without deltas, oldest first."""

    def entry(self, article_id: int, annotator: str, seq: int) -> JournalEntry:
        """Return one whole journal row. Raises KeyError."""

    def history(self, article_id: int, annotator: str) -> Iterator[JournalEntry]:
        """Yield the whole journal of a layer, oldest first."""

    def tied(self, annotator: str, tie: str) -> list[int]:
        """Return the articles in which the annotator's journal has a row with that tie, ascending."""

    def articles_by(self, annotator: str | None) -> Mapping[Which, int]:
        """Return how many articles have a layer that `Database.outgoing` takes, suggestions aside.

        None is whosever layer.
        """


class SuggestionStore(Protocol):
    """The newest suggestions of each article; older ones are replaced."""

    def load(self, article_id: int) -> Suggestions | None:
        """Return the article's suggestions, or None where no model has run on it."""

    def save(self, article_id: int, suggestions: Suggestions) -> None:
        """Replace the article's suggestions."""


class RefusalStore(Protocol):
    """Where an annotator said that a decision does not hold, so that it is not offered there again."""

    def of(self, annotator: str, decision: str) -> set[tuple[int, int, int]]:
        """Return the places, article and extent, at which the decision was refused."""

    def add(self, annotator: str, decision: str, places: Sequence[tuple[int, int, int]]) -> None:
        """Remember that the decision was refused at `places`; a place twice is there once."""


class IgnoredStore(Protocol):
    """Findings of the consistency check that were set aside."""

    def keys(self, article_id: int, annotator: str) -> frozenset[str]:
        """Return the keys (`domain.lint.Finding.key`) that `annotator` has set aside in the article."""

    def add(self, article_id: int, annotator: str, key: str) -> None:
        """Set a finding aside; once is enough."""


class AnnotatorStore(Protocol):
    """Who works here."""

    def names(self) -> list[str]:
        """Return the annotators' names, in the order they came."""

    def ensure(self, name: str) -> None:
        """Add the annotator where they are new."""


class SchemaStore(Protocol):
    """Label sets, versioned: what was in force when something was annotated can be looked up again."""

    def save(self, name: str, version: str, source: str) -> None:
        """Keep the label set's TOML `source`; the same name and version again replaces nothing."""

    def newest(self, name: str) -> str | None:
        """Return the TOML source saved last under `name`, or None."""


class UnitOfWork(Protocol):
    """One transaction over all stores. Leaving the `with` block without `commit` rolls back."""

    articles: ArticleStore
    layers: LayerStore
    suggestions: SuggestionStore
    refusals: RefusalStore
    annotators: AnnotatorStore
    ignored: IgnoredStore
    schemas: SchemaStore

    def commit(self) -> None:
        """Make it last: when this returns, a crash or a power cut loses nothing of it. Raises UserError."""


@dataclass(frozen=True, slots=True)
class DatabaseReport:
    """What `doctor` says of a database. `problems` is empty where it is sound."""

    url: str
    revision: str
    articles: int
    layers: int
    problems: tuple[str, ...] = ()
    details: dict[str, str] = field(default_factory=dict)


class Database(Protocol):
    """A migrated, open database. Safe to use from several threads; a unit of work belongs to one."""

    def unit_of_work(self) -> AbstractContextManager[UnitOfWork]:
        """Begin a transaction."""

    def bulk_add(self, records: Sequence[IncomingRecord], importer: str, at: datetime) -> BulkResult:
        """Write one batch in a transaction of its own, through Core. All of it or nothing. Raises UserError.

        A record without annotator goes to `importer`'s layer. `at` stamps the journal rows (one a layer).
        """

    def outgoing(self, choice: OutgoingChoice = FINISHED_LAYERS) -> Iterator[OutgoingRecord]:
        """Yield what an export writes, ordered by article hash then annotator, streamed with flat memory."""

    def check(self) -> DatabaseReport:
        """Check integrity; slow on a big database."""

    def close(self) -> None:
        """Give the files back."""


# --- files -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormatOption:
    """A choice a format leaves to the person: `name` on the command line, `title` (N_) in the assistants.

    `choices` are the values by their titles (N_); without any, the value is free text. `default` is one of them.
    """

    name: str
    title: str
    default: str
    choices: Mapping[str, str] = field(default_factory=dict)


class Asks(StrEnum):
    """When a person looks at what an import of a format would do before it does it."""

    ALWAYS = "always"
    """There is something to choose: columns, or what another program's labels are here."""
    WHEN_REFUSED = "when refused"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """A format as people choose it.

    `title` (N_) says whose it is; `suffixes` are of its files, the one it is written with first. `is_folder`: it is
    written as a folder of files. `is_lossless`: what was exported comes back equal. `carries` (N_) says in a sentence
    what it holds and what it has no room for; `leaves_out` (N_) what it never carries, which is therefore no loss of
    one export: who decided, by which model, with what score.
    `default_split` stands in where the format is nothing without a split; `split_names` are its words for them.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    is_folder: bool = False
    is_lossless: bool = False
    carries: str = ""
    leaves_out: str = ""
    default_split: str = ""
    split_names: Mapping[str, str] = field(default_factory=dict)
    write_options: tuple[FormatOption, ...] = ()
    read_options: tuple[FormatOption, ...] = ()
    asks: Asks = Asks.ALWAYS


@dataclass(frozen=True, slots=True)
class ReadJob:
    """How to read: the label set, `labels` theirs to ours ("" leaves the span or relation out), the format's options.

    `met` is told each label of theirs that is met, before it is mapped.
    """

    schema: Schema
    labels: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    met: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class WriteJob:
    """How to write: the label set, the format's options (all of them, by default or as chosen), where losses go."""

    schema: Schema
    options: Mapping[str, str] = field(default_factory=dict)
    lose: Callable[[Loss], None] = lambda _: None


class Reader(Protocol):
    """Reads one file format."""

    info: FormatInfo

    def recognises(self, head: Head) -> bool:
        """Say whether a file is in this format, by its name and what it begins with."""

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the articles of a file, and a Problem for each row that is refused or was read on an assumption.

        Streams: memory does not grow with the file. Raises UserError where the file as a whole cannot be read.
        """


@dataclass(frozen=True, slots=True)
class Head:
    """What a file is told by: its name, its first bytes, and for JSON and JSONL the first object in it."""

    path: Path
    start: bytes
    first: Mapping[str, object] | None = None
    """The first row of JSONL, or the first element of a JSON array, or the JSON object itself."""

    @property
    def suffix(self) -> str:
        """The suffix of the name, in lower case, with its dot."""
        return self.path.suffix.lower()


@dataclass(frozen=True, slots=True)
class Table:
    """The beginning of a file of rows with columns. `guess` names the column that each read option is probably in."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guess: Mapping[str, str]


@runtime_checkable
class TableReader(Reader, Protocol):
    """A reader of files with columns, whose read options say which column is what."""

    def table(self, path: Path, limit: int) -> Table:
        """Return the columns and the first `limit` rows. Raises UserError where there are none."""


class Leftovers(Protocol):
    """Where the rows that an import refused are kept, so that they can be mended and imported again."""

    def add(self, problem: Problem) -> None:
        """Keep the row of `problem`, where it has one. Raises UserError."""

    def close(self, lines: Sequence[Problem]) -> tuple[Path, ...]:
        """Write the report of what was refused and return it and the files of rows; nothing where there was nothing."""


class Writer(Protocol):
    """Writes one file format."""

    info: FormatInfo

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write `records` to `path`, which is new, and return how many; the same records give the same bytes.

        `path` is a file, or for a folder format an empty folder, that the caller puts in its place when all of it is
        well: a writer need not mind what happens when it is stopped half way. A file that would grow too large may go
        on in others beside it, named after it. It tells `job.lose` of everything it cannot carry. Raises UserError
        where a record cannot be written at all.
        """


@runtime_checkable
class CardWriter(Protocol):
    """A writer whose exports have a data card."""

    def card(self, facts: ExportFacts) -> str:
        """Return the card, in Markdown; the same facts give the same card."""


class Shelf(Protocol):
    """Where an export is made, so that all of it comes to its place at once or nothing does."""

    def scratch(self) -> AbstractContextManager[Path]:
        """Give a new folder that is cleared away at the end of the `with` block. Raises UserError."""

    def staged(self, goal: Path, *, is_folder: bool) -> AbstractContextManager[Path]:
        """Give a new folder beside `goal` for the length of a `with` block; what is left in it then is cleared away.

        Raises UserError where nothing can be written there, or where a folder is there that no export made.
        """

    def put(self, folder: Path, goal: Path, files: Mapping[str, Path]) -> None:
        """Put files of the staged `folder`, by their names in it, in their places about `goal`. Raises UserError."""

    def put_folder(self, folder: Path, goal: Path) -> None:
        """Make the staged `folder` the folder `goal`, instead of an export that was there. Raises UserError."""


class SayingWords(Protocol):
    """The lexicon's words of saying, as the consistency check needs them."""

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return where words of saying stand in `text`, ascending."""


class TextFinder(Protocol):
    """Looks for one expression in many texts. Whatever the expression, nobody waits for it longer than they want to."""

    def find(self, texts: Sequence[str], cancelled: Callable[[], bool]) -> list[list[Place]] | None:
        """Return the places in each of `texts`; None where they take too long. Raises Cancelled, UserError."""

    def close(self) -> None:
        """Give everything back; it can still be asked again."""


# --- the model ---------------------------------------------------------------------------------------------


class Suggester(Protocol):
    """A model that answers for texts, in order; for the command line and tests it blocks."""

    @property
    def model(self) -> ModelInfo:
        """The model that answers. Raises UserError where it cannot be started."""

    def suggest(self, texts: Iterable[str]) -> Iterator[Suggestions | Problem]:
        """Yield one answer a text, in the order asked. A text that failed gives a Problem, and the rest goes on."""


class Clock(Protocol):
    """What time it is."""

    def __call__(self) -> datetime:
        """Return now, in UTC."""


class WordLists(Protocol):
    """A person's own entries in the model's word lists: files in a folder, read when the model starts."""

    folder: Path

    def prepare(self) -> list[Path]:
        """Make the folder, and commented beginnings of the lists that are missing; return those. Raises UserError."""

    def state(self) -> WordListState:
        """Read the lists and say what there is and what was refused."""
