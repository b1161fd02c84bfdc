"""UIMA CAS as INCEpTION and DKPro have it: XMI with a type system beside it, or JSON CAS, an article a file.

Names are DKPro's `NamedEntity` with the label as its value; every other label is a span layer of its own, with the
speaker and the cue of a quote as link features; the other relations are relation layers. Offsets in the files count
UTF-16 units. What UIMA has no place for is in an annotation of the document, `KutipExtras`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import orjson

from annotator.domain.errors import N_, Message, Problem
from annotator.domain.losses import Loss, LossKind
from annotator.domain.schema import AttrDef, AttrKind, Schema
from annotator.domain.spans import AttrValue, LayerName, Span
from annotator.domain.text import tokens
from annotator.formats import extras
from annotator.formats.cas_syntax import (
    ANNOTATION,
    BOOLEAN,
    FS_ARRAY,
    SOFA_ID,
    STRING,
    STRING_ARRAY,
    Cas,
    Fs,
    Ref,
    Refs,
    Strings,
    Type,
    UnitMap,
    Value,
    clean,
    has_illegal,
    json_cas,
    parse_json,
    parse_xmi,
    references,
    type_system_xml,
    xmi,
)
from annotator.formats.foreign_attrs import AttrDefs, attr_defs, settle, with_seen
from annotator.formats.kutip_record import Json, RecordParser
from annotator.formats.lines import read_whole
from annotator.formats.naming import stem
from annotator.formats.refusal import Refused
from annotator.services.ports import FormatInfo, FormatOption, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

SYNTAX = FormatOption(
    "syntax", N_("How the files are written"), "xmi",
    {"xmi": N_("XMI, with the type system beside it"), "json": N_("JSON CAS, with the type system in it")},
)  # fmt: skip

INFO = FormatInfo(
    "cas",
    N_("UIMA CAS: for INCEpTION and DKPro, an article a file"),
    (".xmi", ".json"),
    is_folder=True,
    is_lossless=True,
    carries=extras.CARRIES,
    write_options=(SYNTAX,),
)

MAX_BYTES = 128 << 20
NO_XML = N_("the text has a control character, which XML cannot hold; JSON CAS can")

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
_CUSTOM = "webanno.custom."
_DOCUMENT = f"{_DKPRO}.metadata.type.DocumentMetaData"
_SENTENCE = f"{_DKPRO}.segmentation.type.Sentence"
_TOKEN = f"{_DKPRO}.segmentation.type.Token"
_NAMES = f"{_DKPRO}.ner.type."
_NAMED_ENTITY = f"{_NAMES}NamedEntity"
_EXTRAS = f"{_CUSTOM}KutipExtras"

# What only frames a document, or is made anew from the text: nobody needs to hear that it is not read.
_FRAME = ("uima.", f"{_DKPRO}.segmentation.", f"{_DKPRO}.metadata.", "de.tudarmstadt.ukp.clarin.webanno.")
_RESERVED = frozenset(
    ("begin", "end", "sofa", "value", "identifier", "label", "self", "Governor", "Dependent", "role", "target")
)
_LINE = re.compile(r"\S(?:[^\n]*\S)?")


class CasWriter:
    """Writes a folder: a file an article, and for XMI the type system that all of them need."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write the files into the folder `path` and return how many they are."""
        layers = Layers(job.schema)
        is_json = job.options["syntax"] == "json"
        if not is_json:
            (path / "TypeSystem.xml").write_bytes(type_system_xml(layers.types))
        count = 0
        for record in records:
            text = record.article.text
            if not is_json and has_illegal(text):
                title = record.article.title
                job.lose(Loss(LossKind.ARTICLE, record.article.key, record.annotator, "", "", NO_XML, title))
                continue
            count += 1
            structures = _structures(record, layers)
            data = json_cas(text, structures, layers.types) if is_json else xmi(text, structures)
            (path / f"{stem(record)}.{'json' if is_json else 'xmi'}").write_bytes(data)
        return count


