"""What the score of a suggestion means: how often one like it is right. Curves fitted on open data say so.

A rule says of itself how sure it is; `annotator.nlp.calibration` held that against articles whose truth is known and
wrote the curves into `resources/lexicons/scores.json`. Pure Python.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from annotator.domain.errors import N_, UserError
from annotator.domain.quotes import CUE, QUOTE, SPEAKER
from annotator.domain.spans import Origin, Relation, Span
from annotator.nlp.recogniser import Curve

FILE = "scores.json"
_LEAST, _MOST = 0.001, 0.999  # nothing is certain


class Scores:
    """The curves by what they are for (`kind_of`). Holds nothing of any text."""

    def __init__(self, curves: Mapping[str, Curve]) -> None:
        self._curves = curves

    @classmethod
    def load(cls, folder: Path) -> Scores:
        """Read the curves in `folder`; none where it has none. Raises UserError for a broken file."""
        path = folder / FILE
        if not path.is_file():
            return cls({})
        try:
            table = json.loads(path.read_text(encoding="utf-8"))["curves"]
            return cls({kind: Curve(float(row["slope"]), float(row["shift"])) for kind, row in table.items()})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UserError(
                N_("The curves of the scores cannot be read ({reason})."),
                N_("Put the file back as it was installed."),
                file=str(path),
                reason=str(error),
            ) from error

    def spans(self, spans: Iterable[Span]) -> Iterator[Span]:
        """Yield `spans` with scores that mean what they say; what no curve is for stays as it is."""
        for span in spans:
            origin = self._shown(kind_of(span), span.origin)
            yield span if origin is None else replace(span, origin=origin)

    def relations(self, relations: Iterable[Relation]) -> Iterator[Relation]:
        """Yield `relations` likewise."""
        for link in relations:
            origin = self._shown(link.label, link.origin)
            yield link if origin is None else replace(link, origin=origin)

    def _shown(self, kind: str, origin: Origin) -> Origin | None:
        curve = self._curves.get(kind)
        if curve is None or origin.score is None:
            return None
        return replace(origin, score=round(min(max(curve(origin.score), _LEAST), _MOST), 3))


def kind_of(span: Span) -> str:
    """Return what kind of suggestion `span` is, as far as being right goes: quotes by type, names by who found them."""
    if span.attrs.get("optional") is True:
        return f"{span.label} optional"
    if span.label == QUOTE:
        return f"{QUOTE} {span.attrs.get('type', '')}"
    return span.label if span.label in (CUE, SPEAKER) else f"{span.label} {span.origin.name}"
