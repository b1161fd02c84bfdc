"""What lies between an annotation and its gold, told as what there is to do; cases by hand."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.annotations import Article
from annotator.domain.effort import Lack
from annotator.domain.spans import LayerName, Relation, Span
from annotator.nlp.evaluation.mending import differences
from annotator.nlp.evaluation.scored import Scored

TEXT = '"Kami siap," kata Presiden Putin di Moskow pada tahun 2024.'
ARTICLE = Article.from_raw(TEXT)


def span(span_id: str, label: str, words: str, **attrs: object) -> Span:
    start = TEXT.index(words)
    layer = LayerName.QUOTE if label in ("QUOTE", "SPEAKER", "CUE") else LayerName.ENTITY
    return Span(span_id, start, start + len(words), label, layer, attrs)  # type: ignore[arg-type]


QUOTE = span("q", "QUOTE", '"Kami siap,"', type="direct", closed=True)
CUE = span("c", "CUE", "kata")
SPEAKER = span("s", "SPEAKER", "Putin", resolves_to=["Vladimir Putin"])
PLACE = span("l", "LOC", "Moskow")
SAID, CUED = Relation("r1", "said_by", "q", "s"), Relation("r2", "cued_by", "q", "c")
GOLD = Scored(ARTICLE, (QUOTE, CUE, SPEAKER, PLACE), (SAID, CUED))


def lacks(current: Scored, gold: Scored = GOLD) -> list[Lack]:
    return [difference.lack for difference in differences(gold, current)]


def with_spans(*spans: Span, links: tuple[Relation, ...] = (SAID, CUED)) -> Scored:
    return Scored(ARTICLE, spans, links)


def test_the_gold_itself_lacks_nothing() -> None:
    assert lacks(GOLD) == []


def test_from_a_blank_page_everything_is_missing() -> None:
    assert lacks(Scored(ARTICLE)) == [
        Lack.MISSING, Lack.SPEAKER, Lack.CUE, Lack.MISSING, Lack.MISSING, Lack.MISSING,
    ]  # fmt: skip


def test_a_span_too_many_a_wrong_label_and_a_wrong_edge_are_one_thing_each() -> None:
    assert lacks(with_spans(QUOTE, CUE, SPEAKER, PLACE, span("x", "PER", "Presiden"))) == [Lack.EXTRA]
    assert lacks(with_spans(QUOTE, CUE, SPEAKER, replace(PLACE, label="ORG"))) == [Lack.LABEL]
    assert lacks(with_spans(QUOTE, CUE, SPEAKER, replace(PLACE, end=PLACE.end - 1))) == [Lack.EXTENT]


def test_what_hangs_on_a_quote_counts() -> None:
    indirect = replace(QUOTE, attrs={"type": "indirect", "closed": True})
    assert lacks(with_spans(indirect, CUE, SPEAKER, PLACE)) == [Lack.TYPE]
    assert lacks(with_spans(replace(QUOTE, attrs={"type": "direct", "closed": False}), CUE, SPEAKER, PLACE)) == [
        Lack.CLOSED
    ]
    assert lacks(with_spans(QUOTE, CUE, SPEAKER, PLACE, links=(CUED,))) == [Lack.SPEAKER]
    assert lacks(with_spans(QUOTE, CUE, SPEAKER, PLACE, links=(SAID,))) == [Lack.CUE]
    assert lacks(with_spans(QUOTE, CUE, replace(SPEAKER, attrs={"resolves_to": ["Medvedev"]}), PLACE)) == [Lack.NAMES]


def test_the_role_before_the_speaker_and_the_word_year_make_no_difference() -> None:
    with_role = span("s", "SPEAKER", "Presiden Putin", resolves_to=["Vladimir Putin"])
    assert lacks(with_spans(QUOTE, CUE, with_role, PLACE)) == []
    year, tahun = span("d", "DATE", "2024"), span("d", "DATE", "tahun 2024")
    gold = Scored(ARTICLE, (*GOLD.spans, year), GOLD.relations)
    assert lacks(with_spans(QUOTE, CUE, SPEAKER, PLACE, tahun), gold) == []


def test_what_gold_says_twice_over_the_same_words_counts_once() -> None:
    again = replace(SPEAKER, id="s2")
    other = span("q2", "QUOTE", "Moskow pada tahun 2024", type="indirect")
    links = (SAID, CUED, Relation("r3", "said_by", "q2", "s2"))
    gold = Scored(ARTICLE, (QUOTE, CUE, SPEAKER, again, other), links)
    current = Scored(ARTICLE, (QUOTE, CUE, SPEAKER, other), (SAID, CUED, Relation("r3", "said_by", "q2", "s")))
    assert lacks(current, gold) == []


def test_what_gold_says_twice_and_differently_counts_as_its_first_says_it() -> None:
    again = replace(SPEAKER, id="s2", attrs={"resolves_to": ["Medvedev"], "kind": "name"})
    other = span("q2", "QUOTE", "Moskow pada tahun 2024", type="indirect")
    gold = Scored(ARTICLE, (*GOLD.spans, again, other), (SAID, CUED, Relation("r3", "said_by", "q2", "s2")))
    both = Scored(ARTICLE, (*GOLD.spans, other), (SAID, CUED, Relation("r3", "said_by", "q2", "s")))
    assert lacks(both, gold) == []
    assert lacks(Scored(ARTICLE, both.spans, (SAID, CUED)), gold) == [Lack.SPEAKER]


def test_names_are_the_same_however_they_are_written() -> None:
    one, other = (
        replace(SPEAKER, attrs={"resolves_to": names}) for names in (["Putin ; Kim  Jong Un"], ["kim jong un", "Putin"])
    )
    assert lacks(with_spans(QUOTE, CUE, one, PLACE), with_spans(QUOTE, CUE, other, PLACE)) == []
    alone = with_spans(QUOTE, CUE, replace(SPEAKER, attrs={"resolves_to": ["Putin"]}), PLACE)
    assert lacks(alone, with_spans(QUOTE, CUE, other, PLACE)) == [Lack.NAMES]


def test_where_gold_does_not_say_which_type_a_quote_is_any_will_do() -> None:
    untyped = Scored(ARTICLE, (replace(QUOTE, attrs={"closed": True}), CUE, SPEAKER, PLACE), GOLD.relations)
    assert lacks(GOLD, untyped) == []


def test_optional_items_ask_for_nothing() -> None:
    optional = Scored(ARTICLE, (*GOLD.spans[:3], replace(PLACE, attrs={"optional": True})), GOLD.relations)
    assert lacks(with_spans(QUOTE, CUE, SPEAKER), optional) == []
    assert lacks(GOLD, optional) == []
