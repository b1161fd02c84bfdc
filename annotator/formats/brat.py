"""brat standoff: an article in NAME.txt, its annotations in NAME.ann, the rest of them in NAME.kutip.json.

brat and its readers look at .txt and .ann only, so the third file does not disturb them, and may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from annotator.domain.errors import N_, Message, Problem, UserError
from annotator.domain.schema import AttrDef, AttrKind, LabelDef, Schema
from annotator.domain.spans import AttrValue, Span
from annotator.formats import extras
from annotator.formats.foreign_attrs import AttrDefs, attr_defs, settle, with_seen
from annotator.formats.kutip_record import Json, RecordParser
from annotator.formats.lines import read_lines, read_whole
from annotator.formats.naming import stem
from annotator.formats.refusal import MEND, Refused
from annotator.services.ports import FormatInfo, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

INFO = FormatInfo(
    "brat",
    N_("brat: a text and its standoff annotations, an article a pair of files"),
    (".ann",),
    is_folder=True,
    is_lossless=True,
    carries=extras.CARRIES,
)

EXTRAS = ".kutip.json"
MAX_BYTES = 128 << 20
_MAX_LINE = 1 << 20

# brat reads an annotation a line, wherever Python sees a line end; and its fields are parted by tabs.
_FLAT = dict.fromkeys(map(ord, "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), " ")
_NOTE = "AnnotatorNotes"
_LEFT_OUT = {
    "E": N_("Kutip has no events; {count} were left out, and their triggers are in as spans."),
    "N": N_("Kutip has no links into databases; {count} were left out."),
    "*": N_("Kutip has no sets of spans that mean the same; {count} were left out."),
}
_EXTENT = re.compile(r"\d{1,12} \d{1,12}(;\d{1,12} \d{1,12})*")


class BratWriter:
    """Writes a folder: three files an article, and the label set as brat's configuration."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write the files into the folder `path` and return how many articles they are. Nothing is lost."""
        defs = attr_defs(job.schema)
        (path / "annotation.conf").write_bytes(_annotation_conf(job.schema).encode())
        (path / "visual.conf").write_bytes(_visual_conf(job.schema).encode())
        count = 0
        for record in records:
            count += 1
            name = stem(record)
            (path / f"{name}.txt").write_bytes(record.article.text.encode())
            lines, kept = _annotations(record, defs)
            (path / f"{name}.ann").write_bytes("".join(f"{line}\n" for line in lines).encode())
            (path / f"{name}{EXTRAS}").write_bytes(orjson.dumps(kept) + b"\n")
        return count


class BratReader:
    """Reads a .ann with the text beside it; a line that breaks is refused, and the rest of the article goes in."""

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether it is annotations of brat, or a text that has some beside it."""
        return head.suffix == ".ann" or (head.suffix == ".txt" and head.path.with_suffix(".ann").is_file())

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield a Problem for each line that is refused or left out, and the article. Raises UserError."""
        ann = path.with_suffix(".ann") if path.suffix.lower() == ".txt" else path
        text = ann.with_suffix(".txt")
        if not text.is_file():
            raise UserError(
                N_("The text of these annotations is missing: {name}."),
                N_("Put it beside them and import the folder again."), file=str(ann), name=text.name,
            )  # fmt: skip
        try:
            raw = read_whole(text, MAX_BYTES).decode("utf-8")
        except UnicodeDecodeError as error:
            raise UserError(
                N_("The text is not UTF-8, which brat needs."), N_("Save it as UTF-8 and import it again."),
                file=str(text),
            ) from error  # fmt: skip
        reading = _Reading(ann, raw, job)
        reading.read_lines()
        record = reading.record(_extras_beside(ann))
        problems = sorted(reading.problems, key=lambda problem: problem.line or 0)
        if record is not None:
            problems = [_beside_the_rest(problem) for problem in problems]
        yield from problems
        if record is not None:
            yield record


# --- out -----------------------------------------------------------------------------------------------------------


