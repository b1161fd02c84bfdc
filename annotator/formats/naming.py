"""The names of files that hold one article each: stable, the same everywhere, and safe on every file system."""

from __future__ import annotations

import hashlib
import re

from annotator.services.ports import OutgoingRecord

_UNSAFE = re.compile(r"[^a-z0-9]+")


def stem(record: OutgoingRecord) -> str:
    """Return the name, without a suffix, for the file of `record`: the article's key and whose annotations they are.

    Different annotators of one article have different names, however alike their own are.
    """
    if record.annotator is None:
        return record.article.key
    plain = _UNSAFE.sub("-", record.annotator.casefold()).strip("-")[:40]
    if plain != record.annotator:
        plain = f"{plain}-{hashlib.sha256(record.annotator.encode()).hexdigest()[:6]}".lstrip("-")
    return f"{record.article.key}-{plain}"
