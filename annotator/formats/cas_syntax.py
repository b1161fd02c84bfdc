"""The two ways in which a UIMA CAS is written, XMI and JSON CAS, and its type system: feature structures in and out.

A type system says of each feature what it holds; here a value says it itself: a string, a truth, an offset, or one of
`Ref`, `Refs` and `Strings`. XMI is read without its type system: then references are strings of numbers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

import orjson

from annotator.domain.errors import N_
from annotator.formats.refusal import Refused

ANNOTATION = "uima.tcas.Annotation"
STRING = "uima.cas.String"
BOOLEAN = "uima.cas.Boolean"
STRING_ARRAY = "uima.cas.StringArray"
FS_ARRAY = "uima.cas.FSArray"
SOFA = "uima.cas.Sofa"
VIEW = "_InitialView"
SOFA_ID = 1

_XMI = "http://www.omg.org/XMI"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"\d{1,9}")
_IN_ELEMENT = {"\r": "&#13;"}
_IN_ATTRIBUTE = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


@dataclass(frozen=True, slots=True)
class Ref:
    """A feature structure, by its id."""

    to: int


@dataclass(frozen=True, slots=True)
class Refs:
    """Several of them."""

    to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Strings:
    """An array of strings."""

    values: tuple[str, ...]


Value = str | bool | int | Ref | Refs | Strings


@dataclass(frozen=True, slots=True)
class Fs:
    """A feature structure. `is_indexed`: it is a member of the view, as annotations are and links are not."""

    id: int
    type: str
    features: Mapping[str, Value]
    is_indexed: bool = True


@dataclass(frozen=True, slots=True)
class Type:
    """A type: what it is a kind of, and what its features hold; `elements` is what those hold that are arrays."""

    parent: str
    features: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, str] = field(default_factory=dict)


class UnitMap:
    """Moves offsets between code points and UTF-16 units, in which all characters beyond U+FFFF are two."""

    __slots__ = ("_points", "_units")

    def __init__(self, text: str) -> None:
        self._points = [match.start() for match in _ASTRAL.finditer(text)]
        self._units = [point + number for number, point in enumerate(self._points)]

    def units(self, point: int) -> int:
        """Return the offset in UTF-16 units of a code point."""
        return point + bisect_left(self._points, point) if self._points else point

    def point(self, units: int) -> int:
        """Return the code point at an offset in UTF-16 units. Raises Refused inside a character."""
        before = bisect_left(self._units, units)
        if before and self._units[before - 1] + 1 == units:
            raise Refused(N_("The offset {offset} lies inside a character."), offset=units)
        return units - before


def has_illegal(text: str) -> bool:
    """True where `text` has a character that XML cannot hold."""
    return _ILLEGAL.search(text) is not None


def clean(text: str) -> str:
    """Return `text` with a mark in place of what XML cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)


# --- out -----------------------------------------------------------------------------------------------------------


def xmi(text: str, structures: Iterable[Fs]) -> bytes:
    """Return the CAS as XMI."""
    prefixes = {_XMI: "xmi", "http:///uima/cas.ecore": "cas"}
    names: dict[str, str] = {}
    lines = [
        '<cas:NULL xmi:id="0"/>',
        f'<cas:Sofa xmi:id="{SOFA_ID}" sofaNum="1" sofaID="{VIEW}" mimeType="text" sofaString="{_quoted(text)}"/>',
    ]
    members = []
    for fs in structures:
        name = names.get(fs.type) or names.setdefault(fs.type, _element(fs.type, prefixes))
        attributes, children = [], []
        for key, value in fs.features.items():
            if type(value) is int:  # most are offsets
                attributes.append(f' {key}="{value}"')
                continue
            match value:
                case Strings():
                    children += [f"<{key}>{_quoted(one, _IN_ELEMENT)}</{key}>" for one in value.values]
                case str():
                    attributes.append(f' {key}="{_quoted(value)}"')
                case bool():
                    attributes.append(f' {key}="{str(value).lower()}"')
                case int():
                    attributes.append(f' {key}="{value}"')
                case Ref():
                    attributes.append(f' {key}="{value.to}"')
                case Refs():
                    attributes.append(f' {key}="{" ".join(map(str, value.to))}"')
        if fs.is_indexed:
            members.append(fs.id)
            attributes.insert(0, f' sofa="{SOFA_ID}"')
        start = f'<{name} xmi:id="{fs.id}"{"".join(attributes)}'
        lines.append(f"{start}>{''.join(children)}</{name}>" if children else f"{start}/>")
    lines.append(f'<cas:View sofa="{SOFA_ID}" members="{" ".join(map(str, members))}"/>')
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for uri, prefix in prefixes.items())
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<xmi:XMI{spaces} xmi:version="2.0">', *lines, "</xmi:XMI>", ""]
    ).encode()


