"""The only module that names every concrete class: it builds what the front doors use.

Everything heavy is imported where it is built, so that `kutip --version` loads no database and no model.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import __version__, paths
from annotator.domain.effort import Difference
from annotator.domain.errors import N_, Problem, UserError
from annotator.domain.schema import Schema
from annotator.domain.search import Expression
from annotator.i18n import _
from annotator.services.annotate import Annotate
from annotator.services.articles import ImportArticles, Source
from annotator.services.export import ExportAnnotations
from annotator.services.labels import LabelSets, shipped
from annotator.services.lint import Lint
from annotator.services.ports import (
    Database,
    FormatInfo,
    Leftovers,
    OutgoingRecord,
    Reader,
    SayingWords,
    Shelf,
    Suggester,
    TextFinder,
    WordLists,
    Writer,
)
from annotator.services.propagate import PropagateDecisions
from annotator.services.queue import Queue
from annotator.services.search import SearchCorpus
from annotator.services.suggest import SuggestArticles, SuggestFiles
from annotator.settings import RECENT_DATABASE, Settings

if TYPE_CHECKING:
    from annotator.domain.jobs import Report
    from annotator.formats.unfinished import UnfinishedFile
    from annotator.nlp.evaluation.names import NamesScore
    from annotator.services.doctor import Doctor
    from annotator.services.evaluate import Evaluate, Evaluation, Figures


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases over one open database; `target` is where it lies, a path or a URL."""

    target: str | Path
    database: Database
    schema: Schema
    settings: Settings
    annotate: Annotate
    queue: Queue
    search: SearchCorpus
    importer: ImportArticles
    exporter: ExportAnnotations
    suggester: SuggestArticles
    propagate: PropagateDecisions
    labels: LabelSets
    lint: Lint

    @property
    def place(self) -> str:
        """Where the database lies, as it may be shown: a password in the URL is left out."""
        return shown_target(self.target)

    def close(self) -> None:
        """Give the database's files back."""
        self.database.close()


def build(target: str | Path | None = None, settings: Settings | None = None) -> Services:
    """Open the database at `target`, or the one `database_target` finds, and build the use cases over it.

    Raises UserError where the database cannot be opened.
    """
    from annotator.formats.labelset import read_labelset

    settings = settings or load_settings()
    found = database_target(target, settings)
    database = open_database(found)
    try:
        labels = LabelSets(database, read_labelset, paths.seeds() / "labels")
        schema = labels.current()
    except BaseException:
        database.close()
        raise
    annotate = Annotate(database, now, schema)
    return Services(
        target=found,
        database=database,
        schema=schema,
        settings=settings,
        annotate=annotate,
        queue=Queue(database),
        search=SearchCorpus(database, _finder, [label.name for label in schema.labels]),
        importer=ImportArticles(database, source(), schema, now, leftovers),
        exporter=ExportAnnotations(database, writers(), shelf(), schema, __version__),
        suggester=SuggestArticles(database),
        propagate=PropagateDecisions(database, annotate, aliases()),
        labels=labels,
        lint=Lint(database, schema, saying_words),
    )


@contextmanager
def opened(target: str | Path | None = None, settings: Settings | None = None) -> Iterator[Services]:
    """Build the services for the length of a `with` block."""
    services = build(target, settings)
    try:
        yield services
    finally:
        services.close()


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def load_settings() -> Settings:
    """Return the user's settings."""
    return Settings(paths.settings_file())


def database_target(given: str | Path | None, settings: Settings) -> str | Path:
    """Return which database to open: the one named, else KUTIP_DB, else the last one, else the user's own.

    A last one that is no longer there is passed over: a memory stick may be gone, and the day still begins.
    """
    named = given or os.environ.get("KUTIP_DB")
    if named:
        return _as_target(str(named))
    recent = settings.get(RECENT_DATABASE)
    if recent:
        target = _as_target(recent)
        if isinstance(target, str) or target.is_file():
            return target
    return paths.default_database()


def open_database(target: str | Path) -> Database:
    """Open the database, made where there is none; the folder of the user's own is made too. Raises UserError."""
    from annotator.storage import open_database as open_sql_database

    if target == paths.default_database():
        folder = paths.default_database().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(
                N_("The folder for the database cannot be made: {reason}."),
                N_("Make it writable, or name another database with --db or KUTIP_DB."),
                file=str(folder),
                reason=error.strerror or str(error),
            ) from error
    return open_sql_database(target)


