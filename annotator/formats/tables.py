"""Rows with columns, one article a row: CSV, TSV and JSON Lines of whatever shape. In only.

Which column is the text, the title and so on is an option; without one it is guessed from the names of the columns and,
for the text, from what is in them. Every other column is kept in the article's meta.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.formats.json_rows import MAX_LINE, decoded, read_rows
from annotator.formats.kutip_record import Json, RecordParser, as_object
from annotator.formats.lines import UTF8_BOM, read_lines, refuse_utf16
from annotator.formats.refusal import MEND, Refused
from annotator.services.ports import FormatInfo, FormatOption, Head, IncomingRecord, ReadJob, Table

ROLES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "teks", "isi", "isi_berita", "content", "konten", "body", "article", "artikel", "berita"),
    "title": ("title", "judul", "headline", "judul_berita"),
    "date": ("date", "tanggal", "published", "published_at", "publish_date", "tgl", "waktu"),
    "source": ("source", "sumber", "media", "outlet", "publisher", "portal", "site"),
    "url": ("url", "link", "tautan", "href"),
}
"""What the columns are for, and the names they usually have, the likeliest first."""

OPTIONS = (
    FormatOption("text", N_("Column with the article's text"), ""),
    FormatOption("title", N_("Column with the title"), ""),
    FormatOption("date", N_("Column with the date"), ""),
    FormatOption("source", N_("Column with the source"), ""),
    FormatOption("url", N_("Column with the address"), ""),
)

_MAX_NAME = 200
_MAX_ROW = 32 << 20  # bytes in a line of a table, and code points in one of its cells
_SHOWN = 200
_LOOKED_AT = 50
_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(rb"sep=([,;\t|])", re.IGNORECASE)
"""What Excel writes above the names of the columns, to know by when it opens the file again."""


class TableReader:
    """Reads CSV and TSV: the first row names the columns."""

    info = FormatInfo(
        "table", N_("Table (CSV, TSV): one row an article"), (".csv", ".tsv", ".tab"), read_options=OPTIONS
    )  # fmt: skip

    def recognises(self, head: Head) -> bool:
        """Say whether it is a table by its name."""
        return head.suffix in self.info.suffixes

    def table(self, path: Path, limit: int) -> Table:
        """Return the columns and the first `limit` rows. Raises UserError where there are none."""
        file = _TableFile(path)
        rows = file.first_rows(max(limit, _LOOKED_AT))
        shown = tuple(tuple(cell[:_SHOWN] for cell in row) for row in rows[:limit])
        return Table(tuple(file.columns), shown, guessed(file.columns, rows))

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield an article for each row. Raises UserError where there are no columns to read by."""
        parser = RecordParser(job)
        name = str(path)
        file = _TableFile(path)
        roles = chosen(file.columns, guessed(file.columns, file.first_rows(_LOOKED_AT)), job.options, name)
        if file.assumed is not None:
            yield Problem(
                Message(N_("The file is not UTF-8; it was read as {encoding}."), {"encoding": file.assumed}),
                Message(N_("Look whether its quotation marks and accents are right; else save it as UTF-8.")),
                name, is_refusal=False,
            )  # fmt: skip
        count = 0
        for line, cells, raw in file.rows():
            count += 1
            try:
                if isinstance(cells, Refused):
                    raise cells
                yield parser.parse(_record(dict(zip(file.columns, cells, strict=True)), roles), name, line)
            except Refused as refused:
                problem = refused.problem(name, line, raw)
                yield Problem(problem.what, problem.todo, name, line, row=problem.row, head=file.head)
        if not count:
            yield Refused(N_("The table has no rows."), N_("Choose another file.")).problem(name, None)


