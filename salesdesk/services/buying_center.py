"""The decision chain of an opportunity, and which levels of the customer and of ours know each other."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from salesdesk.domain import buying_center as rules, relationships
from salesdesk.domain.buying_center import ChainGap, Member, Support
from salesdesk.domain.relationships import Matrix, Talk
from salesdesk.services.rows import Rows
from salesdesk.storage.records import Activity, Contact, Customer, Opportunity, Person, Stakeholder

_IN_PERSON = ("visit", "meeting")


@dataclass(frozen=True, slots=True)
class StakeholderRow:
    """A contact in the decision chain; `firm` is whom it works for where that is not the opportunity's own customer.

    `last_on` is when we last had to do with them, `met_on` when we last sat together.
    """

    id: uuid.UUID
    row_version: int
    contact_id: uuid.UUID
    contact: str
    title: str
    department: str
    firm: str
    role: str
    level: str
    influence: int
    attitude: int
    concern: str
    criteria: str
    last_on: date | None
    met_on: date | None


@dataclass(frozen=True, slots=True)
class DecisionChain:
    """Everybody in the decision chain, what it lacks, and how much of its influence is for us."""

    rows: tuple[StakeholderRow, ...]
    gaps: tuple[ChainGap, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class ContactChoice:
    """A contact that can be put into the decision chain, with the role and the level that its title suggests."""

    id: uuid.UUID
    name: str
    title: str
    department: str
    firm: str
    role: str
    level: str


def chain(session: Session, opportunity_id: uuid.UUID) -> DecisionChain:
    """Return the decision chain of an opportunity."""
    rows = tuple(_stakeholders(session, opportunity_id))
    members = [Member(row.role, row.influence, row.attitude, row.met_on is not None) for row in rows]
    return DecisionChain(rows, rules.gaps(members), rules.support(members))


def _stakeholders(session: Session, opportunity_id: uuid.UUID) -> list[StakeholderRow]:
    query = (
        select(Stakeholder, Contact, Customer.name, Opportunity.customer_id)
        .join(Contact, Contact.id == Stakeholder.contact_id)
        .join(Customer, Customer.id == Contact.customer_id)
        .join(Opportunity, Opportunity.id == Stakeholder.opportunity_id)
        .where(Stakeholder.opportunity_id == opportunity_id, Stakeholder.deleted_at.is_(None))
        .order_by(Stakeholder.position, Stakeholder.id)
    )
    found = session.execute(query).all()
    firms = {contact.customer_id for _row, contact, _firm, _own in found}
    talked = _last_days(session, firms)
    met = _last_days(session, firms, Activity.kind.in_(_IN_PERSON))
    return [
        StakeholderRow(
            row.id,
            row.row_version,
            contact.id,
            contact.name,
            contact.title,
            contact.department,
            "" if contact.customer_id == own else firm,
            row.role,
            row.level,
            row.influence,
            row.attitude,
            row.concern,
            row.criteria,
            talked.get(contact.id),
            met.get(contact.id),
        )
        for row, contact, firm, own in found
    ]


def _last_days(
    session: Session, customers: set[uuid.UUID], *conditions: ColumnElement[bool]
) -> dict[uuid.UUID, date]:
    """Return when each contact of some customers was last had to do with."""
    query: Rows = (
        select(Activity.contact_id, func.max(Activity.done_at))
        .where(*_done_with(customers), *conditions)
        .group_by(Activity.contact_id)
    )
    return {contact: _day(at) for contact, at in session.execute(query)}


def _done_with(customers: set[uuid.UUID]) -> tuple[Any, ...]:
    return (
        Activity.customer_id.in_(customers),
        Activity.done_at.is_not(None),
        Activity.contact_id.is_not(None),
        Activity.deleted_at.is_(None),
    )


def _day(at: datetime) -> date:
    return at.astimezone().date()


def contact_choices(session: Session, opportunity_id: uuid.UUID) -> list[ContactChoice]:
    """Return the contacts of the customer, and of the firm that it belongs to, who aren't in the chain yet."""
    customer = _customer(session, opportunity_id)
    if customer is None:
        return []
    taken = select(Stakeholder.contact_id).where(
        Stakeholder.opportunity_id == opportunity_id, Stakeholder.deleted_at.is_(None)
    )
    query = (
        select(Contact, Customer.name)
        .join(Customer, Customer.id == Contact.customer_id)
        .where(
            or_(Contact.customer_id == customer.id, Contact.customer_id == customer.parent_id),
            Contact.deleted_at.is_(None),
            Contact.id.not_in(taken),
        )
        .order_by(Contact.customer_id != customer.id, Contact.is_main.desc(), Contact.created_at, Contact.id)
    )
    return [
        ContactChoice(
            row.id,
            row.name,
            row.title,
            row.department,
            "" if row.customer_id == customer.id else firm,
            rules.suggested_role(row.role, row.title, row.department),
            rules.suggested_level(row.title),
        )
        for row, firm in session.execute(query)
    ]


def _customer(session: Session, opportunity_id: uuid.UUID) -> Customer | None:
    return session.scalars(
        select(Customer)
        .join(Opportunity, Opportunity.customer_id == Customer.id)
        .where(Opportunity.id == opportunity_id)
    ).one_or_none()


def matrix(session: Session, opportunity_id: uuid.UUID) -> Matrix:
    """Return which levels of the opportunity's customer and of ours know each other.

    A contact stands where the decision chain says, else where the title suggests, else at the working level.
    """
    customer = _customer(session, opportunity_id)
    levels = _levels(session, opportunity_id, customer)
    known: dict[str, list[str]] = {}
    for name, level in levels.values():
        known.setdefault(level, []).append(name)
    roles = session.scalars(select(Person.role).where(Person.deleted_at.is_(None)).distinct()).all()
    staffed = {relationships.our_level(role) for role in roles}
    return relationships.matrix(known, list(_talks(session, customer, levels)), staffed)


def _levels(
    session: Session, opportunity_id: uuid.UUID, customer: Customer | None
) -> dict[uuid.UUID, tuple[str, str]]:
    """Return name and level of every contact of the customer."""
    if customer is None:
        return {}
    members = select(Stakeholder.contact_id, Stakeholder.level).where(
        Stakeholder.opportunity_id == opportunity_id, Stakeholder.deleted_at.is_(None)
    )
    said = {row.contact_id: row.level for row in session.execute(members)}
    query = select(Contact.id, Contact.name, Contact.title).where(
        Contact.customer_id == customer.id, Contact.deleted_at.is_(None)
    )
    return {
        row.id: (row.name, said.get(row.id) or rules.suggested_level(row.title) or "working")
        for row in session.execute(query.order_by(Contact.is_main.desc(), Contact.created_at, Contact.id))
    }


def _talks(
    session: Session, customer: Customer | None, levels: dict[uuid.UUID, tuple[str, str]]
) -> Sequence[Talk]:
    if customer is None:
        return ()
    query: Rows = (
        select(Activity.contact_id, Person.role, func.max(Activity.done_at))
        .join(Person, Person.id == Activity.owner_id)
        .where(*_done_with({customer.id}))
        .group_by(Activity.contact_id, Person.role)
    )
    return [
        Talk(levels[contact][1], relationships.our_level(role), levels[contact][0], _day(at))
        for contact, role, at in session.execute(query)
        if contact in levels
    ]
