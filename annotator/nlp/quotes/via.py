"""The outlet a quote came through: "dikutip dari TASS", "dilansir AP" (quote rules, P11). Never the speaker."""

from __future__ import annotations

from annotator.nlp.quotes.document import SENTENCE_END, Document, Range
from annotator.nlp.quotes.lexicon import Lexicon

_LINKS = frozenset(
    {
        "dari",
        "oleh",
        "melalui",
        "laman",
        "situs",
        "kantor",
        "berita",
        "media",
        "lewat",
        "surat",
        "kabar",
        "akun",
        "channel",
        "kanal",
    }
)
_LIMIT = 60


def find_via(document: Document, index: int, within: Range, lexicon: Lexicon) -> str | None:
    """Return the outlet named after token `index` in the same sentence, or None."""
    for at in range(max(index, within.first), min(within.last, index + _LIMIT)):
        token = document.tokens[at]
        if token.text in SENTENCE_END and (at + 1 >= within.last or document.tokens[at + 1].start > token.end):
            return None
        if lexicon.has("via_verb", token.low) and not _tells_more(document, at, within, lexicon):
            return outlet_at(document, at + 1, within, lexicon)
    return None


def _tells_more(document: Document, index: int, within: Range, lexicon: Lexicon) -> bool:
    """True for "kasus yang dilaporkan Budi": part of what is said, and no outlet, unless an outlet follows."""
    before = document.low(index - 1, within)
    if before in {",", "(", "seperti", "sebagaimana", "sebagai"} or index == within.first:
        return False
    is_report = document.low(index, within) in {"dilaporkan", "diberitakan", "diwartakan"}
    return (before == "yang" or is_report) and not lexicon.has("outlet", document.low(index + 1, within))


def outlet_at(document: Document, index: int, within: Range, lexicon: Lexicon) -> str | None:
    """Return the capitalised name that starts at `index`, "dari" and the like skipped, or None."""
    while document.low(index, within) in _LINKS:
        index += 1
    last = index
    while last < within.last and document.tokens[last].is_capital and last - index < 5:
        token = document.tokens[last]
        if lexicon.has("day", token.low) or lexicon.has("month", token.low):
            break
        last += 1
    return document.slice(index, last) if last > index else None
