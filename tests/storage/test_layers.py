"""Layers: what was written is what is read, the journal only grows, and nobody writes over anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from annotator.domain.annotations import Answer, Comment, Layer
from annotator.domain.edits import (
    Accept,
    AddSpan,
    Batch,
    Change,
    Delta,
    Finish,
    Flag,
    Link,
    Reject,
    RemoveSpan,
    Resize,
    SetComment,
    Standing,
    apply,
)
from annotator.domain.errors import UserError
from annotator.domain.spans import Status
from annotator.services.annotate import Session
from annotator.services.ports import JournalHead, JournalKind, StoredLayer
from annotator.storage import SqlDatabase, open_database
from tests.storage.material import (
    AT,
    PUTIN,
    add_article,
    person,
    place,
    quote,
    said_by,
    save_suggestions,
    speaker,
    suggestions,
)

FIRST = JournalHead(1, JournalKind.EDIT, "AddSpan")


def load(database: SqlDatabase, article_id: int, annotator: str = "ani") -> StoredLayer:
    with database.unit_of_work() as work:
        return work.layers.load(article_id, annotator)


def test_an_untouched_layer_is_empty_at_revision_0(database: SqlDatabase) -> None:
    one = add_article(database)

    assert load(database, one.id) == StoredLayer(Layer(one.id, "ani"), 0)


def test_a_layer_comes_back_as_it_was_written(database: SqlDatabase) -> None:
    one = add_article(database)
    before = load(database, one.id)
    delta = Delta(
        tuple(Change(None, span) for span in (person(), place(status=Status.REJECTED), quote(), speaker())),
        (Change(None, said_by()), Change(None, said_by("r2", "gone", "s4", Status.REJECTED))),
        (Change(None, Comment("c1", "yakin?", "s1")), Change(None, Comment("c2", "tentang semuanya"))),
        Change(Standing(None, is_flagged=False), Standing(Answer.ACCEPT, is_flagged=True)),
    )

    with database.unit_of_work() as work:
        revision = work.layers.write(before, delta, FIRST, AT)
        work.commit()

    assert revision == 1
    assert load(database, one.id) == StoredLayer(apply(before.layer, delta), 1)
    assert load(database, one.id, "budi").layer == Layer(one.id, "budi")


def test_the_journal_remembers_every_step_with_its_time_in_utc(database: SqlDatabase) -> None:
    one = add_article(database)
    delta = Delta((Change(None, person()),))
    at = datetime(2024, 6, 19, 15, 30, 0, 123456, tzinfo=timezone(timedelta(hours=7)))

    with database.unit_of_work() as work:
        work.layers.write(load(database, one.id), delta, FIRST, at)
        work.commit()

    with database.unit_of_work() as work:
        entry = work.layers.entry(one.id, "ani", 1)
        assert work.layers.journal(one.id, "ani") == [FIRST]
        assert list(work.layers.history(one.id, "ani")) == [entry]
        assert (entry.head, entry.delta, entry.at) == (FIRST, delta, at)
        assert entry.at.tzinfo is UTC
        with pytest.raises(KeyError):
            work.layers.entry(one.id, "ani", 2)
        assert work.layers.journal(one.id, "budi") == []


def test_a_moment_without_a_zone_is_refused(database: SqlDatabase) -> None:
    one = add_article(database)

    with database.unit_of_work() as work, pytest.raises(Exception, match="no time zone"):
        work.layers.write(load(database, one.id), Delta((Change(None, person()),)), FIRST, datetime(2024, 1, 1))  # noqa: DTZ001


def test_the_journal_only_grows(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    session = Session(database, clock, one.id, "ani")
    seen: list = []
    for step in (
        lambda: session.apply(AddSpan(person())),
        lambda: session.apply(Resize("s1", 18, 25)),
        session.undo,
        session.undo,
        session.redo,
        lambda: session.apply(RemoveSpan("s1")),
        session.undo,
    ):
        step()
        now = list(session.history())
        assert now[: len(seen)] == seen
        assert len(now) == len(seen) + 1
        seen = now

    assert [entry.head.seq for entry in seen] == [1, 2, 3, 4, 5, 6, 7]


def test_of_two_who_read_the_same_state_the_second_to_write_is_told_and_loses_nothing(
    database: SqlDatabase, target: str, clock
) -> None:
    one = add_article(database)
    other = open_database(target)
    here, there = Session(database, clock, one.id, "ani"), Session(other, clock, one.id, "ani")
    here.apply(AddSpan(person()))

    with pytest.raises(UserError, match="changed elsewhere"):
        there.apply(AddSpan(place()))

    assert there.layer == here.layer
    assert there.undo_text == "AddSpan"
    there.apply(AddSpan(place()))
    with pytest.raises(UserError, match="changed elsewhere"):
        here.undo()
    assert sorted(here.layer.spans) == ["s1", "s2"]
    other.close()


def test_two_annotators_do_not_get_in_each_others_way(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    ani, budi = (Session(database, clock, one.id, name) for name in ("ani", "budi"))
    ani.apply(AddSpan(person()))
    budi.apply(AddSpan(person(extent=(18, 26))))
    ani.apply(Finish(Answer.ACCEPT))

    assert load(database, one.id, "ani").layer.spans["s1"].extent == PUTIN
    assert load(database, one.id, "budi").layer.spans["s1"].extent == (18, 26)
    assert not load(database, one.id, "budi").layer.is_finished


def test_undo_and_redo_go_on_where_an_earlier_session_stopped(database: SqlDatabase, target: str, clock) -> None:
    one = add_article(database)
    given = suggestions(one, person(), place())
    save_suggestions(database, one, given)
    first, second = (span.id for span in given.spans)
    session = Session(database, clock, one.id, "ani")
    session.apply(Batch((Accept((first,)), Reject((second,)), AddSpan(quote()), AddSpan(speaker()))))
    session.apply(Link(said_by()))
    session.apply(SetComment(Comment("c1", "cek", "s3")))
    session.apply(Flag(is_flagged=True))
    finished = session.layer
    session.undo()

    reopened = open_database(target)
    again = Session(reopened, clock, one.id, "ani")
    again.undo()
    again.undo()
    again.undo()
    assert again.layer == Layer(one.id, "ani")
    assert again.undo_text is None
    for _ in range(4):
        again.redo()
    assert again.redo_text is None
    assert again.layer == finished
    assert load(reopened, one.id).layer == finished
    reopened.close()


def test_a_layer_of_an_unknown_article_cannot_be_written(database: SqlDatabase) -> None:
    with database.unit_of_work() as work, pytest.raises(KeyError):
        work.layers.write(StoredLayer(Layer(9, "ani"), 0), Delta((Change(None, person()),)), FIRST, AT)
