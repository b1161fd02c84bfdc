"""Score predictions against gold: count per article, then make the figures of the report out of the counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from annotator.domain import text as texts
from annotator.domain.errors import N_
from annotator.domain.quotes import CUE, QUOTE, SPEAKER, Quote
from annotator.domain.spans import LayerName, Span
from annotator.nlp.evaluation.confusion import confusion
from annotator.nlp.evaluation.figures import Bootstrap, Counts, Report, SourceScore, SpanScore
from annotator.nlp.evaluation.judging import is_same_mention, judged_spans
from annotator.nlp.evaluation.matching import Extent, best_pairs, normalised, overlap, strict
from annotator.nlp.evaluation.mending import from_nothing, lacking
from annotator.nlp.evaluation.scored import Pair, Record, Scored

QUOTE_TYPES = ("direct", "indirect", "mixed", "closed", "open")
"""Quotes by type; closed and open are the direct ones with both marks, and with a mark missing or malformed."""
CALIBRATED = (N_("entities"), N_("quotes"), N_("speakers"), N_("cues"))
_GROUPS = {QUOTE: "quotes", SPEAKER: "speakers", CUE: "cues"}
_POINTING = ("pronoun", "clitic")
_BINS = 10
_IN_MARKS = re.compile(r'["“”„‟«»″][^"“”„‟«»″\n]+["“”„‟«»″]')


def evaluate(
    pairs: Sequence[tuple[Record, Record]],
    *,
    only: Collection[str] | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Report:
    """Compare each article's gold (first) with what was predicted (second), or their spans with labels of `only`.

    Optional gold items and zones are left out on both sides. Where the gold ties no quote to a speaker, or resolves
    none, nobody looked, and the figures about that are empty. Intervals are over articles, with `resamples` draws.
    Raises ValueError where a pair is about two different texts.
    """
    pairs = [(limited(gold, only), limited(predicted, only)) for gold, predicted in pairs]
    compared = [Pair.of(gold, predicted) for gold, predicted in pairs]
    quotes = [quote for pair in compared for quote in pair.gold_quotes]
    asked = _Asked(any(quote.speaker for quote in quotes), any(quote.resolved for quote in quotes))
    counted = [_count(pair, asked) for pair in compared]
    boot = Bootstrap(counted, resamples, seed)
    labels = sorted({span.label for pair in compared for span in (*pair.gold, *pair.predicted)})
    return Report(
        articles=len(compared),
        labels={label: _span_score(boot, f"label:{label}") for label in labels},
        entities=_span_score(boot, "layer:entity"),
        overall=_span_score(boot, "all"),
        quote_types={kind: _span_score(boot, f"type:{kind}") for kind in QUOTE_TYPES},
        quote_tokens=boot.precision_recall("tokens"),
        type_accuracy=boot.ratio("type/right", "type/asked"),
        closed_accuracy=boot.ratio("closed/right", "quotes/matched"),
        speaker_mention_accuracy=boot.ratio("mention/right", "mention/asked"),
        resolved_speaker_accuracy=boot.ratio("resolved/right", "resolved/asked"),
        pronouns_resolved=boot.ratio("pronouns/right", "pronouns/asked"),
        who_said_what=boot.precision_recall("said"),
        nonquotes_highlighted=boot.ratio("nonquotes/highlighted", "nonquotes/all", scale=100),
        in_zones=boot.total("in_zones"),
        calibration=boot.calibration(_BINS),
        calibration_by={group: boot.calibration(_BINS, f"bin:{group}") for group in CALIBRATED},
        edits=boot.mean("edits"),
        edits_from_nothing=boot.mean("edits_from_nothing"),
        sources=_by_source([gold.article.source for gold, _ in pairs], counted, resamples, seed),
        confusion=confusion(compared),
        resamples=resamples,
        seed=seed,
        kept_back={"optional": boot.total("optional")},
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the gold as a whole says of its quotes."""

    speakers: bool
    people: bool


def limited(record: Record, only: Collection[str] | None) -> Record:
    """Return the record with the spans of the labels in `only`, zones and what is tied between them."""
    if only is None:
        return record
    spans = tuple(span for span in record.spans if span.label in only or span.layer is LayerName.ZONE)
    ids = {span.id for span in spans}
    links = tuple(link for link in record.relations if link.head in ids and link.child in ids)
    return Scored(record.article, spans, links)


