"""The model process: its loop on a model that is none, and the real one, spaCy and all, started and killed."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.domain import text as texts
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.workers import child, wire
from annotator.workers.client import ModelProcess, environment

ARTICLE = Path(__file__).parents[2] / "seeds" / "articles" / "tribunnews-putin-kim.txt"
MODEL = ModelInfo("fake", "1")


class FakeModel:
    info = MODEL

    def suggest(self, asked):
        for text in asked:
            if text == "buruk":
                raise ValueError("aneh")
            yield Suggestions(texts.sha256(text), MODEL)


def request(number, text):
    return wire.encode_request(wire.Request(number, texts.sha256(text), text))


def serve(*lines, load=FakeModel):
    answers = io.BytesIO()
    code = child.run(load, lines, answers)
    return code, [wire.decode_reply(line) for line in answers.getvalue().splitlines()]


def test_it_says_ready_then_answers_in_order_and_ends_with_its_input():
    code, replies = serve(request(1, "satu"), request(2, "dua"))

    assert code == 0
    assert replies == [
        wire.Ready(MODEL),
        wire.Answer(1, Suggestions(texts.sha256("satu"), MODEL)),
        wire.Answer(2, Suggestions(texts.sha256("dua"), MODEL)),
    ]


def test_a_failing_text_is_told_and_the_next_is_answered(caplog):
    _, replies = serve(request(1, "buruk"), request(2, "dua"))

    assert replies[1:] == [
        wire.Failed(1, "ValueError: aneh"),
        wire.Answer(2, Suggestions(texts.sha256("dua"), MODEL)),
    ]


def test_a_garbage_line_is_logged_and_answered_by_nothing(caplog):
    _, replies = serve(b"hello\n", b"\xff\n", b"[]\n", b'{"id": 1}\n', request(2, "dua"))

    assert [type(reply) for reply in replies] == [wire.Ready, wire.Answer]
    assert len(caplog.records) == 4


def test_a_model_that_cannot_be_loaded_is_told_before_it_ends(caplog):
    def load():
        raise OSError("no lexicon")

    assert serve(load=load) == (1, [wire.Failed(None, "OSError: no lexicon")])


def test_whatever_is_printed_in_the_process_keeps_off_the_answers():
    script = (
        "import os, sys\nfrom annotator.workers import child\n"
        "answers = child.take_stdout()\nprint('chatter', flush=True)\nos.system('echo more')\n"
        "answers.write(b'answer\\n'); answers.flush()\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment(), check=True)

    assert done.stdout == b"answer\n"
    assert b"chatter" in done.stderr
    assert b"more" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_the_real_process_reads_the_seed_article_and_survives_a_kill_in_the_middle(caplog):
    article = texts.normalise(ARTICLE.read_text(encoding="utf-8"))
    asked = [f"Presiden Rusia Vladimir Putin datang ke Jakarta, {i}." for i in range(30)]

    with ModelProcess() as process:
        (read,) = process.suggest([article])
        model = process.model
        answers = process.suggest(asked)
        first = next(answers)
        killed = process.pid
        os.kill(killed, signal.SIGKILL)
        rest = list(answers)
        assert process.pid != killed

    assert read.sha256 == texts.sha256(article)
    assert sum(span.label == "QUOTE" and span.attrs["type"] == "direct" for span in read.spans) == 6
    assert any(article[span.start : span.end] == "Vladimir Putin" and span.label == "PER" for span in read.spans)
    assert [answer.sha256 for answer in (first, *rest)] == [texts.sha256(text) for text in asked]
    assert {answer.model for answer in (read, first, *rest)} == {model}
