"""Training one network: the sentences over and over, another variant of each every time, the weights averaged."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from annotator.nlp.network.arrays import Floats, Weights, as_floats
from annotator.nlp.network.network import Lines
from annotator.nlp.network.words import Inventory, VectorsOf
from annotator.nlp.training.augment import Shares
from annotator.nlp.training.corpus import Sentence
from annotator.nlp.training.learn import Drops, Learner, Sizes, Updates, loss_of, new_weights
from annotator.nlp.training.lists import counted
from annotator.nlp.training.vectors import VectorRecipe


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the weights, the data and the seed apart."""

    epochs: int = 14
    words_a_batch: int = 900
    rate: float = 0.002
    warm_up: int = 100
    decay: float = 0.01
    longest_step: float = 5.0
    memory: float = 0.999
    sizes: Sizes = field(default_factory=Sizes)
    drops: Drops = field(default_factory=Drops)
    shares: Shares = field(default_factory=Shares)
    vectors: VectorRecipe = field(default_factory=VectorRecipe)


def fit(
    train: Sequence[Sentence],
    inventory: Inventory,
    vectors: VectorsOf,
    *,
    augment: Callable[[Sentence], Sentence],
    recipe: Recipe,
    seed: int,
) -> Weights:
    """Return the averaged weights. The same from the same arguments: every draw comes from `seed`.

    The number of epochs is the recipe's; nothing is chosen by looking at other sentences meanwhile.
    """
    rng = np.random.default_rng(seed)
    order = random.Random(seed)  # noqa: S311 - nothing here is a secret
    vector_width = vectors(["kata"]).shape[1]
    learner = Learner(new_weights(recipe.sizes, inventory, vector_width, rng), recipe.drops, rng)
    updates = Updates(learner.weights, decay=recipe.decay, longest=recipe.longest_step, memory=recipe.memory)
    counts = counts_of(inventory, train)
    rates = _warm_up_and_decay(recipe, sum(len(sentence.words) for sentence in train))
    for _ in range(recipe.epochs):
        for batch in batches([augment(sentence) for sentence in shuffled(train, order)], recipe.words_a_batch):
            lines = Lines.of([sentence.words for sentence in batch])
            sight = learner.hidden(inventory.sight(lines.words, vectors), counts)
            scores, notes = learner.forward(sight, lines)
            _, wrong, steps = loss_of(scores, learner.weights["transitions"], lines, batch)
            slopes = learner.back(as_floats(wrong / len(batch)), notes)
            slopes["transitions"] = as_floats(steps / len(batch))
            updates.step(slopes, next(rates))
    return updates.average


def counts_of(inventory: Inventory, train: Iterable[Sentence]) -> Floats:
    """Return how often each row of the table of words is met; the row for all others is never hidden."""
    counts = counted(train)
    return as_floats([np.inf, *(counts[word] for word in inventory.words)])


def _warm_up_and_decay(recipe: Recipe, words: int) -> Iterator[float]:
    """Yield a rate a batch: up to `rate` in a straight line, then down to nothing."""
    total = recipe.epochs * (words // recipe.words_a_batch + 1)
    step = 0
    while True:
        step += 1
        up, down = step / recipe.warm_up, (total - step) / max(1, total - recipe.warm_up)
        yield recipe.rate * min(up, max(0.0, down))


def shuffled(sentences: Sequence[Sentence], rng: random.Random) -> list[Sentence]:
    """Return `sentences` in another order."""
    return rng.sample(sentences, len(sentences))


def batches(sentences: Iterable[Sentence], words: int) -> Iterator[list[Sentence]]:
    """Yield the sentences in lists of about `words` words."""
    batch: list[Sentence] = []
    count = 0
    for sentence in sentences:
        batch.append(sentence)
        count += len(sentence.words)
        if count >= words:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch
