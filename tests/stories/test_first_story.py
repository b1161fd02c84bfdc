"""The first story: the seed article comes in, a person corrects it by hand and key, and it goes out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator import paths
from annotator.domain.spans import Status
from annotator.domain.suggestions import Suggestions
from tests.stories.driver import SEED, Driver, FakeProcess

FIRST = "“Dokumen"
MISSING = '"Moskow'


@pytest.fixture(scope="module")
def said() -> Suggestions:
    """What the real pipeline says about the seed article; asked once."""
    from annotator.domain.text import normalise
    from annotator.nlp.pipeline import load_pipeline

    return next(iter(load_pipeline(paths.resources()).suggest([normalise(SEED.read_text("utf-8"))])))


@pytest.fixture
def kutip(qapp: object, tmp_path: Path, said: Suggestions) -> Driver:
    return Driver(tmp_path, model=lambda: FakeProcess(lambda _text: said, said.model))


def test_a_person_corrects_the_article_undoes_and_redoes_all_and_goes_on_after_a_restart(kutip: Driver) -> None:
    with kutip:
        kutip.bring_in(SEED)
        empty = kutip.window.desk.session.layer

        kutip.accept("QUOTE", FIRST)
        assert kutip.status.startswith("saved ")
        kutip.reject("LOC", "Rusia")
        kutip.focus("PER", "Vladimir Putin")
        kutip.press("Alt+Shift+Left", "Alt+Shift+Right", "Return")
        kutip.relabel("LOC", "Pyongyang", "ORG")
        kutip.add("EVENT", "pakta kemitraan strategis", by="mouse")
        kutip.add("EVENT", "perjanjian internasional pertama", by="keyboard")
        kutip.focus("QUOTE", MISSING)
        kutip.press("Shift+S")
        kutip.link_speaker(MISSING)
        assert kutip.quote(MISSING).resolved == ("Vladimir Putin",)

        done = kutip.window.desk.session.layer
        steps = kutip.undo_all()
        assert kutip.window.desk.session.layer == empty
        assert kutip.redo_all() == steps
        assert kutip.window.desk.session.layer == done

        kutip.restart()
        assert kutip.window.desk.session.layer == done, "everything is there after a restart"
        assert kutip.undo_all() == steps, "and can still be undone"
        assert kutip.window.desk.session.layer == empty
        kutip.redo_all()
        assert kutip.window.desk.session.layer == done

        kutip.press("Ctrl+Return")
        (record,) = kutip.export(finished_only=True)
        assert record["annotator"] == "Ani"
        assert record["answer"] == "accept"
        by_words = {(span["label"], span["text"]): span["status"] for span in record["spans"]}
        assert by_words["EVENT", "pakta kemitraan strategis"] == Status.ADDED.value
        assert by_words["ORG", "Pyongyang"] == Status.CORRECTED.value
        assert by_words["LOC", "Korea Utara"] == Status.ACCEPTED.value
