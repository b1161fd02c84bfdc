"""Training the recogniser: spaCy's tok2vec and transition parser, told one epoch after the other how it fares."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.nlp.training.augment import Shares
from annotator.nlp.training.corpus import LABELS, Name, Sentence
from annotator.nlp.training.measure import ALL, score
from annotator.nlp.training.vectors import VectorRecipe, add_vectors

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the weights, the data apart."""

    epochs: int = 20
    width: int = 96
    depth: int = 4
    hidden: int = 64
    rows: tuple[int, ...] = (5000, 1000, 2500, 2500)
    dropout: float = 0.2
    words_a_batch: int = 1000
    rate: float = 0.002
    warm_up: int = 200
    shares: Shares = field(default_factory=Shares)
    vectors: VectorRecipe = field(default_factory=VectorRecipe)


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one pass over the data brought: the loss, and strict F1 on each development set by the averaged weights."""

    number: int
    loss: float
    figures: tuple[float, ...]
    is_best: bool

    @property
    def mean(self) -> float:
        """What epochs and seeds are chosen by: no data set is worth more than another."""
        return sum(self.figures) / len(self.figures) if self.figures else 0.0


def blank(recipe: Recipe, vectors: Path | None) -> Language:
    """Return an untrained recogniser, with the vectors of the file `vectors` where there is one."""
    import spacy

    nlp = spacy.blank("id")
    if vectors is not None:
        add_vectors(nlp, vectors, recipe.vectors)
    nlp.add_pipe("ner", config={"model": _architecture(recipe, with_vectors=vectors is not None)})
    return nlp


def _architecture(recipe: Recipe, *, with_vectors: bool) -> dict[str, Any]:
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": recipe.width,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": list(recipe.rows),
        "include_static_vectors": with_vectors,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": recipe.width,
        "depth": recipe.depth,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": recipe.hidden,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
    }


def fit(
    nlp: Language,
    *,
    train: Sequence[Sentence],
    dev: Sequence[Sequence[Sentence]],
    augment: Callable[[Sentence], Sentence],
    recipe: Recipe,
    seed: int,
) -> Iterator[Epoch]:
    """Train `nlp` in place, yielding after each epoch. When exhausted, `nlp` holds the averaged weights of the best.

    The same weights from the same arguments: every draw comes from `seed`.
    """
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(seed)
    rng = random.Random(seed)  # noqa: S311 - nothing here is a secret
    ner: Any = nlp.get_pipe("ner")
    for label in LABELS:
        ner.add_label(label)
    nlp.initialize(lambda: [example(nlp, sentence) for sentence in train])
    fix_random_seed(seed)
    total = recipe.epochs * -(-sum(len(sentence.words) for sentence in train) // recipe.words_a_batch)
    rates: Any = _warm_up_and_decay(recipe.rate, recipe.warm_up, total)  # thinc has its own name for a generator
    optimizer = Adam(learn_rate=rates, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0, use_averages=True)
    best, kept = -1.0, b""
    for number in range(1, recipe.epochs + 1):
        losses: dict[str, float] = {}
        for batch in batches([augment(sentence) for sentence in shuffled(train, rng)], recipe.words_a_batch):
            examples = [example(nlp, sentence) for sentence in batch]
            nlp.update(examples, sgd=optimizer, drop=recipe.dropout, losses=losses)
            optimizer.step_schedules()
        with nlp.use_params(optimizer.averages):
            figures = tuple(score(part, recogniser(nlp))[ALL].f1 for part in dev)
            mean = sum(figures) / len(figures) if figures else float(number)
            is_best = mean > best
            if is_best:
                best, kept = mean, ner.model.to_bytes()
        yield Epoch(number, losses["ner"], figures, is_best)
    ner.model.from_bytes(kept)


def _warm_up_and_decay(rate: float, warm_up: int, total: int) -> Iterator[float]:
    """Yield a rate a batch: up to `rate` in a straight line, then down to nothing."""
    step = 0
    while True:
        yield rate * min((step + 1) / warm_up, max(0.0, (total - step) / max(1, total - warm_up)))
        step += 1


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


def doc_of(nlp: Language, sentence: Sentence) -> Doc:
    """Return the words of `sentence` as they are: no tokenizer splits them anew."""
    from spacy.tokens import Doc

    return Doc(nlp.vocab, words=list(sentence.words))


def example(nlp: Language, sentence: Sentence) -> Example:
    """Return `sentence` as spaCy wants it."""
    from spacy.tokens import Span
    from spacy.training import Example

    gold = doc_of(nlp, sentence)
    gold.set_ents([Span(gold, name.first, name.last, label=name.label) for name in sentence.names], default="outside")
    return Example(doc_of(nlp, sentence), gold)


def recogniser(nlp: Language) -> Callable[[Sequence[Sentence]], Iterator[list[Name]]]:
    """Return `nlp` as what `measure` asks for."""

    def recognise(sentences: Sequence[Sentence]) -> Iterator[list[Name]]:
        for doc in nlp.pipe(doc_of(nlp, sentence) for sentence in sentences):
            yield [Name(ent.start, ent.end, ent.label_) for ent in doc.ents]

    return recognise
