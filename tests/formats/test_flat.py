"""conll, bilou and hf: what stays of an article in one flat layer, what is said to be lost, and what others read."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings

import orjson
import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.annotations import Answer
from annotator.domain.errors import Problem
from annotator.domain.export_facts import ExportFacts, PartFacts
from annotator.domain.losses import LossKind
from annotator.domain.text import tokens
from annotator.formats.bilou import BilouReader, BilouWriter
from annotator.formats.columns import chunks, spaced
from annotator.formats.conll import ConllReader, ConllWriter
from annotator.formats.hf import HfReader, HfWriter, class_names
from annotator.formats.registry import head_of
from annotator.services.ports import IncomingRecord, ReadJob
from tests.formats.foreign import job, per, record_of, records
from tests.formats.material import JOB, berita

NEWS = "Presiden Rusia Vladimir Putin tiba di Kota Moskow, Rabu.\nIa disambut Kim Jong Un."
WRITERS = [ConllWriter(), BilouWriter(), HfWriter()]


def lines(path):
    return path.read_text("utf-8").split("\n")


def write(writer, path, *found, lost=None, **options):
    assert writer.write(iter(found), path, job(writer, lost, **options)) <= len(found)
    return path


# --- the bytes --------------------------------------------------------------------------------------------------


def test_conll_has_four_columns_a_docstart_and_a_blank_line_after_each_line_of_text(tmp_path):
    record = record_of("Putin tiba.\nKim Jong Un juga.", per(0, 5), per(12, 23))

    assert lines(write(ConllWriter(), tmp_path / "a.conll", record)) == [
        "-DOCSTART- -X- -X- O", "",
        "Putin -X- -X- B-PER", "tiba -X- -X- O", ". -X- -X- O", "",
        "Kim -X- -X- B-PER", "Jong -X- -X- I-PER", "Un -X- -X- I-PER", "juga -X- -X- O", ". -X- -X- O", "", "",
    ]  # fmt: skip


def test_bilou_has_two_columns_and_a_blank_line_after_an_article(tmp_path):
    record = record_of("Putin dan Kim Jong Un.", per(0, 5), per(10, 21))

    assert lines(write(BilouWriter(), tmp_path / "a.bilou", record, record))[:8] == [
        "Putin\tU-PER", "dan\tO", "Kim\tB-PER", "Jong\tI-PER", "Un\tL-PER", ".\tO", "", "Putin\tU-PER",
    ]  # fmt: skip


def test_hf_row_has_words_tags_and_code_points(tmp_path):
    record = record_of("🇮🇩 Putin tiba.", per(3, 8))
    (row,) = map(orjson.loads, write(HfWriter(), tmp_path / "train.jsonl", record).read_bytes().splitlines())
    names = class_names(berita(), "entity")

    assert row["tokens"] == ["🇮🇩", "Putin", "tiba", "."]
    assert [row["text"][start:end] for start, end in zip(row["starts"], row["ends"], strict=True)] == row["tokens"]
    assert [names[tag] for tag in row["ner_tags"]] == ["O", "B-PER", "O", "O"]


# --- what is lost -------------------------------------------------------------------------------------------------


def expected_losses(record, layer="entity"):
    """Compute what a flat layer cannot hold by trying word by word, another way than the writer's."""
    key = record.article.key
    if record.answer in (Answer.REJECT, Answer.IGNORE):
        return {(LossKind.ARTICLE, key, "", "")}
    words = list(tokens(record.article.text))
    lost, taken, kept = set(), {}, []
    live = [span for span in record.spans if span.is_live]
    for span in sorted(live, key=lambda s: (-(s.end - s.start), s.start, s.label, s.id)):
        over = [n for n, (start, end) in enumerate(words) if start < span.end and span.start < end]
        if layer != span.layer.value or not over or any(n in taken for n in over):
            lost.add((LossKind.SPAN, key, span.id, span.label))
            continue
        taken |= dict.fromkeys(over, span)
        kept.append(span)
        stripped = record.article.text[span.start : span.end]
        left, right = len(stripped) - len(stripped.lstrip()), len(stripped.rstrip())
        if (words[over[0]][0], words[over[-1]][1]) != (span.start, span.end):
            lost.add((LossKind.WIDENED, key, span.id, span.label))
        assert left <= right
    for span in kept:
        lost |= {(LossKind.ATTRIBUTE, key, span.id, f"{span.label}.{name}") for name in span.attrs}
    lost |= {(LossKind.RELATION, key, link.id, link.label) for link in record.relations if link.is_live}
    return lost | {(LossKind.COMMENT, key, comment.id, "") for comment in record.comments}


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.info.name)
@given(record=records())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_loss_report_is_what_one_layer_of_words_cannot_hold(writer, record, tmp_path):
    lost = []
    write(writer, tmp_path / "out", record, lost=lost)

    assert {(one.kind, one.article, one.thing, one.label) for one in lost} == expected_losses(record)
    assert len(lost) == len(expected_losses(record))


