"""Gold of every odd kind that people make: the replay ends equal to it all the same, and undo gives the start back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from annotator import bootstrap
from annotator.domain.annotations import Article
from annotator.domain.quotes import CUE, CUED_BY, QUOTE, SAID_BY, SPEAKER
from annotator.domain.spans import AttrValue, LayerName, Relation, Span
from annotator.domain.suggestions import Suggestions
from annotator.domain.text import sha256
from annotator.gui.replay import Effort, Measure
from annotator.services.ports import OutgoingRecord
from tests.gui.conftest import ARTICLE, suggest
from tests.gui.fake_model import MODEL
from tests.stories.driver import Driver, FakeProcess

FIRST, SECOND = "“Kami siap bekerja sama,”", '"Hubungan kami kuat,"'


class Gold:
    """The article's suggestions as gold, to be made odd."""

    def __init__(self) -> None:
        found = suggest(ARTICLE)
        self.spans = {span.id: span for span in found.spans}
        self.links = list(found.relations)

    def find(self, label: str, words: str) -> Span:
        """Return the first span with that label and these words."""
        return next(s for s in self.spans.values() if (s.label, ARTICLE[s.start : s.end]) == (label, words))

    def add(self, label: str, words: str, **attrs: AttrValue) -> Span:
        """Put a label on the first of these words."""
        start = ARTICLE.index(words)
        layer = LayerName.QUOTE if label in (QUOTE, SPEAKER, CUE) else LayerName.ENTITY
        span = Span(f"odd{len(self.spans)}", start, start + len(words), label, layer, attrs)
        self.spans[span.id] = span
        return span

    def set(self, span: Span, **attrs: AttrValue) -> None:
        """Say something else of a span; None: nothing."""
        kept = {key: value for key, value in {**span.attrs, **attrs}.items() if value is not None}
        self.spans[span.id] = replace(span, attrs=kept)

    def tie(self, label: str, head: Span, child: Span) -> None:
        """Link two spans; what the head was tied to stays tied."""
        self.links.append(Relation(f"odd{len(self.links)}", label, head.id, child.id))

    def untie(self, label: str) -> None:
        """Take all links of a kind away."""
        self.links = [link for link in self.links if link.label != label]


def _no_type(gold: Gold) -> None:
    gold.set(gold.find(QUOTE, FIRST), type=None)
    gold.add(QUOTE, "menyambut tamunya dengan hangat")


def _alone(gold: Gold) -> None:
    gold.untie(SAID_BY)
    gold.untie(CUED_BY)


def _one_speaker_of_two_quotes(gold: Gold) -> None:
    gold.tie(SAID_BY, gold.find(QUOTE, SECOND), gold.find(SPEAKER, "Putin"))


def _far_speaker(gold: Gold) -> None:
    gold.untie(SAID_BY)
    gold.tie(SAID_BY, gold.find(QUOTE, FIRST), gold.add(SPEAKER, "Kim Jong Un", resolves_to=["Kim Jong Un"]))


def _clitic(gold: Gold) -> None:
    clitic = gold.add(SPEAKER, "katanya", kind="clitic", resolves_to=["Vladimir Putin"])
    gold.tie(SAID_BY, gold.find(QUOTE, SECOND), clitic)
    gold.tie(CUED_BY, gold.find(QUOTE, SECOND), gold.find(CUE, "katanya"))


def _names_of_no_article(gold: Gold) -> None:
    gold.set(gold.find(SPEAKER, "Putin"), resolves_to=["Zoë O'Brien", "محمد علي"])
    gold.set(gold.find(QUOTE, SECOND), resolves_to=["Пу́тин 👩‍👩‍👧"])


def _nested_and_crossing(gold: Gold) -> None:
    gold.add("EVENT", "Korea Utara.\n“Kami")
    gold.add("ORG", "siap bekerja sama,” kata Putin")
    gold.add("PER", "Vladimir Putin berkunjung ke Korea")


def _inside_words_and_over_signs(gold: Gold) -> None:
    gold.add("PER", "amuny")
    gold.add("LOC", "hangat.")
    gold.add("EVENT", ",” k")
    gold.add(SPEAKER, "nya.", resolves_to=["Kim Jong Un"])


def _the_same_words_under_many_labels(gold: Gold) -> None:
    for label in ("PER", "ORG", "LOC", "EVENT", SPEAKER, CUE):
        gold.add(label, "tamunya")


def _marks_as_nobody_finds_them(gold: Gold) -> None:
    gold.set(gold.find(QUOTE, FIRST), closed=False)
    gold.add(QUOTE, "Kim Jong Un menyambut", type="indirect", closed=False)
    gold.add(QUOTE, "“Kami siap", type="direct", closed=True)


def _nothing(gold: Gold) -> None:
    gold.spans.clear()
    gold.links.clear()


ODD: dict[str, Callable[[Gold], None]] = {
    "no type": _no_type,
    "no speaker and no cue": _alone,
    "one speaker of two quotes": _one_speaker_of_two_quotes,
    "a far speaker": _far_speaker,
    "a clitic": _clitic,
    "names that are nowhere": _names_of_no_article,
    "nested and crossing": _nested_and_crossing,
    "inside words and over signs": _inside_words_and_over_signs,
    "the same words under many labels": _the_same_words_under_many_labels,
    "marks as nobody finds them": _marks_as_nobody_finds_them,
    "nothing": _nothing,
}
TEXTS = {f"{ARTICLE}\nBerita {name}.": make for name, make in ODD.items()}


def _suggest(text: str) -> Suggestions:
    found = suggest(ARTICLE)
    return Suggestions(sha256(text), MODEL, found.spans, found.relations)


def _record(text: str, make: Callable[[Gold], None]) -> OutgoingRecord:
    gold = Gold()
    make(gold)
    return OutgoingRecord(Article.from_raw(text), text, None, tuple(gold.spans.values()), tuple(gold.links))


@pytest.fixture(scope="module")
def figures(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    gold = [_record(text, make) for text, make in TEXTS.items()]
    measure, effort = Measure(gold, bootstrap.differences, bootstrap.shipped_schema()), Effort()
    for has_model in (True, False):
        model = (lambda: FakeProcess(_suggest, MODEL)) if has_model else None
        with Driver(tmp_path_factory.mktemp("odd"), model=model) as driver:
            driver.bring_in(*(driver.write(f"{number}.txt", text) for number, text in enumerate(TEXTS)))
            measure.run(driver.window, effort, has_model=has_model, report=lambda _progress: None)
    return effort.to_json()


@pytest.mark.parametrize("text", TEXTS, ids=list(ODD))
def test_the_end_equals_odd_gold(figures: dict[str, Any], text: str) -> None:
    left = {article["id"]: article["left"] for article in figures["by_article"]}
    assert left[Article.from_raw(text).key] == []


def test_from_a_blank_page_too_and_everything_can_be_taken_back(figures: dict[str, Any]) -> None:
    assert figures["unequal_blank"] == figures["not_undone"] == figures["pointer_events"] == 0
