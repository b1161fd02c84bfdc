"""The word lists the rules read: the shipped ones, with a person's own entries put in and taken out.

A person's folder may hold files of the same names as those in `resources/lexicons` and `resources/gazetteers`. A row of
theirs is added, or takes the place of the shipped row about the same word; with "-" before the word that row is taken
out. A line that cannot be meant so is a problem with its file and line, and the rest counts. Pure Python.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.word_lists import Entries, WordListState
from annotator.nlp.territories import territories

Row = dict[str, str]
Toml = dict[str, Any]

OWN = "own"
"""The `source` of a person's rows that name none."""

_PLACE = re.compile(r"\s*\(at line (?P<line>\d+), column \d+\)|\s*\(at end of document\)")
REMOVE = "-"


@dataclass(frozen=True, slots=True)
class Table:
    """A list in columns: the folder of the shipped one, its columns, and how many of them a row cannot do without.

    The first column is the word by which a row is found again. `choices` are what the second may hold.
    """

    folder: str
    columns: tuple[str, ...]
    title: str
    needed: int = 1
    choices: tuple[str, ...] = ()
    is_one_word: bool = False


CUE_CLASSES = (
    "root", "root_guarded", "nya", "nya_guarded", "assertive", "assertive_clause", "assertive_marked", "directive",
    "commissive", "mental", "np_object", "passive",
)  # fmt: skip

_NAMES = ("name", "forms", "source")
TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "cues.tsv": Table("lexicons", ("form", "class", "source"), N_("Cues: words of saying, with their class"), 2,
                          CUE_CLASSES, is_one_word=True),
        "aliases.tsv": Table("lexicons", ("alias", "name", "source"), N_("Short names of people and bodies"), 2),
        "people.tsv": Table("gazetteers", _NAMES, N_("People everybody knows; other forms between |")),
        "organisations.tsv": Table("gazetteers", _NAMES, N_("Organisations; other forms, such as PBB, between |")),
        "places.tsv": Table("gazetteers", _NAMES, N_("Places")),
        "events.tsv": Table("gazetteers", _NAMES, N_("Events with a name")),
        "roles.tsv": Table("gazetteers", _NAMES, N_("Functions of people: Presiden, Ketua Umum")),
        "honorifics.tsv": Table("gazetteers", _NAMES, N_("Titles before a name that are no function: Pak, Dr.")),
        "first_names.tsv": Table("gazetteers", _NAMES, N_("First names")),
        "common_words.tsv": Table("gazetteers", _NAMES, N_("Common words, which are no names")),
    }
)  # fmt: skip
CLASSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "words.toml": ("lexicons", N_("Classes of words the rules for quotes read")),
        "patterns.toml": ("gazetteers", N_("Words the rules for names look for around names")),
    }
)


