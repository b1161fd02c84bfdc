"""A few updates on a tiny corpus: it learns, it can be stored, and the same seed gives the same weights."""

import pytest

from annotator.nlp.recogniser import Recogniser
from annotator.nlp.training.augment import Augmenter, Shares
from annotator.nlp.training.build import names_of
from annotator.nlp.training.fit import Recipe, batches, blank, fit, recogniser
from annotator.nlp.training.measure import ALL, score

from .tiny import sentences, store

RECIPE = Recipe(
    epochs=25, width=32, depth=2, rows=(200, 100, 100, 100), dropout=0.0, words_a_batch=20, rate=0.01, warm_up=10,
    shares=Shares(0.0, 0.0, 0.0, 0.0),
)  # fmt: skip


def trained(recipe=RECIPE, seed=7):
    nlp = blank(recipe, None)
    augment = Augmenter(store(), recipe.shares, seed)
    steps = list(fit(nlp, train=sentences(), dev=[sentences()], augment=augment, recipe=recipe, seed=seed))
    return nlp, steps


@pytest.fixture(scope="module")
def learned():
    return trained()


def test_what_was_seen_is_known(learned):
    nlp, steps = learned

    assert steps[0].mean < 0.5 < steps[-1].mean
    assert score(sentences(), recogniser(nlp))[ALL].f1 == max(step.mean for step in steps) > 0.9


def test_our_decoder_finds_what_spacy_finds(learned):
    nlp, _ = learned

    assert names_of(Recogniser(nlp, least=0.0))(sentences()) == list(recogniser(nlp)(sentences()))


def test_the_same_seed_gives_the_same_weights_and_another_does_not():
    short = Recipe(epochs=2, width=16, depth=1, rows=(50, 50, 50, 50), words_a_batch=20, warm_up=2)

    first, again, other = (trained(short, seed)[0].get_pipe("ner").model.to_bytes() for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_batches_hold_every_sentence_once():
    parts = list(batches(sentences(), 12))

    assert [sentence for part in parts for sentence in part] == list(sentences())
    assert len(parts) > 2
