"""Quotes begun as copies of earlier ones, and lines taken from them; a copy is a draft, whatever its model was."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_conversion import with_price_mode
from salesdesk.domain.texts import one_line
from salesdesk.services import quote_late, quote_pricing
from salesdesk.services.quote_current import current_id
from salesdesk.services.quote_reading import rows_of
from salesdesk.services.quote_references import with_living_references
from salesdesk.services.quote_store import read_version
from salesdesk.storage.records import Customer, Quote, QuoteVersion

_MOST: Final = 100
_ESCAPE: Final = "\\"


@dataclass(frozen=True, slots=True)
class EarlierQuote:
    """A quote to copy from, in the version that stands."""

    id: uuid.UUID
    number: str
    version: int
    customer: str
    total: Decimal
    currency: str
    issued_on: date
    state: str
    row_version: int = 0


def earlier(
    session: Session, text: str = "", *, customer_id: uuid.UUID | None = None
) -> tuple[EarlierQuote, ...]:
    """Return quotes whose number or customer has a text in it: those of one customer first, then the newest."""
    query = (
        select(Quote, QuoteVersion, Customer.name)
        .select_from(Quote)
        .join(QuoteVersion, QuoteVersion.id == current_id())
        .join(Customer, Customer.id == Quote.customer_id)
        .where(Quote.deleted_at.is_(None), QuoteVersion.quote_id == Quote.id)
    )
    wanted = one_line(text)
    for sign in (_ESCAPE, "%", "_"):
        wanted = wanted.replace(sign, _ESCAPE + sign)
    if wanted:
        like = f"%{wanted}%"
        query = query.where(
            or_(Quote.number.ilike(like, escape=_ESCAPE), Customer.name.ilike(like, escape=_ESCAPE))
        )
    order = [(Quote.customer_id == customer_id).desc()] if customer_id else []
    found = session.execute(
        query.order_by(*order, QuoteVersion.issued_on.desc(), Quote.number.desc()).limit(_MOST)
    )
    return tuple(
        EarlierQuote(
            quote.id,
            quote.number,
            version.version,
            name,
            money.from_minor(version.gross_minor, version.currency),
            version.currency,
            version.issued_on,
            version.state,
            version.row_version,
        )
        for quote, version, name in found
    )


def copied(
    session: Session, quote_id: uuid.UUID, version: int | None, today: date, *, fresh_prices: bool
) -> QuoteDraft:
    """Return a version as a new draft that nobody approved, valid as long as it was; at today's prices if wanted.

    Today's prices replace those of the price book only; what was typed stays.
    """
    quote, row = rows_of(session, quote_id, version)
    old = read_version(session, quote, row)
    draft = replace(old.draft, valid_until=today + (old.valid_until - old.issued_on))
    draft = with_living_references(session, draft)
    return quote_late.repriced(session, draft, today) if fresh_prices else draft


def lines_for(
    session: Session,
    draft: QuoteDraft,
    quote_id: uuid.UUID,
    version: int | None,
    today: date,
    *,
    fresh_prices: bool,
) -> tuple[QuoteLine, ...]:
    """Return the lines of another quote as they stand in a draft: in its currency and price mode."""
    given = copied(session, quote_id, version, today, fresh_prices=False)
    rate = quote_pricing.rate_of_draft(draft)
    given = replace(given, customer_id=draft.customer_id, document_discount=None)
    if given.currency != draft.currency:
        given = quote_pricing.exchanged(session, given, draft.currency, rate, today)
    given = with_price_mode(given, draft.price_mode, convert=True)
    if fresh_prices:
        given = quote_late.repriced(session, given, today)
    return given.lines
