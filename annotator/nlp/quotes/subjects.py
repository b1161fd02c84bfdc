"""Who acts in a verb of saying: the mention before it, or the one that opens the sentence and words about it part."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.nlp.quotes.clauses import is_verb
from annotator.nlp.quotes.document import ALL_MARKS, Document, Range
from annotator.nlp.quotes.frames import Kind, Mention
from annotator.nlp.quotes.lexicon import ACTIVE_CLASSES, OPTIONAL_CLASSES, CueClass, Lexicon
from annotator.nlp.quotes.mentions import Reader

_FAR = 60
"""How far apart a verb and the subject that opens its sentence may stand, in tokens."""
_STRONG = ACTIVE_CLASSES - OPTIONAL_CLASSES - {CueClass.DIRECTIVE}
_BUT = frozenset({"namun", "tetapi", "tapi", "sementara", "sedangkan", "adapun", "bahkan", "padahal", "sebab"})
_POINTED = 9
"""How many words "… itu" that opens a sentence may have."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """Finds the subject of one verb at a time."""

    document: Document
    lexicon: Lexicon
    reader: Reader

    def of(self, index: int, sentence: Range, shared: Mention | None) -> Mention | None:
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
        elif (opening := self._opening(mention, index, sentence)) is not None:
            return opening
        if mention is None and at > sentence.first and document.tokens[at - 1].text == ",":
            return shared
        if mention is None or mention.first == sentence.first:
            opens_with_time = mention is not None and has("time_noun", document.tokens[mention.first].low)
            return None if opens_with_time else mention
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
        if index - sentence.first > _FAR:
            return None
        is_parted = self.document.low(index - 1, sentence) == ","
        is_marked = is_parted or self.document.low(index + 1, sentence) in {"bahwa", ",", ":"}
        within = Range(sentence.first, index)
        first = self._first_word(within)
        mention = self.reader.opening(first, within) or self.reader.after(first, within)
        if mention is None:
            return None
        at = mention.last + (self.document.low(mention.last, within) == ",")
        low = self.document.low(at, within)
        has = self.lexicon.has
        is_sure = mention.kind is not Kind.NAME or self.reader.is_sure(mention)
        is_setting = is_sure and (has("setting", low) or low == "yang")
        if not (is_marked or is_setting) or low == "(":
            return None
        if not (low in {"yang", "selaku", "bersama"} or any(has(kind, low) for kind in ("setting", "role", "day"))):
            return None
        between = (self.lexicon.cues.get(token.low) for token in self.document.tokens[at:index])
        return None if any(known in ACTIVE_CLASSES for known in between) else mention

    def _opening(self, near: Mention, index: int, sentence: Range) -> Mention | None:
        """Return who opens the sentence where `near` only belongs to words about them, else None.

        "Menkeu Sri Mulyani saat membacakan pendapat akhir *pemerintah* menyatakan S", "Bambang yang juga mengikuti
        upacara *Polri* menyampaikan S".
        """
        has, document = self.lexicon.has, self.document
        if near.kind in {Kind.PRONOUN, Kind.COMPOUND} or index - sentence.first > _FAR:
            return None
        within = Range(sentence.first, near.first)
        first = self._first_word(within)
        mention = self.reader.after(first, within) or self.reader.opening(first, within)
        if mention is None or mention.last >= near.first or mention.kind is Kind.PRONOUN:
            return None
        if near.kind is Kind.NAME and mention.kind is not Kind.NAME:
            return None  # "Anggota pansus dari PDIP *Ganjar Pranowo*": the name that the role leads to
        if mention.kind is Kind.NAME and not self.reader.is_sure(mention):
            return None
        low = document.low(mention.last, within)
        if low == "(" or (low == "dari" and near.kind is Kind.NAME):
            return None
        is_time = low in {"saat", "ketika", "waktu"} and document.low(mention.last + 1, within) in {"itu", "ini"}
        if not (low == "yang" or (has("setting", low) and not is_time)):
            return None
        between = document.tokens[mention.last : near.first]
        if any(token.text in ",;:" or self.lexicon.cues.get(token.low) in _STRONG for token in between):
            return None
        return mention

    def _first_word(self, within: Range) -> int:
        """Return the token a subject that opens the sentence starts with, behind "Namun" or "Sementara itu,"."""
        first = after_connective(self.document, self.lexicon, *within)
        return first + (first + 1 < within.last and self.document.tokens[first].low in _BUT)

    def _pointed_at(self, index: int, sentence: Range) -> Mention | None:
        """Return "Pelaut tersebut" that opens the sentence and speaks at `index`: any noun, known or not."""
        document, has = self.document, self.lexicon.has
        within = Range(sentence.first, index)
        end = index - (document.low(index - 1, within) == ",")
        first = self._first_word(within)
        if document.low(end - 1, within) not in {"itu", "tersebut"} or not 2 <= end - first <= _POINTED:
            return None
        words = document.tokens[first : end - 1]
        if has("non_person", words[0].low) or words[0].low in self.lexicon.function_words:
            return None
        stops = (
            (not word.is_word and word.text not in ALL_MARKS)
            or word.low == "yang"
            or word.low in self.lexicon.cues
            or is_verb(word, self.lexicon)
            for word in words
        )
        return None if any(stops) else self.reader.common(first, end)

    def _opening_subject(self, index: int, sentence: Range) -> Mention | None:
        """Return the name or pronoun that opens the sentence, for "Putin mengunjungi X dan mengatakan S"."""
        first = sentence.first
        for at in range(sentence.first, min(sentence.first + 12, index)):
            if self.document.tokens[at].text == ",":
                first = at + 1
                break
        mention = self.reader.after(first, Range(sentence.first, index))
        return mention if mention is not None and mention.kind is not Kind.ORGANISATION else None


def after_connective(document: Document, lexicon: Lexicon, first: int, last: int) -> int:
    """Return the token behind "Sementara itu," and the like, where the tokens `[first, last)` open so."""
    for length in (3, 2, 1):
        if first + length < last and document.tokens[first + length].text == ",":
            phrase = document.phrase(first, first + length)
            if phrase in lexicon.words.get("connective", frozenset()) and phrase != "saat ini":
                return first + length + 1
    return first
