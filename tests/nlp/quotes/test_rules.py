"""Each rule of saying, each repair and each guard: the sentences of cases.txt with what must be found in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.spans import Relation, Span, Status
from annotator.nlp.quotes import QuoteAnalyser
from tests.nlp.quotes.markup import analyser, marked, plain

_TABLE = Path(__file__).with_name("cases.txt").read_text(encoding="utf-8")
CASES = dict(block.strip("\n").split("\n", 1) for block in _TABLE.split("\n\n")[1:])


@pytest.fixture(scope="module")
def quotes() -> QuoteAnalyser:
    return analyser()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_finds_exactly_what_is_marked(quotes: QuoteAnalyser, case: str) -> None:
    text = plain(case)
    spans, _ = quotes.analyse(text)
    assert marked(text, spans, resolved="=" in case) == case


def test_no_two_cases_share_a_name() -> None:
    assert len(CASES) == len(_TABLE.split("\n\n")) - 1


def test_every_span_is_an_open_suggestion_of_the_rules_with_a_score(quotes: QuoteAnalyser) -> None:
    spans, relations = quotes.analyse(plain(CASES["p3_compound"]))
    items: list[Span | Relation] = [*spans, *relations]
    for item in items:
        assert item.status is Status.SUGGESTED
        assert (item.origin.kind.value, item.origin.name) == ("rule", "quotes")
        assert item.origin.score is not None
        assert 0 < item.origin.score <= 1
