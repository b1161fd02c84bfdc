"""One decision put on all the same words, in the article and in the corpus; what is refused is not offered again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from annotator.domain.annotations import Article, Layer, View, view
from annotator.domain.edits import Propagate
from annotator.domain.errors import ChangedElsewhereError
from annotator.domain.jobs import Report
from annotator.domain.propagation import Decision, Proposal, decision_on, edits_of, proposals
from annotator.domain.spans import Span
from annotator.services.annotate import Annotate, Session
from annotator.services.ports import Database
from annotator.services.progress import CancelCheck, Meter, never, unreported

_AT_ONCE = 1000
_CONTEXT = 80


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the corpus that a decision would hold at, with the words around it."""

    article_id: int
    title: str
    proposal: Proposal
    before: str
    words: str
    after: str

    @property
    def spot(self) -> tuple[int, int, int]:
        """Which place it is."""
        return self.article_id, self.proposal.start, self.proposal.end


@dataclass(frozen=True, slots=True)
class Offered:
    """The places a decision would hold at, and how many more were refused before."""

    decision: Decision
    places: tuple[Place, ...]
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it in other articles: how many changed, and how many could not (changed since)."""

    articles: int = 0
    left: int = 0


class PropagateDecisions:
    """Finds, applies and takes back. `aliases` gives the full names of well-known short ones ("Jokowi")."""

    def __init__(self, database: Database, annotate: Annotate, aliases: Mapping[str, str]) -> None:
        self._database = database
        self._annotate = annotate
        self._aliases = aliases

    def decision_on(self, session: Session, span: Span) -> Decision | None:
        """Return what the span says that may hold elsewhere, None where it says nothing of the kind."""
        return decision_on(session.article.text, session.view, span, self._aliases)

    def in_article(self, session: Session, decision: Decision) -> Offered:
        """Return where else the decision would hold in the open article."""
        refused = self._refused(session.layer.annotator, decision)
        places = _places(session.article, session.layer, session.view, decision)
        kept = tuple(place for place in places if place.spot not in refused)
        return Offered(decision, kept, len(places) - len(kept))

    def in_corpus(
        self,
        annotator: str,
        decision: Decision,
        *,
        but_for: int,
        report: Report = unreported,
        cancelled: CancelCheck = never,
    ) -> Offered:
        """Return where the decision would hold in every article but one. Slow; raises Cancelled between articles.

        Finished articles are left out: what stands unlabelled there was left so on purpose.
        """
        refused = self._refused(annotator, decision)
        with self._database.unit_of_work() as work:
            meter = Meter(work.articles.count(), report, cancelled)
        places: list[Place] = []
        left_out, after = 0, 0
        while True:
            meter.stop_if_cancelled()
            with self._database.unit_of_work() as work:
                looked_at = work.articles.holding(decision.forms, after=after, limit=_AT_ONCE)
                for article_id in looked_at.hits:
                    meter.stop_if_cancelled()
                    layer = work.layers.load(article_id, annotator).layer  # no session: a search needs no journal
                    if article_id != but_for and not layer.is_finished:
                        seen = view(layer, work.suggestions.load(article_id))
                        found = _places(work.articles.get(article_id), layer, seen, decision)
                        kept = [place for place in found if place.spot not in refused]
                        places += kept
                        left_out += len(found) - len(kept)
            if looked_at.last is None:
                return Offered(decision, tuple(places), left_out)
            after = looked_at.last
            meter.advance(looked_at.count)

    def still_holding(self, session: Session, decision: Decision, places: Iterable[Place]) -> list[Proposal]:
        """Return what the decision would do now at those of `places` that lie in the session's article."""
        spots = {place.spot for place in places}
        now = _places(session.article, session.layer, session.view, decision)
        return [place.proposal for place in now if place.spot in spots]

    def new_tie(self) -> str:
        """Return what ties the journal rows of one propagation together."""
        return uuid.uuid4().hex

    def refuse(self, annotator: str, decision: Decision, places: Iterable[Place]) -> None:
        """Remember that the decision does not hold at these places. Raises UserError."""
        spots = [place.spot for place in places]
        if spots:
            with self._database.unit_of_work() as work:
                work.refusals.add(annotator, decision.key, spots)
                work.commit()

    def apply(
        self,
        annotator: str,
        decision: Decision,
        places: Sequence[Place],
        tie: str,
        *,
        report: Report = unreported,
        cancelled: CancelCheck = never,
    ) -> Outcome:
        """Put the decision on `places`, one edit and one journal row an article, tied by `tie`.

        What was decided there since it was offered stays as it is. Raises Cancelled between articles, and UserError
        where the database refuses; those before are done, and are taken back with the rest.
        """
        by_article: dict[int, list[Place]] = {}
        for place in places:
            by_article.setdefault(place.article_id, []).append(place)
        meter = Meter(len(by_article), report, cancelled)
        done = left = 0
        for article_id, chosen in by_article.items():
            meter.stop_if_cancelled()
            session = self._annotate.open(article_id, annotator)
            still = self.still_holding(session, decision, chosen)
            try:
                changed = session.apply(Propagate(edits_of(still)), tie=tie) is not None
            except ChangedElsewhereError:
                changed = False  # another program was quicker; the journal there says who
            done, left = done + changed, left + (not changed)
            meter.advance()
        return Outcome(done, left)

    def retrace(
        self,
        annotator: str,
        tie: str,
        *,
        is_undo: bool,
        but_for: int,
        report: Report = unreported,
        cancelled: CancelCheck = never,
    ) -> Outcome:
        """Undo a propagation in every article but one, or redo it there; where something was done since, it stays.

        Raises Cancelled and UserError as `apply` does.
        """
        with self._database.unit_of_work() as work:
            ids = [article_id for article_id in work.layers.tied(annotator, tie) if article_id != but_for]
        meter = Meter(len(ids), report, cancelled)
        done = 0
        for article_id in ids:
            meter.stop_if_cancelled()
            session = self._annotate.open(article_id, annotator)
            next_tie, step = (session.undo_tie, session.undo) if is_undo else (session.redo_tie, session.redo)
            with suppress(ChangedElsewhereError):  # something is done there this very moment, so it stays
                done += next_tie == tie and step() is not None
            meter.advance()
        return Outcome(done, len(ids) - done)

    def _refused(self, annotator: str, decision: Decision) -> set[tuple[int, int, int]]:
        with self._database.unit_of_work() as work:
            return {spot for key in decision.keys for spot in work.refusals.of(annotator, key)}


def _places(article: Article, layer: Layer, seen: View, decision: Decision) -> list[Place]:
    text = article.text
    found = []
    for proposal in proposals(text, layer, seen, decision):
        start, end = proposal.start, proposal.end
        before, after = text[max(start - _CONTEXT, 0) : start], text[end : end + _CONTEXT]
        found.append(Place(article.id, article.title, proposal, before, text[start:end], after))
    return found
