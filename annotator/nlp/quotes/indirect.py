"""Reported speech around a verb or a frame: "X mengatakan S", "menurut X, S", "S, kata X", and its mixed kinds.

Quote rules P4, P7, P8, P9, P10, P12, P13. Outermost only: nothing is sought inside a content already found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.nlp.quotes.cues import cue_in_text
from annotator.nlp.quotes.document import ALL_MARKS, SENTENCE_END, Document, Range, Token
from annotator.nlp.quotes.extents import Extents, overlapping
from annotator.nlp.quotes.frames import Content, Frame, Kind, Mention, Type
from annotator.nlp.quotes.lexicon import ACTIVE_CLASSES, OPTIONAL_CLASSES, CueClass, Lexicon
from annotator.nlp.quotes.marks import Pair
from annotator.nlp.quotes.mentions import Reader
from annotator.nlp.quotes.via import find_via

_ADDRESSEE = frozenset({"kepada", "pada"})
_SOURCE_NOUN_LINKS = frozenset({"dari", "oleh"})
_TOPIC = frozenset({"sebagai", "soal", "tentang", "terkait", "mengenai"})
_MIN_WORDS = 2
_FAR = 60
"""How far apart a verb and the subject that opens its sentence may stand, in tokens."""
_POINTED = 6
"""How many words "… itu" that opens a sentence may have."""
_LONGEST = 300
"""In tokens: what runs on longer is no sentence, and its reported clause cannot be told."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One sentence, the marks of its paragraph, and the quotes found before: first token to the token after."""

    range: Range
    pairs: Sequence[Pair]
    blocked: Mapping[int, int]
    blocks: Sequence[int] = ()

    def open_from(self, index: int) -> int:
        """Return the first token from which nothing is blocked up to `index`."""
        at = bisect_left(self.blocks, index) - 1
        return max(self.range.first, self.blocked[self.blocks[at]]) if at >= 0 else self.range.first

    def open_to(self, index: int) -> int:
        """Return the token after the last one that nothing blocks from `index` on."""
        at = bisect_right(self.blocks, index)
        return self.blocks[at] if at < len(self.blocks) else self.range.last


@dataclass(frozen=True, slots=True)
class Verb:
    """An active cue; `has_object` where -nya on it stands for what it is about ("menyebutnya")."""

    index: int
    cue: CueClass
    has_object: bool


