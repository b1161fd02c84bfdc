"""How the text feels: a key until its frame is painted, first paint, scrolling and memory, next to a plain QTextEdit.

`python -m tests.benchmarks.canvas [seed|long|paragraph|gaps|start]` prints the figures of one article or of all. Every
article is measured on the real window in a process of its own, and so are the longest gap in the event loop while the
model suggests for many articles, and the time from starting the program to its window's first frame.

A key press is a real key event on the focused widget, and ends when the text is painted ("with panels": when the event
loop has nothing left to do). The baseline shows the same text and spans in a QTextEdit with extra selections, in the
same process, and pays for one more span and a scrolled page only: no database, no panels. On a busy machine read the
processor times.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median, quantiles

from annotator.domain.spans import (
    LayerName,
    Origin,
    OriginKind,
    Relation,
    Span,
    Status,
    in_document_order,
    suggested_relation_id,
    suggested_span_id,
)
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.domain.text import normalise, sha256
from annotator.gui.canvas.painter import Painter
from tests.benchmarks import generate
from tests.benchmarks.measure import BenchmarkError, run
from tests.benchmarks.suite import SEED_ARTICLE, Result

QTEXTEDIT = "QTextEdit with extra selections"
KEYS = ("Tab", "Return", "1", "Alt+Right", "Ctrl+Z")
ARTICLES = {"seed": "the seed article", "long": "50,000 words", "paragraph": "50,000 words in one paragraph"}
MODEL = ModelInfo("bench", "1")
_WORDS, _QUOTES = 50_000, 750


def canvas(folder: Path, rounds: int = 60) -> Iterator[Result]:
    """Measure every article in `folder` and yield the rows as they come."""
    for name, title in ARTICLES.items():
        report = folder / f"canvas-{name}.json"
        try:
            run((sys.executable, "-m", "tests.benchmarks.canvas", name, report, str(rounds)), folder)
        except BenchmarkError as error:
            yield Result(f"canvas: {title}", note=f"failed: {str(error).splitlines()[-1]}", is_right=False)
            continue
        yield from rows(title, json.loads(report.read_text("utf-8")))
    yield from gaps(folder)
    yield from starting(folder)


def gaps(folder: Path, articles: int = 1000) -> Iterator[Result]:
    """Let the real model suggest for `articles` on the real window; say how long its event loop ever stood still."""
    report = folder / "gaps.json"
    try:
        run((sys.executable, "-m", "tests.benchmarks.canvas", "gaps", report, str(articles)), folder)
    except BenchmarkError as error:
        yield Result("event loop", note=f"failed: {str(error).splitlines()[-1]}", is_right=False)
        return
    found = json.loads(report.read_text("utf-8"))
    note = (
        f"{found['longest'] * 1000:.1f} ms is the longest of {found['turns']:,}, p99 {found['p99'] * 1000:.1f} ms, "
        f"processor at most {found['cpu'] * 1000:.1f} ms, while {articles:,} got suggestions"
    )
    yield Result(f"event loop gap, {found['seconds']:.0f} s of suggesting", found["longest"], note=note)


def starting(folder: Path, times: int = 7) -> Iterator[Result]:
    """Say how soon after starting the program its window has painted and is filled, beside an empty window of Qt's.

    Medians of `times` starts, in turn with as many of Qt alone; a first one of each makes the bytecode that everybody
    who has installed the program has.
    """
    report = folder / "start.json"
    found: dict[str, list[dict[str, dict[str, float]]]] = {"": [], "bare": []}
    for turn in range(times + 1):
        for way, starts in found.items():
            try:
                run((sys.executable, "-m", "tests.benchmarks.start", report, *([way] if way else [])), folder)
            except BenchmarkError as error:
                yield Result("window on screen", note=f"failed: {str(error).splitlines()[-1]}", is_right=False)
                return
            if turn:
                starts.append(json.loads(report.read_text("utf-8")))

    def middle(way: str, moment: str, figure: str) -> float:
        return median(start[moment][figure] for start in found[way])

    bare, bare_cpu = (middle("bare", "painted", figure) for figure in ("seconds", "cpu"))
    for name, moment in (("window on screen", "painted"), ("window filled", "filled")):
        seconds, cpu = (middle("", moment, figure) for figure in ("seconds", "cpu"))
        note = (
            f"median of {times}; processor {cpu:.2f} s, {cpu / bare_cpu:.2f} times the empty window's {bare_cpu:.2f} s;"
            f" empty window {bare:.2f} s"
        )
        yield Result(name, seconds, None, None, "an empty window of Qt's", seconds / bare, note=note)


def rows(title: str, figures: dict[str, dict[str, float]]) -> Iterator[Result]:
    """Turn the figures of one article into rows."""
    size, base = figures["size"], figures["baseline"]
    yield Result(
        f"canvas: {title}", note=f"{size['words']:,} words, {size['spans']:,} spans, {size['links']:,} relations"
    )
    for key in ("every key", *KEYS):
        one = figures[key]
        compared = (QTEXTEDIT, one["p50"] / base["one more span"]) if key == "every key" else (None, None)
        yield Result(f"  {key}, painted", one["p95"], None, None, *compared, note=_said(one))
    for key in ("first paint", "a page down"):
        yield Result(
            f"  {key}", figures[key]["p50"], None, None, QTEXTEDIT, figures[key]["p50"] / base[key],
            note=_said(figures[key]),
        )  # fmt: skip
    yield Result("  memory over the empty window", peak_bytes=round(figures["memory"]["bytes"]))


def _said(one: dict[str, float]) -> str:
    parts = [f"{name} {one[name] * 1000:.1f}" for name in ("p50", "p95", "p99") if name in one]
    panels = f"; with panels {one['quiet'] * 1000:.1f}" if "quiet" in one else ""
    return f"{' · '.join(parts)} ms; processor {one['cpu'] * 1000:.1f}{panels}"


def article(name: str, seed: int = 4) -> tuple[str, Suggestions]:
    """Return a text, and suggestions for it that say what its generator knows."""
    if name == "seed":
        return _seed_article()
    random = Random(seed)
    parts = [
        _to_first_full_stop(part)
        for _ in range(_QUOTES)
        for part in (generate._quote(random), generate._report(random))
    ]
    words = sum(len(part.text.split()) for part in parts)
    while words < _WORDS:
        filler = generate._filler(random)
        words += len(filler.split())
        parts.append(generate._Paragraph(filler, (), ()))
    between = "\n" if name == "long" else " "
    text, spans, links = "", [], []
    for part in parts:
        base = len(text)
        own = [_span(base + start, base + end, label, LayerName(layer), attrs, random)
               for start, end, label, layer, attrs in part.spans]  # fmt: skip
        spans += own
        links += [_link(label, own[head], own[child]) for label, head, child in part.links]
        text += part.text + between
    text = normalise(text)
    return text, Suggestions(sha256(text), MODEL, tuple(in_document_order(spans)), tuple(links))


def _to_first_full_stop(part: generate._Paragraph) -> generate._Paragraph:
    """Leave out what follows the sentence that holds the spans: 50,000 words are to hold 6,000 of them."""
    last = max(end for _start, end, *_rest in part.spans)
    return generate._Paragraph(part.text[: part.text.index(".", last) + 1], part.spans, part.links)


def _seed_article() -> tuple[str, Suggestions]:
    from tests.gui.canvas.conftest import seed_view

    text = normalise(SEED_ARTICLE.read_text("utf-8"))
    view = seed_view(text)
    ids = {span.id: suggested_span_id(span.layer, span.label, *span.extent) for span in view.spans.values()}
    spans = [_span(span.start, span.end, span.label, span.layer, span.attrs, Random(0)) for span in view.spans.values()]
    by_id = {span.id: span for span in spans}
    links = [_link(link.label, by_id[ids[link.head]], by_id[ids[link.child]]) for link in view.relations.values()]
    return text, Suggestions(sha256(text), MODEL, tuple(in_document_order(by_id.values())), tuple(links))


def _span(start: int, end: int, label: str, layer: LayerName, attrs: object, random: Random) -> Span:
    origin = Origin(OriginKind.MODEL, "bench", "1", round(0.5 + random.random() / 2, 3))
    return Span(suggested_span_id(layer, label, start, end), start, end, label, layer, attrs, Status.SUGGESTED, origin)


def _link(label: str, head: Span, child: Span) -> Relation:
    link_id = suggested_relation_id(label, head.id, child.id)
    return Relation(link_id, label, head.id, child.id, Status.SUGGESTED, Origin(OriginKind.RULE, "bench", "1", 0.9))


# --- in a process of its own -----------------------------------------------------------------------------------


class _Frames:
    """Notes when the text was painted: the frame a person waits for; the panels follow a turn later."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0
        paint = Painter.paint

        def noted(painter: Painter, *args: object) -> None:
            paint(painter, *args)
            self.wall, self.cpu = time.perf_counter(), time.process_time()

        Painter.paint = noted


