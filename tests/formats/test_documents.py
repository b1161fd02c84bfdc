"""Web pages and word processor documents: the article comes in, what stands around it does not, nothing explodes."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from annotator.domain.errors import Problem
from annotator.formats import documents
from annotator.formats.documents import DocxReader, HtmlReader
from tests.formats.material import JOB

PARAGRAPH = (
    "“Kami siap bekerja sama dengan siapa pun yang mau membangun negeri ini,” kata Menteri Luar Negeri Retno Marsudi "
    "di Jakarta, Rabu. Ia menambahkan bahwa pertemuan itu berjalan dengan baik dan akan dilanjutkan pada bulan depan."
)
PAGE = f"""<!DOCTYPE html><html lang="id"><head><title>Retno: Kami siap | Tempo</title>
<meta property="og:title" content="Retno: Kami siap"><meta property="og:site_name" content="Tempo">
<meta property="article:published_time" content="2024-06-19T08:00:00+07:00">
<link rel="canonical" href="https://contoh.invalid/berita/1">
<script>document.write("<p>JANGAN</p>"); fetch("https://contoh.invalid/x")</script>
<style>p {{ color: red }}</style></head>
<body><nav><ul><li><a href="/">Beranda</a></li><li><a href="/politik">Politik</a></li></ul></nav>
<article><h1>Retno: Kami siap</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH} Sekali lagi.</p></article>
<footer><p>Hak cipta Tempo. Ikuti kami di media sosial.</p></footer></body></html>"""


def read(reader, path, data):
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    (found,) = reader.read(path, JOB)
    return found


def word(*paragraphs, title=""):
    document = docx.Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Nama", "Retno"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_page_is_its_article_with_title_date_and_source(tmp_path):
    article = read(HtmlReader(), tmp_path / "a.html", PAGE).article

    assert PARAGRAPH in article.text
    assert "Sekali lagi." in article.text
    for around in ("JANGAN", "Beranda", "Hak cipta", "color"):
        assert around not in article.text
    assert (article.title, article.date, article.source) == ("Retno: Kami siap", "2024-06-19", "Tempo")
    assert article.url == "https://contoh.invalid/berita/1"


def test_page_says_its_encoding_itself(tmp_path):
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').encode("cp1252")

    assert "“Kami siap" in read(HtmlReader(), tmp_path / "a.html", page).article.text


@pytest.mark.parametrize(
    "page",
    [
        "", "<html></html>", "<" * 10_000, "<div>" * 50_000, "<script>while(true){}</script>", "\0\0\0",
        '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><p>&b;&b;</p>',
        b"\xff\xfe\xfa" * 99,
    ],
    ids=range(8),
)  # fmt: skip
def test_page_without_an_article_is_one_clear_refusal(tmp_path, page):
    problem = read(HtmlReader(), tmp_path / "a.html", page)

    assert isinstance(problem, Problem)
    assert "No article was found" in str(problem)


def test_document_is_its_paragraphs_and_tables_in_order(tmp_path):
    article = read(DocxReader(), tmp_path / "a.docx", word("Kim tiba.", "Ia pergi. 🇮🇩", title="Kim")).article

    assert article.text == "Kim tiba.\nIa pergi. 🇮🇩\nNama\tRetno"
    assert article.title == "Kim"


RUN = '<w:r><w:t xml:space="preserve"> di Moskow</w:t></w:r>'


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ('<w:ins w:id="1" w:author="x">{}</w:ins>', "Kim tiba di Moskow."),
        ('<w:smartTag w:uri="x" w:element="place">{}</w:smartTag>', "Kim tiba di Moskow."),
        ("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "Kim tiba di Moskow."),
        ('<w:fldSimple w:instr="DATE">{}</w:fldSimple>', "Kim tiba di Moskow."),
        ('<w:hyperlink w:anchor="x">{}</w:hyperlink>', "Kim tiba di Moskow."),
        ('<w:del w:id="1" w:author="x">{}</w:del>', "Kim tiba."),
    ],
)
def test_document_has_the_words_that_are_seen_in_it(tmp_path, markup, shown):
    document = docx.Document()
    paragraph = document.add_paragraph("Kim tiba")
    paragraph._p.extend(parse_xml(f"<w:p {nsdecls('w')}>{markup.format(RUN)}</w:p>"))
    paragraph.add_run(".")
    stream = io.BytesIO()
    document.save(stream)

    assert read(DocxReader(), tmp_path / "a.docx", stream.getvalue()).article.text == shown


def test_cells_that_say_the_same_are_both_there(tmp_path):
    document = docx.Document()
    for cell, words in zip(document.add_table(rows=1, cols=3).rows[0].cells, ("Retno", "10", "10"), strict=True):
        cell.text = words
    stream = io.BytesIO()
    document.save(stream)

    assert read(DocxReader(), tmp_path / "a.docx", stream.getvalue()).article.text == "Retno\t10\t10"


def test_footnotes_that_stay_behind_are_said(tmp_path):
    document = docx.Document()
    document.add_paragraph("Kim tiba.")._p.append(
        parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
    )
    document.save(str(tmp_path / "a.docx"))

    record, notice = DocxReader().read(tmp_path / "a.docx", JOB)

    assert record.article.text == "Kim tiba."
    assert str(notice.what) == "Footnotes and endnotes were left out: 1."


def test_document_that_would_unpack_to_gigabytes_is_refused_before_it_does(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MAX_DOCX", 1 << 20)
    stream = io.BytesIO(word("Kim tiba."))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/media/bomb.bin", bytes(8 << 20))
    problem = read(DocxReader(), tmp_path / "a.docx", stream.getvalue())

    assert "would unpack to 8 MB" in str(problem)


_ENTITIES = {"a": "a" * 1000, "b": "&a;" * 100, "c": "&b;" * 100, "d": "&c;" * 100}
_DECLARED = "".join(f'<!ENTITY {name} "{value}">' for name, value in _ENTITIES.items())
BOMB = (
    f'<?xml version="1.0"?><!DOCTYPE w [{_DECLARED}]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>&d;</w:t></w:r></w:p></w:body></w:document>"
)


def with_body(xml):
    source = zipfile.ZipFile(io.BytesIO(word("Kim tiba.")))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        for part in source.infolist():
            parts.writestr(part.filename, xml if part.filename == "word/document.xml" else source.read(part))
    return stream.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", word("Kim tiba.")[:2000], with_body("<broken"), with_body(BOMB)],
    ids=["empty", "cut", "half", "broken", "bomb"],
)  # fmt: skip
def test_damaged_document_is_one_clear_refusal(tmp_path, data):
    problem = read(DocxReader(), tmp_path / "a.docx", data)

    assert isinstance(problem, Problem)
    assert "document" in str(problem)


def test_names_in_a_document_that_climb_out_of_it_write_nothing(tmp_path):
    stream = io.BytesIO(word("Kim tiba."))
    with zipfile.ZipFile(stream, "a") as parts:
        parts.writestr("../../climbed.txt", "no")
    (tmp_path / "a" / "b").mkdir(parents=True)
    read(DocxReader(), tmp_path / "a" / "b" / "c.docx", stream.getvalue())

    assert not list(tmp_path.rglob("climbed.txt"))
