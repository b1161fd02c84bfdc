"""Optional quotes (annotation scheme, rule 4): suggested only where the label set asks, marked so, and never scored."""

import pytest

from annotator import paths
from annotator.bootstrap import model_command
from annotator.domain.quotes import quotes
from annotator.domain.schema import Schema
from annotator.formats.labelset import read_labelset
from annotator.nlp.evaluation import Scored, evaluate
from annotator.nlp.pipeline import load_pipeline
from annotator.workers.client import ModelProcess

TEXT = (
    "Presiden Joko Widodo berjanji untuk membangun jalan baru. Jokowi mengecam serangan terhadap warga sipil.\n"
    "Ia mengatakan bahwa jalan itu selesai. “Kami siap berangkat,” katanya."
)
LABELSET = (paths.seeds() / "labels" / "berita.toml").read_text("utf-8")


@pytest.fixture(scope="module")
def answers():
    plain = next(load_pipeline(paths.resources()).suggest([TEXT]))
    asked = next(load_pipeline(paths.resources(), with_optional=True).suggest([TEXT]))
    return plain, asked


def optional(answer):
    return [TEXT[span.start : span.end] for span in answer.spans if span.attrs.get("optional") is True]


def test_nobody_who_did_not_ask_gets_any(answers):
    plain, _ = answers

    assert optional(plain) == []


def test_who_asks_gets_promises_and_objects_marked_and_with_their_speakers(answers):
    plain, asked = answers

    assert optional(asked) == ["untuk membangun jalan baru", "serangan terhadap warga sipil"]
    found = quotes({span.id: span for span in asked.spans}, {link.id: link for link in asked.relations})
    assert [quote.resolved for quote in found if quote.content.attrs.get("optional")] == [("Joko Widodo",)] * 2
    assert all(quote.cue for quote in found)
    kept = {(span.id, span.origin.score) for span in asked.spans}
    assert {(span.id, span.origin.score) for span in plain.spans} <= kept, "what is asked for stays as it was"
    assert all(span.origin.score < 0.6 for span in asked.spans if span.attrs.get("optional"))
    assert asked.model.version == f"{plain.model.version}.optional"


def test_optional_suggestions_and_their_frames_count_neither_way(answers):
    from annotator.domain.annotations import Article

    plain, asked = answers
    article = Article.from_raw(TEXT)
    gold = Scored(article, plain.spans, plain.relations)

    report = evaluate([(gold, Scored(article, asked.spans, asked.relations))], resamples=0)

    assert report.overall.strict.f1.value == 1
    assert report.edits.value == 0


def test_a_label_set_asks_with_one_line_and_the_shipped_one_does_not():
    assert read_labelset(LABELSET).suggests_optional is False
    assert read_labelset("suggests_optional = true\n" + LABELSET).suggests_optional is True


def test_the_real_process_is_started_for_it():
    schema = Schema("mine", "1", {}, (), suggests_optional=True)

    with ModelProcess(model_command(schema)) as model:
        answer = next(model.suggest([TEXT]))

    assert optional(answer) == ["untuk membangun jalan baru", "serangan terhadap warga sipil"]
    assert model_command() == model_command(Schema("mine", "1", {}, ())) != model_command(schema)