class RowsReader:
    """Reads JSON Lines whose objects are of no shape that another format knows: the text is under one of their keys."""

    info = FormatInfo("rows", N_("JSON Lines: one object an article"), (".jsonl", ".ndjson"), read_options=OPTIONS)

    def recognises(self, head: Head) -> bool:
        """Say whether it is JSON Lines; ask it after every format with a shape of its own."""
        return head.suffix in self.info.suffixes and head.first is not None

    def table(self, path: Path, limit: int) -> Table:
        """Return the keys and the first `limit` rows. Raises UserError where there are none."""
        found: list[Mapping[str, object]] = []
        for _, line in islice(read_lines(path, MAX_LINE), max(limit, _LOOKED_AT)):
            try:
                row = decoded(line, MAX_LINE) if line is None or line.strip() else None
            except Refused:
                continue  # reading it says so
            if isinstance(row, dict):
                found.append(row)
        columns = list(dict.fromkeys(key for row in found for key in row))
        if not columns:
            raise _no_columns(path)
        rows = [[value if isinstance(value := row.get(key), str) else "" for key in columns] for row in found]
        shown = tuple(tuple(_shown(row.get(key)) for key in columns) for row in found[:limit])
        return Table(tuple(columns), shown, guessed(columns, rows))

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield an article for each row. Raises UserError where there are no keys to read by."""
        parser = RecordParser(job)
        table = self.table(path, 0)
        roles = chosen(table.columns, table.guess, job.options, str(path))

        def parse(row: object, file: str, line: int | None) -> IncomingRecord:
            return parser.parse(_record(as_object(row), roles), file, line)

        yield from read_rows(path, parse)


def guessed(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the probable column of each role, those there are. The text is the longest where no name tells."""
    plain = {column.strip().casefold().replace(" ", "_"): column for column in reversed(columns)}
    found = {
        role: plain[name]
        for role, names in ROLES.items()
        if (name := next((name for name in names if name in plain), None)) is not None
    }
    if "text" not in found and rows:
        taken = set(found.values())
        lengths = {
            column: sum(len(row[place]) for row in rows if place < len(row))
            for place, column in enumerate(columns)
            if column not in taken
        }
        longest = max(lengths, key=lambda column: lengths[column], default=None)
        if longest is not None and lengths[longest]:
            found["text"] = longest
    return found


def chosen(
    columns: Sequence[str], guess: Mapping[str, str], options: Mapping[str, str], file: str
) -> Mapping[str, str]:
    """Return the column of each role, as chosen or else as guessed; one chosen to be "" has none.

    Raises UserError for a column there is not, and where no column holds the text.
    """
    found = dict(guess)
    for role in ROLES.keys() & options.keys():
        column = options[role]
        if column and column not in columns:
            raise UserError(
                N_('There is no column called "{column}".'), N_("Choose one of these: {columns}."),
                file=file, column=column, columns=", ".join(columns),
            )  # fmt: skip
        found[role] = column
    found = {role: column for role, column in found.items() if column}
    if "text" not in found:
        raise UserError(
            N_("No column looks like the text of an article."), N_("Say which one it is: {columns}."),
            file=file, columns=", ".join(columns),
        )  # fmt: skip
    return found


