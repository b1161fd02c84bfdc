"""Opens the window; hands over to the command line when the first argument is one of its commands."""

import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Return the exit code."""
    first = arguments[0] if arguments else ""
    if first == "--model-process":  # how a frozen bundle starts its own child (workers.client)
        from annotator.workers import child

        return child.main()
    if first == "--docbin-process":  # likewise (workers.docbin)
        from annotator.workers import docbin_child

        return docbin_child.main(arguments[1:])
    if first and not first.startswith("-") and not Path(first).exists():
        from annotator import cli

        cli.main(arguments)
        return 0
    from annotator import app

    return app.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
