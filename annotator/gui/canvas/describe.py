"""Spans in words: what a screen reader says and a tool tip shows."""

from __future__ import annotations

from annotator.domain.errors import N_
from annotator.domain.spans import OriginKind, Span, Status
from annotator.gui.words import decimal
from annotator.i18n import _

ORIGINS = {
    OriginKind.MODEL: N_("model"),
    OriginKind.RULE: N_("rule"),
    OriginKind.GAZETTEER: N_("word list"),
    OriginKind.HUMAN: N_("by hand"),
    OriginKind.PROPAGATED: N_("carried over"),
    OriginKind.IMPORTED: N_("imported"),
}
"""The kinds of origin as people read them."""


def describe(span: Span) -> str:
    """Return label, state and score of `span` in one line, and whom it resolves to where it does."""
    parts = [span.label, state_of(span)]
    if span.is_open and span.origin.score is not None:
        parts.append(_("score {score}").format(score=decimal(span.origin.score)))
    names = span.attrs.get("resolves_to")
    said = " · ".join(parts)
    return f"{said} → {', '.join(names)}" if isinstance(names, list) and names else said


def state_of(span: Span) -> str:
    """Return the state of `span` as a person says it."""
    match span.status:
        case Status.SUGGESTED:
            return _("open suggestion")
        case Status.ACCEPTED:
            return _("accepted")
        case Status.CORRECTED:
            return _("corrected")
        case Status.ADDED:
            return _("added by hand")
        case Status.REJECTED:
            return _("rejected")
