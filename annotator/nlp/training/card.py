"""The card that goes with the model: what it is made from, under which licences, how good it is and where it fails."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from annotator.nlp.training.fit import Recipe
from annotator.nlp.training.measure import Score, as_text

_TEMPLATE = Path(__file__).with_name("card.md")
_LICENCE = "MIT (idner-news-2k), Apache-2.0 (NERGrit), CC BY-SA 4.0 (vectors: UD Indonesian); see MODEL_CARD.md"


def text(
    data: Path,
    recipe: Recipe,
    *,
    seeds: Sequence[int],
    rows: Sequence[tuple[str, str, dict[str, Score]]],
    errors: tuple[float, float],
) -> str:
    """Return the card. Reads the notice that has to go with the model from `data`."""
    return _TEMPLATE.read_text(encoding="utf-8").format(
        spacy=metadata.version("spacy"),
        networks=len(seeds),
        width=recipe.sizes.width,
        depth=recipe.sizes.depth,
        epochs=recipe.epochs,
        buckets=f"{recipe.vectors.buckets:,}",
        vector_width=recipe.vectors.width,
        seeds=", ".join(map(str, seeds)),
        table=as_text(rows),
        raw=errors[0],
        fitted=errors[1],
        notice=(data / "idner-news-2k" / "LICENSE").read_text(encoding="utf-8").strip(),
    )


def meta(version: str) -> dict[str, Any]:
    """Return what spaCy's `meta.json` says of the model."""
    return {
        "name": "berita",
        "version": version,
        "description": "Names in Indonesian news",
        "author": "The Kutip developers",
        "license": _LICENCE,
    }
