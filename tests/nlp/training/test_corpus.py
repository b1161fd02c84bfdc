"""Reading the column files of the open data sets."""

from annotator.nlp.training.corpus import Corpus, Name, Sentence, read

IDNER = "Kata\tNOUN\tO\nAnis\tPROPN\tB-PER\ndi\tADP\tO\nRaja\tPROPN\tB-LOC\nAmpat\tPROPN\tI-LOC\n\nYa\tX\tO\n"
NERGRIT = "Anis\tB-PERSON\nke\tO\nPBB\tB-ORGANISATION\ndi\tO\nJawa\tB-PLACE\nTengah\tI-PLACE\n"


def test_the_tag_is_the_last_column_and_an_empty_line_ends_a_sentence(tmp_path):
    (tmp_path / "a.txt").write_text(IDNER, "utf-8")

    first, second = read(tmp_path / "a.txt")

    assert first.words == ("Kata", "Anis", "di", "Raja", "Ampat")
    assert first.names == (Name(1, 2, "PER"), Name(3, 5, "LOC"))
    assert second == Sentence(("Ya",), ())


def test_the_labels_of_nergrit_become_ours(tmp_path):
    (tmp_path / "a.txt").write_text(NERGRIT, "utf-8")

    (sentence,) = read(tmp_path / "a.txt")

    assert [name.label for name in sentence.names] == ["PER", "ORG", "LOC"]


def test_two_names_side_by_side_stay_two_and_a_lost_beginning_begins():
    rows = [("A", "B-PER"), ("B", "B-PER"), ("C", "O"), ("D", "I-LOC"), ("E", "I-ORG")]

    assert Sentence.of(rows).names == (Name(0, 1, "PER"), Name(1, 2, "PER"), Name(3, 4, "LOC"), Name(4, 5, "ORG"))


def test_what_is_judged_by_is_never_trained_on(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "train.txt").write_text(IDNER, "utf-8")
    (tmp_path / "set" / "dev.txt").write_text("Ya\tX\tO\n", "utf-8")

    corpus = Corpus.load(tmp_path, "set")

    assert len(corpus.dev) == 1
    assert [sentence.words[0] for sentence in corpus.train] == ["Kata"]
