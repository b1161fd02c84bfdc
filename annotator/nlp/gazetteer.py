"""The names and words the entity rules know: read from `resources/gazetteers`, checked, and nothing else.

Pure Python; `entities` turns them into spaCy matchers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.nlp.territories import territories
from annotator.nlp.wordlists import WordLists, malformed

Names = Mapping[str, tuple[str, ...]]
"""Names by their main form; the values are other forms of it, which may be none."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Words that open a name of `label`: *Kementerian* Luar Negeri, *Desa* Jatipelem.

    `joins` are those among them whose names may hold "dan": Kementerian Pendidikan *dan* Kebudayaan. `alone` are
    those that are a name without anything after them. A name under one of `wholes` may go on after a place: PT
    *Jakarta* Propertindo. Under one of `of_roles` it may be the name of an office: kantor *Perdana Menteri* Australia.
    After one of `before_place` no person is named: *Kota* Bogor, but "Polres Bogor Kota Kombes Dani".
    """

    label: str
    words: tuple[str, ...]
    joins: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    takes_number: bool = False
    wholes: frozenset[str] = frozenset()
    of_roles: frozenset[str] = frozenset()
    before_place: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Everything the entity rules know about words. Immutable once read.

    `common` are words of the language that are hardly ever part of a name, in small letters.
    """

    places: tuple[str, ...]
    countries: frozenset[str]
    organisations: Names
    people: Names
    events: tuple[str, ...]
    first_names: frozenset[str]
    roles: tuple[str, ...]
    honorifics: tuple[str, ...]
    common: frozenset[str]
    heads: tuple[Heads, ...]
    words: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls, folder: Path, own: Path | None = None) -> Gazetteer:
        """Read `folder`, and a person's own lists in `own`. Raises UserError naming the file missing or malformed."""
        lists = WordLists(folder.parent, own)
        patterns = lists.classes("patterns.toml")
        try:
            heads = tuple(
                Heads(
                    label, tuple(table["words"]), frozenset(table.get("joins", ())), frozenset(table.get("alone", ())),
                    bool(table.get("takes_number", False)), frozenset(table.get("wholes", ())),
                    frozenset(table.get("of_roles", ())), frozenset(table.get("before_place", ())),
                )
                for label, table in patterns["heads"].items()
            )  # fmt: skip
            words = {name: frozenset(values) for name, values in patterns["words"].items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise malformed(folder / "patterns.toml", str(error)) from error
        return cls(
            places=tuple(name for name, _ in _names(lists, "places.tsv")),
            countries=frozenset({*territories(), *words.get("country", ())} - {"Indonesia"}),
            organisations=dict(_names(lists, "organisations.tsv")),
            people=dict(_names(lists, "people.tsv")),
            events=tuple(name for name, _ in _names(lists, "events.tsv")),
            first_names=frozenset(name for name, _ in _names(lists, "first_names.tsv")),
            roles=tuple(name for name, _ in _names(lists, "roles.tsv")),
            honorifics=tuple(name for name, _ in _names(lists, "honorifics.tsv")),
            common=frozenset(name for name, _ in _names(lists, "common_words.tsv")),
            heads=heads,
            words=words,
        )


def _names(lists: WordLists, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield name and other forms (`|` between) of each row of a list."""
    for row in lists.table(name):
        yield row["name"], tuple(form.strip() for form in (row.get("forms") or "").split("|") if form.strip())
