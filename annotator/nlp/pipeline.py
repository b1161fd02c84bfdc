"""The spaCy pipeline behind every suggestion: names, then quotes, then nothing inside a zone.

`load_pipeline` builds it from the word lists in `resources/`. Components hand on through two extensions of `Doc`
(`_.kutip_spans`, `_.kutip_relations`) and not through `doc.ents`, since spans of different layers overlap. A trained
recogniser takes the place of, or stands beside, the component called "kutip_entities".
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import annotator
from annotator.domain import text as texts
from annotator.domain.spans import LayerName, Relation, Span, in_document_order
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.nlp.entities import EntityFinder
from annotator.nlp.gazetteer import Gazetteer
from annotator.nlp.quotes import Lexicon, QuoteAnalyser

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAME = "id_berita"
_FOLDERS = ("gazetteers", "lexicons")
_BATCH = 16
_LONG_RUN = re.compile(r"(\S{400})")
_LONGEST_TEXT = 2**31 - 1  # spaCy's own limit is for parsers that need memory by the square; ours need none


class Pipeline:
    """A loaded model. Answers for texts one after the other; not for several threads at once."""

    def __init__(self, nlp: Language, info: ModelInfo) -> None:
        self._nlp = nlp
        self._info = info

    @property
    def info(self) -> ModelInfo:
        """Name and version; the version changes with the program, the word lists and CLDR's country names."""
        return self._info

    def suggest(self, texts: Iterable[str]) -> Iterator[Suggestions]:
        """Yield one answer a text, in order. Reads `texts` a small batch ahead.

        Any text gives an answer, an empty one an empty answer. Offsets are code points.
        """
        source = iter(texts)
        while batch := list(islice(source, _BATCH)):
            # The zone gives back the words spaCy would otherwise remember for ever.
            with self._nlp.memory_zone():
                answers = [self._answer(doc) for doc in self._nlp.pipe(batch)]
            yield from answers

    def _answer(self, doc: Doc) -> Suggestions:
        return Suggestions(
            texts.sha256(doc.text), self._info, tuple(in_document_order(doc._.kutip_spans)),
            tuple(sorted(doc._.kutip_relations, key=lambda link: link.id)),
        )  # fmt: skip


def load_pipeline(resources: Path) -> Pipeline:
    """Build the pipeline from the word lists in `resources`. Raises UserError where they are missing or broken."""
    import spacy

    _register()
    info = ModelInfo(NAME, version_of(resources))
    nlp = spacy.blank("id")
    nlp.max_length = _LONGEST_TEXT
    nlp.tokenizer = _PatientTokenizer(nlp.tokenizer)
    nlp.add_pipe("kutip_entities", config={"folder": str(resources / "gazetteers"), "version": info.version})
    nlp.add_pipe("kutip_quotes", config={"folder": str(resources / "lexicons")})
    nlp.add_pipe("kutip_zones")
    return Pipeline(nlp, info)


def version_of(resources: Path) -> str:
    """Return the version of what would be loaded: the program's, and a digest of every word list that has a say."""
    digest = hashlib.sha256()
    digest.update(metadata.version("babel").encode())
    for folder in _FOLDERS:
        for path in sorted((resources / folder).rglob("*")):
            if path.is_file():
                digest.update(f"{path.relative_to(resources).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    return f"{annotator.__version__}+{digest.hexdigest()[:8]}"


def _register() -> None:
    """Make the components known to spaCy; again is harmless."""
    from spacy.language import Language
    from spacy.tokens import Doc

    for name in ("kutip_spans", "kutip_relations"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=())
    Language.factory("kutip_entities", func=_make_entities)
    Language.factory("kutip_quotes", func=_make_quotes)
    Language.component("kutip_zones", func=_clear_zones)


class _PatientTokenizer:
    """spaCy's tokenizer, fed long runs without white space in pieces: it needs time by the square of their length."""

    def __init__(self, tokenizer: Callable[[str], Doc]) -> None:
        self._tokenizer = tokenizer

    def __call__(self, text: str) -> Doc:
        parts = _LONG_RUN.split(text)
        if len(parts) == 1:
            return self._tokenizer(text)
        from spacy.tokens import Doc

        pieces = [self._tokenizer(part) for part in parts]
        return Doc(
            pieces[0].vocab,
            words=[token.text for piece in pieces for token in piece],
            spaces=[bool(token.whitespace_) for piece in pieces for token in piece],
        )


class EntityComponent:
    """Adds the names a text holds."""

    def __init__(self, finder: EntityFinder) -> None:
        self._finder = finder

    def __call__(self, doc: Doc) -> Doc:
        """Add to `doc._.kutip_spans` and `doc._.kutip_relations`."""
        return _add(doc, *self._finder.find(doc))


class QuoteComponent:
    """Adds quotes, speakers, cues and zones, given the names found so far."""

    def __init__(self, analyser: QuoteAnalyser) -> None:
        self._analyser = analyser

    def __call__(self, doc: Doc) -> Doc:
        """Add to `doc._.kutip_spans` and `doc._.kutip_relations`."""
        return _add(doc, *self._analyser.analyse(doc.text, doc._.kutip_spans))


def _make_entities(nlp: Language, name: str, folder: str, version: str) -> EntityComponent:  # noqa: ARG001 - spaCy's call
    return EntityComponent(EntityFinder(nlp, Gazetteer.load(Path(folder)), version))


def _make_quotes(nlp: Language, name: str, folder: str) -> QuoteComponent:  # noqa: ARG001 - spaCy's call
    return QuoteComponent(QuoteAnalyser(Lexicon.load(Path(folder))))


def _clear_zones(doc: Doc) -> Doc:
    """Drop every span that reaches into a zone, and the relations that lose an end by it."""
    spans: tuple[Span, ...] = doc._.kutip_spans
    zones = [span for span in spans if span.layer is LayerName.ZONE]
    inside = bytearray(len(doc.text)) if zones else bytearray()
    for zone in zones:
        inside[zone.start : zone.end] = b"\x01" * (zone.end - zone.start)
    kept = tuple(
        span for span in spans if span.layer is LayerName.ZONE or not inside.find(1, span.start, span.end) >= 0
    )
    ids = {span.id for span in kept}
    doc._.kutip_spans = kept
    doc._.kutip_relations = tuple(link for link in doc._.kutip_relations if link.head in ids and link.child in ids)
    return doc


def _add(doc: Doc, spans: Iterable[Span], relations: Iterable[Relation]) -> Doc:
    doc._.kutip_spans = (*doc._.kutip_spans, *spans)
    doc._.kutip_relations = (*doc._.kutip_relations, *relations)
    return doc
