"""A session: every edit lasts when it returns, undo and redo reach over restarts, an error changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Answer, Article, view
from annotator.domain.edits import (
    Accept,
    AddSpan,
    Batch,
    Finish,
    Flag,
    Link,
    Reject,
    RemoveSpan,
    Resize,
)
from annotator.domain.errors import UserError
from annotator.domain.spans import LayerName, Relation, Span, Status
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.services.annotate import Annotate, Session
from annotator.services.ports import Database, JournalKind
from tests.fakes import FakeClock, FakeDatabase
from tests.strategies import TEXT_LENGTH, some_edit, suggestions

TEXT = "“Ya,” kata Putin, Rabu (19/6/2024)."
PUTIN = Span("h1", 11, 16, "PER", LayerName.ENTITY)
RABU = Span("h2", 18, 22, "DATE", LayerName.ENTITY)
QUOTE = Span("m1", 0, 5, "QUOTE", LayerName.QUOTE, {"type": "direct"}, Status.SUGGESTED)
SPEAKER = Span("m2", 11, 16, "SPEAKER", LayerName.QUOTE, {}, Status.SUGGESTED)
SAID_BY = Relation("n1", "said_by", "m1", "m2", Status.SUGGESTED)


def suggested(article: Article, version: str = "1") -> Suggestions:
    return Suggestions(article.sha256, ModelInfo("rules", version), (QUOTE, SPEAKER), (SAID_BY,))


@pytest.fixture
def database() -> FakeDatabase:
    database = FakeDatabase(Article.from_raw(TEXT))
    with database.unit_of_work() as work:
        work.suggestions.save(1, suggested(work.articles.get(1)))
        work.commit()
    return database


def opened(database: FakeDatabase, annotator: str = "ani") -> Session:
    return Annotate(database, FakeClock()).open(1, annotator)


def test_the_fake_keeps_the_contract_of_the_database(database):
    port: Database = database
    assert port.check().articles == 1


# --- editing ---------------------------------------------------------------------------------------------------


def test_an_edit_is_in_the_database_when_it_returns(database):
    changes = opened(database).apply(AddSpan(PUTIN))
    assert changes.span_ids == {"h1"}
    assert changes.layer == opened(database).layer
    assert database.state.layers[1, "ani"].layer.spans == {"h1": PUTIN}


def test_every_edit_is_one_transaction_and_one_row_of_the_journal(database):
    session, before = opened(database), database.commits
    session.apply(AddSpan(PUTIN))
    session.apply(Batch((AddSpan(RABU), Finish(Answer.ACCEPT))))
    assert database.commits == before + 2
    assert [(row.head.seq, row.head.kind, row.head.name) for row in session.history()] == [
        (1, JournalKind.EDIT, "AddSpan"),
        (2, JournalKind.EDIT, "Batch"),
    ]


def test_an_edit_that_changes_nothing_is_not_written(database):
    session = opened(database)
    session.apply(AddSpan(PUTIN))
    before = database.commits
    assert session.apply(AddSpan(PUTIN)) is None
    assert session.apply(Flag(is_flagged=False)) is None
    assert database.commits == before


def test_changes_say_when_they_were_saved_and_what_can_be_undone_and_redone(database):
    session = opened(database)
    first = session.apply(AddSpan(PUTIN))
    second = session.apply(Resize("h1", 11, 17))
    undone = session.undo()
    assert (first.undo_text, first.redo_text) == ("AddSpan", None)
    assert (second.undo_text, second.redo_text) == ("Resize", None)
    assert (undone.undo_text, undone.redo_text) == ("AddSpan", "Resize")
    assert [len(part) for part in first.saved_at.split(":")] == [2, 2, 2]
    assert first.saved_at < second.saved_at < undone.saved_at


def test_annotators_do_not_see_each_other(database):
    ani, budi = opened(database, "ani"), opened(database, "budi")
    ani.apply(AddSpan(PUTIN))
    budi.apply(Reject(("m1",)))
    assert set(opened(database, "ani").layer.spans) == {"h1"}
    assert set(opened(database, "budi").layer.spans) == {"m1"}
    assert opened(database, "ani").view.open_count == 2


def test_an_unknown_article_cannot_be_opened(database):
    with pytest.raises(KeyError):
        Annotate(database, FakeClock()).open(99, "ani")


# --- undo and redo ---------------------------------------------------------------------------------------------


def test_undo_restores_the_speaker_link(database):
    session = opened(database)
    session.apply(Accept(("m1", "m2")))
    linked = session.layer
    session.apply(RemoveSpan("m2"))
    assert session.layer.relations["n1"].status is Status.REJECTED
    session.undo()
    assert session.layer == linked
    assert session.view.relations["n1"].status is Status.ACCEPTED


def test_there_is_nothing_to_undo_or_redo_at_the_ends(database):
    session = opened(database)
    assert session.undo() is None
    assert session.redo() is None
    session.apply(AddSpan(PUTIN))
    assert session.redo() is None
    session.undo()
    assert session.undo() is None


def test_a_fresh_edit_forgets_what_could_be_redone(database):
    session = opened(database)
    session.apply(AddSpan(PUTIN))
    session.undo()
    session.apply(AddSpan(RABU))
    assert session.redo_text is None
    assert session.redo() is None


def test_undo_and_redo_go_on_after_a_restart(database):
    first = opened(database)
    for edit in (AddSpan(PUTIN), AddSpan(RABU), Resize("h2", 18, 34), Flag(is_flagged=True)):
        first.apply(edit)
    first.undo()
    second = opened(database)
    assert (second.undo_text, second.redo_text) == ("Resize", "Flag")
    second.undo()
    third = opened(database)
    assert (third.undo_text, third.redo_text) == ("AddSpan", "Resize")
    third.redo()
    third.redo()
    assert third.layer.is_flagged
    assert third.layer.spans["h2"].end == 34
    assert third.redo_text is None


def test_the_journal_keeps_every_undo_and_redo(database):
    session = opened(database)
    session.apply(AddSpan(PUTIN))
    session.undo()
    session.redo()
    heads = [(row.head.kind, row.head.name, row.head.target) for row in session.history()]
    assert heads == [
        (JournalKind.EDIT, "AddSpan", None), (JournalKind.UNDO, "AddSpan", 1), (JournalKind.REDO, "AddSpan", 1),
    ]  # fmt: skip


@given(st.data(), suggestions(), st.integers(1, 12))
def test_any_walk_of_edits_undos_redos_and_restarts_keeps_stacks_and_view_right(data, from_model, count):
    article = Article.from_raw("k" * TEXT_LENGTH)
    database = FakeDatabase(article)
    with database.unit_of_work() as work:
        work.suggestions.save(1, from_model)
        work.commit()
    session = opened(database)
    past, now, future = [], session.layer, []
    for number in range(count):
        match data.draw(st.sampled_from(["edit", "edit", "edit", "undo", "redo", "restart"])):
            case "edit":
                try:
                    done = session.apply(some_edit(data.draw, session.layer, from_model, number))
                except UserError:
                    done = None
                if done is not None:
                    past, now, future = [*past, now], session.layer, []
            case "undo":
                assert (session.undo() is not None) == bool(past)
                if past:
                    future, now, past = [*future, now], past[-1], past[:-1]
            case "redo":
                assert (session.redo() is not None) == bool(future)
                if future:
                    past, now, future = [*past, now], future[-1], future[:-1]
            case "restart":
                session = opened(database)
        assert session.layer == now
        assert _as_lists(session.view) == _as_lists(view(session.layer, from_model))
        assert (session.undo_text is None, session.redo_text is None) == (not past, not future)
    while session.undo():
        pass
    assert session.layer.spans == {}
    assert session.layer == opened(database).layer


def _as_lists(seen):
    """Return what is in a view with its order, which equal mappings may differ in."""
    return list(seen.spans.items()), list(seen.relations.items())


# --- errors ----------------------------------------------------------------------------------------------------


def test_a_refused_edit_leaves_layer_journal_and_stacks_as_they_were(database):
    session = opened(database)
    session.apply(AddSpan(PUTIN))
    layer, before = session.layer, database.commits
    with pytest.raises(UserError):
        session.apply(Batch((AddSpan(RABU), Resize("gone", 0, 1))))
    assert session.layer is layer
    assert (session.undo_text, session.redo_text) == ("AddSpan", None)
    assert database.commits == before


def test_an_edit_that_could_not_be_written_is_not_shown_and_work_goes_on(database):
    session = opened(database)
    session.apply(AddSpan(PUTIN))
    database.fail_commit = UserError("The disk is full.", "Make room.")
    with pytest.raises(UserError, match="disk is full"):
        session.apply(AddSpan(RABU))
    assert set(session.layer.spans) == {"h1"}
    assert session.undo_text == "AddSpan"
    session.apply(AddSpan(RABU))
    assert set(opened(database).layer.spans) == {"h1", "h2"}


def test_an_undo_that_could_not_be_written_can_be_tried_again(database):
    session = opened(database)
    session.apply(AddSpan(PUTIN))
    database.fail_commit = UserError("The disk is full.", "Make room.")
    with pytest.raises(UserError):
        session.undo()
    assert set(session.layer.spans) == {"h1"}
    assert session.undo().layer.spans == {}


def test_two_windows_on_one_layer_the_later_one_is_told_and_sees_the_other_s_work(database):
    one, other = opened(database), opened(database)
    one.apply(AddSpan(PUTIN))
    with pytest.raises(UserError, match="changed elsewhere"):
        other.apply(AddSpan(RABU))
    assert set(other.layer.spans) == {"h1"}
    other.apply(AddSpan(RABU))
    assert set(opened(database).layer.spans) == {"h1", "h2"}


def test_a_step_back_on_a_layer_that_went_on_elsewhere_is_told_and_works_the_second_time(database):
    one, other = opened(database), opened(database)
    one.apply(AddSpan(PUTIN))
    other.reload()
    one.apply(Resize("h1", 11, 15))
    one.apply(RemoveSpan("h1"))
    with pytest.raises(UserError, match="loaded again"):
        other.step_back(1)
    assert other.layer == one.layer
    assert set(other.step_back(1).layer.spans) == {"h1"}


# --- suggestions -----------------------------------------------------------------------------------------------


def test_suggestions_lie_open_over_the_layer_until_decided(database):
    session = opened(database)
    assert session.view.open_count == 2
    session.apply(Accept(("m1",)))
    assert session.view.open_count == 1
    session.apply(Link(Relation("l1", "said_by", "m1", "m2")))
    assert session.view.open_count == 0
    assert session.view.relations["n1"].status is Status.ACCEPTED


def test_new_suggestions_are_taken_and_decisions_stand(database):
    session = opened(database)
    session.apply(Reject(("m1",)))
    assert session.take_suggestions(suggested(session.article, "2"))
    assert session.suggestions.model.version == "2"
    assert list(session.view.spans) == ["m2"]


def test_suggestions_for_another_text_are_dropped(database):
    session = opened(database)
    stale = Suggestions("0" * 64, ModelInfo("rules", "2"), (QUOTE,))
    assert not session.take_suggestions(stale)
    assert session.suggestions.model.version == "1"


def test_undo_works_after_the_suggestions_it_came_from_are_gone(database):
    session = opened(database)
    session.apply(Resize("m1", 0, 4))
    session.take_suggestions(Suggestions(session.article.sha256, ModelInfo("rules", "2")))
    assert session.view.spans["m1"].end == 4
    session.undo()
    assert session.view.spans == {}
    session.redo()
    assert session.view.spans["m1"].end == 4


def test_reload_reads_what_others_stored(database):
    session = opened(database)
    opened(database).apply(AddSpan(PUTIN))
    assert session.layer.spans == {}
    session.reload()
    assert set(session.layer.spans) == {"h1"}
    assert session.undo_text == "AddSpan"
