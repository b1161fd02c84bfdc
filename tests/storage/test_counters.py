"""The count the queue shows is the count the domain makes."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Layer, open_spans
from annotator.domain.edits import Accept, AddSpan, Reject, Resize
from annotator.services.annotate import Session
from annotator.storage import SqlDatabase
from annotator.storage.counters import count_open, doubt_of, key_of
from tests import strategies
from tests.storage.material import TEXT, add_article, person, save_suggestions, suggestions


@given(st.lists(strategies.spans(), max_size=6), strategies.suggestions())
def test_open_is_what_the_domain_calls_open(decided: list, suggested) -> None:
    layer = Layer(1, "ani", {span.id: span for span in decided})

    counted = count_open(map(key_of, suggested.spans), map(key_of, layer.spans.values()))

    left = open_spans(layer, suggested)
    assert counted == (len(left), sum(doubt_of(span.origin.score) for span in left.values()))


def test_each_edit_moves_the_count_by_what_it_decides(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    given = suggestions(one, person(extent=(0, 4)), person(extent=(0, 8)), person(extent=(9, 12)))
    save_suggestions(database, one, given)
    short, long, last = (span.id for span in given.spans)
    session = Session(database, clock, one.id, "ani")
    counts = []
    for step in (
        lambda: session.apply(Accept((last,))),
        lambda: session.apply(Resize(short, 0, 6)),  # its old place is not decided, its id is
        lambda: session.apply(AddSpan(person("h1", (20, 25)))),
        lambda: session.apply(Resize("h1", 0, 8)),  # lies on what is suggested there
        session.undo,
        session.undo,
        session.undo,
        session.undo,
    ):
        step()
        counts.append(open_count(database))

    assert counts == [2, 1, 1, 0, 1, 1, 2, 3]
    assert long not in session.layer.spans


def test_deciding_more_at_once_than_a_query_names_is_counted_too(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    given = suggestions(one, *(person(extent=extent) for extent in combinations(range(len(TEXT)), 2)))
    save_suggestions(database, one, given)
    ids = [span.id for span in given.spans]
    assert len(ids) > 1000
    session = Session(database, clock, one.id, "ani")

    session.apply(Reject(tuple(ids[:-3])))
    assert open_count(database) == 3
    session.undo()
    assert open_count(database) == len(ids)


def open_count(database: SqlDatabase) -> int:
    with database.unit_of_work() as work:
        return work.articles.queue("ani")[0].open_count
