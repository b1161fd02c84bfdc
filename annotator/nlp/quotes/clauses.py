"""What a cue may report: a clause, and not a noun phrase or a mere "hal itu" (annotation scheme, rules 3 and 4)."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.nlp.quotes.document import Document, Token
from annotator.nlp.quotes.frames import Content, Type
from annotator.nlp.quotes.lexicon import CueClass, Lexicon

_BEFORE_VERB = frozenset(
    {"tidak", "belum", "akan", "telah", "sudah", "bisa", "dapat", "harus",
     "sedang", "masih", "sangat", "lebih", "paling", "juga", "hanya", "kini",
     "pernah", "cukup", "perlu", "ingin", "mau", "tak", "baru", "sempat",
     "terus"}
)  # fmt: skip
_BEFORE_PHRASE = frozenset({"untuk", "dalam", "tanpa", "dengan", "guna", "demi", "setelah", "sebelum", "agar", "bagi"})
_BEFORE_ACT = frozenset({"tidak", "segera", "tetap", "jangan", "harus", "dapat", "bisa", "lebih", "tak"})
_FAR = 30
_TOPIC = frozenset({"sebagai", "soal", "tentang", "terkait", "mengenai"})


@dataclass(frozen=True, slots=True)
class Verb:
    """An active cue; `has_object` where -nya on it stands for what it is about ("menyebutnya")."""

    index: int
    cue: CueClass
    has_object: bool


@dataclass(frozen=True, slots=True)
class Clauses:
    """Judges stretches of tokens behind a verb of saying."""

    document: Document
    lexicon: Lexicon

    def is_reported(self, verb: Verb, first: int, last: int, content: Content) -> bool:
        """True where the content is a clause that this cue can report (annotation scheme, rules 3 and 4)."""
        if content.type is Type.DIRECT:
            return True
        if verb.has_object:
            return content.type is Type.MIXED and self.document.tokens[first].low not in _TOPIC - {"sebagai"}
        tokens = self.document.tokens
        if self.is_stub(first, last):
            return False
        is_marked = first > verb.index + 1
        if verb.cue is CueClass.DIRECTIVE:
            return self._is_directed(first, last, is_marked=is_marked)
        if verb.cue is CueClass.ASSERTIVE_MARKED:
            return is_marked
        if verb.cue is CueClass.ASSERTIVE:
            return content.type is Type.MIXED or tokens[first].low not in _TOPIC
        return is_marked or (not self._is_owned(first) and self.is_clause(first, last))

    def _is_owned(self, index: int) -> bool:
        """True for "kesiapannya", "dukungannya": what follows is about the speaker's own and no clause."""
        low = self.document.tokens[index].low
        stem = low.removesuffix("nya")
        is_abstract = stem.startswith("ke") and stem.endswith("an") and len(stem) > 6
        return low.endswith("nya") and (is_abstract or self.lexicon.has("np_object_noun", stem))

    def is_stub(self, first: int, last: int) -> bool:
        """True for "hal itu", "demikian": the words point to a quote and are none."""
        tokens = self.document.tokens
        words = [t.low for t in tokens[first : min(last, first + 4)]]
        if not words or words[0] in {"demikian", "begitu", "hal-hal"}:
            return True
        if words[0] in {"itu", "ini", "tersebut"} and len(words) > 1 and self.lexicon.has("setting", words[1]):
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
        has, low = self.lexicon.has, tokens[index].low
        return has("predicate", low) or has("state", low) or is_verb(tokens[index], self.lexicon)

    def is_clause(self, first: int, last: int) -> bool:
        """True where a finite predicate stands outside relative clauses: a clause and not a noun phrase."""
        tokens, has = self.document.tokens, self.lexicon.has
        is_noun = has("np_object_noun", tokens[first].low)  # "hasil ujian *dapat* dipakai", but "hasil ujian nasional"
        skip = False
        for at in range(first, last):
            token = tokens[at]
            if token.low == "yang":
                skip = True
                continue
            if has("predicate", token.low) or has("state", token.low) or is_verb(token, self.lexicon):
                if token.low in {"hanya", "juga"}:
                    continue
                if skip:
                    skip = token.low in _BEFORE_VERB
                    continue
                if at > first and tokens[at - 1].low in _BEFORE_PHRASE:
                    continue
                if token.low == "baru" and not (at + 1 < last and is_verb(tokens[at + 1], self.lexicon)):
                    continue
                if not is_noun or has("predicate", token.low) or (token.low.startswith("di") and at > first):
                    return True
        return False

    def _is_directed(self, first: int, last: int, *, is_marked: bool) -> bool:
        """True where a directive governs a clause: agar, untuk, supaya, bahwa, or someone and a verb."""
        tokens = self.document.tokens
        if is_marked and tokens[first - 1].low in {"bahwa", ","}:
            return True
        if tokens[first].low == "maaf":
            return False
        aside = False
        for at in range(first, min(last, first + _FAR)):
            low = tokens[at].low
            if low in {"agar", "supaya", "untuk", "bahwa"}:
                return at + 1 < last and (
                    low != "untuk" or is_verb(tokens[at + 1], self.lexicon) or self.is_clause(at + 1, last)
                )
            if low == "yang":
                aside = True  # "warga yang rumahnya terendam untuk …": only the purpose behind it tells
            elif low in {"karena", "sebab", "setelah"} or (low == "," and not self._is_listed(at, last)):
                return False
            elif aside or at == first:
                if at > first and tokens[at - 1].low != "yang" and self.lexicon.has("act", low):
                    return True
            elif low in {"dalam", "di", "terhadap", "soal", "terkait"}:
                aside = True
            elif self._is_act(tokens[at]):
                return True
        return False

    def _is_act(self, token: Token) -> bool:
        """True for what someone can be told to do or be: "melapor", "tetap …", "waspada"."""
        is_active = token.low.startswith(("me", "ber", "di")) and is_verb(token, self.lexicon)
        return is_active or token.low in _BEFORE_ACT or self.lexicon.has("act", token.low)

    def _is_listed(self, comma: int, last: int) -> bool:
        """True for a comma in a list: "Polri, Kejaksaan, dan KPK untuk …"."""
        tokens = self.document.tokens
        return comma + 1 < last and (
            tokens[comma + 1].is_capital or tokens[comma + 1].low in {"dan", "serta", "hingga"}
        )


def is_verb(token: Token, lexicon: Lexicon) -> bool:
    """True for a word with a verbal prefix. Coarse by intent: it only tells a clause from a noun phrase."""
    low = token.low
    if token.is_capital or len(low) < 5 or (low.endswith("nya") and not low.endswith(("kannya", "inya"))):
        return False  # "terjadinya", "meningkatnya" are nouns
    if low.startswith(("meng", "meny", "mem", "men", "diper", "memper", "ber", "ter")):
        return not lexicon.has("not_verb", low)
    return low.startswith(("di", "me")) and len(low) > 5 and not lexicon.has("not_verb", low)