class CasReader:
    """Reads XMI and JSON CAS, one article a file, whoever wrote them."""

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether it is XMI or JSON CAS."""
        if head.suffix == ".json":
            return head.first is not None and not head.first.keys().isdisjoint(("%TYPES", "%FEATURE_STRUCTURES"))
        return head.suffix == ".xmi" or (head.suffix == ".xml" and b"http://www.omg.org/XMI" in head.start)

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the article, before it a notice of what was left out; or a Problem. Raises UserError."""
        file = str(path)
        data = read_whole(path, MAX_BYTES)
        layers = Layers(job.schema)
        left_out: dict[str, int] = {}

        @cache
        def is_wanted(name: str) -> bool:
            if name.endswith("[]"):  # its elements are kept with what refers to it
                return False
            if name.startswith((_NAMES, _DOCUMENT)) or not name.startswith((*_FRAME, _DKPRO)):
                return True
            if not name.startswith(_FRAME):
                left_out[name.rpartition(".")[2]] = 1
            return name == STRING_ARRAY

        try:
            cas = (parse_json if data.lstrip()[:1] in (b"{", b"[") else parse_xmi)(data, is_wanted)
            record = RecordParser(job).parse(_Reading(cas, layers, job).data(left_out), file)
        except Refused as refused:
            yield refused.problem(file, None)
            return
        if left_out:
            kinds = ", ".join(sorted(left_out))
            yield Problem(
                Message(N_("Annotations of these kinds were left out: {kinds}."), {"kinds": kinds}),
                Message(N_("Keep the file if you need them; everything else of it is in.")),
                file, is_refusal=False,
            )  # fmt: skip
        yield record


class Layers:
    """A label set as layers: which type each label is, and which feature each attribute and relation.

    UIMA takes letters, digits and underscores for names; a label with anything else in it has a name made for it.
    """

    def __init__(self, schema: Schema) -> None:
        self.defs: AttrDefs = attr_defs(schema)
        self.types: dict[str, Type] = {
            _DOCUMENT: Type(
                "uima.tcas.DocumentAnnotation",
                dict.fromkeys(("documentTitle", "documentId", "documentUri", "collectionId"), STRING),
            ),
            _SENTENCE: Type(ANNOTATION),
            _TOKEN: Type(ANNOTATION),
            _EXTRAS: Type("uima.cas.AnnotationBase", {"json": STRING}),
        }
        entities: dict[str, str] = {"value": STRING, "identifier": STRING}
        self.of_label: dict[str, str] = {}
        self._attrs: dict[str, dict[str, str]] = {}
        features: dict[str, dict[str, str]] = {_NAMED_ENTITY: entities}
        elements: dict[str, dict[str, str]] = {}
        for label in schema.labels:
            is_name = label.layer is LayerName.ENTITY
            of_type = _NAMED_ENTITY if is_name else _CUSTOM + _identifier(label.name, self._shorts())
            self.of_label[label.name] = of_type
            of_features = features.setdefault(of_type, {})
            names = self._attrs.setdefault(label.name, {})
            for attr in label.attrs:
                holds = _HOLDS[attr.kind]
                name = _identifier(attr.name, {*_RESERVED, *(n for n, held in of_features.items() if held != holds)})
                of_features[name] = holds
                names[attr.name] = name
        self._relations: dict[str, tuple[str, str]] = {}
        links: dict[str, Type] = {}
        for relation in schema.relations:
            head, child = relation.heads[:1], relation.children[:1]
            if (relation.heads, relation.children) == (head, child) and self._is_layer(schema, head[0]):
                host = self.of_label[head[0]]
                name = _identifier(child[0].casefold(), {*_RESERVED, *features[host]})
                link = f"{host}{name[:1].upper()}{name[1:]}Link"
                features[host][name] = FS_ARRAY
                elements.setdefault(host, {})[name] = link
                target = self.of_label[child[0]]
                links[link] = Type("uima.cas.TOP", {"role": STRING, "target": target})
                self._relations[relation.name] = host, name
            else:
                of_type = _CUSTOM + _identifier(relation.name, self._shorts())
                links[of_type] = Type(ANNOTATION, {"Dependent": ANNOTATION, "Governor": ANNOTATION})
                self._relations[relation.name] = of_type, ""
        for of_type, held in features.items():
            self.types[of_type] = Type(ANNOTATION, held, elements.get(of_type, {}))
        self.types |= links
        self._labels = {of_type: label for label, of_type in self.of_label.items() if of_type != _NAMED_ENTITY}
        self._by_place = {place: relation for relation, place in self._relations.items()}
        self._folded = {label.casefold(): label for label in self.of_label}
        self.schema = schema

    def place(self, relation: str) -> tuple[str, str] | None:
        """Return the type of `relation` and, for a link of that type, its feature; None where it is not ours."""
        return self._relations.get(relation)

    def link_type(self, host: str, name: str) -> str:
        """Return the type of the links in a feature."""
        return self.types[host].elements[name]

    def relation(self, of_type: str, name: str = "") -> str | None:
        """Return the relation that is a layer of this type, or a link feature of it."""
        return self._by_place.get((of_type, name))

    def attrs(self, label: str) -> Mapping[str, str]:
        """Return the features of a label's attributes."""
        return self._attrs.get(label, {})

    def label(self, of_type: str) -> str | None:
        """Return the label whose own layer this is, also where only the case is another."""
        short = of_type.rpartition(".")[2]
        return self._labels.get(of_type) or self._folded.get(short.casefold())

    def _shorts(self) -> Container[str]:
        types = (
            *self.types,
            *self.of_label.values(),
            *(place[0] for place in getattr(self, "_relations", {}).values()),
        )
        return {of_type.removeprefix(_CUSTOM) for of_type in types}

    @staticmethod
    def _is_layer(schema: Schema, label: str) -> bool:
        known = schema.label(label)
        return known is not None and known.layer is not LayerName.ENTITY


