"""The whole way from data to a model's folder, with a corpus and vectors that take no time."""

import json

import pytest

from annotator.nlp.training import build, corpus
from annotator.nlp.training.__main__ import main
from annotator.nlp.training.fit import Recipe
from annotator.nlp.training.learn import Sizes
from annotator.nlp.training.vectors import VectorRecipe
from annotator.paths import resources

from .tiny import sentences

RECIPE = Recipe(
    epochs=2, words_a_batch=50, warm_up=2, sizes=Sizes(width=8, depth=1, words=4, affixes=2, shapes=2, filters=4),
    vectors=VectorRecipe(width=8, buckets=100, epochs=1, least=1),
)  # fmt: skip


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    for name in ("raw", "names", *corpus.CORPORA):
        (folder / name).mkdir(parents=True)
    for part in ("train.txt", "dev.txt"):
        rows = "\n".join(rows_of(sentences()[:4] if part == "train.txt" else sentences()[4:]))
        for name in corpus.CORPORA:
            (folder / name / part).write_text(rows, "utf-8")
    (folder / "raw" / "ud.txt").write_text("Hujan turun sejak pagi, kata warga.\n" * 20, "utf-8")
    (folder / "names" / "dbpedia-person.txt").write_text("Agus Salim\n", "utf-8")
    (folder / "names" / "dbpedia-organization.txt").write_text("Persatuan Tani\n", "utf-8")
    (folder / "idner-news-2k" / "LICENSE").write_text("Notice of the data\n", "utf-8")
    return folder


def rows_of(some):
    for sentence in some:
        tags = ["O"] * len(sentence.words)
        for name in sentence.names:
            tags[name.first : name.last] = [f"B-{name.label}", *[f"I-{name.label}"] * (name.last - name.first - 1)]
        yield "".join(f"{word}\t{tag}\n" for word, tag in zip(sentence.words, tags, strict=True))


def test_the_folder_holds_all_that_is_needed_and_says_where_it_comes_from(data, tmp_path, monkeypatch):
    pytest.importorskip("floret", reason="only who builds the model has it")
    import spacy
    import tqdm

    monkeypatch.setattr(tqdm.tqdm, "monitor_interval", 0)  # spaCy's bar would leave a thread behind
    out = tmp_path / "model"
    sources = build.Sources(data, resources())

    steps = build.build(
        sources, out, corpora=corpus.load(data), recipe=RECIPE, seeds=[1], work=tmp_path / "work", processes=1
    )
    said = list(steps)

    assert "Notice of the data" in (out / "MODEL_CARD.md").read_text("utf-8")
    assert "CC BY-SA 4.0" in json.loads((out / "meta.json").read_text("utf-8"))["license"]
    assert len(build.stored(out).names([["Kata", "Joni"]])) == 1
    assert [line for line in said if line.startswith("Network 2 of 2")]
    assert "| idner-news-2k | lower case |" in said[-1]
    read = spacy.load(out)("Kata Joni di Bukitraya.\nHujan turun.")
    assert {ent.label_ for ent in read.ents} <= set(corpus.LABELS)


def test_without_the_data_it_says_what_is_missing(tmp_path, capsys):
    assert main(["--data", str(tmp_path), "--out", str(tmp_path / "model")]) == 2
    assert "No such file or directory" in capsys.readouterr().out
    assert not (tmp_path / "model").exists()
