"""How much of PFSA-ID is found, and what the rest is: on a few lines of our own, and on the data where they lie."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.domain.spans import LayerName, Span
from annotator.nlp.evaluation import statements
from annotator.nlp.evaluation.statements import Row, read, recalls
from tests.nlp.quotes.markup import analyser

TEXT = "”Kami siap bekerja keras,” kata Budi. ”Besok selesai,” ujarnya."
DATA = Path(__file__).parents[3] / "shared" / "data" / "pfsa-id-open.jsonl"


def extent(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


GOLD = Row(TEXT, [
    ("STATEMENT", extent("”Kami siap bekerja keras,”")), ("CUE", extent("kata")), ("PERSONCOREF", extent("Budi")),
    ("STATEMENT", extent("”Besok selesai,”")), ("CUECOREF", extent("ujarnya")), ("ROLE", (0, 3)),
])  # fmt: skip


def quote(start: int, end: int, kind: str = "direct") -> Span:
    return Span(f"q{start}", start, end, "QUOTE", LayerName.QUOTE, {"type": kind})


def test_what_the_rules_find_is_counted_by_label() -> None:
    spans, _relations = analyser().analyse(TEXT)
    found = {label: recall.to_json() for label, recall in recalls([(GOLD, spans)]).items()}
    assert found["STATEMENT"] == {"gold": 2, "exact": 2, "overlapping": 2, "misses": {}}
    assert found["CUE"]["exact"] == found["CUECOREF"]["exact"] == found["PERSONCOREF"]["exact"] == 1


@pytest.mark.parametrize(
    ("suggested", "miss"),
    [
        ([], statements.NOTHING),
        ([quote(0, 5)], statements.SHORTER),
        ([quote(0, len(TEXT))], statements.LONGER),
        ([quote(*extent("”Kami siap bekerja keras,”"), "indirect")], statements.OTHER_TYPE),
    ],
)
def test_a_miss_has_a_class(suggested: list[Span], miss: str) -> None:
    first = Row(TEXT, GOLD.spans[:1])
    assert recalls([(first, suggested)])["STATEMENT"].misses == {miss: 1}


def test_a_quote_without_its_mark_is_a_class_of_its_own() -> None:
    lacking = Row(TEXT, [("STATEMENT", extent("Kami siap bekerja keras,”"))])
    assert recalls([(lacking, [])])["STATEMENT"].misses == {statements.NO_MARK: 1}


def test_other_words_at_the_cue_are_told_from_none() -> None:
    cue = Row(TEXT, [("CUE", extent("kata"))])
    other = Span("c", *extent("Budi"), "CUE", LayerName.QUOTE, {})
    assert recalls([(cue, [other])])["CUE"].misses == {statements.OTHER_WORDS: 1}


def test_a_name_in_running_text_is_no_speaker() -> None:
    row = Row(TEXT, [("PERSONCOREF", extent("Budi"))])
    assert recalls([(row, [])])["PERSONCOREF"].gold == 0


@pytest.mark.parametrize("line", ["no json", "[]", '{"text": "a"}', '{"text": "a", "spans": [{"label": "CUE"}]}'])
def test_a_file_of_something_else_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "other.jsonl"
    path.write_text('{"text": "a", "spans": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UserError) as error:
        read(path)
    assert (error.value.problem.file, error.value.problem.line) == (str(path), 2)


@pytest.mark.skipif(not DATA.exists(), reason="PFSA-ID is not here")
def test_the_rules_alone_find_the_statements_of_the_first_articles() -> None:
    rows = read(DATA)[:40]
    quotes = analyser()
    found = recalls((row, quotes.analyse(row.text)[0]) for row in rows)
    for label in ("STATEMENT", "CUE", "CUECOREF"):
        assert found[label].overlapping >= 0.98 * found[label].gold
    assert found["PERSONCOREF"].overlapping >= 0.97 * found["PERSONCOREF"].gold


def test_the_json_orders_misses_by_their_number() -> None:
    recall = statements.Recall()
    for miss in ("a", "b", "b"):
        recall.add(False, miss)
    assert list(recall.to_json()["misses"]) == ["b", "a"]
    assert json.dumps(recall.to_json())
