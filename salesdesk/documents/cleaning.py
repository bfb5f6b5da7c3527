"""A document's texts made fit to print: cleaned, cut to their place, refused where the typeface lacks a character."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from salesdesk.documents import fonts
from salesdesk.documents.text import NAME_LIMIT, clean
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _

_LISTED: Final = 20


def cleaned_fields(value: Any, limits: Mapping[str, int]) -> dict[str, Any]:
    """Return the fields of a record that cleaning changes, with their new values.

    `limits` says by name how long a field's text may be; the others are names of one line.
    """
    old = ((field.name, getattr(value, field.name)) for field in fields(value))
    new = ((name, text, _cleaned(text, limits.get(name, NAME_LIMIT), limits)) for name, text in old)
    return {name: changed for name, text, changed in new if changed is not text}


def _cleaned(value: Any, limit: int, limits: Mapping[str, int]) -> Any:
    if isinstance(value, str):
        return clean(value, limit, one_line=limit <= NAME_LIMIT)
    if isinstance(value, tuple):
        return tuple(_cleaned(item, limit, limits) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = cleaned_fields(value, limits)
        return replace(value, **changes) if changes else value
    return value


def texts(value: object) -> Iterator[str]:
    """Yield every text of a document, nested ones too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def missing_glyphs(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the characters of some texts that the typefaces lack, sorted."""
    characters = set().union(*texts) - {"\n"}
    return tuple(
        sorted(fonts.face(fonts.REGULAR).missing(characters) | fonts.face(fonts.BOLD).missing(characters))
    )


def refuse_missing_glyphs(texts: Iterable[str]) -> None:
    """Refuse texts with characters that can't be printed; InvalidInputError names them."""
    missing = missing_glyphs(texts)
    if missing:
        listed = " ".join(f"{character} (U+{ord(character):04X})" for character in missing[:_LISTED])
        raise InvalidInputError(
            _(
                "The document's typeface lacks these characters: {characters}. Replace them and try again."
            ).format(characters=listed)
        )
