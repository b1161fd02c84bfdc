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
_LONGEST_EXPANSION = 9  # tokens before "(HTI)"
_JOINTS = frozenset({"dan", "&", "of", "the", "for", "untuk", "bagi", "für"})
_SENTENCE_ENDS = frozenset(".?!:;…")
_MARKS = frozenset("\"“”„‟«»″'‘’‚‛")
_OPENERS = _MARKS | frozenset("([{*•-–—|")
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
        self._learned = list(learned)
        self._words = [token.text for token in tokens]
        self._count = len(tokens)
        self._gazetteer = gazetteer
        self._lists = gazetteer.words
        self._is_spaced = [token.is_spaced for token in tokens]
        self._is_capital = [token.text[0].isupper() for token in tokens]
        self._opens = self._sentence_openings()
        self._is_shouted = self._shouted_lines()
        self._seen_small = {word for word in self._words if word.islower()}
        self._owner: list[Hit | None] = [None] * self._count
        # The longest phrase of each kind at each place.
        self._at: dict[str, dict[int, int]] = defaultdict(dict)
        self._role_insides: set[int] = set()
        self._role_ends: dict[int, list[int]] = defaultdict(list)
        for phrase in found:
            if phrase.key == "ROLE":
                self._role_ends[phrase.first].append(phrase.last)
                self._role_insides.update(range(phrase.first + 1, phrase.last))
            ends = self._at[phrase.key]
            ends[phrase.first] = max(ends.get(phrase.first, 0), phrase.last)

    def read(self) -> list[Hit]:
        """Return the entities in the order of the text; none overlaps another."""
        self._claim_longest([*self._known(several_words=True), *self._headed()])
        self._claim_longest(self._abbreviated())
        self._claim_longest(self._known(several_words=False))
        self._claim_longest(self._roles(followed=True))
        self._claim_longest(self._titled_people())
        self._claim_longest(self._cued_people())
        self._claim_longest(self._first_named_people())
        self._claim_longest(self._people_after_bodies())
        self._claim_longest(self._recognised())
        self._claim_longest(self._people_named_again())
        self._claim_longest(self._listed_people())
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
                elif not several_words and self._is_name_here(first):
                    if label == "PER" and (self._continues(first) or self._is_continued(first)):
                        continue  # "Anwar" of "Saiful Anwar"
                    yield Hit(first, last, label, 0.9, OriginKind.GAZETTEER)

    def _headed(self) -> Iterator[Hit]:
        for heads in self._gazetteer.heads:
            for first, after in self._at[f"HEAD_{heads.label}"].items():
                if self._is_shouted[first] or (heads.label == "LOC" and first in self._role_insides):
                    continue
                last = self._tail(heads, first, after)
                head = " ".join(self._words[first:after])
                if last > after:
                    yield Hit(first, last, heads.label, 0.88)
                elif head in heads.alone and self._is_name_here(first):
                    yield Hit(first, after, heads.label, 0.85)

    def _tail(self, heads: Heads, first: int, after: int) -> int:
        """Return where the name that the head opens ends; `after` where it has nothing after the head."""
        joins = " ".join(self._words[first:after]) in heads.joins
        last, at = after, after
        while at < self._count and at - after < _LONGEST_TAIL and (at == after or self._is_glued(at)):
            if not self._is_spaced[at - 1] and self._words[at] != "-":
                break
            if at > after and (at in self._at["HONORIFIC"] or at in self._at["ROLE"]):
                break
            if at > after and heads.label == "LOC" and at in self._at["HEAD_LOC"]:
                break
            if at > after and self._at["PER"].get(at, at) - at > 1:
                break
            if at > after and self._words[at] in self._gazetteer.first_names and self._is_continued(at):
                break
            place = self._at["LOC"].get(at)
            if place is not None and (heads.label != "EVENT"):
                last = at = self._with_compass(place)
                if self._at["LOC"].get(at) is None:
                    break
                continue
            word = self._words[at]
            is_number = heads.takes_number and word.isdigit() and len(word) <= 4
            if is_number or (self._is_capital[at] and word not in self._lists["not_name"]):
                last = at = at + 1
            elif word == "-" and at + 1 < self._count and not self._is_spaced[at] and self._is_capital[at + 1]:
                last = at = at + 2
            elif (
                word in _JOINTS
                and (joins or word not in ("dan", "untuk", "bagi"))
                and at > after
                and at + 1 < self._count
                and self._is_capital[at + 1]
            ):
                at += 1
            else:
                break
        return last

    def _abbreviated(self) -> Iterator[Hit]:
        """Find "Hizbut Tahrir Indonesia (HTI)" by its initials, and HTI from there on."""
        meanings: dict[str, str] = {}
        for at in range(2, self._count - 1):
            short = self._words[at]
            if self._words[at - 1] != "(" or self._words[at + 1] != ")" or not (short.isupper() and len(short) >= 2):
                continue
            first = self._expansion(at - 1, short)
            if first is None:
                continue
            owner = self._owner[first]
            if owner is not None and owner.last == at - 1:
                meanings[short] = owner.label
            elif self._is_free(first, at - 1):
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
            if last >= self._count or self._is_shouted[first] or self._at["HONORIFIC"].get(first, 0) >= last:
                continue
            follower = self._owner[last]
            is_titled = self._is_glued(last) and (
                (follower is not None and follower.first == last and follower.label in ("PER", "ORG", "LOC"))
                or (follower is None and self._name_from(self._after_honorifics(last)) is not None)
            )
            if followed and is_titled:
                is_person = follower is None or follower.label == "PER"
                if self._is_capital[first] or is_person:
                    yield Hit(first, last, "ROLE", 0.88)
            elif (
                not followed and self._is_capital[first] and not self._opens[first] and not self._is_continued(last - 1)
            ):
                yield Hit(first, last, "ROLE", 0.6)

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
                if name is not None:
                    yield Hit(*name, "PER", 0.88)
        for first in self._at["HONORIFIC"]:
            last = self._after_honorifics(first)
            name = self._name_from(last) if last < self._count else None
            if name is not None and self._is_glued(last):
                yield Hit(*name, "PER", 0.85)

    def _cued_people(self) -> Iterator[Hit]:
        """Find the name after ", kata" and before "mengatakan"."""
        for at, word in enumerate(self._words):
            if word in self._lists["cue"] and at > 0 and (word == "Menurut" or self._is_after_quote(at)):
                name = self._name_from(self._after_honorifics(at + 1))
                if name is not None:
                    yield Hit(*name, "PER", 0.85)
            elif word in self._lists["saying"] and at > 0 and self._is_capital[at - 1]:
                first = self._name_before(at)
                if first is not None:
                    yield Hit(first, at, "PER", 0.75)

    def _first_named_people(self) -> Iterator[Hit]:
        for at, word in enumerate(self._words):
            if (
                word in self._gazetteer.first_names
                and self._owner[at] is None
                and not (self._continues(at) and self._is_free_name(at - 1))
            ):
                name = self._name_from(at)
                if name is not None and name[1] - name[0] > 1:
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
                yield replace(hit, label=max(own, key=lambda label: (own[label], label == hit.label)))

    def _can_be_name(self, hit: Hit, *, has_capitals: bool) -> bool:
        """False for small letters where others have capitals, and for a word that is none by all the rules know."""
        words = self._words[hit.first : hit.last]
        if has_capitals and all(word.islower() for word in words):
            return False
        is_known = words[0] in self._lists["not_name"] or words[0] in self._lists["not_acronym"]
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
            words = self._words[hit.first : hit.last]
            firsts.add(words[0])
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
                yield Hit(at, last, "LOC", 0.55)

    def _unknown_acronyms(self) -> Iterator[Hit]:
        for at, word in enumerate(self._words):
            if (
                3 <= len(word) <= 7
                and word.isalpha()
                and word.isupper()
                and not self._is_shouted[at]
                and self._owner[at] is None
                and word not in self._lists["not_acronym"]
                and not set(word) <= _ROMAN
            ):
                yield Hit(at, at + 1, "ORG", 0.45)

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

    def _name_before(self, end: int) -> int | None:
        """Return where the capitalised words that end at `end` begin, None where they are no name."""
        at = end
        while at > 0 and end - at < _LONGEST_NAME and self._is_free_name(at - 1) and (at == end or self._is_glued(at)):
            at -= 1
        if any(i in self._at["ROLE"] for i in range(at, end)):
            return None
        if at == end or self._is_shouted[at] or (at > 0 and self._is_glued(at) and self._is_free_name(at - 1)):
            return None
        if self._opens[at] and end - at == 1 and self._words[at].lower() in self._seen_small:
            return None
        return at

    def _is_free_name(self, at: int) -> bool:
        word = self._words[at]
        return (
            self._owner[at] is None
            and self._is_capital[at]
            and word not in self._lists["not_name"]
            and not (self._opens[at] and word.lower() in self._seen_small)
        )

    def _is_name_here(self, at: int) -> bool:
        """True where a capital letter is no mere sentence opening."""
        return not (self._opens[at] and self._words[at].lower() in self._seen_small)

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
