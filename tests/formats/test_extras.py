"""What a foreign tool did to the spans and relations in the meantime, and what of ours is known again then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotations import Answer, Article, Comment
from annotator.domain.spans import Relation, Span, Status
from annotator.formats import extras
from annotator.formats.doccano import DoccanoReader, DoccanoWriter
from annotator.formats.kutip_record import RecordParser
from annotator.formats.labelstudio import LabelStudioReader, LabelStudioWriter
from annotator.formats.prodigy import ProdigyReader, ProdigyWriter
from annotator.formats.refusal import Refused
from annotator.services.ports import OutgoingRecord
from tests.formats.foreign import LABELS, job
from tests.formats.material import JOB

TEXT = "“Kami siap,” kata Putin di Moskow, kata Budi."


def span(name, words, label, status=Status.CORRECTED, **attrs):
    start = TEXT.index(words)
    return Span(name, start, start + len(words), label, LABELS[label], attrs, status)


QUOTE = span("q", "“Kami siap,”", "QUOTE", type="direct")
SPEAKER = span("s", "Putin", "SPEAKER", kind="name")
OTHER = span("o", "Budi", "SPEAKER", kind="name")
WRONG = span("w", "Moskow", "SPEAKER", Status.REJECTED)
SAID = Relation("r1", "said_by", "q", "s", Status.CORRECTED)
NOT_SAID = Relation("r2", "said_by", "q", "o", Status.REJECTED)
RECORD = OutgoingRecord(
    Article.from_raw(TEXT), "ani", Answer.ACCEPT, (QUOTE, SPEAKER, WRONG, OTHER), (SAID, NOT_SAID),
    (Comment("c1", "periksa", "o"),),
)  # fmt: skip
SHOWN = {"q", "s", "o", "r1"}


def abroad(*spans, relations=()):
    """Return what a tool gives back that shows `spans` as (id, start, end, label)."""
    rows = [dict(zip(("id", "start", "end", "label"), one, strict=True)) for one in spans]
    return {"text": TEXT, "spans": rows, "relations": list(relations)}


def place(one, name=None):
    return name or one.id, one.start, one.end, one.label


def came_home(data, **how):
    """Return the record, and what is said about it."""
    notices = []
    data = extras.unpack(data, extras.pack(RECORD, SHOWN), notices.append, **how)
    record = RecordParser(JOB).parse(data)
    return {one.id: one for one in record.spans}, record, [str(one.notice("f", 1)) for one in notices]


def test_what_hangs_on_a_deleted_span_is_left_out_with_a_notice_and_the_article_comes_in():
    spans, record, notices = came_home(abroad(place(QUOTE), place(SPEAKER)))

    assert spans.keys() == {"q", "s", "w"}
    assert record.relations == ()
    assert [comment.span_id for comment in record.comments] == [None]
    assert len(notices) == 1
    assert "gone from the file: 1" in notices[0]


def test_nothing_is_said_where_nothing_is_gone():
    link = {"label": "said_by", "head": "q", "child": "s"}
    spans, record, notices = came_home(abroad(place(QUOTE), place(SPEAKER), place(OTHER), relations=[link]))

    assert notices == []
    assert spans == {one.id: one for one in RECORD.spans}
    assert set(record.relations) == {SAID, NOT_SAID}


def test_rejected_span_stays_when_all_that_was_shown_is_deleted():
    spans, record, _ = came_home(abroad())

    assert spans == {"w": WRONG}
    assert record.annotator == "ani"


@pytest.mark.parametrize("ids_hold", [True, False])
def test_moved_span_keeps_its_attributes_and_nobodys_decision(ids_hold):
    moved = (SPEAKER.id if ids_hold else "77", SPEAKER.start, SPEAKER.end + 3, "SPEAKER")
    spans, _, _ = came_home(abroad(place(QUOTE, "76"), moved, place(OTHER, "78")), ids_hold=ids_hold)

    assert (spans["s"].start, spans["s"].end) == (SPEAKER.start, SPEAKER.end + 3)
    assert (spans["s"].attrs, spans["s"].status) == (SPEAKER.attrs, Status.ACCEPTED)
    assert (spans["q"], spans["o"]) == (QUOTE, OTHER)


def test_new_span_beside_a_deleted_one_is_not_taken_for_it():
    spans, _, _ = came_home(abroad(place(QUOTE), ("n", WRONG.start, WRONG.end, "SPEAKER")), ids_hold=False)

    assert spans["n"].attrs == {}
    assert "s" not in spans


def test_relabelled_span_is_a_new_one():
    spans, _, _ = came_home(abroad(("s", SPEAKER.start, SPEAKER.end, "PER")))

    assert (spans["s"].label, spans["s"].attrs, spans["s"].status) == ("PER", {}, Status.ACCEPTED)


def test_numbers_of_a_server_are_not_taken_for_our_ids():
    ours = replace(RECORD, spans=(replace(SPEAKER, id="2"), replace(OTHER, id="1")), relations=(), comments=())
    packed = extras.pack(ours, {"1", "2"})
    data = extras.unpack(abroad(place(SPEAKER, "1"), place(OTHER, "2")), packed, ids_hold=False)
    found = RecordParser(JOB).parse(data)

    assert found.spans == ours.spans


def test_new_span_with_an_id_of_ours_gets_another_and_its_relation_follows():
    link = {"label": "said_by", "head": "q", "child": "w"}
    spans, record, _ = came_home(abroad(place(QUOTE), ("w", SPEAKER.start, SPEAKER.end, "SPEAKER"), relations=[link]))

    assert spans["w"] == WRONG
    (found,) = record.relations
    assert (spans[found.child].start, spans[found.child].end) == (SPEAKER.start, SPEAKER.end)


@pytest.mark.parametrize("spoiled", [7, [], {"spans": 3, "relations": {}}, {"spans": [{"id": []}, 4, {"id": "q"}]}])
def test_spoiled_extras_are_passed_over(spoiled):
    record = RecordParser(JOB).parse(extras.unpack(abroad(place(QUOTE)), spoiled))

    assert [one.extent for one in record.spans] == [QUOTE.extent]


@pytest.mark.parametrize("bad", [[], {}, True, 1.5])
@pytest.mark.parametrize("key", ["start", "label"])
def test_values_of_a_wrong_type_are_left_to_the_parser(key, bad):
    data = abroad(place(QUOTE))
    data["spans"][0][key] = bad

    with pytest.raises(Refused):
        RecordParser(JOB).parse(extras.unpack(data, extras.pack(RECORD, SHOWN)))


@pytest.mark.parametrize("bad", [[], {}, True, 1.5])
def test_span_is_known_by_its_place_where_its_id_is_none(bad):
    spans, _, _ = came_home(abroad((bad, QUOTE.start, QUOTE.end, "QUOTE")))

    assert spans["q"] == QUOTE


PAIRS = [
    (ProdigyWriter(), ProdigyReader(), "a.jsonl"),
    (DoccanoWriter(), DoccanoReader(), "a.jsonl"),
    (LabelStudioWriter(), LabelStudioReader(), "a.json"),
]


@pytest.mark.parametrize(("writer", "reader", "name"), PAIRS, ids=lambda one: getattr(one, "info", one))
def test_every_reader_passes_the_notice_on(tmp_path, writer, reader, name):
    import orjson

    path = tmp_path / name
    writer.write(iter([RECORD]), path, job(writer))
    rows = orjson.loads(path.read_bytes() if name == "a.json" else b"[" + path.read_bytes() + b"]")
    for row in rows:
        _delete_budi(row)
    path.write_bytes(orjson.dumps(rows) if name == "a.json" else b"\n".join(map(orjson.dumps, rows)))
    record, notice = reader.read(path, JOB)

    assert {one.id for one in record.spans} == {"q", "s", "w"}
    assert [link.id for link in record.relations] == ["r1"]
    assert not notice.is_refusal
    assert "gone from the file: 1" in str(notice)


def _delete_budi(row):
    rows = row["annotations"][0]["result"] if "annotations" in row else row.get("entities") or row["spans"]
    (gone,) = (
        one for one in rows if (one.get("value") or one).get("start", one.get("start_offset")) == OTHER.start
    )  # fmt: skip
    rows.remove(gone)
