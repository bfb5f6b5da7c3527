"""Values of the command line, read from what was typed or from a file that it names."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _

_LARGEST_DRAFT: Final = 25_000_000


def json_of(file: Path) -> object:
    """Return what a JSON file holds; InvalidInputError says what is wrong with it."""
    try:
        if file.stat().st_size > _LARGEST_DRAFT:
            raise InvalidInputError(_("“{file}” is too large for a draft.").format(file=file))
        return json.loads(file.read_text(encoding="utf-8-sig"), object_pairs_hook=_once)
    except OSError as error:
        raise InvalidInputError(
            _("“{path}” can't be read: {reason}").format(path=file, reason=error.strerror)
        ) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(
            _("“{file}” is not a JSON text: {reason}").format(file=file, reason=error)
        ) from error


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return a JSON object whose keys stand in it once: of two the reader would take one without a word."""
    result = dict(pairs)
    if len(result) < len(pairs):
        raise InvalidInputError(_("A field stands twice in the same object of the draft."))
    return result


def day_of(text: str) -> date:
    """Return a day of the form 2026-06-30."""
    with contextlib.suppress(ValueError):
        day = date.fromisoformat(text)
        if 1990 <= day.year <= 2100:
            return day
    raise InvalidInputError(_("“{day}” is not a day of the form 2026-06-30.").format(day=text[:20]))


def size_of(text: str) -> tuple[int, int]:
    """Return width and height of a size such as 1440x900, in pixels."""
    width, _x, height = text.lower().partition("x")
    if not (
        width.isdecimal() and height.isdecimal() and 320 <= int(width) <= 8000 and 240 <= int(height) <= 8000
    ):
        raise InvalidInputError(_("The size “{size}” is not of the form 1440x900.").format(size=text[:20]))
    return int(width), int(height)
