"""The spaCy pipeline behind every suggestion: names, then quotes, then nothing inside a zone.

`load_pipeline` builds it from the word lists and the trained recogniser in `resources/`. Components hand on through two
extensions of `Doc` (`_.kutip_spans`, `_.kutip_relations`) and not through `doc.ents`, since spans of different layers
overlap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import annotator
from annotator.domain import text as texts
from annotator.domain.spans import (
    LayerName,
    Relation,
    Span,
    in_document_order,
    suggested_relation_id,
    suggested_span_id,
)
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.nlp import tokenizer
from annotator.nlp.entities import EntityFinder, text_of, tokens_of
from annotator.nlp.gazetteer import Gazetteer
from annotator.nlp.quotes import Lexicon, QuoteAnalyser
from annotator.nlp.scores import Scores
from annotator.nlp.wordlists import WordLists

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from annotator.nlp.recogniser import Recogniser

NAME = "id_berita"
_MODEL = Path("models") / NAME
_FOLDERS = ("gazetteers", "lexicons", str(_MODEL))
_BATCH = 16
_GROUP = 20_000  # words whose names are looked for at a time
_BLOCK = 400_000  # code points; a paragraph of 50,000 words fits


class Pipeline:
    """A loaded model. Answers for texts one after the other; not for several threads at once."""

    def __init__(self, nlp: Language, info: ModelInfo) -> None:
        self._nlp = nlp
        self._info = info

    @property
    def info(self) -> ModelInfo:
        """Name and version; the version changes with the program and with everything in `resources/` that is asked."""
        return self._info

    @property
    def recogniser(self) -> Recogniser | None:
        """The trained recogniser of names by itself, where there is one."""
        return self._nlp.get_pipe("kutip_entities").finder.recogniser  # type: ignore[attr-defined, no-any-return]

    def suggest(self, texts: Iterable[str]) -> Iterator[Suggestions]:
        """Yield one answer a text, in order. Reads `texts` a small batch ahead.

        Any text gives an answer, an empty one an empty answer. Offsets are code points.
        """
        source = iter(texts)
        while batch := list(islice(source, _BATCH)):
            # The zone gives back the words spaCy would otherwise remember for ever.
            with self._nlp.memory_zone():
                answers = self._answers(batch)
            yield from answers

    def _answers(self, batch: Sequence[str]) -> list[Suggestions]:
        spans: list[list[Span]] = [[] for _ in batch]
        relations: list[list[Relation]] = [[] for _ in batch]
        pieces = ((piece, (i, start)) for i, text in enumerate(batch) for start, piece in blocks(text))
        for doc, (i, start) in self._nlp.pipe(pieces, as_tuples=True):
            moved = _moved(doc, start)
            spans[i] += moved[0]
            relations[i] += moved[1]
        return [
            Suggestions(texts.sha256(text), self._info, tuple(in_document_order(own)), tuple(links))
            for text, own, links in zip(batch, spans, relations, strict=True)
        ]


def blocks(text: str, longest: int = _BLOCK) -> Iterator[tuple[int, str]]:
    """Yield `text` in pieces of at most `longest` code points, each with where it begins; joined they are `text`.

    No news article is cut. For what is longer, memory and time stay in proportion this way; a cut falls after a line
    break where there is one in the second half of a piece, else after a sentence, else after a space.
    """
    start = 0
    while len(text) - start > longest:
        middle, limit = start + longest // 2, start + longest
        cuts = (text.rfind(mark, middle, limit) + len(mark) for mark in ("\n", ". ", " "))
        end = next((cut for cut in cuts if cut > middle), limit)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _moved(doc: Doc, by: int) -> tuple[Iterable[Span], Iterable[Relation]]:
    """Return what was found in a piece that begins at `by`, counted from the start of the text. Ids go with offsets."""
    if by == 0:
        return doc._.kutip_spans, doc._.kutip_relations
    spans = {
        span.id: replace(
            span,
            id=suggested_span_id(span.layer, span.label, span.start + by, span.end + by),
            start=span.start + by,
            end=span.end + by,
        )
        for span in doc._.kutip_spans
    }
    relations = [
        replace(
            link,
            id=suggested_relation_id(link.label, spans[link.head].id, spans[link.child].id),
            head=spans[link.head].id,
            child=spans[link.child].id,
        )
        for link in doc._.kutip_relations
    ]
    return spans.values(), relations


def load_pipeline(
    resources: Path, own: Path | None = None, *, with_scores: bool = True, with_optional: bool = False
) -> Pipeline:
    """Build the pipeline from the word lists and the trained recogniser in `resources`, and a person's `own` lists.

    Without the recogniser names are found by rules alone; without scores every component says how sure it is by
    itself, which is what those are fitted on. `with_optional` suggests quotes that the guideline allows and never asks
    for, marked as optional; the model's version says so. What is wrong in a person's own lists is passed over. Raises
    UserError where a shipped one is missing or broken.
    """
    import spacy

    _register()
    info = ModelInfo(NAME, version_of(resources, own) + (".optional" if with_optional else ""))
    model = resources / _MODEL
    has_model = (model / "meta.json").is_file()
    # The recogniser asks the network itself, so spaCy need not; and the tokenizer stored is the one every "id" has.
    nlp = (
        spacy.load(model, disable=["ner"], exclude=["tokenizer"], config=tokenizer.CONFIG)
        if has_model
        else spacy.blank("id", config=tokenizer.CONFIG)
    )
    nlp.max_length = _BLOCK + 1
    nlp.vocab.lex_attr_getters = {}  # type: ignore[attr-defined] # what a word looks like: nobody asks, and spaCy would work it out for each
    nlp.add_pipe(
        "kutip_entities",
        config={
            "folder": str(resources / "gazetteers"),
            "own": str(own or ""),
            "version": info.version,
            "has_model": has_model,
        },
    )
    nlp.add_pipe("kutip_quotes", config={
        "folder": str(resources / "lexicons"), "own": str(own or ""), "with_optional": with_optional,
    })  # fmt: skip
    nlp.add_pipe("kutip_zones")
    if with_scores:
        nlp.add_pipe("kutip_scores", config={"folder": str(resources / "lexicons")})
    return Pipeline(nlp, info)


def version_of(resources: Path, own: Path | None = None) -> str:
    """Return the version of what would be loaded: the program's, and a digest of everything that has a say.

    A person's own list that adds nothing changes nothing. It ends in ".rules" where no trained recogniser is there to
    be loaded.
    """
    digest = hashlib.sha256()
    digest.update(metadata.version("babel").encode())
    for folder in _FOLDERS:
        for path in sorted((resources / folder).rglob("*")):
            if path.is_file() and path.suffix != ".md":  # the model's card has no say
                digest.update(f"{path.relative_to(resources).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    digest.update(WordLists(resources, own).digest())
    by = "" if (resources / _MODEL / "meta.json").is_file() else ".rules"
    return f"{annotator.__version__}+{digest.hexdigest()[:8]}{by}"


def _register() -> None:
    """Make the components known to spaCy; again is harmless."""
    from spacy.language import Language
    from spacy.tokens import Doc

    from annotator.nlp import component  # noqa: F401 - to be imported is to be known

    for name in ("kutip_spans", "kutip_relations"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=())
    tokenizer.register()
    Language.factory("kutip_entities", func=_make_entities)
    Language.factory("kutip_quotes", func=_make_quotes)
    Language.component("kutip_zones", func=_clear_zones)
    Language.factory("kutip_scores", func=_make_scores)


class EntityComponent:
    """Adds the names a text holds."""

    def __init__(self, finder: EntityFinder) -> None:
        self.finder = finder

    def __call__(self, doc: Doc) -> Doc:
        """Add to `doc._.kutip_spans` and `doc._.kutip_relations`."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = _BATCH) -> Iterator[Doc]:  # noqa: ARG002 - spaCy's call
        """Do so for many, several at a time."""
        for some in _together(docs):
            for doc, (spans, relations) in zip(some, self.finder.find(some), strict=True):
                yield _add(doc, spans, relations)


