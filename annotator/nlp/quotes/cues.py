"""Which words are cues of saying, and the guards that keep their homographs out."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.nlp.quotes.document import Document, Range
from annotator.nlp.quotes.lexicon import CueClass, Lexicon

BARE_CUES = frozenset({CueClass.ROOT, CueClass.ROOT_GUARDED, CueClass.NYA, CueClass.NYA_GUARDED})
"""Cues that follow a quote: "kata", "katanya"."""

_BEFORE_CUE = frozenset({"demikian", "begitu", "kembali", "lagi", "seperti"})
_AFTER_CUE = frozenset({"lagi", "pula", "lebih", "lanjut", "pun", "singkat", "kembali", "oleh", "sang", "si"})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at token `index`; `after` is the first token that may belong to its speaker."""

    index: int
    after: int
    is_clitic: bool


def cue_after_mark(document: Document, index: int, within: Range, lexicon: Lexicon) -> Cue | None:
    """Return the cue that follows a closing mark at token `index`: "…," kata X; "…", katanya; "…" demikian kata X."""
    if document.low(index, within) in {",", "-", "–", "—"}:
        index += 1
    if document.low(index, within) in _BEFORE_CUE:
        index += 1
    word = document.low(index, within)
    match lexicon.cues.get(word):
        case CueClass.ROOT | CueClass.ROOT_GUARDED:
            is_name = index + 1 < within.last and document.tokens[index + 1].is_capital
            if document.low(index + 1, within) in {"kunci", "sandi", "lain"} and not is_name:
                return None
            return Cue(index, _skip(document, index + 1, within), is_clitic=False)
        case CueClass.NYA | CueClass.NYA_GUARDED:
            return Cue(index, index + 1, is_clitic=True)
        case CueClass.PASSIVE:
            return Cue(index, _skip(document, index + 1, within), is_clitic=False)
        case CueClass.ASSERTIVE if word == "bilang":
            return Cue(index, _skip(document, index + 1, within), is_clitic=False)
        case _:
            if word.endswith("nya") and lexicon.cues.get(word[:-3]) in {CueClass.PASSIVE, CueClass.ROOT_GUARDED}:
                return Cue(index, index + 1, is_clitic=True)
            return None


def cue_in_text(document: Document, index: int, within: Range, lexicon: Lexicon) -> Cue | None:
    """Return the cue at token `index` of running text, right after a comma or at the sentence start.

    A bare root counts only before a capital, a role word or a pronoun; a root that is mostly another word never.
    """
    word = document.low(index, within)
    known = lexicon.cues.get(word)
    if known is CueClass.NYA:
        return Cue(index, index + 1, is_clitic=True)
    if known is not CueClass.ROOT:
        return None
    after = _skip(document, index + 1, within)
    if after >= within.last:
        return None
    token = document.tokens[after]
    if any(lexicon.has(kind, token.low) for kind in ("pronoun", "role", "human", "org_actor", "title")):
        return Cue(index, after, is_clitic=False)
    if token.is_capital and token.low not in lexicon.function_words:
        return Cue(index, after, is_clitic=False)
    return None


def is_open_quote_cue(document: Document, index: int, within: Range, lexicon: Lexicon) -> Cue | None:
    """Return the cue at `index` that ends a quote whose closing mark was forgotten (quote rules, case b)."""
    found = cue_in_text(document, index, within, lexicon)
    if found is None and lexicon.cues.get(document.low(index, within)) is CueClass.NYA_GUARDED:
        after = document.low(index + 1, within)
        return Cue(index, index + 1, is_clitic=True) if after in {"", ".", ","} else None
    return found


def _skip(document: Document, index: int, within: Range) -> int:
    while document.low(index, within) in _AFTER_CUE:
        index += 1
    return index
