"""A file in the making: what an earlier run did is found again, and what is no whole record is passed over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.annotations import Article
from annotator.domain.errors import UserError
from annotator.formats.kutip_jsonl import encode
from annotator.formats.unfinished import UnfinishedFile
from annotator.services.ports import OutgoingRecord


def record(text: str, version: str = "1") -> OutgoingRecord:
    meta = {"kutip": {"model": {"name": "m", "version": version}}}
    return OutgoingRecord(Article.from_raw(text, meta=meta), None, None, (), ())


@pytest.fixture
def goal(tmp_path):
    return tmp_path / "out.jsonl"


def test_file_has_the_records_in_the_order_added_and_nothing_is_left_beside_it(goal):
    with UnfinishedFile(goal, resume=False) as file:
        file.add(record("a"))
        file.add(record("b"))
        assert file.finish() == 2

    assert goal.read_bytes() == encode(record("a")) + encode(record("b"))
    assert list(goal.parent.iterdir()) == [goal]


def test_interrupted_work_is_found_again_whatever_the_order(goal):
    with UnfinishedFile(goal, resume=False) as file:
        file.add(record("b"))
        file.add(record("c"))
    assert not goal.exists()
    with UnfinishedFile(goal, resume=True) as file:
        assert [file.knows(record(text)) for text in "abc"] == [False, True, True]
        for text in "abc":
            file.add(record(text))
        file.finish()

    assert goal.read_bytes() == b"".join(encode(record(text)) for text in "abc")


def test_half_a_line_at_the_end_and_lines_that_are_no_records_are_passed_over(goal):
    whole = encode(record("a"))
    (goal.parent / "out.jsonl.part").write_bytes(whole + b"{not json}\n[]\n" + encode(record("b"))[:-10])
    with UnfinishedFile(goal, resume=True) as file:
        assert (file.knows(record("a")), file.knows(record("b"))) == (True, False)
        file.add(record("a"))
        file.add(record("b"))
        file.finish()

    assert goal.read_bytes() == whole + encode(record("b"))


def test_answers_of_another_model_other_meta_or_a_persons_work_do_not_count(goal):
    goal.write_bytes(encode(record("a", "0")) + encode(replace(record("b"), annotator="ani")) + encode(record("c")))
    other = replace(record("c"), article=replace(record("c").article, title="Other"))
    with UnfinishedFile(goal, resume=True) as file:
        assert [file.knows(record(text)) for text in "abc"] == [False, False, True]
        assert not file.knows(other)


def test_without_resume_work_begins_anew(goal):
    with UnfinishedFile(goal, resume=False) as file:
        file.add(record("a"))
    with UnfinishedFile(goal, resume=False) as file:
        assert not file.knows(record("a"))


def test_same_article_twice_has_its_line_twice(goal):
    with UnfinishedFile(goal, resume=False) as file:
        file.add(record("a"))
        file.add(record("a"))
        file.finish()

    assert goal.read_bytes() == encode(record("a")) * 2


def test_finished_file_is_left_alone_until_the_new_one_is_whole(goal):
    goal.write_bytes(encode(record("a")))
    with UnfinishedFile(goal, resume=True) as file:
        file.add(record("b"))

    assert goal.read_bytes() == encode(record("a"))


def test_place_that_cannot_be_written_is_said(goal):
    with pytest.raises(UserError, match="cannot be written"):
        UnfinishedFile(goal / "none" / "out.jsonl", resume=False)
