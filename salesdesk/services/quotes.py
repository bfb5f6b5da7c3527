"""Quotes: save a draft under a new number, and read back what was saved."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.pricing import Discount, DocumentDiscount
from salesdesk.domain.quote import (
    LineTotals,
    PriceMode,
    QuoteDraft,
    QuoteLine,
    QuoteTotals,
    Rounding,
    rate_groups,
    totals,
)
from salesdesk.domain.quote_version import Party, QuoteVersion, usual_terms, valid_until
from salesdesk.i18n import DEFAULT_LANGUAGE, Language, _, as_language
from salesdesk.services import company
from salesdesk.storage import numbers, records
from salesdesk.storage.records import Customer, Quote

_NUMBER: Final = re.compile(r"(?P<number>.+?)(?:-V(?P<version>\d{1,6}))?", re.IGNORECASE)


def save_draft(
    session: Session,
    draft: QuoteDraft,
    *,
    today: date,
    seller_name: str,
    seller_person: str = "",
    language: Language = DEFAULT_LANGUAGE,
) -> QuoteVersion:
    """Save a draft as version 1 of a new quote; its customer is found by exact name, else made.

    `seller_name` stands for the firm where its own name isn't known yet. Before it returns, the totals are
    computed again from what was stored: a document that doesn't add up is never committed.
    """
    customer = _customer(session, draft.customer)
    number = f"QT-{today:%Y%m}-{numbers.next_number(session, 'quote', f'{today:%Y%m}'):04d}"
    quote = Quote(number=number, customer_id=customer.id)
    session.add(quote)
    session.flush()
    until = valid_until(today)
    figures = totals(draft)
    version = records.QuoteVersion(
        quote_id=quote.id,
        version=1,
        issued_on=today,
        valid_until=until,
        language=language,
        currency=draft.currency,
        price_mode=draft.price_mode,
        rounding=draft.rounding,
        document_discount=draft.document_discount.as_text() if draft.document_discount else "",
        discount_minor=money.to_minor(figures.discount, draft.currency),
        net_minor=money.to_minor(figures.net, draft.currency),
        tax_minor=money.to_minor(figures.tax, draft.currency),
        gross_minor=money.to_minor(figures.gross, draft.currency),
        customer=json.dumps(asdict(_as_party(customer)), ensure_ascii=False),
        seller=json.dumps(asdict(company.seller(session, fallback=seller_name)), ensure_ascii=False),
        seller_person=seller_person,
        terms=json.dumps(usual_terms(draft, until, language), ensure_ascii=False),
    )
    session.add(version)
    session.flush()
    session.add_all(_line_records(version, draft, figures))
    session.flush()
    session.expire_all()
    stored = load(session, number)
    if problem := disagreement(stored):
        raise AssertionError(problem)
    return stored


def _customer(session: Session, name: str) -> Customer:
    found = session.scalars(
        select(Customer)
        .where(Customer.name == name, Customer.deleted_at.is_(None))
        .order_by(Customer.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        found = Customer(name=name)
        session.add(found)
        session.flush()
    return found


def _as_party(customer: Customer) -> Party:
    place = "".join(part for part in (customer.province, customer.city, customer.district) if part)
    return Party(
        name=customer.name,
        address=customer.address or place,
        phone=customer.phone,
        email=customer.email,
        tax_id=customer.uscc,
        bank=customer.bank,
        bank_account=customer.bank_account,
    )


def _line_records(
    version: records.QuoteVersion, draft: QuoteDraft, figures: QuoteTotals
) -> Iterator[records.QuoteLine]:
    for position, (line, amounts) in enumerate(zip(draft.lines, figures.lines, strict=True), start=1):
        yield records.QuoteLine(
            version_id=version.id,
            position=position,
            name=line.name,
            model=line.model,
            unit=line.unit,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount=line.discount.as_text(),
            tax_rate=line.tax_rate,
            optional=line.optional,
            free=line.free,
            gross_minor=money.to_minor(amounts.gross, draft.currency),
            net_minor=money.to_minor(amounts.net, draft.currency),
            tax_minor=money.to_minor(amounts.tax, draft.currency),
        )


def load(session: Session, number: str) -> QuoteVersion:
    """Return a quote's newest version, or the one that the number names (`QT-202611-0001-V2`)."""
    parts = _NUMBER.fullmatch(number.strip())
    query = (
        select(Quote.number, records.QuoteVersion)
        .join(Quote, Quote.id == records.QuoteVersion.quote_id)
        .where(Quote.deleted_at.is_(None), records.QuoteVersion.deleted_at.is_(None))
        .order_by(records.QuoteVersion.version.desc())
        .limit(1)
    )
    if parts:
        query = query.where(Quote.number == parts["number"].upper())
        if parts["version"]:
            query = query.where(records.QuoteVersion.version == int(parts["version"]))
    found = session.execute(query).one_or_none() if parts else None
    if found is None:
        raise InvalidInputError(_("There is no quote “{number}” here.").format(number=number[:60]))
    return _as_version(session, *found)


