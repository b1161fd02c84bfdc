"""Records for the tests of foreign formats: whatever an annotator can make of an article, and how two are compared."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from annotator.domain.annotations import Answer, Article, Comment
from annotator.domain.spans import LayerName, Origin, OriginKind, Relation, Span, Status, in_document_order
from annotator.services.ports import OutgoingRecord, WriteJob, Writer
from tests.formats.material import berita

LABELS = {label.name: label.layer for label in berita().labels}
ENDS = {relation.name: (relation.heads, relation.children) for relation in berita().relations}

_WORDS = [
    "Putin",
    "katanya",
    "“Kami",
    "siap,”",
    "Śri",
    "🇮🇩",
    "👩‍👩‍👧",
    "é",
    "di",
    "Moskow.",
    "U-23",
    "kata",
    "\u2028",
    "(KPK)",
]
texts = st.lists(st.sampled_from(_WORDS), min_size=2, max_size=14).flatmap(
    lambda words: st.lists(st.sampled_from([" ", "  ", "\n", " "]), min_size=len(words), max_size=len(words)).map(
        lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True)).strip() or "Putin."
    )
)
_scores = st.floats(0, 1)
_origins = st.one_of(
    st.just(Origin(OriginKind.HUMAN)),
    st.builds(
        Origin, st.sampled_from([OriginKind.MODEL, OriginKind.RULE]), st.just("m"), st.just("1"), st.floats(0, 1)
    ),
)
_kinds = st.sampled_from(["direct", "indirect", "mixed"])
_names = st.lists(st.sampled_from(["Vladimir Putin", "KPK"]), max_size=2)
_attrs = {
    "QUOTE": st.fixed_dictionaries(
        {}, optional={"type": _kinds, "closed": st.booleans(), "group": st.text("ab1", max_size=3)}
    ),
    "SPEAKER": st.fixed_dictionaries(
        {}, optional={"kind": st.sampled_from(["name", "clitic"]), "resolves_to": _names}
    ),
}  # fmt: skip


@st.composite
def records(draw: st.DrawFn, statuses: tuple[Status, ...] = tuple(Status)) -> OutgoingRecord:
    """Draw a record as the database gives it: nested, crossing and coinciding spans, links, comments, flag, answer."""
    text = draw(texts)
    spans: dict[str, Span] = {}
    for number in range(draw(st.integers(0, 8))):
        label = draw(st.sampled_from(sorted(LABELS)))
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        attrs = draw(_attrs.get(label, st.just({})))
        span = Span(
            f"s{number}", start, end, label, LABELS[label], attrs, draw(st.sampled_from(statuses)), draw(_origins)
        )
        spans[span.id] = span
    links: dict[tuple[str, str, str], Relation] = {}
    for number in range(draw(st.integers(0, 4))):
        label = draw(st.sampled_from(sorted(ENDS)))
        heads = [span.id for span in spans.values() if span.label in ENDS[label][0]]
        children = [span.id for span in spans.values() if span.label in ENDS[label][1]]
        if heads and children:
            head, child = draw(st.sampled_from(heads)), draw(st.sampled_from(children))
            links[label, head, child] = Relation(
                f"r{number}", label, head, child, draw(st.sampled_from(statuses)), draw(_origins)
            )
    ordered = in_document_order(spans.values())
    place = {span.id: number for number, span in enumerate(ordered)}
    relations = sorted(links.values(), key=lambda link: (place[link.head], link.label, place[link.child], link.id))
    comments = {
        f"c{number}": Comment(f"c{number}", draw(st.sampled_from(["periksa", "baris\nbaru\tdan tab", "🇮🇩"])), span_id)
        for number, span_id in enumerate(draw(st.lists(st.sampled_from([None, *sorted(spans)]), max_size=2)))
    }
    article = Article.from_raw(text, title=draw(st.sampled_from(["Judul", "“Judul” = 1"])), source="tempo",
                               date=draw(st.sampled_from(["", "2024-06-19"])), meta={"rubrik": "nasional"})  # fmt: skip
    return OutgoingRecord(
        article, draw(st.sampled_from(["ani", "Budi S."])), draw(st.sampled_from([None, *Answer])), tuple(ordered),
        tuple(relations), tuple(comments.values()), draw(st.booleans()),
    )  # fmt: skip


def defaults(writer: Writer, **options: str) -> dict[str, str]:
    """Return the writer's options by default, changed as said."""
    return {option.name: option.default for option in writer.info.write_options} | options


def job(writer: Writer, lost: list | None = None, **options: str) -> WriteJob:
    """Return a job for `writer` that notes what it loses."""
    return WriteJob(berita(), defaults(writer, **options), lost.append if lost is not None else lambda _: None)


def without_provenance(record: OutgoingRecord) -> OutgoingRecord:
    """Return the record as somebody who does not care who decided sees it: live things only."""
    plain = [replace(span, status=Status.ACCEPTED, origin=Origin(OriginKind.IMPORTED)) for span in record.spans]
    return replace(record, spans=tuple(span for span in plain if span.is_live))


def in_order(record: OutgoingRecord) -> OutgoingRecord:
    """Return the record with suggested and decided things among each other, as `records` draws them."""
    spans = in_document_order(record.spans)
    place = {span.id: number for number, span in enumerate(spans)}
    links = sorted(record.relations, key=lambda link: (place[link.head], link.label, place[link.child], link.id))
    return replace(record, spans=tuple(spans), relations=tuple(links))


def per(start: int, end: int, label: str = "PER", name: str = "") -> Span:
    """Return an accepted span."""
    return Span(name or f"{label}{start}-{end}", start, end, label, LABELS[label], status=Status.ACCEPTED)


def record_of(text: str, *spans: Span, answer: Answer | None = Answer.ACCEPT) -> OutgoingRecord:
    """Return a record of `spans` over `text`."""
    return OutgoingRecord(Article.from_raw(text), "ani", answer, tuple(in_document_order(spans)), ())


ENTITY = LayerName.ENTITY
