"""What is typed into the search of every article, and what it finds there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from annotator.domain.annotations import Article
from annotator.domain.edits import AddSpan
from annotator.domain.search import Expression, Place, places
from annotator.domain.spans import LayerName, Span
from annotator.services.annotate import Session
from annotator.services.progress import never, unreported
from annotator.services.search import Hit, Query, SearchCorpus
from annotator.storage import SqlDatabase, open_database
from tests.fakes import FakeClock

TEXT = "Putin tiba. Putin pulang."


class PlainFinder:
    """Looks here and now, as long as no expression takes long."""

    def __init__(self, wanted: Expression) -> None:
        self._wanted = re.compile(wanted.pattern, wanted.flags)

    def find(self, texts: Sequence[str], cancelled: Callable[[], bool]) -> list[list[Place]]:
        return [list(places(self._wanted, text)) for text in texts]

    def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def database(tmp_path):
    database = open_database(tmp_path / "berita.db")
    with database.unit_of_work() as work:
        stored, _ = work.articles.add(Article.from_raw(TEXT))
        work.commit()
    session = Session(database, FakeClock(), stored.id, "ani")
    session.apply(AddSpan(Span("h1", 12, 17, "Orang", LayerName.ENTITY)))
    yield database
    database.close()


def found(
    database: SqlDatabase, words: str, *, is_regex: bool = False, annotator: str = "ani"
) -> list[tuple[int, int]]:
    hits: list[Hit] = []
    search = SearchCorpus(database, PlainFinder, ["PER", "Orang"])
    search.run(Query(words, is_regex), annotator, hits.extend, unreported, never)
    return [(hit.place.start, hit.place.end) for hit in hits]


@pytest.mark.parametrize("typed", ["label:Orang", "label:orang put", 'label:"ORANG"'])
def test_a_label_is_found_in_whatever_case_the_label_set_writes_it(database: SqlDatabase, typed: str) -> None:
    assert found(database, typed) == [(12, 17)]


def test_only_the_annotator_s_own_labels_are_found(database: SqlDatabase) -> None:
    assert found(database, "label:orang", annotator="budi") == []


def test_an_expression_that_matches_nothing_long_is_no_hit(database: SqlDatabase) -> None:
    assert found(database, "x*", is_regex=True) == []
    assert found(database, "(?<=tiba. )P?", is_regex=True) == [(12, 13)]
