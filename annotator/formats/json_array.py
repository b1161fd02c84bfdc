"""A big JSON array of objects, read one after the other, so that no file has to be held whole."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from io import TextIOWrapper
from pathlib import Path

import orjson

from annotator.domain.errors import N_, UserError
from annotator.formats.lines import unreadable
from annotator.formats.refusal import Refused

MAX_ELEMENT = 64 << 20
_BLOCK = 1 << 20
_SPACE = " \t\r\n"
_BETWEEN = re.compile(r"[ \t\r\n,]*")


def read_elements(path: Path) -> Iterator[object]:
    """Yield the values of the array in `path`; of a file that is no array, the values that follow one another.

    Raises UserError where the file cannot be read, and Refused where what comes next is no JSON: nobody can tell then
    where the next element begins.
    """
    try:
        at = yield from _a_line_each(path)
        if at is not None:
            yield from _from(path, at)
    except UnicodeDecodeError as error:
        raise UserError(
            N_("The file is not UTF-8."), N_("Save the file as UTF-8 and import it again."), file=str(path)
        ) from error
    except OSError as error:
        raise unreadable(path, error) from error


def _a_line_each(path: Path) -> Generator[object, None, int | None]:
    """Yield the elements while each has a line of its own, as Kutip writes them: that is read twice as fast.

    Return the offset in bytes of what is written otherwise, None at the end of the array.
    """
    with path.open("rb") as stream:
        first = stream.readline(_BLOCK)
        if first.strip() != b"[":
            return 0
        at = len(first)
        while line := stream.readline(MAX_ELEMENT):
            body = line.strip()
            if body == b"]":
                return None
            try:
                value = orjson.loads(body.removesuffix(b","))
            except orjson.JSONDecodeError:
                return at
            yield value
            at += len(line)
        return at


def _from(path: Path, start: int) -> Iterator[object]:
    """Yield the elements from the byte `start` on, however they are written; 0 is before the array.

    Without a bracket they go on to the end of the file: so are refused ones kept, and so JSON Lines are called .json.
    """
    decoder = json.JSONDecoder()
    is_array = True
    with path.open("rb") as raw:
        raw.seek(start)
        with TextIOWrapper(raw, encoding="utf-8" if start else "utf-8-sig") as stream:
            text, at = stream.read(_BLOCK), 0
            if not start:
                text = text.lstrip(_SPACE)
                is_array = text.startswith("[")
                at = int(is_array)
            while True:
                between = _BETWEEN.match(text, at)
                at = between.end() if between else at
                if is_array and text.startswith("]", at):
                    return
                value: object = None
                try:
                    value, end = decoder.raw_decode(text, at) if at < len(text) else (None, at)
                except RecursionError as error:
                    raise _broken("nested too deeply") from error
                except json.JSONDecodeError as error:
                    end, reason = at, error.msg
                else:
                    reason = "the end is missing"
                # A number at the end of what is read may go on in what is not.
                if end > at and (end < len(text) or not text[end - 1].isdigit()):
                    yield value
                    at = end
                    continue
                text, at = text[at:], 0
                more = stream.read(max(_BLOCK, len(text)))
                if not more and not text and not is_array:
                    return
                if not more or len(text) > MAX_ELEMENT:
                    raise _broken(reason)
                text += more


def _broken(reason: str) -> Refused:
    return Refused(
        N_("The file is not valid JSON from here on: {reason}."),
        N_("Correct it there and import the file again; what is in already stays as it is."), reason=reason,
    )  # fmt: skip
