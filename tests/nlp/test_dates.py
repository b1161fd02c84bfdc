"""Dates as Indonesian news writes them."""

import pytest

from annotator.nlp.dates import dates


def found(text):
    return [text[date.start : date.end] for date in dates(text)]


@pytest.mark.parametrize(
    "date",
    [
        "Rabu (19/6/2024)", "Senin (20/10)", "Senin 31 Desember 2018", "Kamis, 10 November 2022", "19 Juni 2024",
        "September 2023", "tahun 2032", "abad ke-19", "Jum'at (8/5/2017)", "Selasa, 9/5/2017", "3-5 Mei 2021",
        "tahun 2012-2015", "Kamis", "Senin-Kamis (13-16/6/2022)", "Senin-Jumat", "Januari-Juni 2020", "1970-an",
        "29 Mei - 3 Juni 2020", "bulan Juni",
    ],
)  # fmt: skip
def test_a_date_is_found_whole(date):
    assert found(f"Acara itu berlangsung {date}, katanya.") == [date]


def test_a_bare_month_needs_a_word_that_makes_it_one():
    assert found("Sejak akhir Februari lalu Mei Ling tinggal di sini, katanya April lalu.") == ["Februari", "April"]


def test_a_bare_year_needs_a_word_that_makes_it_one():
    assert found("Sejak 2015 ada 2023 orang.") == ["2015"]


@pytest.mark.parametrize(
    "text", ["hari ini", "UU Nomor 19 Tahun 2016", "Rp 2024", "pukul 19.30", "skor 3-1", "Meikarta"]
)
def test_what_is_no_calendar_date_is_left_alone(text):
    assert found(text) == []
