"""Where things lie: what the program brings along, and the user's own folders. Knows nothing of what is in them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_APP = "kutip"


def resources() -> Path:
    """Return the folder of icons, lexicons, gazetteers, translations and the model."""
    return _brought_along() / "resources"


def seeds() -> Path:
    """Return the folder of label sets and sample articles that a new database starts with."""
    return _brought_along() / "seeds"


def user_data() -> Path:
    """Return the folder for the user's database. It need not exist yet; with KUTIP_HOME set it lies under that."""
    return _under_home("data") or Path(platformdirs.user_data_dir(_APP, appauthor=False))


def word_lists() -> Path:
    """Return the folder for the person's own entries in the word lists. It need not exist yet."""
    return user_data() / "word-lists"


def user_config() -> Path:
    """Return the folder for the user's settings. It need not exist yet."""
    return _under_home("config") or Path(platformdirs.user_config_dir(_APP, appauthor=False))


def user_log() -> Path:
    """Return the folder for logs. It need not exist yet."""
    return _under_home("log") or Path(platformdirs.user_log_dir(_APP, appauthor=False))


def default_database() -> Path:
    """Return the database that opens when nobody names another."""
    return user_data() / "berita.db"


def settings_file() -> Path:
    """Return the file that `annotator.settings` reads and writes."""
    return user_config() / "settings.json"


def _brought_along() -> Path:
    """Return the folder that holds `resources/` and `seeds/`: in a frozen bundle, an installed wheel or a checkout.

    A wheel carries them inside the package, since a distribution owns nothing else in site-packages.
    """
    if getattr(sys, "frozen", False):
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent))
    package = Path(__file__).resolve().parent
    packaged = package / "_data"
    return packaged if packaged.is_dir() else package.parent


def _under_home(folder: str) -> Path | None:
    home = os.environ.get("KUTIP_HOME")
    return Path(home).absolute() / folder if home else None
