"""The figures of the evaluation, on cases small enough to count by hand."""

import pytest

from annotator.domain.annotations import Article
from annotator.domain.spans import LayerName, Origin, OriginKind, Relation, Span, Status
from annotator.nlp.evaluation import Scored, evaluate
from annotator.nlp.evaluation.matching import best_pairs, normalised, overlap, strict

LAYERS = {"QUOTE": LayerName.QUOTE, "SPEAKER": LayerName.QUOTE, "CUE": LayerName.QUOTE, "ZONE": LayerName.ZONE}
TEXT = "“Kami siap,” kata Putin. Ia mengatakan bahwa perang usai. Rusia, tahun 2024. Film “Laskar Pelangi” laris."


def span(words, label, text=TEXT, score=None, status=Status.ADDED, **attrs):
    """Make the span of the first place where `words` stand."""
    start = text.index(words)
    name = f"{label}:{start}:{len(words)}"
    origin = Origin(OriginKind.RULE, "t", "1", score)
    return Span(name, start, start + len(words), label, LAYERS.get(label, LayerName.ENTITY), attrs, status, origin)


def link(label, head, child):
    return Relation(f"{label}:{head.id}:{child.id}", label, head.id, child.id)


def record(*spans, links=(), text=TEXT):
    return Scored(Article.from_raw(text), spans, tuple(links))


def score(gold, predicted, **options):
    return evaluate([(gold, predicted)], resamples=options.pop("resamples", 0), **options)


def numbers(figures):
    return figures.gold, figures.predicted, figures.matched


DIRECT = span("“Kami siap,”", "QUOTE", type="direct", closed=True)
PUTIN = span("Putin", "SPEAKER", kind="name", resolves_to=["Vladimir Putin"])
KATA = span("kata", "CUE")
FRAME = (DIRECT, PUTIN, KATA)
LINKS = (link("said_by", DIRECT, PUTIN), link("cued_by", DIRECT, KATA))


def test_a_perfect_answer_is_perfect():
    gold = record(*FRAME, span("Rusia", "LOC"), links=LINKS)

    report = score(gold, gold)

    assert report.overall.strict.f1.value == 1
    assert report.entities.strict.f1.value == 1
    assert report.quote_types["direct"].normalised.f1.value == 1
    assert report.quote_tokens.f1.value == 1
    assert report.type_accuracy.value == report.closed_accuracy.value == 1
    assert report.speaker_mention_accuracy.value == report.resolved_speaker_accuracy.value == 1
    assert report.who_said_what.f1.value == 1
    assert report.edits.value == 0


def test_precision_recall_and_f1_are_those_of_the_counts():
    gold = record(span("Putin", "PER"), span("Rusia", "LOC"), span("Film", "ORG"))
    predicted = record(span("Putin", "PER"), span("Rusia", "ORG"))

    report = score(gold, predicted)

    assert numbers(report.overall.strict) == (3, 2, 1)
    assert report.overall.strict.precision.value == 1 / 2
    assert report.overall.strict.recall.value == 1 / 3
    assert report.overall.strict.f1.value == pytest.approx(0.4)
    assert numbers(report.labels["ORG"].strict) == (1, 1, 0)
    assert report.labels["LOC"].strict.precision.value is None


def test_normalised_forgives_marks_punctuation_and_bahwa_and_strict_does_not():
    gold = record(DIRECT, span("perang usai", "QUOTE", type="indirect"))
    predicted = record(span("Kami siap", "QUOTE", type="direct"), span("bahwa perang usai.", "QUOTE", type="indirect"))

    report = score(gold, predicted)

    assert numbers(report.labels["QUOTE"].strict) == (2, 2, 0)
    assert numbers(report.labels["QUOTE"].normalised) == (2, 2, 2)


@pytest.mark.parametrize(
    ("words", "core"),
    [("“Kami siap,”", "Kami siap"), ("bahwa perang usai.", "perang usai"), ("tahun 2024.", "tahun 2024"), (".", ".")],
)
def test_the_core_of_a_quote(words, core):
    start, end = normalised(TEXT, span(words, "QUOTE"))

    assert TEXT[start:end] == core


