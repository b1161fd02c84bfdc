"""An annotator who knows the gold and takes the shortest way the keys allow, as far as they look ahead: one step.

Looks at the window as a person does (which span is focused, where the caret stands, which letters and answers are
shown) and changes it by nothing but `Hands`. After every correction the rest is looked at anew. Letters below the words
are turned on before the first correction at a window and left on: that key counts among the article's, and in no
correction.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotator.domain.annotations import Layer, View, view
from annotator.domain.edits import Edit, Propagate, apply, plan
from annotator.domain.effort import Difference, Lack
from annotator.domain.marks import repair, toggle_marks
from annotator.domain.propagation import edits_of
from annotator.domain.reach import reach, unmarked_names
from annotator.domain.schema import Schema
from annotator.domain.spans import Span
from annotator.domain.text import paragraphs
from annotator.gui.canvas.hints import coded
from annotator.gui.desk import Sight
from annotator.gui.main_window import MainWindow
from annotator.gui.replay.hands import Hands, wait_until
from annotator.services.annotate import Session

Lacking = Callable[[View], list[Difference]]
"""What is left to mend in a view."""

_TRIES = 2
_MOST_STEPS = 8
_MOST_PAGES = 400
_SHARE = 3
"""How many unsure suggestions may be looked at for each wrong one, so that accepting the sure ones first pays."""
_QUICK = 3
"""Moves of an edge that are fewer keys than rejecting one span and adding another."""
_TIES = (Lack.SPEAKER, Lack.CUE)
_ABOUT_QUOTES = (*_TIES, Lack.TYPE, Lack.CLOSED, Lack.NAMES)
_WORTH_ASKING = 2
"""How many further places make it worth to ask for the same on the same words: that takes two keys."""


@dataclass(frozen=True, slots=True)
class _Way:
    """Esc where letters show, actions, then so many jumps by letters: a second goes to the next span starting there."""

    actions: tuple[str, ...] = ()
    escapes: int = 0
    offset: int | None = None
    times: int = 1
    extra: int = 0
    letters: int = 2

    @property
    def cost(self) -> int:
        """About how many keys it takes. `extra`: the pages to turn, and asking for letters that do not show yet."""
        if self.offset is None:
            return self.escapes + len(self.actions)
        return self.escapes + len(self.actions) + self.extra + self.letters + (1 + self.letters) * (self.times - 1)


@dataclass(frozen=True, slots=True)
class Correction:
    """One mistake mended, and the keys that took, those of finding the place among them."""

    lack: Lack
    keys: float


class IdealAnnotator:
    """Works on the open article until nothing that `lacking` names can be mended any more."""

    def __init__(self, window: MainWindow, hands: Hands, schema: Schema, lacking: Lacking) -> None:
        self._window = window
        self._desk = window.desk
        self._canvas = window.canvas
        self._hands = hands
        self._schema = schema
        self._lacking = lacking
        self._asked: set[tuple[str, str]] = set()
        self._seen: tuple[View, int, int, int] | None = None
        self._known_codes: dict[int, str] = {}
        self._named: Sight | None = None
        self._known_names: list[int] = []

    def correct(self) -> list[Correction]:
        """Mend everything; return what each correction took, a key that mended several shared among them."""
        spent: list[Correction] = []
        tried: Counter[object] = Counter()
        left = self._lacking(self._desk.view)
        if _possible(left) and not self._canvas.letters.is_on:
            self._hands.act("caret.jumps")
        self._accept_sure(left)
        while waiting := [one for one in _possible(left) if tried[one.key] < _TRIES]:
            chosen = min(waiting, key=lambda one: (self._way_to(one).cost, one.place))
            keys = self._hands.keys
            wrong = self._wrong_for(chosen, waiting)
            if wrong is not None and chosen.gold is not None:
                self._turn_into(wrong, chosen.gold)
            else:
                self._mend(chosen)
            now = self._lacking(self._desk.view)
            if _holds(chosen, now):
                tried[chosen.key] += 1
            elif self._spread(chosen, now):
                now = self._lacking(self._desk.view)
            still = {one.key for one in now}
            mended = [one.lack for one in left if one.key not in still] or [chosen.lack]
            spent.extend(Correction(lack, (self._hands.keys - keys) / len(mended)) for lack in mended)
            left = now
        return spent

    def _accept_sure(self, left: list[Difference]) -> None:
        """Accept the sure suggestions first where Tab then goes from wrong one to wrong one."""
        threshold = self._window.commands.threshold
        unsure = {span.id for span in self._desk.sight.spans if span.is_open and (span.origin.score or 0.0) < threshold}
        wrong = {one.here.id for one in left if one.here is not None} & unsure
        if len(wrong) > _SHARE and len(unsure) <= _SHARE * len(wrong):
            self._hands.act("span.accept_sure")

    # --- what to do ----------------------------------------------------------------------------------------

    def _mend(self, difference: Difference) -> None:
        gold, here = difference.gold, difference.here
        if here is None:
            if gold is not None:
                self._add(gold)
            return
        if difference.lack is Lack.EXTENT and gold is not None:
            self._turn_into(here, gold)
            return
        self._go(self._way_to(difference))
        match difference.lack:
            case Lack.EXTRA:
                self._hands.act("span.reject")
            case Lack.LABEL if gold is not None:
                self._hands.act(f"label.{gold.label}")
            case Lack.TYPE if gold is not None:
                self._hands.act(f"quote.{gold.attrs['type']}")
            case Lack.CLOSED:
                self._hands.act("quote.repair" if self._is_for_repair(difference) else "quote.closed")
            case Lack.SPEAKER | Lack.CUE:
                self._tie(difference)
            case Lack.NAMES:
                self._name(difference)
            case _:
                raise AssertionError(difference)

    def _is_for_repair(self, difference: Difference) -> bool:
        """True where putting the focused quote to its marks says the right thing of them and moves no edge off."""
        frame, session = self._window.quotes.frame, self._session
        found = repair(self._desk.text, frame) if frame is not None else None
        if found is None:
            return False
        left = self._left_after(session.layer, found.edit)
        return not _holds(difference, left) and len(left) < len(self._lacking(session.view))

    def _tie(self, difference: Difference) -> None:
        """Tie the focused quote to its speaker or cue: one of the answers offered, else the words themselves."""
        target = difference.target
        if target is None:
            self._hands.act("quote.clear")
            return
        action_id = "quote.speaker" if difference.lack is Lack.SPEAKER else "quote.cue"
        if not self._choose(action_id, difference):
            self._select(target.start, target.end)
            self._hands.act(action_id)

    def _name(self, difference: Difference) -> None:
        """Give the focused speaker its full name: one of those offered, else those words, else typed.

        A name that the article has as one is found by a few letters, another is written out.
        """
        wanted = "; ".join(" ".join(name.split()) for name in difference.names if name.strip())
        known, at = self._window.quotes.has_name(wanted), self._desk.text.find(wanted) if wanted else -1
        is_typed = bool(wanted) and (known or at < 0)
        if self._choose("quote.resolve", difference, is_typed_else=is_typed) or not wanted:
            return
        if not is_typed:
            self._select(at, at + len(wanted))
            self._hands.act("quote.resolve")
            return
        if self._shows_letters():
            self._hands.escape()  # as a capital, N is a letter of theirs
        self._hands.act("quote.name")
        field = self._window.picks.names
        for letter in wanted:
            if field.texts and field.texts[0] == wanted:
                break
            self._hands.answer(letter)
        if wanted in field.texts:
            self._hands.step_down(field.texts.index(wanted))
            self._hands.confirm()
        else:
            self._hands.escape()

    def _choose(self, action_id: str, difference: Difference, *, is_typed_else: bool = False) -> bool:
        """Ask a question whose first answer is taken at once, and take the best that mends `difference`, or none.

        Where the answer is typed next, what was taken is taken back by that.
        """
        session = self._session
        layer, before = session.layer, len(self._lacking(session.view))
        self._hands.act(action_id)
        picks = self._window.quotes.picking.picks
        left = [self._left_after(layer, pick.edit) for pick in picks]
        right = [at for at, one in enumerate(left) if len(one) <= before and not _holds(difference, one)]
        if not right:
            if picks and not is_typed_else:
                self._hands.escape()
            return False
        best = min(right, key=lambda at: len(left[at]))
        if best > 0:
            self._hands.answer(self._window.picks.list.letters[best])
        return True

    def _spread(self, difference: Difference, left: list[Difference]) -> bool:
        """Put the same on the same words elsewhere, where that mends more than it takes and breaks nothing."""
        span = difference.gold if difference.lack in (Lack.MISSING, Lack.LABEL) else difference.here
        if span is None or difference.lack not in (Lack.MISSING, Lack.EXTRA, Lack.LABEL):
            return False
        words = self._desk.text[span.start : span.end]
        if (span.label, words) in self._asked or self._alike(difference.lack, span.label, words, left) < _WORTH_ASKING:
            return False
        self._asked.add((span.label, words))
        layer = self._session.layer
        if self._shows_letters():
            self._hands.escape()  # p is a letter over a word while they show
        self._hands.act("span.propagate")
        offered = self._window.propagating.preview.offered
        if offered is None:
            return False
        edit = Propagate(edits_of([place.proposal for place in offered.places]))
        if len(self._left_after(layer, edit)) < len(left) - 1:
            self._hands.confirm()
            return True
        self._hands.escape()
        return False

    def _alike(self, lack: Lack, label: str, words: str, left: list[Difference]) -> int:
        text = self._desk.text
        spans = (one.here if lack is Lack.EXTRA else one.gold for one in left if one.lack is lack)
        return sum(s is not None and s.label == label and text[s.start : s.end] == words for s in spans)

    def _left_after(self, layer: Layer, edit: Edit) -> list[Difference]:
        """Return what would be left to mend after `edit`: what a person sees by reading what is offered."""
        suggestions = self._session.suggestions
        delta = plan(layer, suggestions, edit, text_length=len(self._desk.text), schema=self._schema)
        return self._lacking(view(apply(layer, delta), suggestions))

    # --- making and moving spans -----------------------------------------------------------------------------

    def _add(self, gold: Span) -> None:
        """Put a label where nothing is: what its key takes from the caret where that is right, else a selection."""
        taken = reach(self._desk.text, gold.start, gold.layer, gold.label)
        if taken == gold.extent and not self._canvas.starting_at(gold.start):
            self._go(self._way_to_name(gold.start))
        else:
            self._select(gold.start, gold.end)
        self._hands.act(f"label.{gold.label}")

    def _select(self, start: int, end: int) -> None:
        """Select `[start, end)` by the fewest keys: word by word, or with Shift and the letters of the last word."""
        self._go(self._way_to_offset(start))
        tokens = self._desk.tokens
        words, at = 0, start
        while at < end and at < tokens.next_end(at) <= end:
            at = tokens.next_end(at)
            words += 1
        last = tokens.previous_start(at)
        code = self._codes().get(last) if words else None
        if code is not None and 1 + len(code) < words:
            self._ask_for_letters()
            self._hands.answer(self._codes()[last].upper())
        else:
            self._hands.act("select.right", words)
        self._hands.act("select.char_right", end - at)

    def _wrong_for(self, difference: Difference, others: list[Difference]) -> Span | None:
        """Return the span that should not be there and is quickly made into the one that is missing."""
        gold = difference.gold
        if difference.lack is not Lack.MISSING or gold is None:
            return None
        near = (one.here for one in others if one.lack is Lack.EXTRA and one.here is not None)
        alike = [one for one in near if one.layer is gold.layer and one.overlaps(*gold.extent)]
        moves = {one.id: len(list(self._moves(one, gold))) for one in alike}
        quick = [one for one in alike if moves[one.id] <= _QUICK]
        return min(quick, key=lambda one: self._way_to_span(one).cost + moves[one.id], default=None)

    def _turn_into(self, here: Span, gold: Span) -> None:
        """Give a span another label or other edges, or both."""
        self._go(self._way_to_span(here))
        if here.label != gold.label:
            self._hands.act(f"label.{gold.label}")
        toggled = toggle_marks(self._desk.text, here)
        if toggled is not None and (toggled.start, toggled.end) == gold.extent:
            self._hands.act("span.marks")
            return
        for action_id in self._moves(here, gold):
            self._hands.act(action_id)

    def _moves(self, here: Span, gold: Span) -> Iterator[str]:
        """Yield the actions that move the edges: by words while that does not go past, by characters for the rest."""
        tokens = self._desk.tokens
        for edge, start, goal in (("end", here.end, gold.end), ("start", here.start, gold.start)):
            at = start
            while at != goal:
                is_right = goal > at
                if edge == "end":
                    step = tokens.next_end(at) if is_right else tokens.previous_end(at)
                else:
                    step = tokens.next_start(at) if is_right else tokens.previous_start(at)
                by_word = step != at and abs(step - goal) < abs(at - goal)
                at = step if by_word else at + (1 if is_right else -1)
                yield f"span.{edge}_{'right' if is_right else 'left'}{'' if by_word else '_char'}"

    # --- how to get there ----------------------------------------------------------------------------------

    @property
    def _session(self) -> Session:
        session = self._desk.session
        if session is None:
            raise AssertionError("no article is open")
        return session

    def _way_to(self, difference: Difference) -> _Way:
        here = difference.here
        if here is None:
            return self._way_to_name(difference.place)
        frame = self._desk.sight.frames.get(here.id)
        if difference.lack in _ABOUT_QUOTES and frame is not None:
            # Every member of a frame stands for its quote.
            frames = self._desk.sight.frames
            members = [one for one in frame.members if frames[one.id].content.id == frame.content.id]
            return min((self._way_to_span(one) for one in members), key=lambda way: way.cost)
        return self._way_to_span(here)

    def _way_to_span(self, span: Span) -> _Way:
        """Return the shortest way to focus `span`."""
        if self._canvas.focused_id == span.id:
            return _Way(escapes=int(self._shows_letters()))
        ids = [one.id for one in self._canvas.starting_at(span.start)]
        focused = self._canvas.focused_id
        before = ids.index(focused) if focused in ids else -1  # letters go on from the span that is focused there
        jumps = (ids.index(span.id) - before) % len(ids) or len(ids)
        ways = [*self._steps_to(span), self._way_to_offset(span.start, times=jumps)]
        return min(ways, key=lambda way: way.cost)

    def _steps_to(self, span: Span) -> Iterator[_Way]:
        """Yield the ways by Tab and Shift+Tab, which go from open to open while there is one."""
        spans = self._desk.sight.spans
        focused = self._window.commands.focused
        only_open = any(one.is_open and one is not focused for one in spans)
        if only_open and not span.is_open:
            return
        if focused is not None:
            at = next(i for i, one in enumerate(spans) if one.id == focused.id)
            others = [*spans[at + 1 :], *spans[:at]]
        else:
            at = next((i for i, one in enumerate(spans) if one.start >= self._canvas.caret), len(spans))
            others = [*spans[at:], *spans[:at]]
        ids = [one.id for one in others if one.is_open or not only_open]
        if span.id in ids:
            yield _Way(("span.next",) * (ids.index(span.id) + 1))
            yield _Way(("span.previous",) * (len(ids) - ids.index(span.id)))

    def _way_to_offset(self, offset: int, times: int = 1) -> _Way:
        """Return the way by letters to `offset`, after as many pages as there are to turn."""
        box, height = self._canvas.box_of(offset), self._canvas.viewport().height()
        pages = max(0, math.ceil(-box.top() / height)) + max(0, math.ceil((box.bottom() - height) / height))
        letters = self._codes().get(offset, "") if not pages else ""
        asking = int(not pages and not self._shows_letters())  # a page that was turned has letters
        return _Way((), 0, offset, times, pages + asking, len(letters) or 2)

    def _way_to_name(self, offset: int) -> _Way:
        """Return the shorter way to a place without a span: by the names that have no label, or by letters."""
        names, caret = self._names(), self._canvas.caret
        ways = [self._way_to_offset(offset)]
        if offset in names:
            at, away = names.index(offset), int(self._shows_letters())  # while letters show, w is one of them
            ahead = (at - bisect_right(names, caret)) % len(names) + 1
            behind = (bisect_left(names, caret) - 1 - at) % len(names) + 1
            ways += [_Way(("caret.name",) * ahead, away), _Way(("caret.name_back",) * behind, away)]
        return min(ways, key=lambda way: way.cost)

    def _names(self) -> list[int]:
        """Return where the names without a label start, in the order that stepping through them goes."""
        sight = self._desk.sight
        if self._named is not sight:
            text, labelled = self._desk.text, sight.labelled
            self._known_names = [at for line in paragraphs(text) for at in unmarked_names(text, labelled, *line)]
            self._named = sight
        return self._known_names

    def _go(self, way: _Way) -> None:
        for _ in range(way.escapes):
            self._hands.escape()
        for action_id in way.actions:
            self._hands.act(action_id)
        for _ in range(way.times if way.offset is not None else 0):
            self._jump(way.offset or 0)

    def _jump(self, offset: int) -> None:
        """Turn pages until `offset` shows, type the letters of its word or of the nearest, and step on from there."""
        for _ in range(_MOST_PAGES):
            box = self._canvas.box_of(offset)
            if box.top() >= 0 and box.bottom() <= self._canvas.viewport().height():
                break
            self._hands.act("caret.page_up" if box.top() < 0 else "caret.page_down")
        self._ask_for_letters()
        codes = self._codes()
        if not codes:
            return
        tokens = self._desk.tokens
        start = tokens.previous_start(offset + 1)
        nearest = min(codes, key=lambda at: abs(at - start))
        self._hands.answer(codes[nearest])
        for _ in range(_MOST_STEPS):
            if self._canvas.caret == start:
                break
            self._hands.act("caret.right" if self._canvas.caret < start else "caret.left")
        self._hands.act("caret.char_right", max(offset - start, 0))

    def _ask_for_letters(self) -> None:
        if not self._shows_letters():
            self._hands.act("caret.jump")
            self._shows_letters()

    def _shows_letters(self) -> bool:
        """Tell whether letters show, once the page has come to rest: nobody types at what moves."""
        wait_until(lambda: not self._canvas.letters.is_due)
        return self._canvas.hints.is_standing

    def _codes(self) -> dict[int, str]:
        """Return the letters by where they lead: those that show, else those that would."""
        if self._canvas.hints.is_standing:
            return {place.offset: code for code, place in self._canvas.hints.places.items()}
        height = self._canvas.viewport().height()  # a message below takes lines out of sight
        seen = (self._desk.view, self._canvas.verticalScrollBar().value(), height, self._canvas.caret)
        if self._seen is not None and self._seen[0] is seen[0] and self._seen[1:] == seen[1:]:
            return self._known_codes
        places = coded(self._canvas.words_in_sight(), self._canvas.caret)
        self._seen = seen
        self._known_codes = {place.offset: code for code, place in places.items()}
        return self._known_codes


def _possible(lacking: list[Difference]) -> list[Difference]:
    """Return what can be done now: ties wait for their quote, and a mention that a tie will make waits for the tie."""
    tied = {one.target.id for one in lacking if one.lack in _TIES and one.target is not None}
    return [
        one
        for one in lacking
        if not (one.lack in _ABOUT_QUOTES and one.here is None)
        and not (one.lack is Lack.MISSING and one.gold is not None and one.gold.id in tied)
    ]


def _holds(difference: Difference, lacking: list[Difference]) -> bool:
    """True where `difference` is still among what is lacking."""
    return any(one.key == difference.key for one in lacking)
