"""Exporting: what goes out, in which parts, whole or not at all, and what is said of it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from annotator.domain.annotations import Answer, Comment, Layer
from annotator.domain.errors import UserError
from annotator.domain.jobs import Cancelled
from annotator.domain.losses import Loss, LossKind
from annotator.domain.spans import HUMAN, LayerName, Origin, OriginKind, Relation, Span, Status
from annotator.domain.stories import Split
from annotator.formats.kutip_jsonl import KutipWriter
from annotator.formats.staging import Shelf
from annotator.services.export import ExportAnnotations, ExportChoice, LossyExportError
from annotator.services.ports import FormatInfo, FormatOption, Which
from tests.domain.test_stories import rewritten, story
from tests.fakes import FakeDatabase
from tests.formats.material import berita
from tests.services.fakes import article, stop_after

MODEL = Origin(OriginKind.MODEL, "m", "1", 0.9)
ALL = ExportChoice("kutip", Which.ALL)


class Forgetful:
    """Writes texts, loses every relation, and can only do so in a file or in a folder."""

    def __init__(self, *, is_folder: bool = False) -> None:
        option = FormatOption("case", "Case", "as-is", {"as-is": "As it is", "upper": "Upper"})
        self.info = FormatInfo("forgetful", "Texts", (".txt",), is_folder=is_folder, write_options=(option,))

    def write(self, records, path, job):
        lines = []
        for record in records:
            text = record.article.text
            lines.append(text.upper() if job.options["case"] == "upper" else text)
            for link in record.relations:
                job.lose(Loss(LossKind.RELATION, record.article.key, record.annotator, link.id, link.label, "no place"))
        (path / "texts.txt" if self.info.is_folder else path).write_text("\n".join(lines))
        return len(lines)


def layer(number: int, annotator: str = "ani", **changes: object) -> Layer:
    spans = [
        Span(
            "s1", 0, 4, "PER", LayerName.ENTITY, status=Status.ACCEPTED, origin=Origin(OriginKind.MODEL, "m", "1", 0.9)
        ),
        Span("s2", 0, 5, "SPEAKER", LayerName.QUOTE, origin=HUMAN),
        Span("s3", 0, 3, "QUOTE", LayerName.QUOTE, origin=HUMAN),
    ]
    links = {"r1": Relation("r1", "said_by", "s3", "s2")}
    return Layer(number, annotator, {span.id: span for span in spans}, links, **changes)


@pytest.fixture
def database():
    found = FakeDatabase(article("Satu."), article("Dua dan tiga."))
    found.hold(layer(1, answer=Answer.ACCEPT))
    found.hold(layer(2))
    return found


def exporter(database, *writers):
    known = {writer.info.name: writer for writer in (KutipWriter(), *writers)}
    return ExportAnnotations(database, known, Shelf(), berita(), "0.1.0")


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# --- what goes out ----------------------------------------------------------------------------------------------


def test_finished_layers_are_written_with_manifest_and_card_beside_them(database, tmp_path):
    done = exporter(database).run(ExportChoice(), tmp_path / "out.jsonl")

    assert [row["text"] for row in rows(tmp_path / "out.jsonl")] == ["Satu."]
    assert (done.records, done.parts, done.losses) == (1, {"": 1}, ())
    assert everything(tmp_path).keys() == {"out.jsonl", "out.jsonl.manifest.json", "out.jsonl.README.md"}


def test_unfinished_layers_are_written_on_request(database, tmp_path):
    assert exporter(database).run(ALL, tmp_path / "out.jsonl").records == 2


def test_labels_left_out_take_their_relations_and_comments_along(database, tmp_path):
    comments = {"c1": Comment("c1", "periksa", "s1"), "c2": Comment("c2", "umum"), "c3": Comment("c3", "siapa?", "s2")}
    database.hold(layer(2, comments=comments, answer=Answer.ACCEPT))
    choice = ExportChoice(labels=frozenset({"PER", "QUOTE"}))
    exporter(database).run(choice, tmp_path / "out.jsonl")
    row = next(row for row in rows(tmp_path / "out.jsonl") if "comments" in row)

    assert [span["label"] for span in row["spans"]] == ["PER", "QUOTE"]
    assert row["relations"] == []
    assert [comment["id"] for comment in row["comments"]] == ["c1", "c2"]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (ExportChoice("conll"), r'no format called "conll".*Choose one of: kutip, forgetful'),
        (ExportChoice(labels=frozenset({"PERSON"})), r"does not know the label PERSON.*PER, ORG"),
        (ExportChoice(annotator="budi"), r'Nobody called "budi".*ani'),
        (ExportChoice("forgetful", options={"size": "2"}), r'no option "size".*case'),
        (ExportChoice("forgetful", options={"case": "lower"}), r'case cannot be "lower".*as-is, upper'),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(database, tmp_path, choice, said):
    with database.unit_of_work() as work:
        work.annotators.ensure("ani")
        work.commit()
    with pytest.raises(UserError, match=said):
        exporter(database, Forgetful()).run(choice, tmp_path / "out")
    assert everything(tmp_path) == {}


def test_options_of_the_format_reach_the_writer(database, tmp_path):
    exporter(database, Forgetful()).run(ExportChoice("forgetful", options={"case": "upper"}), tmp_path / "out.txt")

    assert (tmp_path / "out.txt").read_text() == "SATU."


# --- whole or not at all ------------------------------------------------------------------------------------------


def test_stopping_leaves_everything_as_it_was(database, tmp_path):
    (tmp_path / "out.jsonl").write_text("old")
    with pytest.raises(Cancelled):
        exporter(database).run(ALL, tmp_path / "out.jsonl", cancelled=stop_after(1))

    assert everything(tmp_path) == {"out.jsonl": b"old"}


def test_pipe_gets_the_export_and_nothing_is_laid_beside_it(database, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as readers:
        read = readers.submit(pipe.read_bytes)
        exporter(database).run(ALL, pipe)

    assert len(read.result().splitlines()) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize(
    "choice", [ALL, ExportChoice("kutip"), ExportChoice("kutip", Which.ALL, include_suggested=True)]
)
def test_progress_is_of_as_many_records_as_there_will_be(database, tmp_path, choice):
    told = []
    report = exporter(database).run(choice, tmp_path / "out.jsonl", report=told.append)

    assert [(step.done, step.total) for step in told] == [(n, report.records) for n in range(report.records + 1)]


def test_strict_export_that_would_lose_something_writes_nothing_and_says_what(database, tmp_path):
    (tmp_path / "out.txt").write_text("old")
    with pytest.raises(LossyExportError, match="1 would be lost") as raised:
        exporter(database, Forgetful()).run(ExportChoice("forgetful", is_strict=True), tmp_path / "out.txt")

    (group,) = raised.value.report.losses
    assert (group.kind, group.label, group.count, group.examples[0].thing) == (LossKind.RELATION, "said_by", 1, "r1")
    assert everything(tmp_path) == {"out.txt": b"old"}


def test_strict_export_without_losses_is_written(database, tmp_path):
    choice = ExportChoice("forgetful", labels=frozenset({"PER"}), is_strict=True)

    assert exporter(database, Forgetful()).run(choice, tmp_path / "out.txt").lost == 0
    assert (tmp_path / "out.txt").is_file()


def test_preview_says_what_would_be_lost_and_writes_nothing(database, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    seen = exporter(database, Forgetful()).preview(ExportChoice("forgetful", Which.ALL))

    assert (seen.records, seen.lost) == (2, 2)
    assert everything(tmp_path) == {}


def test_folder_replaces_an_export_and_nothing_else(database, tmp_path):
    target = exporter(database, Forgetful(is_folder=True))
    choice = ExportChoice("forgetful", Which.ALL)
    target.run(choice, tmp_path / "out")
    target.run(choice, tmp_path / "out")

    assert everything(tmp_path).keys() == {"out/texts.txt", "out/manifest.json"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("name", "manifest"), [("thesis.txt", None), ("thesis.txt", '{"name": "an extension"}'), (".git/HEAD", "ours")]
)
def test_folder_with_anything_of_somebody_elses_is_left_alone(database, tmp_path, name, manifest):
    target, mine = exporter(database, Forgetful(is_folder=True)), tmp_path / "mine"
    choice = ExportChoice("forgetful", Which.ALL)
    if manifest == "ours":
        target.run(choice, mine)
    elif manifest is not None:
        mine.mkdir()
        (mine / "manifest.json").write_text(manifest)
    (mine / name).parent.mkdir(exist_ok=True, parents=True)
    (mine / name).write_text("years of work")
    before = everything(tmp_path)
    with pytest.raises(UserError, match="no export of Kutip put there"):
        target.run(choice, mine)

    assert everything(tmp_path) == before


def test_file_is_not_put_in_place_of_a_folder_nor_a_folder_in_place_of_a_file(database, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UserError, match="there is a folder of that name"):
        exporter(database).run(ALL, tmp_path / "folder")
    with pytest.raises(UserError, match="there is a file of that name"):
        exporter(database, Forgetful(is_folder=True)).run(ExportChoice("forgetful"), tmp_path / "file")


# --- splits -------------------------------------------------------------------------------------------------------


@pytest.fixture
def corpus():
    texts = [story(n // 2) if n % 2 else rewritten(story(n // 2), n) for n in range(80)]
    found = FakeDatabase(*map(article, texts))
    for number in range(1, 81):
        found.hold(Layer(number, "ani", answer=Answer.ACCEPT))
    return found


def test_split_parts_stories_not_articles(corpus, tmp_path):
    done = exporter(corpus).run(ExportChoice(split=Split((50, 25, 25))), tmp_path / "out")
    parts = {part: [row["text"] for row in rows(tmp_path / "out" / f"{part}.jsonl")] for part in done.parts}

    assert sum(map(len, parts.values())) == 80
    assert all(parts.values())
    for number in range(40):
        pair = {story(number), rewritten(story(number), number * 2)}
        assert sum(bool(pair & set(texts)) for texts in parts.values()) == 1


def test_part_without_a_share_is_not_there(corpus, tmp_path):
    done = exporter(corpus).run(ExportChoice(split=Split((80, 0, 20))), tmp_path / "out")

    assert done.parts.keys() == {"train", "test"}
    assert not (tmp_path / "out" / "dev.jsonl").exists()


# --- the manifest -------------------------------------------------------------------------------------------------


def test_manifest_has_checksums_counts_and_versions(database, tmp_path):
    exporter(database).run(ExportChoice("kutip", Which.ALL, licence="CC BY 4.0"), tmp_path / "out.jsonl")
    said = json.loads((tmp_path / "out.jsonl.manifest.json").read_text())

    files = {row["path"]: (row["bytes"], row["sha256"]) for row in said["files"]}
    for name in ("out.jsonl", "out.jsonl.README.md"):
        data = (tmp_path / name).read_bytes()
        assert files[name] == (len(data), hashlib.sha256(data).hexdigest())
    assert said["tool"] == {"name": "kutip", "version": "0.1.0"}
    assert said["label_set"] == {"name": "berita", "version": berita().version}
    assert said["models"] == [{"kind": "model", "name": "m", "version": "1"}]
    assert said["counts"]["all"]["spans"] == {"PER": 2, "QUOTE": 2, "SPEAKER": 2}
    assert said["counts"]["all"]["records"] == 2
    assert said["licence"] == "CC BY 4.0"
    assert said["losses"] == []


def test_card_says_how_far_annotators_agree(database, tmp_path):
    database.hold(layer(1, "budi", answer=Answer.ACCEPT))
    exporter(database).run(ExportChoice(), tmp_path / "out.jsonl")
    card = (tmp_path / "out.jsonl.README.md").read_text()

    assert "pairwise F1 of exact spans: 1.000 (1 articles)" in card
    assert "| ani | 1 |" in card
    assert "| QUOTE | 2 |" in card


_EXPORT = """
import sys
from pathlib import Path
from annotator import bootstrap
from annotator.domain.stories import Split
from annotator.services.export import ExportChoice
source, home, out = map(Path, sys.argv[1:])
with bootstrap.opened(home / "kutip.db") as services:
    services.importer.run([source], "ani")
    services.exporter.run(ExportChoice(split=Split((50, 25, 25))), out)
"""


def test_bytes_hang_neither_on_hash_seed_locale_time_zone_nor_the_order_articles_came_in(corpus, tmp_path):
    exporter(corpus).run(ExportChoice(), tmp_path / "in.jsonl")
    lines = (tmp_path / "in.jsonl").read_bytes().splitlines(keepends=True)
    exports = []
    for number, (seed, zone, order) in enumerate([("1", "Asia/Jakarta", 1), ("2", "America/New_York", -1)]):
        home = tmp_path / f"home{number}"
        home.mkdir()
        (home / "in.jsonl").write_bytes(b"".join(lines[::order]))
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C" if number else "C.UTF-8"}
        environment["KUTIP_HOME"] = str(home)
        subprocess.run(
            [sys.executable, "-c", _EXPORT, home / "in.jsonl", home, tmp_path / f"out{number}"],
            check=True, env=environment, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        exports.append(everything(tmp_path / f"out{number}"))

    assert exports[0].keys() == {"train.jsonl", "dev.jsonl", "test.jsonl", "manifest.json", "README.md"}
    assert exports[0] == exports[1]
