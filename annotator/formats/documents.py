"""Web pages and word processor documents as articles: boilerplate removed, title, date and source kept. In only.

The text of a page is found by trafilatura (Barbaresi 2021), that of a DOCX read by python-docx. Nothing in them is run,
nothing is fetched, and nothing is unpacked to disk.
"""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from annotator.domain.errors import N_, Problem
from annotator.formats.kutip_record import Json, RecordParser
from annotator.formats.lines import read_whole
from annotator.formats.refusal import Refused
from annotator.services.ports import Asks, FormatInfo, Head, IncomingRecord, ReadJob

log = logging.getLogger(__name__)

MAX_HTML = 8 << 20
MAX_DOCX = 64 << 20
"""Bytes of a page, and of everything in a document once it is unpacked; beyond it there is no article in them."""

_MAX_PARTS = 2000
_WORDS = "word/document.xml"
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_GONE = frozenset(("del", "moveFrom", "Fallback", "pPr"))
"""Parts of a document whose words it does not show: deleted ones, and those that stand in for a picture beside them."""


class HtmlReader:
    """Reads a saved web page as one article."""

    info = FormatInfo(
        "html",
        N_("Web page (HTML): the article without what stands around it"),
        (".html", ".htm", ".xhtml"),
        asks=Asks.NEVER,
    )

    def recognises(self, head: Head) -> bool:
        """Say whether it is a page by its name."""
        return head.suffix in self.info.suffixes

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the article, or a Problem instead. Raises UserError where the file cannot be read or is too large."""
        yield from _one(path, job, MAX_HTML, _page)


class DocxReader:
    """Reads a word processor document as one article."""

    info = FormatInfo("docx", N_("Word document (DOCX): one article"), (".docx",), asks=Asks.NEVER)

    def recognises(self, head: Head) -> bool:
        """Say whether it is a document by its name."""
        return head.suffix in self.info.suffixes

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the article, or a Problem instead. Raises UserError where the file cannot be read or is too large."""
        notes: list[int] = []
        for found in _one(path, job, MAX_DOCX, lambda _: _document(path, notes.append)):
            yield found
            if sum(notes) and isinstance(found, IncomingRecord):
                yield Refused(
                    N_("Footnotes and endnotes were left out: {count}."),
                    N_("Keep the file if you need them; everything else of it is in."), count=sum(notes),
                ).notice(str(path), None)  # fmt: skip


def _one(path: Path, job: ReadJob, limit: int, parse: Callable[[bytes], Json]) -> Iterator[IncomingRecord | Problem]:
    data = read_whole(path, limit)
    file = str(path)
    try:
        yield RecordParser(job).parse(parse(data), file)
    except Refused as refused:
        yield refused.problem(file, None)


def _page(data: bytes) -> Json:
    """Return the Kutip record of a page. Raises Refused."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # that a page is empty is told to the person instead
    try:
        found = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False, include_tables=False)
    except Exception as error:  # whatever a parser of strangers' pages stumbles over, it is the page's fault
        log.info("a page could not be read", exc_info=True)
        raise _no_article() from error
    if found is None:
        raise _no_article()
    fields = found if isinstance(found, dict) else found.as_dict()
    text = fields.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _no_article()
    address = fields.get("url")
    meta = {
        "title": fields.get("title"), "date": fields.get("date"), "url": address,
        "source": fields.get("sitename") or fields.get("hostname") or (urlsplit(address).hostname if address else None),
    }  # fmt: skip
    if fields.get("author"):
        meta["author"] = fields["author"]
    return {"text": text, "meta": {key: value for key, value in meta.items() if isinstance(value, str)}}


def _document(path: Path, notes: Callable[[int], None]) -> Json:
    """Return the Kutip record of a DOCX; `notes` hears how many notes it has. Raises Refused."""
    import docx

    _check_parts(path)
    try:
        document = docx.Document(str(path))
        body = document.element.body
        lines = list(_lines(body))
        notes(sum(_kind(part) in ("footnoteReference", "endnoteReference") for part in body.iter()))
        properties = document.core_properties
        meta = {"title": properties.title or "", "author": properties.author or ""}
    except Exception as error:  # whatever a parser of strangers' files stumbles over, it is the file's fault
        log.info("a document could not be read", exc_info=True)
        raise _no_document() from error
    text = "\n".join(lines).strip("\n")
    if not text.strip():
        raise Refused(N_("There is no text in the document."), N_("Choose a document with an article in it."))
    return {"text": text, "meta": {key: value for key, value in meta.items() if value}}


def _lines(part: Any) -> Iterator[str]:  # noqa: ANN401 - python-docx is untyped here
    """Yield the paragraphs below `part`, a row of a table as one with tabs, text boxes after their paragraph.

    python-docx's own text has neither what was inserted while changes were tracked nor what stands in a control.
    """
    match _kind(part):
        case kind if kind in _GONE:
            return
        case "p":
            yield "".join(_words(part))
            for box in part.iter("{*}txbxContent"):
                if not any(_kind(above) in _GONE for above in box.iterancestors()):
                    yield from _lines(box)
        case "tr":
            yield "\t".join("\n".join(_lines(cell)) for cell in part.iter("{*}tc") if _row_of(cell) is part)
        case _:
            for child in part:
                yield from _lines(child)


def _words(part: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield what a paragraph shows, in order."""
    for child in part:
        match _kind(child):
            case "t":
                yield child.text or ""
            case kind if kind in _MARKS:
                yield _MARKS[kind]
            case kind if kind not in _GONE and kind != "txbxContent":
                yield from _words(child)


def _row_of(cell: Any) -> Any:  # noqa: ANN401
    return next(cell.iterancestors("{*}tr"))


def _kind(part: Any) -> str:  # noqa: ANN401
    """Return the name of an element without its namespace, "" for a comment."""
    return part.tag.rpartition("}")[2] if isinstance(part.tag, str) else ""


def _check_parts(path: Path) -> None:
    """Refuse what is no DOCX, and one that would unpack to more than an article can be. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as parts:
            found = parts.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise _no_document() from error
    if not any(part.filename == _WORDS for part in found):
        raise _no_document()
    size = sum(part.file_size for part in found)
    if size > MAX_DOCX or len(found) > _MAX_PARTS:
        raise Refused(
            N_("The document would unpack to {megabytes} MB; it is no article."),
            N_("Save its text as plain text (.txt, UTF-8) and import that."), megabytes=size >> 20,
        )  # fmt: skip


def _no_article() -> Refused:
    return Refused(
        N_("No article was found in the page."), N_("Copy the article's text and paste it into Kutip instead.")
    )


def _no_document() -> Refused:
    return Refused(
        N_("The document cannot be read; it is no DOCX, or it is damaged."),
        N_("Open it in a word processor and save it again, as DOCX or as plain text."),
    )
