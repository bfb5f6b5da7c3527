"""The rates of value-added tax that the firm works with."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import tax_rates as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.domain.tax_rates import Rate, Taxpayer
from salesdesk.i18n import _
from salesdesk.services.lists import local_day
from salesdesk.storage.records import Company, TaxRate
from salesdesk.storage.records.base import now

_FIELDS: Final = tuple(field.name for field in fields(Rate))


def seed(session: Session) -> None:
    """Give a workspace the usual rates if it has none, not even deleted ones."""
    if session.scalar(select(TaxRate.id).limit(1)) is not None:
        return
    session.add_all(TaxRate(**_columns(rate), position=position) for position, rate in enumerate(rules.SEED))
    session.flush()


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate as the settings list it."""

    id: uuid.UUID
    row_version: int
    rate: Rate


def rows(session: Session) -> tuple[RateRow, ...]:
    """Return the rates in their order, to be changed."""
    query = select(TaxRate).where(TaxRate.deleted_at.is_(None)).order_by(TaxRate.position, TaxRate.id)
    return tuple(
        RateRow(row.id, row.row_version, Rate(**{field: getattr(row, field) for field in _FIELDS}))
        for row in session.scalars(query)
    )


def add(session: Session, rate: Rate, *, ends_former: bool = False) -> uuid.UUID:
    """Add a rate behind the others and return its id.

    With `ends_former`, that which holds for the same products on its first day ends on the day before.
    """
    rate = rules.checked(rate)
    if ends_former and rate.valid_from and rate.valid_from > date.min:
        former = rules.usual(rates(session), rate.tax_class, rate.taxpayer, rate.valid_from)
        found = next((row for row in rows(session) if row.rate == former), None)
        last = rate.valid_from - timedelta(days=1)
        if found is not None and found.rate.valid_from != rate.valid_from:
            end(session, found.id, last, row_version=found.row_version)
    position = session.scalar(select(func.max(TaxRate.position)))
    row = TaxRate(**_columns(rate), position=0 if position is None else position + 1)
    session.add(row)
    session.flush()
    return row.id


def change(session: Session, rate_id: uuid.UUID, rate: Rate, *, row_version: int) -> None:
    """Write a rate as it was read at `row_version`; quotes keep the rates that they were made with."""
    row = _row(session, rate_id, row_version)
    for field, value in _columns(rules.checked(rate)).items():
        setattr(row, field, value)
    session.flush()


def end(session: Session, rate_id: uuid.UUID, last_day: date, *, row_version: int) -> None:
    """Let a rate hold until a day, and no longer."""
    row = _row(session, rate_id, row_version)
    if row.valid_from and last_day < row.valid_from:
        raise InvalidInputError(_("The last day lies before the first."))
    row.valid_until = last_day
    session.flush()


def remove(session: Session, rate_id: uuid.UUID, *, row_version: int) -> None:
    """Take a rate away that was never right; one that no longer holds is ended instead."""
    _row(session, rate_id, row_version).deleted_at = now()
    session.flush()


def running_out(session: Session, day: date) -> tuple[Rate, ...]:
    """Return the rates that the firm charges and that end soon, without that another follows."""
    return rules.running_out(rates(session), taxpayer(session), day)


def _columns(rate: Rate) -> dict[str, Any]:
    return {field: getattr(rate, field) for field in _FIELDS}


def _row(session: Session, rate_id: uuid.UUID, row_version: int) -> TaxRate:
    row = session.get(TaxRate, rate_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This tax rate is no longer there."))
    if row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    return row


def rates(session: Session) -> tuple[Rate, ...]:
    """Return the rates in their order."""
    query = (
        select(*(getattr(TaxRate, field) for field in _FIELDS))
        .where(TaxRate.deleted_at.is_(None))
        .order_by(TaxRate.position, TaxRate.id)
    )
    found: Iterable[Any] = session.execute(query)
    return tuple(Rate(*row) for row in found)


def taxpayer(session: Session) -> Taxpayer:
    """Return what kind of taxpayer the firm is."""
    found = session.scalar(select(Company.taxpayer).where(Company.deleted_at.is_(None)).limit(1))
    return cast("Taxpayer", found or "general")


def usual(session: Session, tax_class: str, day: date | None = None) -> Decimal | None:
    """Return the rate that a product of a class has on a day, by what the firm is; None where nobody knows."""
    found = rules.usual(rates(session), tax_class, taxpayer(session), day or local_day())
    return None if found is None else found.rate


def by_class(session: Session, day: date | None = None) -> dict[str, Decimal]:
    """Return the usual rate of every class on a day."""
    known, kind, when = rates(session), taxpayer(session), day or local_day()
    found = {code: rules.usual(known, code, kind, when) for code in ("", *rules.CLASSES)}
    return {code: rate.rate for code, rate in found.items() if rate is not None}


def warnings(session: Session, used: Iterable[Decimal], valid_until: date) -> tuple[str, ...]:
    """Return what to say where a quote is valid for longer than a rate of tax that it uses."""
    return rules.warnings(rates(session), used, valid_until)