@pytest.mark.parametrize(
    ("rule", "kept"),
    [("longest", "B-ORG I-ORG I-ORG"), ("shortest", "B-PER O O"), ("earliest", "B-ORG I-ORG I-ORG")],
)
def test_conflict_rule_says_which_span_stays(tmp_path, rule, kept):
    record = record_of("Putin dan kawan", per(0, 5), per(0, 15, "ORG"))
    found = lines(write(BilouWriter(), tmp_path / "a", record, conflict=rule))

    assert [line.split("\t")[1].replace("L-", "I-").replace("U-", "B-") for line in found[:3]] == kept.split()


def test_layer_says_which_spans_the_labels_are(tmp_path):
    record = record_of("Putin berkata.", per(0, 5), per(0, 5, "SPEAKER"), per(6, 13, "CUE"))
    found = lines(write(BilouWriter(), tmp_path / "a", record, layer="quote"))

    assert found[:2] == ["Putin\tU-SPEAKER", "berkata\tU-CUE"]


# --- back again ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("writer", "reader"), [(ConllWriter(), ConllReader()), (BilouWriter(), BilouReader())])
def test_columns_come_back_with_the_same_labels_on_the_same_words(tmp_path, writer, reader):
    record = record_of(NEWS, per(15, 29), per(38, 49, "LOC"), per(51, 55, "DATE"), per(69, 80))
    (found,) = reader.read(write(writer, tmp_path / "a.conll", record), JOB)
    text = record.article.text

    assert [(span.label, found.article.text[span.start : span.end]) for span in found.spans] == [
        (span.label, text[span.start : span.end]) for span in record.spans
    ]
    assert found.answer is Answer.ACCEPT


def test_conll_gives_the_lines_of_the_text_back(tmp_path):
    (found,) = ConllReader().read(write(ConllWriter(), tmp_path / "a.conll", record_of(NEWS)), JOB)

    assert found.article.text == NEWS


def test_hf_comes_back_over_its_own_text(tmp_path):
    record = record_of(NEWS, per(15, 29), per(38, 49, "LOC"))
    path = write(HfWriter(), tmp_path / "train.jsonl", record)
    (tmp_path / "README.md").write_text(card(record))
    (found,) = HfReader().read(path, JOB)

    assert found.article.text == NEWS
    assert [(span.start, span.end, span.label) for span in found.spans] == [(15, 29, "PER"), (38, 49, "LOC")]


def card(record) -> str:
    part = PartFacts(written=1)
    part.count(record.article, record.annotator, record.answer, record.spans, record.relations)
    return HfWriter().card(
        ExportFacts("hf", "0", berita(), {"train": part}, options={"layer": "entity"}, licence="MIT")
    )


def test_hf_without_the_card_says_where_the_names_of_its_tags_should_be(tmp_path):
    path = write(HfWriter(), tmp_path / "train.jsonl", record_of(NEWS, per(15, 29)))
    (problem,) = HfReader().read(path, JOB)

    assert isinstance(problem, Problem)
    assert "README.md" in str(problem)


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("B-A I-A O B-A", [(0, 2, "A"), (3, 4, "A")]),  # IOB2
        ("I-A I-A O I-A B-A", [(0, 2, "A"), (3, 4, "A"), (4, 5, "A")]),  # IOB1
        ("B-A L-A U-A U-B", [(0, 2, "A"), (2, 3, "A"), (3, 4, "B")]),  # BILOU
        ("B-A E-A S-B", [(0, 2, "A"), (2, 3, "B")]),  # IOBES
        ("I-A I-B O", [(0, 1, "A"), (1, 2, "B")]),  # another label begins another span
        ("O L-A I-A", [(1, 2, "A"), (2, 3, "A")]),  # what cannot go on begins anew
        ("O O", []),
    ],
)
def test_tags_of_every_scheme_are_read(tags, found):
    assert list(chunks(tags.split())) == found


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ('" Kami siap , " kata Putin ( 71 ) .', '"Kami siap," kata Putin (71).'),
        ("“ Kami siap ! ” ujar dia ; ia pergi", "“Kami siap!” ujar dia; ia pergi"),
        ("Putin", "Putin"),
    ],
)
def test_text_is_rebuilt_with_plain_spacing(words, text):
    rebuilt, places = spaced(words.split())

    assert rebuilt == text
    assert [rebuilt[start:end] for start, end in places] == words.split()


# --- bad files ----------------------------------------------------------------------------------------------------


def test_article_with_a_broken_line_is_refused_with_its_line_and_kept_and_the_others_come_in(tmp_path):
    path = tmp_path / "a.conll"
    articles = ["Putin B-PER", "Kim\tB-PER\nJong", "Ani Q-PER", "Budi B-PER"]
    path.write_text("".join(f"-DOCSTART- -X- O O\n\n{article}\n\n" for article in articles))
    found = list(ConllReader().read(path, JOB))

    assert [item.line if isinstance(item, Problem) else item.article.text for item in found] == ["Putin", 8, 12, "Budi"]
    assert found[1].row.decode().splitlines() == ["-DOCSTART- -X- O O", "", "Kim\tB-PER", "Jong", "", ""]
    assert "Q-PER" in str(found[2])


