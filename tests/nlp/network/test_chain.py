"""The chain of tags against the slow way: every tagging of a short line, one by one."""

import itertools

import numpy as np
import pytest

from annotator.nlp.network.chain import ALLOWED, AT, TAGS, Candidate, Chain, division

RNG = np.random.default_rng(5)
LENGTHS = np.array([3, 1, 2])
SCORES = RNG.normal(size=(6, len(TAGS))).astype(np.float32)
TRANSITIONS = RNG.normal(size=(len(TAGS), len(TAGS))).astype(np.float32)


def taggings(size):
    """Every way to tag a line in which names begin and end."""
    for tags in itertools.product(range(len(TAGS)), repeat=size):
        whole = ("O", *(TAGS[tag] for tag in tags), "O")
        if all(ALLOWED[AT[before], AT[after]] for before, after in itertools.pairwise(whole)):
            yield tags


def names(tags):
    found = []
    for i, tag in enumerate(tags):
        if TAGS[tag][0] in "BS":
            first = i
        if TAGS[tag][0] in "ES":
            found.append((first, i + 1, TAGS[tag][2:]))
    return found


@pytest.fixture(scope="module")
def slow():
    """The weight of each tagging of each line."""
    lines = []
    for first, last in itertools.pairwise([0, *np.cumsum(LENGTHS)]):
        weights = {}
        for tags in taggings(last - first):
            score = sum(float(SCORES[first + i, tag]) for i, tag in enumerate(tags))
            score += sum(float(TRANSITIONS[a, b]) for a, b in itertools.pairwise(tags))
            weights[tags] = np.exp(score)
        lines.append(weights)
    return lines


@pytest.fixture(scope="module")
def chain():
    return Chain(SCORES, TRANSITIONS, LENGTHS)


def test_the_total_is_that_of_all_taggings(chain, slow):
    assert chain.log_total == pytest.approx(sum(np.log(sum(weights.values())) for weights in slow), rel=1e-6)


def test_every_name_has_the_share_of_the_taggings_that_hold_it(chain, slow):
    for weights, found in zip(slow, chain.candidates(1e-9), strict=True):
        total = sum(weights.values())
        shares = {}
        for tags, weight in weights.items():
            for name in names(tags):
                shares[name] = shares.get(name, 0.0) + weight / total
        assert {(one.first, one.last, one.label): one.probability for one in found} == pytest.approx(shares, rel=1e-5)


def test_tags_and_pairs_of_tags_are_counted_over_all_taggings(chain, slow):
    tags, pairs = np.zeros((6, len(TAGS))), np.zeros((len(TAGS), len(TAGS)))
    for first, weights in zip(np.cumsum(LENGTHS) - LENGTHS, slow, strict=True):
        total = sum(weights.values())
        for line, weight in weights.items():
            for i, tag in enumerate(line):
                tags[first + i, tag] += weight / total
            for before, after in itertools.pairwise(line):
                pairs[before, after] += weight / total

    assert chain.tags() == pytest.approx(tags, abs=1e-6)
    assert chain.pairs() == pytest.approx(pairs, abs=1e-6)


def test_unlikely_names_are_left_out(chain):
    likely = [one for line in chain.candidates(0.2) for one in line]

    assert likely == [one for line in chain.candidates(1e-9) for one in line if one.probability > 0.2]


def test_scores_far_apart_do_no_harm():
    scores = np.zeros((4, len(TAGS)), dtype=np.float32)
    scores[:, AT["O"]] = -3000
    scores[1, AT["B-PER"]] = scores[2, AT["E-PER"]] = 3000

    (found,) = Chain(scores, np.zeros_like(TRANSITIONS), np.array([4])).candidates(0.5)

    assert Candidate(1, 3, "PER", pytest.approx(1.0)) in found


def test_a_line_is_divided_by_what_is_most_worth_it():
    one, other, both = Candidate(0, 1, "PER", 0.6), Candidate(1, 2, "LOC", 0.6), Candidate(0, 2, "ORG", 0.7)

    assert division([one, other, both], 3, 0.4) == [one, other]
    assert division([one, both], 3, 0.4) == [both]
    assert division([one, other, both], 3, 0.65) == [both]
    assert division([one], 3, 0.6) == []
