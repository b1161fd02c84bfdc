"""The report that `doctor` shows."""

from __future__ import annotations

from sqlalchemy import delete, update

from annotator.domain.edits import AddSpan, Resize
from annotator.services.annotate import Session
from annotator.storage import SqlDatabase, tables
from annotator.storage.migrate import HEAD
from tests.storage.material import add_article, article, person, save_suggestions, suggestions


def test_a_sound_database_has_no_problems(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    save_suggestions(database, one, suggestions(one, person()))
    Session(database, clock, one.id, "ani").apply(AddSpan(person()))

    report = database.check()

    assert (report.articles, report.layers, report.revision, report.problems) == (1, 1, HEAD, ())
    assert report.url == database.name
    assert report.details


def test_counters_and_journals_that_do_not_agree_with_the_rows_are_named(database: SqlDatabase, clock) -> None:
    for number in (1, 2):
        one = add_article(database, article(number))
        Session(database, clock, one.id, "ani").apply(AddSpan(person()))
    with database._engine.begin() as connection:
        connection.execute(update(tables.layer).values(decided_count=5, open_count=7, revision=3))
        connection.execute(update(tables.article).where(tables.article.c.id == one.id).values(length=2))

    assert database.check().problems == (
        "1 spans reach outside their article",
        "2 layers count their spans wrongly",
        "2 layers have a journal with rows missing",
        "2 layers count their open suggestions wrongly",
    )


def test_a_layer_that_its_journal_does_not_lead_to_is_named(database: SqlDatabase, clock) -> None:
    lost, torn, sound = (add_article(database, article(number)) for number in (1, 2, 3))
    for one in (lost, torn, sound):
        session = Session(database, clock, one.id, "ani")
        session.apply(AddSpan(person()))
        session.apply(Resize("s1", 18, 26))
    with database._engine.begin() as connection:
        connection.execute(update(tables.span).where(tables.span.c.layer_id == 1).values(end=27))
        connection.execute(delete(tables.journal).where(tables.journal.c.layer_id == 2, tables.journal.c.seq == 1))

    assert database.check().problems == tuple(
        f"article {one.key}: the journal of ani does not lead to the layer" for one in (lost, torn)
    )
