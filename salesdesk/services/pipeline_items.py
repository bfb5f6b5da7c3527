"""The items of a stage: what it asks for and what it offers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import pipeline_rules as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.i18n import _
from salesdesk.services import pipeline_rights
from salesdesk.services.evidence import StoredFile
from salesdesk.services.rows import chosen
from salesdesk.storage.records import Stage, StageItem
from salesdesk.storage.records.base import now

_TEXTS: Final[dict[str, Any]] = {
    "text": rules.item_text,
    "text_en": rules.short_text,
    "detail": rules.long_text,
    "detail_en": rules.long_text,
    "link": rules.link,
}


@dataclass(frozen=True, slots=True)
class ItemValues:
    """An item as it is typed; `role` is AR, SR, FR or empty, a resource has a stored file or a link."""

    text: str
    text_en: str = ""
    detail: str = ""
    detail_en: str = ""
    required: bool = False
    role: str = ""
    link: str = ""
    file: StoredFile | None = None


def add(session: Session, stage_id: uuid.UUID, kind: str, values: ItemValues) -> uuid.UUID:
    """Add an item at the end of its kind and return its id."""
    pipeline_rights.require_change(session)
    stage = session.get(Stage, stage_id)
    if stage is None or stage.deleted_at is not None:
        raise InvalidInputError(_("This stage is no longer there."))
    if kind not in rules.ITEM_KINDS:
        raise InvalidInputError(_("Choose one of the list."))
    mine = (StageItem.stage_id == stage_id, StageItem.deleted_at.is_(None))
    last = session.scalar(select(func.max(StageItem.position)).where(*mine))
    row = StageItem(stage_id=stage_id, kind=kind, position=0 if last is None else last + 1)
    _fill(row, values)
    session.add(row)
    session.flush()
    return row.id


def change(
    session: Session, item_id: uuid.UUID, values: ItemValues, *, row_version: int | None = None
) -> None:
    """Write an item; the check of the success criterion changes the criterion with it."""
    pipeline_rights.require_change(session)
    row = _item(session, item_id, row_version)
    stage = session.get_one(Stage, row.stage_id)
    is_success = row.kind == "check" and row.text == stage.success
    _fill(row, values)
    if is_success:
        if stage.success != row.text:
            stage.success = row.text
        if stage.success_en != row.text_en:
            stage.success_en = row.text_en


def remove(session: Session, item_id: uuid.UUID) -> None:
    """Take an item out of its stage; what was ticked or attached there stays with the opportunities."""
    pipeline_rights.require_change(session)
    row = _item(session, item_id, None)
    stage = session.get_one(Stage, row.stage_id)
    if row.kind == "check" and row.text == stage.success:
        raise RuleError(_("This is the success criterion. Empty it at the stage to take it out of the list."))
    row.deleted_at = now()


def reorder(session: Session, stage_id: uuid.UUID, kind: str, ids: Sequence[uuid.UUID]) -> None:
    """Put the items of one kind into an order."""
    pipeline_rights.require_change(session)
    rows = session.scalars(
        select(StageItem)
        .where(StageItem.stage_id == stage_id, StageItem.kind == kind, StageItem.deleted_at.is_(None))
        .order_by(StageItem.position, StageItem.id)
    ).all()
    by_id = {row.id: row for row in rows}
    if set(ids) != set(by_id) or len(ids) != len(rows):
        raise ConflictError(_("The list was changed elsewhere in the meantime. Look at it again."))
    # The places of the kind among all items of the stage stay; where two are the same, the second one moves on.
    place = -2
    for identity, free in zip(ids, sorted(row.position for row in rows), strict=True):
        place = max(free, place + 1)
        if by_id[identity].position != place:
            by_id[identity].position = place


def _item(session: Session, item_id: uuid.UUID, row_version: int | None) -> StageItem:
    return chosen(session, StageItem, item_id, row_version)


def _fill(row: StageItem, values: ItemValues) -> None:
    wanted = {field: read(getattr(values, field)) for field, read in _TEXTS.items()}
    wanted["required"] = values.required and row.kind in rules.GATE_KINDS
    if values.role and values.role not in rules.ROLES:
        raise InvalidInputError(_("Choose one of the list."))
    wanted["role"] = values.role
    wanted["file"] = values.file.hash if values.file else ""
    wanted["file_name"] = values.file.name if values.file else ""
    for field, value in wanted.items():
        if getattr(row, field) != value:
            setattr(row, field, value)
