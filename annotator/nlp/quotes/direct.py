"""Quotes in marks: followed by their cue, left open, spread over paragraphs, split around the speaker, or floating.

Quote rules P1, P2, P3, P5, P6 and the repairs (a) to (c). What has its cue in front (P4) is `indirect`'s business.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.nlp.quotes.cues import Cue, cue_after_mark, is_open_quote_cue
from annotator.nlp.quotes.document import ALL_MARKS, SENTENCE_END, Document, Paragraph, Range
from annotator.nlp.quotes.extents import Extents, sign_before
from annotator.nlp.quotes.frames import Content, Frame, Kind, Mention, Type
from annotator.nlp.quotes.lexicon import ACTIVE_CLASSES, OPTIONAL_CLASSES, CueClass, Lexicon
from annotator.nlp.quotes.marks import Mark, Marks, Pair
from annotator.nlp.quotes.mentions import Reader
from annotator.nlp.quotes.via import find_via

_SHORT_TERM = 3
_LONGEST_FLOATING = 1500
_LONGEST_UNOPENED = 6


@dataclass(slots=True)
class DirectFinder:
    """Finds the quotes in marks of one article, paragraph by paragraph. `taken` collects what they cover."""

    document: Document
    lexicon: Lexicon
    reader: Reader
    frames: list[Frame] = field(default_factory=list)
    taken: Extents = field(default_factory=Extents)
    spreads: Extents = field(default_factory=Extents)

    def attributed(self, paragraph: Paragraph, marks: Marks, sentences: Sequence[Range]) -> None:
        """Add every pair of marks that a cue follows, and what goes on after the speaker (P1, P2, P3, P5)."""
        starts = [sentence.first for sentence in sentences]
        frame: Frame | None = None
        frame_sentence = -1
        for pair in marks.pairs:
            after = self.document.token_at(pair.end)
            within = Range(min(after, paragraph.range.last), paragraph.range.last)
            cue = cue_after_mark(self.document, after, within, self.lexicon)
            sentence_no = bisect_right(starts, self.document.token_at(pair.start)) - 1
            if cue is None:
                if frame is not None and self._goes_on(pair, frame, frame_sentence, sentence_no):
                    frame.contents.append(Content(pair.start, pair.end, Type.DIRECT, score=0.9))
                    frame.is_group = True
                    self.taken.add(pair.start, pair.end)
                    frame_sentence = sentence_no
                continue
            frame = self._attributed(pair, cue, sentences[max(sentence_no, 0)], paragraph)
            frame_sentence = sentence_no
            self.frames.append(frame)

    def _attributed(self, pair: Pair, cue: Cue, sentence: Range, paragraph: Paragraph) -> Frame:
        start, kind = pair.start, Type.DIRECT
        lead = self._lead(sentence, pair)
        if lead is not None:
            start, kind = lead, Type.MIXED
        self.taken.add(start, pair.end)
        score = 0.98 if self.document.text[max(pair.end - 2, 0)] in ",?!." else 0.93
        return self._frame(
            [Content(start, pair.end, kind, score=score if kind is Type.DIRECT else 0.8)], cue, paragraph
        )

    def _lead(self, sentence: Range, pair: Pair) -> int | None:
        """Return where a mixed quote starts: the clause before a mark that goes on in lower case, or None."""
        first = self.document.token_at(pair.start)
        if first - sentence.first < 1:
            return None
        inner_first = self.document.text[pair.start + 1 : pair.start + 2]
        before = self.document.tokens[first - 1]
        if not inner_first.islower() or not before.is_word or before.low in self.lexicon.cues:
            return None
        lead = self.document.phrase(sentence.first, first).rstrip(" ,")
        if lead in self.lexicon.words.get("connective", frozenset()):
            return None
        return self.document.tokens[sentence.first].start

    def _goes_on(self, pair: Pair, frame: Frame, frame_sentence: int, sentence: int) -> bool:
        """True where `pair` is the second half of a split quote: same sentence, or opening the next one (P5)."""
        text = self.document.text
        gap_from = frame.mention.end if frame.mention else (frame.cue[1] if frame.cue else frame.contents[-1].end)
        if pair.start < gap_from or self._is_term(pair):
            return False
        gap = text[gap_from : pair.start].strip()
        if sentence == frame_sentence:
            return not gap or (len(gap) < 60 and gap.endswith((",", ".", ":")))
        inner_end = text[pair.start : pair.end].rstrip(ALL_MARKS)[-1:]
        opens_sentence = sign_before(text, pair.start, gap_from) in tuple(SENTENCE_END)
        return sentence == frame_sentence + 1 and opens_sentence and inner_end in ",.?!…"

    def _is_term(self, pair: Pair) -> bool:
        """True for a title, a term or irony: a trigger word before, title case, or three words without a stop."""
        text = self.document.text
        start, end = pair.inner
        inner = text[start:end].strip()
        words = inner.split()
        before = self.document.token_at(pair.start) - 1
        if before >= 0 and self.lexicon.has("title_trigger", self.document.tokens[before].low):
            return True
        if inner[-1:] in ",.?!…" and len(words) > 1:
            return False
        return len(words) <= _SHORT_TERM or sum(w[:1].isupper() for w in words) * 2 > len(words)

    def unclosed(self, paragraph: Paragraph, mark: Mark, limit: int) -> bool:
        """Add the quote a lone opening mark starts, up to the comma before the next cue (case b). False if none."""
        first = self.document.token_at(mark.end)
        within = Range(first, paragraph.range.last)
        for index in range(first + 1, paragraph.range.last):
            token = self.document.tokens[index]
            if token.start >= limit:
                return False
            cue = None
            if self.document.tokens[index - 1].text in ",?!" or self._ends_with_clitic(index, within):
                cue = is_open_quote_cue(self.document, index, within, self.lexicon)
            if cue is not None:
                end = self.document.tokens[index - 1].end
                self.taken.add(mark.start, end)
                content = Content(mark.start, end, Type.DIRECT, closed=False, score=0.85)
                self.frames.append(self._frame([content], cue, paragraph))
                return True
        return False

    def _ends_with_clitic(self, index: int, within: Range) -> bool:
        """True for the "tuturnya." that ends a sentence, even where comma and mark before it were forgotten."""
        is_clitic = self.lexicon.cues.get(self.document.tokens[index].low) is CueClass.NYA
        return is_clitic and self.document.low(index + 1, within) in {"", "."}

    def unopened(self, paragraph: Paragraph, mark: Mark, floor: int, sentences: Sequence[Range]) -> bool:
        """Add the quote a lone closing mark ends, from the paragraph's start (case c). False without a cue after it.

        A sentence that names a speaker and a verb of saying itself starts the quote after that verb.
        """
        after = self.document.token_at(mark.end)
        within = Range(min(after, paragraph.range.last), paragraph.range.last)
        cue = cue_after_mark(self.document, after, within, self.lexicon)
        if cue is None:
            return False
        first = max(self.document.token_at(floor), paragraph.range.first)
        nearest = bisect_right(sentences, mark.start, key=lambda s: self.document.tokens[s.first].start)
        near = [s for s in sentences[max(nearest - _LONGEST_UNOPENED - 1, 0) : nearest] if s.last > first]
        if len(near) > _LONGEST_UNOPENED:
            # Where paragraphs are lost nothing tells how far back it goes: the last sentence at least was said.
            first = near[-1].first
        for sentence in near:
            first = self._behind_verb(Range(max(sentence.first, first), min(sentence.last, after)), after) or first
        if first >= after or self.document.tokens[first].start >= mark.start:
            return False
        start = self.document.tokens[first].start
        self.taken.add(start, mark.end)
        self.frames.append(
            self._frame([Content(start, mark.end, Type.DIRECT, closed=False, score=0.6)], cue, paragraph)
        )
        return True

    def _behind_verb(self, sentence: Range, after: int) -> int:
        """Return where a quote may start that `sentence` reports in its own words before, or 0.

        "X mengatakan S," kata X: behind the verb. Where the sentence has ended since, its report has too.
        """
        for index in range(sentence.last - 1, sentence.first - 1, -1):
            known = self.lexicon.cues.get(self.document.tokens[index].low)
            if known not in ACTIVE_CLASSES - OPTIONAL_CLASSES or self.reader.before(index, sentence) is None:
                continue
            if sentence.last < after:
                return sentence.last
            return index + 2 if self.document.low(index + 1, sentence) in {",", "bahwa", ":"} else index + 1
        return 0

    def is_term(self, pair: Pair) -> bool:
        """True for a pair that may stand inside a quote: a term or title, and nothing that was said."""
        return self._is_term(pair) and not self.taken.overlap(pair.start, pair.end)

    def floating(self, paragraph: Paragraph, pair: Pair) -> None:
        """Add a pair without a cue where it is a whole sentence with its stop inside the marks (P6)."""
        text = self.document.text
        if self._is_term(pair) or self.taken.overlap(pair.start, pair.end):
            return
        inner = text[pair.start + 1 : pair.start + 40]
        if pair.end - pair.start > _LONGEST_FLOATING or not inner[:1].strip() or inner.split()[0] in self.lexicon.cues:
            return
        inner_end = text[pair.start : pair.end].rstrip(ALL_MARKS)[-1:]
        lead = sign_before(text, pair.start, paragraph.start)
        rest = text[pair.end : min(paragraph.end, pair.end + 20)].strip(" .,\u00a0")
        is_alone = not lead and not rest and inner_end in tuple(SENTENCE_END)
        if is_alone and len(text[pair.start : pair.end].split()) >= _SHORT_TERM:
            score = 0.85
        elif lead or rest or len(text[pair.start : pair.end].split()) < _SHORT_TERM + 1:
            opens = not lead or lead in SENTENCE_END + ":"
            if not opens or inner_end not in ".?!…," or len(text[pair.start : pair.end].split()) < 5:
                return
            score = 0.5
        else:
            score = 0.85
        self.taken.add(pair.start, pair.end)
        content = Content(pair.start, pair.end, Type.DIRECT, score=score)
        self.frames.append(Frame(pair.start, [content], inherits=True))

    def spread(self, start: int, paragraph: Paragraph, pair: Pair) -> None:
        """Add a quote over several paragraphs, from `start` to the mark that closes it in `paragraph` (case a)."""
        end = pair.end
        self.taken.add(start, end)
        self.spreads.add(start, end)
        content = Content(start, end, Type.DIRECT, score=0.75)
        after = self.document.token_at(end)
        within = Range(min(after, paragraph.range.last), paragraph.range.last)
        cue = cue_after_mark(self.document, after, within, self.lexicon)
        if cue is None:
            self.frames.append(Frame(start, [content], inherits=True))
        else:
            self.frames.append(self._frame([content], cue, paragraph))

    def _frame(self, contents: list[Content], cue: Cue, paragraph: Paragraph) -> Frame:
        token = self.document.tokens[cue.index]
        within = Range(cue.index, paragraph.range.last)
        mention: Mention | None
        if cue.is_clitic:
            mention = Mention(token.start, token.end, token.text, Kind.CLITIC, cue.index, cue.index + 1)
        else:
            mention = self.reader.after(cue.after, within)
        via = find_via(self.document, mention.last if mention else cue.index + 1, within, self.lexicon)
        return Frame(token.start, contents, (token.start, token.end), mention, via)
