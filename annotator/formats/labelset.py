"""Label sets as TOML: reads one into a `Schema` and says in a sentence what is wrong with it. Knows no database.

The shape is that of `seeds/labels/berita.toml`: `name`, `version`, `title` and, where the model is to suggest optional
quotes too, `suggests_optional = true`; then `[[label]]`, `[[relation]]` and `[[rule]]` blocks. Texts for people are
given by language (`title.id = "…"`) or as one string for all languages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, islice, repeat
from typing import NoReturn, TypeVar

from annotator.domain.errors import N_, UserError
from annotator.domain.schema import AttrDef, AttrKind, LabelDef, RelationDef, Rule, Schema
from annotator.domain.spans import AttrValue, LayerName

T = TypeVar("T")

LANGUAGES = ("id", "en")

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NAME = re.compile(r"[^\W\d][\w-]*")
_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
_EXAMPLE = N_("Correct it; seeds/labels/berita.toml shows a whole label set.")


def read_labelset(source: str, file: str | None = None) -> Schema:
    """Return the label set written in `source`; `file` is only named in messages.

    Raises UserError at the first thing that is wrong, with the line of the block it stands in.
    """
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place["line"]) if place and place["line"] else source.count("\n") + 1
        raise UserError(
            N_("This label set is not valid TOML: {reason}."), N_("Correct the line and read it again."),
            file=file, line=line, reason=_PLACE.sub("", str(error)),
        ) from error  # fmt: skip
    return _read(_Block(data, _Place(source, file, None), file or "TOML"))


def _read(top: _Block) -> Schema:
    top.allow("name", "version", "title", "label", "relation", "rule", "suggests_optional")
    name = top.name()
    rules = tuple(_rule(block) for block in top.blocks("rule"))
    _refuse_twice(top.blocks("rule"), (rule.number for rule in rules))
    labels = tuple(_label(block, {rule.number for rule in rules}) for block in top.blocks("label"))
    if not labels:
        top.refuse(N_("A label set needs at least one label."), N_("Add a [[label]] block with a name, layer and key."))
    _refuse_twice(top.blocks("label"), (label.name for label in labels))
    _refuse_same_key(top.blocks("label"), labels)
    relations = tuple(_relation(block, {label.name for label in labels}) for block in top.blocks("relation"))
    _refuse_twice(top.blocks("relation"), (relation.name for relation in relations))
    return Schema(name, top.text("version", default="1"), top.by_language("title", name), labels, relations, rules,
                  top.flag("suggests_optional"))  # fmt: skip


def _label(block: _Block, rules: set[int]) -> LabelDef:
    block.allow("name", "layer", "key", "light", "dark", "title", "covers", "attrs", "rules")
    name = block.name()
    block = block.called(name)
    layer = block.choice("layer", [layer.value for layer in LayerName])
    key = block.text("key")
    if len(key) != 1 or not key.isprintable() or key.isspace():
        block.refuse(N_('The key of {block} is "{value}", not one character.'), N_("Give it one letter or digit."), key)
    attrs = tuple(_attribute(attribute) for attribute in block.blocks("attrs"))
    _refuse_twice(block.blocks("attrs"), (attribute.name for attribute in attrs))
    numbers = block.numbers("rules")
    for number in numbers:
        if number not in rules:
            block.refuse(
                N_("{block} names rule {value}, which is not there."), N_("Add a [[rule]] or drop it."), number
            )
    return LabelDef(
        name, LayerName(layer), key, block.colour("light"), block.colour("dark"),
        block.by_language("title", name), block.by_language("covers", ""), attrs, numbers,
    )  # fmt: skip


def _attribute(block: _Block) -> AttrDef:
    block.allow("name", "kind", "choices", "default")
    name = block.name()
    block = block.called(name)
    kind = AttrKind(block.choice("kind", [kind.value for kind in AttrKind]))
    choices = block.texts("choices")
    if (kind is AttrKind.CHOICE) != bool(choices):
        block.refuse(
            N_("{block} must have choices if its kind is choice, and only then."), N_("Add or remove the choices.")
        )
    bare = AttrDef(name, kind, choices)
    default = block.value("default")
    if not bare.accepts(default):
        block.refuse(N_("{block} cannot hold its own default, {value}."), N_("Choose a default that fits."), default)
    return AttrDef(name, kind, choices, default)


def _relation(block: _Block, labels: set[str]) -> RelationDef:
    block.allow("name", "heads", "children", "single", "title")
    name = block.name()
    block = block.called(name)
    ends = [block.texts(end) for end in ("heads", "children")]
    for end in ends:
        if not end:
            block.refuse(N_("{block} needs labels at both its ends."), N_("Give it heads and children."))
        for label in end:
            if label not in labels:
                block.refuse(
                    N_("{block} links {value}, which is not a label of this set."),
                    N_("Correct the name or add the label."), label,
                )  # fmt: skip
    return RelationDef(name, ends[0], ends[1], block.flag("single"), block.by_language("title", name))


def _rule(block: _Block) -> Rule:
    block.allow("number", "title", "body")
    number = block.number("number")
    return Rule(number, block.by_language("title", str(number)), block.by_language("body", ""))


def _refuse_twice(blocks: list[_Block], names: Iterable[object]) -> None:
    seen = set()
    for block, name in zip(blocks, names, strict=True):
        if name in seen:
            block.refuse(N_("{value} is there twice."), N_("Rename or remove one of them."), name)
        seen.add(name)


def _refuse_same_key(blocks: list[_Block], labels: Iterable[LabelDef]) -> None:
    owner: dict[str, str] = {}
    for block, label in zip(blocks, labels, strict=True):
        if label.key in owner:
            block.called(label.name).refuse(
                N_('{block} has the key "{value}", which another label has already.'), N_("Give it another key."),
                label.key,
            )  # fmt: skip
        owner[label.key] = label.name


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands. tomllib tells no lines of what it read, so the block's heading is looked up."""

    source: str
    file: str | None
    line: int | None

    def of(self, kind: str, count: int) -> list[_Place]:
        """Return the places of `count` `[[kind]]`; inside another block, or written inline, that block's own."""
        heading = rf"^[^\S\n]*\[\[[^\S\n]*{re.escape(kind)}[^\S\n]*\]\]"
        found = (
            self.source.count("\n", 0, match.start()) + 1 for match in re.finditer(heading, self.source, re.MULTILINE)
        )
        lines = chain(found, repeat(self.line))
        return [_Place(self.source, self.file, line) for line in islice(lines, count)]


