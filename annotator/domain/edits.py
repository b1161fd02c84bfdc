"""The correction: every gesture becomes an Edit, every Edit a Delta, and every Delta has an inverse.

An `Edit` says what a person meant. `plan` works out what that changes, as before-and-after images; `apply`
makes the next layer from it. Nothing here touches a database or a window, and nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, assert_never

from annotator.domain.annotations import (
    Answer,
    Comment,
    Layer,
    View,
    open_relations,
    view,
)
from annotator.domain.errors import N_, ChangedElsewhereError, UserError
from annotator.domain.schema import Schema
from annotator.domain.spans import AttrValue, LayerName, Relation, Span, Status, linked
from annotator.domain.suggestions import Suggestions

T = TypeVar("T")
K = TypeVar("K", Span, Relation, Comment)

# --- what a person can mean --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AddSpan:
    """Put a new span on the text. Where the same span is an open suggestion, that one is accepted instead."""

    span: Span


@dataclass(frozen=True, slots=True)
class RemoveSpan:
    """Take a decided span away with its relations. What a model had suggested stays known as rejected."""

    span_id: str


@dataclass(frozen=True, slots=True)
class Resize:
    """Move the edges of a span; an open suggestion is decided by this (corrected)."""

    span_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SetMarks:
    """Put the edges of a quote to one side of its quotation marks, and say whether both stand in the text.

    `is_closed` None leaves that alone, as for a span that is no quote. A suggestion is decided by this (corrected).
    """

    span_id: str
    start: int
    end: int
    is_closed: bool | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Make one span of several of one label: the first of `span_ids` stays and grows over all of them.

    What was linked to the others, or noted on them, hangs on it from then on; a link it has already is not doubled.
    A suggestion that stays is corrected by this, one that goes is known as rejected.
    """

    span_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Cut a span in two: it ends at `end` from then on, with `attrs`, and `rest` is a new span.

    With `shares_links` both parts say the same of others: each has the links that went out from the whole. Without,
    all links stay with the first part. A suggestion is corrected by this.
    """

    span_id: str
    end: int
    attrs: Mapping[str, AttrValue]
    rest: Span
    shares_links: bool = False


@dataclass(frozen=True, slots=True)
class Relabel:
    """Give a span another label, in another layer where the label belongs there."""

    span_id: str
    label: str
    layer: LayerName


@dataclass(frozen=True, slots=True)
class SetAttribute:
    """Set one attribute of a span, or clear it with None."""

    span_id: str
    key: str
    value: AttrValue


@dataclass(frozen=True, slots=True)
class Link:
    """Tie `relation.head` to `relation.child`; an end that is still an open suggestion is accepted by this.

    With `replaces`, other live relations of that label leave the head.
    """

    relation: Relation
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Unlink:
    """Take a relation away; a suggested one stays known as rejected."""

    relation_id: str


@dataclass(frozen=True, slots=True)
class Accept:
    """Accept open suggestions; suggested relations follow once both their ends are decided."""

    span_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """Reject open suggestions and the suggested relations that hang on them."""

    span_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Propagate:
    """Put the same decision on many places at once: one edit, one undo."""

    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finish:
    """Give the article its answer. ACCEPT takes the suggested relations between decided spans with it."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Reopen:
    """Take the answer back."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Set or lift the flag "look at this again"."""

    is_flagged: bool


@dataclass(frozen=True, slots=True)
class SetComment:
    """Write a note, replace it, or remove it where its text is empty."""

    comment: Comment


@dataclass(frozen=True, slots=True)
class Batch:
    """Several edits that a person made with one gesture; undone as one."""

    edits: tuple[Edit, ...]


Edit = (
    AddSpan | RemoveSpan | Resize | SetMarks | Merge | Split | Relabel | SetAttribute | Link | Unlink | Accept | Reject
    | Propagate | Finish | Reopen | Flag | SetComment | Batch
)  # fmt: skip

