"""Which spans "merge" means."""

from __future__ import annotations

from annotator.domain.annotations import View
from annotator.domain.merging import partners, selected_alike
from annotator.domain.spans import LayerName, Span

TEXT = "Joko Widodo dan Kim\n\n“A\n“B”"


def span(span_id: str, start: int, end: int, label: str = "PER") -> Span:
    return Span(span_id, start, end, label, LayerName.QUOTE if label == "QUOTE" else LayerName.ENTITY)


def view(*spans: Span) -> View:
    return View({span.id: span for span in spans}, {})


def ids(spans: tuple[Span, ...]) -> list[str]:
    return [span.id for span in spans]


def test_the_next_of_the_label_in_the_paragraph_is_the_partner():
    first, other, second = span("a", 0, 4), span("r", 5, 11, "ROLE"), span("b", 5, 11)
    assert ids(partners(TEXT, view(first, other, second, span("c", 16, 19)), first)) == ["b"]


def test_a_name_swallows_no_other_span_and_no_half_of_a_sentence():
    first, between, second = span("a", 0, 4), span("r", 5, 11, "ORG"), span("b", 16, 19)
    assert ids(partners(TEXT, view(first, second), first)) == ["b"]
    assert partners(TEXT, view(first, between, second), first) == ()
    far = "Joko dan semua orang lain di sana bersama Kim"
    assert partners(far, view(first, span("b", 42, 45)), first) == ()


def test_what_overlaps_goes_before_the_next():
    first = span("a", 0, 11)
    assert ids(partners(TEXT, view(first, span("b", 5, 15), span("c", 16, 19)), first)) == ["b"]


def test_a_name_has_no_partner_in_another_paragraph_and_a_quote_has_in_the_next():
    name, far = span("a", 16, 19), span("b", 22, 23)
    assert partners(TEXT, view(name, far), name) == ()
    quote, following = span("q", 21, 23, "QUOTE"), span("p", 24, 27, "QUOTE")
    assert ids(partners(TEXT, view(quote, following), quote)) == ["p"]


def test_the_last_has_no_partner():
    assert partners(TEXT, view(span("a", 0, 4), span("b", 5, 11)), span("b", 5, 11)) == ()


def test_a_selection_means_the_label_it_holds_most_of_twice_at_least():
    spans = view(span("a", 0, 4), span("b", 5, 11), span("r", 5, 11, "ROLE"), span("c", 16, 19))
    assert ids(selected_alike(spans, 0, 12)) == ["a", "b"]
    assert selected_alike(spans, 12, 20) == ()
    assert selected_alike(spans, 12, 15) == ()