def _annotations(record: OutgoingRecord, defs: AttrDefs) -> tuple[list[str], Json]:
    """Return the lines of the .ann, and the extras."""
    text = record.article.text
    # brat has no annotation of white space.
    shown = [span for span in record.spans if span.is_live and not text[span.start : span.end].isspace()]
    names = {span.id: f"T{number}" for number, span in enumerate(shown, 1)}
    lines = [
        f"{names[span.id]}\t{span.label} {span.start} {span.end}\t{text[span.start : span.end].translate(_FLAT)}"
        for span in shown
    ]
    links = extras.links_among(record, names)
    lines += [
        f"R{number}\t{link.label} Arg1:{names[link.head]} Arg2:{names[link.child]}"
        for number, link in enumerate(links, 1)
    ]
    attributes, notes = [], []
    for span in shown:
        for name, value, is_note in _attributes(span, defs.get(span.label, {})):
            if is_note:
                notes.append(f"{name} {names[span.id]}\t{value}")
            else:
                attributes.append(f"{name} {names[span.id]}{value}")
    notes += [
        f"{_NOTE} {names[comment.span_id]}\t{_flat(comment.text)}"
        for comment in record.comments
        if comment.span_id in names and _flat(comment.text)
    ]
    lines += [f"A{number}\t{line}" for number, line in enumerate(attributes, 1)]
    lines += [f"#{number}\t{line}" for number, line in enumerate(notes, 1)]
    kept = extras.pack(record, {*names, *(link.id for link in links)})
    return lines, {"names": list(names), **kept}


def _attributes(span: Span, defs: Mapping[str, AttrDef]) -> Iterator[tuple[str, str, bool]]:
    """Yield the attributes of `span` as brat writes them: name, value, and whether it is in a note."""
    for name, attr in defs.items():
        value = _shown(attr, span.attrs.get(name))
        match value:
            case None:
                continue
            case bool():
                yield name, f" {str(value).lower()}" if attr.default is True else "", False
            case list():
                yield name, "; ".join(value), True
            case _ if attr.kind is AttrKind.CHOICE:
                yield name, f" {value}", False
            case _:
                yield name, str(value), True


def _shown(attr: AttrDef, value: AttrValue) -> AttrValue:
    """Return what brat says of `value`, None where nothing.

    In brat a flag is there or not; one that is set unless said otherwise needs a value to say otherwise.
    """
    match attr.kind:
        case AttrKind.FLAG:
            return value if value is True or (value is False and attr.default is True) else None
        case AttrKind.CHOICE:
            return value if isinstance(value, str) and value.split() == [value] else None
        case AttrKind.TEXT:
            return _flat(value) or None if isinstance(value, str) else None
        case AttrKind.NAMES:
            parts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
            return _names("; ".join(map(_flat, parts))) or None


def _flat(text: str) -> str:
    return " ".join(text.split())


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(";") if name.strip()]


def _annotation_conf(schema: Schema) -> str:
    attributes: dict[str, tuple[list[str], dict[str, None]]] = {}
    for label in schema.labels:
        for attr in label.attrs:
            if attr.kind in (AttrKind.CHOICE, AttrKind.FLAG):
                of_labels, choices = attributes.setdefault(attr.name, ([], {}))
                of_labels.append(label.name)
                values = attr.choices or (("true", "false") if attr.default is True else ())
                choices.update((value, None) for value in values if value.split() == [value])
    lines = ["[entities]", *(label.name for label in schema.labels), "", "[relations]"]
    lines.append("<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>")
    lines += [
        f"{relation.name}\tArg1:{'|'.join(relation.heads)}, Arg2:{'|'.join(relation.children)}"
        for relation in schema.relations
    ]
    lines += ["", "[events]", "", "[attributes]"]
    for name, (of_labels, choices) in attributes.items():
        offered = f", Value:{'|'.join(choices)}" if choices else ""
        lines.append(f"{name}\tArg:{'|'.join(of_labels)}{offered}")
    return "\n".join([*lines, ""])


def _visual_conf(schema: Schema) -> str:
    lines = ["[labels]"]
    lines += [f"{label.name} | {_title(label)}" for label in schema.labels]
    lines += ["", "[drawing]", "SPAN_DEFAULT\tfgColor:white, bgColor:#444444, borderColor:darken"]
    lines += [f"{label.name}\tbgColor:{label.light}" for label in schema.labels]
    return "\n".join([*lines, ""])


def _title(label: LabelDef) -> str:
    found = next(iter(label.title.values()), "")
    return _flat(found.replace("|", "/")) or label.name


# --- in ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """Where something came from."""

    number: int
    raw: bytes


