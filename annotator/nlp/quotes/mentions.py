"""Reads the phrase beside a cue: a name with its titles, a role, a pronoun, a body, or two people together.

Works without a name recogniser: capitals, the lexicon's role, place and title words, and what the article does with
a name elsewhere tell where a name starts. People found by a recogniser (`known`) win over that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from annotator.nlp.quotes.document import Document, Range, Token
from annotator.nlp.quotes.frames import Kind, Mention
from annotator.nlp.quotes.lexicon import ACTIVE_CLASSES, CueClass, Lexicon

_RUN_LIMIT = 25
_NP_LIMIT = 12
_ROLE_WORDS = 9
_FULL = 2
"""Words a full name has, at least."""
_PARTY = 2
"""Words of a party and of a name behind it, at least: "Fraksi NasDem" and "Ahmad Sahroni"."""
_SHORT_BRACKET = 3
"""Tokens of "(34)"."""
_SHORT_WORD = 6
_INITIALS = 3
_BODY_WORDS = 3
_COMMAS = 6
_REACH = 80
"""How far left of its verb a subject is sought, in tokens; it bounds every search back from there."""
_VERBS = ACTIVE_CLASSES | {CueClass.PASSIVE}
_DETERMINERS = frozenset({"itu", "tersebut", "ini"})
_PLURAL = frozenset(
    {
        "para",
        "sejumlah",
        "beberapa",
        "sebagian",
        "seluruh",
        "semua",
        "mayoritas",
        "masyarakat",
        "umat",
        "publik",
        "kalangan",
    }
)
_ROLE_LINKS = frozenset(
    {"bidang", "untuk", "urusan", "periode", "nonaktif", "asal", "dan", "&", "bagian", "sekaligus", "divisi"}
)


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of a recogniser, in tokens."""

    first: int
    last: int
    label: str


