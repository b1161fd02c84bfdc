"""Find calendar dates the way Indonesian news writes them: "Rabu (19/6/2024)", "19 Juni 2024", "tahun 2032".

Pure Python on text; knows nothing of tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DAY = r"(?:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu|Ahad)"
_MONTH = (
    r"(?:Januari|Februari|Pebruari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Nopember|Desember"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Agu|Ags|Sept?|Okt|Nov|Des)"
)
_YEAR = r"(?:1[0-9]|20)\d{2}"
_DAYS = rf"{_DAY}(?:[-–]{_DAY})?"
_MONTHS = rf"{_MONTH}(?:[-–]{_MONTH})?"
_FULL_MONTH = "(?:Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember)"
_NUMBERS = r"\d{1,2}(?:[-–]\d{1,2})?\s?[/-]\s?\d{1,2}(?:\s?[/-]\s?(?:\d{4}|\d{2}))?"

# A bare number of four digits is a year only after one of these.
_BEFORE_A_YEAR = [
    "pada",
    "Pada",
    "sejak",
    "Sejak",
    "hingga",
    "sampai",
    "awal",
    "akhir",
    "dari",
    "musim",
    "era",
    "di",
    "Di",
]
_AFTER = "(?:" + "|".join(rf"(?<={word} )" for word in _BEFORE_A_YEAR) + ")"

# So is a bare month's name after one of these; May and March are people too.
_BEFORE_MONTHS = [
    "sejak",
    "Sejak",
    "pada",
    "Pada",
    "akhir",
    "awal",
    "pertengahan",
    "Akhir",
    "Awal",
    "Pertengahan",
    "hingga",
    "sampai",
]
_BEFORE_MONTH = "(?:" + "|".join(rf"(?<={word} )" for word in _BEFORE_MONTHS) + ")"

# Ordered: where two begin at the same place the first wins, and nothing is found inside what was found.
_FORMS = (
    (0.97, rf"{_DAYS},? ?\({_NUMBERS}\)"),
    (0.95, rf"\d{{1,2}} {_MONTH}(?: {_YEAR})? ?[-–] ?\d{{1,2}} {_MONTH}(?: {_YEAR})?"),
    (0.97, rf"(?:{_DAY},? )?\d{{1,2}}(?: ?[-–] ?\d{{1,2}})? {_MONTH}(?:,? {_YEAR})?"),
    (0.95, rf"{_DAY},? {_NUMBERS}"),
    (0.95, rf"(?:[Bb]ulan )?{_MONTHS} {_YEAR}"),
    # "UU Nomor 19 Tahun 2016" is the name of a law.
    (0.93, rf"(?<!\d )[Tt]ahun {_YEAR}(?: ?[-–] ?{_YEAR})?"),
    (0.9, r"\(\d{1,2}/\d{1,2}/\d{4}\)"),
    (0.9, r"[Aa]bad ke-\d{1,2}"),
    (0.85, rf"{_YEAR}[-–]{_YEAR}"),
    (0.85, rf"(?:[Tt]ahun )?{_YEAR}-an"),
    (0.8, _DAYS),
    (0.7, rf"(?:[Bb]ulan {_FULL_MONTH}|{_BEFORE_MONTH}{_FULL_MONTH}|{_FULL_MONTH}(?= (?:lalu|mendatang|tahun lalu)))"),
    (0.75, rf"{_AFTER}{_YEAR}(?![.,/-]\d)"),
)
_DATE = re.compile("|".join(rf"(?P<f{i}>(?<![\w/.,-]){form}(?![\w/]))" for i, (_, form) in enumerate(_FORMS)))


@dataclass(frozen=True, slots=True)
class Date:
    """`text[start:end]` names a day, month, year or century; `score` by how plainly it does."""

    start: int
    end: int
    score: float


def dates(text: str) -> Iterator[Date]:
    """Yield the dates in `text`, ascending and apart. Deictic ones ("hari ini") are left to people."""
    for match in _DATE.finditer(text):
        form = int((match.lastgroup or "f0")[1:])
        yield Date(match.start(), match.end(), _FORMS[form][0])