def _by_source(sources: Sequence[str], counted: Sequence[Counts], resamples: int, seed: int) -> dict[str, SourceScore]:
    """Return the headlines by source, the source with most articles first."""
    groups: dict[str, list[Counts]] = {}
    for source, counts in zip(sources, counted, strict=True):
        groups.setdefault(source, []).append(counts)
    scores = {}
    for source, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        boot = Bootstrap(group, resamples, seed)
        scores[source] = SourceScore(
            len(group), _span_score(boot, "all"), _span_score(boot, "layer:entity"),
            _span_score(boot, f"label:{QUOTE}"), boot.precision_recall("said"),
        )  # fmt: skip
    return scores


def _span_score(boot: Bootstrap, name: str) -> SpanScore:
    return SpanScore(*(boot.precision_recall(f"{name}/{way}") for way in ("strict", "normalised", "0.5", "0.8")))


def _count(pair: Pair, asked: _Asked) -> Counts:
    counts: Counter[str] = Counter()
    for name, gold, predicted in _groups(pair):
        for way, matched in _matched(pair.text, gold, predicted):
            counts[f"{name}/{way}/gold"] += len(gold)
            counts[f"{name}/{way}/predicted"] += len(predicted)
            counts[f"{name}/{way}/matched"] += matched
            for whole in _wholes(name, gold, predicted):
                counts[f"{whole}/{way}/gold"] += len(gold)
                counts[f"{whole}/{way}/predicted"] += len(predicted)
                counts[f"{whole}/{way}/matched"] += matched
    numbers: Counts = dict(counts)
    numbers.update(_count_quotes(pair, asked))
    numbers.update(_count_tokens(pair))
    numbers.update(_count_nonquotes(pair))
    numbers.update(_count_scores(pair))
    numbers["in_zones"] = len(pair.in_zone)
    numbers["optional"] = len(pair.optional)
    numbers["edits"] = len(lacking(pair))
    numbers["edits_from_nothing"] = len(from_nothing(pair))
    return numbers


def _groups(pair: Pair) -> Iterable[tuple[str, list[Span], list[Span]]]:
    """Yield the spans that are matched among themselves: one group a label, and one a type of quote."""
    for label in sorted({span.label for span in (*pair.gold, *pair.predicted)}):
        yield f"label:{label}", _labelled(pair.gold, label), _labelled(pair.predicted, label)
    for kind in QUOTE_TYPES:
        gold, predicted = (
            [quote.content for quote in side if _is_of(quote, kind)]
            for side in (pair.gold_quotes, pair.predicted_quotes)
        )
        yield f"type:{kind}", gold, predicted


def _is_of(quote: Quote, kind: str) -> bool:
    if kind in ("closed", "open"):
        return quote.kind == "direct" and quote.is_closed is (kind == "closed")
    return quote.kind == kind


def _labelled(spans: Iterable[Span], label: str) -> list[Span]:
    return [span for span in spans if span.label == label]


def _wholes(name: str, gold: Sequence[Span], predicted: Sequence[Span]) -> list[str]:
    """Return the totals a group counts in as well; types of quotes are in already, as quotes."""
    if not name.startswith("label:"):
        return []
    is_entity = any(span.layer is LayerName.ENTITY for span in (*gold, *predicted))
    return ["all", "layer:entity"] if is_entity else ["all"]


def _matched(text: str, gold: Sequence[Span], predicted: Sequence[Span]) -> list[tuple[str, int]]:
    strictly = Counter(strict(text, span) for span in gold) & Counter(strict(text, span) for span in predicted)
    trimmed = Counter(normalised(text, span) for span in gold) & Counter(normalised(text, span) for span in predicted)
    extents = [strict(text, span) for span in gold], [strict(text, span) for span in predicted]
    return [
        ("strict", strictly.total()),
        ("normalised", trimmed.total()),
        ("0.5", len(best_pairs(*extents, overlap, 0.5))),
        ("0.8", len(best_pairs(*extents, overlap, 0.8))),
    ]


