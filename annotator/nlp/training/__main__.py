"""`python -m annotator.nlp.training`: build the shipped recogniser, or print the figures of one."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from annotator import paths
from annotator.nlp.training import build, corpus, measure
from annotator.nlp.training.fit import Recipe


def main(arguments: Sequence[str] | None = None) -> int:
    """Do as asked; 2 where the data or a package is missing."""
    options = _parser().parse_args(arguments)
    try:
        corpora = corpus.load(options.data)
        if options.command == "evaluate":
            _say("These networks have learned from the development parts; honest figures are in the model card.")
            _say(measure.as_text(measure.table(corpora, build.names_of(build.stored(options.out)))))
            return 0
        with tempfile.TemporaryDirectory() as work:
            sources = build.Sources(options.data, paths.resources())
            lines = build.build(
                sources, options.out, corpora=corpora, recipe=Recipe(), seeds=options.seeds, work=Path(work)
            )
            for line in lines:
                _say(line)
    except ModuleNotFoundError as error:
        _say(f"The package {error.name} is not installed. Install it with: pip install {error.name}")
        return 2
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}. The training data is described in the model card.")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m annotator.nlp.training", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("build", "evaluate"), default="build")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the open data sets")
    parser.add_argument("--out", type=Path, default=Path("resources/models/id_berita"), help="the model's folder")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="the seeds; two networks each")
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
