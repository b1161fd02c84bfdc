"""Strict figures of the bare recogniser: a name counts where both its ends and its label are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from annotator.nlp.training.augment import in_case
from annotator.nlp.training.corpus import LABELS, Corpus, Name, Sentence

ALL = "all"
VARIANTS: Mapping[str, Callable[[Sentence], Sentence]] = MappingProxyType(
    {
        "as it is": lambda sentence: sentence,
        "lower case": lambda sentence: in_case(sentence, str.lower),
        "upper case": lambda sentence: in_case(sentence, str.upper),
    }
)

Recognise = Callable[[Sequence[Sentence]], Iterable[Iterable[Name]]]
"""Answers with the names of each sentence; sees only the words."""


@dataclass(frozen=True, slots=True)
class Score:
    """Names right, proposed and there to be found."""

    right: int
    proposed: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of what was proposed that is right."""
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        """The share of what was there that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.right / (self.proposed + self.gold) if self.proposed + self.gold else 0.0


def score(sentences: Sequence[Sentence], recognise: Recognise) -> dict[str, Score]:
    """Return the scores by label, and over all under "all"."""
    right: Counter[str] = Counter()
    proposed: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for sentence, names in zip(sentences, recognise(sentences), strict=True):
        found, there = set(names), set(sentence.names)
        for counter, some in ((right, found & there), (proposed, found), (gold, there)):
            counter.update(name.label for name in some)
            counter[ALL] += len(some)
    return {label: Score(right[label], proposed[label], gold[label]) for label in (ALL, *LABELS)}


def table(corpora: Sequence[Corpus], recognise: Recognise) -> list[tuple[str, str, dict[str, Score]]]:
    """Return a row for each corpus and variant of its development part."""
    return [
        (corpus.name, variant, score([change(sentence) for sentence in corpus.dev], recognise))
        for corpus in corpora
        for variant, change in VARIANTS.items()
    ]


def as_text(rows: Sequence[tuple[str, str, dict[str, Score]]]) -> str:
    """Return the rows as a Markdown table of strict F1, with precision and recall over all."""
    head = ("data", "text", *LABELS, "all F1", "precision", "recall")
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for name, variant, scores in rows:
        whole = scores[ALL]
        numbers = (*(scores[label].f1 for label in LABELS), whole.f1, whole.precision, whole.recall)
        lines.append(f"| {name} | {variant} | {' | '.join(f'{100 * number:.1f}' for number in numbers)} |")
    return "\n".join(lines)