@dataclass(slots=True)
class WordLists:
    """The lists under `resources`, with the entries of the folder `own` where there is one.

    `problems` grow as files are read, each file once.
    """

    resources: Path
    own: Path | None = None
    problems: list[Problem] = field(default_factory=list)

    def table(self, name: str) -> list[Row]:
        """Return the rows of `name`, every column there. Raises UserError where the shipped file cannot be read."""
        table = TABLES[name]
        found = {row[table.columns[0]]: row for row in self.shipped_rows(name)}
        for own in self._own_rows(name, table):
            key = own.row[table.columns[0]]
            if own.is_removal and found.pop(key, None) is None:
                self._refuse(name, own.line, N_("There is no {word} in the list to take out."), own.row)
            elif not own.is_removal:
                found[key] = own.row
        return list(found.values())

    def classes(self, name: str) -> Toml:
        """Return the tables of words in `name`. Raises UserError where the shipped file cannot be read."""
        path = self.resources / CLASSES[name][0] / name
        try:
            shipped = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise malformed(path, str(error)) from error
        merged, _entries = self._merged(shipped, self._own_classes(name), name, "")
        return merged

    def state(self) -> WordListState:
        """Read everything of a person's own, and say what there is and what was refused. For a fresh one only."""
        if self.own is None or not self.own.is_dir():
            return WordListState(self.own or Path())
        fresh = WordLists(self.resources, self.own)
        files: dict[str, Entries] = {}
        for path in sorted(self.own.iterdir()):
            if path.name in TABLES:
                fresh.table(path.name)
                rows = list(self._own_rows(path.name, TABLES[path.name]))
                removed = sum(row.is_removal for row in rows)
                files[path.name] = Entries(len(rows) - removed, removed)
            elif path.name in CLASSES:
                shipped = WordLists(self.resources).classes(path.name)
                files[path.name] = fresh._merged(shipped, fresh._own_classes(path.name), path.name, "")[1]
            elif path.suffix in (".tsv", ".toml"):
                what = Message(N_("No word list has this name."))
                todo = Message(N_("Name it as one of these: {names}."), {"names": ", ".join((*TABLES, *CLASSES))})
                fresh.problems.append(Problem(what, todo, str(path)))
        return WordListState(self.own, files, tuple(fresh.problems))

    def digest(self) -> bytes:
        """Return what changes with every entry of a person's own, and with nothing else; empty where there is none."""
        digest = hashlib.sha256()
        is_empty = True
        quiet = WordLists(self.resources, self.own)
        for name, table in TABLES.items():
            for own in quiet._own_rows(name, table):
                is_empty = False
                digest.update(repr((name, own.is_removal, sorted(own.row.items()))).encode())
        for name in CLASSES:
            if words := quiet._own_classes(name):
                is_empty = False
                digest.update(repr((name, words)).encode())
        return b"" if is_empty else digest.digest()

    def shipped_rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of the shipped list. Raises UserError where it cannot be read."""
        table = TABLES[name]
        path = self.resources / table.folder / name
        if name == "places.tsv":
            yield from ({"name": place, "forms": "", "source": "Unicode CLDR"} for place in territories())
        try:
            with path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                    if not all(row.get(column) for column in (*table.columns[: table.needed], "source")):
                        raise malformed(path, repr(row))
                    yield row
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise malformed(path, str(error)) from error

    # --- what is a person's own ----------------------------------------------------------------------------------

    def _own_rows(self, name: str, table: Table) -> Iterator[_Own]:
        for line, text in enumerate(self._own_text(name).splitlines(), 1):
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            cells = [cell.strip() for cell in text.split("\t")]
            if cells[0] == table.columns[0]:
                continue  # the heading
            is_removal = cells[0].startswith(REMOVE)
            row = dict.fromkeys(table.columns, "") | dict(zip(table.columns, cells, strict=False))
            row[table.columns[0]] = row[table.columns[0]].removeprefix(REMOVE).strip()
            row["source"] = row["source"] or OWN
            if table.is_one_word:
                row[table.columns[0]] = row[table.columns[0]].lower()
            reason = _wrong(table, row, is_removal=is_removal)
            if reason:
                self._refuse(name, line, reason, row, table)
            else:
                yield _Own(line, row, is_removal)

    def _own_classes(self, name: str) -> Toml:
        text = self._own_text(name)
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            line = int(place["line"]) if place and place["line"] else max(1, len(text.splitlines()))
            reason = _PLACE.sub("", str(error))
            what = Message(N_("The file is not valid TOML: {reason}. Nothing in it counts."), {"reason": reason})
            todo = Message(N_("Correct the line and read the word lists anew."))
            self.problems.append(Problem(what, todo, str(self._path(name)), line))
            return {}

    def _merged(self, shipped: Toml, own: Toml, name: str, place: str) -> tuple[Toml, Entries]:
        """Return `shipped` with the words of `own` in its lists, and how many went in and out."""
        merged = dict(shipped)
        added = removed = 0
        for key, value in own.items():
            here = f"{place}.{key}" if place else key
            known = shipped.get(key)
            if isinstance(known, dict) and isinstance(value, list) and isinstance(known.get("words"), list):
                value = {"words": value}  # noqa: PLW2901 - the short way to write [pronoun] words = […]
            if isinstance(known, dict) and isinstance(value, dict):
                merged[key], inside = self._merged(known, value, name, here)
                added, removed = added + inside.added, removed + inside.removed
            elif isinstance(known, list) and isinstance(value, list) and all(isinstance(word, str) for word in value):
                out = {word.removeprefix(REMOVE) for word in value if word.startswith(REMOVE)}
                new = [word for word in value if not word.startswith(REMOVE) and word not in known]
                merged[key] = [word for word in known if word not in out] + new
                added, removed = added + len(new), removed + len(out & set(known))
                for word in sorted(out - set(known)):
                    line = self._line_of(name, f'"{REMOVE}{word}"')
                    self._refuse(name, line, N_("There is no {word} in the list to take out."), {"word": word})
            elif key != "source":
                line = self._line_of(name, str(key))
                self._refuse(name, line, N_("There is no list of words called {word}."), {"word": here})
        return merged, Entries(added, removed)

    def _own_text(self, name: str) -> str:
        path = self._path(name)
        if path is None or not path.is_file():
            return ""
        try:
            return path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            what = Message(N_("The word list is not text in UTF-8."))
            if isinstance(error, OSError):
                what = Message(N_("The word list cannot be read ({reason})."), {"reason": error.strerror})
            self.problems.append(Problem(what, Message(N_("Save it as text in UTF-8.")), str(path)))
            return ""

    def _line_of(self, name: str, words: str) -> int | None:
        lines = enumerate(self._own_text(name).splitlines(), 1)
        return next((line for line, text in lines if words in text and not text.lstrip().startswith("#")), None)

    def _path(self, name: str) -> Path | None:
        return None if self.own is None else self.own / name

    def _refuse(self, name: str, line: int | None, reason: str, row: Row, table: Table | None = None) -> None:
        word = next(iter(row.values()), "")
        todo = Message(N_("Correct the line and read the word lists anew."))
        if table is not None and table.needed > 1:
            columns = " ⇥ ".join(table.columns[: table.needed])
            todo = Message(N_("Write {columns}, with a tab between (⇥)."), {"columns": columns})
        choices = ", ".join(table.choices) if table is not None else ""
        what = Message(reason, {"word": f'"{word}"', "choices": choices})
        self.problems.append(Problem(what, todo, str(self._path(name)), line))


@dataclass(frozen=True, slots=True)
class _Own:
    """A row of a person's own: where it stands, what it says, and whether it takes out."""

    line: int
    row: Row
    is_removal: bool


def malformed(path: Path, reason: str) -> UserError:
    """Return the error about a shipped list that is not as it was shipped."""
    return UserError(
        N_("The word list cannot be read ({reason})."),
        N_("Put the file back as it was installed."),
        file=str(path),
        reason=reason,
    )


def _wrong(table: Table, row: Row, *, is_removal: bool) -> str:
    """Return what is wrong with a row of a person's own, empty where nothing is."""
    first, second = (row[column] for column in table.columns[:2])
    if not first:
        return N_("The line has no word.")
    if is_removal:
        return ""
    if table.is_one_word and " " in first:
        return N_("{word} is more than one word.")
    if table.needed > 1 and not second:
        return N_("The line about {word} has no second column.")
    if table.choices and second not in table.choices:
        return N_("The class of {word} is none of: {choices}.")
    return ""
