"""The voice of the command line: progress in words, problems in the language spoken, anything printable."""

from __future__ import annotations

import io
import json

import pytest

from annotator.cli import voice as module
from annotator.cli.voice import ProgressLine, Voice, printable, progress_sentence, sentence_of
from annotator.domain.errors import Message, Problem
from annotator.domain.jobs import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress(0, 200, 0.0), "0 of 200 (0 %)"),
        (Progress(50, 200, 5.0), "50 of 200 (25 %), 10 a second, about 15 s left"),
        (Progress(50, 2000, 20.0), "50 of 2000 (2 %), 2.5 a second, about 13 min left"),
        (Progress(50, 50_000, 20.0), "50 of 50000 (0 %), 2.5 a second, about 5 h 33 min left"),
        (Progress(50, None, 5.0), "50 done, 10 a second"),
    ],
)
def test_progress_in_words(progress, said):
    assert progress_sentence(progress) == said


def test_terminal_gets_one_moving_line_that_is_taken_away(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(module, "_TERMINAL_STEP", 0.0)
    line = ProgressLine()
    line(Progress(1, 2, 1.0))
    line.clear()

    assert terminal.getvalue() == "\r\x1b[K1 of 2 (50 %), 1.0 a second, about 1 s left\r\x1b[K"


def test_log_gets_a_line_only_now_and_then(capsys):
    line = ProgressLine()
    for done in range(100):
        line(Progress(done, 100, 1.0))

    assert capsys.readouterr().err == ""


def test_message_within_a_message_is_filled_too():
    problem = Problem(Message("No gold: {reason}", {"reason": Message("{n} rows.", {"n": 2})}), Message("Go."), "a", 3)

    assert sentence_of(problem) == "a:3: No gold: 2 rows. Go."


def test_undecodable_names_are_shown_as_escapes():
    assert printable("b\udcfcro 👩") == "b\\udcfcro 👩"


def test_object_holds_whatever_it_is_given(capsys):
    voice = Voice("import", is_json=True)
    voice.show("not for programs")
    voice.put(name="b\udcfcro", items=(1, None, {"x": 0.5}))
    voice.close()

    assert json.loads(capsys.readouterr().out) == {
        "command": "import", "ok": True, "name": "b\\udcfcro", "items": [1, None, {"x": 0.5}]
    }  # fmt: skip
