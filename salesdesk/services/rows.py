"""What every query of the services is written with."""

from __future__ import annotations

import uuid
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.i18n import _, language
from salesdesk.storage.records.base import Record

R = TypeVar("R", bound=Record)

Rows: TypeAlias = Select[*tuple[Any, ...]]
"""A query whose rows are read by place or name."""


def named(name: str, name_en: str) -> str:
    """Return the name of a stage or pipeline in the language of the window."""
    return name_en if name_en and language() == "en" else name


def chosen(session: Session, record: type[R], record_id: uuid.UUID, row_version: int | None = None) -> R:
    """Return a record that was chosen and is still there; ConflictError where its version is another one by now."""
    row = session.get(record, record_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    if row_version is not None and row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    return row
