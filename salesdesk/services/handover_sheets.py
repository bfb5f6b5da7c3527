"""What is known of a contract for each point of its handover, and the handover as a sheet to print."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import contract_version, merge_fields, money
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.handover import HandoverSheet, SheetPoint
from salesdesk.domain.merge_fields import Values
from salesdesk.domain.payment_terms import TRIGGERS
from salesdesk.domain.quote_version import Party
from salesdesk.domain.service_ticket import RESULTS, STATES
from salesdesk.domain.welcome_pack import PackPerson
from salesdesk.i18n import _, day, language, money as money_text
from salesdesk.services import (
    company,
    contract_events,
    contract_store as store,
    payment_plans,
    tickets,
    welcome_packs,
)
from salesdesk.storage.records import (
    Contract,
    ContractEvent,
    ContractFile,
    Customer,
    LegalReviewItem,
    PunchItem,
)

_MOST_LINES: Final = 6
_MOST_PEOPLE: Final = 4
_MOST_OPEN: Final = 4
_SHORT: Final = 80


def known(session: Session, contract_id: uuid.UUID, *, today: date) -> dict[str, str]:
    """Return what a contract says to the points of its handover by their codes, in the window's language."""
    contract, version = _agreed(session, contract_id)
    values = merge_fields.defaults() | contract_version.values(version)
    _ours, theirs = welcome_packs.people(session, contract, version.buyer, language())
    found = {
        "contract": _contract(session, contract, version),
        "technical": _equipment(version),
        "contacts": _("; ").join(_person(one) for one in theirs[:_MOST_PEOPLE]),
        "delivery": _worded(
            _("{weeks} weeks, to {place}, {mode}, freight paid by {payer}"),
            {
                "weeks": "delivery.weeks",
                "place": "delivery.place",
                "mode": "delivery.mode",
                "payer": "delivery.freight_payer",
            },
            values,
        ),
        "acceptance": _("; ").join(_acceptance(session, contract_id, values)),
        "extras": _("; ").join(_extras(version, values)),
        "payment": _payment(session, contract, today),
        "open_points": _("; ").join(_open_points(session, contract_id)),
        "training": _worded(_("{days} person-days of training"), {"days": "training.days"}, values),
        "warranty": _worded(
            _(
                "{months} months from acceptance; service answers in {response} h and is on site in {onsite} h"
            ),
            {"months": "warranty.months", "response": "service.response_h", "onsite": "service.onsite_h"},
            values,
        ),
    }
    return {code: text for code, text in found.items() if text}


def _worded(text: str, blanks: Mapping[str, str], values: Values) -> str:
    """Return a text filled from the contract; nothing where the contract doesn't say all of it."""
    said = {name: merge_fields.said(key, values, language()) for name, key in blanks.items()}
    return text.format(**said) if all(said.values()) else ""


def _contract(session: Session, contract: Contract, version: ContractVersion) -> str:
    scans = session.scalar(
        select(func.count())
        .select_from(ContractFile)
        .where(
            ContractFile.contract_id == contract.id,
            ContractFile.kind == "signed",
            ContractFile.deleted_at.is_(None),
        )
    )
    signed = _("signed on {day}").format(day=day(contract.signed_on)) if contract.signed_on else ""
    kept = _("the signed scan is kept") if scans else _("no signed scan is kept yet")
    return _(", ").join(part for part in (f"{contract.number} V{version.version}", signed, kept) if part)


def _equipment(version: ContractVersion) -> str:
    sold = [line for line in version.lines if line.kind == "product" and line.quantity]
    shown = [
        f"{line.name[:_SHORT]} {line.model[:_SHORT]} × {line.quantity.normalize():f} {line.unit}".strip()
        for line in sold[:_MOST_LINES]
    ]
    return _("; ").join([*shown, "…"] if len(sold) > _MOST_LINES else shown)


def _person(one: PackPerson) -> str:
    return " ".join(part for part in (one.name, one.role, one.phone) if part)


def _acceptance(session: Session, contract_id: uuid.UUID, values: Values) -> Iterator[str]:
    yield _worded(_("factory acceptance on {days} days' notice"), {"days": "fat.notice"}, values)
    yield _worded(
        _("site acceptance within {days} days of a run of {hours} h"),
        {"days": "sat.days", "hours": "sat.run_hours"},
        values,
    )
    names: dict[str, str] = dict(TRIGGERS.items())
    for row in contract_events.rows(session, contract_id):
        if row.kind in ("fat_passed", "sat_passed"):
            yield f"{_(names[row.kind])} {day(row.on_day)}"


