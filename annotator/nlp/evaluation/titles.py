"""What the figures are called, by their names in the report; the table and the page say the same."""

from __future__ import annotations

from annotator.domain.errors import N_

SPANS = (("normalised", N_("normalised")), ("strict", N_("strict")),
         ("overlap_50", N_("IoU 0.5")), ("overlap_80", N_("IoU 0.8")))  # fmt: skip
"""The measures of a `SpanScore`, the headline first."""

SHARES = (
    ("type_accuracy", N_("type right, of matched quotes")),
    ("closed_accuracy", N_("closed right, of matched quotes")),
    ("speaker_mention_accuracy", N_("speaker mention right")),
    ("resolved_speaker_accuracy", N_("resolved speaker right")),
    ("pronouns_resolved", N_("-nya and pronouns resolved")),
)
"""The shares of quotes."""

QUOTE_TYPES = {
    "direct": N_("QUOTE direct"), "closed": N_("– both marks"), "open": N_("– mark missing"),
    "indirect": N_("QUOTE indirect"), "mixed": N_("QUOTE mixed"),
}  # fmt: skip
"""Quotes by type, and the direct ones by their marks."""
