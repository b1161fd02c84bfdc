"""What labels of others probably mean."""

from __future__ import annotations

import pytest

from annotator.domain.label_guess import guess
from tests.formats.material import berita


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("PER", "PER"), ("per", "PER"), ("Person", "PER"), ("ORGANISATION", "ORG"), ("GPE", "LOC"), ("Place", "LOC"),
     ("STATEMENT", "QUOTE"), ("said_by", "said_by"), ("Said-By", "said_by"), ("DateTime", "DATE")],
)  # fmt: skip
def test_common_names_are_known(theirs, ours):
    assert guess(theirs, berita()) == ours


def test_what_nobody_can_tell_is_not_guessed():
    assert guess("MISC", berita()) is None
