"""Hugging Face datasets: JSON Lines by split, with a data card whose head says what the columns are.

`datasets.load_dataset(folder)` reads it without a network. Tags are numbers of `ClassLabel` names in the order of the
label set, whichever of them an export has, so that two exports can be joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import orjson

from annotator.domain.errors import N_, Problem
from annotator.domain.export_facts import ExportFacts
from annotator.domain.schema import Schema
from annotator.formats import flat
from annotator.formats.card import body
from annotator.formats.columns import chunks, spaced
from annotator.formats.json_rows import read_rows, write_lines
from annotator.formats.kutip_record import NAMED_META, Json, RecordParser, as_object
from annotator.formats.refusal import Refused
from annotator.services.ports import FormatInfo, Head, IncomingRecord, OutgoingRecord, ReadJob, WriteJob

INFO = FormatInfo(
    "hf",
    N_("Hugging Face datasets: words and tags by split, with a data card"),
    (".jsonl",),
    carries=flat.CARRIES,
    leaves_out=flat.LEAVES_OUT,
    default_split="80/10/10",
    split_names={"dev": "validation"},
    write_options=(flat.LAYER, flat.CONFLICT_RULE),
)

_STRINGS = ("id", "text", "title", "source", "url", "date", "annotator")
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


class HfWriter:
    """Writes the file of one split."""

    info = INFO

    def write(self, records: Iterable[OutgoingRecord], path: Path, job: WriteJob) -> int:
        """Write the file and return how many articles are in it."""
        numbers = {name: number for number, name in enumerate(class_names(job.schema, job.options["layer"]))}
        with path.open("wb") as stream:
            return write_lines((_line(article, numbers) for article in flat.flattened(records, job)), stream)

    def card(self, facts: ExportFacts) -> str:
        """Return the data card with the head that `datasets` reads."""
        return f"{_head(facts)}\n{body(facts, leaves_out=flat.LEAVES_OUT)}"


class HfReader:
    """Reads JSON Lines with `tokens` and `ner_tags`; tags are names, or numbers that the card beside it names."""

    info = INFO

    def recognises(self, head: Head) -> bool:
        """Say whether it is JSONL with words and tags."""
        return head.suffix == ".jsonl" and head.first is not None and {"tokens", "ner_tags"} <= head.first.keys()

    def read(self, path: Path, job: ReadJob) -> Iterator[IncomingRecord | Problem]:
        """Yield the articles; the text is the row's own, or rebuilt with plain spacing where it has none."""
        parser = RecordParser(job)
        names = _names_beside(path)
        yield from read_rows(path, lambda row, file, line: parser.parse(_record(row, names), file, line))


def class_names(schema: Schema, layer: str) -> list[str]:
    """Return the names of the tags: O, then B- and I- of each label of the layer, in the label set's order."""
    labels = [label.name for label in schema.labels if layer in ("all", label.layer.value)]
    return ["O", *(f"{sign}-{label}" for label in labels for sign in "BI")]


def _line(flat_article: flat.FlatArticle, numbers: dict[str, int]) -> bytes:
    record = flat_article.record
    article, text = record.article, record.article.text
    row = {
        "id": article.key, "text": text, "title": article.title, "source": article.source, "url": article.url,
        "date": article.date, "annotator": record.annotator or "",
        "tokens": [text[start:end] for start, end in flat_article.words],
        "starts": [start for start, _ in flat_article.words],
        "ends": [end for _, end in flat_article.words],
        "ner_tags": [numbers[tag] for tag in flat_article.tags(flat.iob2)],
    }  # fmt: skip
    return orjson.dumps(row) + b"\n"


def _head(facts: ExportFacts) -> str:
    total = sum(part.written for part in facts.parts.values())
    size = next((name for most, name in _SIZES if total < most), "n>1M")
    names = class_names(facts.schema, facts.options["layer"])
    lines = ["---", "language:", "- id"]
    if facts.licence:
        lines.append(f"license: {_quoted(facts.licence)}")
    lines += [
        "task_categories:", "- token-classification", "size_categories:", f"- {size}",
        "configs:", "- config_name: default", "  data_files:",
    ]  # fmt: skip
    for part, found in facts.parts.items():
        if found.written:
            name = INFO.split_names.get(part, part)
            lines += [f"  - split: {name}", f"    path: {name}.jsonl"]
    lines += ["dataset_info:", "  features:"]
    for name in _STRINGS:
        lines += [f"  - name: {name}", "    dtype: string"]
    lines += ["  - name: tokens", "    sequence: string"]
    for name in ("starts", "ends"):
        lines += [f"  - name: {name}", "    sequence: int32"]
    lines += ["  - name: ner_tags", "    sequence:", "      class_label:", "        names:"]
    lines += [f'          "{number}": {_quoted(name)}' for number, name in enumerate(names)]
    return "\n".join([*lines, "---", ""])


def _quoted(value: str) -> str:
    return orjson.dumps(" ".join(value.split())).decode()


def _names_beside(path: Path) -> Sequence[str]:
    """Return the names of the tags that the card beside the file gives, nothing where there is none."""
    try:
        card = path.with_name("README.md").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    head = card.partition("class_label:")[2].partition("---")[0]
    found: list[str] = []
    for line in head.splitlines():
        number, sign, name = line.strip().partition(":")
        if sign and number.strip("'\"").isdigit() and int(number.strip("'\"")) == len(found):
            found.append(name.strip().strip("'\""))
        elif found:
            break
    return found


def _record(row: object, names: Sequence[str]) -> Json:
    """Return the Kutip record of a row. Raises Refused."""
    row = as_object(row)
    words, tags = row.get("tokens"), row.get("ner_tags")
    if not isinstance(words, list) or not words or not all(isinstance(word, str) and word.strip() for word in words):
        raise Refused(N_('"tokens" is not an array of words.'))
    if not isinstance(tags, list) or len(tags) != len(words):
        raise Refused(N_('"ner_tags" has not one tag for each of "tokens".'))
    text = row.get("text")
    if isinstance(text, str):
        places = _places(text, words, row.get("starts"), row.get("ends"))
    else:
        text, places = spaced(words)
    named = [_tag(tag, names) for tag in tags]
    spans = [
        {"start": places[first][0], "end": places[last - 1][1], "label": label} for first, last, label in chunks(named)
    ]
    annotator = row.get("annotator")
    return {
        "text": text,
        "meta": {key: row[key] for key in NAMED_META if isinstance(row.get(key), str)},
        "annotator": annotator if isinstance(annotator, str) and annotator else None,
        "answer": "accept",
        "spans": spans,
    }


def _tag(tag: object, names: Sequence[str]) -> str:
    if isinstance(tag, str) and (tag == "O" or "-" in tag):
        return tag
    if type(tag) is int and 0 <= tag < len(names):
        return names[tag]
    raise Refused(
        N_("The tag {tag} has no name."), N_("Keep the data card (README.md) with its names of tags beside the file."),
        tag=repr(tag)[:40],
    )  # fmt: skip


def _places(text: str, words: Sequence[str], starts: object, ends: object) -> Sequence[tuple[int, int]]:
    """Return where each word stands in `text`: where the row says, or else where it is found next. Raises Refused."""
    if isinstance(starts, list) and isinstance(ends, list) and len(starts) == len(ends) == len(words):
        return list(zip(starts, ends, strict=True))
    places: list[tuple[int, int]] = []
    at = 0
    for word in words:
        start = text.find(word, at)
        if start < 0:
            raise Refused(N_('The word {word} of "tokens" is not in "text" where it should be.'), word=repr(word)[:60])
        at = start + len(word)
        places.append((start, at))
    return places
