"""How long the window's questions to a big database take: the queue in every order and filter, and corpus search.

`python -m tests.benchmarks.corpus [ARTICLES]` prints the figures. The window asks all of them on another thread, but
for the queue as it stands when it opens. The baseline of every row is the queue in the order articles were added.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from annotator import bootstrap
from annotator.services.ports import QueueFilter, QueueOrder, QueueState
from annotator.services.progress import never, unreported
from annotator.services.search import Hit, Query, SearchCorpus
from annotator.settings import Settings
from tests.benchmarks.generate import write_articles
from tests.benchmarks.measure import run
from tests.benchmarks.suite import KUTIP, Result

ADDED = "queue as added"
ANNOTATOR = "bench"
"""Whose annotations the generated articles hold."""
FILTERS = {
    "still open": QueueFilter(frozenset({QueueState.OPEN})),
    "with a note": QueueFilter(frozenset({QueueState.NOTED})),
    "with a label": QueueFilter(labels=("PER",)),
    "with a speaker": QueueFilter(speakers=("Andi",)),
}
QUERIES = {
    "a word": Query("jembatan"),
    "expression, found often": Query(r"\b(kata|ujar) [A-Z]\w+\b", is_regex=True, minds_case=True),
    "expression, found nowhere": Query(r"\b(Rp|US\$)\s?\d{12,}x\b", is_regex=True),
    "a label": Query("label:PER Andi"),
}


def questions(folder: Path, articles: int = 100_000) -> Iterator[Result]:
    """Fill a database with `articles` in `folder`, ask everything once, and yield the rows as they come."""
    source, database = folder / "questions.jsonl", folder / "questions.db"
    write_articles(source, articles)
    run((*KUTIP, "import", source, "--db", database, "--json"), folder)
    source.unlink()
    services = bootstrap.build(database, Settings(folder / "settings.json"))
    try:
        queue, search = services.queue, services.search
        listed, floor = _timed(lambda: len(queue.listing(ANNOTATOR).ids))
        yield Result(ADDED, floor, note=f"{listed:,} articles", is_right=listed == articles)
        for order in QueueOrder:
            if order is not QueueOrder.ADDED:
                listed, seconds = _timed(lambda order=order: len(queue.listing(ANNOTATOR, order).ids))
                yield _row(f"queue by {order.value}", seconds, floor, listed, is_right=listed == articles)
        for name, wanted in FILTERS.items():
            listed, seconds = _timed(lambda wanted=wanted: len(queue.listing(ANNOTATOR, wanted=wanted).ids))
            yield _row(f"queue, articles {name}", seconds, floor, listed, is_right=listed <= articles)
        for name, query in QUERIES.items():
            first, hits, seconds = _searched(search, query)
            note = f"{hits:,} hits" + (f", the first after {first * 1000:.0f} ms" if hits else "")
            yield Result(f"search, {name}", seconds, None, None, ADDED, seconds / floor, note)
    finally:
        services.close()


def _timed(ask: Callable[[], int]) -> tuple[int, float]:
    began = time.perf_counter()
    answer = ask()
    return answer, time.perf_counter() - began


def _searched(search: SearchCorpus, query: Query) -> tuple[float, int, float]:
    """Return when the first hits came, how many there are and how long all took."""
    came: list[float] = []

    def show(_hits: Sequence[Hit]) -> None:
        came.append(time.perf_counter())

    began = time.perf_counter()
    report = search.run(query, ANNOTATOR, show, unreported, never)
    seconds = time.perf_counter() - began
    return came[0] - began if came else seconds, report.hits, seconds


def _row(name: str, seconds: float, floor: float, found: int, *, is_right: bool = True) -> Result:
    ratio = seconds / floor
    return Result(name, seconds, None, None, ADDED, ratio, note=f"{found:,} found", is_right=is_right)


def main(arguments: list[str]) -> None:
    """Print the figures."""
    from tests.benchmarks.__main__ import line

    with tempfile.TemporaryDirectory(prefix="kutip-corpus-") as folder:
        for row in questions(Path(folder), *map(int, arguments)):
            print(line(row), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
