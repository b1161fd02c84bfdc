"""Hypothesis strategies for the domain: texts as the world writes them, layers, suggestions and edits over them."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from annotator.domain import edits
from annotator.domain.annotations import Answer, Comment, Layer, view
from annotator.domain.spans import (
    LayerName,
    Origin,
    OriginKind,
    Relation,
    Span,
    Status,
    suggested_relation_id,
    suggested_span_id,
)
from annotator.domain.suggestions import ModelInfo, Suggestions

MODEL = ModelInfo("id_berita", "0.1.0")
LABELS = {
    "PER": LayerName.ENTITY,
    "LOC": LayerName.ENTITY,
    "QUOTE": LayerName.QUOTE,
    "SPEAKER": LayerName.QUOTE,
    "CUE": LayerName.QUOTE,
    "ZONE": LayerName.ZONE,
}
RELATIONS = ("said_by", "cued_by", "refers_to")
TEXT_LENGTH = 30
"""How long the imagined article is: short, so that spans nest, cross and coincide all the time."""

# What trips programs up: quotation marks of both kinds, emoji families, flags, marks above, odd spaces, Arabic.
_SNAGS = "“”\"'’‘« \u00a0\u2028\u200d\u200b\ufe0f\u0301\r\n\t👩‍👩‍👧‍👦🇮🇩👍🏽é、。سلام.,-/_1٣½ßİ"
# BOM included, lone surrogates not: readers refuse those.
articles = st.text(
    st.one_of(st.sampled_from(_SNAGS), st.characters(exclude_categories=["Cs"]), st.sampled_from("abcAB 19\ufeff")),
    max_size=60,
)

scores = st.one_of(st.none(), st.floats(0, 1))
origins = st.builds(
    Origin, st.sampled_from(OriginKind), st.sampled_from(["", "quotes", "Ani"]), st.sampled_from(["", "0.1"]), scores
)
attr_values = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=5), st.lists(st.text(max_size=5), max_size=2)
)
attrs = st.dictionaries(st.sampled_from(["type", "closed", "resolves_to", "optional"]), attr_values, max_size=3)


@st.composite
def extents(draw: st.DrawFn, length: int = TEXT_LENGTH) -> tuple[int, int]:
    """Draw a non-empty range inside a text of `length` code points."""
    start = draw(st.integers(0, length - 1))
    return start, draw(st.integers(start + 1, length))


@st.composite
def spans(draw: st.DrawFn, status: st.SearchStrategy[Status] = st.sampled_from(Status)) -> Span:  # noqa: B008
    """Draw any span of the imagined article."""
    start, end = draw(extents())
    label = draw(st.sampled_from(sorted(LABELS)))
    span_id = f"s{draw(st.integers(0, 10**6))}"
    return Span(span_id, start, end, label, LABELS[label], draw(attrs), draw(status), draw(origins))


relations = st.builds(
    Relation,
    st.integers(0, 10**6).map(lambda i: f"r{i}"),
    st.sampled_from(RELATIONS),
    st.sampled_from(["s1", "s2", "s3"]),
    st.sampled_from(["s1", "s2", "s3"]),
    st.sampled_from(Status),
    origins,
)
comments = st.builds(
    Comment, st.sampled_from(["c1", "c2"]), st.sampled_from(["", "  ", "periksa lagi"]), st.sampled_from([None, "s1"])
)


@st.composite
def suggestions(draw: st.DrawFn) -> Suggestions:
    """Draw what a model says: no two spans alike, relations between them."""
    found: dict[str, Span] = {}
    for span in draw(st.lists(spans(status=st.just(Status.SUGGESTED)), max_size=6)):
        span_id = suggested_span_id(span.layer, span.label, span.start, span.end)
        found[span_id] = Span(
            span_id, span.start, span.end, span.label, span.layer, span.attrs, span.status, span.origin
        )
    links: dict[str, Relation] = {}
    if found:
        ends = st.sampled_from(sorted(found))
        for label, head, child in draw(st.lists(st.tuples(st.sampled_from(RELATIONS), ends, ends), max_size=4)):
            link_id = suggested_relation_id(label, head, child)
            links[link_id] = Relation(link_id, label, head, child, Status.SUGGESTED, Origin(OriginKind.RULE, "quotes"))
    return Suggestions("0" * 64, MODEL, tuple(found.values()), tuple(links.values()))


def some_edit(draw: st.DrawFn, layer: Layer, suggested: Suggestions | None, number: int) -> edits.Edit:
    """Draw an edit that makes sense on what the annotator sees now; new ids are made from `number`."""
    seen = view(layer, suggested)
    choices = ["add", "finish", "reopen", "flag", "comment", "propagate"]
    if seen.spans:
        choices += ["merge", "split", "marks"]
        choices += ["remove", "resize", "relabel", "attribute", "link", "accept", "reject", "comment_on", "batch"]
    if seen.relations:
        choices.append("unlink")
    return _edit(draw, draw(st.sampled_from(choices)), seen.spans, seen.relations, number)


def _edit(draw, kind, seen_spans, seen_relations, number) -> edits.Edit:
    one = st.sampled_from(sorted(seen_spans)) if seen_spans else st.nothing()
    some = st.lists(one, min_size=1, max_size=3, unique=True).map(tuple)
    match kind:
        case "add":
            return edits.AddSpan(_new_span(draw, f"h{number}"))
        case "propagate":
            kinds = ["add", "accept", "relabel", "reject"] if seen_spans else ["add"]
            count = draw(st.integers(0, 3))
            return edits.Propagate(
                tuple(
                    _edit(draw, draw(st.sampled_from(kinds)), seen_spans, seen_relations, f"{number}.{i}")
                    for i in range(count)
                )
            )
        case "merge":
            return edits.Merge(draw(_alike(seen_spans)))
        case "split":
            span = seen_spans[draw(one)]
            end = draw(st.integers(span.start, span.end))
            rest = Span(f"h{number}", end, max(span.end, end + 1), span.label, span.layer, draw(attrs))
            return edits.Split(span.id, end, draw(attrs), rest, shares_links=draw(st.booleans()))
        case "marks":
            return edits.SetMarks(draw(one), *draw(extents()), draw(st.sampled_from([None, True, False])))
        case "remove":
            return edits.RemoveSpan(draw(one))
        case "resize":
            return edits.Resize(draw(one), *draw(extents()))
        case "relabel":
            label = draw(st.sampled_from(sorted(LABELS)))
            return edits.Relabel(draw(one), label, LABELS[label])
        case "attribute":
            return edits.SetAttribute(draw(one), draw(st.sampled_from(["type", "optional"])), draw(attr_values))
        case "link":
            link = Relation(f"l{number}", draw(st.sampled_from(RELATIONS)), draw(one), draw(one))
            return edits.Link(link, replaces=draw(st.booleans()))
        case "unlink":
            return edits.Unlink(draw(st.sampled_from(sorted(seen_relations))))
        case "accept":
            return edits.Accept(draw(some))
        case "reject":
            return edits.Reject(draw(some))
        case "finish":
            return edits.Finish(draw(st.sampled_from(Answer)))
        case "reopen":
            return edits.Reopen()
        case "flag":
            return edits.Flag(draw(st.booleans()))
        case "comment":
            return edits.SetComment(Comment(draw(st.sampled_from(["c1", "c2"])), draw(st.sampled_from(["", "cek"]))))
        case "comment_on":
            return edits.SetComment(Comment(draw(st.sampled_from(["c3", "c4"])), "cek", draw(one)))
        case "batch":
            gestures = st.lists(
                st.sampled_from(["add", "attribute", "flag", "finish", "link", "merge", "split"]), max_size=3
            )
            kinds = draw(gestures)
            return edits.Batch(
                tuple(_edit(draw, k, seen_spans, seen_relations, f"{number}-{i}") for i, k in enumerate(kinds))
            )
    raise AssertionError(kind)


@st.composite
def _alike(draw: st.DrawFn, seen_spans: Mapping[str, Span]) -> tuple[str, ...]:
    """Draw ids of spans of one label mostly, so that merging them succeeds."""
    first = draw(st.sampled_from(sorted(seen_spans)))
    others = sorted(key for key, span in seen_spans.items() if span.label == seen_spans[first].label)
    return (first, *draw(st.lists(st.sampled_from(others), max_size=3)))


def _new_span(draw: st.DrawFn, span_id: str) -> Span:
    start, end = draw(extents())
    label = draw(st.sampled_from(sorted(LABELS)))
    return Span(span_id, start, end, label, LABELS[label], draw(attrs))
