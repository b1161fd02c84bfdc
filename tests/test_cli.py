"""The command line: what goes to stdout and what to stderr, the exit codes, and bad input in a sentence."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from annotator import __version__, bootstrap, paths, storage
from annotator.cli.commands import app
from annotator.domain.errors import UserError
from tests.benchmarks.generate import write_articles
from tests.formats.material import line
from tests.formats.test_kutip_reader import BAD_ROWS
from tests.services.fakes import FakeSuggester

SEED = Path(__file__).parents[1] / "seeds" / "articles" / "tribunnews-putin-kim.txt"
COMMANDS = ("gui", "import", "suggest", "export", "evaluate", "doctor", "lint", "lexicon")


class Kutip:
    """The command line as a test drives it, on one database."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.suggester = FakeSuggester()
        self.workers: list[int] = []

    def run(self, *arguments: object, code: int = 0):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exit_code == code, (result.exit_code, result.output, result.exception)
        return result

    def json(self, *arguments: object, code: int = 0) -> dict[str, object]:
        """Run with --json and return the object, which has to be all there is on stdout."""
        return json.loads(self.run(*arguments, "--json", code=code).stdout)

    def with_db(self, command: str, *arguments: object) -> list[object]:
        return [command, *arguments, "--db", self.database]


@pytest.fixture
def kutip(tmp_path, monkeypatch):
    found = Kutip(tmp_path / "berita.db")

    @contextmanager
    def model_process(workers: int = 1, schema: object = None):
        found.workers.append(workers)
        yield found.suggester

    monkeypatch.setattr(bootstrap, "model_process", model_process)
    return found


@pytest.fixture
def annotated(tmp_path):
    """A file with one finished article of Ani's."""
    path = tmp_path / "ani.jsonl"
    path.write_bytes(line(annotator="ani", answer="accept") + b"\n")
    return path


