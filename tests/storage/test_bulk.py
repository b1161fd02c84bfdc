"""Bulk import: a batch goes in whole or not at all, and never over anyone's work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotations import Answer
from annotator.domain.edits import AddSpan, Finish, Resize
from annotator.domain.errors import UserError
from annotator.domain.spans import Status
from annotator.services.annotate import Session
from annotator.services.ports import BulkResult, IncomingRecord, JournalHead, JournalKind
from annotator.storage import SqlDatabase
from tests.storage.material import (
    AT,
    NEWER,
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


def annotated(number: int, annotator: str | None = "ani", answer: Answer | None = Answer.ACCEPT) -> IncomingRecord:
    return IncomingRecord(article(number), annotator, answer, (quote(), speaker(), place()), (said_by(),))


def test_articles_layers_and_suggestions_come_in_together(database: SqlDatabase, clock) -> None:
    records = [
        annotated(1),
        IncomingRecord(article(2), suggested=suggestions(article(2), person(), place())),
        IncomingRecord(article(3)),
        annotated(1, "budi", None),
        annotated(4, None),
    ]

    result = database.bulk_add(records, "citra", AT)

    ids = result.article_ids
    assert result == BulkResult(added=4, known=1, layers=3, kept_layers=(), article_ids=(*ids[:3], ids[0], ids[4]))
    session = Session(database, clock, ids[0], "ani")
    assert session.article == replace(article(1), id=ids[0])
    assert list(session.layer.spans.values()) == [quote(), speaker(), place()]
    assert list(session.layer.relations.values()) == [said_by()]
    assert session.layer.answer is Answer.ACCEPT
    with database.unit_of_work() as work:
        assert work.suggestions.load(ids[1]) == suggestions(article(2), person(), place())
        assert [(row.open_count, row.decided_count) for row in work.articles.queue("budi")] == [
            (0, 3), (2, 0), (0, 0), (0, 0),
        ]  # fmt: skip
        assert [row.decided_count for row in work.articles.queue("citra")] == [0, 0, 0, 3]
        assert work.annotators.names() == ["ani", "budi", "citra"]


def test_the_same_batch_again_adds_nothing(database: SqlDatabase) -> None:
    first = database.bulk_add([annotated(1), annotated(2)], "ani", AT)

    again = database.bulk_add([annotated(1), annotated(2)], "ani", AT)

    keys = (article(1).key, article(2).key)
    assert again == BulkResult(added=0, known=2, layers=0, kept_layers=keys, article_ids=first.article_ids)


def test_work_already_done_is_kept(database: SqlDatabase, clock) -> None:
    one = add_article(database, article(1))
    session = Session(database, clock, one.id, "ani")
    session.apply(AddSpan(person()))

    result = database.bulk_add([annotated(1)], "ani", AT)

    assert result.kept_layers == (one.key,)
    assert Session(database, clock, one.id, "ani").layer == session.layer


def test_a_layer_that_was_emptied_takes_an_import_and_its_history_goes_on(database: SqlDatabase, clock) -> None:
    one = add_article(database, article(1))
    session = Session(database, clock, one.id, "ani")
    session.apply(AddSpan(person()))
    session.undo()

    result = database.bulk_add([annotated(1)], "ani", AT)

    assert (result.layers, result.kept_layers) == (1, ())
    with pytest.raises(UserError, match="changed elsewhere"):
        session.apply(Finish(Answer.REJECT))
    assert sorted(session.layer.spans) == ["s2", "s3", "s4"]
    assert session.undo_text == "Import"
    session.undo()
    assert session.layer.spans == {}


def test_an_import_is_one_edit_that_can_be_undone_and_redone_after_later_edits(database: SqlDatabase, clock) -> None:
    (article_id,) = database.bulk_add([annotated(1)], "ani", AT).article_ids
    session = Session(database, clock, article_id, "ani")
    imported = session.layer
    session.apply(Resize("s2", 36, 40))
    session.apply(AddSpan(person()))
    edited = session.layer

    session.undo()
    session.undo()
    session.undo()

    assert (session.undo_text, session.layer.spans, session.layer.answer) == (None, {}, None)
    assert (session.redo_text, session.redo().layer) == ("Import", imported)
    session.redo()
    session.redo()
    assert session.layer == edited
    first = next(iter(session.history()))
    assert first.head == JournalHead(1, JournalKind.EDIT, "Import")
    assert first.at == AT
    assert [change.after for change in first.delta.spans] == list(imported.spans.values())


def test_new_suggestions_replace_the_old_and_are_counted_anew_for_everyone(database: SqlDatabase, clock) -> None:
    one = add_article(database, article(1))
    save_suggestions(database, one, suggestions(one, person()))
    Session(database, clock, one.id, "ani").apply(AddSpan(place()))
    newer = suggestions(article(1), person(), place(), speaker(), model=NEWER)

    result = database.bulk_add([IncomingRecord(article(1), suggested=newer)], "ani", AT)

    assert (result.known, result.layers) == (1, 0)
    with database.unit_of_work() as work:
        assert work.suggestions.load(one.id) == replace(newer, spans=work.suggestions.load(one.id).spans)
        assert [row.open_count for row in work.articles.queue("ani")] == [2]
        assert [row.open_count for row in work.articles.queue("budi")] == [3]


def test_a_layer_and_suggestions_of_one_record_are_counted_against_each_other(database: SqlDatabase) -> None:
    accepted = replace(suggested(person()), status=Status.ACCEPTED)
    given = suggestions(article(1), person(), place())

    database.bulk_add([IncomingRecord(article(1), "ani", None, (accepted,), (), given)], "ani", AT)
    database.bulk_add([IncomingRecord(article(1), "budi", None, (place("own"),))], "ani", AT)

    with database.unit_of_work() as work:
        assert [work.articles.queue(name)[0].open_count for name in ("ani", "budi", "citra")] == [1, 1, 2]


@pytest.mark.parametrize(
    "bad",
    [
        IncomingRecord(article(2), "ani", None, (person("s1"), place("s1")), file="a.jsonl", line=7),
        IncomingRecord(article(2), "ani", None, (person(extent=(0, 4000)),), file="a.jsonl", line=7),
        IncomingRecord(replace(article(2), title="Judul \ud800"), file="a.jsonl", line=7),
        IncomingRecord(article(2), "ani", None, (), (said_by("r1"), said_by("r1", "s4", "s3")), file="a.jsonl", line=7),
    ],
)
def test_a_batch_with_an_impossible_record_is_refused_whole_with_its_line(database: SqlDatabase, bad) -> None:
    with pytest.raises(UserError, match=r"^a\.jsonl:7: "):
        database.bulk_add([annotated(1), bad], "ani", AT)

    with database.unit_of_work() as work:
        assert work.articles.count() == 0


def test_an_empty_batch_is_nothing(database: SqlDatabase) -> None:
    assert database.bulk_add([], "ani", AT) == BulkResult()
