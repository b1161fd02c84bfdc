"""The table of quotes: what a spreadsheet shows of an article, and that everything it does not show is said."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.annotations import Answer
from annotator.domain.losses import LossKind
from annotator.domain.spans import LayerName, Relation, Span
from annotator.formats.quotes_csv import QuotesCsvWriter
from tests.formats.foreign import job, record_of, records

WRITER = QuotesCsvWriter()
SAID = "“Kami siap,” kata Putin di Moskow."


def write(path, *found, lost=None, **options):
    return WRITER.write(iter(found), path, job(WRITER, lost, **options))


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def quote_of(**attrs):
    return Span("q", 0, 12, "QUOTE", LayerName.QUOTE, {"type": "direct", **attrs})


def speaker_of(**attrs):
    return Span("s", 18, 23, "SPEAKER", LayerName.QUOTE, attrs)


CUE = Span("c", 13, 17, "CUE", LayerName.QUOTE)
LINKS = (Relation("r1", "said_by", "q", "s"), Relation("r2", "cued_by", "q", "c"))


def spoken(quote=None, speaker=None):
    spans = (quote or quote_of(), CUE, speaker or speaker_of(resolves_to=["Vladimir Putin"]))
    return replace(record_of(SAID, *spans), relations=LINKS)


def expected(record):
    """Return the rows and the losses by counting up what there is to say and taking away what a row says of it."""
    key, text = record.article.key, record.article.text
    if record.answer in (Answer.REJECT, Answer.IGNORE):
        return [], {(LossKind.ARTICLE, key, "", "")}
    live = {span.id: span for span in record.spans if span.is_live}
    links = [link for link in record.relations if link.is_live]
    rows, seen, said = [], set(), set()
    for quote in live.values():
        if quote.label != "QUOTE":
            continue
        seen.add(quote.id)
        said.add((quote.id, "type"))
        ends = {}
        for link in sorted(links, key=lambda link: (link.is_open, link.id)):
            if link.head == quote.id and link.child in live and link.label in ("said_by", "cued_by"):
                ends.setdefault(link.label, link)
        for link in ends.values():
            seen |= {link.child, link.id}
        speaker = live[ends["said_by"].child] if "said_by" in ends else None
        own = quote.attrs.get("resolves_to") or []
        names = (speaker.attrs.get("resolves_to") if speaker else None) or own
        if speaker:
            said.add((speaker.id, "resolves_to"))
        if own in ([], names):
            said.add((quote.id, "resolves_to"))
        words = [text[live[ends[name].child].start : live[ends[name].child].end] if name in ends else ""
                 for name in ("said_by", "cued_by")]  # fmt: skip
        rows.append((quote.start, quote.end, *words, quote.attrs.get("type", ""), "; ".join(names)))
    lost = {(LossKind.SPAN, key, span.id, span.label) for span in live.values() if span.id not in seen}
    lost |= {
        (LossKind.ATTRIBUTE, key, span.id, f"{span.label}.{name}")
        for span in live.values() if span.id in seen
        for name in span.attrs if (span.id, name) not in said
    }  # fmt: skip
    lost |= {(LossKind.RELATION, key, link.id, link.label) for link in links if link.id not in seen}
    return rows, lost | {(LossKind.COMMENT, key, comment.id, "") for comment in record.comments}


@given(record=records())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_loss_report_is_what_the_rows_do_not_say(record, tmp_path):
    lost = []
    write(tmp_path / "out.csv", record, lost=lost)
    rows, losses = expected(record)

    assert {(one.kind, one.article, one.thing, one.label) for one in lost} == losses
    assert len(lost) == len(losses)
    assert [
        (int(row["start"]), int(row["end"]), row["speaker"], row["cue"], row["type"], row["resolved"])
        for row in table(tmp_path / "out.csv")
    ] == rows


def test_a_row_is_a_quote_with_its_speaker_full_name_and_cue(tmp_path):
    lost = []
    assert write(tmp_path / "out.csv", spoken(), lost=lost) == 1
    (row,) = table(tmp_path / "out.csv")

    assert [row[name] for name in ("speaker", "resolved", "cue", "type", "quote")] == [
        "Putin", "Vladimir Putin", "kata", "direct", "“Kami siap,”",
    ]  # fmt: skip
    assert lost == []


def test_a_full_name_on_the_quote_that_the_speakers_own_hides_is_said_to_be_lost(tmp_path):
    lost = []
    write(tmp_path / "out.csv", spoken(quote_of(resolves_to=["Kim Jong Un"])), lost=lost)

    assert [(one.kind, one.label) for one in lost] == [(LossKind.ATTRIBUTE, "QUOTE.resolves_to")]


@pytest.mark.parametrize("answer", [Answer.REJECT, Answer.IGNORE])
def test_an_article_that_was_rejected_is_no_row_and_is_said(tmp_path, answer):
    lost = []
    assert write(tmp_path / "out.csv", replace(spoken(), answer=answer), lost=lost) == 0

    assert table(tmp_path / "out.csv") == []
    assert [one.kind for one in lost] == [LossKind.ARTICLE]


@pytest.mark.parametrize("name", ["=1+1", "+62", "-nya", "@kpk"])
def test_no_cell_is_a_formula(tmp_path, name):
    write(tmp_path / "out.csv", spoken(speaker=speaker_of(resolves_to=[name])))
    (row,) = table(tmp_path / "out.csv")

    assert row["resolved"] == f"'{name}"


@pytest.mark.parametrize(("delimiter", "sign"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_columns_are_parted_as_asked(tmp_path, delimiter, sign):
    write(tmp_path / "out.csv", spoken(), delimiter=delimiter)

    assert (tmp_path / "out.csv").read_text("utf-8-sig").startswith(f"article{sign}title{sign}")
