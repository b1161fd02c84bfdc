"""The words the quote rules know, read from resources/lexicons; the rules themselves stand in the other modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from annotator.nlp.wordlists import WordLists


class CueClass(StrEnum):
    """What a cue may govern, and where it counts as one (quote rules, "Guards")."""

    ROOT = "root"
    """Bare root before its speaker, "…, kata Putin": after a comma or a closing mark."""
    ROOT_GUARDED = "root_guarded"
    """A root that is mostly another word ("aku", "cerita"): only right after a closing mark."""
    NYA = "nya"
    NYA_GUARDED = "nya_guarded"
    ASSERTIVE = "assertive"
    """Active verb of saying: a clause follows."""
    ASSERTIVE_CLAUSE = "assertive_clause"
    """Active verb that takes a clause or a plain noun phrase: only the clause is a quote."""
    ASSERTIVE_MARKED = "assertive_marked"
    """Says only with a comma, "bahwa" or a mark behind it: "melanjutkan, S", not "melanjutkan proses"."""
    DIRECTIVE = "directive"
    """"meminta", "mendesak": a quote where a clause follows."""
    COMMISSIVE = "commissive"
    MENTAL = "mental"
    NP_OBJECT = "np_object"
    PASSIVE = "passive"


OPTIONAL_CLASSES = frozenset({CueClass.COMMISSIVE, CueClass.MENTAL, CueClass.NP_OBJECT})
"""Never suggested (annotation scheme, rule 4), yet their subject is a source that -nya may point back to."""

ACTIVE_CLASSES = OPTIONAL_CLASSES | {
    CueClass.ASSERTIVE,
    CueClass.ASSERTIVE_CLAUSE,
    CueClass.ASSERTIVE_MARKED,
    CueClass.DIRECTIVE,
}

_NOTHING: frozenset[str] = frozenset()
_CLOSED_CLASSES = (
    "setting", "predicate", "adverb", "negation", "modal", "coordinator", "complementiser", "pronoun", "quantifier",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Cues by lower-case form, word classes by name, short names by what they stand for."""

    cues: Mapping[str, CueClass]
    words: Mapping[str, frozenset[str]]
    aliases: Mapping[str, str]
    function_words: frozenset[str] = field(default=_NOTHING)
    """Words that may open a sentence in upper case without being part of a name."""

    def has(self, word_class: str, word: str) -> bool:
        """True where the lower-case `word` belongs to `word_class`."""
        return word in self.words.get(word_class, _NOTHING)

    @classmethod
    def load(cls, folder: Path, own: Path | None = None) -> Lexicon:
        """Read cues.tsv, words.toml and aliases.tsv of `folder`, and a person's own in `own`. Raises UserError."""
        lists = WordLists(folder.parent, own)
        cues = {row["form"]: CueClass(row["class"]) for row in lists.table("cues.tsv")}
        aliases = {row["alias"].casefold(): row["name"] for row in lists.table("aliases.tsv")}
        tables = lists.classes("words.toml")
        words = {name: frozenset(table["words"]) for name, table in tables.items()}
        function_words = set(words.get("closed_class", _NOTHING))
        for name in _CLOSED_CLASSES:
            function_words |= words.get(name, _NOTHING)
        function_words |= {phrase.split()[0] for phrase in words.get("connective", _NOTHING)}
        return cls(cues, words, aliases, frozenset(function_words))
