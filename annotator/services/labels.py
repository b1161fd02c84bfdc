"""Label sets: the one in force, kept in the database so that it can be looked up what people annotated by."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from annotator.domain.errors import N_, UserError
from annotator.domain.schema import Schema
from annotator.services.ports import Database

DEFAULT = "berita"

ParseLabelSet = Callable[[str], Schema]
"""Turn TOML into a label set. Raises UserError with the line."""


class LabelSets:
    """Finds the label set to work with."""

    def __init__(self, database: Database, parse: ParseLabelSet, folder: Path) -> None:
        self._database = database
        self._parse = parse
        self._folder = folder

    def current(self, name: str = DEFAULT) -> Schema:
        """Return the newer of the label set in the database and the one that ships, and keep it in the database.

        So a shared database is read the same way by an older program, and a newer program brings its improvements.
        Raises UserError.
        """
        shipped_source = self._shipped_source(name)
        shipped = None if shipped_source is None else self._parse(shipped_source)
        with self._database.unit_of_work() as work:
            stored_source = work.schemas.newest(name)
            if shipped is not None and stored_source == shipped_source:
                return shipped  # nearly every start: reading it twice would be felt
            stored = None if stored_source is None else self._parse(stored_source)
            if stored is not None and (shipped is None or _version(stored) >= _version(shipped)):
                return stored
            if shipped is None or shipped_source is None:
                raise UserError(
                    N_('There is no label set called "{name}".'), N_("Choose one of: {names}."),
                    name=name, names=", ".join(self.names()),
                )  # fmt: skip
            work.schemas.save(name, shipped.version, shipped_source)
            work.commit()
        return shipped

    def names(self) -> list[str]:
        """Return the names of the label sets that ship."""
        return sorted(path.stem for path in self._folder.glob("*.toml"))

    def _shipped_source(self, name: str) -> str | None:
        if name not in self.names():
            return None
        return (self._folder / f"{name}.toml").read_text("utf-8")


def shipped(parse: ParseLabelSet, folder: Path, name: str = DEFAULT) -> Schema:
    """Return the label set that ships, for work that touches no database. Raises UserError."""
    return parse((folder / f"{name}.toml").read_text("utf-8"))


def _version(schema: Schema) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", schema.version))
