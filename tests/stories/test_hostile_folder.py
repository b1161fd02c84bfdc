"""A folder of broken files: each is refused with file, line and reason, and the good rows beside them arrive."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
MOST_MEMORY = 400
"""Megabytes: all of it takes some 215; a file that is unpacked or held whole needs much more."""

# Linux counts what the test runner held at the fork into ru_maxrss; VmHWM is of this program alone.
_IMPORT = """
import pathlib, re, resource, sys
from annotator import cli
try:
    cli.main(sys.argv[1:])
finally:
    own = int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
    most = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(f"\\nMEGABYTES {most >> 10}", file=sys.stderr)
"""


def row(text: str = "Putin tiba.", **changes: object) -> str:
    return json.dumps({"text": text, **changes}, ensure_ascii=False)


def span(start: object, end: object, label: str = "PER", **changes: object) -> dict[str, object]:
    return {"start": start, "end": end, "label": label, **changes}


def entity_bomb(element: str) -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 100}">' for n in range(9))
    return f'<?xml version="1.0"?><!DOCTYPE d [{levels}]><{element}>&e8;</{element}>'


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as found:
        for name, data in parts.items():
            found.writestr(name, data)
    return stream.getvalue()


def deflated(megabytes: int) -> bytes:
    packing = zlib.compressobj(1)
    return b"".join(packing.compress(bytes(1 << 20)) for _ in range(megabytes)) + packing.flush()


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


LINES = {
    "wrong-type.jsonl": row(spans="many"),
    "text-number.jsonl": json.dumps({"text": 7, "schema": "kutip/1"}),
    "cut.jsonl": row(spans=[span(0, 5)])[:-9],
    "outside.jsonl": row(spans=[span(6, 99)]),
    "negative.jsonl": row(spans=[span(-4, 2)]),
    "swapped.jsonl": row(spans=[span(5, 0)]),
    "float.jsonl": row(spans=[span(0.5, 3)]),
    "inside-emoji.jsonl": row("🇮🇩 Putin", spans=[span(5, 10, text="Putin")]),
    "wrong-text.jsonl": row(spans=[span(0, 5, text="Kim J")]),
    "twice.jsonl": row(spans=[span(0, 5, id="a"), span(6, 10, id="a")]),
    "dangling.jsonl": row(spans=[span(0, 5, id="a")], relations=[{"label": "said_by", "head": "a", "child": "b"}]),
    "deep.jsonl": row(meta=0)[:-2] + nested(200_000) + "}",
    "surrogate.jsonl": '{"text": "a\\ud800b"}',
    "label.jsonl": row(spans=[span(0, 5, "HANTU")]),
    "bytes.jsonl": "\udcff\udcfe",
}
"""One broken row each; a good row stands before it and another behind it."""

FILES: dict[str, bytes | str | Callable[[], bytes]] = {
    "long-line.jsonl": lambda: b'{"text": "' + b"x" * (100 << 20),
    "half.conll": "-DOCSTART- -X- -X- O\n\nPutin B-PER\ntiba\n",
    "tags.bilou": "Putin\tQ-PER\n",
    "binary.conll": b"\x00\xff\xfe" * 1000,
    "no-head.csv": ",,\n1,2,3\n",
    "unclosed.csv": 'judul,teks\nA,"B\n' + "x\n" * 50_000,
    "zip.csv": zipped({"a": b"b"}),
    "bomb.docx": lambda: zipped({"word/document.xml": bytes(300 << 20)}),
    "entities.docx": zipped({"word/document.xml": entity_bomb("w").encode()}),
    "climbing.docx": zipped({"../climbed": b"x", "../../climbed": b"x", "word/document.xml": b"<w/>"}),
    "cut.docx": zipped({"word/document.xml": b"<w/>"})[:-30],
    "scripts.html": "<html><script>while(true){}</script><body onload='fetch(1)'></body></html>",
    "deep.html": "<div>" * 200_000,
    "entities.html": entity_bomb("html"),
    "cut.spacy": b"\x78\x9c\x4b",
    "bomb.spacy": lambda: deflated(1200),
    "empty.txt": "",
    "binary.txt": bytes(range(256)) * 50,
    "array.json": '[{"data": {"text": "Putin"}, "annotations": [',
    "deep.json": nested(300_000),
    "entities.xmi": entity_bomb("xmi"),
    "cut.xmi": '<?xml version="1.0"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI"><cas:Sofa',
    "lone.ann": "T1\tPER 0 5\tPutin\n",  # there is no text beside it
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("hostile") / "in"
    found.mkdir()
    for name, line in LINES.items():
        good = [row(f"Baris baik sebelum {name}."), row(f"Baris baik sesudah {name}.")]
        (found / name).write_bytes("\n".join([good[0], line, good[1], ""]).encode("utf-8", "surrogateescape"))
    for name, data in FILES.items():
        made = data() if callable(data) else data  # the big ones, only when somebody runs this
        (found / name).write_bytes(made if isinstance(made, bytes) else made.encode())
    (found / "good.txt").write_text("Artikel baik di antara yang rusak.")
    return found


@pytest.fixture(scope="module")
def imported(folder):
    home = folder.parent / "home"
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT, "import", "--json", str(folder)], capture_output=True, text=True, timeout=240,
        cwd=REPOSITORY, env=os.environ | {"KUTIP_HOME": str(home), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 3, done.stderr[-3000:]
    return json.loads(done.stdout), done.stderr


def problems_of(said: dict, name: str) -> list[dict]:
    return [one for one in said["problems"] if Path(one["file"] or "").name == name]


def test_good_rows_beside_the_broken_ones_arrive(imported):
    said, _ = imported

    assert said["added"] == 2 * len(LINES) + 1


@pytest.mark.parametrize("name", LINES)
def test_broken_row_is_refused_with_file_line_and_reason(imported, name):
    (problem,) = problems_of(imported[0], name)

    assert problem["line"] == 2
    assert problem["what"]
    assert problem["todo"]


@pytest.mark.parametrize("name", FILES)
def test_broken_file_is_refused_with_a_reason_and_nothing_of_it_comes_in(imported, name):
    found = problems_of(imported[0], name)

    assert found
    assert all(one["what"] and one["todo"] for one in found)


def test_refused_rows_are_kept_to_be_mended(imported):
    kept = {Path(path).name.split("-", 1)[1] for path in imported[0]["kept"][1:]}

    assert {name.replace(".jsonl", ".refused.jsonl") for name in LINES} <= kept


def test_memory_stays_bounded_and_nothing_is_said_but_sentences(imported):
    _, stderr = imported

    assert int(stderr.rsplit("MEGABYTES ", 1)[1]) < MOST_MEMORY
    assert "Traceback" not in stderr


def test_nothing_is_written_outside(imported, folder):
    assert {path.name for path in folder.parent.iterdir()} == {"in", "home"}
