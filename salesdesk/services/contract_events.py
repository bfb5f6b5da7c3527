"""What happens to a contract under way: tests, delivery, the end of the warranty; and what that sets going."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import contract_version, payment_plan
from salesdesk.domain.contract import EVENTS
from salesdesk.domain.merge_fields import FIELDS, Value
from salesdesk.i18n import _
from salesdesk.services import contract_store as store, punch_lists
from salesdesk.services.punch_lists import PunchView
from salesdesk.storage.records import (
    Contract,
    ContractEvent,
    ContractFile,
    Instalment,
    Invoice,
    Receipt,
    ReceiptAllocation,
)

PASSED = ("", "passed", "conditional")
"""The results by which an event counts; a failed test sets nothing due."""


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that happened to a contract; `files` are the names and hashes of what proves it.

    `points` are the punch list of a test, closed ones among them.
    """

    id: uuid.UUID
    kind: str
    name: str
    on: date
    result: str
    note: str
    files: tuple[tuple[str, str], ...]
    points: tuple[PunchView, ...] = ()

    @property
    def open_points(self) -> tuple[PunchView, ...]:
        """Return what is still to be closed."""
        return tuple(point for point in self.points if point.done_on is None)


def events(session: Session, contract_id: uuid.UUID) -> tuple[EventView, ...]:
    """Return what happened to a contract, the earliest first."""
    files: dict[uuid.UUID | None, list[tuple[str, str]]] = {}
    kept = select(ContractFile).where(
        ContractFile.contract_id == contract_id, ContractFile.deleted_at.is_(None)
    )
    for file in session.scalars(kept.order_by(ContractFile.created_at)):
        files.setdefault(file.event_id, []).append((file.name, file.hash))
    found = rows(session, contract_id)
    points = punch_lists.of_events(session, [row.id for row in found])
    return tuple(
        EventView(
            row.id,
            row.kind,
            _(EVENTS.get(row.kind, row.kind)),
            row.on_day,
            row.result,
            row.note,
            tuple(files.get(row.id, ())),
            points.get(row.id, ()),
        )
        for row in found
    )


def rows(session: Session, contract_id: uuid.UUID) -> list[ContractEvent]:
    """Return the records of what happened to a contract, the earliest first."""
    query = select(ContractEvent).where(
        ContractEvent.contract_id == contract_id, ContractEvent.deleted_at.is_(None)
    )
    return list(session.scalars(query.order_by(ContractEvent.on_day, ContractEvent.id)))


def happened(session: Session, contract: Contract) -> dict[str, date]:
    """Return on which day each trigger of a payment happened first, as far as it has.

    The signature, the advance (once all that is due by the signature is paid), invoices and the end of the warranty
    follow from what is recorded elsewhere; an event that names such a trigger itself wins.
    """
    found: dict[str, date] = {}
    if contract.signed_on is not None:
        found["signed"] = contract.signed_on
    if (advance := _advance_on(session, contract.id)) is not None:
        found["advance_received"] = advance
    if (invoiced := _invoiced_on(session, contract.id)) is not None:
        found["invoice_issued"] = invoiced
    own: dict[str, date] = {}
    for row in rows(session, contract.id):
        if row.result in PASSED:
            own.setdefault(row.kind, row.on_day)
    end = _warranty_end(session, contract, own)
    if end is not None:
        found["warranty_end"] = end
    return found | own


def _invoiced_on(session: Session, contract_id: uuid.UUID) -> date | None:
    """Return the day of the first invoice that no red one has cancelled."""
    red = aliased(Invoice)
    cancelled = select(red.id).where(red.red_of_id == Invoice.id, red.deleted_at.is_(None)).exists()
    found: date | None = session.scalar(
        select(func.min(Invoice.issued_on)).where(
            Invoice.contract_id == contract_id,
            Invoice.state == "issued",
            Invoice.gross_minor > 0,
            Invoice.deleted_at.is_(None),
            ~cancelled,
        )
    )
    return found


def _advance_on(session: Session, contract_id: uuid.UUID) -> date | None:
    """Return the day on which the last money came in for what is due by the signature; None while some is open."""
    living = and_(ReceiptAllocation.instalment_id == Instalment.id, ReceiptAllocation.deleted_at.is_(None))
    query = (
        select(
            Instalment.amount_minor,
            func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0),
            func.max(Receipt.received_on),
        )
        .outerjoin(ReceiptAllocation, living)
        .outerjoin(Receipt, Receipt.id == ReceiptAllocation.receipt_id)
        .where(
            Instalment.contract_id == contract_id,
            Instalment.trigger == "signed",
            Instalment.offset_days <= _ADVANCE_DAYS,
            ~Instalment.voided,
            Instalment.deleted_at.is_(None),
        )
        .group_by(Instalment.id, Instalment.amount_minor)
    )
    found = session.execute(query).all()
    if not found or any(received < amount for amount, received, _last in found):
        return None
    return max((last for _amount, _received, last in found if last is not None), default=None)


_ADVANCE_DAYS = 29
"""Up to so many days after the signature a payment is the advance; later ones are instalments of a plan by months."""


def warranty_end(session: Session, contract: Contract) -> date | None:
    """Return when the warranty of a contract ends by its clauses and what happened; None while nothing did."""
    return happened(session, contract).get("warranty_end")


def _warranty_end(session: Session, contract: Contract, own: dict[str, date]) -> date | None:
    row = store.in_force(session, contract.id)
    fields = contract_version.fields_from_json(row.fields) if row else {}
    months, cap = (_months(fields, key) for key in ("warranty.months", "warranty.cap_months"))
    return payment_plan.warranty_end(own.get("sat_passed"), own.get("delivered"), months, cap)


def _months(fields: dict[str, Value], key: str) -> int:
    typed = fields.get(key, Value()).zh.strip()
    return int(typed) if typed.isdecimal() and len(typed) <= 3 else int(FIELDS[key].zh)
