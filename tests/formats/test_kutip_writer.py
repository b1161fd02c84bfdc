"""Kutip JSONL on its way out: the shape of the format, the same bytes every time, nothing lost on the way back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from annotator.domain.annotations import Answer, Article
from annotator.domain.spans import (
    LayerName,
    Origin,
    OriginKind,
    Relation,
    Span,
    Status,
    document_order,
)
from annotator.domain.text import normalise
from annotator.formats.kutip_jsonl import KutipReader, KutipWriter, encode
from annotator.formats.kutip_record import RecordParser
from annotator.services.ports import OutgoingRecord, WriteJob
from tests import strategies
from tests.formats.material import CUE, JOB, PLACE, QUOTE, SAID, SPEAKER, berita, out, read_one

SCHEMA = json.loads((Path(__file__).parents[2] / "resources" / "schemas" / "kutip-1.json").read_text("utf-8"))


def free_attrs(span: Span) -> Span:
    """Rename the attributes the label set knows: a value of the wrong kind in them is refused, as is tested apart."""
    return replace(span, attrs={f"my {key}": value for key, value in span.attrs.items()})


@st.composite
def records(draw: st.DrawFn) -> OutgoingRecord:
    """Draw a record over any text, with spans that nest, cross and coincide."""
    raw = normalise(draw(strategies.articles))
    text = raw if raw.strip("\ufeff \t\n") and not raw.isspace() else f"Putin {raw}"
    extra = st.dictionaries(st.text(max_size=5), st.one_of(st.integers(-9, 9), st.text(max_size=5)), max_size=2)
    article = Article.from_raw(text, source=draw(st.text(max_size=5)), meta={
        key: value for key, value in draw(extra).items() if key not in ("title", "source", "url", "date", "kutip")
    })  # fmt: skip
    length = len(article.text)
    spans: dict[str, Span] = {}
    for span in draw(st.lists(strategies.spans(), max_size=8)):
        start = span.start % length
        spans[span.id] = free_attrs(replace(span, start=start, end=min(max(span.end, start + 1), length)))
    links: dict[str, Relation] = {}
    for label, child_label in (("said_by", "SPEAKER"), ("cued_by", "CUE")):
        heads = [span.id for span in spans.values() if span.label == "QUOTE"]
        children = [span.id for span in spans.values() if span.label == child_label]
        if heads and children:
            link_id = f"r-{label}"
            links[link_id] = Relation(
                link_id, label, draw(st.sampled_from(heads)), draw(st.sampled_from(children)),
                draw(st.sampled_from(Status)), draw(strategies.origins),
            )  # fmt: skip
    annotator = draw(st.sampled_from([None, "ani", "Budi 👩‍🏫"]))
    answer = draw(st.sampled_from([None, *Answer]))
    return OutgoingRecord(article, annotator, answer, tuple(spans.values()), tuple(links.values()))


@given(records())
def test_what_is_written_is_read_back_the_same(record):
    data = orjson.loads(encode(record))
    found = out(RecordParser(JOB).parse(data))

    assert found.article == record.article
    assert (found.annotator, found.answer) == (record.annotator, record.answer)
    assert sorted(found.spans, key=document_order) == sorted(record.spans, key=document_order)
    assert {link.id: link for link in found.relations} == {link.id: link for link in record.relations}


@given(records())
def test_what_is_read_back_is_written_in_the_same_bytes(record):
    line = encode(record)

    assert encode(out(RecordParser(JOB).parse(orjson.loads(line)))) == line


@given(records())
def test_every_line_is_valid_by_the_schema_that_ships(record):
    Draft202012Validator(SCHEMA).validate(orjson.loads(encode(record)))


def test_the_schema_that_ships_is_itself_valid():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "broken", [{"id": "x"}, {"answer": "yes"}, {"schema": "kutip/2"}, {"spans": [{}]}, {"text": "a\r\nb"}]
)
def test_the_schema_that_ships_refuses_what_is_not_the_format(tmp_path, broken):
    data = orjson.loads(encode(out(read_one(tmp_path)))) | broken

    assert not Draft202012Validator(SCHEMA).is_valid(data)


def test_line_has_the_keys_of_the_format_in_its_order(tmp_path):
    origin = {"kind": "model", "name": "id_berita", "version": "0.1.0", "score": 0.97}
    meta = {"date": "2024-06-19", "topic": "luar", "title": "Pakta"}
    spans = [PLACE, SPEAKER, CUE, {**QUOTE, "origin": origin, "attrs": {"type": "direct"}}]
    record = read_one(tmp_path, meta=meta, annotator="ani", answer="accept", spans=spans, relations=[SAID])
    written = encode(out(record)).decode("utf-8")

    assert written.startswith(
        '{"schema":"kutip/1","id":"' + record.article.sha256[:16] + '","text":"“Kami siap,” kata Putin di Moskow.",'
        '"meta":{"title":"Pakta","source":"","url":"","date":"2024-06-19","topic":"luar"},'
        '"annotator":"ani","answer":"accept","spans":['
        '{"id":"q","start":0,"end":12,"label":"QUOTE","text":"“Kami siap,”","layer":"quote","status":"accepted",'
        '"attrs":{"type":"direct"},"origin":{"kind":"model","name":"id_berita","version":"0.1.0","score":0.97}},'
        '{"id":"c","start":13,'
    )
    assert written.endswith(
        '"relations":[{"id":"r","label":"said_by","head":"q","child":"s","status":"accepted",'
        '"origin":{"kind":"imported"}}]}\n'
    )


def test_unknown_keys_come_out_where_they_came_in(tmp_path):
    record = read_one(
        tmp_path, id="gold-03", desk="kota", spans=[{**QUOTE, "note": [1]}, SPEAKER], relations=[{**SAID, "by": "x"}]
    )
    data = orjson.loads(encode(out(record)))

    assert data["desk"] == "kota"
    assert data["spans"][0]["note"] == [1]
    assert data["relations"][0]["by"] == "x"
    assert data["meta"]["kutip"] == {"id": "gold-03"}
    assert encode(out(RecordParser(JOB).parse(data))) == encode(out(record))


def test_link_to_a_span_that_stays_behind_is_left_out():
    article = Article.from_raw("“Ya,” kata Ani.")
    quote = Span("q", 0, 5, "QUOTE", LayerName.QUOTE)
    link = Relation("r", "said_by", "q", "elsewhere")
    data = orjson.loads(encode(OutgoingRecord(article, "ani", None, (quote,), (link,))))

    assert data["relations"] == []


def test_origin_of_a_person_is_short(tmp_path):
    article = Article.from_raw("Ani")
    span = Span("e", 0, 3, "PER", LayerName.ENTITY, origin=Origin(OriginKind.HUMAN))
    data = orjson.loads(encode(OutgoingRecord(article, "ani", None, (span,), ())))

    assert data["spans"][0]["origin"] == {"kind": "human"}


# --- the file ---------------------------------------------------------------------------------------------------


def test_file_holds_a_line_a_record(tmp_path):
    path = tmp_path / "out.jsonl"

    assert KutipWriter().write([out(read_one(tmp_path))], path, WriteJob(berita())) == 1
    assert len(list(KutipReader().read(path, JOB))) == 1
