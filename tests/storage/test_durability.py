"""What was acknowledged is there after a kill."""

from __future__ import annotations

import random

from tests.storage.durability import assert_nothing_lost, new_article, run_and_kill


def test_nothing_acknowledged_is_lost_to_a_kill(target: str) -> None:
    article_id = new_article(target)
    chance = random.Random(20240619)
    acknowledged = []
    for seed in range(4):
        acknowledged += run_and_kill(target, article_id, seed=seed, seconds=chance.uniform(0.05, 0.4))
        assert_nothing_lost(target, article_id, acknowledged)

    assert len(acknowledged) > 20
