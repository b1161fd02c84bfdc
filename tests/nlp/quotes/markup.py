"""Reads the inline markup of the quote cases, and writes what the analyser found in the same form.

`[Q:…]` is a quote, `[S:…]` a speaker, `[C:…]` a cue, `[CS:…]` a cue with its speaker in -nya, `[Z:…]` a zone. A tail
`|…` adds what matters: the type (`i` indirect, `m` mixed, none direct), `open` for a mark that never closes, `g1` for a
group, and after `=` who it resolves to.
"""

from __future__ import annotations

from pathlib import Path

from annotator.domain.spans import Relation, Span
from annotator.nlp.quotes import Lexicon, QuoteAnalyser

LEXICONS = Path(__file__).parents[3] / "resources" / "lexicons"
_LETTERS = {"QUOTE": "Q", "SPEAKER": "S", "CUE": "C", "ZONE": "Z"}


def analyser() -> QuoteAnalyser:
    """Return an analyser with the lexicon that ships."""
    return QuoteAnalyser(Lexicon.load(LEXICONS))


def plain(marked: str) -> str:
    """Return the text of a case without its markup."""
    out, depth, at = [], 0, 0
    while at < len(marked):
        if marked[at] == "[" and (colon := marked.find(":", at, at + 4)) > 0 and marked[at + 1 : colon].isupper():
            depth += 1
            at = colon + 1
        elif depth and marked[at] == "|":
            at = marked.index("]", at)
        elif depth and marked[at] == "]":
            depth -= 1
            at += 1
        else:
            out.append(marked[at])
            at += 1
    return "".join(out)


def marked(text: str, spans: list[Span], *, resolved: bool) -> str:
    """Return `text` with what was found marked in it; names only where `resolved`."""
    opens: dict[int, list[tuple[int, str]]] = {}
    closes: dict[int, list[str]] = {}
    extents = {(s.start, s.end) for s in spans if s.label == "SPEAKER" and s.attrs["kind"] == "clitic"}
    for span in spans:
        letter = _LETTERS[span.label]
        if span.label == "CUE" and span.extent in extents:
            continue
        if span.label == "SPEAKER" and span.extent in extents:
            letter = "CS"
        opens.setdefault(span.start, []).append((-span.end, f"[{letter}:"))
        closes.setdefault(span.end, []).insert(0, _tail(span, resolved=resolved) + "]")
    out = []
    for at, char in enumerate(text + "\0"):
        out.extend(closes.get(at, []))
        out.extend(opening for _, opening in sorted(opens.get(at, [])))
        out.append(char)
    return "".join(out)[:-1]


def _tail(span: Span, *, resolved: bool) -> str:
    tail = ""
    kind = span.attrs.get("type")
    if kind in {"indirect", "mixed"}:
        tail += "|" + str(kind)[0]
    if span.attrs.get("closed") is False:
        tail += "|open"
    if "group" in span.attrs:
        tail += f"|{span.attrs['group']}"
    if "via" in span.attrs:
        tail += f"|via {span.attrs['via']}"
    names = span.attrs.get("resolves_to")
    if resolved and isinstance(names, list):
        tail += "|=" + " & ".join(names)
    return tail


def links(text: str, spans: list[Span], relations: list[Relation], label: str) -> list[tuple[str, str]]:
    """Return the relations called `label` as pairs of the words at their ends."""
    words = {span.id: text[span.start : span.end] for span in spans}
    return [(words[r.head], words.get(r.child, r.child)) for r in relations if r.label == label]
