"""Tables and JSON Lines of any shape: columns guessed and chosen, bad rows refused and kept, the rest in meta."""

from __future__ import annotations

import pytest

from annotator.domain.errors import Problem, UserError
from annotator.formats.tables import RowsReader, TableReader, guessed
from annotator.services.ports import ReadJob
from tests.formats.material import JOB, berita

HEAD = "id,Judul,Tanggal,Isi Berita,Media,views\n"
NEWS = HEAD + '1,Kim tiba,2024-06-19,"Kim tiba, katanya.\nIa pergi.",tempo,12\n2,Ani,19 Juni 2024,Ani di Moskow.,,\n'


def read(tmp_path, data, name="a.csv", **options):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    reader = RowsReader() if name.endswith(".jsonl") else TableReader()
    return list(reader.read(path, ReadJob(berita(), options=options)))


def test_columns_are_guessed_by_their_names_and_the_rest_is_kept(tmp_path):
    one, two = (record.article for record in read(tmp_path, NEWS))

    assert (one.text, one.title, one.date, one.source) == (
        "Kim tiba, katanya.\nIa pergi.", "Kim tiba", "2024-06-19", "tempo",
    )  # fmt: skip
    assert one.meta == {"id": "1", "views": "12"}
    assert (two.date, two.meta["date"]) == ("", "19 Juni 2024")


def test_text_is_the_longest_column_where_no_name_tells():
    columns = ["kode", "uraian", "judul"]

    rows = [["1", "Presiden tiba di Moskow kemarin.", "Presiden tiba di Moskow kemarin sore, hari Rabu"]]

    assert guessed(columns, rows) == {"title": "judul", "text": "uraian"}


def test_chosen_columns_go_before_guesses(tmp_path):
    (one, _) = read(tmp_path, NEWS, text="Judul", title="Isi Berita")

    assert one.article.text == "Kim tiba"


def test_column_there_is_not_is_said_with_those_there_are(tmp_path):
    with pytest.raises(UserError, match=r'no column called "teks".*Judul, Tanggal'):
        read(tmp_path, NEWS, text="teks")


@pytest.mark.parametrize(("name", "sign"), [("a.tsv", "\t"), ("a.csv", ";"), ("a.csv", "|"), ("a.csv", ",")])
def test_delimiter_is_found_out(tmp_path, name, sign):
    (one,) = read(tmp_path, sign.join(["judul", "teks"]) + "\n" + sign.join(["Kim", "Kim tiba."]) + "\n", name)

    assert (one.article.title, one.article.text) == ("Kim", "Kim tiba.")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfteks\r\n\xe2\x80\x9cKami\xe2\x80\x9d\r\n", "“Kami”"),
        (b"teks\n\x93Kami siap\x94\n", "“Kami siap”"),
    ],
)
def test_encoding_is_found_out(tmp_path, data, text):
    assert [item.article.text for item in read(tmp_path, data) if not isinstance(item, Problem)] == [text]


def test_assumed_encoding_is_said(tmp_path):
    notice, _ = read(tmp_path, b"teks\n\x93Kami siap\x94\n")

    assert not notice.is_refusal
    assert "Windows-1252" in str(notice)


def test_bad_rows_are_refused_with_their_line_and_kept_below_the_names_of_the_columns(tmp_path):
    data = 'judul,teks\nA,"Satu\ndua"\nB\nC,\nD,Tiga,Empat\n\nE,Lima\n'
    good, short, empty, long, last = read(tmp_path, data)

    assert [item.line for item in (short, empty, long)] == [4, 5, 6]
    assert [item.row for item in (short, empty, long)] == [b"B", b"C,", b"D,Tiga,Empat"]
    assert short.head == b"judul,teks"
    assert [good.article.text, last.article.text] == ["Satu\ndua", "Lima"]