class _Block:
    """One table of the file, read field by field; every reader refuses what does not fit."""

    def __init__(self, data: Mapping[str, object], place: _Place, name: str) -> None:
        self._data = data
        self._place = place
        self._name = name

    def called(self, name: str) -> _Block:
        """Return this block under the name messages shall use."""
        return _Block(self._data, self._place, name)

    def refuse(self, sentence: str, todo: str, value: object = "") -> NoReturn:
        """Raise the UserError about this block; `{block}` is its name and `{value}` what was found."""
        raise UserError(sentence, todo, file=self._place.file, line=self._place.line, block=self._name, value=value)

    def allow(self, *fields: str) -> None:
        """Refuse a field that is none of `fields`: a misspelt one would be lost without a word."""
        for field in self._data:
            if field not in fields:
                self.refuse(N_('{block} has a field "{value}" that means nothing here.'), _EXAMPLE, field)

    def value(self, field: str) -> AttrValue:
        """Return the field as an attribute value, None where it is missing."""
        found = self._data.get(field)
        if found is None or isinstance(found, str | bool | int | float):
            return found
        return list(self.texts(field))

    def text(self, field: str, *, default: str | None = None) -> str:
        found = self._data.get(field, default)
        if not isinstance(found, str) or not found.strip():
            self._wrong(field, found)
        return found

    def name(self) -> str:
        found = self.text("name")
        if not _NAME.fullmatch(found):
            self.refuse(
                N_('"{value}" cannot be a name.'), N_("Use letters, digits, - and _, and begin with a letter."), found
            )
        return found

    def choice(self, field: str, choices: list[str]) -> str:
        found = self._data.get(field)
        if not isinstance(found, str) or found not in choices:
            self._wrong(field, found)
        return found

    def colour(self, field: str) -> str:
        found = self._data.get(field)
        if not isinstance(found, str) or not _COLOUR.fullmatch(found):
            self.refuse(
                N_('{block} has no usable colour in "{value}".'), N_("Write it as #rrggbb, for example #2d45ee."), field
            )
        return found.lower()

    def flag(self, field: str) -> bool:
        found = self._data.get(field, False)
        if not isinstance(found, bool):
            self._wrong(field, found)
        return found

    def number(self, field: str) -> int:
        found = self._data.get(field)
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            self._wrong(field, found)
        return found

    def texts(self, field: str) -> tuple[str, ...]:
        return tuple(self._items(field, str))

    def numbers(self, field: str) -> tuple[int, ...]:
        return tuple(self._items(field, int))

    def blocks(self, kind: str) -> list[_Block]:
        """Return the `[[kind]]` blocks in this one, in the order of the file."""
        found = self._items(kind, dict)
        places = self._place.of(kind, len(found))
        return [_Block(data, place, f"[[{kind}]]") for data, place in zip(found, places, strict=True)]

    def by_language(self, field: str, default: str) -> dict[str, str]:
        """Return the text in every language; a missing language takes another's words rather than none."""
        found = self._data.get(field)
        if found is None:
            return dict.fromkeys(LANGUAGES, default)
        if isinstance(found, str):
            return dict.fromkeys(LANGUAGES, found.strip())
        if not isinstance(found, dict) or not found or not all(isinstance(text, str) for text in found.values()):
            self._wrong(field, found)
        for language in found:
            if language not in LANGUAGES:
                self.refuse(N_('{block} has a text in "{value}", a language not known here.'), _EXAMPLE, language)
        texts = {language: text.strip() for language, text in found.items()}
        spare = next(iter(texts.values()))
        return {language: texts.get(language, spare) for language in LANGUAGES}

    def _items(self, field: str, kind: type[T]) -> list[T]:
        found = self._data.get(field, [])
        if not isinstance(found, list):
            self._wrong(field, found)
        items = [item for item in found if isinstance(item, kind) and not isinstance(item, bool)]
        if len(items) < len(found):
            self._wrong(field, found)
        return items

    def _wrong(self, field: str, found: object) -> NoReturn:
        if found is None:
            self.refuse(N_('{block} has no "{value}".'), _EXAMPLE, field)
        self.refuse(N_('{block} has something in "{value}" that does not fit there.'), _EXAMPLE, field)