def test_a_date_is_compared_without_its_unit():
    start, end = strict(TEXT, span("tahun 2024", "DATE"))

    assert TEXT[start:end] == "2024"
    assert score(record(span("tahun 2024", "DATE")), record(span("2024", "DATE"))).overall.strict.f1.value == 1


def test_overlap_counts_pairs_at_its_threshold_and_each_span_once():
    text = "abcdefghij klmnopqrst"
    gold = record(span("abcdefghij", "ORG", text), text=text)
    half = record(span("abcde", "ORG", text), span("fghij", "ORG", text), text=text)
    most = record(span("abcdefgh", "ORG", text), text=text)

    assert numbers(score(gold, half).labels["ORG"].overlap_50) == (1, 2, 1)
    assert numbers(score(gold, half).labels["ORG"].overlap_80) == (1, 2, 0)
    assert numbers(score(gold, most).labels["ORG"].overlap_80) == (1, 1, 1)


def test_matching_prefers_more_pairs_over_one_better_pair():
    # 0-10 fits 0-9 best, but then 5-9 is left alone; both find a partner the other way round.
    ones, others = [(0, 10), (0, 8)], [(0, 9), (5, 10)]

    assert overlap((0, 10), (5, 10)) == 0.5
    assert best_pairs(ones, others, overlap, 0.5) == [(0, 1), (1, 0)]


def test_optional_items_count_neither_way_and_take_their_frame_along():
    optional = span("“Kami siap,”", "QUOTE", type="direct", optional=True)
    links = (link("said_by", optional, PUTIN), link("cued_by", optional, KATA))
    gold = record(optional, PUTIN, KATA, links=links)

    assert numbers(score(gold, record(*FRAME, links=LINKS)).overall.strict) == (0, 0, 0)
    assert numbers(score(gold, record()).overall.strict) == (0, 0, 0)
    assert score(gold, record()).edits.value == 0


def test_what_is_suggested_in_a_zone_is_counted_there_and_nowhere_else():
    gold = record(span("Rusia, tahun 2024.", "ZONE", kind="byline"), span("Rusia", "LOC"))
    predicted = record(span("Rusia", "LOC"), span("2024", "DATE"))

    report = score(gold, predicted)

    assert report.in_zones == 2
    assert numbers(report.overall.strict) == (0, 0, 0)


def test_rejected_spans_are_not_there():
    gold = record(span("Rusia", "LOC", status=Status.REJECTED), span("Putin", "PER"))

    assert numbers(score(gold, gold).overall.strict) == (1, 1, 1)


def test_words_of_quotes_are_counted_without_punctuation():
    gold = record(span("perang usai. Rusia", "QUOTE", type="indirect"))
    predicted = record(span("bahwa perang usai.", "QUOTE", type="indirect"))

    assert numbers(score(gold, predicted).quote_tokens) == (3, 3, 2)


def test_a_quote_by_the_wrong_person_is_matched_but_not_who_said_what():
    wrong = span("Putin", "SPEAKER", kind="name", resolves_to=["Kim Jong Un"])
    predicted = record(DIRECT, wrong, KATA, links=LINKS)

    report = score(record(*FRAME, links=LINKS), predicted)

    assert report.speaker_mention_accuracy.value == 1
    assert report.resolved_speaker_accuracy.value == 0
    assert numbers(report.who_said_what) == (1, 1, 0)
    assert report.edits.value == 1


def test_a_speaker_with_the_role_before_the_name_is_the_same_mention():
    text = "“Kami siap,” kata Presiden Rusia Putin."
    quote = span("“Kami siap,”", "QUOTE", text, type="direct")
    short, long = span("Putin", "SPEAKER", text), span("Presiden Rusia Putin", "SPEAKER", text)

    report = score(
        record(quote, short, links=[link("said_by", quote, short)], text=text),
        record(quote, long, links=[link("said_by", quote, long)], text=text),
    )

    assert report.speaker_mention_accuracy.value == 1


