"""What each part of the model is worth: the same model with one part less, part after part.

Word lists are emptied and the trained recogniser is left out in a copy of the resources; a step of the rules is put out
of work while the model is asked; where a part is neither, its part of the answer is taken back. So nothing in the model
need know of this.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.domain.errors import N_
from annotator.domain.quotes import SPEAKER
from annotator.domain.spans import LayerName, in_document_order
from annotator.domain.suggestions import ModelInfo, Suggestions
from annotator.nlp.entities import EntityFinder
from annotator.nlp.pipeline import Pipeline, load_pipeline
from annotator.nlp.quotes import Lexicon, QuoteAnalyser, analyser, speakers
from annotator.nlp.quotes.direct import DirectFinder
from annotator.nlp.quotes.frames import Kind, Mention
from annotator.nlp.quotes.indirect import IndirectFinder
from annotator.nlp.quotes.marks import Mark, Marks
from annotator.nlp.quotes.speakers import Names, Resolver, Source
from annotator.nlp.reading import Reading
from annotator.nlp.scores import Scores

Answer = Callable[[str, Suggestions], Suggestions]
Idle = Sequence[tuple[object, str, Callable[..., object]]]
"""Functions of classes and modules, and what stands in for each."""

_DATA = ("gazetteers", "lexicons", "models")


@dataclass(frozen=True, slots=True)
class Variant:
    """A model without `part`; where that is "", the whole one. A `services.ports.Suggester`."""

    part: str
    pipeline: Pipeline
    change: Answer | None = None
    idle: Idle = ()

    @property
    def model(self) -> ModelInfo:
        """Name and version; the version tells what was left out of the data."""
        return self.pipeline.info

    def suggest(self, texts: Iterable[str]) -> Iterator[Suggestions]:
        """Yield one answer a text, in order."""
        asked = list(texts)
        with ExitStack() as stack:
            for owner, name, instead in self.idle:
                stack.enter_context(_replaced(owner, name, instead))
            answers = list(self.pipeline.suggest(asked))
        for text, found in zip(asked, answers, strict=True):
            yield found if self.change is None else self.change(text, found)


def components() -> list[str]:
    """Return the names of the components, each a way of finding something or of deciding."""
    return [*_FOLDERS, *_STEPS, *_ANSWERS]


def lists(resources: Path) -> list[str]:
    """Return the names of the word lists, each table of words and class of cues by itself."""
    return list(_word_lists(resources))


def variants(resources: Path, chosen: Iterable[str]) -> Iterator[Variant]:
    """Yield the whole model, then one without each of the `chosen` parts. Raises UserError."""
    whole = load_pipeline(resources)
    yield Variant("", whole)
    leave_out = _FOLDERS | _word_lists(resources)
    for part in chosen:
        if part in _ANSWERS:
            yield Variant(part, whole, _ANSWERS[part](resources))
        elif part in _STEPS:
            yield Variant(part, whole, idle=_STEPS[part])
        else:
            with tempfile.TemporaryDirectory(prefix="kutip-ablation-") as folder:
                copy = Path(folder)
                for name in _DATA:
                    if (resources / name).is_dir():
                        shutil.copytree(resources / name, copy / name)
                leave_out[part](copy)
                yield Variant(part, load_pipeline(copy))


# --- steps of the rules ------------------------------------------------------------------------------------------


def _nothing(*_arguments: object, **_named: object) -> tuple[()]:
    return ()


def _never(*_arguments: object) -> bool:
    return False


def _as_they_stand(_self: object, _direct: object, _paragraph: object, marks: Marks, _units: object) -> list[Mark]:
    return list(marks.lone_openers)


def _by_itself(_self: object, mention: Mention) -> Source:
    return Source((mention.text,), Kind.ROLE, mention.role)


def _nobody(*_arguments: object) -> None:
    return None


_STEPS: Mapping[str, Idle] = {
    N_("names said again (document pass)"): ((Reading, "_people_named_again", _nothing),),
    N_("titles before names"): ((Reading, "_titled_people", _nothing),),
    N_("cues beside names"): ((Reading, "_cued_people", _nothing),),
    N_("first names"): ((Reading, "_first_named_people", _nothing),),
    N_("heads such as Kementerian, Desa"): ((Reading, "_headed", _nothing),),
    N_("abbreviations in brackets"): ((Reading, "_abbreviated", _nothing),),
    N_("roles"): ((Reading, "_roles", _nothing),),
    N_("dates"): ((EntityFinder, "_dates", _nothing),),
    N_("zones"): ((analyser, "find_zones", _nothing),),
    N_("indirect quotes"): ((IndirectFinder, "sentence", _nothing),),
    N_("mark repair"): ((QuoteAnalyser, "_repair", _as_they_stand),),
    N_("quotes over several paragraphs"): ((QuoteAnalyser, "_next_opens", _never),),
    N_("floating quotes"): ((DirectFinder, "floating", _nothing),),
    N_("titles and terms told from quotes"): ((DirectFinder, "_is_term", _never),),
    N_("pronouns and -nya (source stacks)"): ((Resolver, "_pronoun", _nobody),),
    N_("roles as speakers"): ((Resolver, "_role", _by_itself),),
    N_("roles and appositions of names"): ((speakers, "_apposition", _nothing), (Names, "with_role", _nobody)),
    N_("curves of the scores"): ((Scores, "_shown", _nobody),),
}
"""What to put out of work, and what to put in its place."""


@contextmanager
def _replaced(owner: object, name: str, instead: Callable[..., object]) -> Iterator[None]:
    """Put `instead` in the place of a function of a class or module for a while. Raises AttributeError."""
    original = getattr(owner, name)
    setattr(owner, name, instead)
    try:
        yield
    finally:
        setattr(owner, name, original)


# --- parts that are files ----------------------------------------------------------------------------------------


def _without_folder(name: str) -> Callable[[Path], None]:
    return lambda copy: shutil.rmtree(copy / name)


def _without_names(copy: Path) -> None:
    for path in sorted((copy / "gazetteers").glob("*.tsv")):
        if path.name in _NAME_LISTS:
            _without_rows(f"gazetteers/{path.name}")(copy)


def _without_roles(copy: Path) -> None:
    _without_rows("gazetteers/roles.tsv")(copy)
    _without_words("lexicons/words.toml", "role")(copy)


def _word_lists(resources: Path) -> dict[str, Callable[[Path], None]]:
    """Return how to take each word list out of a copy of the resources, by its name."""
    found: dict[str, Callable[[Path], None]] = {}
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


_NAME_LISTS = frozenset(("people.tsv", "organisations.tsv", "places.tsv", "events.tsv", "first_names.tsv"))
_FOLDERS: dict[str, Callable[[Path], None]] = {
    N_("trained recogniser"): _without_folder("models"),
    N_("lists of names (gazetteers)"): _without_names,
    N_("lexicon of roles"): _without_roles,
    N_("lexicon of cues"): _without_rows("lexicons/cues.tsv"),
    N_("aliases"): _without_rows("lexicons/aliases.tsv"),
}


# --- parts of the answer -----------------------------------------------------------------------------------------


def _quotes_alone(resources: Path) -> Answer:
    """Let the quote rules work without knowing the names."""
    reader = QuoteAnalyser(Lexicon.load(resources / "lexicons"))
    scores = Scores.load(resources / "lexicons")

    def change(text: str, found: Suggestions) -> Suggestions:
        names = [span for span in found.spans if span.layer is LayerName.ENTITY]
        ids = {span.id for span in names}
        links = [link for link in found.relations if link.head in ids and link.child in ids]
        spans, relations = reader.analyse(text, ())
        shown = in_document_order([*names, *scores.spans(spans)])
        return replace(found, spans=tuple(shown), relations=(*links, *scores.relations(relations)))

    return change


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


def _no_events(_resources: Path) -> Answer:
    def change(_text: str, found: Suggestions) -> Suggestions:
        return replace(found, spans=tuple(span for span in found.spans if span.label != "EVENT"))

    return change


_ANSWERS: dict[str, Callable[[Path], Answer]] = {
    N_("events"): _no_events,
    N_("names, for the quote rules"): _quotes_alone,
    N_("full names of speakers"): _as_written,
}
