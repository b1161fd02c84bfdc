"""The consistency check: what it finds, where, and the edit that mends it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from annotator.domain.annotations import Layer, View
from annotator.domain.edits import Edit, Relabel, RemoveSpan, Resize, SetAttribute, Unlink, apply, plan
from annotator.domain.lint import Finding, Labels, Rule, Severity, check
from annotator.domain.spans import LayerName, Relation, Span, Status, in_document_order
from tests.formats.material import berita

ENTITY, QUOTED, ZONE = LayerName.ENTITY, LayerName.QUOTE, LayerName.ZONE


class Article:
    """A text with spans put on its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: dict[str, Span] = {}
        self.links: dict[str, Relation] = {}

    def mark(
        self, label: str, words: str, *, nth: int = 0, layer: LayerName = ENTITY, status: Status = Status.ADDED,
        **attrs: str | bool,
    ) -> str:  # fmt: skip
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        name = f"{label}{len(self.spans)}"
        self.spans[name] = Span(name, start, start + len(words), label, layer, attrs, status)
        return name

    def link(self, label: str, head: str, child: str) -> None:
        self.links[f"{head}-{child}"] = Relation(f"{head}-{child}", label, head, child)

    def check(self, *sayings: str) -> list[Finding]:
        places = [(self.text.index(word), self.text.index(word) + len(word)) for word in sayings]
        return check(self.text, self.view, places, schema=berita(), relations=self.links.values())

    @property
    def view(self) -> View:
        spans = {span.id: span for span in in_document_order(self.spans.values())}
        links = {name: one for name, one in self.links.items() if one.head in spans and one.child in spans}
        return View(spans, links)

    def only(self, *sayings: str) -> Finding:
        found = self.check(*sayings)
        assert len(found) == 1, [str(one.message) for one in found]
        return found[0]

    def after(self, edit: Edit) -> list[Finding]:
        """Return what is found once `edit` is made."""
        layer = Layer(1, "ani", self.spans, self.links)
        layer = apply(layer, plan(layer, None, edit, text_length=len(self.text)))
        self.spans, self.links = dict(layer.spans), dict(layer.relations)
        return self.check()


def quoted(text: str, content: str, *, speaker: str = "", cue: str = "", **attrs: str | bool) -> Article:
    article = Article(text)
    quote = article.mark("QUOTE", content, layer=QUOTED, **attrs)
    if speaker:
        article.link("said_by", quote, article.mark("SPEAKER", speaker, layer=QUOTED))
    if cue:
        article.link("cued_by", quote, article.mark("CUE", cue, layer=QUOTED))
    return article


def rules(found: Iterable[Finding]) -> list[Rule]:
    return [one.rule for one in found]


def test_a_sound_article_has_no_findings() -> None:
    article = quoted("“Kami siap,” kata Putin di Moskow.", "“Kami siap,”", speaker="Putin", cue="kata", closed=True)
    article.mark("PER", "Putin")
    article.mark("LOC", "Moskow")
    assert article.check("kata") == []


def test_open_suggestions_are_never_complained_about() -> None:
    article = Article("Moskow, dan Moskow. “Kami")
    article.mark("LOC", "Moskow,", status=Status.SUGGESTED)
    article.mark("ORG", "Moskow", nth=1, status=Status.SUGGESTED)
    article.mark("QUOTE", "“Kami", layer=QUOTED, status=Status.SUGGESTED)
    assert article.check() == []


def test_the_same_words_with_two_labels_the_rarer_is_to_be_changed() -> None:
    article = Article("Moskow diam. Moskow bicara. Moskow pergi.")
    article.mark("LOC", "Moskow")
    article.mark("ORG", "Moskow", nth=1)
    article.mark("LOC", "Moskow", nth=2)
    found = article.only()
    assert (found.rule, found.start, found.end) == (Rule.TWO_LABELS, 13, 19)
    assert str(found.message) == "“Moskow” is ORG here and LOC elsewhere (2)."
    assert found.fix == Relabel("ORG1", "LOC", ENTITY)
    assert article.after(found.fix) == []


