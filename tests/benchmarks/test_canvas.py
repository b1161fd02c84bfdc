"""The canvas benchmark itself: that its articles are as large as it says, and that it measures the real window."""

from __future__ import annotations

import pytest

from tests.benchmarks.canvas import ARTICLES, KEYS, QTEXTEDIT, article, rows


@pytest.mark.parametrize("name", ["long", "paragraph"])
def test_a_long_article_has_the_promised_words_spans_and_relations(name: str) -> None:
    text, suggestions = article(name)
    assert 49_000 <= len(text.split()) <= 51_000
    assert (len(suggestions.spans), len(suggestions.relations)) == (6000, 1500)
    assert (text.count("\n") <= 1) is (name == "paragraph")
    ids = {span.id for span in suggestions.spans}
    assert len(ids) == 6000
    assert all({link.head, link.child} <= ids for link in suggestions.relations)


def test_every_figure_of_an_article_gets_a_row() -> None:
    one = {"p50": 0.01, "p95": 0.02, "p99": 0.03, "cpu": 0.01}
    figures = {
        "size": {"words": 1, "spans": 2, "links": 3}, "memory": {"bytes": 1},
        "baseline": {"one more span": 0.02, "first paint": 0.02, "a page down": 0.02},
        **dict.fromkeys(("every key", *KEYS, "first paint", "a page down"), one),
    }  # fmt: skip
    found = list(rows("x", figures))
    assert len(found) == 1 + 1 + len(KEYS) + 2 + 1
    assert found[1].ratio == 0.5
    assert found[1].baseline == QTEXTEDIT


@pytest.mark.bench
@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_is_measured_on_the_real_window(name: str, tmp_path) -> None:
    from tests.benchmarks.canvas import measure

    figures = measure(name, 3, tmp_path)
    assert set(KEYS) <= set(figures)
    assert all(figures[key]["p95"] > 0 for key in KEYS)