def json_cas(text: str, structures: Sequence[Fs], types: Mapping[str, Type]) -> bytes:
    """Return the CAS as JSON CAS, with its type system in it."""
    rows: list[dict[str, object]] = [
        {"%ID": SOFA_ID, "%TYPE": SOFA, "sofaNum": 1, "sofaID": VIEW, "mimeType": "text", "sofaString": text}
    ]
    free = max((fs.id for fs in structures), default=SOFA_ID) + 1
    for fs in structures:
        row: dict[str, object] = {"%ID": fs.id, "%TYPE": fs.type}
        if fs.is_indexed:
            row["@sofa"] = SOFA_ID
        rows.append(row)
        for key, value in fs.features.items():
            if type(value) is int:
                row[key] = value
                continue
            match value:
                case Ref():
                    row[f"@{key}"] = value.to
                case Refs() | Strings():
                    of_type, elements = (
                        (STRING_ARRAY, value.values) if isinstance(value, Strings) else (FS_ARRAY, value.to)
                    )
                    rows.append({"%ID": free, "%TYPE": of_type, "%ELEMENTS": elements})
                    row[f"@{key}"] = free
                    free += 1
                case _:
                    row[key] = value
    members = [fs.id for fs in structures if fs.is_indexed]
    views = {VIEW: {"%SOFA": SOFA_ID, "%MEMBERS": members}}
    data = {"%TYPES": _json_types(types), "%FEATURE_STRUCTURES": rows, "%VIEWS": views}
    return orjson.dumps(data) + b"\n"


