"""Word vectors with subwords (floret), trained on raw Indonesian text; a table of fixed size whatever the words.

`floret` is needed only here: `pip install floret`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True, slots=True)
class VectorRecipe:
    """Settings of floret; the window and the subwords are its own defaults but for the sizes."""

    width: int = 96
    buckets: int = 20_000
    epochs: int = 30
    shortest: int = 3
    longest: int = 5
    hashes: int = 2
    least: int = 2
    rate: float = 0.05
    is_lower: bool = True
    length: float = 6.0


def train_vectors(lines: Iterable[str], recipe: VectorRecipe, folder: Path) -> Path:
    """Train on `lines`, words between spaces, and return the file written to `folder`.

    One thread: with more, floret's result changes from run to run. Raises ModuleNotFoundError without floret.
    """
    floret = importlib.import_module("floret")
    folder.mkdir(parents=True, exist_ok=True)
    source, target = folder / "raw.txt", folder / "vectors.floret"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(f"{line.lower() if recipe.is_lower else line}\n" for line in lines)
    model = floret.train_unsupervised(
        str(source), model="skipgram", mode="floret", dim=recipe.width, bucket=recipe.buckets, epoch=recipe.epochs,
        minn=recipe.shortest, maxn=recipe.longest, hashCount=recipe.hashes, minCount=recipe.least, lr=recipe.rate,
        thread=1, verbose=0,
    )  # fmt: skip
    model.save_floret_vectors(str(target))
    return target


def add_vectors(nlp: Language, path: Path, recipe: VectorRecipe) -> None:
    """Give `nlp` the vectors of `path`, brought to a length that suits the network."""
    from spacy.training.initialize import convert_vectors

    convert_vectors(nlp, path, truncate=-1, prune=-1, mode="floret", attr="LOWER" if recipe.is_lower else "ORTH")
    table = nlp.vocab.vectors.data
    table *= recipe.length / max(1e-6, np.linalg.norm(table, axis=1).mean())
