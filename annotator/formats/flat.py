"""What flat formats have in common: words one after the other, each with one label at most, and a rule for conflicts.

conll, bilou and hf write the same view of an article. What does not fit in it is told to the loss report.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from annotator.domain.annotations import Answer
from annotator.domain.errors import N_
from annotator.domain.losses import Loss, LossKind
from annotator.domain.spans import LayerName, Relation, Span
from annotator.domain.text import TokenIndex, tokens
from annotator.services.ports import FormatOption, OutgoingRecord, WriteJob

CARRIES = N_("It has room for one label a word: overlaps, links, attributes and notes are lost, and edges go to words.")
LEAVES_OUT = N_("It never says who decided, on whose suggestion, with what score, or which article is flagged.")
CONFLICT = N_("a word has room for one label, and an overlapping span won")
OTHER_LAYER = N_("the file holds one layer, and the span is in another")
INSIDE_WORD = N_("its edges lie inside a word")
NO_RELATIONS = N_("the format has no relations")
NO_ATTRIBUTES = N_("the format has no attributes")
NO_COMMENTS = N_("the format has no comments")
NOT_ACCEPTED = N_("the annotator rejected or skipped the article, which the format cannot say")

LAYER = FormatOption(
    "layer", N_("Which spans the labels are"), LayerName.ENTITY.value,
    {
        LayerName.ENTITY.value: N_("Names"),
        LayerName.QUOTE.value: N_("Quotes, speakers and cues"),
        LayerName.ZONE.value: N_("Zones"),
        "all": N_("All of them, as far as there is room"),
    },
)  # fmt: skip


class Conflict(StrEnum):
    """Which of two overlapping spans stays; what is level goes by the next: length, then place, then label."""

    LONGEST = "longest"
    EARLIEST = "earliest"
    SHORTEST = "shortest"


CONFLICT_RULE = FormatOption(
    "conflict", N_("Which of two overlapping spans stays"), Conflict.LONGEST.value,
    {
        Conflict.LONGEST.value: N_("The longest"),
        Conflict.EARLIEST.value: N_("The one that starts first"),
        Conflict.SHORTEST.value: N_("The shortest"),
    },
)  # fmt: skip

_EXAMPLE = 120  # code points of the words that a loss is shown with
_PRIORITY: dict[str, Callable[[Span], tuple[int, int, str, str]]] = {
    Conflict.LONGEST: lambda span: (span.start - span.end, span.start, span.label, span.id),
    Conflict.EARLIEST: lambda span: (span.start, span.start - span.end, span.label, span.id),
    Conflict.SHORTEST: lambda span: (span.end - span.start, span.start, span.label, span.id),
}


@dataclass(frozen=True, slots=True)
class FlatSpan:
    """A span over whole words, `words[first:last]`."""

    span: Span
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class FlatArticle:
    """An article's words as code point ranges, its lines as ranges of words, and spans that do not overlap."""

    record: OutgoingRecord
    words: Sequence[tuple[int, int]]
    sentences: Sequence[tuple[int, int]]
    spans: Sequence[FlatSpan]

    def tags(self, scheme: Callable[[str, int, int], str]) -> list[str]:
        """Return one tag a word: "O", or what `scheme` says of a label, a place in its span and the span's length."""
        found = ["O"] * len(self.words)
        for flat in self.spans:
            length = flat.last - flat.first
            for place in range(length):
                found[flat.first + place] = scheme(flat.span.label, place, length)
        return found


def iob2(label: str, place: int, length: int) -> str:  # noqa: ARG001 - one scheme of several
    """Return B- for the first word of a span and I- for the others (Ratnaparkhi 1998; Tjong Kim Sang 2002)."""
    return f"{'I' if place else 'B'}-{label}"


def bilou(label: str, place: int, length: int) -> str:
    """Return U- for a span of one word, else B-, I- …, L- (Ratinov & Roth 2009)."""
    if length == 1:
        return f"U-{label}"
    return f"{'B' if place == 0 else 'L' if place == length - 1 else 'I'}-{label}"


def flattened(records: Iterable[OutgoingRecord], job: WriteJob) -> Iterator[FlatArticle]:
    """Yield the articles as a flat format sees them, and tell `job.lose` of everything it does not.

    `job.options` are `LAYER` and `CONFLICT_RULE`. A span whose edges lie inside a word is widened to whole words.
    """
    return (_flat(record, job) for record in accepted(records, job))


