"""The whole pipeline on texts of every shape."""

import re
import shutil
import time
from itertools import pairwise
from pathlib import Path

import pytest

from annotator.domain import text as texts
from annotator.domain.errors import UserError
from annotator.domain.spans import LayerName, OriginKind, Status, document_order
from annotator.nlp.pipeline import blocks, load_pipeline, version_of

ROOT = Path(__file__).parents[2]
SEED = texts.normalise((ROOT / "seeds" / "articles" / "tribunnews-putin-kim.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pipeline():
    return load_pipeline(ROOT / "resources")


def suggest(pipeline, text):
    (answer,) = pipeline.suggest([text])
    return answer


def covered(answer, text, label):
    return [text[span.start : span.end] for span in answer.spans if span.label == label]


def test_every_suggestion_is_open_and_says_where_it_comes_from(pipeline):
    answer = suggest(pipeline, SEED)

    assert len(answer.spans) > 80
    for thing in (*answer.spans, *answer.relations):
        assert thing.status is Status.SUGGESTED
        assert thing.origin.kind in (OriginKind.RULE, OriginKind.GAZETTEER, OriginKind.MODEL)
        assert thing.origin.name
        assert 0 < thing.origin.score < 1


def test_spans_come_in_document_order_with_unique_ids_and_relations_between_them(pipeline):
    answer = suggest(pipeline, SEED)
    ids = {span.id for span in answer.spans}

    assert list(answer.spans) == sorted(answer.spans, key=document_order)
    assert len(ids) == len(answer.spans)
    assert all(link.head in ids and link.child in ids for link in answer.relations)


def test_the_same_text_gives_the_same_answer_whatever_was_read_before(pipeline):
    first, _, again = pipeline.suggest([SEED, "Presiden Prancis Emmanuel Macron datang.", SEED])

    assert first == again


def test_nothing_is_suggested_inside_a_zone(pipeline):
    answer = suggest(pipeline, SEED)
    zones = [span for span in answer.spans if span.layer is LayerName.ZONE]

    assert zones
    assert not [
        span
        for span in answer.spans
        for zone in zones
        if span.layer is not LayerName.ZONE and span.overlaps(*zone.extent)
    ]


def test_offsets_count_code_points(pipeline):
    text = "😀 👨‍👩‍👧 Presiden Rusia Vladimir Putin tiba di Jakarta, Rabu (19/6/2024). 🇮🇩"

    answer = suggest(pipeline, text)

    assert covered(answer, text, "PER") == ["Vladimir Putin"]
    assert covered(answer, text, "LOC") == ["Rusia", "Jakarta"]
    assert covered(answer, text, "DATE") == ["Rabu (19/6/2024)"]


def test_a_role_is_linked_to_the_body_after_it(pipeline):
    text = "Presiden Rusia Vladimir Putin tiba."

    answer = suggest(pipeline, text)
    spans = {span.id: text[span.start : span.end] for span in answer.spans}

    assert [(link.label, spans[link.head], spans[link.child]) for link in answer.relations] == [
        ("affiliated", "Presiden", "Rusia")
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "A", '"', "\u2028", "a\x00b", "“" * 50, "́", "٣ اليوم"])
def test_the_smallest_and_the_oddest_texts_give_an_answer(pipeline, text):
    answer = suggest(pipeline, text)

    assert answer.sha256 == texts.sha256(text)
    assert all(span.end <= len(text) for span in answer.spans)


def test_a_long_run_without_spaces_changes_no_offset_and_takes_no_time(pipeline):
    text = "(" * 5000 + "\n😀 Presiden Rusia  Vladimir\tPutin\n\n" + "x" * 1234 + " di Jakarta\n"

    began = time.perf_counter()
    answer = suggest(pipeline, text)

    assert covered(answer, text, "LOC") == ["Rusia", "Jakarta"]
    assert time.perf_counter() - began < 10


def test_the_version_changes_with_a_word_list_and_not_with_the_model_s_card(tmp_path):
    resources = tmp_path / "resources"
    for folder in ("gazetteers", "lexicons", "models"):
        shutil.copytree(ROOT / "resources" / folder, resources / folder)
    before = version_of(resources)
    (resources / "models" / "id_berita" / "MODEL_CARD.md").write_text("in other words", "utf-8")
    assert version_of(resources) == before

    with (resources / "gazetteers" / "places.tsv").open("a", encoding="utf-8") as file:
        file.write("Konoha\t\ttest\n")

    assert version_of(resources) != before
    assert before == version_of(ROOT / "resources")


def test_without_the_trained_model_the_rules_answer_and_the_version_says_so(tmp_path):
    for folder in ("gazetteers", "lexicons"):
        shutil.copytree(ROOT / "resources" / folder, tmp_path / folder)

    pipeline = load_pipeline(tmp_path)

    assert pipeline.info.version.endswith(".rules")
    assert pipeline.info.version != version_of(ROOT / "resources")
    assert {"Vladimir Putin", "Kim Jong Un"} <= set(covered(suggest(pipeline, SEED), SEED, "PER"))


def test_a_name_no_list_and_no_rule_knows_comes_from_the_trained_model(pipeline):
    text = "Pertandingan itu dimenangkan Zubaedah Kartolo atas lawannya."

    (person,) = [span for span in suggest(pipeline, text).spans if span.label == "PER"]

    assert text[person.start : person.end] == "Zubaedah Kartolo"
    assert (person.origin.kind, person.origin.name) == (OriginKind.MODEL, "names")


def test_a_missing_word_list_is_one_sentence_with_the_file(tmp_path):
    with pytest.raises(UserError, match=r"patterns\.toml"):
        load_pipeline(tmp_path)


def test_pieces_add_up_and_end_where_a_reader_would_pause():
    text = "Satu dua. Tiga empat.\nLima enam tujuh delapan sembilan"

    assert [piece for _, piece in blocks(text, 24)] == [
        "Satu dua. Tiga empat.\n",
        "Lima enam tujuh delapan ",
        "sembilan",
    ]
    assert [piece for _, piece in blocks("x" * 10, 4)] == ["xxxx", "xxxx", "xx"]
    assert all(text[start : start + len(piece)] == piece for start, piece in blocks(text, 9))
    assert list(blocks("")) == [(0, "")]


def test_a_text_longer_than_a_piece_is_answered_to_its_end(pipeline):
    filler = "Kalimat biasa saja tanpa nama. " * 13_500 + "\n"
    text = filler + "Presiden Rusia Vladimir Putin tiba di Jakarta."

    answer = suggest(pipeline, text)
    spans = {span.id: text[span.start : span.end] for span in answer.spans}

    assert len(text) > 400_000
    assert sorted(spans.values()) == ["Jakarta", "Presiden", "Rusia", "Vladimir Putin"]
    assert [(spans[link.head], spans[link.child]) for link in answer.relations] == [("Presiden", "Rusia")]
    assert answer.sha256 == texts.sha256(text)


def test_words_are_cut_as_spacy_cuts_them_though_it_is_told_only_the_exceptions_that_occur(pipeline):
    import spacy

    known = pipeline._nlp.tokenizer
    whole = spacy.blank("id").tokenizer
    exceptions = sorted(key for key in whole.rules if not re.search(r"\s", key))[::80]
    shapes = ("{0}", "“{0}”", "({0}),", "{0}.", "{0}/{1}", "{1}{0}", "{0}-{1}", "https://{0}.id/{1}")
    runs = [shape.format(*pair) for pair in pairwise(exceptions) for shape in shapes]

    assert len(runs) > 1500
    for run in runs:
        assert [token.text for token in known(run)] == [token.text for token in whole(run)]
