"""Words of saying in a plain text, by the shipped lexicon."""

from __future__ import annotations

import pytest

from annotator import bootstrap


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Putin mengatakan hal itu.", ["mengatakan"]),
        ("“Kami siap,” kata Putin.", ["kata"]),
        ("Kami siap, ujar Kim, katanya.", ["ujar", "katanya"]),
        ("Putin menegaskan bahwa Rusia siap.", ["menegaskan"]),
        ("Ia menambahkan, “Kami siap.” Ia menyatakan: tidak.", ["menambahkan", "menyatakan"]),
        ("Ia menegaskan hal itu, dan melanjutkan perjalanan.", []),
        ("Kata itu sulit, dan kata lain mudah.", []),
        ("Tidak ada apa-apa di sini.", []),
    ],
)
def test_words_of_saying_are_found_where_they_say(text: str, words: list[str]) -> None:
    found = bootstrap.saying_words().find(text)
    assert [text[start:end] for start, end in found] == words
