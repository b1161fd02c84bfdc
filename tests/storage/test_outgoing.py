"""What goes out: finished layers by the article's hash, the adjudicated one first, suggestions only where asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from annotator.domain.annotations import Answer, Article
from annotator.domain.edits import Accept, AddSpan, Finish, Link
from annotator.domain.spans import Span, in_document_order
from annotator.services.annotate import Session
from annotator.services.ports import IncomingRecord, OutgoingChoice, OutgoingRecord, Which
from annotator.storage import SqlDatabase, outgoing, tables
from annotator.storage.rows import span_values
from tests.storage.material import (
    AT,
    add_article,
    article,
    person,
    place,
    quote,
    said_by,
    save_suggestions,
    speaker,
    suggested,
    suggestions,
)


def finished(number: int, annotator: str) -> IncomingRecord:
    return IncomingRecord(article(number), annotator, Answer.ACCEPT, (place(), speaker(), quote()), (said_by(),))


def adjudicate(database: SqlDatabase, article_id: int, *spans: Span) -> None:
    """Store a finished adjudicated layer of Budi's."""
    with database._engine.begin() as connection:
        judge = connection.execute(select(tables.annotator.c.id).where(tables.annotator.c.name == "budi")).scalar_one()
        layer_id = connection.execute(
            insert(tables.layer).values(
                article_id=article_id, annotator_id=judge, kind="adjudicated", answer="accept",
                is_flagged=False, revision=1, open_count=0, decided_count=1, changed_at=AT,
            )
        ).inserted_primary_key[0]  # fmt: skip
        for span in spans:
            connection.execute(insert(tables.span), [span_values(span, "layer_id", layer_id)])


def names(records: list[OutgoingRecord]) -> list[tuple[str, str | None]]:
    return [(record.article.text[-1], record.annotator) for record in records]


def test_finished_layers_go_out_by_hash_then_annotator_with_spans_in_document_order(database: SqlDatabase) -> None:
    database.bulk_add([finished(n, who) for who in ("citra", "ani", "Budi") for n in range(1, 7)], "x", AT)

    records = list(database.outgoing())

    assert [(record.article.sha256, record.annotator) for record in records] == sorted(
        (article(n).sha256, who) for n in range(1, 7) for who in ("Budi", "ani", "citra")
    )
    for record in records:
        assert list(record.spans) == [quote(), speaker(), place()]
        assert record.relations == (said_by(),)
        assert record.answer is Answer.ACCEPT


@pytest.mark.parametrize(("page", "enough"), [(1, 10**9), (2, 10**9), (500, 1), (500, 100)])
def test_pages_do_not_show(database: SqlDatabase, monkeypatch: pytest.MonkeyPatch, page: int, enough: int) -> None:
    database.bulk_add([finished(n, who) for n in range(5) for who in ("ani", "budi")], "x", AT)
    whole = list(database.outgoing())
    monkeypatch.setattr(outgoing, "_PAGE", page)
    monkeypatch.setattr(outgoing, "_ENOUGH", enough)

    assert len(whole) == 10
    assert list(database.outgoing()) == whole


def test_unfinished_layers_go_out_only_when_asked_for_and_emptied_ones_never(database: SqlDatabase, clock) -> None:
    one, two = add_article(database, article(1)), add_article(database, article(2))
    Session(database, clock, one.id, "ani").apply(AddSpan(person()))
    emptied = Session(database, clock, two.id, "ani")
    emptied.apply(AddSpan(person()))
    emptied.undo()

    assert names(list(database.outgoing())) == []
    assert names(list(database.outgoing(OutgoingChoice(Which.ALL)))) == [("1", "ani")]


def test_open_suggestions_go_with_each_layer_and_alone_where_there_is_none(database: SqlDatabase, clock) -> None:
    one, two, three = (add_article(database, article(n)) for n in (1, 2, 3))
    for stored in (one, two):
        save_suggestions(database, stored, suggestions(stored, person(), place()))
    session = Session(database, clock, one.id, "ani")
    session.apply(Accept((suggested(person()).id,)))
    session.apply(Finish(Answer.ACCEPT))

    found = {record.article.id: record for record in database.outgoing(OutgoingChoice(include_suggested=True))}

    assert [span.status for span in found[one.id].spans] == ["accepted", "suggested"]
    assert (found[two.id].annotator, found[two.id].answer) == (None, None)
    assert list(found[two.id].spans) == [suggested(person()), suggested(place())]
    assert (found[three.id].annotator, found[three.id].spans) == (None, ())
    assert [record.article.id for record in database.outgoing()] == [one.id]


def test_the_adjudicated_layer_goes_out_instead_of_the_annotators(database: SqlDatabase) -> None:
    result = database.bulk_add([finished(1, "ani"), finished(1, "budi"), finished(2, "ani")], "x", AT)
    agreed = place("agreed")
    adjudicate(database, result.article_ids[0], agreed)

    records = {record.article.text[-1]: record for record in database.outgoing()}

    assert (records["1"].annotator, records["1"].spans) == ("budi", (agreed,))
    assert records["2"].annotator == "ani"
    assert len(list(database.outgoing())) == 2


def test_a_link_to_a_suggestion_goes_out_only_with_the_suggestion(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    save_suggestions(database, one, suggestions(one, speaker()))
    session = Session(database, clock, one.id, "ani")
    session.apply(AddSpan(quote()))
    session.apply(Link(said_by(child=suggested(speaker()).id)))

    for record in database.outgoing(OutgoingChoice(Which.ALL, include_suggested=True)):
        assert len(record.relations) == 1
    for record in database.outgoing(OutgoingChoice(Which.ALL)):
        ids = {span.id for span in record.spans}
        assert all(link.head in ids and link.child in ids for link in record.relations)


def test_an_export_sees_one_moment_however_long_it_takes(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "_PAGE", 1)
    database.bulk_add([finished(n, "ani") for n in range(4)], "x", AT)
    records = database.outgoing()
    first = next(records)

    database.bulk_add([finished(n, "budi") for n in range(9)], "x", AT)

    assert names([first, *records]) == names(
        [record for record in database.outgoing() if record.annotator == "ani" and record.article.id <= 4]
    )


def test_a_long_article_keeps_its_order(database: SqlDatabase) -> None:
    spans = tuple(person(f"s{i}", (i % 40, i % 40 + 1 + i % 7)) for i in range(300))
    database.bulk_add([IncomingRecord(Article.from_raw("kata " * 20), "ani", Answer.ACCEPT, spans)], "x", AT)

    (record,) = database.outgoing()

    assert list(record.spans) == in_document_order(spans)


def test_articles_are_counted_as_an_export_takes_them(database: SqlDatabase, clock) -> None:
    result = database.bulk_add([finished(1, "ani"), finished(1, "budi"), finished(2, "ani")], "x", AT)
    Session(database, clock, add_article(database, article(3)).id, "budi").apply(AddSpan(person()))
    add_article(database, article(4))
    adjudicate(database, result.article_ids[2])

    with database.unit_of_work() as work:
        for who in (None, "ani", "budi", "citra"):
            assert work.layers.articles_by(who) == {
                which: len({record.article.sha256 for record in database.outgoing(OutgoingChoice(which, who))})
                for which in Which
            }
        assert work.layers.articles_by(None) == {Which.FINISHED: 2, Which.ADJUDICATED: 1, Which.ALL: 3}
