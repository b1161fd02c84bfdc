"""How fast articles come in and go out in every format, and in how much memory.

`python -m tests.benchmarks.doors [ARTICLES] [FORMAT …]` prints the figures. The baseline of each row is the same rows
through the standard library alone (sqlite3 and json), in the same run. Where PEERS_HOME names the folder in which the
scripts beside `shared/data` measured Label Studio and doccano, their figures stand below, each above Kutip's for the
very articles that they were given; `python -m tests.benchmarks.doors peers` prints these alone.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from annotator import bootstrap
from tests.benchmarks import baselines
from tests.benchmarks.generate import write_articles
from tests.benchmarks.measure import SAID, BenchmarkError, run
from tests.benchmarks.suite import KUTIP, Result


def doors(folder: Path, articles: int, names: Collection[str] = ()) -> Iterator[Result]:
    """Export `articles` generated ones in each format, import each export, and yield the rows as they come."""
    source, floor, database = folder / "doors.jsonl", folder / "doors-floor.db", folder / "doors.db"
    write_articles(source, articles)
    module = (sys.executable, "-m", "tests.benchmarks.baselines")
    floor_in = run((*module, "import", source, floor), folder)
    floor_out = run((*module, "export", floor, folder / "doors-floor.jsonl"), folder)
    run((*KUTIP, "import", source, "--db", database, "--json"), folder)
    for left in (source, floor, folder / "doors-floor.jsonl"):
        left.unlink()
    for info, reads, writes in bootstrap.formats():
        if not writes or (names and info.name not in names):
            continue
        out = folder / f"out-{info.name}" / f"out{'' if info.is_folder else info.suffixes[0]}"
        out.parent.mkdir()
        split = ("--split", "100/0/0") if info.default_split else ()
        command = (*KUTIP, "export", "--format", info.name, "-o", out, *split, "--db", database, "--json")
        yield _measured(f"export {info.name}", command, folder, articles, (baselines.EXPORT, floor_out.seconds))
        if reads:
            other = folder / "doors-in.db"
            # Written as several files they come in as the folder that they stand in.
            whole = out if info.is_folder or len(list(out.parent.glob(f"*{out.suffix}"))) == 1 else out.parent
            named = () if info.is_folder or whole != out else ("--format", info.name)
            command = (*KUTIP, "import", *named, whole, "--db", other, "--json")
            row = _measured(f"import {info.name}", command, folder, articles, (baselines.IMPORT, floor_in.seconds))
            yield _counted(row, folder, articles)
            for left in folder.glob("doors-in.db*"):
                left.unlink()
        shutil.rmtree(out.parent)
    yield from peers(folder)


def peers(folder: Path) -> Iterator[Result]:
    """Yield what Label Studio and doccano took, where it was measured on this machine, and Kutip for the same.

    Their servers were running already; Kutip's seconds include its start and the making of a new database.
    """
    home = os.environ.get("PEERS_HOME")
    if home is None:
        return
    documents = Path(home) / "docs.jsonl"
    for peer in (peer for peer in _PEERS if (Path(home) / peer.result).is_file() and documents.is_file()):
        theirs = json.loads((Path(home) / peer.result).read_text("utf-8"))
        count = theirs["n"]
        source, out = (folder / f"{peer.format}-{way}{peer.suffix}" for way in ("in", "out"))
        peer.write(documents, source, count)
        files = {"import": (source,), "export": ("-o", out, "--all", *peer.options)}
        for work, given in files.items():
            seconds = theirs.get(f"{work}_s") or theirs.get(f"{work}_JSON_s") or 0.0
            peak = theirs.get(f"{work}_peak_MB")
            if seconds:
                held = round(peak * 2**20) if peak else None
                yield Result(f"{peer.name} {work}", seconds, count / seconds, held)
            database = folder / f"{peer.format}.db"
            command = (*KUTIP, work, "--format", peer.format, *given, "--db", database, "--json")
            row = _measured(f"kutip {work} {peer.format}, the same", command, folder, count, (peer.name, seconds))
            yield _counted(row, folder, count) if work == "import" else row


def _label_studio_tasks(documents: Path, target: Path, count: int) -> None:
    """Write the articles as the script gives them to Label Studio: one array in one line."""
    with target.open("w", encoding="utf-8") as file:
        for number, one in enumerate(_first(documents, count)):
            regions = [
                {"id": f"{one['id']}_{place}", "from_name": "label", "to_name": "text", "type": "labels",
                 "value": {"start": start, "end": end, "text": one["text"][start:end], "labels": [label]}}
                for place, (start, end, label) in enumerate(one["spans"])
            ]  # fmt: skip
            task = {"data": {"text": one["text"], "doc_id": one["id"]}, "annotations": [{"result": regions}]}
            file.write(", " if number else "[")
            json.dump(task, file, ensure_ascii=False)
        file.write("]")


def _doccano_rows(documents: Path, target: Path, count: int) -> None:
    """Write the articles as the script gives them to doccano."""
    with target.open("w", encoding="utf-8") as file:
        for one in _first(documents, count):
            row = {"text": one["text"], "label": one["spans"], "doc_id": one["id"]}
            print(json.dumps(row, ensure_ascii=False), file=file)


def _first(documents: Path, count: int) -> Iterator[dict]:
    with documents.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in islice(file, count))


@dataclass(frozen=True, slots=True)
class _Peer:
    """A peer: the file with its figures, and how its script gives it the articles; `options` are of our export."""

    name: str
    result: str
    format: str
    suffix: str
    write: Callable[[Path, Path, int], None]
    options: tuple[str, ...] = ()


_PEERS = (
    _Peer("Label Studio", "ls_result.json", "labelstudio", ".json", _label_studio_tasks),
    _Peer("doccano", "dc_result.json", "doccano", ".jsonl", _doccano_rows, ("--set", "relations=no")),
)


def _measured(name: str, command: tuple, folder: Path, articles: int, floor: tuple[str, float]) -> Result:
    try:
        cost = run(command, folder)
    except BenchmarkError as error:
        return Result(name, note=f"failed: {str(error).splitlines()[-1]}", is_right=False)
    baseline, ratio = (floor[0], cost.seconds / floor[1]) if floor[1] else (None, None)
    return Result(name, cost.seconds, articles / cost.seconds, cost.peak_bytes, baseline, ratio)


def _counted(row: Result, folder: Path, articles: int) -> Result:
    """Fail the row of an import that did not bring in every article: its rate would mean nothing."""
    if not row.is_right:
        return row
    said = (folder / SAID).read_text("utf-8")
    added = json.loads(said[said.index("{\n") :])["added"]  # lines of progress stand before it
    return row if added == articles else replace(row, note=f"NO: {added:,} of {articles:,} came in", is_right=False)


if __name__ == "__main__":
    from tests.benchmarks.__main__ import line

    with tempfile.TemporaryDirectory(prefix="kutip-doors-") as temporary:
        given = sys.argv[1:] or ["10_000"]
        found = peers(Path(temporary)) if given == ["peers"] else doors(Path(temporary), int(given[0]), given[1:])
        for result in found:
            print(line(result), flush=True)
