"""What each part of the model is worth: the same model with one part less, part after part.

Word lists are emptied and the trained recogniser is left out in a copy of the resources, so that nothing in the model
need know of this. Where a part is no file, its part of the answer is taken back.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.domain.errors import N_
from annotator.domain.quotes import SPEAKER
from annotator.domain.spans import LayerName, Span, in_document_order
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.nlp.pipeline import Pipeline, load_pipeline
from annotator.nlp.quotes import Lexicon, QuoteAnalyser

Answer = Callable[[str, Suggestions], Suggestions]

_DATA = ("gazetteers", "lexicons", "models")


@dataclass(frozen=True, slots=True)
class Variant:
    """A model without `part`; where that is "", the whole one. A `services.ports.Suggester`."""

    part: str
    pipeline: Pipeline
    change: Answer | None = None

    @property
    def model(self) -> ModelInfo:
        """Name and version; the version tells what was left out of the data."""
        return self.pipeline.info

    def suggest(self, texts: Iterable[str]) -> Iterator[Suggestions]:
        """Yield one answer a text, in order."""
        asked = list(texts)
        for text, found in zip(asked, self.pipeline.suggest(asked), strict=True):
            yield found if self.change is None else self.change(text, found)


def parts(resources: Path) -> list[str]:
    """Return the names of the parts that can be left out."""
    return [*_data_parts(resources), *_ANSWERS]


def variants(resources: Path, chosen: Iterable[str] | None = None) -> Iterator[Variant]:
    """Yield the whole model, then one without each of the `chosen` parts, or of all. Raises UserError."""
    whole = load_pipeline(resources)
    yield Variant("", whole)
    leave_out = _data_parts(resources)
    for part in parts(resources) if chosen is None else chosen:
        if part in _ANSWERS:
            yield Variant(part, whole, _ANSWERS[part](resources))
            continue
        with tempfile.TemporaryDirectory(prefix="kutip-ablation-") as folder:
            copy = Path(folder)
            for name in _DATA:
                if (resources / name).is_dir():
                    shutil.copytree(resources / name, copy / name)
            leave_out[part](copy)
            yield Variant(part, load_pipeline(copy))


# --- parts that are files ----------------------------------------------------------------------------------------


def _data_parts(resources: Path) -> dict[str, Callable[[Path], None]]:
    """Return how to take each part out of a copy of the resources, by its name."""
    found: dict[str, Callable[[Path], None]] = {}
    if (resources / "models").is_dir():
        found["models"] = lambda copy: shutil.rmtree(copy / "models")
    for path in sorted((resources / "gazetteers").glob("*.tsv")):
        found[f"gazetteers/{path.name}"] = _without_rows(f"gazetteers/{path.name}")
    for table in _tables(resources / "gazetteers" / "patterns.toml", "heads."):
        found[f"gazetteers/patterns.toml: {table}"] = _without_words("gazetteers/patterns.toml", table)
    found["lexicons/aliases.tsv"] = _without_rows("lexicons/aliases.tsv")
    for kind in sorted({row["class"] for row in _rows(resources / "lexicons" / "cues.tsv")}):
        found[f"lexicons/cues.tsv: {kind}"] = _without_rows("lexicons/cues.tsv", kind)
    for table in _tables(resources / "lexicons" / "words.toml", ""):
        found[f"lexicons/words.toml: {table}"] = _without_words("lexicons/words.toml", table)
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE))


def _tables(path: Path, prefix: str) -> list[str]:
    return re.findall(rf"^\[({re.escape(prefix)}\w+)\]", path.read_text("utf-8"), re.MULTILINE)


def _without_rows(name: str, kind: str | None = None) -> Callable[[Path], None]:
    """Return what takes the rows of class `kind`, or all, out of a table."""

    def change(copy: Path) -> None:
        head, *lines = (copy / name).read_text("utf-8").splitlines()
        at = head.split("\t").index("class") if kind is not None else 0
        kept = [] if kind is None else [line for line in lines if line.split("\t")[at] != kind]
        (copy / name).write_text("\n".join([head, *kept, ""]), "utf-8")

    return change


def _without_words(name: str, table: str) -> Callable[[Path], None]:
    """Return what empties the list `words` of a table."""
    words = re.compile(rf"(^\[{re.escape(table)}\][^\[]*?^words = )\[.*?\]", re.MULTILINE | re.DOTALL)

    def change(copy: Path) -> None:
        text, count = words.subn(r"\1[]", (copy / name).read_text("utf-8"))
        if count != 1:
            raise AssertionError(f"{name} has no words in [{table}]")
        (copy / name).write_text(text, "utf-8")

    return change


# --- parts of the answer -----------------------------------------------------------------------------------------


def _quotes_alone(resources: Path) -> Answer:
    """Let the quote rules work without knowing the names."""
    analyser = QuoteAnalyser(Lexicon.load(resources / "lexicons"))

    def change(text: str, found: Suggestions) -> Suggestions:
        names = [span for span in found.spans if span.layer is LayerName.ENTITY]
        ids = {span.id for span in names}
        links = [link for link in found.relations if link.head in ids and link.child in ids]
        spans, relations = analyser.analyse(text, ())
        return replace(found, spans=tuple(in_document_order([*names, *spans])), relations=(*links, *relations))

    return change


def _unresolved(*kinds: str) -> Callable[[Path], Answer]:
    """Return what makes speakers of these kinds stand for nobody."""

    def blank(span: Span) -> Span:
        if span.label != SPEAKER or span.attrs.get("kind") not in kinds:
            return span
        return replace(span, attrs={**span.attrs, "resolves_to": []})

    def change(_text: str, found: Suggestions) -> Suggestions:
        return replace(found, spans=tuple(blank(span) for span in found.spans))

    return lambda _resources: change


def _as_written(_resources: Path) -> Answer:
    """Let a named speaker be called what the words at the quote say, not what the article calls them in full."""

    def change(text: str, found: Suggestions) -> Suggestions:
        spans = [
            replace(span, attrs={**span.attrs, "resolves_to": [" ".join(text[span.start : span.end].split())]})
            if span.label == SPEAKER and span.attrs.get("kind") in ("name", "organisation") else span
            for span in found.spans
        ]  # fmt: skip
        return replace(found, spans=tuple(spans))

    return change


_ANSWERS: dict[str, Callable[[Path], Answer]] = {
    N_("names, for the quote rules"): _quotes_alone,
    N_("full names of speakers"): _as_written,
    N_("who pronouns and -nya stand for"): _unresolved("pronoun", "clitic"),
    N_("who a role stands for"): _unresolved("role"),
}