_HOLDS: Mapping[AttrKind, str] = {
    AttrKind.CHOICE: STRING,
    AttrKind.TEXT: STRING,
    AttrKind.FLAG: BOOLEAN,
    AttrKind.NAMES: STRING_ARRAY,
}


def _identifier(name: str, taken: Container[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
    plain = plain if plain[:1].isalpha() else f"x{plain}"
    found, number = plain, 1
    while found in taken:
        number += 1
        found = f"{plain}_{number}"
    return found


# --- out -----------------------------------------------------------------------------------------------------------


def _structures(record: OutgoingRecord, layers: Layers) -> list[Fs]:
    text = record.article.text
    units = UnitMap(text).units
    shown = [span for span in record.spans if span.is_live and span.label in layers.of_label]
    ids = {span.id for span in shown}
    links = [link for link in extras.links_among(record, ids) if layers.place(link.label) is not None]
    kept = orjson.dumps(extras.pack(record, ids | {link.id for link in links})).decode()
    found = [
        Fs(SOFA_ID + 1, _DOCUMENT, {
            "begin": 0, "end": units(len(text)), "language": "id",
            "documentTitle": clean(record.article.title), "documentId": record.article.key,
        }),
        Fs(SOFA_ID + 2, _EXTRAS, {"json": _escaped(kept)}),
    ]  # fmt: skip
    number = SOFA_ID + 3
    frame = [(_SENTENCE, match.span()) for match in _LINE.finditer(text)] + [(_TOKEN, word) for word in tokens(text)]
    for of_type, (start, end) in frame:
        found.append(Fs(number, of_type, {"begin": units(start), "end": units(end)}))
        number += 1
    numbers = {span.id: number + place for place, span in enumerate(shown)}
    places = {span.id: {"begin": units(span.start), "end": units(span.end)} for span in shown}
    number += len(shown)
    hosted: dict[str, dict[str, list[int]]] = {}
    after: list[Fs] = []
    for link in links:
        of_type, name = layers.place(link.label) or ("", "")
        head, child = Ref(numbers[link.head]), Ref(numbers[link.child])
        if name:
            hosted.setdefault(link.head, {}).setdefault(name, []).append(number)
            after.append(
                Fs(number, layers.link_type(of_type, name), {"role": link.label, "target": child}, is_indexed=False)
            )
        else:
            after.append(Fs(number, of_type, {**places[link.child], "Dependent": child, "Governor": head}))
        number += 1
    for span in shown:
        features: dict[str, Value] = dict(places[span.id])
        if layers.of_label[span.label] == _NAMED_ENTITY:
            features["value"] = span.label
        features |= _attributes(span, layers)
        features |= {name: Refs(tuple(to)) for name, to in hosted.get(span.id, {}).items()}
        found.append(Fs(numbers[span.id], layers.of_label[span.label], features))
    return [*found, *after]


def _attributes(span: Span, layers: Layers) -> Iterator[tuple[str, Value]]:
    for name, feature in layers.attrs(span.label).items():
        value = _shown(layers.defs[span.label][name], span.attrs.get(name))
        if isinstance(value, list):
            yield feature, Strings(tuple(value))
        elif isinstance(value, str | bool):
            yield feature, value


def _shown(attr: AttrDef, value: AttrValue) -> AttrValue:
    """Return what the CAS says of `value`, None where nothing: a truth is false there until it is set."""
    match attr.kind:
        case AttrKind.FLAG:
            return value is not False if attr.default is True else (True if value is True else None)
        case AttrKind.CHOICE | AttrKind.TEXT:
            return clean(value) if isinstance(value, str) else None
        case AttrKind.NAMES:
            names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
            return [clean(name) for name in names] or None


def _escaped(text: str) -> str:
    """Return JSON with what XML cannot hold written as JSON escapes it."""
    return (
        "".join(char if not has_illegal(char) else f"\\u{ord(char):04x}" for char in text)
        if has_illegal(text)
        else text
    )


# --- in ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reading:
    """One CAS on its way in."""

    cas: Cas
    layers: Layers
    job: ReadJob
    _prefix: str = "cas:"
    _labels: dict[int, str] = field(default_factory=dict)
    _rows: list[Json] = field(default_factory=list)
    _links: list[Json] = field(default_factory=list)

    def data(self, left_out: dict[str, int]) -> Json:
        """Return the Kutip record; kinds of annotations that have no place in it go to `left_out`. Raises Refused."""
        title, kept = "", None
        spans: list[Fs] = []
        relations: list[Fs] = []
        for fs in self.cas.structures.values():
            if fs.type == _DOCUMENT:
                title = _string(fs, "documentTitle")
            elif fs.type == _EXTRAS:
                kept = _loaded(_string(fs, "json"))
            elif fs.type.startswith("uima."):
                continue
            elif "Governor" in fs.features and "Dependent" in fs.features:
                relations.append(fs)
            elif isinstance(fs.features.get("begin"), int) and isinstance(fs.features.get("end"), int):
                spans.append(fs)
            elif "target" not in fs.features:
                left_out[fs.type.rpartition(".")[2]] = 1
        self._prefix += "+" * _length_of(kept, self._prefix)
        self._read_spans(spans, left_out)
        for fs in spans:
            if fs.id in self._labels:
                self._read_links(fs)
        for fs in relations:
            ends = [references(fs.features[end])[:1] for end in ("Governor", "Dependent")]
            label = self.layers.relation(fs.type) or self._named(fs)
            self._links.append({"label": label, **self._ends(*ends)})
        data: Json = {"text": self.cas.text, "spans": self._rows, "relations": self._links}
        if title:
            data["meta"] = {"title": title}
        if self._rows and kept is None:
            data["answer"] = "accept"
        data = extras.unpack(data, kept)
        for row in data["spans"]:
            settle(row, self.layers.defs.get(self._ours(row["label"]), {}), _shown)
        return data

    def _read_spans(self, spans: Sequence[Fs], left_out: dict[str, int]) -> None:
        point = UnitMap(self.cas.text).point
        for fs in spans:
            label = self._label(fs)
            start, end = fs.features["begin"], fs.features["end"]
            if not label or start == end:
                left_out[fs.type.rpartition(".")[2]] = 1
                continue
            self._labels[fs.id] = label
            row: Json = {
                "id": self._id(fs.id),
                "start": point(int(str(start))),
                "end": point(int(str(end))),
                "label": label,
            }
            self._rows.append(with_seen(row, self._attributes(fs, label)))

    def _label(self, fs: Fs) -> str:
        if fs.type.startswith(_NAMES):
            short = fs.type.removeprefix(_NAMES)
            return _string(fs, "value") or (short if fs.type != _NAMED_ENTITY else "")
        return self._named(fs)

    def _named(self, fs: Fs) -> str:
        """Return the label of a layer: its name where we know it, else what it says in a feature, else its name."""
        short = fs.type.rpartition(".")[2]
        if short in self.job.labels:
            return short
        return self.layers.label(fs.type) or _string(fs, "label") or _string(fs, "value") or short

    def _attributes(self, fs: Fs, label: str) -> dict[str, AttrValue]:
        ours = self._ours(label)
        names = {feature: name for name, feature in self.layers.attrs(ours).items()}
        defs = self.layers.defs.get(ours, {})
        found: dict[str, AttrValue] = {}
        for feature, value in fs.features.items():
            if feature in _RESERVED and feature != "identifier":
                continue
            name = names.get(feature, feature)
            attr = defs.get(name)
            if attr is None and self._targets(value):
                continue
            seen = self._value(attr, value)
            if seen is not None:
                found[name] = seen
        return found

    def _value(self, attr: AttrDef | None, value: Value) -> AttrValue:
        if isinstance(value, Strings):
            return list(value.values)
        if attr is None:
            return value if isinstance(value, str | bool | int) else None
        if attr.kind is AttrKind.FLAG and value in ("true", "false", True, False):
            return _shown(attr, value in ("true", True))
        if attr.kind is AttrKind.NAMES:
            arrays = [self.cas.structures[to] for to in references(value) if to in self.cas.structures]
            if len(arrays) == 1 and isinstance(elements := arrays[0].features.get("elements"), Strings):
                return list(elements.values)
        return value if isinstance(value, str | bool | int) else None

    def _read_links(self, fs: Fs) -> None:
        label = self._labels[fs.id]
        attrs = set(self.layers.attrs(self._ours(label)).values())
        for feature, value in fs.features.items():
            if feature in _RESERVED or feature in attrs:
                continue
            for link in self._targets(value):
                target = references(link.features["target"])[:1]
                self._links.append(
                    {"label": self._link_label(fs, feature, link, target), **self._ends((fs.id,), target)}
                )

    def _link_label(self, fs: Fs, feature: str, link: Fs, target: Sequence[int]) -> str:
        role = _string(link, "role")
        if role in self.job.labels or self.layers.place(role) is not None:
            return role
        known = self.layers.relation(fs.type, feature)
        if known is not None:
            return known
        head = self._ours(self._labels[fs.id])
        child = self._ours(self._labels.get(target[0], "")) if target else ""
        fitting = [
            one.name for one in self.layers.schema.relations if head in one.heads and child in one.children
        ]  # fmt: skip
        return fitting[0] if len(fitting) == 1 and feature not in self.job.labels else feature

    def _targets(self, value: Value) -> list[Fs]:
        """Return the links that a feature holds; none where it holds anything else."""
        found = [self.cas.structures.get(to) for to in references(value)]
        links = [fs for fs in found if fs is not None and "target" in fs.features]
        return links if len(links) == len(found) else []

    def _id(self, number: int) -> str:
        """Return the id of a span until its own is found: none of the extras is like it."""
        return f"{self._prefix}{number}"

    def _ends(self, head: Sequence[int], child: Sequence[int]) -> Json:
        return {"head": self._id(head[0]) if head else None, "child": self._id(child[0]) if child else None}

    def _ours(self, label: str) -> str:
        return self.job.labels.get(label, label)


def _string(fs: Fs, feature: str) -> str:
    value = fs.features.get(feature)
    return value if isinstance(value, str) else ""


def _length_of(kept: object, prefix: str) -> int:
    """Return how many signs make `prefix` one that no id of the extras begins with."""
    spans = kept.get("spans") if isinstance(kept, dict) else None
    ids = [row.get("id") for row in spans if isinstance(row, dict)] if isinstance(spans, list) else []
    return max((len(one) for one in ids if isinstance(one, str) and one.startswith(prefix)), default=0)


def _loaded(text: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
