"""The known names of industries, and what a misspelt one probably meant."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache
from typing import Final

from salesdesk import resources
from salesdesk.domain.import_values import name_key

_SIMILAR: Final = 0.85
_LONGEST: Final = 60


@cache
def known_industries() -> frozenset[str]:
    """Return the names of industries in Chinese and English, as they're compared."""
    text = resources.path("templates", "industries.json").read_text(encoding="utf-8")
    return frozenset(name_key(name) for entry in json.loads(text) for name in entry)


def suspect_spellings(values: Iterable[str]) -> dict[str, str]:
    """Return those values that are probably a misspelt industry, each with the name it resembles."""
    suggestions = ((value, _suggestion(name_key(value))) for value in dict.fromkeys(values))
    return {value: suggestion for value, suggestion in suggestions if suggestion}


def _suggestion(value: str) -> str:
    if value in known_industries() or len(value) > _LONGEST:
        return ""
    best, name = max((_likeness(value, name), name) for name in known_industries())
    return name if best >= _SIMILAR else ""


def _likeness(value: str, name: str) -> float:
    matcher = SequenceMatcher(None, value, name, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _SIMILAR <= matcher.quick_ratio() else 0.0
