"""Activities: what was done and what is to be done with a customer or an opportunity."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.activity import cleaned_note, cleaned_subject, cleaned_time
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.i18n import _
from salesdesk.services.rows import Rows
from salesdesk.services.timeline import timeline
from salesdesk.services.timeline_events import TimelineEvent
from salesdesk.storage.records import Activity, Contact, Customer, Opportunity, Person, Record
from salesdesk.storage.records.activities import ACTIVITY_KINDS

__all__ = [
    "About",
    "ActivityFacts",
    "PlannedActivity",
    "TimelineEvent",
    "change",
    "complete",
    "facts",
    "plan",
    "planned",
    "postpone",
    "record",
    "timeline",
]

_CHANGEABLE: Final = frozenset(
    ("kind", "subject", "note", "contact_id", "opportunity_id", "owner_id", "due_on", "due_time", "done_at")
)


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """A next step; `due_time` is local as `15:00`, empty where only the day is fixed."""

    id: uuid.UUID
    row_version: int
    kind: str
    subject: str
    due_on: date
    due_time: str
    contact: str | None
    opportunity: str | None
    owner: str | None


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """An activity with all its fields."""

    id: uuid.UUID
    row_version: int
    kind: str
    subject: str
    note: str
    customer_id: uuid.UUID | None
    contact_id: uuid.UUID | None
    opportunity_id: uuid.UUID | None
    owner_id: uuid.UUID | None
    due_on: date | None
    due_time: str
    done_at: datetime | None


def facts(session: Session, activity_id: uuid.UUID) -> ActivityFacts:
    """Return everything that is known of an activity."""
    row = _activity(session, activity_id, None)
    return ActivityFacts(*(getattr(row, name) for name in ActivityFacts.__dataclass_fields__))


def planned(
    session: Session, *, customer_id: uuid.UUID | None = None, opportunity_id: uuid.UUID | None = None
) -> list[PlannedActivity]:
    """Return the next steps with a customer or an opportunity, the earliest first."""
    query: Rows = (
        select(
            Activity.id,
            Activity.row_version,
            Activity.kind,
            Activity.subject,
            Activity.due_on,
            Activity.due_time,
            Contact.name,
            Opportunity.name,
            Person.name,
        )
        .outerjoin(Contact, Contact.id == Activity.contact_id)
        .outerjoin(Opportunity, Opportunity.id == Activity.opportunity_id)
        .outerjoin(Person, Person.id == Activity.owner_id)
        .where(Activity.done_at.is_(None), Activity.due_on.is_not(None), Activity.deleted_at.is_(None))
        .order_by(Activity.due_on, Activity.due_time == "", Activity.due_time, Activity.id)
    )
    if customer_id is not None:
        query = query.where(Activity.customer_id == customer_id)
    if opportunity_id is not None:
        query = query.where(Activity.opportunity_id == opportunity_id)
    return [PlannedActivity(*row) for row in session.execute(query)]


class About(TypedDict, total=False):
    """What an activity is about, and whose it is."""

    subject: str
    note: str
    customer_id: uuid.UUID | None
    contact_id: uuid.UUID | None
    opportunity_id: uuid.UUID | None
    owner_id: uuid.UUID | None


def record(session: Session, *, kind: str, at: datetime, **about: Unpack[About]) -> uuid.UUID:
    """Record what was done at an instant, and return its id."""
    return _add(session, kind=kind, done_at=at, **about)


def plan(
    session: Session, *, kind: str, due_on: date, due_time: str = "", **about: Unpack[About]
) -> uuid.UUID:
    """Plan a next step for a local day, and return its id."""
    return _add(session, kind=kind, due_on=due_on, due_time=due_time, **about)


def change(session: Session, activity_id: uuid.UUID, /, *, row_version: int, **values: Any) -> None:
    """Change some fields of an activity, planned or done."""
    unknown = values.keys() - _CHANGEABLE
    if unknown:
        raise TypeError(unknown)
    row = _activity(session, activity_id, row_version)
    for name, value in _checked(session, {"customer_id": row.customer_id, **values}).items():
        setattr(row, name, value)
    _refuse_empty(row)


def complete(
    session: Session, activity_id: uuid.UUID, *, row_version: int, at: datetime, note: str = ""
) -> None:
    """Record that a next step is done; what is to be noted of it comes under what is noted already."""
    row = _activity(session, activity_id, row_version)
    if row.done_at is not None:
        raise RuleError(_("“{name}” is done already.").format(name=row.subject[:60]))
    row.done_at = at
    row.note = cleaned_note("\n".join(part for part in (row.note, note) if part.strip()))


def postpone(session: Session, activity_id: uuid.UUID, *, due_on: date, row_version: int) -> None:
    """Plan a next step for another day."""
    row = _activity(session, activity_id, row_version)
    if row.done_at is not None:
        raise RuleError(_("“{name}” is done already.").format(name=row.subject[:60]))
    row.due_on = due_on


def _add(session: Session, **values: Any) -> uuid.UUID:
    row = Activity(**_checked(session, values))
    _refuse_empty(row)
    session.add(row)
    session.flush()
    return row.id


def _refuse_empty(row: Activity) -> None:
    if row.kind in ("note", "task") and not (row.subject or row.note):
        raise InvalidInputError(_("Say in a few words what it is about."))


def _checked(session: Session, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as they're kept; what they refer to is there and fits together."""
    if values.get("kind", "note") not in ACTIVITY_KINDS:
        raise InvalidInputError(_("Choose what kind of activity it is."))
    for name, clean in (("subject", cleaned_subject), ("note", cleaned_note), ("due_time", cleaned_time)):
        if name in values:
            values[name] = clean(values[name])
    opportunity = _living(session, Opportunity, values.get("opportunity_id"))
    if opportunity is not None and values.get("customer_id") is None:
        values["customer_id"] = opportunity.customer_id
    _living(session, Customer, values.get("customer_id"))
    for row in (opportunity, _living(session, Contact, values.get("contact_id"))):
        if row is not None and row.customer_id != values.get("customer_id"):
            raise RuleError(_("“{name}” belongs to another customer.").format(name=row.name[:60]))
    _living(session, Person, values.get("owner_id"))
    return values


def _living(session: Session, record_class: type[Record], record_id: uuid.UUID | None) -> Any:
    row = None if record_id is None else session.get(record_class, record_id)
    if record_id is not None and (row is None or row.deleted_at is not None):
        raise InvalidInputError(_("What this belongs to is no longer there. Look at the page again."))
    return row


def _activity(session: Session, activity_id: uuid.UUID, row_version: int | None) -> Activity:
    row = session.get(Activity, activity_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This activity is no longer there."))
    if row_version is not None and row.row_version != row_version:
        raise ConflictError(
            _("“{name}” was changed elsewhere in the meantime. Look at it again.").format(
                name=row.subject[:60]
            )
        )
    return row
