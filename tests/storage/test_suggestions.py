"""Suggestions: the newest answer replaces the older one, and never touches an annotation."""

from __future__ import annotations

import pytest

from annotator.domain.edits import Accept
from annotator.domain.spans import Origin, OriginKind, Relation, Status, suggested_relation_id
from annotator.domain.suggestions import Suggestions
from annotator.services.annotate import Session
from annotator.storage import SqlDatabase
from tests.storage.material import (
    MODEL,
    NEWER,
    add_article,
    article,
    person,
    place,
    quote,
    save_suggestions,
    speaker,
    suggested,
    suggestions,
)


def test_suggestions_come_back_in_document_order(database: SqlDatabase) -> None:
    one = add_article(database)
    spans = [suggested(span, 0.123456789) for span in (quote(), speaker(), place())]
    link = Relation(
        suggested_relation_id("said_by", spans[0].id, spans[1].id), "said_by", spans[0].id, spans[1].id,
        Status.SUGGESTED, Origin(OriginKind.RULE, "quotes", "1", 1.0),
    )  # fmt: skip

    save_suggestions(database, one, Suggestions(one.sha256, MODEL, tuple(reversed(spans)), (link,)))

    with database.unit_of_work() as work:
        assert work.suggestions.load(one.id) == Suggestions(one.sha256, MODEL, tuple(spans), (link,))


def test_an_article_no_model_has_run_on_has_none(database: SqlDatabase) -> None:
    one, two = add_article(database, article(1)), add_article(database, article(2))
    save_suggestions(database, one, suggestions(one))

    with database.unit_of_work() as work:
        assert work.suggestions.load(one.id) == suggestions(one)
        assert work.suggestions.load(two.id) is None


def test_a_newer_answer_replaces_the_older_and_leaves_what_was_decided(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    save_suggestions(database, one, suggestions(one, person()))
    session = Session(database, clock, one.id, "ani")
    session.apply(Accept((suggested(person()).id,)))
    decided = session.layer

    save_suggestions(database, one, suggestions(one, person(), place(), model=NEWER))

    session.reload()
    assert session.layer == decided
    assert session.suggestions == suggestions(one, person(), place(), model=NEWER)
    assert session.view.open_count == 1
    with database.unit_of_work() as work:
        assert work.articles.queue("ani")[0].open_count == 1


def test_suggestions_for_another_text_are_a_bug(database: SqlDatabase) -> None:
    one = add_article(database)

    with pytest.raises(ValueError, match="not for article"):
        save_suggestions(database, one, suggestions(article(2)))
