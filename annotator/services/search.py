"""Finding words, expressions and annotations in every article, in batches, so that the first hits show at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.domain import search
from annotator.domain.annotations import view
from annotator.domain.errors import N_, UserError
from annotator.domain.jobs import Report
from annotator.domain.quotes import QUOTE, SPEAKER
from annotator.domain.search import Expression, Place
from annotator.domain.spans import Span
from annotator.services.ports import Database, QueueFilter, QueueOrder, TextFinder
from annotator.services.progress import CancelCheck, Meter

MOST_HITS = 10_000
"""Hits shown; whoever gets so many wants other words."""
_BATCH = 200
_GIVEN_UP = 3
"""Articles that may take an expression too long before it is taken for one that never ends."""
_TERM = re.compile(r'(label|speaker|penutur):(?:"([^"]*)"|(\S+))\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for: `words` as typed, and how to take them.

    `label:PER` and `speaker:Putin` (also `penutur:"Kim Jong Un"`) in the words look among annotations: for live spans
    with that label, or of that speaker, that hold the other words.
    """

    words: str
    is_regex: bool = False
    minds_case: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in one article; `span_id` where an annotation was found."""

    article_id: int
    title: str
    place: Place
    span_id: str | None = None


@dataclass(frozen=True, slots=True)
class SearchReport:
    """What a search did: in how many articles it found how much, and whether it stopped at `MOST_HITS`.

    `given_up` are the titles of articles that took the expression too long.
    """

    hits: int = 0
    articles: int = 0
    is_cut: bool = False
    given_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Terms:
    """A query taken apart."""

    words: str
    labels: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()


class SearchCorpus:
    """Looks through the database. `labels` are the names that `label:` finds in whatever case."""

    def __init__(
        self, database: Database, finder: Callable[[Expression], TextFinder], labels: Iterable[str] = ()
    ) -> None:
        self._database = database
        self._finder = finder
        self._labels = {label.casefold(): label for label in labels}

    def run(
        self,
        query: Query,
        annotator: str,
        show: Callable[[Sequence[Hit]], None],
        report: Report,
        cancelled: CancelCheck,
    ) -> SearchReport:
        """Look in every article, oldest first, and `show` hits as they come.

        Blocks. Raises Cancelled soon after `cancelled`, and UserError for words that cannot be looked for.
        """
        terms = self._terms(query.words)
        wanted = search.expression(terms.words, is_regex=query.is_regex, minds_case=query.minds_case)
        if terms.labels or terms.speakers:
            batches = self._annotations(terms, wanted, annotator, report, cancelled)
        else:
            batches = self._texts(wanted, report, cancelled)
        hits = articles = 0
        given_up: list[str] = []
        for batch, lost in batches:
            given_up.extend(lost)
            found = batch[: MOST_HITS - hits]
            hits += len(found)
            articles += len({hit.article_id for hit in found})
            if found:
                show(found)
            if hits == MOST_HITS:
                return SearchReport(hits, articles, is_cut=True, given_up=tuple(given_up))
            if len(given_up) >= _GIVEN_UP:
                raise UserError(
                    N_("This expression takes too long on some articles, so the search has stopped."),
                    N_("Make it simpler: repetition inside repetition, as in (a+)+, is what takes so long."),
                )
        return SearchReport(hits, articles, given_up=tuple(given_up))

    def _terms(self, typed: str) -> _Terms:
        labels: list[str] = []
        speakers: list[str] = []
        for match in _TERM.finditer(typed):
            value = match[2] if match[2] is not None else match[3]
            if match[1].casefold() == "label":
                labels.append(self._labels.get(value.casefold(), value))
            else:
                speakers.append(value)
        return _Terms(_TERM.sub("", typed).strip(), tuple(labels), tuple(speakers))

    def _texts(
        self, wanted: Expression, report: Report, cancelled: CancelCheck
    ) -> Iterator[tuple[list[Hit], list[str]]]:
        with self._database.unit_of_work() as work:
            total = work.articles.count()
        meter = Meter(total, report, cancelled)
        finder, last = self._finder(wanted), 0
        try:
            while True:
                meter.stop_if_cancelled()
                with self._database.unit_of_work() as work:
                    page = work.articles.texts(last, _BATCH)
                if not page:
                    return
                last = page[-1][0]
                yield self._look(finder, page, cancelled)
                meter.advance(len(page))
        finally:
            finder.close()

    def _look(
        self, finder: TextFinder, page: Sequence[tuple[int, str, str]], cancelled: CancelCheck
    ) -> tuple[list[Hit], list[str]]:
        """Return the hits of a page, and the titles of articles given up: where a page takes too long, each alone."""
        found = finder.find([text for _, _, text in page], cancelled)
        if found is not None:
            hits = [
                Hit(article_id, title, place)
                for (article_id, title, _), places in zip(page, found, strict=True)
                for place in places
            ]
            return hits, []
        if len(page) == 1:
            return [], [page[0][1]]
        some: list[Hit] = []
        lost: list[str] = []
        for row in page:
            if len(lost) < _GIVEN_UP:
                more, others = self._look(finder, [row], cancelled)
                some.extend(more)
                lost.extend(others)
        return some, lost

    def _annotations(
        self, terms: _Terms, wanted: Expression, annotator: str, report: Report, cancelled: CancelCheck
    ) -> Iterator[tuple[list[Hit], list[str]]]:
        """Look at the spans of the articles that have such spans at all; the words are looked for plainly."""
        among = QueueFilter(labels=terms.labels, speakers=terms.speakers)
        with self._database.unit_of_work() as work:
            ids = work.articles.queue_ids(annotator, QueueOrder.ADDED, among)
        meter = Meter(len(ids), report, cancelled)
        words = re.compile(re.escape(terms.words), wanted.flags)
        for start in range(0, len(ids), _BATCH):
            hits: list[Hit] = []
            for article_id in ids[start : start + _BATCH]:
                meter.stop_if_cancelled()
                with self._database.unit_of_work() as work:
                    article = work.articles.get(article_id)
                    seen = view(work.layers.load(article_id, annotator).layer, work.suggestions.load(article_id))
                hits.extend(
                    Hit(article_id, article.title, search.place(article.text, span.start, span.end), span.id)
                    for span in seen.spans.values()
                    if _fits(span, terms) and words.search(article.text, span.start, span.end)
                )
                meter.advance()
            yield hits, []


def _fits(span: Span, terms: _Terms) -> bool:
    if any(span.label != label for label in terms.labels):
        return False
    names = span.attrs.get("resolves_to")
    said = " ".join(names).casefold() if isinstance(names, list) and span.label in (SPEAKER, QUOTE) else ""
    return all(part.casefold() in said for part in terms.speakers)
