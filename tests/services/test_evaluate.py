"""Evaluating: gold and predictions meet by their text, and what cannot be compared is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.errors import Message, Problem, UserError
from annotator.domain.schema import Schema
from annotator.domain.spans import LayerName, Span, Status
from annotator.services.evaluate import Evaluate
from annotator.services.ports import IncomingRecord
from tests.services.fakes import MODEL, FakeSuggester, article, suggested

ANI, BUDI = "Ani di Jakarta.", "Budi di Medan."
GOLD, PRED = Path("gold"), Path("pred")
SCHEMA = Schema("berita", "1", {}, ())


def record(text, *spans, **changes):
    return IncomingRecord(article(text), "ani", spans=spans, **changes)


def person(end, status=Status.ACCEPTED):
    return Span("s", 0, end, "PER", LayerName.ENTITY, status=status)


class Files:
    """Records by file name."""

    def __init__(self, **files):
        self.files = files

    def count(self, paths):
        return 0

    def read(self, paths, schema):
        for path in paths:
            yield from self.files[path.name]


class Scorer:
    """Remembers what it was asked, as extents."""

    def __call__(self, pairs):
        self.pairs = [
            (gold.article.text, [s.extent for s in gold.spans], [s.extent for s in found.spans])
            for gold, found in pairs
        ]
        return {"articles": len(pairs)}


@pytest.fixture
def scorer():
    return Scorer()


def test_predictions_meet_gold_by_their_text(scorer):
    files = Files(
        gold=[record(ANI, person(3)), record(BUDI, person(4))],
        pred=[record(BUDI, person(2)), record(ANI, suggested=suggested(ANI))],
    )
    found = Evaluate(files, SCHEMA, scorer).against_file([GOLD], [PRED])

    assert scorer.pairs == [(ANI, [(0, 3)], [(0, 3)]), (BUDI, [(0, 4)], [(0, 2)])]
    assert (found.figures, found.articles, found.missing, found.extra) == ({"articles": 2}, 2, 0, 0)


def test_missing_predictions_count_as_nothing_found_and_extra_ones_not_at_all(scorer):
    files = Files(gold=[record(ANI, person(3))], pred=[record(BUDI, person(4))])
    found = Evaluate(files, SCHEMA, scorer).against_file([GOLD], [PRED])

    assert scorer.pairs == [(ANI, [(0, 3)], [])]
    assert (found.missing, found.extra) == (1, 1)


def test_of_two_annotators_gold_the_first_counts(scorer):
    files = Files(gold=[record(ANI, person(3)), record(ANI, person(1))], pred=[])
    Evaluate(files, SCHEMA, scorer).against_file([GOLD], [PRED])

    assert scorer.pairs == [(ANI, [(0, 3)], [])]


def test_model_is_asked_for_the_golds_texts(scorer):
    files = Files(gold=[record(ANI, person(3)), record(BUDI, person(4))])
    found = Evaluate(files, SCHEMA, scorer).against_model([GOLD], FakeSuggester(fails_on="Ani"))

    assert scorer.pairs == [(ANI, [(0, 3)], []), (BUDI, [(0, 4)], [(0, 4)])]
    assert found.model == MODEL
    assert [problem.file for problem in found.problems] == [ANI]
    assert found.missing == 1


def test_refused_rows_are_told_and_notices_are_not(scorer):
    refused = Problem(Message("Bad."), Message("Mend it."), "gold", 2)
    files = Files(gold=[record(ANI, person(3)), refused, replace(refused, is_refusal=False)], pred=[])

    assert Evaluate(files, SCHEMA, scorer).against_file([GOLD], [PRED]).problems == (refused,)


def test_gold_without_annotations_is_refused_with_the_reason(scorer):
    work = Evaluate(Files(gold=[record(ANI)]), SCHEMA, scorer)
    with pytest.raises(UserError, match="gold: There is no gold to score against: No article in it has an annotation"):
        work.against_file([GOLD], [PRED])
