"""The stretches that are not the journalist's text: dateline, byline, "Baca juga" lines, captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.nlp.quotes.lexicon import Lexicon


class ZoneKind(StrEnum):
    """The `kind` attribute of a ZONE."""

    DATELINE = "dateline"
    BYLINE = "byline"
    RELATED_LINK = "related_link"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone, within one paragraph."""

    start: int
    end: int
    kind: ZoneKind


_DASH = r"[ \u00a0]*(?:-{1,2}|\u2013|\u2014)(?:[ \u00a0]+|$)"
_SITE = r"[\w.-]+\.(?i:com|co\.id|co|id|net|org|tv|news)"
_DATELINE = re.compile(
    rf"""\s*(?P<head>
        (?:{_SITE}|KOMPAS|ANTARA|TEMPO|REPUBLIKA|VIVA|SUARA)\b[^\n.?!"“”]{{0,60}}?               # outlet, place
      | [A-Z][A-Z .,'/-]{{2,40}},[ ](?:{_SITE}|[A-Z][A-Za-z]+)[^\n.?!"“”]{{0,30}}?               # PLACE, outlet
      | [A-Z][\w' -]{{1,40}}?[ ]?\((?:ANTARA|[A-Z][\w. ]{{1,20}})\)                              # Place (outlet)
      | [A-Z]{{3,}}(?:[ ][A-Z]{{2,}}){{0,2}}                                                      # PLACE
      | [A-Z][a-z]+(?:[ ][A-Z][a-z]+)?(?:,[ ][A-Z][\w.]+(?:[ ][A-Z][\w.]+)?)?                    # Place, Outlet
    ){_DASH}""",
    re.VERBOSE,
)
_DATELINE_PARAGRAPHS = 4

