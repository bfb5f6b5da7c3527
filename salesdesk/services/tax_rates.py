"""The rates of value-added tax that the firm works with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import tax_rates as rules
from salesdesk.domain.tax_rates import Rate, Taxpayer
from salesdesk.services.lists import local_day
from salesdesk.storage.records import Company, TaxRate


def seed(session: Session) -> None:
    """Give a workspace the usual rates if it has none, not even deleted ones."""
    if session.scalar(select(TaxRate.id).limit(1)) is not None:
        return
    session.add_all(
        TaxRate(
            name=rate.name,
            name_en=rate.name_en,
            rate=rate.rate,
            tax_class=rate.tax_class,
            taxpayer=rate.taxpayer,
            valid_from=rate.valid_from,
            valid_until=rate.valid_until,
            position=position,
        )
        for position, rate in enumerate(rules.SEED)
    )
    session.flush()


def rates(session: Session) -> tuple[Rate, ...]:
    """Return the rates in their order."""
    query = (
        select(
            TaxRate.name,
            TaxRate.name_en,
            TaxRate.rate,
            TaxRate.tax_class,
            TaxRate.taxpayer,
            TaxRate.valid_from,
            TaxRate.valid_until,
        )
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
