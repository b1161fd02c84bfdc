"""brat: what comes home, what brat's own readers see, and what a folder made in brat gives."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bioc import brat as bioc_brat
from hypothesis import HealthCheck, given, settings
from pybrat.parser import BratParser

from annotator.domain.annotations import Answer, Article, Comment
from annotator.domain.errors import Problem, UserError
from annotator.domain.spans import Relation, Span, Status, in_document_order
from annotator.formats.brat import BratReader, BratWriter
from annotator.formats.files import Files
from annotator.formats.registry import READERS, Formats
from annotator.services.ports import IncomingRecord, OutgoingRecord, ReadJob
from tests.formats.foreign import LABELS, in_order, job, per, record_of, records
from tests.formats.material import JOB, berita, out

NEWS = "“Kami siap,” kata 🇮🇩 Presiden\nPutin di Moskow."


def write(folder, *found):
    folder.mkdir(parents=True, exist_ok=True)
    lost = []
    assert BratWriter().write(iter(found), folder, job(BratWriter(), lost)) == len(found)
    assert lost == []
    return folder


def read(folder, read_job=JOB):
    return list(Files(Formats(READERS)).read([folder], read_job))


def home(folder):
    (found,) = read(folder)
    assert isinstance(found, IncomingRecord), found
    return in_order(out(found))


def made(folder, ann, text=NEWS, read_job=JOB):
    """Read what brat itself would have left."""
    (folder / "a.txt").write_bytes(text.encode())
    (folder / "a.ann").write_bytes(ann.encode())
    found = read(folder, read_job)
    return [one for one in found if isinstance(one, Problem)], [one for one in found if not isinstance(one, Problem)]


def fresh(tmp_path_factory):
    return tmp_path_factory.mktemp("brat")


# --- there and back ------------------------------------------------------------------------------------------------


@given(record=records())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_comes_home_equal(record, tmp_path_factory):
    assert home(write(fresh(tmp_path_factory), record)) == record


def test_thousands_of_spans_come_home(tmp_path):
    text = "Putin dan Kim. " * 2000
    spans = [per(at, at + 5) for at in range(0, 30_000, 15)] + [per(at, at + 13) for at in range(0, 30_000, 15)]
    record = record_of(text, *spans)

    assert home(write(tmp_path, record)) == record


def test_same_records_give_the_same_bytes(tmp_path):
    record = record_of(NEWS, per(31, 36))
    first, second = write(tmp_path / "1", record), write(tmp_path / "2", record)

    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }


def test_two_annotators_of_one_article_have_files_of_their_own(tmp_path):
    record = record_of(NEWS, per(31, 36))
    write(tmp_path, record, replace(record, annotator="budi"))

    assert len(list(tmp_path.glob("*.ann"))) == 2
    assert {found.annotator for found in read(tmp_path)} == {"ani", "budi"}


def quoted(comments=()):
    spans = [
        Span("q", 0, 12, "QUOTE", LABELS["QUOTE"],
             {"type": "direct", "closed": False, "resolves_to": ["Vladimir Putin", "KPK"], "via": "Antara"}),
        Span("c", 13, 17, "CUE", LABELS["CUE"], {"optional": True}),
        Span("s", 21, 35, "SPEAKER", LABELS["SPEAKER"], {"kind": "name"}),
    ]  # fmt: skip
    links = (Relation("x", "cued_by", "q", "c"), Relation("y", "said_by", "q", "s"))
    return OutgoingRecord(
        Article.from_raw(NEWS), "ani", Answer.ACCEPT, tuple(in_document_order(spans)), links, tuple(comments)
    )


def test_lines_are_as_brat_writes_them(tmp_path):
    write(tmp_path, quoted([Comment("n", "periksa\nlagi", "q"), Comment("m", "seluruhnya")]))
    (ann,) = tmp_path.glob("*.ann")

    assert ann.read_bytes().decode().split("\n") == [
        "T1\tQUOTE 0 12\t“Kami siap,”",
        "T2\tCUE 13 17\tkata",
        "T3\tSPEAKER 21 35\tPresiden Putin",
        "R1\tcued_by Arg1:T1 Arg2:T2",
        "R2\tsaid_by Arg1:T1 Arg2:T3",
        "A1\ttype T1 direct",
        "A2\tclosed T1 false",
        "A3\toptional T2",
        "A4\tkind T3 name",
        "#1\tvia T1\tAntara",
        "#2\tresolves_to T1\tVladimir Putin; KPK",
        "#3\tAnnotatorNotes T1\tperiksa lagi",
        "",
    ]


def test_configuration_has_the_label_set(tmp_path):
    write(tmp_path, quoted())
    conf = (tmp_path / "annotation.conf").read_text("utf-8").split("\n")

    assert conf[conf.index("[entities]") + 1 : conf.index("[relations]") - 1] == [one.name for one in berita().labels]
    assert "said_by\tArg1:QUOTE, Arg2:SPEAKER" in conf
    assert "type\tArg:QUOTE, Value:direct|indirect|mixed" in conf
    assert "closed\tArg:QUOTE, Value:true|false" in conf
    assert sum(line.startswith("kind\t") for line in conf) == 1
    assert "PER | Orang" in (tmp_path / "visual.conf").read_text("utf-8")


# --- what others see -----------------------------------------------------------------------------------------------


@given(record=records())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_readers_of_brat_see_the_same_spans_and_relations(record, tmp_path_factory):
    folder = write(fresh(tmp_path_factory), record)
    text = record.article.text
    live = [span for span in record.spans if span.is_live and text[span.start : span.end].strip()]
    places = {span.id: (span.label, span.start, span.end) for span in live}
    links = sorted(
        (link.label, places[link.head], places[link.child])
        for link in record.relations
        if link.is_live and link.head in places and link.child in places
    )

    (example,) = BratParser(error="ignore").parse(folder)
    assert sorted((one.type, one.start, one.end) for one in example.entities) == sorted(places.values())
    assert links == sorted(
        (one.type, *((end.type, end.start, end.end) for end in (one.arg1, one.arg2))) for one in example.relations
    )

    (ann,) = folder.glob("*.ann")
    document = bioc_brat.loads(text, ann.read_text("utf-8"))
    theirs = {one.id: (one.type, *one.total_span) for one in document.entities}
    assert sorted(theirs.values()) == sorted(places.values())
    assert links == sorted(
        (one.type, theirs[one.arguments["Arg1"]], theirs[one.arguments["Arg2"]]) for one in document.relations
    )


def test_bioc_sees_attributes_and_notes(tmp_path):
    folder = write(tmp_path, quoted([Comment("n", "periksa", "s")]))
    (ann,) = folder.glob("*.ann")
    document = bioc_brat.loads(NEWS, ann.read_text("utf-8"))

    assert {(one.type, one.refid, *one.attributes) for one in document.attributes} == {
        ("type", "T1", "direct"), ("closed", "T1", "false"), ("optional", "T2"), ("kind", "T3", "name"),
    }  # fmt: skip
    assert ("AnnotatorNotes", "T3", "periksa") in {(one.type, one.refid, one.text) for one in document.notes}


# --- what was changed in brat --------------------------------------------------------------------------------------


def changed(folder, record, *changes):
    write(folder, record)
    (ann,) = folder.glob("*.ann")
    text = ann.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    ann.write_bytes(text.encode())
    return home(folder)


def test_a_span_that_was_moved_keeps_its_id_attributes_and_links_but_no_decision(tmp_path):
    record = replace(quoted(), spans=tuple(replace(span, status=Status.CORRECTED) for span in quoted().spans))
    found = changed(tmp_path, record, ("SPEAKER 21 35\tPresiden Putin", "SPEAKER 30 35\tPutin"))
    moved = next(span for span in found.spans if span.id == "s")

    assert (moved.extent, moved.attrs, moved.status) == ((30, 35), {"kind": "name"}, Status.ACCEPTED)
    assert {link.id for link in found.relations} == {"x", "y"}


def test_attributes_and_notes_that_were_changed_are_changed(tmp_path):
    found = changed(
        tmp_path, quoted([Comment("n", "periksa", "q")]),
        ("type T1 direct", "type T1 mixed"), ("A3\toptional T2\n", ""), ("via T1\tAntara", "via T1\tReuters"),
        ("#3\tAnnotatorNotes T1\tperiksa", "#3\tAnnotatorNotes T1\tsudah"),
    )  # fmt: skip
    attrs = {span.id: span.attrs for span in found.spans}

    assert attrs["q"] == {
        "type": "mixed", "closed": False, "resolves_to": ["Vladimir Putin", "KPK"], "via": "Reuters",
    }  # fmt: skip
    assert attrs["c"] == {}
    assert [(one.text, one.span_id) for one in found.comments] == [("sudah", "q")]


def test_a_span_that_came_from_brat_before_is_not_taken_for_another_of_its_old_number(tmp_path):
    record = record_of(NEWS, per(30, 35, name="T2"), per(39, 45, name="T1"))

    assert home(write(tmp_path, record)) == record
    ann = next(tmp_path.glob("*.ann"))
    ann.write_text(ann.read_text("utf-8") + "T3\tPER 13 17\tkata\n", "utf-8")
    assert {(one.id, one.start) for one in home(tmp_path).spans} == {("T2", 30), ("T1", 39), ("T3", 13)}


@pytest.mark.parametrize("broken", [b"{", b"[]", b'{"spans": 3, "relations": [1], "names": {}, "comments": 7}',
                                    b'{"spans": [{"id": [], "label": {}}, {"hidden": true, "id": "z"}]}'])  # fmt: skip
def test_extras_that_somebody_broke_leave_what_the_ann_says(broken, tmp_path):
    write(tmp_path, quoted())
    next(tmp_path.glob("*.kutip.json")).write_bytes(broken)
    found = read(tmp_path)

    assert all(isinstance(one, IncomingRecord | Problem) for one in found)
    if broken in (b"{", b"[]"):
        assert [span.label for span in found[0].spans] == ["QUOTE", "CUE", "SPEAKER"]


# --- what brat made ------------------------------------------------------------------------------------------------


def test_a_folder_from_brat_comes_in_with_its_labels_mapped(tmp_path):
    met = []
    mapped = ReadJob(berita(), {"Person": "PER", "Quote": "QUOTE", "Says": "said_by", "Speaker": "SPEAKER", "X": ""},
                     met=met.append)  # fmt: skip
    problems, (found,) = made(
        tmp_path,
        "T1\tPerson 30 35\tPutin\nT2\tQuote 0 12\t“Kami siap,”\nT3\tSpeaker 21 35\tPresiden Putin\nT4\tX 0 1\t“\n"
        "R1\tSays Arg1:T2 Arg2:T3\t\nA1\ttype T2 direct\nM2\toptional T1\n#1\tAnnotatorNotes T1\tperiksa\n",
        read_job=mapped,
    )

    assert problems == []
    assert [(one.id, one.label, one.start, one.end, dict(one.attrs)) for one in found.spans] == [
        ("T2", "QUOTE", 0, 12, {"type": "direct"}), ("T3", "SPEAKER", 21, 35, {}),
        ("T1", "PER", 30, 35, {"optional": True}),
    ]  # fmt: skip
    assert [(one.id, one.label, one.head, one.child) for one in found.relations] == [("R1", "said_by", "T2", "T3")]
    assert [(one.text, one.span_id) for one in found.comments] == [("periksa", "T1")]
    assert set(met) == {"Person", "Quote", "Speaker", "X", "Says"}
    assert found.answer is Answer.ACCEPT


def test_a_broken_line_is_refused_with_its_number_and_the_rest_goes_in(tmp_path):
    lines = [
        "T1\tPER 30 35\tPutin",
        "T2\tPER 30 900\tPutin",
        "T3\tPER 39 45\tMedan",
        "T4\tNOSUCH 0 3\t“Ka",
        "T5\tPER zero 3\tx",
        "T1\tPER 39 45\tMoskow",
        "R1\trefers_to Arg1:T2 Arg2:T1",
        "R2\tsaid_by Arg1:T1 Arg2:T1",
        "A1\toptional T77",
        "A2\toptional T1 maybe",
        "Z9\twhat",
        "#1\tAnnotatorNotes",
        "T6\tLOC 39 45\tMoskow",
    ]
    problems, (found,) = made(tmp_path, "\n".join(lines))

    assert [span.id for span in found.spans] == ["T1", "T6"]
    assert [problem.line for problem in problems] == list(range(2, 13))
    assert all(problem.is_refusal and problem.file.endswith("a.ann") for problem in problems)
    assert {problem.row for problem in problems} == {None}
    assert str(problems[0].todo) == "The article is in without it; mark it there by hand."


def test_a_span_in_pieces_is_widened_and_said(tmp_path):
    (problem,), (found,) = made(tmp_path, "T1\tPER 0 5;6 10\t“Kami siap\n")

    assert [span.extent for span in found.spans] == [(0, 10)]
    assert (problem.line, problem.is_refusal) == (1, False)


def test_events_normalisations_and_equivalences_are_left_out_and_said(tmp_path):
    problems, (found,) = made(
        tmp_path,
        "T1\tPER 30 35\tPutin\nT2\tEVENT 13 17\tkata\nE1\tEVENT:T2 Who:T1\nN1\tReference T1 Wiki:Q7747\tPutin\n"
        "*\tEquiv T1 T2\nA1\tNegation E1\n",
    )

    assert [span.id for span in found.spans] == ["T2", "T1"]
    assert [(problem.line, problem.is_refusal) for problem in problems] == [(3, False), (4, False), (5, False)]


def test_text_without_annotations_and_windows_line_ends_come_in(tmp_path):
    assert made(tmp_path, "")[1][0].answer is None
    problems, (found,) = made(tmp_path, "T1\tPER 7 12\tPutin\r\n", "Satu,\r\nPutin.")

    assert problems == []
    assert [found.article.text[span.start : span.end] for span in found.spans] == ["Putin"]


def test_annotations_without_their_text_and_text_in_another_encoding_are_refused(tmp_path):
    (tmp_path / "a.ann").write_text("T1\tPER 0 5\tPutin\n")
    (problem,) = read(tmp_path)
    assert "a.txt" in str(problem)

    (tmp_path / "a.txt").write_bytes(b"Putin \x93tiba\x94")
    (problem,) = read(tmp_path)
    assert problem.is_refusal


def test_a_text_that_is_chosen_alone_brings_the_annotations_beside_it(tmp_path):
    made(tmp_path, "T1\tPER 30 35\tPutin\n")
    (found,) = Files(Formats(READERS)).read([tmp_path / "a.txt"], JOB)

    assert [span.extent for span in found.spans] == [(30, 35)]
    with pytest.raises(UserError):
        list(BratReader().read(tmp_path / "b.ann", JOB))
