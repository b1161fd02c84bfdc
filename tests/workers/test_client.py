"""The blocking client against children that misbehave: small scripts that speak the wire, without spaCy."""

import sys
import textwrap

import pytest

from annotator.domain import text as texts
from annotator.domain.errors import Problem, UserError
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.workers.client import ModelProcess

PREAMBLE = """
import os, sys, time
from pathlib import Path
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.workers import wire
out = sys.stdout.buffer
here = Path(sys.argv[1])
MODEL = ModelInfo("fake", "1")
def say(reply):
    out.write(wire.encode_reply(reply)); out.flush()
def answer(request, model=MODEL, sha256=None):
    say(wire.Answer(request.id, Suggestions(sha256 or request.sha256, model)))
def lives():
    marks = here / "lives"
    with marks.open("a") as file: file.write("x")
    return len(marks.read_text())
requests = (wire.decode_request(line) for line in sys.stdin.buffer)
"""


@pytest.fixture
def child(tmp_path):
    """Make a client of a child with this body; closed at the end."""
    clients = []

    def make(body, **options):
        script = tmp_path / "child.py"
        script.write_text(PREAMBLE + textwrap.dedent(body), encoding="utf-8")
        client = ModelProcess([sys.executable, str(script), str(tmp_path)], **options)
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


def kinds(answers):
    return [type(answer).__name__ for answer in answers]


def test_answers_come_in_the_order_asked(child):
    client = child("""
        say(wire.Ready(MODEL))
        for request in requests: answer(request)
    """)
    asked = [f"teks {i}" for i in range(20)]

    answers = list(client.suggest(asked))

    assert [answer.sha256 for answer in answers] == [texts.sha256(text) for text in asked]
    assert client.model == ModelInfo("fake", "1")


def test_a_text_that_kills_the_child_twice_gives_a_problem_and_the_rest_goes_on(child, caplog):
    client = child("""
        say(wire.Ready(MODEL))
        for request in requests:
            if request.text == "racun": os._exit(9)
            answer(request)
    """)

    answers = list(client.suggest(["satu", "racun", "dua", "tiga"]))

    assert kinds(answers) == ["Suggestions", "Problem", "Suggestions", "Suggestions"]
    assert "exit code 9" in str(answers[1])


def test_a_text_that_killed_the_child_once_is_asked_again_and_no_other_text_pays_for_it(child, caplog):
    client = child("""
        life = lives()
        say(wire.Ready(MODEL))
        for request in requests:
            if life == 1 and request.text == "dua": os._exit(1)
            answer(request)
    """)

    assert kinds(client.suggest(["satu", "dua", "tiga"])) == ["Suggestions"] * 3


def test_an_answer_for_another_text_or_another_version_is_dropped(child):
    client = child("""
        say(wire.Ready(MODEL))
        for request in requests:
            if request.text == "basi": answer(request, sha256="0" * 64)
            elif request.text == "lama": answer(request, model=ModelInfo("fake", "0"))
            else: answer(request)
    """)

    assert kinds(client.suggest(["baru", "basi", "lama", "baru"])) == [
        "Suggestions",
        "Problem",
        "Problem",
        "Suggestions",
    ]


def test_garbage_and_uncalled_for_replies_between_the_answers_are_passed_over(child, caplog):
    client = child("""
        say(wire.Ready(MODEL))
        for request in requests:
            out.write(b"Downloading: 100%\\n\\xff\\xfe\\n{}\\n[1]\\n")
            answer(wire.Request(request.id + 1000, request.sha256, ""))
            answer(request)
    """)

    assert kinds(client.suggest(["satu", "dua"])) == ["Suggestions"] * 2


def test_a_child_that_hangs_is_killed_and_only_its_text_is_lost(child):
    client = child(
        """
        say(wire.Ready(MODEL))
        for request in requests:
            if request.text == "macet": time.sleep(600)
            answer(request)
        """,
        timeout=0.3,
    )

    answers = list(client.suggest(["macet", "dua"]))

    assert kinds(answers) == ["Problem", "Suggestions"]
    assert "no answer" in str(answers[0])


def test_a_request_bigger_than_every_pipe_reaches_a_child_that_is_busy_answering(child):
    client = child("""
        say(wire.Ready(MODEL))
        for request in requests:
            say(wire.Failed(request.id, "x" * 1_000_000))
    """)

    answers = list(client.suggest([letter * 1_000_000 for letter in "abcdef"]))

    assert kinds(answers) == ["Problem"] * 6


def test_a_failing_text_gives_a_problem_with_the_reason(child):
    client = child("""
        say(wire.Ready(MODEL))
        for request in requests: say(wire.Failed(request.id, "ValueError: aneh"))
    """)

    (answer,) = client.suggest(["satu"])

    assert isinstance(answer, Problem)
    assert "ValueError: aneh" in str(answer)


def test_a_lone_surrogate_gives_a_problem_without_asking_the_child(child):
    client = child("""
        say(wire.Ready(MODEL))
        for request in requests: answer(request)
    """)

    assert kinds(client.suggest(["satu", "\ud800", "dua"])) == ["Suggestions", "Problem", "Suggestions"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('say(wire.Failed(None, "OSError: no lexicon"))', "no lexicon"),
        ('sys.stderr.write("bad library\\n"); os._exit(3)', "exit code 3"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_one_sentence(child, body, reason):
    with pytest.raises(UserError, match=reason):
        _ = child(body).model


def test_a_program_that_is_not_there_is_one_sentence(tmp_path):
    with ModelProcess([str(tmp_path / "missing")]) as client, pytest.raises(UserError, match="could not be started"):
        _ = client.model


def test_a_walk_that_is_left_in_the_middle_does_not_disturb_the_next(child, caplog):
    client = child("""
        say(wire.Ready(MODEL))
        for request in requests: answer(request)
    """)
    next(client.suggest(["a", "b", "c", "d"]))

    answers = list(client.suggest(["e", "f"]))

    assert [answer.sha256 for answer in answers] == [texts.sha256("e"), texts.sha256("f")]


def test_nothing_is_started_before_it_is_needed(child):
    client = child("raise SystemExit(1)")

    assert list(client.suggest([])) == []
    assert client.pid is None


def test_suggestions_survive_the_way(child):
    client = child("""
        say(wire.Ready(MODEL))
        for request in requests: answer(request)
    """)

    assert list(client.suggest(["satu"])) == [Suggestions(texts.sha256("satu"), ModelInfo("fake", "1"))]
