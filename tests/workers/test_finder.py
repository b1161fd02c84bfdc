"""The process that looks for an expression: slow to start is not slow to look."""

import sys

import pytest

from annotator.domain.search import expression
from annotator.workers.finder import Finder


def never() -> bool:
    return False


@pytest.fixture
def slow_python(monkeypatch, tmp_path):
    """An interpreter that takes a second and a half to start, as on a computer with much else to do."""
    script = tmp_path / "python"
    script.write_text(f'#!/bin/sh\nsleep 1.5\nexec {sys.executable} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))


@pytest.mark.usefixtures("slow_python")
def test_no_text_is_given_up_because_the_process_was_slow_to_start():
    finder = Finder(expression("banjir", is_regex=False, minds_case=False), patience=1.0)
    found = finder.find(["Banjir.", "Hujan."], never)
    finder.close()

    assert found is not None
    assert [[place.words for place in places] for places in found] == [["Banjir"], []]


def test_an_expression_that_never_ends_is_given_up_and_the_next_text_is_read():
    finder = Finder(expression("(a+)+$|hujan", is_regex=True, minds_case=False), patience=1.0)
    lost, found = finder.find(["a" * 60 + "!"], never), finder.find(["Hujan."], never)
    finder.close()

    assert lost is None
    assert found is not None
    assert found[0][0].words == "Hujan"
