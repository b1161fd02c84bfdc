"""Articles: the same text is one article, and the queue sees what each annotator has left to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotations import SKIP_NOTE, Answer, Article, Comment
from annotator.domain.edits import Accept, AddSpan, Batch, Finish, Flag, Reject, SetComment
from annotator.domain.spans import Span
from annotator.domain.suggestions import Suggestions
from annotator.services.annotate import Session
from annotator.services.ports import EVERYTHING, QueueFilter, QueueOrder, QueueRow, QueueState
from annotator.storage import SqlDatabase
from tests.storage.material import (
    MODEL,
    NEWER,
    add_article,
    article,
    person,
    place,
    save_suggestions,
    speaker,
    suggested,
    suggestions,
)


def test_an_article_comes_back_as_it_went_in(database: SqlDatabase) -> None:
    new = Article.from_raw(
        "Halo 👩‍👩‍👧‍👦\u2028dunia é\ttab", title="Judul\\", source="tribunnews",
        url="https://t.id/1?a=b&c", date="2024-06-19",
        meta={"penulis": ["Ani", "Budi"], "n": 1, "nested": {"a": None}, "odd": "\ud800 \x00", "big": 2**70},
    )  # fmt: skip

    stored = add_article(database, new)

    with database.unit_of_work() as work:
        assert work.articles.get(stored.id) == stored
        assert work.articles.count() == 1
    assert Article(**{**vars_of(stored), "id": 0}) == new


def test_the_same_text_twice_is_one_article_and_the_first_title_stays(database: SqlDatabase) -> None:
    first = add_article(database, article(title="Pertama"))

    with database.unit_of_work() as work:
        again, is_new = work.articles.add(article(title="Kedua"))

    assert (again, is_new) == (first, False)


def test_an_empty_article_is_an_article(database: SqlDatabase) -> None:
    stored = add_article(database, Article.from_raw(""))

    with database.unit_of_work() as work:
        assert work.articles.get(stored.id).text == ""


def test_an_unknown_article_is_a_key_error(database: SqlDatabase) -> None:
    with database.unit_of_work() as work, pytest.raises(KeyError):
        work.articles.get(17)


def test_nothing_is_stored_without_commit(database: SqlDatabase) -> None:
    with database.unit_of_work() as work:
        work.articles.add(article())

    with database.unit_of_work() as work:
        assert work.articles.count() == 0


def test_the_queue_shows_what_each_annotator_has_left(database: SqlDatabase, clock) -> None:
    one = add_article(database, article(1, title="Satu", source="kompas", date="2024-01-01"))
    two = add_article(database, article(2, title="Dua"))
    save_suggestions(database, one, suggestions(one, person(), place()))
    save_suggestions(database, two, suggestions(two))
    ani = Session(database, clock, one.id, "ani")
    putin, pyongyang = (span.id for span in suggestions(one, person(), place()).spans)
    ani.apply(Accept((putin,)))
    ani.apply(Reject((pyongyang,)))
    ani.apply(Finish(Answer.ACCEPT))
    Session(database, clock, two.id, "ani").apply(Flag(is_flagged=True))

    with database.unit_of_work() as work:
        of_ani, of_budi = work.articles.queue("ani"), work.articles.queue("budi")

    assert of_ani == [
        QueueRow(one.id, "Satu", "kompas", "2024-01-01", Answer.ACCEPT, False, 0, 2, True),
        QueueRow(two.id, "Dua", "", "", None, True, 0, 0, True),
    ]
    assert of_budi == [
        QueueRow(one.id, "Satu", "kompas", "2024-01-01", None, False, 2, 0, True),
        QueueRow(two.id, "Dua", "", "", None, False, 0, 0, True),
    ]


def test_a_suggestion_on_words_already_labelled_is_not_open(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    Session(database, clock, one.id, "ani").apply(AddSpan(person()))

    save_suggestions(database, one, suggestions(one, person(), place()))

    with database.unit_of_work() as work:
        assert [row.open_count for row in work.articles.queue("ani")] == [1]
        assert [row.open_count for row in work.articles.queue("budi")] == [2]


def test_undo_opens_the_suggestion_again(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    given = suggestions(one, person(), place())
    save_suggestions(database, one, given)
    session = Session(database, clock, one.id, "ani")
    session.apply(Accept(tuple(span.id for span in given.spans)))
    session.undo()

    with database.unit_of_work() as work:
        row = work.articles.queue("ani")[0]

    assert (row.open_count, row.decided_count) == (2, 0)


def test_the_queue_comes_in_the_order_asked_for(database: SqlDatabase, clock) -> None:
    one, two, three, four = (add_article(database, article(number)) for number in range(1, 5))
    save_suggestions(database, two, suggestions(two, person()))
    save_suggestions(database, three, suggestions(three, person(), place()))
    save_suggestions(database, four, suggestions(four, person(), place()))
    Session(database, clock, four.id, "ani").apply(Finish(Answer.IGNORE))

    added, newest, most_open = (
        listed(database, order) for order in (QueueOrder.ADDED, QueueOrder.NEWEST, QueueOrder.OPEN)
    )
    assert added == [one.id, two.id, three.id, four.id]
    assert newest == [four.id, three.id, two.id, one.id]
    assert most_open == [three.id, two.id, one.id, four.id]


def test_the_least_certain_article_comes_first(database: SqlDatabase, clock) -> None:
    sure, unsure, done, bare = (add_article(database, article(number)) for number in range(1, 5))
    save(database, sure, suggested(person(), 0.99), suggested(place(), 0.9))
    save(database, unsure, suggested(person(), 0.99), suggested(place(), 0.4))
    save(database, done, suggested(person(), 0.1))
    Session(database, clock, done.id, "ani").apply(Finish(Answer.ACCEPT))

    assert listed(database, QueueOrder.DOUBT) == [unsure.id, sure.id, bare.id, done.id]
    session = Session(database, clock, unsure.id, "ani")
    session.apply(Accept((suggested(place()).id,)))  # what was unsure is decided
    assert listed(database, QueueOrder.DOUBT) == [sure.id, unsure.id, bare.id, done.id]
    session.undo()
    assert listed(database, QueueOrder.DOUBT) == [unsure.id, sure.id, bare.id, done.id]


def test_the_queue_is_ordered_by_source_and_by_title(database: SqlDatabase) -> None:
    one = add_article(database, article(1, title="banjir", source="Tempo"))
    two = add_article(database, article(2, title="Cabai", source="antara"))
    three = add_article(database, article(3, title="Aceh", source="Tempo"))

    assert listed(database, QueueOrder.SOURCE) == [two.id, one.id, three.id]
    assert listed(database, QueueOrder.TITLE) == [three.id, one.id, two.id]


@pytest.fixture
def filled(database: SqlDatabase, clock) -> dict[str, int]:
    """Articles, each of one kind, for Ani; by the kind."""
    found = {}
    for number, kind in enumerate(("open", "done", "skipped", "flagged", "noted", "said"), start=1):
        one = add_article(database, article(number))
        found[kind] = one.id
        session = Session(database, clock, one.id, "ani")
        match kind:
            case "done":
                session.apply(AddSpan(place()))
                session.apply(Finish(Answer.ACCEPT))
            case "skipped":
                note = SetComment(Comment(SKIP_NOTE, "Bukan berita"))
                session.apply(Batch((note, Finish(Answer.IGNORE))))
            case "flagged":
                session.apply(Flag(is_flagged=True))
                save(database, one, suggested(place()), suggested(person()))
                session.reload()
                session.apply(Reject((suggested(place()).id,)))
            case "noted":
                session.apply(SetComment(Comment("c1", "Sumber kedua?")))
            case "said":
                session.apply(AddSpan(speaker()))
    return found


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        (QueueFilter(frozenset({QueueState.OPEN})), ["open", "flagged", "noted", "said"]),
        (QueueFilter(frozenset({QueueState.DONE})), ["done"]),
        (QueueFilter(frozenset({QueueState.DONE, QueueState.SKIPPED})), ["done", "skipped"]),
        (QueueFilter(frozenset({QueueState.FLAGGED})), ["flagged"]),
        (QueueFilter(frozenset({QueueState.FLAGGED, QueueState.DONE})), []),
        (QueueFilter(frozenset({QueueState.NOTED})), ["noted"]),
        (QueueFilter(labels=("LOC",)), ["done"]),
        (QueueFilter(labels=("PER",)), ["flagged"]),
        (QueueFilter(frozenset({QueueState.OPEN}), labels=("LOC",)), []),
        (QueueFilter(speakers=("vladimir",)), ["said"]),
        (QueueFilter(speakers=("vlad_mir",)), []),
        (QueueFilter(speakers=('"',)), []),
    ],
)
def test_filters_show_what_fits_them_all(
    database: SqlDatabase, filled: dict[str, int], wanted: QueueFilter, kinds: list[str]
) -> None:
    assert listed(database, wanted=wanted) == [filled[kind] for kind in kinds]


def test_a_filter_looks_at_open_suggestions_of_this_article_and_this_annotator(database: SqlDatabase, clock) -> None:
    one, two = (add_article(database, article(number)) for number in (1, 2))
    for each in (one, two):
        save_suggestions(database, each, suggestions(each, person(), speaker()))
    who, said = (suggested(span).id for span in (person(), speaker()))
    Session(database, clock, one.id, "ani").apply(Reject((who, said)))
    Session(database, clock, two.id, "budi").apply(Reject((who, said)))

    for wanted in (QueueFilter(labels=("PER",)), QueueFilter(speakers=("putin",))):
        assert listed(database, wanted=wanted) == [two.id]


def test_a_filter_takes_a_suggestion_on_words_decided_otherwise_for_decided(database: SqlDatabase, clock) -> None:
    one = add_article(database)
    session = Session(database, clock, one.id, "ani")
    session.apply(AddSpan(replace(speaker(), attrs={"resolves_to": ["Kim Jong Un"]})))

    save_suggestions(database, one, suggestions(one, speaker()))

    assert listed(database, wanted=QueueFilter(speakers=("putin",))) == []
    assert listed(database, wanted=QueueFilter(speakers=("kim",))) == [one.id]


def test_the_reason_of_a_skip_is_in_the_row(database: SqlDatabase, filled: dict[str, int]) -> None:
    with database.unit_of_work() as work:
        (row,) = work.articles.queue("ani", [filled["skipped"]])

    assert row.skip_reason == "Bukan berita"


def test_titles_are_found_by_all_their_words_in_whatever_case(database: SqlDatabase) -> None:
    one = add_article(database, article(1, title="Harga emas naik 5%"))
    add_article(database, article(2, title="Harga cabai turun"))

    with database.unit_of_work() as work:
        assert work.articles.titled(["EMAS", "harga"], 5) == [(one.id, "Harga emas naik 5%")]
        assert work.articles.titled(["5%"], 5) == [(one.id, "Harga emas naik 5%")]
        assert work.articles.titled(["_"], 5) == []
        assert len(work.articles.titled(["harga"], 1)) == 1


def test_texts_come_page_by_page(database: SqlDatabase) -> None:
    ids = [add_article(database, article(number)).id for number in (1, 2, 3)]

    with database.unit_of_work() as work:
        first = work.articles.texts(0, 2)
        rest = work.articles.texts(first[-1][0], 2)

    assert [row[0] for row in (*first, *rest)] == ids
    assert rest[0][2] == article(3).text


def listed(database: SqlDatabase, order: QueueOrder = QueueOrder.ADDED, wanted: QueueFilter = EVERYTHING) -> list[int]:
    with database.unit_of_work() as work:
        return work.articles.queue_ids("ani", order, wanted)


def save(database: SqlDatabase, of: Article, *spans: Span) -> None:
    save_suggestions(database, of, Suggestions(of.sha256, MODEL, spans))


def test_articles_without_suggestions_are_those_this_very_version_has_not_seen(database: SqlDatabase) -> None:
    one, two, three = (add_article(database, article(number)) for number in (1, 2, 3))
    save_suggestions(database, one, suggestions(one, person()))
    save_suggestions(database, two, suggestions(two, model=NEWER))

    with database.unit_of_work() as work:
        assert work.articles.without_suggestions(MODEL) == [two.id, three.id]
        assert work.articles.without_suggestions(NEWER) == [one.id, three.id]


def vars_of(stored: Article) -> dict[str, object]:
    return {name: getattr(stored, name) for name in stored.__dataclass_fields__}
