"""The consistency check over one open article or the whole database, with what a person has set aside left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from annotator.domain import lint
from annotator.domain.annotations import Article, Layer, View
from annotator.domain.jobs import Report
from annotator.domain.lint import Finding, Labels
from annotator.domain.schema import Schema
from annotator.domain.spans import in_document_order
from annotator.services.annotate import Session
from annotator.services.ports import Database, OutgoingChoice, SayingWords, Which
from annotator.services.progress import CancelCheck, Meter, never, unreported

_SHOWN_AT_ONCE = 50  # articles


@dataclass(frozen=True, slots=True)
class Complaint:
    """A finding in one annotator's layer of one article."""

    article_id: int
    article_key: str
    title: str
    annotator: str
    finding: Finding


class Lint:
    """Checks. `sayings` makes the word list when it is first needed."""

    def __init__(self, database: Database, schema: Schema, sayings: Callable[[], SayingWords]) -> None:
        self._database = database
        self._schema = schema
        self._make_sayings = sayings
        self._sayings: SayingWords | None = None
        self._told: tuple[str, list[tuple[int, int]]] = ("", [])

    def article(self, session: Session) -> list[Finding]:
        """Return what looks wrong in the open article, without what its annotator has set aside."""
        return self.look(session.article, session.layer, session.view)

    def look(self, article: Article, layer: Layer, seen: View) -> list[Finding]:
        """Return the same of a session that goes on meanwhile: may run on another thread, one at a time."""
        of, sayings = self._told
        if of != article.sha256:  # the text never changes, so its words of saying are looked for once
            sayings = self._words().find(article.text)
            self._told = article.sha256, sayings
        found = lint.check(article.text, seen, sayings, schema=self._schema, relations=layer.relations.values())
        with self._database.unit_of_work() as work:
            ignored = work.ignored.keys(article.id, layer.annotator)
        return [finding for finding in found if finding.key not in ignored]

    def ignore(self, article_id: int, annotator: str, finding: Finding) -> None:
        """Never show this finding to the annotator again. Raises UserError where the database refuses."""
        with self._database.unit_of_work() as work:
            work.annotators.ensure(annotator)
            work.ignored.add(article_id, annotator, finding.key)
            work.commit()

    def corpus(
        self,
        annotator: str | None = None,
        *,
        show: Callable[[Sequence[Complaint]], None],
        report: Report = unreported,
        cancelled: CancelCheck = never,
    ) -> int:
        """Check every layer that holds anything, of one annotator or of all, and `show` what is found as it comes.

        Return how many layers were checked. Blocks, streams, and raises Cancelled between articles.
        """
        with self._database.unit_of_work() as work:
            total = work.articles.count()
        meter = Meter(total, report, cancelled)
        labels = Labels()
        names: dict[int, tuple[str, str]] = {}
        waiting: list[Complaint] = []
        layers = last = 0
        for record in self._database.outgoing(OutgoingChoice(Which.ALL, include_suggested=True)):
            meter.stop_if_cancelled()
            article = record.article
            if article.id != last:
                last = article.id
                meter.advance()
                if meter.done % _SHOWN_AT_ONCE == 0 and waiting:
                    show(waiting)
                    waiting = []
            if record.annotator is None or (annotator is not None and record.annotator != annotator):
                continue
            layers += 1
            live = [span for span in in_document_order(record.spans) if span.is_live]
            links = {link.id: link for link in record.relations if link.is_live}
            view = View({span.id: span for span in live}, links)
            found = lint.check(article.text, view, self._words().find(article.text), schema=self._schema)
            waiting.extend(
                Complaint(article.id, article.key, article.title, record.annotator, one)
                for one in self._not_ignored(article.id, record.annotator, found)
            )
            labels.add(article.id, record.annotator, article.text, view)
            names[article.id] = article.key, article.title
        for article_id, name, finding in labels.findings():
            waiting.extend(
                Complaint(article_id, *names[article_id], name, one)
                for one in self._not_ignored(article_id, name, [finding])
            )
        if waiting:
            show(waiting)
        return layers

    def _not_ignored(self, article_id: int, annotator: str, found: list[Finding]) -> Iterator[Finding]:
        if not found:
            return
        with self._database.unit_of_work() as work:
            ignored = work.ignored.keys(article_id, annotator)
        yield from (finding for finding in found if finding.key not in ignored)

    def _words(self) -> SayingWords:
        if self._sayings is None:
            self._sayings = self._make_sayings()
        return self._sayings
