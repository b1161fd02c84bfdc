"""The queue: how far an annotator is and which article comes next."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Answer, Layer
from annotator.services.queue import Queue, QueueProgress
from tests.fakes import FakeDatabase
from tests.services.fakes import article


@pytest.fixture
def database():
    """Four articles; Ani has finished the first and the third."""
    found = FakeDatabase(*(article(f"Artikel {number}.") for number in range(1, 5)))
    for number in (1, 3):
        found.hold(Layer(number, "ani", answer=Answer.ACCEPT))
    return found


def test_progress_is_each_annotators_own(database):
    assert Queue(database).progress("ani") == QueueProgress(2, 4)
    assert Queue(database).progress("budi") == QueueProgress(0, 4)


@pytest.mark.parametrize(("after", "following"), [(None, 2), (1, 2), (2, 4), (4, 2), (99, 2)])
def test_next_unfinished_goes_round(database, after, following):
    assert Queue(database).next_unfinished("ani", after) == following


def test_next_unfinished_is_the_same_one_where_it_is_the_last(database):
    database.hold(Layer(2, "ani", answer=Answer.REJECT))

    assert Queue(database).next_unfinished("ani", 4) == 4


def test_nothing_is_next_where_all_is_finished(database):
    for number in (2, 4):
        database.hold(Layer(number, "ani", answer=Answer.IGNORE))

    assert Queue(database).next_unfinished("ani", 1) is None


def test_order_is_asked_of_the_database(database):
    assert [row.article_id for row in Queue(database).rows("ani", "newest")] == [4, 3, 2, 1]


def test_annotator_joins_once(database):
    queue = Queue(database)
    queue.join("ani")
    queue.join("ani")

    assert queue.annotators() == ["ani"]
    assert database.commits == 1
