"""What a model proposes for one article, before any person has looked at it."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.spans import Relation, Span


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """The model that made suggestions. `version` changes whenever its output may."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """One model's answer for one text: spans in document order and relations between them, all SUGGESTED.

    `sha256` names the text they count in; an answer for another text or an older model is stale.
    """

    sha256: str
    model: ModelInfo
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()

    def is_stale(self, sha256: str, model: ModelInfo) -> bool:
        """True where this answer is for another text or from another model than asked for."""
        return self.sha256 != sha256 or self.model != model
