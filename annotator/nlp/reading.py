"""One text being read for names: what the gazetteer found, extended, checked and settled token by token.

Pure Python on tokens. Each method is one way of finding a name; `read` orders them from the surest to the least sure,
and a token claimed by one is out of reach of the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotator.domain.spans import OriginKind
from annotator.nlp.gazetteer import Gazetteer, Heads

_LONGEST_TAIL = 8  # tokens after a head such as "Kementerian"
_LONGEST_NAME = 6  # tokens of a person's name
_SURE = 0.5  # from here on the recogniser's word counts while the rules still look
_LONGEST_EXPANSION = 9  # tokens before "(HTI)"
_JOINTS = frozenset({"dan", "and", "on", "&", "of", "the", "for", "untuk", "bagi", "für"})
_STARTS = frozenset({".", "\n", "\n\n", "tentang"})
_ENGLISH = frozenset({"of", "for", "on"})
_SENTENCE_ENDS = frozenset(".?!:;…")
_MARKS = frozenset("\"“”„‟«»″'‘’‚‛")
_OPENERS = _MARKS | frozenset("([{*•-–—|")
_SUFFIXES = ("nya", "an", "kan", "lah", "pun")
_ROMAN = frozenset("IVX")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of the text and whether a space follows it."""

    text: str
    start: int
    is_spaced: bool

    @property
    def end(self) -> int:
        """The code point after it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Found:
    """The gazetteer's phrase of kind `key` stands at tokens `first` to `last`, the last excluded."""

    key: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A proposed entity over tokens `first` to `last`, the last excluded."""

    first: int
    last: int
    label: str
    score: float
    kind: OriginKind = OriginKind.RULE


class Reading:
    """The state of reading one text. Use once."""

    def __init__(
        self, tokens: Sequence[Token], found: Iterable[Found], gazetteer: Gazetteer, learned: Iterable[Hit] = ()
    ) -> None:
        self._words = [token.text for token in tokens]
        self._learned = [self._within_sentence(hit) for hit in learned]
        self._count = len(tokens)
        self._gazetteer = gazetteer
        self._lists = gazetteer.words
        self._is_spaced = [token.is_spaced for token in tokens]
        self._is_capital = [token.text[0].isupper() for token in tokens]
        self._opens = self._sentence_openings()
        self._is_shouted = self._shouted_lines()
        self._seen_small = {word for word in self._words if word.islower()}
        self._muted: set[str] = set()
        self._wholes = frozenset[str]().union(*(heads.wholes for heads in gazetteer.heads))
        self._learned_bodies = {
            hit.first: hit.last for hit in self._learned if hit.label == "ORG" and hit.score >= _SURE
        }
        self._learned_people = {
            hit.first: hit.last
            for hit in self._learned
            if hit.label == "PER" and hit.last - hit.first > 1 and hit.score >= _SURE
        }
        self._owner: list[Hit | None] = [None] * self._count
        # The longest phrase of each kind at each place.
        self._at: dict[str, dict[int, int]] = defaultdict(dict)
        self._role_insides: set[int] = set()
        self._honorific_insides: set[int] = set()
        self._role_ends: dict[int, list[int]] = defaultdict(list)
        for phrase in found:
            if phrase.key == "ROLE":
                self._role_ends[phrase.first].append(phrase.last)
                self._role_insides.update(range(phrase.first + 1, phrase.last))
            elif phrase.key == "HONORIFIC":
                self._honorific_insides.update(range(phrase.first + 1, phrase.last))
            ends = self._at[phrase.key]
            ends[phrase.first] = max(ends.get(phrase.first, 0), phrase.last)

    def _within_sentence(self, hit: Hit) -> Hit:
        """Return `hit` cut before a stop that is not an initial's: the recogniser sees lines, not sentences."""
        for at in range(hit.first + 1, hit.last):
            if self._words[at] in ".?!" and len(self._words[at - 1]) > 2:
                return replace(hit, last=at)
        return hit

    def read(self) -> list[Hit]:
        """Return the entities in the order of the text; none overlaps another."""
        self._claim_longest([*self._known(several_words=True), *self._headed()])
        self._claim_longest(self._abbreviated())
        self._claim_longest(self._initials())
        self._claim_longest(self._commands())
        self._claim_longest(self._branches())
        self._claim_longest(self._recognised_people())
        self._claim_longest(self._the_bodies())
        self._claim_longest(self._by_last_word())
        self._claim_longest(self._outlets())
        self._claim_longest(self._known(several_words=False))
        self._claim_longest(self._in_brackets())
        self._claim_longest(self._roles(followed=True))
        self._claim_longest(self._titled_people())
        self._claim_longest(self._cued_people())
        self._claim_longest(self._first_named_people())
        self._claim_longest(self._people_after_bodies())
        self._claim_longest(self._recognised())
        self._claim_longest(self._people_named_again())
        self._claim_longest(self._listed_people())
        self._claim_longest(self._named_again())
        self._claim_longest(self._places_after_di())
        self._claim_longest(self._roles(followed=False))
        self._claim_longest(self._unknown_acronyms())
        return [hit for i, hit in enumerate(self._owner) if hit is not None and hit.first == i]

    def affiliations(self, hits: Sequence[Hit]) -> Iterator[tuple[int, int]]:
        """Yield the positions in `hits` of a ROLE and the ORG or LOC right after it: *Presiden* *Rusia*."""
        for i, (role, body) in enumerate(pairwise(hits)):
            if role.label == "ROLE" and body.label in ("ORG", "LOC") and role.last == body.first:
                yield i, i + 1

    # --- the surest: what the gazetteer knows, and what stands after a head ---------------------------------

    def _known(self, *, several_words: bool) -> Iterator[Hit]:
        for label in ("PER", "ORG", "LOC", "EVENT"):
            for first, end in self._at[label].items():
                last = self._with_compass(end) if label == "LOC" else self._with_year(end) if label == "EVENT" else end
                if last - first > 1:
                    if several_words:
                        yield Hit(first, last, label, 0.95, OriginKind.GAZETTEER)
                elif not several_words and self._is_name_here(first) and first not in self._honorific_insides:
                    if label == "PER" and (self._continues(first) or self._is_continued(first)):
                        continue  # "Anwar" of "Saiful Anwar"
                    if (
                        label == "LOC"
                        and self._words[first] in self._gazetteer.first_names
                        and self._is_continued(first)
                    ):
                        continue  # "Bima" of "Bima Arya"
                    yield Hit(first, last, label, 0.9, OriginKind.GAZETTEER)

    def _headed(self) -> Iterator[Hit]:
        for heads in self._gazetteer.heads:
            for first, after in self._at[f"HEAD_{heads.label}"].items():
                if self._is_shouted[first] or (heads.label == "LOC" and first in self._role_insides):
                    continue
                if self._words[first] == "kantor" and (after in self._at["ORG"] or after in self._at["HEAD_ORG"]):
                    continue
                last = self._tail(heads, first, after)
                head = " ".join(self._words[first:after])
                if last > after:
                    yield Hit(first, last, heads.label, 0.88)
                elif head in heads.alone and self._is_name_here(first):
                    yield Hit(first, after, heads.label, 0.85)

    def _tail(self, heads: Heads, first: int, after: int) -> int:
        """Return where the name that the head opens ends; `after` where it has nothing after the head."""
        head = " ".join(self._words[first:after])
        joins, is_whole = head in heads.joins, head in heads.wholes
        last, at = after, after
        if head in heads.of_roles and after in self._at["ROLE"]:
            last = at = self._at["ROLE"][after]
        known = self._at["ORG"].get(first, 0) if heads.label == "ORG" else 0
        if known > after:  # Partai Golkar, but Dewan Perwakilan Rakyat Daerah
            goes_on = known < self._count and self._is_capital[known] and self._is_glued(known)
            if not (goes_on and (self._words[known] in self._lists["compass"] or self._words[known] == "Daerah")):
                return known if self._words[known - 1] in self._lists["central"] else self._with_place(known)
        if (head in heads.before_place or head in heads.alone) and after in self._at["HONORIFIC"]:
            return after  # Bekasi Kota Kombes Dani
        while (
            at < self._count
            and at - after < _LONGEST_TAIL
            and (at == after or self._is_glued(at) or self._words[at] in "/,")
        ):
            if not self._is_spaced[at - 1] and self._words[at] not in ("-", "/", ","):
                break
            word = self._words[at]
            if at > after and heads.label != "EVENT" and (at in self._at["HONORIFIC"] or at in self._at["ROLE"]):
                break
            if at > after and heads.label == "LOC" and at in self._at["HEAD_ORG"]:
                break
            if at > after and heads.label == "LOC" and at in self._at["HEAD_LOC"]:
                break
            if at > after and self._at["PER"].get(at, at) - at > 1:
                break
            if (
                at > after
                and word in self._gazetteer.first_names
                and self._is_continued(at)
                and at + 1 not in self._at["HONORIFIC"]
                and self._has_role_before(first)
            ):
                break
            if (at > after or head in heads.alone) and self._begins_a_person(at, after):
                break
            if word == "I" and at + 1 < self._count and self._words[at + 1] in self._lists["after_i"]:
                break  # KPU I Dewa Kade
            body = self._at["ORG"].get(at) if heads.label == "ORG" else None
            if body is not None and is_whole and at == after:
                last = at = body
                continue
            if body is not None and (at > after or body - at > 1):
                last = self._with_place(body)
                break
            place = self._at["LOC"].get(at)
            if place is not None and (heads.label != "EVENT"):
                last = at = self._with_compass(place)
                is_first = last == self._with_compass(self._at["LOC"].get(after, 0))
                goes_on = is_whole and is_first and self._is_name_word(at) and not self._begins_a_person(at, at)
                if self._at["LOC"].get(at) is None and not goes_on:
                    break
                continue
            is_number = heads.takes_number and word.isdigit() and len(word) <= 4
            is_number = is_number and (heads.label != "LOC" or head in self._lists["numbered"])
            if word.isdigit() and at + 1 < self._count and self._words[at + 1] in self._lists["month"]:
                last = at = at + 2  # Monumen Serangan Umum 1 Maret
            elif word == "," and joins and at > after and self._lists_on(at):
                at += 1  # Badan Meteorologi, Klimatologi, dan Geofisika
            elif word == "/" and at + 1 < self._count and self._is_capital[at + 1]:
                last = at = at + 2  # Kodam XII/Tanjungpura
            elif is_number or (self._is_capital[at] and word not in self._lists["not_name"]):
                last = at = at + 1
            elif word == "-" and at + 1 < self._count and not self._is_spaced[at] and self._goes_on(at + 1):
                last = at = at + 2
            elif (
                word in _JOINTS
                and (joins or word not in ("dan", "untuk", "bagi"))
                and (at > after or word in _ENGLISH or heads.label == "EVENT")
                and at + 1 not in self._at["HEAD_ORG"]
                and at + 1 not in self._at["HEAD_EVENT"]
                and at + 1 < self._count
                and self._is_capital[at + 1]
            ):
                at += 1
            else:
                break
        return last

    def _lists_on(self, at: int) -> bool:
        """True where the comma at `at` is followed by more fields of a body, and "dan" before the last of them."""
        for i in range(at + 1, min(at + 8, self._count - 1)):
            if self._words[i] == "dan":
                return self._is_listed(i + 1)
            if self._words[i] != "," and not self._is_listed(i):
                return False
        return False

    def _is_listed(self, at: int) -> bool:
        """True for a capitalised word that may be a field of a body, and is no name itself."""
        return (
            self._is_capital[at]
            and self._words[at] not in self._gazetteer.first_names
            and not any(at in self._at[key] for key in ("LOC", "ORG", "PER", "ROLE", "HONORIFIC", "HEAD_ORG"))
        )

    def _goes_on(self, at: int) -> bool:
        return self._is_capital[at] or self._words[at].isdigit()

    def _begins_a_person(self, at: int, after: int) -> bool:
        """True where the recogniser sees a person begin, or two words that are no words of the language follow some."""
        if at in self._learned_people or self._at["PER"].get(at, at) > at:
            return True
        before = range(after, at)
        return (
            all(self._is_common(self._words[i]) or self._words[i] in _JOINTS for i in before)
            and self._is_name_word(at)
            and (self._is_name_word(at + 1) or (at + 1 < self._count and self._words[at + 1] in self._lists["saying"]))
            and self._has_role_before(after)
        )

    def _is_name_word(self, at: int) -> bool:
        """True for a capitalised word, on the line of the one before, that is no word of the language nor known."""
        return (
            at < self._count
            and self._is_glued(at)
            and self._is_capital[at]
            and self._words[at][1:].islower()
            and not self._is_common(self._words[at])
            and not any(at in self._at[key] for key in ("LOC", "ORG", "ROLE", "HEAD_ORG", "HEAD_LOC", "HEAD_EVENT"))
        )

    def _with_place(self, last: int) -> int:
        """Return the end of the place right after the body that ends at `last`, else `last`."""
        place = self._at["LOC"].get(last) if last < self._count and self._is_glued(last) else None
        return last if place is None else self._with_compass(place)

    def _abbreviated(self) -> Iterator[Hit]:
        """Find "Hizbut Tahrir Indonesia (HTI)" by its initials, and HTI from there on."""
        meanings: dict[str, str] = {}
        for at in range(2, self._count - 1):
            short = self._words[at]
            if self._words[at - 1] != "(" or self._words[at + 1] != ")" or not (short.isupper() and len(short) >= 2):
                continue
            owner = self._owner[at - 2]
            if owner is not None and owner.last == at - 1 and owner.label != "PER":
                first = self._expansion(at - 1, short)
                if first == owner.first:
                    meanings[short] = owner.label
                continue
            first = self._expansion(at - 1, short)
            is_thing = short in self._lists["not_acronym"] or (
                self._words[at - 2].islower() if first is None else self._words[first] in self._lists["thing"]
            )
            if is_thing and at not in self._at["ORG"]:
                self._muted.add(short)  # "alat pelindung diri (APD)" is no name
            elif first is not None and not is_thing and self._is_free(first, at - 1):
                meanings[short] = "ORG"
                yield Hit(first, at - 1, "ORG", 0.85)
        for at, word in enumerate(self._words):
            if word in meanings:
                yield Hit(at, at + 1, meanings[word], 0.9)

    def _expansion(self, end: int, short: str) -> int | None:
        """Return where the words begin whose initials are `short`, counting back from `end`; None where they do not."""
        letters = [letter for letter in short if letter.isalpha()]
        at = end - 1
        while letters and at >= 0 and end - at <= _LONGEST_EXPANSION:
            word = self._words[at]
            if self._is_capital[at] and word[0] == letters[-1]:
                letters.pop()
            elif self._is_capital[at] or word not in _JOINTS:
                return None
            at -= 1
        return at + 1 if not letters else None

    # --- people and their roles -----------------------------------------------------------------------------

    def _roles(self, *, followed: bool) -> Iterator[Hit]:
        for first, longest in self._at["ROLE"].items():
            # Kepala Dinas is a role, but of "Kepala Dinas Perhubungan" the body has taken the second word.
            last = max((end for end in self._role_ends[first] if self._is_free(first, end)), default=longest)
            last = self._with_field(first, last)
            if last >= self._count or self._is_shouted[first] or self._at["HONORIFIC"].get(first, 0) >= last:
                continue
            is_free = all(self._owner[i] is None for i in range(first, last))
            if not is_free:
                continue
            if followed:
                score = self._role_score(first, last)
                if score:
                    yield Hit(first, last, "ROLE", score)
            elif (
                self._is_capital[first]
                and not self._opens[first]
                and not self._is_continued(last - 1)
                and self._words[first - 1] not in self._lists["decree"]
            ):
                yield Hit(first, last, "ROLE", 0.6)
            elif self._is_apposed(first, last):
                yield Hit(first, last, "ROLE", 0.65)

    def _role_score(self, first: int, last: int) -> float:
        """Return how sure it is that a role is somebody's here, by what follows it; 0 where nothing says so."""
        if not self._is_glued(last) or self._words[first - 1] in self._lists["decree"]:
            return 0
        if first > 0 and not self._is_capital[first] and self._words[first - 1].lower() in self._lists["many"]:
            return 0
        at = self._after_honorifics(last)
        if at < self._count - 3 and self._words[at] == "nomor" and self._words[at + 1] == "urut":
            at += 3
        follower = self._owner[at] if at < self._count else None
        if follower is None:
            name = self._name_from(at)
            has_name = name is not None and (not self._is_acronym(*name) or self._is_unknown_acronym(at))
            return 0.88 if has_name and (self._is_capital[first] or self._is_capital[last]) else 0
        if follower.first != at or follower.label not in ("PER", "ORG", "LOC"):
            return 0
        is_office = not any(self._words[i].lower() in self._lists["anyone"] for i in range(first, last))
        if follower.label == "PER" or (self._is_capital[first] and (is_office or not self._opens[first])):
            return 0.88
        return 0.8 if is_office or self._person_after(follower.last) is not None else 0

    def _person_after(self, at: int) -> tuple[int, int] | None:
        """Return the name that follows at `at`, after a comma and further bodies: "anggota DPR dari PKS, X"."""
        owner = None
        for _ in range(4):
            at = self._after_brackets(at)
            if at < self._count - 1 and self._words[at] in (",", "dari", "yang"):
                at += 1
            at = self._after_honorifics(at)
            owner = self._owner[at] if at < self._count else None
            if owner is None or owner.label not in ("ORG", "LOC"):
                break
            at = owner.last
        if owner is not None:
            return (owner.first, owner.last) if owner.label == "PER" else None
        name = self._name_from(self._after_honorifics(at)) if at < self._count else None
        return name if name is not None and name[1] - name[0] > 1 else None

    def _is_apposed(self, first: int, last: int) -> bool:
        """True for a role in small letters that stands for a person: after a name, after a cue, after "mantan"."""
        before = self._words[first - 1] if first > 0 else "\n"
        if before in ("mantan", "Mantan", "eks"):
            return True
        if before in self._lists["cue"] and first > 1 and self._is_after_quote(first - 1):
            return not self._is_capital[last] or self._words[last] in self._lists["not_name"]
        if self._words[last] in self._lists["saying"]:
            return self._words[first].lower() in self._lists["office"] and before not in self._lists["many"]
        at = first - 1
        if at > 1 and self._words[at] in ("seorang", "selaku", "sebagai"):
            at -= 1
        owner = self._owner[at - 1] if at > 0 and self._words[at] == "," else None
        if owner is not None and owner.label == "PER":
            return True
        owner = self._owner[at - 1] if at > 0 and self._words[at] in ("dan", "sekaligus") else None
        return owner is not None and owner.label == "ROLE" and last < self._count and self._owner[last] is not None

    def _is_body_of_words(self, first: int, last: int) -> bool:
        """True for a run that begins with two words of the language: Ketua *Lingkar Madani*, *Tentara Pembebasan*."""
        words = self._words[first:last]
        return last - first > 1 and all(
            self._is_common(word) and word not in self._gazetteer.first_names for word in words[:2]
        )

    def _is_acronym(self, first: int, last: int) -> bool:
        word = self._words[first]
        return (
            last - first == 1
            and 2 < len(word) < 8
            and word.isupper()
            and word.isalpha()
            and first not in self._at["PER"]
        )

    def _with_field(self, first: int, last: int) -> int:
        """Return the end of the role with the field it is a role in: *Direktur Pemasaran dan Niaga* Pertamina."""
        if self._words[first] not in self._lists["role_with_field"] or not self._is_capital[first]:
            return last
        at = last
        is_narrow = self._words[first] in self._lists["role_with_few_fields"]
        if is_narrow and at < self._count and self._words[at] not in self._lists["few_fields"]:
            return last
        while at < self._count and at - first < _LONGEST_TAIL and self._is_glued(at) and self._owner[at] is None:
            is_between = at + 1 < self._count and self._owner[at + 1] is not None and self._is_free_name(at)
            if self._is_capital[at] and (self._is_field(at) or (is_between and self._is_before_body(at))):
                last = at = at + 1
            elif self._words[at] in ("dan", "&") and at > last - 1 and self._is_capital[min(at + 1, self._count - 1)]:
                at += 1
            else:
                break
        return last

    def _is_before_body(self, at: int) -> bool:
        body = self._owner[at + 1]
        return (
            body is not None
            and body.label == "ORG"
            and self._is_glued(at + 1)
            and self._words[at] not in self._gazetteer.first_names
        )

    def _is_field(self, at: int) -> bool:
        word = self._words[at]
        return (
            (self._is_common(word) or word in self._lists["field"])
            and word not in self._lists["not_name"]
            and word not in self._gazetteer.first_names
            and not any(at in self._at[key] for key in ("LOC", "ORG", "HEAD_ORG", "HONORIFIC"))
        )

    def _titled_people(self) -> Iterator[Hit]:
        """Find the name after a role (and its body or place) or after an honorific."""
        for role in list(self._hits("ROLE")):
            at = role.last
            follower = self._owner[at] if at < self._count else None
            if follower is not None and follower.label in ("ORG", "LOC"):
                at = self._after_brackets(follower.last)
                if at < self._count - 1 and self._words[at] == ",":
                    name = self._name_from(self._after_honorifics(at + 1))
                    if name is not None and (
                        name[1] - name[0] > 1 or self._words[name[0]] in self._gazetteer.first_names
                    ):
                        yield Hit(*name, "PER", 0.75)
                    continue
            if at < self._count and self._is_glued(at):
                name = self._name_from(self._after_honorifics(at))
                if name is not None and self._is_acronym(*name):
                    yield Hit(*name, "ORG", 0.7)
                elif name is not None and at == name[0] and self._is_body_of_words(*name):
                    yield Hit(*name, "ORG", 0.5)
                elif name is not None and name[0] in self._learned_bodies:
                    yield Hit(name[0], max(name[0] + 1, self._learned_bodies[name[0]]), "ORG", 0.6)
                elif name is not None:
                    yield Hit(*name, "PER", 0.88)
        for first in self._at["HONORIFIC"]:
            last = self._after_honorifics(first)
            name = self._name_from(last) if last < self._count else None
            if name is not None and self._is_glued(last):
                yield Hit(*name, "PER", 0.85)

    def _cued_people(self) -> Iterator[Hit]:
        """Find the name after ", kata", before "mengatakan" and before ", kuasa hukum"."""
        for at, word in enumerate(self._words):
            if word in self._lists["cue"] and at > 0 and (word == "Menurut" or self._is_after_quote(at)):
                name = self._name_from(self._after_honorifics(at + 1))
                if name is not None:
                    yield Hit(*name, "PER", 0.85)
            elif word in self._lists["saying"] and at > 0 and self._is_capital[at - 1]:
                first = self._name_before(at)
                if first is not None:
                    yield Hit(first, at, "PER", 0.75)
            elif at in self._at["ROLE"] and at > 2 and self._words[at - 1] == "," and self._is_capital[at - 2]:
                first = self._name_before(at - 1)
                if first is not None and at - 1 - first > 1:
                    yield Hit(first, at - 1, "PER", 0.75)

    def _first_named_people(self) -> Iterator[Hit]:
        for at, word in enumerate(self._words):
            if (
                word in self._gazetteer.first_names
                and self._owner[at] is None
                and not (self._continues(at) and self._is_free_name(at - 1))
            ):
                learned = self._learned_people.get(at)
                name = self._name_from(at)
                if learned is not None and self._is_free(at, learned):
                    yield Hit(at, learned, "PER", 0.85)
                elif name is not None and name[1] - name[0] > 1:
                    yield Hit(*name, "PER", 0.8)

    def _recognised(self) -> Iterator[Hit]:
        """Yield what the trained recogniser found, one string under one label throughout the text.

        It reads line by line; its mentions of a name vote together, with what the rules have found already, and a
        word of a person's name is that person.
        """
        votes = self._votes()
        has_capitals = any(self._is_capital)
        for hit in self._learned:
            if self._can_be_name(hit, has_capitals=has_capitals):
                own = votes[self._string(hit)]
                pair = next((i for i in range(hit.first + 1, hit.last - 1) if self._is_pair(i)), None)
                if hit.label == "PER" and pair is not None and self._words[pair] == "-":
                    yield replace(hit, last=pair)
                    yield replace(hit, first=pair + 1)
                    continue
                yield replace(hit, label=max(own, key=lambda label: (own[label], label == hit.label)))

    def _recognised_people(self) -> Iterator[Hit]:
        """Yield the people the recogniser is sure of whose name holds a place's: "Badrodin Haiti"."""
        for hit in self._learned:
            if (
                hit.label == "PER"
                and hit.last - hit.first > 1
                and hit.score >= _SURE
                and hit.first not in self._at["LOC"]
            ):
                words = range(hit.first, hit.last)
                if any(i in self._at["LOC"] for i in words) and not any(i in self._at["ORG"] for i in words):
                    yield hit

    def _named_again(self) -> Iterator[Hit]:
        """Find later mentions of bodies, places and events by the very words that were found elsewhere in the text.

        A place is also known without the word for what it is: *Jembatan Ampera*, later *Ampera*.
        """
        known: dict[tuple[str, ...], Hit] = {}
        for label in ("ORG", "LOC", "EVENT"):
            for hit in self._hits(label):
                words = tuple(self._words[hit.first : hit.last])
                known.setdefault(words, hit)
                head = self._at[f"HEAD_{label}"].get(hit.first)
                if label == "ORG" and head is not None and self._words[head - 1] not in self._wholes:
                    continue
                if head is not None and head < hit.last and self._is_bare_name(head, hit.last):
                    known.setdefault(words[head - hit.first :], hit)
        by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for words in known:
            by_first[words[0]].append(words)
        for at, word in enumerate(self._words):
            if self._owner[at] is None and self._is_capital[at] and self._is_name_here(at):
                for words in by_first.get(word, ()):
                    if tuple(self._words[at : at + len(words)]) == words:
                        yield Hit(at, at + len(words), known[words].label, 0.7)

    def _is_bare_name(self, first: int, last: int) -> bool:
        return (
            all(
                self._words[i].isalpha()
                and not self._is_common(self._words[i])
                and self._words[i] not in self._gazetteer.first_names
                for i in range(first, last)
            )
            and first not in self._at["HONORIFIC"]
            and first not in self._at["ROLE"]
        )

    def _outlets(self) -> Iterator[Hit]:
        """Find the medium after "dikutip dari" and "dilansir"."""
        for at in range(2, self._count):
            before, second = self._words[at - 1], self._words[at - 2]
            is_source = before in self._lists["via"] or (before in ("dari", "oleh") and second in self._lists["via"])
            if is_source and self._is_free_name(at) and self._is_glued(at) and at not in self._at["ROLE"]:
                last = at + 1
                while last < self._count and last - at < 4 and self._is_free_name(last) and self._is_glued(last):
                    last += 1
                if not any(
                    i in self._learned_people or self._words[i] in self._gazetteer.first_names for i in range(at, last)
                ):
                    yield Hit(at, last, "ORG", 0.7)

    def _branches(self) -> Iterator[Hit]:
        """Find an acronym with the body or place right after it: *FEB UI*, *MUI Jawa Timur*, *Google Indonesia*."""
        places, bodies = self._at["LOC"], self._at["ORG"]
        for at in range(self._count - 1):
            is_known = at in bodies
            if not (is_known or self._is_unknown_acronym(at)) or self._owner[at] is not None or at in places:
                continue
            last = bodies.get(at, at + 1)
            if last >= self._count or not self._is_glued(last) or self._words[at] in self._lists["central"]:
                continue
            if last in bodies and not is_known:
                yield Hit(at, self._with_place(bodies[last]), "ORG", 0.75)
            elif last in places and " ".join(self._words[last : places[last]]) not in self._gazetteer.countries:
                yield Hit(at, self._with_place(last), "ORG", 0.75)

    def _in_brackets(self) -> Iterator[Hit]:
        """Find the short form in brackets after a body or place: "Kejaksaan Agung (*Kejagung*)"."""
        for label in ("ORG", "LOC"):
            for hit in list(self._hits(label)):
                at = hit.last + 1
                if (
                    at + 1 < self._count
                    and hit.last - hit.first > 1
                    and self._words[at - 1] == "("
                    and self._words[at + 1] == ")"
                    and self._is_free_name(at)
                    and len(self._words[at]) > 2
                    and not self._is_common(self._words[at])
                    and self._words[at] not in self._muted
                ):
                    yield Hit(at, at + 1, label, 0.75)

    def _commands(self) -> Iterator[Hit]:
        """Find the military district after its commander: Pangdam *IV/Diponegoro*."""
        for first in self._at["ROLE"]:
            at = first + 1
            if (
                at + 2 < self._count
                and self._words[at + 1] == "/"
                and self._is_capital[at + 2]
                and (self._words[at].isdigit() or set(self._words[at]) <= _ROMAN)
            ):
                yield Hit(at, at + 3, "ORG", 0.85)

    def _by_last_word(self) -> Iterator[Hit]:
        """Find names by their last word: *Setara Institute*, *Tebet Eco Park*."""
        for label in ("ORG", "LOC"):
            lasts = self._lists[f"last_{label.lower()}"]
            for at, word in enumerate(self._words):
                if word in lasts and self._owner[at] is None and at > 0 and self._is_glued(at):
                    first = at
                    while first > 0 and at - first < 4 and self._is_part_of_name(first - 1) and self._is_glued(first):
                        first -= 1
                    if first < at:
                        yield Hit(first, at + 1, label, 0.75)

    def _is_part_of_name(self, at: int) -> bool:
        return self._is_free_name(at) and at not in self._at["ROLE"] and at not in self._at["HONORIFIC"]

    def _the_bodies(self) -> Iterator[Hit]:
        """Find a body by its English article: *The Golden Space Indonesia*."""
        for at, word in enumerate(self._words[:-1]):
            if word == "The" and self._owner[at] is None and self._is_free_name(at + 1):
                last = at + 2
                while last < self._count and last - at < 5 and self._is_free_name(last) and self._is_glued(last):
                    last += 1
                if last < self._count and self._owner[last] is None:
                    last = self._with_place(last)
                if last - at > 2 and (at == 0 or self._words[at - 1] not in _MARKS):  # in marks it is a title
                    yield Hit(at, last, "ORG", 0.6)

    def _can_be_name(self, hit: Hit, *, has_capitals: bool) -> bool:
        """False for small letters where others have capitals, and for a word that is none by all the rules know."""
        words = self._words[hit.first : hit.last]
        if hit.first in self._honorific_insides:
            return False
        if has_capitals and all(word.islower() for word in words):
            return False
        before = self._words[hit.first - 1] if hit.first > 0 else "\n"
        is_common = all(self._is_common(word) for word in words[: 1 if before == "tentang" else len(words)])
        if len(words) > 1 and is_common and before in _STARTS:
            return False
        is_known = (
            words[0] in self._lists["not_name"] or words[0] in self._lists["not_acronym"] or words[0] in self._muted
        )
        return len(words) > 1 or (self._is_name_here(hit.first) and not is_known)

    def _votes(self) -> dict[str, dict[str, float]]:
        """Return how much speaks for which label of a string."""
        votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        claimed = [hit for label in ("PER", "ORG", "LOC") for hit in self._hits(label)]
        for hit in (*claimed, *self._learned):
            votes[self._string(hit)][hit.label] += hit.score
            if hit.label == "PER" and hit.last - hit.first > 1:
                for word in self._words[hit.first : hit.last]:
                    votes[word]["PER"] += hit.score
        return votes

    def _string(self, hit: Hit) -> str:
        return " ".join(self._words[hit.first : hit.last])

    def _people_after_bodies(self) -> Iterator[Hit]:
        """Find the name right after the body its owner speaks for: "Direktur Komunitas *Du Anyam* Hanna Keraf"."""
        for body in [*self._hits("ORG"), *self._hits("LOC")]:
            at = self._after_brackets(body.last)
            if at < self._count and self._is_glued(at) and self._has_role_before(body.first):
                name = self._name_from(self._after_honorifics(at))
                if name is not None and name[1] - name[0] > 1:
                    yield Hit(*name, "PER", 0.75)

    def _listed_people(self) -> Iterator[Hit]:
        """Find the rest of a list that begins with a person: "Hendra Kurniawan, Agus Nurpatria, dan Chuck Putranto"."""
        for person in list(self._hits("PER")):
            at = person.last
            while at < self._count - 1 and self._words[at] in (",", "dan", "hingga", "serta"):
                at += 1
                if self._words[at] in ("dan", "hingga", "serta") and at < self._count - 1:
                    at += 1
                name = self._name_from(self._after_honorifics(at))
                if name is None or name[1] - name[0] < 2:
                    break
                yield Hit(*name, "PER", 0.75)
                at = name[1]

    def _people_named_again(self) -> Iterator[Hit]:
        """Find later mentions: any words of a name found elsewhere in the text, most often its first."""
        parts: set[str] = set()
        firsts: set[str] = set()
        for hit in self._hits("PER"):
            words = [self._words[i] for i in range(hit.first, hit.last) if i not in self._at["HONORIFIC"]]
            firsts.update(words[:1])
            parts.update(word for word in words if word[0].isupper() and len(word) > 2)
        for at, word in enumerate(self._words):
            if word not in parts or self._owner[at] is not None or word in self._lists["not_name"]:
                continue
            if self._opens[at] and word.lower() in self._seen_small:
                continue
            if self._continues(at) and self._is_free_name(at - 1) and self._words[at - 1] not in parts:
                continue
            last = at + 1
            while (
                last < self._count and self._words[last] in parts and self._owner[last] is None and self._is_glued(last)
            ):
                last += 1
            if not self._is_continued(last - 1):
                yield Hit(at, last, "PER", 0.9 if word in firsts else 0.82)

    # --- guesses --------------------------------------------------------------------------------------------

    def _places_after_di(self) -> Iterator[Hit]:
        for at in range(1, self._count):
            is_after = self._words[at - 1] in self._lists["place_after"]
            if is_after and self._is_free_name(at) and at not in self._at["ROLE"]:
                last = at + 1
                while last < self._count and last - at < 3 and self._is_free_name(last) and self._is_glued(last):
                    last += 1
                if all(self._is_common(self._words[i]) for i in range(at, last)) or self._words[at].isupper():
                    continue
                yield Hit(at, last, "LOC", 0.55)

    def _initials(self) -> Iterator[Hit]:
        """Find people of whom only initials are printed: "wanita SN (44)", and their later mentions."""
        known = {
            word
            for at, word in enumerate(self._words[:-3])
            if self._is_initials(at)
            and self._words[at + 1] == "("
            and self._words[at + 2].isdigit()
            and len(self._words[at + 2]) < 3
            and self._words[at + 3] in (")", "tahun")
        }
        for at, word in enumerate(self._words):
            if word in known and self._owner[at] is None:
                yield Hit(at, at + 1, "PER", 0.85)

    def _is_initials(self, at: int) -> bool:
        word = self._words[at]
        return 1 < len(word) < 5 and word.isalpha() and word.isupper() and at not in self._at["ORG"]

    def _unknown_acronyms(self) -> Iterator[Hit]:
        for at in range(self._count):
            if self._owner[at] is None and self._is_unknown_acronym(at):
                yield Hit(at, at + 1, "ORG", 0.45)

    def _is_unknown_acronym(self, at: int) -> bool:
        word = self._words[at]
        return (
            3 <= len(word) <= 7
            and word.isalpha()
            and word.isupper()
            and not self._is_shouted[at]
            and word not in self._lists["not_acronym"]
            and word not in self._muted
            and at not in self._honorific_insides
            and not (at > 1 and self._words[at - 1] == "atau" and self._words[at - 2].islower())
            and not set(word) <= _ROMAN
        )

    # --- claiming -------------------------------------------------------------------------------------------

    def _claim_longest(self, hits: Iterable[Hit]) -> None:
        """Settle `hits` among themselves, the longer first, and leave what others have claimed."""
        for hit in sorted(hits, key=lambda hit: (hit.first - hit.last, hit.first, -hit.score)):
            if self._is_free(hit.first, hit.last):
                self._owner[hit.first : hit.last] = [hit] * (hit.last - hit.first)

    def _is_free(self, first: int, last: int) -> bool:
        return all(self._owner[i] is None for i in range(first, last))

    def _hits(self, label: str) -> Iterator[Hit]:
        for i, hit in enumerate(self._owner):
            if hit is not None and hit.first == i and hit.label == label:
                yield hit

    # --- questions about tokens -----------------------------------------------------------------------------

    def _name_from(self, first: int) -> tuple[int, int] | None:
        """Return the capitalised words from `first` on that could be a person's name."""
        if first in self._at["ROLE"] and self._words[first] not in self._gazetteer.first_names:
            return None
        last = at = first
        while at < self._count and at - first < _LONGEST_NAME and (at == first or self._is_glued(at)):
            word = self._words[at]
            if self._is_free_name(at) and not self._is_shouted[at]:
                if (
                    at > first
                    and (at in self._at["ROLE"] or at in self._at["HONORIFIC"])
                    and word not in self._gazetteer.first_names
                    and self._is_continued(at)
                ):
                    break
                last = at = at + 1
            elif word == "-" and self._is_pair(at):
                break
            elif word == "-" and last > first and at + 1 < self._count and self._words[at + 1].isalpha():
                at += 1
                last = at = at + 1
            elif (
                word in self._lists["name_joint"]
                and last > first
                and at + 1 < self._count
                and self._is_free_name(at + 1)
            ):
                at += 1
            else:
                break
        return (first, last) if last > first else None

    def _is_pair(self, at: int) -> bool:
        """True for the hyphen between two people: Wahdi-Qomaru Zaman; not for that of Jean-Claude Zaman."""
        return (
            0 < at < self._count - 2
            and self._is_capital[at + 1]
            and self._is_capital[at + 2]
            and self._is_glued(at + 2)
            and len(self._words[at - 1]) > 3
            and len(self._words[at + 1]) > 3
            and self._words[at - 1] not in self._lists["name_before_hyphen"]
        )

    def _name_before(self, end: int) -> int | None:
        """Return where the capitalised words that end at `end` begin, None where they are no name."""
        at = end
        while at > 0 and end - at < _LONGEST_NAME and self._is_free_name(at - 1) and (at == end or self._is_glued(at)):
            at -= 1
        if any(i in self._at["ROLE"] for i in range(at, end)):
            return None
        if at == end or self._is_shouted[at] or (at > 0 and self._is_glued(at) and self._is_free_name(at - 1)):
            return None
        if self._opens[at] and end - at == 1 and self._is_word(self._words[at]):
            return None
        return at

    def _is_free_name(self, at: int) -> bool:
        word = self._words[at]
        return (
            self._owner[at] is None
            and self._is_capital[at]
            and word not in self._lists["not_name"]
            and not (self._opens[at] and self._is_word(word))
        )

    def _is_name_here(self, at: int) -> bool:
        """True where a capital letter is no mere sentence opening."""
        return not (self._opens[at] and self._is_word(self._words[at]))

    def _is_word(self, word: str) -> bool:
        """True for a word of the language: used in small letters here, or often elsewhere."""
        small = word.lower()
        return small in self._seen_small or (self._is_common(word) and word not in self._gazetteer.first_names)

    def _is_common(self, word: str) -> bool:
        """True for a word of the language, also one built with a suffix from such a word."""
        small = word.lower()
        common = self._gazetteer.common
        if small in common:
            return True
        return len(small) > 6 and any(small.endswith(end) and small[: -len(end)] in common for end in _SUFFIXES)

    def _after_honorifics(self, at: int) -> int:
        while at in self._at["HONORIFIC"]:
            at = self._after_brackets(self._at["HONORIFIC"][at])
        return at

    def _after_brackets(self, at: int) -> int:
        """Return the token after a short bracket that opens at `at`, or `at`."""
        if at < self._count and self._words[at] == "(":
            for end in range(at + 1, min(at + 4, self._count)):
                if self._words[end] == ")":
                    return end + 1
        return at

    def _is_glued(self, at: int) -> bool:
        """True where token `at` follows the one before on its line, with a space or a hyphen between at most."""
        before = self._words[at - 1] if at > 0 else "\n"
        return (
            not before.isspace()
            and not self._words[at].isspace()
            and (self._is_spaced[at - 1] or "-" in (before, self._words[at]))
        )

    def _continues(self, at: int) -> bool:
        return at > 0 and self._is_glued(at) and self._is_capital[at - 1] and not self._opens[at]

    def _is_continued(self, at: int) -> bool:
        return (
            at + 1 < self._count and self._is_glued(at + 1) and self._is_capital[at + 1] and self._owner[at + 1] is None
        )

    def _has_role_before(self, at: int) -> bool:
        """True where a role begins at most a dozen tokens before, in the same sentence."""
        for i in range(at - 1, max(at - 13, -1), -1):
            if i in self._at["ROLE"]:
                return True
            if self._words[i][-1] in _SENTENCE_ENDS or self._words[i].isspace():
                return False
        return False

    def _is_after_quote(self, at: int) -> bool:
        before = self._words[at - 1]
        return before in _MARKS or before == "," or before[-1] in _MARKS

    def _with_compass(self, last: int) -> int:
        while last < self._count and self._words[last] in self._lists["compass"] and self._is_glued(last):
            last += 1
        if (
            last + 1 < self._count
            and self._words[last] == "Kota"
            and self._is_glued(last)
            and (not self._is_capital[last + 1] or last + 1 in self._at["HONORIFIC"])
        ):
            last += 1  # Polres Cirebon Kota
        if (
            last < self._count
            and len(self._words[last]) < 5
            and set(self._words[last]) <= _ROMAN
            and self._is_glued(last)
        ):
            last += 1
        return last

    def _with_year(self, last: int) -> int:
        is_year = last < self._count and self._words[last].isdigit() and len(self._words[last]) == 4
        return last + 1 if is_year and self._is_glued(last) else last

    def _sentence_openings(self) -> list[bool]:
        """Mark the tokens that a capital letter says nothing about: the first words of sentences and lines."""
        opens = []
        is_open = True
        for word in self._words:
            opens.append(is_open)
            if word[-1] in _SENTENCE_ENDS or "\n" in word:
                is_open = True
            elif word not in _OPENERS and not word.isspace():
                is_open = False
            elif word in _MARKS:
                is_open = True
        return opens

    def _shouted_lines(self) -> list[bool]:
        """Mark the tokens of lines mostly in capitals, where capitals say nothing at all."""
        marked: list[bool] = []
        first = 0
        for at in range(self._count + 1):
            if at == self._count or "\n" in self._words[at]:
                line = [word for word in self._words[first:at] if word.isalpha() and len(word) > 1]
                is_shouted = len(line) > 3 and sum(word.isupper() for word in line) > 0.6 * len(line)
                marked += [is_shouted] * (at - first + (at < self._count))
                first = at + 1
        return marked
