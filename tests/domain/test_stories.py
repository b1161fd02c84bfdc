"""Stories: near-duplicates are one, splits keep them together and stay as they are while articles come in."""

from __future__ import annotations

import random

import pytest

from annotator.domain.stories import Split, Stories, parse_split, signature

WORDS = [
    "presiden", "menteri", "gubernur", "polisi", "jakarta", "moskow", "pertemuan", "kerja", "sama", "harga", "beras",
    "naik", "warga", "mengatakan", "dia", "bahwa", "pihaknya", "akan", "segera", "laporan", "tersebut", "kemarin",
]  # fmt: skip


def story(seed: int, length: int = 200) -> str:
    drawn = random.Random(seed)
    return " ".join(f"{drawn.choice(WORDS)}{drawn.randrange(40)}" for _ in range(length))


def rewritten(text: str, seed: int, share: float = 0.03) -> str:
    """Change a few words, as an editor does with an agency's text."""
    drawn = random.Random(seed)
    words = text.split()
    for place in drawn.sample(range(len(words)), max(1, int(share * len(words)))):
        words[place] = "disunting"
    return " ".join(words)


def grouped(*texts: str) -> dict[str, str]:
    stories = Stories()
    for number, text in enumerate(texts):
        stories.add(f"a{number}", text)
    return dict(stories.by_article())


def test_near_duplicates_are_one_story_and_others_are_not():
    found = grouped(*(story(n) for n in range(40)), *(rewritten(story(n), n) for n in range(40)))

    assert all(found[f"a{n}"] == found[f"a{n + 40}"] for n in range(40))
    assert len(set(found.values())) == 40


def test_a_chain_of_rewritings_is_one_story():
    texts = [story(1)]
    for step in range(6):
        texts.append(rewritten(texts[-1], step, 0.06))

    assert len(set(grouped(*texts).values())) == 1


def test_case_spacing_and_marks_make_no_other_story():
    assert len(set(grouped("Presiden tiba di Moskow, Rabu.", "PRESIDEN  TIBA\ndi Moskow — Rabu").values())) == 1


def test_texts_of_a_word_or_two_are_told_apart():
    assert len(set(grouped("Satu.", "Dua.", "Tiga kata").values())) == 3


def test_stories_do_not_hang_on_the_order_articles_came_in():
    texts = [story(n // 2) if n % 2 else rewritten(story(n // 2), n) for n in range(60)]
    shuffled = list(range(60))
    random.Random(5).shuffle(shuffled)
    stories = Stories()
    for number in shuffled:
        stories.add(f"a{number}", texts[number])

    assert stories.by_article() == grouped(*texts)


def test_articles_that_come_later_move_no_other_and_hardly_ever_their_own_story():
    texts = [story(n) for n in range(100)]
    split = Split((80, 10, 10))
    before = grouped(*texts)
    after = grouped(*texts, *(story(n) for n in range(1000, 1300)), *(rewritten(story(n), n) for n in range(100)))
    moved = [key for key in before if split.part(before[key]) != split.part(after[key])]

    assert {key: after[key] for key in before if before[key] != after[key]}.keys() <= {f"a{n}" for n in range(100)}
    assert len(moved) <= 6
    unrelated = grouped(*texts, *(story(n) for n in range(1000, 1300)))
    assert {key: unrelated[key] for key in before} == before


def test_shares_are_kept_and_another_seed_deals_anew():
    parts = [Split((80, 10, 10)).part(f"{n:08x}") for n in range(5000)]

    assert parts.count("train") == pytest.approx(4000, abs=120)
    assert parts.count("dev") == pytest.approx(500, abs=80)
    assert parts != [Split((80, 10, 10), seed=1).part(f"{n:08x}") for n in range(5000)]
    assert {Split((100, 0, 0)).part(f"{n:08x}") for n in range(500)} == {"train"}


@pytest.mark.parametrize(
    ("said", "shares"),
    [("80/10/10", (80, 10, 10)), ("80/20", (80, 0, 20)), ("0/0/100", (0, 0, 100)), ("80/10/11", None),
     ("80", None), ("a/b/c", None), ("-80/90/90", None), ("", None), ("80/10/5/5", None)],
)  # fmt: skip
def test_shares_are_read_as_people_write_them(said, shares):
    assert parse_split(said) == shares


def test_signature_is_the_same_everywhere():
    assert signature("Presiden tiba di Moskow pada hari Rabu siang.")[:3] == [1508139033, 1508139033, 1508139033]
