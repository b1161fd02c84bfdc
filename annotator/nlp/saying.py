"""Words of saying in a plain text, by the lexicon alone: quick enough for every article, and no spaCy needed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotator.nlp.quotes.lexicon import CueClass, Lexicon

_ANYWHERE = frozenset({CueClass.NYA, CueClass.ASSERTIVE})
_AFTER_A_PAUSE = frozenset({CueClass.ROOT, CueClass.PASSIVE})
"""Bare roots say only behind a comma or a closing mark: "…, kata Putin"."""
_BEFORE_A_CLAUSE = frozenset({CueClass.ASSERTIVE_CLAUSE, CueClass.ASSERTIVE_MARKED})
"""They may govern a mere noun phrase; what is said follows a mark or "bahwa": "menegaskan bahwa", "menambahkan, “"."""

_WORD = re.compile(r"\w+")


class SayingWords:
    """Implements `services.ports.SayingWords`."""

    def __init__(self, lexicon: Lexicon) -> None:
        anywhere = _alternatives(form for form, kind in lexicon.cues.items() if kind in _ANYWHERE)
        paused = _alternatives(form for form, kind in lexicon.cues.items() if kind in _AFTER_A_PAUSE)
        marked = _alternatives(form for form, kind in lexicon.cues.items() if kind in _BEFORE_A_CLAUSE)
        self._saying = re.compile(
            rf"\b(?:{anywhere})\b|(?<=[,”\"»] )(?:{paused})\b|\b(?:{marked})\b(?=[,:]| bahwa\b| [“\"«])", re.IGNORECASE
        )
        said = _ANYWHERE | _AFTER_A_PAUSE | _BEFORE_A_CLAUSE
        self._first = {_WORD.findall(form)[0] for form, kind in lexicon.cues.items() if kind in said}

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return where words of saying stand, ascending."""
        found: list[tuple[int, int]] = []
        last = 0
        for word in _WORD.finditer(text):  # a set of first words is four times as quick as all forms at every letter
            if word.start() < last or word[0].lower() not in self._first:
                continue
            if (match := self._saying.match(text, word.start())) is not None:
                found.append(match.span())
                last = match.end()
        return found


def _alternatives(forms: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