def test_of_two_labels_as_frequent_the_later_is_to_be_changed() -> None:
    article = Article("Moskow diam. Moskow bicara.")
    article.mark("ORG", "Moskow")
    article.mark("LOC", "Moskow", nth=1)
    assert article.only().fix == Relabel("LOC1", "ORG", ENTITY)


def test_of_two_entities_that_overlap_the_shorter_is_to_go() -> None:
    article = Article("Dewan Keamanan PBB bersidang.")
    article.mark("ORG", "Dewan Keamanan PBB")
    article.mark("ORG", "PBB")
    found = article.only()
    assert (found.rule, found.severity, found.fix) == (Rule.OVERLAP, Severity.ERROR, RemoveSpan("ORG1"))
    assert str(found.message) == "ORG “PBB” overlaps ORG “Dewan Keamanan PBB”."
    assert found.fix is not None
    assert article.after(found.fix) == []


def test_entities_beside_each_other_and_under_a_quote_do_not_overlap() -> None:
    article = Article("Presiden Rusia Putin")
    article.mark("ROLE", "Presiden")
    article.mark("LOC", "Rusia")
    article.mark("SPEAKER", "Presiden Rusia Putin", layer=QUOTED)
    assert article.check() == []


@pytest.mark.parametrize(
    ("label", "layer", "marked", "left"),
    [
        ("PER", ENTITY, "Putin,", "Putin"),
        ("PER", ENTITY, " Putin", "Putin"),
        ("PER", ENTITY, "“Putin”", "Putin"),
        ("PER", ENTITY, "Putin)", "Putin"),
        ("PER", ENTITY, "Putin\u00a0", "Putin"),
        ("SPEAKER", QUOTED, "Putin.", "Putin"),
        ("CUE", QUOTED, "kata ", "kata"),
    ],
)
def test_space_and_signs_at_the_edge_go(label: str, layer: LayerName, marked: str, left: str) -> None:
    article = Article(f"Di sana {marked} begitu")
    name = article.mark(label, marked, layer=layer)
    found = article.only()
    assert found.rule is Rule.EDGE
    assert isinstance(found.fix, Resize)
    assert (found.fix.span_id, article.text[found.fix.start : found.fix.end]) == (name, left)
    assert article.after(found.fix) == []


@pytest.mark.parametrize("words", ["Rabu (19/6/2024)", "Budi, S.H.", "PT Astra Tbk.", "Putin"])
def test_signs_that_belong_to_the_name_stay(words: str) -> None:
    article = Article(f"Di sana {words} begitu")
    article.mark("PER", words)
    assert article.check() == []


def test_a_name_of_nothing_but_signs_goes() -> None:
    article = Article("Putin – Kim")
    article.mark("PER", " – ")
    found = article.only()
    assert found.fix == RemoveSpan("PER0")


def test_an_indirect_quote_may_end_with_a_sign_but_not_with_a_space() -> None:
    article = quoted(
        "Putin mengatakan semua siap. ", "semua siap. ", speaker="Putin", cue="mengatakan", type="indirect"
    )
    found = article.only("mengatakan")
    assert isinstance(found.fix, Resize)
    assert article.text[found.fix.start : found.fix.end] == "semua siap."


def test_a_quote_nobody_said() -> None:
    article = quoted("“Kami siap.”\nPutin diam.", "“Kami siap.”")
    found = article.only()
    assert (found.rule, found.span_id, found.fix) == (Rule.NO_SPEAKER, "QUOTE0", None)
    assert str(found.message) == "Nobody said “Kami siap.”."


def test_a_quote_with_the_name_on_itself_or_optional_needs_no_speaker() -> None:
    assert quoted("“Kami siap.”", "“Kami siap.”", resolves_to="Vladimir Putin").check() == []
    assert quoted("“Kami siap.”", "“Kami siap.”", optional=True).check() == []


def test_a_quote_with_a_speaker_and_no_cue_is_a_hint() -> None:
    found = quoted("“Kami siap,” Putin.", "“Kami siap,”", speaker="Putin").only()
    assert (found.rule, found.severity) == (Rule.NO_CUE, Severity.INFO)


