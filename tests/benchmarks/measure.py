"""Runs a command in a process of its own and says how long it took and how much memory it ever held."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SAID = "said.txt"  # in the folder of a run: what its command wrote

# Linux counts what the parent held at the fork into the peak of the child, so a small parent has to start it.
_LAUNCHER = """
import os, sys, time
figures, *command = sys.argv[1:]
began = time.perf_counter()
pid = os.posix_spawn(command[0], command, os.environ)
_, status, usage = os.wait4(pid, 0)
seconds = time.perf_counter() - began
with open(figures, "w") as file:
    print([os.waitstatus_to_exitcode(status), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss], file=file)
"""


class BenchmarkError(Exception):
    """A command under measurement did not end as it should; its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: wall-clock seconds, processor seconds, and its peak memory in bytes."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def run(command: Sequence[str | Path], folder: Path) -> Cost:
    """Run `command` in its own user folders under `folder`; what it says is left in SAID there.

    Python keeps its bytecode, as it does for everybody, even where this environment forbids it: compiling the program
    at every start is no figure of the program. Raises BenchmarkError, with what the command said.
    """
    environment = {**os.environ, "KUTIP_HOME": str(folder / "home"), "LC_ALL": "C.UTF-8"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment.pop("KUTIP_DB", None)
    environment["QT_QPA_PLATFORM"] = "offscreen"
    said, figures = folder / SAID, folder / "figures.json"
    figures.unlink(missing_ok=True)
    with said.open("wb") as output:
        launched = [sys.executable, "-I", "-S", "-c", _LAUNCHER, figures, *command]
        subprocess.run([str(part) for part in launched], stdout=output, stderr=output, env=environment, check=True)
    exit_code, seconds, cpu_seconds, peak = json.loads(figures.read_text("utf-8"))
    if exit_code:
        tail = said.read_text("utf-8", "replace")[-2000:]
        raise BenchmarkError(f"{command!r} ended with {exit_code}:\n{tail}")
    return Cost(seconds, cpu_seconds, peak * (1 if sys.platform == "darwin" else 1024))


def until_first_line(command: Sequence[str], *, environment: dict[str, str] | None = None) -> float:
    """Return the seconds until `command` writes its first line; it is ended then."""
    began = time.perf_counter()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - began
        process.kill()
    if not line:
        raise BenchmarkError(f"{command!r} ended without a word")
    return seconds
