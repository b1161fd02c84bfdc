"""How fast suggestions come: the whole pipeline, the names alone, one model process and two, on generated articles.

`python -m tests.benchmarks.speed pipeline|names|long ARTICLES REPORT` measures one of them in a process of its own, so
that its peak memory is its own. The baseline is named in every row: the names alone, in the same run.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from annotator.domain import text as texts
from annotator.workers.client import ModelProcess
from annotator.workers.team import ModelTeam
from tests.benchmarks.generate import records, write_articles
from tests.benchmarks.measure import BenchmarkError, run
from tests.benchmarks.suite import Result

NAMES = "names alone"
"""The baseline: the pipeline's tokenizer and entity component, without quotes and zones."""

ARTICLES = 400
LONG_WORDS = 20_000


def speed(folder: Path, articles: int = ARTICLES) -> Iterator[Result]:
    """Measure in `folder` and yield the rows as they come."""
    source, report = folder / "speed.jsonl", folder / "speed.json"
    write_articles(source, articles, seed=3)
    asked = _texts(source)
    words = sum(map(_words, asked))
    floor = 0.0
    for name, what in (("names", f"baseline: {NAMES}"), ("pipeline", "whole pipeline")):
        try:
            cost = run((sys.executable, "-m", "tests.benchmarks.speed", name, source, report), folder)
        except BenchmarkError as error:
            yield Result(what, note=f"failed: {str(error).splitlines()[-1]}", is_right=False)
            return
        figures = json.loads(report.read_text("utf-8"))
        seconds = figures["seconds"]
        floor = floor or seconds
        note = (
            f"{words / seconds:,.0f} words/s, {words / figures['cpu']:,.0f} a processor second, "
            f"loaded in {figures['load']:.2f} s"
        )
        yield Result(
            what, seconds, articles / seconds, cost.peak_bytes, *((NAMES, seconds / floor) if name != "names" else ()),
            note=note,
        )  # fmt: skip
    yield _linearity(source, report, folder)
    one = _processes(1, asked)
    yield _row("one model process", one, words, articles, floor)
    two = _processes(2, asked)
    yield _row("two model processes", two, words, articles, floor, f", {one / two:.2f} × one")


def _linearity(source: Path, report: Path, folder: Path) -> Result:
    """Say how much longer a text twice as long takes: 2.0 is what linear time makes of it."""
    what = f"one text of {2 * LONG_WORDS:,} words"
    try:
        run((sys.executable, "-m", "tests.benchmarks.speed", "long", source, report), folder)
    except BenchmarkError as error:
        return Result(what, note=f"failed: {str(error).splitlines()[-1]}", is_right=False)
    figures = json.loads(report.read_text("utf-8"))
    note = f"{figures['whole'] / figures['half']:.2f} × the time of half of it"
    return Result(what, figures["whole"], note=note)


def measure_long(source: Path) -> dict[str, float]:
    """Return the processor seconds that one long text takes, and half of it; each the better of two runs."""
    from annotator.nlp.pipeline import load_pipeline
    from annotator.paths import resources

    pipeline = load_pipeline(resources())
    text = "\n\n".join(_texts(source))
    words = [start for start, _ in texts.tokens(text) if text[start].isalnum()]
    while len(words) < 2 * LONG_WORDS:
        text = f"{text}\n\n{text}"
        words = [start for start, _ in texts.tokens(text) if text[start].isalnum()]
    next(pipeline.suggest([text[: words[1000]]]))

    def seconds(count: int) -> float:
        began = time.process_time()
        next(pipeline.suggest([text[: words[count - 1]]]))
        return time.process_time() - began

    return {
        "whole": min(seconds(2 * LONG_WORDS) for _ in range(2)),
        "half": min(seconds(LONG_WORDS) for _ in range(2)),
    }


def measure(what: str, source: Path) -> dict[str, float]:
    """Return the seconds that loading took, and the seconds and processor seconds for all articles, in this process."""
    from annotator.nlp.pipeline import load_pipeline
    from annotator.paths import resources

    asked = _texts(source)
    began = time.perf_counter()
    pipeline = load_pipeline(resources())
    if what == "names":
        for name in ("kutip_quotes", "kutip_zones"):
            pipeline._nlp.disable_pipe(name)
    load = time.perf_counter() - began
    next(pipeline.suggest(asked[:1]))
    began, used = time.perf_counter(), time.process_time()
    assert sum(1 for _ in pipeline.suggest(asked)) == len(asked)
    return {"load": load, "seconds": time.perf_counter() - began, "cpu": time.process_time() - used}


def _processes(count: int, asked: list[str]) -> float:
    """Return the seconds that `count` model processes need, once they are ready."""
    with ModelProcess() if count == 1 else ModelTeam(count) as model:
        warm = [text for text in asked[:1] for _ in range(16 * count)]
        assert len(list(model.suggest(warm))) == len(warm)
        began = time.perf_counter()
        assert sum(1 for _ in model.suggest(asked)) == len(asked)
        return time.perf_counter() - began


def _row(name: str, seconds: float, words: int, articles: int, floor: float, note: str = "") -> Result:
    rate = f"{words / seconds:,.0f} words/s{note}"
    return Result(name, seconds, articles / seconds, baseline=NAMES, ratio=seconds / floor, note=rate)


def _texts(source: Path) -> list[str]:
    return [str(record["text"]) for record in records(source)]


def _words(text: str) -> int:
    return sum(text[start].isalnum() for start, _ in texts.tokens(text))


if __name__ == "__main__":
    source, out = Path(sys.argv[2]), Path(sys.argv[3])
    out.write_text(json.dumps(measure_long(source) if sys.argv[1] == "long" else measure(sys.argv[1], source)), "utf-8")