class QuoteComponent:
    """Adds quotes, speakers, cues and zones, given the names found so far."""

    def __init__(self, analyser: QuoteAnalyser) -> None:
        self._analyser = analyser

    def __call__(self, doc: Doc) -> Doc:
        """Add to `doc._.kutip_spans` and `doc._.kutip_relations`."""
        return _add(doc, *self._analyser.analyse(text_of(tokens_of(doc)), doc._.kutip_spans))


class ScoreComponent:
    """Says of everything found how often the like of it is right."""

    def __init__(self, scores: Scores) -> None:
        self._scores = scores

    def __call__(self, doc: Doc) -> Doc:
        """Change the scores in `doc._.kutip_spans` and `doc._.kutip_relations`."""
        doc._.kutip_spans = tuple(self._scores.spans(doc._.kutip_spans))
        doc._.kutip_relations = tuple(self._scores.relations(doc._.kutip_relations))
        return doc


def _together(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    """Yield `docs` in groups small enough for memory: a long one stands alone."""
    group: list[Doc] = []
    size = 0
    for doc in docs:
        if group and size + len(doc) > _GROUP:
            yield group
            group, size = [], 0
        group.append(doc)
        size += len(doc)
    if group:
        yield group


def _make_entities(nlp: Language, name: str, folder: str, own: str, version: str, has_model: bool) -> EntityComponent:  # noqa: ARG001, FBT001, PLR0917 - spaCy's call
    from annotator.nlp.component import recogniser_of

    recogniser = recogniser_of(nlp) if has_model else None
    return EntityComponent(EntityFinder(nlp, Gazetteer.load(Path(folder), _path(own)), version, recogniser))


def _make_quotes(nlp: Language, name: str, folder: str, own: str, with_optional: bool) -> QuoteComponent:  # noqa: ARG001, FBT001 - spaCy's call
    return QuoteComponent(QuoteAnalyser(Lexicon.load(Path(folder), _path(own)), with_optional))


def _path(named: str) -> Path | None:
    return Path(named) if named else None


def _make_scores(nlp: Language, name: str, folder: str) -> ScoreComponent:  # noqa: ARG001 - spaCy's call
    return ScoreComponent(Scores.load(Path(folder)))


def _clear_zones(doc: Doc) -> Doc:
    """Drop every span that reaches into a zone, and the relations that lose an end by it."""
    spans: tuple[Span, ...] = doc._.kutip_spans
    zones = [span for span in spans if span.layer is LayerName.ZONE]
    inside = bytearray(max((zone.end for zone in zones), default=0))
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
