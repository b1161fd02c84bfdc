"""What an annotator would have to do to turn one article's annotation into its gold, one thing at a time.

It rests on what counts in the scoring (`Pair`): optional items and whatever lies in a gold zone ask for nothing. Their
number is what the evaluation calls edits, and what the effort replay calls corrections. Accepting is none: "accept all
and finish" is one key for the whole article.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotator.domain.antecedents import resolved_names
from annotator.domain.effort import Difference, Lack
from annotator.domain.quotes import SPEAKER, Quote, quotes
from annotator.domain.spans import LayerName, Span
from annotator.nlp.evaluation.matching import best_pairs, overlap, strict
from annotator.nlp.evaluation.scored import Pair, Record

Place = tuple[LayerName, str, int, int]


def differences(gold: Record, current: Record) -> list[Difference]:
    """Return what is to be done, in the order of the text; nothing where the two are equal in all that counts.

    Equal means: the same spans with the same labels (a DATE with or without a leading *tahun*, *bulan*, *tanggal*,
    *hari*; a SPEAKER with or without the role before the name), quotes of the same type and closedness, tied to the
    same speaker and cue, resolved to the same names. What gold says twice over the same words counts once; where it
    does not say of which type a quote is, any will do.
    Raises ValueError where the two are about different texts.
    """
    return lacking(Pair.of(gold, current))


def from_nothing(pair: Pair) -> list[Difference]:
    """Return what there would be to do without any suggestion: what the model saves is the difference."""
    return lacking(replace(pair, predicted=(), predicted_links=(), predicted_quotes=()))


def partners(gold: tuple[Span, ...], predicted: tuple[Span, ...]) -> dict[int, int]:
    """Say which suggestion becomes which gold span, by their positions."""

    def likeness(one: Span, other: Span) -> float:
        if one.layer is not other.layer:
            return 0.0
        if one.label == other.label:
            return 1 + overlap(one.extent, other.extent) if one.overlaps(*other.extent) else 0.0
        return 1.0 if one.extent == other.extent else 0.0

    return dict(best_pairs(gold, predicted, likeness, 0.0))


def lacking(pair: Pair) -> list[Difference]:
    """Return what `differences` does, of two sides that are sorted out already."""
    pair = _said_once(pair)
    partner = partners(pair.gold, pair.predicted)
    found: list[Difference] = []
    standing: dict[Place, Span] = {}
    for i, span in enumerate(pair.gold):
        here = pair.predicted[partner[i]] if i in partner else None
        if here is None:
            found.append(Difference(Lack.MISSING, span))
        else:
            standing[span.place] = here
            found.extend(_shape(pair.text, span, here))
    kept = set(partner.values())
    found.extend(Difference(Lack.EXTRA, None, span) for j, span in enumerate(pair.predicted) if j not in kept)
    made = {quote.content.id: quote for quote in pair.predicted_quotes}
    for quote in pair.gold_quotes:
        content = standing.get(quote.content.place)
        found.extend(_frame(quote, made.get(content.id) if content is not None else None, content, standing))
    found.extend(_lone_speakers(pair, standing))
    return sorted(found, key=lambda difference: difference.place)


def _said_once(pair: Pair) -> Pair:
    """Return the pair with one gold span where gold has several with one label over the same words, for two quotes.

    It says what the first does, and what the others say beyond that; their links are its own.
    """
    stands: dict[Place, Span] = {}
    for span in pair.gold:
        first = stands.get(span.place, span)
        stands[span.place] = replace(first, attrs={**span.attrs, **first.attrs})
    if len(stands) == len(pair.gold):
        return pair
    ids = {span.id: stands[span.place].id for span in pair.gold}
    links = tuple(replace(link, head=ids[link.head], child=ids[link.child]) for link in pair.gold_links)
    said = {span.id: span for span in stands.values()}
    return replace(
        pair,
        gold=tuple(stands.values()),
        gold_links=links,
        gold_quotes=tuple(quotes(said, {link.id: link for link in links})),
    )


def _shape(text: str, gold: Span, here: Span) -> list[Difference]:
    found = []
    if gold.label != here.label:
        found.append(Difference(Lack.LABEL, gold, here))
    is_same_mention = gold.label == here.label == SPEAKER and (
        gold.start <= here.start < here.end <= gold.end or here.start <= gold.start < gold.end <= here.end
    )
    if strict(text, gold) != strict(text, here) and not is_same_mention:
        found.append(Difference(Lack.EXTENT, gold, here))
    return found


def _frame(gold: Quote, made: Quote | None, here: Span | None, standing: Mapping[Place, Span]) -> list[Difference]:
    """Compare what hangs on a quote; of one that is not there yet, its ties alone: its type is set as it is made."""
    found = []
    if made is not None and gold.kind and gold.kind != made.kind:
        found.append(Difference(Lack.TYPE, gold.content, here))
    if made is not None and gold.is_closed != made.is_closed:
        found.append(Difference(Lack.CLOSED, gold.content, here))
    for lack, wanted, there in (
        (Lack.SPEAKER, gold.speaker, made.speaker if made is not None else None),
        (Lack.CUE, gold.cue, made.cue if made is not None else None),
    ):
        is_right = there is None if wanted is None else there is not None and standing.get(wanted.place) is there
        if not is_right:
            found.append(Difference(lack, gold.content, here, wanted, gold.resolved if lack is Lack.SPEAKER else ()))
    has_its_speaker = not any(difference.lack is Lack.SPEAKER for difference in found)
    if has_its_speaker and made is not None and _people(gold.resolved) != _people(made.resolved):
        found.append(Difference(Lack.NAMES, gold.content, here, gold.speaker, gold.resolved))
    return found


def _lone_speakers(pair: Pair, standing: Mapping[Place, Span]) -> list[Difference]:
    """Compare the names of speakers that no quote leads to."""
    led_to = {quote.speaker.id for quote in pair.gold_quotes if quote.speaker is not None}
    return [
        Difference(Lack.NAMES, span, standing[span.place], None, resolved_names(span))
        for span in pair.gold
        if span.label == SPEAKER
        and span.place in standing
        and span.id not in led_to
        and _people(resolved_names(span)) != _people(resolved_names(standing[span.place]))
    ]


def _people(names: tuple[str, ...]) -> frozenset[str]:
    """Return whom the names mean, however they are written; a semicolon parts two, as where they are typed."""
    return frozenset(" ".join(name.split()).casefold() for name in ";".join(names).split(";") if name.strip())
