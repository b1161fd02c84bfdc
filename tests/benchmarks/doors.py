"""How fast articles come in and go out in every format, and in how much memory.

`python -m tests.benchmarks.doors [ARTICLES] [FORMAT …]` prints the figures. The baseline of each row is the same rows
through the standard library alone (sqlite3 and json), in the same run. Where PEERS_HOME names the folder in which the
scripts beside `shared/data` measured Label Studio and doccano, their figures stand below.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import replace
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
    yield from peers()


def peers() -> Iterator[Result]:
    """Yield what Label Studio and doccano took for the same work, where it was measured on this machine."""
    home = os.environ.get("PEERS_HOME")
    if home is None:
        return
    for peer, name in (("Label Studio", "ls_result*.json"), ("doccano", "dc_result*.json")):
        for path in sorted(Path(home).glob(name)):
            found = json.loads(path.read_text("utf-8"))
            count = found.get("n", 0)
            for work, seconds, peak in (
                ("import", found.get("import_s"), found.get("import_peak_MB")),
                ("export", found.get("export_s") or found.get("export_JSON_s"), found.get("export_peak_MB")),
            ):
                if seconds and count:
                    held = int(peak * 2**20) if peak else None
                    yield Result(f"{peer} {work}", seconds, count / seconds, held, note=f"{count:,} articles")


def _measured(name: str, command: tuple, folder: Path, articles: int, floor: tuple[str, float]) -> Result:
    try:
        cost = run(command, folder)
    except BenchmarkError as error:
        return Result(name, note=f"failed: {str(error).splitlines()[-1]}", is_right=False)
    return Result(name, cost.seconds, articles / cost.seconds, cost.peak_bytes, floor[0], cost.seconds / floor[1])


def _counted(row: Result, folder: Path, articles: int) -> Result:
    """Fail the row of an import that did not bring in every article: its rate would mean nothing."""
    if not row.is_right:
        return row
    said = (folder / SAID).read_text("utf-8")
    added = json.loads(said[said.index("{\n") :])["added"]  # lines of progress stand before it
    return row if added == articles else replace(row, note=f"NO: {added:,} of {articles:,} came in", is_right=False)


if __name__ == "__main__":
    from tests.benchmarks.__main__ import line

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="kutip-doors-") as temporary:
        for result in doors(Path(temporary), count, sys.argv[2:]):
            print(line(result), flush=True)