@dataclass(slots=True)
class IndirectFinder:
    """Finds reported clauses sentence by sentence. Frames of optional cues come without contents."""

    document: Document
    lexicon: Lexicon
    reader: Reader
    frames: list[Frame] = field(default_factory=list)
    taken: Extents = field(default_factory=Extents)

    def sentence(self, sentence: Range, pairs: Sequence[Pair], taken: Extents) -> None:
        """Add what `sentence` reports. `pairs` are its marks, `taken` the quotes in marks found before."""
        blocked = self._blocked(sentence, taken)
        scope = Scope(sentence, pairs, blocked, sorted(blocked))
        index = sentence.first
        subject: Mention | None = None
        while index < sentence.last:
            if index in blocked:
                index = blocked[index]
                continue
            token = self.document.tokens[index]
            known = self.lexicon.cues.get(token.low)
            is_clitic_object = known is None and token.low.endswith("nya") and len(token.low) > 6
            if is_clitic_object:
                known = self.lexicon.cues.get(token.low[:-3])
                if known not in ACTIVE_CLASSES and known is not CueClass.PASSIVE:
                    known = None
            if token.low in {"menurut", "menurutnya"}:
                stop = self._menurut(index, scope)
            elif known in ACTIVE_CLASSES and known is not None:
                stop, subject = self._active(index, scope, known, subject, is_clitic_object=is_clitic_object)
            elif known is CueClass.PASSIVE:
                stop = self._passive(index, scope)
            elif known is not None and self._may_attribute(index, sentence):
                stop = self._attribution(index, scope)
            else:
                stop = 0
            index = max(stop, index + 1)

    def _blocked(self, sentence: Range, taken: Extents) -> dict[int, int]:
        """Map the first token of each quote found in marks, and its cue, to the token after it."""
        start, end = self.document.tokens[sentence.first].start, self.document.tokens[sentence.last - 1].end
        found = {}
        for a, b in taken.within(start, end):
            first, last = self.document.token_at(a), self.document.token_at(b)
            after = last
            if self.document.low(after, sentence) == ",":
                after += 1
            if self.lexicon.cues.get(self.document.low(after, sentence)) is not None:
                last = after + 1
            found[max(first, sentence.first)] = last
        return found

    # X mengatakan S

    def _active(
        self, index: int, scope: Scope, known: CueClass, subject: Mention | None, *, is_clitic_object: bool
    ) -> tuple[int, Mention | None]:
        sentence, pairs = scope.range, scope.pairs
        mention = self._subject(index, sentence, subject)
        if mention is None or self._is_paper(mention):
            return 0, subject
        token = self.document.tokens[index]
        frame = Frame(token.start, cue=(token.start, token.end), mention=mention)
        frame.via = find_via(self.document, index, sentence, self.lexicon)
        content = None
        first = None if known in OPTIONAL_CLASSES else self._content_start(index, sentence, known)
        if first is not None and first not in scope.blocked:
            within = Range(sentence.first, scope.open_to(first))
            last = self._content_end(first, self._clause(within, mention, first))
            content = self._content(first, last, pairs, 0.85)
            if content is not None and not self._is_reported(
                Verb(index, known, is_clitic_object), first, last, content
            ):
                content = None
        if content is not None:
            frame.contents.append(content)
            self.taken.add(content.start, content.end)
        self.frames.append(frame)
        return (self.document.token_at(content.end) if content else 0), mention

    def _is_paper(self, mention: Mention) -> bool:
        """True for "Data BI", "Survei itu": what was written, and nobody who speaks."""
        low = self.document.tokens[mention.first].low
        return self.lexicon.has("non_person", low) and not self.lexicon.has("human", low)

    def _clause(self, sentence: Range, subject: Mention, first: int) -> Range:
        """Cut the sentence at the comma behind `first` where it opens with "Meski X mengatakan S, …"."""
        opening = self.document.low(sentence.first, sentence)
        if subject.first != sentence.first + 1 or not self.lexicon.has("subordinator", opening):
            return sentence
        commas = (at for at in range(first + 1, sentence.last) if self.document.tokens[at].text == ",")
        return Range(sentence.first, next(commas, sentence.last))

    def _subject(self, index: int, sentence: Range, shared: Mention | None) -> Mention | None:
        """Return who acts in the verb at `index`, or None where a modal or a purpose makes it no act of saying."""
        has, document = self.lexicon.has, self.document
        at = index
        while at > sentence.first:
            low = document.tokens[at - 1].low
            if has("modal", low):
                return None
            if low == "secara" or has("adverb", low) or has("negation", low):
                at -= 1
            elif time := self._before_time(at, sentence):
                at = time
            elif (at - 1 > sentence.first and document.tokens[at - 2].low == "secara") or (
                at - 2 > sentence.first and document.phrase(at - 2, at) in {"sementara itu", "lebih lanjut"}
            ):
                at -= 2
            else:
                break
        if at > sentence.first and has("coordinator", document.tokens[at - 1].low):
            if shared is not None:
                return shared
            return self._opening_subject(at - 1, sentence)
        mention = self.reader.before(at, sentence)
        if mention is None:
            mention = self._pointed_at(index, sentence) or self._fronted(index, sentence)
        if mention is None and at > sentence.first and document.tokens[at - 1].text == ",":
            return shared
        if mention is None or mention.first == sentence.first:
            return mention
        before = document.tokens[mention.first - 1].low
        if before in {"di", "ke", "dari", "pada"} and mention.last == at and not (mention.role and " " in mention.text):
            return self._opening_subject(mention.first - 1, sentence)
        if before in {"kepada", "oleh", "dengan", "terhadap", "bersama", "untuk"} and mention.last == at:
            return None
        return mention

    def _before_time(self, index: int, sentence: Range) -> int:
        """Return the token that "pada Selasa", "hari Rabu (4/5)" before `index` starts with, or 0."""
        document, at = self.document, index - 1
        if document.low(at, sentence) == ")":
            at = next(
                (i - 1 for i in range(at - 1, max(sentence.first, at - 8), -1) if document.low(i, sentence) == "("), 0
            )
        if at <= sentence.first or not self.lexicon.has("day", document.low(at, sentence)):
            return 0
        while document.low(at - 1, sentence) in {"pada", "hari"}:
            at -= 1
        return at

    def _fronted(self, index: int, sentence: Range) -> Mention | None:
        """Return who opens the sentence where words about them part them from the verb at `index`.

        "X yang memimpin tim itu mengatakan bahwa S"; "PT X di Jakarta, Jumat, menyatakan S". What follows the verb
        must mark a clause, or a comma end what stands between.
        """
        is_parted = self.document.low(index - 1, sentence) == ","
        is_marked = self.document.low(index + 1, sentence) in {"bahwa", ",", ":"}
        if not (is_parted or is_marked) or index - sentence.first > _FAR:
            return None
        within = Range(sentence.first, index)
        first = self._after_opening(within)
        mention = self.reader.opening(first, within) or self.reader.after(first, within)
        if mention is None:
            return None
        at = mention.last + (self.document.low(mention.last, within) == ",")
        low = self.document.low(at, within)
        has = self.lexicon.has
        if not (low == "yang" or any(has(kind, low) for kind in ("setting", "role", "day"))):
            return None
        between = (self.lexicon.cues.get(token.low) for token in self.document.tokens[at:index])
        return None if any(known in ACTIVE_CLASSES for known in between) else mention

    def _pointed_at(self, index: int, sentence: Range) -> Mention | None:
        """Return "Pelaut tersebut" that opens the sentence and speaks at `index`: any noun, known or not."""
        document, has = self.document, self.lexicon.has
        within = Range(sentence.first, index)
        end = index - (document.low(index - 1, within) == ",")
        first = self._after_opening(within)
        if document.low(end - 1, within) not in {"itu", "tersebut"} or not 2 <= end - first <= _POINTED:
            return None
        words = document.tokens[first : end - 1]
        if has("non_person", words[0].low) or words[0].low in self.lexicon.function_words:
            return None
        stops = (
            not word.is_word or word.low == "yang" or word.low in self.lexicon.cues or is_verb(word, self.lexicon)
            for word in words
        )
        return None if any(stops) else self.reader.common(first, end)

    def _after_opening(self, within: Range) -> int:
        """Return the token behind "Sementara itu," and the like, where a sentence opens so."""
        return self._skip_connective(within.first, within.last)

    def _opening_subject(self, index: int, sentence: Range) -> Mention | None:
        """Return the name or pronoun that opens the sentence, for "Putin mengunjungi X dan mengatakan S"."""
        first = sentence.first
        for at in range(sentence.first, min(sentence.first + 12, index)):
            if self.document.tokens[at].text == ",":
                first = at + 1
                break
        mention = self.reader.after(first, Range(sentence.first, index))
        return mention if mention is not None and mention.kind is not Kind.ORGANISATION else None

    def _content_start(self, index: int, sentence: Range, known: CueClass) -> int | None:
        at = index + 1
        low = self.document.low(at, sentence)
        if low in _ADDRESSEE:
            found = self._after_addressee(at, sentence)
            if found is None:
                return None
            at = found
        elif low in {"lagi", "pula", "kembali"} or (
            self.lexicon.has("adverb", low) and self.document.low(at + 1, sentence) == ","
        ):
            at += 1
        elif low == "lebih" and self.document.low(at + 1, sentence) == "lanjut":
            at += 2
        if self.document.low(at, sentence) in {",", ":"}:
            at += 1
        at = self._after_via(at, sentence)
        if self.lexicon.has("complementiser", self.document.low(at, sentence)):
            at += 1
            if self.document.low(at, sentence) == ",":
                at += 1
        elif known is not CueClass.DIRECTIVE and self.document.low(at, sentence) in {"jika", "kalau"}:
            at += 0 if self._is_condition(at, sentence) else 1
        return at if at < sentence.last else None

    def _after_via(self, index: int, sentence: Range) -> int:
        """Return the token after "seperti dilansir AFP, Senin (25/8)," where it stands at `index`, else `index`."""
        at = index + (self.document.low(index, sentence) in {"seperti", "sebagaimana"})
        if not self.lexicon.has("via_verb", self.document.low(at, sentence)):
            return index
        ends = [i for i in range(at, min(at + 20, sentence.last)) if self.document.tokens[i].text == ","]
        for end in ends:
            after = self.document.low(end + 1, sentence)
            if not (self.lexicon.has("day", after) or after == "("):
                return end + 1
        return index

    def _after_addressee(self, index: int, sentence: Range) -> int | None:
        comma = None
        for at in range(index, min(index + 25, sentence.last)):
            token = self.document.tokens[at]
            if self.lexicon.has("complementiser", token.low):
                return at
            if token.text in ",:" and comma is None:
                comma = at
        return comma if self.document.low(index, sentence) == "kepada" else index

    def _is_condition(self, index: int, sentence: Range) -> bool:
        """True where "jika" opens a condition inside what is said and not the clause itself ("menyebut jika …")."""
        words = [self.document.low(i, sentence) for i in range(index + 1, index + 5)]
        later = [token.low for token in self.document.tokens[index : min(index + _LONGEST, sentence.last)]]
        return "," in later and ("ada" in words or "maka" in later)

    def _is_reported(self, verb: Verb, first: int, last: int, content: Content) -> bool:
        """True where the content is a clause that this cue can report (annotation scheme, rules 3 and 4)."""
        if content.type is Type.DIRECT:
            return True
        if verb.has_object:
            return content.type is Type.MIXED and self.document.tokens[first].low not in _TOPIC - {"sebagai"}
        tokens = self.document.tokens
        if self._is_stub(first, last):
            return False
        is_marked = first > verb.index + 1
        if verb.cue is CueClass.DIRECTIVE:
            return self._is_directed(first, last, is_marked=is_marked)
        if verb.cue is CueClass.ASSERTIVE_MARKED:
            return is_marked
        if verb.cue is CueClass.ASSERTIVE:
            return content.type is Type.MIXED or tokens[first].low not in _TOPIC
        return is_marked or (not self._is_owned(first) and self._is_clause(first, last))

    def _is_owned(self, index: int) -> bool:
        """True for "kesiapannya", "dukungannya": what follows is about the speaker's own and no clause."""
        low = self.document.tokens[index].low
        stem = low.removesuffix("nya")
        is_abstract = stem.startswith("ke") and stem.endswith("an") and len(stem) > 6
        return low.endswith("nya") and (is_abstract or self.lexicon.has("np_object_noun", stem))

    def _is_stub(self, first: int, last: int) -> bool:
        """True for "hal itu", "demikian": the words point to a quote and are none."""
        tokens = self.document.tokens
        words = [t.low for t in tokens[first : min(last, first + 4)]]
        if not words or words[0] in {"demikian", "begitu", "hal-hal"}:
            return True
        if self._goes_on(first, last) or self._goes_on(first + 2, last):
            return False
        if last - first <= 4 and words[-1] in {"tersebut", "itu", "ini", "senada", "serupa", "sama", "demikian"}:
            return True
        return (
            len(words) > 1 and words[0] == "hal" and words[1] in {"itu", "tersebut", "ini", "senada", "serupa", "yang"}
        )

    def _goes_on(self, index: int, last: int) -> bool:
        """True where a predicate follows at `index`: "hal itu *sudah selesai*" says something after all."""
        tokens = self.document.tokens
        if index >= last or tokens[index].low in {"yang", "saat"}:
            return False
        return self.lexicon.has("predicate", tokens[index].low) or is_verb(tokens[index], self.lexicon)

    def _is_clause(self, first: int, last: int) -> bool:
        """True where a finite predicate stands outside relative clauses: a clause and not a noun phrase."""
        tokens, has = self.document.tokens, self.lexicon.has
        if has("np_object_noun", tokens[first].low):
            return False
        skip = False
        for at in range(first, last):
            token = tokens[at]
            if token.low == "yang":
                skip = True
                continue
            if has("predicate", token.low) or is_verb(token, self.lexicon):
                if token.low in {"hanya", "juga"}:
                    continue
                if skip:
                    skip = token.low in {
                        "tidak",
                        "belum",
                        "akan",
                        "telah",
                        "sudah",
                        "bisa",
                        "dapat",
                        "harus",
                        "sedang",
                        "masih",
                    }
                    continue
                if at > first and tokens[at - 1].low in {
                    "untuk",
                    "dalam",
                    "tanpa",
                    "dengan",
                    "guna",
                    "demi",
                    "setelah",
                    "sebelum",
                }:
                    continue
                return True
        return False

    def _is_directed(self, first: int, last: int, *, is_marked: bool) -> bool:
        """True where a directive governs a clause: agar, untuk, supaya, bahwa, or someone and a verb."""
        tokens = self.document.tokens
        if is_marked and tokens[first - 1].low in {"bahwa", ","}:
            return True
        if tokens[first].low == "maaf":
            return False
        for at in range(first, min(last, first + 18)):
            low = tokens[at].low
            if low in {"agar", "supaya", "untuk", "bahwa"}:
                return at + 1 < last and (
                    low != "untuk" or is_verb(tokens[at + 1], self.lexicon) or self._is_clause(at + 1, last)
                )
            if low in {"yang", "karena", "dalam", ",", "di"}:
                return False
            if (
                at > first
                and is_verb(tokens[at], self.lexicon)
                and (low.startswith(("me", "ber", "di")) or low in {"tidak", "segera"})
            ):
                return True
            if at > first and low in {"tidak", "segera", "tetap", "jangan", "harus", "dapat", "bisa", "lebih"}:
                return True
        return False

    # Disampaikan X; Disebutkan, S

    def _passive(self, index: int, scope: Scope) -> int:
        """Push the agent of "disampaikan X" (P10), or report "Disebutkan, S" that names nobody."""
        document, tokens, sentence, pairs = self.document, self.document.tokens, scope.range, scope.pairs
        token = tokens[index]
        is_clitic = token.low.endswith("nya")
        after = index + 1
        if document.low(after, sentence) in {"oleh", "langsung", "pula", "kembali", "juga"}:
            after += 1
        mention: Mention | None = None
        if is_clitic:
            mention = Mention(token.start, token.end, token.text, Kind.CLITIC, index, index + 1)
        else:
            mention = self.reader.after(after, sentence)
        frame = Frame(token.start, cue=(token.start, token.end), mention=mention)
        opens = index == sentence.first
        first = mention.last if mention is not None else after
        if opens and document.low(first, sentence) in {",", "bahwa", ":"}:
            first += 1
            if document.low(first, sentence) == "bahwa":
                first += 1
            last = self._content_end(first, sentence)
            content = self._content(first, last, pairs, 0.7)
            if content is not None and not self._is_stub(first, last):
                frame.contents.append(content)
                self.taken.add(content.start, content.end)
                self.frames.append(frame)
                return document.token_at(content.end)
        if mention is not None and not is_clitic:
            frame.cue = None
            self.frames.append(frame)
            return mention.last
        return 0

    # Menurut X, S

    def _menurut(self, index: int, scope: Scope) -> int:
        document, sentence = self.document, scope.range
        token = document.tokens[index]
        mention: Mention | None
        after = index + 1
        if document.low(index - 1, sentence) == "yang":
            return 0
        if token.low == "menurutnya":
            mention = Mention(token.start, token.end, token.text, Kind.CLITIC, index, index + 1)
        else:
            low = document.low(after, sentence)
            if self.lexicon.has("statement_noun", low):
                after += 1
                while document.low(after, sentence) in _SOURCE_NOUN_LINKS or document.low(after, sentence) in {
                    "tertulis",
                    "resmi",
                    "pers",
                    "kantor",
                }:
                    if document.low(after, sentence) == "kantor":
                        break
                    after += 1
            elif self.lexicon.has("non_person", low):
                return 0
            mention = self._body(after, sentence) or self.reader.after(after, sentence)
        if mention is None:
            return 0
        frame = Frame(token.start, cue=(token.start, token.end), mention=mention)
        frame.via = find_via(document, mention.last, sentence, self.lexicon)
        return self._around(index, mention.last, scope, frame, 0.85)

    def _body(self, index: int, sentence: Range) -> Mention | None:
        """Return "kantor Perdana Menteri Australia": a lower-case body word and the capitals after it."""
        if not self.lexicon.has("org_word", self.document.low(index, sentence)):
            return None
        if self.document.tokens[index].is_capital:
            return None
        end = self.reader.run(index + 1, sentence)
        if end == index + 1:
            return None
        start, stop = self.document.tokens[index].start, self.document.tokens[end - 1].end
        words = tuple(t.low for t in self.document.tokens[index:end])
        return Mention(start, stop, self.document.text[start:stop], Kind.ORGANISATION, index, end, words)

    # S, kata X, S

    def _may_attribute(self, index: int, sentence: Range) -> bool:
        if index == sentence.first:
            return self.document.tokens[index].is_capital
        return self.document.tokens[index - 1].text in ",?!"

    def _attribution(self, index: int, scope: Scope) -> int:
        sentence = scope.range
        cue = cue_in_text(self.document, index, sentence, self.lexicon)
        if cue is None:
            return 0
        token = self.document.tokens[index]
        mention: Mention | None
        if cue.is_clitic:
            mention = Mention(token.start, token.end, token.text, Kind.CLITIC, index, index + 1)
        else:
            mention = self.reader.after(cue.after, sentence)
            if mention is None:
                return 0
        frame = Frame(token.start, cue=(token.start, token.end), mention=mention)
        frame.via = find_via(self.document, mention.last, sentence, self.lexicon)
        return self._around(index, mention.last, scope, frame, 0.8)

    def _around(self, index: int, after: int, scope: Scope, frame: Frame, score: float) -> int:
        """Take what stands before and after an inserted "kata X" or "menurut X" (P8, P9)."""
        document, tokens, sentence = self.document, self.document.tokens, scope.range
        first = scope.open_from(index)
        before: Content | None = None
        if index > first:
            last = index - 1 if tokens[index - 1].text in ",?!" else index
            lead = document.phrase(first, last) if first < last <= first + _LONGEST else ""
            if lead and lead not in self.lexicon.words.get("connective", frozenset()) and first == sentence.first:
                before = self._content(self._skip_connective(first, last), last, scope.pairs, score)
        behind = self._behind(after, scope, score, has_before=before is not None)
        if before is not None and self.taken.overlap(before.start, before.end):
            # "X mengatakan …, kata Y" is one quote by Y; said twice of one, "…, katanya" adds nothing.
            is_outer = behind is None and frame.mention is not None and frame.mention.kind is not Kind.CLITIC
            if is_outer:
                self._drop_within(before)
            else:
                before = None
        contents = [content for content in (before, behind) if content is not None]
        if before is not None and behind is None and len(document.text[before.start : before.end].split()) < _MIN_WORDS:
            contents = []
        frame.contents = contents
        frame.is_group = len(contents) > 1
        for content in contents:
            self.taken.add(content.start, content.end)
        self.frames.append(frame)
        return document.token_at(contents[-1].end) if behind is not None else after

    def _drop_within(self, content: Content) -> None:
        """Forget what was found inside `content`, which turned out to be said by someone else."""
        inside = list(self.taken.within(content.start, content.end))
        for start, end in inside:
            self.taken.remove(start, end)
        while self.frames and self.frames[-1].at >= content.start:
            self.frames.pop()

    def _skip_connective(self, first: int, last: int) -> int:
        for length in (3, 2, 1):
            if first + length < last and self.document.tokens[first + length].text == ",":
                phrase = self.document.phrase(first, first + length)
                if phrase in self.lexicon.words.get("connective", frozenset()) and phrase != "saat ini":
                    return first + length + 1
        return first

    def _behind(self, after: int, scope: Scope, score: float, *, has_before: bool) -> Content | None:
        document, sentence, pairs = self.document, scope.range, scope.pairs
        at = after
        while document.low(at, sentence) in {"lagi", "pula", "itu"}:
            at += 1
        low = document.low(at, sentence)
        if not low or low in SENTENCE_END:
            return None
        bare = low != ","
        if not bare:
            at += 1
            low = document.low(at, sentence)
            if (end := self._apposition_end(at, sentence)) > at:
                at = end + 1
                low = document.low(at, sentence)
        if low == "bahwa":
            at += 1
        elif self._is_setting(at, sentence):
            if has_before:
                return None
            moved = self._after_setting(at, sentence)
            if moved is None:
                return None
            at = moved
        elif bare and has_before and not document.tokens[at].text[0].isalpha():
            return None
        if at >= sentence.last:
            return None
        return self._content(at, self._content_end(at, sentence), pairs, score)

    def _apposition_end(self, index: int, sentence: Range) -> int:
        """Return where "Ketua PAN Sulawesi Selatan," ends behind a speaker's name, or `index` where a clause starts."""
        tokens = self.document.tokens
        low = self.document.low(index, sentence)
        if not (self.lexicon.has("role", low) or self.lexicon.has("human", low)):
            return index
        limit = min(sentence.last, index + _FAR)
        end = next((at for at in range(index, limit) if tokens[at].text in ",.?!…"), limit)
        is_listed = end < limit and tokens[end].text == ","
        names = any(token.is_capital for token in tokens[index + 1 : end])
        is_phrase = is_listed or names or end - index > _MIN_WORDS
        return end if is_phrase and not self._is_clause(index, end) else index

    def _is_setting(self, index: int, sentence: Range) -> bool:
        low = self.document.low(index, sentence)
        has = self.lexicon.has
        if low == "saat" and self.document.low(index + 1, sentence) == "ini":
            return False
        return has("setting", low) or has("day", low) or has("journalist", low) or low in {"(", "yang", "selaku"}

    def _after_setting(self, index: int, sentence: Range) -> int | None:
        """Return the token after the comma that ends a setting: "Menurut X, Senin (4/5), *S*"."""
        low = self.document.low(index, sentence)
        if not (
            self.lexicon.has("day", low) or low in {"(", "dalam", "saat", "di", "melalui", "lewat", "dikutip", "usai"}
        ):
            return index
        if low in {"dalam", "di", "saat"} and self.document.tokens[index - 1].text == ",":
            return index
        for at in range(index, min(sentence.last, index + 20)):
            if self.document.tokens[at].text == ",":
                return at + 1
        return None

    # The extent of what is said

    def _content_end(self, first: int, sentence: Range) -> int:
        """Return the token after the content: before the final stop, and before the journalist's own words."""
        tokens = self.document.tokens
        last = sentence.last
        if last - first > _LONGEST:
            return first
        for at in range(first + 1, sentence.last):
            if tokens[at - 1].text == "," and self._is_journalist(at, sentence):
                last = at - 1
                break
        while last > first and (tokens[last - 1].text in SENTENCE_END or tokens[last - 1].text in ",;:"):
            last -= 1
        return last

    def _is_journalist(self, index: int, sentence: Range) -> bool:
        has, low = self.lexicon.has, self.document.low(index, sentence)
        if has("journalist", low) or has("via_verb", low):
            return True
        after = self.document.low(index + 1, sentence)
        if low == "yang" and has("sign_verb", after) and self.document.low(index + 2, sentence) == "bahwa":
            return True
        if low in {"seperti", "sebagaimana"}:
            return has("via_verb", after) or after in {"diketahui", "diberitakan", "dimuat", "ditulis"}
        known = self.lexicon.cues.get(low)
        if known in {CueClass.NYA, CueClass.ROOT}:
            return cue_in_text(self.document, index, sentence, self.lexicon) is not None
        return False

    def _content(self, first: int, last: int, pairs: Sequence[Pair], score: float) -> Content | None:
        """Make a content of the tokens `[first, last)`; marks inside make it mixed, marks alone make it direct."""
        if first >= last:
            return None
        start, end = self.document.tokens[first].start, self.document.tokens[last - 1].end
        inside = overlapping(pairs, start, end)
        for pair in inside:
            start, end = min(start, pair.start) if pair.start < start < pair.end else start, max(end, pair.end)
        if not inside:
            return Content(start, end, Type.INDIRECT, score=score)
        pair = inside[0]
        rest = (self.document.text[start : pair.start] + self.document.text[pair.end : end]).strip(" .,:")
        said = self.document.text[pair.start : pair.end].rstrip(ALL_MARKS)[-1:]
        is_alone = pair.start == start and said in tuple(",.?!…") and not self._is_name_in_marks(pair)
        if len(inside) == 1 and (not rest or is_alone):
            return Content(pair.start, pair.end, Type.DIRECT, score=min(score + 0.05, 1.0))
        if all(self._is_name_in_marks(p) for p in inside):
            return Content(start, end, Type.INDIRECT, score=score)
        return Content(start, end, Type.MIXED, score=score - 0.05)

    def _is_name_in_marks(self, pair: Pair) -> bool:
        """True for a title, a single term or an acronym in marks, which does not make the clause around it mixed."""
        words = self.document.text[pair.start : pair.end].strip(ALL_MARKS + " ,.").split()
        before = self.document.token_at(pair.start) - 1
        if before >= 0 and self.lexicon.has("title_trigger", self.document.tokens[before].low):
            return True
        return len(words) <= 1 or all(word[:1].isupper() for word in words)


def is_verb(token: Token, lexicon: Lexicon) -> bool:
    """True for a word with a verbal prefix. Coarse by intent: it only tells a clause from a noun phrase."""
    low = token.low
    if token.is_capital or len(low) < 5:
        return False
    if low.startswith(("meng", "meny", "mem", "men", "diper", "memper", "ber", "ter")):
        return not lexicon.has("not_verb", low)
    return low.startswith(("di", "me")) and len(low) > 5 and not lexicon.has("not_verb", low)