class _Clock:
    """Wall-clock and processor seconds of one kind of step, until the text is painted and until all is quiet."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self.quiet: list[float] = []

    def time(self, step: Callable[[], object], frames: _Frames | None = None) -> None:
        began, used = time.perf_counter(), time.process_time()
        step()
        wall, cpu = time.perf_counter(), time.process_time()
        self.quiet.append(wall - began)
        if frames is not None and frames.wall > began:
            wall, cpu = frames.wall, frames.cpu
        self.wall.append(wall - began)
        self.cpu.append(cpu - used)

    def figures(self) -> dict[str, float]:
        if len(self.wall) < 2:
            return {"p50": self.wall[0], "cpu": self.cpu[0]}
        marks = quantiles(self.wall, n=100, method="inclusive")
        return {
            "p50": marks[49], "p95": marks[94], "p99": marks[98], "cpu": sorted(self.cpu)[len(self.cpu) // 2],
            "quiet": sorted(self.quiet)[len(self.quiet) // 2],
        }  # fmt: skip


def measure(name: str, rounds: int, folder: Path) -> dict[str, dict[str, float]]:
    """Open the article on the real window and press keys; return the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import psutil
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from annotator.app import leave_the_program_out, spare_the_collector
    from tests.stories.driver import Driver, FakeProcess

    app = QApplication.instance() or QApplication([])
    text, suggestions = article(name)
    process = psutil.Process()
    figures: dict[str, dict[str, float]] = {
        "size": {
            "words": len(text.split()), "spans": len(suggestions.spans), "links": len(suggestions.relations),
        }
    }  # fmt: skip

    def answer(asked: str) -> Suggestions:
        return suggestions if asked == text else Suggestions(sha256(asked), MODEL, (), ())

    with Driver(folder, model=lambda: FakeProcess(answer, MODEL), size=(1280, 800)) as kutip:
        spare_the_collector()
        leave_the_program_out()
        kutip.bring_in(kutip.write("0.txt", "Kosong."))
        app.processEvents()
        empty = process.memory_info().rss
        kutip.bring_in(kutip.write("1.txt", text))
        app.processEvents()
        figures["memory"] = {"bytes": process.memory_info().rss - empty}
        window, view = kutip.window, kutip.window.canvas
        long_id = window.desk.article_id
        assert len(window.desk.view.spans) == len(suggestions.spans)

        paint = _Clock()
        for _ in range(5):
            window.walk.open(next(row for row in _article_ids(window) if row != long_id))
            app.processEvents()
            window.walk.open(long_id)
            paint_from = _repaint_all(view, app)
            paint.time(paint_from)
        figures["first paint"] = paint.figures()

        random = Random(7)
        clocks, frames = {key: _Clock() for key in KEYS}, _Frames()
        for _ in range(rounds):
            entities = [s for s in window.desk.view.spans.values() if s.is_open and s.layer is LayerName.ENTITY]
            view.setFocus()
            view.focus_span(random.choice(entities).id)
            view.come_to_rest()
            app.processEvents()
            for key in KEYS:
                clocks[key].time(lambda key=key: kutip.press(key), frames)
                view.come_to_rest()
                app.processEvents()
        for key, clock in clocks.items():
            figures[key] = clock.figures()
        every = _Clock()
        for clock in clocks.values():
            every.wall += clock.wall
            every.cpu += clock.cpu
            every.quiet += clock.quiet
        figures["every key"] = every.figures()

        page = _Clock()
        bar = view.verticalScrollBar()
        for _ in range(rounds):
            bar.setValue(random.randrange(bar.maximum() + 1))
            app.processEvents()

            def scroll() -> None:
                bar.setValue(bar.value() + bar.pageStep())
                app.processEvents()

            page.time(scroll)
        figures["a page down"] = page.figures()
    QTest.qWait(0)
    figures["baseline"] = _baseline(app, text, suggestions)
    return figures


