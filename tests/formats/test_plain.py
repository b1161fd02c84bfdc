"""Plain text: the encoding is found or assumed and said, and what is no text is refused in a sentence."""

from __future__ import annotations

import pytest

from annotator.domain.errors import Problem, UserError
from annotator.formats.plain import PlainReader, decode
from annotator.formats.refusal import Refused
from tests.formats.material import JOB

ARTICLE = (
    "Putin Kunjungi Korea\n\n“Kami siap,” kata Putin — di Moskow.\n\n"
    "Kementerian Luar Negeri menyatakan bahwa pertemuan itu berlangsung selama dua jam dan menghasilkan "
    "kesepakatan tentang perdagangan, pendidikan, dan kebudayaan.\n"
)


def read(folder, data, **options):
    path = folder / "artikel.txt"
    path.write_bytes(data)
    return list(PlainReader(**options).read(path, JOB))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encoding_that_leaves_no_doubt_is_read_without_a_word(tmp_path, encoding):
    (record,) = read(tmp_path, ARTICLE.encode(encoding))

    assert record.article.text == ARTICLE
    assert record.article.title == "Putin Kunjungi Korea"


def test_curly_quotes_of_windows_are_read_and_the_assumption_said(tmp_path):
    notice, record = read(tmp_path, ARTICLE.encode("cp1252"))

    assert record.article.text == ARTICLE
    assert not notice.is_refusal
    assert str(notice.what) == "The file is not UTF-8; it was read as Windows-1252."


def test_text_full_of_high_bytes_is_left_to_the_detector(tmp_path):
    russian = "Владимир Путин прибыл в Пхеньян с государственным визитом. «Мы готовы», — сказал он.\n" * 5
    notice, record = read(tmp_path, russian.encode("cp1251"))

    assert record.article.text == russian
    assert "cp1251" in str(notice.what)


def test_line_ends_are_made_one_kind(tmp_path):
    (record,) = read(tmp_path, b"Satu.\r\nDua.\rTiga.\n")

    assert record.article.text == "Satu.\nDua.\nTiga.\n"


REFUSED = {
    "empty": (b"", "The file is empty."),
    "only spaces": (b" \r\n\t ", "The file is empty."),
    "only a byte order mark": (b"\xef\xbb\xbf", "The file is empty."),
    "NUL bytes": (b"Putin\0\0\0", "not text"),
    "control characters": (bytes(range(1, 32)) * 9, "not text"),
    "a PDF": (b"%PDF-1.7\n...", "not plain text but PDF"),
    "a Word file": (b"PK\x03\x04....", "DOCX"),
    "half a pair in UTF-8": (b"Satu.\nIni \xed\xa0\xbd saja.\n", "Line 2 holds half of a surrogate pair"),
    "half a pair in UTF-16": ("Satu.\nIni ".encode("utf-16") + b"\x3d\xd8 \0", "Line 2 holds half of a surrogate pair"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_text_is_refused_in_a_sentence(tmp_path, kind):
    data, reason = REFUSED[kind]
    (problem,) = read(tmp_path, data)

    assert isinstance(problem, Problem)
    assert reason in str(problem.what)
    assert problem.file == str(tmp_path / "artikel.txt")
    assert str(problem.todo)


def test_20_megabytes_go_in(tmp_path):
    (record,) = read(tmp_path, b"Sebuah kalimat yang panjang sekali. " * 600_000)

    assert len(record.article.text) > 20 << 20


def test_file_far_beyond_an_article_is_refused(tmp_path):
    (problem,) = read(tmp_path, b"x" * ((2 << 20) + 1), max_bytes=2 << 20)

    assert "larger than 2 MB" in str(problem.what)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"gone\.txt: The file cannot be read"):
        list(PlainReader().read(tmp_path / "gone.txt", JOB))


def test_every_byte_string_is_read_or_refused():
    for first in range(256):
        data = bytes([first, 0x41, 0xFF - first, 0x20]) * 3
        try:
            text = decode(data).text
        except Refused:
            continue
        assert text
