"""Score suggestions against PFSA-ID, which labels only the direct quotes of public figures and their words of saying.

Labels are mapped: a direct quote is a STATEMENT, a cue a CUE, a cue with -nya a CUECOREF, a speaker beside a cue a
PERSONCOREF. What is suggested beyond those counts as nothing: the quotes of ordinary people and indirect speech are not
labelled there, so only what is missed can be counted, and of what kind it is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator.domain import text as texts
from annotator.domain.errors import N_, UserError
from annotator.domain.quotes import CUE, QUOTE, SPEAKER
from annotator.domain.spans import Span
from annotator.nlp.evaluation.matching import Extent, normalised, overlap

LABELS = ("STATEMENT", "CUE", "CUECOREF", "PERSONCOREF")
NOTHING = N_("nothing suggested there")
NO_MARK = N_("a mark is missing in the text")
LONGER = N_("suggested much longer")
SHORTER = N_("suggested much shorter")
OTHER_TYPE = N_("suggested as indirect or mixed")
OTHER_WORDS = N_("other words suggested nearby")
_MARKS = tuple('"“”„‟«»″')
_MATCH = 0.5
_NEAR = 40
_BESIDE = 3
"""In code points, like _NEAR: how far behind a cue a short name may stand and still be the speaker there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article of PFSA-ID."""

    text: str
    spans: Sequence[tuple[str, Extent]]

    def labelled(self, *labels: str) -> list[Extent]:
        """Return where these labels stand, in order."""
        return sorted(extent for label, extent in self.spans if label in labels)


@dataclass(slots=True)
class Recall:
    """How many of one label there are, how many were found, exactly or by half, and what the misses are."""

    gold: int = 0
    exact: int = 0
    overlapping: int = 0
    misses: Counter[str] = field(default_factory=Counter)

    def add(self, is_exact: bool, miss: str) -> None:  # noqa: FBT001 - what the judges return
        """Count one; `miss` says what was wrong, or nothing where it was found."""
        self.gold += 1
        self.exact += is_exact
        self.overlapping += not miss
        self.misses.update([miss] if miss else [])

    def to_json(self) -> dict[str, Any]:
        """Return the counts as plain numbers."""
        misses = dict(sorted(self.misses.items(), key=lambda item: (-item[1], item[0])))
        return {"gold": self.gold, "exact": self.exact, "overlapping": self.overlapping, "misses": misses}


def read(path: Path) -> list[Row]:
    """Return the articles of a PFSA-ID file, one JSON object a line. Raises UserError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, None) from error
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            data = json.loads(line)
            spans = [(str(s["label"]), (int(s["start"]), int(s["end"]))) for s in data["spans"]]
            rows.append(Row(texts.normalise(str(data["text"])), spans))
        except (ValueError, KeyError, TypeError) as error:
            raise _unreadable(path, number) from error
    return rows


def _unreadable(path: Path, line: int | None) -> UserError:
    return UserError(
        N_("This is no file of PFSA-ID."),
        N_("Name a JSONL file whose lines have a text, and spans with start, end and label."),
        file=str(path),
        line=line,
    )


def recalls(pairs: Iterable[tuple[Row, Sequence[Span]]]) -> dict[str, Recall]:
    """Count what was found of each label. `pairs` are articles and what was suggested for them."""
    found = {label: Recall() for label in LABELS}
    for row, suggested in pairs:
        quotes = [span for span in suggested if span.label == QUOTE]
        for extent in row.labelled("STATEMENT"):
            found["STATEMENT"].add(*_statement(row.text, extent, quotes))
        cues = [span.extent for span in suggested if span.label == CUE]
        for label in ("CUE", "CUECOREF"):
            for extent in row.labelled(label):
                found[label].add(*_word(row.text, extent, cues))
        speakers = [span.extent for span in suggested if span.label == SPEAKER]
        for extent in _beside_cues(row):
            found["PERSONCOREF"].add(*_word(row.text, extent, speakers))
    return found


def _statement(text: str, extent: Extent, quotes: Sequence[Span]) -> tuple[bool, str]:
    """Return whether the quote was found exactly, and else what was wrong; "" where it overlaps well."""
    best = max(quotes, key=lambda quote: overlap(quote.extent, extent), default=None)
    if best is None or overlap(best.extent, extent) == 0:
        return False, NO_MARK if _lacks_mark(text, extent) else NOTHING
    if overlap(best.extent, extent) < _MATCH:
        return False, LONGER if best.end - best.start > extent[1] - extent[0] else SHORTER
    if best.attrs.get("type") != "direct":
        return False, OTHER_TYPE
    return normalised(text, best) == normalised(text, _as_quote(best, extent)), ""


def _as_quote(like: Span, extent: Extent) -> Span:
    return replace(like, start=extent[0], end=extent[1])


def _lacks_mark(text: str, extent: Extent) -> bool:
    words = text[slice(*extent)].strip()
    return not (words[:1] in _MARKS and words[-1:] in _MARKS)


def _word(text: str, extent: Extent, found: Sequence[Extent]) -> tuple[bool, str]:
    """Return whether these very words were found, and else what was wrong; "" where others overlap them."""
    start, end = extent
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    if (start, end) in found:
        return True, ""
    if any(overlap((start, end), other) > 0 for other in found):
        return False, ""
    near = any(abs(other[0] - start) < _NEAR for other in found)
    return False, OTHER_WORDS if near else NOTHING


def _beside_cues(row: Row) -> Iterator[Extent]:
    """Yield the short names that stand right behind a cue: the others are mentions in running text."""
    ends = [end for _start, end in row.labelled("CUE")]
    for extent in row.labelled("PERSONCOREF"):
        if any(0 <= extent[0] - end <= _BESIDE for end in ends):
            yield extent
