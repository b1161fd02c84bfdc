"""Options that several commands share, and what their exit codes have in common."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.voice import Exit
from annotator.domain.errors import N_, Problem

SHOWN_PROBLEMS = 50
"""Problems said in full on a terminal; a program gets up to a thousand."""

STDOUT = Path("-")

Json = Annotated[bool, typer.Option("--json", help=N_("Print one JSON object on stdout."))]
Db = Annotated[
    str | None,
    typer.Option("--db", metavar="PATH_OR_URL", help=N_("The database: a file or an SQLAlchemy URL (else KUTIP_DB).")),
]
Annotator = Annotated[str | None, typer.Option("--annotator", help=N_("Whose annotations they are (else yours)."))]
Out = Annotated[Path | None, typer.Option("-o", "--output", metavar="OUT", help=N_("The file to write."))]
RequiredOut = Annotated[Path, typer.Option("-o", "--output", metavar="OUT", help=N_("The file to write."))]
Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH…", help=N_("Files that `kutip formats` lists, or folders of them."))
]
SomePaths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATH…]", help=N_("Files that `kutip formats` lists, or folders of them.")),
]


def refusal_exit(problems: Iterable[Problem], *, nothing_came: bool) -> Exit:
    """Return FAILED where whole files were refused and nothing else came of it, SOME_REFUSED where rows were."""
    lines = [problem.line for problem in problems]
    if not lines:
        return Exit.DONE
    return Exit.FAILED if nothing_came and set(lines) == {None} else Exit.SOME_REFUSED
