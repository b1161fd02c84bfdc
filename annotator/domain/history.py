"""What an edit did, in a sentence: from its delta, so that the journal needs to keep no words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from annotator.domain.annotations import SKIP_NOTE, Answer
from annotator.domain.edits import Change, Delta
from annotator.domain.errors import N_, Message
from annotator.domain.marks import MARKS
from annotator.domain.quotes import QUOTE, SPEAKER
from annotator.domain.spans import Relation, Span, Status

_LONGEST = 40
STEP_BACK = "StepBack"
"""The journal's name for going back to an earlier state, which is an edit like any other."""


def sentence(
    name: str, delta: Delta, text: str, spans: Mapping[str, Span], attribute_name: Callable[[str], str] = str
) -> Message:
    """Return what the edit called `name` in the journal did to the article `text`.

    `spans` are those that relations may hang on without the edit having touched them; `attribute_name` says what an
    attribute is called.
    """
    counted = {"count": len(delta.spans) + len(delta.relations) + len(delta.comments)}
    if name == "Import":
        return Message(N_("brought {count} spans in from a file"), {"count": len(delta.spans)})
    if name == STEP_BACK:
        return Message(N_("stepped back to an earlier state ({count} changes)"), counted)
    if (standing := _standing(delta)) is not None:
        return standing
    if name in {"Batch", "SetAttribute"} and (named := _named(delta, text)) is not None:
        return named
    if len(delta.spans) == 1:
        return _span(name, delta.spans[0], text, attribute_name)
    if not delta.spans and len(delta.relations) == 1:
        return _relation(delta.relations[0], text, spans)
    if not delta.spans and not delta.relations and len(delta.comments) == 1:
        before, after = delta.comments[0].before, delta.comments[0].after
        note = after or before
        template = N_("wrote the note “{note}”") if after is not None else N_("took the note “{note}” away")
        return Message(template, {"note": _short(note.text) if note is not None else ""})
    quotes = [_place(change, text) for change in delta.spans if _label(change) == QUOTE]
    if len(quotes) == 1 and name not in ("Accept", "Reject", "Propagate"):
        return Message(N_("changed {label} “{words}” and its links"), {"label": QUOTE, "words": quotes[0]})
    several = {
        "Accept": N_("accepted {count} suggestions"),
        "Reject": N_("rejected {count} suggestions"),
        "Propagate": N_("carried a decision over to {count} places"),
    }
    if name in several:
        return Message(several[name], {"count": len(delta.spans)})
    return Message(N_("made {count} changes"), counted)


def _standing(delta: Delta) -> Message | None:
    change = delta.standing
    if change is None or change.before is None or change.after is None:
        return None
    before, after = change.before, change.after
    if before.is_flagged != after.is_flagged:
        return Message(N_("flagged the article") if after.is_flagged else N_("lifted the flag"))
    if after.answer is None:
        return Message(N_("reopened the article"))
    if after.answer is Answer.ACCEPT:
        if delta.spans:
            return Message(N_("finished the article and accepted {count} suggestions"), {"count": len(delta.spans)})
        return Message(N_("finished the article"))
    for note in delta.comments:
        if note.after is not None and note.after.id == SKIP_NOTE:
            return Message(N_("skipped the article: “{note}”"), {"note": _short(note.after.text)})
    return Message(N_("skipped the article"))


def _named(delta: Delta, text: str) -> Message | None:
    """Return who a speaker was said to be, where that is what the edit was about."""
    if any(_label(change) == QUOTE for change in delta.spans):
        return None
    for change in delta.spans:
        before, after = change.before, change.after
        names = after.attrs.get("resolves_to") if after is not None and after.label == SPEAKER else None
        if isinstance(names, list) and (before is None or before.attrs.get("resolves_to") != names):
            return Message(N_("said who “{words}” is: {who}"), {"words": _place(change, text), "who": ", ".join(names)})
    return None


def _span(name: str, change: Change[Span], text: str, attribute_name: Callable[[str], str]) -> Message:
    before, after = change.before, change.after
    said = {"label": _label(change), "words": _place(change, text)}
    if after is None or (after.status is Status.REJECTED and (before is None or before.status is not Status.REJECTED)):
        return Message(N_("rejected {label} “{words}”") if name == "Reject" else N_("deleted {label} “{words}”"), said)
    if before is None or before.status is Status.REJECTED:
        templates = {
            Status.ACCEPTED: N_("accepted {label} “{words}”"),
            Status.CORRECTED: N_("corrected {label} “{words}”"),
        }
        return Message(templates.get(after.status, N_("marked “{words}” as {label}")), said)
    if before.label != after.label:
        return Message(
            N_("changed “{words}” from {before} to {after}"),
            {"words": said["words"], "before": before.label, "after": after.label},
        )
    if before.extent != after.extent:
        moved = {"label": after.label, "before": _shown(before, text), "after": _shown(after, text)}
        return Message(N_("moved the edges of {label}: “{before}” became “{after}”"), moved)
    keys = sorted(key for key in {*before.attrs, *after.attrs} if before.attrs.get(key) != after.attrs.get(key))
    said["attribute"] = ", ".join(map(attribute_name, keys))
    return Message(N_("set {attribute} of {label} “{words}”"), said)


def _relation(change: Change[Relation], text: str, spans: Mapping[str, Span]) -> Message:
    link = change.after or change.before
    ends = [_words(span, text) for end in (link.head, link.child) if (span := spans.get(end))] if link else []
    is_tied = change.after is not None and change.after.is_live
    if len(ends) < 2:
        return Message(N_("tied two spans") if is_tied else N_("untied two spans"))
    template = N_("tied “{head}” to “{child}”") if is_tied else N_("untied “{head}” from “{child}”")
    return Message(template, {"head": ends[0], "child": ends[1]})


def _label(change: Change[Span]) -> str:
    span = change.after or change.before
    return span.label if span is not None else ""


def _place(change: Change[Span], text: str) -> str:
    span = change.after or change.before
    return _words(span, text) if span is not None else ""


def _words(span: Span, text: str) -> str:
    """Return the words for a sentence that has quotation marks around them already."""
    shown = _shown(span, text)
    return shown.strip(MARKS) or shown


def _shown(span: Span, text: str) -> str:
    return _short(text[span.start : min(span.end, span.start + 2 * _LONGEST)])


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
