"""The benchmarks: a corpus in and out again through the command line, and how soon window and model are there."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from annotator.workers.client import default_command, environment
from tests.benchmarks import baselines
from tests.benchmarks.generate import write_articles
from tests.benchmarks.measure import BenchmarkError, Cost, run, until_first_line

ROOT = Path(__file__).parents[2]
KUTIP = (sys.executable, "-c", "from annotator.cli import main; main()")
SEED_ARTICLE = ROOT / "seeds" / "articles" / "tribunnews-putin-kim.txt"


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table. `ratio` says how many times the seconds of `baseline` it took."""

    name: str
    seconds: float | None = None
    rate: float | None = None
    peak_bytes: int | None = None
    baseline: str | None = None
    ratio: float | None = None
    note: str = ""
    is_right: bool = True

    def to_json(self) -> dict[str, object]:
        """Return the row without what it does not say."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}


def run_all(folder: Path, articles: int, *, round_trip: bool = False) -> Iterator[Result]:
    """Run everything in `folder` and yield the rows as they come. What cannot run says so in its row."""
    yield from corpus(folder, articles, round_trip=round_trip)
    yield from starts(folder)


def corpus(folder: Path, articles: int, *, round_trip: bool) -> Iterator[Result]:
    """Import generated articles and export them back, next to the same rows with the standard library alone."""
    source, floor = folder / "articles.jsonl", folder / "floor.db"
    began = time.perf_counter()
    spans = write_articles(source, articles)
    size = source.stat().st_size
    yield Result("generate", time.perf_counter() - began, note=f"{articles:,} articles, {spans:,} spans, {_mb(size)}")

    module = (sys.executable, "-m", "tests.benchmarks.baselines")
    floor_in = run((*module, "import", source, floor), folder)
    yield _row(f"baseline: {baselines.IMPORT}", floor_in, articles)
    floor_out = run((*module, "export", floor, folder / "floor.jsonl"), folder)
    yield _row(f"baseline: {baselines.EXPORT}", floor_out, articles)
    for left in (floor, folder / "floor.jsonl"):
        left.unlink()

    database, first, second = folder / "bench.db", folder / "first.jsonl", folder / "second.jsonl"
    cost = run((*KUTIP, "import", source, "--db", database, "--json"), folder)
    yield _row("kutip import", cost, articles, (baselines.IMPORT, floor_in), _mb(database.stat().st_size))
    cost = run((*KUTIP, "export", "-o", first, "--db", database, "--json"), folder)
    yield _row("kutip export", cost, articles, (baselines.EXPORT, floor_out), _mb(first.stat().st_size))
    cost = run((*KUTIP, "export", "-o", second, "--db", database, "--json"), folder)
    yield _row("kutip export, again", cost, articles, (baselines.EXPORT, floor_out))
    yield _same("second export is byte-identical", first, second, articles)
    cost = run((*KUTIP, "import", source, "--db", database, "--json"), folder)
    yield _row("kutip import, all known already", cost, articles)
    if round_trip:
        other = folder / "other.db"
        run((*KUTIP, "import", first, "--db", other, "--json"), folder)
        run((*KUTIP, "export", "-o", second, "--db", other, "--json"), folder)
        yield _same("export of the imported export", first, second, articles)


def starts(folder: Path) -> Iterator[Result]:
    """Say how soon the command line answers, the model is ready, and the window with its suggestions is a picture."""
    yield _start("kutip --version", lambda: run((*KUTIP, "--version"), folder))
    yield _start("window pictured, suggestions in it", lambda: run(
        (sys.executable, ROOT / "main.py", "--screenshot", folder / "window.png", SEED_ARTICLE), folder))  # fmt: skip
    try:
        yield Result("model process ready", until_first_line(default_command(), environment=environment()))
    except BenchmarkError as error:
        yield Result("model process ready", note=f"failed: {error}", is_right=False)


def _start(name: str, measure) -> Result:
    try:
        costs: list[Cost] = [measure() for _ in range(3)]
    except BenchmarkError as error:
        return Result(name, note=f"failed: {str(error).splitlines()[-1]}", is_right=False)
    best = min(costs, key=lambda cost: cost.seconds)
    return Result(name, best.seconds, peak_bytes=best.peak_bytes, note="best of 3")


def _row(name: str, cost: Cost, articles: int, floor: tuple[str, Cost] | None = None, note: str = "") -> Result:
    baseline, ratio = (floor[0], cost.seconds / floor[1].seconds) if floor else (None, None)
    return Result(name, cost.seconds, articles / cost.seconds, cost.peak_bytes, baseline, ratio, note)


def _same(name: str, first: Path, second: Path, articles: int) -> Result:
    """Say whether two exports are alike and whole."""
    lines = _lines(first)
    is_same = _digest(first) == _digest(second)
    note = "yes" if is_same and lines == articles else f"NO: {lines:,} of {articles:,} records, same bytes: {is_same}"
    return Result(name, note=note, is_right=is_same and lines == articles)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


def _mb(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"
