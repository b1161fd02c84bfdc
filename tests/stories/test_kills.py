"""Nothing the window has shown as saved is lost to a kill, at whatever moment it comes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.storage.durability import ROOT, Acknowledged, assert_nothing_lost
from tests.stories import kills

KILLS = 50
AT_ONCE = 2


@pytest.mark.timeout(600)
def test_every_edit_the_window_showed_as_saved_survives_fifty_kills(tmp_path: Path) -> None:
    homes = [tmp_path / str(number) for number in range(AT_ONCE)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        acknowledged = list(pool.map(work_and_be_killed, homes))

    assert sum(map(len, acknowledged)) > KILLS, "the killed windows did some work"


def work_and_be_killed(home: Path) -> list[Acknowledged]:
    """Kill one window after the other on the same database, and look after each kill."""
    home.mkdir()
    chance = random.Random(home.name)
    acknowledged: list[Acknowledged] = []
    command = [sys.executable, "-m", kills.__name__]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as windows:
        for seed in range(KILLS // AT_ONCE):
            acknowledged += kill(windows, home, seed, edits=seed % 4, seconds=chance.uniform(0.0, 0.2))
            assert_nothing_lost(str(home / "berita.db"), 1, acknowledged, annotator="Ani")
    return acknowledged


def kill(windows: subprocess.Popen[str], home: Path, seed: int, *, edits: int, seconds: float) -> list[Acknowledged]:
    """Open a window, kill it `seconds` after so many `edits`, and return the edits it had shown as saved."""
    assert windows.stdin is not None
    assert windows.stdout is not None
    windows.stdin.write(f"{seed} {home}\n")
    windows.stdin.flush()
    process = int(windows.stdout.readline().split()[1])
    timer = threading.Timer(seconds, os.kill, (process, signal.SIGKILL))
    saved: list[Acknowledged] = []
    for line in windows.stdout:
        match line.split():
            case ["ready"]:
                pass
            case ["ended", how]:
                assert how == "-9", f"the program ended by itself: {how}"
                break
            case [seq, layer]:
                saved.append(Acknowledged(int(seq), layer))
        if len(saved) == edits:
            timer.start()
    timer.join()
    return saved