def aliases() -> Mapping[str, str]:
    """Return the full names of well-known short ones, by the short one."""
    with (paths.resources() / "lexicons" / "aliases.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["alias"]: row["name"] for row in csv.DictReader(lines, delimiter="\t")}


def source() -> Source:
    """Return the reader of files and folders of every format."""
    from annotator.formats.files import Files
    from annotator.formats.registry import Formats

    return Files(Formats(readers()))


def readers() -> Mapping[str, Reader]:
    """Return the readers by the names of their formats, in the order they are asked and offered."""
    from annotator.formats.registry import READERS
    from annotator.workers.docbin import DocbinReader

    return {**READERS, "docbin": DocbinReader()}


def writers() -> Mapping[str, Writer]:
    """Return the writers by the names of their formats."""
    from annotator.formats.registry import WRITERS
    from annotator.workers.docbin import DocbinWriter

    return {**WRITERS, "docbin": DocbinWriter()}


def formats() -> list[tuple[FormatInfo, bool, bool]]:
    """Return the formats, each with whether it can be read and whether it can be written."""
    ins, outs = readers(), writers()
    return [((outs.get(name) or ins[name]).info, name in ins, name in outs) for name in dict.fromkeys((*outs, *ins))]


def leftovers(at: datetime) -> Leftovers:
    """Return where what an import refuses is kept: a folder of its own, named after the moment."""
    from annotator.formats.leftovers import Leftovers as Folder

    return Folder(paths.user_data() / "imports" / f"{at.astimezone():%Y-%m-%d_%H%M%S}", lambda problem: problem.said(_))


def shelf() -> Shelf:
    """Return where exports are made."""
    from annotator.formats.staging import Shelf as Folders

    return Folders()


def shipped_schema() -> Schema:
    """Return the default label set without opening a database. Raises UserError."""
    from annotator.formats.labelset import read_labelset

    return shipped(read_labelset, paths.seeds() / "labels")


def model_process(workers: int = 1, schema: Schema | None = None) -> AbstractContextManager[Suggester]:
    """Return a model in `workers` processes that start when first asked and end with the `with` block.

    It suggests what `schema` asks for, or the default label set.
    """
    from annotator.workers.client import ModelProcess
    from annotator.workers.team import ModelTeam

    def start() -> ModelProcess:
        return ModelProcess(model_command(schema))

    return start() if workers == 1 else ModelTeam(workers, start)


def model_command(schema: Schema | None = None) -> list[str]:
    """Return what starts a model process that suggests what `schema` asks for."""
    from annotator.workers.client import default_command

    return default_command(with_optional=schema is not None and schema.suggests_optional)


def word_lists() -> WordLists:
    """Return the person's own word lists."""
    from annotator.nlp.wordlist_copies import OwnLists

    return OwnLists(paths.resources(), paths.word_lists())


def saying_words() -> SayingWords:
    """Return the finder of words of saying, by the lexicon and the person's own entries. Raises UserError."""
    from annotator.nlp.quotes.lexicon import Lexicon
    from annotator.nlp.saying import SayingWords as LexiconWords

    return LexiconWords(Lexicon.load(paths.resources() / "lexicons", paths.word_lists()))


def suggest_files(suggester: Suggester) -> SuggestFiles:
    """Return a run of the model over files, without a database."""
    return SuggestFiles(source(), suggester, shipped_schema())


def unfinished_file(goal: Path, *, resume: bool) -> UnfinishedFile:
    """Return a Kutip JSONL file in the making. Raises UserError."""
    from annotator.formats.unfinished import UnfinishedFile

    return UnfinishedFile(goal, resume=resume)


def evaluate(only: Collection[str] | None = None) -> Evaluate:
    """Return the use case that scores suggestions, of the labels in `only` or of all, without a database."""
    from annotator.nlp import evaluation
    from annotator.services.evaluate import Evaluate

    return Evaluate(source(), shipped_schema(), lambda pairs: evaluation.evaluate(pairs, only=only).to_json())


def statements_found(path: Path, model: Suggester, report: Report) -> tuple[int, Mapping[str, Figures]]:
    """Return how many articles a PFSA-ID file has, and by label how much of it the model finds. Raises UserError."""
    from annotator.nlp.evaluation import statements
    from annotator.services.progress import Meter, never

    rows = statements.read(path)
    meter = Meter(len(rows), report, never)
    pairs = []
    for row, answer in zip(rows, model.suggest(row.text for row in rows), strict=True):
        pairs.append((row, () if isinstance(answer, Problem) else answer.spans))
        meter.advance()
    return len(rows), {label: recall.to_json() for label, recall in statements.recalls(pairs).items()}


def _finder(expression: Expression) -> TextFinder:
    from annotator.workers.finder import Finder

    return Finder(expression)


def names_scores(files: Sequence[Path]) -> Iterator[NamesScore]:
    """Yield how well names are found in column files, by the whole model and by its recogniser. Raises UserError.

    The model runs in this process.
    """
    from annotator.nlp.evaluation.names import names_scores
    from annotator.nlp.pipeline import load_pipeline

    return names_scores(load_pipeline(paths.resources(), paths.word_lists()), files)


def differences(gold: OutgoingRecord, current: OutgoingRecord) -> list[Difference]:
    """Return what an annotator would still have to do to turn `current` into `gold`, in all that the scoring counts."""
    from annotator.nlp.evaluation.mending import differences as found

    return found(gold, current)


def models_with_one_part_less(*, every_list: bool = False) -> tuple[int, Iterator[tuple[str, Suggester]]]:
    """Return how many models there are to try, and each with the part it lacks; the first is whole and lacks "".

    `every_list`: each word list is a part as well. They run in this process, one after the other. Raises UserError.
    """
    from annotator.nlp.evaluation.ablation import components, lists, variants

    resources = paths.resources()
    parts = [*components(), *(lists(resources) if every_list else ())]
    return len(parts) + 1, ((variant.part, variant) for variant in variants(resources, parts))


def write_evaluation_page(
    found: Evaluation, goal: Path, *, gold: str, suggested: str, language: str, only: Collection[str] | None = None
) -> None:
    """Write the evaluation as one HTML file, whole or not at all. Raises UserError."""
    from annotator.formats.atomic import replacing
    from annotator.nlp.evaluation import limited
    from annotator.nlp.evaluation.page import Page, render

    pairs = [(limited(one, only), limited(other, only)) for one, other in found.pairs]
    page = Page(found.figures, pairs, shipped_schema().labels, gold, suggested, language)
    with replacing(goal) as stream:
        stream.write(render(page).encode())


def write_lines(records: Iterable[OutgoingRecord], goal: Path) -> None:
    """Write the records as Kutip JSONL, a file whole or not at all, a pipe as they come. Raises UserError."""
    from annotator.formats.atomic import replacing
    from annotator.formats.kutip_jsonl import encode

    with replacing(goal) as stream:
        stream.writelines(map(encode, records))


def kutip_line(record: OutgoingRecord) -> bytes:
    """Return the record as its line of Kutip JSONL."""
    from annotator.formats.kutip_jsonl import encode

    return encode(record)


def kutip_object(record: OutgoingRecord) -> Mapping[str, object]:
    """Return the record as the object of its line."""
    from annotator.formats.kutip_record import to_json

    return to_json(record)


def doctor(target: str | Path | None, language: str) -> Doctor:
    """Return a doctor for everything here; nothing is opened or started before it runs."""
    from annotator.services.doctor import Doctor, Patient

    found = database_target(target, load_settings())
    brought = [paths.seeds() / "labels", *(paths.resources() / name for name in ("lexicons", "gazetteers", "icons"))]
    return Doctor(
        Patient(
            version=__version__,
            packages=("PySide6-Essentials", "spacy", "SQLAlchemy", "alembic", "orjson", "typer"),
            places={
                "resources": paths.resources(),
                "seeds": paths.seeds(),
                "settings": paths.settings_file(),
                "data": paths.user_data(),
                "log": paths.user_log(),
            },
            brought=brought,
            target=found,
            open_database=lambda: open_database(found),
            start_model=model_process,
            language=language,
            word_lists=word_lists(),
        )
    )


def shown_target(target: str | Path) -> str:
    """Return `target` without the password a URL may hold."""
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:…@", str(target))


def _as_target(named: str) -> str | Path:
    return named if "://" in named else Path(named).expanduser()
