"""Label sets: the ones that ship say what the annotation scheme says, and a malformed one is refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.domain.schema import AttrKind, Schema
from annotator.domain.spans import LayerName
from annotator.formats.labelset import read_labelset
from tests.colour import VISIONS, closest, contrast, difference, oklch

SEEDS = Path(__file__).parents[2] / "seeds"
SHIPPED = ("berita", "berita-gpe", "conll", "pfsa-id")
LIGHT_PAPERS = ("#ffffff", "#fbfbfa")
DARK_PAPER = "#1e1e20"
KEYS_OF_ACTIONS = set("xfm;scdienpbg/? ")


def shipped(name: str) -> Schema:
    path = SEEDS / "labels" / f"{name}.toml"
    return read_labelset(path.read_text(encoding="utf-8"), str(path))


@pytest.fixture(scope="module")
def berita() -> Schema:
    return shipped("berita")


# --- what ships ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_set_is_named_like_its_file(name):
    assert shipped(name).name == name


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_texts_stand_in_both_languages(name):
    schema = shipped(name)
    texts = [schema.title, *(rule.title for rule in schema.guideline), *(rule.body for rule in schema.guideline)]
    texts += [text for label in schema.labels for text in (label.title, label.covers)]
    texts += [relation.title for relation in schema.relations]
    assert all(text["id"] and text["en"] for text in texts)


@pytest.mark.parametrize("name", SHIPPED)
def test_label_keys_never_take_the_key_of_an_action(name):
    assert {label.key for label in shipped(name).labels}.isdisjoint(KEYS_OF_ACTIONS)


def test_berita_has_the_labels_of_the_annotation_scheme(berita):
    by_layer = {layer: [label.name for label in berita.labels if label.layer is layer] for layer in LayerName}
    assert by_layer == {
        LayerName.ENTITY: ["PER", "ORG", "LOC", "DATE", "EVENT", "ROLE"],
        LayerName.QUOTE: ["QUOTE", "SPEAKER", "CUE"],
        LayerName.ZONE: ["ZONE"],
    }


def test_entities_are_on_the_digits_and_the_quote_layer_on_letters(berita):
    assert {label.key: label.name for label in berita.labels} == {
        "1": "PER", "2": "ORG", "3": "LOC", "4": "DATE", "5": "EVENT", "6": "ROLE",
        "q": "QUOTE", "k": "SPEAKER", "u": "CUE", "z": "ZONE",
    }  # fmt: skip


def test_berita_has_the_attributes_of_the_annotation_scheme(berita):
    attrs = {label.name: {attr.name: attr for attr in label.attrs} for label in berita.labels}
    assert set(attrs["QUOTE"]) == {"type", "closed", "group", "via", "resolves_to", "optional"}
    assert attrs["QUOTE"]["type"].choices == ("direct", "indirect", "mixed")
    assert attrs["QUOTE"]["closed"].default is True
    assert set(attrs["SPEAKER"]) == {"kind", "resolves_to", "optional"}
    assert attrs["SPEAKER"]["kind"].choices == ("name", "role", "pronoun", "clitic", "organisation", "compound")
    assert attrs["SPEAKER"]["resolves_to"].kind is AttrKind.NAMES
    assert attrs["ZONE"]["kind"].choices == ("dateline", "byline", "related_link", "caption")
    assert all(attrs[label]["optional"].kind is AttrKind.FLAG for label in attrs)


def test_berita_has_the_relations_of_the_annotation_scheme(berita):
    assert {(r.name, r.heads, r.children, r.is_single) for r in berita.relations} == {
        ("said_by", ("QUOTE",), ("SPEAKER",), True),
        ("cued_by", ("QUOTE",), ("CUE",), True),
        ("refers_to", ("SPEAKER",), ("PER", "ORG"), False),
        ("affiliated", ("ROLE",), ("ORG", "LOC"), False),
    }


@pytest.mark.parametrize("name", ["berita", "berita-gpe"])
def test_guideline_has_all_fourteen_rules_and_none_stands_alone(name):
    schema = shipped(name)
    assert [rule.number for rule in schema.guideline] == list(range(1, 15))
    assert {number for label in schema.labels for number in label.rules} == set(range(1, 15))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_marked_example_is_in_the_seed_article_or_said_to_be_from_elsewhere(berita, language):
    article = (SEEDS / "articles" / "tribunnews-putin-kim.txt").read_text(encoding="utf-8")
    for rule in berita.guideline:
        body = rule.body[language]
        assert body.count("*") % 2 == 0, rule.number
        body = body.split("Contoh dari berita lain:")[0].split("From another article:")[0]
        for example in body.split("*")[1::2]:
            parts = [part.strip() for part in example.split("…")]
            assert all(part in article for part in parts), (rule.number, example)


def test_berita_gpe_is_berita_with_places_split(berita):
    split = shipped("berita-gpe")
    same = {label.name: label for label in split.labels if label.name not in ("GPE", "LOC")}
    assert same == {label.name: label for label in berita.labels if label.name != "LOC"}
    assert split.guideline == berita.guideline
    assert split.relation("affiliated").children == ("ORG", "GPE", "LOC")


def test_other_sets_have_the_labels_of_their_corpora():
    assert [label.name for label in shipped("conll").labels] == ["PER", "ORG", "LOC", "MISC"]
    assert {label.name for label in shipped("pfsa-id").labels} == {
        "PERSON", "PERSONCOREF", "ROLE", "AFFILIATION", "CUE", "CUECOREF", "STATEMENT", "ISSUE", "DATETIME",
        "LOCATION", "EVENT",
    }  # fmt: skip


# --- colours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_colours_of_a_theme_are_equally_light(name):
    for colours in themes(shipped(name)):
        lightness = [oklch(colour)[0] for colour in colours]
        assert max(lightness) - min(lightness) < 0.01


@pytest.mark.parametrize("name", SHIPPED)
def test_colours_can_be_read_as_text_on_either_theme(name):
    light, dark = themes(shipped(name))
    assert min(contrast(colour, paper) for colour in light for paper in LIGHT_PAPERS) >= 5
    assert min(contrast(colour, DARK_PAPER) for colour in dark) >= 5


@pytest.mark.parametrize("vision", VISIONS)
def test_labels_of_one_layer_keep_apart_for_every_kind_of_eye(berita, vision):
    for layer in (LayerName.ENTITY, LayerName.QUOTE):
        for colours in themes(berita, layer):
            assert closest(colours, vision) >= 3, (layer, colours)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("name", SHIPPED)
def test_no_two_labels_look_the_same_to_anyone(name, vision):
    for colours in themes(shipped(name)):
        assert closest(colours, vision) >= (4 if vision == "normal" else 1.5)


def test_a_label_keeps_its_hue_from_one_theme_to_the_other(berita):
    for label in berita.labels:
        turn = abs(oklch(label.light)[2] - oklch(label.dark)[2])
        assert min(turn, 360 - turn) < 6, label.name


def test_quote_and_speaker_never_look_like_the_person_under_them(berita):
    for theme in ("light", "dark"):
        colour = {label.name: getattr(label, theme) for label in berita.labels}
        for vision in VISIONS:
            assert difference(colour["SPEAKER"], colour["PER"], vision) > 5


def themes(schema: Schema, layer: LayerName | None = None) -> tuple[list[str], list[str]]:
    labels = [label for label in schema.labels if layer in (None, label.layer)]
    return [label.light for label in labels], [label.dark for label in labels]


# --- what a user writes ----------------------------------------------------------------------------------------

SMALL = """\
name = "kecil"
version = "3"

