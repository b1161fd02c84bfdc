"""Suggestions: which articles a model still has to see, what it is asked, and what becomes of its answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.domain.annotations import Article
from annotator.domain.errors import N_, Problem, UserError
from annotator.domain.jobs import Report
from annotator.domain.schema import Schema
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.services.articles import Source
from annotator.services.ports import Database, OutgoingRecord, ReadJob, Suggester
from annotator.services.progress import CancelCheck, Meter, never, unreported

LONGEST_TEXT = 5_000_000
"""Code points a model is asked about: 680,000 words take it a minute; time and memory grow in proportion.

Four times that is answered as well, but its 360,000 suggestions are more than anyone decides on.
"""


@dataclass(frozen=True, slots=True)
class SuggestRequest:
    """What to ask a model about one article; the fields of a request on the wire."""

    article_id: int
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """What a run did: `stored` answers are in the database, `stale` ones were dropped, `problems` had no answer."""

    model: ModelInfo
    stored: int = 0
    stale: int = 0
    spans: int = 0
    problems: tuple[Problem, ...] = ()


class SuggestArticles:
    """Keeps the suggestions in the database current."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, model: ModelInfo) -> list[int]:
        """Return the ids of the articles this very model has not answered for, ascending."""
        with self._database.unit_of_work() as work:
            return work.articles.without_suggestions(model)

    def request(self, article_id: int) -> SuggestRequest:
        """Return what to ask about the article. Raises KeyError where there is none, UserError where it is too long."""
        article = self._article(article_id)
        if len(article.text) > LONGEST_TEXT:
            raise _too_long(article)
        return SuggestRequest(article_id, article.sha256, article.text)

    def accept(self, article_id: int, suggestions: Suggestions, model: ModelInfo) -> bool:
        """Store an answer and return True; return False for one that is stale or whose article is gone.

        One transaction of its own. Raises UserError where the database refuses.
        """
        with self._database.unit_of_work() as work:
            try:
                article = work.articles.get(article_id)
            except KeyError:
                return False
            if suggestions.is_stale(article.sha256, model):
                return False
            work.suggestions.save(article_id, suggestions)
            work.commit()
        return True

    def run(
        self,
        suggester: Suggester,
        article_ids: Sequence[int] | None = None,
        *,
        report: Report = unreported,
        cancelled: CancelCheck = never,
    ) -> SuggestReport:
        """Ask about `article_ids`, or about every pending article, one after the other, and store the answers.

        Blocks. Raises Cancelled between articles and UserError where the model cannot be started; what was stored
        before stays.
        """
        model = suggester.model
        ids = self.pending(model) if article_ids is None else article_ids
        meter = Meter(len(ids), report, cancelled)
        asked: deque[Article] = deque()
        problems: list[Problem] = []
        stored = stale = spans = 0
        for answer in suggester.suggest(self._texts(ids, asked, meter, problems)):
            article = asked.popleft()
            if isinstance(answer, Problem):
                problems.append(Problem(answer.what, answer.todo, answer.file or article.title, answer.line))
            elif self.accept(article.id, answer, model):
                stored += 1
                spans += len(answer.spans)
            else:
                stale += 1
            meter.advance()
        return SuggestReport(model, stored, stale, spans, tuple(problems))

    def _texts(self, ids: Sequence[int], asked: deque[Article], meter: Meter, problems: list[Problem]) -> Iterator[str]:
        # Read one at a time: a hundred thousand articles must not lie in memory while the model thinks.
        for article_id in ids:
            meter.stop_if_cancelled()
            article = self._article(article_id)
            if len(article.text) > LONGEST_TEXT:
                problems.append(_too_long(article).problem)
                meter.advance()
            else:
                asked.append(article)
                yield article.text

    def _article(self, article_id: int) -> Article:
        with self._database.unit_of_work() as work:
            return work.articles.get(article_id)


class SuggestFiles:
    """Suggestions for files, without any database. One run an instance; `records` and `problems` grow as it goes."""

    def __init__(self, source: Source, suggester: Suggester, schema: Schema) -> None:
        self._source = source
        self._suggester = suggester
        self._schema = schema
        self.records = 0
        self.problems: list[Problem] = []

    def run(
        self,
        paths: Sequence[Path],
        *,
        report: Report = unreported,
        is_known: Callable[[OutgoingRecord], bool] | None = None,
    ) -> Iterator[OutgoingRecord]:
        """Yield one record an article, in order, with the model's suggestions and nothing else, annotator None.

        Annotations that stand in the files are left out: what is wanted is what the model would say. Refused rows
        and texts without an answer go to `problems`. The model is not asked where `is_known` says of the record
        without its suggestions that it is done; it is yielded so, and progress is of the rest. Raises UserError where
        the model cannot be started.
        """
        meter = Meter(self._source.count(paths), report, never)
        passed: deque[_Passed] = deque()
        for answer in self._suggester.suggest(self._texts(paths, passed, is_known)):
            yield from self._known(passed, meter)
            article = passed.popleft().article
            if isinstance(answer, Problem):
                self.problems.append(Problem(answer.what, answer.todo, answer.file or article.title, answer.line))
            else:
                self.records += 1
                yield OutgoingRecord(_signed(article, answer.model), None, None, answer.spans, answer.relations)
            meter.advance()
        yield from self._known(passed, meter)

    def _texts(
        self, paths: Sequence[Path], passed: deque[_Passed], is_known: Callable[[OutgoingRecord], bool] | None
    ) -> Iterator[str]:
        for found in self._source.read(paths, ReadJob(self._schema)):
            if isinstance(found, Problem):
                self.problems.append(found)
            elif len(found.article.text) > LONGEST_TEXT:
                self.problems.append(_too_long(found.article, found.file, found.line).problem)
            elif is_known is not None and is_known(self._bare(found.article)):
                passed.append(_Passed(found.article, is_known=True))
            else:
                passed.append(_Passed(found.article, is_known=False))
                yield found.article.text

    def _known(self, passed: deque[_Passed], meter: Meter) -> Iterator[OutgoingRecord]:
        """Yield the records that are known, up to the next one that was asked for."""
        while passed and passed[0].is_known:
            self.records += 1
            meter.leave_out()
            yield self._bare(passed.popleft().article)

    def _bare(self, article: Article) -> OutgoingRecord:
        return OutgoingRecord(_signed(article, self._suggester.model), None, None, (), ())


@dataclass(frozen=True, slots=True)
class _Passed:
    """An article on its way, and whether the model need not be asked about it."""

    article: Article
    is_known: bool


def _too_long(article: Article, file: str = "", line: int | None = None) -> UserError:
    return UserError(
        N_("The article is too long for the model: {length} characters, where {longest} are the most."),
        N_("Annotate it by hand, or split it."),
        file=file or article.title,
        line=line,
        length=len(article.text),
        longest=LONGEST_TEXT,
    )


def _signed(article: Article, model: ModelInfo) -> Article:
    """Note the model in the article's meta, so that the record can be imported as this model's suggestions."""
    found = article.meta.get("kutip")
    kept = dict(found) if isinstance(found, dict) else {}
    kept["model"] = {"name": model.name, "version": model.version}
    return replace(article, meta={**article.meta, "kutip": kept})
