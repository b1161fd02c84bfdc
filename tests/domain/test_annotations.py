"""Articles, layers, and the view an annotator sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Answer, Article, Layer, first_line, open_relations, open_spans, view
from annotator.domain.edits import Accept, AddSpan, Reject, Resize, apply, plan
from annotator.domain.errors import UserError
from annotator.domain.spans import LayerName, Relation, Span, Status, document_order
from annotator.domain.suggestions import ModelInfo, Suggestions
from tests.strategies import TEXT_LENGTH, articles, some_edit, suggestions

MODEL = ModelInfo("rules", "1")
PUTIN = Span("m1", 0, 5, "PER", LayerName.ENTITY, {}, Status.SUGGESTED)
RUSIA = Span("m2", 10, 15, "LOC", LayerName.ENTITY, {}, Status.SUGGESTED)
LINK = Relation("n1", "affiliated", "m1", "m2", Status.SUGGESTED)
SUGGESTED = Suggestions("0" * 64, MODEL, (PUTIN, RUSIA), (LINK,))


def after(*edits, layer=Layer(1, "ani"), suggested=SUGGESTED):  # noqa: B008 - a frozen value
    for edit in edits:
        layer = apply(layer, plan(layer, suggested, edit, text_length=100))
    return layer


# --- articles --------------------------------------------------------------------------------------------------


def test_article_from_raw_text_is_normal_and_named_by_its_hash():
    article = Article.from_raw("\ufeffJudul\r\nIsi.\r\n")
    assert article.text == "Judul\nIsi.\n"
    assert article.key == article.sha256[:16]
    assert article.title == "Judul"
    assert article == Article.from_raw("Judul\nIsi.\n")


def test_a_title_is_cut_after_a_word_where_there_is_one():
    assert first_line("berjanji untuk saling membantu", 20) == "berjanji untuk…"
    assert first_line("berjanji untuk saling", 15) == "berjanji untuk…"
    assert first_line("a" * 30, 20) == "a" * 19 + "…"


@pytest.mark.parametrize(
    "dateline",
    [
        "TRIBUNNEWS.COM - ", "JAKARTA, KOMPAS.com – ", "detik.com, Bandung -- ", "Denpasar (ANTARA) - ", "SURABAYA - ",
        "REPUBLIKA.CO.ID, JAKARTA -- ", "Liputan6.com, Jakarta - ",
    ],
)  # fmt: skip
def test_a_title_made_of_the_text_leaves_the_dateline_out(dateline):
    assert Article.from_raw(f"{dateline}Presiden tiba di Bali.").title == "Presiden tiba di Bali."


@pytest.mark.parametrize("line", ["Rusia - Korea Utara sepakat", "PDIP - Golkar bertemu", "Kata Putin, Rabu - dan"])
def test_a_dash_alone_makes_no_dateline(line):
    assert Article.from_raw(line).title == line


def test_a_given_title_stands_and_a_long_first_line_is_cut_with_a_mark():
    assert Article.from_raw("baris", title="Judul").title == "Judul"
    long = first_line("\n  \n" + "kata " * 40)
    assert len(long) <= 120
    assert long.endswith("kata…")


@given(articles)
def test_title_is_one_line_of_the_text(raw):
    article = Article.from_raw(raw)
    assert "\n" not in article.title
    assert len(article.title) <= 120
    assert article.title.removesuffix("…") in article.text


def test_article_with_a_lone_surrogate_cannot_be_made():
    with pytest.raises(UnicodeEncodeError):
        Article.from_raw("rusak \ud83d")


# --- view ------------------------------------------------------------------------------------------------------


def test_view_of_an_untouched_article_is_what_the_model_says():
    seen = view(Layer(1, "ani"), SUGGESTED)
    assert list(seen.spans) == ["m1", "m2"]
    assert list(seen.relations) == ["n1"]
    assert seen.open_count == 2


def test_view_without_suggestions_is_the_layer():
    layer = after(AddSpan(Span("h1", 3, 4, "PER", LayerName.ENTITY)), suggested=None)
    assert list(view(layer, None).spans) == ["h1"]
    assert open_spans(layer, None) == {}
    assert open_relations(layer, None) == {}


def test_decided_span_covers_its_suggestion_wherever_it_was_moved():
    seen = view(after(Resize("m1", 0, 8)), SUGGESTED)
    assert seen.spans["m1"].end == 8
    assert seen.open_count == 1


def test_same_words_with_the_same_label_are_not_offered_twice():
    newer = Suggestions("0" * 64, ModelInfo("rules", "2"), (Span("m9", 0, 5, "PER", LayerName.ENTITY, {},
                                                                  Status.SUGGESTED),))  # fmt: skip
    assert open_spans(after(Accept(("m1",))), newer) == {}
    assert open_spans(after(Reject(("m1",))), newer) == {}


def test_rejected_span_is_gone_from_the_view_with_its_links():
    seen = view(after(Reject(("m2",))), SUGGESTED)
    assert list(seen.spans) == ["m1"]
    assert seen.relations == {}


def test_link_shows_only_while_both_its_ends_do():
    only_head = Suggestions("0" * 64, MODEL, (PUTIN,), (LINK,))
    assert view(Layer(1, "ani"), only_head).relations == {}


def test_view_at_finds_what_shares_a_character():
    seen = view(Layer(1, "ani"), SUGGESTED)
    assert [span.id for span in seen.at(4, 11)] == ["m1", "m2"]
    assert seen.at(5, 10) == []


@given(st.data(), suggestions(), st.integers(0, 8))
def test_view_shows_live_spans_in_document_order_and_links_between_them(data, suggested, count):
    layer = Layer(1, "ani")
    for number in range(count):
        try:
            edit = some_edit(data.draw, layer, suggested, number)
            layer = apply(layer, plan(layer, suggested, edit, text_length=TEXT_LENGTH))
        except UserError:
            continue
    seen = view(layer, suggested)
    assert list(seen.spans.values()) == sorted(seen.spans.values(), key=document_order)
    assert all(span.is_live for span in seen.spans.values())
    assert all(link.is_live and {link.head, link.child} <= set(seen.spans) for link in seen.relations.values())
    assert {span.id for span in layer.spans.values() if span.is_live} <= set(seen.spans)
    assert seen.open_count == sum(span_id not in layer.spans for span_id in seen.spans)


def test_layer_is_finished_with_any_answer():
    assert not Layer(1, "ani").is_finished
    assert all(Layer(1, "ani", answer=answer).is_finished for answer in Answer)