def test_quotation_mark_that_never_closes_does_not_take_the_rows_before_it_along(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.tables._MAX_ROW", 1000)
    found = read(tmp_path, 'teks\nSatu.\n"Dua\n' + "x\n" * 3000)

    assert found[0].article.text == "Satu."
    assert [item.line for item in found[1:]] == [3]


def test_quotation_mark_that_is_open_at_the_end_is_said(tmp_path):
    good, unclosed = read(tmp_path, 'teks\nSatu.\n"Dua\nTiga\n')

    assert (good.article.text, unclosed.line) == ("Satu.", 3)
    assert "never closed" in str(unclosed)


def test_row_that_is_too_long_is_refused_and_the_others_come_in(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.formats.tables._MAX_ROW", 1000)
    found = read(tmp_path, "teks\nSatu.\n" + "x" * 5000 + "\nTiga.\n")

    assert [item.line if isinstance(item, Problem) else item.article.text for item in found] == ["Satu.", 3, "Tiga."]


@pytest.mark.parametrize("data", ["", "\n\n", "a,a\n1,2\n", b"PK\x03\x04\0\0"])
def test_file_without_columns_is_refused_as_a_whole(tmp_path, data):
    with pytest.raises(UserError, match="no columns"):
        read(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("judul,teks\rKim,Kim tiba.\r", "old Macs"),
        ("judul\tteks\nKim\tKim tiba.\n".encode("utf-16"), "UTF-16"),
        ("#FORMAT=WebAnno TSV 3.3\n\n#Text=Kim tiba.\n1-1\t0-3\tKim\tPER\n", "WebAnno TSV"),
        (f"1,{'Kim tiba di Moskow. ' * 20}\n2,Ani.\n", "no columns"),
    ],
)
def test_what_is_no_table_for_us_is_refused_with_its_reason(tmp_path, data, reason):
    with pytest.raises(UserError, match=reason):
        read(tmp_path, data)


def test_line_of_excels_that_names_the_delimiter_is_no_row(tmp_path):
    (one,) = read(tmp_path, "\ufeffsep=;\r\njudul;teks\r\nKim;Kim tiba, katanya.\r\n")

    assert (one.article.title, one.article.text, one.line) == ("Kim", "Kim tiba, katanya.", 3)


def test_preview_has_the_first_rows_cut_short(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("judul,teks\n" + "".join(f"J{n},{'x' * 500}\n" for n in range(60)))
    table = TableReader().table(path, 3)

    assert table.columns == ("judul", "teks")
    assert [row[0] for row in table.rows] == ["J0", "J1", "J2"]
    assert len(table.rows[0][1]) == 200
    assert table.guess == {"title": "judul", "text": "teks"}


def test_a_column_can_be_chosen_to_be_none(tmp_path):
    (row,) = read(tmp_path, "judul,teks\nSatu,Putin tiba.\n", title="")
    assert (row.article.title, row.article.meta) == ("Putin tiba.", {"judul": "Satu"})
    with pytest.raises(UserError, match="No column looks like the text"):
        read(tmp_path, "judul,teks\nSatu,Putin tiba.\n", text="")


# --- JSON Lines ---------------------------------------------------------------------------------------------------


def test_objects_of_any_shape_are_articles(tmp_path):
    data = '{"judul": "Kim", "isi": "Kim tiba.", "tag": ["a"], "n": 3}\n{"judul": "X"}\n[1]\n{"isi": "Ani."}\n'
    one, no_text, no_object, two = read(tmp_path, data, "a.jsonl")

    assert (one.article.title, one.article.text, one.article.meta) == ("Kim", "Kim tiba.", {"tag": ["a"], "n": 3})
    assert (no_text.line, no_object.line) == (2, 3)
    assert no_text.row == b'{"judul": "X"}'
    assert two.article.text == "Ani."


def test_reader_is_asked_last():
    from annotator.formats.registry import READERS

    assert list(READERS)[-1] == "rows"
    assert JOB.options == {}
