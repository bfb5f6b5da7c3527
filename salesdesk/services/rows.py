"""What every query of the services is written with."""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import Select

from salesdesk.i18n import language

Rows: TypeAlias = Select[*tuple[Any, ...]]
"""A query whose rows are read by place or name."""


def named(name: str, name_en: str) -> str:
    """Return the name of a stage or pipeline in the language of the window."""
    return name_en if name_en and language() == "en" else name
