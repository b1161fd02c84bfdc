"""p and Shift+P on a real window: preview, pruning, one undo, and what is not offered again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator.domain.errors import N_, UserError
from annotator.domain.spans import LayerName, OriginKind, Span, Status, suggested_span_id
from annotator.domain.suggestions import Suggestions
from annotator.domain.text import sha256
from annotator.services.annotate import Session
from tests.gui.conftest import MODEL
from tests.stories.driver import Driver, FakeProcess

FIRST = "Jokowi datang. Lalu Jokowi pergi. Kata Joko Widodo, Jokowi siap."
SECOND = "Menurut Jokowi, harga naik."
THIRD = "Banjir surut."


@pytest.fixture
def corpus(qapp: object, tmp_path: Path) -> Iterator[Driver]:
    """A window on three articles without a model, the first open with one name labelled."""
    with Driver(tmp_path) as driver:
        texts = enumerate((FIRST, SECOND, THIRD))
        driver.bring_in(*(driver.write(f"{number}.txt", text) for number, text in texts))
        driver.add("PER", "Jokowi")
        driver.window.messages.clear()
        yield driver


def preview(kutip: Driver) -> list[str]:
    shown = kutip.window.propagating.preview
    return shown.texts if shown.isVisible() else []


def search_corpus(kutip: Driver) -> None:
    kutip.press("Shift+P")
    kutip.wait_until(lambda: not kutip.window.propagating.is_working, "the search did not end")


def test_p_and_enter_label_the_same_words_and_the_alias_in_one_step(corpus: Driver) -> None:
    before = corpus.window.desk.session.layer
    corpus.focus("PER", "Jokowi")
    corpus.press("p")
    assert len(preview(corpus)) == 3
    corpus.press("Return")
    assert corpus.spans("PER") == ["Jokowi", "Jokowi", "Joko Widodo", "Jokowi"]
    assert corpus.window.canvas.hasFocus()
    assert corpus.window.desk.session.layer.spans[corpus.span("PER", "Joko Widodo").id].origin.kind is (
        OriginKind.PROPAGATED
    )
    corpus.undo()
    assert corpus.window.desk.session.layer == before


def test_escape_leaves_everything_as_it_was_and_offers_it_again(corpus: Driver) -> None:
    before = corpus.window.desk.session.layer
    corpus.focus("PER", "Jokowi")
    corpus.press("p", "Escape")
    assert corpus.window.desk.session.layer == before
    corpus.press("p")
    assert len(preview(corpus)) == 3


def test_what_is_unticked_is_left_out_and_not_offered_again_not_even_after_a_restart(corpus: Driver) -> None:
    corpus.focus("PER", "Jokowi")
    corpus.press("p", "Space", "Return")
    assert corpus.spans("PER") == ["Jokowi", "Joko Widodo", "Jokowi"]
    corpus.undo()
    corpus.restart()
    corpus.focus("PER", "Jokowi")
    corpus.press("p")
    assert len(preview(corpus)) == 2
    assert "1 place refused" in corpus.window.propagating.preview.note


def test_n_and_enter_refuse_all_of_it(corpus: Driver) -> None:
    corpus.focus("PER", "Jokowi")
    corpus.press("p", "n", "Return")
    assert corpus.spans("PER") == ["Jokowi"]
    corpus.press("p")
    assert preview(corpus) == []
    assert "nowhere else" in corpus.message


def test_a_ticks_all_again_and_a_click_unticks_one(corpus: Driver) -> None:
    corpus.focus("PER", "Jokowi")
    corpus.press("p", "n", "a")
    table = corpus.window.propagating.preview._table
    corpus.click_at(table.viewport(), table.visualRect(table.model().index(1, 1)).center())
    corpus.press("Return")
    assert corpus.spans("PER") == ["Jokowi", "Jokowi", "Jokowi"]


def test_p_right_after_a_rejection_offers_to_reject_the_same(kutip: Driver) -> None:
    kutip.focus("LOC", "Pyongyang")
    kutip.press("Backspace", "p")
    assert "nowhere else" in kutip.message
    assert kutip.window.commands.rejected is None


def test_p_on_a_speaker_gives_its_name_to_the_same_words(corpus: Driver) -> None:
    for at in (0, 1):
        corpus.add("SPEAKER", "Jokowi", at, by="keyboard")
    corpus.add("PER", "Joko Widodo", by="keyboard")
    corpus.focus("SPEAKER", "Jokowi")
    corpus.press("n", "Return", "p", "Return")
    assert [s.attrs.get("resolves_to") for s in corpus.find("SPEAKER", "Jokowi")] == [["Joko Widodo"]] * 2


def test_shift_p_puts_it_on_the_corpus_and_one_undo_takes_it_back_everywhere(corpus: Driver) -> None:
    before = corpus.window.desk.session.layer
    corpus.focus("PER", "Jokowi")
    search_corpus(corpus)
    assert len(preview(corpus)) == 4
    corpus.press("Return")
    corpus.wait_until(lambda: not corpus.window.propagating.is_working, "it was not put there")
    annotate, who = corpus.services.annotate, corpus.window.walk.annotator
    other = next(row.article_id for row in corpus.services.queue.rows(who) if row.title.startswith("Menurut"))
    assert [s.status for s in annotate.open(other, who).layer.spans.values()] == [Status.ADDED]
    corpus.undo()
    corpus.wait_until(lambda: not corpus.window.propagating.is_working, "it was not taken back")
    assert corpus.window.desk.session.layer == before
    assert not annotate.open(other, who).layer.spans
    corpus.redo()
    corpus.wait_until(lambda: not corpus.window.propagating.is_working, "it was not repeated")
    assert annotate.open(other, who).layer.spans


def test_nothing_to_propagate_says_what_to_focus(corpus: Driver) -> None:
    corpus.add("QUOTE", "Lalu")
    corpus.focus("QUOTE", "Lalu")
    corpus.press("p")
    assert "Focus a label" in corpus.message


def test_a_rejection_is_put_on_the_same_words_with_p_and_enter(qapp: object, tmp_path: Path) -> None:
    def everywhere(text: str) -> Suggestions:
        spans = []
        for match in re.finditer("Jokowi", text):
            span_id = suggested_span_id(LayerName.ENTITY, "LOC", *match.span())
            spans.append(Span(span_id, *match.span(), "LOC", LayerName.ENTITY, {}, Status.SUGGESTED))
        return Suggestions(sha256(text), MODEL, tuple(spans))

    model = FakeProcess(everywhere, MODEL)
    with Driver(tmp_path, model=lambda: model) as kutip:
        kutip.bring_in(kutip.write("1.txt", FIRST))
        kutip.focus("LOC", "Jokowi")
        kutip.press("Backspace", "p")
        assert len(preview(kutip)) == 2
        kutip.press("Return")
        assert kutip.spans("LOC") == []
        kutip.undo()
        assert len(kutip.spans("LOC")) == 2


def test_undo_and_redo_right_after_each_other_reach_every_article_in_their_order(corpus: Driver) -> None:
    corpus.focus("PER", "Jokowi")
    search_corpus(corpus)
    corpus.press("Return")
    corpus.undo()
    corpus.redo()
    corpus.undo()
    corpus.wait_until(lambda: not corpus.window.propagating.is_working, "it never ends")
    annotate, who = corpus.services.annotate, corpus.window.walk.annotator
    rows = corpus.services.queue.rows(who)
    other = next(row.article_id for row in rows if row.title.startswith("Menurut"))
    assert not annotate.open(other, who).layer.spans
    assert corpus.spans("PER") == ["Jokowi"]


def test_what_only_other_articles_got_is_taken_back_with_the_button(corpus: Driver) -> None:
    corpus.focus("PER", "Jokowi")
    corpus.press("p", "Return")
    here = corpus.window.desk.session.layer
    search_corpus(corpus)
    corpus.press("Return")
    corpus.wait_until(lambda: not corpus.window.propagating.is_working, "it was not put there")
    assert "1 other article" in corpus.message
    corpus.click_widget(corpus.window.messages._button)
    corpus.wait_until(lambda: not corpus.window.propagating.is_working, "it was not taken back")
    who = corpus.window.walk.annotator
    rows = corpus.services.queue.rows(who)
    assert [row.decided_count for row in rows] == [4, 0, 0]
    assert corpus.window.desk.session.layer == here


def test_what_a_full_disk_broke_off_is_said_and_can_be_taken_back(corpus: Driver, monkeypatch) -> None:
    here = corpus.window.desk.article_id
    corpus.bring_in(corpus.write("3.txt", "Kata Jokowi, siap."))
    corpus.window.walk.open(here)
    corpus.focus("PER", "Jokowi")
    corpus.press("p", "Return")
    search_corpus(corpus)
    annotate, who, opened = corpus.services.annotate, corpus.window.walk.annotator, []

    def full_after_the_first(article_id: int, annotator: str) -> Session:
        opened.append(article_id)
        if len(opened) > 1:
            raise UserError(N_("The disk is full, so this was not saved."), N_("Make room."))
        return annotate.open(article_id, annotator)

    with monkeypatch.context() as patch:
        patch.setattr(corpus.window.propagating._service, "_annotate", SimpleNamespace(open=full_after_the_first))
        corpus.press("Return")
        corpus.wait_until(lambda: not corpus.window.propagating.is_working, "it did not end")
    assert "The disk is full" in corpus.message
    assert len(annotate.open(opened[0], who).layer.spans) == 1
    corpus.wait_until(lambda: not corpus.window.walk.is_listing, "the queue was not read again")
    corpus.click_widget(corpus.window.messages._button)
    corpus.wait_until(lambda: not corpus.window.propagating.is_working, "it was not taken back")
    assert not annotate.open(opened[0], who).layer.spans
