"""What the model process and its clients say to each other: one JSON object a line, UTF-8, on stdin and stdout.

The child says `Ready` once the model is loaded (or `Failed` and ends). Then each request line gets exactly one answer
line with the same `id`, in order. A child that was told nothing more ends when its stdin closes. To cancel, kill it.
Must not import spaCy: the window imports this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from annotator.domain import codec
from annotator.domain.suggestions import ModelInfo, Suggestions

OPTIONAL_FLAG = "--optional"
"""What the process is started with where the label set asks for optional quotes; its version says so."""


class WireError(ValueError):
    """A line that is not one of ours: a broken child, or chatter that leaked into stdout."""


@dataclass(frozen=True, slots=True)
class Request:
    """Ask for suggestions for `text`, which `sha256` names; `id` comes back with the answer."""

    id: int
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded and answers from now on."""

    model: ModelInfo


@dataclass(frozen=True, slots=True)
class Answer:
    """The suggestions for request `id`."""

    id: int
    suggestions: Suggestions


@dataclass(frozen=True, slots=True)
class Failed:
    """Request `id` could not be answered (None: the model could not be loaded); `reason` is for the log and details."""

    id: int | None
    reason: str


Reply = Ready | Answer | Failed


def encode_request(request: Request) -> bytes:
    """Return the request's line, with its line break."""
    return orjson.dumps({"id": request.id, "sha256": request.sha256, "text": request.text}) + b"\n"


def decode_request(line: bytes) -> Request:
    """Invert `encode_request`. Raises WireError."""
    data = _object(line)
    try:
        return Request(int(data["id"]), str(data["sha256"]), str(data["text"]))
    except (KeyError, TypeError, ValueError) as error:
        raise WireError(f"not a request: {error}") from error


def encode_reply(reply: Reply) -> bytes:
    """Return the reply's line, with its line break."""
    data: dict[str, Any]
    match reply:
        case Ready(model):
            data = {"ready": {"name": model.name, "version": model.version}}
        case Answer(id, suggestions):
            data = {"id": id, "suggestions": codec.suggestions_to_json(suggestions)}
        case Failed(id, reason):
            data = {"id": id, "failed": reason}
    return orjson.dumps(data) + b"\n"


def decode_reply(line: bytes) -> Reply:
    """Invert `encode_reply`. Raises WireError."""
    data = _object(line)
    try:
        if "ready" in data:
            return Ready(ModelInfo(str(data["ready"]["name"]), str(data["ready"]["version"])))
        if "failed" in data:
            return Failed(data["id"], str(data["failed"]))
        return Answer(int(data["id"]), codec.suggestions_from_json(data["suggestions"]))
    except (KeyError, TypeError, ValueError) as error:
        raise WireError(f"not a reply: {error}") from error


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        data = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise WireError(f"not JSON: {line[:80]!r}") from error
    if not isinstance(data, dict):
        raise WireError(f"not an object: {line[:80]!r}")
    return data
