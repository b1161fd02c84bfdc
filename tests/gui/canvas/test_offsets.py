"""Code points and UTF-16 positions name the same places."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.text import normalise
from annotator.gui.canvas.offsets import OffsetMap

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
PIECES = st.sampled_from(
    [
        "kata ",
        "Putin",
        "😀",
        FAMILY,
        "é",
        "e\u0301",
        "\u00a0",
        "\u2028",
        "\r\n",
        "\n",
        "العربية",
        "𝔘",
        "🇮🇩",
        "👍🏽",
        "\ufe0f",
        "\t",
    ]
)
TEXTS = st.lists(PIECES | st.characters(exclude_categories=["Cs"]), max_size=40).map("".join).map(normalise)


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS)
def test_every_offset_is_the_utf16_length_of_what_lies_before(text: str) -> None:
    offsets = OffsetMap(text)
    assert [offsets.to_qt(at) for at in range(len(text) + 1)] == [
        utf16_length(text[:at]) for at in range(len(text) + 1)
    ]


@given(TEXTS)
def test_there_and_back_is_the_same_place(text: str) -> None:
    offsets = OffsetMap(text)
    assert all(offsets.to_offset(offsets.to_qt(at)) == at for at in range(len(text) + 1))
    assert offsets.qt_length == utf16_length(text)


@given(TEXTS)
def test_a_position_inside_a_surrogate_pair_is_the_start_of_its_character(text: str) -> None:
    offsets = OffsetMap(text)
    for at, char in enumerate(text):
        if ord(char) > 0xFFFF:
            assert offsets.to_offset(offsets.to_qt(at) + 1) == at


def test_a_text_without_astral_characters_costs_nothing_to_ask() -> None:
    offsets = OffsetMap("é العربية\u2028 kata")
    assert [offsets.to_qt(at) for at in range(5)] == [0, 1, 2, 3, 4]


def test_the_empty_text_has_one_place() -> None:
    offsets = OffsetMap("")
    assert (offsets.to_qt(0), offsets.to_offset(0), offsets.qt_length) == (0, 0, 0)
