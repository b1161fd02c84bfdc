"""Reported speech around a verb or a frame: "X mengatakan S", "menurut X, S", "S, kata X", and its mixed kinds.

Quote rules P4, P7, P8, P9, P10, P12, P13. Outermost only: nothing is sought inside a content already found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.nlp.quotes.clauses import Clauses, Verb, is_verb
from annotator.nlp.quotes.cues import cue_in_text
from annotator.nlp.quotes.document import ALL_MARKS, SENTENCE_END, Document, Range
from annotator.nlp.quotes.extents import Extents, overlapping
from annotator.nlp.quotes.frames import Content, Frame, Kind, Mention, Type
from annotator.nlp.quotes.lexicon import ACTIVE_CLASSES, OPTIONAL_CLASSES, CueClass, Lexicon
from annotator.nlp.quotes.marks import Pair
from annotator.nlp.quotes.mentions import Reader
from annotator.nlp.quotes.subjects import Subjects, after_connective
from annotator.nlp.quotes.via import find_via

_ADDRESSEE = frozenset({"kepada", "pada"})
_SOURCE_NOUN_LINKS = frozenset({"dari", "oleh"})
_MIN_WORDS = 2
_FAR = 60
"""How long a description behind a speaker's name may be, in tokens."""
_ASSERTING = frozenset({CueClass.ASSERTIVE, CueClass.ASSERTIVE_CLAUSE, CueClass.ASSERTIVE_MARKED})
_BRACKET = 12
_SETTING = 20
_SETTINGS = 6
"""How long a setting may be, in tokens, and how many may stand in a row."""
_MANNER = 15
_PURPOSE = frozenset({"untuk", "karena", "demi", "akibat", "bukan"})
_PLACED = frozenset({"dalam", "saat", "di", "melalui", "lewat", "usai", "kepada", "pada", "ketika", "seusai", "via"})
_LONGEST = 300
_OPTIONAL_SCORE = 0.5  # below any threshold: nobody accepts these without a look
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