_RELATED = re.compile(
    r"""\s*(?:[-•*►▶]\s*)?\(?\[?(?:
        baca\s+(?:juga|selengkapnya|berita|pula|artikel) | simak\s+(?:juga|video|berita|selengkapnya|artikel)
      | lihat\s+(?:juga|video|foto) | tonton\s+(?:juga|video) | saksikan\s+(?:juga|video|live)
      | (?:artikel|berita)\s+(?:terkait|lainnya|selengkapnya)\s*:? | pilihan\s+(?:editor|redaksi)\s*: | terkait\s*:
      | \[gambas | halaman\s+(?:selanjutnya|berikutnya) | selengkapnya\s*:
      | ikuti\s+(?:berita|kami|whatsapp|kanal|saluran)
      | dapatkan\s+(?:berita|update) | klik\s+(?:di\s*sini|link|tautan) | video\s+pilihan
      | scroll\s+to | advertisement\b
      | lanjutkan\s+membaca | bergabung\s+dengan\s+(?:grup|kanal) | cek\s+berita\s+(?:dan|lainnya)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_RELATED_INSIDE = re.compile(
    r"""\(\s*(?:baca|simak|lihat)\s+juga\s*:[^)\n]*\)
      | (?:(?<=[.?!"”)]\s)(?:baca|simak|lihat)\s+juga | (?-i:\b(?:Baca|Simak|Lihat)[ ]juga|\bBACA[ ]JUGA))\s*:\s*
        (?P<title>)""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"\w[\w'’.-]*")
_STOP = re.compile(r"[.?!…][\"”’)]*(?=\s|$)")
_SPOKEN = re.compile(r"[\"“”][^\"“”]{8,}?[,.?!][\"“”]")
_SENTENCE_CASE = 3
"""Words from the start: a title with a plain word among them is written like a sentence and ends like one."""
_LONGEST_OPENING = 6
_BYLINE = re.compile(
    r"""\s*(?:
        laporan\s+(?:wartawan|reporter|khusus|kontributor)\b.*
      | (?:penulis|editor|reporter|pewarta|penyunting|kontributor|redaktur|sumber|oleh)\s*:.*
      | (?:artikel|berita)\s+ini\s+(?:pertama\s+kali\s+|telah\s+|sudah\s+)*(?:terbit|tayang|diterbitkan|diadaptasi).*
      | diadaptasi\s+(?:oleh|dari)\b.* | disadur\s+oleh\b.* | copyright\s+©.* | ©.* | pewarta\s+.{1,40}
      | \([\w.@ /,&'-]{2,70}\) | \[[\w.@ /,&-]{2,40}\]
      | [a-z]{2,4}(?:/[a-z]{2,4})+(?:\s*\([\w ,./]{2,40}\))?
      | tribun[\w.-]*\s*/\s*[\w .]+ | \*{1,3}\s*\([\w .,/-]{2,60}\)
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_TAIL_BYLINE = re.compile(r"(?<=[.?!\"”])\s*(\((?:[\w.]{1,12}[/-][\w./ -]{1,40}|[a-z]{2,4}|\*)\))\s*$")
_CREDIT = r"foto|dok(?:umentasi)?|antara\s+foto|sumber|screenshot|istimewa|shutterstock|ist|photo|afp|reuters"
_CAPTION = re.compile(
    rf"""\s*(?:
        (?:foto|keterangan\s+foto|caption|infografis|grafis|ilustrasi|tangkapan\s+layar)\b\s*(?::|/|-|\().*
      | ilustrasi\b[^\n]{{0,80}}
      | .{{5,200}}\((?:{_CREDIT})\b[^()\n]{{0,60}}\)\.?
      | .{{5,200}}(?:/\s*ISTIMEWA|ANTARA\s+FOTO/[\w ./-]+)\)?
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_OPENS_TEXT = "\"“”‘'("
_SHORT = 240


def find_zones(text: str, paragraphs: Sequence[tuple[int, int]], lexicon: Lexicon) -> list[Zone]:
    """Return the zones of an article, ascending, never overlapping, white space at their ends left out.

    A dateline keeps the space after its dash: the journalist's text starts where it ends.
    """
    zones: list[Zone] = []
    seen_text = 0
    link_pending = False
    for number, (start, end) in enumerate(paragraphs):
        line = text[start : min(end, start + 4 * _SHORT)]
        is_short = end - start <= _SHORT
        if is_short and (link_pending or _RELATED.match(line)):
            link_pending = not link_pending and line.rstrip().endswith(":") and len(line.split()) <= 3
            zones.append(_trimmed(text, start, end, ZoneKind.RELATED_LINK))
            continue
        link_pending = False
        if is_short and _BYLINE.fullmatch(line):
            zones.append(_trimmed(text, start, end, ZoneKind.BYLINE))
            continue
        if (
            is_short
            and (seen_text == 0 or "(" in line or number == 0)
            and _CAPTION.fullmatch(line)
            and not _speaks(line)
        ):
            zones.append(_trimmed(text, start, end, ZoneKind.CAPTION))
            continue
        if seen_text == 0 and number < _DATELINE_PARAGRAPHS:
            dateline = _DATELINE.match(line)
            if dateline and (
                start + dateline.end() == end or line[dateline.end()].isalnum() or line[dateline.end()] in "\"“”‘'("
            ):
                from_ = start + dateline.start("head")
                to = start + dateline.end()
                zones.append(Zone(from_, to if to < end else start + len(line.rstrip()), ZoneKind.DATELINE))
                if to >= end:
                    continue
        seen_text += 1
        zones.extend(_inside(text, start, end, lexicon))
    return zones


def _speaks(line: str) -> bool:
    return line.lstrip()[:1] in '"“”'


def _inside(text: str, start: int, end: int, lexicon: Lexicon) -> list[Zone]:
    found: list[Zone] = []
    for match in _RELATED_INSIDE.finditer(text, start, end):
        if not found or found[-1].end <= match.start():
            to = match.end() if match["title"] is None else _title_end(text, match.end(), end, lexicon)
            found.append(_trimmed(text, match.start(), to, ZoneKind.RELATED_LINK))
    tail_from = max(start, end - 80)
    tail = _TAIL_BYLINE.search(text, tail_from, end)
    if tail and tail.start(1) > start and not (found and found[-1].end > tail.start(1)):
        found.append(Zone(tail.start(1), tail.end(1), ZoneKind.BYLINE))
    return found


def _title_end(text: str, start: int, end: int, lexicon: Lexicon) -> int:
    """Return where the title of a "Baca juga:" ends that no line break does: with its stop or its capitals.

    A title of capitals ends before the capital that a plain word follows, for there a sentence begins;
    what opens sentences ("Sementara itu, …") and the role before a name belong to it.
    """
    limit = min(end, start + _SHORT)
    stop = _STOP.search(text, start, limit)
    if stop is None and limit == end:
        return end
    limit = stop.end() if stop else limit
    spoken = _SPOKEN.search(text, start, min(end, limit + _SHORT))
    if spoken and start < spoken.start() < limit:
        return spoken.start()
    words = list(_WORD.finditer(text, start, limit))
    plain = next((n for n, word in enumerate(words) if word[0].islower() and not lexicon.has("title_word", word[0])), 0)
    if plain <= _SENTENCE_CASE:
        return limit
    first = plain - 1
    while lexicon.has("role", words[first - 1][0].lower()):
        first -= 1
    openers = range(max(plain - _LONGEST_OPENING, _SENTENCE_CASE), first)
    opens = (n for n in openers if words[n][0][0].isupper() and _may_open(words[n][0].lower(), lexicon))
    return words[next(opens, first)].start()


def _may_open(word: str, lexicon: Lexicon) -> bool:
    in_titles = lexicon.has("title_word", word) or lexicon.has("predicate", word)
    return word in lexicon.function_words and not in_titles


def _trimmed(text: str, start: int, end: int, kind: ZoneKind) -> Zone:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Zone(start, end, kind)
