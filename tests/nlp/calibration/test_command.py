"""The whole way: articles with their truth in, a file of curves out that the pipeline reads."""

import json

import pytest

from annotator.nlp.calibration.__main__ import main
from annotator.nlp.scores import Scores

TEXT = "“Kami siap berangkat,” kata Joko Widodo di Surabaya."


def spans(*rows):
    return [
        {"id": f"s{i}", "start": TEXT.index(words), "end": TEXT.index(words) + len(words), "label": label,
         "layer": layer, "attrs": attrs}
        for i, (words, label, layer, attrs) in enumerate(rows)
    ]  # fmt: skip


@pytest.fixture
def data(tmp_path):
    gold = {
        "text": TEXT,
        "spans": spans(
            ("“Kami siap berangkat,”", "QUOTE", "quote", {"type": "direct"}), ("kata", "CUE", "quote", {}),
            ("Joko Widodo", "SPEAKER", "quote", {"kind": "name"}), ("Joko Widodo", "PER", "entity", {}),
        ),
        "relations": [{"id": "r", "label": "said_by", "head": "s0", "child": "s2"}],
    }  # fmt: skip
    said = {"text": TEXT, "spans": [{"start": 0, "end": 22, "label": "STATEMENT"},
                                    {"start": 23, "end": 27, "label": "CUE"}]}  # fmt: skip
    (tmp_path / "gold-open").mkdir()
    (tmp_path / "gold-open" / "gold-open.jsonl").write_text("\n".join([json.dumps(gold)] * 8), "utf-8")
    (tmp_path / "pfsa-id-open.jsonl").write_text("\n".join([json.dumps(said)] * 4), "utf-8")
    return tmp_path


def test_the_curves_follow_what_was_right_and_the_figures_are_written_beside_them(data, capsys):
    out = data / "scores.json"

    assert main(["--data", str(data), "--out", str(out), "--gold"]) == 0

    found = json.loads(out.read_text("utf-8"))
    assert {"QUOTE direct", "CUE", "SPEAKER", "PER gazetteer", "LOC gazetteer", "said_by"} == set(found["curves"])
    assert found["errors"]["articles"]["count"] == 8 * 5
    assert Scores.load(data)._curves["LOC gazetteer"](0.9) < 0.9 < Scores.load(data)._curves["PER gazetteer"](0.9)
    assert "articles: 40 suggestions" in capsys.readouterr().out


def test_missing_data_are_named(tmp_path, capsys):
    assert main(["--data", str(tmp_path), "--out", str(tmp_path / "scores.json")]) == 2
    assert "gold-open.jsonl" in capsys.readouterr().out
    assert not (tmp_path / "scores.json").exists()
