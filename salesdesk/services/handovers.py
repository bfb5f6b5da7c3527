"""The handover of a signed contract to the service team: its ticket comes with the signature (C19, B27)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from salesdesk.domain import handover as rules
from salesdesk.domain.contract import UNDER_WAY
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.handover import Point
from salesdesk.domain.service_ticket import PENDING
from salesdesk.i18n import _
from salesdesk.services import company, contract_store as store, tickets
from salesdesk.storage import records
from salesdesk.storage.records import Company, Contract, Customer, Opportunity, Person, ServiceTicket


def make(session: Session, contract: Contract) -> uuid.UUID | None:
    """Raise the handover of a contract that was just signed; a framework agreement hands nothing over."""
    if contract.kind != "sale" or contract.signed_on is None or of_contract(session, contract.id):
        return None
    return _raise(session, contract, contract.signed_on)


def start(session: Session, contract_id: uuid.UUID, *, today: date) -> uuid.UUID:
    """Raise the handover of a contract that was signed without one; RuleError where it has one, or isn't in force."""
    contract, _newest = store.rows_of(session, contract_id)
    if contract.kind != "sale" or contract.state not in UNDER_WAY:
        raise RuleError(_("{number} isn't signed yet, or is at its end.").format(number=contract.number))
    if of_contract(session, contract_id) is not None:
        raise RuleError(_("{number} has a handover already.").format(number=contract.number))
    return _raise(session, contract, today)


def _raise(session: Session, contract: Contract, on: date) -> uuid.UUID:
    opportunity = session.get(Opportunity, contract.opportunity_id) if contract.opportunity_id else None
    return tickets.raise_ticket(
        session,
        "handover",
        contract.customer_id,
        today=on,
        title=contract.title,
        points=usual(session),
        contract_id=contract.id,
        opportunity_id=contract.opportunity_id,
        owner_id=_responsible(session, contract, opportunity),
        due_on=rules.due_on(on),
    )


def _responsible(session: Session, contract: Contract, opportunity: Opportunity | None) -> uuid.UUID | None:
    """Return who takes a handover: who fulfils the opportunity, else the service manager of the seller's region.

    A firm's only service manager takes all; with several and none of the region, whoever accepts it does.
    """
    living = select(Person).where(Person.deleted_at.is_(None))
    if opportunity is not None and opportunity.fr_id is not None:
        found = session.scalars(living.where(Person.id == opportunity.fr_id)).one_or_none()
        if found is not None:
            return found.id
    managers = session.scalars(
        living.where(Person.role == "service_manager").order_by(Person.created_at, Person.id)
    ).all()
    if len(managers) == 1:
        return managers[0].id
    seller = session.get(Person, contract.owner_id) if contract.owner_id else None
    near = [
        one.id for one in managers if seller is not None and seller.region and one.region == seller.region
    ]
    return near[0] if near else None


def amended(session: Session, contract: Contract, row: records.ContractVersion) -> None:
    """Tell service of a signed amendment: a point more on the contract's handover, which is taken up again if done."""
    ticket_id = of_contract(session, contract.id)
    if ticket_id is None:
        return
    ticket = tickets.row_of(session, ticket_id)
    if ticket.state not in PENDING:
        tickets.reopen(session, ticket_id)
    text = _("Amendment V{version}: {reason}").format(version=row.version, reason=row.reason)
    tickets.append(session, ticket_id, rules.cleaned_point(text))


def ended(session: Session, contract: Contract) -> None:
    """Make the handover of a terminated contract void, unless it is done."""
    ticket_id = of_contract(session, contract.id)
    if ticket_id is not None and tickets.row_of(session, ticket_id).state in PENDING:
        why = _("The contract was terminated: {reason}").format(reason=contract.termination_reason)
        tickets.void(session, ticket_id, why)


def of_contract(session: Session, contract_id: uuid.UUID) -> uuid.UUID | None:
    """Return the handover of a contract that isn't void; None where it has none."""
    return session.scalar(
        select(ServiceTicket.id).where(
            ServiceTicket.contract_id == contract_id,
            ServiceTicket.kind == "handover",
            ServiceTicket.state != "void",
            ServiceTicket.deleted_at.is_(None),
        )
    )


@dataclass(frozen=True, slots=True)
class Unhanded:
    """A signed contract that has no handover."""

    id: uuid.UUID
    number: str
    customer: str
    signed_on: date


def without(session: Session) -> tuple[Unhanded, ...]:
    """Return the contracts in force that have no handover, the latest signed first."""
    has_one = exists().where(
        ServiceTicket.contract_id == Contract.id,
        ServiceTicket.kind == "handover",
        ServiceTicket.state != "void",
        ServiceTicket.deleted_at.is_(None),
    )
    query = (
        select(Contract.id, Contract.number, Customer.name, Contract.signed_on)
        .join(Customer, Customer.id == Contract.customer_id)
        .where(
            Contract.kind == "sale",
            Contract.state.in_(UNDER_WAY),
            Contract.deleted_at.is_(None),
            ~has_one,
        )
        .order_by(Contract.signed_on.desc(), Contract.number.desc())
    )
    return tuple(
        Unhanded(contract_id, number, customer, signed_on)
        for contract_id, number, customer, signed_on in session.execute(query)
        if signed_on is not None
    )


# --- the firm's checklist -----------------------------------------------------------------------------------------


def usual(session: Session) -> tuple[Point, ...]:
    """Return the checklist with which handovers begin: the firm's own, else the shipped one."""
    firm = company.company(session)
    return rules.list_from_json(firm.handover_list if firm else "")


def keep_as_usual(session: Session, ticket_id: uuid.UUID) -> None:
    """Let handovers begin with the points of this one from now on."""
    found = tickets.items_of(session, ticket_id)
    if not found:
        raise InvalidInputError(_("A checklist has at least one point."))
    points = rules.checked(Point(item.code, item.text) for item in found)
    _row(session).handover_list = rules.list_json(points)
    session.flush()


def use_shipped(session: Session) -> None:
    """Let handovers begin with the shipped checklist again."""
    _row(session).handover_list = ""
    session.flush()


def _row(session: Session) -> Company:
    """Return the firm's own record, made where there is none yet."""
    row = company.company(session)
    if row is None:
        row = Company(name="")
        session.add(row)
        session.flush()
    return row
