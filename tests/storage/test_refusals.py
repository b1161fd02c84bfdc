"""Where a decision was refused, which articles hold some words, and what ties journal rows together."""

from __future__ import annotations

import pytest

from annotator.domain.annotations import Article
from annotator.domain.edits import AddSpan, Flag
from annotator.domain.propagation import Decision, Kind
from annotator.domain.spans import LayerName
from annotator.domain.text import sha256
from annotator.services.annotate import Session
from annotator.storage import SqlDatabase
from tests.storage.material import add_article, article, person


def texts(database: SqlDatabase, *bodies: str) -> list[int]:
    return [add_article(database, Article.from_raw(body)).id for body in bodies]


def hits(database: SqlDatabase, *forms: str, after: int = 0, limit: int = 100) -> tuple[int, ...]:
    with database.unit_of_work() as work:
        return work.articles.holding(forms, after=after, limit=limit).hits


def test_a_refusal_is_kept_by_annotator_and_decision(database: SqlDatabase) -> None:
    of = add_article(database).id
    with database.unit_of_work() as work:
        work.refusals.add("ani", "label|PER|Putin", [(of, 18, 32), (of, 1, 4)])
        work.refusals.add("ani", "label|PER|Putin", [(of, 18, 32)])
        work.refusals.add("budi", "label|PER|Putin", [(of, 5, 6)])
        work.commit()
    with database.unit_of_work() as work:
        assert work.refusals.of("ani", "label|PER|Putin") == {(of, 18, 32), (of, 1, 4)}
        assert work.refusals.of("ani", "label|LOC|Putin") == set()
        assert work.refusals.of("budi", "label|PER|Putin") == {(of, 5, 6)}


def test_a_decision_on_a_whole_paragraph_can_be_refused(database: SqlDatabase) -> None:
    of = add_article(database).id
    words = " ".join(sha256(str(number)) for number in range(100))  # nothing that a server could make shorter
    key = Decision(Kind.LABEL, "ZONE", LayerName.ZONE, (words,)).key
    with database.unit_of_work() as work:
        work.refusals.add("ani", key, [(of, 1, 4)])
        work.commit()
    with database.unit_of_work() as work:
        assert work.refusals.of("ani", key) == {(of, 1, 4)}


def test_articles_holding_any_of_the_words_are_found(database: SqlDatabase) -> None:
    first, second, third = texts(database, "Jokowi datang", "Joko\nWidodo pergi", "Orang lain")
    assert hits(database, "Jokowi", "Joko Widodo") == (first, second)
    assert hits(database, "lain") == (third,)
    assert hits(database) == ()


@pytest.mark.parametrize(("form", "found"), [("100%", True), ("100_", False), ("a\\b", True), ("1%0", False)])
def test_signs_of_the_database_are_plain_words(database: SqlDatabase, form: str, found: bool) -> None:
    texts(database, "naik 100% di a\\b")
    assert bool(hits(database, form)) is found


def test_articles_are_looked_at_in_stretches(database: SqlDatabase) -> None:
    ids = texts(database, "ya 1", "ya 2", "bukan", "ya 3")
    seen, after = [], 0
    while True:
        with database.unit_of_work() as work:
            looked = work.articles.holding(["ya"], after=after, limit=2)
        if looked.last is None:
            break
        seen.append((looked.count, looked.hits))
        after = looked.last
    assert seen == [(2, tuple(ids[:2])), (2, (ids[3],))]


def test_the_tie_is_on_every_row_of_the_journal_and_finds_the_articles(database: SqlDatabase, clock) -> None:
    one, two, three = (add_article(database, article(number)).id for number in (1, 2, 3))
    for of in (two, one):
        session = Session(database, clock, of, "ani")
        session.apply(AddSpan(person()), tie="t1")
        session.apply(Flag(is_flagged=True))
    Session(database, clock, three, "budi").apply(AddSpan(person()), tie="t1")
    with database.unit_of_work() as work:
        assert work.layers.tied("ani", "t1") == [one, two]
    session = Session(database, clock, one, "ani")
    assert session.undo_tie is None
    session.undo()
    assert session.undo_tie == "t1"
    session.undo()
    assert (session.undo_tie, session.redo_tie) == (None, "t1")
    assert [entry.head.tie for entry in session.history()] == ["t1", None, None, "t1"]
