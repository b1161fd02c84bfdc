"""The label set: looking things up, and what an attribute may hold."""

from __future__ import annotations

import pytest

from annotator.domain.schema import AttrDef, AttrKind, LabelDef, RelationDef, Rule, Schema
from annotator.domain.spans import LayerName

PER = LabelDef("PER", LayerName.ENTITY, "1", "#000000", "#ffffff", rules=(2, 9))
CUE = LabelDef("CUE", LayerName.QUOTE, "u", "#000000", "#ffffff")
SAID_BY = RelationDef("said_by", ("QUOTE",), ("SPEAKER",), is_single=True)
RULES = tuple(Rule(number, {"en": "title"}, {"en": "body"}) for number in (9, 2, 3))
SCHEMA = Schema("small", "1", {"en": "Small"}, (PER, CUE), (SAID_BY,), RULES)


def test_labels_are_found_by_name_and_by_key_in_the_case_they_are_written():
    assert SCHEMA.label("PER") is PER
    assert SCHEMA.label("per") is None
    assert SCHEMA.label_for_key("u") is CUE
    assert SCHEMA.label_for_key("U") is None


def test_relations_are_found_by_name():
    assert SCHEMA.relation("said_by") is SAID_BY
    assert SCHEMA.relation("heard_by") is None


def test_rules_about_a_label_come_in_the_order_of_the_guideline():
    assert [rule.number for rule in SCHEMA.rules_for("PER")] == [9, 2]
    assert SCHEMA.rules_for("CUE") == ()
    assert SCHEMA.rules_for("MISC") == ()


@pytest.mark.parametrize(
    ("kind", "fits", "does_not"),
    [
        (AttrKind.CHOICE, ["direct", None], ["mixed", True, ["direct"]]),
        (AttrKind.FLAG, [True, False, None], ["true", 1, []]),
        (AttrKind.TEXT, ["", "AP", None], [True, 3, ["AP"]]),
        (AttrKind.NAMES, [[], ["Putin"], None], ["Putin", True]),
    ],
)
def test_attribute_holds_what_its_kind_says_or_nothing(kind, fits, does_not):
    attribute = AttrDef("some", kind, ("direct",) if kind is AttrKind.CHOICE else ())
    assert all(attribute.accepts(value) for value in fits)
    assert not any(attribute.accepts(value) for value in does_not)
