"""A new opportunity made of an earlier one, with what was worked out for it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Final

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from salesdesk.services import card_places, stage_history
from salesdesk.storage import bulk
from salesdesk.storage.records import (
    ActionStep,
    Attachment,
    Interest,
    Opportunity,
    OpportunityItem,
    Record,
    Requirement,
    Rival,
    Stakeholder,
    ValueCase,
)
from salesdesk.storage.records.base import BOOKKEEPING, now

_DETAILS: Final[tuple[type[Record], ...]] = (
    OpportunityItem,
    Attachment,
    Stakeholder,
    Requirement,
    Rival,
    Interest,
    ActionStep,
    ValueCase,
)
_KEPT: Final = (
    "name",
    "customer_id",
    "amount_minor",
    "currency",
    "probability",
    "owner_id",
    "sr_id",
    "fr_id",
    "product_id",
    "source",
    "need",
    "budget_min_minor",
    "budget_max_minor",
    "remark",
)


def taken_up_again(session: Session, lost: Opportunity, *, stage_id: uuid.UUID, today: date) -> uuid.UUID:
    """Add an open opportunity like a lost one and linked to it, at the top of a stage; return its id."""
    at = now()
    row = Opportunity(
        **{name: getattr(lost, name) for name in _KEPT},
        stage_id=stage_id,
        position=card_places.top(session, stage_id),
        created_on=today,
        stage_entered_at=at,
        reopened_from_id=lost.id,
    )
    session.add(row)
    session.flush()
    stage_history.record(session, row.id, came_from=None, to=row.stage_id, status=row.status, at=at)
    for record in _DETAILS:
        _copy(session, record, lost.id, row.id)
    return row.id


def _copy(session: Session, record: type[Record], before: uuid.UUID, after: uuid.UUID) -> None:
    table: Any = record.__table__
    found = session.execute(
        select(*_columns(table)).where(table.c.opportunity_id == before, table.c.deleted_at.is_(None))
    )
    rows = [{**row, "opportunity_id": after} for row in found.mappings()]
    if rows:
        bulk.insert_rows(session, record, rows)


def _columns(table: Table) -> list[Any]:
    """Return the columns to copy; with who made a row, for what somebody asked for stays theirs."""
    left_out = {*BOOKKEEPING, "deleted_at"} - {"created_by"}
    return [column for column in table.columns if column.name not in left_out]
