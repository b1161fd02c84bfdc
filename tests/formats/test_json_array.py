"""A JSON array is read element by element, however it is written."""

from __future__ import annotations

import json

import pytest

from annotator.domain.errors import UserError
from annotator.formats.json_array import read_elements
from annotator.formats.refusal import Refused

VALUES = [{"text": "“Ya,” 🇮🇩\n[1, 2]", "n": [1, {"a": None}]}, {"text": "]"}, {}, 12, [3, 4], "x,"]
ONE_A_LINE = "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in VALUES) + "\n]\n"
LAYOUTS = {
    "one line": json.dumps(VALUES),
    "one a line": ONE_A_LINE,
    "one a line with CRLF": ONE_A_LINE.replace("\n", "\r\n"),
    "indented": json.dumps(VALUES, indent=1, ensure_ascii=False),
    "with a byte order mark": "\ufeff" + json.dumps(VALUES),
    "with a byte order mark, one a line": "\ufeff" + ONE_A_LINE,
    "one a line at first": ONE_A_LINE.replace("},\n{}", "}\n, {}"),
    "blank lines between": ONE_A_LINE.replace(",\n", ",\n\n"),
    "more behind the end": ONE_A_LINE + "and more",
}


def written(folder, text):
    path = folder / "a.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_gives_the_same(tmp_path, text):
    assert list(read_elements(written(tmp_path, text))) == VALUES


@pytest.mark.parametrize(("text", "values"), [('{"a": 1}', [{"a": 1}]), ('{"a": 1}\n{"b": 2}\n', [{"a": 1}, {"b": 2}])])
def test_values_without_an_array_around_them_are_the_elements(tmp_path, text, values):
    assert list(read_elements(written(tmp_path, text))) == values


def test_long_elements_are_read_over_the_edges_of_blocks(tmp_path):
    values = [{"text": "é" * (400_000 + number)} for number in range(6)]

    assert list(read_elements(written(tmp_path, json.dumps(values, ensure_ascii=False)))) == values


@pytest.mark.parametrize("end", ["", ",\n", ",\n{", "\n}", ',\n{"a": }\n]'])
def test_what_came_before_a_break_is_given_and_then_refused(tmp_path, end):
    found = []
    with pytest.raises(Refused):
        found.extend(read_elements(written(tmp_path, '[\n{"a": 1},\n{"b": 2}' + end)))

    assert found == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("start", ["[\n", "["])
def test_deep_nesting_is_refused(tmp_path, start):
    with pytest.raises(Refused):
        list(read_elements(written(tmp_path, start + "[" * 200_000 + "\n]")))


@pytest.mark.parametrize("start", [b"[\n", b"["])
def test_other_encoding_is_said(tmp_path, start):
    with pytest.raises(UserError, match="UTF-8"):
        list(read_elements(written(tmp_path, start + b'{"a": "\xe9"}\n]')))