def _extras(version: ContractVersion, values: Values) -> Iterator[str]:
    for line in version.lines:
        if line.free:
            yield _("free: {name} × {quantity}").format(
                name=line.name[:_SHORT], quantity=f"{line.quantity.normalize():f}"
            )
    if price := merge_fields.said("price.includes", values, language()):
        yield _("the price {includes}").format(includes=price)


def _payment(session: Session, contract: Contract, today: date) -> str:
    plan = [row for row in payment_plans.plan(session, contract.id, today=today) if row.status != "void"]
    if not plan:
        return ""
    places = money.minor_units(contract.currency)

    def shown(amount: object) -> str:
        return money_text(amount, contract.currency, places=places, space="")  # type: ignore[arg-type]  # sums of Decimals

    paid, total = sum(row.paid for row in plan), sum(row.amount for row in plan)
    text = _("{paid} of {total} received").format(paid=shown(paid), total=shown(total))
    overdue = sum(row.outstanding for row in plan if row.status == "overdue")
    if overdue:
        text += _("; ") + _("{amount} overdue").format(amount=shown(overdue))
    before = [
        row for row in plan if row.outstanding and row.trigger in ("signed", "fat_passed", "before_shipment")
    ]
    if before:
        text += _("; ") + _("{amount} to be paid before delivery").format(
            amount=shown(sum(row.outstanding for row in before))
        )
    return text


def _open_points(session: Session, contract_id: uuid.UUID) -> Iterator[str]:
    """Yield the conditions of the legal review and what is still open of tests that were passed on condition."""
    conditions = select(LegalReviewItem.note).where(
        LegalReviewItem.contract_id == contract_id,
        LegalReviewItem.result == "conditional",
        LegalReviewItem.deleted_at.is_(None),
    )
    points = (
        select(PunchItem.text)
        .join(ContractEvent, ContractEvent.id == PunchItem.event_id)
        .where(
            ContractEvent.contract_id == contract_id,
            ContractEvent.deleted_at.is_(None),
            PunchItem.done_on.is_(None),
            PunchItem.deleted_at.is_(None),
        )
        .order_by(PunchItem.due_on, PunchItem.position)
    )
    for query in (conditions.order_by(LegalReviewItem.position), points):
        for text in session.scalars(query.limit(_MOST_OPEN)):
            yield text[:_SHORT]


def people(
    session: Session, contract_id: uuid.UUID
) -> tuple[tuple[PackPerson, ...], tuple[PackPerson, ...], str]:
    """Return our people, those of the customer, and where the customer is, as far as a contract tells."""
    contract, version = _agreed(session, contract_id)
    buyer = _buyer(session, contract, version.buyer)
    return (*welcome_packs.people(session, contract, version.buyer, language()), buyer.address)


def _agreed(session: Session, contract_id: uuid.UUID) -> tuple[Contract, ContractVersion]:
    """Return a contract with the version that is in force, else the newest."""
    contract, newest = store.rows_of(session, contract_id)
    return contract, store.read(session, contract, store.in_force(session, contract_id) or newest)


# --- on paper -----------------------------------------------------------------------------------------------------


def sheet(session: Session, ticket_id: uuid.UUID, *, today: date, seller_name: str) -> HandoverSheet:
    """Return the handover of a contract as it is printed, in the window's language."""
    ticket = tickets.load(session, ticket_id)
    contract, version = _agreed(session, ticket.contract_id or uuid.UUID(int=0))
    facts = known(session, contract.id, today=today)
    ours, theirs = welcome_packs.people(session, contract, version.buyer, language())
    return HandoverSheet(
        number=ticket.number,
        language=language(),
        contract=contract.number,
        project=contract.title,
        signed_on=contract.signed_on or today,
        due_on=ticket.due_on,
        state=_(STATES[ticket.state]),
        total=money_text(
            money.from_minor(contract.gross_minor, contract.currency),
            contract.currency,
            places=money.minor_units(contract.currency),
            space="",
        ),
        seller=company.seller(session, fallback=seller_name),
        buyer=_buyer(session, contract, version.buyer),
        sales=ours[0].name if ours else "",
        service=ticket.owner,
        text=ticket.text,
        ours=ours,
        theirs=theirs,
        points=tuple(
            SheetPoint(
                text=item.text,
                known=facts.get(item.code, ""),
                state=_(RESULTS[item.result]) if item.result else "",
                by=" ".join(
                    part
                    for part in (item.person, day(item.at.astimezone().date()) if item.at else "")
                    if part
                ),
                note=item.note,
            )
            for item in ticket.items
        ),
    )


def _buyer(session: Session, contract: Contract, buyer: Party) -> Party:
    """Return the customer as the contract has it, with the address that is known today where it has none."""
    customer = session.get(Customer, contract.customer_id)
    if buyer.address or customer is None:
        return buyer
    return Party(name=buyer.name, contact=buyer.contact, address=customer.address, phone=buyer.phone)
