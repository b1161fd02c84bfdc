"""What the network has numbers for: the words, affixes and shapes of the training sentences, and the lists.

The lists tell a name nobody has seen in a sentence from a word: of the words of names in the development parts that the
training parts lack, half stand in DBpedia's list of persons, of the other new words one in fifty.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from annotator.nlp.gazetteer import Gazetteer
from annotator.nlp.network.words import Inventory, beginning, ending, numbered, shape
from annotator.nlp.training.corpus import Sentence

_LEAST_WORD, _LEAST_AFFIX, _LEAST_SHAPE = 2, 3, 3
_OFTEN = 4
_NAMES_OF_BODIES = frozenset({"place", "outlet", "org_actor", "domain", "name_particle"})  # in words.toml


def inventory(
    train: Sequence[Sentence], data: Path, resources: Path, plain: Iterable[str], *, with_lists: bool = True
) -> Inventory:
    """Gather it; `plain` are lines of raw text, words between spaces, for the words people write in small letters."""
    counts = counted(train)
    lists = list(_lists(data, resources, plain)) if with_lists else []
    lexicon: dict[str, int] = {}
    for bit, (_, words) in enumerate(lists):
        for word in words:
            lexicon[word] = lexicon.get(word, 0) | 1 << bit
    shapes = _kept(Counter(shape(word) for sentence in train for word in sentence.words), _LEAST_SHAPE)
    small = {shape(word.lower()) for sentence in train for word in sentence.words}
    return Inventory(
        words=numbered(_kept(counts, _LEAST_WORD)),
        beginnings=numbered(_kept(Counter(map(beginning, counts)), _LEAST_AFFIX)),
        endings=numbered(_kept(Counter(map(ending, counts)), _LEAST_AFFIX)),
        shapes=numbered(sorted({*shapes, *small})),
        lists=tuple(name for name, _ in lists),
        lexicon=lexicon,
    )


def counted(sentences: Iterable[Sentence]) -> Counter[str]:
    """Return how often each word stands in `sentences`, in small letters."""
    return Counter(word.lower() for sentence in sentences for word in sentence.words)


def _kept(counts: Mapping[str, int], least: int) -> list[str]:
    return sorted(entry for entry, count in counts.items() if count >= least)


def _lists(data: Path, resources: Path, plain: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
    """Yield the lists by name: words in small letters, those met often once more."""
    gazetteer = Gazetteer.load(resources / "gazetteers")
    yield from _names("person", _lines(data / "names" / "dbpedia-person.txt"))
    yield from _names("organisation", _lines(data / "names" / "dbpedia-organization.txt"))
    yield from _names("place", [*gazetteer.places, *_cities()])
    yield from _names("known person", _forms(gazetteer.people))
    yield from _names("known organisation", _forms(gazetteer.organisations))
    yield "first name", {name.lower() for name in gazetteer.first_names}
    for name, phrases in (
        ("role", gazetteer.roles),
        ("honorific", gazetteer.honorifics),
        ("event", gazetteer.events),
        *((f"head of {heads.label}", heads.words) for heads in gazetteer.heads),
    ):
        yield name, set(_words(phrases))
    yield from _with_often("plain", Counter(word for line in plain for word in line.split() if word.islower()))
    yield "grammar", set(_grammar(resources / "lexicons" / "words.toml"))


def _names(kind: str, names: Iterable[str]) -> Iterator[tuple[str, set[str]]]:
    split = [name.lower().split() for name in names]
    longer = [words for words in split if len(words) > 1]
    yield from _with_often(f"{kind}, first word", Counter(words[0] for words in longer))
    yield from _with_often(f"{kind}, later word", Counter(word for words in longer for word in words[1:]))
    yield f"{kind}, only word", {words[0] for words in split if len(words) == 1}


def _with_often(name: str, counts: Mapping[str, int]) -> Iterator[tuple[str, set[str]]]:
    yield name, set(counts)
    yield f"{name}, often", {word for word, count in counts.items() if count >= _OFTEN}


def _cities() -> Iterator[str]:
    """Yield the Indonesian names of the cities of CLDR's time zones."""
    from babel import Locale

    for zone in Locale("id").time_zones.values():
        if "city" in zone:
            yield zone["city"]


def _forms(names: Mapping[str, Sequence[str]]) -> list[str]:
    return [form for name, forms in names.items() for form in (name, *forms)]


def _words(phrases: Iterable[str]) -> Iterator[str]:
    for phrase in phrases:
        yield from phrase.lower().split()


def _grammar(path: Path) -> Iterator[str]:
    for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
        if name not in _NAMES_OF_BODIES:
            yield from (word for phrase in table["words"] for word in phrase.split() if word.islower())


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