[[label]]
name = "PER"
layer = "entity"
key = "1"
light = "#2D45EE"
dark = "#9eb8fd"
title.id = "Orang"
rules = [1]
attrs = [{ name = "optional", kind = "flag" }, { name = "sex", kind = "choice", choices = ["f", "m"], default = "f" }]

[[label]]
name = "ORG"
layer = "entity"
key = "2"
light = "#875809"
dark = "#faa61a"

[[relation]]
name = "works_for"
heads = ["PER"]
children = ["ORG"]
title = "bekerja di"

[[rule]]
number = 1
title.en = "Names"
body = "Only *Putin*, not Presiden Putin."
"""


def test_small_set_of_ones_own_is_read():
    schema = read_labelset(SMALL)
    assert (schema.name, schema.version) == ("kecil", "3")
    assert schema.label("PER").light == "#2d45ee"
    assert schema.label("PER").attrs[1].default == "f"
    assert schema.relation("works_for").title == {"id": "bekerja di", "en": "bekerja di"}
    assert schema.rules_for("PER") == schema.guideline


def test_missing_language_falls_back_to_the_other_and_then_to_the_name():
    schema = read_labelset(SMALL)
    assert schema.label("PER").title == {"id": "Orang", "en": "Orang"}
    assert schema.guideline[0].title == {"id": "Names", "en": "Names"}
    assert schema.label("ORG").title == {"id": "ORG", "en": "ORG"}
    assert schema.title == {"id": "kecil", "en": "kecil"}


# what the person wrote instead, where, and a word the sentence must hold
MALFORMED = {
    "not TOML": ('name = "kecil"', 'name = "kecil', 1, "TOML"),
    "a field twice": ('version = "3"', 'version = "3"\nversion = "4"', None, "TOML"),
    "unknown field of the set": ('version = "3"', 'vresion = "3"', None, '"vresion"'),
    "unknown field of a label": ('light = "#875809"', 'ligth = "#875809"', 14, '"ligth"'),
    "unknown field of a relation": ('heads = ["PER"]', 'tails = ["PER"]', 21, '"tails"'),
    "unknown field of a rule": ("number = 1", "number = 1\nexample = 2", 27, '"example"'),
    "unknown field of an attribute": ('kind = "flag"', 'kind = "flag", values = 1', 4, '"values"'),
    "no name": ('name = "kecil"', "", None, '"name"'),
    "empty name": ('name = "PER"', 'name = " "', 4, '"name"'),
    "name with a space": ('name = "PER"', 'name = "P ER"', 4, "P ER"),
    "no layer": ('key = "2"', 'key = "2"\nlayer = "words"', None, "TOML"),
    "unknown layer": ('layer = "entity"\nkey = "2"', 'layer = "words"\nkey = "2"', 14, '"layer"'),
    "no key": ('key = "2"', "", 14, '"key"'),
    "key of two characters": ('key = "2"', 'key = "22"', 14, '"22"'),
    "key that is a number": ('key = "2"', "key = 2", 14, '"key"'),
    "blank key": ('key = "2"', 'key = "\\t"', 14, '"key"'),
    "same key twice": ('key = "2"', 'key = "1"', 14, 'key "1"'),
    "same label twice": ('name = "ORG"', 'name = "PER"', 14, "PER is there twice"),
    "colour by name": ('light = "#875809"', 'light = "brown"', 14, '"light"'),
    "short colour": ('dark = "#faa61a"', 'dark = "#fa6"', 14, '"dark"'),
    "no colour": ('dark = "#faa61a"', "", 14, '"dark"'),
    "relation with unknown head": ('heads = ["PER"]', 'heads = ["PERSON"]', 21, "PERSON"),
    "relation with unknown child": ('children = ["ORG"]', 'children = ["PER", "LOC"]', 21, "LOC"),
    "relation without heads": ('heads = ["PER"]', "", 21, "both its ends"),
    "heads that are no list": ('heads = ["PER"]', 'heads = "PER"', 21, '"heads"'),
    "heads that hold a number": ('heads = ["PER"]', 'heads = ["PER", 3]', 21, '"heads"'),
    "single that is no truth": ('title = "bekerja di"', 'single = "yes"', 21, '"single"'),
    "rule without number": ("number = 1", "", 27, '"number"'),
    "rule numbered 0": ("number = 1", "number = 0", 27, '"number"'),
    "rule numbered true": ("number = 1", "number = true", 27, '"number"'),
    "label names a rule that is not there": ("rules = [1]", "rules = [1, 7]", 4, "rule 7"),
    "rules that are words": ("rules = [1]", 'rules = ["1"]', 4, '"rules"'),
    "text in an unknown language": ('title.id = "Orang"', 'title.jv = "Wong"', 4, '"jv"'),
    "text that is a number": ('title.id = "Orang"', "title.id = 1", 4, '"title"'),
    "text that is a list": ('title.id = "Orang"', "title = []", 4, '"title"'),
    "unknown kind of attribute": ('kind = "flag"', 'kind = "date"', 4, '"kind"'),
    "choice without choices": ('choices = ["f", "m"], ', "", 4, "choices"),
    "flag with choices": ('kind = "flag"', 'kind = "flag", choices = ["a"]', 4, "choices"),
    "default that is no choice": ('default = "f"', 'default = "x"', 4, "default, x"),
    "same attribute twice": ('name = "sex"', 'name = "optional"', 4, "optional is there twice"),
    "label that is a table": (SMALL, 'name = "x"\nversion = "1"\n[label]\nname = "PER"\n', None, '"label"'),
    "no label at all": (SMALL, 'name = "x"\nversion = "1"\n', None, "at least one label"),
    "version that is a number": ('version = "3"', "version = 3", None, '"version"'),
}


@pytest.mark.parametrize(("right", "wrong", "line", "word"), MALFORMED.values(), ids=MALFORMED.keys())
def test_malformed_set_is_refused_with_line_reason_and_next_step(right, wrong, line, word):
    assert right in SMALL
    with pytest.raises(UserError) as refused:
        read_labelset(SMALL.replace(right, wrong, 1), "kecil.toml")
    problem = refused.value.problem
    assert problem.file == "kecil.toml"
    if line is not None:
        assert problem.line == line
    assert word in str(problem.what)
    assert str(problem.todo).endswith(".")


def test_same_rule_twice_is_refused_where_it_stands():
    with pytest.raises(UserError) as refused:
        read_labelset(SMALL + "\n[[rule]]\nnumber = 1\n", "kecil.toml")
    assert refused.value.problem.line == 32
    assert str(refused.value.problem.what) == "1 is there twice."


def test_same_relation_twice_is_refused_where_it_stands():
    again = '\n[[relation]]\nname = "works_for"\nheads = ["ORG"]\nchildren = ["ORG"]\n'
    with pytest.raises(UserError) as refused:
        read_labelset(SMALL + again)
    assert refused.value.problem.line == 32
    assert refused.value.problem.file is None


def test_broken_toml_names_the_line_tomllib_stopped_at():
    with pytest.raises(UserError) as refused:
        read_labelset(SMALL.replace('key = "2"', "key = 2x"), "kecil.toml")
    lines = SMALL.split("\n")
    assert refused.value.problem.line == lines.index('key = "2"') + 1
    assert "(at line" not in str(refused.value)


def test_file_that_ends_too_soon_names_its_last_line():
    with pytest.raises(UserError) as refused:
        read_labelset('name = "x"\n\n[[label', "kecil.toml")
    assert refused.value.problem.line == 3
