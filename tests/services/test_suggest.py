"""Suggesting: what is still to do, what becomes of the answers, and files without a database."""

from __future__ import annotations

import pytest

from annotator.domain.errors import Message, Problem, UserError
from annotator.domain.jobs import Cancelled, Progress
from annotator.domain.schema import Schema
from annotator.domain.suggestions import ModelInfo
from annotator.services import suggest as module
from annotator.services.ports import IncomingRecord
from annotator.services.suggest import SuggestArticles, SuggestFiles, SuggestRequest
from tests.fakes import FakeDatabase
from tests.services.fakes import MODEL, FakeSource, FakeSuggester, article, stop_after, suggested

TEXTS = ("Putin di Moskow.", "Kim di Pyongyang.", "Ani di Jakarta.")


@pytest.fixture
def database():
    return FakeDatabase(*map(article, TEXTS))


def test_every_pending_article_gets_its_suggestions(database):
    done = SuggestArticles(database).run(FakeSuggester())

    assert (done.stored, done.stale, done.spans, done.problems) == (3, 0, 3, ())
    assert {key: found.sha256 for key, found in database.state.suggestions.items()} == {
        key: found.sha256 for key, found in database.state.articles.items()
    }


def test_second_run_has_nothing_to_do_and_a_newer_model_everything(database):
    work = SuggestArticles(database)
    work.run(FakeSuggester())
    same, newer = FakeSuggester(), FakeSuggester(ModelInfo("id_berita", "0.2.0"))

    assert work.run(same).stored == 0
    assert same.asked == []
    assert work.run(newer).stored == 3
    assert database.state.suggestions[1].model.version == "0.2.0"


def test_each_answer_lasts_by_itself(database):
    with pytest.raises(Cancelled):
        SuggestArticles(database).run(FakeSuggester(), cancelled=stop_after(2))

    assert sorted(database.state.suggestions) == [1]
    assert SuggestArticles(database).pending(MODEL) == [2, 3]


def test_text_that_fails_is_a_problem_with_its_title_and_the_rest_goes_on(database):
    done = SuggestArticles(database).run(FakeSuggester(fails_on="Kim"))

    assert done.stored == 2
    assert [problem.file for problem in done.problems] == ["Kim di Pyongyang."]


def test_only_the_articles_asked_for_are_suggested(database):
    suggester = FakeSuggester()
    SuggestArticles(database).run(suggester, [3, 1])

    assert suggester.asked == [TEXTS[2], TEXTS[0]]


def test_article_too_long_for_the_model_is_said_and_the_rest_goes_on(database, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_TEXT", 16)
    work, suggester = SuggestArticles(database), FakeSuggester()
    done = work.run(suggester)

    assert suggester.asked == [TEXTS[0], TEXTS[2]]
    assert [problem.file for problem in done.problems] == [TEXTS[1]]
    with pytest.raises(UserError, match="too long for the model: 17 characters, where 16 are the most"):
        work.request(2)


def test_file_too_long_for_the_model_is_said_and_the_rest_goes_on(monkeypatch):
    monkeypatch.setattr(module, "LONGEST_TEXT", 16)
    source = FakeSource(*(IncomingRecord(article(text), file="in.jsonl", line=n) for n, text in enumerate(TEXTS, 1)))
    job = SuggestFiles(source, FakeSuggester(), Schema("berita", "1", {}, ()))

    assert len(list(job.run([]))) == 2
    assert [(problem.file, problem.line) for problem in job.problems] == [("in.jsonl", 2)]


def test_request_carries_what_the_wire_needs(database):
    assert SuggestArticles(database).request(2) == SuggestRequest(2, article(TEXTS[1]).sha256, TEXTS[1])


def test_stale_answers_are_dropped(database):
    work = SuggestArticles(database)

    assert not work.accept(1, suggested(TEXTS[1]), MODEL)
    assert not work.accept(1, suggested(TEXTS[0], ModelInfo("id_berita", "0.0.9")), MODEL)
    assert not work.accept(99, suggested(TEXTS[0]), MODEL)
    assert database.state.suggestions == {}
    assert database.commits == 0


def test_progress_counts_answers(database):
    heard: list[Progress] = []
    SuggestArticles(database).run(FakeSuggester(), report=heard.append)

    assert [(progress.done, progress.total) for progress in heard] == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_files_get_suggestions_without_a_database_and_without_their_annotations():
    refused = Problem(Message("Bad."), Message("Mend it."), "in.jsonl", 2)
    source = FakeSource(
        IncomingRecord(article(TEXTS[0]), annotator="ani"), refused, IncomingRecord(article(TEXTS[1])),
        IncomingRecord(article(TEXTS[2])),
    )  # fmt: skip
    job = SuggestFiles(source, FakeSuggester(fails_on="Kim"), Schema("berita", "1", {}, ()))
    records = list(job.run([]))

    assert [(record.article.text, record.annotator, record.answer) for record in records] == [
        (TEXTS[0], None, None),
        (TEXTS[2], None, None),
    ]
    assert all(span.is_open for record in records for span in record.spans)
    assert records[0].article.meta == {"kutip": {"model": {"name": "id_berita", "version": "0.1.0"}}}
    assert job.records == 2
    assert [str(problem.what) for problem in job.problems] == ["Bad.", "The model failed."]


def test_files_that_are_known_keep_their_place_and_the_model_is_asked_for_the_rest():
    source = FakeSource(*(IncomingRecord(article(text)) for text in TEXTS))
    suggester = FakeSuggester()
    heard: list[Progress] = []
    job = SuggestFiles(source, suggester, Schema("berita", "1", {}, ()))
    asked_about: list[dict[str, object]] = []

    def is_known(record):
        asked_about.append(dict(record.article.meta))
        return "Kim" not in record.article.text

    records = list(job.run([], report=heard.append, is_known=is_known))

    assert suggester.asked == [TEXTS[1]]
    assert [(record.article.text, len(record.spans)) for record in records] == [
        (TEXTS[0], 0), (TEXTS[1], 1), (TEXTS[2], 0),
    ]  # fmt: skip
    assert asked_about[0] == {"kutip": {"model": {"name": MODEL.name, "version": MODEL.version}}}
    assert (job.records, job.problems) == (3, [])
    assert (heard[-1].done, heard[-1].total) == (1, 2)
