"""What the settings remember of an export is what was chosen."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.stories import Split
from annotator.formats.registry import WRITERS
from annotator.gui.export_choices import Known, kept, like, remembered
from annotator.services.export import ExportChoice
from annotator.services.ports import FormatOption, Which

LABELS = ("PER", "ORG", "LOC")
KNOWN = Known(LABELS, ("Ani", "Budi = B", ""))
INFOS = [writer.info for writer in WRITERS.values()]
FREE = FormatOption("note", "A note", "none")
_lines = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
_splits = st.builds(
    lambda train, seed: Split((train, 0, 100 - train), seed), st.integers(0, 100), st.integers(0, 999_999)
)


@st.composite
def choices(draw: st.DrawFn) -> tuple[ExportChoice, int]:
    at = draw(st.integers(0, len(INFOS) - 1))
    info = replace(INFOS[at], write_options=(*INFOS[at].write_options, FREE))
    options = {
        option.name: draw(st.sampled_from(list(option.choices)) if option.choices else _lines)
        for option in info.write_options
    }
    labels = draw(st.none() | st.sets(st.sampled_from(LABELS), max_size=2).map(frozenset))
    split = draw(_splits) if info.default_split else draw(st.none() | _splits)
    choice = ExportChoice(
        info.name, draw(st.sampled_from(Which)), draw(st.sampled_from([None, "Ani", "Budi = B"])), labels,
        draw(st.booleans()), split, options, draw(st.booleans()), draw(_lines),
    )  # fmt: skip
    return choice, at


@given(drawn=choices())
def test_what_is_kept_of_a_choice_gives_it_back(drawn: tuple[ExportChoice, int]) -> None:
    choice, at = drawn
    info = replace(INFOS[at], write_options=(*INFOS[at].write_options, FREE))
    assert remembered(kept(choice, KNOWN), info, KNOWN) == choice


def test_a_label_that_is_new_is_written() -> None:
    choice = ExportChoice("kutip", labels=frozenset({"PER", "ORG"}))
    found = remembered(kept(choice, KNOWN), INFOS[0], Known((*LABELS, "NEW"), ()))
    assert found.labels == {"PER", "ORG", "NEW"}


def test_another_format_takes_everything_over_but_options_and_split() -> None:
    choice = ExportChoice(
        "conll", Which.ALL, "Ani", frozenset({"PER"}), options={"layer": "all"}, split=Split((50, 0, 50))
    )
    infos = {info.name: info for info in INFOS}
    assert like(choice, infos["csv"]) == replace(choice, format="csv", options={"delimiter": "comma"}, split=None)
    assert like(choice, infos["hf"]).split == Split((80, 10, 10))
