"""A person's own entries in the word lists: added, taken out, refused line by line; what the model makes of them."""

import pytest

from annotator.domain.errors import UserError
from annotator.nlp.gazetteer import Gazetteer
from annotator.nlp.pipeline import load_pipeline, version_of
from annotator.nlp.quotes import Lexicon
from annotator.nlp.quotes.lexicon import CueClass
from annotator.nlp.wordlist_copies import OwnLists, prepare
from annotator.nlp.wordlists import CUE_CLASSES, TABLES, WordLists
from annotator.paths import resources


@pytest.fixture
def own(tmp_path):
    """Write a list of one's own: own("cues.tsv", "cuit\\troot")."""

    def write(name, text):
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path

    return write


def state(folder):
    return OwnLists(resources(), folder).state()


def problems(folder):
    return [str(problem).removeprefix(str(folder) + "/") for problem in state(folder).problems]


def lexicon(folder):
    return Lexicon.load(resources() / "lexicons", folder)


def gazetteer(folder):
    return Gazetteer.load(resources() / "gazetteers", folder)


def test_every_shipped_table_may_be_added_to():
    shipped = {path.name for name in ("lexicons", "gazetteers") for path in (resources() / name).glob("*.tsv")}

    assert shipped == set(TABLES)
    assert set(CUE_CLASSES) == {kind.value for kind in CueClass}


def test_a_row_is_added_and_a_row_with_a_hyphen_is_taken_out(own):
    folder = own("cues.tsv", "# ujaran media sosial\n\nCuit\troot\n-kata\n")

    assert lexicon(folder).cues["cuit"] is CueClass.ROOT
    assert "kata" in lexicon(None).cues
    assert "kata" not in lexicon(folder).cues
    assert (state(folder).total.added, state(folder).total.removed) == (1, 1)


def test_a_row_about_a_shipped_word_takes_its_place(own):
    folder = own("cues.tsv", "form\tclass\nkata\troot_guarded\n")

    assert lexicon(folder).cues["kata"] is CueClass.ROOT_GUARDED


def test_names_come_with_their_forms_and_a_country_can_be_taken_out(own):
    own("people.tsv", "Zulkarnain Baharuddin\tZul|Bang Zul\n")
    folder = own("places.tsv", "-Prancis\nKonoha\n")

    assert gazetteer(folder).people["Zulkarnain Baharuddin"] == ("Zul", "Bang Zul")
    assert "Konoha" in gazetteer(folder).places
    assert "Prancis" in gazetteer(None).places
    assert "Prancis" not in gazetteer(folder).places


def test_words_are_added_to_a_class_and_taken_out_of_it(own):
    own("words.toml", '[pronoun]\nwords = ["doi", "-ia"]\n')
    folder = own("patterns.toml", '[heads.ORG]\nwords = ["Paguyuban"]\n[words]\ncue = ["cuit"]\n')

    assert lexicon(folder).has("pronoun", "doi")
    assert not lexicon(folder).has("pronoun", "ia")
    assert "Paguyuban" in next(heads for heads in gazetteer(folder).heads if heads.label == "ORG").words
    assert "cuit" in gazetteer(folder).words["cue"]
    assert state(folder).problems == ()


def test_a_file_saved_by_an_old_editor_counts(tmp_path):
    (tmp_path / "cues.tsv").write_bytes("\ufeffcuit\troot\r\n".encode())

    assert "cuit" in lexicon(tmp_path).cues
    assert state(tmp_path).problems == ()


def test_broken_lines_are_named_and_the_rest_counts(own):
    folder = own("cues.tsv", "cuit\troot\nkicau\nsiul\tburung\nbilang apa\troot\n-ngawur\n\troot\n")

    assert "cuit" in lexicon(folder).cues
    write = "Write form ⇥ class, with a tab between (⇥)."
    assert problems(folder) == [
        f'cues.tsv:2: The line about "kicau" has no second column. {write}',
        f'cues.tsv:3: The class of "siul" is none of: {", ".join(CUE_CLASSES)}. {write}',
        f'cues.tsv:4: "bilang apa" is more than one word. {write}',
        'cues.tsv:5: There is no "ngawur" in the list to take out. Correct the line and read the word lists anew.',
        f"cues.tsv:6: The line has no word. {write}",
    ]


def test_a_broken_file_is_named_and_the_other_files_count(own):
    own("words.toml", '[pronoun]\nwords = ["doi"\n')
    own("people.tsv", "Zulkarnain\n")
    folder = own("cue.tsv", "cuit\troot\n")
    (folder / "aliases.tsv").write_bytes(b"\xff\xfeJ\x00")

    assert "Zulkarnain" in gazetteer(folder).people
    assert lexicon(folder).cues == lexicon(None).cues
    said = problems(folder)
    assert said[0].startswith("aliases.tsv: The word list is not text in UTF-8.")
    assert said[1].startswith("cue.tsv: No word list has this name. Name it as one of these: cues.tsv")
    assert said[2].startswith("words.toml:2: The file is not valid TOML")
    assert len(said) == 3


def test_a_class_that_is_not_there_is_named_with_its_line(own):
    folder = own("words.toml", '[pronoun]\nwords = ["-zzz"]\n\n[pronuon]\nwords = ["doi"]\n')

    assert [line.split(". ")[0] for line in problems(folder)] == [
        'words.toml:2: There is no "zzz" in the list to take out',
        'words.toml:4: There is no list of words called "pronuon"',
    ]


def test_the_beginnings_explain_themselves_and_change_nothing(tmp_path):
    folder = tmp_path / "daftar" / "kata"

    made = prepare(resources(), folder)

    assert {path.name for path in made} > set(TABLES)
    assert state(folder).problems == ()
    assert state(folder).total.added == 0
    assert version_of(resources(), folder) == version_of(resources())
    assert "# kata\troot\n" in (folder / "cues.tsv").read_text("utf-8")
    assert prepare(resources(), folder) == []


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(UserError, match=r"cannot be made"):
        prepare(resources(), tmp_path / "file")


def test_the_version_changes_with_an_entry_and_not_with_a_comment(own):
    folder = own("cues.tsv", "# nothing yet\nkicau\n")
    assert version_of(resources(), folder) == version_of(resources())

    own("cues.tsv", "cuit\troot\n")
    with_one = version_of(resources(), folder)
    own("cues.tsv", "# the same in other words\ncuit\troot\n")

    assert with_one != version_of(resources())
    assert version_of(resources(), folder) == with_one


def test_the_pipeline_suggests_by_own_words(own):
    text = "“Kami siap berangkat,” cuit Zulkarnain Baharuddin di Konoha."
    own("places.tsv", "Konoha\n")
    folder = own("cues.tsv", "cuit\troot\n-cuit\ncuit\troot\n")

    answer = next(load_pipeline(resources(), folder).suggest([text]))

    found = {(span.label, text[span.start : span.end]) for span in answer.spans}
    assert {("CUE", "cuit"), ("LOC", "Konoha"), ("QUOTE", "“Kami siap berangkat,”")} <= found


def test_a_shipped_list_that_is_broken_is_an_error(tmp_path):
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "lexicons" / "cues.tsv").write_text("form\tclass\nkata\n", "utf-8")

    with pytest.raises(UserError, match=r"cues\.tsv"):
        WordLists(tmp_path).table("cues.tsv")