@dataclass(slots=True)
class _Reading:
    """One .ann on its way in."""

    path: Path
    text: str
    job: ReadJob
    problems: list[Problem] = field(default_factory=list)
    _spans: dict[str, tuple[_Line, Json]] = field(default_factory=dict)
    _relations: list[tuple[_Line, Json]] = field(default_factory=list)
    _attrs: list[tuple[_Line, str, str, AttrValue]] = field(default_factory=list)
    _notes: list[tuple[_Line, str, str, str]] = field(default_factory=list)

    def read_lines(self) -> None:
        """Take the lines apart and note what cannot be taken."""
        left_out: dict[str, list[int]] = {}
        for number, raw in read_lines(self.path, _MAX_LINE):
            if raw is not None and not raw.strip():
                continue
            line = _Line(number, raw or b"")
            if raw is None:
                self._refuse(line, Refused(N_("The line is longer than {megabytes} MB."), megabytes=_MAX_LINE >> 20))
                continue
            try:
                kind = self._take(line)
            except Refused as refused:
                self._refuse(line, refused)
                continue
            if kind in _LEFT_OUT:
                left_out.setdefault(kind, []).append(number)
        for kind, numbers in left_out.items():
            self._notice(
                numbers[0],
                _LEFT_OUT[kind], N_("Keep the file if you need them; everything else of it is in."), count=len(numbers),
            )  # fmt: skip

    def record(self, kept: object) -> IncomingRecord | None:
        """Return the article, None where it was refused; `kept` are the extras."""
        packed = dict(kept) if isinstance(kept, dict) else None
        names = self._our_names(packed.pop("names", None) if packed else None)
        defs = attr_defs(self.job.schema)
        seen = self._seen(defs)
        rows, lines = [], {}
        for name, (line, row) in self._spans.items():
            rows.append({**with_seen(row, seen[name]), "id": names[name], "_name": name, "_line": line})
        links: list[Json] = []
        for line, row in self._relations:
            ends = {end: names.get(row[end], row[end]) for end in ("head", "child")}
            links.append({**row, **ends, "_line": line})
            if packed:
                del links[-1]["id"]  # those of the extras hold, and the others may not be among them
        data: Json = {"text": self.text, "spans": rows, "relations": links}
        if rows and not packed:
            data["answer"] = "accept"
        data = extras.unpack(data, packed, self._left_out)
        found: dict[str, str] = {}
        for row in data["spans"]:
            settle(row, defs.get(self._ours(row), {}), _shown)
            if (name := row.pop("_name", None)) is not None:
                found[name] = row["id"]
        for row in (*data["spans"], *data["relations"]):
            lines[id(row)] = row.pop("_line", None)
        notes = ((found.get(target), text) for _, _, target, text in self._notes)
        extras.put_comments(data, notes, set(found.values()), _flat)

        def refuse(row: Json, refused: Refused) -> None:
            self._refuse(lines[id(row)], refused)

        try:
            return RecordParser(self.job).parse(data, str(self.path), None, refuse)
        except Refused as refused:
            self._refuse(None, refused)
            return None

    def _take(self, line: _Line) -> str:
        """Note what `line` says and return its kind. Raises Refused."""
        try:
            fields = line.raw.decode("utf-8").split("\t", 2)
        except UnicodeDecodeError as error:
            raise Refused(N_("The line is not UTF-8."), N_("Save the file as UTF-8 and import it again.")) from error
        kind, name = fields[0][:1], fields[0]
        said = fields[1].split() if len(fields) > 1 else []
        rest = fields[2] if len(fields) > 2 else ""
        match kind:
            case "T" if said and _EXTENT.fullmatch(fields[1].partition(" ")[2].strip()):
                self._take_span(line, name, said[0], fields[1].partition(" ")[2].strip(), rest)
            case "R" if len(said) >= 3 and all(":" in part for part in said[1:]):
                ends = dict(part.split(":", 1) for part in said[1:])
                head, child = (ends.get(f"Arg{n}", said[n].partition(":")[2]) for n in (1, 2))
                self._relations.append((line, {"id": name, "label": said[0], "head": head, "child": child}))
            case "A" | "M" if len(said) >= 2:
                self._attrs.append((line, said[0], said[1], " ".join(said[2:]) or True))
            case "#" if len(said) == 2 and rest.strip():
                self._notes.append((line, said[0], said[1], rest.strip()))
            case "E" | "N" | "*":
                pass
            case _:
                raise Refused(N_("The line is no annotation as brat writes them: {line}."), MEND,
                              line=repr(line.raw[:60].decode("utf-8", "replace")))  # fmt: skip
        return kind

    def _take_span(self, line: _Line, name: str, label: str, extent: str, words: str) -> None:
        if name in self._spans:
            raise Refused(N_('Two spans have the id "{id}".'), id=name)
        parts = [tuple(map(int, part.split(" "))) for part in extent.split(";")]
        start, end = min(part[0] for part in parts), max(part[1] for part in parts)
        row: Json = {"start": start, "end": end, "label": label}
        if len(parts) > 1:
            found = " ".join(self.text[first:last] for first, last in parts)
            self._notice(
                line.number, N_("Span {span} is in pieces; it was taken from the first to the last of them."),
                N_("Look whether it is right so."), span=name,
            )  # fmt: skip
        else:
            found = self.text[start:end]
        # Editors take away white space at the end of a line.
        if words.rstrip() and found.translate(_FLAT).rstrip() != words.translate(_FLAT).rstrip():
            row["text"] = words
        self._spans[name] = line, row

    def _our_names(self, kept: object) -> dict[str, str]:
        """Return the ids of spans by brat's: those they had when they left, else brat's own where those are free."""
        ours = [name for name in kept if isinstance(name, str)] if isinstance(kept, list) else []
        left = {f"T{number}": name for number, name in enumerate(ours, 1)}
        taken = set(ours)
        found = {}
        for name in self._spans:
            ours_now = left.get(name) or name
            while name not in left and ours_now in taken:
                ours_now += "+"
            taken.add(ours_now)
            found[name] = ours_now
        return found

    def _seen(self, defs: AttrDefs) -> dict[str, dict[str, AttrValue]]:
        """Return the attributes of each span, from A lines and from notes of their name."""
        seen: dict[str, dict[str, AttrValue]] = {name: {} for name in self._spans}
        for line, name, target, value in self._attrs:
            if target in seen:
                attr = defs.get(self._ours(self._spans[target][1]), {}).get(name)
                try:
                    seen[target][name] = value if attr is None else _value(attr, value)
                except Refused as refused:
                    self._refuse(line, refused)
            elif target[:1] not in "ER":
                self._refuse(line, Refused(
                    N_('The line is about "{target}", and the file has no such annotation.'), target=target
                ))  # fmt: skip
        notes = []
        for note in self._notes:
            _, name, target, text = note
            attr = defs.get(self._ours(self._spans[target][1]), {}).get(name) if target in seen else None
            if attr is not None and attr.kind in (AttrKind.TEXT, AttrKind.NAMES):
                seen[target][name] = _names(text) if attr.kind is AttrKind.NAMES else _flat(text)
            else:
                notes.append(note)
        self._notes = notes
        return seen

    def _ours(self, row: Json) -> str:
        label = row.get("label")
        return self.job.labels.get(label, label) if isinstance(label, str) else ""

    def _refuse(self, line: _Line | None, refused: Refused) -> None:
        # A line without the text it is about could not be imported from a file of its own.
        self.problems.append(refused.problem(str(self.path), line.number if line else None))

    def _left_out(self, refused: Refused) -> None:
        self.problems.append(refused.notice(str(self.path), None))

    def _notice(self, line: int, what: str, todo: str, **params: object) -> None:
        self.problems.append(
            Problem(Message(what, params), Message(todo), str(self.path), line, is_refusal=False)
        )  # fmt: skip


def _beside_the_rest(problem: Problem) -> Problem:
    """Return the problem of a line whose article comes in: importing it again would not touch that article any more."""
    if problem.todo.template != MEND:
        return problem
    return replace(problem, todo=Message(N_("The article is in without it; mark it there by hand.")))


def _value(attr: AttrDef, value: AttrValue) -> AttrValue:
    """Return what an A line says as the attribute holds it. Raises Refused."""
    match attr.kind:
        case AttrKind.FLAG if value is True or value in ("true", "false"):
            return value is True or value == "true"
        case AttrKind.NAMES if isinstance(value, str):
            return _names(value)
        case AttrKind.CHOICE | AttrKind.TEXT if isinstance(value, str):
            return value
    raise Refused(N_('The attribute "{name}" cannot be {value}.'), name=attr.name, value=repr(value)[:60])


def _extras_beside(ann: Path) -> object:
    """Return what is kept beside `ann`; None where there is nothing that can be read: then the .ann says all."""
    path = ann.with_name(f"{ann.stem}{EXTRAS}")
    if not path.is_file():
        return None
    try:
        return orjson.loads(read_whole(path, MAX_BYTES))
    except (orjson.JSONDecodeError, UserError):
        return None
