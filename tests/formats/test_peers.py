"""What real servers sent back: files that left here, were imported there, and were exported there again.

`peers/kutip.jsonl` is what left; docs/peers.md says how the others were made and what they are to show.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.annotations import Answer
from annotator.domain.errors import Problem
from annotator.domain.spans import OriginKind, Status, in_document_order
from annotator.formats.doccano import DoccanoReader
from annotator.formats.kutip_jsonl import KutipReader
from annotator.formats.labelstudio import LabelStudioReader
from annotator.services.ports import IncomingRecord
from tests.formats.foreign import in_order
from tests.formats.material import JOB, out

PEERS = Path(__file__).parent / "peers"
QUOTED, EMOJI, SUGGESTED, SKIPPED, ANEW = "“Kami siap,”", "🇮🇩", "Menteri Sri", "Tidak ada nama", "Iklan dari"


def read(reader, name):
    """Return the records by the beginning of their text and their annotator, and the sentences of the notices."""
    found, notices = {}, []
    for one in reader.read(PEERS / name, JOB):
        if isinstance(one, IncomingRecord):
            assert (one.article.text[:12], one.annotator) not in found
            found[one.article.text[:12], one.annotator] = in_order(out(one))
        else:
            assert isinstance(one, Problem)
            assert not one.is_refusal, one
            notices.append(str(one.what))
    return found, notices


@pytest.fixture(scope="module")
def left():
    return read(KutipReader(), "kutip.jsonl")[0]


def of(records, beginning, annotator="ani"):
    (found,) = (
        one for (text, who), one in records.items() if text.startswith(beginning[:12]) and who == annotator
    )  # fmt: skip
    return found


def spans(record, label):
    text = record.article.text
    return {text[one.start : one.end]: one for one in record.spans if one.label == label}


def changed(before, after):
    """Return the words of the spans of `before` that are not just so in `after`."""
    return {before.article.text[one.start : one.end] for one in before.spans if one not in after.spans}


@pytest.mark.parametrize(
    ("reader", "name"),
    [
        (LabelStudioReader(), "labelstudio-1.23.2.json"),
        (LabelStudioReader(), "labelstudio-1.23.2-snapshot.json"),
        (DoccanoReader(), "doccano-1.8.4.jsonl"),
        (DoccanoReader(), "doccano-1.8.4-flat.jsonl"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_nobody_touched_comes_home_equal(left, reader, name):
    found, notices = read(reader, name)

    assert len(found) == 10
    assert found == left
    assert notices == []


def test_label_studios_changes_come_home_and_the_rest_stays(left):
    found, notices = read(LabelStudioReader(), "labelstudio-1.23.2-edited.json")
    before, after = of(left, QUOTED), of(found, QUOTED)

    assert spans(after, "PER")["Santoso"].id == spans(before, "PER")["Budi Santoso"].id
    assert "Vladimir Putin" not in spans(after, "SPEAKER")
    assert spans(after, "DATE")["Rabu"].origin.kind is OriginKind.HUMAN
    assert changed(before, after) == {"Budi Santoso", "Vladimir Putin"}
    assert {link.label for link in after.relations} == {"cued_by", "affiliated"}
    assert [(one.text, one.span_id) for one in after.comments if one.text == "baru dari sana"] == [
        ("baru dari sana", spans(after, "PER")["Santoso"].id)
    ]
    assert len(notices) == 1


def test_label_studios_relabelled_span_and_deleted_relation_come_home(left):
    found, _ = read(LabelStudioReader(), "labelstudio-1.23.2-edited.json")
    before, after = of(left, EMOJI), of(found, EMOJI)

    assert "Gadjah Mada" in spans(after, "LOC")
    assert "Gadjah Mada" not in spans(after, "PER")
    assert spans(after, "EVENT") == {}
    assert {link.label for link in before.relations} - {link.label for link in after.relations} == {"cued_by"}


def test_label_studios_skip_and_its_own_annotations_come_home_with_who_made_them(left):
    found, _ = read(LabelStudioReader(), "labelstudio-1.23.2-edited.json")

    assert of(found, SKIPPED).answer is Answer.IGNORE
    assert of(left, ANEW).answer is Answer.REJECT
    (who,) = (who for text, who in found if text.startswith(ANEW[:10]))
    assert who == "labelstudio-1"
    taken = of(found, SUGGESTED, "labelstudio-1")
    assert {one.status for one in taken.spans} == {Status.ACCEPTED}
    assert spans(taken, "PER")["Ganjar Pranowo"].origin == spans(of(left, SUGGESTED), "PER")["Ganjar Pranowo"].origin


def test_suggestions_stay_open_for_ours_when_somebody_there_took_some(left):
    found, _ = read(LabelStudioReader(), "labelstudio-1.23.2-edited.json")
    ours, alone = of(found, SUGGESTED), of(found, SUGGESTED, None)

    assert in_document_order([*ours.spans, *alone.spans]) == list(of(left, SUGGESTED).spans)


def test_doccanos_changes_come_home_and_the_rest_stays(left):
    found, notices = read(DoccanoReader(), "doccano-1.8.4-edited.jsonl")
    before, after = of(left, QUOTED), of(found, QUOTED)

    assert spans(after, "PER")["Santoso"].id == spans(before, "PER")["Budi Santoso"].id
    assert "Vladimir Putin" not in spans(after, "SPEAKER")
    assert "Rabu" in spans(after, "DATE")
    assert changed(before, after) == {"Budi Santoso", "Vladimir Putin"}
    assert {link.label for link in after.relations} == {"cued_by", "affiliated"}
    assert len(notices) == 2


def test_doccanos_moved_span_keeps_its_attributes_and_its_comment_comes_home(left):
    found, notices = read(DoccanoReader(), "doccano-1.8.4-edited.jsonl")
    before, after = of(left, EMOJI), of(found, EMOJI)

    assert spans(after, "SPEAKER")["katanya"].attrs == spans(before, "SPEAKER")["nya"].attrs
    assert [one.text for one in after.comments] == ["dari doccano"]
    assert {link.label for link in before.relations} - {link.label for link in after.relations} == {"cued_by"}
    assert any("emoji" in notice for notice in notices)


def test_relations_come_home_from_a_doccano_project_that_has_none(left):
    found, notices = read(DoccanoReader(), "doccano-1.8.4-flat-edited.jsonl")
    before, after = of(left, QUOTED), of(found, QUOTED)

    assert {link.label for link in after.relations} == {"cued_by", "affiliated"}
    assert changed(before, after) == {"Vladimir Putin"}
    assert any("gone from the file: 3" in notice for notice in notices)
