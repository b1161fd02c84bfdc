"""The queue in the window: orders, filters as chips, and a skip with its reason, by real keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from annotator.domain.annotations import Answer
from annotator.services.ports import QueueOrder, QueueState
from tests.stories.driver import Driver


def titles(kutip: Driver) -> list[str]:
    model = kutip.window.queue_model
    return [str(model.index(at).data())[:6] for at in range(model.rowCount())]


def choose(kutip: Driver, *ways: str) -> None:
    """Pick an entry of the menu that is open, by arrows and Enter."""
    kutip.wait_until(lambda: bool(shown_menus(kutip)), "no menu opened")
    for way in ways:
        menu = shown_menus(kutip)[-1]
        action = next(action for action in menu.actions() if action.text() == way)
        menu.setActiveAction(action)
        if action.menu() is not None:
            action.menu().popup(menu.mapToGlobal(menu.rect().topRight()))
        else:
            action.trigger()
            for shown in shown_menus(kutip):
                shown.close()


def shown_menus(kutip: Driver) -> list[QMenu]:
    return [menu for menu in kutip.window.queue.findChildren(QMenu) if menu.isVisible()]


def wait_for(kutip: Driver, *wanted: str) -> None:
    kutip.wait_until(lambda: titles(kutip) == list(wanted), f"the queue never showed {wanted}")


def test_a_filter_is_a_chip_that_the_delete_key_takes_away(kutip: Driver) -> None:
    kutip.press("f", "Ctrl+L")
    choose(kutip, "flagged")
    wait_for(kutip, "Presid")
    assert kutip.window.queue.chips.texts == ["flagged"]
    assert kutip.window.queue._count.text() == "1 of 3"
    kutip.window.queue.chips._chips[0].setFocus()
    kutip.press("Del")
    wait_for(kutip, "Presid", "Harga ", "Banjir")
    assert kutip.window.queue.chips.texts == []
    assert kutip.window.queue.list.hasFocus()


def test_filters_add_up_and_nothing_left_says_what_to_do(kutip: Driver) -> None:
    kutip.press("Ctrl+L")
    choose(kutip, "With a label", "PER")
    wait_for(kutip, "Presid")
    kutip.press("Ctrl+L")
    choose(kutip, "finished")
    wait_for(kutip)
    assert kutip.window.queue.is_empty_by_filter
    assert kutip.window.queue.chips.texts == ["finished", "PER"]
    kutip.window.queue.chips._chips[0].setFocus()
    kutip.press("Right", "Left", "Backspace")
    wait_for(kutip, "Presid")
    kutip.window.bench._run("queue.everything")
    wait_for(kutip, "Presid", "Harga ", "Banjir")


def test_articles_by_a_speaker(kutip: Driver) -> None:
    kutip.press("Ctrl+L")
    choose(kutip, "By a speaker…")
    kutip.type("vladimir")
    kutip.press("Return")
    wait_for(kutip, "Presid")
    assert kutip.window.queue.chips.texts == ["“vladimir”"]


def test_the_order_is_remembered_over_a_restart(kutip: Driver) -> None:
    kutip.window.bench._run("queue.order")
    choose(kutip, "by title")
    wait_for(kutip, "Banjir", "Harga ", "Presid")
    kutip.restart()
    assert titles(kutip) == ["Banjir", "Harga ", "Presid"]
    assert kutip.window.queue.order is QueueOrder.TITLE


def test_the_progress_counts_every_article_whatever_is_filtered(kutip: Driver) -> None:
    kutip.press("Ctrl+Return", "Ctrl+L")
    choose(kutip, "finished")
    wait_for(kutip, "Presid")
    assert kutip.window.status.articles.text() == "1 of 3 articles"


def test_a_skip_with_a_reason_is_told_by_the_queue_and_undone_as_one(kutip: Driver) -> None:
    kutip.press("Shift+Space")
    kutip.type("Bukan berita")
    kutip.press("Ctrl+Return")
    assert kutip.title == "Harga emas naik."
    tip = kutip.window.queue_model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "skipped: Bukan berita" in tip
    kutip.press("Ctrl+Left")
    session = kutip.window.desk.session
    assert session is not None
    assert session.layer.answer is Answer.IGNORE
    kutip.undo()
    assert (session.layer.answer, session.layer.comments) == (None, {})


def test_the_reason_of_a_skip_is_not_told_of_an_article_taken_up_again(kutip: Driver) -> None:
    kutip.press("Shift+Space")
    kutip.type("Bukan berita")
    kutip.press("Ctrl+Return", "Ctrl+Left")
    kutip.window.walk.finish(Answer.ACCEPT)
    tip = kutip.window.queue_model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "finished" in tip
    assert "Bukan berita" not in tip


def test_the_queue_reads_only_the_page_in_sight(kutip: Driver) -> None:
    asked: list[int] = []
    model = kutip.window.queue_model
    fetch = model._fetch
    model._fetch = lambda ids: (asked.append(len(ids)), fetch(ids))[1]
    kutip.window.walk.reload()
    assert asked == []
    assert model.index(1).data() == "Harga emas naik."
    assert model.index(2).data() == "Banjir."
    assert asked == [3]


def test_states_that_exclude_each_other_are_either_or(kutip: Driver) -> None:
    kutip.press("Ctrl+Return")
    for name in ("finished", "not finished"):
        kutip.press("Ctrl+L")
        choose(kutip, name)
    wait_for(kutip, "Presid", "Harga ", "Banjir")
    assert kutip.window.queue.wanted.states == {QueueState.DONE, QueueState.OPEN}
