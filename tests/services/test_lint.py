"""The consistency check over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import bootstrap
from annotator.domain.annotations import Article
from annotator.domain.edits import AddSpan, Reject
from annotator.domain.jobs import Cancelled, Progress
from annotator.domain.lint import Rule
from annotator.domain.spans import LayerName, Span
from annotator.services.annotate import Session
from annotator.services.lint import Complaint
from tests.storage.material import MODEL, person, quote, speaker, suggestions


@pytest.fixture
def services(tmp_path: Path) -> Iterator[bootstrap.Services]:
    with bootstrap.opened(tmp_path / "berita.db") as opened:
        yield opened


def add(services: bootstrap.Services, text: str) -> int:
    with services.database.unit_of_work() as work:
        stored, _ = work.articles.add(Article.from_raw(text))
        work.commit()
    return stored.id


def place(span_id: str, start: int, end: int, label: str = "LOC") -> AddSpan:
    return AddSpan(Span(span_id, start, end, label, LayerName.ENTITY))


def session(services: bootstrap.Services, article_id: int, *edits: AddSpan, annotator: str = "ani") -> Session:
    opened = services.annotate.open(article_id, annotator)
    for edit in edits:
        opened.apply(edit)
    return opened


def corpus(services: bootstrap.Services, annotator: str | None = None) -> list[Complaint]:
    found: list[Complaint] = []
    services.lint.corpus(annotator, show=found.extend)
    return found


def test_the_open_article_is_checked_with_the_words_of_saying(services: bootstrap.Services) -> None:
    opened = session(services, add(services, "Moskow, kota.\nPutin mengatakan hal itu."), place("a", 0, 7))
    assert [one.rule for one in services.lint.article(opened)] == [Rule.EDGE, Rule.SAYING]


def test_a_fix_is_an_edit_of_the_session_and_can_be_undone(services: bootstrap.Services) -> None:
    opened = session(services, add(services, "Moskow, kota."), place("a", 0, 7))
    (found,) = services.lint.article(opened)
    assert found.fix is not None
    opened.apply(found.fix)
    assert services.lint.article(opened) == []
    opened.undo()
    assert services.lint.article(opened) == [found]


def test_what_is_ignored_stays_so_for_that_annotator_only(services: bootstrap.Services) -> None:
    article_id = add(services, "Moskow, kota.")
    opened = session(services, article_id, place("a", 0, 7))
    other = session(services, article_id, place("a", 0, 7), annotator="budi")
    (found,) = services.lint.article(opened)
    services.lint.ignore(article_id, "ani", found)
    services.lint.ignore(article_id, "ani", found)
    assert services.lint.article(opened) == []
    assert services.lint.article(other) == [found]
    assert [one.annotator for one in corpus(services)] == ["budi"]
    with bootstrap.opened(services.target) as again:
        assert again.lint.article(again.annotate.open(article_id, "ani")) == []


def test_the_corpus_is_checked_layer_by_layer_with_progress(services: bootstrap.Services) -> None:
    first, second = add(services, "Moskow, kota."), add(services, "Moskow jauh.")
    add(services, "Belum dibaca.")
    session(services, first, place("a", 0, 7))
    session(services, second, place("b", 0, 6))
    session(services, second, place("b", 0, 6), annotator="budi")
    seen: list[Progress] = []
    found: list[Complaint] = []
    assert services.lint.corpus(show=found.extend, report=seen.append) == 3
    assert [(one.article_id, one.annotator, one.title, one.finding.rule) for one in found] == [
        (first, "ani", "Moskow, kota.", Rule.EDGE)
    ]
    assert seen[-1].total == 3
    assert corpus(services, "budi") == []


def test_a_rare_label_of_the_same_words_is_found_over_articles(services: bootstrap.Services) -> None:
    for number in range(5):
        label = "ORG" if number == 3 else "LOC"
        session(services, add(services, f"Moskow {number}"), place("a", 0, 6, label))
    (one,) = corpus(services)
    assert (one.title, one.finding.rule) == ("Moskow 3", Rule.CORPUS_LABELS)
    services.lint.ignore(one.article_id, "ani", one.finding)
    session(services, add(services, "Moskow 5"), place("a", 0, 6))
    assert corpus(services) == [], "it stays ignored though there are more of the others now"


def test_corpus_and_open_article_agree_on_suggestions(services: bootstrap.Services) -> None:
    article_id = add(services, "“Kami siap,” kata Vladimir Putin di Pyongyang 🇰🇵.")
    with services.database.unit_of_work() as work:
        article = work.articles.get(article_id)
        given = suggestions(article, quote(), speaker(), model=MODEL)
        work.suggestions.save(article_id, given)
        work.commit()
    opened = session(services, article_id, AddSpan(person()))
    opened.apply(Reject((given.spans[0].id,)))
    assert [one.finding for one in corpus(services)] == services.lint.article(opened)
    assert [one.rule for one in services.lint.article(opened)] == [Rule.SAYING]


def test_it_stops_between_articles(services: bootstrap.Services) -> None:
    session(services, add(services, "Moskow, kota."), place("a", 0, 7))
    with pytest.raises(Cancelled):
        services.lint.corpus(show=lambda _found: None, cancelled=lambda: True)
