"""spaCy's own training files: articles as `Doc`s in a `DocBin`, and back.

Runs in a process that may hold spaCy (`workers.docbin_child`). Tokens are those of spaCy's Indonesian tokeniser, which
training aligns with; exact character spans, relations and everything else travel in `Doc.user_data`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from annotator.nlp import tokenizer

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, DocBin, Span

Json = dict[str, Any]

KEPT = "kutip"
"""The key of `Doc.user_data` for the whole record."""

GROUP = "sc"
"""The key of `Doc.spans` that spaCy's span categoriser reads by default."""

QUOTES = ("._.", "quotes", None, None)
"""Where `doc._.quotes` lies in `Doc.user_data`, for whoever registers that extension."""

SHARD = 800
"""Articles in one file: spaCy holds a whole file in memory, written or read."""

_MOST_BYTES = 1 << 30
_BLOCK = 1 << 20


class Shards:
    """Writes records to `path`, and to `path-002`, `path-003` … where there are more than go into one file.

    `widens`: a span whose edges lie inside a token is widened to whole tokens instead of left out. `layer` is the one
    whose spans become `doc.ents`, the longest first where they overlap.
    """

    def __init__(self, path: Path, *, layer: str, widens: bool) -> None:
        self._path = path
        self._layer = layer
        self._widens = widens
        self._nlp = _tokeniser()
        self._bin = _new_bin()
        self._count = 0
        self._files = 0

    def add(self, record: Json) -> tuple[list[str], list[str]]:
        """Add a Kutip record; return the ids of the spans that tokens cannot hold, and of those that were widened."""
        doc = self._nlp.make_doc(record["text"])
        lost: list[str] = []
        widened: list[str] = []
        found: list[tuple[Json, Span]] = []
        for row in record["spans"]:
            if row["status"] == "rejected":
                continue
            span = doc.char_span(row["start"], row["end"], label=row["label"])
            if span is None and self._widens:
                span = doc.char_span(row["start"], row["end"], label=row["label"], alignment_mode="expand")
                if span is not None:
                    widened.append(row["id"])
            if span is None:
                lost.append(row["id"])
            else:
                found.append((row, span))
        doc.spans[GROUP] = [span for _, span in found]
        doc.set_ents(_ents([(row, span) for row, span in found if self._layer in ("all", row["layer"])]))
        kept: dict[Any, Any] = doc.user_data  # its keys are strings here and tuples for extensions
        kept[KEPT] = orjson.dumps(record).decode()
        kept[QUOTES] = _quotes(record)
        self._bin.add(doc)
        self._count += 1
        if self._count == SHARD:
            self._write()
        return lost, widened

    def close(self) -> None:
        """Write what is left; a file without articles where there were none at all."""
        if self._count or not self._files:
            self._write()

    def _write(self) -> None:
        self._files += 1
        name = self._path.name if self._files == 1 else f"{self._path.stem}-{self._files:03d}{self._path.suffix}"
        self._path.with_name(name).write_bytes(self._bin.to_bytes())
        self._bin = _new_bin()
        self._count = 0


def read(path: Path) -> Iterator[Json]:
    """Yield a Kutip record for each `Doc` of a file, its own where Kutip wrote it. Raises ValueError.

    Of another's file: `doc.ents` and every group of `doc.spans`, the same stretch with the same label once.
    """
    from spacy.tokens import DocBin

    data = path.read_bytes()
    _check_size(data)
    nlp = _tokeniser()
    try:
        docs = DocBin(store_user_data=True).from_bytes(data).get_docs(nlp.vocab)
        for doc in docs:
            yield _record(doc)
    except (KeyError, TypeError, AttributeError, IndexError, OverflowError, orjson.JSONDecodeError) as error:
        raise ValueError("it is not what spaCy writes") from error


def _check_size(data: bytes) -> None:
    """Raise ValueError for what is not compressed as spaCy does, or would be far too large when it is not any more."""
    inflating = zlib.decompressobj()
    size = 0
    try:
        while data and size <= _MOST_BYTES:
            size += len(inflating.decompress(data, _BLOCK))
            data = inflating.unconsumed_tail
    except zlib.error as error:
        raise ValueError("it is not what spaCy writes") from error
    if size > _MOST_BYTES:
        raise ValueError(f"it would take more than {_MOST_BYTES >> 20} MB of memory")


def _tokeniser() -> Language:
    import spacy
    from srsly.msgpack import msgpack_decoders, msgpack_encoders  # type: ignore[import-untyped]

    # Every Doc written or read asks for these, and each time for the entry points of all installed packages.
    msgpack_encoders.entry_points = msgpack_decoders.entry_points = False
    tokenizer.register()
    return spacy.blank("id", config=tokenizer.CONFIG)


def _new_bin() -> DocBin:
    from spacy.tokens import DocBin

    return DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)


def _ents(found: list[tuple[Json, Span]]) -> list[Span]:
    """Return spans that do not overlap, the longest first, then the earliest."""
    taken: set[int] = set()
    kept = []
    for _, span in sorted(found, key=_longest_first):
        places = range(span.start, span.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _longest_first(pair: tuple[Json, Span]) -> tuple[int, int, str]:
    row = pair[0]
    return row["start"] - row["end"], row["start"], row["id"]


def _quotes(record: Json) -> list[Json]:
    """Return the quotes with speaker and cue as a reader of `doc._.quotes` wants them: offsets in code points."""
    spans = {row["id"]: row for row in record["spans"] if row["status"] != "rejected"}
    linked: dict[tuple[str, str], Json] = {}
    for link in record["relations"]:
        if link["status"] != "rejected" and link["child"] in spans:
            linked.setdefault((link["head"], link["label"]), spans[link["child"]])
    found = []
    for row in spans.values():
        if row["label"] == "QUOTE":
            said, cued = linked.get((row["id"], "said_by")), linked.get((row["id"], "cued_by"))
            resolved = ((said or {}).get("attrs") or {}).get("resolves_to") or row["attrs"].get("resolves_to")
            found.append({
                "start": row["start"], "end": row["end"], "text": row["text"], "type": row["attrs"].get("type"),
                "speaker": _extent(said), "cue": _extent(cued), "resolves_to": resolved,
            })  # fmt: skip
    return found


def _extent(row: Json | None) -> list[int] | None:
    return [row["start"], row["end"]] if row is not None else None


def _record(doc: Doc) -> Json:
    kept = doc.user_data.get(KEPT)
    if isinstance(kept, str):
        record = orjson.loads(kept)
        if isinstance(record, dict) and record.get("text") == doc.text:
            return record
    spans = [*doc.ents, *(span for group in doc.spans.values() for span in group)]
    places = dict.fromkeys((span.start_char, span.end_char, span.label_) for span in spans)
    rows = [{"start": start, "end": end, "label": label} for start, end, label in sorted(places)]
    return {"text": doc.text, "spans": rows}