@dataclass(slots=True)
class Reader:
    """Reads mentions in one article. `heads` are single words seen as speakers elsewhere in it."""

    document: Document
    lexicon: Lexicon
    known: Sequence[Known] = ()
    heads: frozenset[str] = frozenset()
    _firsts: list[int] = field(default_factory=list)
    _bodies: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._firsts = [known.first for known in self.known]
        for body in self.known:
            if body.label in {"ORG", "LOC"}:
                starts = range(body.first, min(body.last, body.first + _RUN_LIMIT))
                self._bodies.update(
                    self.document.phrase(at, end)
                    for at in starts
                    for end in range(at + 1, min(body.last, at + _BODY_WORDS) + 1)
                )

    # What a token may be

    def _word(self, index: int) -> Token:
        return self.document.tokens[index]

    def is_name_like(self, index: int, within: Range) -> bool:
        """True for a capitalised word that is no function word: part of a name, a role or a body."""
        if not within.first <= index < within.last:
            return False
        token = self._word(index)
        if not token.is_capital or self.lexicon.has("day", token.low):
            return False
        if self.lexicon.cues.get(token.low) in _VERBS:
            return False
        if token.low not in self.lexicon.function_words:
            return not (self.lexicon.has("month", token.low) and self._beside_number(index, within))
        # "Kepala Dinas *Hari* Pamungkas": a capital behind a word, not behind a stop, is part of a name.
        has = self.lexicon.has
        return index > within.first and self._word(index - 1).is_capital and not has("pronoun", token.low)

    def _beside_number(self, index: int, within: Range) -> bool:
        return any(
            within.first <= at < within.last and self._word(at).text[0].isdigit() for at in (index - 1, index + 1)
        )

    def _is_outer_at(self, index: int, first: int) -> bool:
        """True for what stands around the name in a run from `first` on; "I Made", "Yusuf *Hakim*" are names."""
        token = self._word(index)
        if index + 1 < len(self.document.tokens):
            after = self._word(index + 1)
            if token.text in {"I", "Ni"}:
                return not self.lexicon.has("balinese", after.low)
            if self.lexicon.has("nickname", token.low) and after.is_capital and not self._is_outer(after):
                return False
        if index > first and self.lexicon.has("name_word", token.low) and not self._is_outer(self._word(index - 1)):
            return False
        return self._is_outer(token)

    def _is_outer(self, token: Token) -> bool:
        """True for what stands around a name and not in it: role, body, place, title, acronym, number."""
        has, low = self.lexicon.has, token.low
        if has("role", low) or has("org_word", low) or has("place", low) or has("domain", low) or has("title", low):
            return True
        if token.text[0].isdigit() or not token.is_word:
            return True
        is_acronym = token.text.isupper() and len(token.text) > 1 and "." not in token.text
        return is_acronym and low not in self.lexicon.aliases and low not in self.heads

    # Runs of capitals

    def run(self, index: int, within: Range) -> int:
        """Return the end of the run of capitals, numbers and bracketed short forms that starts at `index`."""
        has, at = self.lexicon.has, index
        role_first = index < within.last and has("role", self._word(index).low)
        limit = min(within.last, index + _RUN_LIMIT)
        while at < limit:
            token = self._word(at)
            follows = self.is_name_like(at + 1, within)
            if (
                self.is_name_like(at, within)
                or (at > index and token.text[0].isdigit() and follows)
                or (at > index and (has("name_particle", token.low) or token.low in {"dr", "drg", "drh"}) and follows)
                or (at > index and role_first and has("body_link", token.low) and follows)
                or (at > index and token.text in "/-&'’" and follows and token.start == self._word(at - 1).end)
                or (at > index and role_first and token.low in _ROLE_LINKS and follows and self._is_link(at))
            ):
                at += 1
            elif (
                at > index
                and token.text == "("
                and (close := self._bracket(at, limit))
                and (self.is_name_like(close, within))
            ):
                at = close
            elif at > index and role_first and token.text == "," and (to := self._listed_body(at, limit)):
                at = to
            else:
                break
        return at

    def _is_link(self, index: int) -> bool:
        """True where the "dan" at `index` joins the words of a body, and not two people."""
        after = self._word(index + 1)
        return self._is_outer(self._word(index - 1)) and not self.lexicon.has("role", after.low)

    def _bracket(self, index: int, limit: int) -> int:
        """Return the token after a bracket of at most three words, or 0."""
        for at in range(index + 1, min(index + 5, limit)):
            if self._word(at).text == ")":
                return at + 1
        return 0

    def _listed_body(self, index: int, limit: int) -> int:
        """Return where "…, Klimatologi, dan Geofisika" ends, or 0: a comma inside the name of a body."""
        at = index
        while at + 1 < limit and self._word(at).text == ",":
            at += 1
            if self._word(at).low == "dan":
                return at + 2 if at + 1 < limit and self._word(at + 1).is_capital else 0
            words = 0
            while (
                at < limit
                and self._word(at).is_capital
                and (words == 0 or self.lexicon.has("domain", self._word(at).low))
            ):
                at, words = at + 1, words + 1
            if not words:
                return 0
            if at + 1 < limit and self._word(at).low == "dan" and self._word(at + 1).is_capital:
                return at + 2 if self._is_outer(self._word(at - 1)) else 0
        return 0

    def split(self, first: int, last: int) -> tuple[int, int]:
        """Return the tokens of the person's name within the run `[first, last)`; empty where there is none."""
        person = self._believed(first, last)
        # A recogniser's person that leaves a name over behind it ("Apollo 17 Harrison Schmitt") is not believed.
        if person is not None and all(self._is_outer(self._word(at)) for at in range(person[1], last)):
            return person
        while last > first and not self._word(last - 1).is_word:
            last -= 1
        if self._is_body(first, last):
            return last, last
        start = first
        for at in range(first, last):
            if (
                self._is_outer_at(at, start)
                or self._word(at).low in _ROLE_LINKS
                or (at > first and at + 1 < last and self._names_a_place(first, at - 1))
                or (at > first and at + 1 == last and self._names_a_place(first, at - 1) and at == start)
            ):
                start = at + 1
        if start == last and last - first >= 2 and not self._is_outer(self._word(last - 2)):
            # "Sumit Duta": the last word is a role word elsewhere, here it follows a name.
            start = last - 2 if self.lexicon.has("role", self._word(last - 1).low) else start
        if start == last and last - first == 1 and self._word(first).low in self.heads:
            token = self._word(first)
            if not any(self.lexicon.has(c, token.low) for c in ("role", "org_word", "place", "title", "domain")):
                start = first
        if last - start > _FULL and start > first and self._in_small_place(start):
            start += 1
        for at in range(start + 1, last - 1):
            if self._word(at).low in self.heads:
                start = at
                break
        return start, last

    def _believed(self, first: int, last: int) -> tuple[int, int] | None:
        """Return a recogniser's person within the run, without the end of the role that it took for a first name."""
        person = self._person_in(first, last)
        if person is None or any(self._word(at).low in _ROLE_LINKS for at in range(*person)):
            return None
        start, stop = self.bare(*person)
        if start < stop and start > first and self._leads_name(start - 1, first):
            start -= 1
        return (start, stop) if start < stop else None

    def _leads_name(self, index: int, first: int) -> bool:
        """True for the "Ace" of "Golkar Tb *Ace* Hasan", who is called so elsewhere: the name starts there."""
        token = self._word(index)
        if token.low not in self.heads or token.text.isupper() or self._is_outer(token):
            return False
        before = self._word(index - 1)
        return index == first or self._is_outer(before) or self.lexicon.has("nickname", before.low)

    def bare(self, first: int, last: int) -> tuple[int, int]:
        """Return a recogniser's person without the end of a role or body that it took for the first names."""
        has = self.lexicon.has
        while first < last and self.lexicon.cues.get(self._word(first).low) in _VERBS:
            first += 1
        if last - first == _FULL and has("nickname", self._word(first).low):
            return first, last
        if last - first == 1:
            low = self._word(first).low
            is_body = has("org_word", low) or (self._is_acronym_before(first, last) and not self._in_capitals(first))
            return (last, last) if is_body and low not in self.heads else (first, last)
        if last - first > _FULL and self._in_small_place(first):
            return first + 1, last
        if all(has("domain", self._word(at).low) for at in (first, last - 1)):
            return last, last
        for at in range(last - 2, first - 1, -1):
            low = self._word(at).low
            rest = last - at - 1
            is_inner = has("name_word", low) or low in self.heads
            leads = at == first or self._is_outer(self._word(at - 1))
            if not is_inner and ((has("title", low) and leads) or has("role", low)):
                return at + 1, last
            if rest >= _FULL and self._is_acronym_before(at, last):
                return at + 1, last
            if rest >= _FULL and not is_inner and (has("org_word", low) or has("domain", low) or has("place", low)):
                return at + 1, last
        return self._behind_body(first, last), last

    def _behind_body(self, first: int, last: int) -> int:
        """Return where the name starts that the article calls by one word, behind a body it names elsewhere.

        "Direktur Keuangan Garuda Angkasa *Prasetio Wibowo*", where "kata Prasetio" and "PT Garuda Angkasa" stand too.
        """
        for at in range(first + 1, last):
            is_called = self._word(at).low in self.heads and self._word(first).low not in self.heads
            if is_called and self._names_body(first, at):
                return at
        return first

    def _names_body(self, first: int, last: int) -> bool:
        """True where the words `[first, last)` are part of a body's or place's name elsewhere in the article."""
        return self.document.phrase(first, last) in self._bodies

    def _is_body(self, first: int, last: int) -> bool:
        """True for "Universitas Halu Oleo": a body word leads and neither role nor title follows it."""
        has = self.lexicon.has
        lead = self._word(first)
        leads = has("org_word", lead.low) or has("geo", lead.low)
        if lead.text.isupper() and len(lead.text) > _FULL and last - first > _FULL:
            # "prakirawan BMKG *Andre Jersey*": behind a short form nothing but a name is left.
            leads = leads and any(self._is_outer(self._word(at)) for at in range(first + 1, last))
        return (
            leads
            and last - first <= 4
            and not any(
                has("role", self._word(at).low) or has("title", self._word(at).low) or self._word(at).low in self.heads
                for at in range(first, last)
            )
        )

    def _names_a_place(self, first: int, index: int) -> bool:
        """True where the word after token `index` names a place or a school: "Kabupaten *Bungo*"."""
        if not self.lexicon.has("geo", self._word(index).low):
            return False
        return index == first or self._word(index - 1).low not in {"wali", "kepala"}

    def _person_in(self, first: int, last: int) -> tuple[int, int] | None:
        found = None
        for at in range(bisect_left(self._firsts, first - 3), len(self.known)):
            known = self.known[at]
            if known.first >= last:
                break
            if known.label == "PER" and known.last > first:
                found = max(known.first, first), min(known.last, last)
        return found

    def is_sure(self, mention: Mention) -> bool:
        """True for a person's name of two words up, one with a role, and one that is known or speaks elsewhere."""
        first = self.document.token_at(mention.start)
        if " " in mention.text or mention.role or mention.text.lower() in self.heads:
            return True
        return self._person_in(first, first + 1) is not None

    # Building mentions

    def _mention(self, first: int, last: int, phrase: Range, kind: Kind, role: Sequence[str] = ()) -> Mention:
        start, end = self._word(first).start, self._word(last - 1).end
        return Mention(start, end, self.document.text[start:end], kind, phrase.first, phrase.last, tuple(role))

    def _words(self, first: int, last: int) -> list[str]:
        return [self._word(i).low for i in range(first, last) if self._word(i).is_word]

    def _from_run(self, phrase_first: int, first: int, last: int) -> Mention:
        """Make a mention of the run of capitals `[first, last)`; `phrase_first` starts the role words before it."""
        phrase = Range(phrase_first, last)
        start, end = self.split(first, last)
        is_body = phrase_first < first and (self._is_acronym(start, end) or self._is_plural(phrase_first, start, end))
        if start < end and not is_body:
            return self._mention(start, end, phrase, Kind.NAME, self._words(phrase_first, start))
        words = self._words(phrase_first, last)
        has = self.lexicon.has
        is_role = any(has("role", word) for word in words[:3]) and not has("org_word", words[0])
        kind = Kind.ROLE if is_role else Kind.ORGANISATION
        return self._mention(phrase_first, last, phrase, kind, words)

    def _is_acronym(self, first: int, last: int) -> bool:
        """True for the body in "para pejabat *MDC*"; SBY and the like are people."""
        token = self._word(first)
        is_short = last - first == 1 and len(token.text) > 1 and token.text.isupper() and token.text.isalpha()
        return is_short and token.low not in self.lexicon.aliases and self._person_in(first, last) is None

    def _is_plural(self, phrase_first: int, first: int, last: int) -> bool:
        """True for "para pengamat *Abkhaz*", "sejumlah anggota *Dewan*": one word behind many people names none."""
        return last - first == 1 and self._word(phrase_first).low in _PLURAL

    def _is_acronym_before(self, index: int, last: int) -> bool:
        """True for the body in "LPDB-KUMKM Supriadi Hasan"; a line in capitals has none."""
        text = self._word(index).text
        is_long = len(text) > _INITIALS and text.isupper() and text.lower() not in self.lexicon.aliases
        return is_long and (last - index == 1 or not self._word(last - 1).text.isupper())

    def _in_capitals(self, index: int) -> bool:
        """True where the words beside `index` are in capitals too: a headline."""
        beside = [*self.document.tokens[max(index - 1, 0) : index], *self.document.tokens[index + 1 : index + 2]]
        return any(token.text.isupper() for token in beside if token.is_word)

    def _in_small_place(self, first: int) -> bool:
        """True for "Camat *Pamijahan* Robi Hidayat": the word is the place of the role before it."""
        is_local = first > 0 and self.lexicon.has("local_role", self._word(first - 1).low)
        return is_local and self._word(first).low not in self.heads

    # To the right of the cue

    def after(self, index: int, within: Range) -> Mention | None:
        """Return the mention that starts at token `index`: "kata *Ketua KPK Budi Santoso*", "ujar *dia*"."""
        if index >= within.last:
            return None
        has, token = self.lexicon.has, self._word(index)
        if has("pronoun", token.low):
            return self._mention(index, index + 1, Range(index, index + 1), Kind.PRONOUN)
        role_end = self._determined_role(index, within)
        at = index
        if not self.is_name_like(index, within):
            if has("title", token.low) and (named := self._titled(index, within)):
                return named
            knows = has("role", token.low) or has("human", token.low) or has("org_actor", token.low)
            if not knows and not self._leads_to_name(index, within):
                end = self.pointed(index, within)
                return self.common(index, end) if end else None
            at = self._lower_role(index, within)
        end = self.run(at, within)
        if end > at and (further := self._after_mixed_role(at, end, within)):
            at, end = further, self.run(further, within)
        if end > at > index and has("org_actor", token.low) and not self._is_human(token.low):
            return self._mention(index, end, Range(index, end), Kind.ORGANISATION, self._words(index, end))
        if end > at:
            mention = self._from_run(index, at, end)
            if mention.kind is Kind.NAME and (role_end == 0 or at == index):
                return self._renamed(mention, within) or self._with_partner(mention, within)
            if role_end:
                return self._role(index, role_end)
            if mention.kind is Kind.NAME:
                return self._with_partner(mention, within)
            if person := self._from_party(index, end, within):
                return person
        elif role_end:
            return self._role(index, role_end)
        else:
            mention = self._role(index, at)
        if token.low in _PLURAL:
            return mention
        at = max(end, at)
        named = self._named_after(index, at, within) or self._from_place(index, at, within)
        return named or mention

    def _renamed(self, mention: Mention, within: Range) -> Mention | None:
        """Return the person in "Direktur Keuangan Medco, *Cyril Noerhadi* di …", where the first name is a body's."""
        at = mention.last
        if not mention.role or self._person_in(mention.last - 1, mention.last) is not None:
            return None
        if self.document.low(at, within) == "dari":
            person = self._from_party(mention.first, at, within)
            return person if person is not None and " " in person.text else None
        if " " in mention.text and not self.known:
            return None
        if self.document.low(at, within) == "(":
            at = self._bracket(at, within.last) or at
        found = self._named_after(mention.first, at, within)
        if found is None or " " not in found.text:
            return None
        low = self.document.low(found.last, within)
        return found if low in {"", ".", ",", "("} or self.lexicon.has("setting", low) else None

    def _titled(self, index: int, within: Range) -> Mention | None:
        """Return the person in "dr. *Tirta*", whose title is written small."""
        at = index + 1 + (self.document.low(index + 1, within) == ".")
        if not self.is_name_like(at, within):
            return None
        end = self.run(at, within)
        mention = self._from_run(at, at, end)
        return replace(mention, first=index) if mention.kind is Kind.NAME else None

    def _from_party(self, first: int, index: int, within: Range) -> Mention | None:
        """Return the person in "Ketua Komisi III dari Fraksi NasDem *Ahmad Sahroni*", whose role goes on at `index`."""
        at = index
        while self.document.low(at, within) in {"dari", "dan"} or self.document.low(at, within).startswith("ke-"):
            at += 1
        if at == index or not self.is_name_like(at, within):
            return None
        end = self.run(at, within)
        start, stop = self.split(at, end)
        if start == stop:
            start = next((i for i in range(at, end) if not self._is_outer(self._word(i))), end)
            if start - at < _PARTY or end - start < _PARTY:
                return None
        return self._mention(start, stop, Range(first, end), Kind.NAME, self._words(first, start))

    def _from_place(self, first: int, index: int, within: Range) -> Mention | None:
        """Return the name in "pengamat dari Universitas X, *Rochadi Tawaf*, …", "Kepala Urusan di Desa X *Doni A*"."""
        if self.document.low(index, within) not in {"dari", "di", "pada"} or not self.is_name_like(index + 1, within):
            return None
        end = self.run(index + 1, within)
        if self.document.low(index, within) == "dari" and (named := self._named_after(first, end, within)):
            return named if " " in named.text else None
        start, stop = self.split(index + 1, end)
        is_full = stop - start >= _FULL and start > index + 1
        return self._mention(start, stop, Range(first, end), Kind.NAME, self._words(first, start)) if is_full else None

    def _after_mixed_role(self, first: int, end: int, within: Range) -> int:
        """Return where the name starts in "Ketua panitia *Rudi*", whose role goes on in lower case, or 0."""
        if end >= within.last or not all(self.lexicon.has("role", self._word(at).low) for at in range(first, end)):
            return 0
        token = self._word(end)
        if not token.text[0].islower() or self._stops_role(token):
            return 0
        at = self._lower_role(end - 1, within)
        return at if self.is_name_like(at, within) else 0

    def opening(self, index: int, within: Range) -> Mention | None:
        """Return "Pihak militer", "Perusahaan farmasi PT X": a common noun in the capital of its sentence."""
        low = self.document.low(index, within)
        knows = any(self.lexicon.has(kind, low) for kind in ("human", "org_actor", "org_word"))
        if not knows or not self.document.low(index + 1, within)[:1].isalpha() or self._word(index + 1).is_capital:
            return None
        end = self._lower_role(index, within)
        return self.common(index, self.run(end, within)) if end > index + 1 else None

    def pointed(self, index: int, within: Range) -> int:
        """Return the end of "peraih nobel perdamaian itu" at `index`, any noun that is pointed at, or 0."""
        for at in range(index, min(within.last, index + _ROLE_WORDS)):
            token = self._word(at)
            if token.low in _DETERMINERS and at > index:
                return at + 1
            if not token.is_word or self._stops_role(token) or self.lexicon.has("not_verb", token.low):
                return 0
        return 0

    def common(self, first: int, last: int) -> Mention:
        """Return the mention of people or a body by a common noun in the tokens `[first, last)`."""
        words = self._words(first, last)
        kind = Kind.ORGANISATION if self.lexicon.has("org_word", words[0]) else Kind.ROLE
        return self._mention(first, last, Range(first, last), kind, words)

    def _role(self, first: int, last: int) -> Mention:
        words = self._words(first, last)
        is_body = not any(self.lexicon.has("human", w) or self.lexicon.has("role", w) for w in words)
        kind = Kind.ORGANISATION if is_body else Kind.ROLE
        return self._mention(first, last, Range(first, last), kind, words)

    def _lower_role(self, index: int, within: Range) -> int:
        """Return the end of the lower-case role phrase that starts at `index`."""
        at = index + 1
        while at < within.last and at - index < _ROLE_WORDS:
            token = self._word(at)
            if not token.text[0].isalpha() or token.is_capital:
                break
            if self._stops_role(token) and not (token.low == "dan" and self._goes_on(at + 1, within)):
                break
            at += 1
        return at

    def _goes_on(self, index: int, within: Range) -> bool:
        """True where a role goes on behind "dan": with "Chief Executive", or plain words that lead to a name."""
        is_second = self.is_name_like(index, within) and self.lexicon.has("role", self._word(index).low)
        return is_second or self._leads_to_name(index, within)

    def _leads_to_name(self, index: int, within: Range) -> bool:
        """True where a few plain words and then a capital follow: "dan *hubungan masyarakat BI*"."""
        for at in range(index, min(index + 4, within.last)):
            if self.is_name_like(at, within):
                return at > index
            if not self._word(at).text[0].islower() or self._stops_role(self._word(at)):
                return False
        return False

    def _stops_role(self, token: Token) -> bool:
        has, low = self.lexicon.has, token.low
        if has("role", low) or has("human", low) or low == "asal":
            return False
        return (
            has("setting", low)
            or low in self.lexicon.function_words
            or low in self.lexicon.cues
            or (low in {"bernama", "berinisial", "yang", "dan", "serta"})
        )

    def _determined_role(self, index: int, within: Range) -> int:
        """Return the end of a role phrase closed by "itu" or "tersebut" that starts at `index`, or 0."""
        has, token = self.lexicon.has, self._word(index)
        if not any(has(kind, token.low) for kind in ("role", "human", "org_actor")):
            return 0
        for at in range(index + 1, min(within.last, index + _NP_LIMIT)):
            token = self._word(at)
            if token.low in _DETERMINERS - {"ini"}:
                return at + 1
            if token.low == "ini" and self.document.low(at + 1, within) in {"", ".", ","}:
                return at + 1
            if token.text == "," and not self.is_name_like(at + 1, within):
                return 0
            if not (token.is_word or token.text in ",()/") or token.low in self.lexicon.cues:
                return 0
            if token.low in {
                "saat",
                "usai",
                "seusai",
                "ketika",
                "kepada",
                "melalui",
                "lewat",
                "setelah",
                "dalam",
                "pada",
            }:
                return 0
            if token.text == "," and self._named_after(index, at, within):
                return 0
            if has("day", token.low) or has("month", token.low):
                return 0
        return 0

    def _named_after(self, first: int, index: int, within: Range) -> Mention | None:
        """Return the name that a role announces: "Ketua Bawaslu, *Riswan*"; "warga bernama *Budi*"."""
        if index + 1 >= within.last or self._word(index).low not in {",", "bernama", "berinisial"}:
            return None
        at = index + 1
        if not self.is_name_like(at, within) or self._is_time(self._word(at)):
            return None
        end = self.run(at, within)
        start, stop = self.split(at, end)
        if start == stop:
            return None
        return self._mention(start, stop, Range(first, end), Kind.NAME, self._words(first, start))

    def _is_time(self, token: Token) -> bool:
        return self.lexicon.has("day", token.low) or self.lexicon.has("month", token.low)

    def _with_partner(self, mention: Mention, within: Range) -> Mention:
        """Widen a name to "Budi dan Siti" where a second name follows and no verb of its own does."""
        at = mention.last
        if self.document.low(at, within) not in {"dan", "serta"} or not self.is_name_like(at + 1, within):
            return mention
        end = self.run(at + 1, within)
        start, stop = self.split(at + 1, end)
        if start == stop or self._is_joined_body(at + 1, start):
            return mention
        text = self.document.text
        second = text[self._word(start).start : self._word(stop - 1).end]
        return Mention(
            mention.start,
            self._word(stop - 1).end,
            text[mention.start : self._word(stop - 1).end],
            Kind.COMPOUND,
            mention.first,
            stop,
            mention.role,
            ((mention.start, mention.text), (self._word(start).start, second)),
        )

    def _is_joined_body(self, first: int, name: int) -> bool:
        """True where "dan *Manajemen Pelanggan PLN* Bob" goes on with a body and no second person starts."""
        if first == name:
            return False
        low = self._word(first).low
        return not (self._is_human(low) or self.lexicon.has("title", low))

    # To the left of the cue

    def before(self, index: int, within: Range) -> Mention | None:
        """Return the subject that ends before token `index`: "*Putin* mengatakan", "*Adhi*, ketua, menambahkan"."""
        return self._before(index, Range(max(within.first, index - _REACH), within.last))

    def _before(self, index: int, within: Range) -> Mention | None:
        at = index - 1
        if at < within.first:
            return None
        token = self._word(at)
        has = self.lexicon.has
        if has("pronoun", token.low):
            return self._mention(at, at + 1, Range(at, at + 1), Kind.PRONOUN)
        if token.text == ")":
            opened = next(
                (i for i in range(at - 1, max(within.first, at - 8) - 1, -1) if self._word(i).text == "("), -1
            )
            return self._before(opened, within) if opened > within.first else None
        if token.text == ",":
            return self._over_commas(at, within)
        if token.text == "." and at - 1 > within.first and has("abbreviation", self._word(at - 1).low):
            return self._before(at, within)
        if token.low in _DETERMINERS and (determined := self._determined_before(at, within)):
            return self._described(determined.first, within) or determined
        if self.is_name_like(at, within) or (token.text[0].isdigit() and self.is_name_like(at - 1, within)):
            return self._run_before(at + 1, within)
        if token.text[0].isalpha() and token.text[0].islower():
            common = self._lower_before(at + 1, within)
            return common and (self._described(common.first, within) or common)
        return None

    def _run_before(self, end: int, within: Range) -> Mention | None:
        first = end
        floor = max(within.first, end - _RUN_LIMIT)
        # The run is read forward from every earlier start, so that both directions agree on what a run is.
        start = end - 1
        while start >= floor:
            token = self._word(start)
            is_joint = (
                token.low in _ROLE_LINKS or self.lexicon.has("name_particle", token.low) or token.text in "()/,&-'’"
            )
            if self.is_name_like(start, within):
                if self.run(start, within) >= end:
                    first = start
                elif first - start > 6:
                    break
            elif not (is_joint or token.text[0].isdigit() or self._in_bracket(start, floor)):
                break
            start -= 1
        if first == end:
            return None
        if body := self._mixed_body(first, end, within):
            return body
        phrase_first = self._lower_role_before(first, within)
        mention = self._from_run(phrase_first, first, end)
        if mention.kind is not Kind.NAME:
            return self._described(phrase_first, within) or self._whole_body(mention, within)
        if phrase_first < first and self._is_object(first, end, mention):
            return self._role(phrase_first, end)
        return self._compound_before(mention, within)

    def _whole_body(self, mention: Mention, within: Range) -> Mention:
        """Return a body in full where a recogniser knows more: "*Badan Meteorologi, Klimatologi, dan* Geofisika"."""
        at = bisect_left(self._firsts, mention.first + 1) - 1
        if at < 0 or mention.kind is not Kind.ORGANISATION:
            return mention
        body = self.known[at]
        is_more = within.first <= body.first < mention.first < body.last and body.label == "ORG"
        if not is_more:
            return mention
        words = self._words(body.first, mention.last)
        return self._mention(body.first, mention.last, Range(body.first, mention.last), Kind.ORGANISATION, words)

    def _mixed_body(self, first: int, end: int, within: Range) -> Mention | None:
        """Return "Kementerian *pertahanan* Finlandia", whose name goes on in lower case before the run."""
        for at in range(first - 1, max(within.first, first - 4) - 1, -1):
            token = self._word(at)
            if token.is_capital and self.lexicon.has("org_word", token.low) and at < first - 1:
                return self._mention(at, end, Range(at, end), Kind.ORGANISATION, self._words(at, end))
            if not token.text[0].islower() or self._stops_role(token) or self._is_human(token.low):
                return None
        return None

    def _is_human(self, low: str) -> bool:
        return self.lexicon.has("role", low) or self.lexicon.has("human", low)

    def _described(self, index: int, within: Range) -> Mention | None:
        """Return the person in "*Gembong* yang juga Ketua Fraksi X", whose description starts at `index`."""
        at = index - 1
        while self.document.low(at, within) in {
            "juga",
            "merupakan",
            "adalah",
            "menjabat",
            "sebagai",
            "kini",
            "saat",
            "ini",
        }:
            at -= 1
        if at == index - 1 or self.document.low(at, within) != "yang":
            return None
        return self._before(at, within)

    def _in_bracket(self, index: int, floor: int) -> bool:
        return any(self._word(i).text == "(" for i in range(max(index - 3, floor), index))

    def _is_object(self, first: int, end: int, mention: Mention) -> bool:
        """True for "dokter penerbangan *Apollo*": one unknown word after a plain noun is no person's name."""
        if end - first != 1 or mention.text.lower() in self.heads or self._person_in(first, end) is not None:
            return False
        before = self._word(first - 1).low
        return not (self.lexicon.has("role", before) or self.lexicon.has("human", before))

    def _lower_role_before(self, index: int, within: Range) -> int:
        """Return where the lower-case role phrase starts that ends before token `index`, or `index`."""
        first = index
        at = index - 1
        while at >= within.first and index - at < 6:
            token = self._word(at)
            if not token.text[0].isalnum() or (token.is_capital and at > within.first):
                break
            if (
                self.lexicon.has("role", token.low)
                or self.lexicon.has("human", token.low)
                or (self.lexicon.has("quantifier", token.low) and first == at + 1)
            ):
                first = at
            elif token.low in self.lexicon.function_words or token.low in self.lexicon.cues:
                break
            at -= 1
        return first

    def _compound_before(self, mention: Mention, within: Range) -> Mention:
        at = mention.first - 1
        if mention.kind is not Kind.NAME or self.document.low(at, within) not in {"dan", "serta", "maupun"}:
            return mention
        if not self.is_name_like(at - 1, within):
            return mention
        other = self._run_before(at, within)
        if other is None or other.kind is not Kind.NAME:
            return mention
        name_first = self.document.token_at(mention.start)
        if self.document.low(at, within) != "maupun" and self._is_joined_body(mention.first, name_first):
            return replace(mention, first=other.first, role=other.role + mention.role)
        text = self.document.text[other.start : mention.end]
        parts = ((other.start, other.text), (mention.start, mention.text))
        return Mention(other.start, mention.end, text, Kind.COMPOUND, other.first, mention.last, other.role, parts)

    def _over_commas(self, comma: int, within: Range) -> Mention | None:
        """Return the name before an apposition or a date: "X, ketua Y, menambahkan"; "X, Senin (4/5), menekankan"."""
        end = comma
        for _ in range(_COMMAS):
            at = end - 1
            depth = 0
            while at >= within.first and end - at < 40 and (depth or self._word(at).text != ","):
                depth += {")": 1, "(": -1}.get(self._word(at).text, 0)
                at -= 1
            mention = self._chunk(at + 1, end, within)
            if end == comma and mention is not None and mention.kind is Kind.NAME and mention.first == at + 1:
                # "Instruktur meditasi, *Bagia Arif*, menyampaikan": the name itself stands between the commas.
                stop = self._before_age(end)
                bare = next((i for i in range(at + 1, stop - 1) if not self._is_title(i)), stop - 1)
                pure = self._word(bare).start == mention.start and self._word(stop - 1).end == mention.end
                is_full = stop - mention.first > 1 or stop < end or mention.text.lower() in self.heads
                if at < within.first and self.is_sure(mention):
                    return mention
                if at >= within.first and pure and (is_full or not self._opens_with_name(at, within)):
                    return mention
            is_about = mention is not None and end < comma and self._word(at + 1).text[0].islower()
            is_body = mention is not None and mention.kind is Kind.ORGANISATION
            if is_about and at >= within.first and (is_body or self._opens_with_name(at, within)):
                mention = None  # "Kim Yo Jong, *adik pemimpin Kim Jong Un*, Jumat, memperingatkan"
            if end < comma and mention is not None:
                apposition = self._words(end + 1, comma)
                is_role = bool(apposition) and self.lexicon.has("role", apposition[0])
                return replace(mention, role=mention.role + tuple(apposition)) if is_role else mention
            if at < within.first or self._word(at).text != ",":
                return None
            end = at
        return None

    def _before_age(self, index: int) -> int:
        """Return the token that "(34)" or "(KH)" before `index` starts with, else `index`."""
        is_short = index >= _SHORT_BRACKET and self._word(index - 1).text == ")"
        return index - _SHORT_BRACKET if is_short and self._word(index - _SHORT_BRACKET).text == "(" else index

    def _is_title(self, index: int) -> bool:
        return self.lexicon.has("title", self._word(index).low) or self._word(index).text == "."

    def _opens_with_name(self, comma: int, within: Range) -> bool:
        """True where the stretch before `comma` is a name of its own, so that what follows it is an apposition."""
        at = comma - 1
        while at >= within.first and comma - at < 40 and self._word(at).text != ",":
            at -= 1
        if self.lexicon.has("relation", self._word(at + 1).low):
            return False
        mention = self._chunk(at + 1, comma, within)
        return mention is not None and mention.kind is Kind.NAME

    def _chunk(self, first: int, last: int, within: Range) -> Mention | None:
        """Return the name that makes up the whole of a stretch between commas, a closing "di Jakarta" allowed."""
        for at in range(first + 1, last):
            if self.lexicon.has("setting", self._word(at).low) and not self._word(at).is_capital:
                last = at
                break
        if first >= last:
            return None
        if self.lexicon.has("pronoun", self._word(first).low) and last - first == 1:
            return self._mention(first, last, Range(first, last), Kind.PRONOUN)
        for start in range(first, min(first + 5, last)):
            if self.is_name_like(start, within):
                end = self.run(start, within)
                closing = end + 1 < last and self._word(end).text == "(" and self._word(last - 1).text == ")"
                if end != last and not closing:
                    return None
                lower = [self._word(i).low for i in range(first, start)]
                names_role = any(self.lexicon.has("role", low) or self.lexicon.has("human", low) for low in lower)
                if not names_role and not all(low in self.lexicon.function_words for low in lower):
                    return None
                if self._is_time(self._word(start)):
                    return None
                mention = self._from_run(start, start, end)
                if all(self.lexicon.has("place", word) for word in self._words(start, end)):
                    return None
                return mention if mention.kind in {Kind.NAME, Kind.ORGANISATION} else None
        return None

    def _acts(self, token: Token) -> bool:
        """True for "diharapkan", "menunggu": a verb ends the phrase that a role starts."""
        is_long = len(token.low) > _SHORT_WORD and token.low.startswith(("di", "me"))
        return is_long and not token.is_capital and not self.lexicon.has("not_verb", token.low)

    def _determined_before(self, index: int, within: Range) -> Mention | None:
        """Return the role phrase that "itu" at `index` closes: "*Presiden Rusia itu* mengecam"."""
        first = -1
        for at in range(index - 1, max(within.first, index - _NP_LIMIT) - 1, -1):
            token = self._word(at)
            if not (token.is_word or token.text in "()/,") or token.low in self.lexicon.cues:
                break
            if token.text == "," and (first == at + 1 or not self.is_name_like(at + 1, within)):
                break
            if (
                self.lexicon.has("role", token.low)
                or self.lexicon.has("human", token.low)
                or self.lexicon.has("quantifier", token.low)
                or (self.lexicon.has("title", token.low) and first == at + 1)
            ):
                first = at
            elif token.low in {"oleh", "dari", "bahwa", "yang", "kepada", "dengan", "maka", "karena", "jika"}:
                break
        if first < 0:
            return None
        return self._role(first, index + 1)

    def _lower_before(self, end: int, within: Range) -> Mention | None:
        """Return the common noun phrase that ends at `end` and names people or a body: "majelis hakim"."""
        first = -1
        for at in range(end - 1, max(within.first, end - 7) - 1, -1):
            token = self._word(at)
            low = token.low
            is_role = self.lexicon.has("role", low) or self.lexicon.has("human", low)
            is_body = self.lexicon.has("org_actor", low)
            if (
                is_role
                or is_body
                or (self.lexicon.has("quantifier", low) and first == at + 1)
                or (token.text[0].isdigit() and first == at + 1)
            ):
                first = at
            elif (
                low in self.lexicon.function_words
                or low in self.lexicon.cues
                or not token.is_word
                or (token.is_capital and at > within.first)
                or (first >= 0 and self._acts(token))
            ):
                break
        if first < 0:
            return None
        return self._role(first, end)
