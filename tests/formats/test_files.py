"""Files and folders: a stable order, one bad file is one problem, and what is passed over is said once."""

from __future__ import annotations

import pytest

from annotator.domain.errors import Problem
from annotator.formats.files import Files
from annotator.formats.registry import READERS, Formats
from tests.formats.material import JOB, line


@pytest.fixture
def folder(tmp_path):
    """A folder with articles at two depths, a hidden one, and files of other kinds."""
    (tmp_path / "b.txt").write_text("Artikel b.")
    (tmp_path / "a.txt").write_text("Artikel a.")
    (tmp_path / "c.JSONL").write_bytes(line() + b"\n" + line(text="Lagi.", spans=[], relations=[]) + b"\n")
    (tmp_path / ".hidden.txt").write_text("Tersembunyi.")
    (tmp_path / "gambar.png").write_bytes(b"\x89PNG")
    (tmp_path / "lagi.png").write_bytes(b"\x89PNG")
    deeper = tmp_path / "deeper"
    deeper.mkdir()
    (deeper / "d.txt").write_text("Artikel d.")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("x")
    return tmp_path


FILES = Files(Formats(READERS))


def texts(found):
    return [item.article.text for item in found if not isinstance(item, Problem)]


def test_folder_is_read_by_name_and_hidden_files_are_left_alone(folder):
    found = list(FILES.read([folder], JOB))

    assert texts(found)[:2] == ["Artikel a.", "Artikel b."]
    assert texts(found)[-2:] == ["Lagi.", "Artikel d."]


def test_kinds_that_cannot_be_read_are_named_once(folder):
    notices = [item for item in FILES.read([folder], JOB) if isinstance(item, Problem)]

    assert [str(notice.what) for notice in notices] == ["Files of the kind .png were passed over (2)."]
    assert not notices[0].is_refusal


def test_count_is_what_a_progress_bar_needs(folder):
    assert FILES.count([folder, folder / "a.txt", folder / "gone.jsonl"]) == 6


def test_one_bad_file_is_one_problem_and_the_rest_goes_on(folder):
    (folder / "a.txt").write_bytes(b"")
    found = list(FILES.read([folder / "gone.txt", folder / "a.txt", folder / "gambar.png", folder / "b.txt"], JOB))

    reasons = [str(item.what) for item in found if isinstance(item, Problem)]
    assert texts(found) == ["Artikel b."]
    assert reasons == [
        "The file cannot be read: No such file or directory.",
        "The file is empty.",
        "Kutip does not read .png files.",
    ]


def test_what_word_and_the_system_leave_in_a_folder_is_no_article_of_anybodys(folder):
    for name in ("~$dokumen.docx", "Thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(b"x")

    problems = [str(item.what) for item in FILES.read([folder], JOB) if isinstance(item, Problem)]
    assert problems == ["Files of the kind .png were passed over (2)."]


@pytest.mark.parametrize(("name", "todo"), [("a.zip", "Unpack it"), ("a.json", "JSON Lines")])
def test_file_that_nobody_reads_says_what_to_do_with_it(tmp_path, name, todo):
    (tmp_path / name).write_text('[{"isi": "Kim tiba."}]')
    (problem,) = FILES.read([tmp_path / name], JOB)

    assert todo in str(problem.todo)


def test_folder_without_anything_to_read_is_said(tmp_path):
    (problem,) = FILES.read([tmp_path], JOB)

    assert problem.is_refusal
    assert "no file in the folder" in str(problem.what)


def test_file_without_a_suffix_is_plain_text(tmp_path):
    path = tmp_path / "artikel"
    path.write_text("Sebuah artikel.")

    assert texts(FILES.read([path], JOB)) == ["Sebuah artikel."]


ODD = {
    "half a pair": b'{"data": {"text": "a\\ud800b"}, "annotations": []}\n',
    "a huge number": b'{"data": {"text": "a", "n": 123456789012345678901234567890}, "annotations": 7}',
    "wrong types": b'[{"text": 7, "label": {}, "spans": "x", "tokens": [1], "ner_tags": 2}, [], null, 3]',
    "a table": "judul,isi\nX,“Kami siap.”\n".encode(),
    "a zip": b"PK\x03\x04" + bytes(range(256)),
    "tags": b"Putin B-PER\ntiba O\n",
    "xml": b"<?xml version='1.0'?><xmi:XMI xmlns:xmi='http://www.omg.org/XMI'><a:b/>",
    "nothing": b"",
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("kind", ODD)
def test_any_file_can_be_tried_in_any_format(tmp_path, kind, name):
    path = tmp_path / "a.odd"
    path.write_bytes(ODD[kind])
    found = list(FILES.read([path], JOB, name))

    assert found
    assert all(str(item.what) and str(item.todo) for item in found if isinstance(item, Problem))
