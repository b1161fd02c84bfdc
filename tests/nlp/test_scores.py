"""Scores that mean something: a curve for each kind of suggestion, and nothing else changed."""

import json

import pytest

from annotator.domain.errors import UserError
from annotator.domain.spans import LayerName, Origin, OriginKind, Relation, Span, Status
from annotator.nlp.pipeline import load_pipeline
from annotator.nlp.recogniser import Curve
from annotator.nlp.scores import FILE, Scores, kind_of
from annotator.paths import resources

TEXT = "JAKARTA - Presiden Joko Widodo tiba di Surabaya. “Kami siap,” kata Jokowi. Ia menegaskan bahwa jalan selesai."


def span(label, score, name="quotes", **attrs):
    return Span("s", 0, 4, label, LayerName.QUOTE, attrs, Status.SUGGESTED, Origin(OriginKind.RULE, name, "1", score))


def test_quotes_are_told_by_type_and_names_by_who_found_them():
    assert kind_of(span("QUOTE", 0.9, type="indirect")) == "QUOTE indirect"
    assert kind_of(span("SPEAKER", 0.9, kind="name")) == "SPEAKER"
    assert kind_of(span("PER", 0.9, "gazetteer")) == "PER gazetteer"


def test_a_curve_changes_the_score_and_keeps_who_thought_of_it():
    (shown,) = Scores({"CUE": Curve(1.0, 2.0)}).spans([span("CUE", 0.5)])

    assert shown.origin == Origin(OriginKind.RULE, "quotes", "1", 0.881)
    assert (shown.id, shown.extent) == ("s", (0, 4))


def test_nothing_becomes_certain_and_what_has_no_curve_or_no_score_stays():
    sure = Scores({"CUE": Curve(5.0, 5.0)})

    assert [one.origin.score for one in sure.spans([span("CUE", 0.99), span("PER", 0.4), span("CUE", None)])] == [
        0.999, 0.4, None,
    ]  # fmt: skip


def test_links_have_curves_by_their_label():
    link = Relation("r", "said_by", "a", "b", Status.SUGGESTED, Origin(OriginKind.RULE, "quotes", "1", 0.5))

    assert [one.origin.score for one in Scores({"said_by": Curve(1.0, 2.0)}).relations([link])] == [0.881]


def test_no_file_is_no_curve_and_a_broken_one_is_a_sentence(tmp_path):
    assert list(Scores.load(tmp_path).spans([span("CUE", 0.5)])) == [span("CUE", 0.5)]

    (tmp_path / FILE).write_text(json.dumps({"curves": {"CUE": {"slope": 1}}}), "utf-8")

    with pytest.raises(UserError, match=r"scores\.json"):
        Scores.load(tmp_path)


def test_the_pipeline_finds_the_same_with_scores_and_without():
    shown = next(load_pipeline(resources()).suggest([TEXT]))
    raw = next(load_pipeline(resources(), with_scores=False).suggest([TEXT]))

    assert [(one.id, one.attrs) for one in shown.spans] == [(one.id, one.attrs) for one in raw.spans]
    assert [one.origin.score for one in shown.spans] != [one.origin.score for one in raw.spans]
    assert all(0 < one.origin.score < 1 for one in (*shown.spans, *shown.relations))


def test_a_curve_is_shipped_for_everything_the_rules_say_of_quotes():
    curves = json.loads((resources() / "lexicons" / FILE).read_text("utf-8"))["curves"]

    assert {"QUOTE direct", "QUOTE indirect", "QUOTE mixed", "CUE", "SPEAKER", "said_by", "cued_by"} <= set(curves)
    assert all(curve["slope"] > 0 for curve in curves.values())
