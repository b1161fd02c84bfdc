"""What a person prefers, as rows of one table, kept in a small JSON file. Knows nothing of what the rows are for.

settings.get(THEME)            # "system", and mypy knows it is a str
settings.set(THEME, "dark")    # on disk when this returns
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

_log = logging.getLogger(__name__)

_V = TypeVar("_V", str, int, float, bool, dict[str, list[str]])


@dataclass(frozen=True, slots=True)
class Setting(Generic[_V]):
    """One row: its `key` in the file, what holds until someone chooses, and what may be chosen.

    `choices` empty means anything of the kind; `least` and `most` bound a number.
    """

    key: str
    default: _V
    choices: tuple[_V, ...] = ()
    least: float | None = None
    most: float | None = None

    @property
    def kind(self) -> type[_V]:
        """The type every value has: that of the default."""
        return type(self.default)

    def accepts(self, value: object) -> bool:
        """True where `value` may stand in this row."""
        if self.kind is float and type(value) is int:
            value = float(value)
        if type(value) is not self.kind or (self.choices and value not in self.choices):
            return False
        if isinstance(value, int | float):
            return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
        return True


LANGUAGE = Setting("language", "system", ("system", "id", "en"))
THEME = Setting("theme", "system", ("system", "light", "dark"))
ANNOTATOR = Setting("annotator", "")
TEXT_SIZE = Setting("text_size", 13, least=6, most=72)
TEXT_FONT = Setting("text_font", "")
"""The family of the article's text; empty means the first of Kutip's own choice that is installed."""
LINE_SPACING = Setting("line_spacing", 1.7, least=1.2, most=3.0)
"""From line to line, in heights of the text."""
COLUMN_WIDTH = Setting("column_width", 74, least=40, most=140)
"""How many average characters a line of the article holds."""
LINE_NUMBERS = Setting("line_numbers", default=False)
LETTERS = Setting("letters", default=False)
"""Whether letters to jump by stand below the words."""
MOTION = Setting("motion", "system", ("system", "on", "off"))
HIDDEN_LAYERS = Setting("hidden_layers", "")
"""What the text does not show: "entity", "quote", "zone" and "relation", with commas between."""
THRESHOLD = Setting("threshold", 0.9, least=0.0, most=1.0)
WINDOW_GEOMETRY = Setting("window_geometry", "")
WINDOW_STATE = Setting("window_state", "")
LEFT_PANEL = Setting("left_panel", default=True)
RIGHT_PANEL = Setting("right_panel", default=True)
QUEUE_ORDER = Setting("queue_order", "added", ("added", "newest", "open", "doubt", "source", "title"))
LAST_ARTICLE = Setting("last_article", 0, least=0)
RECENT_DATABASE = Setting("recent_database", "")
PLATFORM_STYLE = Setting("platform_style", default=False)
RECENT_COMMANDS = Setting("recent_commands", "")
"""The actions last found in the command palette, newest first, with commas between."""
KEY_PRESET = Setting("key_preset", "kutip", ("kutip", "prodigy", "inception"))
KEYS: Setting[dict[str, list[str]]] = Setting("keys", {})
"""The keys a person set, by action; an action that is not in it has those of the preset."""
IMPORT_LABELS: Setting[dict[str, list[str]]] = Setting("import_labels", {})
"""What other people's labels were chosen to be here, by the set of them; see `gui.importing`."""
EXPORT_FORMAT = Setting("export_format", "kutip")
"""The format last exported to."""
EXPORTS: Setting[dict[str, list[str]]] = Setting("exports", {})
"""What was chosen for the last export in each format, as "name=value"."""
EXPORT_FOLDER = Setting("export_folder", "")
"""Where the last export went."""

SETTINGS: tuple[Setting[Any], ...] = (
    LANGUAGE, THEME, ANNOTATOR, TEXT_SIZE, TEXT_FONT, LINE_SPACING, COLUMN_WIDTH, LINE_NUMBERS, LETTERS, MOTION,
    HIDDEN_LAYERS, THRESHOLD, WINDOW_GEOMETRY, WINDOW_STATE, LEFT_PANEL, RIGHT_PANEL, LAST_ARTICLE, RECENT_DATABASE,
    QUEUE_ORDER, PLATFORM_STYLE, RECENT_COMMANDS, KEY_PRESET, KEYS, IMPORT_LABELS, EXPORT_FORMAT, EXPORTS,
    EXPORT_FOLDER,
)  # fmt: skip


class Settings:
    """The rows' values, read from `path` once and written whole at every change.

    A value that its row does not accept counts as never chosen; keys of a newer version are kept as they are. A file
    that is not JSON is kept aside as `<name>.broken`. Losing a preference must never stop the work: a file that cannot
    be written is a warning in the log, and the choice holds until the program ends.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = _read(path)

    def get(self, setting: Setting[_V]) -> _V:
        """Return the value chosen, or the row's default."""
        value = self._values.get(setting.key)
        return setting.kind(value) if value is not None and setting.accepts(value) else setting.default

    def set(self, setting: Setting[_V], value: _V) -> None:
        """Choose `value` from now on. Raises ValueError for one that the row does not accept."""
        if not setting.accepts(value):
            raise ValueError(f"{setting.key} cannot be {value!r}")
        if setting.key in self._values and self._values[setting.key] == value:
            return
        # Another window may have written since: keep its choices, change only ours.
        self._values = {**self._values, **_read(self._path), setting.key: value}
        try:
            _write(self._path, self._values)
        except OSError as error:
            _log.warning("settings are not saved: %s", error)

    def reset(self, setting: Setting[_V]) -> None:
        """Go back to the row's default."""
        self.set(setting, setting.default)


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        _log.warning("settings cannot be read: %s", error)
        return {}
    except ValueError:
        values = None
    if isinstance(values, dict):
        return values
    _keep_aside(path)
    return {}


def _keep_aside(path: Path) -> None:
    aside = path.with_name(path.name + ".broken")
    try:
        path.replace(aside)
    except OSError as error:
        _log.warning("broken settings cannot be kept aside: %s", error)
    else:
        _log.warning("settings were not readable; they are kept in %s and the defaults hold", aside)


def _write(path: Path, values: dict[str, Any]) -> None:
    """Replace the file in one step, so that a crash leaves the old or the new one and never half of it."""
    import tempfile  # loads a good deal, and a start changes nothing

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(values, file, ensure_ascii=False, indent=2, sort_keys=True)
            file.write("\n")
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
