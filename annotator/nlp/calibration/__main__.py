"""`python -m annotator.nlp.calibration`: fit the curves of the scores and say what that brings."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from annotator import paths
from annotator.nlp.calibration import judge
from annotator.nlp.calibration.fit import Errors, errors, fitted
from annotator.nlp.pipeline import load_pipeline
from annotator.nlp.recogniser import Curves
from annotator.nlp.scores import FILE

_OF_STATEMENTS = 0.1  # an article of PFSA-ID is of one outlet, and they are many
_EVERY = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit the curves and write them; 2 where the data are missing."""
    options = _parser().parse_args(arguments)
    data: Path = options.data
    pipeline = load_pipeline(paths.resources(), with_scores=False)
    try:
        gold = [text for path in (data / "gold-open" / "gold-open.jsonl", *options.gold)
                for text in judge.articles(pipeline, path)]  # fmt: skip
        said = list(judge.statements(pipeline, data / "pfsa-id-open.jsonl", _OF_STATEMENTS, _EVERY))
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}. Name the folder of the open data with --data.")
        return 2
    found = fitted([*gold, *said])
    figures = {
        "articles": errors(gold, said),
        "direct quotes and cues of PFSA-ID": errors(said, gold),
    }
    options.out.write_text(_as_json(found, figures), "utf-8")
    for name, figure in figures.items():
        before, after = (f"{100 * error:.1f}" for error in (figure.before, figure.after))
        _say(f"{name}: {figure.count} suggestions, calibration error {before} -> {after} points")
    return 0


def _as_json(found: Curves, figures: Mapping[str, Errors]) -> str:
    rounded = {name: {key: round(value, 4) for key, value in asdict(one).items()} for name, one in figures.items()}
    table = {"errors": rounded, "curves": {kind: asdict(curve) for kind, curve in sorted(found.items())}}
    return json.dumps(table, indent=1) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m annotator.nlp.calibration", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder of the open data sets")
    parser.add_argument("--out", type=Path, default=Path("resources/lexicons") / FILE, help="the file to write")
    parser.add_argument(
        "--gold", type=Path, nargs="*", default=[Path("tests/reference/tribunnews-putin-kim.jsonl")],
        help="more annotated articles, in Kutip JSONL",
    )  # fmt: skip
    return parser


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
