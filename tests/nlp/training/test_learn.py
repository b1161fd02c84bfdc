"""The way back through the network, held against tiny changes of each weight; and the steps taken by it."""

import numpy as np
import pytest

from annotator.nlp.network.chain import AT
from annotator.nlp.network.network import Lines, Network
from annotator.nlp.training.learn import Drops, Learner, Sizes, Updates, loss_of, new_weights, tags_of

from .tiny import inventory, sentences, vectors

SIZES = Sizes(width=6, depth=2, pieces=2, words=4, affixes=2, shapes=2, letters=3, filters=4)


@pytest.fixture
def learner():
    rng = np.random.default_rng(3)
    weights = new_weights(SIZES, inventory(), vectors(["a"]).shape[1], rng)
    for values in weights.values():  # a slope is none where two pieces are equally high, as they are at first
        values += rng.normal(size=values.shape, scale=0.3).astype(np.float32)
    weights = {name: values.astype(np.float64) for name, values in weights.items()}  # for tiny changes to show
    return Learner(weights, Drops(units=0.0), rng)


@pytest.fixture
def lines():
    return Lines.of([sentence.words for sentence in sentences()])


def loss(learner, lines):
    scores, notes = learner.forward(inventory().sight(lines.words, vectors), lines)
    return (*loss_of(scores, learner.weights["transitions"], lines, sentences()), notes)


def test_every_slope_is_what_a_tiny_change_does_to_the_loss(learner, lines):
    _, wrong, steps, notes = loss(learner, lines)
    slopes = {**learner.back(wrong, notes), "transitions": steps}
    rng = np.random.default_rng(4)

    assert slopes.keys() == learner.weights.keys()
    for name, slope in slopes.items():
        values = learner.weights[name]
        steep = np.argwhere(np.abs(slope) > 0.05)
        for place in map(tuple, rng.choice(steep, size=3)):
            before, by = values[place], 1e-4
            values[place] = before + by
            above = loss(learner, lines)[0]
            values[place] = before - by
            below = loss(learner, lines)[0]
            values[place] = before
            assert slope[place] == pytest.approx((above - below) / (2 * by), rel=0.02, abs=0.02), name


def test_without_anything_left_out_the_network_in_use_gives_the_same_scores(learner, lines):
    weights = {name: values.astype(np.float32) for name, values in learner.weights.items()}
    sight = inventory().sight(lines.words, vectors)

    scores, _ = Learner(weights, Drops(units=0.0), np.random.default_rng(1)).forward(sight, lines)
    network = Network(weights)

    assert network.scores(network.words(sight)[lines.at], lines) == pytest.approx(scores, abs=1e-4)


def test_hidden_words_are_those_nobody_knows_and_the_rarer_the_more_often(learner):
    sight = inventory().sight(["siti"] * 2000 + ["joni"] * 2000, vectors)
    rows = sight.words[0], sight.words[-1]
    counts = np.full(len(inventory().words) + 1, np.inf, dtype=np.float32)
    counts[rows[0]], counts[rows[1]] = 1, 100

    hidden = learner.hidden(sight, counts)

    rare, common = (hidden.words[:2000] == 0).mean(), (hidden.words[2000:] == 0).mean()
    assert rare > 0.5 > common > 0.1
    assert set(hidden.words) == {0, *rows}


def test_tags_begin_go_on_and_end_as_the_names_do():
    first = sentences()[0]  # Presiden Siti Rahma tiba di Bukitraya .

    assert tags_of(first).tolist() == [AT[tag] for tag in ("O", "B-PER", "E-PER", "O", "O", "S-LOC", "O")]


def test_updates_go_downhill_and_the_average_lags_behind():
    weights = {"a": np.array([[4.0]], dtype=np.float32)}
    updates = Updates(weights, decay=0.0, longest=5.0, memory=0.9)

    for _ in range(300):
        updates.step({"a": 2 * weights["a"]}, 0.05)

    assert abs(weights["a"].item()) < 0.1
    assert abs(updates.average["a"].item()) < 0.3
