"""What the window needs handed in. `bootstrap` and `app` fill it; the window itself builds no service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from annotator.domain.schema import Schema
from annotator.services.annotate import Annotate
from annotator.services.articles import ImportArticles
from annotator.services.export import ExportAnnotations
from annotator.services.lint import Lint
from annotator.services.ports import Clock, WordLists
from annotator.services.propagate import PropagateDecisions
from annotator.services.queue import Queue
from annotator.services.search import SearchCorpus
from annotator.services.suggest import SuggestArticles
from annotator.settings import Settings


class SuggestingProcess(Protocol):
    """The model behind glass: asked by id, answering by signal, never blocking.

    `ready(ModelInfo)`, `answered(int, Suggestions)`, `failed(int, str)`, `state_changed(str)` with "starting", "ready",
    "working", "restarting", "failed" or "stopped".
    """

    @property
    def ready(self) -> SignalInstance:
        """The model is loaded; carries its ModelInfo."""

    @property
    def answered(self) -> SignalInstance:
        """An answer came; carries the id asked with and the Suggestions."""

    @property
    def failed(self) -> SignalInstance:
        """A question got no answer; carries its id and the reason for the log."""

    @property
    def state_changed(self) -> SignalInstance:
        """The process is in another state now."""

    def start(self) -> None:
        """Start loading the model."""

    def ask(self, id: int, text: str, sha256: str) -> None:  # noqa: A002 - the wire's own word
        """Queue a question."""

    def cancel_all(self) -> None:
        """Forget every question that has no answer yet."""

    def stop(self) -> None:
        """End the process."""


@dataclass(frozen=True, slots=True)
class About:
    """What the About box says: the program's version and where things lie."""

    version: str
    database: str
    settings: str
    log: str

    @property
    def database_name(self) -> str:
        """The short name of the database for the title bar."""
        return self.database.rstrip("/").rsplit("/", 1)[-1].rsplit("\\", 1)[-1] or self.database


@dataclass(frozen=True, slots=True)
class WindowContext:
    """Services, label set, settings and places. `model_process` None: there is no model on this machine.

    `resources` is the folder that holds `icons/`; `example` is the article that the empty window offers.
    `word_lists` None: nobody may write any.
    """

    annotate: Annotate
    queue: Queue
    search: SearchCorpus
    importer: ImportArticles
    exporter: ExportAnnotations
    suggester: SuggestArticles
    propagate: PropagateDecisions
    lint: Lint
    schema: Schema
    settings: Settings
    clock: Clock
    resources: Path
    example: Path
    about: About
    model_process: Callable[[], SuggestingProcess] | None = None
    word_lists: WordLists | None = None
