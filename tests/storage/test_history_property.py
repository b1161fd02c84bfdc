"""Whatever a person does, undone to the beginning and redone to the end, leaves the same annotations."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Article, Layer, open_spans
from annotator.domain.edits import apply
from annotator.domain.errors import UserError
from annotator.domain.suggestions import Suggestions
from annotator.services.annotate import Session
from annotator.storage import SqlDatabase, open_database
from tests import strategies

_numbers = itertools.count()


@pytest.fixture
def house(database: SqlDatabase, target: str) -> Iterator[tuple[SqlDatabase, SqlDatabase]]:
    """Return one database opened twice, so that re-opening a session means nothing was only in memory."""
    other = open_database(target)
    yield database, other
    other.close()


def new_article(database: SqlDatabase, suggested: Suggestions) -> int:
    text = f"{next(_numbers):0{strategies.TEXT_LENGTH}d}"
    with database.unit_of_work() as work:
        stored, _ = work.articles.add(Article.from_raw(text))
        work.suggestions.save(
            stored.id, Suggestions(stored.sha256, suggested.model, suggested.spans, suggested.relations)
        )
        work.commit()
    return stored.id


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_any_edits_undone_and_redone_give_the_same_layer_whoever_opens_it_between(house, clock, data) -> None:
    article_id = new_article(house[0], data.draw(strategies.suggestions()))
    turn = itertools.cycle(house)

    def reopened(session: Session) -> Session:
        """Sometimes go on in a session on the other connection."""
        return Session(next(turn), clock, article_id, "ani") if data.draw(st.booleans()) else session

    session = Session(next(turn), clock, article_id, "ani")
    states = [session.layer]
    for number in range(data.draw(st.integers(0, 6))):
        session = reopened(session)
        try:
            edit = strategies.some_edit(data.draw, session.layer, session.suggestions, number)
            changes = session.apply(edit, tie=data.draw(st.sampled_from([None, "t1"])))
        except UserError:
            continue
        if changes is not None:
            states.append(session.layer)

    for expected in reversed(states[:-1]):
        session = reopened(session)
        session.undo()
        assert session.layer == expected
    assert session.undo() is None
    for expected in states[1:]:
        session = reopened(session)
        session.redo()
        assert session.layer == expected
    assert session.redo() is None

    stored = Session(next(turn), clock, article_id, "ani")
    assert stored.layer == states[-1]
    replayed = Layer(article_id, "ani")
    for entry in stored.history():
        replayed = apply(replayed, entry.delta)
    assert replayed == stored.layer
    with house[0].unit_of_work() as work:
        row = next(row for row in work.articles.queue("ani") if row.article_id == article_id)
    assert (row.open_count, row.decided_count) == (
        len(open_spans(stored.layer, stored.suggestions)),
        len(stored.layer.spans),
    )