def wait_until(is_so: Callable[[], bool], what: object) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def kutip_process(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    """Start a command as a terminal does: heeding Ctrl+C, which what is started in the background ignores."""
    heeds = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{heeds}; from annotator.cli import main; main()"
    return subprocess.Popen([sys.executable, "-c", program, *map(str, arguments)], **options)


# --- import and export ------------------------------------------------------------------------------------------


def test_import_says_what_came_in(kutip, annotated):
    result = kutip.run(*kutip.with_db("import", SEED, annotated))

    assert result.stdout == "2 articles added, 0 known already, 1 layer of annotations.\n"
    assert result.stderr == ""


def test_import_answers_a_program_with_one_object(kutip, annotated):
    said = kutip.json(*kutip.with_db("import", annotated, "--annotator", "budi"))

    assert said == {
        "command": "import", "ok": True, "added": 1, "known": 0, "layers": 1, "kept_layers": 0, "refused": 0,
        "noticed": 0, "problems": [], "notices": [], "kept": [], "annotator": "budi", "database": str(kutip.database),
    }  # fmt: skip


def test_importing_again_changes_nothing(kutip, annotated):
    kutip.run(*kutip.with_db("import", annotated))
    said = kutip.json(*kutip.with_db("import", annotated))

    assert (said["added"], said["known"], said["layers"], said["kept_layers"]) == (0, 1, 0, 1)


def test_layers_without_a_name_are_the_annotators(kutip, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(line(answer="accept"))
    kutip.run(*kutip.with_db("import", path, "--annotator", "Citra"))
    kutip.run(*kutip.with_db("export", "-o", tmp_path / "out.jsonl"))

    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["annotator"] == "Citra"


def test_export_gives_back_what_was_imported_and_the_same_bytes_twice(kutip, annotated, tmp_path):
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    kutip.run(*kutip.with_db("import", annotated, SEED))
    result = kutip.run(*kutip.with_db("export", "--format", "kutip", "-o", first))
    kutip.run(*kutip.with_db("export", "-o", second))
    (record,) = map(json.loads, first.read_text("utf-8").splitlines())

    assert result.stdout == f"1 record written to {first}.\n"
    assert [span["id"] for span in record["spans"]] == ["q", "c", "s"]
    assert record["relations"][0]["child"] == "s"
    assert first.read_bytes() == second.read_bytes()


def test_export_of_nothing_finished_says_how_to_get_the_rest(kutip, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(line(annotator="ani"))
    kutip.run(*kutip.with_db("import", path))

    assert "--all" in kutip.run(*kutip.with_db("export", "-o", tmp_path / "1.jsonl")).stderr
    assert kutip.json(*kutip.with_db("export", "-o", tmp_path / "2.jsonl", "--all"))["records"] == 1


def test_export_can_carry_open_suggestions(kutip, tmp_path):
    kutip.run(*kutip.with_db("import", SEED))
    kutip.run(*kutip.with_db("suggest"))
    kutip.run(*kutip.with_db("export", "-o", tmp_path / "out.jsonl", "--include", "suggested"))
    record = json.loads((tmp_path / "out.jsonl").read_text("utf-8"))

    assert record["annotator"] is None
    assert [span["status"] for span in record["spans"]] == ["suggested"]


def test_unknown_format_is_refused_with_those_there_are(kutip, tmp_path):
    said = kutip.json(*kutip.with_db("export", "--format", "docx", "-o", tmp_path / "x"), code=1)

    assert said["ok"] is False
    assert said["error"]["todo"].startswith("Choose one of: kutip, prodigy, ")


def test_formats_are_listed_with_their_options_and_ways(kutip):
    found = {one["name"]: one for one in kutip.json("formats")["formats"]}

    assert {"kutip", "prodigy", "doccano", "labelstudio", "brat", "cas", "conll", "bilou", "docbin", "hf", "csv"} <= {
        name for name, one in found.items() if one["writes"]
    }
    assert {"text", "html", "docx", "table", "rows"} <= {name for name, one in found.items() if one["reads"]}
    assert [option["name"] for option in found["conll"]["options"]] == ["layer", "conflict"]
    assert "--set layer=entity | quote | zone | all" in kutip.run("formats").stdout


def test_strict_export_that_would_lose_something_fails_and_writes_nothing(kutip, annotated, tmp_path):
    kutip.run(*kutip.with_db("import", annotated))
    said = kutip.json(
        *kutip.with_db("export", "--format", "conll", "--all", "--strict", "-o", tmp_path / "x.conll"), code=1
    )

    assert said["lost"] > 0
    assert not (tmp_path / "x.conll").exists()
    assert (
        "--strict"
        in kutip.run(
            *kutip.with_db("export", "--format", "conll", "--all", "--strict", "-o", tmp_path / "x.conll"), code=1
        ).stderr
    )


def test_database_comes_from_the_environment_when_none_is_named(kutip, annotated, tmp_path, monkeypatch):
    monkeypatch.setenv("KUTIP_DB", str(tmp_path / "other.db"))

    assert kutip.json("import", annotated)["database"] == str(tmp_path / "other.db")


def test_database_is_the_users_own_when_nobody_names_one(kutip, annotated):
    assert kutip.json("import", annotated)["database"] == str(paths.default_database())


# --- suggest ----------------------------------------------------------------------------------------------------


def test_suggest_for_files_writes_records_to_stdout(kutip):
    result = kutip.run("suggest", SEED)
    record = json.loads(result.stdout)

    assert (record["annotator"], record["answer"], record["spans"][0]["status"]) == (None, None, "suggested")
    assert not kutip.database.exists()


def test_a_dash_is_stdout(kutip):
    assert kutip.run("suggest", SEED, "-o", "-").stdout == kutip.run("suggest", SEED).stdout


def test_suggest_for_files_writes_a_file(kutip, tmp_path):
    out = tmp_path / "out.jsonl"
    said = kutip.json("suggest", SEED, "-o", out)

    assert said == {
        "command": "suggest", "ok": True, "output": str(out), "count": 1,
        "model": {"name": "id_berita", "version": "0.1.0"}, "problems": [],
    }  # fmt: skip
    assert len(out.read_text("utf-8").splitlines()) == 1


def test_suggest_for_files_puts_the_records_in_the_object_where_there_is_no_file(kutip):
    said = kutip.json("suggest", SEED)

    assert [record["schema"] for record in said["records"]] == ["kutip/1"]
    assert said["count"] == 1


def test_suggestions_of_a_file_can_be_imported_as_suggestions(kutip, tmp_path):
    out = tmp_path / "out.jsonl"
    kutip.run("suggest", SEED, "-o", out)
    said = kutip.json(*kutip.with_db("import", out))

    assert (said["added"], said["layers"]) == (1, 0)
    assert kutip.json(*kutip.with_db("suggest"))["stored"] == 0


def test_suggest_for_the_database_does_what_is_missing(kutip):
    kutip.run(*kutip.with_db("import", SEED))
    result = kutip.run(*kutip.with_db("suggest"))

    assert result.stdout == "Suggestions for 1 article stored (1 span).\n"
    assert kutip.json(*kutip.with_db("suggest"))["stored"] == 0


def test_text_the_model_fails_on_is_named_and_the_rest_goes_on(kutip, tmp_path):
    (tmp_path / "a.txt").write_text("Artikel sulit sekali.")
    (tmp_path / "b.txt").write_text("Artikel mudah saja.")
    kutip.suggester = FakeSuggester(fails_on="sulit")
    result = kutip.run("suggest", tmp_path / "a.txt", tmp_path / "b.txt", code=3)

    assert json.loads(result.stdout)["text"] == "Artikel mudah saja."
    assert result.stderr == "Artikel sulit sekali.: The model failed. Go on.\n"


def test_the_real_model_answers_on_the_command_line(tmp_path):
    with kutip_process("suggest", SEED, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, err = process.communicate(timeout=120)
    record = json.loads(out)

    assert process.returncode == 0
    assert not re.search(rb"Traceback|[Ww]arn|WARNING|ERROR", err)  # a slow machine says how far it is
    assert any(span["label"] == "QUOTE" for span in record["spans"])


def test_workers_are_as_many_as_asked_for(kutip):
    kutip.run("suggest", SEED)
    kutip.run("suggest", SEED, "--workers", "3")
    kutip.run(*kutip.with_db("suggest"), "--workers", "2")

    assert kutip.workers == [1, 3, 2]
    kutip.run("suggest", SEED, "--workers", "0", code=2)


def test_resumed_run_asks_only_for_what_is_not_there_and_writes_the_same_bytes(kutip, tmp_path):
    for name in ("satu", "dua", "tiga", "empat"):
        (tmp_path / f"{name}.txt").write_text(f"Artikel {name} saja.")
    paths = [tmp_path / f"{name}.txt" for name in ("satu", "dua", "tiga", "empat")]
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    kutip.run("suggest", *paths, "-o", whole)
    kutip.run("suggest", paths[1], paths[3], "-o", out)
    kutip.suggester = FakeSuggester()
    said = kutip.json("suggest", *paths, "-o", out, "--resume")

    assert kutip.suggester.asked == ["Artikel satu saja.", "Artikel tiga saja."]
    assert said["count"] == 4
    assert out.read_bytes() == whole.read_bytes()
    assert list(tmp_path.glob("*.part")) == []


def test_failed_run_keeps_what_was_done_and_says_how_to_go_on(kutip, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("Artikel satu saja.")
    (tmp_path / "b.txt").write_text("Artikel dua saja.")
    out = tmp_path / "out.jsonl"

    class Dying(FakeSuggester):
        def answer(self, text):
            if "dua" in text:
                raise UserError("The model is gone.", "Start it again.")
            return super().answer(text)

    kutip.suggester = Dying()
    result = kutip.run("suggest", tmp_path / "a.txt", tmp_path / "b.txt", "-o", out, code=1)

    assert f"1 record is kept in {out}.part; the same command with --resume goes on" in result.stderr
    assert not out.exists()
    kutip.suggester = FakeSuggester()
    kutip.run("suggest", tmp_path / "a.txt", tmp_path / "b.txt", "-o", out, "--resume")
    assert kutip.suggester.asked == ["Artikel dua saja."]
    assert len(out.read_bytes().splitlines()) == 2


def test_run_that_failed_before_the_first_record_leaves_nothing(kutip, tmp_path):
    kutip.suggester = FakeSuggester(fails_on="Artikel")
    (tmp_path / "a.txt").write_text("Artikel satu saja.")
    kutip.run("suggest", tmp_path / "a.txt", tmp_path / "none.txt", "-o", tmp_path / "no" / "out.jsonl", code=1)

    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_two_workers_stopped_and_resumed_write_what_one_writes(tmp_path):
    articles, one, two = tmp_path / "in.jsonl", tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    write_articles(articles, 120)
    with kutip_process("suggest", articles, "-o", one) as process:
        assert process.wait(timeout=120) == 0

    part = tmp_path / "two.jsonl.part"
    arguments = ("suggest", articles, "-o", two, "--workers", "2")
    with kutip_process(*arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        wait_until(lambda: part.exists() and part.stat().st_size > 0, part)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        done = len(part.read_bytes().splitlines())

    assert process.returncode == 130
    assert b"--resume goes on from there.\nStopped. What was written before is kept.\n" in err
    assert 0 < done < 120
    assert not two.exists()

    with kutip_process(*arguments, "--resume", stdout=subprocess.PIPE) as process:
        out, _ = process.communicate(timeout=120)
    assert out == f"120 records written to {two}.\n".encode()
    assert two.read_bytes() == one.read_bytes()


def test_a_killed_run_over_the_database_keeps_its_answers_and_goes_on(tmp_path):
    articles, database = tmp_path / "in.jsonl", tmp_path / "berita.db"
    write_articles(articles, 40)
    with kutip_process("import", articles, "--db", database, stdout=subprocess.DEVNULL) as process:
        assert process.wait(timeout=120) == 0

    arguments = ("suggest", "--db", database, "--workers", "2", "--json")
    with kutip_process(*arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_until(lambda: _answered(database) > 0, "no article has suggestions")
        children = psutil.Process(process.pid).children()
        process.kill()
    done = _answered(database)
    _, alive = psutil.wait_procs(children, timeout=30)

    assert 0 < done < 40
    assert alive == [], "the model processes end by themselves"
    with kutip_process(*arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        out, _ = process.communicate(timeout=120)
    assert json.loads(out)["stored"] == 40 - done
    assert _answered(database) == 40


def _answered(database):
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT count(*) FROM suggestion_run").fetchone()[0]


# --- evaluate and doctor ----------------------------------------------------------------------------------------


def test_evaluate_scores_a_file_against_gold(kutip, annotated):
    said = kutip.json("evaluate", annotated, annotated)

    assert (said["articles"], said["missing"], said["extra"], said["model"]) == (1, 0, 0, None)
    assert said["figures"]["labels"]["QUOTE"]["strict"]["f1"]["value"] == 1.0


def test_evaluate_runs_the_model_without_a_file(kutip, annotated):
    said = kutip.json("evaluate", annotated)

    assert said["model"] == {"name": "id_berita", "version": "0.1.0"}
    assert said["figures"]["labels"]["QUOTE"]["strict"]["f1"]["value"] == 0.0


def test_evaluate_prints_a_table(kutip, annotated):
    lines = kutip.run("evaluate", annotated, annotated).stdout.splitlines()

    assert lines[0].split() == ["F1", "normalised", "strict", "IoU", "0.5", "IoU", "0.8", "gold", "found"]
    assert any(row.startswith("QUOTE ") and "100.0" in row for row in lines)
    assert any(row.startswith("who said what, F1") for row in lines)


def test_evaluate_counts_what_is_found_of_pfsa_id(kutip, tmp_path):
    text = "”Kami siap bekerja keras,” kata Budi Santoso."
    spans = [{"start": 0, "end": 26, "label": "STATEMENT"}, {"start": 27, "end": 31, "label": "CUE"}]
    path = tmp_path / "pfsa.jsonl"
    path.write_text(json.dumps({"text": text, "spans": spans}) + "\n", encoding="utf-8")

    said = kutip.json("evaluate", "--scheme", "pfsa-id", path)

    assert said["articles"] == 1
    miss = {"nothing suggested there": 1}  # the model of these tests knows names, and no quotes
    assert said["recall"]["STATEMENT"] == {"gold": 1, "exact": 0, "overlapping": 0, "misses": miss}
    lines = kutip.run("evaluate", "--scheme", "pfsa-id", path).stdout.splitlines()
    assert lines[1].split() == ["STATEMENT", "0.0", "0.0", "1"]
    assert lines[5].split() == ["STATEMENT:", "nothing", "suggested", "there", "1"]


def test_evaluate_refuses_what_pfsa_id_cannot_give(kutip, tmp_path):
    result = kutip.run("evaluate", "--scheme", "pfsa-id", tmp_path / "a.jsonl", "--ablation", code=2)
    assert "pfsa-id" in result.stderr


def test_evaluate_writes_a_page(kutip, annotated, tmp_path):
    result = kutip.run("evaluate", annotated, "--report", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")

    assert result.stdout.endswith(f"The report is in {tmp_path / 'page.html'}.\n")
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "1 article of ani.jsonl, scored against id_berita 0.1.0." in page
    assert kutip.json("evaluate", annotated, annotated, "--report", tmp_path / "b.html")["report"].endswith("b.html")


def test_evaluate_prints_the_sources_where_there_are_several(kutip, tmp_path):
    gold = tmp_path / "gold.jsonl"
    rows = [json.loads(line(annotator="ani")) for _ in range(2)]
    rows[0]["meta"], rows[1]["meta"] = {"source": "antara"}, {"source": "tempo"}
    rows[1]["text"] += " Lagi."
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    lines = kutip.run("evaluate", gold, gold).stdout.splitlines()

    assert [row.split()[0] for row in lines[-3:]] == ["source", "antara", "tempo"]


def test_evaluate_says_what_each_part_of_the_model_is_worth(kutip, annotated, monkeypatch):
    class Silent(FakeSuggester):
        def answer(self, text):
            return replace(super().answer(text), spans=())

    models = [("", FakeSuggester()), ("idle.tsv", FakeSuggester()), ("names.tsv", Silent())]
    monkeypatch.setattr(bootstrap, "models_with_one_part_less", lambda *, every_list: (3 + every_list, iter(models)))
    _, whole, *rest = kutip.run("evaluate", annotated, "--ablation").stdout.splitlines()[-5:]

    assert (whole.split()[:3], whole.split()[-1]) == (["nothing", "0.0", "0.0"], "5.0")
    assert rest[0].split()[0] == "names.tsv"
    assert rest[0].split()[-1] == "-1.0"
    assert rest[-1] == "Changes nothing here: idle.tsv."
    kutip.run("evaluate", annotated, annotated, "--ablation", code=2)


def test_evaluate_takes_gold_with_no_more_than_texts_and_spans(kutip, tmp_path):
    gold = tmp_path / "gold.jsonl"
    text = "“Kami siap,” kata Putin."
    row = {"schema": "kutip/1", "text": text, "spans": [{"start": 0, "end": 12, "label": "QUOTE"}]}
    gold.write_text(json.dumps(row), "utf-8")
    more = tmp_path / "more.jsonl"
    row["spans"].append({"start": 18, "end": 23, "label": "PER"})
    more.write_text(json.dumps(row), "utf-8")

    result = kutip.run("evaluate", gold, more)
    assert "The gold has no PER. If nobody looked for it there, leave it out: --only QUOTE." in result.stderr
    figures = kutip.json("evaluate", gold, more, "--only", "QUOTE")["figures"]
    assert figures["overall"]["strict"]["f1"]["value"] == 1
    assert figures["who_said_what"]["f1"]["value"] is None


def test_evaluate_scores_names_of_a_column_file(kutip, tmp_path):
    file = tmp_path / "dev.txt"
    file.write_text("Presiden O\nRusia B-LOC\nVladimir B-PER\nPutin I-PER\ntiba O\n", "utf-8")

    lines = kutip.run("evaluate", "--ner", file).stdout.splitlines()
    assert lines[0].split() == [str(file), "PER", "ORG", "LOC", "all", "precision", "recall"]
    assert lines[1].split()[:5] == ["whole", "model,", "as", "it", "is"]
    assert len(lines) == 7
    found = kutip.json("evaluate", "--ner", file)["names"]
    assert found[0]["scores"]["all"]["f1"] == 1
    kutip.run("evaluate", file, "--ner", file, code=2)
    kutip.run("evaluate", code=2)


def test_evaluate_needs_gold(kutip):
    result = kutip.run("evaluate", SEED, code=1)

    assert result.stdout == ""
    assert "There is no gold to score against: No article in it has an annotation." in result.stderr


def test_evaluate_counts_a_missing_prediction_as_nothing_found(kutip, annotated, tmp_path):
    other = tmp_path / "other.jsonl"
    other.write_bytes(line(text="Lain.", spans=[], relations=[]))
    said = kutip.json("evaluate", annotated, other)

    assert (said["missing"], said["extra"]) == (1, 1)
    assert said["figures"]["labels"]["QUOTE"]["strict"]["recall"]["value"] == 0.0


def test_doctor_finds_everything_in_order(kutip, annotated):
    kutip.run(*kutip.with_db("import", annotated))
    said = kutip.json(*kutip.with_db("doctor"))

    assert said["ok"] is True
    assert said["problems"] == []
    assert said["database"]["integrity"] == "ok"
    assert said["model"] == {"id_berita": "0.1.0"}


def test_doctor_does_not_make_a_database(kutip):
    kutip.run(*kutip.with_db("doctor", "--quick"))

    assert not kutip.database.exists()


# --- lint -------------------------------------------------------------------------------------------------------


def test_lint_says_what_contradicts_itself_and_leaves_with_three(kutip, tmp_path):
    path, title = tmp_path / "ani.jsonl", "“Kami siap,” kata Putin di Moskow."
    place = {"id": "e", "start": 27, "end": 34, "label": "LOC"}
    path.write_bytes(line(annotator="ani", answer="accept", spans=[place], relations=[]) + b"\n")
    kutip.run(*kutip.with_db("import", path))

    result = kutip.run(*kutip.with_db("lint"), code=3)
    assert result.stdout == (
        f"{title}:13-17: “kata” says something, but the paragraph has no quote. [saying, ani]\n"
        f"{title}:27-34: LOC “Moskow.” begins or ends with a space or a sign. [edge, ani]\n"
        "1 layer of annotations looked at, 2 findings.\n"
    )
    said = kutip.json(*kutip.with_db("lint"), code=3)
    assert (said["command"], said["ok"], said["layers"], said["count"]) == ("lint", True, 1, 2)
    assert said["database"] == str(kutip.database)
    assert said["findings"][1] == {
        "article": said["findings"][0]["article"], "title": title, "annotator": "ani", "rule": "edge",
        "severity": "warning", "start": 27, "end": 34, "span": "e", "fixable": True,
        "message": "LOC “Moskow.” begins or ends with a space or a sign.",
    }  # fmt: skip
    assert not said["findings"][0]["fixable"]


def test_lint_of_one_annotator_leaves_the_others_out(kutip, tmp_path):
    path = tmp_path / "ani.jsonl"
    place = {"id": "e", "start": 27, "end": 34, "label": "LOC"}
    path.write_bytes(line(annotator="ani", answer="accept", spans=[place], relations=[]) + b"\n")
    kutip.run(*kutip.with_db("import", path))

    result = kutip.run(*kutip.with_db("lint", "--annotator", "budi"))
    assert result.stdout == "0 layers of annotations looked at, 0 findings.\n"


def test_lint_tells_in_its_help_what_three_means(kutip):
    assert "exit code 3" in " ".join(kutip.run("lint", "--help").stdout.split())


# --- the shape of the thing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_can_answer_a_program(kutip, command):
    assert "--json" in kutip.run(command, "--help").stdout


@pytest.mark.parametrize(
    "arguments", [("import",), ("export",), ("evaluate",), ("no-such-command",), ("doctor", "--no")]
)
def test_wrong_usage_is_exit_code_two(kutip, arguments):
    assert kutip.run(*arguments, code=2).stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("suggest", SEED, "--db", "x.db"),
        ("suggest", "-o", "out.jsonl"),
        ("suggest", SEED, "--resume"),
        ("export", "-o", "-"),
    ],
)
def test_options_that_contradict_each_other_are_wrong_usage(kutip, arguments):
    kutip.run(*arguments, code=2)


def test_version_is_printed(kutip):
    assert kutip.run("--version").stdout == f"kutip {__version__}\n"


def test_failure_is_one_sentence_and_for_a_program_an_object_too(kutip, tmp_path):
    result = kutip.run(*kutip.with_db("export", "-o", tmp_path / "none" / "x.jsonl"), "--json", code=1)
    said = json.loads(result.stdout)

    assert len(result.stderr.splitlines()) == 1
    assert said["ok"] is False
    assert said["error"]["file"] == str(tmp_path / "none" / "x.jsonl")
    assert said["error"]["what"] == "The file cannot be written: No such file or directory."


def test_bug_is_not_dressed_up_as_the_worlds_fault(kutip, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(bootstrap, "opened", broken)
    result = CliRunner().invoke(app, ["import", str(SEED)])

    assert isinstance(result.exception, ZeroDivisionError)


@pytest.mark.parametrize("code", [0, 1])
def test_gui_opens_the_window_and_passes_on_how_it_ended(kutip, monkeypatch, code):
    opened = []
    monkeypatch.setattr("annotator.app.run_window", lambda *arguments: opened.append(arguments) or code)
    kutip.run("gui", SEED, "--db", "x.db", code=code)

    assert opened == [([SEED], "x.db")]


def test_help_loads_neither_database_nor_model_nor_window():
    program = (
        "import sys\nfrom annotator.cli import main\n"
        "try: main(['import', '--help'])\nexcept SystemExit: pass\n"
        "print([name for name in ('sqlalchemy', 'spacy', 'PySide6') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    assert done.stderr.strip() == "[]"


def test_reader_of_stdout_that_has_seen_enough_is_no_error(tmp_path):
    read, write = os.pipe()
    with kutip_process("doctor", "--quick", stdout=write, stderr=subprocess.PIPE) as process:
        os.close(write)
        os.close(read)
        _, err = process.communicate(timeout=60)

    assert b"Traceback" not in err
    assert process.returncode in (0, 1)


def test_ctrl_c_ends_in_a_sentence(tmp_path):
    pipe = tmp_path / "in.jsonl"
    os.mkfifo(pipe)
    arguments = ("import", pipe, "--db", tmp_path / "berita.db")
    with (
        kutip_process(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
        pipe.open("wb"),  # opens when the command has begun to read
    ):
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert err == b"Stopped. What was written before is kept.\n"


# --- bad input --------------------------------------------------------------------------------------------------


def test_every_kind_of_bad_row_is_one_sentence_and_the_good_ones_go_in(kutip, tmp_path):
    path = tmp_path / "in.jsonl"
    good = [line(), line(text="Lagi.", spans=[], relations=[])]
    path.write_bytes(b"\n".join([good[0], *(bad for bad, _ in BAD_ROWS.values()), good[1]]))
    said = kutip.json(*kutip.with_db("import", path), code=3)

    assert (said["added"], said["refused"]) == (2, len(BAD_ROWS))
    assert len(BAD_ROWS) > 20
    assert [problem["line"] for problem in said["problems"]] == list(range(2, len(BAD_ROWS) + 2))
    for problem, (_, reason) in zip(said["problems"], BAD_ROWS.values(), strict=True):
        assert reason in problem["what"]
        assert problem["todo"].endswith(".")
        assert problem["file"] == str(path)


def test_refused_rows_are_said_on_stderr_with_file_and_line(kutip, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(line() + b"\n[]\n")
    result = kutip.run(*kutip.with_db("import", path), code=3)

    assert result.stderr == (
        f"{path}:2: The row is not an object but array. "
        "Correct this row and import the file again; what is in already stays as it is.\n"
    )
    counts, kept, rest = result.stdout.split("\n")
    assert counts.endswith(", 1 refused.")
    assert Path(kept.split(" are in ")[1].split(";")[0]).read_bytes() == b"[]\n"
    assert rest == ""


def test_a_thousand_refused_rows_do_not_flood_the_terminal(kutip, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"[]\n" * 1000)
    stderr = kutip.run(*kutip.with_db("import", path), code=3).stderr

    assert stderr.splitlines()[-1] == "… and 950 more."


def test_assumed_encoding_is_said_and_the_article_goes_in(kutip, tmp_path):
    path = tmp_path / "lama.txt"
    path.write_bytes("“Kami siap,” kata Putin.".encode("cp1252"))
    result = kutip.run(*kutip.with_db("import", path))

    assert "was read as Windows-1252" in result.stderr
    assert result.stdout.startswith("1 article added")


BAD_FILES = {
    "empty": (b"", "is empty"),
    "binary": (bytes(range(256)), "is not text"),
    "half a pair": (b"Ini \xed\xa0\xbd", "half of a surrogate pair"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_file_that_is_no_article_fails_alone_and_passes_in_company(kutip, tmp_path, kind):
    data, reason = BAD_FILES[kind]
    path = tmp_path / "buruk.txt"
    path.write_bytes(data)

    assert reason in kutip.run(*kutip.with_db("import", path), code=1).stderr
    assert kutip.json(*kutip.with_db("import", path, SEED), code=3)["added"] == 1


def test_20_megabytes_and_a_paragraph_of_50000_words_go_in_and_out(kutip, tmp_path):
    (tmp_path / "besar.txt").write_text("Sebuah kalimat yang panjang sekali.\n" * 600_000)
    (tmp_path / "panjang.txt").write_text("kata " * 50_000)
    said = kutip.json(*kutip.with_db("import", tmp_path / "besar.txt", tmp_path / "panjang.txt"))
    exported = kutip.json(*kutip.with_db("export", "--all", "--include", "suggested", "-o", tmp_path / "out.jsonl"))

    assert (said["added"], exported["records"]) == (2, 2)


def test_damaged_database_is_one_sentence(kutip, annotated):
    kutip.database.write_bytes(b"This was never a database. " * 100)
    result = kutip.run(*kutip.with_db("import", annotated), code=1)

    assert str(kutip.database) in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_locked_database_is_one_sentence(kutip, annotated, monkeypatch):
    monkeypatch.setattr(storage, "open_database", functools.partial(storage.open_database, patience=0.1))
    kutip.run(*kutip.with_db("import", SEED))
    other = sqlite3.connect(kutip.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        result = kutip.run(*kutip.with_db("import", annotated), code=1)
    finally:
        other.close()

    assert len(result.stderr.splitlines()) == 1
    assert kutip.json(*kutip.with_db("import", annotated))["added"] == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_is_one_sentence(kutip, annotated):
    kutip.run(*kutip.with_db("import", annotated))
    result = kutip.run(*kutip.with_db("export", "-o", "/dev/full"), code=1)

    assert result.stderr.startswith("/dev/full: The file cannot be written: No space left on device.")


def test_folder_that_is_a_file_is_one_sentence(kutip, annotated):
    result = kutip.run(*kutip.with_db("export", "-o", annotated / "x.jsonl"), code=1)

    assert "The file cannot be written: Not a directory." in result.stderr


def test_missing_file_is_named_and_the_rest_goes_in(kutip, annotated, tmp_path):
    said = kutip.json(*kutip.with_db("import", tmp_path / "gone.txt", annotated), code=3)

    assert said["added"] == 1
    assert said["problems"][0]["file"] == str(tmp_path / "gone.txt")


def test_name_that_is_not_utf8_can_be_told(kutip, tmp_path):
    name = os.fsencode(tmp_path) + b"/b\xfcro.txt"
    Path(os.fsdecode(name)).write_bytes(b"")
    said = kutip.json(*kutip.with_db("import", tmp_path), code=1)

    assert said["problems"][0]["file"].endswith("b\\udcfcro.txt")


def test_model_that_cannot_be_started_is_one_sentence(kutip, monkeypatch):
    def no_model(workers=1):
        raise UserError("The model is missing.", "Install Kutip again.")

    monkeypatch.setattr(bootstrap, "model_process", no_model)

    assert kutip.run("suggest", SEED, code=1).stderr == "The model is missing. Install Kutip again.\n"


# --- word lists of one's own -------------------------------------------------------------------------------------


def test_lexicon_makes_commented_lists_that_add_nothing_and_keeps_what_is_there(kutip):
    folder = Path(kutip.run("lexicon", "--path").stdout.strip())
    assert folder == paths.word_lists()
    assert not folder.exists(), "asking where it is makes nothing"

    made = kutip.json("lexicon")
    assert {"cues.tsv", "aliases.tsv", "places.tsv", "words.toml"} <= set(made["made"])
    assert made["problems"] == []
    assert {count for one in made["files"].values() for count in one.values()} == {0}

    (folder / "cues.tsv").write_text("cuit\troot\n", "utf-8")
    assert kutip.json("lexicon")["made"] == []
    assert (folder / "cues.tsv").read_text("utf-8") == "cuit\troot\n"


def test_lexicon_check_names_file_line_reason_and_what_to_do(kutip):
    folder = paths.word_lists()
    folder.mkdir(parents=True)
    (folder / "aliases.tsv").write_text("# julukan\nJokowi\tJoko Widodo\nAhok\n", "utf-8")

    found = kutip.run("lexicon", "--check", code=3)

    assert f'{folder / "aliases.tsv"}:3: The line about "Ahok" has no second column.' in found.stderr
    assert "Write alias ⇥ name, with a tab between (⇥)." in found.stderr
    assert "aliases.tsv          1 added, 0 taken out" in found.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["aliases.tsv"]
