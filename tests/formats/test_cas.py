"""cas: what comes home from XMI and JSON CAS, what dkpro-cassis sees, and what INCEpTION's files give."""

from __future__ import annotations

import warnings
from dataclasses import replace

import orjson
import pytest
from cassis import load_cas_from_json, load_cas_from_xmi, load_typesystem
from hypothesis import HealthCheck, given, settings

from annotator.domain.annotations import Answer, Article
from annotator.domain.errors import Problem
from annotator.domain.losses import LossKind
from annotator.domain.schema import AttrDef, AttrKind, LabelDef, RelationDef, Schema
from annotator.domain.spans import LayerName, Relation, Span, Status, in_document_order
from annotator.formats.cas import CasReader, CasWriter
from annotator.formats.files import Files
from annotator.formats.registry import READERS, Formats
from annotator.services.ports import IncomingRecord, OutgoingRecord, ReadJob, WriteJob
from tests.formats.foreign import LABELS, in_order, job, per, record_of, records
from tests.formats.material import JOB, berita, out

NEWS = "“Kami siap,” kata 🇮🇩 Presiden\nPutin di Moskow."
SYNTAXES = ("xmi", "json")
DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
NAMED_ENTITY = f"{DKPRO}.ner.type.NamedEntity"
BOTH = pytest.mark.parametrize("syntax", SYNTAXES)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(folder, syntax, *found, lost=None):
    folder.mkdir(parents=True, exist_ok=True)
    CasWriter().write(iter(found), folder, job(CasWriter(), lost, syntax=syntax))
    return folder


def read(folder, read_job=JOB):
    return list(Files(Formats(READERS)).read([folder], read_job))


def home(folder):
    (found,) = read(folder)
    assert isinstance(found, IncomingRecord), found
    return in_order(out(found))


def article_file(folder):
    (path,) = (path for path in folder.iterdir() if path.name != "TypeSystem.xml")
    return path


