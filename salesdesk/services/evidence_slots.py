"""The slots for evidence that the stage of an opportunity still has free."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.services import evidence, opportunities
from salesdesk.services.evidence import StoredFile
from salesdesk.services.rows import named
from salesdesk.storage.records import Attachment, StageItem


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot of a stage; a required one closes the gate while it is free."""

    item_id: uuid.UUID
    text: str
    required: bool


def free_slots(session: Session, opportunity_id: uuid.UUID) -> tuple[Slot, ...]:
    """Return the slots of the stage where an opportunity stands that hold nothing yet, in their order."""
    row = opportunities.living(session, opportunity_id, None)
    taken = (
        select(Attachment.id)
        .where(
            Attachment.opportunity_id == row.id,
            Attachment.stage_item_id == StageItem.id,
            Attachment.deleted_at.is_(None),
        )
        .exists()
    )
    query = (
        select(StageItem.id, StageItem.text, StageItem.text_en, StageItem.required)
        .where(
            StageItem.stage_id == row.stage_id,
            StageItem.kind == "evidence",
            StageItem.deleted_at.is_(None),
            ~taken,
        )
        .order_by(StageItem.position, StageItem.id)
    )
    return tuple(
        Slot(item_id, named(text, text_en), required)
        for item_id, text, text_en, required in session.execute(query)
    )


def attach_all(
    session: Session, opportunity_id: uuid.UUID, files: tuple[StoredFile, ...], item_id: uuid.UUID | None
) -> None:
    """Attach several files to an opportunity, in one slot or in none."""
    for file in files:
        evidence.attach(session, opportunity_id, file, stage_item_id=item_id)
