"""The benchmarks themselves, on a handful of articles: that they measure what they say."""

from __future__ import annotations

import sys

import pytest

from annotator.domain.text import sha256
from tests.benchmarks.__main__ import main
from tests.benchmarks.corpus import questions
from tests.benchmarks.doors import doors
from tests.benchmarks.generate import records, write_articles
from tests.benchmarks.measure import BenchmarkError, run
from tests.benchmarks.suite import corpus


def test_generated_articles_are_repeatable_different_and_of_the_promised_size(tmp_path):
    spans = write_articles(tmp_path / "a.jsonl", 50)
    write_articles(tmp_path / "b.jsonl", 50)
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    articles = list(records(tmp_path / "a.jsonl"))
    assert len({article["id"] for article in articles}) == 50
    assert 18 <= spans / 50 <= 22
    mean = sum(len(article["text"].encode()) for article in articles) / 50
    assert 2200 <= mean <= 2800


def test_generated_spans_say_what_the_text_says_and_links_hang_on_them(tmp_path):
    write_articles(tmp_path / "a.jsonl", 20)
    for article in records(tmp_path / "a.jsonl"):
        text, spans = article["text"], {span["id"]: span for span in article["spans"]}
        assert article["id"] == sha256(text)[:16]
        assert all(text[span["start"] : span["end"]] == span["text"] for span in spans.values())
        assert all({link["head"], link["child"]} <= set(spans) for link in article["relations"])
        assert len({link["id"] for link in article["relations"]}) == len(article["relations"]) == 6


def test_what_a_child_holds_is_measured_and_not_what_its_parent_does(tmp_path):
    small = run([sys.executable, "-c", "pass"], tmp_path)
    big = run([sys.executable, "-c", "b'x' * 80_000_000"], tmp_path)
    assert big.peak_bytes - small.peak_bytes > 60_000_000


def test_a_command_that_fails_is_no_measurement(tmp_path):
    with pytest.raises(BenchmarkError, match="boom"):
        run([sys.executable, "-c", "raise SystemExit('boom')"], tmp_path)


def test_forty_articles_go_in_and_come_out_the_same_twice(tmp_path):
    rows = {row.name: row for row in corpus(tmp_path, 40, round_trip=True)}
    assert all(row.is_right for row in rows.values())
    assert rows["kutip import"].peak_bytes > 10_000_000
    assert rows["kutip import"].ratio > 0
    assert rows["export of the imported export"].note == "yes"


def test_every_question_to_the_database_is_asked_and_answered(tmp_path):
    rows = {row.name: row for row in questions(tmp_path, 30)}
    assert all(row.is_right and row.seconds > 0 for row in rows.values())
    assert rows["queue by title"].note == "30 found"
    assert rows["queue, articles with a label"].note != "0 found"
    assert ", the first after " in rows["search, a word"].note


def test_formats_are_measured_both_ways_against_the_same_floor(tmp_path):
    rows = {row.name: row for row in doors(tmp_path, 20, ["conll"])}
    assert rows.keys() >= {"export conll", "import conll"}
    assert all(row.is_right and row.ratio > 0 for row in rows.values() if "conll" in row.name)


@pytest.mark.bench
@pytest.mark.timeout(7200)
def test_all_figures_can_be_had():
    """The whole suite; `python -m tests.benchmarks` does the same with options."""
    assert main([]) == 0
