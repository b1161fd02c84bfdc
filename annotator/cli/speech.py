"""Which language the command line speaks."""

from __future__ import annotations

from annotator import paths
from annotator.i18n import install, language_for
from annotator.settings import LANGUAGE, Settings


def language() -> str:
    """Return the language the person chose, else the system's."""
    return language_for(Settings(paths.settings_file()).get(LANGUAGE))


def speak() -> None:
    """Speak it from now on."""
    install(language(), paths.resources() / "translations")
