"""An ideal annotator at the real window: only keys, the end equals gold, and every step can be taken back."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator import bootstrap
from annotator.domain.annotations import Article
from annotator.domain.spans import LayerName, Relation, Span
from annotator.gui.replay import Effort, Measure
from annotator.gui.replay.hands import Hands
from annotator.services.ports import OutgoingRecord
from tests.gui.conftest import ARTICLE, suggest
from tests.gui.fake_model import MODEL
from tests.stories.driver import Driver, FakeProcess

ROOT = Path(__file__).parents[2]
GOLD_OPEN = ROOT.parent / "shared" / "data" / "gold-open" / "gold-open.jsonl"


def gold() -> OutgoingRecord:
    """Return the article's suggestions with everything that is wrong in them put right."""
    found = suggest(ARTICLE)
    spans = []
    for span in found.spans:
        words = ARTICLE[span.start : span.end]
        if words == "Korea":
            span = replace(span, end=span.end + len(" Utara"))
        if words == "Pyongyang":
            span = replace(span, label="ORG")
        if words != "Presiden":
            spans.append(span)
    start = ARTICLE.index("tamunya")
    spans.append(Span("new", start, start + len("tamunya"), "ROLE", LayerName.ENTITY))
    ids = {span.id for span in spans}
    links = tuple(link for link in found.relations if link.head in ids and link.child in ids)
    return OutgoingRecord(Article.from_raw(ARTICLE), "gold", None, tuple(spans), links)


def replayed(tmp_path: Path, record: OutgoingRecord) -> dict[str, Any]:
    measure = Measure([record], bootstrap.differences, bootstrap.shipped_schema())
    effort = Effort()
    for has_model in (True, False):
        home = tmp_path / str(has_model)
        home.mkdir()
        with Driver(home, model=(lambda: FakeProcess(suggest, MODEL)) if has_model else None) as driver:
            driver.bring_in(driver.write("1.txt", ARTICLE))
            measure.run(driver.window, effort, has_model=has_model, report=lambda _progress: None)
    return effort.to_json()


def test_the_end_equals_gold_by_keys_alone_and_everything_can_be_taken_back(qapp: object, tmp_path: Path) -> None:
    figures = replayed(tmp_path, gold())
    assert figures["articles"] == 1
    assert figures["unequal"] == figures["unequal_blank"] == figures["not_undone"] == 0
    assert figures["pointer_events"] == 0
    assert figures["corrections"] == 4
    assert 0 < figures["keys"] < figures["keys_blank"] / 2


def test_an_article_that_needs_nothing_costs_one_key(qapp: object, tmp_path: Path) -> None:
    found = suggest(ARTICLE)
    right = OutgoingRecord(Article.from_raw(ARTICLE), "gold", None, found.spans, found.relations)
    figures = replayed(tmp_path, right)
    assert (figures["corrections"], figures["keys"], figures["keys_per_correction_median"]) == (0, 1, None)


def test_hands_press_no_key_that_no_action_has(kutip: Driver) -> None:
    with pytest.raises(ValueError, match="has no key"):
        Hands(kutip.window).act("article.reopen")


def test_a_relation_to_what_is_not_there_is_left_out() -> None:
    record = gold()
    stray = replace(record, relations=(*record.relations, Relation("r", "said_by", "gone", "gone too")))
    assert bootstrap.differences(stray, record) == []


@pytest.mark.skipif(not GOLD_OPEN.is_file(), reason="the open gold articles are not here")
def test_suggestions_for_open_gold_save_most_of_the_keys(tmp_path: Path) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("".join(GOLD_OPEN.read_text("utf-8").splitlines(keepends=True)[:2]), "utf-8")
    command = [sys.executable, "main.py", "bench", "effort", str(few), "--json"]
    figures = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=280, cwd=ROOT).stdout)
    assert figures["articles"] == 2
    assert figures["unequal"] == figures["not_undone"] == figures["pointer_events"] == 0
    assert figures["ratio"] < 0.2
