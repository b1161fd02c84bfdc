"""prodigy, doccano, labelstudio: what is written comes home equal, others read it, and their own files come in."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace

import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.annotations import Answer, Comment
from annotator.domain.errors import Problem
from annotator.domain.spans import Origin, OriginKind, Relation, Span, Status
from annotator.formats.doccano import DoccanoReader, DoccanoWriter
from annotator.formats.labelstudio import LabelStudioReader, LabelStudioWriter, labelling_config
from annotator.formats.prodigy import ProdigyReader, ProdigyWriter
from annotator.formats.registry import READERS, Formats
from annotator.services.ports import ReadJob
from tests.formats.foreign import LABELS, in_order, job, per, record_of, records
from tests.formats.material import JOB, berita, out

PAIRS = [
    (ProdigyWriter(), ProdigyReader(), "a.jsonl"),
    (DoccanoWriter(), DoccanoReader(), "a.jsonl"),
    (LabelStudioWriter(), LabelStudioReader(), "a.json"),
]
each_format = pytest.mark.parametrize(("writer", "reader", "name"), PAIRS, ids=lambda one: getattr(one, "info", one))
NEWS = "🇮🇩 Putin tiba di Moskow, katanya."


def write(writer, path, *found):
    lost = []
    assert writer.write(iter(found), path, job(writer, lost)) == len(found)
    assert lost == []
    return path


def reader_of(path):
    return Formats(READERS).for_file(path)


def first(path):
    data = path.read_text("utf-8")
    return json.loads(data)[0] if path.suffix == ".json" else json.loads(data.split("\n", 1)[0])


@each_format
@given(record=records())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_comes_home_equal(tmp_path, writer, reader, name, record):
    (found,) = reader.read(write(writer, tmp_path / name, record), JOB)

    assert not isinstance(found, Problem), found
    assert in_order(out(found)) == in_order(record)


@each_format
def test_file_is_recognised(tmp_path, writer, reader, name):
    path = write(writer, tmp_path / name, record_of(NEWS, per(3, 8)))

    assert Formats(READERS).for_file(path).info.name == writer.info.name


@each_format
def test_thousands_of_spans_come_home(tmp_path, writer, reader, name):
    record = record_of("kata " * 3000, *(per(5 * n, 5 * n + 4) for n in range(3000)))
    (found,) = reader.read(write(writer, tmp_path / name, record), JOB)

    assert in_order(out(found)) == in_order(record)


@each_format
def test_bad_row_is_refused_and_the_good_one_beside_it_comes_in(tmp_path, writer, reader, name):
    path = write(writer, tmp_path / name, record_of(NEWS, per(3, 8)))
    good = path.read_bytes()
    if path.suffix == ".json":
        path.write_bytes(b'[7, {"data": {"text": 3}}, ' + good.strip().removeprefix(b"["))
    else:
        path.write_bytes(b'7\n{"text": 3}\n' + good)
    found = list(reader.read(path, JOB))

    assert [isinstance(one, Problem) for one in found] == [True, True, False]
    assert [one.line for one in found[:2]] == [1, 2]


def test_prodigys_words_and_spaces_are_the_text(tmp_path):
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    task = first(write(ProdigyWriter(), tmp_path / "a.jsonl", record_of(NEWS, per(3, 8), per(29, 32, "SPEAKER"))))
    doc = Doc(Vocab(), [one["text"] for one in task["tokens"]], [one["ws"] for one in task["tokens"]])

    assert doc.text == NEWS
    person, nya = task["spans"]
    assert doc[person["token_start"] : person["token_end"] + 1].text == "Putin"
    assert "token_start" not in nya


def test_what_was_answered_in_prodigy_counts_and_somebody_elses_answers_are_theirs(tmp_path):
    task = first(write(ProdigyWriter(), tmp_path / "a.jsonl", record_of(NEWS, per(3, 8))))
    session = task["_session_id"]

    def read(**changes):
        (tmp_path / "b.jsonl").write_text(json.dumps(task | changes))
        (found,) = ProdigyReader().read(tmp_path / "b.jsonl", JOB)
        return found

    assert (read().annotator or "", read().answer) == (session, Answer.ACCEPT)
    assert read(answer="ignore").answer is Answer.IGNORE
    theirs = read(answer="reject", _annotator_id="siti", _session_id="siti")
    assert (theirs.annotator, theirs.answer) == ("siti", Answer.REJECT)
    assert [span.extent for span in theirs.spans] == [(3, 8)]


def test_prodigys_own_relations_come_in(tmp_path):
    head = {"start": 0, "end": 9, "label": "QUOTE", "token_start": 0, "token_end": 1}
    child = {"start": 15, "end": 20, "label": "SPEAKER", "token_start": 3, "token_end": 3}
    task = {
        "text": "“Ya siap” kata Putin", "_input_hash": 1, "_task_hash": 2, "answer": "accept", "spans": [head, child],
        "relations": [{"head": 1, "child": 3, "label": "said_by", "head_span": head, "child_span": child}],
    }  # fmt: skip
    (tmp_path / "a.jsonl").write_text(json.dumps(task))
    (found,) = ProdigyReader().read(tmp_path / "a.jsonl", JOB)

    assert [(span.start, span.end, span.label) for span in found.spans] == [(0, 9, "QUOTE"), (15, 20, "SPEAKER")]
    assert len(found.relations) == 1


@pytest.mark.parametrize("key", ["label", "labels"])
def test_doccanos_older_shape_comes_in(tmp_path, key):
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": 3, "text": "Putin tiba.", key: [[0, 5, "PER"]], "kota": "X"}))
    (found,) = DoccanoReader().read(tmp_path / "a.jsonl", JOB)

    assert [(span.start, span.end, span.label) for span in found.spans] == [(0, 5, "PER")]
    assert found.article.meta == {"kota": "X"}


def test_text_of_doccanos_before_1_6_is_under_data(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": 3, "data": "Putin tiba.", "label": [[0, 5, "PER"]]}))
    (found,) = reader_of(path).read(path, JOB)

    assert (found.article.text, [span.label for span in found.spans]) == ("Putin tiba.", ["PER"])
    assert found.answer is Answer.ACCEPT


def test_labels_of_the_oldest_doccano_are_numbers_to_be_mapped(tmp_path):
    path = tmp_path / "a.jsonl"
    entity = {"label": 3, "start_offset": 0, "end_offset": 5, "user": 1}
    path.write_text(json.dumps({"id": 3, "text": "Putin tiba.", "annotations": [entity], "meta": {}}))
    (found,) = reader_of(path).read(path, ReadJob(berita(), {"3": "PER"}))

    assert [span.label for span in found.spans] == ["PER"]


def test_json_min_is_refused_with_what_to_export_instead(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"text": "Putin tiba.", "id": 1, "annotation_id": 2, "label": []}]))
    (problem,) = reader_of(path).read(path, JOB)

    assert "JSON-MIN" in str(problem)


def test_doccanos_rows_all_have_the_same_keys_and_numbers_for_ids(tmp_path):
    path = write(DoccanoWriter(), tmp_path / "a.jsonl", record_of(NEWS, per(3, 8)), record_of("Ani."))
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]

    assert rows[0].keys() == rows[1].keys()
    assert [type(entity["id"]) for entity in rows[0]["entities"]] == [int]


def test_label_studio_validates_the_whole_task_against_the_interface(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from label_studio_sdk.label_interface import LabelInterface

        said = Comment("c", "periksa", "q")
        quote = Span("q", 0, 9, "QUOTE", LABELS["QUOTE"], {"type": "direct"}, Status.ACCEPTED)
        speaker = Span("s", 15, 20, "SPEAKER", LABELS["SPEAKER"], status=Status.ACCEPTED)
        link = Relation("r", "said_by", "q", "s", Status.ACCEPTED)
        guess = Span("p", 15, 20, "PER", LABELS["PER"], {}, Status.SUGGESTED, Origin(OriginKind.MODEL, "m", "1", 0.5))
        record = replace(
            record_of("“Ya siap” kata Putin", quote, speaker, guess), relations=(link,), comments=(said,)
        )  # fmt: skip
        task = first(write(LabelStudioWriter(), tmp_path / "a.json", record))
        interface = LabelInterface((tmp_path / "a.labelling.xml").read_text())
        # Its `validate_task` calls these two without what they are to check (2.1.2), and so cannot see a whole task.
        data = {key: value for key, value in task.items() if key not in ("annotations", "predictions")}
        assert interface.validate_task(data)
        assert [len(one["result"]) for one in (*task["annotations"], *task["predictions"])] == [3, 1]
        assert [interface._validate_object(one, return_errors=True) for one in task["annotations"]] == [[]]
        assert [interface.validate_prediction(one, return_errors=True) for one in task["predictions"]] == [[]]


def test_label_studios_own_export_comes_in_with_who_did_it(tmp_path):
    region = {
        "id": "x1", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
        "value": {"start": 3, "end": 8, "text": "Putin", "labels": ["PER"]},
    }  # fmt: skip
    task = {
        "id": 1, "data": {"text": NEWS}, "predictions": [4],
        "annotations": [{"id": 9, "completed_by": {"email": "ani@contoh.invalid"}, "result": [region]}],
    }  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps([task]))
    (found,) = LabelStudioReader().read(tmp_path / "a.json", JOB)

    assert found.annotator == "ani@contoh.invalid"
    assert [(span.start, span.end, span.label) for span in found.spans] == [(3, 8, "PER")]


def test_what_a_task_holds_beside_labels_is_said(tmp_path):
    value = {"start": 3, "end": 8, "text": "Putin", "labels": ["PER", "LOC"]}
    result = [
        {"id": "x1", "from_name": "label", "to_name": "text", "type": "labels", "value": value},
        {"id": "x2", "from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": ["baik"]}},
        {"type": "relation", "from_id": "x1", "to_id": "x1", "direction": "right", "labels": []},
    ]
    task = {"id": 1, "data": {"text": NEWS}, "annotations": [{"id": 9, "completed_by": 4, "result": result}]}
    (tmp_path / "a.json").write_text(json.dumps([task]))
    found, notice = LabelStudioReader().read(tmp_path / "a.json", JOB)

    assert (found.annotator, [span.label for span in found.spans], found.relations) == ("labelstudio-4", ["PER"], ())
    assert not notice.is_refusal
    assert "choices (1), labels (1), relation (1)" in str(notice)


def test_doccanos_rows_for_a_project_without_relations_have_labels_and_come_home(tmp_path):
    path = tmp_path / "a.jsonl"
    record = record_of(NEWS, per(3, 8))
    DoccanoWriter().write(iter([record]), path, job(DoccanoWriter(), relations="no"))

    assert first(path)["label"] == [[3, 8, "PER"]]
    assert not {"entities", "relations"} & first(path).keys()
    (found,) = DoccanoReader().read(path, JOB)
    assert in_order(out(found)) == in_order(record)


def test_array_that_breaks_off_gives_what_came_before(tmp_path):
    path = write(LabelStudioWriter(), tmp_path / "a.json", record_of(NEWS), record_of("Ani."))
    path.write_bytes(path.read_bytes()[:-20])
    good, broken = LabelStudioReader().read(path, JOB)

    assert good.article.text == NEWS
    assert broken.line == 2
    assert "<Label " in labelling_config(berita())
