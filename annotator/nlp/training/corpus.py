"""Sentences whose names are known: read from the column files of idner-news-2k and NERGrit, one label set for both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

LABELS = ("PER", "ORG", "LOC")
CORPORA = ("idner-news-2k", "nergrit")
_OURS: Mapping[str, str] = MappingProxyType({"PERSON": "PER", "ORGANISATION": "ORG", "PLACE": "LOC"})


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name of `label` over the words `first` to `last`, the last excluded."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and the names among them, in the order of the text and apart."""

    words: tuple[str, ...]
    names: tuple[Name, ...]

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str]]) -> Sentence:
        """Read words with IOB tags. An I after nothing of its label begins a name, as conlleval has it."""
        names: list[Name] = []
        first, label = 0, ""
        for i, tag in enumerate([*(tag for _, tag in rows), "O"]):
            kind, _, which = tag.partition("-")
            if kind == "I" and which == label:
                continue
            if label:
                names.append(Name(first, i, _OURS.get(label, label)))
            first, label = i, which
        return cls(tuple(word for word, _ in rows), tuple(names))

    def text(self) -> str:
        """Return the words with a space between."""
        return " ".join(self.words)

    def extents(self) -> Iterator[tuple[int, int, str]]:
        """Yield where each name starts and ends in `text`, and its label."""
        starts = [0]
        for word in self.words:
            starts.append(starts[-1] + len(word) + 1)
        for name in self.names:
            yield starts[name.first], starts[name.last] - 1, name.label


@dataclass(frozen=True, slots=True)
class Corpus:
    """One data set's two open parts."""

    name: str
    train: tuple[Sentence, ...]
    dev: tuple[Sentence, ...]

    @classmethod
    def load(cls, data: Path, name: str) -> Corpus:
        """Read `data`/`name`. Sentences of the development part are taken out of the training part."""
        dev = tuple(read(data / name / "dev.txt"))
        known = {sentence.words for sentence in dev}
        train = tuple(sentence for sentence in read(data / name / "train.txt") if sentence.words not in known)
        return cls(name, train, dev)


def load(data: Path) -> tuple[Corpus, ...]:
    """Read every corpus the shipped model is made from."""
    return tuple(Corpus.load(data, name) for name in CORPORA)


def read(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a file with one word a line, its IOB tag last, and an empty line between sentences."""
    rows: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        columns = line.split()
        if columns:
            rows.append((columns[0], columns[-1]))
        elif rows:
            yield Sentence.of(rows)
            rows = []
    if rows:
        yield Sentence.of(rows)
