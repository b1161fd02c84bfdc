"""A scripted person at the real window, for killing in the middle.

Run as a program it does nothing until told a seed and a folder, in a line on stdin. Then a process split off from it,
which so need not import everything again, starts the program there and works until it is killed; and then the next.
After every key that process prints what the window shows as saved: the newest journal number and the digest of the
layer. It is killed at a moment of the test's choosing, so there is no telling whether a key was under way.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import traceback
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.storage.durability import digest
from tests.stories.driver import SEED, Driver, FakeProcess
from tests.stories.seed import MODEL, NearlyRight

WORDS = ("Putin", "Rusia", "Korea Utara", "hak mereka", "dokumen", "sanksi")
MOVES = ("Alt+Right", "Alt+Left", "Alt+Shift+Right", "Alt+Shift+Left", "Ctrl+Alt+Right")
KEYS = ("Return", "Return", "Return", "x", "1", "2", "3", *MOVES, "f", "Ctrl+Z", "Ctrl+Z", "Ctrl+Shift+Z")


def work(home: Path, seed: int) -> None:
    """Open the seed article in `home` and correct it at random, for ever; say what was saved after each key."""
    chance = random.Random(seed)
    _app = QApplication(sys.argv)
    model = NearlyRight()
    with Driver(home, model=lambda: FakeProcess(model.answer, MODEL)) as kutip:
        if kutip.window.desk.session is None:
            kutip.bring_in(SEED)
        window = kutip.window
        window.desk.changed.connect(lambda changes: report(kutip, digest(changes.layer)))
        os.write(1, b"ready\n")
        for _ in itertools.count():
            match chance.randrange(6):
                case 0:
                    kutip.press("Tab")
                case 1:
                    words = chance.choice(WORDS)
                    start = window.desk.text.index(words)
                    window.canvas.select(start, start + len(words))
                    kutip.press(chance.choice("123"))
                case _:
                    kutip.press(chance.choice(KEYS))


def report(kutip: Driver, layer: str) -> None:
    """Print the edit that the status line has just shown as saved."""
    session = kutip.window.desk.session
    assert session is not None
    assert kutip.status.startswith("saved "), kutip.status
    os.write(1, f"{session._stacks.last_seq} {layer}\n".encode())


def main() -> None:
    """Let one process after the other work; print its number first and how it ended last."""
    for line in sys.stdin:
        seed, home = line.split(maxsplit=1)
        child = os.fork()
        if child == 0:
            os.write(1, f"process {os.getpid()}\n".encode())
            try:
                work(Path(home.rstrip("\n")), int(seed))
            finally:
                traceback.print_exc()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        os.write(1, f"ended {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
