"""Runs the benchmarks and prints a table, or JSON: `python -m tests.benchmarks [--articles N] [--json OUT]`."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from itertools import chain
from pathlib import Path

from tests.benchmarks.canvas import canvas
from tests.benchmarks.corpus import questions
from tests.benchmarks.doors import doors
from tests.benchmarks.speed import speed
from tests.benchmarks.suite import Result, run_all


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for and return the exit code: 1 where a figure could not be had or an export differed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000, metavar="N", help="how many articles (100,000)")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to OUT as JSON too")
    parser.add_argument("--round-trip", action="store_true", help="also import the export and export that again")
    parser.add_argument("--folder", type=Path, help="where to work (a temporary folder, removed afterwards)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kutip-bench-", dir=given.folder) as folder:
        results = []
        rows = run_all(Path(folder), given.articles, round_trip=given.round_trip)
        asked = questions(Path(folder), given.articles)
        formats = doors(Path(folder), min(given.articles, 10_000))
        for result in chain(rows, formats, asked, speed(Path(folder)), canvas(Path(folder))):
            results.append(result)
            print(line(result), flush=True)
    if given.json is not None:
        given.json.write_text(json.dumps(_report(results, given.articles), indent=2) + "\n", "utf-8")
    return 0 if all(result.is_right for result in results) else 1


def line(result: Result) -> str:
    """Return the row as a line of the table."""
    cells = [f"{result.name:<34}"]
    if result.seconds is not None:
        cells.append(f"{result.seconds:8.2f} s")
    if result.rate is not None:
        cells.append(f"{result.rate:9,.0f} articles/s")
    if result.peak_bytes is not None:
        cells.append(f"{result.peak_bytes / 2**20:7.0f} MB")
    if result.baseline is not None:
        cells.append(f"{result.ratio:5.2f} × {result.baseline}")
    if result.note:
        cells.append(result.note)
    return "  ".join(cells)


def _report(results: list[Result], articles: int) -> dict[str, object]:
    return {
        "articles": articles,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "results": [result.to_json() for result in results],
    }


if __name__ == "__main__":
    sys.exit(main())
