"""Propagating through the corpus: what is offered, what is written, and that one step takes all of it back."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Answer, Article
from annotator.domain.edits import AddSpan, Finish, Flag, Propagate
from annotator.domain.errors import ChangedElsewhereError, UserError
from annotator.domain.jobs import Cancelled, Progress
from annotator.domain.propagation import edits_of
from annotator.domain.spans import LayerName, OriginKind, Span
from annotator.services.annotate import Annotate, Session
from annotator.services.propagate import Offered, PropagateDecisions
from tests.fakes import FakeClock, FakeDatabase

TEXTS = ("Jokowi datang. Lalu Jokowi pergi.", "Kata Joko Widodo siap.", "Orang lain.", "Bukan Jokowisme, tapi Jokowi.")


@pytest.fixture
def database() -> FakeDatabase:
    return FakeDatabase(*map(Article.from_raw, TEXTS))


@pytest.fixture
def annotate(database: FakeDatabase) -> Annotate:
    return Annotate(database, FakeClock())


@pytest.fixture
def service(database: FakeDatabase, annotate: Annotate) -> PropagateDecisions:
    return PropagateDecisions(database, annotate, {"Jokowi": "Joko Widodo"})


@pytest.fixture
def session(annotate: Annotate) -> Session:
    session = annotate.open(1, "ani")
    session.apply(AddSpan(Span("p", 0, 6, "PER", LayerName.ENTITY)))
    return session


def search(service: PropagateDecisions, session: Session) -> Offered:
    decision = service.decision_on(session, session.layer.spans["p"])
    assert decision is not None
    return service.in_corpus("ani", decision, but_for=1)


def words(offered: Offered) -> list[tuple[int, str]]:
    return [(place.article_id, place.words) for place in offered.places]


def test_the_article_and_the_corpus_are_searched_for_words_and_aliases(service, session) -> None:
    decision = service.decision_on(session, session.layer.spans["p"])
    assert words(service.in_article(session, decision)) == [(1, "Jokowi")]
    assert words(search(service, session)) == [(2, "Joko Widodo"), (4, "Jokowi")]


def test_each_article_gets_one_tied_journal_row_and_undoing_takes_all_back(service, session, annotate) -> None:
    offered = search(service, session)
    tie = service.new_tie()
    outcome = service.apply("ani", offered.decision, offered.places, tie)
    assert (outcome.articles, outcome.left) == (2, 0)
    other = annotate.open(2, "ani")
    assert [(s.label, s.origin.kind) for s in other.layer.spans.values()] == [("PER", OriginKind.PROPAGATED)]
    assert [entry.head.tie for entry in other.history()] == [tie]
    assert service.retrace("ani", tie, is_undo=True, but_for=1).articles == 2
    assert not annotate.open(2, "ani").layer.spans
    assert service.retrace("ani", tie, is_undo=False, but_for=1).articles == 2
    assert annotate.open(4, "ani").layer.spans


def test_an_article_that_was_worked_on_since_stays_and_is_counted(service, session, annotate) -> None:
    offered = search(service, session)
    tie = service.new_tie()
    service.apply("ani", offered.decision, offered.places, tie)
    annotate.open(2, "ani").apply(Flag(is_flagged=True))
    outcome = service.retrace("ani", tie, is_undo=True, but_for=1)
    assert (outcome.articles, outcome.left) == (1, 1)
    assert annotate.open(2, "ani").layer.spans


def test_what_was_decided_after_the_search_is_not_overwritten(service, session, annotate) -> None:
    offered = search(service, session)
    by_hand = Span("h", 5, 16, "ORG", LayerName.ENTITY)
    annotate.open(2, "ani").apply(AddSpan(by_hand))
    outcome = service.apply("ani", offered.decision, offered.places, service.new_tie())
    assert (outcome.articles, outcome.left) == (1, 1)
    assert annotate.open(2, "ani").layer.spans == {"h": by_hand}


def test_an_article_that_another_program_changes_this_very_moment_stays_and_is_counted(
    service, session, annotate, database
) -> None:
    offered = search(service, session)
    tie = service.new_tie()
    database.fail_commit = ChangedElsewhereError()
    assert service.apply("ani", offered.decision, offered.places, tie).left == 1
    database.fail_commit = ChangedElsewhereError()
    outcome = service.retrace("ani", tie, is_undo=True, but_for=1)
    assert (outcome.articles, outcome.left) == (0, 1)
    assert annotate.open(4, "ani").layer.spans


def test_a_full_disk_is_said_and_not_taken_for_someone_elses_work(service, session, annotate, database) -> None:
    offered = search(service, session)
    tie = service.new_tie()
    database.fail_commit = UserError("The disk is full.", "Make room.")
    with pytest.raises(UserError, match="The disk is full"):
        service.apply("ani", offered.decision, offered.places, tie)
    assert not annotate.open(2, "ani").layer.spans


def test_finished_articles_are_left_alone(service, session, annotate) -> None:
    annotate.open(4, "ani").apply(Finish(Answer.ACCEPT))
    assert words(search(service, session)) == [(2, "Joko Widodo")]


def test_what_was_refused_is_not_offered_again(service, session) -> None:
    offered = search(service, session)
    service.refuse("ani", offered.decision, offered.places[:1])
    again = search(service, session)
    assert words(again) == [(4, "Jokowi")]
    assert again.refused == 1


def test_what_was_refused_is_not_offered_again_from_another_form_of_the_name(service, session, annotate) -> None:
    offered = search(service, session)
    service.refuse("ani", offered.decision, offered.places)
    other = annotate.open(2, "ani")
    name = Span("q", 5, 16, "PER", LayerName.ENTITY)
    other.apply(AddSpan(name))
    again = service.in_corpus("ani", service.decision_on(other, name), but_for=2)
    assert (words(again), again.refused) == ([(1, "Jokowi")], 1)


def test_a_search_that_is_stopped_raises_and_reports_how_far_it_is(service, session) -> None:
    decision = service.decision_on(session, session.layer.spans["p"])
    reports: list[Progress] = []
    service.in_corpus("ani", decision, but_for=1, report=reports.append)
    assert (reports[-1].done, reports[-1].total) == (4, 4)
    with pytest.raises(Cancelled):
        service.in_corpus("ani", decision, but_for=1, cancelled=lambda: True)


def test_the_open_article_is_one_step_too(service, session) -> None:
    decision = service.decision_on(session, session.layer.spans["p"])
    before = session.layer
    chosen = [place.proposal for place in service.in_article(session, decision).places]
    session.apply(Propagate(edits_of(chosen)), tie="t")
    assert session.undo_tie == "t"
    session.undo()
    assert session.layer == before
