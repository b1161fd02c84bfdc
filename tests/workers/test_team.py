"""Several model processes: the same answers in the same order as from one, whatever happens to one of them."""

import os
import signal
import sys
import textwrap
import threading
from itertools import islice

import psutil
import pytest

from annotator.domain import text as texts
from annotator.domain.errors import Problem, UserError
from annotator.domain.jobs import Cancelled
from annotator.workers.client import ModelProcess
from annotator.workers.team import ModelTeam
from tests.workers.test_client import PREAMBLE

ANSWERING = """
say(wire.Ready(MODEL))
for request in requests: answer(request)
"""


@pytest.fixture
def script(tmp_path):
    """Make a way to start a client whose child runs this body."""

    def make(body):
        path = tmp_path / "child.py"
        path.write_text(PREAMBLE + textwrap.dedent(body), encoding="utf-8")
        return lambda: ModelProcess([sys.executable, str(path), str(tmp_path)])

    return make


def hashes(asked):
    return [texts.sha256(text) for text in asked]


def test_answers_of_several_processes_come_in_the_order_asked(script):
    # Every third text is slow, so that later ones are ready before it.
    start = script("""
        say(wire.Ready(MODEL))
        for request in requests:
            if request.text.endswith("0"): time.sleep(0.01)
            answer(request)
    """)
    asked = [f"teks {i}" for i in range(100)]
    with ModelTeam(3, start) as team:
        assert [answer.sha256 for answer in team.suggest(asked)] == hashes(asked)
        assert len(team.pids) == 3
        assert [answer.sha256 for answer in team.suggest(asked[:2])] == hashes(asked[:2])


def test_no_text_gives_no_answer_and_starts_nothing(script):
    with ModelTeam(2, script(ANSWERING)) as team:
        assert list(team.suggest([])) == []
        assert team.pids == []


def test_texts_are_read_only_a_few_ahead(script):
    asked = iter(range(10_000))
    with ModelTeam(2, script(ANSWERING)) as team:
        assert len(list(islice(team.suggest(f"teks {i}" for i in asked), 10))) == 10
    assert next(asked) < 100


def test_a_process_killed_in_the_middle_costs_nothing(script, caplog):
    asked = [f"teks {i}" for i in range(200)]
    with ModelTeam(2, script(ANSWERING)) as team:
        answers = team.suggest(asked)
        found = list(islice(answers, 20))
        os.kill(team.pids[0], signal.SIGKILL)
        found += islice(answers, 50)
        os.kill(team.pids[-1], signal.SIGKILL)
        found += answers
    assert [answer.sha256 for answer in found] == hashes(asked)


def test_a_text_that_kills_gives_a_problem_and_the_rest_goes_on(script, caplog):
    start = script("""
        say(wire.Ready(MODEL))
        for request in requests:
            if request.text == "teks 7": os._exit(9)
            answer(request)
    """)
    with ModelTeam(2, start) as team:
        answers = list(team.suggest(f"teks {i}" for i in range(40)))
    assert [i for i, answer in enumerate(answers) if isinstance(answer, Problem)] == [7]


def test_a_model_that_cannot_be_loaded_is_said_once(script):
    start = script("""
        say(wire.Failed(None, "no word lists"))
    """)
    with ModelTeam(2, start) as team, pytest.raises(UserError, match="no word lists"):
        list(team.suggest(["satu", "dua"] * 20))


def test_whoever_stops_listening_leaves_no_process_behind(script):
    # The children would sleep for an hour; leaving may not wait for them.
    start = script("""
        say(wire.Ready(MODEL))
        for request in requests:
            if request.text == "lama": time.sleep(3600)
            answer(request)
    """)
    team = ModelTeam(2, start)
    answers = team.suggest(["satu"] * 8 + ["lama"] * 20)
    next(answers)
    pids = team.pids
    answers.close()
    assert team.pids == []
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_a_stopped_process_lets_go_whoever_waits_for_it(script):
    client = script("""
        say(wire.Ready(MODEL))
        (here / "ready").touch()
        for request in requests: time.sleep(3600)
    """)()
    client.model  # noqa: B018 - starts it
    stopper = threading.Thread(target=client.stop)
    answers = client.suggest(iter(["lama"]))
    stopper.start()
    with pytest.raises(Cancelled):
        next(answers)
    stopper.join()
