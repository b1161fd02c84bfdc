"""Kutip JSONL on its way in: lenient where it is safe, one clear problem for a row where it is not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Answer
from annotator.domain.errors import Problem, UserError
from annotator.domain.spans import LayerName, OriginKind, Status, suggested_relation_id, suggested_span_id
from annotator.domain.suggestions import ModelInfo
from annotator.formats.kutip_jsonl import KutipReader
from annotator.formats.kutip_record import RecordParser
from annotator.formats.refusal import Refused
from annotator.services.ports import IncomingRecord
from tests.formats.material import CUE, JOB, PLACE, QUOTE, SAID, SPEAKER, TEXT, line, read, read_one, row

# --- what is lenient --------------------------------------------------------------------------------------------


def test_span_without_status_counts_as_accepted_and_imported(tmp_path):
    span = read_one(tmp_path, spans=[CUE], relations=[]).spans[0]

    assert (span.status, span.origin.kind, span.layer) == (Status.ACCEPTED, OriginKind.IMPORTED, LayerName.QUOTE)


def test_missing_ids_are_made_and_are_the_same_every_time(tmp_path):
    bare = {key: value for key, value in PLACE.items() if key != "id"}
    link = {key: value for key, value in SAID.items() if key != "id"}
    first, second = (read_one(tmp_path, spans=[QUOTE, SPEAKER, bare, bare], relations=[link]) for _ in range(2))
    wanted = suggested_span_id(LayerName.ENTITY, "LOC", 27, 33)

    assert [span.id for span in first.spans] == ["q", "s", wanted, f"{wanted}-2"]
    assert first.relations[0].id == suggested_relation_id("said_by", "q", "s")
    assert first == second


def test_annotator_and_answer_are_read(tmp_path):
    record = read_one(tmp_path, annotator=" ani ", answer="ignore")

    assert (record.annotator, record.answer) == ("ani", Answer.IGNORE)


def test_row_of_nothing_but_a_text_is_an_article_without_a_layer(tmp_path):
    (record,) = read(tmp_path, b'{"text": "Satu kalimat."}')

    assert isinstance(record, IncomingRecord)
    assert record.article.text == "Satu kalimat."
    assert not record.has_layer
    assert record.suggested is None


def test_named_meta_fills_the_article_and_the_rest_stays(tmp_path):
    meta = {"title": "Judul", "source": "TASS", "url": "u", "date": "2024-06-19", "topic": ["politik"]}
    article = read_one(tmp_path, meta=meta).article

    assert (article.title, article.source, article.url, article.date) == ("Judul", "TASS", "u", "2024-06-19")
    assert article.meta == {"topic": ["politik"]}


def test_date_that_is_no_calendar_date_stays_in_meta(tmp_path):
    article = read_one(tmp_path, meta={"date": "19 Juni 2024"}).article

    assert article.date == ""
    assert article.meta == {"date": "19 Juni 2024"}


def test_title_defaults_to_the_first_line(tmp_path):
    assert read_one(tmp_path, meta={}).article.title == TEXT


def test_what_the_format_does_not_know_is_kept(tmp_path):
    cued = {"id": "r", "label": "cued_by", "head": "q", "child": "c", "by": "x"}
    record = read_one(tmp_path, id="gold-03", desk="kota", spans=[{**CUE, "note": 1}, QUOTE], relations=[cued])

    assert record.article.meta["kutip"] == {
        "id": "gold-03",
        "record": {"desk": "kota"},
        "spans": {"c": {"note": 1}},
        "relations": {"r": {"by": "x"}},
    }


def test_spans_come_in_document_order(tmp_path):
    assert [span.id for span in read_one(tmp_path, spans=[PLACE, SPEAKER, CUE, QUOTE]).spans] == ["q", "c", "s", "e"]


def test_suggested_spans_are_suggestions_and_not_annotations(tmp_path):
    spans = [{**span, "status": "suggested"} for span in (QUOTE, SPEAKER)]
    meta = {"kutip": {"model": {"name": "id_berita", "version": "0.1.0"}}}
    record = read_one(tmp_path, meta=meta, spans=[*spans, PLACE], relations=[{**SAID, "status": "suggested"}])

    assert [span.id for span in record.spans] == ["e"]
    assert record.relations == ()
    assert record.suggested.model == ModelInfo("id_berita", "0.1.0")
    assert record.suggested.sha256 == record.article.sha256
    assert [span.id for span in record.suggested.spans] == ["q", "s"]
    assert [link.id for link in record.suggested.relations] == ["r"]
    assert record.article.meta == {}


def test_text_with_crlf_is_normalised_and_the_spans_move_with_it(tmp_path):
    raw = "\ufeffSatu.\r\nDi Moskow\r\nkata Putin."
    start, cue = raw.index("Moskow"), raw.index("kata")
    spans = [
        {"id": "e", "start": start, "end": start + 6, "label": "LOC", "text": "Moskow"},
        {"id": "z", "start": start, "end": cue + 4, "label": "ZONE", "text": "Moskow\r\nkata"},
    ]
    record = read_one(tmp_path, text=raw, spans=spans, relations=[])

    assert record.article.text == "Satu.\nDi Moskow\nkata Putin."
    words = [record.article.text[span.start : span.end] for span in record.spans]
    assert words == ["Moskow\nkata", "Moskow"]


def test_blank_lines_and_a_byte_order_mark_are_nothing(tmp_path):
    found = read(tmp_path, b"\xef\xbb\xbf" + line(), b"", b"   \r", line(text="Lain.", spans=[], relations=[]) + b"\r")

    assert [record.line for record in found] == [1, 4]
    assert all(isinstance(record, IncomingRecord) for record in found)


def test_attributes_beyond_the_label_set_are_kept(tmp_path):
    attrs = {
        "type": "direct",
        "optional": True,
        "resolves_to": ["Vladimir Putin"],
        "group": "g1",
        "via": "TASS",
        "x": None,
    }
    record = read_one(tmp_path, spans=[{**QUOTE, "attrs": attrs}], relations=[])

    assert record.spans[0].attrs == attrs


# --- what is refused --------------------------------------------------------------------------------------------

EMOJI = "👩‍👩‍👧 di Moskow"

BAD_ROWS = {
    "cut off in the middle": (line()[:-20], "not valid JSON"),
    "a Python literal": (b"{'text': 'x'}", "not valid JSON"),
    "not a number": (b'{"text": "x", "meta": {"a": NaN}}', "not valid JSON"),
    "nested too deep": (b"[" * 5000, "not valid JSON"),
    "not an object": (b'["text"]', "not an object but array"),
    "Latin-1": ('{"text": "Café"}'.encode("latin-1"), "not UTF-8: byte 14 is 0xe9"),
    "half a pair": (b'{"text": "Ini \\ud83d saja"}', "half of a surrogate pair"),
    "half a pair in a span": (line(spans=[{**CUE, "id": "X"}]).replace(b"X", b"\\udc00"), "half of a surrogate pair"),
    "no text": (line(text=...), 'no "text"'),
    "empty text": (line(text=" \r\n "), '"text" is empty'),
    "text is a number": (line(text=7), "not a string but number"),
    "newer format": (line(schema="kutip/2"), "does not know"),
    "other format": (line(schema="conll"), "not Kutip JSONL"),
    "meta is a list": (line(meta=[1]), '"meta" is not an object but array'),
    "annotator is a number": (line(annotator=7), '"annotator" is not a string'),
    "bad answer": (line(answer="yes"), '"answer" is "yes"'),
    "spans is an object": (line(spans={}), '"spans" is not an array but object'),
    "span is a list": (line(spans=[[0, 1, "PER"]]), "Span 1 is not an object but array"),
    "no end": (line(spans=[{"start": 0, "label": "PER"}]), 'Span 1 lacks its "start" or its "end"'),
    "offsets as text": (line(spans=[{**CUE, "start": "13"}]), 'offsets "13" and 17 are not whole numbers'),
    "offsets as booleans": (line(spans=[{**CUE, "start": False}]), "not whole numbers"),
    "offsets as fractions": (line(spans=[{**CUE, "end": 17.5}]), "not whole numbers"),
    "offsets beyond 64 bits": (line(spans=[{**CUE, "end": 10**30}]), "not whole numbers"),
    "negative offset": (line(spans=[{**CUE, "start": -4}]), "starts at -4, before the text"),
    "swapped offsets": (line(spans=[{**CUE, "start": 17, "end": 13}]), "ends at 13, before its start at 17"),
    "empty span": (line(spans=[{**CUE, "start": 17}]), "is empty"),
    "outside": (line(spans=[{**CUE, "end": 99}]), "ends at 99, but the text has only 34 characters"),
    "text mismatch": (line(spans=[{**CUE, "text": "ujar"}]), 'says "ujar", but at 13 to 17 the text says "kata"'),
    "text of a span is a number": (line(spans=[{**CUE, "text": 5}]), "says 5, but"),
    "offsets in UTF-16": (
        line(text=EMOJI, relations=[], spans=[{"start": 12, "end": 18, "label": "LOC", "text": "Moskow"}]),
        "seem to count UTF-16 units",
    ),
    "offsets in bytes": (
        line(text=EMOJI, relations=[], spans=[{"start": 22, "end": 28, "label": "LOC", "text": "Moskow"}]),
        "seem to count bytes",
    ),
    "only a line break": (
        line(text="a\r\nb", relations=[], spans=[{"start": 1, "end": 2, "label": "LOC"}]),
        "nothing but a line end",
    ),
    "unknown label": (line(spans=[{**CUE, "label": "MISC"}]), 'has the label "MISC"'),
    "no label": (line(spans=[{"start": 0, "end": 1}]), "has the label null"),
    "wrong layer": (line(spans=[{**CUE, "layer": "entity"}]), 'it belongs in "quote"'),
    "attributes as a list": (line(spans=[{**CUE, "attrs": ["x"]}]), "attributes that cannot be read"),
    "attribute holds an object": (line(spans=[{**CUE, "attrs": {"x": {}}}]), "attribute 'x' holds dict"),
    "attribute of the wrong kind": (line(spans=[{**QUOTE, "attrs": {"closed": "no"}}]), 'attribute "closed" is "no"'),
    "bad status": (line(spans=[{**CUE, "status": "maybe"}]), 'status of c is "maybe"'),
    "bad origin": (line(spans=[{**CUE, "origin": "model"}]), "origin of c cannot be read"),
    "unknown origin": (line(spans=[{**CUE, "origin": {"kind": "magic"}}]), "origin of c cannot be read"),
    "score above one": (line(spans=[{**CUE, "origin": {"kind": "model", "score": 7}}]), "origin of c cannot be read"),
    "same id twice": (line(spans=[CUE, {**SPEAKER, "id": "c"}], relations=[]), 'Two spans have the id "c"'),
    "relation is text": (line(relations=["said_by"]), "Relation 1 is not an object but string"),
    "unknown relation": (line(relations=[{**SAID, "label": "knows"}]), 'has the label "knows"'),
    "dangling head": (line(relations=[{**SAID, "head": "zz"}]), 'its head is the span "zz"'),
    "dangling child": (line(relations=[{**SAID, "child": None}]), 'its child is the span ""'),
    "wrong end": (line(relations=[{**SAID, "child": "c"}]), "the child of said_by cannot be CUE, only SPEAKER"),
    "same relation id": (line(relations=[SAID, SAID]), 'Two relations have the id "r"'),
}


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_bad_row_is_refused_with_file_line_and_reason_and_the_rest_goes_in(tmp_path, kind):
    bad, reason = BAD_ROWS[kind]
    good = line(text="Sesudahnya.", spans=[], relations=[])
    first, problem, last = read(tmp_path, line(), bad, good)

    assert isinstance(first, IncomingRecord)
    assert isinstance(last, IncomingRecord)
    assert isinstance(problem, Problem)
    assert (problem.file, problem.line) == (str(tmp_path / "in.jsonl"), 2)
    assert reason in str(problem.what)
    assert str(problem.todo)
    assert problem.is_refusal


def test_line_that_would_fill_the_memory_is_refused_and_the_next_one_read(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"text": "' + b"x" * 5_000_000 + b'"}\n' + line() + b"\n")
    problem, record = KutipReader(max_line=1 << 20).read(path, JOB)

    assert str(problem.what) == "The row is longer than 1 MB."
    assert record.line == 2


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_empty_file_is_one_problem(tmp_path, data):
    path = tmp_path / "in.jsonl"
    path.write_bytes(data)
    (problem,) = KutipReader().read(path, JOB)

    assert str(problem.what) == "The file is empty."


def test_utf16_file_is_refused_as_a_whole(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(json.dumps(row()).encode("utf-16"))

    with pytest.raises(UserError, match="UTF-16"):
        list(KutipReader().read(path, JOB))


def test_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"gone\.jsonl: The file cannot be read: No such file"):
        list(KutipReader().read(tmp_path / "gone.jsonl", JOB))


def test_last_line_needs_no_line_break(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(line())

    assert len(list(KutipReader().read(path, JOB))) == 1


# --- whatever comes ---------------------------------------------------------------------------------------------

_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.sampled_from(["c", "CUE"])),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=4,
)


def _mutated(good: dict[str, object], keys: list[str]) -> st.SearchStrategy[dict[str, object]]:
    return st.dictionaries(st.sampled_from(keys), _values, max_size=2).map(lambda changes: {**good, **changes})


_spans = _mutated(
    {**QUOTE, "attrs": {"type": "direct"}, "origin": {"kind": "rule"}}, [*QUOTE, "status", "attrs", "origin"]
)
_relations = _mutated(SAID, [*SAID, "status", "origin"])
_records = st.builds(
    lambda record, spans, relations: {**record, "spans": [*spans, SPEAKER], "relations": relations},
    _mutated({"text": TEXT}, ["schema", "id", "text", "meta", "annotator", "answer", "more"]),
    st.lists(_spans, max_size=2),
    st.lists(_relations, max_size=2),
)


@given(st.one_of(_records, _values))
def test_whatever_comes_is_read_or_refused_in_a_sentence(data):
    try:
        said = RecordParser(JOB).parse(data).article.text
    except Refused as refused:
        said = str(refused.problem("in.jsonl", 1).what)

    assert said