def all_versions(session: Session) -> Iterator[tuple[str, Callable[[], QuoteVersion]]]:
    """Yield the label of every stored version, and what loads it: a damaged one fails only there."""
    query = (
        select(Quote.number, records.QuoteVersion.version)
        .join(Quote, Quote.id == records.QuoteVersion.quote_id)
        .where(records.QuoteVersion.deleted_at.is_(None), Quote.deleted_at.is_(None))
        .order_by(Quote.number, records.QuoteVersion.version)
    )
    for number, version in session.execute(query).all():
        label = f"{number}-V{version}"
        yield label, partial(load, session, label)


def _as_version(session: Session, number: str, row: records.QuoteVersion) -> QuoteVersion:
    lines = session.scalars(
        select(records.QuoteLine)
        .where(records.QuoteLine.version_id == row.id, records.QuoteLine.deleted_at.is_(None))
        .order_by(records.QuoteLine.position)
    ).all()
    customer = Party(**json.loads(row.customer))
    draft = QuoteDraft(
        customer=customer.name,
        lines=tuple(_as_line(line) for line in lines),
        price_mode=cast("PriceMode", row.price_mode),
        rounding=cast("Rounding", row.rounding),
        currency=row.currency,
        document_discount=DocumentDiscount.from_text(row.document_discount),
    )
    return QuoteVersion(
        number=number,
        version=row.version,
        state=row.state,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        language=as_language(row.language),
        draft=draft,
        totals=_stored_totals(row, lines, draft),
        customer=customer,
        seller=Party(**json.loads(row.seller)),
        seller_person=row.seller_person,
        terms=tuple((label, text) for label, text in json.loads(row.terms)),
    )


def _as_line(row: records.QuoteLine) -> QuoteLine:
    return QuoteLine(
        name=row.name,
        model=row.model,
        unit=row.unit,
        quantity=row.quantity,
        unit_price=row.unit_price,
        discount=Discount.from_text(row.discount),
        tax_rate=row.tax_rate,
        optional=row.optional,
        free=row.free,
    )


def _stored_totals(
    row: records.QuoteVersion, lines: Sequence[records.QuoteLine], draft: QuoteDraft
) -> QuoteTotals:
    def amount(minor: int) -> Decimal:
        return money.from_minor(minor, row.currency)

    figures = tuple(
        LineTotals(gross=amount(line.gross_minor), net=amount(line.net_minor), tax=amount(line.tax_minor))
        for line in lines
    )
    return QuoteTotals(
        lines=figures,
        net=amount(row.net_minor),
        tax=amount(row.tax_minor),
        gross=amount(row.gross_minor),
        discount=amount(row.discount_minor),
        before_discount=amount(row.gross_minor + row.discount_minor),
        by_rate=rate_groups(draft, figures),
    )


def disagreement(stored: QuoteVersion) -> str:
    """Return in what a stored version's figures differ from a new computation; empty where they agree."""
    expected = totals(stored.draft)
    if expected == stored.totals:
        return ""
    return _("Quote {number}: stored {stored}, recomputed {expected}.").format(
        number=stored.label, stored=stored.totals.gross, expected=expected.gross
    )
