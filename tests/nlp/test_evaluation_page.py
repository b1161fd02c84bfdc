"""The page of an evaluation: whole, closed to the outside, safe with any text, and readable without colour."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from annotator.domain.annotations import Article
from annotator.domain.spans import LayerName
from annotator.formats.labelset import read_labelset
from annotator.nlp.evaluation import Scored, evaluate
from annotator.nlp.evaluation.differences import Difference, Marked, worst
from annotator.nlp.evaluation.page import Page, render, style
from annotator.nlp.evaluation.page.markup import Html, el
from annotator.nlp.evaluation.page.sides import marked_text
from annotator.paths import seeds
from tests.colour import contrast
from tests.nlp.test_evaluation import DIRECT, FRAME, LINKS, PUTIN, record, span

LABELS = read_labelset((seeds() / "labels" / "berita.toml").read_text("utf-8")).labels
VOID = frozenset(("meta", "br"))


class Reader(HTMLParser):
    """Checks that every element is closed where it should be, and keeps names, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.text += data


def page_of(*pairs, **changes):
    figures = evaluate(pairs, resamples=20).to_json()
    return render(replace(Page(figures, pairs, LABELS, "gold.jsonl", "id_berita 1"), **changes))


PERFECT = record(*FRAME, span("Rusia", "LOC", score=0.9), links=LINKS)
WRONG = record(
    span("Kami siap", "QUOTE", type="mixed"), PUTIN, span("Rusia", "ORG", score=0.9), span("Film", "LOC", score=0.4),
    links=(),
)  # fmt: skip


def test_page_has_all_its_parts_and_is_well_formed():
    said = Reader(page_of((PERFECT, WRONG))).text
    for part in ("1 article of gold.jsonl, scored against id_berita 1.", "QUOTE direct", "who said what, F1",
                 "(none named)", "score shown", "gold ↓ suggested →", "− CUE", "+ LOC", "≠ QUOTE",
                 "≠ ORG"):  # fmt: skip
        assert part in said


def test_page_needs_nothing_from_outside_and_runs_nothing():
    page = page_of((PERFECT, WRONG))
    read = Reader(page)
    assert "default-src &#x27;none&#x27;" in page
    assert not read.tags & {"script", "link", "img", "iframe", "object", "a", "form"}
    assert not read.attributes & {"src", "href", "srcset", "action"}
    assert not [name for name in read.attributes if name.startswith("on")]
    assert not re.search(r"https?:|url\(|@import", page)


def test_whatever_an_article_holds_is_shown_as_text():
    text = "<script>alert(1)</script> & \"'</p><style>*{}</style> Putin"
    article = Article.from_raw(text, title="</title><img src=x onerror=y>", source="<b>&amp;")
    spans = (span("<script>alert(1)</script>", "PER", text), span("Putin", "<i>", text))
    read = Reader(page_of((Scored(article, spans), Scored(article)), gold="<gold>", suggested="<s>"))
    for words in (text, "</title><img src=x onerror=y>", "<b>&amp;", "− <i>", "<gold>"):
        assert words in read.text.replace("− PER", "")
    assert not read.tags & {"script", "img"}


def test_same_evaluation_gives_the_same_page():
    assert page_of((PERFECT, WRONG)) == page_of((PERFECT, WRONG))


def test_perfect_answer_says_so_and_scores_may_be_missing():
    said = Reader(page_of((record(DIRECT), record(DIRECT)))).text
    assert "Nowhere: every article is as in the gold." in said
    assert "No suggestion carries a score." in said


def test_worst_articles_come_first_and_those_without_a_difference_not_at_all():
    other = record(span("Rusia", "LOC"))
    found = worst([(PERFECT, PERFECT), (other, record()), (PERFECT, WRONG)], 5)
    assert [(len(one.gold), one.edits) for one in found] == [(4, 7), (1, 1)]
    assert [one.edits for one in worst([(other, record()), (PERFECT, WRONG)], 1)] == [7]


def test_quotes_found_on_both_sides_that_differ_in_who_are_told():
    gold = record(*FRAME, links=LINKS)
    named = span("Putin", "SPEAKER", kind="name", resolves_to=["Maria Putin"])
    (found,) = worst([(gold, record(DIRECT, named, *FRAME[2:], links=LINKS))], 1)
    assert [one.span.label for one in found.gold if one.difference is not Difference.NONE] == []
    assert len(found.quotes) == 1
    said = Reader(page_of((gold, record(DIRECT, named, *FRAME[2:], links=LINKS)))).text
    assert "direct · Putin · → Vladimir Putin" in said
    assert "direct · Putin · → Maria Putin" in said


def test_text_is_whole_under_nested_and_crossing_spans_and_no_two_share_a_lane():
    text = "Ani dan Budi di Medan"
    marks = [
        Marked(span(words, label, text), Difference.NONE)
        for words, label in (("Ani dan Budi", "QUOTE"), ("Budi", "PER"), ("Budi di Medan", "LOC"))
    ]
    found = marked_text(text, (4, len(text)), marks, {"PER": "k0"})
    said = Reader(found).text
    assert re.sub("QUOTE|PER|LOC", "", said) == "dan Budi di Medan"
    assert said.startswith("QUOTEdan")  # a span that began before is named where the range begins
    lanes = dict(re.findall(r'class="s (\S+) (l\d)', found))
    assert lanes["k0"] == "l0"
    assert set(re.findall(r"l\d", found)) == {"l0", "l1", "l2"}


def test_a_thousand_spans_in_one_paragraph_are_drawn_at_once():
    text = "kata " * 5000
    spans = [
        replace(span("kata", "PER", text), id=f"s{i}", start=5 * i, end=5 * i + 4, layer=LayerName.ENTITY)
        for i in range(5000)
    ]
    whole = replace(spans[0], id="q", start=0, end=len(text) - 1)
    found = marked_text(text, (0, len(text)), [Marked(s, Difference.NONE) for s in (whole, *spans)], {})
    assert found.count(">PER<") == 5001


def test_only_what_this_module_made_is_markup():
    assert el("p", "<&>", Html("<b>"), None, 3, ["a", "<"], class_='"x"', title=None) == (
        '<p class="&quot;x&quot;">&lt;&amp;&gt;<b>3a&lt;</p>'
    )


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_everything_can_be_read(theme):
    back, shade = style.BACKGROUNDS[theme], style.SHADES[theme]
    texts = [style.TEXTS[theme], style.MUTED[theme], *((label.light, label.dark)[theme] for label in LABELS)]
    assert min(contrast(text, behind) for text in texts for behind in (back, shade)) >= 4.5
    darkest = mixed(style.ACCENTS[theme], back, 0.32)
    assert contrast(style.TEXTS[theme], darkest) >= 4.5
    assert contrast(style.ACCENTS[theme], back) >= 3


def mixed(one: str, other: str, share: float) -> str:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a * share + b * (1 - share)) for a, b in pairs).hex()
