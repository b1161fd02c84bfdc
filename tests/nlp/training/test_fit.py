"""A few updates on a tiny corpus: it learns, it can be stored, and the same seed gives the same weights."""

from dataclasses import replace

import numpy as np
import pytest

from annotator.nlp.recogniser import Recogniser
from annotator.nlp.training.augment import Augmenter, Shares
from annotator.nlp.training.build import names_of
from annotator.nlp.training.fit import Recipe, batches, counts_of, fit
from annotator.nlp.training.learn import Drops, Sizes
from annotator.nlp.training.measure import ALL, score

from .tiny import inventory, sentences, store, vectors

RECIPE = Recipe(
    epochs=30, words_a_batch=20, rate=0.01, warm_up=5, memory=0.9, drops=Drops(units=0.0),
    sizes=Sizes(width=24, depth=2, words=8, affixes=4, shapes=4, letters=6, filters=8),
    shares=Shares(0.0, 0.0, 0.0, 0.0),
)  # fmt: skip


def trained(recipe=RECIPE, seed=7):
    augment = Augmenter(store(), recipe.shares, seed)
    return fit(sentences(), inventory(), vectors, augment=augment, recipe=recipe, seed=seed)


@pytest.fixture(scope="module")
def learned():
    return Recogniser([trained()], inventory(), vectors)


def test_what_was_seen_is_known(learned):
    assert score(sentences(), names_of(learned))[ALL].f1 > 0.9


def test_what_is_stored_is_read_and_answers_the_same(learned, tmp_path):
    learned.write(tmp_path / "ner")

    read = Recogniser.read(tmp_path / "ner", vectors)

    assert names_of(read)(sentences()) == names_of(learned)(sentences())


def test_the_same_seed_gives_the_same_weights_and_another_does_not():
    short = replace(RECIPE, epochs=2)

    first, again, other = (trained(short, seed) for seed in (1, 1, 2))

    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert any(not np.array_equal(first[name], other[name]) for name in first)


def test_what_is_in_no_table_is_never_hidden_and_the_rest_by_its_count():
    counts = counts_of(inventory(), sentences())

    assert np.isinf(counts[0])
    assert counts[inventory().words["joni"]] == 2


def test_batches_hold_every_sentence_once():
    parts = list(batches(sentences(), 12))

    assert [sentence for part in parts for sentence in part] == list(sentences())
    assert len(parts) > 2