def test_nya_and_pronouns_are_judged_apart_from_names():
    text = "“Kami siap,” katanya. “Kami menang,” kata Kim."
    one, other = (
        span("“Kami siap,”", "QUOTE", text, type="direct"),
        span("“Kami menang,”", "QUOTE", text, type="direct"),
    )
    clitic = span("katanya", "SPEAKER", text, kind="clitic", resolves_to=["Putin"])
    lost = span("katanya", "SPEAKER", text, kind="clitic", resolves_to=["Kim"])
    name = span("Kim", "SPEAKER", text, kind="name", resolves_to=["Kim"])
    links = [link("said_by", one, clitic), link("said_by", other, name)]

    gold = record(one, other, clitic, name, links=links, text=text)
    report = score(gold, record(one, other, lost, name, links=links, text=text))

    assert report.pronouns_resolved.value == 0
    assert report.resolved_speaker_accuracy.value == 1 / 2
    assert score(gold, gold).pronouns_resolved.value == 1


def test_direct_quotes_are_scored_by_their_marks_as_well():
    lost = span("Kami siap,”", "QUOTE", type="direct", closed=False)

    report = score(record(DIRECT), record(lost))

    assert numbers(report.quote_types["direct"].normalised) == (1, 1, 1)
    assert numbers(report.quote_types["closed"].normalised) == (1, 0, 0)
    assert numbers(report.quote_types["open"].normalised) == (0, 1, 0)


def test_gold_without_speakers_says_nothing_of_speakers():
    report = score(record(span("“Kami siap,”", "QUOTE")), record(*FRAME, links=LINKS))

    assert report.labels["QUOTE"].strict.f1.value == 1
    assert report.speaker_mention_accuracy.value is None
    assert report.resolved_speaker_accuracy.value is None
    assert report.who_said_what.f1.value is None
    assert report.type_accuracy.value is None


def test_labels_nobody_asked_about_can_be_left_out():
    gold = record(DIRECT, span("Rusia", "ZONE", kind="byline"))
    predicted = record(*FRAME, span("Rusia", "LOC"), links=LINKS)

    assert numbers(score(gold, predicted).overall.strict) == (1, 3, 1)
    report = score(gold, predicted, only={"QUOTE"})
    assert numbers(report.overall.strict) == (1, 1, 1)
    assert report.in_zones == 0
    assert report.edits.value == 0


def test_scores_are_judged_part_by_part_and_a_speaker_by_overlap():
    text = "“Kami siap,” kata Presiden Rusia Putin."
    gold = record(span("Putin", "SPEAKER", text), span("Rusia", "LOC", text), text=text)
    found = record(span("Presiden Rusia Putin", "SPEAKER", text, score=0.9), span("Rusia", "LOC", text, score=0.6),
                   text=text)  # fmt: skip

    parts = score(gold, found).calibration_by

    assert parts["speakers"].ece.value == pytest.approx(0.1)
    assert parts["entities"].ece.value == pytest.approx(0.4)
    assert parts["quotes"].ece.value is None


def test_type_and_closed_are_judged_on_matched_quotes_only():
    predicted = record(
        span("“Kami siap,”", "QUOTE", type="mixed", closed=False), span("perang", "QUOTE", type="direct")
    )

    report = score(record(DIRECT), predicted)

    assert report.type_accuracy.value == 0
    assert report.closed_accuracy.value == 0
    assert numbers(report.quote_types["direct"].strict) == (1, 1, 0)


def test_a_title_in_marks_suggested_as_a_quote_is_told_per_hundred():
    gold = record(DIRECT)

    assert score(gold, record(span("“Laskar Pelangi”", "QUOTE", type="direct"))).nonquotes_highlighted.value == 100
    assert score(gold, gold).nonquotes_highlighted.value == 0


def test_calibration_is_the_mean_gap_between_score_and_truth():
    gold = record(span("Rusia", "LOC"), span("Putin", "PER"))
    predicted = record(
        span("Rusia", "LOC", score=0.9), span("Putin", "PER", score=0.92), span("Film", "ORG", score=0.6)
    )

    calibration = score(gold, predicted).calibration

    # Bin 0.9: two, both right, mean 0.91; bin 0.6: one, wrong. (2 * 0.09 + 1 * 0.6) / 3.
    assert calibration.ece.value == pytest.approx((2 * 0.09 + 0.6) / 3)
    assert [(b.count, round(b.mean_score, 3), b.right) for b in calibration.bins] == [(1, 0.6, 0.0), (2, 0.91, 1.0)]


