"""Words of saying in a plain text, by the lexicon alone: quick enough for every article, and no spaCy needed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotator.nlp.quotes.lexicon import CueClass, Lexicon

_ANYWHERE = frozenset({CueClass.NYA, CueClass.ASSERTIVE})
_AFTER_A_PAUSE = frozenset({CueClass.ROOT, CueClass.PASSIVE})
"""Bare roots say only behind a comma or a closing mark: "…, kata Putin"."""


class SayingWords:
    """Implements `services.ports.SayingWords`."""

    def __init__(self, lexicon: Lexicon) -> None:
        anywhere = _alternatives(form for form, kind in lexicon.cues.items() if kind in _ANYWHERE)
        paused = _alternatives(form for form, kind in lexicon.cues.items() if kind in _AFTER_A_PAUSE)
        self._saying = re.compile(rf"\b(?:{anywhere})\b|(?<=[,”\"»] )(?:{paused})\b", re.IGNORECASE)

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return where words of saying stand, ascending."""
        return [match.span() for match in self._saying.finditer(text)]


def _alternatives(forms: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