def judged(folder):
    """Read the folder with dkpro-cassis."""
    path = article_file(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if path.suffix == ".json":
            return load_cas_from_json(path.read_text("utf-8"))
        with (folder / "TypeSystem.xml").open("rb") as stream:
            types = load_typesystem(stream)
        with path.open("rb") as stream:
            return load_cas_from_xmi(stream, typesystem=types)


def quoted():
    spans = [
        Span("q", 0, 12, "QUOTE", LABELS["QUOTE"],
             {"type": "direct", "closed": False, "resolves_to": ["Vladimir Putin", "KPK"], "via": 'An"<&>\ttara'}),
        Span("c", 13, 17, "CUE", LABELS["CUE"], {"optional": True}),
        Span("s", 21, 35, "SPEAKER", LABELS["SPEAKER"], {"kind": "name"}),
        Span("p", 30, 35, "PER", LABELS["PER"], {"optional": True}),
    ]  # fmt: skip
    links = (
        Relation("x", "cued_by", "q", "c"), Relation("y", "said_by", "q", "s"), Relation("z", "refers_to", "s", "p"),
    )  # fmt: skip
    return OutgoingRecord(Article.from_raw(NEWS), "ani", Answer.ACCEPT, tuple(in_document_order(spans)), links)


# --- there and back ------------------------------------------------------------------------------------------------


@BOTH
@given(record=records())
@QUICK
def test_what_is_written_comes_home_equal(syntax, record, tmp_path_factory):
    assert home(write(tmp_path_factory.mktemp("cas"), syntax, record)) == record


@BOTH
def test_thousands_of_spans_come_home(syntax, tmp_path):
    text = "Putin dan 🇮🇩. " * 1500
    step = len("Putin dan 🇮🇩. ")
    spans = [per(at, at + 5) for at in range(0, step * 1500, step)]
    spans += [per(at, at + 12) for at in range(0, step * 1500, step)]
    record = record_of(text, *spans)

    assert home(write(tmp_path, syntax, record)) == record


@BOTH
def test_same_records_give_the_same_bytes(syntax, tmp_path):
    first, second = (write(tmp_path / name, syntax, quoted()) for name in "ab")

    assert {path.name: path.read_bytes() for path in first.iterdir()} == {
        path.name: path.read_bytes() for path in second.iterdir()
    }


def test_a_text_with_control_characters_is_lost_in_xmi_and_not_in_json(tmp_path):
    record = record_of("Putin\x01 tiba\uffff.", per(0, 5))
    lost = []

    write(tmp_path / "xmi", "xmi", record, lost=lost)
    assert [(one.kind, one.article) for one in lost] == [(LossKind.ARTICLE, record.article.key)]
    assert [path.name for path in (tmp_path / "xmi").iterdir()] == ["TypeSystem.xml"]
    assert home(write(tmp_path / "json", "json", record)) == record


@BOTH
def test_what_only_the_extras_hold_may_have_control_characters(syntax, tmp_path):
    span = replace(per(0, 5, "QUOTE", "q"), attrs={"via": "a\x02\ufffeb"})
    record = record_of(NEWS, span)
    record = replace(record, article=replace(record.article, title="Judul\x03"))

    assert home(write(tmp_path, syntax, record)) == record


@BOTH
def test_labels_that_uima_has_no_names_for_come_home(syntax, tmp_path):
    def label(name, layer, *attrs):
        return LabelDef(name, layer, "", "#000000", "#ffffff", attrs=attrs)

    schema = Schema(
        "uji", "1", {},
        (
            label("ucap-an", LayerName.QUOTE, AttrDef("begin", AttrKind.TEXT), AttrDef("é-a", AttrKind.CHOICE, ("x",))),
            label("ucap_an", LayerName.QUOTE, AttrDef("penutur", AttrKind.FLAG)),
            label("Penutur", LayerName.QUOTE), label("KutipExtras", LayerName.ZONE), label("É", LayerName.ZONE),
        ),
        (RelationDef("oleh", ("ucap_an",), ("Penutur",)), RelationDef("KutipExtras", ("É",), ("É", "Penutur"))),
    )  # fmt: skip
    names = ["ucap-an", "ucap_an", "Penutur", "KutipExtras", "É"]
    spans = [Span(name, 0, 5 + at, name, schema.label(name).layer) for at, name in enumerate(names)]
    spans[0] = replace(spans[0], attrs={"begin": "7", "é-a": "x"})
    spans[1] = replace(spans[1], attrs={"penutur": True})
    links = (Relation("1", "oleh", "ucap_an", "Penutur"), Relation("2", "KutipExtras", "É", "Penutur"))
    record = in_order(
        OutgoingRecord(Article.from_raw(NEWS), "ani", Answer.ACCEPT, tuple(in_document_order(spans)), links)
    )
    CasWriter().write([record], tmp_path, WriteJob(schema, {"syntax": syntax}))

    judged(tmp_path)
    (found,) = read(tmp_path, ReadJob(schema))
    assert in_order(out(found)) == record


# --- what others see -----------------------------------------------------------------------------------------------


@BOTH
@given(record=records())
@QUICK
def test_cassis_sees_the_same_spans_at_the_same_code_points(syntax, record, tmp_path_factory):
    cas = judged(write(tmp_path_factory.mktemp("cas"), syntax, record))
    theirs = [(one.value, one.begin, one.end) for one in cas.select(NAMED_ENTITY)]
    for label, layer in LABELS.items():
        if layer is not LayerName.ENTITY:
            theirs += [(label, one.begin, one.end) for one in cas.select(f"webanno.custom.{label}")]

    assert cas.sofa_string == record.article.text
    assert sorted(theirs) == sorted((span.label, *span.extent) for span in record.spans if span.is_live)


@BOTH
def test_cassis_sees_links_relations_attributes_and_words(syntax, tmp_path):
    cas = judged(write(tmp_path, syntax, quoted()))
    (quote,) = cas.select("webanno.custom.QUOTE")
    (speaker,) = cas.select("webanno.custom.SPEAKER")
    (cue,) = cas.select("webanno.custom.CUE")
    (person,) = cas.select(NAMED_ENTITY)
    (refers,) = cas.select("webanno.custom.refers_to")
    (about,) = cas.select(f"{DKPRO}.metadata.type.DocumentMetaData")

    assert [(link.role, link.target) for link in quote.speaker.elements] == [("said_by", speaker)]
    assert [(link.role, link.target) for link in quote.cue.elements] == [("cued_by", cue)]
    assert (refers.Governor, refers.Dependent, refers.begin, refers.end) == (speaker, person, 30, 35)
    assert (quote.type_, quote.closed, quote.via) == ("direct", False, 'An"<&>\ttara')
    assert list(quote.resolves_to.elements) == ["Vladimir Putin", "KPK"]
    assert (person.value, person.optional, person.get_covered_text()) == ("PER", True, "Putin")
    assert about.documentId == quoted().article.key
    assert [one.get_covered_text() for one in cas.select(f"{DKPRO}.segmentation.type.Sentence")] == NEWS.split("\n")
    words = [one.get_covered_text() for one in cas.select(f"{DKPRO}.segmentation.type.Token")]
    assert "".join(words) == "".join(NEWS.split())


@BOTH
def test_what_cassis_writes_again_comes_home(syntax, tmp_path):
    record = quoted()
    folder = write(tmp_path / "ours", syntax, record)
    cas = judged(folder)
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    if syntax == "xmi":
        cas.to_xmi(theirs / "a.xmi")
    else:
        cas.to_json(theirs / "a.json")

    assert home(theirs) == record


@BOTH
def test_what_was_changed_abroad_is_changed(syntax, tmp_path):
    record = replace(quoted(), spans=tuple(replace(span, status=Status.CORRECTED) for span in quoted().spans))
    cas = judged(write(tmp_path / "ours", syntax, record))
    (quote,) = cas.select("webanno.custom.QUOTE")
    (person,) = cas.select(NAMED_ENTITY)
    quote.type_ = "mixed"
    person.value = "ORG"
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (cas.to_xmi if syntax == "xmi" else cas.to_json)(theirs / f"a.{syntax}")
    found = {span.start: span for span in home(theirs).spans}

    assert found[0].attrs == {**quoted().spans[0].attrs, "type": "mixed"}
    assert (found[0].id, found[0].status) == ("q", Status.CORRECTED)
    assert (found[30].label, found[30].status) == ("ORG", Status.ACCEPTED)


# --- what INCEpTION made -------------------------------------------------------------------------------------------

INCEPTION = f"""<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:tcas="http:///uima/tcas.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmlns:type="http:///{DKPRO.replace(".", "/")}/ner/type.ecore"
 xmlns:m="http:///{DKPRO.replace(".", "/")}/metadata/type.ecore"
 xmlns:pos="http:///{DKPRO.replace(".", "/")}/lexmorph/type/pos.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
<m:DocumentMetaData xmi:id="7" sofa="1" begin="0" end="48" language="x-unspecified" documentTitle="berita.txt"/>
<m:TagsetDescription xmi:id="6" sofa="1" begin="0" end="48"/>
<pos:POS xmi:id="8" sofa="1" begin="0" end="1" PosValue="X"/>
<type:NamedEntity xmi:id="10" sofa="1" begin="32" end="37" value="PERSON" identifier="http://wikidata.org/Q7747"/>
<type:Location xmi:id="16" sofa="1" begin="41" end="47"/>
<type:NamedEntity xmi:id="17" sofa="1" begin="41" end="47"/>
<custom:Quote xmi:id="11" sofa="1" begin="0" end="12" type="direct" closed="false" speaker="14" cue="18 "/>
<custom:Speaker xmi:id="12" sofa="1" begin="23" end="37"/>
<custom:CUE xmi:id="15" sofa="1" begin="13" end="17" optional="false"/>
<custom:QuoteSpeakerLink xmi:id="14" role="" target="12"/>
<custom:QuoteCueLink xmi:id="18" target="15"/>
<custom:Span xmi:id="19" sofa="1" begin="41" end="47" label="EVENT"/>
<custom:Relation xmi:id="20" sofa="1" begin="32" end="37" Dependent="10" Governor="12" label="refers_to"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{NEWS.replace(chr(10), "&#10;")}"/>
<cas:View sofa="1" members="6 7 8 10 11 12 15 16 17 19 20"/>
</xmi:XMI>
"""


def test_a_file_from_inception_comes_in(tmp_path):
    (tmp_path / "ani.xmi").write_bytes(INCEPTION.encode())
    met = []
    notice, found = read(tmp_path, ReadJob(berita(), {"PERSON": "PER", "Location": "LOC"}, met=met.append))

    assert isinstance(notice, Problem)
    assert not notice.is_refusal
    assert "kinds were left out: NamedEntity, POS." in str(notice)
    text = found.article.text
    assert text == NEWS
    assert [(one.label, text[one.start : one.end], dict(one.attrs)) for one in found.spans] == [
        ("QUOTE", "“Kami siap,”", {"type": "direct", "closed": False}),
        ("CUE", "kata", {}),
        ("SPEAKER", "Presiden\nPutin", {}),
        ("PER", "Putin", {"identifier": "http://wikidata.org/Q7747"}),
        ("EVENT", "Moskow", {}),
        ("LOC", "Moskow", {}),
    ]
    labels = {span.id: span.label for span in found.spans}
    assert {(one.label, labels[one.head], labels[one.child]) for one in found.relations} == {
        ("said_by", "QUOTE", "SPEAKER"), ("cued_by", "QUOTE", "CUE"), ("refers_to", "SPEAKER", "PER"),
    }  # fmt: skip
    assert found.article.title == "berita.txt"
    assert {"PERSON", "Location"} <= set(met)


def test_json_cas_of_uima_with_arrays_of_their_own_type_comes_in(tmp_path):
    rows = [
        {"%ID": 2, "%TYPE": NAMED_ENTITY, "@sofa": 1, "begin": 23, "end": 28, "value": "PER"},
        {"%ID": 3, "%TYPE": "webanno.custom.Quote", "@sofa": 1, "begin": 0, "end": 12, "@speaker": 4},
        {"%ID": 4, "%TYPE": "webanno.custom.QuoteSpeakerLink[]", "%ELEMENTS": [5]},
        {"%ID": 5, "%TYPE": "webanno.custom.QuoteSpeakerLink", "role": "said_by", "@target": 6},
        {"%ID": 6, "%TYPE": "webanno.custom.Speaker", "@sofa": 1, "begin": 32, "end": 37},
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "sofaString": NEWS},
    ]
    (tmp_path / "a.json").write_bytes(orjson.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": rows, "%VIEWS": {}}))
    (found,) = read(tmp_path)

    assert [(one.label, *one.extent) for one in found.spans] == [("QUOTE", 0, 12), ("PER", 21, 26), ("SPEAKER", 30, 35)]
    assert [one.label for one in found.relations] == ["said_by"]


# --- what breaks ---------------------------------------------------------------------------------------------------

BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + INCEPTION.partition("?>")[2]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xmi", BOMB, "document type"),
        ("a.xmi", INCEPTION.replace("</xmi:XMI>", ""), "not valid XML"),
        ("a.xmi", INCEPTION.replace('sofaString="', 'other="'), "no text"),
        ("a.xmi", INCEPTION.replace('begin="32"', 'begin="x"'), "number"),
        ("a.xmi", INCEPTION.replace('begin="32"', 'begin="19"'), "inside a character"),
        ("a.xmi", INCEPTION.replace('end="37" value', 'end="3700" value'), "characters"),
        ("a.xmi", INCEPTION.replace('xmi:id="10"', 'xmi:nr="10"'), "number"),
        ("a.xmi", INCEPTION.replace('Governor="12"', 'Governor="7"'), "no such span"),
        ("a.xmi", INCEPTION.replace('encoding="UTF-8"', 'encoding="EBCDIC-77"'), "encoding"),
        ("a.xmi", "", "not valid XML"),
        ("a.json", '{"%TYPES": {}, "%FEATURE_STRUCTURES": 3}', "no feature structures"),
        ("a.json", '{"%TYPES": {}, "%FEATURE_STRUCTURES": [{"%ID": "x"}]}', "no number or no type"),
        ("a.json", '{"%TYPES": {}, "%FEATURE_STRUCTURES": [' + "[" * 5000, "not valid JSON"),
        ("a.json", '{"%TYPES": {}, "%FEATURE_STRUCTURES": {"a": {}}}', "number"),
    ],
)  # fmt: skip
def test_a_file_that_breaks_is_refused_and_said_why(name, content, said, tmp_path):
    (tmp_path / name).write_text(content, "utf-8")
    (problem,) = list(CasReader().read(tmp_path / name, ReadJob(berita(), {"PERSON": "PER", "Location": "LOC"})))

    assert problem.is_refusal
    assert said in str(problem)


@pytest.mark.parametrize("broken", ["{", "[]", '{"spans": 3, "relations": [1]}', '{"spans": [{"id": [], "label": 1}]}'])
def test_extras_that_somebody_broke_leave_what_the_annotations_say(broken, tmp_path):
    data = orjson.loads(article_file(write(tmp_path, "json", quoted())).read_bytes())
    for row in data["%FEATURE_STRUCTURES"]:
        if row["%TYPE"] == "webanno.custom.KutipExtras":
            row["json"] = broken
    article_file(tmp_path).write_bytes(orjson.dumps(data))
    (found,) = read(tmp_path)

    assert sorted(span.label for span in found.spans) == ["CUE", "PER", "QUOTE", "SPEAKER"]
    assert len(found.relations) == 3
