"""How well names are found in sentences of a column file: by the whole model, and by its recogniser alone.

A file as idner-news-2k and NERGrit have it: a word and its IOB tag a line, an empty line between sentences. Strict: a
name counts where both its ends and its label are right. Sentences stand alone there, so that nothing an article says
elsewhere helps, and another guideline than Kutip's marked them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from annotator.domain.errors import N_, UserError
from annotator.nlp.pipeline import Pipeline
from annotator.nlp.training.build import names_of
from annotator.nlp.training.corpus import LABELS, Name, Sentence, read
from annotator.nlp.training.measure import VARIANTS, Recognise, Score, score

WHOLE, ALONE = N_("whole model"), N_("recogniser alone")
CASES = (N_("as it is"), N_("lower case"), N_("upper case"))
"""What the variants of `measure` are called, for the translators."""


@dataclass(frozen=True, slots=True)
class NamesScore:
    """One file read by one reader in one variant of case; `scores` by label, and over all under "all"."""

    file: str
    reader: str
    variant: str
    scores: dict[str, Score]

    def to_json(self) -> dict[str, Any]:
        """Return plain dictionaries; figures are shares, rounded to four places."""
        return {
            "file": self.file, "reader": self.reader, "variant": self.variant,
            "scores": {
                label: {**asdict(one), **{name: round(getattr(one, name), 4) for name in ("precision", "recall", "f1")}}
                for label, one in self.scores.items()
            },
        }  # fmt: skip


def names_scores(pipeline: Pipeline, files: Sequence[Path]) -> Iterator[NamesScore]:
    """Yield a score a file, reader and variant. Raises UserError for a file that cannot be read or holds no name."""
    recogniser = pipeline.recogniser
    readers: dict[str, Recognise] = {WHOLE: whole(pipeline)}
    if recogniser is not None:
        readers[ALONE] = names_of(recogniser)
    for file in files:
        sentences = _read(file)
        for reader, recognise in readers.items():
            for variant, change in VARIANTS.items():
                yield NamesScore(str(file), reader, variant, score([change(one) for one in sentences], recognise))


def whole(pipeline: Pipeline) -> Recognise:
    """Return the whole model as what `measure` asks for; a name that ends inside a word is proposed and never right."""

    def recognise(sentences: Sequence[Sentence]) -> Iterator[list[Name]]:
        answers = pipeline.suggest(sentence.text() for sentence in sentences)
        for sentence, answer in zip(sentences, answers, strict=True):
            firsts, lasts, at = {}, {}, 0
            for i, word in enumerate(sentence.words):
                firsts[at], lasts[at + len(word)] = i, i + 1
                at += len(word) + 1
            yield [
                Name(firsts.get(span.start, -span.start - 1), lasts.get(span.end, -span.end - 1), span.label)
                for span in answer.spans
                if span.label in LABELS
            ]

    return recognise


def _read(file: Path) -> list[Sentence]:
    """Read the names of the labels the recogniser knows; others are left out on both sides."""
    try:
        sentences = list(read(file))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            N_("The file of names cannot be read ({reason})."),
            N_("Name a text file in UTF-8, a word and its tag a line."),
            file=str(file), reason=str(error),
        ) from error  # fmt: skip
    known = [replace(one, names=tuple(name for name in one.names if name.label in LABELS)) for one in sentences]
    if not any(one.names for one in known):
        raise UserError(
            N_("The file has no name with a label known here."),
            N_("Write a word and its IOB tag a line: B-PER, I-PER, B-ORG, B-LOC, O."), file=str(file),
        )  # fmt: skip
    return known
