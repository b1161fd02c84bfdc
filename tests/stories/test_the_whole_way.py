"""The whole way once: suggestions that are nearly right, made right by hand, equal the reference on the way out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.driver import SEED, Driver, FakeProcess
from tests.stories.seed import MODEL, NearlyRight, meaning, reference


@pytest.fixture
def kutip(qapp: object, tmp_path: Path) -> Iterator[Driver]:
    """A window on the seed article with eight mistakes in its suggestions."""
    model = NearlyRight()
    model.invent("LOC", "Dokumen")
    model.forget_span("ORG", "TASS")
    model.forget_span("LOC", "Eropa Barat")
    model.mislabel("LOC", "Uni Soviet", to="ORG")
    model.misplace("LOC", "Semenanjung Korea", end=-len(" Korea"))
    model.misplace("QUOTE", reference()["text"][649:786], end=-1)
    model.forget_relation("said_by", "“Propaganda")
    model.forget_relation("cued_by", '"Pyongyang')
    with Driver(tmp_path, model=lambda: FakeProcess(model.answer, MODEL)) as driver:
        driver.bring_in(SEED)
        yield driver


def correct_everything(kutip: Driver) -> None:
    """Mend the eight mistakes and finish, by the keys and gestures of the key map."""
    kutip.accept("QUOTE", "“Dokumen")
    kutip.reject("LOC", "Dokumen")
    kutip.focus("LOC", "Semenanjung")
    kutip.press("Alt+Right")
    kutip.focus("QUOTE", '"Moskow')
    kutip.press("Ctrl+Alt+Right")
    kutip.relabel("ORG", "Uni Soviet", to="LOC")
    kutip.add("ORG", "TASS", by="mouse")
    kutip.add("LOC", "Eropa Barat", by="keyboard")
    kutip.link_speaker("“Propaganda")
    kutip.focus("QUOTE", '"Pyongyang')
    kutip.press("c")
    kutip.press("Ctrl+Return")


def test_the_corrected_article_leaves_as_the_reference_has_it(kutip: Driver) -> None:
    correct_everything(kutip)

    (record,) = kutip.export(finished_only=True)

    assert meaning(record) == meaning(reference())
    assert (record["annotator"], record["answer"]) == ("Ani", "accept")


def test_all_of_it_can_be_undone_and_redone_and_is_there_after_a_restart(kutip: Driver) -> None:
    untouched = kutip.window.desk.session.layer
    correct_everything(kutip)
    finished = kutip.window.desk.session.layer

    steps = kutip.undo_all()
    assert steps == 10
    assert kutip.window.desk.session.layer == untouched

    assert kutip.redo_all() == steps
    assert kutip.window.desk.session.layer == finished

    kutip.restart()
    assert kutip.window.desk.session.layer == finished
    (record,) = kutip.export(finished_only=True)
    assert meaning(record) == meaning(reference())


def test_the_export_says_how_each_correction_came_about(kutip: Driver) -> None:
    correct_everything(kutip)

    (record,) = kutip.export(finished_only=True)

    status = {(span["label"], span["text"]): (span["status"], span["origin"]["kind"]) for span in record["spans"]}
    assert status["LOC", "Dokumen"] == ("rejected", "model")
    assert status["ORG", "TASS"] == ("added", "human")
    assert status["LOC", "Uni Soviet"] == ("corrected", "model")
    assert status["PER", "Vladimir Putin"] == ("accepted", "model")
