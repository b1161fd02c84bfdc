"""From the open data to a folder with the model: vectors, seeds, curves, card. The same folder from the same data."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import annotator
from annotator.nlp.recogniser import CURVES, Recogniser, read_curves
from annotator.nlp.territories import territories
from annotator.nlp.training import calibrate, card, measure
from annotator.nlp.training.augment import Augmenter, NameStore
from annotator.nlp.training.corpus import Corpus, Name, Sentence
from annotator.nlp.training.fit import Recipe, blank, fit
from annotator.nlp.training.vectors import train_vectors

RAW = ("ud.txt",)
"""Raw text with a clear licence. The text of the training sentences comes on top."""


def build(
    data: Path, out: Path, *, corpora: Sequence[Corpus], recipe: Recipe, seeds: Sequence[int], work: Path
) -> Iterator[str]:
    """Train a model a seed, put the best in `out`, and say how it goes. `work` is for what is needed only meanwhile.

    `out` is replaced when everything has gone well.
    """
    train = [sentence for corpus in corpora for sentence in corpus.train]
    dev = [corpus.dev for corpus in corpora]
    vectors = train_vectors(raw_lines(data, train), recipe.vectors, work)
    yield "The word vectors are trained."
    store = NameStore.load(data, train, territories())
    reached: dict[int, float] = {}
    for seed in seeds:
        nlp = blank(recipe, vectors)
        for epoch in fit(
            nlp, train=train, dev=dev, augment=Augmenter(store, recipe.shares, seed), recipe=recipe, seed=seed
        ):
            shown = ", ".join(f"{100 * figure:.1f}" for figure in epoch.figures)
            yield f"seed {seed}, epoch {epoch.number} of {recipe.epochs}: loss {epoch.loss:.0f}, F1 {shown}"
        nlp.meta.update(card.meta(annotator.__version__))
        nlp.to_disk(_folder(work, seed))
        write_curves(_folder(work, seed), dev)
        reached[seed] = _mean_f1(_folder(work, seed), dev)
        yield f"seed {seed}: F1 {100 * reached[seed]:.1f} as Kutip reads it"
    chosen = max(seeds, key=lambda seed: reached[seed])
    folder = _folder(work, chosen)
    rows = measure.table(corpora, names_of(recogniser_of(folder)))
    page = card.text(data, recipe, seed=chosen, seeds=len(seeds), rows=rows, errors=errors(folder, dev))
    (folder / "MODEL_CARD.md").write_text(page, "utf-8")
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(folder, out)
    yield measure.as_text(rows)


def _folder(work: Path, seed: int) -> Path:
    return work / f"model-{seed}"


def _mean_f1(folder: Path, dev: Sequence[Sequence[Sentence]]) -> float:
    """Return the mean of F1 over the development parts, the recogniser with its curves."""
    names = names_of(recogniser_of(folder))
    return sum(measure.score(part, names)[measure.ALL].f1 for part in dev) / len(dev)


def raw_lines(data: Path, train: Iterable[Sentence]) -> Iterator[str]:
    """Yield what the vectors are trained on, a sentence a line, words between spaces."""
    import spacy

    yield from (sentence.text() for sentence in train)
    tokenizer = spacy.blank("id").tokenizer
    for name in RAW:
        for line in (data / "raw" / name).read_text(encoding="utf-8").split("\n"):
            if line.strip():
                yield " ".join(token.text for token in tokenizer(line) if not token.is_space)


def write_curves(folder: Path, dev: Iterable[Sequence[Sentence]]) -> None:
    """Fit the curves on the development parts and store them with the model."""
    bare = recogniser_of(folder, with_curves=False)
    fitted = calibrate.curves(one for part in dev for one in calibrate.judge(bare, part))
    text = json.dumps({label: asdict(curve) for label, curve in fitted.items()}, indent=2)
    (folder / CURVES).write_text(f"{text}\n", "utf-8")


def errors(folder: Path, dev: Sequence[Sequence[Sentence]]) -> tuple[float, float]:
    """Return the calibration error without and with curves, these fitted on one half and held against the other."""
    bare = recogniser_of(folder, with_curves=False)
    judged = [one for part in dev for one in calibrate.judge(bare, part)]
    halves = judged[::2], judged[1::2]
    shown: list[calibrate.Judged] = []
    for fitted_on, tried_on in (halves, halves[::-1]):
        fitted = calibrate.curves(fitted_on)
        shown += [
            calibrate.Judged(one.label, fitted[one.label](one.probability), one.is_right)
            for one in tried_on
            if one.label in fitted
        ]
    return calibrate.calibration_error(judged), calibrate.calibration_error(shown)


def recogniser_of(folder: Path, *, with_curves: bool = True) -> Recogniser:
    """Load the recogniser stored in `folder`; without curves it gives everything, as the network sees it."""
    import spacy

    nlp = spacy.load(folder)
    return Recogniser(nlp, read_curves(folder)) if with_curves else Recogniser(nlp, least=0.0)


def names_of(recogniser: Recogniser) -> Callable[[Sequence[Sentence]], list[list[Name]]]:
    """Return `recogniser` as what `measure` asks for."""

    def recognise(sentences: Sequence[Sentence]) -> list[list[Name]]:
        answers = recogniser.names([sentence.words for sentence in sentences])
        return [[Name(guess.first, guess.last, guess.label) for guess in guesses] for guesses in answers]

    return recognise
