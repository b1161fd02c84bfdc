"""Files of columns, one word a line with its tag last: what conll and bilou have in common when they are read.

Whatever scheme the tags are in (IOB1, IOB2, IOBES, BILOU), they are read leniently: a tag that cannot go on what stands
before it begins something new (Sang & Buchholz 2000; Ratinov & Roth 2009).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.domain.errors import N_, Problem
from annotator.formats.kutip_record import Json, RecordParser
from annotator.formats.lines import UTF8_BOM, read_lines
from annotator.formats.refusal import Refused, empty_file, not_utf8
from annotator.services.ports import IncomingRecord, ReadJob

DOCSTART = "-DOCSTART-"
MAX_LINE = 1 << 20
_TAG = re.compile(r"([BILUESM])[-_](.+)")
_BEGINS, _ENDS = frozenset("BUS"), frozenset("LUES")

_CLOSES = frozenset(".,;:!?)]}%”’»…")
_OPENS = frozenset("([{“‘«")
_LOOKED_AT, _FEWEST = 1000, 2  # lines
_ASKED_AT_ONCE = 1 << 22
"""Bytes of one article; a file without any blank line must not fill the memory."""


@dataclass(slots=True)
class _Block:
    """The lines of one article: words and tags, and where sentences end in them."""

    line: int
    raw: list[bytes] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    ends: set[int] = field(default_factory=set)
    bad: tuple[int, Refused] | None = None
    size: int = 0

    @property
    def kept(self) -> bytes:
        """What to mend, with the blank line that parts it from the next."""
        return b"\n".join(self.raw) + b"\n\n"


def read_columns(path: Path, job: ReadJob, *, has_sentences: bool) -> Iterator[IncomingRecord | Problem]:
    """Yield the articles of a file of columns.

    An article goes from one -DOCSTART- line to the next; in a file without any, to the next blank line. Between
    -DOCSTART- lines a blank line ends a sentence where `has_sentences`, and becomes a line break in the text.
    """
    parser = RecordParser(job)
    file = str(path)
    count = 0
    for block in _blocks(path):
        if block.bad is not None:
            line, refused = block.bad
            yield refused.problem(file, line, block.kept)
            count += 1
            continue
        if not block.words:
            continue
        count += 1
        try:
            yield parser.parse(
                record_of(block.words, block.tags, block.ends if has_sentences else ()), file, block.line
            )
        except Refused as refused:
            yield refused.problem(file, block.line, block.kept)
    if not count:
        yield empty_file().problem(file, None)


def is_tagged(start: bytes) -> bool:
    """Say whether a file that begins so has words and tags in columns: in every line, as many, and not all of them O.

    That is how corpora lie about, as .txt and .tsv; read as an article or a table they would be rubbish.
    """
    text = start.removeprefix(UTF8_BOM).lstrip()
    if text.startswith(DOCSTART.encode()):
        return True
    lines = text.rpartition(b"\n")[0].decode("utf-8", "replace").splitlines()[:_LOOKED_AT]
    rows = [_columns(line) for line in lines if line.strip() and not _is_comment(line)]
    tags = {row[-1] for row in rows} - {"O"}
    is_table = len(rows) >= _FEWEST and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1
    return is_table and bool(tags) and all(_TAG.fullmatch(tag) for tag in tags)


def _blocks(path: Path) -> Iterator[_Block]:
    block = _Block(1)
    has_starts = False
    for number, line in read_lines(path, MAX_LINE):
        text = _decoded(line)
        if isinstance(text, Refused):
            block.bad = block.bad or (number, text)
            block.raw.append((line or b"")[:MAX_LINE])
            continue
        is_start = text.startswith(DOCSTART)
        if is_start or (not text.strip() and not has_starts):
            if block.raw:
                yield block
            block = _Block(number if is_start else number + 1)
            has_starts = has_starts or is_start
            if is_start:
                block.raw.append(text.encode())
            continue
        block.raw.append(text.encode())
        block.size += len(text)
        if block.size > _ASKED_AT_ONCE:
            block.bad = block.bad or (number, _too_long())
            block.raw = [b""]
        elif block.bad is not None:
            continue
        elif _is_comment(text):
            pass
        elif text.strip():
            _take(block, number, text)
        elif block.words:
            block.ends.add(len(block.words))
    if block.raw:
        yield block


def _decoded(line: bytes | None) -> str | Refused:
    if line is None:
        return _too_long()
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        return not_utf8(line, error)


def _take(block: _Block, number: int, text: str) -> None:
    """Read one line of an article, or note why it cannot be read."""
    columns = _columns(text)
    word, tag = columns[0], columns[-1]
    if len(columns) < 2 or not word:
        block.bad = number, Refused(N_("The line has no word with a tag: {line}."), line=repr(text[:60]))
    elif tag != "O" and _TAG.fullmatch(tag) is None:
        block.bad = (
            number,
            Refused(N_("The tag {tag} is neither O nor B-, I-, L-, U-, E- or S- with a label."), tag=repr(tag[:60])),
        )
    else:
        block.words.append(word)
        block.tags.append(tag)


def _columns(line: str) -> list[str]:
    return [column.strip() for column in (line.split("\t") if "\t" in line else line.split())]


def _is_comment(line: str) -> bool:
    """True for what some corpora write above a sentence: "# id 7 domain=train"; "# O" is a word with its tag."""
    return line.startswith("# ") and _TAG.fullmatch(tag := _columns(line)[-1]) is None and tag != "O"


def record_of(words: Sequence[str], tags: Sequence[str], ends: Sequence[int] | set[int] = ()) -> Json:
    """Return the Kutip record of tagged words, its text rebuilt with plain spacing.

    `ends` are the numbers of words after which a line ends.
    """
    text, places = spaced(words, ends)
    spans = [
        {"start": places[first][0], "end": places[last - 1][1], "label": label} for first, last, label in chunks(tags)
    ]
    return {"text": text, "spans": spans, "answer": "accept" if spans else None}


def chunks(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the spans that tags of any scheme stand for, as ranges of words with their label, in order."""
    first, label = 0, ""
    for place, tag in enumerate((*tags, "O")):
        found = _TAG.fullmatch(tag)
        sign, name = found.groups() if found else ("", "")
        if label and (not found or name != label or sign in _BEGINS):
            yield first, place, label
            label = ""
        if found and not label:
            first, label = place, name
        if label and sign in _ENDS:
            yield first, place + 1, label
            label = ""


def spaced(words: Sequence[str], ends: Sequence[int] | set[int] = ()) -> tuple[str, list[tuple[int, int]]]:
    """Return the words as a text with plain spacing, and where each stands in it.

    One space between words, none before closing marks nor after opening ones; straight quotation marks open and
    close in turn.
    """
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    glue = True
    is_open = False
    for number, word in enumerate(words):
        is_quote = word == '"'
        closes = (is_quote and is_open) or word[0] in _CLOSES
        gap = "" if glue or closes else " "
        if number in ends:
            gap, is_open = "\n", False
            closes = False
        parts += (gap, word)
        places.append((length + len(gap), length + len(gap) + len(word)))
        length += len(gap) + len(word)
        glue = word[-1] in _OPENS if not is_quote else not closes
        if is_quote:
            is_open = not closes
    return "".join(parts), places


def _too_long() -> Refused:
    return Refused(
        N_("The article is longer than {megabytes} MB."),
        N_("Put a blank line between articles, or split the file."), megabytes=_ASKED_AT_ONCE >> 20,
    )  # fmt: skip