def test_edits_count_each_thing_a_person_would_do():
    gold = record(*FRAME, span("Rusia", "LOC"), span("tahun 2024", "DATE"), links=LINKS)
    predicted = record(
        span("“Kami siap,”", "QUOTE", type="indirect", closed=True),  # set the type
        span("kata Putin", "SPEAKER", resolves_to=["Vladimir Putin"]),  # the same mention
        span("Rusia", "ORG"),  # relabel
        span("Film", "ORG"),  # reject
    )  # add the cue and the date, link speaker and cue

    assert score(gold, predicted).edits.value == 1 + 1 + 1 + 2 + 2


def test_edits_from_nothing_are_every_span_and_link():
    report = score(record(*FRAME, links=LINKS), record())

    # Three spans and two links: the type is set as the quote is made, the full name as the speaker is linked.
    assert report.edits_from_nothing.value == report.edits.value == 3 + 2


def test_intervals_hold_the_value_and_the_same_seed_gives_the_same():
    good = (record(span("Rusia", "LOC")), record(span("Rusia", "LOC")))
    bad = (record(span("Putin", "PER")), record())
    pairs = [good] * 7 + [bad] * 3

    one, again = (evaluate(pairs, resamples=500, seed=3) for _ in range(2))

    recall = one.overall.strict.recall
    assert recall.value == pytest.approx(0.7)
    assert 0.3 < recall.low < 0.7 < recall.high <= 1
    assert one == again
    assert one.overall.strict.precision.low == 1


def test_the_report_is_plain_json():
    import json

    report = score(record(*FRAME, links=LINKS), record(DIRECT), resamples=50)

    data = json.loads(json.dumps(report.to_json()))
    assert data["labels"]["QUOTE"]["strict"]["f1"]["value"] == 1.0
    assert data["articles"] == 1
    assert data["overall"]["strict"]["recall"]["value"] == 0.3333


def test_no_article_gives_an_empty_report():
    report = evaluate([])

    assert report.articles == 0
    assert report.overall.strict.f1.value is None


def test_comparing_two_different_texts_is_refused():
    with pytest.raises(ValueError, match="compared with"):
        score(record(), record(text="lain"))


def test_confusion_counts_overlapping_entities_by_label_and_what_has_no_partner():
    gold = record(span("Putin", "PER"), span("Rusia", "LOC"), span("Film", "EVENT"), DIRECT)
    suggested = record(span("kata Putin", "PER"), span("Rusia", "ORG"), span("laris", "ORG"), DIRECT)

    found = score(gold, suggested).confusion

    assert found.labels == ("EVENT", "LOC", "ORG", "PER")
    assert found.counts == (
        (0, 0, 0, 0, 1),
        (0, 0, 1, 0, 0),
        (0, 0, 0, 0, 0),
        (0, 0, 0, 1, 0),
        (0, 0, 1, 0, 0),
    )


def test_figures_by_source_are_over_its_articles_alone():
    def article(source, text):
        return Article.from_raw(text, source=source)

    right, wrong = span("Putin", "PER", "Putin di Medan"), span("Medan", "PER", "Putin di Medan")
    one, two = article("antara", "Putin di Medan"), article("", "Putin di Medan")
    pairs = [
        (Scored(one, (right,)), Scored(one, (right,))),
        (Scored(two, (right,)), Scored(two, (wrong,))),
        (Scored(one, (right,)), Scored(one, ())),
    ]

    sources = evaluate(pairs, resamples=50).sources

    assert {name: (found.articles, *numbers(found.overall.strict)) for name, found in sources.items()} == {
        "antara": (2, 2, 1, 1),
        "": (1, 1, 1, 0),
    }
    assert list(sources) == ["antara", ""]
    assert sources["antara"].entities.strict.recall.low is not None
    assert sources[""].entities.strict.recall.low is None  # one article: an interval would say nothing
    assert sources["antara"].quotes.strict.f1.value is None
