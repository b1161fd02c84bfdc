"""The speed benchmark itself, on a few articles: that it measures what it says."""

from __future__ import annotations

import pytest

from tests.benchmarks.speed import NAMES, speed


@pytest.mark.bench  # the model is loaded five times
def test_a_dozen_articles_are_answered_for_by_every_means(tmp_path):
    rows = {row.name: row for row in speed(tmp_path, 12)}

    long = rows.pop("one text of 40,000 words")
    assert long.note.endswith("× the time of half of it")
    assert list(rows) == [f"baseline: {NAMES}", "whole pipeline", "one model process", "two model processes"]
    assert all(row.is_right and row.seconds and "words/s" in row.note for row in rows.values())
    assert rows["whole pipeline"].peak_bytes > 30_000_000
    assert rows["whole pipeline"].baseline == NAMES
    assert rows["whole pipeline"].ratio > 0