def test_a_mark_that_opens_and_never_closes_is_said_to_be_open() -> None:
    article = quoted('"Kami siap, kata Putin.', '"Kami siap', speaker="Putin", cue="kata", closed=True)
    found = article.only()
    assert (found.rule, found.fix) == (Rule.UNCLOSED, SetAttribute("QUOTE0", "closed", value=False))
    assert found.fix is not None
    assert article.after(found.fix) == []


def test_a_closing_mark_right_behind_is_taken_in() -> None:
    article = quoted("“Kami siap,” kata Putin.", "“Kami siap,", speaker="Putin", cue="kata")
    found = article.only()
    assert found.fix == Resize("QUOTE0", 0, 12)
    assert article.after(found.fix) == []


def test_a_word_of_saying_in_a_paragraph_without_a_quote() -> None:
    article = Article("Moskow, Rusia\nPutin mengatakan hal itu.\n“Kami siap,” kata Putin")
    article.mark("LOC", "Moskow")
    article.mark("QUOTE", "“Kami siap,”", layer=QUOTED, resolves_to="Putin")
    found = article.only("mengatakan", "kata Putin")
    assert (found.rule, found.start, found.end, found.fix) == (Rule.SAYING, 20, 30, None)
    assert str(found.message) == "“mengatakan” says something, but the paragraph has no quote."


def test_words_of_saying_do_not_count_in_zones_nor_before_work_began() -> None:
    article = Article("Baca juga: Putin mengatakan\nMoskow")
    assert article.check("mengatakan") == []
    article.mark("LOC", "Moskow")
    assert rules(article.check("mengatakan")) == [Rule.SAYING]
    article.mark("ZONE", "Baca juga: Putin mengatakan", layer=ZONE, kind="related_link")
    assert article.check("mengatakan") == []


def test_a_link_that_lost_an_end_is_to_be_untied() -> None:
    article = quoted("“Kami siap,” kata Putin.", "“Kami siap,”", speaker="Putin", cue="kata", resolves_to="Putin")
    del article.spans["SPEAKER1"]
    found = article.only()
    assert (found.rule, found.severity) == (Rule.WRONG_END, Severity.ERROR)
    assert str(found.message) == "A link said_by has lost one of its ends."
    assert found.fix == Unlink("QUOTE0-SPEAKER1")
    assert article.after(found.fix) == []


def test_a_link_to_a_label_it_may_not_tie_is_an_error() -> None:
    article = quoted("“Kami siap,” kata Putin.", "“Kami siap,”", cue="kata", resolves_to="Putin")
    article.link("said_by", "QUOTE0", article.mark("LOC", "Putin"))
    found = article.only()
    assert str(found.message) == "A link said_by may not tie QUOTE to LOC."
    assert found.fix == Unlink("QUOTE0-LOC2")


def test_findings_come_in_document_order() -> None:
    article = Article("Moskow, dan Putin.")
    article.mark("PER", "Putin.")
    article.mark("LOC", "Moskow,")
    assert [one.start for one in article.check()] == [0, 12]


def test_what_is_remembered_does_not_change_with_how_often_it_is_otherwise() -> None:
    article = Article("Moskow. Moskow. Moskow. Moskow.")
    article.mark("LOC", "Moskow")
    article.mark("LOC", "Moskow", nth=1)
    article.mark("ORG", "Moskow", nth=2)
    before = article.only()
    article.mark("LOC", "Moskow", nth=3)
    after = article.only()
    assert before.message != after.message
    assert before.key == after.key
    assert before.key != article.only().key.replace("ORG", "PER")


def test_over_many_articles_a_rare_label_is_a_slip_and_a_second_meaning_is_not() -> None:
    labels = Labels()
    for number in range(1, 9):
        article = Article("Moskow dan Merdeka")
        article.mark("ORG" if number == 8 else "LOC", "Moskow")
        article.mark("ORG" if number % 2 else "EVENT", "Merdeka")
        labels.add(number, "ani", article.text, article.view)
    ((article_id, annotator, found),) = labels.findings()
    assert (article_id, annotator, found.rule) == (8, "ani", Rule.CORPUS_LABELS)
    assert found.fix == Relabel("ORG0", "LOC", ENTITY)
    assert str(found.message) == "“Moskow” is ORG here and LOC at 7 other places."
