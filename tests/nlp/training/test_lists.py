"""What the network has numbers for is gathered from the sentences and the lists."""

import pytest

from annotator.nlp.training import lists
from annotator.paths import resources

from .tiny import sentences


@pytest.fixture(scope="module")
def inventory(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    (data / "names").mkdir()
    (data / "names" / "dbpedia-person.txt").write_text(
        "Agus Salim\nAgus Noor\nAgus Tono\nAgus Budi\nMadonna\n", "utf-8"
    )
    (data / "names" / "dbpedia-organization.txt").write_text("Persatuan Tani\n", "utf-8")
    return lists.inventory([*sentences(), *sentences()], data, resources(), ["kata warga , Budi menunggu"])


def in_lists(inventory, word):
    return {name for bit, name in enumerate(inventory.lists) if inventory.lexicon.get(word, 0) >> bit & 1}


def test_words_of_names_are_known_by_where_they_stand_in_them(inventory):
    assert {"person, first word", "person, first word, often"} <= in_lists(inventory, "agus")
    assert "person, later word" in in_lists(inventory, "salim")
    assert "person, later word, often" not in in_lists(inventory, "salim")
    assert "person, only word" in in_lists(inventory, "madonna")
    assert "organisation, later word" in in_lists(inventory, "tani")


def test_places_roles_and_small_words_are_lists_too(inventory):
    assert "place, only word" in in_lists(inventory, "indonesia")
    assert "role" in in_lists(inventory, "presiden")
    assert {"plain"} <= in_lists(inventory, "warga")
    assert "plain" not in in_lists(inventory, "budi")
    assert in_lists(inventory, "qwxyz") == set()


def test_words_of_the_sentences_have_rows_and_others_none(inventory):
    assert "joni" in inventory.words
    assert "salim" not in inventory.words
    assert "Xx" in inventory.shapes
