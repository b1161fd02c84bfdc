"""The window's model process keeps answering, whatever the child does."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.domain.text import sha256
from annotator.gui.model_process import ModelProcess, ModelState

FAKE = Path(__file__).with_name("fake_model.py")


class Listener:
    """A model process with the fake behind it, and everything it ever said."""

    def __init__(self, qtbot: QtBot, lives: Path, start: str, **patience: int) -> None:
        self._qtbot = qtbot
        self._lives = lives
        self.process = ModelProcess([sys.executable, str(FAKE), str(lives), start], restart_ms=(0,), **patience)
        self.answers: dict[int, Suggestions] = {}
        self.failures: dict[int, str] = {}
        self.models: list[ModelInfo] = []
        self.states: list[str] = []
        self.process.answered.connect(self.answers.__setitem__)
        self.process.failed.connect(self.failures.__setitem__)
        self.process.ready.connect(self.models.append)
        self.process.state_changed.connect(self.states.append)

    def ask(self, question: int, text: str) -> None:
        self.process.ask(question, text, sha256(text))

    def wait(self, is_done: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(is_done, timeout=20_000)

    def wait_for(self, *ids: int) -> None:
        """Wait until each of `ids` has an answer or a failure."""
        self.wait(lambda: set(ids) <= {*self.answers, *self.failures})

    @property
    def lives(self) -> int:
        return len(self._lives.read_text().splitlines()) if self._lives.exists() else 0


@pytest.fixture
def model(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Listener]]:
    made: list[Listener] = []

    def make(start: str = "well", **patience: int) -> Listener:
        made.append(Listener(qtbot, tmp_path / "lives", start, **patience))
        made[-1].process.start()
        return made[-1]

    yield make
    for listener in made:
        listener.process.stop()


def test_questions_asked_before_the_model_is_ready_are_answered_in_order(model: Callable[..., Listener]) -> None:
    listener = model()
    for question in (3, 1, 2):
        listener.ask(question, f"text {question}")
    listener.wait_for(1, 2, 3)

    assert list(listener.answers) == [3, 1, 2]
    assert listener.answers[1].sha256 == sha256("text 1")
    assert listener.models == [ModelInfo("fake", "1")]
    assert listener.states[:3] == ["starting", "ready", "working"]
    assert listener.process.state is ModelState.READY
    assert listener.process.unanswered == 0


def test_starting_twice_starts_one_child(model: Callable[..., Listener]) -> None:
    listener = model()
    listener.process.start()
    listener.ask(1, "hello")
    listener.wait_for(1)

    assert listener.lives == 1


def test_an_answer_in_pieces_is_put_together(model: Callable[..., Listener]) -> None:
    listener = model()
    listener.ask(1, "dribble")
    listener.wait_for(1)

    assert 1 in listener.answers


def test_a_text_the_model_fails_on_does_not_stop_the_next(model: Callable[..., Listener]) -> None:
    listener = model()
    listener.ask(1, "fail")
    listener.ask(2, "hello")
    listener.wait_for(1, 2)

    assert listener.failures == {1: "too strange a text"}
    assert 2 in listener.answers


def test_a_child_that_dies_once_on_a_text_answers_it_in_its_next_life(
    model: Callable[..., Listener], caplog: pytest.LogCaptureFixture
) -> None:
    listener = model()
    listener.ask(1, "die-once")
    listener.ask(2, "hello")
    listener.wait_for(1, 2)

    assert list(listener.answers) == [1, 2]
    assert listener.lives == 2
    assert "restarting" in listener.states
    assert "died" in caplog.text


@pytest.mark.usefixtures("caplog")
def test_a_text_that_kills_twice_fails_and_the_rest_goes_on(model: Callable[..., Listener]) -> None:
    listener = model()
    for question in range(1, 5):
        listener.ask(question, "die again")
    listener.ask(9, "hello")
    listener.wait_for(1, 2, 3, 4, 9)

    assert sorted(listener.failures) == [1, 2, 3, 4]
    assert "died on this text" in listener.failures[1]
    assert list(listener.answers) == [9]


@pytest.mark.usefixtures("caplog")
def test_a_child_that_dies_at_once_is_given_up_after_three_lives(model: Callable[..., Listener]) -> None:
    listener = model("dying")
    listener.ask(1, "hello")
    listener.wait_for(1)
    listener.ask(2, "hello again")
    listener.wait_for(2)

    assert listener.lives == 3
    assert listener.process.state is ModelState.FAILED
    assert listener.process.trouble == "The model process ends as soon as it starts (exit code 3: no model here)."
    assert listener.failures == {1: listener.process.trouble, 2: listener.process.trouble}


@pytest.mark.usefixtures("caplog")
def test_a_child_that_starts_at_the_third_try_is_forgiven(model: Callable[..., Listener]) -> None:
    listener = model("dying-2")
    listener.ask(1, "hello")
    listener.wait_for(1)

    assert list(listener.answers) == [1]


@pytest.mark.usefixtures("caplog")
def test_a_model_that_cannot_be_loaded_is_not_tried_again_until_someone_asks(model: Callable[..., Listener]) -> None:
    listener = model("failing")
    listener.ask(1, "hello")
    listener.wait_for(1)

    assert listener.lives == 1
    assert listener.failures[1] == "The model could not be loaded (the file is torn)."
    listener.process.start()
    listener.wait(lambda: listener.states.count("failed") == 2)
    assert listener.lives == 2


@pytest.mark.usefixtures("caplog")
def test_a_command_that_does_not_exist_is_given_up_with_a_sentence(qtbot: QtBot) -> None:
    process = ModelProcess(["no-such-program-anywhere"], restart_ms=(0,))
    with qtbot.waitSignal(process.state_changed, check_params_cb=lambda state: state == "failed"):
        process.start()

    assert "ends as soon as it starts" in process.trouble


def test_cancelling_kills_the_work_forgets_the_rest_and_is_ready_again(model: Callable[..., Listener]) -> None:
    listener = model()
    listener.ask(1, "hang")
    listener.ask(2, "hello")
    listener.wait(lambda: listener.process.state is ModelState.WORKING)
    listener.process.cancel_all()
    listener.ask(3, "hello")
    listener.wait_for(3)

    assert list(listener.answers) == [3]
    assert listener.failures == {}
    assert listener.lives == 2


def test_cancelling_nothing_leaves_the_child_alone(model: Callable[..., Listener]) -> None:
    listener = model()
    listener.wait(lambda: listener.process.state is ModelState.READY)
    listener.process.cancel_all()
    listener.ask(1, "hello")
    listener.wait_for(1)

    assert listener.lives == 1


def test_a_text_that_hangs_the_model_fails_and_the_next_is_answered(model: Callable[..., Listener]) -> None:
    listener = model(answer_ms=300)
    listener.ask(1, "hang")
    listener.wait_for(1)
    listener.ask(2, "hello")
    listener.wait_for(2)

    assert "no answer in" in listener.failures[1]
    assert list(listener.answers) == [2]


@pytest.mark.usefixtures("caplog")
def test_a_model_that_never_gets_ready_is_given_up(model: Callable[..., Listener]) -> None:
    listener = model("mute", start_ms=100)
    listener.wait(lambda: listener.process.state is ModelState.FAILED)

    assert "did not start within" in listener.process.trouble


def test_chatter_on_stdout_is_logged_and_passed_over(
    model: Callable[..., Listener], caplog: pytest.LogCaptureFixture
) -> None:
    listener = model()
    listener.ask(1, "chatter")
    listener.wait_for(1)

    assert list(listener.answers) == [1]
    assert "Loading model" in caplog.text


def test_a_stale_answer_is_no_answer(model: Callable[..., Listener]) -> None:
    listener = model()
    listener.ask(1, "stale")
    listener.ask(2, "unasked")
    listener.wait_for(1, 2)

    assert listener.failures == {1: "The model answered for another text."}
    assert list(listener.answers) == [2]


def test_asking_again_for_the_same_id_before_it_was_put_asks_the_new_text(model: Callable[..., Listener]) -> None:
    listener = model()
    listener.ask(1, "fail")
    listener.ask(1, "hello")
    listener.wait_for(1)

    assert listener.answers[1].sha256 == sha256("hello")
    assert listener.failures == {}


def test_half_a_character_is_refused_with_a_sentence(model: Callable[..., Listener]) -> None:
    listener = model()
    listener.process.ask(1, "half \ud83d", "0" * 64)
    listener.wait_for(1)

    assert "lone surrogate" in listener.failures[1]


def test_a_stopped_process_leaves_nothing_behind_and_can_start_again(model: Callable[..., Listener]) -> None:
    listener = model()
    listener.ask(1, "hang")
    listener.wait(lambda: listener.process.state is ModelState.WORKING)
    listener.process.stop()
    assert listener.process.state is ModelState.STOPPED
    assert listener.process.unanswered == 0

    listener.process.start()
    listener.ask(2, "hello")
    listener.wait_for(2)
    assert list(listener.answers) == [2]


def test_what_the_child_writes_to_stderr_is_in_the_log(
    model: Callable[..., Listener], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        listener = model("dying")
        listener.wait(lambda: listener.process.state is ModelState.FAILED)

    assert "model process: no model here" in caplog.text
