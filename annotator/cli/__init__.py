"""The command line: the front door for scripts and terminals. Every command asks `bootstrap` for what it needs.

Nothing heavy is imported before a command runs, so that help and completion answer at once.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from annotator.cli.speech import speak
from annotator.i18n import _


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    import typer.main

    from annotator.cli.commands import app

    gc.set_threshold(50_000, 20, 20)  # bulk work makes millions of objects, none in cycles: looking costs a fifth
    speak()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # quotes are curly on every console
    command = typer.main.get_command(app)
    _translate(command)
    command(args=None if arguments is None else list(arguments), prog_name="kutip")


def _translate(command: object) -> None:
    """Translate the help of `command` and of the commands in it; it was written before the language was known."""
    for name in ("help", "short_help"):
        text = getattr(command, name, None)
        if isinstance(text, str):
            setattr(command, name, _(text))
    for part in (*getattr(command, "params", ()), *getattr(command, "commands", {}).values()):
        _translate(part)
