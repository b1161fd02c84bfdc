"""Names in column files: read by the whole model and by its recogniser, in every case, and counted strictly."""

import pytest

from annotator.domain.errors import UserError
from annotator.nlp.evaluation.names import ALONE, CASES, WHOLE, names_scores, whole
from annotator.nlp.pipeline import load_pipeline
from annotator.nlp.training.corpus import Name, Sentence
from annotator.paths import resources

ROWS = """Presiden O
Rusia B-PLACE
Vladimir B-PERSON
Putin I-PERSON
tiba O
di O
Jakarta B-PLACE
sejak O
Rabu B-DATE

Kami O
menunggu O
"""


@pytest.fixture(scope="module")
def pipeline():
    return load_pipeline(resources())


def test_both_readers_and_every_case_have_a_row(pipeline, tmp_path):
    file = tmp_path / "dev.txt"
    file.write_text(ROWS, "utf-8")

    found = list(names_scores(pipeline, [file]))

    assert [(one.reader, one.variant) for one in found] == [
        (reader, variant) for reader in (WHOLE, ALONE) for variant in CASES
    ]
    best = found[0].scores
    assert (best["all"].gold, best["all"].right, best["all"].proposed) == (3, 3, 3)
    assert found[0].to_json()["scores"]["PER"] == {
        "right": 1, "proposed": 1, "gold": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0,
    }  # fmt: skip


def test_names_come_back_as_words_and_one_that_cuts_a_word_is_never_right(pipeline):
    sentence = Sentence(("Vladimir", "Putin", "tiba", "di", "Jakarta/Bogor"), ())

    (names,) = whole(pipeline)([sentence])

    assert Name(0, 2, "PER") in names
    assert all(name.first < 0 or name.last < 0 for name in names if name.label == "LOC")


@pytest.mark.parametrize("content", [b"", b"Kami O\n", b"\xff\xfe"])
def test_a_file_without_names_is_one_sentence(pipeline, tmp_path, content):
    file = tmp_path / "dev.txt"
    file.write_bytes(content)

    with pytest.raises(UserError, match=r"dev\.txt"):
        list(names_scores(pipeline, [file]))