def _count_quotes(pair: Pair, asked: _Asked) -> Counts:
    gold, predicted = pair.gold_quotes, pair.predicted_quotes
    matched = [(gold[i], predicted[j]) for i, j in best_pairs(gold, predicted, _quote_overlap, 0.5)]
    counts: Counts = {
        "quotes/matched": len(matched),
        "type/asked": sum(bool(g.kind) for g, _ in matched),
        "type/right": sum(bool(g.kind) and g.kind == p.kind for g, p in matched),
        "closed/right": sum(g.is_closed == p.is_closed for g, p in matched),
    }
    if asked.speakers:
        mentions = [(g, p) for g, p in matched if g.speaker or p.speaker]
        counts["mention/asked"] = len(mentions)
        counts["mention/right"] = sum(_same_mention(g, p) for g, p in mentions)
    if asked.people:
        resolved = [(g, p) for g, p in matched if g.resolved or p.resolved]
        pointing = [(g, p) for g, p in resolved if g.speaker and g.speaker.attrs.get("kind") in _POINTING]
        said = best_pairs(gold, predicted, lambda g, p: _quote_overlap(g, p) if _same_people(g, p) else 0.0, 0.8)
        counts |= {
            "resolved/asked": len(resolved),
            "resolved/right": sum(_same_people(g, p) for g, p in resolved),
            "pronouns/asked": len(pointing),
            "pronouns/right": sum(_same_people(g, p) for g, p in pointing),
            "said/gold": len(gold),
            "said/predicted": len(predicted),
            "said/matched": len(said),
        }
    return counts


def _quote_overlap(one: Quote, other: Quote) -> float:
    return overlap(one.content.extent, other.content.extent)


def _same_mention(gold: Quote, predicted: Quote) -> bool:
    """Whether both mark the same words as the speaker."""
    if gold.speaker is None or predicted.speaker is None:
        return False
    return is_same_mention(gold.speaker.extent, predicted.speaker.extent)


def _same_people(gold: Quote, predicted: Quote) -> bool:
    """Whether both name the same people; nobody on both sides is the same too."""
    return _people(gold) == _people(predicted)


def _people(quote: Quote) -> frozenset[str]:
    return frozenset(" ".join(name.split()).casefold() for name in quote.resolved)


def _count_tokens(pair: Pair) -> Counts:
    """Count words inside quotes, those in optional quotes and zones left out."""
    left_out = [*pair.zones, *(span.extent for span in pair.optional if span.label == QUOTE)]
    words = [
        (start, end)
        for start, end in texts.tokens(pair.text)
        if pair.text[start].isalnum() and not _is_in(left_out, start, end)
    ]
    gold, predicted = (
        {word for word in words if _is_in([quote.content.extent for quote in side], *word)}
        for side in (pair.gold_quotes, pair.predicted_quotes)
    )
    return {"tokens/gold": len(gold), "tokens/predicted": len(predicted), "tokens/matched": len(gold & predicted)}


def _is_in(extents: Iterable[Extent], start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in extents)


def _count_nonquotes(pair: Pair) -> Counts:
    """Count what stands in quotation marks and is nobody's speech, and how much of it is suggested as a quote."""
    known = [*pair.zones, *(quote.content.extent for quote in pair.gold_quotes),
             *(span.extent for span in pair.optional if span.label == QUOTE)]  # fmt: skip
    marked = [match.span() for match in _IN_MARKS.finditer(pair.text)]
    nonquotes = [extent for extent in marked if not any(overlap(extent, other) > 0 for other in known)]
    suggested = [quote.content.extent for quote in pair.predicted_quotes]
    highlighted = {one for one, other in product(nonquotes, suggested) if overlap(one, other) >= 0.5}
    return {"nonquotes/all": len(nonquotes), "nonquotes/highlighted": len(highlighted)}


def _count_scores(pair: Pair) -> Counts:
    """Sort the suggestions that carry a score into bins, by score, and count which were right."""
    counts: Counts = {}
    for span, is_right in judged_spans(pair):
        score = span.origin.score
        if score is None:
            continue
        number = min(int(score * _BINS), _BINS - 1)
        for group in ("bin", f"bin:{calibrated_group(span)}"):
            for part, amount in (("count", 1.0), ("score", score), ("right", float(is_right))):
                name = f"{group}/{number}/{part}"
                counts[name] = counts.get(name, 0.0) + amount
    return counts


def calibrated_group(span: Span) -> str:
    """Return the part of `CALIBRATED` that `span` belongs to."""
    return "entities" if span.layer is LayerName.ENTITY else _GROUPS.get(span.label, "")
