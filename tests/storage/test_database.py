"""One database for several threads and windows, and what a server cannot hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from annotator.domain.annotations import Answer, Article
from annotator.domain.edits import AddSpan
from annotator.domain.errors import UserError
from annotator.services.annotate import Session
from annotator.services.ports import IncomingRecord
from annotator.storage import open_database
from tests.storage.material import AT, add_article, article, person, suggestions


def test_threads_edit_import_suggest_and_list_at_the_same_time(database, clock) -> None:
    ids = [add_article(database, article(number)).id for number in range(4)]

    def edit(article_id: int) -> int:
        session = Session(database, clock, article_id, "ani")
        for number in range(15):
            session.apply(AddSpan(person(f"n{number}", (number, number + 1))))
        return len(session.layer.spans)

    def bring_in(_: int) -> int:
        batches = [
            [IncomingRecord(article(1000 + 10 * batch + n), "budi", Answer.ACCEPT, (person(),)) for n in range(10)]
            for batch in range(5)
        ]
        return sum(database.bulk_add(batch, "budi", AT).added for batch in batches)

    def suggest(_: int) -> int:
        for _ in range(5):
            for number, article_id in enumerate(ids):
                with database.unit_of_work() as work:
                    text = work.articles.get(article_id)
                    assert text.sha256 == article(number).sha256
                    work.suggestions.save(article_id, suggestions(text, person()))
                    work.commit()
        return 1

    def look(_: int) -> int:
        for _ in range(10):
            with database.unit_of_work() as work:
                assert len(work.articles.queue("ani")) >= 4
            assert all(record.spans for record in database.outgoing())
        return 1

    jobs = [(edit, article_id) for article_id in ids] + [(bring_in, 0), (suggest, 0), (look, 0)]
    with ThreadPoolExecutor(len(jobs)) as pool:
        assert list(pool.map(lambda job: job[0](job[1]), jobs)) == [15, 15, 15, 15, 50, 1, 1]

    with database.unit_of_work() as work:
        rows = work.articles.queue("ani")
    assert [(row.open_count, row.decided_count) for row in rows[:4]] == [(1, 15)] * 4
    assert database.check().problems == ()


def test_two_imports_of_the_same_articles_at_once_store_each_once(database, target: str) -> None:
    other = open_database(target)
    batch = [IncomingRecord(article(number), "ani", Answer.ACCEPT, (person(),)) for number in range(200)]

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda one: one.bulk_add(batch, "ani", AT), [database, other]))

    assert sorted(result.added for result in results) == [0, 200]
    assert sorted(len(result.kept_layers) for result in results) == [0, 200]
    assert database.check().problems == ()
    other.close()


@pytest.mark.postgres
def test_a_text_that_a_server_cannot_hold_is_refused_with_a_sentence(server) -> None:
    database = open_database(server.clean_database())

    with pytest.raises(UserError, match="cannot hold a character"):
        add_article(database, Article.from_raw("nol \x00"))

    add_article(database, Article.from_raw("tanpa nol"))
    database.close()
