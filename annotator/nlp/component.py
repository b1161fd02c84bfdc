"""The recogniser as a component of a spaCy pipeline, so that the shipped model is one that `spacy.load` reads.

spaCy finds it by the entry point in pyproject.toml wherever Kutip is installed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from annotator.nlp.network.chain import LABELS
from annotator.nlp.recogniser import Recogniser, lines_of, vectors_of

FACTORY = "kutip_names"
NAME = "ner"


class NameComponent:
    """Sets `doc.ents`. Its `recogniser` is there once it has been read from disk, or given."""

    labels = LABELS

    def __init__(self, nlp: Language) -> None:
        self._vocab = nlp.vocab
        self.recogniser: Recogniser | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Find the names of `doc`, line by line."""
        if self.recogniser is None:
            return doc
        lines = list(lines_of([token.text for token in doc]))
        answers = self.recogniser.names([[doc[i].text for i in line] for line in lines])
        doc.set_ents(
            [
                Span(doc, line[one.first], line[one.last - 1] + 1, label=one.label)
                for line, names in zip(lines, answers, strict=True)
                for one in names
            ]
        )
        return doc

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:  # noqa: ARG002 - spaCy's call
        """Write the recogniser to the folder `path`."""
        if self.recogniser is not None:
            self.recogniser.write(Path(path))

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> NameComponent:  # noqa: ARG002 - spaCy's call
        """Read the recogniser from the folder `path`; its vectors are those of the pipeline."""
        self.recogniser = Recogniser.read(Path(path), vectors_of(self._vocab))
        return self


def put_in(nlp: Language, recogniser: Recogniser) -> None:
    """Give `nlp` the component, with `recogniser` in it."""
    _component(nlp.add_pipe(FACTORY, name=NAME)).recogniser = recogniser


def recogniser_of(nlp: Language) -> Recogniser:
    """Return the recogniser of a pipeline that was stored with one."""
    found = _component(nlp.get_pipe(NAME)).recogniser
    if found is None:
        message = f"The component {NAME} has not been read from disk."
        raise ValueError(message)
    return found


def _component(pipe: object) -> NameComponent:
    if not isinstance(pipe, NameComponent):
        message = f"The component {NAME} is a {type(pipe).__name__}."
        raise TypeError(message)
    return pipe


@Language.factory(FACTORY, assigns=["doc.ents"])
def make_name_component(nlp: Language, name: str) -> NameComponent:  # noqa: ARG001 - spaCy's call
    """Make the component; spaCy calls this."""
    return NameComponent(nlp)
