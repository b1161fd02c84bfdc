"""Nothing the window has shown as saved is lost to a kill, at whatever moment it comes."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.storage.durability import Acknowledged, assert_nothing_lost, kill_after_first_line
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
    for seed in range(KILLS // AT_ONCE):
        seconds = chance.uniform(0.01, 0.5)
        acknowledged += kill_after_first_line(kills.__name__, [str(home), f"{seed}"], seconds)
        assert_nothing_lost(str(home / "berita.db"), 1, acknowledged, annotator="Ani")
    return acknowledged
