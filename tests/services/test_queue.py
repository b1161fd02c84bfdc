"""The queue: how far an annotator is and which article comes next."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Answer, Layer
from annotator.services.ports import QueueFilter, QueueOrder, QueueState
from annotator.services.queue import Queue, next_unfinished
from tests.fakes import FakeDatabase
from tests.services.fakes import article


@pytest.fixture
def database():
    """Four articles; Ani has finished the first and the third."""
    found = FakeDatabase(*(article(f"Artikel {number}.") for number in range(1, 5)))
    for number in (1, 3):
        found.hold(Layer(number, "ani", answer=Answer.ACCEPT))
    return found


def test_how_far_one_is_is_each_annotators_own(database):
    assert Queue(database).listing("ani").finished == {1, 3}
    assert Queue(database).listing("budi").finished == frozenset()


@pytest.mark.parametrize(("start", "following"), [(0, 2), (1, 2), (2, 4), (4, 2), (99, 2)])
def test_next_unfinished_goes_round(start, following):
    assert next_unfinished((1, 2, 3, 4), {1, 3}, start) == following


def test_nothing_is_next_where_all_is_finished():
    assert next_unfinished((1, 2), {1, 2}) is None


def test_order_is_asked_of_the_database(database):
    assert Queue(database).listing("ani", QueueOrder.NEWEST).ids == (4, 3, 2, 1)


def test_a_filter_leaves_the_total_as_it_is(database):
    database.hold(Layer(2, "ani", is_flagged=True))

    listing = Queue(database).listing("ani", wanted=QueueFilter(frozenset({QueueState.FLAGGED})))

    assert (listing.ids, listing.total) == ((2,), 4)


def test_a_page_of_rows_comes_in_its_order(database):
    assert [row.article_id for row in Queue(database).rows("ani", (3, 1))] == [3, 1]


def test_annotator_joins_once(database):
    queue = Queue(database)
    queue.join("ani")
    queue.join("ani")

    assert queue.annotators() == ["ani"]
    assert database.commits == 1
