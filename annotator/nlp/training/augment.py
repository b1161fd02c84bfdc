"""Sentences made from sentences: other names in the places of names, other case, marks gone. Names stay where they are.

What the press does to a text (headlines in capitals, posts in lower case, lost commas) is what a model trained on
clean sentences has never seen; and a model that has seen a name fifty times learns the name, not its surroundings.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.nlp.training.corpus import LABELS, Name, Sentence

_MARKS = frozenset("\"'“”‘’,.;:()`´")


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of the text is changed in which way: a share of the names for `names`, of the sentences for the rest."""

    names: float = 0.5
    lower: float = 0.2
    upper: float = 0.1
    unmarked: float = 0.1


class NameStore:
    """Names to put in the place of others, by label and number of words: a stand-in is as long as what it replaces.

    Where a label has lists of several origins, each is as likely as the other however long it is.
    """

    def __init__(self, origins: Mapping[str, Sequence[Iterable[str]]]) -> None:
        self._names: dict[tuple[str, int], list[list[tuple[str, ...]]]] = defaultdict(list)
        for label, lists in origins.items():
            for names in lists:
                by_length: dict[int, list[tuple[str, ...]]] = defaultdict(list)
                for words in sorted({tuple(name.split()) for name in names}):
                    by_length[min(len(words), 4)].append(words)
                for length, same in by_length.items():
                    self._names[label, length].append(same)

    @classmethod
    def load(cls, data: Path, sentences: Iterable[Sentence], places: Iterable[str]) -> NameStore:
        """Gather the names of DBpedia in `data`/names, of the sentences themselves, and `places`."""
        own: dict[str, list[str]] = {label: [] for label in LABELS}
        for sentence in sentences:
            for name in sentence.names:
                own[name.label].append(" ".join(sentence.words[name.first : name.last]))
        return cls(
            {
                "PER": (own["PER"], _listed(data / "names" / "dbpedia-person.txt")),
                "ORG": (own["ORG"], _listed(data / "names" / "dbpedia-organization.txt")),
                "LOC": (own["LOC"], [name for name in places if _is_plain(name)]),
            }
        )

    def another(self, label: str, length: int, rng: random.Random) -> tuple[str, ...] | None:
        """Return a name of `label` of about `length` words; None where none is known."""
        lists = self._names.get((label, min(length, 4)))
        return rng.choice(rng.choice(lists)) if lists else None


class Augmenter:
    """Gives each sentence as it is, or changed; another draw each time, the same draws from the same seed."""

    def __init__(self, store: NameStore, shares: Shares, seed: int) -> None:
        self._store = store
        self._shares = shares
        self._rng = random.Random(seed)  # noqa: S311 - nothing here is a secret

    def __call__(self, sentence: Sentence) -> Sentence:
        """Return `sentence` or a variant of it."""
        sentence = self._renamed(sentence)
        if self._rng.random() < self._shares.unmarked:
            sentence = without_marks(sentence)
        draw = self._rng.random()
        if draw < self._shares.lower:
            return in_case(sentence, str.lower)
        if draw < self._shares.lower + self._shares.upper:
            return in_case(sentence, str.upper)
        return sentence

    def _renamed(self, sentence: Sentence) -> Sentence:
        chosen: dict[Name, tuple[str, ...]] = {}
        for name in sentence.names:
            if self._rng.random() < self._shares.names:
                other = self._store.another(name.label, name.last - name.first, self._rng)
                if other is not None:
                    chosen[name] = other
        return renamed(sentence, chosen)


def renamed(sentence: Sentence, chosen: Mapping[Name, Sequence[str]]) -> Sentence:
    """Return `sentence` with other words in the place of the names in `chosen`."""
    words: list[str] = []
    names: list[Name] = []
    at = 0
    for name in sentence.names:
        words += sentence.words[at : name.first]
        inside = chosen.get(name, sentence.words[name.first : name.last])
        names.append(Name(len(words), len(words) + len(inside), name.label))
        words += inside
        at = name.last
    return Sentence((*words, *sentence.words[at:]), tuple(names))


def without_marks(sentence: Sentence) -> Sentence:
    """Return `sentence` without quote marks, commas, brackets and stops, those inside names excepted."""
    inside = {i for name in sentence.names for i in range(name.first, name.last)}
    kept = [i for i, word in enumerate(sentence.words) if i in inside or word not in _MARKS]
    if not kept:
        return sentence
    at = {old: new for new, old in enumerate(kept)}
    return Sentence(
        tuple(sentence.words[i] for i in kept),
        tuple(Name(at[name.first], at[name.last - 1] + 1, name.label) for name in sentence.names),
    )


def in_case(sentence: Sentence, change: Callable[[str], str]) -> Sentence:
    """Return `sentence` with every word changed by `str.lower` or `str.upper`."""
    return Sentence(tuple(change(word) for word in sentence.words), sentence.names)


def _listed(path: Path) -> list[str]:
    return [name for name in path.read_text(encoding="utf-8").split("\n") if _is_plain(name)]


def _is_plain(name: str) -> bool:
    """True of one to five words of letters, the first with a capital: the same tokens in every corpus."""
    words = name.split()
    return 0 < len(words) <= 5 and words[0][0].isupper() and all(word.isalpha() for word in words)