def accepted(records: Iterable[OutgoingRecord], job: WriteJob) -> Iterator[OutgoingRecord]:
    """Yield the records but for articles that their annotator rejected or skipped; tell `job.lose` of those."""
    for record in records:
        if record.answer in (Answer.REJECT, Answer.IGNORE):
            key, title = record.article.key, record.article.title
            job.lose(Loss(LossKind.ARTICLE, key, record.annotator, "", "", NOT_ACCEPTED, title))
        else:
            yield record


def _flat(record: OutgoingRecord, job: WriteJob) -> FlatArticle:
    text = record.article.text
    words, sentences = _words(text)
    index = TokenIndex(text)
    starts = {start: place for place, (start, _) in enumerate(words)}
    ends = {end: place + 1 for place, (_, end) in enumerate(words)}
    layer, priority = job.options["layer"], _PRIORITY[job.options["conflict"]]
    taken = bytearray(len(words))
    kept: list[FlatSpan] = []
    kept_ids: set[str] = set()
    live = [span for span in record.spans if span.is_live]
    for span in sorted(live, key=priority):
        if layer not in ("all", span.layer.value):
            job.lose(loss(LossKind.SPAN, record, span, OTHER_LAYER))
            continue
        start, end = index.snap(span.start, span.end)
        first, last = starts.get(start), ends.get(end)
        if first is None or last is None or first >= last:
            job.lose(loss(LossKind.SPAN, record, span, N_("it holds no word")))
            continue
        if any(taken[first:last]):
            job.lose(loss(LossKind.SPAN, record, span, CONFLICT))
            continue
        if (start, end) != span.extent:
            job.lose(loss(LossKind.WIDENED, record, span, INSIDE_WORD))
        taken[first:last] = b"\1" * (last - first)
        kept.append(FlatSpan(span, first, last))
        kept_ids.add(span.id)
    _lose_the_rest(record, job, kept_ids)
    return FlatArticle(record, words, sentences, sorted(kept, key=lambda flat: flat.first))


def _lose_the_rest(record: OutgoingRecord, job: WriteJob, ids: Container[str]) -> None:
    """Tell of the attributes of the spans `ids`, of the live relations and of the comments: flat formats have none.

    The attributes of a span that is lost itself are lost with it, and said once.
    """
    for span in record.spans:
        if span.id in ids:
            for name, value in span.attrs.items():
                if value is not None:
                    job.lose(attribute_loss(record, span, name, NO_ATTRIBUTES))
    for link in record.relations:
        if link.is_live:
            job.lose(relation_loss(record, link, NO_RELATIONS))
    lose_comments(record, job)


def lose_comments(record: OutgoingRecord, job: WriteJob) -> None:
    """Tell of the comments."""
    key, annotator = record.article.key, record.annotator
    for comment in record.comments:
        job.lose(Loss(LossKind.COMMENT, key, annotator, comment.id, "", NO_COMMENTS, comment.text[:_EXAMPLE]))


def attribute_loss(record: OutgoingRecord, span: Span, name: str, reason: str) -> Loss:
    """Return the loss of the attribute `name` of `span`."""
    return replace(loss(LossKind.ATTRIBUTE, record, span, reason), label=f"{span.label}.{name}")


def relation_loss(record: OutgoingRecord, link: Relation, reason: str) -> Loss:
    """Return the loss of `link`."""
    return Loss(LossKind.RELATION, record.article.key, record.annotator, link.id, link.label, reason)


def loss(kind: LossKind, record: OutgoingRecord, span: Span, reason: str) -> Loss:
    """Return what became of `span`."""
    words = record.article.text[span.start : min(span.end, span.start + _EXAMPLE)]
    return Loss(kind, record.article.key, record.annotator, span.id, span.label, reason, words)


def _words(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the words of `text`, and its lines that have any, as ranges of words."""
    words = list(tokens(text))
    sentences: list[tuple[int, int]] = []
    first = 0
    for place in range(1, len(words) + 1):
        is_last = place == len(words)
        if is_last or "\n" in text[words[place - 1][1] : words[place][0]]:
            sentences.append((first, place))
            first = place
    return words, sentences
