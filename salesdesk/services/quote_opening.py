"""A quote out of its PDF: the version that it is here, or what a new quote takes from it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote import QuoteDraft
from salesdesk.domain.quote_data import QuoteData
from salesdesk.domain.quote_version import valid_until
from salesdesk.i18n import _
from salesdesk.services import document_designs, product_matching, quote_store as store
from salesdesk.services.product_matching import Wanted
from salesdesk.storage import records
from salesdesk.storage.records import Customer, Quote


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A version of a quote of this workspace; it is not the `same` where it was changed since it was printed."""

    quote_id: uuid.UUID
    version: int
    same: bool


@dataclass(frozen=True, slots=True)
class TakenDraft:
    """What a new quote takes from a PDF, and how much of it is known here."""

    draft: QuoteDraft
    customer_is_new: bool
    products: int
    lines: int


def known(session: Session, data: QuoteData) -> KnownVersion | None:
    """Return the version of this workspace that a PDF was printed from; another firm may use the same number."""
    row = records.QuoteVersion
    query = (
        select(Quote, row)
        .join(row, row.quote_id == Quote.id)
        .where(
            Quote.number == data.number,
            row.version == data.version,
            Quote.deleted_at.is_(None),
            row.deleted_at.is_(None),
        )
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    stored = store.read_version(session, found[0], found[1])
    if stored.seller.name != data.seller:
        return None
    same = data.gross is None or data.gross == stored.totals.gross
    return KnownVersion(found[0].id, data.version, same)


def taken(session: Session, data: QuoteData, *, today: date) -> TakenDraft:
    """Return a draft of a new quote from a PDF: customer by name, products by model or name, prices as if typed.

    InvalidInputError where the PDF hides its prices.
    """
    if data.draft is None:
        raise InvalidInputError(
            _("The PDF of {number} hides its prices, and there is no such quote here.").format(
                number=data.label
            )
        )
    draft = data.draft
    customer = session.scalar(
        select(Customer.id)
        .where(Customer.name == draft.customer, Customer.deleted_at.is_(None))
        .order_by(Customer.id)
        .limit(1)
    )
    lines = draft.lines
    wanted = [Wanted(model=line.model, name=line.name, search=False) for line in lines]
    found = [one.choice for one in product_matching.match(session, wanted, customer_id=customer)]
    until = draft.valid_until
    begun = document_designs.begun(session, draft)
    draft = replace(
        begun,
        customer_id=customer,
        valid_until=until if until and until >= today else valid_until(today),
        second_language=draft.second_language or begun.second_language,
        lines=tuple(
            replace(
                line,
                product_id=choice.id if choice and line.kind == "product" else None,
                price_source="typed" if line.kind == "product" else "",
            )
            for line, choice in zip(lines, found, strict=True)
        ),
    )
    sold = [line for line in draft.lines if line.kind == "product"]
    return TakenDraft(draft, customer is None, sum(1 for line in sold if line.product_id), len(sold))
