"""One part less at a time: the right part is missing, and the whole model is untouched by it."""

from __future__ import annotations

import pytest

from annotator.domain.quotes import QUOTE, SPEAKER
from annotator.nlp.evaluation.ablation import components, lists, variants
from annotator.paths import resources

TEXT = (
    "JAKARTA - Presiden Joko Widodo tiba di Surabaya. “Kami siap,” kata Jokowi.\n"
    "“Kami datang,” katanya. Ia menegaskan bahwa jalan itu selesai."
)


@pytest.fixture(scope="module")
def answers():
    chosen = [
        "gazetteers/people.tsv", "gazetteers/patterns.toml: heads.ORG", "lexicons/cues.tsv: root",
        "lexicons/words.toml: pronoun", "names, for the quote rules", "pronouns and -nya (source stacks)",
        "full names of speakers", "indirect quotes", "dates",
    ]  # fmt: skip
    return {variant.part: next(variant.suggest([TEXT])) for variant in variants(resources(), chosen)}


def resolved(answer):
    """What each speaker stands for, by the words that name it."""
    return {
        TEXT[span.start : span.end]: span.attrs.get("resolves_to") for span in answer.spans if span.label == SPEAKER
    }


def test_every_table_class_and_word_list_is_a_part():
    found = lists(resources())
    assert {"gazetteers/people.tsv", "lexicons/aliases.tsv", "lexicons/cues.tsv: nya"} <= set(found)
    assert len(found) == len(set(found)) > 40


def test_whole_model_comes_first_and_knows_everything(answers):
    assert next(iter(answers)) == ""
    assert resolved(answers[""])["Jokowi"] == ["Joko Widodo"]
    assert resolved(answers[""])["katanya"] == ["Joko Widodo"]


def test_data_left_out_makes_another_version_and_misses_what_it_gave(answers):
    versions = {part: answer.model.version for part, answer in answers.items()}
    assert versions["gazetteers/people.tsv"] != versions[""]
    quotes = {part: sum(span.label == QUOTE for span in answer.spans) for part, answer in answers.items()}
    cues = {part: {TEXT[s.start : s.end] for s in answer.spans if s.label == "CUE"} for part, answer in answers.items()}
    assert quotes[""] == 3
    assert cues["lexicons/cues.tsv: root"] == cues[""] - {"kata"}
    assert resolved(answers[""])["Ia"] == ["Joko Widodo"]
    assert resolved(answers["lexicons/words.toml: pronoun"]).get("Ia") != ["Joko Widodo"]


def test_parts_that_are_no_data_are_taken_out_of_the_answer(answers):
    assert resolved(answers["pronouns and -nya (source stacks)"])["katanya"] == []
    assert resolved(answers["pronouns and -nya (source stacks)"])["Jokowi"] == ["Joko Widodo"]
    assert resolved(answers["full names of speakers"])["Jokowi"] == ["Jokowi"]
    alone = answers["names, for the quote rules"]
    assert [span for span in alone.spans if span.label == "PER"] == [
        span for span in answers[""].spans if span.label == "PER"
    ]
    assert not [link for link in alone.relations if link.label == "refers_to"]


def test_a_step_is_out_of_work_only_while_its_variant_is_asked(answers):
    kinds = {part: {span.attrs.get("type") for span in answer.spans if span.label == QUOTE}
             for part, answer in answers.items()}  # fmt: skip
    assert kinds[""] == {"direct", "indirect"}
    assert kinds["indirect quotes"] == {"direct"}
    assert kinds["dates"] == kinds[""], "the step before is at work again"


def test_every_component_can_be_left_out():
    sha256s = [next(variant.suggest([TEXT])).sha256 for variant in variants(resources(), components())]

    assert len(sha256s) == len(components()) + 1 > 20
    assert len(set(sha256s)) == 1
