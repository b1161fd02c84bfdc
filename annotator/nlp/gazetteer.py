"""The names and words the entity rules know: read from `resources/gazetteers`, checked, and nothing else.

Pure Python; `entities` turns them into spaCy matchers.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import N_, UserError

# Codes of CLDR that name no place of their own in the news: continents by number are let in one by one.
_REGIONS = ("002", "003", "005", "009", "013", "018", "019", "029", "030", "034", "035", "142", "143", "145", "150",
            "151", "154", "155")  # fmt: skip
_NOT_PLACES = ("EZ", "UN", "XA", "XB", "ZZ")

Names = Mapping[str, tuple[str, ...]]
"""Names by their main form; the values are other forms of it, which may be none."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Words that open a name of `label`: *Kementerian* Luar Negeri, *Desa* Jatipelem.

    `joins` are those among them whose names may hold "dan": Kementerian Pendidikan *dan* Kebudayaan. `alone` are
    those that are a name without anything after them.
    """

    label: str
    words: tuple[str, ...]
    joins: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    takes_number: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Everything the entity rules know about words. Immutable once read."""

    places: tuple[str, ...]
    organisations: Names
    people: Names
    events: tuple[str, ...]
    first_names: frozenset[str]
    roles: tuple[str, ...]
    honorifics: tuple[str, ...]
    heads: tuple[Heads, ...]
    words: Mapping[str, frozenset[str]]

    @classmethod
    def load(cls, folder: Path) -> Gazetteer:
        """Read `folder`. Raises UserError naming the file that is missing or malformed."""
        patterns = _toml(folder / "patterns.toml")
        try:
            heads = tuple(
                Heads(
                    label, tuple(table["words"]), frozenset(table.get("joins", ())), frozenset(table.get("alone", ())),
                    bool(table.get("takes_number", False)),
                )
                for label, table in patterns["heads"].items()
            )  # fmt: skip
            words = {name: frozenset(values) for name, values in patterns["words"].items()}
        except (KeyError, TypeError, AttributeError) as error:
            raise _malformed(folder / "patterns.toml", str(error)) from error
        return cls(
            places=(*territories(), *(name for name, _ in _table(folder / "places.tsv"))),
            organisations=dict(_table(folder / "organisations.tsv")),
            people=dict(_table(folder / "people.tsv")),
            events=tuple(name for name, _ in _table(folder / "events.tsv")),
            first_names=frozenset(name for name, _ in _table(folder / "first_names.tsv")),
            roles=tuple(name for name, _ in _table(folder / "roles.tsv")),
            honorifics=tuple(name for name, _ in _table(folder / "honorifics.tsv")),
            heads=heads,
            words=words,
        )


def territories() -> tuple[str, ...]:
    """Return the Indonesian names of the world's countries and large regions, from Unicode CLDR through Babel."""
    from babel import Locale

    names = Locale("id").territories
    return tuple(
        sorted(
            {
                name
                for code, name in names.items()
                if (code in _REGIONS if code[0].isdigit() else code not in _NOT_PLACES)
            }
        )
    )


def _table(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield name and other forms of each row of a file with the columns `name`, `forms` (`|` between) and `source`."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                name, forms = row["name"], row.get("forms") or ""
                if not name or not row["source"]:
                    raise _malformed(path, repr(row))
                yield name, tuple(form for form in forms.split("|") if form)
    except (OSError, UnicodeDecodeError, KeyError) as error:
        raise _malformed(path, str(error)) from error


def _toml(path: Path) -> Mapping[str, dict[str, dict[str, list[str]]]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _malformed(path, str(error)) from error


def _malformed(path: Path, reason: str) -> UserError:
    return UserError(
        N_("The word list cannot be read ({reason})."),
        N_("Put the file back as it was installed."),
        file=str(path),
        reason=reason,
    )
