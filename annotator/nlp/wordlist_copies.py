"""The beginnings of a person's own word lists: files that say what goes in them and add nothing yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.errors import N_, UserError
from annotator.domain.word_lists import WordListState
from annotator.i18n import _
from annotator.nlp.wordlists import CLASSES, REMOVE, TABLES, Toml, WordLists

_EXAMPLES = 4


class OwnLists:
    """The word lists a person may write: where they lie, their beginnings, and what is in them now."""

    def __init__(self, resources: Path, folder: Path) -> None:
        self._resources = resources
        self.folder = folder

    def prepare(self) -> list[Path]:
        """Make the folder and the beginnings of the lists that are missing; return those. Raises UserError."""
        return prepare(self._resources, self.folder)

    def state(self) -> WordListState:
        """Read the lists and say what there is and what was refused. Raises UserError where a shipped one is broken."""
        return WordLists(self._resources, self.folder).state()


def prepare(resources: Path, own: Path) -> list[Path]:
    """Make the folder `own`, and in it the beginning of each list that is not there yet; return those made.

    Raises UserError where that cannot be.
    """
    lists = WordLists(resources)
    made = []
    try:
        own.mkdir(parents=True, exist_ok=True)
        for name in (*TABLES, *CLASSES):
            path = own / name
            if not path.exists():
                path.write_text(_of_classes(lists, name) if name in CLASSES else _of_table(lists, name), "utf-8")
                made.append(path)
    except OSError as error:
        raise UserError(
            N_("The folder for the word lists cannot be made: {reason}."),
            N_("Make it writable, or make it by hand."),
            file=str(own),
            reason=error.strerror or str(error),
        ) from error
    return made


def _of_table(lists: WordLists, name: str) -> str:
    table = TABLES[name]
    columns = table.columns[:2]
    said = [
        _("Your own entries for a word list of Kutip. They count besides the shipped ones."),
        _(table.title),
        _("One entry a line, a tab between the columns. Lines that begin with # do not count."),
        _('With "-" before the word, the entry is taken out of the shipped list.'),
    ]
    if table.choices:
        said.append(_("The class is one of: {choices}").format(choices=", ".join(table.choices)))
    said.append(_("Examples from the shipped list:"))
    rows = [["" if row[column] is None else row[column] for column in columns] for row in lists.shipped_rows(name)]
    said += ["\t".join(row).rstrip() for row in rows[:_EXAMPLES]]
    said += [f"{REMOVE}{row[0]}" for row in rows[:1]]
    return _commented(said) + "\t".join(columns) + "\n"


def _of_classes(lists: WordLists, name: str) -> str:
    return _commented(
        [
            _("Your own entries for a word list of Kutip. They count besides the shipped ones."),
            _(CLASSES[name][1]),
            _('A word with "-" before it is taken out of the shipped list: "-ia".'),
            _("Take the # away from two lines, and change the words in the second, to make them count."),
            "",
            *_tables(lists.classes(name)),
        ]
    )


def _tables(classes: Toml, place: str = "") -> Iterator[str]:
    """Yield every table of words with a few of them."""
    for key, value in classes.items():
        if isinstance(value, dict):
            here = f"{place}.{key}" if place else key
            words = {name: words for name, words in value.items() if isinstance(words, list) and words}
            if words:
                yield f"[{here}]"
                yield from (f"{name} = [{_quoted(some)}]" for name, some in words.items())
            yield from _tables(value, here)


def _quoted(words: list[str]) -> str:
    return ", ".join(f'"{word}"' for word in words[:_EXAMPLES])


def _commented(lines: list[str]) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)