# --- what that changes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change(Generic[T]):
    """One thing before and after; None where it was, or is, not there."""

    before: T | None
    after: T | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An annotator's word on the article as a whole."""

    answer: Answer | None
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Delta:
    """All that one edit changes in a layer. At most one change a span, relation or comment."""

    spans: tuple[Change[Span], ...] = ()
    relations: tuple[Change[Relation], ...] = ()
    comments: tuple[Change[Comment], ...] = ()
    standing: Change[Standing] | None = None

    @property
    def is_empty(self) -> bool:
        """True where the edit would change nothing; such an edit is not written to the journal."""
        return not (self.spans or self.relations or self.comments or self.standing)

    def inverse(self) -> Delta:
        """Return the delta that takes this one back: `apply(apply(x, d), d.inverse()) == x`."""
        return Delta(
            tuple(Change(c.after, c.before) for c in self.spans),
            tuple(Change(c.after, c.before) for c in self.relations),
            tuple(Change(c.after, c.before) for c in self.comments),
            Change(self.standing.after, self.standing.before) if self.standing else None,
        )


def apply(layer: Layer, delta: Delta) -> Layer:
    """Return the layer after `delta`. Raises ChangedElsewhereError where the layer is not what it started from."""
    standing = Standing(layer.answer, layer.is_flagged)
    if delta.standing is not None:
        if delta.standing.before != standing or delta.standing.after is None:
            raise ChangedElsewhereError
        standing = delta.standing.after
    return replace(
        layer,
        spans=_applied(layer.spans, delta.spans),
        relations=_applied(layer.relations, delta.relations),
        comments=_applied(layer.comments, delta.comments),
        answer=standing.answer,
        is_flagged=standing.is_flagged,
    )


def difference(before: Layer, after: Layer) -> Delta:
    """Return the delta that makes `after` of `before`, two states of one layer."""
    then, now = Standing(before.answer, before.is_flagged), Standing(after.answer, after.is_flagged)
    return Delta(
        _changes(before.spans, after.spans),
        _changes(before.relations, after.relations),
        _changes(before.comments, after.comments),
        None if then == now else Change(then, now),
    )


def plan(
    layer: Layer,
    suggestions: Suggestions | None,
    edit: Edit,
    *,
    text_length: int,
    schema: Schema | None = None,
    seen: View | None = None,
) -> Delta:
    """Return what `edit` changes in `layer`. Raises UserError where it cannot be done as asked.

    `text_length` (code points) bounds every offset. With a `schema`, a relation whose ends no longer fit their labels
    (after a Relabel) goes in the same delta, so that no layer ever holds a relation an import would refuse. A caller
    who has `view(layer, suggestions)` at hand gives it as `seen`: in a long article that is most of the work.
    """
    singles = frozenset(one.name for one in schema.relations if one.is_single) if schema is not None else frozenset()
    draft = _Draft(layer, suggestions, text_length, seen or view(layer, suggestions), singles)
    draft.carry_out(edit)
    if schema is not None:
        draft.drop_misfits(schema)
    return draft.delta()


def _applied(now: Mapping[str, K], changes: Iterable[Change[K]]) -> Mapping[str, K]:
    after = dict(now)
    for change in changes:
        known = change.before or change.after
        if known is None or after.get(known.id) != change.before:
            raise ChangedElsewhereError
        if change.after is None:
            del after[known.id]
        else:
            after[change.after.id] = change.after
    return after


def _gone() -> UserError:
    return UserError(N_("That span is no longer there."), N_("Focus a span and try again."))


# --- how ---------------------------------------------------------------------------------------------------


