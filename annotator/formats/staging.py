"""Files and folders in the making: all of an export is put in its place at once, or nothing of it."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from annotator.domain.errors import N_, UserError
from annotator.formats.atomic import unwritable

MANIFEST = "manifest.json"
MANIFEST_SCHEMA = "kutip-export/1"
_LITTER = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))


class Shelf:
    """Implements `services.ports.Shelf`."""

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Give a new folder that is cleared away at the end of the `with` block. Raises UserError."""
        try:
            with tempfile.TemporaryDirectory(prefix="kutip-") as name:
                yield Path(name)
        except OSError as error:
            raise unwritable(Path(tempfile.gettempdir()), error) from error

    @contextmanager
    def staged(self, goal: Path, *, is_folder: bool) -> Iterator[Path]:
        """Give a new folder beside `goal` to write into; see `services.ports.Shelf`."""
        goal = goal.resolve()
        try:
            _check_goal(goal, is_folder=is_folder)
            folder = goal.with_name(f".{goal.name[:200]}.{secrets.token_hex(4)}.part")
            if _is_device(goal):
                folder = Path(tempfile.gettempdir(), folder.name)  # beside a device is no room
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError as error:
            raise unwritable(goal, error) from error

    def put(self, folder: Path, goal: Path, files: Mapping[str, Path]) -> None:
        """Put files of the staged `folder`, by their names in it, in their places; see `services.ports.Shelf`."""
        try:
            if _is_device(goal):  # nothing can lie beside it
                with (folder / goal.name).open("rb") as source, goal.open("wb") as stream:
                    shutil.copyfileobj(source, stream)
                return
            for name, place in files.items():
                _sync(folder / name)
                (folder / name).replace(place)
            _sync(goal.parent)
        except OSError as error:
            raise unwritable(goal, error) from error

    def put_folder(self, folder: Path, goal: Path) -> None:
        """Make the staged `folder` the folder `goal`, instead of the export that is there."""
        goal = goal.resolve()
        try:
            for path in folder.rglob("*"):
                _sync(path)
            new = folder.with_name(folder.name + ".new")
            folder.replace(new)
            folder.mkdir()  # what the caller clears away
            old = folder / "old"
            if goal.exists():
                goal.replace(old)
            try:
                new.replace(goal)
            except OSError:
                if old.exists():
                    old.replace(goal)
                raise
            _sync(goal.parent)
        except OSError as error:
            raise unwritable(goal, error) from error


def _check_goal(goal: Path, *, is_folder: bool) -> None:
    """Refuse a goal that would take something away that no export made. Raises UserError."""
    if is_folder and goal.is_dir():
        if strange := _strange_in(goal):
            raise UserError(
                N_("The folder holds what no export of Kutip put there: {name}."),
                N_("Name a new folder, or an empty one."), file=str(goal), name=strange,
            )  # fmt: skip
    elif is_folder and goal.exists():
        raise UserError(N_("The export is a folder, and there is a file of that name."),
                        N_("Choose another name for it."), file=str(goal))  # fmt: skip
    elif goal.is_dir():
        raise UserError(N_("The export is a file, and there is a folder of that name."),
                        N_("Choose another name for it."), file=str(goal))  # fmt: skip


def _strange_in(folder: Path) -> str | None:
    """Return a file below `folder` that no manifest of an export there names, None where there is none."""
    known = _exported(folder)
    files = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return next((str(path) for path in files if path not in known and path.name not in _LITTER), None)


def _exported(folder: Path) -> set[Path]:
    """Return the files of the export that made `folder`, by its manifest; none where that is somebody else's."""
    try:
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
        is_ours = manifest["schema"] == MANIFEST_SCHEMA
        return {Path(MANIFEST), *(Path(one["path"]) for one in manifest["files"])} if is_ours else set()
    except (OSError, ValueError, TypeError, KeyError):
        return set()


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _sync(path: Path) -> None:
    """Bring `path` to the disk, so that neither a crash nor a power cut leaves half of it."""
    with suppress(OSError):  # some systems do not let a folder be opened, and then it needs no syncing
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