class _TableFile:
    """A file of cells: its columns, its encoding, and its rows one after the other."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = (line for _, line in read_lines(path, _MAX_ROW) if line is None or line.strip())
        start = next(lines, b"")
        said = _SEPARATOR.fullmatch(start or b"")
        self._lines_above = 0
        if said is not None:
            self._lines_above, start = 1, next(lines, b"")
        with path.open("rb") as stream:
            sample = stream.read(256 << 10)
        _check_kind(path, sample)
        self._encoding, self.assumed = _encoding_of(sample)
        if start is None or b"\0" in sample:
            raise _no_columns(path)
        self.head = start
        line = start.decode(self._encoding, "surrogateescape").removeprefix("\ufeff")
        is_tabbed = path.suffix.lower() in (".tsv", ".tab")
        self._delimiter = "\t" if is_tabbed else max(_DELIMITERS, key=line.count)
        if said is not None:
            self._delimiter = said[1].decode()
        try:
            names = next(csv.reader([line], delimiter=self._delimiter), [])
        except csv.Error as error:
            raise _no_columns(path) from error
        self.columns = [name.strip() or f"column {number}" for number, name in enumerate(names, 1)]
        is_named = any(name.strip() for name in names) and max(map(len, names)) <= _MAX_NAME
        if len(set(self.columns)) < len(self.columns) or not is_named:
            raise _no_columns(path)

    def first_rows(self, limit: int) -> list[list[str]]:
        """Return the cells of the first `limit` rows, without those that are refused."""
        return [cells for _, cells, _ in islice(self.rows(), limit) if not isinstance(cells, Refused)]

    def rows(self) -> Iterator[tuple[int, list[str] | Refused, bytes]]:
        """Yield the line a row begins in, its cells or why there are none, and its bytes. Blank lines are nothing."""
        csv.field_size_limit(_MAX_ROW)
        lines = _Lines(self._path, self._encoding)
        reader = csv.reader(lines, delimiter=self._delimiter)
        above = self._lines_above + 1
        while True:
            lines.begin()
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield (
                    lines.first,
                    Refused(N_("The row cannot be read as a table's: {reason}."), MEND, reason=error),
                    b"",
                )
                return  # where one row ends and the next begins is not known any more
            if lines.too_long:
                yield lines.first, Refused(
                    N_("The row is longer than {megabytes} MB."), MEND, megabytes=_MAX_ROW >> 20
                ), b""  # fmt: skip
                if cells is None:
                    return
                continue
            if cells is None:
                return
            if not any(cells):
                continue
            if above:
                above -= 1
                continue
            if len(cells) != len(self.columns):
                refused = Refused(
                    N_("The row has {count} cells, but there are {columns} columns."), MEND,
                    count=len(cells), columns=len(self.columns),
                )  # fmt: skip
                yield lines.first, refused, lines.raw
            elif lines.is_over and lines.raw.count(b'"') % 2:
                unclosed = Refused(N_("A quotation mark in the row is never closed, so the row has no end."))
                yield lines.first, unclosed, b""
            elif any("\udc80" <= char <= "\udcff" for cell in cells for char in cell):
                yield lines.first, Refused(
                    N_("The row has bytes that are not {encoding}."), MEND, encoding=self._encoding
                ), lines.raw  # fmt: skip
            else:
                yield lines.first, cells, lines.raw


class _Lines:
    """Feeds the lines of a file to a csv reader, and knows which of them its present row is made of."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._lines = read_lines(path, _MAX_ROW)
        self._encoding = encoding
        self._number = 0
        self._raw: list[bytes] = []
        self.first = 1
        self.too_long = False
        self.is_over = False

    def begin(self) -> None:
        """Begin a row."""
        self._raw.clear()
        self.first = self._number + 1
        self.too_long = False

    @property
    def raw(self) -> bytes:
        """The bytes of the present row."""
        return b"\n".join(self._raw)

    def __iter__(self) -> Iterator[str]:
        for number, line in self._lines:
            self._number = number
            if line is None:
                self.too_long = True
                yield "\n"
                continue
            self._raw.append(line)
            text = line.decode(self._encoding, "surrogateescape")
            yield f"{text.removeprefix(chr(0xFEFF)) if number == 1 else text}\n"
        self.is_over = True


def _check_kind(path: Path, sample: bytes) -> None:
    """Refuse what only its name makes a table. Raises UserError."""
    refuse_utf16(path, sample)
    if sample.removeprefix(UTF8_BOM).startswith(b"#FORMAT=WebAnno TSV"):
        raise UserError(
            N_("The file is WebAnno TSV, which Kutip does not read."),
            N_("Export the document as UIMA CAS (XMI 1.0 or JSON) and import that."), file=str(path),
        )  # fmt: skip
    if b"\r" in sample and b"\n" not in sample:
        raise UserError(
            N_("The lines of the file end as they did on old Macs, with CR alone."),
            N_("Save it as CSV UTF-8 and import it again."), file=str(path),
        )  # fmt: skip


def _encoding_of(sample: bytes) -> tuple[str, str | None]:
    """Return the encoding of a file that begins so, and its name where it had to be assumed."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:  # not only a character that the sample cuts in two
            return "cp1252", "Windows-1252"
    return "utf-8", None


def _record(row: Mapping[str, object], roles: Mapping[str, str]) -> Json:
    """Return the Kutip record of a row. Raises Refused."""
    text = row.get(roles["text"])
    if not isinstance(text, str) or not text.strip():
        raise Refused(N_('The column "{column}" should hold the article\'s text, but is empty.'), column=roles["text"])
    used = set(roles.values())
    meta: Json = {role: row.get(column) for role, column in roles.items() if role != "text"}
    meta |= {key: value for key, value in row.items() if key not in used and value not in ("", None)}
    return {"text": text, "meta": meta}


def _shown(value: object) -> str:
    return value[:_SHOWN] if isinstance(value, str) else "" if value is None else str(value)[:_SHOWN]


def _no_columns(path: Path) -> UserError:
    return UserError(
        N_("The file has no columns with names of their own."),
        N_("Give it a first row that names each column once, and save it as UTF-8."), file=str(path),
    )  # fmt: skip
