"""The people who work in the firm."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import customer as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.i18n import N_, _
from salesdesk.services import approval_rules, recycle_bin
from salesdesk.services.pins import Proof
from salesdesk.storage import bulk
from salesdesk.storage.records import Activity, Contract, Customer, Opportunity, Person, ServiceTicket

ROLES: Final = {
    "director": N_("Sales director"),
    "regional_manager": N_("Regional manager"),
    "sales": N_("Sales engineer"),
    "assistant": N_("Sales assistant"),
    "legal": N_("Legal"),
    "service_manager": N_("Service manager"),
    "analyst": N_("Sales analyst"),
}
"""What somebody does here: code and message id."""
LONGEST: Final = {"name": 200, "region": 60, "phone": 60, "email": 200}
_OWNED: Final[tuple[Any, ...]] = (Customer, Opportunity, Activity, Contract, ServiceTicket)


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """A person as menus list them."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the settings list them; `manager` is a name."""

    id: uuid.UUID
    row_version: int
    name: str
    role: str
    region: str
    manager_id: uuid.UUID | None
    manager: str
    phone: str
    email: str


def people(session: Session) -> list[PersonChoice]:
    """Return everybody who works here, by name."""
    query = select(Person.id, Person.name).where(Person.deleted_at.is_(None)).order_by(Person.name)
    return [PersonChoice(*row) for row in session.execute(query)]


def person_named(session: Session, name: str) -> PersonChoice:
    """Return the one person of that name; InvalidInputError where there is none, or more than one."""
    wanted = name.strip()
    found = [person for person in people(session) if person.name.casefold() == wanted.casefold()]
    if len(found) != 1:
        message = (
            _("Nobody here is called “{name}”.") if not found else _("Several people are called “{name}”.")
        )
        raise InvalidInputError(message.format(name=wanted))
    return found[0]


def all_people(session: Session) -> list[PersonRow]:
    """Return everybody who works here with what is known of them, by name."""
    manager = aliased(Person)
    query = (
        select(
            Person.id,
            Person.row_version,
            Person.name,
            Person.role,
            Person.region,
            Person.manager_id,
            func.coalesce(manager.name, ""),
            Person.phone,
            Person.email,
        )
        .outerjoin(manager, manager.id == Person.manager_id)
        .where(Person.deleted_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [PersonRow(*row) for row in session.execute(query)]


def add(session: Session, /, *, proof: Proof | None = None, **values: Any) -> uuid.UUID:
    """Add a person and return the id; the values are `name`, and others that PersonRow has."""
    guard(session, values.get("role", ""), proof)
    row = Person()
    session.add(row)
    with session.no_autoflush:
        _fill(session, row, {"name": "", **values})
    session.flush()
    return row.id


def change(
    session: Session,
    /,
    person_id: uuid.UUID,
    *,
    row_version: int,
    proof: Proof | None = None,
    **values: Any,
) -> None:
    """Write fields of a person, as they were read at `row_version`; a role that approves needs a director's `proof`."""
    row = session.get(Person, person_id)
    if row is None or row.deleted_at is not None or row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    if "role" in values and values["role"] != row.role:
        guard(session, row.role, proof)
        guard(session, values["role"], proof)
    _fill(session, row, values)
    session.flush()


def needs_proof(session: Session, /, *roles: str) -> bool:
    """Tell whether somebody gets, loses or takes one of the roles only with a director's PIN."""
    return any(role in approval_rules.APPROVERS for role in roles) and approval_rules.guarded(session)


def guard(session: Session, role: str, proof: Proof | None) -> None:
    """Refuse to give or take a role that approves quotes without a director's PIN, once a director has one."""
    if not needs_proof(session, role):
        return
    if proof is None:
        raise RuleError(_("Who approves quotes is for a director to say: their PIN is needed."))
    approval_rules.require(session, proof)


def delete(
    session: Session,
    person_id: uuid.UUID,
    *,
    successor: uuid.UUID | None = None,
    proof: Proof | None = None,
) -> None:
    """Delete a person; what they are responsible for goes to the successor, without whom it stands in the way."""
    guard(session, session.scalar(select(Person.role).where(Person.id == person_id)) or "", proof)
    if successor is not None:
        if successor == person_id or not _works_here(session, successor):
            raise InvalidInputError(_("Choose somebody who works here."))
        _hand_over(session, person_id, successor)
    recycle_bin.delete(session, Person.__tablename__, [person_id])


def responsibilities(session: Session, person_id: uuid.UUID) -> dict[str, int]:
    """Return how many records of each table a person is responsible for, where there are any."""
    counts = {
        record.__tablename__: session.scalar(
            select(func.count()).where(record.owner_id == person_id, record.deleted_at.is_(None))
        )
        for record in _OWNED
    }
    return {table: count for table, count in counts.items() if count}


def _hand_over(session: Session, person_id: uuid.UUID, successor: uuid.UUID) -> None:
    for record in _OWNED:
        theirs = (record.owner_id == person_id, record.deleted_at.is_(None))
        bulk.update_rows(session, update(record.__table__).where(*theirs).values(owner_id=successor))
    team = (Person.manager_id == person_id, Person.id != successor, Person.deleted_at.is_(None))
    table: Any = Person.__table__
    bulk.update_rows(session, update(table).where(*team).values(manager_id=successor))
    session.expire_all()


def _fill(session: Session, row: Person, values: dict[str, Any]) -> None:
    for field, value in values.items():
        if field == "name":
            row.name = rules.cleaned_name(value)
        elif field == "role":
            if value not in ROLES:
                raise InvalidInputError(_("Choose one of the list."))
            row.role = value
        elif field == "manager_id":
            _refuse_circle(session, row, value)
            row.manager_id = value
        else:
            setattr(row, field, rules.cleaned(value, LONGEST[field]))


def _refuse_circle(session: Session, row: Person, manager_id: uuid.UUID | None) -> None:
    """Refuse a manager who reports, over however many others, to the person themselves."""
    above, seen = manager_id, set[uuid.UUID]()
    while above is not None and above not in seen:
        seen.add(above)
        if above == row.id:
            raise RuleError(_("Nobody can be their own manager, not even by way of others."))
        if not _works_here(session, above):
            raise InvalidInputError(_("Choose somebody who works here."))
        above = session.scalar(select(Person.manager_id).where(Person.id == above))


def _works_here(session: Session, person_id: uuid.UUID) -> bool:
    living = select(Person.id).where(Person.id == person_id, Person.deleted_at.is_(None))
    return session.scalar(living) is not None