@pytest.mark.parametrize(
    ("name", "data", "is_tagged"),
    [
        ("train.txt", "Kim\tB-PER\ntiba\tO\n\nAni\tB-PER\n", True),
        ("train.txt", "EU NNP I-NP I-ORG\r\nmenolak VB O O\r\n", True),
        ("train.tsv", "Kim\tU-PER\ntiba\tO\n", True),
        ("a.txt", "Amerika mengirim B-52\nke Guam.\n", False),
        ("a.txt", "Golongan O\nGolongan O\n", False),
        ("a.tsv", "teks\tlabel\nKim tiba\tB-PER\n", False),
        ("a.txt", "", False),
    ],
)
def test_words_with_tags_are_known_by_their_lines(tmp_path, name, data, is_tagged):
    (tmp_path / name).write_bytes(data.encode())

    assert ConllReader().recognises(head_of(tmp_path / name)) is is_tagged


def test_comments_above_a_sentence_are_no_words(tmp_path):
    path = tmp_path / "a.conll"
    path.write_text("# id 7\tdomain=train\n# _ _ O\nKim _ _ B-PER\n")
    (found,) = ConllReader().read(path, JOB)

    assert found.article.text == "# Kim"


def test_their_labels_are_mapped(tmp_path):
    path = tmp_path / "a.bilou"
    path.write_text("Putin U-PERSON\ndi O\nMoskow U-MISC\n")
    (refused,) = BilouReader().read(path, JOB)
    (found,) = BilouReader().read(path, ReadJob(berita(), {"PERSON": "PER", "MISC": ""}))

    assert isinstance(refused, Problem)
    assert [span.label for span in found.spans] == ["PER"]


def test_file_without_blank_lines_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.columns._ASKED_AT_ONCE", 1000)
    path = tmp_path / "a.conll"
    path.write_text("Putin B-PER\n" * 5000 + "\nAni B-PER\n")
    found = list(ConllReader().read(path, JOB))

    assert [type(item) for item in found] == [Problem, IncomingRecord]
    assert "longer than" in str(found[0])


# --- what others read ---------------------------------------------------------------------------------------------


@pytest.fixture
def exported(tmp_path):
    found = [
        record_of(NEWS, per(15, 29), per(38, 49, "LOC"), per(51, 55, "DATE"), per(69, 80)),
        record_of("Kim di Pyongyang.", per(0, 3), per(7, 16, "LOC")),
    ]
    return found, write(ConllWriter(), tmp_path / "a.conll", *found)


def words_of(record):
    text = record.article.text
    return [(span.label, text[span.start : span.end]) for span in record.spans]


def test_spacys_converter_finds_the_same_entities(exported):
    from spacy.tokens import DocBin  # noqa: F401 - its registry has the converters
    from spacy.training.converters import conll_ner_to_docs

    found, path = exported
    docs = list(conll_ner_to_docs(path.read_text("utf-8"), no_print=True, n_sents=10))

    assert [(ent.label_, ent.text) for doc in docs for ent in doc.ents] == [
        pair for one in found for pair in words_of(one)
    ]


def test_seqeval_strict_and_nervaluate_score_it_as_perfect_against_the_gold(exported):
    from nervaluate import Evaluator
    from seqeval.metrics import f1_score
    from seqeval.scheme import IOB2

    found, path = exported
    documents = [block for block in path.read_text("utf-8").split("-DOCSTART- -X- -X- O\n\n") if block]
    tags = [[line.split()[-1] for line in block.splitlines() if line] for block in documents]
    gold = []
    for record in found:
        starts = {s.start: f"B-{s.label}" for s in record.spans}
        inside = {n: f"I-{s.label}" for s in record.spans for n in range(s.start + 1, s.end)}
        gold.append([starts.get(a, inside.get(a, "O")) for a, _ in tokens(record.article.text)])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert f1_score(gold, tags, mode="strict", scheme=IOB2) == 1.0
        results = Evaluator(gold, tags, tags=["PER", "LOC", "DATE"], loader="list").evaluate()
    assert results["overall"]["strict"].f1 == 1.0


_LOAD = """
import json, sys
import datasets
found = datasets.load_dataset(sys.argv[1], cache_dir=sys.argv[2])["train"]
names = found.features["ner_tags"].feature.names
print(json.dumps([names, [[word, names[tag]] for word, tag in zip(found[0]["tokens"], found[0]["ner_tags"]) if tag]]))
"""


def test_datasets_loads_the_hf_export_offline_with_its_names_of_tags(tmp_path):
    folder = tmp_path / "hf"
    folder.mkdir()
    record = record_of(NEWS, per(15, 29), per(38, 49, "LOC"))
    write(HfWriter(), folder / "train.jsonl", record)
    (folder / "README.md").write_text(card(record))
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, folder, tmp_path / "cache"], check=True, capture_output=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    names, tagged = orjson.loads(done.stdout)

    assert names == class_names(berita(), "entity")
    assert tagged == [["Vladimir", "B-PER"], ["Putin", "I-PER"], ["Kota", "B-LOC"], ["Moskow", "I-LOC"]]
