"""How the rules use, and outvote, what a recogniser found."""

from __future__ import annotations

from annotator.domain.spans import LayerName, Span
from tests.nlp.quotes.markup import analyser, links, marked


def _entity(text: str, words: str, label: str) -> Span:
    start = text.index(words)
    return Span(f"e-{words}", start, start + len(words), label, LayerName.ENTITY)


def test_a_recognised_person_tells_where_the_name_starts() -> None:
    text = '"Kami siap," kata Bupati Antah Berantah Hendy Siswanto.'
    spans, _ = analyser().analyse(text, [_entity(text, "Hendy Siswanto", "PER")])
    assert marked(text, spans, resolved=False).endswith("Antah Berantah [S:Hendy Siswanto].")


def test_a_recognised_person_with_a_name_left_over_behind_it_is_not_believed() -> None:
    text = "Astronot Apollo 17 Harrison Schmitt mengatakan debu itu menempel."
    spans, _ = analyser().analyse(text, [_entity(text, "Apollo", "PER")])
    assert "[S:Harrison Schmitt]" in marked(text, spans, resolved=False)


def test_a_speaker_refers_to_the_first_mention_in_full() -> None:
    text = 'Presiden Donald Trump tiba. "Mereka cepat," kata Trump.'
    spans, relations = analyser().analyse(text, [_entity(text, "Donald Trump", "PER")])
    assert links(text, spans, relations, "refers_to") == [("Trump", "e-Donald Trump")]


def test_a_body_that_speaks_refers_to_its_entity() -> None:
    text = "Kementerian Keuangan menyatakan anggaran itu sudah cair."
    spans, relations = analyser().analyse(text, [_entity(text, "Kementerian Keuangan", "ORG")])
    assert links(text, spans, relations, "refers_to") == [("Kementerian Keuangan", "e-Kementerian Keuangan")]


def test_without_its_entity_a_name_refers_to_nothing() -> None:
    text = '"Mereka cepat," kata Trump.'
    _, relations = analyser().analyse(text)
    assert {relation.label for relation in relations} == {"said_by", "cued_by"}
