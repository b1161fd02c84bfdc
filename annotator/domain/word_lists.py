"""What is known of a person's own word lists: where they lie, what they hold, and what in them was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.errors import Problem


@dataclass(frozen=True, slots=True)
class Entries:
    """How many entries a list adds to the shipped one (or changes in it), and how many it takes out."""

    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class WordListState:
    """The lists that are in `folder` by file name; `problems` are the lines that do not count."""

    folder: Path
    files: Mapping[str, Entries] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def total(self) -> Entries:
        """The sum over the files."""
        return Entries(sum(one.added for one in self.files.values()), sum(one.removed for one in self.files.values()))
