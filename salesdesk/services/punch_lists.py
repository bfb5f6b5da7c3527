"""Punch lists: what is still open of a test that was passed on condition, until when, and when it was closed."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import payment_plan
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services.rows import chosen
from salesdesk.storage.records import ContractEvent, Person, PunchItem
from salesdesk.storage.records.base import now

LONGEST: Final = 400
MOST: Final = 100


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A point as it is written down: what is open, and until when."""

    text: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PunchView:
    """A point of a punch list; `done_on` is the day on which it was closed."""

    id: uuid.UUID
    event_id: uuid.UUID
    text: str
    due_on: date | None
    done_on: date | None
    done_by: str

    def is_overdue(self, today: date) -> bool:
        """Tell whether the point should have been closed before today."""
        return self.done_on is None and self.due_on is not None and self.due_on < today


def cleaned(points: Iterable[OpenPoint]) -> tuple[OpenPoint, ...]:
    """Return points fit to be kept, those without words left out; InvalidInputError for too many or a far day."""
    found = tuple(
        OpenPoint(text, point.due_on) for point in points if (text := one_line(point.text)[:LONGEST])
    )
    if len(found) > MOST:
        raise InvalidInputError(_("A punch list has at most {most} points.").format(most=MOST))
    if any(point.due_on is not None and point.due_on > payment_plan.LATEST for point in found):
        raise InvalidInputError(_("This day lies too far in the future."))
    return found


def add(session: Session, event_id: uuid.UUID, points: Iterable[OpenPoint]) -> None:
    """Write points at the end of the punch list of an event."""
    _event(session, event_id)
    standing = _rows(session, event_id)
    wanted = cleaned(points)
    if len(standing) + len(wanted) > MOST:
        raise InvalidInputError(_("A punch list has at most {most} points.").format(most=MOST))
    last = max((row.position for row in standing), default=0)
    for position, point in enumerate(wanted, start=last + 1):
        session.add(PunchItem(event_id=event_id, position=position, text=point.text, due_on=point.due_on))
    session.flush()


def close(session: Session, item_id: uuid.UUID, *, on: date) -> None:
    """Close a point; InvalidInputError for a day that is still to come."""
    row = _living(session, item_id)
    if on > now().astimezone().date():
        raise InvalidInputError(_("What happened can't lie in the future."))
    if row.done_on is not None:
        raise RuleError(_("This point is closed already."))
    row.done_on, row.done_by = on, session.info.get("person")
    session.flush()


def reopen(session: Session, item_id: uuid.UUID) -> None:
    """Open a point again."""
    row = _living(session, item_id)
    row.done_on, row.done_by = None, None
    session.flush()


def remove(session: Session, item_id: uuid.UUID) -> None:
    """Take a point away that was written down by mistake."""
    _living(session, item_id).deleted_at = now()
    session.flush()


def of_events(session: Session, event_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[PunchView, ...]]:
    """Return the punch lists of events, each in its order; events without one are left out."""
    query = (
        select(PunchItem, Person.name)
        .outerjoin(Person, Person.id == PunchItem.done_by)
        .where(PunchItem.event_id.in_(event_ids), PunchItem.deleted_at.is_(None))
        .order_by(PunchItem.position, PunchItem.id)
    )
    found: dict[uuid.UUID, list[PunchView]] = defaultdict(list)
    for row, name in session.execute(query):
        found[row.event_id].append(
            PunchView(row.id, row.event_id, row.text, row.due_on, row.done_on, name or "")
        )
    return {event: tuple(points) for event, points in found.items()}


def _rows(session: Session, event_id: uuid.UUID) -> list[PunchItem]:
    query = select(PunchItem).where(PunchItem.event_id == event_id, PunchItem.deleted_at.is_(None))
    return list(session.scalars(query))


def _event(session: Session, event_id: uuid.UUID) -> ContractEvent:
    return chosen(session, ContractEvent, event_id)


def _living(session: Session, item_id: uuid.UUID) -> PunchItem:
    return chosen(session, PunchItem, item_id)
