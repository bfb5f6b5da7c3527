"""Tickets of the service team: accepted, returned, done; the points of their checklists."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import service_ticket as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.handover import CHECKLIST, Point, cleaned_point
from salesdesk.domain.service_ticket import PENDING, after
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import _, language
from salesdesk.services.contract_making import reason_of
from salesdesk.services.rows import chosen
from salesdesk.storage import numbers
from salesdesk.storage.records import Contract, Customer, Opportunity, Person, ServiceTicket, TicketItem
from salesdesk.storage.records.base import now

Result = Literal["", "done", "not_applicable"]


@dataclass(frozen=True, slots=True)
class ItemView:
    """A point of a checklist as it stands, with who said so and when; `own` may be worded anew."""

    id: uuid.UUID
    code: str
    text: str
    result: Result
    note: str
    person: str
    at: datetime | None

    @property
    def own(self) -> bool:
        """Tell whether the point is in somebody's own words."""
        return self.code not in CHECKLIST


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with its checklist; `by` and `at` say who raised, accepted and finished it, as far as they did."""

    id: uuid.UUID
    row_version: int
    number: str
    kind: str
    state: str
    title: str
    text: str
    customer_id: uuid.UUID
    customer: str
    contract_id: uuid.UUID | None
    contract: str
    contract_state: str
    opportunity_id: uuid.UUID | None
    opportunity: str
    owner_id: uuid.UUID | None
    owner: str
    due_on: date | None
    reason: str
    raised_at: datetime
    raised_by: str
    accepted_at: datetime | None
    accepted_by: str
    done_at: datetime | None
    done_by: str
    items: tuple[ItemView, ...]

    @property
    def left(self) -> int:
        """Return how many points are still to do."""
        return sum(not item.result for item in self.items)

    def is_overdue(self, today: date) -> bool:
        """Tell whether it should have been done before today."""
        return rules.is_overdue(self.state, self.due_on, today)


# --- raised -------------------------------------------------------------------------------------------------------


def raise_ticket(
    session: Session,
    kind: str,
    customer_id: uuid.UUID,
    *,
    today: date,
    title: str,
    points: Iterable[Point] = (),
    contract_id: uuid.UUID | None = None,
    opportunity_id: uuid.UUID | None = None,
    owner_id: uuid.UUID | None = None,
    due_on: date | None = None,
) -> uuid.UUID:
    """Raise a ticket under the next number of the year with a checklist, and return its id."""
    row = ServiceTicket(
        number=f"ST-{today.year}-{numbers.next_number(session, 'ticket', f'{today.year}'):04d}",
        kind=kind,
        title=one_line(title)[: rules.LONGEST_TITLE],
        customer_id=customer_id,
        contract_id=contract_id,
        opportunity_id=opportunity_id,
        owner_id=owner_id,
        due_on=due_on,
    )
    session.add(row)
    session.flush()
    for position, point in enumerate(points, start=1):
        session.add(TicketItem(ticket_id=row.id, position=position, code=point.code, text=point.text))
    session.flush()
    return row.id


# --- what becomes of it -------------------------------------------------------------------------------------------


def accept(session: Session, ticket_id: uuid.UUID) -> None:
    """Accept a ticket; who accepts one that nobody is responsible for becomes that."""
    row, person = _moved(session, ticket_id, "accept"), session.info.get("person")
    row.accepted_at, row.accepted_by, row.reason = now(), person, ""
    row.owner_id = row.owner_id or person
    session.flush()


def give_back(session: Session, ticket_id: uuid.UUID, reason: str) -> None:
    """Return a ticket to those who raised it, saying what is missing."""
    why = reason_of(reason)
    row = _moved(session, ticket_id, "return")
    row.reason, row.accepted_at, row.accepted_by = why, None, None
    session.flush()


def send(session: Session, ticket_id: uuid.UUID) -> None:
    """Send a returned ticket again: what was missing is there."""
    row = _moved(session, ticket_id, "send")
    row.reason = ""
    session.flush()


def finish(session: Session, ticket_id: uuid.UUID) -> None:
    """Call a ticket done; RuleError while a point of its checklist is still to do."""
    row = _moved(session, ticket_id, "finish")
    left = [_said(item) for item in items_of(session, ticket_id) if not item.result]
    if left:
        named = "; ".join(text[:60] for text in left[:3])
        raise RuleError(
            _("{number} can't be finished: {count} points are still to do ({points}).").format(
                number=row.number, count=len(left), points=named if len(left) <= 3 else f"{named} …"
            )
        )
    row.done_at, row.done_by = now(), session.info.get("person")
    session.flush()


def reopen(session: Session, ticket_id: uuid.UUID) -> None:
    """Take a ticket up again that was done."""
    row = _moved(session, ticket_id, "reopen")
    row.done_at, row.done_by = None, None
    session.flush()


def void(session: Session, ticket_id: uuid.UUID, reason: str) -> None:
    """Make a ticket void that isn't done."""
    why = reason_of(reason)
    row = _moved(session, ticket_id, "void")
    row.reason = why
    session.flush()


