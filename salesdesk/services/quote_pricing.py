"""The prices of a whole draft anew: in another currency, or as the price books say today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import RuleError
from salesdesk.domain.price_rules import HOME, Asked
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_conversion import Rate, in_currency, in_mode
from salesdesk.i18n import _
from salesdesk.services import price_snapshots, prices
from salesdesk.storage.records import Quote, QuoteVersion


def last_rate(session: Session, currency: str) -> Rate | None:
    """Return the newest rate that a quote in a currency was made at."""
    query = (
        select(QuoteVersion.fx_rate, QuoteVersion.fx_on, QuoteVersion.fx_source)
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .where(
            QuoteVersion.currency == currency,
            QuoteVersion.fx_rate.is_not(None),
            QuoteVersion.deleted_at.is_(None),
            Quote.deleted_at.is_(None),
        )
        .order_by(QuoteVersion.fx_on.desc(), QuoteVersion.updated_at.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return None if found is None or found[0] is None else Rate(found[0], found[1], found[2])


def with_last_rate(session: Session, draft: QuoteDraft) -> QuoteDraft:
    """Return a new draft in a foreign currency at the rate that was used last."""
    found = last_rate(session, draft.currency) if draft.currency != HOME else None
    return replace(draft, fx_rate=found.rate, fx_on=found.on, fx_source=found.source) if found else draft


def require_same_mode(session: Session, row: QuoteVersion, draft: QuoteDraft) -> None:
    """Refuse another price mode or rounding than an earlier version has: a quote keeps both for life."""
    query = select(QuoteVersion.price_mode, QuoteVersion.rounding).where(
        QuoteVersion.quote_id == row.quote_id,
        QuoteVersion.version < row.version,
        QuoteVersion.deleted_at.is_(None),
    )
    before = session.execute(query.order_by(QuoteVersion.version.desc()).limit(1)).one_or_none()
    if before is not None and tuple(before) != (draft.price_mode, draft.rounding):
        raise RuleError(
            _("A quote keeps its price mode and rounding in every version. Make a new quote for others.")
        )


def newer_rate(session: Session, draft: QuoteDraft) -> Rate | None:
    """Return a rate that is newer than the draft's, where one is known."""
    if draft.currency == HOME:
        return None
    found = last_rate(session, draft.currency)
    if found is None or found.rate == draft.fx_rate or found.on is None:
        return None
    return found if draft.fx_on is None or found.on > draft.fx_on else None


def exchanged(
    session: Session, draft: QuoteDraft, currency: str, rate: Rate | None, today: date
) -> QuoteDraft:
    """Return the draft in another currency: prices of the book are the book's there, typed ones are exchanged."""
    draft = price_snapshots.with_snapshots(session, draft, draft.customer_id, today)
    booked = {index for index, line in enumerate(draft.lines) if line.price_source == "book"}
    target = replace(draft, currency=currency, fx_rate=rate.rate if rate and currency != HOME else None)
    known = _book_prices(session, target, booked, today)
    return in_currency(draft, currency, rate, known)


def rate_of_draft(draft: QuoteDraft) -> Rate | None:
    """Return the rate of exchange that a draft is made at."""
    return Rate(draft.fx_rate, draft.fx_on, draft.fx_source) if draft.fx_rate else None


def _book_prices(
    session: Session, draft: QuoteDraft, rows: Collection[int], today: date
) -> dict[int, Decimal]:
    """Return what the customer is entitled to for lines (from 0), as the draft states prices."""
    wanted = {row: draft.lines[row].product_id for row in rows}
    known = prices.catalogue(session, {one for one in wanted.values() if one}, customer_id=draft.customer_id)
    buyer = prices.buyer(session, draft.customer_id)
    asked = Asked(Decimal(1), today, draft.currency, draft.fx_rate)
    found: dict[int, Decimal] = {}
    for row, product in wanted.items():
        if product is None or product not in known.goods:
            continue
        line = draft.lines[row]
        price = prices.of_line(known, product, (buyer, asked), line, draft).base_price
        if price is not None:
            found[row] = in_mode(price, line, draft)
    return found