@dataclass(slots=True)
class IndirectFinder:
    """Finds reported clauses sentence by sentence. Frames of optional cues come without contents."""

    document: Document
    lexicon: Lexicon
    reader: Reader
    frames: list[Frame] = field(default_factory=list)
    taken: Extents = field(default_factory=Extents)
    with_optional: bool = False
    subjects: Subjects = field(init=False)
    clauses: Clauses = field(init=False)

    def __post_init__(self) -> None:
        self.subjects = Subjects(self.document, self.lexicon, self.reader)
        self.clauses = Clauses(self.document, self.lexicon)

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
        mention = self.subjects.of(index, sentence, subject)
        if mention is None or self._is_paper(mention) or self._is_supposed(mention, scope.range):
            return 0, subject
        token = self.document.tokens[index]
        frame = Frame(token.start, cue=(token.start, token.end), mention=mention)
        frame.via = find_via(self.document, index, sentence, self.lexicon)
        content = None
        first = None
        if known not in OPTIONAL_CLASSES:
            first = self._marked_start(index, sentence, pairs) or self._content_start(index, sentence, known)
        if first is not None and first not in scope.blocked:
            within = Range(sentence.first, scope.open_to(first))
            last = self._content_end(first, self._clause(within, mention, first))
            content = self._content(first, last, pairs, 0.85)
            if content is not None and not self.clauses.is_reported(
                Verb(index, known, is_clitic_object), first, last, content
            ):
                content = None
        if content is None and known in _ASSERTING and self._ends_at(index + 1, sentence):
            content = self._before_subject(mention, scope)
        if content is not None:
            frame.contents.append(content)
            self.taken.add(content.start, content.end)
        elif self.with_optional and known in OPTIONAL_CLASSES:
            frame.optional = self._optional(index, mention, scope)
        self.frames.append(frame)
        return (max(self.document.token_at(content.end), index + 1) if content else 0), mention

    def _optional(self, index: int, mention: Mention, scope: Scope) -> Content | None:
        """Return what a promise or a thought holds, or the object of "mengecam X" (annotation scheme, rule 4)."""
        first = self._content_start(index, scope.range, CueClass.ASSERTIVE)
        if first is None or first in scope.blocked:
            return None
        within = Range(scope.range.first, scope.open_to(first))
        last = self._content_end(first, self._clause(within, mention, first))
        return None if self.clauses.is_stub(first, last) else self._content(first, last, scope.pairs, _OPTIONAL_SCORE)

    def _ends_at(self, index: int, sentence: Range) -> bool:
        """True where nothing but a stop follows."""
        low = self.document.low(index, sentence)
        return not low or low in SENTENCE_END

    def _before_subject(self, mention: Mention, scope: Scope) -> Content | None:
        """Return what "…, X menambahkan." reports: the quote in marks, or the clause, right before its subject."""
        first, tokens = mention.first, self.document.tokens
        if first == 0 or first <= scope.range.first - 1:
            return None
        sign = tokens[first - 1]
        edge = tokens[first - 2].end if sign.text == "," and first > 1 else sign.end
        pair = next((p for p in overlapping(scope.pairs, edge - 1, edge) if p.end == edge), None)
        if pair is not None:
            spoken = self.document.text[pair.start : pair.end].rstrip(ALL_MARKS)[-1:] in tuple(",?!.…")
            is_free = spoken or sign.text == ","
            return Content(pair.start, pair.end, Type.DIRECT, score=0.85) if is_free else None
        begin = scope.open_from(first)
        if sign.text != "," or begin != scope.range.first or first - begin <= _MIN_WORDS:
            return None
        begin = after_connective(self.document, self.lexicon, begin, first - 1)
        is_setting = self.lexicon.has("setting", tokens[begin].low) or self.lexicon.has(
            "subordinator", tokens[begin].low
        )
        is_clause = not is_setting and self._is_clause_in(begin, first - 1)
        return self._content(begin, first - 1, scope.pairs, 0.7) if is_clause else None

    def _is_paper(self, mention: Mention) -> bool:
        """True for "Data BI", "Survei itu": what was written, and nobody who speaks."""
        low = self.document.tokens[mention.first].low
        return self.lexicon.has("non_person", low) and not self.lexicon.has("human", low)

    def _is_supposed(self, mention: Mention, sentence: Range) -> bool:
        """True for "Jika X mengatakan S": nobody has said it yet (quote rules, P13)."""
        opening = self.document.low(sentence.first, sentence)
        return mention.first - sentence.first in (1, 2) and self.lexicon.has("conditional", opening)

    def _clause(self, sentence: Range, subject: Mention, first: int) -> Range:
        """Cut the sentence at the comma behind `first` where it opens with "Meski X mengatakan S, …"."""
        opening = self.document.low(sentence.first, sentence)
        if subject.first != sentence.first + 1 or not self.lexicon.has("subordinator", opening):
            return sentence
        commas = (at for at in range(first + 1, sentence.last) if self.document.tokens[at].text == ",")
        return Range(sentence.first, next(commas, sentence.last))

    def _content_start(self, index: int, sentence: Range, known: CueClass) -> int | None:
        at = index + 1
        low = self.document.low(at, sentence)
        if low in _ADDRESSEE:
            found = self._after_addressee(at, sentence)
            if found is None:
                # "meminta kepada warga menahan diri": who is asked belongs to what is asked.
                return at + 1 if known is CueClass.DIRECTIVE and at + 1 < sentence.last else None
            at = found
        elif low in {"lagi", "pula", "kembali"} or (
            self.lexicon.has("adverb", low) and self.document.low(at + 1, sentence) == ","
        ):
            at += 1
        elif low == "lebih" and self.document.low(at + 1, sentence) == "lanjut":
            at += 2
        at = self._after_time(at, sentence)
        is_parted = self.document.low(at, sentence) in {",", ":"}
        if is_parted:
            at = self._after_time(at + 1, sentence)
        at = self._after_via(at, sentence)
        if self.lexicon.has("complementiser", self.document.low(at, sentence)):
            at += 1
            if self.document.low(at, sentence) == ",":
                at += 1
        elif known is not CueClass.DIRECTIVE and self.document.low(at, sentence) in {"jika", "kalau"}:
            at += 0 if self._is_condition(at, sentence, is_parted=is_parted) else 1
        return at if at < sentence.last else None

    def _marked_start(self, index: int, sentence: Range, pairs: Sequence[Pair]) -> int | None:
        """Return the opening mark in "menjawab sambil tertawa, *"…*": what stands between is how it was said."""
        low = self.document.low(index + 1, sentence)
        if not (self.lexicon.has("setting", low) or low in _ADDRESSEE):
            return None
        start = self.document.tokens[index].end
        pair = next(iter(overlapping(pairs, start, self.document.tokens[sentence.last - 1].end)), None)
        first = self.document.token_at(pair.start) if pair is not None else sentence.last
        is_near = index < first < min(index + _MANNER, sentence.last)
        return first if is_near and self.document.tokens[first - 1].text in ",:" else None

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

    def _is_condition(self, index: int, sentence: Range, *, is_parted: bool) -> bool:
        """True where "jika" opens a condition inside what is said and not the clause itself ("menyebut jika …")."""
        words = [self.document.low(i, sentence) for i in range(index + 1, index + 5)]
        later = [token.low for token in self.document.tokens[index : min(index + _LONGEST, sentence.last)]]
        return "," in later and (is_parted or "ada" in words or "maka" in later)

    def _after_time(self, index: int, sentence: Range) -> int:
        """Return the token after "pada Rabu (3/4/2024)," or "Senin" before "bahwa" at `index`, else `index`."""
        at = index + (self.document.low(index, sentence) in {"pada", "hari"})
        at += self.document.low(at, sentence) == "hari"
        if not self.lexicon.has("day", self.document.low(at, sentence)):
            return index
        at += 1
        if self.lexicon.has("day_part", self.document.low(at, sentence)):
            at += 1
        if self.document.low(at, sentence) == "(":
            at = self._after_bracket(at, sentence)
        low = self.document.low(at, sentence)
        return at + (low == ",") if low in {",", "bahwa"} else index

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
        is_inserted = index > sentence.first and tokens[index - 1].text == "," and mention is not None
        if is_inserted and document.low(mention.last if mention else after, sentence) == ",":
            return self._around(index, mention.last if mention else after, scope, frame, 0.75)
        first = mention.last if mention is not None else after
        if opens and document.low(first, sentence) in {",", "bahwa", ":"}:
            first += 1
            if document.low(first, sentence) == "bahwa":
                first += 1
            last = self._content_end(first, sentence)
            content = self._content(first, last, pairs, 0.7)
            if content is not None and not self.clauses.is_stub(first, last):
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
        if self._is_still(index, sentence):
            return True
        return self.document.tokens[index - 1].text in ",?!"

    def _is_still(self, index: int, sentence: Range) -> bool:
        """True for "Masih kata X, S", "Masih menurut X, S", "Seperti kata X, S"."""
        return index == sentence.first + 1 and self.document.low(sentence.first, sentence) in {"masih", "seperti"}

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
            opens = index == sentence.first
            if opens and not self._ends_attribution(mention.last, sentence):
                return 0
        frame = Frame(token.start, cue=(token.start, token.end), mention=mention)
        frame.via = find_via(self.document, mention.last, sentence, self.lexicon)
        return self._around(index, mention.last, scope, frame, 0.8)

    def _ends_attribution(self, index: int, sentence: Range) -> bool:
        """True where "Kata X" that opens a sentence has ended: not in "Jelas pemerintah diminta …"."""
        low = self.document.low(index, sentence)
        return low in {",", "bahwa", ":", "(", "lagi"} or self.lexicon.has("setting", low) or low == ""

    def _around(self, index: int, after: int, scope: Scope, frame: Frame, score: float) -> int:
        """Take what stands before and after an inserted "kata X" or "menurut X" (P8, P9)."""
        document, tokens, sentence = self.document, self.document.tokens, scope.range
        first = scope.open_from(index)
        before: Content | None = None
        is_new = tokens[index].is_capital and index > first and tokens[index - 1].text not in ",?!"
        if index > first and not is_new and not self._is_still(index, sentence):
            last = index - 1 if tokens[index - 1].text in ",?!" else index
            lead = document.phrase(first, last) if first < last <= first + _LONGEST else ""
            if lead and lead not in self.lexicon.words.get("connective", frozenset()) and first == sentence.first:
                before = self._content(after_connective(document, self.lexicon, first, last), last, scope.pairs, score)
        is_whole = before is not None and self._is_whole(first, index)
        behind = self._behind(after, scope, score, has_before=before is not None, is_whole=is_whole)
        if before is not None and self.taken.overlap(before.start, before.end):
            # "X mengatakan …, kata Y" is one quote by Y; said twice of one, "…, katanya" adds nothing.
            is_outer = behind is None and frame.mention is not None and frame.mention.kind is not Kind.CLITIC
            if is_outer:
                self._drop_within(before)
            else:
                before = None
        contents = [content for content in (before, behind) if content is not None]
        if before is not None and behind is None and self._is_scrap(before, first, index):
            contents = []
        frame.contents = contents
        frame.is_group = len(contents) > 1
        for content in contents:
            self.taken.add(content.start, content.end)
        self.frames.append(frame)
        return document.token_at(contents[-1].end) if behind is not None else after

    def _is_whole(self, first: int, last: int) -> bool:
        """True where the tokens make a clause, which needs nothing behind an inserted "kata X"."""
        return self._is_clause_in(first, last)

    def _is_scrap(self, content: Content, first: int, last: int) -> bool:
        """True for a word or a bare "Orang itu" before the cue, whose clause could not be told."""
        words = self.document.text[content.start : content.end].split()
        return len(words) < _MIN_WORDS or (
            len(words) == _MIN_WORDS
            and words[-1].lower() in {"itu", "tersebut", "ini"}
            and not self._is_whole(first, last)
        )

    def _drop_within(self, content: Content) -> None:
        """Forget what was found inside `content`, which turned out to be said by someone else."""
        inside = list(self.taken.within(content.start, content.end))
        for start, end in inside:
            self.taken.remove(start, end)
        while self.frames and self.frames[-1].at >= content.start:
            self.frames.pop()

    def _behind(self, after: int, scope: Scope, score: float, *, has_before: bool, is_whole: bool) -> Content | None:
        document, sentence, pairs = self.document, scope.range, scope.pairs
        at = after
        while document.low(at, sentence) in {"lagi", "pula", "itu"}:
            at += 1
        if document.low(at, sentence) == "(":
            at = self._after_bracket(at, sentence)
        low = document.low(at, sentence)
        if not low or low in SENTENCE_END:
            return None
        bare = low != ","
        if bare and is_whole:
            return None
        if not bare:
            at += 1
            if (end := self._apposition_end(at, sentence)) > at:
                at = end + 1
        if document.low(at, sentence) == "bahwa":
            at += 1
        elif self._is_setting(at, sentence):
            describes = self.document.tokens[after - 1].is_capital
            moved = (
                self._past_setting(at, sentence)
                if has_before
                else self._after_setting(at, sentence, describes=describes)
            )
            if moved is None or is_whole:
                return None
            at = moved
        elif (is_whole and not self._adds(at, sentence)) or (
            bare and has_before and not document.tokens[at].text[0].isalpha()
        ):
            return None
        if at >= sentence.last:
            return None
        return self._content(at, self._content_end(at, sentence), pairs, score)

    def _after_bracket(self, index: int, sentence: Range) -> int:
        limit = min(sentence.last, index + _BRACKET)
        return next((at + 1 for at in range(index, limit) if self.document.tokens[at].text == ")"), index)

    def _adds(self, index: int, sentence: Range) -> bool:
        """True where a clause follows, and not what the speaker did meanwhile: "kata X, *mengomentari survei*"."""
        low = self.document.low(index, sentence)
        does = low in self.lexicon.cues or (low.startswith("me") and is_verb(self.document.tokens[index], self.lexicon))
        return not does and self._is_clause_in(index, sentence.last)

    def _past_setting(self, index: int, sentence: Range) -> int | None:
        """Return where "Situasi ini, kata X di Jakarta, Senin, *mengganggu …*" goes on after the setting, or None."""
        at = index
        tokens = self.document.tokens
        limit = min(sentence.last, index + _FAR)
        while at < limit and self._is_setting(at, sentence):
            comma = next((i for i in range(at, limit) if tokens[i].text == ","), None)
            if comma is None:
                at = limit
            elif (
                at == index
                or self.lexicon.has("day", self.document.low(at, sentence))
                or not self._is_clause_in(at, comma)
            ):
                at = comma + 1
            else:
                break
        low = self.document.low(at, sentence)
        rest = at < limit and (low in _PURPOSE or self._is_clause_in(at, sentence.last))
        return at if rest and low not in {"dan", "yang"} else None

    def _is_clause_in(self, first: int, last: int) -> bool:
        """True where a clause stands in `[first, last)`; its verb is not sought far off."""
        return first < last and self.clauses.is_clause(first, min(last, first + _FAR))

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
        if is_listed and not names:
            after = self.document.low(end + 1, sentence)
            is_listed = after not in {"terutama", "yang", "termasuk"} and self._is_clause_in(end + 1, sentence.last)
        is_phrase = is_listed or names or (end - index > _MIN_WORDS and end == limit)
        return end if is_phrase and not self.clauses.is_clause(index, end) else index

    def _is_setting(self, index: int, sentence: Range) -> bool:
        low = self.document.low(index, sentence)
        has = self.lexicon.has
        if low == "saat" and self.document.low(index + 1, sentence) == "ini":
            return False
        return has("setting", low) or has("day", low) or has("journalist", low) or low in {"(", "yang", "selaku"}

    def _after_setting(self, index: int, sentence: Range, *, describes: bool) -> int | None:
        """Return where the clause starts behind the settings of "Menurut X, Senin (4/5), di Jakarta, *S*".

        `describes` where "yang …" may be about the speaker.
        """
        has, tokens = self.lexicon.has, self.document.tokens
        at = index
        for _ in range(_SETTINGS):
            low = self.document.low(at, sentence)
            if not low:
                return None
            is_bare = tokens[at - 1].text != ","
            is_time = has("day", low) or low in {"(", "dikutip", "dilansir"}
            is_aside = low in {"yang", "selaku"} and at == index and describes
            if is_bare:
                is_skipped = is_time or is_aside or low in _PLACED
            else:
                is_skipped = is_time or is_aside or (low in {"di", "saat", "usai"} and self._is_short(at, sentence))
            if not is_skipped:
                return at
            limit = min(sentence.last, at + (_FAR if is_aside else _SETTING))
            comma = next((i for i in range(at, limit) if tokens[i].text == ","), None)
            if comma is None:
                return at if is_aside else None
            at = comma + 1
        return None

    def _is_short(self, index: int, sentence: Range) -> bool:
        """True for "di Jakarta," and "saat dihubungi,": a few words that no clause shares."""
        limit = min(sentence.last, index + _MIN_WORDS + 3)
        comma = next((at for at in range(index, limit) if self.document.tokens[at].text == ","), None)
        if comma is None or self._is_clause_in(index + 1, comma):
            return comma is not None and self.document.low(index + 1, sentence) in {
                "dihubungi",
                "ditemui",
                "dikonfirmasi",
            }
        return self.document.tokens[index + 1].is_capital and self._is_clause_in(comma + 1, sentence.last)

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