def type_system_xml(types: Mapping[str, Type]) -> bytes:
    """Return the type system as UIMA reads it."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">',
        "<types>",
    ]
    for name, of_type in types.items():
        lines += [f"<typeDescription>\n<name>{name}</name>\n<description/>",
                  f"<supertypeName>{of_type.parent}</supertypeName>\n<features>"]  # fmt: skip
        for key, holds in of_type.features.items():
            element = f"<elementType>{of_type.elements[key]}</elementType>" if key in of_type.elements else ""
            lines.append(
                f"<featureDescription><name>{key}</name><description/><rangeTypeName>{holds}</rangeTypeName>{element}"
                "</featureDescription>"
            )
        lines.append("</features>\n</typeDescription>")
    return "\n".join([*lines, "</types>", "</typeSystemDescription>", ""]).encode()


def _json_types(types: Mapping[str, Type]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, of_type in types.items():
        row: dict[str, object] = {"%NAME": name, "%SUPER_TYPE": of_type.parent}
        for key, holds in of_type.features.items():
            if holds == STRING_ARRAY:
                holds = f"{STRING}[]"  # noqa: PLW2901 - JSON CAS has another word for it
            elif holds == FS_ARRAY:
                holds = f"{of_type.elements[key]}[]"  # noqa: PLW2901
            row[key] = {"%NAME": key, "%RANGE": holds}
        found[name] = row
    return found


def _element(name: str, prefixes: dict[str, str]) -> str:
    space, _, short = name.rpartition(".")
    uri = f"http:///{space.replace('.', '/')}.ecore"
    if uri not in prefixes:
        plain = space.rpartition(".")[2]
        prefixes[uri] = plain if plain not in prefixes.values() else f"{plain}{len(prefixes)}"
    return f"{prefixes[uri]}:{short}"


def _quoted(text: str, entities: dict[str, str] = _IN_ATTRIBUTE) -> str:
    from xml.sax.saxutils import escape  # brings half the network library along, which no start needs

    return escape(text, entities)


# --- in ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cas:
    """A CAS that was read: its text, and its feature structures by id in the order of the file."""

    text: str
    structures: Mapping[int, Fs]


def parse_xmi(data: bytes, is_wanted: Callable[[str], bool]) -> Cas:
    """Return the CAS of XMI, with structures of the types that are wanted. Raises Refused."""
    found: dict[int, Fs] = {}
    texts: dict[str, str] = {}
    names: dict[str, str] = {}
    state: list[dict[str, object] | None] = [None]  # the features of the structure we are in, for its child elements
    child: list[str] = []
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 3 and state[0] is not None:
            child.clear()
        if depth != 2:
            return
        name = names.get(tag) or names.setdefault(tag, _type_name(tag))
        state[0] = None
        if name == SOFA:
            texts.setdefault(attributes.get("sofaID", ""), attributes.get("sofaString", ""))
        elif is_wanted(name):
            number = _number(attributes.pop(f"{_XMI} id", ""))
            features: dict[str, object] = dict(attributes)
            for key in ("begin", "end"):
                if key in attributes:
                    features[key] = _number(attributes[key])
            state[0] = features
            found[number] = Fs(number, name, features)  # type: ignore[arg-type] # arrays are put right below

    def end(tag: str) -> None:
        nonlocal depth
        features = state[0]
        if depth == 3 and features is not None:
            before = features.get(tag)
            values = before.values if isinstance(before, Strings) else ()
            features[tag] = Strings((*values, "".join(child)))
        depth -= 1

    def doctype(*_: object) -> None:
        raise Refused(
            N_("The file has a document type declaration, which no CAS needs."),
            N_("Take it out and import the file again."),
        )

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = child.append
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no names
    except expat.ExpatError as error:
        raise Refused(
            N_("The file is not valid XML: {reason} (line {number})."),
            N_("Export it again, as XMI with XML 1.0 or as JSON CAS."),
            reason=expat.ErrorString(error.code), number=error.lineno,
        ) from error  # fmt: skip
    except (LookupError, ValueError) as error:
        raise Refused(
            N_("The encoding of the file is not known."), N_("Save it as UTF-8 and import it again.")
        ) from error
    return Cas(_text_of(texts), found)


def parse_json(data: bytes, is_wanted: Callable[[str], bool]) -> Cas:
    """Return the CAS of JSON CAS, with structures of the types that are wanted. Raises Refused."""
    try:
        whole = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Refused(N_("The file is not valid JSON: {reason}."), reason=error.msg) from error
    rows = whole.get("%FEATURE_STRUCTURES") if isinstance(whole, dict) else None
    if isinstance(rows, dict):
        rows = [{"%ID": _number(key), **row} for key, row in rows.items() if isinstance(row, dict)]
    if not isinstance(rows, list):
        raise Refused(N_("The file is no CAS: it has no feature structures."))
    texts: dict[str, str] = {}
    arrays: dict[object, Value] = {}
    for row in rows:
        if not isinstance(row, dict) or type(row.get("%ID")) is not int or not isinstance(row.get("%TYPE"), str):
            raise Refused(N_("A feature structure has no number or no type."))
        elements = row.get("%ELEMENTS")
        if isinstance(elements, list):
            if all(isinstance(one, str) for one in elements):
                arrays[row["%ID"]] = Strings(tuple(elements))
            elif all(type(one) is int for one in elements):
                arrays[row["%ID"]] = Refs(tuple(elements))
        elif row["%TYPE"] == SOFA and isinstance(row.get("sofaString"), str):
            texts.setdefault(str(row.get("sofaID")), row["sofaString"])
    found = {}
    for row in rows:
        if is_wanted(row["%TYPE"]):
            found[row["%ID"]] = Fs(row["%ID"], row["%TYPE"], dict(_json_features(row, arrays)))
    return Cas(_text_of(texts), found)


def _json_features(row: Mapping[str, object], arrays: Mapping[object, Value]) -> Iterator[tuple[str, Value]]:
    for key, value in row.items():
        if key.startswith("@") and type(value) is int:
            yield key[1:], arrays.get(value, Ref(value))
        elif not key.startswith(("%", "@", "#", "^")) and isinstance(value, str | bool | int):
            yield key, value


def references(value: Value | None) -> tuple[int, ...]:
    """Return the ids a feature refers to; in XMI they are a string of numbers."""
    match value:
        case Ref():
            return (value.to,)
        case Refs():
            return value.to
        case str():
            parts = value.split()
            return tuple(map(int, parts)) if all(_NUMBER.fullmatch(part) for part in parts) else ()
        case _:
            return ()


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Refused(N_("{value} is no number of a feature structure or offset."), value=repr(text)[:40])
    return int(text)


def _type_name(tag: str) -> str:
    uri, _, short = tag.rpartition(" ")
    space = uri.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return short if space == "uima.noNamespace" else f"{space}.{short}"


def _text_of(texts: Mapping[str, str]) -> str:
    found = texts.get(VIEW) or next((text for text in texts.values() if text), None)
    if found is None:
        raise Refused(N_("The file has no text."), N_("Choose a CAS with its text in it."))
    return found
