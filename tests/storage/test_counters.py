"""The count the queue shows is the count the domain makes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotations import Layer, open_spans
from annotator.storage.counters import count_open, key_of
from tests import strategies


@given(st.lists(strategies.spans(), max_size=6), strategies.suggestions())
def test_open_is_what_the_domain_calls_open(decided: list, suggested) -> None:
    layer = Layer(1, "ani", {span.id: span for span in decided})

    counted = count_open(map(key_of, suggested.spans), map(key_of, layer.spans.values()))

    assert counted == len(open_spans(layer, suggested))
