"""spaCy's Indonesian tokenizer, as quick as news lets it be.

`register` makes it known to spaCy, and `CONFIG` is what a pipeline is made with to have it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_NAME = "kutip_tokenizer"
CONFIG: dict[str, Any] = {"nlp": {"tokenizer": {"@tokenizers": _NAME}}}
"""For `spacy.load` and `spacy.blank`, after `register`."""

_LONG_RUN = 400  # code points
_RUNS = re.compile(r"(\S+)( ?)(\s*)")  # one space after a word is no token of its own
_REMEMBERED = 20_000  # runs; some 200 bytes each


def register() -> None:
    """Make the tokenizer known to spaCy; again is harmless."""
    from spacy.util import registry

    registry.tokenizers(_NAME, func=lambda: QuickTokenizer)


class QuickTokenizer:
    """spaCy's tokenizer, asked once about what stands between white space, however often it comes.

    A memory zone makes spaCy forget everything after each batch, and news repeats itself; so it has words of its own.
    Long runs without white space it gets in pieces: it needs time by the square of their length. And of its 16,000
    exceptions it is told only those that occur: to tell it all takes longer than everything else that is loaded.
    Without that spaCy takes nearly every word apart anew: it remembers none of a text once one of its exceptions came.
    """

    def __init__(self, nlp: Language) -> None:
        self._vocab = nlp.vocab
        self._defaults = nlp.Defaults
        self._longest = max(map(len, self._defaults.tokenizer_exceptions))
        self._forget()

    def _forget(self) -> None:
        """Begin with no run known, no exception told and no word remembered."""
        from spacy import util
        from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found] # compiled, without types
        from spacy.vocab import Vocab

        given = self._defaults
        self._untold = dict(given.tokenizer_exceptions)
        self._known: dict[str, tuple[str, ...]] = {}
        self._tokenizer = Tokenizer(
            Vocab(),
            prefix_search=util.compile_prefix_regex(given.prefixes or ()).search,
            suffix_search=util.compile_suffix_regex(given.suffixes or ()).search,
            infix_finditer=util.compile_infix_regex(given.infixes or ()).finditer,
            token_match=given.token_match,
            url_match=given.url_match,
        )

    def __call__(self, text: str) -> Doc:
        """Return `text` in the tokens that spaCy's own would make, without their norms."""
        from spacy.tokens import Doc

        words: list[str] = []
        spaces: list[bool] = []
        body = text.lstrip()
        if len(body) < len(text):
            words.append(text[: len(text) - len(body)])
            spaces.append(False)
        for run, space, more in _RUNS.findall(body):
            parts = self._known.get(run) or self._split(run)
            words += parts
            if len(parts) > 1:
                spaces += [False] * (len(parts) - 1)
            spaces.append(bool(space))
            if more:
                words.append(more)
                spaces.append(False)
        return Doc(self._vocab, words=words, spaces=spaces)

    def _split(self, run: str) -> tuple[str, ...]:
        if len(run) > _LONG_RUN:
            pieces = (run[i : i + _LONG_RUN] for i in range(0, len(run), _LONG_RUN))
            return tuple(word for piece in pieces for word in self._split(piece))
        if len(self._known) >= _REMEMBERED:
            self._forget()
        for start in range(len(run)):
            for end in range(start + 1, min(start + self._longest, len(run)) + 1):
                if (exception := self._untold.pop(run[start:end], None)) is not None:
                    self._tokenizer.add_special_case(run[start:end], exception)
        parts = tuple(token.text for token in self._tokenizer(run))
        self._known[run] = parts
        return parts
