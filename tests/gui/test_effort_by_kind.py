"""What a mistake of each kind costs an ideal annotator: one planted in each of several small articles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from annotator import bootstrap
from annotator.domain.annotations import Article
from annotator.domain.effort import Lack
from annotator.domain.quotes import CUED_BY, SAID_BY
from annotator.domain.spans import AttrValue, Relation, Span, in_document_order
from annotator.domain.suggestions import Suggestions
from annotator.domain.text import sha256
from annotator.gui.replay import Effort, Measure
from annotator.services.ports import OutgoingRecord
from tests.gui.conftest import ARTICLE, suggest
from tests.gui.fake_model import MODEL
from tests.stories.driver import Driver, FakeProcess

Found = tuple[tuple[Span, ...], tuple[Relation, ...]]
Plant = Callable[[Found], Found]


def changed(words: str, label: str, change: Callable[[Span], Span | None]) -> Plant:
    """Make another span of the one with these words, or none; its links go with it."""

    def plant(found: Found) -> Found:
        spans = [
            change(span) if (span.label, ARTICLE[span.start : span.end]) == (label, words) else span
            for span in found[0]
        ]
        kept = tuple(span for span in spans if span is not None)
        ids = {span.id for span in kept}
        assert len(kept) < len(found[0]) or kept != found[0], words
        return kept, tuple(link for link in found[1] if link.head in ids and link.child in ids)

    return plant


def without_link(label: str) -> Plant:
    return lambda found: (found[0], tuple(link for link in found[1] if link.label != label))


def with_attr(key: str, value: AttrValue) -> Callable[[Span], Span]:
    return lambda span: replace(span, attrs={**span.attrs, key: value})


def too_much(words: str, label: str) -> Plant:
    def plant(found: Found) -> Found:
        start = ARTICLE.index(words)
        stray = replace(found[0][0], id="stray", start=start, end=start + len(words), label=label, attrs={})
        return tuple(in_document_order((*found[0], stray))), found[1]

    return plant


QUOTE, SPEAKER = "“Kami siap bekerja sama,”", "Putin"
PLANTED: tuple[tuple[Lack, Plant], ...] = (
    (Lack.MISSING, changed("Kim Jong Un", "PER", lambda _span: None)),
    (Lack.EXTRA, too_much("tamunya", "PER")),
    (Lack.LABEL, changed("Rusia", "LOC", lambda span: replace(span, label="ORG"))),
    (Lack.EXTENT, changed("Vladimir Putin", "PER", lambda span: replace(span, end=span.end - len(" Putin")))),
    (Lack.TYPE, changed(QUOTE, "QUOTE", with_attr("type", "indirect"))),
    (Lack.CLOSED, changed(QUOTE, "QUOTE", with_attr("closed", value=False))),
    (Lack.SPEAKER, without_link(SAID_BY)),
    (Lack.CUE, without_link(CUED_BY)),
    (Lack.NAMES, changed(SPEAKER, "SPEAKER", with_attr("resolves_to", ["Kim Jong Un"]))),
)
TEXTS = {f"{ARTICLE}\nBerita {lack.value}.": plant for lack, plant in PLANTED}


def mistaken(text: str) -> Suggestions:
    """Say what a model would that makes the article's one mistake."""
    right = suggest(ARTICLE)
    spans, links = TEXTS[text]((right.spans, right.relations))
    return Suggestions(sha256(text), MODEL, spans, links)


@pytest.fixture(scope="module")
def figures(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    right, home = suggest(ARTICLE), tmp_path_factory.mktemp("planted")
    gold = [OutgoingRecord(Article.from_raw(text), text[-9:], None, right.spans, right.relations) for text in TEXTS]
    measure, effort = Measure(gold, bootstrap.differences, bootstrap.shipped_schema()), Effort()
    with Driver(home, model=lambda: FakeProcess(mistaken, MODEL)) as driver:
        files = [driver.write(f"{number}.txt", text) for number, text in enumerate(TEXTS)]
        driver.bring_in(*files)
        measure.run(driver.window, effort, has_model=True, report=lambda _progress: None)
    effort.blank = effort.suggested
    return effort.to_json()


@pytest.mark.parametrize("lack", [lack.value for lack, _plant in PLANTED])
def test_a_lone_mistake_of_any_kind_costs_its_place_and_the_fix(figures: dict[str, Any], lack: str) -> None:
    assert figures["keys_by_kind"][lack] == {"corrections": 1, "median": 2.0, "mean": 2.0}


def test_letters_are_turned_on_once_and_every_key_is_counted(figures: dict[str, Any]) -> None:
    assert figures["corrections"] == len(PLANTED)
    assert figures["keys_before"] == 1
    assert figures["keys"] == 1 + len(PLANTED) * (2 + 1), "two keys a correction, one to finish"
    assert figures["keys_per_correction_median"] <= 2.2


def test_the_end_equals_gold_and_everything_can_be_taken_back(figures: dict[str, Any]) -> None:
    assert figures["unequal"] == figures["not_undone"] == figures["pointer_events"] == 0
