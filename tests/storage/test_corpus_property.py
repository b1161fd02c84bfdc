"""Whatever is decided, by whom and in which article: the queue's filters and propagation see what each view shows."""

from __future__ import annotations

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Article, View
from annotator.domain.errors import UserError
from annotator.domain.propagation import decision_against
from annotator.domain.suggestions import Suggestions
from annotator.services.annotate import Annotate, Session
from annotator.services.ports import QueueFilter, QueueOrder
from annotator.services.propagate import PropagateDecisions
from annotator.storage import SqlDatabase
from tests import strategies

ANNOTATORS = ("ani", "budi")
_numbers = itertools.count()

slow = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def new_articles(database: SqlDatabase, data: st.DataObject) -> list[int]:
    """Add two articles of the same words with suggestions, some the same, as models make them; newer ones replace."""
    ids = []
    for _ in range(2):
        text = f"{'ab ' * 9}{next(_numbers):03d}"
        with database.unit_of_work() as work:
            stored, _is_new = work.articles.add(Article.from_raw(text))
            work.commit()
        suggest(database, stored.id, data.draw(strategies.suggestions()))
        ids.append(stored.id)
    return ids


def suggest(database: SqlDatabase, article_id: int, made: Suggestions) -> None:
    with database.unit_of_work() as work:
        sha256 = work.articles.get(article_id).sha256
        work.suggestions.save(article_id, Suggestions(sha256, made.model, made.spans, made.relations))
        work.commit()


def work_on(database: SqlDatabase, clock, ids: list[int], data: st.DataObject) -> None:
    for number in range(data.draw(st.integers(0, 6))):
        article_id, annotator = data.draw(st.sampled_from(ids)), data.draw(st.sampled_from(ANNOTATORS))
        session = Session(database, clock, article_id, annotator)
        try:
            session.apply(strategies.some_edit(data.draw, session.layer, session.suggestions, number))
        except UserError:
            continue
        if data.draw(st.integers(0, 3)) == 0:
            suggest(database, article_id, data.draw(strategies.suggestions()))


def views(database: SqlDatabase, clock, ids: list[int], annotator: str) -> dict[int, View]:
    return {article_id: Session(database, clock, article_id, annotator).view for article_id in ids}


@slow
@given(data=st.data())
def test_a_filter_by_label_lists_the_articles_whose_view_has_it(database: SqlDatabase, clock, data) -> None:
    ids = new_articles(database, data)
    work_on(database, clock, ids, data)

    for annotator in ANNOTATORS:
        seen = views(database, clock, ids, annotator)
        for label in strategies.LABELS:
            with database.unit_of_work() as work:
                listed = work.articles.queue_ids(annotator, QueueOrder.ADDED, QueueFilter(labels=(label,)))
            having = [of for of, view in seen.items() if any(span.label == label for span in view.spans.values())]
            assert [of for of in listed if of in ids] == having


@slow
@given(data=st.data())
def test_a_propagation_touches_no_decision_and_no_other_annotator_and_one_undo_takes_all_back(
    database: SqlDatabase, clock, data
) -> None:
    ids = new_articles(database, data)
    work_on(database, clock, ids, data)
    service = PropagateDecisions(database, Annotate(database, clock), {})
    session = Session(database, clock, ids[0], "ani")
    spans = [span for span in session.view.spans.values() if span.label not in ("QUOTE", "SPEAKER")]
    if not spans:
        return
    span = data.draw(st.sampled_from(spans))
    decision = service.decision_on(session, span)
    if decision is None or data.draw(st.booleans()):
        decision = decision_against(session.article.text, span)
    mine = [place for place in service.in_corpus("ani", decision, but_for=0).places if place.article_id in ids]
    kept = data.draw(st.integers(0, len(mine)))
    before = {who: [Session(database, clock, of, who).layer for of in ids] for who in ANNOTATORS}

    service.refuse("ani", decision, mine[kept:])
    outcome = service.apply("ani", decision, mine[:kept], tie := service.new_tie())

    after = {who: [Session(database, clock, of, who).layer for of in ids] for who in ANNOTATORS}
    assert outcome.left == 0
    assert after["budi"] == before["budi"]
    for was, now in zip(before["ani"], after["ani"], strict=True):
        assert {key: now.spans.get(key) for key in was.spans} == was.spans
    offered = {place.spot for place in service.in_corpus("ani", decision, but_for=0).places}
    assert offered.isdisjoint(place.spot for place in mine)
    service.retrace("ani", tie, is_undo=True, but_for=0)
    assert [Session(database, clock, of, "ani").layer for of in ids] == before["ani"]
