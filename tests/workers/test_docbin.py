"""spaCy's files: what tokens hold, what they lose, what spaCy reads and trains on, and what comes back."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.annotations import Answer
from annotator.domain.errors import Problem
from annotator.domain.losses import LossKind
from annotator.domain.spans import Relation, Status
from annotator.nlp import docbin
from annotator.workers.docbin import DocbinReader, DocbinWriter
from tests.formats.foreign import job, per, record_of, records
from tests.formats.material import JOB, out

NEWS = "Presiden Rusia Vladimir Putin tiba di Moskow, katanya, Rabu."
NYA = per(NEWS.index("nya"), NEWS.index("nya") + 3, "SPEAKER", "nya")


def write(path, *found, lost=None, **options):
    writer = DocbinWriter()
    return writer.write(iter(found), path, job(writer, lost, **options))


@cache
def blank():
    """Return an empty Indonesian pipeline; making one costs a second or two."""
    import spacy

    return spacy.blank("id")


def docs(path):
    from spacy.tokens import DocBin

    return list(DocBin(store_user_data=True).from_disk(path).get_docs(blank().vocab))


def test_entities_are_ents_and_overlapping_spans_a_group(tmp_path):
    record = record_of(NEWS, per(0, 29, "ROLE"), per(15, 29), per(38, 44, "LOC"), per(15, 29, "SPEAKER"))

    assert write(tmp_path / "a.spacy", record) == 1
    (doc,) = docs(tmp_path / "a.spacy")
    assert doc.text == NEWS
    assert [(ent.text, ent.label_) for ent in doc.ents] == [(NEWS[:29], "ROLE"), ("Moskow", "LOC")]
    assert {(span.text, span.label_) for span in doc.spans["sc"]} == {
        (NEWS[:29], "ROLE"), ("Vladimir Putin", "PER"), ("Moskow", "LOC"), ("Vladimir Putin", "SPEAKER"),
    }  # fmt: skip


def test_span_inside_a_token_is_lost_and_said_or_widened_on_request(tmp_path):
    lost, widened = [], []
    write(tmp_path / "a.spacy", record_of(NEWS, NYA), lost=lost)
    write(tmp_path / "b.spacy", record_of(NEWS, NYA), lost=widened, widen="yes")

    assert [(one.kind, one.thing, one.words) for one in lost] == [(LossKind.SPAN, "nya", "nya")]
    assert [(one.kind, one.thing) for one in widened] == [(LossKind.WIDENED, "nya")]
    (without,), (within,) = docs(tmp_path / "a.spacy"), docs(tmp_path / "b.spacy")
    assert not without.spans["sc"]
    assert [span.text for span in within.spans["sc"]] == ["katanya"]


@given(found=st.lists(records(), min_size=1, max_size=12))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_loss_report_is_what_char_span_cannot_find_and_the_rest_comes_back_exactly(tmp_path, found):
    nlp = blank()
    found = [replace(one, answer=None if one.answer is not Answer.ACCEPT else one.answer) for one in found]
    expected = [
        (number, span.id)
        for number, one in enumerate(found)
        for span in one.spans
        if span.is_live and nlp.make_doc(one.article.text).char_span(span.start, span.end) is None
    ]
    lost = []
    assert write(tmp_path / "a.spacy", *found, lost=lost) == len(found)
    back = [out(one) for one in DocbinReader().read(tmp_path / "a.spacy", JOB)]

    assert sorted(one.thing for one in lost) == sorted(span_id for _, span_id in expected)
    assert all(one.kind is LossKind.SPAN for one in lost)
    for before, after in zip(found, back, strict=True):
        assert after.article.text == before.article.text
        assert {span.id: span for span in after.spans} == {span.id: span for span in before.spans}
        assert {link.id: link for link in after.relations} == {link.id: link for link in before.relations}
        assert (after.comments, after.is_flagged, after.annotator) == (
            before.comments, before.is_flagged, before.annotator,
        )  # fmt: skip


def test_rejected_article_is_left_out_and_said(tmp_path):
    lost = []

    assert write(tmp_path / "a.spacy", record_of(NEWS, answer=Answer.IGNORE), lost=lost) == 0
    assert [one.kind for one in lost] == [LossKind.ARTICLE]
    assert docs(tmp_path / "a.spacy") == []


def test_quotes_are_in_one_list_of_the_doc(tmp_path):
    quote, speaker = per(0, 29, "QUOTE", "q"), per(15, 29, "SPEAKER", "s")
    record = replace(
        record_of(NEWS, quote, speaker, per(15, 29)), relations=(Relation("r", "said_by", "q", "s", Status.ACCEPTED),)
    )
    write(tmp_path / "a.spacy", record)
    (quotes,) = (doc.user_data[docbin.QUOTES] for doc in docs(tmp_path / "a.spacy"))

    assert [(one["start"], one["end"], tuple(one["speaker"]), one["cue"]) for one in quotes] == [
        (0, 29, (15, 29), None)
    ]


def test_more_articles_than_fit_in_a_file_go_on_in_others(tmp_path, monkeypatch):
    monkeypatch.setattr(docbin, "SHARD", 2)
    shards = docbin.Shards(tmp_path / "a.spacy", layer="entity", widens=False)
    for number in range(5):
        shards.add({"text": f"Artikel {number}.", "spans": [], "relations": []})
    shards.close()

    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a-002.spacy", "a-003.spacy", "a.spacy"]
    assert sum(len(docs(path)) for path in tmp_path.iterdir()) == 5


def test_file_of_another_program_comes_in_with_its_entities_and_groups(tmp_path):
    from spacy.tokens import DocBin

    nlp = blank()
    doc = nlp.make_doc("Putin tiba di Moskow.")
    doc.ents = [doc.char_span(0, 5, label="PER")]
    doc.spans["lain"] = [doc.char_span(14, 20, label="LOC"), doc.char_span(0, 5, label="PER")]
    DocBin(docs=[doc]).to_disk(tmp_path / "a.spacy")
    (found,) = DocbinReader().read(tmp_path / "a.spacy", JOB)

    assert [(span.start, span.end, span.label) for span in found.spans] == [(0, 5, "PER"), (14, 20, "LOC")]


@pytest.mark.parametrize("data", [b"", b"not spaCy", b"\x78\x9c\x01\x00\x00\xff\xff", bytes(range(256)) * 9])
def test_broken_file_is_one_clear_refusal(tmp_path, data):
    path = tmp_path / "a.spacy"
    path.write_bytes(data)
    (problem,) = DocbinReader().read(path, JOB)

    assert isinstance(problem, Problem)
    assert "cannot be read as spaCy's" in str(problem)


def test_bomb_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    import zlib

    monkeypatch.setattr(docbin, "_MOST_BYTES", 1 << 20)
    path = tmp_path / "a.spacy"
    path.write_bytes(zlib.compress(b"\0" * (8 << 20)))
    with pytest.raises(ValueError, match="more than 1 MB"):
        list(docbin.read(path))


_CONFIG = """
[nlp]
lang = "id"
pipeline = ["ner"]
[components]
[components.ner]
factory = "ner"
[corpora]
[corpora.train]
@readers = "spacy.Corpus.v1"
path = "{train}"
[corpora.dev]
@readers = "spacy.Corpus.v1"
path = "{dev}"
[training]
max_epochs = 1
seed = 0
"""


def test_spacy_checks_the_files_and_trains_an_epoch_on_them(tmp_path):
    found = [record_of(f"Vladimir Putin tiba di Moskow ke-{n}.", per(0, 14), per(23, 29, "LOC")) for n in range(12)]
    write(tmp_path / "train.spacy", *found)
    write(tmp_path / "dev.spacy", *found[:3])
    config = tmp_path / "config.cfg"
    config.write_text(_CONFIG.format(train=tmp_path / "train.spacy", dev=tmp_path / "dev.spacy"))
    run = [sys.executable, "-m", "spacy"]
    subprocess.run([*run, "init", "fill-config", config, config], check=True, capture_output=True)
    checked = subprocess.run([*run, "debug", "data", config], capture_output=True, text=True)
    trained = subprocess.run([*run, "train", config, "-o", tmp_path / "model"], capture_output=True, text=True)

    import spacy

    assert "2 label(s)" in checked.stdout
    assert "misaligned" not in checked.stdout
    assert trained.returncode == 0, trained.stderr
    assert spacy.load(tmp_path / "model" / "model-last").pipe_names == ["ner"]
