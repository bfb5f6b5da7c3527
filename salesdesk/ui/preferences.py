"""What this device remembers of its user: language, theme, window, recent workspaces, who works here."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from salesdesk import paths
from salesdesk.i18n import LANGUAGES, Language
from salesdesk.ui.theme import MODES, Mode

_MOST_RECENT: Final = 8


@dataclass(slots=True)
class Preferences:
    """The preferences with their defaults; `language` None follows the system, `geometry` is Qt's, in hex.

    `lists` has the columns of each list as `Arrangement` stores them, and as it checks them when it takes them. On the
    board `compact` cards leave out the title, and the stages in `collapsed` (ids in hex) are narrow.
    """

    language: Language | None = None
    theme: Mode = "system"
    geometry: str = ""
    recent: list[str] = field(default_factory=list)
    person: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict[str, Any]] = field(default_factory=dict)
    compact: bool = False
    collapsed: list[str] = field(default_factory=list)
    hide_costs: bool = False

    @classmethod
    def load(cls) -> Preferences:
        """Return what was saved; a value that is not understood becomes its default."""
        result = cls()
        for name, value in _stored().items():
            if name in _VALID and _VALID[name](value):
                setattr(result, name, value)
        return result

    def save(self) -> None:
        """Write the preferences whole, or leave the old ones."""
        part = _file().with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(_file())

    def remember(self, workspace: Path) -> None:
        """Put a workspace at the top of the recent ones."""
        path = str(workspace.absolute())
        self.recent = [path, *(other for other in self.recent if other != path)][:_MOST_RECENT]

    def last(self) -> Path | None:
        """Return the newest workspace that is still there."""
        return next((Path(path) for path in self.recent if Path(path).is_dir()), None)


def _file() -> Path:
    return paths.data_dir() / "preferences.json"


def _stored() -> Mapping[str, Any]:
    try:
        stored = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast("Mapping[str, Any]", stored) if isinstance(stored, dict) else {}


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _is_text_map(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(entry, str) for entry in value.values())


def _is_map_of_maps(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(entry, dict) for entry in value.values())


_VALID: Final[Mapping[str, Callable[[Any], bool]]] = {
    "language": lambda value: value is None or value in LANGUAGES,
    "theme": lambda value: value in MODES,
    "geometry": lambda value: isinstance(value, str),
    "recent": _is_texts,
    "person": _is_text_map,
    "lists": _is_map_of_maps,
    "compact": lambda value: isinstance(value, bool),
    "collapsed": _is_texts,
    "hide_costs": lambda value: isinstance(value, bool),
}
