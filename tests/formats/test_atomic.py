"""A file is written whole or not at all, and a refusal names it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from annotator.domain.errors import UserError
from annotator.formats.atomic import replacing


def test_file_appears_only_when_all_is_written(tmp_path):
    path = tmp_path / "out"
    with replacing(path) as stream:
        stream.write(b"half")
        stream.flush()
        assert not path.exists()

    assert path.read_bytes() == b"half"


def test_file_gets_the_usual_permissions(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    with replacing(tmp_path / "out") as stream:
        stream.write(b"x")

    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_link_keeps_pointing_at_its_goal(tmp_path):
    goal, link = tmp_path / "goal", tmp_path / "link"
    goal.write_bytes(b"old")
    link.symlink_to(goal)
    with replacing(link) as stream:
        stream.write(b"new")

    assert link.is_symlink()
    assert goal.read_bytes() == b"new"


def test_device_is_written_directly():
    with replacing(Path(os.devnull)) as stream:
        stream.write(b"x")

    assert Path(os.devnull).exists()


def test_missing_folder_is_said(tmp_path):
    with (
        pytest.raises(UserError, match=r"out: The file cannot be written: No such file"),
        replacing(tmp_path / "a/out"),
    ):
        pass


def test_folder_is_no_file(tmp_path):
    with pytest.raises(UserError, match="it is a folder"), replacing(tmp_path):
        pass


def test_full_disk_is_said_and_leaves_nothing_behind(tmp_path):
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with pytest.raises(UserError, match="out: The file cannot be written: No space left on device"), replacing(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["out"]
