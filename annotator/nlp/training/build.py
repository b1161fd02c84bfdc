"""From the open data to a folder with the model: vectors, networks, curves, card. The same folder from the same data.

Twice the same recipe: networks that have seen the training parts alone give the figures of the card and the curves;
those that ship have learned from the development parts as well.
"""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import annotator
from annotator.nlp.network.arrays import Weights
from annotator.nlp.network.words import Inventory
from annotator.nlp.recogniser import Recogniser, vectors_of
from annotator.nlp.territories import territories
from annotator.nlp.training import calibrate, card, lists, measure
from annotator.nlp.training.augment import Augmenter, NameStore
from annotator.nlp.training.corpus import Corpus, Name, Sentence
from annotator.nlp.training.fit import Recipe, fit
from annotator.nlp.training.vectors import add_vectors, train_vectors

if TYPE_CHECKING:
    from spacy.language import Language

RAW = ("ud.txt",)
"""Raw text with a clear licence. The text of the training sentences comes on top."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where everything comes from."""

    data: Path
    resources: Path


def build(
    sources: Sources,
    out: Path,
    *,
    corpora: Sequence[Corpus],
    recipe: Recipe,
    seeds: Sequence[int],
    work: Path,
    processes: int = 2,
) -> Iterator[str]:
    """Train two networks a seed, put those that ship in `out`, and say how it goes. `work` is for the meantime.

    `out` is replaced when everything has gone well.
    """
    train = [sentence for corpus in corpora for sentence in corpus.train]
    dev = [sentence for corpus in corpora for sentence in corpus.dev]
    plain = list(raw_lines(sources.data))
    vectors = train_vectors([*(sentence.text() for sentence in train), *plain], recipe.vectors, work)
    yield "The word vectors are trained."
    tasks = [
        _Task(sources, recipe, vectors, tuple(part), tuple(plain), seed)
        for part in (train, [*train, *dev])
        for seed in seeds
    ]
    weights: list[Weights] = []
    for done in _fitted(tasks, processes):
        weights.append(done)
        yield f"Network {len(weights)} of {len(tasks)} is trained."
    nlp = pipeline(vectors, recipe)
    tried = recogniser(nlp, tasks[0], weights[: len(seeds)])
    curves = calibrate.curves(calibrate.judge(tried, dev))
    rows = measure.table(corpora, names_of(tried.with_curves(curves)))
    shipped = recogniser(nlp, tasks[-1], weights[len(seeds) :]).with_curves(curves)
    folder = work / "model"
    store(nlp, shipped, folder)
    page = card.text(sources.data, recipe, seeds=seeds, rows=rows, errors=calibrate.errors(tried, dev))
    (folder / "MODEL_CARD.md").write_text(page, "utf-8")
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(folder, out)
    yield measure.as_text(rows)


@dataclass(frozen=True, slots=True)
class _Task:
    """One network to be trained, wherever that is done."""

    sources: Sources
    recipe: Recipe
    vectors: Path
    train: tuple[Sentence, ...]
    plain: tuple[str, ...]
    seed: int

    def inventory(self) -> Inventory:
        return lists.inventory(self.train, self.sources.data, self.sources.resources, self.plain)


def _fitted(tasks: Sequence[_Task], processes: int) -> Iterator[Weights]:
    """Yield the weights of each task, in their order."""
    if processes == 1:
        yield from map(_fit, tasks)
        return
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_fit, tasks)


def _fit(task: _Task) -> Weights:
    store = NameStore.load(task.sources.data, task.train, territories())
    return fit(
        task.train,
        task.inventory(),
        vectors_of(pipeline(task.vectors, task.recipe).vocab),
        augment=Augmenter(store, task.recipe.shares, task.seed),
        recipe=task.recipe,
        seed=task.seed,
    )


def pipeline(vectors: Path, recipe: Recipe) -> Language:
    """Return a pipeline with the vectors of the file `vectors` and nothing else."""
    import spacy

    nlp = spacy.blank("id")
    add_vectors(nlp, vectors, recipe.vectors)
    return nlp


def recogniser(nlp: Language, task: _Task, weights: Sequence[Weights]) -> Recogniser:
    """Return the networks of `weights`, all made by tasks like `task`, as one recogniser without curves."""
    return Recogniser(weights, task.inventory(), vectors_of(nlp.vocab))


def store(nlp: Language, recogniser: Recogniser, folder: Path) -> None:
    """Write the model to `folder` as spaCy reads it."""
    from annotator.nlp.component import put_in

    put_in(nlp, recogniser)
    nlp.meta.update(card.meta(annotator.__version__))
    nlp.to_disk(folder)


def raw_lines(data: Path) -> Iterator[str]:
    """Yield the raw text, a sentence a line, words between spaces."""
    import spacy

    tokenizer = spacy.blank("id").tokenizer
    for name in RAW:
        for line in (data / "raw" / name).read_text(encoding="utf-8").split("\n"):
            if line.strip():
                yield " ".join(token.text for token in tokenizer(line) if not token.is_space)


def stored(folder: Path) -> Recogniser:
    """Load the recogniser stored in `folder`."""
    import spacy

    from annotator.nlp.component import recogniser_of

    return recogniser_of(spacy.load(folder))


def names_of(recogniser: Recogniser) -> Callable[[Sequence[Sentence]], list[list[Name]]]:
    """Return `recogniser` as what `measure` asks for."""

    def recognise(sentences: Sequence[Sentence]) -> list[list[Name]]:
        answers = recogniser.names([sentence.words for sentence in sentences])
        return [[Name(one.first, one.last, one.label) for one in names] for names in answers]

    return recognise
