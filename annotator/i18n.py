"""The languages of the program: English templates in the code, Indonesian (and any other) in gettext catalogues.

Knows nothing of what the sentences are about. `resources/translations/<language>/LC_MESSAGES/kutip.mo`.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}

_active: gettext.NullTranslations = gettext.NullTranslations()


def install(language: str, folder: Path) -> None:
    """Speak `language` ("id", "en") from now on; an unknown one, or a missing catalogue, speaks English."""
    global _active  # noqa: PLW0603 - one process speaks one language; gettext itself keeps it so
    _active = gettext.translation("kutip", str(folder), [language], fallback=True)


def system_language() -> str:
    """Return the language to start with: English where the system speaks it or says nothing, else Indonesian."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if spoken.split(".")[0].lower() in ("", "c", "posix") or spoken.lower().startswith("en") else "id"


def language_for(chosen: str) -> str:
    """Return the language of the setting `chosen`: itself, or the system's where that is "system"."""
    return system_language() if chosen == "system" else chosen


def spoken() -> str:
    """Return the language spoken now."""
    return _active.info().get("language", "en")


def _(text: str) -> str:
    """Return `text` in the language spoken now."""
    return _active.gettext(text) if text else text


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of the sentence that fits `count`, with `{count}` still in it."""
    return _active.ngettext(one, many, count)
