"""Kill a program in the middle of its work and see that nothing it had acknowledged is lost.

    acknowledged = run_and_kill(path, article_id, seed=1, seconds=0.2)
    assert_nothing_lost(path, article_id, acknowledged)

Run as a module it is that program: it edits at random through `services.annotate.Session` until it is killed, and
prints one line for each edit that came back: the journal's number and the digest of the layer then.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from annotator.domain.annotations import Answer, Article, Comment, Layer
from annotator.domain.codec import delta_to_json
from annotator.domain.edits import AddSpan, Edit, Finish, Flag, Link, RemoveSpan, Resize, SetComment, apply
from annotator.domain.spans import LayerName, Relation, Span
from annotator.services.annotate import Session
from annotator.storage import open_database
from annotator.storage.layers import everything_in

ANNOTATOR = "ani"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the killed program had shown as saved: journal row `seq`, and the `digest` of the layer after it."""

    seq: int
    digest: str


def new_article(target: str) -> int:
    """Make the database with an article to work on; return the article's id."""
    database = open_database(target)
    with database.unit_of_work() as work:
        stored, _ = work.articles.add(Article.from_raw("kata " * 50))
        work.commit()
    database.close()
    return stored.id


def run_and_kill(target: str, article_id: int, *, seed: int, seconds: float) -> list[Acknowledged]:
    """Let a program edit, kill it `seconds` after its first edit, and return all it had acknowledged."""
    return kill_after_first_line(__name__, [target, str(article_id), str(seed)], seconds)


def kill_after_first_line(module: str, arguments: Sequence[str], seconds: float) -> list[Acknowledged]:
    """Start a module, kill it `seconds` after its first line, and return the edits whose lines it had finished."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    assert process.stdout is not None
    timer = threading.Timer(seconds, process.kill)
    lines = []
    with process:
        for line in process.stdout:
            if not lines:
                timer.start()
            lines.append(line)
    timer.join()
    assert process.returncode == -9, f"the program ended by itself: {process.returncode}"
    whole = [line.split() for line in lines if line.endswith("\n")]
    return [Acknowledged(int(words[0]), words[1]) for words in whole if len(words) == 2]


def assert_nothing_lost(
    target: str, article_id: int, acknowledged: Sequence[Acknowledged], annotator: str = ANNOTATOR
) -> None:
    """Open the database again and replay its journal: every acknowledged state is in it, and the last is the state."""
    database = open_database(target)
    session = Session(database, _now, article_id, annotator)
    replayed = Layer(article_id, annotator)
    digests = {}
    for entry in session.history():
        replayed = apply(replayed, entry.delta)
        digests[entry.head.seq] = digest(replayed)
    problems = database.check().problems
    database.close()
    assert problems == ()
    assert replayed == session.layer
    assert [one for one in acknowledged if digests.get(one.seq) != one.digest] == []


def digest(layer: Layer) -> str:
    """Return a name for the contents of `layer`, whatever the order it was made in."""
    contents = delta_to_json(everything_in(layer))
    for part in ("spans", "relations", "comments"):
        contents[part] = sorted(contents.get(part, ()), key=lambda pair: pair[1]["id"])
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()[:16]


def work_until_killed(target: str, article_id: int, seed: int) -> None:
    """Edit, undo and redo at random for ever; say so after each."""
    chance = random.Random(seed)
    database = open_database(target)
    session = Session(database, _now, article_id, ANNOTATOR)
    seq = max((entry.head.seq for entry in session.history()), default=0)
    for number in count():
        match chance.randrange(8):
            case 0:
                changes = session.undo()
            case 1:
                changes = session.redo()
            case _:
                changes = session.apply(_some_edit(chance, session.layer, f"{seed}.{number}"))
        if changes is not None:
            seq += 1
            os.write(1, f"{seq} {digest(changes.layer)}\n".encode())


def _some_edit(chance: random.Random, layer: Layer, name: str) -> Edit:
    live = [span.id for span in layer.spans.values() if span.is_live]
    start = chance.randrange(200)
    end = start + chance.randrange(1, 50)
    kind = chance.randrange(7) if len(live) > 1 else 0
    match kind:
        case 1:
            return Resize(chance.choice(live), start, end)
        case 2 if len(live) > 20:
            return RemoveSpan(chance.choice(live))
        case 3:
            return Link(Relation(name, "said_by", *chance.sample(live, 2)))
        case 4:
            return SetComment(Comment("c1", name, chance.choice(live)))
        case 5:
            return Finish(chance.choice(list(Answer)))
        case 6:
            return Flag(not layer.is_flagged)
        case _:
            return AddSpan(Span(name, start, end, chance.choice(["PER", "LOC"]), LayerName.ENTITY))


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    work_until_killed(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