def change(
    session: Session,
    ticket_id: uuid.UUID,
    *,
    row_version: int,
    owner_id: uuid.UUID | None,
    due_on: date | None,
    text: str,
) -> None:
    """Write who is responsible, until when, and what service should know; not of a ticket that is at its end."""
    row = row_of(session, ticket_id)
    if row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    _refuse_ended(row)
    if owner_id is not None and owner_id != row.owner_id:
        person = session.get(Person, owner_id)
        if person is None or person.deleted_at is not None:
            raise InvalidInputError(_("Choose somebody who works here."))
    row.owner_id, row.due_on = owner_id, due_on
    row.text = paragraphs(text)[: rules.LONGEST_TEXT]
    session.flush()


# --- the checklist ------------------------------------------------------------------------------------------------


def judge(session: Session, item_id: uuid.UUID, result: str, note: str = "") -> None:
    """Say how a point stands, and note what there is to say; empty opens it again."""
    item, _ticket = _item(session, item_id)
    if result not in rules.RESULTS:
        raise InvalidInputError(_("Choose how the point stands."))
    if result != item.result:
        item.person_id, item.at = (session.info.get("person"), now()) if result else (None, None)
    item.result, item.note = result, paragraphs(note)[: rules.LONGEST_NOTE]
    session.flush()


def add_point(session: Session, ticket_id: uuid.UUID, text: str) -> uuid.UUID:
    """Add a point in own words at the end of a checklist, and return its id."""
    row = row_of(session, ticket_id)
    _refuse_ended(row)
    if len(items_of(session, ticket_id)) >= rules.MOST_POINTS:
        raise RuleError(_("A checklist has at most {most} points.").format(most=rules.MOST_POINTS))
    return append(session, ticket_id, cleaned_point(text))


def append(session: Session, ticket_id: uuid.UUID, text: str) -> uuid.UUID:
    """Add a point at the end of a checklist, however long that is, and return its id."""
    position = max((item.position for item in items_of(session, ticket_id)), default=0) + 1
    item = TicketItem(ticket_id=ticket_id, position=position, text=text)
    session.add(item)
    session.flush()
    return item.id


def word_point(session: Session, item_id: uuid.UUID, text: str) -> None:
    """Word a point anew; one of the usual ones is in own words from then on."""
    item, _ticket = _item(session, item_id)
    item.code, item.text = "", cleaned_point(text)
    session.flush()


def remove_point(session: Session, item_id: uuid.UUID) -> None:
    """Take a point out of its checklist."""
    item, _ticket = _item(session, item_id)
    item.deleted_at = now()
    session.flush()


def move_point(session: Session, item_id: uuid.UUID, step: int) -> None:
    """Move a point up (-1) or down (1) in its checklist; at the end it stays where it is."""
    item, ticket = _item(session, item_id)
    found = items_of(session, ticket.id)
    place = found.index(item)
    other = place + step
    if 0 <= other < len(found):
        found.insert(other, found.pop(place))
        for position, one in enumerate(found, start=1):
            one.position = position
        session.flush()


# --- read ---------------------------------------------------------------------------------------------------------


