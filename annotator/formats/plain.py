"""Plain text: one file, one article; the encoding is found out and said where it was assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.annotations import Article
from annotator.domain.errors import N_, Message, Problem
from annotator.formats.lines import UTF16_BOMS, unreadable
from annotator.formats.refusal import Refused
from annotator.services.ports import Asks, FormatInfo, Head, IncomingRecord, ReadJob

MAX_BYTES = 64 << 20
"""Three times the 20 MB that have to go in; beyond it a file is a log or a dump, not an article."""

_SAMPLE = 256 << 10
_CONTROLS = bytes(sorted({*range(32), 127} - set(b"\t\n\v\f\r\x1b")))
_KINDS = {b"%PDF": "PDF", b"PK\x03\x04": "DOCX / ODT / ZIP", b"{\\rtf": "RTF", b"\xd0\xcf\x11\xe0": "DOC"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, and the encoding where it had to be assumed (None where the bytes leave no doubt)."""

    text: str
    assumed: str | None = None


class PlainReader:
    """Reads a text file as one article."""

    info = FormatInfo("text", N_("Plain text: one file, one article"), (".txt", ".text"), asks=Asks.NEVER)

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes

    def recognises(self, head: Head) -> bool:
        """Say whether it is a text file; a name without a suffix is taken for one."""
        return head.suffix in self.info.suffixes or not head.suffix

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:  # noqa: ARG002 - no labels here
        """Yield the article, before it a notice where its encoding was assumed, or a Problem instead.

        Raises UserError where the file cannot be read.
        """
        file = str(path)
        try:
            decoded = decode(self._bytes(path))
        except Refused as refused:
            yield refused.problem(file, None)
            return
        if decoded.assumed is not None:
            yield Problem(
                Message(N_("The file is not UTF-8; it was read as {encoding}."), {"encoding": decoded.assumed}),
                Message(N_("Look whether its quotation marks and accents are right; else save it as UTF-8.")),
                file, is_refusal=False,
            )  # fmt: skip
        yield IncomingRecord(Article.from_raw(decoded.text), file=file)

    def _bytes(self, path: Path) -> bytes:
        try:
            with path.open("rb") as stream:
                data = stream.read(self._max_bytes + 1)
        except OSError as error:
            raise unreadable(path, error) from error
        if len(data) > self._max_bytes:
            raise Refused(
                N_("The file is larger than {megabytes} MB, too large for one article."),
                N_("Split it into articles, one file each."),
                megabytes=max(self._max_bytes >> 20, 1),
            )
        return data


def decode(data: bytes) -> Decoded:
    """Return the text of `data`: UTF-8 first and strictly, then UTF-16 by its mark, then the likeliest other.

    Raises Refused where there is no text in it: empty, binary, or half of a surrogate pair.
    """
    kind = next((name for start, name in _KINDS.items() if data.startswith(start)), None)
    if kind is not None:
        raise Refused(
            N_("The file is not plain text but {kind}."),
            N_("Save it as plain text (.txt, UTF-8) and import that."), kind=kind,
        )  # fmt: skip
    decoded = _decode_utf16(data) if data.startswith(UTF16_BOMS) else _decode_bytes(data)
    if not decoded.text.strip("\ufeff \t\r\n") or decoded.text.isspace():
        raise Refused(N_("The file is empty."), N_("Choose a file with an article in it."))
    return decoded


def _decode_utf16(data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("utf-16"))
    except UnicodeDecodeError as error:
        raise _half_a_pair(data[: error.start].decode("utf-16", "replace").count("\n") + 1) from error


def _decode_bytes(data: bytes) -> Decoded:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" in data or controls * 100 > len(data):
        raise Refused(
            N_("The file is not text: it holds bytes that no text has."),
            N_("Save the article as plain text (.txt, UTF-8) and import that."),
        )
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        try:
            data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return _decode_guessing(data)
        raise _half_a_pair(data[: error.start].count(b"\n") + 1) from error


def _half_a_pair(line: int) -> Refused:
    return Refused(
        N_("Line {number} holds half of a surrogate pair, which is no character."),
        N_("Take it out, save the file as UTF-8 and import it again."), number=line,
    )  # fmt: skip


def _decode_guessing(data: bytes) -> Decoded:
    """Decode with the likeliest encoding.

    Indonesian is written in ASCII letters, so a file that is not UTF-8 and has hardly any other letter is nearly always
    Windows-1252 with its curly quotes. The detector is asked about the rest: with so few bytes to go by it says
    anything from Mac Roman to Big5.
    """
    from charset_normalizer import from_bytes

    if _foreign_letters(data[:_SAMPLE]) * 20 < min(len(data), _SAMPLE):
        try:
            return Decoded(data.decode("cp1252"), "Windows-1252")
        except UnicodeDecodeError:
            pass
    best = from_bytes(data[:_SAMPLE]).best()
    encoding = "cp1252" if best is None else best.encoding
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:  # the sample was not like the rest
        return Decoded(data.decode("latin-1"), "ISO 8859-1")


def _foreign_letters(sample: bytes) -> int:
    """Return how many letters outside ASCII the sample would have as Windows-1252; its quotes and dashes are none."""
    return sum(char.isalpha() for char in sample.translate(None, bytes(range(128))).decode("cp1252", "ignore"))