def measure_gaps(articles: int, folder: Path) -> dict[str, float]:
    """Suggest for generated articles with the real model process; return the gaps between turns of the event loop."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from annotator.app import leave_the_program_out, spare_the_collector
    from annotator.gui.model_process import ModelProcess
    from tests.stories.driver import Driver

    app = QApplication.instance() or QApplication([])
    source = folder / "articles.jsonl"
    generate.write_articles(source, articles)
    with Driver(folder, model=ModelProcess, size=(1280, 800)) as kutip:
        spare_the_collector()
        leave_the_program_out()
        kutip.bring_in(source, with_suggestions=False)
        suggesting = kutip.window.suggesting
        kutip.wait_until(lambda: suggesting.state == "ready", "the model did not get ready")
        ticks: list[float] = []
        used: list[float] = []

        def tick() -> None:
            ticks.append(time.perf_counter())
            used.append(time.thread_time())

        beat = QTimer()
        beat.setInterval(1)
        beat.timeout.connect(tick)
        ended: list[object] = []
        suggesting.ended.connect(lambda *told: ended.append(told))
        began = time.perf_counter()
        beat.start()
        kutip.window.actions_["model.suggest_all"].trigger()
        while not ended:
            app.processEvents()
            time.sleep(0.0005)
        seconds = time.perf_counter() - began
    between = [after - before for before, after in pairwise(ticks)]
    return {
        "longest": max(between), "cpu": max(after - before for before, after in pairwise(used)),
        "p99": quantiles(between, n=100)[98], "turns": len(between), "seconds": seconds,
    }  # fmt: skip


def _article_ids(window: object) -> list[int]:
    return [article_id for article_id, _title in window.bench._context.queue.titled("", 10)]


def _repaint_all(view: object, app: object) -> Callable[[], None]:
    """Return the step from a given view to its first frame: the article and its spans set anew, and painted."""
    text, shown, schema = view.text, view._whole, view._schema

    def step() -> None:
        view.set_article(text, schema)
        view.set_view(shown)
        app.processEvents()

    return step


def _baseline(app: object, text: str, suggestions: Suggestions) -> dict[str, float]:
    """Show the same in a QTextEdit: first paint, one more span, a page down; medians in seconds."""
    from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
    from PySide6.QtWidgets import QTextEdit

    edit = QTextEdit()
    edit.setReadOnly(True)
    edit.resize(720, 640)
    edit.show()
    app.processEvents()
    form = QTextCharFormat()
    form.setBackground(QColor("#dde8f8"))

    def selections(count: int) -> list[QTextEdit.ExtraSelection]:
        found = []
        for span in suggestions.spans[:count]:
            one = QTextEdit.ExtraSelection()
            one.cursor = QTextCursor(edit.document())
            one.cursor.setPosition(span.start)
            one.cursor.setPosition(span.end, QTextCursor.MoveMode.KeepAnchor)
            one.format = form
            found.append(one)
        return found

    def first() -> None:
        edit.setPlainText(text)
        edit.setExtraSelections(selections(len(suggestions.spans)))
        app.processEvents()

    def one_more() -> None:
        edit.setExtraSelections(selections(len(suggestions.spans) - 1))
        app.processEvents()

    def page_down() -> None:
        bar = edit.verticalScrollBar()
        bar.setValue(bar.value() + bar.pageStep())
        app.processEvents()

    found = {}
    for name, step in (("first paint", first), ("one more span", one_more), ("a page down", page_down)):
        clock = _Clock()
        for _ in range(5):
            clock.time(step)
        found[name] = clock.figures()["p50"]
    edit.close()
    return found


def main(arguments: list[str]) -> None:
    """Measure one article into a report, or print the figures of all."""
    with tempfile.TemporaryDirectory(prefix="kutip-canvas-") as folder:
        if len(arguments) == 3:
            name, report, count = arguments
            Path(report).write_text(json.dumps(_measured(name, int(count), Path(folder))), "utf-8")
            return
        from tests.benchmarks.__main__ import line

        wanted = arguments or [*ARTICLES, "gaps", "start"]
        for name in wanted:
            own = Path(tempfile.mkdtemp(dir=folder))
            if name == "gaps":
                found = gaps(own)
            elif name == "start":
                found = starting(own)
            else:
                found = rows(ARTICLES[name], measure(name, 40, own))
            for row in found:
                print(line(row), flush=True)


def _measured(name: str, count: int, folder: Path) -> dict:
    return measure_gaps(count, folder) if name == "gaps" else measure(name, count, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
