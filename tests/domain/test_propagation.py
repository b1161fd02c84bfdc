"""One decision on all the same words: where it is offered, where it never is, and what it changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Layer, View, view
from annotator.domain.edits import Accept, Propagate, Reject, Relabel, apply, plan
from annotator.domain.errors import UserError
from annotator.domain.propagation import (
    Change,
    Decision,
    Kind,
    decision_against,
    decision_on,
    edits_of,
    proposals,
)
from annotator.domain.spans import LayerName, Origin, OriginKind, Relation, Span, Status, suggested_span_id
from annotator.domain.suggestions import Suggestions
from tests.strategies import LABELS, MODEL, some_edit, suggestions

TEXT = "Joko Widodo datang. Jokowi bilang siap. Foto: Jokowi. Kata Widodo, Jokowinya siap. Presiden Joko Widodo pergi."
ALIASES = {"Jokowi": "Joko Widodo"}
SURE = Origin(OriginKind.MODEL, "ner", "1", 0.9)


def suggested(words: str, label: str = "PER", occurrence: int = 0, **attrs: object) -> Span:
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(words, start + 1)
    end = start + len(words)
    layer = LayerName.QUOTE if label in ("SPEAKER", "QUOTE", "CUE") else LABELS.get(label, LayerName.ENTITY)
    return Span(suggested_span_id(layer, label, start, end), start, end, label, layer, attrs, Status.SUGGESTED, SURE)


def decided(span: Span, status: Status = Status.ACCEPTED) -> Span:
    return Span(span.id, span.start, span.end, span.label, span.layer, span.attrs, status, span.origin)


def offered(layer: Layer, said: Suggestions | None, decision: Decision | None) -> list[tuple[str, Change]]:
    assert decision is not None
    found = proposals(TEXT, layer, view(layer, said), decision)
    return [(TEXT[p.start : p.end], p.change) for p in found]


def layer_of(*spans: Span) -> Layer:
    return Layer(1, "ani", {span.id: span for span in spans})


def said(*spans: Span) -> Suggestions:
    return Suggestions("0" * 64, MODEL, spans)


def label_decision(layer: Layer, suggestions: Suggestions | None, span: Span) -> Decision:
    decision = decision_on(TEXT, view(layer, suggestions), span, ALIASES)
    assert decision is not None
    return decision


def test_a_label_is_offered_for_the_same_words_the_aliases_and_with_nya():
    name = decided(suggested("Joko Widodo"))
    assert offered(layer_of(name), None, label_decision(layer_of(name), None, name)) == [
        ("Jokowi", Change.ADD), ("Jokowi", Change.ADD), ("Jokowi", Change.ADD), ("Joko Widodo", Change.ADD),
    ]  # fmt: skip


def test_shorter_forms_the_article_uses_are_aliases_too():
    name, short = decided(suggested("Joko Widodo")), suggested("Widodo", occurrence=1)
    decision = label_decision(layer_of(name), said(short), name)
    assert "Widodo" in decision.forms
    assert ("Widodo", Change.ACCEPT) in offered(layer_of(name), said(short), decision)


def test_an_open_suggestion_is_accepted_and_another_label_is_corrected():
    name = decided(suggested("Jokowi"))
    same, other = suggested("Jokowi", occurrence=1), suggested("Jokowi", "LOC", 2)
    decision = Decision(Kind.LABEL, "PER", LayerName.ENTITY, ("Jokowi",))
    found = proposals(TEXT, layer_of(name), view(layer_of(name), said(same, other)), decision)
    assert edits_of(found) == (Accept((same.id,)), Relabel(other.id, "PER", LayerName.ENTITY))


def test_no_decision_of_the_annotator_is_touched():
    name = decided(suggested("Jokowi"))
    by_hand = decided(suggested("Jokowi", "LOC", 1), Status.ADDED)
    rejected = decided(suggested("Jokowi", "PER", 2), Status.REJECTED)
    layer = layer_of(name, by_hand, rejected)
    assert offered(layer, None, Decision(Kind.LABEL, "PER", LayerName.ENTITY, ("Jokowi",))) == []


def test_part_of_a_longer_suggestion_is_left_alone_and_a_shorter_one_makes_room():
    decision = Decision(Kind.LABEL, "PER", LayerName.ENTITY, ("Widodo",))
    longer = suggested("Joko Widodo")
    assert offered(layer_of(), said(longer), decision) == [("Widodo", Change.ADD), ("Widodo", Change.ADD)]
    shorter = suggested("Joko")
    whole = Decision(Kind.LABEL, "PER", LayerName.ENTITY, ("Joko Widodo",))
    first = proposals(TEXT, layer_of(), view(layer_of(), said(shorter)), whole)[0]
    assert Reject((shorter.id,)) in first.edits


def test_nothing_is_offered_inside_a_zone():
    zone = suggested("Foto: Jokowi.", "ZONE")
    decision = Decision(Kind.LABEL, "PER", LayerName.ENTITY, ("Jokowi",))
    assert len(offered(layer_of(), said(zone), decision)) == 2


def test_a_rejection_is_offered_for_open_suggestions_only():
    spans = [suggested("Jokowi", "LOC", at) for at in range(3)]
    layer = layer_of(decided(spans[0], Status.REJECTED), decided(spans[1]))
    assert offered(layer, said(*spans), decision_against(TEXT, spans[0])) == [("Jokowi", Change.REJECT)]


def test_who_it_is_is_offered_for_the_same_words_and_the_alias_where_nobody_said_otherwise():
    done = decided(suggested("Jokowi", "SPEAKER", 0, kind="name", resolves_to=["Joko Widodo"]))
    blank = suggested("Jokowi", "SPEAKER", 1)
    own = decided(suggested("Jokowi", "SPEAKER", 2, resolves_to=["Orang lain"]))
    layer = layer_of(done, own)
    assert offered(layer, said(blank), label_decision(layer, said(blank), done)) == [("Jokowi", Change.RESOLVE)]


def test_who_it_is_also_links_to_the_mention():
    name = decided(suggested("Joko Widodo"))
    done = decided(suggested("Jokowi", "SPEAKER", 0, kind="name", resolves_to=["Joko Widodo"]))
    blank = suggested("Jokowi", "SPEAKER", 1)
    layer = layer_of(name, done)
    found = proposals(TEXT, layer, view(layer, said(blank)), label_decision(layer, said(blank), done))
    after = apply(layer, plan(layer, said(blank), Propagate(edits_of(found)), text_length=len(TEXT)))
    assert [(r.label, r.head, r.child) for r in after.relations.values()] == [("refers_to", blank.id, name.id)]


def test_a_nya_is_offered_the_name_only_where_the_last_source_is_that_one():
    text = "“A,” kata Ani. “B,” katanya. “C,” kata Budi. “D,” ujarnya."
    spans: list[Span] = []
    links: list[Relation] = []

    def put(label: str, words: str, **attrs: object) -> Span:
        start = text.index(words)
        span = Span(f"{label}{start}", start, start + len(words), label, LayerName.QUOTE, attrs)
        spans.append(span)
        return span

    nya = None
    for quote, speaker, names in (("“A,”", "Ani", ["Ani"]), ("“B,”", "katanya", ["Ani"]), ("“C,”", "Budi", ["Budi"]),
                                  ("“D,”", "ujarnya", [])):  # fmt: skip
        head = put("QUOTE", quote, type="direct")
        child = put("SPEAKER", speaker, **({"resolves_to": names} if names else {}))
        links.append(Relation(f"r{head.start}", "said_by", head.id, child.id))
        nya = child if speaker == "katanya" else nya
    seen = View({span.id: span for span in spans}, {link.id: link for link in links})
    assert nya is not None
    decision = decision_on(text, seen, nya, {})
    assert decision is not None
    assert decision.is_bound
    assert proposals(text, layer_of(*spans), seen, decision) == []
    bare = {k: Span(s.id, s.start, s.end, s.label, s.layer) if s.id == nya.id else s for k, s in seen.spans.items()}
    found = proposals(text, layer_of(*bare.values()), View(bare, seen.relations), decision)
    assert [text[p.start : p.end] for p in found] == ["katanya"]


def test_a_quote_says_nothing_of_other_words():
    quote = suggested("Jokowi bilang siap", "QUOTE")
    assert decision_on(TEXT, view(layer_of(), said(quote)), quote, ALIASES) is None


def test_white_space_says_nothing_of_other_words():
    blank = suggested(" ")
    assert decision_on(TEXT, view(layer_of(), said(blank)), blank, ALIASES) is None


@given(st.data(), suggestions(), st.integers(0, 6))
def test_a_propagation_changes_no_decision_and_offers_nothing_twice(data, model_said, count):
    text = "ab ab abab ab ab ab ab ab abab"
    layer = Layer(1, "ani")
    for number in range(count):
        try:
            delta = plan(layer, model_said, some_edit(data.draw, layer, model_said, number), text_length=len(text))
        except UserError:
            continue
        layer = apply(layer, delta)
    label = data.draw(st.sampled_from(["PER", "LOC", "CUE"]))
    decision = Decision(Kind.LABEL, label, LABELS[label], ("ab",))
    found = proposals(text, layer, view(layer, model_said), decision)
    delta = plan(layer, model_said, Propagate(edits_of(found)), text_length=len(text))
    after = apply(layer, delta)
    assert all(after.spans[span_id] == span for span_id, span in layer.spans.items())
    assert proposals(text, after, view(after, model_said), decision) == []
    assert apply(after, delta.inverse()) == layer
