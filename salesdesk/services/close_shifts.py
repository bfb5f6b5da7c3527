"""The days to which an expected close was put, and why."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import slips
from salesdesk.services.rows import Rows
from salesdesk.storage.records import CloseShift, Person


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """The expected close was put from a day to another; `reason` is as it is stored, `text` as it is shown."""

    at: datetime
    before: date | None
    after: date | None
    reason: str
    person: str

    @property
    def days(self) -> int | None:
        """Return by how many days it was put off, less than 0 where it was brought forward."""
        return None if self.before is None or self.after is None else (self.after - self.before).days

    @property
    def text(self) -> str:
        """Return the reason in words."""
        return slips.in_words(self.reason)


def shifts(session: Session, opportunity_id: uuid.UUID) -> list[ShiftRow]:
    """Return when and why the expected close was put to another day, newest first."""
    query: Rows = (
        select(CloseShift.at, CloseShift.before, CloseShift.after, CloseShift.reason, Person.name)
        .outerjoin(Person, Person.id == CloseShift.created_by)
        .where(CloseShift.opportunity_id == opportunity_id, CloseShift.deleted_at.is_(None))
        .order_by(CloseShift.at.desc(), CloseShift.id.desc())
    )
    return [
        ShiftRow(at, before, after, reason, person or "")
        for at, before, after, reason, person in session.execute(query)
    ]


def cleared(session: Session, opportunity_id: uuid.UUID) -> date | None:
    """Return the day that an expected close was before it was cleared last."""
    query = (
        select(CloseShift.before)
        .where(
            CloseShift.opportunity_id == opportunity_id,
            CloseShift.after.is_(None),
            CloseShift.deleted_at.is_(None),
        )
        .order_by(CloseShift.at.desc(), CloseShift.id.desc())
    )
    return session.scalar(query.limit(1))