def row_of(session: Session, ticket_id: uuid.UUID) -> ServiceTicket:
    """Return the record of a ticket; InvalidInputError where it is gone."""
    row = session.get(ServiceTicket, ticket_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This ticket is no longer there."))
    return row


def items_of(session: Session, ticket_id: uuid.UUID) -> list[TicketItem]:
    """Return the records of a checklist in their order."""
    query = select(TicketItem).where(TicketItem.ticket_id == ticket_id, TicketItem.deleted_at.is_(None))
    return list(session.scalars(query.order_by(TicketItem.position, TicketItem.id)))


def load(session: Session, ticket_id: uuid.UUID) -> TicketView:
    """Return a ticket with its checklist; InvalidInputError where it is gone."""
    found = _views(session, ServiceTicket.id == ticket_id, items=True)
    if not found:
        raise InvalidInputError(_("This ticket is no longer there."))
    return found[0]


def of_customer(session: Session, customer_id: uuid.UUID) -> list[TicketView]:
    """Return the tickets of a customer without their checklists: what is to be done first, then the newest."""
    return _views(session, ServiceTicket.customer_id == customer_id)


def of_contract(session: Session, contract_id: uuid.UUID) -> list[TicketView]:
    """Return the tickets of a contract without their checklists, in the same order."""
    return _views(session, ServiceTicket.contract_id == contract_id)


def _views(session: Session, condition: ColumnElement[bool], *, items: bool = False) -> list[TicketView]:
    owner, raised, accepted, done = (aliased(Person) for _place in range(4))
    query = (
        select(
            ServiceTicket,
            Customer.name,
            Contract.number,
            Contract.state,
            Opportunity.name,
            *(person.name for person in (owner, raised, accepted, done)),
        )
        .join(Customer, Customer.id == ServiceTicket.customer_id)
        .outerjoin(Contract, Contract.id == ServiceTicket.contract_id)
        .outerjoin(Opportunity, Opportunity.id == ServiceTicket.opportunity_id)
        .outerjoin(owner, owner.id == ServiceTicket.owner_id)
        .outerjoin(raised, raised.id == ServiceTicket.created_by)
        .outerjoin(accepted, accepted.id == ServiceTicket.accepted_by)
        .outerjoin(done, done.id == ServiceTicket.done_by)
        .where(condition, ServiceTicket.deleted_at.is_(None))
        .order_by(ServiceTicket.state.not_in(PENDING), ServiceTicket.number.desc())
    )
    return [
        TicketView(
            id=row.id,
            row_version=row.row_version,
            number=row.number,
            kind=row.kind,
            state=row.state,
            title=row.title,
            text=row.text,
            customer_id=row.customer_id,
            customer=customer,
            contract_id=row.contract_id,
            contract=contract or "",
            contract_state=state or "",
            opportunity_id=row.opportunity_id,
            opportunity=opportunity or "",
            owner_id=row.owner_id,
            owner=names[0] or "",
            due_on=row.due_on,
            reason=row.reason,
            raised_at=row.created_at,
            raised_by=names[1] or "",
            accepted_at=row.accepted_at,
            accepted_by=names[2] or "",
            done_at=row.done_at,
            done_by=names[3] or "",
            items=_items(session, row.id) if items else (),
        )
        for row, customer, contract, state, opportunity, *names in session.execute(query)
    ]


def _items(session: Session, ticket_id: uuid.UUID) -> tuple[ItemView, ...]:
    query = (
        select(TicketItem, Person.name)
        .outerjoin(Person, Person.id == TicketItem.person_id)
        .where(TicketItem.ticket_id == ticket_id, TicketItem.deleted_at.is_(None))
        .order_by(TicketItem.position, TicketItem.id)
    )
    return tuple(
        ItemView(row.id, row.code, _said(row), _as_result(row.result), row.note, person or "", row.at)
        for row, person in session.execute(query)
    )


def _as_result(text: str) -> Result:
    return "done" if text == "done" else "not_applicable" if text == "not_applicable" else ""


def _said(item: TicketItem) -> str:
    return Point(item.code, item.text).said(language())


# --- guards -------------------------------------------------------------------------------------------------------


def _moved(session: Session, ticket_id: uuid.UUID, action: str) -> ServiceTicket:
    """Let a ticket go through an action and return it; RuleError where that can't be done."""
    row = row_of(session, ticket_id)
    row.state = after(row.state, action)
    return row


def _item(session: Session, item_id: uuid.UUID) -> tuple[TicketItem, ServiceTicket]:
    """Return a point that can be changed, with its ticket."""
    item = chosen(session, TicketItem, item_id)
    ticket = row_of(session, item.ticket_id)
    _refuse_ended(ticket)
    return item, ticket


def _refuse_ended(row: ServiceTicket) -> None:
    if row.state not in PENDING:
        raise RuleError(
            _("{number} is at its end and can't be changed. Take it up again first.").format(
                number=row.number
            )
        )