class _Draft:
    """A layer being changed: plain dictionaries to write in, compared with the start to get the delta."""

    def __init__(
        self, layer: Layer, suggestions: Suggestions | None, text_length: int, seen: View, singles: frozenset[str]
    ) -> None:
        self._layer = layer
        self._singles = singles
        self._seen = seen
        self._open_relations = open_relations(layer, suggestions)
        self._text_length = text_length
        self._spans = dict(layer.spans)
        self._relations = dict(layer.relations)
        self._comments = dict(layer.comments)
        self._standing = Standing(layer.answer, layer.is_flagged)

    def carry_out(self, edit: Edit) -> None:
        match edit:
            case AddSpan(span):
                self._add(span)
            case RemoveSpan(span_id):
                self._remove(span_id)
            case Resize(span_id, start, end):
                self._check_bounds(start, end)
                self._correct(span_id, start=start, end=end)
            case SetMarks(span_id, start, end, is_closed):
                self._check_bounds(start, end)
                closed = {} if is_closed is None else {"closed": is_closed}
                self._correct(span_id, start=start, end=end, attrs={**self._find(span_id).attrs, **closed})
            case Merge(span_ids):
                self._merge(span_ids)
            case Split():
                self._split(edit)
            case Relabel(span_id, label, layer):
                self._correct(span_id, label=label, layer=layer)
            case SetAttribute(span_id, key, value):
                attrs = dict(self._find(span_id).attrs)
                attrs[key] = value
                self._correct(span_id, attrs={k: v for k, v in attrs.items() if v is not None})
            case Link(relation, replaces):
                self._link(relation, replaces=replaces)
            case Unlink(relation_id):
                self._unlink(relation_id)
            case Accept(span_ids):
                for span_id in span_ids:
                    self._accept(span_id)
                self._accept_relations()
            case Reject(span_ids):
                for span_id in span_ids:
                    self._remove(span_id)
            case Finish(answer):
                if answer is Answer.ACCEPT:
                    self._accept_relations(everywhere=True)
                self._standing = replace(self._standing, answer=answer)
            case Reopen():
                self._standing = replace(self._standing, answer=None)
            case Flag(is_flagged):
                self._standing = replace(self._standing, is_flagged=is_flagged)
            case SetComment(comment):
                self._comment(comment)
            case Batch(edits) | Propagate(edits):
                for one in edits:
                    self.carry_out(one)
            case _:
                assert_never(edit)

    def drop_misfits(self, schema: Schema) -> None:
        for link in [link for link in self._relations.values() if link.is_live]:
            allowed = schema.relation(link.label)
            head, child = self._now(link.head), self._now(link.child)
            if allowed is None or head is None or child is None:
                continue
            if head.label not in allowed.heads or child.label not in allowed.children:
                self._drop_relation(link)

    def delta(self) -> Delta:
        after = replace(
            self._layer,
            spans=self._spans,
            relations=self._relations,
            comments=self._comments,
            answer=self._standing.answer,
            is_flagged=self._standing.is_flagged,
        )
        return difference(self._layer, after)

    def _now(self, span_id: str) -> Span | None:
        return self._spans.get(span_id) or self._open(span_id)

    def _open(self, span_id: str) -> Span | None:
        """Return the suggested span that nobody had decided about before this edit."""
        return None if span_id in self._layer.spans else self._seen.spans.get(span_id)

    def _find(self, span_id: str) -> Span:
        span = self._now(span_id)
        if span is None or not span.is_live:
            raise _gone()
        return span

    def _check_bounds(self, start: int, end: int) -> None:
        if not 0 <= start < end <= self._text_length:
            raise UserError(
                N_("A span cannot be empty or reach outside the article."), N_("Choose at least one character.")
            )

    def _add(self, span: Span) -> None:
        self._check_bounds(span.start, span.end)
        same = self._same_span(span)
        if same is None:
            if span.id in self._spans:
                raise ValueError(f"span id {span.id} is taken")
            self._spans[span.id] = span
        elif same.id not in self._spans:
            self._spans[same.id] = replace(same, status=Status.ACCEPTED)
        elif not same.is_live:
            self._spans[same.id] = replace(same, status=Status.CORRECTED, attrs=span.attrs)
        self._accept_relations()

    def _same_span(self, span: Span) -> Span | None:
        """Return what stands in the place of `span` already: decided, or suggested and still open."""
        for known in self._spans.values():
            if known.start == span.start and known.place == span.place:
                return known
        for known in self._seen.spans.values():
            if known.start == span.start and known.place == span.place and self._open(known.id):
                return known
        return None

    def _accept(self, span_id: str) -> None:
        if span_id in self._spans:
            return
        suggested = self._open(span_id)
        if suggested is None:
            raise _gone()
        self._spans[span_id] = replace(suggested, status=Status.ACCEPTED)

    def _accept_relations(self, *, everywhere: bool = False) -> None:
        """Accept suggested relations between decided spans: those of the spans this edit touched, or all."""
        # Where a person has tied a head in their own way, that answer stands against what a model suggests.
        answered = {(link.label, link.head) for link in self._relations.values() if link.status is Status.ADDED}
        before = self._layer.spans
        touched = {span_id for span_id, span in self._spans.items() if before.get(span_id) is not span}
        for link in self._open_relations.values():
            if not everywhere and link.head not in touched and link.child not in touched:
                continue
            if link.id in self._relations or (link.label, link.head) in answered:
                continue
            if self._is_decided(link.head) and self._is_decided(link.child):
                self._relations[link.id] = replace(link, status=Status.ACCEPTED)

    def _is_decided(self, span_id: str) -> bool:
        span = self._spans.get(span_id)
        return span is not None and span.is_live

    def _correct(self, span_id: str, **changed: object) -> None:
        before = self._find(span_id)
        after = replace(before, **changed)  # type: ignore[arg-type]
        if after == before:
            return
        if after.status is not Status.ADDED:
            after = replace(after, status=Status.CORRECTED)
        self._spans[span_id] = after
        self._accept_relations()

    def _merge(self, span_ids: tuple[str, ...]) -> None:
        spans = [self._find(span_id) for span_id in dict.fromkeys(span_ids)]
        if len(spans) < 2:
            return
        kept, *others = spans
        if any((other.layer, other.label) != (kept.layer, kept.label) for other in others):
            raise UserError(
                N_("Only spans of one label can be merged."), N_("Give them the same label first, then merge them.")
            )
        attrs: dict[str, AttrValue] = {}
        for span in (*reversed(others), kept):
            attrs.update(span.attrs)
        if "closed" in attrs:  # whether the marks stand there shows at the end
            attrs["closed"] = max(spans, key=lambda span: span.end).attrs.get("closed")
        for other in others:
            self._hang_on(kept.id, other.id)
            self._remove(other.id)
        group = attrs.get("group")
        if group and sum(span.attrs.get("group") == group for span in self._live_spans()) < 2:
            del attrs["group"]
        start, end = min(span.start for span in spans), max(span.end for span in spans)
        self._accept(kept.id)
        self._correct(kept.id, start=start, end=end, attrs={k: v for k, v in attrs.items() if v is not None})

    def _hang_on(self, kept_id: str, going_id: str) -> None:
        """Give the span that stays what hangs on the one that goes."""
        for link in self._links_of(going_id):
            head, child = (kept_id if end == going_id else end for end in (link.head, link.child))
            is_taken = link.label in self._singles and any(
                (known.label, known.head) == (link.label, head) and known.is_live for known in self._links_of(head)
            )
            if head != child and not (is_taken and head == kept_id):
                self._link(linked(link.label, head, child, link.origin), replaces=False)
        mine = next((note for note in self._comments.values() if note.span_id == kept_id), None)
        for note in [note for note in self._comments.values() if note.span_id == going_id]:
            mine = (
                replace(mine, text=f"{mine.text}\n{note.text}") if mine else Comment(f"c-{kept_id}", note.text, kept_id)
            )
            self._comments[mine.id] = mine

    def _split(self, edit: Split) -> None:
        span = self._find(edit.span_id)
        rest = edit.rest
        self._check_bounds(span.start, edit.end)
        self._check_bounds(rest.start, rest.end)
        if not span.start < edit.end <= rest.start < rest.end <= span.end:
            raise UserError(N_("A span is split inside it."), N_("Put the caret between two of its words first."))
        self._correct(span.id, end=edit.end, attrs=dict(edit.attrs))
        self._add(rest)
        same = self._same_span(rest)
        if same is None:
            return
        self._correct(same.id, attrs=dict(rest.attrs))
        if edit.shares_links:
            for link in self._links_of(span.id):
                if link.head == span.id:
                    self._link(linked(link.label, same.id, link.child, link.origin), replaces=False)

    def _links_of(self, span_id: str) -> list[Relation]:
        """Return the links of a span to what is live, decided and open ones."""
        known = {**self._open_relations, **self._relations}
        found = [link for link in known.values() if link.is_live and span_id in (link.head, link.child)]
        ends = ((link, self._now(link.head), self._now(link.child)) for link in found)
        return [link for link, *both in ends if all(end is not None and end.is_live for end in both)]

    def _live_spans(self) -> Iterator[Span]:
        yield from (span for span in self._spans.values() if span.is_live)
        yield from (span for span in self._seen.spans.values() if span.id not in self._spans and self._open(span.id))

    def _remove(self, span_id: str) -> None:
        span = self._find(span_id)
        if span.status is Status.ADDED:
            del self._spans[span_id]
        else:
            self._spans[span_id] = replace(span, status=Status.REJECTED)
        for link in (*self._relations.values(), *self._open_relations.values()):
            if span_id in (link.head, link.child):
                self._drop_relation(self._relations.get(link.id, link))
        for comment in list(self._comments.values()):
            if comment.span_id == span_id:
                del self._comments[comment.id]

    def _link(self, relation: Relation, *, replaces: bool) -> None:
        self._find(relation.head)
        self._find(relation.child)
        known = (*self._relations.values(), *self._open_relations.values())
        same = [link for link in known if _ends(link) == _ends(relation)]
        if replaces:
            for link in known:
                if (link.label, link.head) == (relation.label, relation.head) and link not in same:
                    self._drop_relation(self._relations.get(link.id, link))
        if not same:
            self._relations[relation.id] = relation
        elif same[0].status in (Status.SUGGESTED, Status.REJECTED):
            self._relations[same[0].id] = replace(same[0], status=Status.ACCEPTED)
        self._accept(relation.head)  # a decided link must not hang on a span that the next model may not suggest
        self._accept(relation.child)
        self._accept_relations()

    def _unlink(self, relation_id: str) -> None:
        link = self._relations.get(relation_id) or self._open_relations.get(relation_id)
        if link is None or not link.is_live:
            raise UserError(N_("That link is no longer there."), N_("Focus its quote and try again."))
        self._drop_relation(link)

    def _drop_relation(self, link: Relation) -> None:
        if link.status is Status.ADDED:
            self._relations.pop(link.id, None)
        else:
            self._relations[link.id] = replace(link, status=Status.REJECTED)

    def _comment(self, comment: Comment) -> None:
        if comment.text.strip():
            self._comments[comment.id] = comment
        else:
            self._comments.pop(comment.id, None)


def _ends(link: Relation) -> tuple[str, str, str]:
    return link.label, link.head, link.child


def _changes(before: Mapping[str, K], after: Mapping[str, K]) -> tuple[Change[K], ...]:
    found: list[Change[K]] = []
    for key, old in before.items():
        new = after.get(key)
        if new is not old and new != old:  # identity first: nearly all of a long article is untouched
            found.append(Change(old, new))
    found.extend(Change(None, new) for key, new in after.items() if key not in before)
    return tuple(found)
